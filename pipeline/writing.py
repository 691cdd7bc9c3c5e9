"""Stages 7 to 9: master and evaluation -> every file of outputs/<period>/, in the stage.

What takes long and needs plain data alone is made by the children, beside all the rest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.answering import Answer, answered, by_child
from pipeline.columns import Form
from pipeline.deliver import Stage, as_json
from pipeline.district_page import DistrictPage, district_page
from pipeline.evaluate import Evaluation
from pipeline.excel import draw
from pipeline.html import summary_page
from pipeline.intake import InputFile, Intake
from pipeline.kept import Kept
from pipeline.master_book import master_xlsx
from pipeline.merge import Master
from pipeline.parquet import parquet
from pipeline.pdf import memo_pdf, summary_pdf
from pipeline.questions import questions
from pipeline.reconcile import Unbalanced, complete, reconcile
from pipeline.record import (
    group_measures,
    master_parts,
    master_tables,
    project_measures,
    record,
)
from pipeline.report import Facts, Origin, evaluation_book
from pipeline.report.cards import district_pages
from pipeline.run import Run, rules_hash
from pipeline.workers import give_back
from schemas import FORM_VERSION

PAGES_AHEAD = 8
"""Districts' pages that are made or lie ready at a time: all of them are 100 MB."""


@dataclass(frozen=True)
class Asked:
    """What the children make of the master while the quarter is evaluated, the longest work."""

    master_xlsx: Callable[[], Path]
    answers: Iterator[Answer]


def ask(
    stage: Stage,
    master: Master,
    files: Mapping[str, InputFile],
    form: Form,
    writer: Executor,
    by_file: Executor,
    kept: Kept,
) -> Asked:
    """Write the master's tables; ask ``writer`` for ``master.xlsx`` and ``by_file`` for the
    feedback that is not ``kept``.
    """
    tables = master_tables(master)
    _write_tables(stage, tables)
    workbook = by_child(
        writer, master_xlsx, partial(master_parts, master, tables, str(stage.aside()))
    )
    give_back()
    asked = questions(master, files, form)
    return Asked(workbook, answered(asked, by_file, kept))


def write(
    stage: Stage,
    run: Run,
    taken: Intake,
    master: Master,
    evaluation: Evaluation,
    by_file: Executor,
    asked: Asked,
) -> tuple[list[str], list[str]]:
    """Build every other file in the stage, ``run.json`` last; ``by_file`` draws the evaluation and
    the districts' pages.

    Gives the feedback workbooks, and the files of which none could be made. Raises Unbalanced.
    """
    measured = {
        "measures_projects": parquet(project_measures(evaluation)),
        "measures_groups": parquet(group_measures(evaluation)),
    }
    _write_tables(stage, measured)
    reconciliation = reconcile(master, evaluation, stage.folder)
    give_back()
    origin = Origin(run, __version__, FORM_VERSION, rules_hash(), taken.sample, reconciliation)
    book = partial(evaluation_book, evaluation, master, origin)
    evaluation_xlsx = by_child(by_file, draw, book)
    facts = Facts(evaluation, master, origin)
    stage.write("summary.html", summary_page(facts))
    stage.write("summary.pdf", summary_pdf(facts))
    stage.write("memo.pdf", memo_pdf(facts))
    stage.write("findings.jsonl", b"".join(as_json(one.as_record()) for one in master.findings))
    for name, page in _ahead(_page(one, by_file) for one in district_pages(facts)):
        stage.write(name, page())
    workbook = evaluation_xlsx()
    stage.write("evaluation.xlsx", workbook)
    reconciliation = complete(reconciliation, workbook)
    if not reconciliation["balanced"]:
        raise Unbalanced(str(reconciliation))
    give_back()
    feedbacks, unanswered = _feedback(stage, asked.answers)
    stage.take("master.xlsx", asked.master_xlsx())
    stage.record(record(master, evaluation, origin, taken, reconciliation, unanswered))
    return feedbacks, unanswered


def _write_tables(stage: Stage, tables: Mapping[str, bytes]) -> None:
    for name, content in tables.items():
        stage.write(f"master/{name}.parquet", content)


def _page(page: DistrictPage, by_file: Executor) -> tuple[str, Callable[[], bytes]]:
    return f"districts/{page.agency_code}.html", by_child(by_file, district_page, lambda: page)


def _ahead(asked: Iterator[Any], most: int = PAGES_AHEAD) -> Iterator[Any]:
    """What is asked for, in order; so many are asked for before the first is given."""
    waiting = deque(islice(asked, most))
    while waiting:
        yield waiting.popleft()
        waiting.extend(islice(asked, 1))


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
