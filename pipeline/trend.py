"""Stage 6: projects, reports, plans -> progress and spending at the end of each quarter so far."""

from __future__ import annotations

import pandas as pd

from pipeline.known import KEY
from pipeline.measures import spending_rate
from pipeline.period import Period
from pipeline.settings import Criteria
from schemas.master import CURRENT
from schemas.projects import CANCELLED


def trend(
    projects: pd.DataFrame,
    reports: pd.DataFrame,
    plans: pd.DataFrame,
    period: Period,
    criteria: Criteria,
) -> pd.DataFrame:
    """One row a quarter of the year up to ``period``, over the projects counted in ``period``, by
    what counts today: mean planned and actual progress in percent, each over the projects that
    have it (``planned_projects``, ``actual_projects``), spent / budget x 100, and the target.
    """
    counted = (projects["standing"] == CURRENT) & (projects["status"] != CANCELLED)
    here = projects[counted].set_index(KEY[0])
    rows = []
    for quarter in range(1, period.quarter + 1):
        end = pd.Timestamp(Period(period.fiscal_year, quarter).last_day)
        last = reports[reports["counted_on"] <= end].drop_duplicates(KEY, keep="last")
        last = last.set_index(KEY[0]).reindex(here.index)
        planned = plans[f"plan_progress_q{quarter}"].reindex(here.index)
        both = last["spent"].notna() & here["budget_current"].notna()
        sums = [
            (money[both] * 100).round().sum() / 100
            for money in (last["spent"], here["budget_current"])
        ]
        rate = spending_rate(pd.Series(sums[:1]), pd.Series(sums[1:]))
        rows.append(
            {
                "quarter": quarter,
                "planned_progress": planned.mean(),
                "planned_projects": int(planned.notna().sum()),
                "actual_progress": last["progress"].mean(),
                "actual_projects": int(last["progress"].notna().sum()),
                "spending_rate": rate.iloc[0] if both.any() else float("nan"),
                "spending_projects": int(both.sum()),
                "spending_target": criteria.spending_targets[quarter - 1],
            }
        )
    return pd.DataFrame(rows)
