"""Columns of projects, reports, indicators -> one measure each (design 5-evaluation).

Every function takes and gives columns of equal index; percent is 0 to 100, money baht, a blank
input gives a blank. Nothing is rounded here but the deviation.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.settings import Criteria
from schemas.kpis import LESS_IS_BETTER
from schemas.progress import COMPLETE
from schemas.projects import CANCELLED, DONE, NOT_REPORTED, ROUTINE, RUNNING, SLOWED

AHEAD, ON_PLAN, BEHIND, FAR_BEHIND = "เร็วกว่าแผน", "เป็นไปตามแผน", "ล่าช้า", "ล่าช้ามาก"
NOT_COMPUTED = "ประเมินไม่ได้"
SCHEDULES = (
    AHEAD,
    ON_PLAN,
    BEHIND,
    FAR_BEHIND,
    DONE,
    SLOWED,
    CANCELLED,
    NOT_REPORTED,
    NOT_COMPUTED,
)
GREEN, YELLOW, RED, GREY = "เขียว", "เหลือง", "แดง", "เทา"
ATTENTIONS = (RED, YELLOW, GREEN, GREY)


def deviation(actual: pd.Series, planned: pd.Series) -> pd.Series:
    """Actual - planned progress in points, 2 decimals: 35.00 - 40.00 = -5.00."""
    return (actual - planned).round(2)


def schedule(
    status: pd.Series,
    actual: pd.Series,
    reports: pd.Series,
    deviation: pd.Series,
    criteria: Criteria,
) -> pd.Series:
    """The schedule word, the first that applies; ``reports`` counts those of the quarter."""
    cases = [
        (status == CANCELLED, CANCELLED),
        (status == SLOWED, SLOWED),
        ((status == DONE) | (actual == COMPLETE), DONE),
        (reports == 0, NOT_REPORTED),
        (deviation.isna(), NOT_COMPUTED),
        (deviation >= criteria.ahead, AHEAD),
        (deviation >= criteria.behind, ON_PLAN),
        (deviation >= criteria.far_behind, BEHIND),
    ]
    words = np.select([case for case, _ in cases], [word for _, word in cases], FAR_BEHIND)
    return pd.Series(words, index=status.index, dtype="str")


def status_by_data(actual: pd.Series, reports: pd.Series) -> pd.Series:
    """What the reports themselves say: 100 is แล้วเสร็จ, none this quarter is ยังไม่รายงาน."""
    words = np.select([actual == COMPLETE, reports == 0], [DONE, NOT_REPORTED], RUNNING)
    return pd.Series(words, index=actual.index, dtype="str")


def excused(status: pd.Series, actual: pd.Series) -> pd.Series:
    """Where a missing report is no fault (PRG-04): finished, cancelled or at 100."""
    return status.isin([DONE, CANCELLED]) | (actual == COMPLETE)


def standstill(reports: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Since when each project's progress stands (PRG-03): index = key, one row a project.

    ``reports``: columns ``counted_on``, ``progress`` and the key, sorted by day within a project.
    Gives ``since`` (index label of the first report at the last value), ``last`` (that of the
    last report) and ``days`` between the two.
    """
    groups = [reports[column] for column in key]
    before = reports["progress"].groupby(groups).shift()
    changed = (reports["progress"] != before).astype("int64")
    runs = changed.groupby(groups).cumsum()
    standing = reports[runs == runs.groupby(groups).transform("max")]
    ends = standing.reset_index(names="at").groupby(key)["at"].agg(["first", "last"])
    ends.columns = pd.Index(["since", "last"])
    days = (
        reports.loc[ends["last"], "counted_on"].array
        - reports.loc[ends["since"], "counted_on"].array
    )
    return ends.assign(days=pd.Series(days, index=ends.index).dt.days.astype("float64"))


def spending_rate(spent: pd.Series, budget: pd.Series) -> pd.Series:
    """Spent / budget after transfers x 100: 325,000 of 1,250,000 = 26; blank at budget 0."""
    return 100 * spent / budget.where(budget > 0)


def money_left(spent: pd.Series, committed: pd.Series, budget: pd.Series) -> pd.Series:
    """Budget - spent - outstanding commitment in baht; no commitment typed means none."""
    return budget - spent - committed.fillna(0)


