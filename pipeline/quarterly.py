"""The main job, stages 1 to 9, from a folder of workbooks to outputs/<period>/."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from functools import partial

from pipeline import __version__
from pipeline.answering import ANSWERING, Answer, answered, drawn
from pipeline.columns import Form, form_of
from pipeline.deliver import RECORD, Stage, as_json, staged
from pipeline.evaluate import Evaluation, evaluate
from pipeline.excel import draw
from pipeline.findings import Finding
from pipeline.gather import gather
from pipeline.html import district_pages, summary_page
from pipeline.intake import InputFile, Intake, intake
from pipeline.kept import Kept, kept_in
from pipeline.merge import Master, merge
from pipeline.pdf import memo_pdf, summary_pdf
from pipeline.period import Period
from pipeline.questions import questions
from pipeline.reading import readers, typed_workbooks
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
from pipeline.run import Run, rules_hash
from pipeline.tables import Book
from pipeline.validate import Checked, validate
from schemas import FORM, FORM_VERSION, READABLE_VERSIONS, REVIEW

ENOUGH_AGENCIES = 2
Tell = Callable[[str, int, int], None]
"""Told the step at work, how many files of it are done and how many there are."""


class NoSubmission(Exception):
    """No workbook settles a period; ``findings`` say what is wrong with those that are there."""

    def __init__(self, findings: tuple[Finding, ...], periods: dict[str, list[str]]) -> None:
        super().__init__("no submission found")
        self.findings = findings
        self.periods = periods


@dataclass(frozen=True)
class Outcome:
    """What a run found and did, for whoever tells it; ``record``: the sha256 of ``run.json``."""

    master: Master
    evaluation: Evaluation
    intake: Intake
    periods: dict[str, list[str]]
    kept: list[str]
    feedbacks: list[str]
    unanswered: list[str]
    record: str


@dataclass(frozen=True)
class Submitted:
    """The files that were taken in, what was read from them, and everything found in them."""

    taken: Intake
    files: dict[str, InputFile]
    checked: Checked
    form: Form


def quarterly(
    run: Run,
    tell: Tell = lambda step, done, files: None,
    executor: Executor | None = None,
) -> Outcome:
    """Read, check, merge, evaluate, report, deliver. ``executor`` reads, and is shut down after.

    Raises NoSubmission, Unbalanced, Busy, Changed; then the earlier outputs are as they were.
    """
    kept = kept_in(run.outputs)
    with executor or readers(also=(ANSWERING,)) as executor:
        submitted = submissions(run, intake(run.inputs), executor, tell, kept)
        periods = periods_in(submitted.checked)
        period = _period(run, periods, submitted.checked)
        tell("evaluate", 0, 0)
        master = merge(submitted.checked, period)
        asked = _asked(submitted, master, executor, kept)
        evaluation = evaluate(master, run, _before(submitted.checked, period))
        tell("write", 0, 0)
        with staged(run.outputs, str(period)) as stage:
            feedbacks, unanswered = _write(stage, run, submitted, master, evaluation, asked)
            changed = stage.swap()
    kept.sweep()
    return Outcome(
        master,
        evaluation,
        submitted.taken,
        periods,
        changed,
        feedbacks,
        unanswered,
        stage.written[RECORD],
    )


def submissions(
    run: Run,
    taken: Intake,
    executor: Executor,
    tell: Tell = lambda step, done, files: None,
    kept: Kept | None = None,
) -> Submitted:
    """Stages 1 to 4 over the files that were taken in, without what was ``kept`` of them."""
    form = form_of({**FORM, **REVIEW}, READABLE_VERSIONS)
    every = len(taken.files)
    tell("read", 0, every)
    read = typed_workbooks(
        taken.files, form, executor, lambda done: tell("read", done, every), kept
    )
    sent = {one.laid.file: one for one in read if one.laid.is_submission or one.laid.is_review}
    own_outputs = [one.laid.file for one in read if one.laid.file not in sent]
    taken = replace(taken, ignored=tuple(sorted((*taken.ignored, *own_outputs))))
    tell("check", 0, 0)
    checked = validate(gather(sent.values(), form), run)
    return Submitted(taken, {file.name: file for file in taken.files}, checked, form)


def periods_in(checked: Checked) -> dict[str, list[str]]:
    """The periods that covers name, oldest first, each with its files."""
    covers = checked.tables.frames["covers"]
    by = covers.dropna(subset=["settled_agency", "period"]).groupby("period")["file"]
    return {str(period): sorted(files) for period, files in by}


def _period(run: Run, periods: dict[str, list[str]], checked: Checked) -> Period:
    """The period asked for, else the latest that enough agencies sent, else the latest."""
    wanted = run.period or _latest(periods, checked)
    if wanted not in periods:
        raise NoSubmission(checked.findings, periods)
    return Period.parse(wanted)


def _before(checked: Checked, period: Period) -> Master | None:
    """What counted when the quarter before was done, in the same fiscal year."""
    return None if period.quarter == 1 else merge(checked, period.previous())


def _latest(periods: dict[str, list[str]], checked: Checked) -> str | None:
    covers = checked.tables.frames["covers"].set_index("file")
    enough = [
        period
        for period, files in periods.items()
        if covers.loc[files, "settled_agency"].nunique() >= ENOUGH_AGENCIES
    ]
    return max(enough or periods, default=None)


@dataclass(frozen=True)
class Asked:
    """What the children make of the master, beside all the rest: the longest work."""

    book: Callable[[], Book]
    drawing: Future[bytes]
    answers: Iterator[Answer]


def _asked(submitted: Submitted, master: Master, executor: Executor, kept: Kept) -> Asked:
    book = partial(master_book, master)
    drawing = executor.submit(draw, book())
    asked = questions(master, submitted.checked.tables, submitted.files, submitted.form)
    return Asked(book, drawing, answered(asked, executor, kept))


def _write(
    stage: Stage,
    run: Run,
    submitted: Submitted,
    master: Master,
    evaluation: Evaluation,
    asked: Asked,
) -> tuple[list[str], list[str]]:
    """Build every file in the stage; each is written before the next is made.

    Gives the feedback workbooks, and the files of which none could be made.
    """
    for name, content in _data(master, evaluation):
        stage.write(name, content)
    reconciliation = reconcile(master, evaluation, stage.folder)
    origin = Origin(
        run, __version__, FORM_VERSION, rules_hash(), submitted.taken.sample, reconciliation
    )
    workbook = draw(evaluation_book(evaluation, master, origin))
    stage.write("evaluation.xlsx", workbook)
    reconciliation = complete(reconciliation, workbook)
    if not reconciliation["balanced"]:
        raise Unbalanced(str(reconciliation))
    facts = Facts(evaluation, master, origin)
    for name, content in _pages(facts):
        stage.write(name, content)
    stage.write("master.xlsx", drawn(asked.drawing, asked.book))
    stage.write("findings.jsonl", b"".join(as_json(one.as_record()) for one in master.findings))
    feedbacks: list[str] = []
    unanswered: list[str] = []
    for name, file, made in asked.answers:
        if made is None:
            unanswered.append(file)
        else:
            stage.write(name, made)
            feedbacks.append(name)
    stage.record(record(master, evaluation, origin, submitted.taken, reconciliation))
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


def _pages(facts: Facts) -> Iterator[tuple[str, bytes]]:
    yield "summary.html", summary_page(facts)
    yield from district_pages(facts)
    yield "summary.pdf", summary_pdf(facts)
    yield "memo.pdf", memo_pdf(facts)
