"""Stage 4: one quarter's rows and what counts of those before -> the frames of the quarter rules.

A row of an earlier quarter stands beside its successor under ``was.``, ``earlier.``, ``old.``;
its ``.file`` and ``.row`` say where. Every comparison is by project code, over all agencies.
"""

from __future__ import annotations

import pandas as pd

from pipeline.differences import differences
from pipeline.joined import KEY, in_time
from pipeline.listed import left_out, missing, others, sections
from pipeline.measures import standstill
from pipeline.period import Period
from pipeline.quarter import Quarter
from pipeline.revisions import compared
from pipeline.standing import KEYS, KPI_KEY
from schemas.progress import COMPLETE
from schemas.quarters import DESCRIBED

ENOUGH_REPORTS = 4
"""Fewer reports of one other quarter may each be mistyped."""


def quarter_frames(quarter: Quarter) -> dict[str, pd.DataFrame]:
    """The frames by name: the sheets', ``missing`` and ``left_out``."""
    return {
        "covers": _covers(quarter),
        "progress": _progress(quarter),
        "projects": _projects(quarter),
        "kpis": _kpis(quarter),
        "missing": missing(quarter),
        "left_out": left_out(quarter),
    }


def _earlier(quarter: Quarter, table: str) -> pd.DataFrame:
    """What counts of the year's earlier quarters; without any, no rows under the same names."""
    rows = quarter.past.of_year(table, quarter.period.fiscal_year)
    if rows is not None:
        return rows
    names = [column.name for column in quarter.tables.form.sheets[table].columns]
    more = ["file", "row", KPI_KEY, "counted_on", "period"]
    return quarter.own[table].iloc[:0].reindex(columns=[*names, *more])


def _beside(quarter: Quarter, table: str, key: list[str], side: str = "was") -> pd.DataFrame:
    """The quarter's rows with the earlier row of the same key under ``side.``."""
    earlier = _earlier(quarter, table).dropna(subset=key).drop_duplicates(key, keep="last")
    return quarter.own[table].join(earlier.set_index(key).add_prefix(f"{side}."), on=key)


def _covers(quarter: Quarter) -> pd.DataFrame:
    """The covers with the revision before, and the one other quarter of which all reports are."""
    rows = compared(quarter.tables, quarter.own["covers"], quarter.files)
    days = quarter.tables.frames["progress"][["file", "report_date"]].dropna()
    days = days[days["file"].isin(rows["file"])]
    of_day = {day: str(Period.of(day.date())) for day in days["report_date"].unique()}
    periods = days["report_date"].map(of_day)
    told = days.assign(period=periods).groupby("file")["period"].agg(["nunique", "first", "size"])
    of_one = told[(told["nunique"] == 1) & (told["size"] >= ENOUGH_REPORTS)]["first"]
    dated_in = pd.Series([of_one.get(file) for file in rows["file"]], rows.index, dtype="str")
    return rows.assign(dated_in=dated_in.where(dated_in != str(quarter.period)))


def _kpis(quarter: Quarter) -> pd.DataFrame:
    """Indicators that stand once (else CELL-12 speaks), of a project that is listed."""
    rows = _beside(quarter, "kpis", KEYS["kpis"])
    again = rows.duplicated(["file", *KEYS["kpis"]], keep=False)
    return rows[~again & ~rows["astray"]]


def _progress(quarter: Quarter) -> pd.DataFrame:
    rows = _beside(quarter, "progress", KEYS["progress"], "old")
    rows = rows[~rows["astray"]]
    columns = quarter.tables.form.sheets["progress"].columns
    values = tuple(one for one in columns if one.name not in KEYS["progress"])
    told = differences(quarter.tables, "progress", rows, values, "old", True, quarter.doubted)
    restated = rows["dated"] & ~_typed_late(rows, "old")
    rows = rows.assign(restated=told["text"].where(restated), restated_cells=told["cells"])
    for column, side in (("progress", "earlier"), ("spent", "paid_earlier")):
        rows = rows.join(_predecessors(quarter, column).add_prefix(f"{side}."))
    return rows


def _typed_late(rows: pd.DataFrame, side: str) -> pd.Series:
    """Where the earlier row is of a quarter that ended before its day (PRG-11): another report."""
    late: pd.Series = rows[f"{side}.counted_on"] < rows["report_date"]
    return late


def _predecessors(quarter: Quarter, column: str) -> pd.DataFrame:
    """For each report whose predecessor in time stands in an earlier quarter: that report."""
    chain = _chain(quarter, column)
    keys = [chain[name] for name in KEY]
    before = chain[["report_date", column, "source", "row", "ours"]].groupby(keys).shift()
    crossing = chain["ours"] & before["ours"].eq(False)
    crossing &= before["report_date"] <= chain["report_date"]  # else typed late: no fall
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
    told = differences(quarter.tables, "projects", rows, described, "was", doubted=quarter.doubted)
    rows = rows.assign(changes=told["text"], changed_cells=told["cells"])
    rows = rows.join(_stood(quarter, rows)).join(others(quarter, rows))
    return rows.join(sections(quarter, rows))


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
