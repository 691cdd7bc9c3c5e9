"""Stage 5: tables + findings -> master: what counts, what is held, what lost, and from where.

Decides, checks nothing. The project is the unit: an error in โครงการ or ความก้าวหน้า holds that
project in all sheets, an error in another sheet rejects its row (design 3-interface, Status).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.findings import Finding
from pipeline.layout import MAIN_SHEETS
from pipeline.normalise import Tables
from pipeline.period import Period
from pipeline.validate import Checked
from schemas.master import CURRENT, DUPLICATE, HELD, REJECTED, SUPERSEDED
from schemas.projects import CODE_PATTERN
from schemas.rule import ERROR, WARNING

FATAL = (
    "FILE-",
    "FORM-01",
    "FORM-02",
    "FORM-03",
    "FORM-04",
    "FORM-05",
    "COV-01",
    "COV-02",
    "COV-03",
)
ROW_ONLY = ("PRG-06", "FORM-11")
KEYS = {
    "projects": ["project_code"],
    "plans": ["project_code"],
    "progress": ["project_code", "report_date"],
    "kpis": ["project_code", "kpi_name"],
}
NEWEST_LAST = ["revision", "submitted_on", "sha256"]
LINEAGE = ("agency_code", "fiscal_year", "period", "file", "sha256", "sheet", "row", "standing")


@dataclass(frozen=True)
class Master:
    """Every row that was read, with its lineage and standing, up to and including ``period``.

    ``frames``: a table a sheet, the lineage columns first. ``submissions``: one row a file that
    was read or refused; ``status`` as in design 3-interface.
    """

    period: Period
    frames: dict[str, pd.DataFrame]
    submissions: pd.DataFrame
    findings: tuple[Finding, ...]
    tables: Tables


def merge(checked: Checked, period: Period) -> Master:
    """Decide the standing of every row of the workbooks up to ``period``."""
    tables = checked.tables
    errors = [one for one in checked.findings if one.severity == ERROR]
    files = _files(tables, checked.findings)
    held = _held(errors)
    winners = _winners(tables, files)
    frames = {}
    for name in KEYS:
        rows = _with_lineage(tables, name, files)
        rows["standing"] = _standing(rows, name, errors, held, winners)
        rows = rows[rows["period"].isna() | (rows["period"] <= str(period))]
        frames[name] = _decided(rows, name)
    frames["pages"] = _pages(tables, files, period)
    submissions = _submissions(files, frames, winners)
    return Master(period, frames, submissions, checked.findings, tables)


def current(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a master table that count."""
    return frame[frame["standing"] == CURRENT]


def _files(tables: Tables, findings: tuple[Finding, ...]) -> pd.DataFrame:
    """The covers by file, with ``fate``: what happens to all rows of the file, else current."""
    files = tables.frames["covers"].set_index("file", drop=False)
    fatal = {one.file for one in findings if one.severity == ERROR and one.check.startswith(FATAL)}
    twice = {one.file for one in findings if one.check == "FILE-11"}
    fate = pd.Series(CURRENT, index=files.index, dtype="str")
    fate = fate.mask(files.index.isin(twice), DUPLICATE).mask(files.index.isin(fatal), REJECTED)
    by_file = pd.Series([one.file for one in findings], dtype="str")
    severities = pd.Series([one.severity for one in findings], dtype="str")
    counts = {
        name: by_file[severities == severity].value_counts().reindex(files.index, fill_value=0)
        for name, severity in (("errors", ERROR), ("warnings", WARNING))
    }
    return files.assign(fate=fate, **counts)


def _held(errors: list[Finding]) -> set[tuple[str, str]]:
    """(file, project code) of every project with an error in โครงการ or ความก้าวหน้า."""
    return {
        (one.file, one.project_code)
        for one in errors
        if one.table in MAIN_SHEETS and one.project_code and one.check not in ROW_ONLY
    }


def _winners(tables: Tables, files: pd.DataFrame) -> pd.DataFrame:
    """For each period and project the file that decides: the newest revision that lists it."""
    listed = tables.frames["projects"][["file", "project_code", "period"]].dropna()
    listed = listed[listed["file"].map(files["fate"]) == CURRENT]
    order = files[[*NEWEST_LAST]]
    listed = listed.join(order, on="file").sort_values(NEWEST_LAST, na_position="first")
    return listed.groupby(["period", "project_code"])["file"].last().reset_index()


def _with_lineage(tables: Tables, name: str, files: pd.DataFrame) -> pd.DataFrame:
    rows = tables.frames[name]
    whose = files.reindex(rows["file"])
    sheets = {
        file: laid.title
        for file in rows["file"].unique()
        if (laid := tables.laid(file, name)) is not None
    }
    lineage = pd.DataFrame(
        {
            "agency_code": rows["agency_code"],
            "fiscal_year": whose["fiscal_year"].array,
            "period": rows["period"],
            "file": rows["file"],
            "sha256": whose["sha256"].array,
            "sheet": rows["file"].map(sheets).astype("str"),
            "row": rows["row"],
            "standing": pd.Series(CURRENT, index=rows.index, dtype="str"),
            "fate": whose["fate"].array,
            "usable": rows["file"].isin(tables.usable_files(name)),
        }
    )
    own = rows.drop(columns=["agency_code", "period", "file", "row"])
    made = lineage.join(own)
    if name == "progress":
        made["report_period"] = _report_periods(rows["report_date"])
    return made


