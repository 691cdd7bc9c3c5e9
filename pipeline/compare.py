"""Stage 6: this quarter's master and the one before -> each figure beside last quarter's.

A restated figure stands beside the original: what was sent then, and what counts for it now.
"""

from __future__ import annotations

import pandas as pd

from pipeline.differences import differences
from pipeline.known import KEY, known_projects, of_year, reports_of
from pipeline.merge import Master
from pipeline.thai_text import percent, short_date

FIGURES = ("progress", "spent")
RESTATED = ("progress", "spent", "committed")
DAY = "report_date"
WORDS = ("before_status", "restated", "before_file", "before_last_file", "now_last_file")
NUMBERS = (
    *(f"before_{one}{now}" for one in FIGURES for now in ("", "_now")),
    *(f"{one}_change" for one in FIGURES),
    *("before_budget_current", "before_row", "before_last_row", "now_last_row"),
)


def against_before(projects: pd.DataFrame, master: Master, before: Master | None) -> pd.DataFrame:
    """Columns beside ``projects`` (same index); blank without an earlier quarter in the year.

    ``before_<figure>``: as the last report said when that quarter was done; ``…_now``: what counts
    for the end of that quarter today, where it differs; ``<figure>_change``: this quarter's less
    that; ``restated``: what this quarter's workbooks changed or added of earlier quarters;
    ``before_file``, ``before_last_file``, ``now_last_file`` and rows: where they stand.
    """
    index = projects.index
    if before is None:
        made = dict.fromkeys(NUMBERS, float("nan")) | dict.fromkeys(WORDS, None)
        return pd.DataFrame(made, index=index).astype(dict.fromkeys(WORDS, "str"))
    codes = pd.Index(projects["project_code"])
    end = pd.Timestamp(before.period.last_day)
    then, now = reports_of(before), reports_of(master)
    last, today = _last(then).reindex(codes), _last(now[now["counted_on"] <= end]).reindex(codes)
    typed_late = (last[DAY] > end) & (today["file"] != last["file"])  # another report took its day
    today = today.mask(typed_late, last)
    known = known_projects(before).set_index(KEY[0]).reindex(codes)
    columns = {
        "before_status": known["status"],
        "before_budget_current": known["budget_current"],
        "before_file": known["file"],
        "before_row": known["row"],
        "before_last_file": last["file"],
        "before_last_row": last["row"],
        "now_last_file": today["file"],
        "now_last_row": today["row"],
        "restated": _restated(then, master, end).reindex(codes),
    }
    for figure, actual in zip(FIGURES, ("actual_progress", "spent"), strict=True):
        same = (today[figure] == last[figure]) | (today[figure].isna() & last[figure].isna())
        this = projects[actual].set_axis(codes)
        columns[f"before_{figure}"] = last[figure]
        columns[f"before_{figure}_now"] = today[figure].mask(same)
        columns[f"{figure}_change"] = (this - today[figure]).round(2)
    return pd.DataFrame({name: column.array for name, column in columns.items()}, index=index)


def _last(reports: pd.DataFrame) -> pd.DataFrame:
    return reports.drop_duplicates(KEY, keep="last").set_index(KEY[0])


def _restated(then: pd.DataFrame, master: Master, end: pd.Timestamp) -> pd.Series:
    """By project: what this quarter's workbooks changed of earlier reports, or added to them."""
    now = of_year(master, "progress")
    now = now[now["period"] == str(master.period)]
    early = now[now[DAY] <= end]
    key = [*KEY, DAY]
    rows = early.join(then.set_index(key).add_prefix("old."), on=key)
    sheet = master.tables.form.sheets["progress"]
    figures = tuple(sheet[name] for name in RESTATED)
    said = differences(master.tables, "progress", rows, figures, "old", blanks_too=True)["text"]
    added = rows["old.file"].isna() & rows["progress"].notna()
    said = said.mask(added, [f"เพิ่มรายงาน {percent(value)}" for value in rows["progress"]])
    told: dict[str, list[str]] = {}
    for code, day, what in zip(rows[KEY[0]], rows[DAY], said, strict=True):
        if isinstance(what, str):
            told.setdefault(code, []).append(f"ณ {short_date(day.date())}: {what}")
    return pd.Series({code: "\n".join(lines) for code, lines in told.items()}, dtype="str")
