"""Every measure of a project, worked by hand (design 5-evaluation)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import measures
from pipeline.measures import AHEAD, BEHIND, FAR_BEHIND, NOT_COMPUTED, ON_PLAN
from pipeline.run import make_run
from schemas.kpis import LESS_IS_BETTER, MORE_IS_BETTER
from schemas.projects import CANCELLED, DONE, NOT_REPORTED, ROUTINE, RUNNING, SLOWED, STRATEGIC

CRITERIA = make_run(Path("inputs"), Path("outputs")).settings.criteria
DAY_0 = date(2022, 10, 1)


def numbers(*values: float | None) -> pd.Series:
    return pd.Series(values, dtype="float64")


def words(*values: str | None) -> pd.Series:
    return pd.Series(values, dtype="str")


def flags(*values: bool | None) -> pd.Series:
    return pd.Series(values, dtype="boolean")


def only(values: pd.Series) -> Any:
    """The one value of a column; blank is None."""
    (value,) = values
    return None if pd.isna(value) else value


def log(*reports: tuple[int, float], code: str = "P") -> pd.DataFrame:
    """Reports of a project: (day of the fiscal year from 0, progress)."""
    days = pd.Series([DAY_0 + timedelta(days=day) for day, _ in reports])
    progress = numbers(*(share for _, share in reports))
    counted_on = pd.to_datetime(days).astype("datetime64[us]")
    return pd.DataFrame({"project_code": code, "counted_on": counted_on, "progress": progress})


@pytest.mark.parametrize(("actual", "planned", "points"), [
    (35.0, 40.0, -5.0),
    (45.0, 40.0, 5.0),
    (8.2, 7.2, 1.0),  # 0.9999999999999991 in floats
    (0.0, 0.0, 0.0),
    (None, 40.0, None),
    (35.0, None, None),
])  # fmt: skip
def test_deviation_is_actual_less_planned(
    actual: float | None, planned: float | None, points: float | None
) -> None:
    assert only(measures.deviation(numbers(actual), numbers(planned))) == points


@pytest.mark.parametrize(("status", "actual", "reports", "planned", "word"), [
    (RUNNING, 45.00, 3, 40.0, AHEAD),  # +5.00
    (RUNNING, 44.99, 3, 40.0, ON_PLAN),
    (RUNNING, 35.00, 3, 40.0, ON_PLAN),  # -5.00
    (RUNNING, 34.99, 3, 40.0, BEHIND),
    (RUNNING, 20.00, 3, 40.0, BEHIND),  # -20.00
    (RUNNING, 19.99, 3, 40.0, FAR_BEHIND),
    (RUNNING, 0.0, 1, 40.0, FAR_BEHIND),
    (NOT_REPORTED, 40.0, 1, 40.0, ON_PLAN),  # there is a report
    (CANCELLED, 100.0, 3, 40.0, CANCELLED),
    (CANCELLED, None, 0, None, CANCELLED),
    (SLOWED, 100.0, 3, 40.0, SLOWED),
    (SLOWED, 1.0, 0, 40.0, SLOWED),
    (DONE, 60.0, 3, 100.0, DONE),
    (DONE, None, 0, None, DONE),
    (RUNNING, 100.0, 0, 100.0, DONE),  # the last report says so, if last quarter
    (RUNNING, 99.99, 0, 100.0, NOT_REPORTED),
    (RUNNING, None, 0, None, NOT_REPORTED),
    (RUNNING, 40.0, 1, None, NOT_COMPUTED),
])  # fmt: skip
def test_schedule_is_the_first_word_that_applies(
    status: str, actual: float | None, reports: int, planned: float | None, word: str
) -> None:
    deviation = measures.deviation(numbers(actual), numbers(planned))
    made = measures.schedule(words(status), numbers(actual), numbers(reports), deviation, CRITERIA)
    assert only(made) == word


def test_the_reports_say_a_status_of_their_own() -> None:
    made = measures.status_by_data(numbers(100, 100, 45, 45, None), numbers(3, 0, 3, 0, 0))
    assert list(made) == [DONE, DONE, RUNNING, NOT_REPORTED, NOT_REPORTED]


def test_a_missing_report_is_no_fault_when_finished_cancelled_or_at_100() -> None:
    status = words(DONE, CANCELLED, RUNNING, RUNNING, SLOWED, NOT_REPORTED)
    excused = measures.excused(status, numbers(60, None, 100, 99.99, 40, None))
    assert list(excused) == [True, True, True, False, False, False]


@pytest.mark.parametrize(("reports", "since", "days"), [
    ([(31, 20), (40, 30), (85, 30)], 40, 45),  # 85 - 40
    ([(40, 30), (60, 30), (86, 30)], 40, 46),
    ([(10, 30), (20, 40), (30, 30), (50, 30)], 30, 20),  # since it was last 30
    ([(10, 30), (20, 31)], 20, 0),
    ([(10, 30)], 10, 0),
])  # fmt: skip
def test_a_standstill_counts_from_the_first_report_at_the_value_to_the_last_report(
    reports: list[tuple[int, float]], since: int, days: int
) -> None:
    rows = log(*reports)
    (still,) = measures.standstill(rows, ["project_code"]).itertuples()
    assert rows.loc[still.since, "counted_on"].date() == DAY_0 + timedelta(days=since)
    assert still.days == days


def test_the_standstill_of_one_project_is_not_mixed_with_anothers() -> None:
    rows = pd.concat([log((0, 30), (50, 30)), log((60, 30), (70, 30), code="Q")], ignore_index=True)
    assert measures.standstill(rows, ["project_code"])["days"].to_dict() == {"P": 50, "Q": 10}


@pytest.mark.parametrize(("reports", "day"), [
    # one point a day: 70 days after 30 %
    ([(0, 20), (10, 30)], 80),
    # means 30 and 24; dx -30 -20 -10 10 50, dy -14 -8 -6 6 22; slope 1800 / 4000 = 0.45;
    # 100 at 30 + (100 - 24) / 0.45 = 198.9, reached on day 199
    ([(0, 10), (10, 16), (20, 18), (40, 30), (80, 46)], 199),
    ([(0, 7.2), (10, 8.2)], 928),  # a rise of exactly 1: 10 + 91.8 / 0.1
    ([(0, 20), (40, 21)], 3200),  # 40 + 79 x 40: under ten years after the last report
    ([(0, 7.2), (10, 8.19)], None),  # a rise of 0.99
    ([(0, 30), (50, 30)], None),
    ([(0, 30), (50, 20)], None),
    ([(0, 30)], None),
    ([(90, 20), (90, 40)], None),  # two reports, one day (PRG-11)
    ([(0, 50), (10, 100), (20, 100)], 10),  # finished: the first 100
    ([(10, 100)], 10),
    # put right to 90 after a 100: not finished. Means 10 and 80, slope 400 / 200 = 2, 10 + 20 / 2
    ([(0, 50), (10, 100), (20, 90)], 20),
])  # fmt: skip
def test_the_forecast_is_where_the_line_through_the_reports_reaches_100(
    reports: list[tuple[int, float]], day: int | None
) -> None:
    finish, too_far = measures.forecast_finish(log(*reports), ["project_code"], CRITERIA)
    assert only(finish) == (None if day is None else pd.Timestamp(DAY_0 + timedelta(days=day)))
    assert not only(too_far)


def test_a_forecast_beyond_ten_years_is_not_said() -> None:
    # 79 points at 1 a 60 days: 4,740 days after the last report, ten years are 3,652.5
    finish, too_far = measures.forecast_finish(log((0, 20), (60, 21)), ["project_code"], CRITERIA)
    assert (only(finish), only(too_far)) == (None, True)


@pytest.mark.parametrize(("spent", "budget", "rate"), [
    (325_000, 1_250_000, 26.0),  # 325 / 1,250 x 100
    (1_300_000, 1_250_000, 104.0),
    (0, 1_250_000, 0.0),
    (325_000, 0, None),
    (325_000, None, None),
    (None, 1_250_000, None),
])  # fmt: skip
def test_spending_rate_is_spent_over_budget(
    spent: float | None, budget: float | None, rate: float | None
) -> None:
    assert only(measures.spending_rate(numbers(spent), numbers(budget))) == rate


@pytest.mark.parametrize(("spent", "committed", "budget", "left"), [
    (325_000, 10_000, 1_250_000, 915_000),
    (325_000, None, 1_250_000, 925_000),  # commitments are typed only where there are any
    (1_300_000, None, 1_250_000, -50_000),
    (None, 10_000, 1_250_000, None),
    (325_000, 10_000, None, None),
])  # fmt: skip
def test_money_left_is_budget_less_spent_less_committed(
    spent: float | None, committed: float | None, budget: float | None, left: float | None
) -> None:
    assert only(measures.money_left(numbers(spent), numbers(committed), numbers(budget))) == left


@pytest.mark.parametrize(("result", "target", "direction", "met", "achievement"), [
    (80, 100, MORE_IS_BETTER, False, 80.0),  # 80 / 100
    (100, 100, MORE_IS_BETTER, True, 100.0),
    (150, 100, None, True, 150.0),  # uncapped; no direction: more is better
    (40, 50, LESS_IS_BETTER, True, 125.0),  # 50 / 40
    (50, 50, LESS_IS_BETTER, True, 100.0),
    (80, 50, LESS_IS_BETTER, False, 62.5),  # 50 / 80
    (0, 0, LESS_IS_BETTER, True, None),  # no accident wanted, none happened; divisor 0
    (2, 0, LESS_IS_BETTER, False, 0.0),  # 0 / 2
    (0, 50, LESS_IS_BETTER, True, None),
    (5, 0, MORE_IS_BETTER, True, None),
    (0, 100, MORE_IS_BETTER, False, 0.0),
    (None, 100, MORE_IS_BETTER, None, None),
    (80, None, MORE_IS_BETTER, None, None),
    (None, 0, LESS_IS_BETTER, None, None),
])  # fmt: skip
def test_an_indicator_is_met_at_its_target_and_achieved_in_percent(
    result: float | None,
    target: float | None,
    direction: str | None,
    met: bool | None,
    achievement: float | None,
) -> None:
    given = numbers(result), numbers(target), words(direction)
    assert only(measures.met(*given)) == met
    assert only(measures.achievement(*given)) == achievement


def test_every_flag_is_a_no_if_one_is_else_unknown_if_one_is() -> None:
    group = words("yes", "yes", "no", "no", "no", "unknown", "unknown")
    made = measures.every(flags(True, True, True, None, False, True, None), [group])
    assert made.to_dict() == {"yes": True, "no": False, "unknown": None}


@pytest.mark.parametrize(("status", "actual", "indicators", "finished"), [
    (DONE, 100.0, True, True),
    (DONE, 100.0, False, False),
    (DONE, 100.0, None, None),  # a result is missing
    (DONE, 99.99, None, False),  # already certain
    (RUNNING, 100.0, None, False),
    (DONE, None, True, None),
    (DONE, None, False, False),
    (RUNNING, None, True, False),
    (CANCELLED, 100.0, True, False),
])  # fmt: skip
def test_finished_as_targeted_is_finished_at_100_with_every_indicator_met(
    status: str, actual: float | None, indicators: bool | None, finished: bool | None
) -> None:
    made = measures.finished_as_targeted(words(status), numbers(actual), flags(indicators))
    assert only(made) == finished


def test_routine_indicator_is_routine_work_finished_as_targeted_over_what_is_not_cancelled() -> (
    None
):
    # A: 1 finished of 3 (one not, one undecided), the cancelled and the strategic one apart;
    # B: no routine work, so nothing can be said
    mission = words(ROUTINE, ROUTINE, ROUTINE, ROUTINE, STRATEGIC, STRATEGIC)
    status = words(DONE, RUNNING, DONE, CANCELLED, DONE, DONE)
    finished = flags(True, False, None, False, True, True)
    agency = words("A", "A", "A", "A", "A", "B")
    made = measures.routine_indicator(mission, status, finished, [agency])
    assert made["A"] == pytest.approx(100 / 3) and pd.isna(made["B"])


def test_no_report_and_no_indicator_at_all_give_empty_columns_of_the_same_kind() -> None:
    nothing = log()
    finish, too_far = measures.forecast_finish(nothing, ["project_code"], CRITERIA)
    assert (str(finish.dtype), str(too_far.dtype)) == ("datetime64[us]", "bool")
    assert measures.standstill(nothing, ["project_code"]).empty
    assert measures.every(flags(), [words()]).empty
