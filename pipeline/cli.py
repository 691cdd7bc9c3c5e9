"""Commands: gather the arguments, call one function, print. Heavy imports wait for the command."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.failures import DONE, FAILED, disk_told, failures_told

if TYPE_CHECKING:  # --help must not import pandas
    from pipeline.quarterly import Outcome
    from pipeline.run import Run

inputs_option = click.option(
    "--inputs",
    type=click.Path(path_type=Path),
    default=Path("inputs"),
    show_default=True,
    help="โฟลเดอร์แฟ้มของหน่วยงาน · folder of submissions",
)
outputs_option = click.option(
    "--outputs",
    type=click.Path(path_type=Path),
    default=Path("outputs"),
    show_default=True,
    help="โฟลเดอร์ผลลัพธ์ · folder of outputs",
)
language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(["th", "en"]),
    default="th",
    show_default=True,
    help="ภาษาที่แสดง · language of the console",
)


Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def period_option() -> Decorator:
    """``--period 2566-Q2``, checked before anything heavy is imported."""
    return click.option(
        "--period",
        callback=_as_period,
        help="งวด เช่น 2566-Q2 · B.E. fiscal year and quarter",
    )


def _as_period(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    from pipeline.period import Period

    try:
        return None if value is None else str(Period.parse(value))
    except ValueError as wrong:
        raise click.BadParameter(f"พิมพ์งวดเป็นปี พ.ศ. และไตรมาส เช่น 2566-Q2 ({wrong})") from wrong


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """ประเมินโครงการรายไตรมาสของสำนักงานเขต · the quarterly evaluation of Bangkok's districts."""


@main.command()
@period_option()
@inputs_option
@outputs_option
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="วันที่ประเมิน ค.ศ. เช่น 2023-03-31")
@click.option("--cluster", help="ให้เครื่องอื่นช่วยอ่าน · Dask scheduler, tcp://host:8786")
@language_option
def quarterly(
    inputs: Path,
    outputs: Path,
    period: str | None,
    as_of: Any,
    cluster: str | None,
    language: str,
) -> None:
    """งานหลัก: อ่าน ตรวจ รวม ประเมิน และออกรายงาน · the main job."""
    from pipeline import unchanged
    from pipeline.kept import loaded

    loaded()  # before the rest of the code is
    day: date | None = as_of.date() if as_of else None
    key = unchanged.made_from(inputs, str(outputs), period, day, language)
    made = unchanged.made_already(outputs, key)
    if made is not None:
        click.echo(made.said, nl=False)
        click.echo(_nothing_changed(made.folder, language))
        return
    asked = {"period": period, "as_of": day, "language": language}
    outcome, said = _quarterly(inputs, outputs, cluster, asked)
    meanwhile = unchanged.made_from(inputs, str(outputs), period, day, language)
    if outcome.is_whole and key == meanwhile:
        unchanged.remember(outputs, key, str(outcome.evaluation.period), outcome.record, said)


def _nothing_changed(folder: Path, language: str) -> str:
    from pipeline import texts

    return texts.say(texts.CONSOLE["unchanged"], language, folder=folder)


def _quarterly(
    inputs: Path, outputs: Path, cluster: str | None, asked: dict[str, Any]
) -> tuple[Outcome, str]:
    """Do the main job and tell; gives the outcome, and what was told."""
    from pipeline.workers import collect_less, warm_up

    warm_up()  # first: the children load what they need while we load pandas
    from pipeline import console
    from pipeline.cluster import Cluster
    from pipeline.quarterly import quarterly as work

    collect_less()
    inputs = inputs if cluster is None else inputs.resolve()  # workers have their own folder
    run = _run(inputs, outputs, **asked)
    with failures_told(run, cluster):
        executor = None if cluster is None else Cluster(cluster, inputs)
        with console.steps(run.language) as tell:
            outcome = work(run, tell, executor)
    return outcome, console.outcome(run, outcome)


@main.command()
@period_option()
@outputs_option
@language_option
def templates(period: str | None, outputs: Path, language: str) -> None:
    """แบบรายงานเปล่าหนึ่งแฟ้มต่อหน่วยงาน · one form an expected agency."""
    if period is None:
        raise click.UsageError("ระบุงวดของแบบ เช่น make templates PERIOD=2566-Q3")
    from pipeline import console
    from pipeline.forms import write_templates

    with disk_told(outputs, language):
        written = write_templates(period, outputs)
    console.wrote(written, outputs / "templates" / period, language)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@period_option()
