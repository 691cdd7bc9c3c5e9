"""What earlier runs made of the same content by the same code, so that nobody makes it again.

An entry is a file in ``outputs/.kept/``, called by a hash over all that it was made from: content,
code, settings, the lock of the libraries. Safe to delete at any moment: what is not there is made.
It holds what workbooks hold, so it lies where their feedback lies and is made for its owner alone.
"""

from __future__ import annotations

import os
import pickle
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CODE = ("pipeline", "schemas")
CACHE = "__pycache__"
LOCK = "requirements.lock"

FOLDER = ".kept"
MOST = 1 << 30
"""Bytes of all entries, some 2,000 workbooks and what is sent back of them: beyond it the longest
unused ones go.
"""

DIGEST = sha256().digest_size


class Kept:
    """Entries of ``folder`` that ``made_by`` (a hash of the code) made; None keeps nothing."""

    def __init__(self, folder: Path | None = None, made_by: str = "") -> None:
        self._folder = folder
        self._made_by = made_by

    def key(self, *made_from: object) -> str:
        """The name of what is made from these: strings, numbers, dataclasses of such."""
        return sha256(repr((self._made_by, *made_from)).encode("utf-8", "replace")).hexdigest()

    def get(self, key: str) -> bytes | None:
        """What was kept, to the byte, or None."""
        if self._folder is None:
            return None
        path = self._folder / key
        with suppress(OSError):
            entry = path.read_bytes()
            if _seal(key, entry[DIGEST:]) == entry[:DIGEST]:
                os.utime(path)  # used: it goes last
                return entry[DIGEST:]
        return None

    def put(self, key: str, content: bytes) -> None:
        """Keep it, in one step; where it cannot be written, the next run makes it again."""
        if self._folder is None:
            return
        aside = self._folder / f".{key}.{os.getpid()}"
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                aside.write_bytes(_seal(key, content) + content)
                aside.replace(self._folder / key)
            finally:
                aside.unlink(missing_ok=True)

    def sweep(self, most: int = MOST) -> None:
        """Take away what was half written, and of more than ``most`` bytes what is not used."""
        if self._folder is None or not self._folder.is_dir():
            return
        entries = [entry for path in self._folder.iterdir() if (entry := _entry(path))]
        for _, size, path in sorted(entries, reverse=True):
            most -= size
            if most < 0 or path.name.startswith("."):
                with suppress(OSError):
                    path.unlink()


def _entry(path: Path) -> tuple[int, int, Path] | None:
    """When it was last used, how large it is, and what; None where another run took it away."""
    with suppress(OSError):
        seen = path.stat()
        return seen.st_mtime_ns, seen.st_size, path
    return None


def _seal(key: str, content: bytes) -> bytes:
    """What stands before an entry: under another entry's name it is not taken for that one."""
    return sha256(key.encode() + content).digest()


def kept_in(outputs: Path) -> Kept:
    """What is kept in ``outputs``; nothing where nobody can tell what code would have made it."""
    with suppress(OSError):
        code = made_by()
        if code == loaded():  # what other code wrote under this name would be taken for its own
            return Kept(outputs / FOLDER, code)
    return Kept()


@cache
def loaded() -> str:
    """The code that this process has, told once and first of all: a process keeps what it loaded,
    whatever is installed over it since.
    """
    with suppress(OSError):
        return made_by()
    return "unknown"


def made_by() -> str:
    """One hash over code, settings and the lock of the libraries. OSError where one is not read."""
    digest = sha256(sys.version.encode())
    files = [path for folder in CODE for path in files_of(ROOT / folder)]
    code = [path for path in files if path.suffix != ".pyc" and CACHE not in path.parts]
    add_files(digest, ROOT, [*code, ROOT / LOCK])
    return digest.hexdigest()


def add_files(digest: Any, root: Path, paths: Iterable[Path]) -> None:
    """Add the names under ``root`` and the contents of files, in the order of their names."""
    for path in sorted(paths):
        name = os.fsencode(path.relative_to(root).as_posix())
        digest.update(b"%d %s %s" % (len(name), name, sha256_of(path).encode()))


def files_of(folder: Path) -> Iterator[Path]:
    """Every file at any depth; a link is a file of its own, which cannot be followed."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from files_of(Path(entry.path))
        else:
            yield Path(entry.path)


def sha256_of(path: Path) -> str:
    """The sha256 of a regular file; OSError for anything else."""
    if path.is_symlink() or not path.is_file():
        raise OSError(f"{path} is no regular file")
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def pack(value: Any) -> bytes:
    """A value of plain data as bytes."""
    return zlib.compress(pickle.dumps(value, protocol=5), level=1)


def unpack(content: bytes, kinds: Iterable[type]) -> Any:
    """The value again. UnpicklingError where it is of other classes than ``kinds``, or nothing that
    was packed: a file that somebody else has written here makes nothing run.
    """
    known = {(kind.__module__, kind.__qualname__): kind for kind in kinds}
    try:
        reader = _Unpickler(BytesIO(zlib.decompress(content)))
        reader.kinds = known
        value = reader.load()
    except pickle.UnpicklingError:
        raise
    except Exception as wrong:  # of any kind: pickle promises none for bytes that are no pickle
        raise pickle.UnpicklingError(f"nothing that was packed: {wrong}") from wrong
    if type(value) not in known.values():
        raise pickle.UnpicklingError(f"{type(value).__name__} is no kind that is kept")
    return value


class _Unpickler(pickle.Unpickler):
    kinds: dict[tuple[str, str], type]

    def find_class(self, module: str, name: str) -> type:
        kind = self.kinds.get((module, name))
        if kind is None:
            raise pickle.UnpicklingError(f"{module}.{name} is no kind that is kept")
        return kind
