"""Stage 4: typed tables -> CELL-11, the wanted cells that are blank: one a project and sheet."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipeline.columns import Column
from pipeline.findings import Finding
from pipeline.gather import Tables
from pipeline.place import finding_at
from schemas import FORM
from schemas.checks import CHECKS


def blanks(tables: Tables, said: list[Finding]) -> list[Finding]:
    """CELL-11: the wanted cells that are blank, one finding a project and sheet.

    A cell of which another check speaks is left out.
    """
    spoken = {(one.file, one.sheet, cell) for one in said for cell in one.cells}
    found: dict[tuple[object, ...], Finding] = {}
    for name, sheet in tables.form.submitted.items():
        frame = tables.frames[name]
        wanted = [column for column in sheet.columns if column.need == "W"]
        asked = {
            one.name: frame[one.name].isna() & FORM[name].wanted(frame, one.name) for one in wanted
        }
        blank = pd.DataFrame(asked, index=frame.index)
        for index in blank.index[blank.any(axis=1)] if wanted else ():
            there = [one for one in wanted if blank.at[index, one.name]]
            for one in _blank(tables, name, frame.loc[index], there, spoken):
                key = (one.file, one.table, one.project_code or index)
                found[key] = _together(found[key], one) if key in found else one
    return list(found.values())


def _blank(
    tables: Tables,
    table: str,
    row: pd.Series,
    blank: list[Column],
    spoken: set[tuple[str, str | None, str]],
) -> list[Finding]:
    laid = tables.laid(row["file"], table)
    if laid is None:
        return []
    cells = {column: laid.address(column.name, int(row["row"])) for column in blank}
    file, tab = row["file"], laid.title
    left = [one for one, cell in cells.items() if cell and (file, tab, cell) not in spoken]
    if not left:
        return []
    names = tuple(column.name for column in left)
    words = {"missing": " · ".join(column.label for column in left), "example": left[0].example}
    found = finding_at(tables, CHECKS["CELL-11"], table, row, names, words)
    return [replace(found, label=None)]  # the message names the fields


def _together(one: Finding, other: Finding) -> Finding:
    labels = [*one.words["missing"].split(" · "), *other.words["missing"].split(" · ")]
    words = {**one.words, "missing": " · ".join(dict.fromkeys(labels))}
    return replace(one, cells=one.cells + other.cells, rows=one.rows + other.rows, words=words)
