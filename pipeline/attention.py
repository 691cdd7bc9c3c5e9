"""Stage 6: a project's measures -> its colour, with every reason in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from pipeline import texts
from pipeline.measures import BEHIND, FAR_BEHIND, GREEN, GREY, RED, YELLOW, excused
from pipeline.settings import Criteria
from pipeline.thai_text import percent, short_date
from schemas.master import CURRENT, HELD
from schemas.progress import COMPLETE
from schemas.projects import CANCELLED, RUNNING, SLOWED

APART = " · "
LOOKED_AT = [
    *("standing", "status", "schedule", "deviation", "actual_progress", "planned_progress"),
    *("reports_in_quarter", "last_report", "end_date", "stalled_since", "stalled_days"),
    *("planned_spending", "spending_rate", "budget_current", "problem", "obstacle", "remedy"),
    *("decision_needed", "kpis", "kpis_computed", "forecast_finish", "forecast_too_far"),
    "finished_as_targeted",
]
"""The columns of a project that its colour and reasons are made of."""
Row = Mapping[Any, Any]


def attention(projects: pd.DataFrame, as_of: date, criteria: Criteria) -> pd.DataFrame:
    """Add ``attention`` and ``reasons`` (colour first, then what cannot be computed and why).

    The order of design 5-evaluation: the first colour with a reason wins; a project ยกเลิก is
    green unless held; a missing report is no reason where PRG-04 makes an exception.
    """
    quiet = excused(projects["status"], projects["actual_progress"])
    colours, reasons = [], []
    rows = projects[LOOKED_AT].to_dict("records")
    for row, is_excused in zip(rows, quiet, strict=True):
        colour, why = _colour(row, bool(is_excused), as_of, criteria)
        colours.append(colour)
        reasons.append(APART.join([*why, *_not_computed(row, criteria)]) or None)
    return projects.assign(
        attention=pd.Series(colours, index=projects.index, dtype="str"),
        reasons=pd.Series(reasons, index=projects.index, dtype="str"),
    )


def _colour(row: Row, is_excused: bool, as_of: date, criteria: Criteria) -> tuple[str, list[str]]:
    if row["standing"] == HELD:
        return GREY, [texts.HELD]
    if row["status"] == CANCELLED:
        return GREEN, []
    for colour, found in (
        (GREY, _unknown(row, is_excused)),
        (RED, _red(row, as_of, criteria)),
        (YELLOW, _yellow(row, is_excused, criteria)),
        (GREY, _without_measure(row)),
    ):
        why = list(found)
        if why:
            return colour, why + (list(_yellow(row, is_excused, criteria)) if colour == RED else [])
    return GREEN, []


def _unknown(row: Row, is_excused: bool) -> Iterator[str]:
    if row["standing"] != CURRENT:
        yield texts.NOT_RECEIVED
    elif pd.isna(row["last_report"]) and not is_excused:
        yield texts.NEVER_REPORTED


def _red(row: Row, as_of: date, criteria: Criteria) -> Iterator[str]:
    if row["schedule"] == FAR_BEHIND:
        yield texts.FAR_BEHIND.format(deviation=percent(row["deviation"]))
    ended: bool = pd.notna(row["end_date"]) and row["end_date"].date() < as_of
    if ended and row["actual_progress"] < COMPLETE:
        yield texts.PAST_END.format(end_date=short_date(row["end_date"]))
    if _stalled(row, criteria.stalled_red_days):
        yield texts.STALLED_LONG.format(
            since=short_date(row["stalled_since"]),
            days=int(row["stalled_days"]),
            limit=criteria.stalled_red_days,
        )


def _yellow(row: Row, is_excused: bool, criteria: Criteria) -> Iterator[str]:
    if row["schedule"] == BEHIND:
        yield texts.BEHIND.format(deviation=percent(row["deviation"]))
    if _stalled(row, criteria.stalled_days) and not _stalled(row, criteria.stalled_red_days):
        yield texts.STALLED.format(
            since=short_date(row["stalled_since"]), days=int(row["stalled_days"])
        )
    if row["reports_in_quarter"] == 0 and not is_excused:
        yield texts.NO_REPORT
    planned = 100 * row["planned_spending"] / (row["budget_current"] or float("nan"))
    gap = round(planned - row["spending_rate"], 2)  # as shown: 20.00 is not over 20
    if gap > criteria.spending_yellow_gap:
        yield texts.SPENDING_UNDER_PLAN.format(gap=percent(gap))
    if row["status"] == SLOWED:
        yield texts.SLOWED
    if pd.isna(row["remedy"]) and (pd.notna(row["problem"]) or pd.notna(row["obstacle"])):
        yield texts.PROBLEM
    if pd.notna(row["decision_needed"]):
        yield texts.DECISION


def _stalled(row: Row, days: int) -> bool:
    return bool(row["status"] == RUNNING and row["stalled_days"] > days)


def _without_measure(row: Row) -> Iterator[str]:
    if pd.isna(row["planned_progress"]) and pd.isna(row["end_date"]):
        yield texts.NO_PLAN_NO_END


def _not_computed(row: Row, criteria: Criteria) -> Iterator[str]:
    """Why a measure is blank, for a project that counts."""
    why = texts.NOT_COMPUTED
    if row["standing"] != CURRENT:
        return
    if pd.isna(row["actual_progress"]):
        yield why["actual"]
    if pd.isna(row["planned_progress"]):
        yield why["schedule"]
    if pd.isna(row["spending_rate"]):
        no_budget = not row["budget_current"] > 0
        yield why["spending_no_budget"] if no_budget else why["spending_no_spent"]
    if row["kpis"] == 0:
        yield why["kpis_none"]
    elif row["kpis_computed"] < row["kpis"]:
        yield why["kpis_missing"].format(count=int(row["kpis"] - row["kpis_computed"]))
    if row["forecast_too_far"]:
        yield why["forecast_far"].format(years=int(criteria.forecast_longest_years))
    elif pd.isna(row["forecast_finish"]) and row["status"] != CANCELLED:
        yield why["forecast"].format(rise=f"{criteria.forecast_least_rise:g}")
    if pd.isna(row["finished_as_targeted"]) and pd.notna(row["actual_progress"]):
        yield why["finished"]
