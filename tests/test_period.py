"""A period is a quarter of a B.E. fiscal year that runs from October to September."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.period import Period

PERIODS = st.builds(Period, st.integers(2450, 2650), st.integers(1, 4))


@given(PERIODS)
def test_a_period_reads_back_from_its_name(period: Period) -> None:
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize("text", ["2566-Q2", "2566-q2", "๒๕๖๖-Q๒", " 2566-Q2 "])
def test_a_period_is_understood_in_thai_digits_and_lower_case(text: str) -> None:
    assert Period.parse(text) == Period(2566, 2)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2566", "2566-2", "2566Q2", "Q2-2566", "66-Q2", "2566-Q5", "2566-Q0", "2566-Q22"),
        *("2023-Q2", "٢٥٦٦-Q2", "../2566-Q2", "2566-Q2\n2566-Q3"),
    ],
)
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"2566|quarter"):
        Period.parse(text)


@pytest.mark.parametrize(("year", "quarter"), [(2023, 2), (2566, 0), (2566, 5), (0, 1)])
def test_a_period_cannot_be_made_impossible(year: int, quarter: int) -> None:
    with pytest.raises(ValueError, match=f"{year}|{quarter}"):
        Period(year, quarter)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2566-Q1", date(2022, 10, 1), date(2022, 12, 31)),
        ("2566-Q2", date(2023, 1, 1), date(2023, 3, 31)),
        ("2566-Q3", date(2023, 4, 1), date(2023, 6, 30)),
        ("2566-Q4", date(2023, 7, 1), date(2023, 9, 30)),
    ],
)
def test_the_fiscal_year_runs_from_october_to_september(name: str, first: date, last: date) -> None:
    period = Period.parse(name)
    assert (period.first_day, period.last_day) == (first, last)
    assert period.year_first_day == date(2022, 10, 1)
    assert period.year_last_day == date(2023, 9, 30)


def test_months_are_in_gregorian_years() -> None:
    assert Period(2566, 1).months == ((2022, 10), (2022, 11), (2022, 12))
    assert Period(2566, 2).months == ((2023, 1), (2023, 2), (2023, 3))


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_its_period(day: date) -> None:
    period = Period.of(day)
    assert period.first_day <= day <= period.last_day
    assert (day.year, day.month) in period.months


@given(PERIODS)
def test_periods_follow_each_other_without_gap_and_sort_by_time(period: Period) -> None:
    before = period.previous()
    assert before < period
    assert before.last_day + timedelta(days=1) == period.first_day


def test_labels_are_in_the_buddhist_era() -> None:
    assert Period(2566, 2).label_th == "ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2566"
    assert Period(2566, 2).label_en == "Q2 FY 2566 (B.E.)"
