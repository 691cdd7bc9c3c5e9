"""Stages 2, 7 and 8 for one file: a submission and what was found -> its feedback workbook's bytes.

Values in, bytes out, so that a child process can do it; it needs neither pandas nor pandera.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from pipeline.children import CLOSED, KILLED, MEMORY, TIME, Ended
from pipeline.columns import Form
from pipeline.excel import draw
from pipeline.feedback import feedback
from pipeline.findings import Finding
from pipeline.intake import InputFile
from pipeline.kept import Kept
from pipeline.layout import LaidWorkbook
from pipeline.read import read_again
from pipeline.reading import Changed, fingerprint
from pipeline.tables import Table

Made = TypeVar("Made")
AHEAD = 64
"""Feedback workbooks that are made or lie ready at a time: as many as the districts, so that the
children have work while the parent evaluates. A few MB together.
"""

Answer = tuple[str, str, bytes | None]
"""The output's name, the submission's file, and the bytes; None where its reader ended."""


@dataclass(frozen=True)
class Question:
    """A submission that is to be answered, with all that its feedback says."""

    file: InputFile
    laid: LaidWorkbook
    findings: Sequence[Finding]
    form: Form
    revision: int
    agency_name: str
    period_label: str
    changed: Table | None


def answered(
    questions: Iterable[tuple[str, Question]], executor: Executor, kept: Kept | None = None
) -> Iterator[Answer]:
    """Every answer, in order; the first ones are asked for at once, before any is taken.

    One that an earlier run ``kept`` is not made again. Where a limit ended its child, a submission
    has no answer; what else a child could not do (a full disk, a mistake of ours) is done here, so
    that what is wrong is raised where it can be told. Raises Changed.
    """
    kept = kept or Kept()
    rest = iter(questions)
    asked = deque(_ask(one, executor, kept) for one in islice(rest, AHEAD))
    return _given(asked, rest, executor, kept)


def answer(asked: Question) -> bytes | None:
    """The feedback workbook; None where the file is no longer what was checked."""
    raw = read_again(asked.file, asked.laid.sha256, asked.laid.signs)
    if raw is None:
        return None
    return draw(
        feedback(
            raw,
            asked.laid,
            asked.findings,
            asked.form,
            revision=asked.revision,
            agency_name=asked.agency_name,
            period_label=asked.period_label,
            changed=asked.changed,
        )
    )


def by_child(
    executor: Executor, function: Callable[[Any], Made], data: Callable[[], Any]
) -> Callable[[], Made]:
    """Ask a child for ``function`` of ``data()``; call what this gives for what it made.

    Where the child ended, by its limits, a full disk or a mistake of ours, it is done here, of
    ``data`` made once more: what is wrong is raised where it can be told.
    """
    return partial(_of_child, executor.submit(function, data()), function, data)


def _of_child(
    asked: Future[Made], function: Callable[[Any], Made], data: Callable[[], Any]
) -> Made:
    try:
        return asked.result()
    except Ended as ended:
        if ended.why == CLOSED:
            raise
        return function(data())


def _by_limit(ended: Ended) -> bool:
    """Whether a child ran out of time or memory or died, rather than met a mistake of ours."""
    return ended.why in (TIME, MEMORY, KILLED) or ended.why.startswith(("exit", "SIG"))


class Waiting(NamedTuple):
    """An answer that is being made; ``key``: what it is to be kept by, None where it is."""

    name: str
    question: Question
    key: str | None
    future: Future[bytes | None]


def _ask(question: tuple[str, Question], executor: Executor, kept: Kept) -> Waiting:
    name, asked = question
    said = (asked.findings, asked.revision, asked.agency_name, asked.period_label, asked.changed)
    key = kept.key("feedback", asked.laid.sha256, asked.file.name, *said)
    made = kept.get(key)
    if made is None:
        return Waiting(name, asked, key, executor.submit(answer, asked))
    same: Future[bytes | None] = Future()
    same.set_result(made if _is_unchanged(asked) else None)
    return Waiting(name, asked, None, same)


def _is_unchanged(asked: Question) -> bool:
    with suppress(OSError):
        return fingerprint(asked.file) == asked.laid.sha256
    return False


def _given(
    asked: deque[Waiting], rest: Iterator[tuple[str, Question]], executor: Executor, kept: Kept
) -> Iterator[Answer]:
    while asked:
        name, question, key, future = asked.popleft()
        file = question.file.name
        asked.extend(_ask(one, executor, kept) for one in islice(rest, 1))
        try:
            content = future.result()
        except Ended as ended:
            if ended.why == CLOSED:
                raise
            if _by_limit(ended):
                yield name, file, None
                continue
            content = answer(question)
        if content is None:
            raise Changed(file)
        if key is not None:
            kept.put(key, content)
        yield name, file, content
