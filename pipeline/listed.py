"""Stage 4: which projects a quarter's workbooks list -> those missing, left out, sent twice."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.joined import KEY, holders, wrong_codes
from pipeline.period import Period
from pipeline.quarter import Quarter
from pipeline.standing import NEWEST_LAST, SERIES
from schemas.lists import agencies


def missing(quarter: Quarter) -> pd.DataFrame:
    """Projects of an earlier quarter (in Q1 of last year) that their agency does not list."""
    year = quarter.period.fiscal_year
    parts = []
    for of_year in (year, year - 1) if quarter.period.quarter == 1 else (year,):
        rows = quarter.past.of_year("listed", of_year)
        if rows is not None and len(rows):
            told = rows.add_prefix("was.").assign(of_last_year=of_year != year)
            told["was.year_last_day"] = pd.Timestamp(Period(of_year, 4).last_day)
            parts.append(told)
    if not parts:
        return pd.DataFrame(columns=["file"])
    rows = pd.concat(parts, ignore_index=True)
    rows["project_code"] = rows["was.project_code"]
    now = rows[["project_code"]].assign(
        agency_code=rows["was.agency_code"], period=str(quarter.period)
    )
    rows["agency_code"] = holders(now).fillna(rows["was.agency_code"])
    key = ["agency_code", "project_code"]
    listed = quarter.own["projects"][key].dropna()
    out = pd.DataFrame(quarter.withdrawn, columns=["file", "project_code"])["project_code"]
    there = pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(listed))
    rows = rows[~there & ~rows["project_code"].isin(out)]
    return _sayable(quarter, rows.assign(row=float("nan"), file=_told_to(quarter, rows)))


def left_out(quarter: Quarter) -> pd.DataFrame:
    """Projects that the newest revision of a series leaves out, and an earlier one decides."""
    rows = quarter.own["projects"].drop(columns="agency_code").add_prefix("was.")
    rows = rows.assign(project_code=rows["was.project_code"]).dropna(subset="project_code")
    rows = rows.merge(
        _deciders(quarter), left_on=["project_code", "was.file"], right_on=["project_code", "file"]
    ).drop(columns=["file", "agency_code"])
    whose = quarter.files[SERIES].add_prefix("was.")
    newest = _newest(quarter).rename(columns={name: f"was.{name}" for name in SERIES})
    rows = rows.join(whose, on="was.file").merge(newest, on=[f"was.{name}" for name in SERIES])
    rows = rows[rows["file"] != rows["was.file"]]
    return _sayable(quarter, rows.assign(row=float("nan"), agency_code=rows["was.agency_code"]))


def others(quarter: Quarter, projects: pd.DataFrame) -> pd.DataFrame:
    """Beside a project that two agencies sent: the other one, and whether this one has right.

    Only the workbooks that decide: what a newer revision has taken out is mended.
    """
    names = {agency.code: agency.name for agency in agencies()}
    rightful = (projects["holder"].notna() & (projects["holder"] == projects["agency_code"])).array
    key = ["agency_code", "project_code", "file"]
    told = projects[[*key, "row"]].assign(rightful=rightful).dropna(subset="project_code")
    deciders = pd.MultiIndex.from_frame(_deciders(quarter)[key])
    told = told[pd.MultiIndex.from_frame(told[key]).isin(deciders)]
    sides = []
    for right in (True, False):
        other = told[told["rightful"] != right].sort_values(["project_code", "agency_code"])
        other = other.drop_duplicates("project_code").set_index("project_code")
        other = other[["agency_code", "file", "row"]].add_prefix("other.")
        mine = told[told["rightful"] == right]
        sides.append(mine[["project_code"]].join(other, on="project_code"))
    found: pd.DataFrame = pd.concat(sides).drop(columns="project_code").reindex(projects.index)
    return found.assign(other_agency=found["other.agency_code"].map(names), rightful=rightful)


def sections(quarter: Quarter, projects: pd.DataFrame) -> pd.DataFrame:
    """Beside a project that decides: the newest workbook of another section that has it too."""
    told = projects[["file", "row", "project_code"]].join(
        quarter.files[["agency_code", "reporting_unit"]], on="file"
    )
    told = told[told["file"].isin(_newest(quarter)["file"])].dropna(subset="project_code")
    winning = told.merge(_deciders(quarter), on=["agency_code", "project_code", "file"])
    pairs = winning.merge(told, on=["agency_code", "project_code"], suffixes=("", "_other"))
    unit, other = pairs["reporting_unit"].fillna(""), pairs["reporting_unit_other"].fillna("")
    pairs = pairs[unit != other].sort_values("reporting_unit_other", na_position="first")
    found = pairs.drop_duplicates(KEY, keep="last").set_index(KEY)[["file_other", "row_other"]]
    found.columns = pd.Index(["section.file", "section.row"])
    placed: pd.DataFrame = found.reindex(pd.MultiIndex.from_frame(projects[KEY]))
    return placed.set_axis(projects.index)


def _newest(quarter: Quarter) -> pd.DataFrame:
    """The newest workbook of each series."""
    files = quarter.files.sort_values(NEWEST_LAST, na_position="first")
    return files.drop_duplicates(SERIES, keep="last")[["file", *SERIES]]


def _deciders(quarter: Quarter) -> pd.DataFrame:
    here = quarter.winners["period"] == str(quarter.period)
    return quarter.winners.loc[here, ["agency_code", "project_code", "file"]]


def _told_to(quarter: Quarter, rows: pd.DataFrame) -> pd.Series:
    """The workbook that ought to list a project: its section's, the whole agency's, else any."""
    files = quarter.files.sort_values(NEWEST_LAST, na_position="first")
    files = files.assign(unit=files["reporting_unit"].fillna(""))
    newest = files.drop_duplicates(["agency_code", "unit"], keep="last")
    by_unit = newest.set_index(["agency_code", "unit"])["file"]
    units = _units(quarter, rows["was.file"])
    own = by_unit.reindex(pd.MultiIndex.from_arrays([rows["agency_code"], units]))
    whole = by_unit.reindex(pd.MultiIndex.from_arrays([rows["agency_code"], [""] * len(rows)]))
    any_unit = files.drop_duplicates("agency_code", keep="last").set_index("agency_code")["file"]
    told = [own, whole, any_unit.reindex(rows["agency_code"])]
    first, *more = [pd.Series(one.array, index=rows.index) for one in told]
    for other in more:
        first = first.fillna(other)
    return first


def _units(quarter: Quarter, files: Iterable[str]) -> list[str]:
    covers = quarter.tables.frames["covers"].set_index("file")["reporting_unit"].fillna("")
    return [covers[file] for file in files]


def _sayable(quarter: Quarter, rows: pd.DataFrame) -> pd.DataFrame:
    """The missing projects of a workbook that lacks more of them than it has wrong codes, those of
    other sheets that are not in โครงการ among them.
    """
    rows = rows[rows["file"].notna()]
    if rows.empty:
        return rows
    projects = quarter.tables.frames["projects"]
    wrong = wrong_codes(projects).groupby(projects["file"]).sum()
    reports = quarter.own["progress"]
    astray = reports[reports["astray"]].groupby("file")["project_code"].nunique()
    lacking = rows.groupby("file")["project_code"].transform("size")
    known = rows["file"].map(wrong.add(astray, fill_value=0)).fillna(0)
    usable = rows["file"].isin(quarter.tables.usable_files("projects"))
    return rows[usable & (lacking > known)].sort_values(["file", "project_code"])
