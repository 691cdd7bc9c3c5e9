"""Stage 5: tables + findings -> the standing of every row: current, superseded, held, rejected …

The project is the unit: an error in โครงการ or ความก้าวหน้า holds that project in all sheets, an
error in another sheet rejects its row (design 3-interface, Status).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from pipeline.findings import Finding
from pipeline.gather import Tables
from pipeline.joined import holders
from pipeline.layout import MAIN_SHEETS
from pipeline.period import Period
from pipeline.thai import normal
from schemas.check import ERROR, INFO, WARNING
from schemas.master import CURRENT, DUPLICATE, HELD, LINEAGE, REJECTED, SUPERSEDED
from schemas.names import CODE_PATTERN

FATAL = (
    *("FILE-", "FORM-01", "FORM-02", "FORM-03", "FORM-04", "FORM-05"),
    *("COV-01", "COV-02", "COV-03"),
)
WITHDRAWN = "PRJ-10"
ROW_ONLY = ("PRG-06", "FORM-11")
BY_ROW = ("plans", "kpis")
KEYS = {
    "projects": ["project_code"],
    "plans": ["project_code"],
    "progress": ["project_code", "report_date"],
    "kpis": ["project_code", "kpi_key"],
}
MASTER_KEYS = {**KEYS, "kpis": ["project_code", "kpi_name"]}
"""The same as the master's columns are called (design 3-interface), with the fiscal year."""

SERIES = ["agency_code", "reporting_unit"]
NEWEST_LAST = ["revision", "submitted_on", "sha256"]
DECIDED = ["period", "project_code"]
ASIDE = ("fate", "usable", "listed", "lost")
KPI_KEY = "kpi_key"
"""An indicator's name, normalised for comparing (design 2-form)."""


def files_of(tables: Tables, findings: tuple[Finding, ...]) -> pd.DataFrame:
    """The covers by file, with ``fate``: what happens to all rows of the file, else current."""
    covers = tables.frames["covers"]
    files = covers.assign(
        agency_code=covers["settled_agency"], revision=covers["revision"].fillna(1.0)
    ).set_index("file", drop=False)
    fatal = {one.file for one in findings if one.severity == ERROR and one.check.startswith(FATAL)}
    twice = {one.file for one in findings if one.check == "FILE-11" and one.severity == INFO}
    fate = pd.Series(CURRENT, index=files.index, dtype="str")
    fate = fate.mask(files.index.isin(twice), DUPLICATE).mask(files.index.isin(fatal), REJECTED)
    by_file = pd.Series([one.file for one in findings], dtype="str")
    severities = pd.Series([one.severity for one in findings], dtype="str")
    counts = {
        name: by_file[severities == severity].value_counts().reindex(files.index, fill_value=0)
        for name, severity in (("errors", ERROR), ("warnings", WARNING))
    }
    return files.assign(fate=fate, **counts)


def held_projects(tables: Tables, errors: list[Finding]) -> set[tuple[str, str]]:
    """(file, project code) of every project with an error in โครงการ or ความก้าวหน้า.

    By the row, not by the finding's code: that one is as typed, perhaps in Thai digits.
    """
    held: set[tuple[str, str]] = set()
    for name in MAIN_SHEETS:
        of_sheet = [one for one in errors if one.table == name and one.check not in ROW_ONLY]
        wrong = [(one.file, row) for one in of_sheet for row in one.rows]
        rows = tables.frames[name]
        here = pd.MultiIndex.from_frame(rows[["file", "row"]]).isin(wrong) if wrong else False
        found = rows[here & rows["project_code"].notna()]
        held |= set(zip(found["file"], found["project_code"], strict=True))
    return held


