"""Stage 4: a check and the row that failed it -> the finding, with its cells and their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.cells import as_people_write
from pipeline.columns import Column
from pipeline.findings import Finding, placeholders
from pipeline.gather import Tables
from pipeline.raw import shown
from pipeline.thai import is_blank
from schemas.check import WARNING, Check
from schemas.names import is_project_code

SIDES = {
    "project": "projects",
    "plan": "plans",
    "cover": "covers",
    "previous": "progress",
    "paid": "progress",
    "last": "progress",
    "stalled": "progress",
    "stood": "progress",
    "earlier": "progress",
    "paid_earlier": "progress",
    "old": "progress",
    "other": "projects",
    "section": "projects",
    "twin": "reviews",
}
"""The sheet on which the row of a dotted name stands; of another name (``was``), the row's own."""

Place = tuple[str, str, str]
"""File, tab, address."""


def finding_at(
    tables: Tables,
    check: Check,
    table: str,
    row: pd.Series,
    names: tuple[str, ...],
    words: Mapping[str, str] | None = None,
) -> Finding:
    """A finding at the cells ``names`` of a row and of the rows that belong to it."""
    found = [place for name in names if (place := _place(tables, table, row, name))]
    places = [(tab, cell) for file, tab, cell in found if file == row["file"]]
    home = places[0][0] if places else _title(tables, table, row["file"])
    _, column = _column(tables, table, names[0])
    return Finding(
        check.id,
        _severity(check, row),
        row["file"],
        agency_code=_text(row.get("settled_agency", row["agency_code"])),
        sheet=home,
        cells=tuple(cell for sheet, cell in places if sheet == home),
        project_code=None if table == "covers" else _project_code(row),
        field=column.name,
        label=column.label,
        value=None if column.personal else _typed(tables, table, row, names[0]),
        table=table,
        rows=() if is_blank(row["row"]) else (int(row["row"]),),
        also=tuple(place for place in places if place[0] != home),
        template=check,
        words=words
        or {
            name: _word(tables, table, row, name, home)
            for name in placeholders(check)
            if name not in {"value", "expected"}
        },
    )


def has_cells(tables: Tables, table: str, row: pd.Series, names: tuple[str, ...]) -> bool:
    """Whether the sheet has the columns of the cells; of a missing one FORM-04 has spoken."""
    if table == "covers":
        return True  # COV-01 and COV-03 speak where a label is missing
    for name in names:
        side, _, plain = name.rpartition(".")
        laid = tables.laid(_file(row, side), SIDES.get(side, table))
        if laid is not None and plain not in laid.letters:
            return False
    return True


def _severity(check: Check, row: pd.Series) -> str:
    softened = check.softened_by is not None and not is_blank(row[check.softened_by])
    return WARNING if softened else check.severity


def _project_code(row: pd.Series) -> str | None:
    code = _text(row.get("project_code"))
    return code if code and is_project_code(code) else None


def _text(value: Any) -> str | None:
    return None if is_blank(value) else str(value)


def _typed(tables: Tables, table: str, row: pd.Series, name: str) -> str | None:
    """What was typed in the cell that a plain or dotted name means."""
    side, _, plain = name.rpartition(".")
    number = row.get(f"{side}.row") if side else row["row"]
    if number is None or is_blank(number):
        return None
    return shown(tables.raw(_file(row, side), SIDES.get(side, table), plain, int(number)))


def _file(row: pd.Series, side: str) -> str:
    """The workbook in which the row of a side stands; most stand in the row's own."""
    file = row.get(f"{side}.file") if side else None
    return str(row["file"] if file is None or is_blank(file) else file)


def _place(tables: Tables, table: str, row: pd.Series, name: str) -> Place | None:
    """The cell that a plain or dotted name means; None where there is none."""
    side, _, column = name.rpartition(".")
    number = row.get(f"{side}.row") if side else row["row"]
    if number is None or is_blank(number):
        return None
    file = _file(row, side)
    laid = tables.laid(file, SIDES.get(side, table))
    cell = laid.address(column, int(number)) if laid is not None else None
    return None if laid is None or cell is None else (file, laid.title, cell)


def _title(tables: Tables, table: str, file: str) -> str:
    laid = tables.laid(file, table)
    return laid.title if laid else tables.form.sheets[table].label


def _column(tables: Tables, table: str, name: str) -> tuple[str, Column]:
    """The sheet and column that a name means; a computed name has a plain number column."""
    side, _, plain = name.rpartition(".")
    home = SIDES.get(side, table)
    for sheet in (home, table):
        for column in tables.form.sheets[sheet].columns:
            if column.name == plain:
                return home, column
    kind = "percent" if plain == "routine_indicator" else "text"
    return home, Column(plain, plain, kind)


def _word(tables: Tables, table: str, row: pd.Series, name: str, home: str) -> str:
    plain = name.rstrip("@#")
    sheet, column = _column(tables, table, plain)
    if name.endswith("#"):
        return column.label
    if not name.endswith("@"):
        return as_people_write(row[plain], column)
    place = _place(tables, table, row, plain)
    if place is None:
        return f"{tables.form.sheets[sheet].label} ({column.label})"
    file, tab, cell = place
    if file != row["file"]:
        return f"{file} {tab}!{cell}"
    return cell if tab == home else f"{tab}!{cell}"
