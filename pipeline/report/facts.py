"""What every table of the report draws on, and the words that stand above each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pandas as pd

from pipeline import texts
from pipeline.columns import Column, columns_of
from pipeline.evaluate import Evaluation
from pipeline.groups import ALL
from pipeline.known import NOT_RECEIVED
from pipeline.measures import NOT_COMPUTED
from pipeline.merge import Master
from pipeline.run import Run
from pipeline.thai import is_blank
from pipeline.thai_text import count, long_date, money, percent
from schemas.progress import Progress
from schemas.projects import Projects

_FORM = {column.name: column for model in (Projects, Progress) for column in columns_of(model)}


@cache
def form_column(name: str, width: int) -> Column:
    """A column of the form, with its own label, as wide as a table wants it."""
    return replace(_FORM[name], width=width)


REPORTED_MONEY = tuple(
    form_column(name, 18) for name in ("budget_approved", "budget_current", "spent", "committed")
)
MONEY = (*REPORTED_MONEY, Column("money_left", "คงเหลือ (บาท)", "money", width=18))
"""The columns of money, with the form's own labels."""

BUDGET_SHEET = "งบประมาณ"
BAHT, PERCENT, PROJECTS = "บาท", "ร้อยละ", "โครงการ"
ATTENTION_MARKS = {"แดง": "red", "เหลือง": "yellow", "เขียว": "green", "เทา": "grey"}


@dataclass(frozen=True)
class Origin:
    """What made the figures: the run's settings, versions and the reconciliation of its rows."""

    run: Run
    version: str
    form_version: str
    rules_hash: str
    sample: bool
    reconciliation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """The evaluation, its master and its origin, and what is said about their coverage."""

    evaluation: Evaluation
    master: Master
    origin: Origin

    @property
    def overall(self) -> pd.Series:
        """The measures of all projects together."""
        groups = self.evaluation.groups
        return groups[groups["kind"] == ALL].iloc[0]

    @property
    def agencies_in(self) -> int:
        """How many expected agencies sent a workbook that was not rejected outright."""
        status = self.evaluation.agencies["status"]
        return int((~status.isin([NOT_RECEIVED, "rejected"])).sum())

    @property
    def agencies_expected(self) -> int:
        """How many agencies are expected in the period."""
        return len(self.evaluation.agencies)

    def title(self, words: str) -> str:
        """A sheet's title, marked where the figures are the sample's."""
        said = f"{words} {self.evaluation.period.label_th}"
        return f"[{texts.SAMPLE}] {said}" if self.origin.sample else said

    def source(self, unit: str) -> str:
        """The line under a title: source, day, units, coverage, what is held."""
        overall = self.overall
        parts = [
            "ที่มา: แฟ้มรายงานของหน่วยงาน",
            f"ข้อมูล ณ {long_date(self.evaluation.as_of)}",
            f"หน่วย: {unit}",
            f"หน่วยงานที่นับ {self.agencies_in} จาก {self.agencies_expected}",
            f"โครงการที่นับ {count(int(overall['projects_counted']))} จาก {count(int(overall['projects_known']))}",
        ]
        return " · ".join([*parts, self.held])

    @property
    def held(self) -> str:
        """What is held, in plain words."""
        number = int(self.overall["held_projects"])
        if not number:
            return "ไม่มีโครงการที่พักไว้"
        budget = plain(self.overall["held_budget"])
        worth = "ไม่ทราบงบประมาณ" if budget is None else f"งบประมาณ {money(budget)} บาท"
        return f"พักไว้ {count(number)} โครงการ {worth}"

    @property
    def office(self) -> str:
        """Who reports: the department of the memo's settings."""
        return f"{self.origin.run.settings.memo.department} กรุงเทพมหานคร"

    @property
    def spending_target(self) -> float:
        """The quarter's cumulative target of spending, in percent of the budget."""
        return self.evaluation.criteria.spending_targets[self.evaluation.period.quarter - 1]

    @property
    def spending_gap(self) -> float:
        """Spending rate - the quarter's target, in points, as shown; nan where it is not known."""
        return round(float(self.overall["spending_rate"]) - self.spending_target, 2)

    @property
    def spending_note(self) -> str:
        """The note that every table with the spending target carries."""
        return (
            f"เป้าหมายการเบิกจ่ายร้อยละ {self.spending_target:g}: "
            f"{self.evaluation.criteria.spending_source} เป็นเป้าหมายของงบประมาณแผ่นดิน "
            "ไม่พบเป้าหมายของกรุงเทพมหานครเอง จึงเป็นค่าที่ สยป. ปรับได้"
        )

    @property
    def schedule_note(self) -> str:
        """The thresholds of the schedule words."""
        used = self.evaluation.criteria
        return (
            f"เทียบแผน: เร็วกว่าแผนตั้งแต่ {used.ahead:+g} จุด · ล่าช้าต่ำกว่า {used.behind:+g} จุด · "
            f"ล่าช้ามากต่ำกว่า {used.far_behind:+g} จุด · คงที่เกิน {used.stalled_days} วันเป็นเหลือง "
            f"เกิน {used.stalled_red_days} วันเป็นแดง"
        )


def rows_of(frame: pd.DataFrame, columns: Iterable[Column]) -> tuple[tuple[Any, ...], ...]:
    """The rows of a frame as plain values in the order of the columns; blank is None."""
    return tuple(zip(*(plain_values(frame[column.name]) for column in columns), strict=True))


WRITE: dict[str, Callable[[float], str]] = {
    "money": money,
    "percent": percent,
    "count": lambda value: count(int(value)),
}


def figure(value: Any, kind: str) -> str:
    """A figure of a page or a PDF as people write it; of a blank, that it cannot be computed."""
    known = plain(value)
    return NOT_COMPUTED if known is None else WRITE[kind](known)


def plain_values(column: pd.Series) -> list[Any]:
    """Every value of a column as ``plain`` gives it."""
    kind = column.dtype.kind
    if kind == "f":
        return [None if value != value else value for value in column.tolist()]
    if kind == "M":
        days: list[Any] = column.to_numpy("datetime64[D]").astype(object).tolist()
        return days
    if column.dtype == "str":
        texts = column.to_numpy(dtype=object)
        return [text if isinstance(text, str) and text.strip() else None for text in texts]
    return [plain(value) for value in column.to_numpy(dtype=object)]


def plain(value: Any) -> Any:
    """A value of a frame as Python knows it: no NaN, no NaT, no Timestamp."""
    if value is pd.NA or is_blank(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if hasattr(value, "item") else value
