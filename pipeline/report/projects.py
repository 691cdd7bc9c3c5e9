"""Stage 7: the tables of one row a project or indicator: รายโครงการ, ตัวชี้วัด, งบประมาณ."""

from __future__ import annotations

import pandas as pd

from pipeline import texts
from pipeline.columns import Column
from pipeline.report.facts import ATTENTION_MARKS, BUDGET_SHEET, MONEY, Facts, plain, rows_of
from pipeline.tables import Formula, Table
from schemas.kpis import MORE_IS_BETTER
from schemas.master import CURRENT

SCHEDULE_MARKS = {"ล่าช้ามาก": "red", "ล่าช้า": "yellow", "ประเมินไม่ได้": "grey", "ยังไม่รายงาน": "grey"}
WHO = (
    Column("project_code", "รหัสโครงการ", "code", width=17),
    Column("project_name", "ชื่อโครงการ", width=42),
    Column("agency_name", "หน่วยงาน", width=26),
)
RATE = (
    Column("spending_rate", "อัตราเบิกจ่าย (ร้อยละ)", "percent", width=13),
    Column("spending_target", "เป้าหมายเบิกจ่าย (ร้อยละ)", "percent", width=13),
)
SOURCE = (Column("file", "แฟ้มที่มา", width=30), Column("row", "แถวในแท็บโครงการ", "integer", width=12))

PROJECT_SHEET = "รายโครงการ"
PROJECT_COLUMNS = (
    *WHO,
    Column("group", "กลุ่มเขต", width=18),
    Column("mission_type", "ประเภทภารกิจ", width=20),
    Column("strategy_key", "ยุทธศาสตร์", width=30),
    Column("section", "ส่วนราชการ", "code", width=12),
    Column("standing_th", "การนับ", width=16),
    Column("attention", "สีติดตาม", width=10),
    Column("schedule", "เทียบแผน", width=14),
    Column("reasons", "เหตุผล", width=60),
    Column("status", "สถานะที่รายงาน", width=16),
    Column("status_by_data", "สถานะตามข้อมูล", width=16),
    Column("differs", "ต่างกัน", width=9),
    Column("actual_progress", "ความก้าวหน้าจริง (ร้อยละ)", "percent", width=13),
    Column("planned_progress", "ความก้าวหน้าตามแผน (ร้อยละ)", "percent", width=13),
    Column("deviation", "ต่างจากแผน (จุด)", "percent", width=11),
    Column("months_reported", "เดือนที่รายงาน (จาก 3)", "integer", width=11),
    Column("last_report", "รายงานล่าสุด", "date", width=13),
    Column("days_since", "วันนับจากรายงานล่าสุด", "integer", width=11),
    Column("stalled_days", "ความก้าวหน้าคงที่ (วัน)", "integer", width=11),
    Column("stalled_since", "คงที่เกินเกณฑ์ตั้งแต่", "date", width=13),
    Column("forecast_finish", "คาดว่าเสร็จ", "date", width=13),
    Column("start_date", "วันเริ่มต้น", "date", width=13),
    Column("end_date", "วันสิ้นสุด", "date", width=13),
    *MONEY,
    *RATE,
    Column("kpis", "ตัวชี้วัด", "integer", width=9),
    Column("kpis_computed", "ประเมินได้", "integer", width=9),
    Column("kpis_met", "บรรลุ", "integer", width=9),
    Column("finished_th", "สำเร็จตามเป้าหมาย", width=14),
    Column("sed_score", "คะแนน สยป.", "number", width=10),
    *SOURCE,
    Column("last_file", "แฟ้มของรายงานล่าสุด", width=30),
    Column("last_row", "แถวในแท็บความก้าวหน้า", "integer", width=12),
)
BUDGET_COLUMNS = (
    *WHO,
    *MONEY,
    *RATE,
    Column("gap", "ต่างจากเป้าหมาย (จุด)", "percent", width=12),
    *SOURCE,
)


def projects(facts: Facts) -> Table:
    """One row a project known in the year, all measures, why one is blank, and where it stands."""
    return Table(
        sheet=PROJECT_SHEET,
        name="projects",
        title=facts.title("ผลการประเมินรายโครงการ"),
        source=facts.source("ร้อยละ · บาท · วัน"),
        columns=PROJECT_COLUMNS,
        rows=rows_of(named(facts), PROJECT_COLUMNS),
        marks={"attention": ATTENTION_MARKS, "schedule": SCHEDULE_MARKS},
        notes=(facts.schedule_note, facts.spending_note),
    )


