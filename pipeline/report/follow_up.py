"""Stage 7: ปัญหาและอุปสรรค and โครงการที่ต้องติดตาม: what somebody has to look after."""

from __future__ import annotations

from pipeline.columns import Column
from pipeline.measures import RED, YELLOW
from pipeline.report.facts import ATTENTION_MARKS, Facts, form_column, rows_of
from pipeline.report.projects import WHO, named
from pipeline.tables import Table
from schemas.master import CURRENT

LAST = Column("last_report", "รายงานล่าสุด", "date", width=13)
PLACE = (
    Column("last_file", "แฟ้มของรายงานล่าสุด", width=30),
    Column("last_row", "แถวในแท็บความก้าวหน้า", "integer", width=12),
)
RED_FIRST = (RED, YELLOW)


def problems(facts: Facts) -> Table:
    """One row a project whose last report names a real problem or obstacle."""
    columns = (
        *WHO,
        LAST,
        *(form_column(name, 40) for name in ("problem", "obstacle", "remedy", "decision_needed")),
        *PLACE,
    )
    rows = named(facts)
    real = rows["problem"].notna() | rows["obstacle"].notna()
    return Table(
        sheet="ปัญหาและอุปสรรค",
        name="problems",
        title=facts.title("ปัญหาและอุปสรรคของโครงการ"),
        source=facts.source("ข้อความตามรายงานล่าสุดของโครงการ"),
        columns=columns,
        rows=rows_of(rows[real & (rows["standing"] == CURRENT)], columns),
        notes=("“ไม่มี” “-” และช่องว่าง ไม่นับเป็นปัญหา",),
    )


def watched(facts: Facts) -> Table:
    """One row a red or yellow project with every reason, red first, then by money left."""
    columns = (
        Column("attention", "สีติดตาม", width=10),
        *WHO,
        Column("reasons", "เหตุผล", width=60),
        Column("schedule", "เทียบแผน", width=14),
        Column("actual_progress", "ความก้าวหน้าจริง (ร้อยละ)", "percent", width=13),
        Column("planned_progress", "ความก้าวหน้าตามแผน (ร้อยละ)", "percent", width=13),
        Column("end_date", "วันสิ้นสุด", "date", width=13),
        Column("money_left", "คงเหลือ (บาท)", "money", width=18),
        LAST,
        *PLACE,
    )
    rows = named(facts)
    rows = rows[rows["attention"].isin(RED_FIRST)]
    rows = rows.assign(rank=rows["attention"].map(RED_FIRST.index)).sort_values(
        ["rank", "money_left", "project_code"], ascending=[True, False, True]
    )
    return Table(
        sheet="โครงการที่ต้องติดตาม",
        name="watched",
        title=facts.title("โครงการที่ต้องติดตาม"),
        source=facts.source("ร้อยละ · บาท"),
        columns=columns,
        rows=rows_of(rows, columns),
        marks={"attention": ATTENTION_MARKS},
        notes=("เรียงสีแดงก่อน แล้วตามเงินคงเหลือมากไปน้อย", facts.schedule_note),
    )
