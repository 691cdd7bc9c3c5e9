"""Stage 6: master + criteria -> measures by project, agency, group, strategy, section, overall."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipeline import measures
from pipeline.attention import attention
from pipeline.compare import against_before
from pipeline.groups import groups
from pipeline.joined import is_agency_wide
from pipeline.known import KEY, agencies_of, indicators_of, known_projects, of_year, reports_of
from pipeline.merge import Master, current
from pipeline.period import Period
from pipeline.run import Run
from pipeline.settings import Criteria
from pipeline.trend import trend
from schemas.master import CURRENT, REJECTED
from schemas.names import REVIEWS
from schemas.projects import DONE, NOT_REPORTED, RUNNING


@dataclass(frozen=True)
class Evaluation:
    """The quarter's measures.

    ``projects``: one row a project known in the fiscal year; ``groups``: one row an agency, group,
    strategy, section, and one for all; ``kpis``: one row an indicator that counts, with ``met``
    and ``achievement``; ``agencies``: one row an expected agency with its ``status``; ``trend``:
    one row a quarter so far; ``earlier``: the evaluation of the quarter before, in the same year.
    """

    period: Period
    as_of: date
    criteria: Criteria
    projects: pd.DataFrame
    groups: pd.DataFrame
    kpis: pd.DataFrame
    agencies: pd.DataFrame
    trend: pd.DataFrame
    earlier: Evaluation | None = None


def evaluate(master: Master, run: Run, before: Master | None = None) -> Evaluation:
    """Every measure of design 5-evaluation; a blank is never 0. ``before``: the master up to the
    quarter before, None in the first quarter of a year and where nothing was sent.
    """
    period = master.period
    as_of = run.as_of or period.last_day
    known = known_projects(master)
    reports = reports_of(master)
    kpis = indicators_of(master, known)
    plans = of_year(master, "plans").set_index(KEY[0])
    projects = _measured(known, reports, plans, period, run.settings.criteria)
    projects = projects.join(_reviewed(projects, master))
    projects = projects.join(_indicators(projects, kpis, _withheld(master)))
    projects = attention(projects, as_of, run.settings.criteria)
    projects = projects.join(against_before(projects, master, before))
    status = agencies_of(master)
    return Evaluation(
        period,
        as_of,
        run.settings.criteria,
        projects,
        groups(projects, status),
        kpis,
        status,
        trend(projects, reports, plans, period, run.settings.criteria),
        None if before is None else evaluate(before, replace(run, as_of=None)),
    )


def _measured(
    known: pd.DataFrame,
    reports: pd.DataFrame,
    plans: pd.DataFrame,
    period: Period,
    criteria: Criteria,
) -> pd.DataFrame:
    counting = known["standing"] == CURRENT
    codes = pd.Index(known["project_code"])
    last = _last_reports(reports, codes[counting]).reindex(codes).set_axis(known.index)
    plan = plans.reindex(codes[counting]).reindex(codes).set_axis(known.index)
    in_quarter = reports[reports["counted_on"] >= pd.Timestamp(period.first_day)]
    counted = in_quarter.groupby(KEY[0]).size().reindex(codes, fill_value=0).set_axis(known.index)
    made = known.assign(
        actual_progress=last["progress"],
        planned_progress=plan[f"plan_progress_q{period.quarter}"],
        planned_spending=plan[f"plan_spend_q{period.quarter}"],
        reports_in_quarter=counted.where(counting, 0),
        last_report=last["report_date"],
        last_file=last["file"],
        last_row=last["row"],
        spent=last["spent"],
        committed=last["committed"],
        **{name: last[name] for name in ("problem", "obstacle", "remedy", "decision_needed")},
    )
    made = made.assign(
        deviation=measures.deviation(made["actual_progress"], made["planned_progress"]),
        months_reported=_months(in_quarter, codes).set_axis(known.index).where(counting),
        spending_rate=measures.spending_rate(made["spent"], made["budget_current"]),
        spending_target=criteria.spending_targets[period.quarter - 1],
        money_left=measures.money_left(made["spent"], made["committed"], made["budget_current"]),
    )
    made = made.join(_still(made, reports, criteria)).join(_forecast(made, reports, criteria))
    words = measures.schedule(
        made["status"],
        made["actual_progress"],
        made["reports_in_quarter"],
        made["deviation"],
        criteria,
    )
    by_data = measures.status_by_data(made["actual_progress"], made["reports_in_quarter"])
    reported = made["status"].isin([RUNNING, DONE, NOT_REPORTED])
    return made.assign(
        schedule=words.where(counting),
        status_by_data=by_data.where(counting),
        status_differs=counting & reported & (by_data != made["status"]),
    )


def _last_reports(reports: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    last = reports.drop_duplicates(KEY, keep="last").set_index(KEY[0])
    return last[last.index.isin(codes)]


def _months(in_quarter: pd.DataFrame, codes: pd.Index) -> pd.Series:
    """How many of the quarter's months have a report."""
    month = in_quarter["counted_on"].dt.month
    months: pd.Series = month.groupby(in_quarter["project_code"]).nunique()
    return months.reindex(codes, fill_value=0).astype("float64")


