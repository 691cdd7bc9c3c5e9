"""Stage 6: master -> what is evaluated: known projects, their reports, indicators, the agencies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline import measures
from pipeline.joined import is_agency_wide
from pipeline.merge import Master, current
from pipeline.period import Period
from pipeline.thai import leading_code, plan_word
from schemas.check import ERROR
from schemas.lists import agencies, plan_versions, transfers
from schemas.master import CURRENT, DUPLICATE, HELD, REJECTED, SUPERSEDED
from schemas.projects import ROUTINE

NOT_RECEIVED = "not_received"
KEY = ["project_code"]
STRATEGY = ["mission_type", "strategy", "fiscal_year"]
NO_RIGHT = ("PRJ-01", "ALL-01")
UNKNOWN = "ระบุไม่ได้"
NO_SECTION = "ไม่ระบุ"


def known_projects(master: Master) -> pd.DataFrame:
    """One row a project of the fiscal year: this quarter's, held or not, else its last known."""
    period = str(master.period)
    rows = master.frames["projects"]
    rows = rows[rows["fiscal_year"] == master.period.fiscal_year]
    rows = rows[rows["standing"].isin([CURRENT, HELD])]
    standing = rows["standing"].where(rows["period"] == period, NOT_RECEIVED)
    rows = rows.assign(standing=standing, _own=~_of_another(rows, master)).sort_values(
        ["_own", "period", "sha256", "row"]
    )
    rows = _with_their_holders(rows.drop_duplicates(KEY, keep="last").drop(columns="_own"), period)
    groups_of = {agency.code: agency.group for agency in agencies()}
    rows = rows.assign(
        group=rows["agency_code"].map(groups_of).fillna(UNKNOWN),
        strategy_key=[_strategy_key(row) for row in rows[STRATEGY].to_dict("records")],
        section=rows["responsible_unit"].fillna(rows["owner_unit"]).fillna(NO_SECTION),
    )
    return rows.sort_values(["agency_code", "project_code"]).reset_index(drop=True)


def reports_of(master: Master) -> pd.DataFrame:
    """The year's reports that count, in time."""
    return in_time(of_year(master, "progress"))


def in_time(rows: pd.DataFrame) -> pd.DataFrame:
    """Reports in the order of their day, each counted at the latest on its quarter's end."""
    ends = {
        period: pd.Timestamp(Period.parse(period).last_day) for period in rows["period"].unique()
    }
    last_day = rows["period"].map(ends).astype("datetime64[us]")
    counted_on = rows["report_date"].where(rows["report_date"] <= last_day, last_day)
    rows = rows.assign(counted_on=counted_on)
    return rows.sort_values([*KEY, "counted_on", "report_date"]).reset_index(drop=True)


def indicators_of(master: Master, known: pd.DataFrame) -> pd.DataFrame:
    rows = of_year(master, "kpis")
    counting = known.loc[known["standing"] == CURRENT, "project_code"]
    rows = rows[rows["project_code"].isin(counting)]
    asked = (rows["result"], rows["target"], rows["direction"])
    rows = rows.assign(
        met=measures.met(*asked),
        achievement=measures.achievement(*asked),
        agency_wide=is_agency_wide(rows["kpi_name"]),
    )
    return rows.sort_values(["agency_code", "project_code", "row"]).reset_index(drop=True)


def agencies_of(master: Master) -> pd.DataFrame:
    """One row an expected agency: status over its files of the period that are not superseded.

    A file whose period cannot be settled was sent all the same.
    """
    period = str(master.period)
    expected = [agency for agency in agencies() if agency.expected_in(period)]
    sent = master.submissions
    sent = sent[sent["period"].isna() | (sent["period"] == period)]
    sent = sent[~sent["status"].isin([SUPERSEDED, DUPLICATE])]
    statuses = {str(code): _agency_status(rows) for code, rows in sent.groupby("agency_code")}
    return pd.DataFrame(
        {
            "agency_code": [agency.code for agency in expected],
            "agency_name": [agency.name for agency in expected],
            "short_name": [agency.short_name for agency in expected],
            "group": [agency.group for agency in expected],
            "status": [statuses.get(agency.code, NOT_RECEIVED) for agency in expected],
        }
    )


def _with_their_holders(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """A project that was transferred and not sent since is awaited from the agency that has it."""
    now = {one.project_code: one.to_agency for one in transfers() if one.from_period <= period}
    moved = (rows["standing"] == NOT_RECEIVED) & rows["project_code"].isin(list(now))
    holders = [now.get(code) for code in rows["project_code"]]
    return rows.assign(agency_code=rows["agency_code"].mask(moved, pd.Series(holders, rows.index)))


def _of_another(rows: pd.DataFrame, master: Master) -> pd.Series:
    """Rows of projects to which their agency has no right: the agency that has it comes first."""
    found = [one for one in master.findings if one.check in NO_RIGHT and one.severity == ERROR]
    strangers = {(one.file, row) for one in found for row in one.rows}
    places = zip(rows["file"], rows["row"], strict=True)
    return pd.Series([place in strangers for place in places], index=rows.index, dtype="bool")


def _strategy_key(row: Mapping[Any, Any]) -> str:
    """Plan version and code of a project's strategy line; the version by its word, else by year."""
    if row["mission_type"] == ROUTINE:
        return ROUTINE
    if not isinstance(row["strategy"], str):
        return UNKNOWN
    word = plan_word(row["strategy"])
    year = int(row["fiscal_year"])
    versions = [one for one in plan_versions() if word in one.words] or [
        one for one in plan_versions() if one.from_year <= year <= one.to_year
    ]
    code = leading_code(row["strategy"])
    return f"{versions[0].name} · {code}" if versions and code else UNKNOWN


def of_year(master: Master, name: str) -> pd.DataFrame:
    rows = current(master.frames[name])
    return rows[rows["fiscal_year"] == master.period.fiscal_year]


def _agency_status(files: pd.DataFrame) -> str:
    """Design 3-interface, Status: all rejected, anything held, a warning, else accepted."""
    rejected = files["status"] == REJECTED
    if rejected.all():
        return REJECTED
    if rejected.any() or files["incomplete"].any():
        return "partly_accepted"
    return "accepted_with_warnings" if files["warnings"].any() else "accepted"
