"""Stage 5: tables + findings -> master: every row with its standing, every file with its status.

Decides, checks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.exemptions import Used
from pipeline.findings import Finding
from pipeline.gather import Tables
from pipeline.period import Period
from pipeline.reviewed import review_files, reviews_of
from pipeline.standing import (
    ASIDE,
    DECIDED,
    KEYS,
    KPI_KEY,
    NEWEST_LAST,
    SERIES,
    decided,
    files_of,
    held_projects,
    standing_of,
    up_to,
    winners_of,
    with_lineage,
    withdrawn_projects,
)
from pipeline.validate import Checked
from schemas.check import ERROR
from schemas.master import CURRENT, DUPLICATE, HELD, REJECTED, SUPERSEDED
from schemas.names import REVIEWS


@dataclass(frozen=True)
class Master:
    """Every row that was read, with its lineage and standing, up to and including ``period``.

    ``frames``: a table a sheet, the lineage columns first. ``submissions``: one row a file that
    was read or refused, of any period; ``status`` as in design 3-interface, ``incomplete`` where
    rows of it are held or rejected and no newer revision decides for them. ``used``: what
    switches and waivers have changed.
    """

    period: Period
    frames: dict[str, pd.DataFrame]
    submissions: pd.DataFrame
    findings: tuple[Finding, ...]
    tables: Tables
    used: Used


def merge(checked: Checked, period: Period) -> Master:
    """Decide the standing of every row of the workbooks up to ``period``."""
    tables = checked.tables
    errors = [one for one in checked.findings if one.severity == ERROR]
    files = files_of(tables, checked.findings)
    held = held_projects(tables, errors)
    winners = winners_of(tables, files)
    withdrawn = withdrawn_projects(checked.findings)
    everything = {}
    for name in KEYS:
        rows = with_lineage(tables, name, files, winners)
        standing = standing_of(rows, name, errors, held, withdrawn)
        everything[name] = rows.assign(standing=standing)
    frames = {
        name: decided(up_to(rows, period), name, withdrawn) for name, rows in everything.items()
    }
    frames["kpis"] = frames["kpis"].drop(columns=KPI_KEY)
    frames["pages"] = _pages(tables, files, winners, period)
    frames[REVIEWS] = reviews_of(tables, checked.findings, period)
    submissions = _submissions(files, everything, errors, winners, withdrawn)
    submissions = _with_reviews(submissions, review_files(tables, checked.findings))
    return Master(period, frames, submissions, checked.findings, tables, checked.used)


def current(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a master table that count."""
    return frame[frame["standing"] == CURRENT]


def _pages(
    tables: Tables, files: pd.DataFrame, winners: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """The lines of printed pages go to the master as they are, with the fate of their file."""
    rows = up_to(with_lineage(tables, "pages", files, winners), period)
    return rows.assign(standing=rows["fate"]).drop(columns=list(ASIDE)).reset_index(drop=True)


def _submissions(
    files: pd.DataFrame,
    everything: dict[str, pd.DataFrame],
    errors: list[Finding],
    winners: pd.DataFrame,
    withdrawn: set[tuple[str, str]],
) -> pd.DataFrame:
    key = ["file", "project_code"]
    rows = pd.concat([rows[[*key, "standing"]] for rows in everything.values()])
    lacking = rows["standing"].isin([HELD, REJECTED])
    lacking &= ~pd.MultiIndex.from_frame(rows[key]).isin(list(withdrawn)) if withdrawn else True
    incomplete = rows.loc[lacking, "file"]
    projects = everything["projects"]
    listed = projects.groupby("file")["project_code"].nunique()
    held = projects[projects["standing"] == HELD].groupby("file")["project_code"].nunique()
    made = files.assign(
        projects=listed.reindex(files.index, fill_value=0),
        held_projects=held.reindex(files.index, fill_value=0),
        superseded_by=_superseded_by(files, projects, winners),
        incomplete=files.index.isin(incomplete),
    )
    wrong = {one.file for one in errors}
    made["status"] = [_status(row, row["file"] in wrong) for _, row in made.iterrows()]
    return made.sort_index().reset_index(drop=True)


def _with_reviews(submissions: pd.DataFrame, reviews: pd.DataFrame) -> pd.DataFrame:
    if reviews.empty:
        return submissions
    more = reviews.reindex(columns=submissions.columns).astype(submissions.dtypes.to_dict())
    both = pd.concat([submissions, more], ignore_index=True)
    return both.sort_values("file", kind="stable").reset_index(drop=True)


def _superseded_by(files: pd.DataFrame, projects: pd.DataFrame, winners: pd.DataFrame) -> pd.Series:
    """For a file that decides for no project any more: the file that decides instead."""
    lost = projects[["file", "agency_code", *DECIDED]].merge(
        winners, on=["agency_code", *DECIDED], suffixes=("", "_by")
    )
    by = lost.groupby("file")["file_by"].max().reindex(files.index)
    by = by.where(files["fate"] != REJECTED, _after_rejection(files))
    return by.mask(files.index.isin(winners["file"]))


def _after_rejection(files: pd.DataFrame) -> pd.Series:
    """For a rejected file the newest revision of its series that was taken in, if it is newer."""
    taken = files[files["fate"] == CURRENT].sort_values(NEWEST_LAST, na_position="first")
    newest = taken.drop_duplicates([*SERIES, "period"], keep="last")
    pairs = files[files["fate"] == REJECTED].reset_index(drop=True)
    pairs = pairs.merge(newest, on=SERIES, suffixes=("", "_by"))
    same = pairs["period"].isna() | (pairs["period"] == pairs["period_by"])
    newer = pairs[same & (pairs["revision_by"] > pairs["revision"])].sort_values("period_by")
    return newer.groupby("file")["file_by"].last().reindex(files.index)


def _status(row: pd.Series, wrong: bool) -> str:
    """Of a file; ``wrong``: it has an error of its own, even if a newer revision mended it."""
    if row["fate"] == DUPLICATE:
        return DUPLICATE
    if pd.notna(row["superseded_by"]):
        return SUPERSEDED
    if row["fate"] == REJECTED:
        return REJECTED
    if row["incomplete"] or wrong:
        return "partly_accepted"
    return "accepted_with_warnings" if row["warnings"] else "accepted"
