"""Outputs of a period -> where each figure of a project, or of a group, comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from python_calamine import CalamineError

from pipeline.known import in_time
from pipeline.lineage import Archive, NothingToTrace, Origin, Trace, Traced, as_shown
from pipeline.period import Period
from pipeline.report.comparison import COLUMNS as COMPARISON_COLUMNS
from pipeline.report.comparison import SHEET as COMPARISON_SHEET
from pipeline.report.facts import BUDGET_SHEET
from pipeline.report.formulas import PROJECT, How, said
from pipeline.report.projects import BUDGET_COLUMNS, PROJECT_COLUMNS, PROJECT_SHEET
from pipeline.run import Run, latest
from pipeline.texts import LINEAGE, say
from pipeline.trace_group import traced_group
from schemas.master import CURRENT, HELD
from schemas.names import is_project_code

SHEETS = {
    PROJECT_SHEET: PROJECT_COLUMNS,
    BUDGET_SHEET: BUDGET_COLUMNS,
    COMPARISON_SHEET: COMPARISON_COLUMNS,
}
TABLES = ("projects", "plans", "progress", "kpis")
SIDES = {"project": "projects", "was": "projects", "plan": "plans", "kpi": "kpis"}
REPORTS = ("last", "quarter", "year", "before", "now")


def trace(run: Run, code: str, asked: str | None = None) -> Trace:
    """Trace a project by its code, or a group by its key; ``asked``: one field by name or label.

    Reads ``outputs/<period>/`` and the workbooks in ``inputs/`` that it was made from; raises
    NothingToTrace.
    """
    period = run.period or latest(run.outputs) or "?"
    archive = Archive(run.inputs, run.outputs / period, run.language)
    if not (archive.folder / "run.json").is_file():
        raise NothingToTrace(say(LINEAGE["no_outputs"], run.language, folder=archive.folder))
    found = _project if is_project_code(code) else traced_group
    try:
        made = found(archive, run, Period.parse(period), code, asked)
    except (OSError, ValueError, CalamineError) as damaged:
        why = say(LINEAGE["damaged"], run.language, folder=archive.folder, why=damaged)
        raise NothingToTrace(why) from damaged
    if not made.figures:
        raise NothingToTrace(say(LINEAGE["no_field"], run.language, code=code, field=asked))
    return made


def _project(archive: Archive, run: Run, period: Period, code: str, asked: str | None) -> Trace:
    every = {name: _rows_of(archive.table(name), code, period) for name in TABLES}
    shown = _shown(archive, code)
    if shown is None:
        raise NothingToTrace(say(LINEAGE["unknown"], run.language, code=code, period=period))
    places = _places(shown)
    rows = {name: own[own["standing"].isin([CURRENT, HELD])] for name, own in every.items()}
    rows["projects"] = _at(every["projects"], places, "file", "row")
    sides = _sides(rows, period) | {
        "was": _at(every["projects"], places, "before_file", "before_row"),
        "before": _at(every["progress"], places, "before_last_file", "before_last_row"),
        "now": _at(every["progress"], places, "now_last_file", "now_last_row"),
    }
    figures = [*_fields(archive, rows), *_measures(archive, run, period, sides, shown)]
    figures = [one for one in figures if asked is None or asked in (one.name, one.label)]
    name = rows["projects"].iloc[-1]["project_name"]
    files = dict.fromkeys(origin.file for one in figures for origin in one.origins)
    digests = tuple((file, archive.digest(file)) for file in files)
    return Trace(f"{code} {name} · {period.label_th}", tuple(figures), digests)


def _rows_of(rows: pd.DataFrame, code: str, period: Period) -> pd.DataFrame:
    """The rows of a project in the year, a later quarter's last."""
    own = rows[(rows["project_code"] == code) & (rows["fiscal_year"] == period.fiscal_year)]
    return own.sort_values(["period", "sha256", "row"])


def _places(shown: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What the project sheets say by the names of their columns."""
    return {
        column.name: told[column.label]
        for sheet, columns in SHEETS.items()
        if (told := shown.get(sheet)) is not None
        for column in columns
    }


def _at(rows: pd.DataFrame, places: dict[str, Any], file: str, row: str) -> pd.DataFrame:
    """The row that the sheets name; none where they name none."""
    if places.get(row) in (None, ""):
        return rows.iloc[:0]
    here: pd.DataFrame = rows[(rows["file"] == places[file]) & (rows["row"] == int(places[row]))]
    return here


def _sides(rows: dict[str, pd.DataFrame], period: Period) -> dict[str, pd.DataFrame]:
    """The rows that a source of a formula means, by its side."""
    reports = in_time(rows["progress"][rows["progress"]["standing"] == CURRENT])
    in_quarter = reports["counted_on"] >= pd.Timestamp(period.first_day)
    return {
        "project": rows["projects"],
        "plan": rows["plans"].tail(1),
        "kpi": rows["kpis"][rows["kpis"]["standing"] == CURRENT],
        "last": reports.tail(1),
        "quarter": reports[in_quarter],
        "year": reports,
    }


def _fields(archive: Archive, rows: dict[str, pd.DataFrame]) -> Iterator[Traced]:
    """Every field of every row of the project."""
    for table in TABLES:
        sheet = archive.form.sheets[table]
        for _, row in rows[table].iterrows():
            for column in sheet.columns:
                origin = archive.origin(table, row, column)
                yield Traced(
                    sheet.label, column.name, column.label, origin.value, origins=(origin,)
                )


def _measures(
    archive: Archive,
    run: Run,
    period: Period,
    sides: dict[str, pd.DataFrame],
    shown: dict[str, dict[str, Any]],
) -> Iterator[Traced]:
    """Every column of the evaluation's sheets that is no field of the form, once."""
    done: set[str] = set()
    for sheet, columns in SHEETS.items():
        for column in columns:
            if column.name not in PROJECT or column.name in done or sheet not in shown:
                continue
            done.add(column.name)
            how = PROJECT[column.name]
            origins = _origins(archive, period, sides, how)
            value = as_shown(shown[sheet].get(column.label))
            yield Traced(sheet, column.name, column.label, value, said(run, how), tuple(origins))


def _origins(
    archive: Archive, period: Period, sides: dict[str, pd.DataFrame], how: How
) -> Iterator[Origin]:
    for source in how.sources:
        side, _, name = source.partition(".")
        table = "progress" if side in REPORTS else SIDES[side]
        name = f"{name}_q{period.quarter}" if side == "plan" else name
        column = archive.form.sheets[table][name]
        for _, row in sides[side].iterrows():
            yield archive.origin(table, row, column)


def _shown(archive: Archive, code: str) -> dict[str, dict[str, Any]] | None:
    """Sheet of ``evaluation.xlsx`` -> label -> what it shows of the project."""
    found = {}
    for sheet in SHEETS:
        rows = archive.sheet(sheet)
        mine = rows[rows.iloc[:, 0] == code]
        if len(mine):
            found[sheet] = {str(label): value for label, value in mine.iloc[0].items()}
    return found or None
