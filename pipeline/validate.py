"""Stage 4: typed tables -> what is wrong with them, cell by cell, and the tables without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from pandera.config import CONFIG
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from pipeline.blanks import blanks
from pipeline.cells import as_people_write
from pipeline.columns import Column
from pipeline.exemptions import Used, exempted
from pipeline.findings import UNREADABLE, Finding, in_order, without_echoes
from pipeline.gather import Tables
from pipeline.history import history, planned_before, without_general
from pipeline.joined import joined
from pipeline.place import finding_at, has_cells
from pipeline.run import Run
from pipeline.standing import WITHDRAWN
from pipeline.thai import is_blank
from pipeline.thai_text import count
from schemas import FORM, REVIEW
from schemas.check import ERROR, WARNING, Check
from schemas.checks import CHECKS
from schemas.pages import NOT_IN_COPY, UNREAD
from schemas.rule import JOINED_RULES

OF_A_COLUMN = {
    "isin": "CELL-04",
    "greater_than_or_equal_to": "CELL-05",
    "less_than_or_equal_to": "CELL-05",
    "str_matches": "CELL-06",
}
"""pandera's name of a check on a column -> the id that speaks."""


NO_PLAN = "PLN-04"
KEEPS_TEXT = "KPI-02"
"""The check that speaks of a target which cannot be read as a number, instead of CELL-01."""

REFUSALS = ("FILE-", "FORM-01", "FORM-02")


@dataclass(frozen=True)
class Checked:
    """The tables with what could not be used made blank, every finding in order, and how many
    findings each switch and waiver has changed.
    """

    tables: Tables
    findings: tuple[Finding, ...]
    used: Used


def validate(tables: Tables, run: Run) -> Checked:
    """Check each table once for all files: cells, rows, then rows across sheets."""
    if not CONFIG.validation_enabled:
        raise RuntimeError("PANDERA_VALIDATION_ENABLED is off: nothing would be checked")
    failures = [failure for name in tables.frames for failure in _failures(tables, name)]
    cells = [finding for failure in failures for finding in _cell_findings(tables, failure)]
    doubted = {(one.file, one.table, row, one.field) for one in cells for row in one.rows}
    clean = _without(tables, cells)
    unread = {
        (one.file, one.table, row, one.field)
        for one in tables.findings
        if one.check in UNREADABLE
        for row in one.rows
    }
    rows = [
        finding
        for failure in failures
        for finding in _row_findings(tables, failure, doubted | unread)
    ]
    frames = joined(clean, run)
    across = _joined_findings(clean, frames, doubted | unread)
    blank = blanks(tables, [*tables.findings, *cells, *rows, *across])
    found = without_echoes([*tables.findings, *cells, *rows, *across, *blank, *_page_lines(tables)])
    covers = tables.frames["covers"]
    periods = dict(zip(covers["file"], covers["period"].fillna(""), strict=True))
    planned = planned_before(frames)
    found = [
        one
        for one in _without_withdrawn(_without_cover_echoes(found))
        if one.check != NO_PLAN or (one.file, str(one.project_code)) not in planned
    ]
    heard = exempted(found, periods, run.settings).findings
    quarters = history(clean, frames, heard, run, doubted | unread)
    every = exempted([*without_general(found, quarters), *quarters], periods, run.settings)
    return Checked(clean, tuple(in_order(every.findings)), every.used)


@dataclass(frozen=True)
class _Failure:
    """One failed pandera check on one table: the rows (index labels) that failed it."""

    table: str
    column: str | None
    check: str
    rule: Check | None
    rows: pd.Index


def _failures(tables: Tables, name: str) -> Iterator[_Failure]:
    frame = tables.frames[name]
    try:
        (FORM.get(name) or REVIEW[name]).validate(frame, lazy=True)
    except SchemaErrors as wrong:
        for error in wrong.schema_errors:
            yield _failure(name, frame, error)


def _failure(table: str, frame: pd.DataFrame, error: SchemaError) -> _Failure:
    """Read what pandera says; what it says of us (a crashed check, a wrong type) is raised."""
    column = error.column_name if error.column_name in frame.columns else None
    if error.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS and column is not None:
        return _Failure(table, column, "CELL-02", None, frame.index[frame[column].isna()])
    if error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK:
        raise error
    passed = error.check_output
    failed = frame.index[~passed.reindex(frame.index, fill_value=True).astype(bool)]
    rule = error.check.statistics.get("rule")
    if rule is not None:
        return _Failure(table, None, rule.id, rule, failed)
    return _Failure(table, column, OF_A_COLUMN[error.check.name], None, failed)


def _cell_findings(tables: Tables, failure: _Failure) -> Iterator[Finding]:
    if failure.column is None:
        return
    column = tables.form.sheets[failure.table][failure.column]
    for _, row in tables.frames[failure.table].loc[failure.rows].iterrows():
        laid = tables.laid(row["file"], failure.table)
        if laid is not None and column.name in laid.letters:
            yield _cell_finding(tables, failure, column, row)


