"""Stages 2 and 3 for every file, each in a process of its own: files -> typed workbooks."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import suppress
from datetime import date, datetime
from hashlib import sha256
from sys import intern
from typing import Any

from pipeline.children import CLOSED, MEMORY, TIME, Children, Ended, Limits
from pipeline.columns import Column, Form, SheetForm
from pipeline.findings import Finding
from pipeline.intake import InputFile
from pipeline.kept import Kept, pack, unpack
from pipeline.layout import LaidSheet, LaidWorkbook, lay_out
from pipeline.normalise import TypedSheet, TypedWorkbook, normalise, without_texts
from pipeline.raw import ErrorCell, FormulaCell, PercentCell, SerialCell, Shape
from pipeline.read import read, start_of
from pipeline.workers import READING
from schemas.check import ERROR, Check
from schemas.lists import Choice

NOTHING = sha256(b"").hexdigest()
HOW_IT_ENDED = {
    TIME: "ใช้เวลานานเกินกำหนด",
    MEMORY: "ใช้หน่วยความจำเกินกำหนด",
}

KINDS = (
    *(TypedWorkbook, TypedSheet, LaidWorkbook, LaidSheet, SheetForm, Column, Choice),
    *(Shape, ErrorCell, FormulaCell, PercentCell, SerialCell, date, datetime, Finding, Check),
)
"""All that a typed workbook is made of."""


class Changed(Exception):
    """A file is no longer what it was when the run began; says which."""


def readers(
    limits: Limits | None = None, children: int | None = None, also: Sequence[str] = ()
) -> Children:
    """The child processes that read, and what ``also`` can do; without pandas and pandera."""
    return Children([READING, *also], limits, children)


def typed_workbooks(
    files: Iterable[InputFile],
    form: Form,
    executor: Executor,
    tell: Callable[[int], None] = lambda number: None,
    kept: Kept | None = None,
) -> list[TypedWorkbook]:
    """Read every file, in the order given; ``tell`` is told how many are done.

    What an earlier run ``kept`` of the same bytes is not read again. A file whose reader ended,
    whatever the cause, has no sheets and FILE-09. Raises Changed where a reader got other bytes
    than lie here, and Ended where the executor itself is gone.
    """
    kept = kept or Kept()
    files = list(files)
    seen = {file.name: _fingerprint(file) for file in files}
    read = {file.name: one for file in files if (one := _kept(file, seen, kept)) is not None}
    rest = [file for file in files if file.name not in read]
    asked = {executor.submit(packed_workbook, file, form): file for file in rest}
    for future in as_completed([*asked]):
        file = asked.pop(future)
        read[file.name] = typed = _given(future, file, seen[file.name], kept)
        if seen[file.name] not in (None, typed.laid.sha256):
            raise Changed(file.name)
        tell(len(read))
    return [read[file.name] for file in files]


def typed_workbook(file: InputFile, form: Form) -> TypedWorkbook:
    """Stages 2 and 3 for one file: values in, values out, so that any process can do it."""
    return normalise(lay_out(read(file), form), form)


def packed_workbook(file: InputFile, form: Form) -> bytes:
    """The same, packed once where it was read: to be sent, and to be kept."""
    return pack(without_texts(typed_workbook(file, form)))


def _fingerprint(file: InputFile) -> str | None:
    """The sha256 of a file that is to be read; None where it cannot be."""
    if file.refused is None:
        with suppress(OSError):
            return fingerprint(file)
    return None


def _kept(file: InputFile, seen: Mapping[str, str | None], kept: Kept) -> TypedWorkbook | None:
    """What an earlier run read in the same bytes under the same name."""
    digest = seen[file.name]
    content = None if digest is None else kept.get(_key(kept, digest, file))
    with suppress(pickle.UnpicklingError):
        return None if content is None else _unpacked(content)
    return None


def _key(kept: Kept, digest: str, file: InputFile) -> str:
    return kept.key("typed", digest, file.name)


def _unpacked(content: bytes) -> TypedWorkbook:
    typed: TypedWorkbook = unpack(content, KINDS)
    for name, sheet in typed.sheets.items():
        for columns in (sheet.columns, sheet.laid.columns, typed.laid.sheets[name].columns):
            _share(columns.values())
    return typed


def _share(columns: Iterable[list[Any]]) -> None:
    """Make texts that are the same one object: of many workbooks, revisions above all, most are.

    Each was unpacked from its own file; at hundreds of files the copies are most of the memory.
    """
    for values in columns:
        values[:] = [intern(one) if type(one) is str else one for one in values]


def _given(future: Future[bytes], file: InputFile, seen: str | None, kept: Kept) -> TypedWorkbook:
    try:
        content = future.result()
    except Ended as ended:
        if ended.why == CLOSED:  # of no file's doing
            raise
        how = HOW_IT_ENDED.get(ended.why, f"โปรแกรมอ่านหยุดทำงาน: {ended.why}")
        told = Finding("FILE-09", ERROR, file.name, words={"found": how})
        return TypedWorkbook(LaidWorkbook(file.name, seen or NOTHING), findings=(told,))
    typed = _unpacked(content)
    if file.refused is None and typed.laid.sha256 != NOTHING:  # one that could not be opened
        kept.put(_key(kept, typed.laid.sha256, file), content)
    return typed


def fingerprint(file: InputFile) -> str:
    """The sha256 of what would be read of a file."""
    return sha256(start_of(file)).hexdigest()
