"""Stage 4: the workbooks of all quarters -> what is wrong between quarters, revisions, agencies.

Quarter by quarter: what a quarter's workbooks leave standing is what the next is compared with.
The rules stand in ``schemas/quarters.py``, the frames they run over are made by ``quarters``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from pipeline.exemptions import Exempted, exempted
from pipeline.findings import Finding
from pipeline.gather import Tables
from pipeline.period import Period
from pipeline.place import finding_at, has_cells
from pipeline.quarters import Past, Quarter, quarter_frames
from pipeline.run import Run
from pipeline.standing import (
    KEYS,
    files_of,
    held_projects,
    standing_of,
    winners_of,
    with_lineage,
    withdrawn_projects,
)
from pipeline.thai import is_blank, normal
from schemas.check import ERROR
from schemas.master import CURRENT, HELD
from schemas.rule import QUARTER_RULES

TABLES = {
    "missing": "projects",
    "left_out": "projects",
}
"""The sheet of a frame that is not called after one."""

ECHOES = {"HIS-01": "PRG-02", "HIS-02": "PRG-08"}
"""Within one workbook the fall is said already."""

INSTEAD = {"ALL-01": "PRJ-01", "PRG-03": "PRG-03"}
"""A finding over quarters or agencies that speaks instead of the one over the workbook alone."""


@dataclass
class _Told:
    """What the quarters so far have left standing, and what was found in them."""

    past: Past = field(default_factory=Past)
    findings: Exempted = field(default_factory=lambda: Exempted([]))


def history(
    tables: Tables, frames: dict[str, pd.DataFrame], found: list[Finding], run: Run
) -> Exempted:
    """What is found beyond ``found`` when quarters are compared, in the order of the quarters.

    ``frames``: the joined rows of each sheet, for all files (``joined``).
    """
    files = files_of(tables, tuple(found))
    rows = {name: with_lineage(tables, name, files) for name in KEYS}
    winners = winners_of(tables, files)
    told = _Told()
    for period in sorted(files["period"].dropna().unique()):
        _quarter(period, tables, frames, found, run, files, rows, winners, told)
    return told.findings


def without_general(found: list[Finding], quarters: list[Finding]) -> list[Finding]:
    """The findings over one workbook without those that one over quarters speaks for."""
    spoken = {
        (INSTEAD[one.check], one.file, one.project_code)
        for one in quarters
        if one.check in INSTEAD and (one.check != "ALL-01" or one.severity == ERROR)
    }
    return [one for one in found if (one.check, one.file, one.project_code) not in spoken]


def _quarter(
    name: str,
    tables: Tables,
    frames: dict[str, pd.DataFrame],
    found: list[Finding],
    run: Run,
    files: pd.DataFrame,
    rows: dict[str, pd.DataFrame],
    winners: pd.DataFrame,
    told: _Told,
) -> None:
    """Compare one quarter with those before it, then let it join them."""
    period = Period.parse(name)
    taken = files[(files["period"] == name) & (files["fate"] == CURRENT)]
    out = list(withdrawn_projects(found))
    own = {
        table: _standing_in(frame[frame["file"].isin(taken["file"])], out)
        for table, frame in frames.items()
    }
    quarter = Quarter(period, tables, own, taken, winners, told.past)
    names = set(files.loc[files["period"] == name, "file"])
    of_quarter = [one for one in found if one.file in names]
    periods = dict.fromkeys(names, name)
    new = exempted(_ruled(quarter, of_quarter, run), periods, run.settings)
    told.findings.findings.extend(new.findings)
    told.findings.used.update(new.used)
    errors = [one for one in (*of_quarter, *new.findings) if one.severity == ERROR]
    held, withdrawn = held_projects(tables, errors), withdrawn_projects(of_quarter)
    for table, every in rows.items():
        here = every[every["period"] == name]
        standing = standing_of(here, table, errors, held, winners, withdrawn)
        told.past.add(table, here[standing == CURRENT], frames)
        if table == "projects":
            told.past.listed = told.past.joined(
                told.past.listed, here[standing.isin([CURRENT, HELD])], table
            )


def _standing_in(rows: pd.DataFrame, withdrawn: list[tuple[str, str]]) -> pd.DataFrame:
    """The rows but those of projects that the planning office has taken out."""
    if not withdrawn or "project_code" not in rows:
        return rows
    return rows[~pd.MultiIndex.from_frame(rows[["file", "project_code"]]).isin(withdrawn)]


def _ruled(quarter: Quarter, found: list[Finding], run: Run) -> Iterator[Finding]:
    frames = quarter_frames(quarter, run)
    said = {(one.check, one.file, row) for one in found for row in one.rows}
    for rule in QUARTER_RULES:
        table = TABLES.get(rule.sheet, rule.sheet)
        rows = frames[rule.sheet]
        if rows.empty:
            continue
        for _, row in rows[rule.wrong(rows)].iterrows():
            echo = (ECHOES.get(rule.check.id, ""), row["file"], row["row"]) in said
            names = _marked(row, rule.check.cells, rule.check.changed)
            if names and not echo and has_cells(quarter.tables, table, row, names):
                yield finding_at(quarter.tables, rule.check, table, row, names)


def _marked(row: pd.Series, cells: tuple[str, ...], side: str | None) -> tuple[str, ...]:
    """The cells that the finding marks: all, or those that differ from the row of ``side``."""
    if side is None:
        return cells
    return tuple(cell for cell in cells if differs(row[cell], row[f"{side}.{cell}"]))


def differs(one: object, other: object) -> bool:
    """Whether two values differ; two blanks do not."""
    if is_blank(one) or is_blank(other):
        return is_blank(one) != is_blank(other)
    if isinstance(one, str) and isinstance(other, str):
        return normal(one) != normal(other)
    return one != other
