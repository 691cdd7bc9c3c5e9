"""From workbooks to measures: what is known, what counts, and blanks that are never 0."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.evaluate import Evaluation, evaluate
from pipeline.measures import DONE, GREEN, GREY, NOT_COMPUTED, NOT_REPORTED, RED, YELLOW
from pipeline.merge import merge
from pipeline.period import Period
from pipeline.run import make_run
from schemas.lists import agency_indicators
from schemas.projects import ROUTINE, RUNNING
from tests.builders import checked, submission

P, L, G, K = "โครงการ", "แผนงาน", "ความก้าวหน้า", "ตัวชี้วัด"
FIRST, SECOND, THIRD = "50100000-3670", "50100000-3671", "50100000-3672"
AGAIN = {"revision": 2, "correction_reason": "แก้ยอดเบิกจ่าย"}
RUN = make_run(Path("inputs"), Path("outputs"))
Q1 = ("q1.xlsx", submission(quarter=1))
LETTERS = "ABCDEFGHIJKLMNOPQRST"


def evaluated(*contents: bytes | tuple[str, bytes], period: str = "2566-Q2") -> Evaluation:
    named = [one if isinstance(one, tuple) else ("a.xlsx", one) for one in contents]
    return evaluate(merge(checked(*named), Period.parse(period)), RUN)


def of(evaluation: Evaluation, code: str = FIRST) -> dict[str, Any]:
    """The measures of a project; blank is None."""
    row = evaluation.projects.set_index("project_code").loc[code]
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def rows(sheet: str, first: int, last: int) -> dict[str, object]:
    """Changes that empty whole rows."""
    return {f"{sheet}!{letter}{row}": None for row in range(first, last + 1) for letter in LETTERS}


def status_of(evaluation: Evaluation, code: str = "50100000") -> str:
    return str(evaluation.agencies.set_index("agency_code").loc[code, "status"])


def test_the_measures_of_a_good_project() -> None:
    facts = of(evaluated(submission()))
    expected = {
        "standing": "current",
        "actual_progress": 45.0,
        "planned_progress": 45.0,
        "deviation": 0.0,
        "schedule": "เป็นไปตามแผน",
        "months_reported": 3,
        "last_report": pd.Timestamp(2023, 3, 25),
        "stalled_since": None,
        "stalled_days": 0,
        # 30, 37.5, 45 on days 0, 31, 59 from 25 Jan: slope 442.5 / 1742, 100 on day 276.05
        "forecast_finish": pd.Timestamp(2023, 1, 25) + pd.Timedelta(days=277),
        "spent": 506_250.0,  # 1,250,000 x 45 % x 0.9
        "committed": 10_000.0,
        "money_left": 733_750.0,  # 1,250,000 - 506,250 - 10,000
        "spending_rate": 40.5,
        "spending_target": 52.0,
        "kpis": 1,
        "kpis_computed": 1,
        "kpis_met": 0,  # 45 of 100
        "finished_as_targeted": False,
        "attention": GREEN,
        "reasons": None,
        "sed_score": None,
    }
    assert {name: facts[name] for name in expected} == expected


@pytest.mark.parametrize(("changes", "blank"), [
    ({f"{G}!I4": None}, ("spent", "spending_rate", "money_left")),
    ({f"{P}!S2": None}, ("spending_rate", "money_left")),
    ({f"{P}!S2": 0}, ("spending_rate",)),
    ({f"{L}!C2": None}, ("planned_progress", "deviation")),
    (rows(L, 2, 2), ("planned_progress", "deviation")),
    (rows(G, 2, 4), ("actual_progress", "deviation", "last_report", "stalled_days", "spent",
                     "forecast_finish", "spending_rate", "money_left")),
    (rows(G, 3, 4), ("forecast_finish",)),
])  # fmt: skip
def test_a_missing_input_is_blank_with_a_reason_never_0(
    changes: dict[str, object], blank: tuple[str, ...]
) -> None:
    facts = of(evaluated(submission(changes)))
    assert {name: facts[name] for name in blank} == dict.fromkeys(blank)
    assert facts["reasons"]


@pytest.mark.parametrize(("first", "last", "days", "colour"), [
    (date(2023, 1, 25), date(2023, 3, 11), 45, GREEN),
    (date(2023, 1, 25), date(2023, 3, 12), 46, YELLOW),
    (date(2022, 12, 31), date(2023, 3, 31), 90, YELLOW),
    (date(2022, 12, 30), date(2023, 3, 31), 91, RED),
])  # fmt: skip
def test_stalled_from_the_46th_day_and_red_from_the_91st(
    first: date, last: date, days: int, colour: str
) -> None:
    same = {f"{G}!C{row}": 45 for row in (2, 3, 4)}
    facts = of(evaluated(submission({f"{G}!B2": first, f"{G}!B4": last, **same})))
    since = None if days == 45 else pd.Timestamp(first)
    assert (facts["stalled_days"], facts["stalled_since"], facts["attention"]) == (
        days,
        since,
        colour,
    )


def test_a_report_typed_after_the_quarter_counts_on_its_last_day() -> None:
    facts = of(evaluated(submission({f"{G}!B4": date(2023, 4, 2)})))
    # shown with its date, counted in March
    assert (facts["last_report"], facts["months_reported"]) == (pd.Timestamp(2023, 4, 2), 3)


def test_without_a_report_this_quarter_the_last_one_still_says_how_far_it_is() -> None:
    facts = of(evaluated(Q1, submission(rows(G, 2, 4))))
    assert (facts["actual_progress"], facts["deviation"]) == (22.5, -22.5)
    assert (facts["schedule"], facts["months_reported"]) == (NOT_REPORTED, 0)
    assert facts["attention"] == YELLOW


def test_a_project_at_100_since_last_quarter_is_done_and_needs_no_report() -> None:
    facts = of(evaluated(Q1, submission(rows(G, 8, 10))), THIRD)
    assert (facts["schedule"], facts["attention"]) == (DONE, GREEN)
    assert facts["forecast_finish"] == pd.Timestamp(2022, 12, 25)  # the first 100


@pytest.mark.parametrize(("changes", "by_data", "differs"), [
    ({}, RUNNING, False),
    ({f"{P}!T2": "แล้วเสร็จ"}, RUNNING, True),
    ({f"{G}!C4": 100}, DONE, True),
    (rows(G, 2, 4), NOT_REPORTED, True),
    ({f"{P}!T2": "ชะลอ"}, RUNNING, False),  # no report speaks of that
])  # fmt: skip
def test_beside_the_status_stands_what_the_reports_say(
    changes: dict[str, object], by_data: str, differs: bool
) -> None:
    facts = of(evaluated(submission(changes)))
    assert (facts["status_by_data"], facts["status_differs"]) == (by_data, differs)


def test_a_project_of_the_first_quarter_only_is_known_but_does_not_count_in_the_second() -> None:
    gone = rows(P, 2, 2) | rows(L, 2, 2) | rows(G, 2, 4) | rows(K, 2, 2)
    evaluation = evaluated(Q1, submission(gone))
    facts = of(evaluation)
    assert (facts["standing"], facts["attention"]) == ("not_received", GREY)
    assert (facts["actual_progress"], facts["schedule"], facts["kpis"]) == (None, None, None)
    whole = evaluation.groups.set_index("kind").loc["all"]
    assert (whole["projects_known"], whole["projects_counted"]) == (3, 2)


def test_a_held_project_is_known_grey_and_measured_by_nothing() -> None:
    evaluation = evaluated(Q1, submission({f"{G}!C2": 130}))
    facts = of(evaluation)
    assert (facts["standing"], facts["attention"]) == ("held", GREY)
    measured = ("actual_progress", "planned_progress", "spent", "kpis", "finished_as_targeted")
    assert {facts[name] for name in measured} == {None}
    whole = evaluation.groups.set_index("kind").loc["all"]
    assert (whole["held_projects"], whole["held_budget"]) == (1, 1_250_000.0)


def test_a_project_listed_by_two_agencies_is_known_once_with_the_one_that_has_a_right_to_it() -> (
    None
):
    other = submission({f"{P}!A2": FIRST}, agency_code="50010000")
    evaluation = evaluated(submission(), ("b.xlsx", other))
    assert (of(evaluation)["agency_code"], of(evaluation)["standing"]) == ("50100000", "current")
    assert not evaluation.projects["project_code"].duplicated().any()


def test_figures_of_another_fiscal_year_never_count() -> None:
    last_year = ("old.xlsx", submission(fiscal_year=2565, quarter=4))
    alone = evaluated(submission(rows(L, 2, 2)))
    beside = evaluated(last_year, submission(rows(L, 2, 2)))
    assert (of(beside)["schedule"], of(beside)["planned_progress"]) == (NOT_COMPUTED, None)
    pd.testing.assert_frame_equal(alone.groups, beside.groups)


def test_a_withheld_plan_is_no_plan_even_if_there_was_one_last_quarter() -> None:
    facts = of(evaluated(Q1, submission({f"{L}!C2": 10})))
    assert (facts["schedule"], facts["planned_progress"]) == (NOT_COMPUTED, None)


AGENCY_WIDE = {f"{K}!C4": agency_indicators()[0], f"{K}!E4": 100, f"{K}!F4": 50}


@pytest.mark.parametrize(("changes", "finished", "computed", "met"), [
    ({}, True, 1, 1),
    ({f"{K}!F4": 99}, False, 1, 0),
    ({f"{K}!F4": None}, None, 0, 0),
    ({f"{K}!F4": None, f"{P}!T4": "กำลังดำเนินการ"}, False, 0, 0),  # certain all the same
    (AGENCY_WIDE, True, 1, 0),  # it measures the agency, not the project
    (rows(K, 4, 4), True, 0, 0),
    ({f"{K}!C4": None}, None, 0, 0),  # an indicator that is withheld says neither
])  # fmt: skip
def test_finished_as_targeted_looks_at_the_projects_own_indicators(
    changes: dict[str, object], finished: bool | None, computed: int, met: int
) -> None:
    facts = of(evaluated(submission(changes)), THIRD)
    assert (facts["finished_as_targeted"], facts["kpis_computed"], facts["kpis_met"]) == (
        finished,
        computed,
        met,
    )


def test_a_project_belongs_to_its_strategy_and_section() -> None:
    evaluation = evaluated(submission({f"{P}!H2": None, f"{P}!I2": None}))
    assert [of(evaluation, code)["section"] for code in (FIRST, SECOND)] == ["ไม่ระบุ", "50100300"]
    first, second = (of(evaluation, code)["strategy_key"] for code in (FIRST, SECOND))
    assert first == ROUTINE and second.endswith(" · 4")


@pytest.mark.parametrize(("contents", "status"), [
    ([], "not_received"),
    ([submission()], "accepted"),
    ([submission({f"{P}!K2": None})], "accepted_with_warnings"),
    ([submission({f"{G}!C2": 130})], "partly_accepted"),
    ([submission({f"{K}!C2": None})], "partly_accepted"),
    ([submission({"ปก!B3": "สำนักงานเขตพระนคร"})], "not_received"),  # whose it is is not settled
    ([submission({"ปก!B5": None})], "rejected"),  # sent, though nobody can say for when
    ([submission({f"{G}!C2": 130}), submission(**AGAIN)], "accepted"),
    ([submission({f"{G}!C1": "อื่น"}), submission(**AGAIN)], "accepted"),
    ([submission(), submission({f"{G}!C1": "อื่น"}, **AGAIN)], "partly_accepted"),
    ([submission(), submission()], "accepted"),
    ([submission({f"{G}!C2": 130}),
      submission(rows(P, 3, 4) | rows(L, 3, 4) | rows(G, 5, 10) | rows(K, 3, 4), **AGAIN)],
     "accepted_with_warnings"),  # the one that was held is mended, the two left out are said
])  # fmt: skip
def test_an_agency_has_the_status_of_its_files_together(contents: list[bytes], status: str) -> None:
    other = ("other.xlsx", submission(agency_code="50010000"))
    files = [(f"{number}.xlsx", content) for number, content in enumerate(contents)]
    evaluation = evaluated(other, *files)
    assert (status_of(evaluation), status_of(evaluation, "50010000")) == (status, "accepted")
    assert len(evaluation.agencies) == 50


@pytest.mark.parametrize(("content", "known", "counted"), [
    (submission(rows(G, 2, 10)), 3, 3),
    (submission(rows(L, 2, 4)), 3, 3),
    (submission(rows(K, 2, 4)), 3, 3),
    (submission({f"{P}!T{row}": "?" for row in (2, 3, 4)}), 3, 0),
    (submission({f"{P}!T{row}": "ยกเลิก" for row in (2, 3, 4)}), 3, 0),
    (submission({"ปก!B5": 9}), 0, 0),
    (submission(rows(P, 2, 4)), 0, 0),
    (b"not a workbook", 0, 0),
], ids=["no report", "no plan", "no indicator", "all held", "all cancelled", "rejected",
        "no project", "unreadable"])  # fmt: skip
def test_the_evaluation_stands_whatever_is_missing(
    content: bytes, known: int, counted: int
) -> None:
    evaluation = evaluated(content)
    whole = evaluation.groups.set_index("kind").loc["all"]
    assert (whole["projects_known"], whole["projects_counted"]) == (known, counted)
    if not counted:
        assert whole[["mean_progress", "weighted_progress", "spending_rate"]].isna().all()
