"""Stage 4: one quarter's rows and what counts of those before -> the frames of the quarter rules.

A row of an earlier quarter stands beside its successor under ``was.``, ``earlier.``, ``old.``;
its ``.file`` and ``.row`` say where. Every comparison is by project code, over all agencies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from pipeline.cells import as_people_write
from pipeline.columns import Column
from pipeline.gather import Tables
from pipeline.joined import KEY, holders, in_time, wrong_codes
from pipeline.measures import standstill
from pipeline.period import Period
from pipeline.revisions import compared
from pipeline.run import Run
from pipeline.standing import KEYS, KPI_KEY, NEWEST_LAST, SERIES, as_compared
from pipeline.thai import is_blank
from schemas.lists import agencies
from schemas.progress import COMPLETE
from schemas.quarters import DESCRIBED

LONGEST = 60


@dataclass
class Past:
    """What counts of the quarters before, by table: of a key the latest row."""

    rows: dict[str, pd.DataFrame] = field(default_factory=dict)
    listed: pd.DataFrame | None = None

    def add(self, table: str, rows: pd.DataFrame, frames: dict[str, pd.DataFrame]) -> None:
        """Let the rows of one more quarter take the place of earlier ones of their key."""
        if table == "progress":
            rows = rows.join(frames["progress"][["counted_on", "dated"]])
        self.rows[table] = self.joined(self.rows.get(table), rows, table)

    def joined(self, before: pd.DataFrame | None, rows: pd.DataFrame, table: str) -> pd.DataFrame:
        """The rows of both; of a key of the year the later."""
        both = rows if before is None else pd.concat([before, rows], ignore_index=True)
        return both.drop_duplicates(["fiscal_year", *KEYS[table]], keep="last")

    def of_year(self, table: str, year: int) -> pd.DataFrame | None:
        """The rows of a table in a fiscal year (B.E.); None before the first quarter of all."""
        rows = self.listed if table == "listed" else self.rows.get(table)
        return None if rows is None else rows[rows["fiscal_year"] == year]


@dataclass(frozen=True)
class Quarter:
    """A quarter at work: the joined rows and covers of the workbooks taken in, and the past."""

    period: Period
    tables: Tables
    own: dict[str, pd.DataFrame]
    files: pd.DataFrame
    winners: pd.DataFrame
    past: Past


def quarter_frames(quarter: Quarter, run: Run) -> dict[str, pd.DataFrame]:
    """The frames by name: the sheets', ``missing`` and ``left_out``."""
    return {
        "covers": compared(quarter.tables, quarter.own["covers"], quarter.files),
        "progress": _progress(quarter),
        "projects": _projects(quarter),
        "kpis": _beside(quarter, "kpis", KEYS["kpis"]),
        "missing": _missing(quarter),
        "left_out": _left_out(quarter),
    }


def _earlier(quarter: Quarter, table: str) -> pd.DataFrame:
    """What counts of the year's earlier quarters; without any, no rows under the same names."""
    rows = quarter.past.of_year(table, quarter.period.fiscal_year)
    if rows is not None:
        return rows
    names = [column.name for column in quarter.tables.form.sheets[table].columns]
    more = ["file", "row", KPI_KEY, "counted_on", "dated", "period"]
    return quarter.own[table].iloc[:0].reindex(columns=[*names, *more])


def _beside(quarter: Quarter, table: str, key: list[str], side: str = "was") -> pd.DataFrame:
    """The quarter's rows with the earlier row of the same key under ``side.``."""
    earlier = _earlier(quarter, table).dropna(subset=key).drop_duplicates(key, keep="last")
    return quarter.own[table].join(earlier.set_index(key).add_prefix(f"{side}."), on=key)


def _progress(quarter: Quarter) -> pd.DataFrame:
    rows = _beside(quarter, "progress", KEYS["progress"], "old")
    columns = quarter.tables.form.sheets["progress"].columns
    values = tuple(one for one in columns if one.name not in KEYS["progress"])
    again = rows["old.file"].notna()
    rows["restated"] = differences(rows, again, values, "old", blanks_too=True)
    for column, side in (("progress", "earlier"), ("spent", "paid_earlier")):
        rows = rows.join(_predecessors(quarter, column).add_prefix(f"{side}."))
    return rows


def _predecessors(quarter: Quarter, column: str) -> pd.DataFrame:
    """For each report whose predecessor in time stands in an earlier quarter: that report."""
    chain = _chain(quarter, column)
    keys = [chain[name] for name in KEY]
    before = chain[["report_date", column, "source", "row", "ours"]].groupby(keys).shift()
    crossing = chain["ours"] & before["ours"].eq(False)
    found = before[crossing].drop(columns="ours").rename(columns={"source": "file"})
    return found.set_axis(chain.loc[crossing, "at"])


