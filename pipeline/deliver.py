"""Stage 9: files -> outputs/<period>/: staged, swapped in whole; changed files are kept."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from filelock import FileLock, Timeout

RECORD = "run.json"
STAGED, OLD = ".staging-", ".old-"
"""How the folders begin in which a run builds, and which it moves away."""


class Busy(Exception):
    """Another run is writing to the same outputs."""


class Stage:
    """A folder of its own on the disk of the outputs, in which a run's files are built."""

    def __init__(self, outputs: Path, period: str) -> None:
        self.outputs = outputs
        self.period = period
        self.folder = outputs / f"{STAGED}{period}"
        self._aside: Path | None = None
        self.written: dict[str, str] = {}

    def write(self, path: str, content: bytes) -> None:
        """Write one file and remember its sha256; the bytes are on the disk when this returns."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.written[path] = sha256(content).hexdigest()

    def aside(self) -> Path:
        """A folder beside it for what is half done and no output. Its name is of this run alone:
        what a run that was killed has left at work writes nothing into it.
        """
        if self._aside is None:
            self._aside = Path(mkdtemp(prefix=f"{STAGED}{self.period}-", dir=self.outputs))
        return self._aside

    def clear(self) -> None:
        """Take away what was built and what lies aside; what was swapped in stays."""
        for folder in (self.folder, self._aside):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)

    def take(self, path: str, made: Path) -> None:
        """Take a file that was made aside in as an output."""
        with made.open("rb+") as file:
            os.fsync(file.fileno())
            self.written[path] = file_digest(file, "sha256").hexdigest()
        made.replace(self.folder / path)

    def record(self, record: dict[str, Any]) -> None:
        """Write ``run.json``, last, with the sha256 of every other file."""
        outputs = [
            {"path": path, "sha256": digest} for path, digest in sorted(self.written.items())
        ]
        self.write(RECORD, as_json({**record, "outputs": outputs}, indent=2))

    def swap(self) -> list[str]:
        """Put the new folder in the place of the old one; give the names of the files kept.

        A file that somebody changed or added since the last run goes to ``changed/<period>/``.
        """
        final, old = self.outputs / self.period, self.outputs / f"{OLD}{self.period}"
        kept = _keep_changed(final, self.outputs / "changed" / self.period)
        if final.exists():
            final.rename(old)
        try:
            self.folder.rename(final)
        except BaseException:  # Ctrl-C too: the period is never without its outputs
            if old.exists():
                old.rename(final)
            raise
        _remove(old)
        return kept


@contextmanager
def staged(outputs: Path, period: str) -> Iterator[Stage]:
    """A fresh stage, alone on these outputs; a swap left half done is put right first.

    Raises Busy where another run is at work. Whatever fails, the earlier outputs stay as they were.
    """
    outputs.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(outputs / ".lock", timeout=0):
            _put_right(outputs)
            stage = Stage(outputs, period)
            stage.folder.mkdir()
            try:
                yield stage
            finally:
                stage.clear()
    except Timeout as busy:
        raise Busy(str(outputs)) from busy


def as_json(value: Any, indent: int | None = None) -> bytes:
    """JSON in UTF-8, Thai as Thai, the same bytes for the same value."""
    return (json.dumps(value, ensure_ascii=False, indent=indent) + "\n").encode("utf-8")


def left_behind(outputs: Path) -> list[Path]:
    """What a run builds in, or has moved away, as long as it is at work."""
    return [*sorted(outputs.glob(f"{STAGED}*")), *sorted(outputs.glob(f"{OLD}*"))]


def _put_right(outputs: Path) -> None:
    for old in sorted(outputs.glob(f"{OLD}*")):
        final = outputs / old.name.removeprefix(OLD)
        if final.exists():
            _remove(old)
        else:
            old.rename(final)
    for left in sorted(outputs.glob(f"{STAGED}*")):
        _remove(left)


def _remove(path: Path) -> None:
    """Take a folder or file away; what somebody is still at work in, the next run does."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _keep_changed(final: Path, keep: Path) -> list[str]:
    written = _recorded(final / RECORD)
    kept = []
    for path in sorted(path for path in (final, *final.rglob("*")) if path.is_file()):
        name = final.name if path == final else path.relative_to(final).as_posix()
        if name != RECORD and sha256(path.read_bytes()).hexdigest() != written.get(name):
            target = _free(keep / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
            kept.append(target.relative_to(keep.parent.parent).as_posix())
    return kept


def _recorded(record: Path) -> dict[str, str]:
    """The sha256 of each file that the last run wrote; without its record all are kept."""
    with suppress(FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return {one["path"]: one["sha256"] for one in json.loads(record.read_bytes())["outputs"]}
    return {}


def _free(path: Path) -> Path:
    """The path, or the next ``name-2.xlsx`` that nobody uses: what was kept is kept."""
    number = 2
    free = path
    while free.exists():
        free = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return free
