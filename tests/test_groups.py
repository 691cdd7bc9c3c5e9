"""Sums, means and rates of groups, worked by hand (design 5-evaluation, Groups)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.groups import ALL, groups
from pipeline.measures import GREEN, GREY, ON_PLAN, RED
from schemas.master import CURRENT, HELD
from schemas.projects import CANCELLED, DONE, ROUTINE, RUNNING, STRATEGIC

BLANK = float("nan")
AGENCIES = pd.DataFrame(
    {"agency_code": ["50010000", "50100000"], "group": ["กรุงเทพกลาง", "กรุงเทพใต้"]}
)
PROJECT: dict[str, Any] = {
    "agency_code": "50100000",
    "group": "กรุงเทพใต้",
    "strategy_key": "แผนพัฒนา · 4",
    "section": "50100300",
    "standing": CURRENT,
    "mission_type": STRATEGIC,
    "status": RUNNING,
    "schedule": ON_PLAN,
    "attention": GREEN,
    "actual_progress": 50.0,
    "budget_approved": BLANK,
    "budget_current": BLANK,
    "spent": BLANK,
    "committed": BLANK,
    "money_left": BLANK,
    "kpis_computed": 0.0,
    "kpis_met": 0.0,
    "finished_as_targeted": None,
}
OUT = {"schedule": None, "actual_progress": BLANK, "kpis_computed": BLANK, "kpis_met": BLANK}


def made(*changes: dict[str, Any]) -> pd.DataFrame:
    """The groups of projects, each the one above with something changed, by kind and key."""
    projects = pd.DataFrame([PROJECT | change for change in changes], columns=list(PROJECT))
    words = ["agency_code", "group", "strategy_key", "section", "standing"]
    words += ["mission_type", "status", "schedule", "attention"]
    typed = projects.astype({name: "str" for name in words} | {"finished_as_targeted": "boolean"})
    return groups(typed, AGENCIES).set_index(["kind", "key"])


def everything(*changes: dict[str, Any]) -> dict[str, Any]:
    """The measures of all projects together; blank is None."""
    row = made(*changes).loc[(ALL, ALL)]
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def test_money_is_summed_in_whole_satang() -> None:
    assert everything({"spent": 0.1}, {"spent": 0.2})["spent"] == 0.3  # 0.30000000000000004
    assert everything(*[{"budget_current": 0.01}] * 100)["budget_current"] == 1.0


@pytest.mark.parametrize(
    "column", ["budget_approved", "budget_current", "spent", "committed", "money_left"]
)
def test_a_sum_runs_over_the_projects_that_have_it_and_is_blank_where_none_has(column: str) -> None:
    assert everything({column: 100.0}, {}, {column: 50.5})[column] == 150.5
    assert everything({}, {})[column] is None
    assert everything({column: 0.0}, {})[column] == 0.0


def test_spending_rate_is_sum_over_sum_of_the_projects_that_have_both() -> None:
    # 100 + 0 of 400 + 100; spending without a budget, a budget without spending: neither counts
    all_of = everything(
        {"spent": 100.0, "budget_current": 400.0},
        {"spent": 0.0, "budget_current": 100.0},
        {"spent": 50.0},
        {"budget_current": 600.0},
    )
    assert all_of["spending_rate"] == 20.0
    assert (all_of["spent"], all_of["budget_current"]) == (150.0, 1100.0)


def test_a_rate_without_anything_to_divide_by_is_blank() -> None:
    assert everything({"spent": 5.0, "budget_current": 0.0})["spending_rate"] is None
    assert everything({"spent": 5.0})["spending_rate"] is None
    assert everything({"budget_current": 0.0})["weighted_progress"] is None
    assert everything({"mission_type": STRATEGIC})["routine_indicator"] is None


def test_mean_progress_is_plain_and_weighted_by_budget() -> None:
    # plain (20 + 80 + 35) / 3 = 45; weighted (20 x 100 + 80 x 300) / 400 = 65
    all_of = everything(
        {"actual_progress": 20.0, "budget_current": 100.0},
        {"actual_progress": 80.0, "budget_current": 300.0},
        {"actual_progress": 35.0},
        {"actual_progress": BLANK, "budget_current": 1000.0},
    )
    assert (all_of["mean_progress"], all_of["weighted_progress"]) == (45.0, 65.0)


def test_a_mean_of_nothing_is_blank_not_zero() -> None:
    all_of = everything({"actual_progress": BLANK, "budget_current": 100.0})
    assert (all_of["mean_progress"], all_of["weighted_progress"]) == (None, None)


def test_cancelled_counts_in_no_mean_and_no_rate_but_its_money_is_in_the_sums() -> None:
    stands = {"actual_progress": 60.0, "budget_current": 400.0, "spent": 100.0, "kpis_computed": 1}
    cancelled = {
        "status": CANCELLED,
        "schedule": CANCELLED,
        "actual_progress": 0.0,
        "budget_current": 600.0,
        "spent": 300.0,
        "kpis_computed": 2.0,
        "kpis_met": 2.0,
    }
    all_of = everything(stands, cancelled)
    assert (all_of["projects_known"], all_of["projects_counted"]) == (2, 1)
    assert (all_of["mean_progress"], all_of["weighted_progress"]) == (60.0, 60.0)
    assert all_of["spending_rate"] == 25.0  # 100 / 400
    assert (all_of["kpis_met"], all_of["kpis_computed"]) == (0, 1)
    assert (all_of["budget_current"], all_of["spent"]) == (1000.0, 400.0)
    assert all_of["status_ยกเลิก"] == all_of["schedule_ยกเลิก"] == 1


def test_held_projects_stand_apart_with_their_budget() -> None:
    held = OUT | {"standing": HELD, "attention": GREY, "budget_current": 600.0}
    all_of = everything({"budget_current": 400.0, "spent": 100.0}, held)
    assert (all_of["projects_known"], all_of["projects_counted"]) == (2, 1)
    assert (all_of["held_projects"], all_of["held_budget"]) == (1, 600.0)
    assert (all_of["budget_current"], all_of["spending_rate"]) == (400.0, 25.0)
    assert (all_of["status_กำลังดำเนินการ"], all_of["attention_เทา"]) == (1, 1)


def test_held_budget_is_zero_without_a_held_project_and_blank_where_it_is_not_known() -> None:
    assert everything({})["held_budget"] == 0.0
    assert everything(OUT | {"standing": HELD})["held_budget"] is None


def test_a_project_of_an_earlier_quarter_is_known_and_no_more() -> None:
    gone = OUT | {"standing": "not_received", "attention": GREY, "budget_current": 600.0}
    all_of = everything({}, gone)
    assert (all_of["projects_known"], all_of["projects_counted"]) == (2, 1)
    assert (all_of["held_projects"], all_of["budget_current"]) == (0, None)
    assert (all_of["status_กำลังดำเนินการ"], all_of["attention_เทา"]) == (1, 1)


def test_projects_are_counted_by_status_schedule_and_attention() -> None:
    all_of = everything({}, {"status": DONE, "schedule": DONE}, {"attention": RED})
    counts = {name: n for name, n in all_of.items() if "_" in name and n and name[-1] >= "ก"}
    assert counts == {
        "status_กำลังดำเนินการ": 2,
        "status_แล้วเสร็จ": 1,
        "schedule_เป็นไปตามแผน": 2,
        "schedule_แล้วเสร็จ": 1,
        "attention_เขียว": 2,
        "attention_แดง": 1,
    }


def test_indicators_are_met_of_those_computed() -> None:
    all_of = everything(
        {"kpis_computed": 3.0, "kpis_met": 2.0}, {"kpis_computed": 1.0, "kpis_met": 0.0}
    )
    assert (all_of["kpis_met"], all_of["kpis_computed"]) == (2, 4)


def test_routine_indicator_keeps_the_undecided_in_the_denominator() -> None:
    # 1 of 4: one finished, one not, two undecided; cancelled and strategic work apart
    all_of = everything(
        {"mission_type": ROUTINE, "finished_as_targeted": True},
        {"mission_type": ROUTINE, "finished_as_targeted": False},
        {"mission_type": ROUTINE},
        {"mission_type": ROUTINE},
        {"mission_type": ROUTINE, "status": CANCELLED, "finished_as_targeted": False},
        {"finished_as_targeted": True},
    )
    assert all_of["routine_indicator"] == 25.0


def test_an_agency_without_a_submission_has_a_row_of_blanks() -> None:
    row = made({"spent": 1.0, "budget_current": 2.0}).loc[("agency", "50010000")]
    counts = row[["projects_known", "projects_counted", "held_projects", "attention_เทา"]]
    assert list(counts) == [0, 0, 0, 0]
    rates = ["mean_progress", "weighted_progress", "spending_rate", "routine_indicator"]
    assert row[[*rates, "budget_current", "spent", "money_left"]].isna().all()


def test_there_is_a_row_for_each_group_of_each_kind_and_one_for_all() -> None:
    table = made({}, {"strategy_key": ROUTINE, "section": "ไม่ระบุ"})
    assert table["projects_known"].to_dict() == {
        ("agency", "50010000"): 0,
        ("agency", "50100000"): 2,
        ("group", "กรุงเทพกลาง"): 0,
        ("group", "กรุงเทพใต้"): 2,
        ("strategy", ROUTINE): 1,
        ("strategy", "แผนพัฒนา · 4"): 1,
        ("section", "50100300"): 1,
        ("section", "ไม่ระบุ"): 1,
        (ALL, ALL): 2,
    }


def test_without_any_project_every_expected_group_is_there_and_blank() -> None:
    table = made()
    assert list(table.index) == [
        ("agency", "50010000"),
        ("agency", "50100000"),
        ("group", "กรุงเทพกลาง"),
        ("group", "กรุงเทพใต้"),
        (ALL, ALL),
    ]
    assert (table["projects_known"] == 0).all() and table["spending_rate"].isna().all()