def _chain(quarter: Quarter, column: str) -> pd.DataFrame:
    """Each workbook's reports and the earlier quarters' of its projects, in time, that have
    ``column``. ``ours``: of the workbook; ``at``: its index; ``source``: the file it stands in.
    """
    own = quarter.own["progress"]
    kept = [*KEY, "report_date", "counted_on", column, "row"]
    mine = own[own["dated"] & own[column].notna()]
    mine = mine[kept].assign(source=mine["file"], at=mine.index, ours=True)
    pairs = own[KEY].dropna().drop_duplicates()
    earlier = _earlier(quarter, "progress").rename(columns={"file": "source"})
    earlier = pairs.merge(earlier[earlier[column].notna()], on="project_code")
    day = [*KEY, "report_date"]
    restated = pd.MultiIndex.from_frame(earlier[day]).isin(pd.MultiIndex.from_frame(own[day]))
    earlier = earlier[~restated][[*kept, "source"]].assign(at=-1, ours=False)
    chain = in_time(pd.concat([mine, earlier], ignore_index=True)).reset_index(drop=True)
    return chain.astype({"ours": "bool", "at": "int64"})


def _projects(quarter: Quarter) -> pd.DataFrame:
    rows = _beside(quarter, "projects", ["project_code"])
    sheet = quarter.tables.form.sheets["projects"]
    described = tuple(sheet[name] for name in DESCRIBED)
    rows["changes"] = differences(rows, rows["was.file"].notna(), described, "was")
    rows = rows.join(_stood(quarter, rows))
    rows = rows.join(_others(rows))
    return rows.join(_sections(quarter, rows))


def _stood(quarter: Quarter, projects: pd.DataFrame) -> pd.DataFrame:
    """Since which earlier quarter's report a project's progress stands, and for how many days."""
    chain = _chain(quarter, "progress")
    still = standstill(chain.drop(columns="at"), KEY)
    since, last = chain.loc[still["since"]], chain.loc[still["last"]]
    below = (last["progress"] < COMPLETE).to_numpy()
    crossing = ~since["ours"].to_numpy() & last["ours"].to_numpy() & below
    found = since[["report_date", "progress", "source", "row"]].set_axis(still.index)
    found = found.rename(columns={"source": "file"}).add_prefix("stood.")
    found = found.assign(stood_days=still["days"])
    found = found.loc[found.index[crossing]]
    placed: pd.DataFrame = found.reindex(pd.MultiIndex.from_frame(projects[KEY]))
    return placed.set_axis(projects.index)


def _others(projects: pd.DataFrame) -> pd.DataFrame:
    """Beside a project that two agencies sent: the other one, and whether this one has right."""
    names = {agency.code: agency.name for agency in agencies()}
    rightful = (projects["holder"].notna() & (projects["holder"] == projects["agency_code"])).array
    told = projects[["project_code", "agency_code", "file", "row"]].assign(rightful=rightful)
    told = told.dropna(subset="project_code").sort_values(["project_code", "file"])
    sides = []
    for right in (True, False):
        other = told[told["rightful"] != right].drop_duplicates("project_code")
        other = other.set_index("project_code")[["agency_code", "file", "row"]]
        mine = told[told["rightful"] == right]
        sides.append(mine[["project_code"]].join(other.add_prefix("other."), on="project_code"))
    found: pd.DataFrame = pd.concat(sides).drop(columns="project_code").reindex(projects.index)
    return found.assign(other_agency=found["other.agency_code"].map(names), rightful=rightful)


def _sections(quarter: Quarter, projects: pd.DataFrame) -> pd.DataFrame:
    """Beside a project that decides: the workbook of another section of the agency that has it."""
    told = projects[["file", "row", "project_code"]].join(
        quarter.files[["agency_code", "reporting_unit"]], on="file"
    )
    told = told.dropna(subset="project_code")
    winning = told.merge(_deciders(quarter), on=["agency_code", "project_code", "file"])
    pairs = winning.merge(told, on=["agency_code", "project_code"], suffixes=("", "_other"))
    unit, other = pairs["reporting_unit"].fillna(""), pairs["reporting_unit_other"].fillna("")
    pairs = pairs[unit != other].sort_values("file_other").drop_duplicates(KEY, keep="last")
    found = pairs.set_index(KEY)[["file_other", "row_other"]]
    found.columns = pd.Index(["section.file", "section.row"])
    placed: pd.DataFrame = found.reindex(pd.MultiIndex.from_frame(projects[KEY]))
    return placed.set_axis(projects.index)


