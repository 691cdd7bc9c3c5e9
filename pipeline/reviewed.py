"""Stage 5: what the evaluator sent back -> the evaluation of each project that counts; files."""

from __future__ import annotations

import pandas as pd

from pipeline.findings import Finding
from pipeline.gather import Tables
from pipeline.period import Period
from pipeline.standing import up_to
from pipeline.thai import is_blank
from schemas.check import ERROR, WARNING
from schemas.master import CURRENT, LINEAGE, REJECTED, SUPERSEDED
from schemas.names import CODE_PATTERN, REVIEWS

KEY = ["period", "project_code"]
LATEST_LAST = ["sed_date", "sha256", "row"]


def reviews_of(tables: Tables, findings: tuple[Finding, ...], period: Period) -> pd.DataFrame:
    """``reviews``: of each project and period the evaluation with the later day counts, of two of
    one day that of the later sha256; a row with an error, or without score and comment, does not.
    """
    rows = tables.frames[REVIEWS]
    laid = {file: tables.laid(file, REVIEWS) for file in rows["file"].unique()}
    wrong = {
        (one.file, row)
        for one in findings
        if one.table == REVIEWS and one.severity == ERROR
        for row in one.rows
    }
    coded = rows["project_code"].str.match(CODE_PATTERN).fillna(False).astype(bool)
    usable = rows["file"].isin(tables.usable_files(REVIEWS))
    places = zip(rows["file"], rows["row"], strict=True)
    own_error = pd.Series([place in wrong for place in places], rows.index, dtype="bool")
    refused = ~coded | ~usable | own_error
    rows = rows.assign(
        fiscal_year=pd.to_numeric(rows["period"].str[:4]).astype("float64"),
        sha256=[tables.workbooks[file].laid.sha256 for file in rows["file"]],
        sheet=[sheet.title if (sheet := laid[file]) else "" for file in rows["file"]],
        standing=pd.Series(CURRENT, rows.index, dtype="str").mask(refused, REJECTED),
    ).astype({"sha256": "str", "sheet": "str"})
    chain = rows[rows["standing"] == CURRENT].sort_values(LATEST_LAST, na_position="first")
    lost = chain.index[chain.duplicated(KEY, keep="last")]
    rows["standing"] = rows["standing"].mask(rows.index.isin(lost), SUPERSEDED)
    own = [name for name in rows.columns if name not in LINEAGE]
    return up_to(rows[[*LINEAGE, *own]], period).reset_index(drop=True)


def review_files(tables: Tables, findings: tuple[Finding, ...]) -> pd.DataFrame:
    """A row of ``submissions`` for each evaluation that came back, whatever its period."""
    rows = []
    for file, workbook in tables.workbooks.items():
        if not workbook.laid.is_review:
            continue
        found = [one.severity for one in findings if one.file == file]
        period = workbook.laid.marker.get("period")
        rows.append(
            {
                "file": file,
                "sha256": workbook.laid.sha256,
                "row": 0,
                "kind": "review",
                "period": None if is_blank(period) else period,
                "revision": 1.0,
                "fate": CURRENT if workbook.sheets else REJECTED,
                "status": _status(bool(workbook.sheets), found),
                "errors": found.count(ERROR),
                "warnings": found.count(WARNING),
                "projects": len(workbook.sheets[REVIEWS].filled) if workbook.sheets else 0,
                "held_projects": 0,
                "incomplete": False,
            }
        )
    return pd.DataFrame(rows)


def _status(read: bool, found: list[str]) -> str:
    if not read:
        return REJECTED
    if ERROR in found:
        return "partly_accepted"
    return "accepted_with_warnings" if WARNING in found else "accepted"