def _still(projects: pd.DataFrame, reports: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Days since the progress last changed, and since when where that is a standstill."""
    still = measures.standstill(reports, KEY).reindex(projects["project_code"])
    running = (projects["status"] == RUNNING) & (projects["standing"] == CURRENT)
    running &= projects["actual_progress"] < 100
    days = pd.Series(still["days"].array, index=projects.index).where(running)
    first = reports["counted_on"].reindex(still["since"])
    since = pd.Series(first.array, index=projects.index)
    return pd.DataFrame(
        {"stalled_since": since.where(days > criteria.stalled_days), "stalled_days": days}
    )


def _forecast(projects: pd.DataFrame, reports: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    day, far = measures.forecast_finish(reports, KEY, criteria)
    counting = projects["standing"] == CURRENT
    days = pd.Series(day.reindex(projects["project_code"]).array, index=projects.index)
    too_far = far.reindex(projects["project_code"], fill_value=False)
    return pd.DataFrame(
        {
            "forecast_finish": days.where(counting),
            "forecast_too_far": pd.Series(too_far.array, index=projects.index) & counting,
        }
    )


def _reviewed(projects: pd.DataFrame, master: Master) -> pd.DataFrame:
    """Score, comment and day of the quarter's evaluation, as สยป. sent it back."""
    rows = current(master.frames[REVIEWS])
    rows = rows[rows["period"] == str(master.period)].set_index(KEY[0])
    told = rows[["sed_score", "sed_comment", "sed_date"]].reindex(projects["project_code"])
    return told.set_axis(projects.index)


def _withheld(master: Master) -> pd.Series:
    """The projects with a rejected indicator of their own in this quarter's workbooks."""
    rows = master.frames["kpis"]
    rows = rows[(rows["standing"] == REJECTED) & (rows["period"] == str(master.period))]
    return rows.loc[~is_agency_wide(rows["kpi_name"]), "project_code"]


def _indicators(projects: pd.DataFrame, kpis: pd.DataFrame, withheld: pd.Series) -> pd.DataFrame:
    """Counts of indicators; a withheld one is met or not, nobody can say."""
    codes = pd.Index(projects["project_code"])
    counting = projects["standing"] == CURRENT
    by = kpis.groupby("project_code")
    own = kpis[~kpis["agency_wide"]]
    flags = measures.every(own["met"], [own["project_code"]]).reindex(codes, fill_value=True)
    flags = flags.mask(flags.fillna(False) & codes.isin(withheld))
    finished = measures.finished_as_targeted(
        projects["status"],
        projects["actual_progress"],
        pd.Series(flags.array, index=projects.index),
    )
    counts = {
        "kpis": by.size(),
        "kpis_computed": by["met"].count(),
        "kpis_met": by["met"].sum(),
    }
    made = {
        name: count.reindex(codes, fill_value=0).astype("float64") for name, count in counts.items()
    }
    made = {
        name: pd.Series(count.array, index=projects.index).where(counting)
        for name, count in made.items()
    }
    return pd.DataFrame({**made, "finished_as_targeted": finished.where(counting)})
