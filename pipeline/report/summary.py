"""Stage 7: what the executive reads first: headline, prose by rule, quarters so far, decisions.

Every figure said here stands in สรุปผู้บริหาร too: the page and the PDF take it from this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.measures import ATTENTIONS, BEHIND, FAR_BEHIND, RED, YELLOW
from pipeline.report.facts import BAHT, PERCENT, PROJECTS, Facts, plain
from pipeline.thai_text import count, money, percent
from schemas.master import CURRENT
from schemas.projects import STATUSES

MOST_DECISIONS = 10


@dataclass(frozen=True)
class Headline:
    """A figure, last quarter's beside it, its unit, and what it is counted over."""

    item: str
    kind: str
    value: float | None
    before: float | None
    unit: str
    base: str

    @property
    def change(self) -> float | None:
        """Against last quarter, as shown: rounded to two decimals."""
        if self.value is None or self.before is None:
            return None
        return round(round(self.value, 2) - round(self.before, 2), 2)


@dataclass(frozen=True)
class Decision:
    """A project that needs a decision: asked for by its district in its words, or found by rule."""

    code: str
    name: str
    agency: str
    attention: str
    why: str
    asked: bool
    progress: float | None
    money_left: float | None

    @property
    def source(self) -> str:
        """Who says that it needs one."""
        return "หน่วยงานขอ" if self.asked else f"ระบบพบ ({self.attention})"


@dataclass(frozen=True)
class QuarterSoFar:
    """A quarter's planned and actual progress, spending and its target, in percent."""

    label: str
    planned: float | None
    actual: float | None
    spent: float | None
    target: float


def headlines(facts: Facts) -> list[Headline]:
    """The figures that stand at the top, with last quarter's."""
    overall, before = facts.overall, _before(facts)
    known = f"จาก {count(int(overall['projects_known']))} โครงการที่รู้จักในปีงบประมาณ"
    late = [f"schedule_{word}" for word in (BEHIND, FAR_BEHIND)]

    def told(item: str, names: list[str], kind: str, unit: str, base: str) -> Headline:
        value = plain(overall[names].sum(min_count=1))
        earlier = None if before is None else plain(before[names].sum(min_count=1))
        return Headline(item, kind, value, earlier, unit, base)

    return [
        told("โครงการที่นับ", ["projects_counted"], "count", PROJECTS, known),
        told("ต้องแก้ไขทันที (แดง)", [f"attention_{RED}"], "count", PROJECTS, known),
        told("ต้องติดตาม (เหลือง)", [f"attention_{YELLOW}"], "count", PROJECTS, known),
        told("ล่าช้าและล่าช้ามาก", late, "count", PROJECTS, "เทียบกับแผนของไตรมาส"),
        told("ความก้าวหน้าเฉลี่ย", ["mean_progress"], "percent", PERCENT, "โครงการที่นับและมีรายงาน"),
        told("อัตราเบิกจ่าย", ["spending_rate"], "percent", PERCENT, _target(facts)),
        told("เงินคงเหลือ", ["money_left"], "money", BAHT, "หลังหักก่อหนี้ผูกพันคงค้าง"),
    ]


def sentences(facts: Facts) -> list[str]:
    """The quarter in words, by rule: what rose, what fell, what is late, what is to be decided."""
    told = {one.item: one for one in headlines(facts)}
    return [*_progress(told), *_spending(facts, told), *_late(told), *_asked(facts)]


def quarters_so_far(facts: Facts) -> list[QuarterSoFar]:
    """The quarters of the year up to this one."""
    return [
        QuarterSoFar(
            f"ไตรมาส {int(row['quarter'])}",
            plain(row["planned_progress"]),
            plain(row["actual_progress"]),
            plain(row["spending_rate"]),
            float(row["spending_target"]),
        )
        for _, row in facts.evaluation.trend.iterrows()
    ]


def statuses(facts: Facts) -> list[tuple[str, int]]:
    """How many projects of the quarter have each of the five words."""
    return [(word, int(facts.overall[f"status_{word}"])) for word in STATUSES]


def groups_shown(facts: Facts) -> list[dict[str, Any]]:
    """The groups of districts with a project, with their counts by colour and their rates."""
    rows = facts.evaluation.groups
    rows = rows[(rows["kind"] == "group") & (rows["projects_known"] > 0)]
    return [
        {
            "name": row["key"],
            "counts": {word: int(row[f"attention_{word}"]) for word in ATTENTIONS},
            **{name: plain(row[name]) for name in ("projects_known", "projects_counted")},
            **{name: plain(row[name]) for name in ("mean_progress", "spending_rate")},
            **{name: plain(row[name]) for name in ("held_projects", "money_left")},
        }
        for _, row in rows.iterrows()
    ]


