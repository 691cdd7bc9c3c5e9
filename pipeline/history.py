"""Stage 4: the workbooks of all quarters -> what is wrong between quarters, revisions, agencies.

Quarter by quarter: what a quarter's workbooks leave standing is what the next is compared with.
The rules stand in ``schemas/quarters.py``, the frames they run over are made by ``quarters``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from pipeline.differences import Doubted
from pipeline.exemptions import exempted
from pipeline.findings import Finding
from pipeline.gather import Tables
from pipeline.joined import holders
from pipeline.period import Period
from pipeline.place import finding_at, has_cells
from pipeline.quarter import Past, Quarter
from pipeline.quarters import quarter_frames
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


@dataclass(frozen=True)
class _Workbooks:
    """What stays the same from quarter to quarter: the rows of all files, and who decides."""

    tables: Tables
    frames: dict[str, pd.DataFrame]
    found: list[Finding]
    run: Run
    files: pd.DataFrame
    rows: dict[str, pd.DataFrame]
    winners: pd.DataFrame
    doubted: Doubted


def history(
    tables: Tables,
    frames: dict[str, pd.DataFrame],
    found: list[Finding],
    run: Run,
    doubted: Doubted,
) -> list[Finding]:
    """What is found beyond ``found`` when quarters are compared, in the order of the quarters.

    ``frames``: the joined rows of each sheet, for all files (``joined``). ``found`` is as the
    office's switches and waivers leave it, what is given is not yet.
    """
    files = files_of(tables, tuple(found))
    winners = winners_of(tables, files)
    rows = {name: with_lineage(tables, name, files, winners) for name in KEYS}
    days = frames["progress"][["counted_on"]]
    rows["progress"] = rows["progress"].join(days)
    work = _Workbooks(tables, frames, found, run, files, rows, winners, doubted)
    past = Past()
    periods = sorted(files["period"].dropna().unique())
    return [finding for period in periods for finding in _quarter(period, work, past)]


def planned_before(frames: dict[str, pd.DataFrame]) -> set[tuple[str, str]]:
    """(file, project) of the projects whose plan an earlier quarter's workbook of the year has."""
    plans = frames["plans"][["project_code", "period"]].dropna().drop_duplicates()
    projects = frames["projects"][["file", "project_code", "period"]].dropna()
    pairs = projects.merge(plans, on="project_code", suffixes=("", "_plan"))
    same_year = pairs["period"].str[:4] == pairs["period_plan"].str[:4]
    pairs = pairs[same_year & (pairs["period_plan"] < pairs["period"])]
    return set(zip(pairs["file"], pairs["project_code"], strict=True))


def without_general(found: list[Finding], quarters: list[Finding]) -> list[Finding]:
    """The findings over one workbook without those that one over quarters speaks for."""
    spoken = {
        (INSTEAD[one.check], one.file, one.project_code)
        for one in quarters
        if one.check in INSTEAD and (one.check != "ALL-01" or one.severity == ERROR)
    }
    return [one for one in found if (one.check, one.file, one.project_code) not in spoken]


def _quarter(name: str, work: _Workbooks, past: Past) -> list[Finding]:
    """Compare one quarter with those before it, then let it join them."""
    files = work.files
    here = files[files["period"] == name]
    names = set(here["file"])
    of_quarter = [one for one in work.found if one.file in names]
    out = sorted(withdrawn_projects(of_quarter))
    taken = here[here["fate"] == CURRENT]
    own = {
        table: _standing_in(frame[frame["file"].isin(taken["file"])], out)
        for table, frame in work.frames.items()
    }
    quarter = Quarter(
        Period.parse(name), work.tables, own, taken, work.winners, past, out, work.doubted
    )
    new = list(_ruled(quarter, of_quarter))
    periods = dict.fromkeys(names, name)
    heard = exempted(new, periods, work.run.settings).findings
    errors = [one for one in (*of_quarter, *heard) if one.severity == ERROR]
    held = held_projects(work.tables, errors)
    for table, every in work.rows.items():
        rows = every[every["period"] == name]
        standing = standing_of(rows, table, errors, held, set(out))
        past.add(table, rows[standing == CURRENT])
        if table == "projects":
            own_right = holders(rows) == rows["agency_code"]
            past.add("listed", rows[standing.isin([CURRENT, HELD]) & own_right])
    return new


def _standing_in(rows: pd.DataFrame, withdrawn: list[tuple[str, str]]) -> pd.DataFrame:
    """The rows but those of projects that the planning office has taken out."""
    if not withdrawn or "project_code" not in rows:
        return rows
    return rows[~pd.MultiIndex.from_frame(rows[["file", "project_code"]]).isin(withdrawn)]


def _ruled(quarter: Quarter, found: list[Finding]) -> Iterator[Finding]:
    frames = quarter_frames(quarter)
    said = {(one.check, one.file, row) for one in found for row in one.rows}
    for rule in QUARTER_RULES:
        table = TABLES.get(rule.sheet, rule.sheet)
        rows = frames[rule.sheet]
        if rows.empty:
            continue
        for _, row in rows[rule.wrong(rows)].iterrows():
            echo = (ECHOES.get(rule.check.id, ""), row["file"], row["row"]) in said
            names = row[rule.check.changed] if rule.check.changed else rule.check.cells
            if names and not echo and has_cells(quarter.tables, table, row, names):
                yield finding_at(quarter.tables, rule.check, table, row, names)
