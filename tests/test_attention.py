"""Each reason by itself gives its colour and its words; the first colour with a reason wins."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import texts
from pipeline.attention import APART, attention
from pipeline.measures import (
    BEHIND,
    FAR_BEHIND,
    GREEN,
    GREY,
    NOT_COMPUTED,
    ON_PLAN,
    RED,
    YELLOW,
)
from pipeline.run import make_run
from schemas.master import CURRENT, HELD
from schemas.projects import CANCELLED, DONE, NOT_REPORTED, RUNNING, SLOWED

CRITERIA = make_run(Path("inputs"), Path("outputs")).settings.criteria
AS_OF = date(2023, 3, 31)
MARCH_25, SEPTEMBER_30 = pd.Timestamp(2023, 3, 25), pd.Timestamp(2023, 9, 30)
BLANK = float("nan")
WHY = texts.NOT_COMPUTED
ON_TIME: dict[str, Any] = {
    "standing": CURRENT,
    "status": RUNNING,
    "schedule": ON_PLAN,
    "actual_progress": 45.0,
    "planned_progress": 45.0,
    "deviation": 0.0,
    "end_date": SEPTEMBER_30,
    "last_report": MARCH_25,
    "reports_in_quarter": 3,
    "stalled_since": pd.NaT,
    "stalled_days": 0.0,
    "budget_current": 1_000_000.0,
    "planned_spending": 600_000.0,
    "spending_rate": 60.0,
    "problem": None,
    "obstacle": None,
    "remedy": None,
    "decision_needed": None,
    "kpis": 1.0,
    "kpis_computed": 1.0,
    "finished_as_targeted": False,
    "forecast_finish": SEPTEMBER_30,
    "forecast_too_far": False,
}
STALLED = {"stalled_since": pd.Timestamp(2023, 1, 1)}
LATE = {"schedule": BEHIND, "deviation": -12.0}
NEVER: dict[str, Any] = {
    "last_report": pd.NaT,
    "reports_in_quarter": 0,
    "actual_progress": BLANK,
    "spending_rate": BLANK,
    "stalled_days": BLANK,
    "forecast_finish": pd.NaT,
}


def look(**changes: Any) -> tuple[str, list[str]]:
    """The colour and the reasons of a project on time, with something changed."""
    rows = pd.DataFrame([ON_TIME | changes])
    made = attention(rows, AS_OF, CRITERIA).iloc[0]
    return made["attention"], [] if pd.isna(made["reasons"]) else made["reasons"].split(APART)


def test_a_project_on_time_is_green_without_a_reason() -> None:
    assert look() == (GREEN, [])


@pytest.mark.parametrize(("changes", "colour", "reason"), [
    ({"standing": HELD}, GREY, texts.HELD),
    ({"standing": "not_received"}, GREY, texts.NOT_RECEIVED),
    ({"schedule": FAR_BEHIND, "deviation": -20.01}, RED,
     texts.FAR_BEHIND.format(deviation="-20.01")),
    ({"end_date": pd.Timestamp(2023, 3, 30)}, RED, texts.PAST_END.format(end_date="30 มี.ค. 66")),
    ({**STALLED, "stalled_days": 91.0}, RED,
     texts.STALLED_LONG.format(since="1 ม.ค. 66", days=91, limit=90)),
    (LATE, YELLOW, texts.BEHIND.format(deviation="-12.00")),
    ({**STALLED, "stalled_days": 90.0}, YELLOW, texts.STALLED.format(since="1 ม.ค. 66", days=90)),
    ({**STALLED, "stalled_days": 46.0}, YELLOW, texts.STALLED.format(since="1 ม.ค. 66", days=46)),
    ({"reports_in_quarter": 0}, YELLOW, texts.NO_REPORT),
    ({"spending_rate": 39.99}, YELLOW, texts.SPENDING_UNDER_PLAN.format(gap="20.01")),
    ({"status": SLOWED}, YELLOW, texts.SLOWED),
    ({"problem": "ผู้รับจ้างส่งงานล่าช้า"}, YELLOW, texts.PROBLEM),
    ({"obstacle": "ฝนตกต่อเนื่อง"}, YELLOW, texts.PROBLEM),
    ({"decision_needed": "ขอขยายเวลา"}, YELLOW, texts.DECISION),
])  # fmt: skip
def test_each_reason_alone_gives_its_colour(
    changes: dict[str, Any], colour: str, reason: str
) -> None:
    assert look(**changes) == (colour, [reason])


@pytest.mark.parametrize("changes", [
    {"stalled_days": 45.0, **STALLED},
    {"end_date": pd.Timestamp(2023, 3, 31)},  # the last day itself has not passed
    {"end_date": pd.Timestamp(2023, 1, 1), "actual_progress": 100.0},
    {"spending_rate": 40.0},  # 20.00 under plan is not over 20
    {"spending_rate": 30.7, "planned_spending": 507_000.0},  # 20.000000000000004 in floats
    {"problem": "ผู้รับจ้างส่งงานล่าช้า", "remedy": "เร่งรัดผู้รับจ้าง"},
    {"planned_spending": BLANK},
    {"end_date": pd.NaT},  # the plan tells
])  # fmt: skip
def test_what_is_just_within_is_green(changes: dict[str, Any]) -> None:
    assert look(**changes) == (GREEN, [])


def test_never_reported_is_grey_and_says_what_follows() -> None:
    colour, reasons = look(**NEVER, schedule=NOT_REPORTED, deviation=BLANK)
    assert (colour, reasons[:2]) == (GREY, [texts.NEVER_REPORTED, WHY["actual"]])


def test_no_plan_and_no_end_date_is_grey_only_where_nothing_else_is_wrong() -> None:
    blind = {"planned_progress": BLANK, "deviation": BLANK, "schedule": NOT_COMPUTED}
    assert look(**blind) == (GREEN, [WHY["schedule"]])
    assert look(**blind, end_date=pd.NaT) == (
        GREY,
        [texts.NO_PLAN_NO_END, WHY["schedule"]],
    )
    assert look(**blind, end_date=pd.NaT, status=SLOWED)[0] == YELLOW


@pytest.mark.parametrize(("changes", "colour"), [
    ({"standing": HELD, "status": CANCELLED}, GREY),
    ({"standing": HELD, "schedule": FAR_BEHIND}, GREY),
    ({**NEVER, "end_date": pd.Timestamp(2023, 1, 1)}, GREY),
    ({**NEVER, "status": SLOWED}, GREY),
    ({"schedule": FAR_BEHIND, "deviation": -30.0, "decision_needed": "ขอยุติ"}, RED),
    ({**LATE, "end_date": pd.Timestamp(2023, 1, 1)}, RED),
])  # fmt: skip
def test_the_first_colour_with_a_reason_wins(changes: dict[str, Any], colour: str) -> None:
    assert look(**changes)[0] == colour


def test_red_also_says_what_would_be_yellow() -> None:
    colour, reasons = look(schedule=FAR_BEHIND, deviation=-30.0, decision_needed="ขอยุติ")
    assert (colour, reasons) == (
        RED,
        [texts.FAR_BEHIND.format(deviation="-30.00"), texts.DECISION],
    )


def test_cancelled_is_green_whatever_else_is_wrong_unless_held() -> None:
    wrong = {**LATE, "end_date": pd.Timestamp(2023, 1, 1), "problem": "ไม่มีผู้รับจ้าง"}
    assert look(status=CANCELLED, **wrong) == (GREEN, [])
    assert look(status=CANCELLED, standing="not_received") == (GREEN, [])
    assert look(status=CANCELLED, **NEVER)[0] == GREEN


@pytest.mark.parametrize("excuse", [{"status": DONE}, {"actual_progress": 100.0}])
def test_a_missing_report_is_no_reason_where_prg_04_makes_an_exception(
    excuse: dict[str, Any],
) -> None:
    assert look(reports_in_quarter=0, **excuse) == (GREEN, [])


def test_finished_without_any_report_is_not_grey() -> None:
    assert look(**NEVER, status=DONE)[0] == GREEN


def test_only_a_running_project_is_stalled() -> None:
    assert look(**STALLED, stalled_days=91.0, status=NOT_REPORTED) == (GREEN, [])


@pytest.mark.parametrize(("changes", "reason"), [
    ({"spending_rate": BLANK, "budget_current": 0.0}, WHY["spending_no_budget"]),
    ({"spending_rate": BLANK, "budget_current": BLANK}, WHY["spending_no_budget"]),
    ({"spending_rate": BLANK}, WHY["spending_no_spent"]),
    ({"kpis": 0.0, "kpis_computed": 0.0}, WHY["kpis_none"]),
    ({"kpis": 3.0}, WHY["kpis_missing"].format(count=2)),
    ({"forecast_finish": pd.NaT}, WHY["forecast"].format(rise=1)),
    ({"forecast_finish": pd.NaT, "forecast_too_far": True}, WHY["forecast_far"].format(years=10)),
    ({"finished_as_targeted": None}, WHY["finished"]),
    ({"planned_progress": BLANK, "deviation": BLANK, "status": DONE, "schedule": DONE},
     WHY["schedule"]),
])  # fmt: skip
def test_what_cannot_be_computed_says_why_and_changes_no_colour(
    changes: dict[str, Any], reason: str
) -> None:
    assert look(**changes) == (GREEN, [reason])


def test_no_project_at_all_has_no_attention() -> None:
    made = attention(pd.DataFrame([ON_TIME]).iloc[:0], AS_OF, CRITERIA)
    assert made[["attention", "reasons"]].empty
