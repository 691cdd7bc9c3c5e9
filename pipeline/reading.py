"""Stages 2 and 3 for every file, each in a process of its own: files -> typed workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import suppress
from hashlib import sha256

from pipeline.children import MEMORY, TIME, Children, Ended, Limits
from pipeline.columns import Form
from pipeline.findings import Finding
from pipeline.intake import InputFile
from pipeline.layout import LaidWorkbook, lay_out
from pipeline.normalise import TypedWorkbook, normalise
from pipeline.read import read, start_of
from schemas.check import ERROR

NOTHING = sha256(b"").hexdigest()
HOW_IT_ENDED = {
    TIME: "ใช้เวลานานเกินกำหนด",
    MEMORY: "ใช้หน่วยความจำเกินกำหนด",
}


class Changed(Exception):
    """A file is no longer what it was when the run began; says which."""


def readers(
    limits: Limits | None = None, children: int | None = None, also: Sequence[str] = ()
) -> Children:
    """The child processes that read, and what ``also`` can do; without pandas and pandera."""
    return Children([__name__, *also], limits, children)


def typed_workbooks(
    files: Iterable[InputFile],
    form: Form,
    executor: Executor,
    tell: Callable[[int], None] = lambda number: None,
) -> list[TypedWorkbook]:
    """Read every file, in the order given; ``tell`` is told how many are done.

    A file whose reader ended, whatever the cause, has no sheets and FILE-09.
    """
    asked = {executor.submit(typed_workbook, file, form): file for file in files}
    for number, _ in enumerate(as_completed(asked), 1):
        tell(number)
    return [_given(future, file, executor) for future, file in asked.items()]


def typed_workbook(file: InputFile, form: Form) -> TypedWorkbook:
    """Stages 2 and 3 for one file: values in, values out, so that any process can do it."""
    return normalise(lay_out(read(file), form), form)


def _given(future: Future[TypedWorkbook], file: InputFile, executor: Executor) -> TypedWorkbook:
    try:
        return future.result()
    except Ended as ended:
        how = HOW_IT_ENDED.get(ended.why, f"โปรแกรมอ่านหยุดทำงาน: {ended.why}")
        told = Finding("FILE-09", ERROR, file.name, words={"found": how})
        digest = NOTHING
        with suppress(Ended, OSError):
            digest = executor.submit(fingerprint, file).result()
        return TypedWorkbook(LaidWorkbook(file.name, digest), findings=(told,))


def fingerprint(file: InputFile) -> str:
    """The sha256 of what would be read of a file."""
    return sha256(start_of(file)).hexdigest()
