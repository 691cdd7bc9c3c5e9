"""Stage 7: สารบัญ and สรุปผู้บริหาร."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipeline import texts
from pipeline.columns import Column
from pipeline.measures import ATTENTIONS, SCHEDULES
from pipeline.report.facts import ATTENTION_MARKS, BAHT, MONEY, PERCENT, PROJECTS, Facts
from pipeline.report.summary import decisions, headlines, quarters_so_far, sentences
from pipeline.tables import Chart, Figure, Link, Series, Table
from schemas.master import CURRENT
from schemas.projects import CANCELLED, STATUSES

Row = tuple[Any, ...]
"""A row of สรุปผู้บริหาร; of a plain count: item, figure, unit, what it is counted over."""

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


COLUMNS = (
    Column("item", "รายการ", width=44),
    Column("value", "ค่า", "number", width=18),
    Column("before", "ไตรมาสก่อน", "number", width=18),
    Column("change", "เปลี่ยนแปลง", "number", width=18),
    Column("target", "แผนหรือเป้าหมาย", "number", width=16),
    Column("unit", "หน่วย", width=10),
    Column("base", "นับจาก", width=44),
)


def executive(facts: Facts, by_group: Table) -> Table:
    """Headline figures with last quarter's, the quarters so far, what is to be decided; charts.

    ``by_group``: the table of the district groups, over which the first chart is drawn.
    """
    rows = [*_headlines(facts), *_so_far(facts), *_decisions(facts)]
    return Table(
        sheet=SUMMARY,
        name="summary",
        title=facts.title("สรุปสำหรับผู้บริหาร"),
        source=facts.source("ตามที่ระบุในตาราง"),
        columns=COLUMNS,
        rows=tuple(rows),
        notes=(
            *sentences(facts),
            "ไตรมาสก่อน: ตามการประเมินของไตรมาสก่อนในปีงบประมาณเดียวกัน ว่าง = ไม่มี",
            *ATTENTION_LEGEND,
            facts.schedule_note,
            facts.spending_note,
        ),
        charts=_charts(facts, rows, by_group),
    )


def _charts(facts: Facts, rows: list[Row], by_group: Table) -> tuple[Chart, ...]:
    status, progress, spending = (
        _span(rows, start) for start in ("สถานะ: ", "ความก้าวหน้า ณ", "เบิกจ่าย ณ")
    )
    return (
        Chart(
            title="จำนวนโครงการตามสีติดตาม รายกลุ่มเขต",
            kind="stacked",
            categories="key",
            series=tuple(
                Series(f"attention_{word}", word, (ATTENTION_MARKS[word],)) for word in ATTENTIONS
            ),
            alt=f"แผนภูมิแท่งซ้อน จำนวนโครงการตามสีติดตามของแต่ละกลุ่มเขต รวม {_said(facts, 'attention', ATTENTIONS)}",
            unit=PROJECTS,
            of=by_group,
        ),
        _by_quarter("ความก้าวหน้าจริงเทียบกับแผน", ("จริง", "แผน"), progress),
        _by_quarter("การเบิกจ่ายเทียบกับเป้าหมาย", ("เบิกจ่ายจริง", "เป้าหมาย"), spending),
        Chart(
            title="จำนวนโครงการตามสถานะที่รายงาน",
            kind="bar",
            categories="item",
            series=(Series("value", "จำนวนโครงการ"),),
            alt=f"แผนภูมิแท่ง จำนวนโครงการตามสถานะ: {_said(facts, 'status', STATUSES)}",
            unit=PROJECTS,
            rows=status,
        ),
    )


def _by_quarter(title: str, labels: tuple[str, str], rows: tuple[int, int]) -> Chart:
    """The figure of each quarter so far beside what was planned or aimed at."""
    ours, aim = labels
    return Chart(
        title=f"{title} รายไตรมาส",
        kind="column",
        categories="item",
        series=(Series("value", ours), Series("target", aim)),
        alt=f"แผนภูมิแท่ง {title} ณ สิ้นแต่ละไตรมาส หน่วยเป็นร้อยละ ตัวเลขอยู่ในตาราง",
        unit=PERCENT,
        rows=rows,
    )


def _span(rows: list[Row], start: str) -> tuple[int, int]:
    places = [place for place, row in enumerate(rows) if str(row[0]).startswith(start)]
    return places[0], places[-1]


def _said(facts: Facts, what: str, words: Sequence[str]) -> str:
    return ", ".join(f"{word} {int(facts.overall[f'{what}_{word}'])}" for word in words)


def _headlines(facts: Facts) -> list[Row]:
    told = [
        (
            one.item,
            Figure(one.value, one.kind),
            Figure(one.before, one.kind),
            Figure(one.change, one.kind),
            Figure(facts.spending_target, "percent") if one.item == "อัตราเบิกจ่าย" else None,
            one.unit,
            one.base,
        )
        for one in headlines(facts)
    ]
    rest = [*_counts(facts), *_progress_and_money(facts), *_results(facts)]
    known = {row[0] for row in told}
    more = [(item, value, None, None, None, *base) for item, value, *base in rest]
    return [*told, *(row for row in more if row[0] not in known)]


def _so_far(facts: Facts) -> list[Row]:
    """The quarters of the year so far, with what was planned and what is the target."""
    quarters = quarters_so_far(facts)
    return [
        (
            f"{what} ณ {one.label}",
            Figure(value, "percent"),
            None,
            None,
            Figure(aim, "percent"),
            PERCENT,
            base,
        )
        for what, base, pairs in (
            (
                "ความก้าวหน้า",
                "โครงการที่นับในไตรมาสนี้และมีข้อมูล แผนเทียบในช่องขวา",
                [(one.actual, one.planned) for one in quarters],
            ),
            (
                "เบิกจ่าย",
                "โครงการที่นับในไตรมาสนี้และมีข้อมูล เป้าหมายในช่องขวา",
                [(one.spent, one.target) for one in quarters],
            ),
        )
        for one, (value, aim) in zip(quarters, pairs, strict=True)
    ]


def _decisions(facts: Facts) -> list[Row]:
    return [
        (
            f"ต้องตัดสินใจ {number}: {one.code} {one.name} ({one.agency})",
            Figure(one.money_left, "money"),
            None,
            None,
            None,
            BAHT,
            f"{one.source}: {one.why}",
        )
        for number, one in enumerate(decisions(facts), 1)
    ]


def _counts(facts: Facts) -> list[Row]:
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


def _progress_and_money(facts: Facts) -> list[Row]:
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


def _results(facts: Facts) -> list[Row]:
    overall = facts.overall
    target = facts.spending_target
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
