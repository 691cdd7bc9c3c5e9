"""Stage 2: a workbook -> its sheets as typed, with true rows and columns."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from hashlib import sha256

from python_calamine import CalamineError

from pipeline.careful import Broken, careful
from pipeline.findings import Finding
from pipeline.gate import READ_AT_MOST, scan
from pipeline.intake import InputFile
from pipeline.quick import quick
from pipeline.raw import RawSheet, RawWorkbook
from pipeline.signs import FAR, UNSTORED
from schemas.check import ERROR

MOST_TEXT = 20_000_000
"""Characters in all cells: one long text that a hundred thousand cells share weighs nothing in the
file, and half a gigabyte once read."""


def read(file: InputFile) -> RawWorkbook:
    """Read a workbook; whatever is known to go wrong with one is its ``refused``."""
    not_opened = file.refused is not None and file.refused.check == "FILE-12"
    try:
        content = b"" if not_opened else start_of(file)
    except OSError as wrong:
        told = Finding("FILE-12", ERROR, file.name, words={"found": wrong.strerror or "อ่านไม่ได้"})
        return RawWorkbook(file.name, sha256(b"").hexdigest(), refused=told)
    if file.refused is not None:
        return RawWorkbook(file.name, sha256(content).hexdigest(), refused=file.refused)
    return read_bytes(content, file.name)


def start_of(file: InputFile) -> bytes:
    """The bytes of a file, of one that is too large no more than tells it; OSError."""
    with file.path.open("rb") as opened:
        return opened.read(READ_AT_MOST)


def read_bytes(content: bytes, name: str) -> RawWorkbook:
    """Read the bytes of a workbook that people call ``name``."""
    raw = RawWorkbook(name, sha256(content).hexdigest())
    seen = scan(content, name)
    if seen.refused is not None:
        return replace(raw, refused=seen.refused)
    try:
        sheets = _sheets(content, seen.signs)
    except Broken as wrong:
        return replace(raw, refused=_refused("FILE-04", name, f"ส่วนประกอบภายในไม่ครบ: {wrong}"))
    if (characters := sum(map(_characters, sheets))) > MOST_TEXT:
        found = f"มีข้อความรวม {characters:,} ตัวอักษร เกิน {MOST_TEXT:,}"
        return replace(raw, refused=_refused("FILE-05", name, found))
    if not any(sheet.rows for sheet in sheets):
        return replace(raw, refused=Finding("FILE-08", ERROR, name))
    return replace(raw, sheets=sheets, warnings=seen.warnings, signs=seen.signs)


def read_again(file: InputFile, sha256_then: str, signs: frozenset[str]) -> RawWorkbook | None:
    """The sheets of a workbook that was read before, with what the gate saw in it then; None where
    its bytes are others now, or cannot be read.
    """
    content = b""
    with suppress(OSError):
        content = start_of(file)
    if sha256(content).hexdigest() != sha256_then:
        return None
    return RawWorkbook(file.name, sha256_then, _sheets(content, signs), signs=signs)


def _refused(check: str, file: str, found: str) -> Finding:
    return Finding(check, ERROR, file, words={"found": found})


def _characters(sheet: RawSheet) -> int:
    return sum(len(value) for _, cells in sheet.rows for value in cells if type(value) is str)


def _sheets(content: bytes, signs: frozenset[str]) -> tuple[RawSheet, ...]:
    """Quick, unless the gate saw something that only the careful reader keeps, or it gives up."""
    if not signs:
        with suppress(CalamineError, OverflowError):
            return quick(content)
    return careful(content, unstored=UNSTORED in signs, far=FAR in signs)
