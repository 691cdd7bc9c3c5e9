"""Stage 4: typed tables -> the rows of each sheet joined with what belongs to them.

The columns of another row stand under a dotted name: ``project.end_date``; ``project.row`` is that
row's number. ``across.py`` runs over these frames.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Literal

import pandas as pd

from pipeline.gather import Tables
from pipeline.measures import every, finished_as_targeted, met, routine_indicator, standstill
from pipeline.period import Period
from pipeline.run import Run
from pipeline.thai import is_blank, normal
from schemas.lists import Agency, agencies, agency_indicators, transfers
from schemas.names import CODE_PATTERN, REVIEWS

KEY = ["file", "project_code"]
MOVED = ("moved.to", "moved.since", "moved.authority")
OF_PROJECT = ("row", "status", "start_date", "end_date", "budget_current")
"""What rules over the rows of other sheets look at of a row's project; all of it would be beside
each report.
"""

DAY: Literal["datetime64[us]"] = "datetime64[us]"
DAYS: dict[str, Callable[[Period], date]] = {
    "year_first_day": lambda period: period.year_first_day,
    "year_last_day": lambda period: period.year_last_day,
    "quarter_first_day": lambda period: period.first_day,
    "quarter_last_day": lambda period: period.last_day,
}


def joined(tables: Tables, run: Run) -> dict[str, pd.DataFrame]:
    """Each sheet's rows with their joined columns, by table name; the index is the table's."""
    covers = _with_days(_covers(tables, run))
    days = covers.set_index("file")[list(DAYS)]
    progress = _progress(tables, covers, days, run)
    projects = _projects(tables, progress, days, run)
    side = projects[[*KEY, *OF_PROJECT]]
    return {
        "covers": covers,
        "projects": projects,
        "plans": _orphans(tables, "plans").join(days, on="file").pipe(beside, side, "project"),
        "progress": progress.pipe(beside, side, "project").join(_asked("cover", covers), on="file"),
        "kpis": _kpis(tables, projects, side),
        REVIEWS: _reviews(tables),
    }


def beside(rows: pd.DataFrame, others: pd.DataFrame, side: str) -> pd.DataFrame:
    """Join the row of ``others`` with the same file and project, its columns named ``side.``."""
    named = others.set_index(KEY).add_prefix(f"{side}.")
    return rows.join(named, on=KEY)


def _covers(tables: Tables, run: Run) -> pd.DataFrame:
    covers = tables.frames["covers"]
    deadlines = covers["period"].map(run.settings.deadlines)
    named = [
        None if is_blank(code) else _named(file, code)
        for file, code in zip(covers["file"], covers["settled_agency"], strict=True)
    ]
    return covers.assign(
        deadline=pd.to_datetime(deadlines).astype(DAY),
        named=pd.Series(named, index=covers.index, dtype="str"),
        asked=pd.Series(run.period, index=covers.index, dtype="str"),
    )


def _named(file: str, code: str) -> str | None:
    """The other agency that the file's own name speaks of, by code or by its name."""
    name = normal(file.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    spoken = [agency for agency in agencies() if _speaks_of(name, agency)]
    if not spoken or any(agency.code == code for agency in spoken):
        return None
    return spoken[0].name


def _speaks_of(name: str, agency: Agency) -> bool:
    code = re.search(rf"(?<!\d){agency.code}(?!\d)", name)
    return bool(code) or normal(agency.short_name) in name


def _with_days(covers: pd.DataFrame) -> pd.DataFrame:
    """The first and last days of each workbook's quarter and year; blank without a period."""
    periods = {name: Period.parse(name) for name in covers["period"].dropna().unique()}
    made = {
        name: covers["period"].map({text: read(one) for text, one in periods.items()})
        for name, read in DAYS.items()
    }
    return covers.assign(**{name: pd.to_datetime(day).astype(DAY) for name, day in made.items()})


def _asked(side: str, covers: pd.DataFrame) -> pd.DataFrame:
    return covers.set_index("file")[["correction_reason", "row"]].add_prefix(f"{side}.")


def _progress(tables: Tables, covers: pd.DataFrame, days: pd.DataFrame, run: Run) -> pd.DataFrame:
    rows = _orphans(tables, "progress").join(days, on="file")
    sent = rows[["file"]].join(covers.set_index("file")["submitted_on"], on="file")["submitted_on"]
    late = rows["report_date"] - rows["quarter_last_day"]
    typed_late = (late > pd.Timedelta(0)) & (
        late <= pd.Timedelta(days=run.settings.criteria.typed_late_days)
    )
    typed_late &= sent.isna() | (rows["report_date"] <= sent)
    counted_on = rows["report_date"].mask(typed_late, rows["quarter_last_day"])
    in_year = (counted_on >= rows["year_first_day"]) & (counted_on <= rows["quarter_last_day"])
    alone = ~rows.duplicated([*KEY, "report_date"], keep=False)
    rows = rows.assign(typed_late=typed_late, counted_on=counted_on, dated=in_year & alone)
    rows = _before(rows, "progress", "previous")
    return _before(rows, "spent", "paid")


def _before(rows: pd.DataFrame, column: str, side: str) -> pd.DataFrame:
    """Beside each report the one before it that has ``column``."""
    chain = in_time(rows[rows["dated"] & rows[column].notna()])
    shifted = chain[["report_date", column, "row"]].groupby([chain[name] for name in KEY]).shift()
    return rows.join(shifted.add_prefix(f"{side}."))


def in_time(rows: pd.DataFrame) -> pd.DataFrame:
    """Reports in the order of their day, and of their row within a day."""
    return rows.sort_values([*KEY, "counted_on", "report_date", "row"], kind="stable")


def _projects(tables: Tables, progress: pd.DataFrame, days: pd.DataFrame, run: Run) -> pd.DataFrame:
    rows = tables.frames["projects"].join(days, on="file")
    rows = rows[~rows.duplicated(KEY, keep=False)]  # of two rows with one code, CELL-12 speaks
    chain = in_time(progress[progress["dated"] & progress["progress"].notna()])
    still = standstill(chain, KEY)
    for side, at in (("last", "last"), ("stalled", "since")):
        ends = chain.loc[still[at]]
        rows = beside(
            rows, ends[[*KEY, "report_date", "progress", "spent", "committed", "row"]], side
        )
    in_quarter = progress[
        progress["dated"] & (progress["counted_on"] >= progress["quarter_first_day"])
    ]
    keys = pd.MultiIndex.from_frame(rows[KEY])
    counts = in_quarter.groupby(KEY).size()
    reports = pd.Series(counts.reindex(keys, fill_value=0).array, index=rows.index)
    doubtful = progress[~progress["dated"] | progress["progress"].isna()]
    doubted = pd.Series(keys.isin(pd.MultiIndex.from_frame(doubtful[KEY])), index=rows.index)
    plans = _orphans(tables, "plans")
    planned = pd.Series(keys.isin(pd.MultiIndex.from_frame(plans[KEY])), index=rows.index)
    return rows.assign(
        stalled_days=still["days"].reindex(keys).array,
        reports_in_quarter=reports,
        reports_doubted=doubted,
        report_expected=_sayable(tables, rows, "progress", progress, (reports == 0) & ~doubted),
        plan_expected=_sayable(tables, rows, "plans", plans, ~planned),
        holder=holders(rows),
        **_withdrawn(rows, run),
        **_moved(rows),
        own_unit=rows["agency_code"].str[:4] + "0100",
        **{"criteria.stalled_days": float(run.settings.criteria.stalled_days)},
    )


def _sayable(
    tables: Tables, projects: pd.DataFrame, table: str, rows: pd.DataFrame, missing: pd.Series
) -> pd.Series:
    """Where a project's missing row in ``table`` may be said: the sheet can be used, and more
    projects miss a row than rows of it have a wrong code (then the one mistake is said there).
    """
    again = (table == "plans") & rows.duplicated(KEY)
    wrong = (rows["project_code"].isna() | rows["astray"] | again).groupby(rows["file"]).sum()
    lacking = missing.groupby(projects["file"]).sum()
    file = projects["file"]
    more = file.map(lacking).fillna(0).astype(float) > file.map(wrong).fillna(0).astype(float)
    return missing & more & file.isin(tables.usable_files(table)) & projects["project_code"].notna()


def _orphans(tables: Tables, table: str) -> pd.DataFrame:
    """Mark rows whose project is not in โครงการ (``astray``), and where that may be said.

    Quiet (``orphan`` False) where the sheet โครงการ cannot be used, and where as many of its own
    codes are wrong as there are strange codes here: the one mistake is said there.
    """
    rows = tables.frames[table]
    projects = tables.frames["projects"]
    listed = pd.MultiIndex.from_frame(projects[KEY])
    astray = well_formed(rows) & ~pd.MultiIndex.from_frame(rows[KEY]).isin(listed)
    wrong = wrong_codes(projects).groupby(projects["file"]).sum()
    strange = rows[astray].groupby("file")["project_code"].nunique()
    usable = rows["file"].isin(tables.usable_files("projects"))
    said = usable & (rows["file"].map(strange).fillna(0) > rows["file"].map(wrong).fillna(0))
    return rows.assign(astray=astray, orphan=astray & said)


def well_formed(rows: pd.DataFrame) -> pd.Series:
    return rows["project_code"].str.match(CODE_PATTERN).fillna(False).astype(bool)


def _moved(projects: pd.DataFrame) -> dict[str, pd.Series]:
    """To whom, since when and by what authority a project went that its agency no longer holds."""
    names = {agency.code: agency.name for agency in agencies()}
    gone = {name: pd.Series(None, index=projects.index, dtype="str") for name in MOVED}
    for moved in transfers():
        here = (projects["project_code"] == moved.project_code) & (
            projects["period"] >= moved.from_period
        )
        here &= projects["agency_code"] != moved.to_agency
        told = (names.get(moved.to_agency, ""), moved.from_period, moved.authority)
        gone = {name: gone[name].mask(here, value) for name, value in zip(MOVED, told, strict=True)}
    return gone


def _withdrawn(projects: pd.DataFrame, run: Run) -> dict[str, pd.Series]:
    """Why and by whose decision a project was taken out of its quarter; blank where it was not."""
    entries = {(one.period, one.project): one for one in run.settings.withdrawn}
    keys = zip(projects["period"], projects["project_code"], strict=True)
    found = [entries.get(key) for key in keys]
    return {
        f"withdrawn.{name}": pd.Series(
            [None if one is None else getattr(one, name) for one in found],
            index=projects.index,
            dtype="str",
        )
        for name in ("reason", "by")
    }


def wrong_codes(projects: pd.DataFrame) -> pd.Series:
    """Rows of โครงการ whose code another check speaks of: malformed, a second time, another's."""
    again = projects.duplicated(KEY) & projects["project_code"].notna()
    holder = holders(projects)
    foreign = holder.notna() & (holder != projects["agency_code"])
    return ~well_formed(projects) | again | foreign


def holders(projects: pd.DataFrame) -> pd.Series:
    """The agency with right to each project in its period: by its code, or by a transfer."""
    settled = well_formed(projects) & projects["agency_code"].notna()
    holder = projects["project_code"].str[:8].where(settled)
    for moved in transfers():
        now = (projects["project_code"] == moved.project_code) & (
            projects["period"] >= moved.from_period
        )
        holder = holder.mask(now & holder.notna(), moved.to_agency)
    return holder


def _kpis(tables: Tables, projects: pd.DataFrame, side: pd.DataFrame) -> pd.DataFrame:
    rows = _orphans(tables, "kpis").pipe(beside, side, "project")
    agency_wide = is_agency_wide(rows["kpi_name"])
    own = rows[~agency_wide]
    reached = met(own["result"], own["target"], own["direction"])
    flags = every(reached, [own[name] for name in KEY])
    keys = pd.MultiIndex.from_frame(projects[KEY])
    indicators = pd.Series(flags.reindex(keys, fill_value=True).array, index=projects.index)
    finished = finished_as_targeted(projects["status"], projects["last.progress"], indicators)
    share = routine_indicator(
        projects["mission_type"], projects["status"], finished, [projects["file"]]
    )
    shares = rows["file"].map(share).astype("float64")
    return rows.assign(routine_indicator=shares.where(agency_wide))


def _reviews(tables: Tables) -> pd.DataFrame:
    """Evaluations with the one of the same day that counts instead (``twin.``), where they differ,
    and whether their project is in no report of the fiscal year.
    """
    rows = tables.frames[REVIEWS]
    shas = {file: workbook.laid.sha256 for file, workbook in tables.workbooks.items()}
    rows = rows.assign(sha256=[shas[file] for file in rows["file"]])
    key = ["period", "project_code", "sed_date"]
    filled = rows[rows["sed_score"].notna() | rows["sed_comment"].notna()]
    last = filled.sort_values(["sha256", "row"]).drop_duplicates(key, keep="last")
    beside = last.set_index(key)[["file", "row", "sed_score", "sed_comment"]].add_prefix("twin.")
    rows = rows.join(beside, on=key)
    same = _equal(rows, "sed_score") & _equal(rows, "sed_comment")
    twin = [name for name in rows.columns if name.startswith("twin.")]
    rows[twin] = rows[twin].mask(same | rows["project_code"].isna())
    projects = tables.frames["projects"]
    listed = set(zip(projects["period"].str[:4], projects["project_code"], strict=True))
    told = list(zip(rows["period"].str[:4], rows["project_code"], strict=True))
    unknown = [known not in listed for known in told]
    return rows.assign(unknown=pd.Series(unknown, rows.index, dtype="bool") & well_formed(rows))


def _equal(rows: pd.DataFrame, name: str) -> pd.Series:
    one, other = rows[name], rows[f"twin.{name}"]
    same: pd.Series = (one == other) | (one.isna() & other.isna())
    return same


def is_agency_wide(names: pd.Series) -> pd.Series:
    """Whether an indicator measures the agency, not the project, by its name."""
    known = {normal(name) for name in agency_indicators()}
    return names.map(lambda name: isinstance(name, str) and normal(name) in known).astype(bool)
