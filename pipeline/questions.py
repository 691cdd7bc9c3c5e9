"""Stage 7: the master -> which submissions are sent back, and what is said in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipeline.answering import Question
from pipeline.changed import changed_table
from pipeline.columns import Form
from pipeline.findings import Finding
from pipeline.gather import Tables
from pipeline.intake import InputFile
from pipeline.layout import LaidWorkbook
from pipeline.merge import Master
from pipeline.revisions import changes, earlier_revisions
from pipeline.tables import Table
from pipeline.thai import is_blank
from schemas.master import CURRENT, DUPLICATE, SUPERSEDED


def questions(
    master: Master, files: Mapping[str, InputFile], form: Form
) -> Iterator[tuple[str, Question]]:
    """(the name of the output, what is asked) for each submission that is sent back."""
    tables = master.tables
    rows = master.submissions.set_index("file", drop=False)
    earlier = earlier_revisions(rows[rows["fate"] == CURRENT])
    found: dict[str, list[Finding]] = {}
    for one in master.findings:
        found.setdefault(one.file, []).append(one)
    for file in _sent_back(master):
        row: Any = rows.loc[file]
        code = "unknown" if is_blank(row["agency_code"]) else row["agency_code"]
        yield (
            f"feedback/{code}-{row['sha256'][:8]}.xlsx",
            Question(
                files[file],
                _places(tables.workbooks[file].laid),
                found[file],
                form,
                revision=int(row["revision"]),
                agency_name=row["agency_name"] if isinstance(row["agency_name"], str) else "",
                period_label=master.period.label_th,
                changed=_changed(tables, earlier.get(file), file),
            ),
        )


def _sent_back(master: Master) -> list[str]:
    """The files of the period, or of a doubtful one, that can be read and have findings."""
    found = {one.file for one in master.findings}
    covers = master.submissions
    re_used = {one.file for one in master.findings if one.check == "COV-08"}
    of_period = covers["period"].isna() | (covers["period"] == str(master.period))
    of_period |= covers["file"].isin(re_used)
    replaced = covers["status"].isin([DUPLICATE, SUPERSEDED]) | (covers["kind"] == "review")
    files = covers.loc[of_period & ~replaced, "file"]
    return [file for file in files if file in found and master.tables.workbooks[file].laid.readable]


def _places(laid: LaidWorkbook) -> LaidWorkbook:
    """Where everything stands, without what stands there: the workbook is read again."""
    sheets = {
        name: sheet if name == "covers" else replace(sheet, numbers=[], columns={})
        for name, sheet in laid.sheets.items()
    }
    return replace(laid, sheets=sheets)


def _changed(tables: Tables, earlier: str | None, file: str) -> Table | None:
    """What the file changed against the revision that it replaces."""
    if earlier is None:
        return None
    return changed_table(list(changes(tables, earlier, file)), earlier, file)