def indicators(facts: Facts) -> Table:
    """One row an indicator that counts."""
    columns = (
        *WHO,
        Column("kpi_code", "รหัสตัวชี้วัด", "code", width=12),
        Column("kpi_name", "ตัวชี้วัด", width=46),
        Column("unit", "หน่วยนับ", width=12),
        Column("target_shown", "ค่าเป้าหมาย", "number", width=12),
        Column("result", "ผลงานสะสม", "number", width=12),
        Column("direction", "ทิศทาง", width=15),
        Column("achievement", "ผลสำเร็จ (ร้อยละของเป้าหมาย)", "percent", width=14),
        Column("met_th", "บรรลุเป้าหมาย", width=14),
        Column("kpi_type", "ประเภทตัวชี้วัด", width=22),
        Column("kpi_level", "ระดับตัวชี้วัด", width=18),
        Column("file", "แฟ้มที่มา", width=30),
        Column("row", "แถวในแท็บตัวชี้วัด", "integer", width=12),
    )
    rows = facts.evaluation.kpis
    known = facts.evaluation.projects.set_index("project_code")
    rows = rows.assign(
        project_name=rows["project_code"].map(known["project_name"]),
        agency_name=_agency_names(facts, rows["agency_code"]),
        direction=rows["direction"].fillna(MORE_IS_BETTER),
        met_th=_yes_no(rows["met"]),
        target_shown=rows["target"]
        .astype(object)
        .where(rows["target"].notna(), rows["target_typed"]),
    )
    return Table(
        sheet="ตัวชี้วัด",
        name="indicators",
        title=facts.title("ตัวชี้วัดของโครงการ"),
        source=facts.source("ตามหน่วยนับของแต่ละตัวชี้วัด"),
        columns=columns,
        rows=rows_of(rows, columns),
        marks={"met_th": {texts.NO: "yellow", "ประเมินไม่ได้": "grey"}},
        notes=("“ประเมินไม่ได้”: ไม่มีผลงาน หรือค่าเป้าหมายไม่ใช่ตัวเลข · ผลสำเร็จแสดงตามจริง ไม่ตัดที่ร้อยละ 100",),
    )


def budget(facts: Facts) -> Table:
    """One row a project that was taken in this quarter; money as live sums."""
    rows = named(facts)
    rows = rows[rows["standing"] == CURRENT]
    rows = rows.assign(gap=rows["spending_rate"] - rows["spending_target"])
    total = tuple(
        Formula("=SUM({self}{first}:{self}{last})", round(float(rows[column.name].sum()), 2))
        if column in MONEY
        else None
        for column in BUDGET_COLUMNS
    )
    return Table(
        sheet=BUDGET_SHEET,
        name="budget",
        title=facts.title("งบประมาณและการเบิกจ่ายรายโครงการ"),
        source=facts.source("บาท · ร้อยละ"),
        columns=BUDGET_COLUMNS,
        rows=rows_of(rows, BUDGET_COLUMNS),
        total=("รวม", *total[1:]),
        notes=(
            "คงเหลือ = งบประมาณหลังปรับโอน - เบิกจ่ายสะสม - ก่อหนี้ผูกพันคงค้าง · เบิกจ่ายตามรายงานล่าสุดของโครงการ",
            "รวมโครงการที่ยกเลิกในยอดเงิน แต่ไม่รวมในอัตรา",
            facts.spending_note,
        ),
    )


def named(facts: Facts) -> pd.DataFrame:
    """The projects with the words that people read."""
    rows = facts.evaluation.projects
    as_of = pd.Timestamp(facts.evaluation.as_of)
    return rows.assign(
        agency_name=_agency_names(facts, rows["agency_code"]),
        standing_th=rows["standing"].map(texts.STANDING),
        differs=rows["status_differs"].map({True: "ต่าง"}),
        finished_th=_yes_no(rows["finished_as_targeted"]).where(rows["standing"] == CURRENT),
        days_since=(as_of - rows["last_report"]).dt.days,
    )


def _agency_names(facts: Facts, codes: pd.Series) -> pd.Series:
    agencies = facts.evaluation.agencies
    return codes.map(dict(zip(agencies["agency_code"], agencies["agency_name"], strict=True)))


def _yes_no(flags: pd.Series) -> pd.Series:
    words = {True: texts.YES, False: texts.NO, None: "ประเมินไม่ได้"}
    return pd.Series([words[plain(flag)] for flag in flags], index=flags.index, dtype="str")