def _report_periods(dates: pd.Series) -> pd.Series:
    periods = {day: str(Period.of(day.date())) for day in dates.dropna().unique()}
    return dates.map(periods).astype("str")


def _pages(tables: Tables, files: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The lines of printed pages go to the master as they are, with the fate of their file."""
    rows = _with_lineage(tables, "pages", files)
    rows = rows[rows["period"].isna() | (rows["period"] <= str(period))]
    return (
        rows.assign(standing=rows["fate"]).drop(columns=["fate", "usable"]).reset_index(drop=True)
    )


def _standing(
    rows: pd.DataFrame,
    name: str,
    errors: list[Finding],
    held: set[tuple[str, str]],
    winners: pd.DataFrame,
) -> pd.Series:
    standing = pd.Series(CURRENT, index=rows.index, dtype="str")
    if rows.empty:
        return standing
    decides = winners.set_index(["period", "project_code"])["file"]
    keys = pd.MultiIndex.from_frame(rows[["period", "project_code"]])
    decider = pd.Series(decides.reindex(keys).array, index=rows.index)
    standing = standing.mask(decider.notna() & (decider != rows["file"]), SUPERSEDED)
    here = pd.MultiIndex.from_frame(rows[["file", "project_code"]])
    lost = standing == SUPERSEDED
    standing = standing.mask(~lost & here.isin(list(held)), HELD) if held else standing
    standing = standing.mask(~lost & _rejected(rows, name, errors), REJECTED)
    return standing.mask(rows["fate"] != CURRENT, rows["fate"])


def _rejected(rows: pd.DataFrame, name: str, errors: list[Finding]) -> pd.Series:
    """Rows that cannot be taken in by themselves: no usable code, or an error of their own."""
    own = {
        (one.file, row)
        for one in errors
        if one.table == name and (name not in MAIN_SHEETS or one.check in ROW_ONLY)
        for row in one.rows
    }
    here = pd.MultiIndex.from_frame(rows[["file", "row"]])
    coded = rows["project_code"].str.match(CODE_PATTERN).fillna(False).astype(bool)
    return ~coded | ~rows["usable"] | (here.isin(list(own)) if own else False)


def _decided(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Among what counts, one row a key of the year: the later period's (design 3-interface).

    A report of an earlier quarter that a later workbook repeats unchanged is its duplicate.
    """
    rows = rows.drop(columns=["fate", "usable"])
    counting = rows[rows["standing"] == CURRENT].sort_values(["period", "file", "row"])
    key = ["fiscal_year", *KEYS[name]]
    again = counting[counting.duplicated(key, keep=False)]
    values = [column for column in rows.columns if column not in LINEAGE]
    for _, group in again.groupby(key, sort=True):
        _settle(rows, group, values, repeats=name == "progress")
    return rows.reset_index(drop=True)


def _settle(rows: pd.DataFrame, group: pd.DataFrame, values: list[str], repeats: bool) -> None:
    """Mark all rows of one key but the one that stays; ``group`` is sorted by period."""
    stays = group.index[0]
    for index in group.index[1:]:
        same = group.loc[index, values].equals(group.loc[stays, values])
        if repeats and same:
            rows.loc[index, "standing"] = DUPLICATE
        else:
            rows.loc[stays, "standing"] = SUPERSEDED
            stays = index


def _submissions(
    files: pd.DataFrame, frames: dict[str, pd.DataFrame], winners: pd.DataFrame
) -> pd.DataFrame:
    everything = pd.concat([frames[name][["file", "standing"]] for name in KEYS])
    partly = set(everything.loc[everything["standing"].isin([HELD, REJECTED]), "file"])
    projects = frames["projects"]
    listed = projects.groupby("file")["project_code"].nunique()
    held = projects[projects["standing"] == HELD].groupby("file")["project_code"].nunique()
    superseded = _superseded_by(files, projects, winners)
    made = files.assign(
        projects=listed.reindex(files.index, fill_value=0),
        held_projects=held.reindex(files.index, fill_value=0),
        superseded_by=superseded,
    )
    made["status"] = [_status(row, partly) for _, row in made.iterrows()]
    return made.sort_index().reset_index(drop=True)


def _superseded_by(files: pd.DataFrame, projects: pd.DataFrame, winners: pd.DataFrame) -> pd.Series:
    """For a file that decides for no project any more: the file that decides instead."""
    decides = set(winners["file"])
    lost = projects[["file", "period", "project_code"]].merge(
        winners, on=["period", "project_code"], suffixes=("", "_by")
    )
    lost = lost[~lost["file"].isin(decides)]
    return lost.groupby("file")["file_by"].max().reindex(files.index)


def _status(row: pd.Series, partly: set[str]) -> str:
    if row["fate"] != CURRENT:
        return str(row["fate"])
    if pd.notna(row["superseded_by"]):
        return SUPERSEDED
    if row["file"] in partly:
        return "partly_accepted"
    return "accepted_with_warnings" if row["warnings"] else "accepted"
