"""What the commands print: a table that a person reads in ten seconds, in Thai or English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from pipeline import texts
from pipeline.cluster import NoCluster
from pipeline.findings import Finding, people_groups
from pipeline.lineage import Origin, Trace, Traced
from pipeline.quarterly import NoSubmission, Outcome, Tell
from pipeline.run import Run
from pipeline.texts import say
from pipeline.thai_text import count

STEPS = {
    "read": ("อ่านแฟ้ม", "reading the files"),
    "check": ("ตรวจข้อมูล", "checking"),
    "evaluate": ("รวมและประเมิน", "merging and evaluating"),
    "write": ("เขียนผลลัพธ์", "writing the outputs"),
}
CELLS_SHOWN = 6

_screen = Console(highlight=False, soft_wrap=True)


@contextmanager
def steps(language: str) -> Iterator[Tell]:
    """Shows the step at work and a bar on a terminal; nothing where the output is a file."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=_screen, transient=True, disable=not _screen.is_terminal
    ) as bar:
        task = bar.add_task("")

        def tell(step: str, done: int, files: int) -> None:
            bar.update(
                task, description=say(STEPS[step], language), completed=done, total=files or None
            )

        yield tell


def outcome(run: Run, done: Outcome) -> str:
    """Which agencies are in, which not, what was refused and why, where everything lies.

    Gives the text that was told.
    """
    with _screen.capture() as captured:
        _outcome(run, done)
    click.echo(captured.get(), nl=False)
    return click.unstyle(captured.get())


def _outcome(run: Run, done: Outcome) -> None:
    language = run.language
    period = done.evaluation.period
    label = period.label_th if language == "th" else period.label_en
    mark = f"[{texts.SAMPLE}] " if done.intake.sample else ""
    _say(f"{mark}{say(texts.CONSOLE['title'], language, period=label)}")
    _screen.print(_agencies(done, language))
    _others(done, language)
    for file, finding in _refused(done):
        _say(say(texts.CONSOLE["refused"], language, file=file, why=finding.problem(language)))
    folder = run.outputs / str(period)
    overall = done.evaluation.groups.query("kind == 'all'").iloc[0]
    _say(
        say(
            texts.CONSOLE["projects"],
            language,
            counted=count(int(overall["projects_counted"])),
            known=count(int(overall["projects_known"])),
            held=count(int(overall["held_projects"])),
        )
    )
    for name in done.unanswered:
        _say(say(texts.CONSOLE["unanswered"], language, file=name))
    for name in done.kept:
        _say(say(texts.CONSOLE["kept"], language, name=name))
    _say(say(texts.CONSOLE["where"], language, folder=folder, feedbacks=len(done.feedbacks)))


def nothing_found(run: Run, nothing: NoSubmission) -> None:
    """No workbook for a period: what is there instead, and what is wrong with it."""
    words = "no_period" if nothing.periods else "nothing"
    found = ", ".join(nothing.periods)
    _say(say(texts.CONSOLE[words], run.language, folder=run.inputs, period=run.period, found=found))
    if not nothing.periods:
        _grouped(nothing.findings, run.language)


def busy(run: Run) -> None:
    """Another run is writing."""
    _say(say(texts.CONSOLE["busy"], run.language, folder=run.outputs))


def unbalanced(run: Run, figures: str) -> None:
    """Our own mistake: nothing was put out."""
    _say(say(texts.CONSOLE["unbalanced"], run.language, figures=figures))


def no_child(run: Run, why: str) -> None:
    """This machine does not let the readers start."""
    _say(say(texts.CONSOLE["no_child"], run.language, why=why))


def no_cluster(run: Run, wrong: NoCluster) -> None:
    """The cluster cannot be used, why, and what to do."""
    _say(say(texts.CLUSTER[wrong.why], run.language, what=wrong.what))


def changed(run: Run, file: str) -> None:
    """A file of the inputs was changed under our hands."""
    _say(say(texts.CONSOLE["changed"], run.language, file=file))


def cannot_write(outputs: Path, wrong: OSError, language: str) -> None:
    """The disk refused: what, where, and that the earlier outputs stand."""
    why = f"{wrong.strerror or wrong}: {wrong.filename or outputs}"
    _say(say(texts.CONSOLE["cannot_write"], language, why=why))


def findings(found: Sequence[Finding], files: Sequence[Path], language: str) -> None:
    """The findings of ``check``, grouped, errors first, and a line that counts them."""
    _grouped(found, language)
    counts = {name: sum(one.severity == name for one in found) for name in texts.SEVERITY}
    told = " · ".join(
        f"{say(words, language)} {counts[name]}" for name, words in texts.SEVERITY.items()
    )
    _say(f"{', '.join(path.name for path in files)}: {told}")