def _deciders(quarter: Quarter) -> pd.DataFrame:
    here = quarter.winners["period"] == str(quarter.period)
    return quarter.winners.loc[here, ["agency_code", "project_code", "file"]]


def _missing(quarter: Quarter) -> pd.DataFrame:
    """Projects of an earlier quarter (in Q1 of last year) that their agency does not list."""
    year = quarter.period.fiscal_year
    parts = []
    for of_year in (year, year - 1) if quarter.period.quarter == 1 else (year,):
        rows = quarter.past.of_year("listed", of_year)
        if rows is not None and len(rows):
            end = pd.Timestamp(Period(of_year, 4).last_day)
            told = rows.add_prefix("was.").assign(of_last_year=of_year != year)
            told["was.year_last_day"] = end
            parts.append(told)
    if not parts:
        return pd.DataFrame(columns=["file"])
    rows = pd.concat(parts, ignore_index=True)
    rows["project_code"] = rows["was.project_code"]
    now = rows[["project_code"]].assign(
        agency_code=rows["was.agency_code"], period=str(quarter.period)
    )
    rows["agency_code"] = holders(now).fillna(rows["was.agency_code"])
    listed = quarter.own["projects"][["agency_code", "project_code"]].dropna()
    key = ["agency_code", "project_code"]
    there = pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(listed))
    rows = rows[~there]
    return _sayable(quarter, rows.assign(row=float("nan"), file=_told_to(quarter, rows)))


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
    first, *others = [pd.Series(one.array, index=rows.index) for one in told]
    for other in others:
        first = first.fillna(other)
    return first


def _units(quarter: Quarter, files: Iterable[str]) -> list[str]:
    covers = quarter.tables.frames["covers"].set_index("file")["reporting_unit"].fillna("")
    return [covers[file] for file in files]


def _left_out(quarter: Quarter) -> pd.DataFrame:
    """Projects that the newest revision of a series leaves out, and an earlier one decides."""
    files = quarter.files.sort_values(NEWEST_LAST, na_position="first")
    newest = files.drop_duplicates(SERIES, keep="last")[["file", *SERIES]]
    rows = quarter.own["projects"].drop(columns="agency_code").add_prefix("was.")
    rows = rows.assign(project_code=rows["was.project_code"]).dropna(subset="project_code")
    rows = rows.merge(
        _deciders(quarter), left_on=["project_code", "was.file"], right_on=["project_code", "file"]
    ).drop(columns=["file", "agency_code"])
    whose = files[SERIES].add_prefix("was.")
    rows = rows.join(whose, on="was.file").merge(
        newest.rename(columns={name: f"was.{name}" for name in SERIES}),
        on=[f"was.{name}" for name in SERIES],
    )
    rows = rows[rows["file"] != rows["was.file"]]
    rows = rows.assign(row=float("nan"), agency_code=rows["was.agency_code"])
    return _sayable(quarter, rows)


def _sayable(quarter: Quarter, rows: pd.DataFrame) -> pd.DataFrame:
    """The missing projects of a workbook that lacks more of them than it has wrong codes."""
    rows = rows[rows["file"].notna()]
    if rows.empty:
        return rows
    projects = quarter.tables.frames["projects"]
    wrong = wrong_codes(projects).groupby(projects["file"]).sum()
    lacking = rows.groupby("file")["project_code"].transform("size")
    known = rows["file"].map(wrong).fillna(0)
    usable = rows["file"].isin(quarter.tables.usable_files("projects"))
    return rows[usable & (lacking > known)].sort_values(["file", "project_code"])


def differences(
    rows: pd.DataFrame,
    there: pd.Series,
    columns: tuple[Column, ...],
    side: str,
    blanks_too: bool = False,
) -> pd.Series:
    """``label: old → new · …`` of the columns that differ from the row beside; blank if none do."""
    said: dict[object, list[str]] = {}
    for column in columns:
        new, old = rows[column.name], rows[f"{side}.{column.name}"]
        pair = as_compared(pd.DataFrame({"new": new, "old": old}))
        both = new.notna() & old.notna()
        changed = there & both & (pair["new"] != pair["old"])
        if blanks_too:
            changed |= there & (new.notna() != old.notna())
        for index in rows.index[changed]:
            said.setdefault(index, []).append(
                f"{column.label}: {_short(old[index], column)} → {_short(new[index], column)}"
            )
    return pd.Series(
        [" · ".join(said[index]) if index in said else None for index in rows.index],
        index=rows.index,
        dtype="str",
    )


def _short(value: object, column: Column) -> str:
    text = "(ว่าง)" if is_blank(value) else as_people_write(value, column)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
