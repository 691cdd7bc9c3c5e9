"""Stage 6: measures of projects -> the same by agency, group, strategy, section, overall."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.measures import ATTENTIONS, SCHEDULES, routine_indicator, spending_rate
from schemas.master import CURRENT, HELD
from schemas.projects import CANCELLED, STATUSES

MONEY = ("budget_approved", "budget_current", "spent", "committed", "money_left")
ALL = "all"
KINDS = {
    "agency": "agency_code",
    "group": "group",
    "strategy": "strategy_key",
    "section": "section",
}


def groups(projects: pd.DataFrame, agencies: pd.DataFrame) -> pd.DataFrame:
    """One row a group of each kind, and one for all; expected agencies without projects too.

    Rates are sum / sum over the projects that have both; ยกเลิก counts in no mean and no rate,
    but its money is in the sums. Held projects are counted apart.
    """
    made = [
        _of_kind(kind, projects[column], projects, _expected(kind, agencies))
        for kind, column in KINDS.items()
    ]
    whole = pd.Series(ALL, index=projects.index, dtype="str")
    return pd.concat([*made, _of_kind(ALL, whole, projects, [ALL])], ignore_index=True)


def _expected(kind: str, agencies: pd.DataFrame) -> Iterable[str]:
    if kind == "agency":
        return agencies["agency_code"]
    return agencies["group"].unique() if kind == "group" else ()


def _of_kind(
    kind: str, key: pd.Series, projects: pd.DataFrame, expected: Iterable[str]
) -> pd.DataFrame:
    here = projects["standing"] == CURRENT
    held = projects["standing"] == HELD
    counted = here & (projects["status"] != CANCELLED)
    keys = pd.Index(sorted({*key, *expected}), name="key", dtype="str")
    parts: dict[str, pd.Series] = {
        "projects_known": key.groupby(key).size(),
        "projects_counted": counted.groupby(key).sum(),
        **_counts("status", projects["status"].where(here), key, STATUSES),
        **_counts("schedule", projects["schedule"].where(here), key, SCHEDULES),
        **_counts("attention", projects["attention"], key, ATTENTIONS),
    }
    made = pd.DataFrame({name: part.reindex(keys, fill_value=0) for name, part in parts.items()})
    rated = _rates(projects[counted], key[counted]).reindex(keys)
    money = pd.DataFrame({name: _sum(projects[name].where(here), key) for name in MONEY}).reindex(
        keys
    )
    more = {
        "kpis_computed": projects["kpis_computed"].where(counted, 0).fillna(0).groupby(key).sum(),
        "kpis_met": projects["kpis_met"].where(counted, 0).fillna(0).groupby(key).sum(),
        "held_projects": held.groupby(key).sum(),
    }
    rest = pd.DataFrame({name: part.reindex(keys, fill_value=0) for name, part in more.items()})
    held_budget = _sum(projects["budget_current"].where(held), key).reindex(keys)
    rest["held_budget"] = held_budget.mask(rest["held_projects"] == 0, 0.0)  # blank: not known
    joined = made.join(rated).join(money).join(rest)
    return joined.reset_index().assign(kind=kind)


def _counts(
    what: str, words: pd.Series, key: pd.Series, known: tuple[str, ...]
) -> dict[str, pd.Series]:
    return {f"{what}_{word}": (words == word).groupby(key).sum() for word in known}


def _sum(values: pd.Series, key: pd.Series) -> pd.Series:
    """The sum in baht, run in whole satang; blank where no project has it."""
    satang = (values * 100).round()
    return satang.groupby(key).sum(min_count=1) / 100


def _rates(counted: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    progress, budget = counted["actual_progress"], counted["budget_current"]
    both = progress.notna() & budget.notna()
    weight = (budget.where(both) * 100).round()  # whole satang
    paid = counted["spent"].notna() & budget.notna()
    return pd.DataFrame(
        {
            "mean_progress": progress.groupby(key).mean(),
            "weighted_progress": (progress * weight).groupby(key).sum(min_count=1)
            / weight.groupby(key).sum().where(lambda total: total > 0),
            "spending_rate": spending_rate(
                _sum(counted["spent"].where(paid), key), _sum(budget.where(paid), key)
            ),
            "routine_indicator": routine_indicator(
                counted["mission_type"], counted["status"], counted["finished_as_targeted"], [key]
            ),
        }
    )