def agencies_shown(facts: Facts, group: str) -> list[dict[str, Any]]:
    """The expected agencies of a group, each with its status and measures; blank: none known."""
    measures = facts.evaluation.groups
    own = measures[measures["kind"] == "agency"].set_index("key")
    rows = facts.evaluation.agencies
    return [
        {
            "name": row["short_name"],
            "status": row["status"],
            **{
                name: plain(own.at[row["agency_code"], name])
                if own.at[row["agency_code"], "projects_known"]
                else None
                for name in (
                    *("projects_known", "projects_counted", "mean_progress", "spending_rate"),
                    *(f"attention_{word}" for word in ATTENTIONS),
                )
            },
        }
        for _, row in rows[rows["group"] == group].iterrows()
    ]


def decisions(facts: Facts, group: str | None = None) -> list[Decision]:
    """The ten projects to decide on, of all or of one group: those whose district asks first, then
    red ones, by money left.
    """
    rows = facts.evaluation.projects
    rows = rows[(rows["standing"] == CURRENT) & ((rows["group"] == group) | (group is None))]
    rows = rows.assign(asked=rows["decision_needed"].notna(), red=rows["attention"] == RED)
    found = rows[rows["asked"] | rows["red"]].sort_values(
        ["asked", "red", "money_left", "project_code"], ascending=[False, False, False, True]
    )
    names = facts.evaluation.agencies.set_index("agency_code")["short_name"]
    return [_decision(row, names) for _, row in found.head(MOST_DECISIONS).iterrows()]


def _before(facts: Facts) -> pd.Series | None:
    earlier = facts.evaluation.earlier
    if earlier is None:
        return None
    row = earlier.groups.query("kind == 'all'").iloc[0]
    return row if row["projects_counted"] else None


def _target(facts: Facts) -> str:
    return f"เป้าหมายของไตรมาสร้อยละ {facts.spending_target:g}"


def _progress(told: dict[str, Headline]) -> Iterator[str]:
    mean, counted = told["ความก้าวหน้าเฉลี่ย"], told["โครงการที่นับ"]
    number = count(int(counted.value or 0))
    if mean.value is None:
        yield f"ไตรมาสนี้นับ {number} โครงการ ยังประเมินความก้าวหน้าเฉลี่ยไม่ได้"
        return
    said = f"ไตรมาสนี้นับ {number} โครงการ ความก้าวหน้าเฉลี่ยร้อยละ {percent(mean.value)}"
    yield said + _against(mean)


def _against(one: Headline) -> str:
    if one.change is None:
        return ""
    if one.change == 0:
        return " เท่ากับไตรมาสก่อน"
    return f" {'เพิ่มขึ้น' if one.change > 0 else 'ลดลง'}จากไตรมาสก่อน {percent(abs(one.change))} จุด"


def _spending(facts: Facts, told: dict[str, Headline]) -> Iterator[str]:
    rate, left = told["อัตราเบิกจ่าย"], told["เงินคงเหลือ"]
    if rate.value is None:
        yield "ยังประเมินอัตราเบิกจ่ายไม่ได้"
        return
    gap = facts.spending_gap
    against = "เป็นไปตามเป้าหมาย" if gap == 0 else ("สูงกว่าเป้าหมาย" if gap > 0 else "ต่ำกว่าเป้าหมาย")
    points = f" {percent(abs(gap))} จุด" if gap else ""
    said = f"เบิกจ่ายแล้วร้อยละ {percent(rate.value)} {against}{points}"
    if left.value is not None:
        said += f" เงินคงเหลือ {money(left.value)} บาท"
    yield said


def _late(told: dict[str, Headline]) -> Iterator[str]:
    late, red = told["ล่าช้าและล่าช้ามาก"], told["ต้องแก้ไขทันที (แดง)"]
    if not late.value and not red.value:
        yield "ไม่มีโครงการล่าช้ากว่าแผนและไม่มีโครงการสีแดง"
        return
    yield (
        f"โครงการล่าช้ากว่าแผน {count(int(late.value or 0))} โครงการ "
        f"ต้องแก้ไขทันที {count(int(red.value or 0))} โครงการ"
    )


def _asked(facts: Facts) -> Iterator[str]:
    rows = facts.evaluation.projects
    asked = int(((rows["standing"] == CURRENT) & rows["decision_needed"].notna()).sum())
    yield (
        f"หน่วยงานขอให้ผู้บริหารพิจารณา {count(asked)} เรื่อง"
        if asked
        else "ไม่มีเรื่องที่หน่วยงานขอให้ผู้บริหารพิจารณา"
    )


def _decision(row: pd.Series, names: pd.Series) -> Decision:
    return Decision(
        code=row["project_code"],
        name=row["project_name"],
        agency=names.get(row["agency_code"], row["agency_code"]),
        attention=row["attention"],
        why=str(row["decision_needed"] if row["asked"] else row["reasons"]),
        asked=bool(row["asked"]),
        progress=plain(row["actual_progress"]),
        money_left=plain(row["money_left"]),
    )
