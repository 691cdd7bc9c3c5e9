"""Stage 7: สารบัญ and สรุปผู้บริหาร."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipeline import texts
from pipeline.columns import Column
from pipeline.measures import ATTENTIONS, SCHEDULES
from pipeline.report.facts import ATTENTION_MARKS, BAHT, MONEY, PERCENT, PROJECTS, Facts
from pipeline.tables import Chart, Figure, Link, Series, Table
from schemas.master import CURRENT
from schemas.projects import CANCELLED, STATUSES

Headline = tuple[str, Figure, str, str]
"""Item, figure, unit, and what it is counted over."""

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


def _headlines(facts: Facts) -> list[Headline]:
    return [*_counts(facts), *_progress_and_money(facts), *_results(facts)]


def _counts(facts: Facts) -> list[Headline]:
    overall = facts.overall
    words = [
        *((f"สีติดตาม: {word}", f"attention_{word}", "โครงการที่รู้จัก") for word in ATTENTIONS),
        *((f"สถานะ: {word}", f"status_{word}", "ตามที่หน่วยงานรายงาน") for word in STATUSES),
        *((f"เทียบแผน: {word}", f"schedule_{word}", "โครงการที่รับเข้าในไตรมาสนี้") for word in SCHEDULES),
    ]
    counted = f"โครงการที่นับ {int(overall['projects_counted'])} จาก {int(overall['projects_known'])}"
    rows = [
        ("โครงการที่รู้จักในปีงบประมาณ", "projects_known", "ทุกแฟ้มที่รับในปีงบประมาณ"),
        ("โครงการที่นับ (ไม่รวมยกเลิกและพักไว้)", "projects_counted", counted),
        ("โครงการที่พักไว้", "held_projects", "มีข้อผิดพลาดที่หน่วยงานต้องแก้ไข"),
        *words,
    ]
    agencies = Figure(facts.agencies_in, "count")
    expected = f"หน่วยงานที่ต้องส่ง {facts.agencies_expected}"
    return [
        ("หน่วยงานที่นับในไตรมาสนี้", agencies, "หน่วยงาน", expected),
        *((item, Figure(overall[name], "count"), PROJECTS, base) for item, name, base in rows),
    ]


def _progress_and_money(facts: Facts) -> list[Headline]:
    here = facts.evaluation.projects
    here = here[here["standing"] == CURRENT]
    counting = here[here["status"] != CANCELLED]
    overall = facts.overall
    shares = [
        ("ความก้าวหน้าเฉลี่ย", "mean_progress", ("actual_progress",)),
        (
            "ความก้าวหน้าเฉลี่ยถ่วงน้ำหนักงบประมาณ",
            "weighted_progress",
            ("actual_progress", "budget_current"),
        ),
        ("อัตราเบิกจ่าย", "spending_rate", ("spent", "budget_current")),
    ]
    return [
        *(
            (item, Figure(overall[name], "percent"), PERCENT, _having(counting, *needed))
            for item, name, needed in shares
        ),
        *(
            (one.label, Figure(overall[one.name], "money"), BAHT, _having(here, one.name))
            for one in MONEY
        ),
    ]


def _having(rows: pd.DataFrame, *names: str) -> str:
    """Over how many of the projects a figure is counted: those that have all it needs."""
    number = int(rows[list(names)].notna().all(axis=1).sum())
    return f"{number} จาก {len(rows)} โครงการที่มีข้อมูล"


def _results(facts: Facts) -> list[Headline]:
    overall = facts.overall
    target = facts.evaluation.criteria.spending_targets[facts.evaluation.period.quarter - 1]
    met, routine = (
        Figure(overall["kpis_met"], "count"),
        Figure(overall["routine_indicator"], "percent"),
    )
    computed = f"ตัวชี้วัดที่ประเมินได้ {int(overall['kpis_computed'])}"
    return [
        ("เป้าหมายการเบิกจ่ายของไตรมาส", Figure(target, "percent"), PERCENT, "ดูหมายเหตุ"),
        ("ตัวชี้วัดที่บรรลุเป้าหมาย", met, "ตัวชี้วัด", computed),
        ("งานประจำที่สำเร็จตามเป้าหมาย", routine, PERCENT, "โครงการงานประจำที่ไม่ยกเลิก"),
    ]
