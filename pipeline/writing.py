"""Stages 7 to 9: master and evaluation -> every file of outputs/<period>/, in the stage.

What takes long and needs plain data alone is made by the children, beside all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

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
from pipeline.pdf import memo_pdf, summary_pdf
from pipeline.questions import questions
from pipeline.reconcile import Unbalanced, complete, reconcile
from pipeline.record import (
    group_measures,
    master_parts,
    master_tables,
    parquet,
    project_measures,
    record,
)
from pipeline.report import Facts, Origin, evaluation_book
from pipeline.report.cards import district_pages
from pipeline.run import Run, rules_hash
from schemas import FORM_VERSION


@dataclass(frozen=True)
class Asked:
    """What the children make of the master while the quarter is evaluated: the longest work."""

    writer: Executor
    tables: dict[str, bytes]
    master_xlsx: Callable[[], bytes]
    answers: Iterator[Answer]


def ask(
    master: Master,
    files: Mapping[str, InputFile],
    form: Form,
    writer: Executor,
    by_file: Executor,
    kept: Kept,
) -> Asked:
    """Ask ``writer`` for ``master.xlsx``, ``by_file`` for the feedback that is not ``kept``."""
    tables = master_tables(master)
    workbook = by_child(writer, master_xlsx, partial(master_parts, master, tables))
    asked = questions(master, master.tables, files, form)
    return Asked(writer, tables, workbook, answered(asked, by_file, kept))


def write(
    stage: Stage, run: Run, taken: Intake, master: Master, evaluation: Evaluation, asked: Asked
) -> tuple[list[str], list[str]]:
    """Build every file in the stage, ``run.json`` last.

    Gives the feedback workbooks, and the files of which none could be made. Raises Unbalanced.
    """
    measured = {
        "measures_projects": parquet(project_measures(evaluation)),
        "measures_groups": parquet(group_measures(evaluation)),
    }
    for name, content in {**asked.tables, **measured}.items():
        stage.write(f"master/{name}.parquet", content)
    reconciliation = reconcile(master, evaluation, stage.folder)
    origin = Origin(run, __version__, FORM_VERSION, rules_hash(), taken.sample, reconciliation)
    book = partial(evaluation_book, evaluation, master, origin)
    evaluation_xlsx = by_child(asked.writer, draw, book)
    facts = Facts(evaluation, master, origin)
    pages = [_page(page, asked.writer) for page in district_pages(facts)]
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


def _page(page: DistrictPage, writer: Executor) -> tuple[str, Callable[[], bytes]]:
    return f"districts/{page.agency_code}.html", by_child(writer, district_page, lambda: page)


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
