"""Stage 7: สารบัญ and สรุปผู้บริหาร."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipeline import texts
from pipeline.columns import Column
from pipeline.measures import ATTENTIONS, SCHEDULES
from pipeline.report.facts import ATTENTION_MARKS, BAHT, PERCENT, PROJECTS, Facts
from pipeline.tables import Chart, Figure, Link, Series, Table
from schemas.master import CURRENT
from schemas.projects import CANCELLED, STATUSES

SUMMARY, CONTENTS = "สรุปผู้บริหาร", "สารบัญ"
ATTENTION_LEGEND = (
    "แดง: ต้องแก้ไขทันที (ล่าช้ามาก พ้นวันสิ้นสุด หรือคงที่นาน)",
    "เหลือง: ต้องติดตาม",
    "เขียว: ไม่พบเหตุที่ต้องติดตาม",
    "เทา: ยังบอกไม่ได้ (พักไว้ ยังไม่รายงาน หรือไม่มีทั้งแผนและวันสิ้นสุด)",
)


def contents(facts: Facts, sheets: Sequence[Table]) -> Table:
    """Where everything is, with links, and what the words mean."""
    columns = (
        Column("number", "ลำดับ", "integer", width=8),
        Column("sheet", "แท็บ", width=26),
        Column("what", "เนื้อหา", width=60),
        Column("rows", "จำนวนแถว", "count", width=12),
    )
    rows = [
        (place, Link(sheet.sheet, sheet.sheet), sheet.title, len(sheet.rows))
        for place, sheet in enumerate(sheets, 1)
    ]
    return Table(
        sheet=CONTENTS,
        name="contents",
        title=facts.title("ผลการประเมินโครงการของสำนักงานเขต"),
        source=facts.source("ตามที่ระบุในแต่ละตาราง"),
        columns=columns,
        rows=tuple(rows),
        notes=(
            *([texts.SAMPLE_NOTE] if facts.origin.sample else []),
            "“ประเมินไม่ได้” หมายถึงขาดข้อมูล มิใช่ศูนย์ ดูเหตุผลในแท็บรายโครงการ",
            "คะแนนของ สยป. มาจากแบบประเมินของ สยป. เท่านั้น ระบบไม่คำนวณ",
            *ATTENTION_LEGEND,
            facts.schedule_note,
            facts.spending_note,
        ),
    )


def executive(facts: Facts) -> Table:
    """The headline figures, each with what it is counted over, and the attention chart."""
    rows = _headlines(facts)
    first = next(place for place, row in enumerate(rows) if row[0].startswith("สีติดตาม"))
    return Table(
        sheet=SUMMARY,
        name="summary",
        title=facts.title("สรุปสำหรับผู้บริหาร"),
        source=facts.source("ตามที่ระบุในตาราง"),
        columns=(
            Column("item", "รายการ", width=38),
            Column("value", "ค่า", "number", width=17),
            Column("unit", "หน่วย", width=10),
            Column("base", "นับจาก", width=34),
        ),
        rows=tuple(rows),
        notes=(*ATTENTION_LEGEND, facts.schedule_note, facts.spending_note),
        charts=(_attention_chart(facts, first),),
    )


def _attention_chart(facts: Facts, first: int) -> Chart:
    counts = ", ".join(f"{word} {int(facts.overall[f'attention_{word}'])}" for word in ATTENTIONS)
    return Chart(
        title="จำนวนโครงการตามสีติดตาม",
        kind="bar",
        categories="item",
        series=(
            Series("value", "จำนวนโครงการ", tuple(ATTENTION_MARKS[word] for word in ATTENTIONS)),
        ),
        alt=f"แผนภูมิแท่งแสดงจำนวนโครงการตามสีติดตาม: {counts} โครงการ",
        unit=PROJECTS,
        rows=(first, first + len(ATTENTIONS) - 1),
    )


def _headlines(facts: Facts) -> list[tuple[str, Figure, str, str]]:
    overall = facts.overall
    target = facts.evaluation.criteria.spending_targets[facts.evaluation.period.quarter - 1]
    counted = f"โครงการที่นับ {int(overall['projects_counted'])} จาก {int(overall['projects_known'])}"

    def number(
        item: str, value: float, base: str, unit: str = PROJECTS
    ) -> tuple[str, Figure, str, str]:
        return (item, Figure(value, "count"), unit, base)

    here = facts.evaluation.projects
    here = here[here["standing"] == CURRENT]

    def having(*names: str, rows: pd.DataFrame = here) -> str:
        return f"{int(rows[list(names)].notna().all(axis=1).sum())} จาก {len(rows)} โครงการที่มีข้อมูล"

    counting = here[here["status"] != CANCELLED]

    def share(item: str, name: str, base: str) -> tuple[str, Figure, str, str]:
        return (item, Figure(overall[name], "percent"), PERCENT, base)

    def amount(item: str, name: str) -> tuple[str, Figure, str, str]:
        return (item, Figure(overall[name], "money"), BAHT, having(name))

    return [
        number(
            "หน่วยงานที่นับในไตรมาสนี้",
            facts.agencies_in,
            f"หน่วยงานที่ต้องส่ง {facts.agencies_expected}",
            "หน่วยงาน",
        ),
        number("โครงการที่รู้จักในปีงบประมาณ", overall["projects_known"], "ทุกแฟ้มที่รับในปีงบประมาณ"),
        number("โครงการที่นับ (ไม่รวมยกเลิกและพักไว้)", overall["projects_counted"], counted),
        number("โครงการที่พักไว้", overall["held_projects"], "มีข้อผิดพลาดที่หน่วยงานต้องแก้ไข"),
        *[
            number(f"สีติดตาม: {word}", overall[f"attention_{word}"], "โครงการที่รู้จัก")
            for word in ATTENTIONS
        ],
        *[
            number(f"สถานะ: {word}", overall[f"status_{word}"], "ตามที่หน่วยงานรายงาน")
            for word in STATUSES
        ],
        *[
            number(f"เทียบแผน: {word}", overall[f"schedule_{word}"], "โครงการที่รับเข้าในไตรมาสนี้")
            for word in SCHEDULES
        ],
        share("ความก้าวหน้าเฉลี่ย", "mean_progress", having("actual_progress", rows=counting)),
        share(
            "ความก้าวหน้าเฉลี่ยถ่วงน้ำหนักงบประมาณ",
            "weighted_progress",
            having("actual_progress", "budget_current", rows=counting),
        ),
        amount("งบประมาณที่ได้รับอนุมัติ", "budget_approved"),
        amount("งบประมาณหลังปรับโอน", "budget_current"),
        amount("เบิกจ่ายสะสม", "spent"),
        amount("ก่อหนี้ผูกพันคงค้าง", "committed"),
        amount("คงเหลือ", "money_left"),
        share("อัตราเบิกจ่าย", "spending_rate", having("spent", "budget_current", rows=counting)),
        ("เป้าหมายการเบิกจ่ายของไตรมาส", Figure(target, "percent"), PERCENT, "ดูหมายเหตุ"),
        number(
            "ตัวชี้วัดที่บรรลุเป้าหมาย",
            overall["kpis_met"],
            f"ตัวชี้วัดที่ประเมินได้ {int(overall['kpis_computed'])}",
            "ตัวชี้วัด",
        ),
        share("งานประจำที่สำเร็จตามเป้าหมาย", "routine_indicator", "โครงการงานประจำที่ไม่ยกเลิก"),
    ]
