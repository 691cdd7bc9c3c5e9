"""Stage 1: inputs/ -> the workbooks to read, what was passed over, what was refused by name."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from itertools import chain, count
from pathlib import Path

from pipeline.findings import Finding
from pipeline.thai_text import mask_personal
from schemas.check import ERROR

SAMPLE = "sample"
WORKBOOKS = (".xlsx", ".xlsm")
OTHER_SPREADSHEETS = (".xls", ".xlsb", ".ods")
PASSED_OVER = (
    *("~$*", ".*", "thumbs.db", "*.tmp", "*.part", "*.crdownload", "readme*", "*.pdf", "*.docx"),
    *("*.png", "*.jpg", "*.jpeg", "*.gif", "*.bmp", "*.tif", "*.tiff", "*.svg", "*.webp", "*.heic"),
)


@dataclass(frozen=True)
class InputFile:
    """A file to read: its path, its name under inputs/ as people are told it, and, where its
    name or kind already says that it cannot be read, why.
    """

    path: Path
    name: str
    refused: Finding | None = None


@dataclass(frozen=True)
class Intake:
    """What lies in inputs/. ``sample``: only the sample was there, and it is used."""

    files: tuple[InputFile, ...]
    ignored: tuple[str, ...]
    sample: bool


def intake(folder: Path) -> Intake:
    """Look through ``folder`` at any depth; links are not followed, nothing is opened.

    A folder that cannot be opened is refused by name, a hidden one is passed over by name.
    ``sample/`` counts only while no other workbook is there (design 3-interface).
    """
    found = _named(folder, sorted(_files(folder)))
    own = [file for file in found if not _is_sample(file)]
    sample = not any(_is_workbook(file) for file in own)
    here = found if sample else own
    ignored = [file for file in here if _is_passed_over(file)]
    rest = [taken(file.path, file.name) for file in here if file not in ignored]
    return Intake(tuple(rest), tuple(file.name for file in ignored), sample)


def taken(path: Path, name: str) -> InputFile:
    """A file that is to be read, with why it cannot be where its kind already says so."""
    file = InputFile(path, name)
    return replace(file, refused=_refusal(file))


def _files(folder: Path) -> list[Path]:
    """The files at any depth, and the folders into which nobody looks."""
    found: list[Path] = []
    for entry in os.scandir(folder) if folder.is_dir() else ():
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            found += _inside(Path(entry.path))
        else:
            found.append(Path(entry.path))
    return found


def _inside(folder: Path) -> list[Path]:
    try:
        return _files(folder)
    except OSError:
        return [folder]


def _named(folder: Path, paths: list[Path]) -> list[InputFile]:
    """The files by the name that people are told: no two alike, and no mobile number in one."""
    files: dict[str, InputFile] = {}
    for path in paths:
        name, _ = mask_personal(_shown(path.relative_to(folder)))
        alike = chain([name], (f"{name} ({number})" for number in count(2)))
        free = next(one for one in alike if one not in files)
        files[free] = InputFile(path, free)
    return [files[name] for name in sorted(files)]


def _shown(path: Path) -> str:
    """A name that is not UTF-8 is shown escaped, so that it can be written down."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _is_sample(file: InputFile) -> bool:
    return file.name.startswith(f"{SAMPLE}/")


def _is_workbook(file: InputFile) -> bool:
    return file.path.name.lower().endswith(WORKBOOKS) and not _is_passed_over(file)


def _is_passed_over(file: InputFile) -> bool:
    name = file.path.name.lower()
    return any(fnmatch(name, pattern) for pattern in PASSED_OVER)


def _refusal(file: InputFile) -> Finding | None:
    unopened = _unopened(file.path)
    if unopened is not None:
        return Finding("FILE-12", ERROR, file.name, words={"found": unopened})
    if _is_workbook(file):
        return None
    ending = file.path.suffix.lower()
    if ending in OTHER_SPREADSHEETS:
        return Finding("FILE-03", ERROR, file.name, words={"found": ending})
    return Finding("FILE-01", ERROR, file.name, words={"found": f"แฟ้ม {ending or 'ไม่มีนามสกุล'}"})


def _unopened(path: Path) -> str | None:
    """Why nobody opens what lies there; None for a regular file, and for one that is gone."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    except OSError as wrong:
        return wrong.strerror or "ไม่มีสิทธิ์อ่าน"
    if stat.S_ISLNK(mode):
        return "เป็นทางลัด (link)"
    if stat.S_ISDIR(mode):
        return "เป็นโฟลเดอร์ที่ไม่มีสิทธิ์เปิด"
    return None if stat.S_ISREG(mode) else "ไม่ใช่แฟ้มธรรมดา"
