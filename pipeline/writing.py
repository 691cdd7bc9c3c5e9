"""Stages 7 to 9: master and evaluation -> every file of outputs/<period>/, in the stage.

What takes long and needs plain data alone is made by the children, beside all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from pipeline import __version__
from pipeline.answering import ANSWERING, Answer, answered, by_child
from pipeline.columns import Form
from pipeline.deliver import Stage, as_json
from pipeline.district_page import PAGES, DistrictPage, district_page
from pipeline.evaluate import Evaluation
from pipeline.excel import draw
from pipeline.html import summary_page
from pipeline.intake import InputFile, Intake
from pipeline.kept import Kept
from pipeline.merge import Master
from pipeline.pdf import memo_pdf, summary_pdf
from pipeline.questions import questions
from pipeline.reconcile import Unbalanced, complete, reconcile
from pipeline.record import (
    finding_records,
    group_measures,
    master_book,
    parquet,
    project_measures,
    record,
    submission_rows,
)
from pipeline.report import Facts, Origin, evaluation_book
from pipeline.report.cards import district_pages
from pipeline.run import Run, rules_hash
from schemas import FORM_VERSION

WRITERS = (ANSWERING, PAGES)
"""What the children load before they are asked."""


@dataclass(frozen=True)
class Asked:
    """What the children make of the master while the quarter is evaluated: the longest work."""

    executor: Executor
    master_xlsx: Callable[[], bytes]
    answers: Iterator[Answer]


def ask(
    master: Master, files: Mapping[str, InputFile], form: Form, executor: Executor, kept: Kept
) -> Asked:
    """Ask the children for ``master.xlsx`` and the feedback that is not ``kept``."""
    master_xlsx = by_child(executor, draw, partial(master_book, master))
    asked = questions(master, master.tables, files, form)
    return Asked(executor, master_xlsx, answered(asked, executor, kept))


def write(
    stage: Stage, run: Run, taken: Intake, master: Master, evaluation: Evaluation, asked: Asked
) -> tuple[list[str], list[str]]:
    """Build every file in the stage, ``run.json`` last.

    Gives the feedback workbooks, and the files of which none could be made. Raises Unbalanced.
    """
    for name, content in _data(master, evaluation):
        stage.write(name, content)
    reconciliation = reconcile(master, evaluation, stage.folder)
    origin = Origin(run, __version__, FORM_VERSION, rules_hash(), taken.sample, reconciliation)
    book = partial(evaluation_book, evaluation, master, origin)
    evaluation_xlsx = by_child(asked.executor, draw, book)
    facts = Facts(evaluation, master, origin)
    pages = [_page(page, asked.executor) for page in district_pages(facts)]
    stage.write("summary.html", summary_page(facts))
    stage.write("summary.pdf", summary_pdf(facts))
    stage.write("memo.pdf", memo_pdf(facts))
    stage.write("findings.jsonl", b"".join(as_json(one.as_record()) for one in master.findings))
    workbook = evaluation_xlsx()
    stage.write("evaluation.xlsx", workbook)
    reconciliation = complete(reconciliation, workbook)
    if not reconciliation["balanced"]:
        raise Unbalanced(str(reconciliation))
    stage.write("master.xlsx", asked.master_xlsx())
    feedbacks, unanswered = _feedback(stage, asked.answers)
    for name, page in pages:
        stage.write(name, page())
    stage.record(record(master, evaluation, origin, taken, reconciliation))
    return feedbacks, unanswered


def _data(master: Master, evaluation: Evaluation) -> Iterator[tuple[str, bytes]]:
    frames = {
        "submissions": submission_rows(master),
        **master.frames,
        "findings": finding_records(master),
        "measures_projects": project_measures(evaluation),
        "measures_groups": group_measures(evaluation),
    }
    for name, frame in frames.items():
        yield f"master/{name}.parquet", parquet(frame)


def _page(page: DistrictPage, executor: Executor) -> tuple[str, Callable[[], bytes]]:
    return f"districts/{page.agency_code}.html", by_child(executor, district_page, lambda: page)


def _feedback(stage: Stage, answers: Iterator[Answer]) -> tuple[list[str], list[str]]:
    written: list[str] = []
    unanswered: list[str] = []
    for name, file, made in answers:
        if made is None:
            unanswered.append(file)
        else:
            stage.write(name, made)
            written.append(name)
    return written, unanswered