def _cell_finding(tables: Tables, failure: _Failure, column: Column, row: pd.Series) -> Finding:
    expected = _expected(failure.check, column)
    words = {"example": column.example}
    return replace(
        finding_at(tables, CHECKS[failure.check], failure.table, row, (column.name,), words),
        severity=ERROR if column.need == "R" else WARNING,
        expected=expected,
    )


def _expected(check: str, column: Column) -> str | None:
    if check == "CELL-04":
        return ", ".join(choice.value for choice in column.choices[:8])
    if check == "CELL-06":
        return column.example
    if check != "CELL-05" or column.low is None:
        return None
    low = count(int(column.low))
    return f"≥ {low}" if column.high is None else f"{low} – {count(int(column.high))}"


def _without(tables: Tables, cells: list[Finding]) -> Tables:
    """The tables with every value that is out of list, range or pattern made blank."""
    frames = dict(tables.frames)
    bad = [one for one in cells if one.check in OF_A_COLUMN.values() and one.field]
    for name, field in sorted({(str(one.table), str(one.field)) for one in bad}):
        wrong = [one for one in bad if (one.table, one.field) == (name, field)]
        places = [(one.file, row) for one in wrong for row in one.rows]
        frame = frames[name].copy(deep=False)
        here = pd.MultiIndex.from_frame(frame[["file", "row"]]).isin(places)
        frame.loc[here, field] = None
        frames[name] = frame
    return replace(tables, frames=frames)


def _row_findings(
    tables: Tables, failure: _Failure, doubted: set[tuple[Any, ...]]
) -> Iterator[Finding]:
    """The findings of a rule of the sheet's class; quiet where one of its cells is itself wrong."""
    rule = failure.rule
    if rule is None:
        return
    rows = tables.frames[failure.table].loc[failure.rows]
    wrong = [
        any((row["file"], failure.table, row["row"], cell) in doubted for cell in rule.cells)
        and failure.table != "covers"
        and rule.id != KEEPS_TEXT
        for _, row in rows.iterrows()
    ]
    rows = rows[[not one for one in wrong]] if len(rows) else rows
    rows = rows[[has_cells(tables, failure.table, row, rule.cells) for _, row in rows.iterrows()]]
    spans = [rows[name] for name in ("file", *rule.spans)] if rule.spans else [rows.index]
    for _, group in rows.groupby(spans, sort=False):
        yield _spanning(tables, rule, failure.table, group)


def _spanning(tables: Tables, rule: Check, table: str, group: pd.DataFrame) -> Finding:
    one, *others = [finding_at(tables, rule, table, row, rule.cells) for _, row in group.iterrows()]
    return replace(
        one,
        cells=tuple(
            dict.fromkeys((*one.cells, *(cell for other in others for cell in other.cells)))
        ),
        rows=tuple(row for finding in (one, *others) for row in finding.rows),
    )


def _joined_findings(
    tables: Tables, frames: dict[str, pd.DataFrame], doubted: set[tuple[Any, ...]]
) -> list[Finding]:
    found: list[Finding] = []
    for rule in JOINED_RULES:
        rows = frames[rule.sheet]
        for _, row in rows[rule.wrong(rows)].iterrows():
            own = [cell for cell in rule.check.cells if "." not in cell]
            wrong = any((row["file"], rule.sheet, row["row"], cell) in doubted for cell in own)
            sayable = rule.sheet == "covers" or not wrong
            if sayable and has_cells(tables, rule.sheet, row, rule.check.cells):
                found.append(finding_at(tables, rule.check, rule.sheet, row, rule.check.cells))
    return found


def _page_lines(tables: Tables) -> list[Finding]:
    """PAGE-03 and PAGE-04: lines of a printed page that say nothing to the form."""
    pages = tables.frames["pages"]
    found = []
    for check, rows in (
        ("PAGE-03", pages[pages["part"] == UNREAD]),
        ("PAGE-04", pages[pages["origin"] == NOT_IN_COPY]),
    ):
        for _, row in rows.iterrows():
            words = {"line": as_people_write(row["line"], Column("line", "", "integer"))}
            one = finding_at(tables, CHECKS[check], "pages", row, ("text",), words)
            found.append(
                replace(
                    one, expected=None if is_blank(row["part"]) else str(row["part"]), words=words
                )
            )
    return found


def _without_withdrawn(found: list[Finding]) -> list[Finding]:
    """Of a project that the planning office has withdrawn only that is said."""
    out = {(one.file, one.project_code) for one in found if one.check == WITHDRAWN}
    return [
        one for one in found if one.check == WITHDRAWN or (one.file, one.project_code) not in out
    ]


def _without_cover_echoes(found: list[Finding]) -> list[Finding]:
    """What follows from a file that cannot be read, or a cover that is missing, is not said."""
    refused = {
        one.file for one in found if one.severity == ERROR and one.check.startswith(REFUSALS)
    }
    coverless = {one.file for one in found if one.check == "COV-01" and not one.cells}
    return [
        one
        for one in found
        if (one.file not in refused or one.check.startswith(REFUSALS))
        and (one.check != "COV-03" or one.file not in coverless)
    ]
