"""The main job, stages 1 to 9, from a folder of workbooks to outputs/<period>/."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from pipeline.children import UNLIMITED, Children
from pipeline.columns import Form, form_of
from pipeline.deliver import RECORD, staged
from pipeline.evaluate import Evaluation, evaluate
from pipeline.findings import Finding
from pipeline.gather import gather
from pipeline.intake import InputFile, Intake, intake
from pipeline.kept import Kept, kept_in
from pipeline.merge import Master, merge
from pipeline.period import Period
from pipeline.reading import readers, typed_workbooks
from pipeline.run import Run
from pipeline.validate import Checked, validate
from pipeline.workers import ANSWERING, WRITING, give_back
from pipeline.writing import ask, write
from schemas import FORM, READABLE_VERSIONS, REVIEW

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

    @property
    def is_whole(self) -> bool:
        """Whether another run would do no more: no limit of time or memory left a file out."""
        return not self.unanswered and all(one.check != "FILE-09" for one in self.master.findings)


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
    """Read, check, merge, evaluate, report, deliver.

    ``executor`` does what is done for each file (reading, feedback), draws the evaluation and the
    districts' pages, and is shut down after; None: child processes of this machine do.

    Raises NoSubmission, Unbalanced, Busy, Changed; then the earlier outputs are as they were.
    """
    kept = kept_in(run.outputs)
    with executor or readers(also=ANSWERING) as by_file:
        submitted = submissions(run, intake(run.inputs), by_file, tell, kept)
        periods = periods_in(submitted.checked)
        period = _period(run, periods, submitted.checked)
        tell("evaluate", 0, 0)
        master = merge(submitted.checked, period)
        # the writer within the stage, in which it lays files: it ends before these are taken away
        with staged(run.outputs, str(period)) as stage, Children([WRITING], UNLIMITED, 1) as writer:
            asked = ask(stage, master, submitted.files, submitted.form, writer, by_file, kept)
            evaluation = evaluate(master, run, _before(submitted.checked, period))
            tell("write", 0, 0)
            feedbacks, unanswered = write(
                stage, run, submitted.taken, master, evaluation, by_file, asked
            )
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
    """Stages 1 to 4 over the files that were taken in; what was ``kept`` is not read again."""
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
    tables = gather(sent.values(), form)
    del read, sent  # what was in them is in the tables: at hundreds of files it weighs as much
    checked = validate(tables, run)
    del tables
    give_back()
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
