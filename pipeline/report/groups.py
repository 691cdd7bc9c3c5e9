"""Stage 7: รายกลุ่มเขต, รายยุทธศาสตร์, รายส่วนราชการ, and the measures that any group is shown with."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.columns import Column
from pipeline.known import NO_SECTION
from pipeline.measures import AHEAD, ATTENTIONS, BEHIND, FAR_BEHIND, ON_PLAN, SCHEDULES
from pipeline.report.facts import MONEY, Facts, rows_of
from pipeline.tables import Formula, Table
from schemas.lists import agencies, sections
from schemas.projects import STATUSES

SUMMED = (
    Column("projects_known", "โครงการที่รู้จัก", "count", width=11),
    Column("projects_counted", "โครงการที่นับ", "count", width=11),
    *(Column(f"attention_{word}", f"สี{word}", "count", width=9) for word in ATTENTIONS),
    Column("held_projects", "พักไว้", "count", width=9),
    Column("held_budget", "งบประมาณที่พักไว้ (บาท)", "money", width=18),
    *(Column(f"status_{word}", f"สถานะ: {word}", "count", width=11) for word in STATUSES),
    *(Column(f"schedule_{word}", f"เทียบแผน: {word}", "count", width=11) for word in SCHEDULES),
    *MONEY,
    Column("kpis_met", "ตัวชี้วัดที่บรรลุ", "count", width=11),
    Column("kpis_computed", "ตัวชี้วัดที่ประเมินได้", "count", width=11),
)
RATED = (
    Column("on_plan", "ตามแผนหรือเร็วกว่า (ร้อยละ)", "percent", width=13),
    Column("mean_progress", "ความก้าวหน้าเฉลี่ย (ร้อยละ)", "percent", width=14),
    Column("weighted_progress", "ถ่วงน้ำหนักงบประมาณ (ร้อยละ)", "percent", width=14),
    Column("spending_rate", "อัตราเบิกจ่าย (ร้อยละ)", "percent", width=13),
    Column("spending_gap", "เบิกจ่ายต่างจากเป้าหมาย (จุด)", "percent", width=13),
    Column("routine_indicator", "งานประจำสำเร็จตามเป้าหมาย (ร้อยละ)", "percent", width=16),
)
MEASURES = (*SUMMED[:8], *RATED, *SUMMED[8:])
"""Coverage and colours first, then the rates, then every count and the money."""


def district_groups(facts: Facts) -> Table:
    """One row a group of districts."""
    return _table(
        facts, "group", "รายกลุ่มเขต", "groups", "ผลการประเมินรายกลุ่มเขต", _as_it_is("กลุ่มเขต")
    )


def strategies(facts: Facts) -> Table:
    """One row a strategy: plan version and number; routine work and what is not known apart."""
    title = "ผลการประเมินรายยุทธศาสตร์"
    columns = _as_it_is("แผนและยุทธศาสตร์")
    return _table(facts, "strategy", "รายยุทธศาสตร์", "strategies", title, columns)


def units(facts: Facts) -> Table:
    """One row a section: the responsible unit, else the owner."""
    columns = (
        Column("key", "รหัสส่วนราชการ", "code", width=14),
        Column("section_name", "ฝ่าย", width=26),
        Column("agency_name", "หน่วยงาน", width=26),
    )
    title = "ผลการประเมินรายส่วนราชการ"
    return _table(facts, "section", "รายส่วนราชการ", "sections", title, columns)


def measures_of(facts: Facts, kind: str) -> pd.DataFrame:
    """The measures of the groups of a kind, by key; blank where no project is known."""
    groups = facts.evaluation.groups
    own = groups[groups["kind"] == kind].set_index("key").drop(columns="kind")
    own = own.where(own["projects_known"] > 0)
    return own.assign(on_plan=_on_plan(own), spending_gap=_gap(facts, own))


def total_of(facts: Facts, columns: tuple[Column, ...], rows: pd.DataFrame) -> tuple[Any, ...]:
    """The last row: sums as live formulas, rates over all projects together."""
    overall = facts.evaluation.groups.query("kind == 'all'").set_index("key")
    overall = overall.assign(on_plan=_on_plan(overall), spending_gap=_gap(facts, overall))
    summed = {column.name for column in SUMMED}
    rated = {column.name for column in RATED}
    cells: list[Any] = []
    for column in columns:
        if column.name in summed:
            value = round(float(rows[column.name].sum()), 2)
            cells.append(Formula("=SUM({self}{first}:{self}{last})", value))
        else:
            cells.append(overall[column.name].iloc[0] if column.name in rated else None)
    return ("รวม", *cells[1:])


def group_notes(facts: Facts) -> tuple[str, ...]:
    """What stands under every table of groups."""
    return (
        "ค่าเฉลี่ยและอัตราในแถวรวม คิดจากทุกโครงการที่มีข้อมูล มิใช่เฉลี่ยของแถว",
        "ตามแผนหรือเร็วกว่า = โครงการที่เร็วกว่าแผนหรือเป็นไปตามแผน ÷ โครงการที่เทียบแผนได้ × 100",
        facts.schedule_note,
        facts.spending_note,
    )


def _as_it_is(label: str) -> tuple[Column, ...]:
    return (Column("key", label, width=34),)


def _table(
    facts: Facts, kind: str, sheet: str, name: str, title: str, who: tuple[Column, ...]
) -> Table:
    columns = (*who, *MEASURES)
    rows = measures_of(facts, kind).reset_index()
    rows = rows[rows["projects_known"].notna() | (kind == "group")]
    codes = rows["key"].astype("str")
    names = {agency.code[:4]: agency.name for agency in agencies()}
    rows = rows.assign(
        section_name=[sections().get(code[4:6], NO_SECTION) for code in codes],
        agency_name=[names.get(code[:4], "") for code in codes],
    )
    return Table(
        sheet=sheet,
        name=name,
        title=facts.title(title),
        source=facts.source("โครงการ · บาท · ร้อยละ"),
        columns=columns,
        rows=rows_of(rows, columns),
        total=total_of(facts, columns, rows),
        notes=group_notes(facts),
    )


def _on_plan(groups: pd.DataFrame) -> pd.Series:
    """Projects ahead or on plan / projects that can be compared with a plan x 100."""
    good, late = (
        groups[[f"schedule_{word}" for word in words]].sum(axis=1)
        for words in ((AHEAD, ON_PLAN), (BEHIND, FAR_BEHIND))
    )
    compared = good + late
    share: pd.Series = 100 * good / compared.where(compared > 0)
    return share


def _gap(facts: Facts, groups: pd.DataFrame) -> pd.Series:
    """Spending rate - the quarter's target, in points."""
    targets = facts.evaluation.criteria.spending_targets
    gap: pd.Series = groups["spending_rate"] - targets[facts.evaluation.period.quarter - 1]
    return gap.round(2)
