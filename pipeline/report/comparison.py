"""Stage 7: เทียบไตรมาสก่อน: each project's figures beside last quarter's, restatements, transfers."""

from __future__ import annotations

import pandas as pd

from pipeline.columns import Column
from pipeline.report.facts import Facts, rows_of
from pipeline.report.projects import WHO, named
from pipeline.tables import Table
from schemas.lists import agencies, transfers

SHEET = "เทียบไตรมาสก่อน"
PROGRESS = (
    Column("before_progress", "ความก้าวหน้าไตรมาสก่อน ตามที่ส่ง (ร้อยละ)", "percent", width=14),
    Column("before_progress_now", "ความก้าวหน้าไตรมาสก่อน ปรับแล้ว (ร้อยละ)", "percent", width=13),
    Column("actual_progress", "ความก้าวหน้าไตรมาสนี้ (ร้อยละ)", "percent", width=12),
    Column("progress_change", "ความก้าวหน้าเปลี่ยนแปลง (จุด)", "percent", width=12),
)
SPENT = (
    Column("before_spent", "เบิกจ่ายไตรมาสก่อน ตามที่ส่ง (บาท)", "money", width=18),
    Column("before_spent_now", "เบิกจ่ายไตรมาสก่อน ปรับแล้ว (บาท)", "money", width=18),
    Column("spent", "เบิกจ่ายไตรมาสนี้ (บาท)", "money", width=18),
    Column("spent_change", "เบิกจ่ายเปลี่ยนแปลง (บาท)", "money", width=18),
)
BUDGET = (
    Column("before_budget_current", "งบประมาณหลังปรับโอนไตรมาสก่อน (บาท)", "money", width=18),
    Column("budget_current", "งบประมาณหลังปรับโอนไตรมาสนี้ (บาท)", "money", width=18),
)

COLUMNS = (
    *WHO,
    Column("before_status", "สถานะไตรมาสก่อน", width=16),
    Column("status", "สถานะไตรมาสนี้", width=16),
    *PROGRESS,
    *SPENT,
    *BUDGET,
    Column("restated", "ปรับตัวเลขย้อนหลัง (เดิม → ใหม่)", width=52),
    Column("before_file", "แฟ้มของไตรมาสก่อน", width=30),
    Column("before_row", "แถวในแท็บโครงการของแฟ้มก่อน", "integer", width=12),
    Column("before_last_file", "แฟ้มของรายงานสุดท้ายไตรมาสก่อน", width=30),
    Column("before_last_row", "แถวของรายงานนั้น", "integer", width=12),
    Column("now_last_file", "แฟ้มของรายงานที่นับวันนี้", width=30),
    Column("now_last_row", "แถวของรายงานที่นับวันนี้", "integer", width=12),
    Column("moved", "การโอนโครงการ", width=40),
)


def comparison(facts: Facts) -> Table:
    """One row a project known: a restated figure stands beside the original."""
    return Table(
        sheet=SHEET,
        name="comparison",
        title=facts.title("เทียบกับไตรมาสก่อน"),
        source=facts.source("ร้อยละ · บาท"),
        columns=COLUMNS,
        rows=rows_of(_compared(facts), COLUMNS),
        notes=(_before(facts), "เปลี่ยนแปลง = ไตรมาสนี้ - ไตรมาสก่อน (ที่ปรับแล้ว หากมีการปรับ)"),
    )


def _before(facts: Facts) -> str:
    period = facts.evaluation.period
    if period.quarter == 1:
        return "ไตรมาสที่ 1 ไม่มีไตรมาสก่อนในปีงบประมาณเดียวกัน ช่องของไตรมาสก่อนจึงว่าง"
    return (
        f"ไตรมาสก่อน: {period.previous().label_th} ตามแฟ้มที่นับในไตรมาสนั้น "
        "ตัวเลขที่หน่วยงานปรับย้อนหลังแสดงคู่กับตัวเลขเดิม"
    )


def _compared(facts: Facts) -> pd.DataFrame:
    rows = named(facts)
    return rows.assign(moved=rows["project_code"].map(_moves(facts)).astype("str"))


def _moves(facts: Facts) -> dict[str, str]:
    """The transfers that began in this quarter, by project."""
    names = {agency.code: agency.name for agency in agencies()}
    return {
        one.project_code: (
            f"จาก {names.get(one.from_agency, one.from_agency)} "
            f"ไป {names.get(one.to_agency, one.to_agency)} ({one.authority})"
        )
        for one in transfers()
        if one.from_period == str(facts.evaluation.period)
    }