def wrote(paths: Sequence[Path], folder: Path, language: str) -> None:
    """How many files were written where."""
    _say(say(texts.CONSOLE["wrote"], language, number=len(paths), folder=folder))


def sent(number: int, host: str, language: str) -> None:
    """How many mails were handed over."""
    _say(say(texts.CONSOLE["sent"], language, number=number, host=host))


def not_sent(wrong: Exception, language: str) -> str:
    """Why the mails stayed where they are."""
    return say(texts.CONSOLE["not_sent"], language, why=wrong)


def no_outputs(folder: str, language: str) -> str:
    """There is nothing to send yet."""
    return say(texts.LINEAGE["no_outputs"], language, folder=folder)


def traced(found: Trace, language: str, asked: str | None) -> None:
    """Each figure, how it is made, and the cells or projects it is made from."""
    _say(found.title)
    place = None
    for one in found.figures:
        if one.place != place:
            place = one.place
            _say(f"\n{place}" if place else "")
        _say(f"  {one.label} = {one.value}")
        if one.how:
            _say(f"    {say(texts.LINEAGE['how'], language, how=one.how)}")
        for origin in one.origins:
            for line in _origin(origin, language, whole=not one.how or asked is not None):
                _say(f"    {line}")
        _projects(one, language, asked)
    if any(one.projects for one in found.figures) and asked is None:
        _say(say(texts.LINEAGE["ask"], language))
    if found.files:
        _say(f"\n{say(texts.LINEAGE['files'], language)}")
    for file, digest in found.files:
        _say(f"  {file} sha256 {digest}")


def _origin(origin: Origin, language: str, whole: bool) -> Iterator[str]:
    """The cell, what was typed, and, in ``whole``, each change made to it."""
    if origin.note is not None:
        yield f"{origin.file} {origin.sheet} {origin.label} = {origin.value} ({origin.note})"
        return
    typed = say(texts.LINEAGE["blank"], language)
    if origin.typed is not None:
        typed = say(texts.LINEAGE["typed"], language, typed=origin.typed)
    value = "" if whole else f" = {origin.value}"
    yield f"{origin.file} {origin.sheet}!{origin.cell} {origin.label}: {typed}{value}"
    for change in origin.changes if whole else ():
        yield f"  → {change}"


def _projects(one: Traced, language: str, asked: str | None) -> None:
    if one.projects:
        _say(f"    {say(texts.LINEAGE['from'], language, number=len(one.projects))}")
    for project in one.projects if asked else ():
        _say(f"      {' · '.join(project)}")


def _agencies(done: Outcome, language: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(say(texts.CONSOLE["status"], language))
    table.add_column(say(texts.CONSOLE["number"], language), justify="right")
    table.add_column(say(texts.CONSOLE["agencies"], language))
    for status, words in texts.SUBMISSION_STATUS.items():
        rows = done.evaluation.agencies
        names = list(rows.loc[rows["status"] == status, "short_name"])
        if names:
            table.add_row(say(words, language), str(len(names)), ", ".join(names))
    return table


def _others(done: Outcome, language: str) -> None:
    for period, files in done.periods.items():
        if period != str(done.evaluation.period):
            _say(say(texts.CONSOLE["other"], language, period=period, files=", ".join(files)))
    if done.intake.ignored:
        _say(say(texts.CONSOLE["ignored"], language, files=", ".join(done.intake.ignored)))


def _refused(done: Outcome) -> list[tuple[str, Finding]]:
    rejected = done.master.submissions.query("status == 'rejected'")["file"]
    first: dict[str, Finding] = {}
    for one in done.master.findings:
        if one.severity == "error":
            first.setdefault(one.file, one)
    return [(file, first[file]) for file in rejected if file in first]


def _grouped(found: Sequence[Finding], language: str) -> None:
    order = list(texts.SEVERITY)
    for group in sorted(people_groups(found), key=lambda group: order.index(group[0].severity)):
        one = group[0]
        said = f"{say(texts.SEVERITY[one.severity], language)}: {one.message(language)}"
        more = [cell for other in group[1:] for cell in other.cells]
        if more:
            shown = ", ".join(more[:CELLS_SHOWN]) + (" …" if len(more) > CELLS_SHOWN else "")
            said += f" ({say(texts.CONSOLE['also'], language, number=len(more), cells=shown)})"
        _say(said)


def _say(text: str) -> None:
    _screen.print(escape(text))