def met(result: pd.Series, target: pd.Series, direction: pd.Series) -> pd.Series:
    """Whether an indicator reaches its target: nullable boolean, null where either is blank."""
    less = direction == LESS_IS_BETTER
    reached = (result >= target).where(~less, result <= target)
    return reached.astype("boolean").mask(result.isna() | target.isna())


def achievement(result: pd.Series, target: pd.Series, direction: pd.Series) -> pd.Series:
    """Result / target x 100, or target / result x 100 where less is better; divisor above 0."""
    less = direction == LESS_IS_BETTER
    above, below = result.where(~less, target), target.where(~less, result)
    return 100 * above / below.where(below > 0)


def every(flags: pd.Series, groups: list[pd.Series]) -> pd.Series:
    """All of a group's nullable flags: False if one is, else null if one is, else True."""
    no = flags.eq(False).fillna(False).groupby(groups).any()
    unknown = flags.isna().groupby(groups).any()
    return pd.Series(True, index=no.index, dtype="boolean").mask(unknown).mask(no, False)


def finished_as_targeted(status: pd.Series, actual: pd.Series, indicators: pd.Series) -> pd.Series:
    """แล้วเสร็จ, progress 100 and every indicator met; null where it cannot be said yet.

    ``indicators``: nullable boolean a project, True where it has none of its own.
    """
    finished = (status == DONE) & (actual == COMPLETE)
    certainly_not = (status != DONE) | (actual < COMPLETE) | indicators.eq(False).fillna(False)
    unknown = ~certainly_not & (actual.isna() | indicators.isna())
    return finished.astype("boolean").mask(unknown).mask(certainly_not, False)


def routine_indicator(
    mission: pd.Series, status: pd.Series, finished: pd.Series, groups: list[pd.Series]
) -> pd.Series:
    """Routine projects finished as targeted / routine projects not ยกเลิก x 100, by group.

    Source: the agency-wide indicator on the printed page; what cannot be said yet stays in the
    denominator.
    """
    routine = (mission == ROUTINE) & (status != CANCELLED)
    counted = routine.groupby(groups).sum()
    done = (routine & finished.fillna(False)).groupby(groups).sum()
    return 100 * done.astype("float64") / counted.where(counted > 0)


def forecast_finish(
    reports: pd.DataFrame, key: list[str], criteria: Criteria
) -> tuple[pd.Series, pd.Series]:
    """The day on which the least-squares line through a project's reports reaches 100.

    Needs reports on two days and a rise of ``forecast_least_rise`` points. A finished project has
    the day of its first 100. Gives the day, and whether it lies beyond ``forecast_longest_years``
    after the last report (then the day is blank); index = key.
    """
    first = reports["counted_on"].min()
    days = (reports["counted_on"] - first).dt.days.astype("float64")
    points = reports.assign(x=days, y=reports["progress"])
    points = points.assign(xy=points["x"] * points["y"], xx=points["x"] ** 2)
    by = points.groupby(key)
    sums = by[["x", "y", "xy", "xx"]].sum()
    many, ends = by.size(), by["y"].agg(["first", "last"])
    spread = many * sums["xx"] - sums["x"] ** 2
    slope = (many * sums["xy"] - sums["x"] * sums["y"]) / spread.where(spread > 0)
    rise = (ends["last"] - ends["first"]).round(2)  # 8.20 - 7.20 is no whole 1 in floats
    rises = (rise >= criteria.forecast_least_rise) & (slope > 0)
    at = (COMPLETE - (sums["y"] - slope * sums["x"]) / many) / slope
    too_far = rises & (at - by["x"].last() > criteria.forecast_longest_years * 365.25)
    finished = ends["last"] == COMPLETE
    first_100 = points[points["y"] == COMPLETE].groupby(key)["x"].min().reindex(at.index)
    at = at.where(rises & ~too_far).round(6).apply(np.ceil).mask(finished, first_100)
    begin = pd.Series(first, index=at.index, dtype="datetime64[us]")  # typed even without a row
    return begin + pd.to_timedelta(at, unit="D").astype("timedelta64[us]"), too_far & ~finished
