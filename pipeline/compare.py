"""Stage 6: this quarter's master and the one before -> each figure beside last quarter's.

A restated figure stands beside the original: what was sent then, and what counts for it now.
"""

from __future__ import annotations

import pandas as pd

from pipeline.known import KEY, known_projects, of_year, reports_of
from pipeline.merge import Master
from pipeline.quarters import differences
from pipeline.thai_text import short_date

FIGURES = ("progress", "spent")
RESTATED = ("progress", "spent", "committed")
DAY = "report_date"


def against_before(projects: pd.DataFrame, master: Master, before: Master | None) -> pd.DataFrame:
    """Columns beside ``projects`` (same index); blank without an earlier quarter in the year.

    ``before_<figure>``: as the last report said when it was sent; ``before_<figure>_now``: what
    counts for that report today, where it differs; ``before_status``, ``before_budget_current``;
    ``restated``: every figure of an earlier quarter that was changed, old → new, with its day.
    """
    if before is None:
        return _nothing(projects.index)
    then, now = reports_of(before), reports_of(master)
    last = then.drop_duplicates(KEY, keep="last").set_index(KEY[0])
    same = now.set_index([*KEY, DAY])
    days = pd.MultiIndex.from_arrays([last.index, last[DAY]])
    known = known_projects(before).set_index(KEY[0])
    made = {
        "before_status": known["status"],
        "before_budget_current": known["budget_current"],
        "restated": _restated(then, master),
    }
    for figure in FIGURES:
        today = pd.Series(same[figure].reindex(days).array, index=last.index)
        made[f"before_{figure}"] = last[figure]
        made[f"before_{figure}_now"] = today.where(today != last[figure])
    codes = pd.Index(projects["project_code"])
    columns = {name: value.reindex(codes).array for name, value in made.items()}
    return pd.DataFrame(columns, index=projects.index)


def _nothing(index: pd.Index) -> pd.DataFrame:
    names = [f"before_{one}{now}" for one in FIGURES for now in ("", "_now")]
    figures = dict.fromkeys((*names, "before_budget_current"), float("nan"))
    words = {"before_status": "str", "restated": "str"}
    return pd.DataFrame({**figures, **dict.fromkeys(words, None)}, index=index).astype(words)


def _restated(then: pd.DataFrame, master: Master) -> pd.Series:
    """By project: what this quarter's workbooks changed of earlier quarters' reports."""
    now = of_year(master, "progress")
    now = now[now["period"] == str(master.period)]
    rows = now.join(then.set_index([*KEY, DAY]).add_prefix("old."), on=[*KEY, DAY])
    sheet = master.tables.form.sheets["progress"]
    columns = tuple(sheet[name] for name in (DAY, *RESTATED))
    said = differences(rows, rows["old.file"].notna(), columns[1:], "old", blanks_too=True)
    days = [_day(day) for day in rows[DAY]]
    told = pd.Series(days, index=rows.index, dtype="str") + " " + said
    told = told.dropna().groupby(rows[KEY[0]]).agg("\n".join)
    return told.astype("str")


def _day(day: pd.Timestamp) -> str:
    return f"ณ {short_date(day.date())}:"