def withdrawn_projects(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """(file, project code) of every project that the planning office has taken out."""
    found = (one for one in findings if one.check == WITHDRAWN)
    return {(one.file, str(one.project_code)) for one in found}


def winners_of(tables: Tables, files: pd.DataFrame) -> pd.DataFrame:
    """The file that decides for each agency, period and project: of a series the newest revision
    that lists the project, of several series (sections) the one submitted last.
    """
    listed = tables.frames["projects"][["file", "project_code"]].dropna()
    listed = listed.join(files[["fate", *SERIES, "period", *NEWEST_LAST]], on="file")
    listed = listed[listed["fate"] == CURRENT].sort_values(NEWEST_LAST, na_position="first")
    listed = listed.assign(file=_deciding(listed, files))
    newest = listed.drop_duplicates([*SERIES, *DECIDED], keep="last")
    last = newest.sort_values(["submitted_on", "revision", "sha256"], na_position="first")
    return last.drop_duplicates(["agency_code", *DECIDED], keep="last")[
        ["agency_code", *DECIDED, "file"]
    ]


def _deciding(listed: pd.DataFrame, files: pd.DataFrame) -> pd.Series:
    """The file that speaks for a listed project: of a project to which another agency has right
    the newest of its series, listed there or not, so that a stranger's row can be taken out.
    """
    taken = files[files["fate"] == CURRENT].sort_values(NEWEST_LAST, na_position="first")
    series = [*SERIES, "period"]
    newest = taken.drop_duplicates(series, keep="last")
    last = listed[series].merge(newest[[*series, "file"]], on=series, how="left")["file"]
    holder = holders(listed)
    foreign = holder.notna() & (holder != listed["agency_code"])
    return listed["file"].mask(foreign, pd.Series(last.array, index=listed.index))


def with_lineage(
    tables: Tables, name: str, files: pd.DataFrame, winners: pd.DataFrame
) -> pd.DataFrame:
    rows = tables.frames[name]
    whose = files[["fiscal_year", "sha256", "fate"]].reindex(rows["file"])
    sheets = {
        file: laid.title
        for file in rows["file"].unique()
        if (laid := tables.laid(file, name)) is not None
    }
    lineage = pd.DataFrame(
        {
            "agency_code": rows["agency_code"],
            "fiscal_year": whose["fiscal_year"].array,
            "period": rows["period"],
            "file": rows["file"],
            "sha256": whose["sha256"].array,
            "sheet": rows["file"].map(sheets).astype("str"),
            "row": rows["row"],
            "standing": pd.Series(CURRENT, index=rows.index, dtype="str"),
            "fate": whose["fate"].array,
            "usable": rows["file"].isin(tables.usable_files(name)),
            "listed": _listed(tables, rows),
            "lost": _lost(rows, winners),
        }
    )
    own = rows.drop(columns=["agency_code", "period", "file", "row"])
    made = lineage.join(own)
    if name == "progress":
        made["report_period"] = _report_periods(rows["report_date"])
    return made


def standing_of(
    rows: pd.DataFrame,
    name: str,
    errors: list[Finding],
    held: set[tuple[str, str]],
    withdrawn: set[tuple[str, str]],
) -> pd.Series:
    standing = pd.Series(CURRENT, index=rows.index, dtype="str")
    if rows.empty:
        return standing
    lost = rows["lost"]
    standing = standing.mask(lost, SUPERSEDED)
    here = pd.MultiIndex.from_frame(rows[["file", "project_code"]])
    standing = standing.mask(~lost & here.isin(list(held)), HELD) if held else standing
    standing = standing.mask(~lost & _rejected(rows, name, errors), REJECTED)
    standing = standing.mask(here.isin(list(withdrawn)), REJECTED) if withdrawn else standing
    standing = standing.mask(~rows["listed"], REJECTED)
    # whatever was switched off: a row without its key counts nowhere
    keyless = rows[KEYS[name]].isna().any(axis=1)
    standing = standing.mask(keyless & (standing == CURRENT), REJECTED)
    return standing.mask(rows["fate"] != CURRENT, rows["fate"])


def up_to(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    return rows[rows["period"].isna() | (rows["period"] <= str(period))]


def decided(
    rows: pd.DataFrame, name: str, withdrawn: Collection[tuple[str, str]] = ()
) -> pd.DataFrame:
    """Among what counts, one row a key of the year: the later period's (design 3-interface).

    A report of an earlier quarter that a later workbook repeats unchanged is its duplicate. A plan
    or indicator that is rejected leaves none: the earlier one does not come back in its place. One
    rejected in a file that another has replaced (``lost``) has no say.
    """
    key = ["fiscal_year", *KEYS[name]]
    counts = rows["standing"] == CURRENT
    if name in BY_ROW:
        out = pd.MultiIndex.from_frame(rows[["file", "project_code"]]).isin(list(withdrawn))
        says = (rows["fate"] == CURRENT) & ~rows["lost"] & ~out
        counts |= (rows["standing"] == REJECTED) & says
    chain = rows[counts].dropna(subset=key).sort_values([*key, "period", "sha256", "row"])
    repeated = _repeats(chain, key) & (name == "progress")
    left = chain[~repeated]
    lost = left.index[left.duplicated(key, keep="last") & (left["standing"] == CURRENT)]
    standing = rows["standing"].mask(rows.index.isin(chain.index[repeated]), DUPLICATE)
    standing = standing.mask(rows.index.isin(lost), SUPERSEDED)
    return rows.assign(standing=standing).drop(columns=list(ASIDE)).reset_index(drop=True)


def _listed(tables: Tables, rows: pd.DataFrame) -> pd.Series:
    """Whether the workbook of a row has the row's project in its sheet โครงการ."""
    key = ["file", "project_code"]
    listed = pd.MultiIndex.from_frame(tables.frames["projects"][key].dropna())
    return pd.Series(pd.MultiIndex.from_frame(rows[key]).isin(listed), index=rows.index)


def _lost(rows: pd.DataFrame, winners: pd.DataFrame) -> pd.Series:
    """Whether another file decides the row's project in its period."""
    decides = winners.set_index(["agency_code", *DECIDED])["file"]
    keys = pd.MultiIndex.from_frame(rows[["agency_code", *DECIDED]])
    decider = pd.Series(decides.reindex(keys).array, index=rows.index)
    return decider.notna() & (decider != rows["file"])


def _report_periods(dates: pd.Series) -> pd.Series:
    periods = {day: str(Period.of(day.date())) for day in dates.dropna().unique()}
    return dates.map(periods).astype("str")


def _rejected(rows: pd.DataFrame, name: str, errors: list[Finding]) -> pd.Series:
    """Rows that cannot be taken in by themselves: no usable code, or an error of their own."""
    own = {
        (one.file, row)
        for one in errors
        if one.table == name and (name not in MAIN_SHEETS or one.check in ROW_ONLY)
        for row in one.rows
    }
    here = pd.MultiIndex.from_frame(rows[["file", "row"]])
    coded = rows["project_code"].str.match(CODE_PATTERN).fillna(False).astype(bool)
    return ~coded | ~rows["usable"] | (here.isin(list(own)) if own else False)


def as_compared(values: pd.DataFrame) -> pd.DataFrame:
    """The columns as they are compared: texts normalised, so that what looks alike is alike."""
    return values.assign(
        **{
            str(name): column.map(normal, na_action="ignore").astype("str")
            for name, column in values.items()
            if column.dtype == "str"
        }
    )


def _repeats(chain: pd.DataFrame, key: list[str]) -> pd.Series:
    """Whether a row says the same as the one before it of the same key."""
    again = chain[chain.duplicated(key, keep=False)]
    values = again[[column for column in again.columns if column not in (*LINEAGE, *ASIDE)]]
    values = as_compared(values)
    before = values.shift()
    same = ((values == before) | (values.isna() & before.isna())).all(axis=1)
    repeats = same & again.duplicated(key, keep="first")
    return repeats.reindex(chain.index, fill_value=False)