@language_option
def check(files: tuple[Path, ...], period: str | None, language: str) -> None:
    """ตรวจแฟ้ม ไม่รวม แสดงข้อค้นพบ · check, merge nothing; exit 1 if there is an error."""
    from pipeline import console
    from pipeline.checking import check as work
    from pipeline.children import NoChild

    if not files:
        raise click.UsageError('ระบุแฟ้มที่จะตรวจ เช่น make check FILE="50100000.xlsx"')
    for path in files:
        if not path.exists():
            raise click.BadParameter(f"ไม่พบแฟ้ม {path}", param_hint="FILE")
    run = _run(Path(), Path(), period=period, language=language)
    try:
        findings = work(run, files)
    except NoChild as wrong:
        console.no_child(run, str(wrong))
        sys.exit(FAILED)
    console.findings(findings, files, language)
    sys.exit(FAILED if any(one.severity == "error" for one in findings) else DONE)


@main.command("import-pages")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@outputs_option
@language_option
def import_pages(paths: tuple[Path, ...], outputs: Path, language: str) -> None:
    """หน้าพิมพ์ของระบบเดิมเป็นร่างแบบรายงาน · printed pages to draft workbooks."""
    if not paths:
        raise click.UsageError("ระบุโฟลเดอร์หรือแฟ้มหน้าพิมพ์ เช่น make pages PAGES=pages")
    from pipeline import console
    from pipeline.forms import write_drafts

    with disk_told(outputs, language):
        written = write_drafts(paths, outputs)
    console.wrote(written, outputs / "drafts", language)


@main.command()
@click.argument("code")
@click.argument("asked", metavar="[FIELD]", required=False)
@period_option()
@inputs_option
@outputs_option
@language_option
def trace(
    code: str, asked: str | None, period: str | None, inputs: Path, outputs: Path, language: str
) -> None:
    """ที่มาของทุกตัวเลขของโครงการหรือกลุ่ม · where each figure of a project or group comes from."""
    from pipeline import console
    from pipeline.lineage import NothingToTrace
    from pipeline.trace import trace as work

    run = _run(inputs, outputs, period=period, language=language)
    try:
        found = work(run, code, asked)
    except NothingToTrace as nothing:
        raise click.ClickException(str(nothing)) from nothing
    console.traced(found, language, asked)


@main.command()
@period_option()
@outputs_option
@click.option("--send", metavar="HOST:PORT", help="ส่งร่างทั้งหมดผ่านเครื่องนี้ · hand the drafts to it")
@language_option
def email(period: str | None, outputs: Path, send: str | None, language: str) -> None:
    """ร่างอีเมลทุกฉบับของงวด · drafts of every mail of the period; sent only with --send."""
    from smtplib import SMTPException

    from pipeline import console, mail

    host, _, port = (send or "").rpartition(":")
    if send is not None and not (host and port.isdigit()):
        raise click.BadParameter("พิมพ์เช่น mail.example.org:25", param_hint="--send")
    run = _run(Path(), outputs, period=period, language=language)
    try:
        with disk_told(outputs, language):
            paths = mail.write_drafts(run)
        console.wrote(paths, paths[0].parent, language)
        if send is not None:
            console.sent(mail.send(paths, host, int(port)), send, language)
    except mail.NoOutputs as nothing:
        raise click.ClickException(console.no_outputs(str(nothing), language)) from nothing
    except (OSError, SMTPException) as wrong:
        raise click.ClickException(console.not_sent(wrong, language)) from wrong


@main.command()
@language_option
def dictionary(language: str) -> None:
    """เขียน docs/form.md และ docs/checks.md จาก schemas/ · write the reference documents."""
    from pipeline import console
    from pipeline.dictionary import write_documents

    console.wrote(write_documents(Path("docs")), Path("docs"), language)


def _run(inputs: Path, outputs: Path, **asked: Any) -> Run:
    from pipeline.run import make_run
    from pipeline.settings_files import SettingsError

    try:
        return make_run(inputs, outputs, **asked)
    except SettingsError as wrong:
        raise click.ClickException(str(wrong)) from wrong
