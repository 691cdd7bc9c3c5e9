"""Stage 7: the tables of one row an agency: รายเขต and การส่งรายงาน."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline import texts
from pipeline.columns import Column
from pipeline.report.facts import Facts, rows_of
from pipeline.report.groups import MEASURES, group_notes, measures_of, total_of
from pipeline.tables import Table
from pipeline.thai_text import short_date
from schemas.master import DUPLICATE, SUPERSEDED

STATUS_MARKS = {
    texts.SUBMISSION_STATUS["rejected"][0]: "error",
    texts.SUBMISSION_STATUS["partly_accepted"][0]: "warning",
    texts.SUBMISSION_STATUS["not_received"][0]: "grey",
}
AGENCY = (
    Column("agency_code", "รหัสหน่วยงาน", "code", width=12),
    Column("agency_name", "หน่วยงาน", width=30),
    Column("group", "กลุ่มเขต", width=20),
    Column("status_th", "สถานะการส่ง", width=20),
)


def districts(facts: Facts) -> Table:
    """One row an expected agency; sums as live formulas."""
    columns = (*AGENCY, *MEASURES)
    rows = _with_measures(facts)
    return Table(
        sheet="รายเขต",
        name="districts",
        title=facts.title("ผลการประเมินรายเขต"),
        source=facts.source("โครงการ · บาท · ร้อยละ"),
        columns=columns,
        rows=rows_of(rows, columns),
        total=total_of(facts, columns, rows),
        marks={"status_th": STATUS_MARKS},
        notes=(
            "หน่วยงานที่ยังไม่ส่งแสดงเป็นช่องว่าง มิใช่ศูนย์บาท · ไม่จัดอันดับหน่วยงานโดยไม่ดูจำนวนโครงการที่นับ",
            *group_notes(facts),
        ),
    )


def submissions(facts: Facts) -> Table:
    """One row an expected agency: what it sent, when, and what was found in it."""
    columns = (
        *AGENCY,
        Column("files", "แฟ้มที่ส่ง", "count", width=10),
        Column("revision", "ครั้งที่ส่งล่าสุด", "integer", width=11),
        Column("submitted_on", "วันที่ส่ง", "date", width=13),
        Column("late", "ทันกำหนด", width=22),
        Column("projects", "โครงการ", "count", width=10),
        Column("held_projects", "พักไว้", "count", width=9),
        Column("held_budget", "งบประมาณที่พักไว้ (บาท)", "money", width=18),
        Column("errors", "ต้องแก้ไข", "count", width=10),
        Column("warnings", "ควรตรวจ", "count", width=10),
    )
    return Table(
        sheet="การส่งรายงาน",
        name="submissions",
        title=facts.title("การส่งรายงานของหน่วยงาน"),
        source=facts.source("แฟ้ม · โครงการ · บาท"),
        columns=columns,
        rows=rows_of(_sent(facts), columns),
        marks={"status_th": STATUS_MARKS},
        notes=("สถานะและจำนวนข้อค้นพบนับจากแฟ้มที่ยังไม่มีฉบับใหม่แทน",),
    )


def _named(facts: Facts) -> pd.DataFrame:
    agencies = facts.evaluation.agencies
    words = {status: words[0] for status, words in texts.SUBMISSION_STATUS.items()}
    return agencies.assign(status_th=agencies["status"].map(words))


def _with_measures(facts: Facts) -> pd.DataFrame:
    return _named(facts).join(measures_of(facts, "agency"), on="agency_code")


def _sent(facts: Facts) -> pd.DataFrame:
    files = facts.master.submissions
    files = files[files["period"].isna() | (files["period"] == str(facts.evaluation.period))]
    files = files[~files["status"].isin([SUPERSEDED, DUPLICATE])]
    by = files.sort_values(["revision", "submitted_on"]).groupby("agency_code")
    counts = by.agg(
        files=("file", "size"),
        revision=("revision", "max"),
        submitted_on=("submitted_on", "max"),
        projects=("projects", "max"),
        errors=("errors", "sum"),
        warnings=("warnings", "sum"),
    )
    held = facts.evaluation.groups
    held = held[(held["kind"] == "agency") & (held["projects_known"] > 0)].set_index("key")
    held = held[["held_projects", "held_budget"]]
    rows = _named(facts).join(counts, on="agency_code").join(held, on="agency_code")
    deadline = facts.origin.run.settings.deadlines.get(str(facts.evaluation.period))
    late = [_timeliness(day, deadline) for day in rows["submitted_on"]]
    return rows.assign(late=pd.Series(late, index=rows.index, dtype="str"))


def _timeliness(day: Any, deadline: Any) -> str | None:
    if pd.isna(day):
        return None
    if deadline is None:
        return texts.NO_DEADLINE
    return "ทันกำหนด" if day.date() <= deadline else f"หลังกำหนด {short_date(deadline)}"
