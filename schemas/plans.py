"""แผนงาน: planned progress and spending, one row a project."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd

from schemas.check import ERROR
from schemas.field import field
from schemas.projects import project_code
from schemas.rule import rule
from schemas.sheet import Sheet, one_row_each

PROGRESS = tuple(f"plan_progress_q{quarter}" for quarter in (1, 2, 3, 4))
SPEND = tuple(f"plan_spend_q{quarter}" for quarter in (1, 2, 3, 4))


def planned_progress(quarter: int, example: str) -> float:
    """The column แผนความก้าวหน้าสะสม of a quarter."""
    column: float = field(
        f"แผนความก้าวหน้าสะสม ไตรมาส {quarter} (ร้อยละ)",
        "percent",
        "W",
        f"ความก้าวหน้าสะสมที่วางแผนไว้ ณ สิ้นไตรมาส {quarter} ไม่ลดลงจากไตรมาสก่อน",
        example,
        low=0,
        high=100,
        aliases=(
            f"แผนความก้าวหน้าสะสม ไตรมาส {quarter}",
            f"แผนความก้าวหน้าสะสม ไตรมาสที่ {quarter} (ร้อยละ)",
        ),
    )
    return column


def planned_spending(quarter: int, example: str) -> float:
    """The column แผนเบิกจ่ายสะสม of a quarter."""
    column: float = field(
        f"แผนเบิกจ่ายสะสม ไตรมาส {quarter} (บาท)",
        "money",
        "W",
        f"ยอดเบิกจ่ายสะสมที่วางแผนไว้ ณ สิ้นไตรมาส {quarter} หน่วยเป็นบาท ไม่ลดลงจากไตรมาสก่อน",
        example,
        low=0,
        aliases=(f"แผนเบิกจ่ายสะสม ไตรมาส {quarter}", f"แผนเบิกจ่ายสะสม ไตรมาสที่ {quarter} (บาท)"),
    )
    return column


class Plans(Sheet):
    """The plan of each project for the four quarters, cumulative from 1 October."""

    project_code: str = project_code("รหัสที่มีในแท็บโครงการ หนึ่งแถวต่อหนึ่งโครงการ")
    plan_progress_q1: float = planned_progress(1, "10")
    plan_progress_q2: float = planned_progress(2, "40")
    plan_progress_q3: float = planned_progress(3, "70")
    plan_progress_q4: float = planned_progress(4, "100")
    plan_spend_q1: float = planned_spending(1, "100000")
    plan_spend_q2: float = planned_spending(2, "400000")
    plan_spend_q3: float = planned_spending(3, "800000")
    plan_spend_q4: float = planned_spending(4, "1250000")

    class Config:
        name = "plans"
        title = "แผนงาน"
        description = "แผนความก้าวหน้าและแผนเบิกจ่ายสะสมรายไตรมาส หนึ่งแถวต่อหนึ่งโครงการ"
        metadata: ClassVar[dict[str, object]] = {
            "prefilled": ("project_code",),
            "missing": "warning",
        }

    code_is_there_twice = one_row_each("project_code")

    @rule(
        "PLN-01",
        *PROGRESS,
        severity=ERROR,
        message=(
            "แผนความก้าวหน้าสะสมลดลงจากไตรมาสหนึ่งไปอีกไตรมาสหนึ่ง ({plan_progress_q1} → {plan_progress_q2} → {plan_progress_q3} → {plan_progress_q4})",
            "planned cumulative progress falls from one quarter to the next ({plan_progress_q1} → {plan_progress_q2} → {plan_progress_q3} → {plan_progress_q4})",
        ),
        repair=(
            "แก้ให้แต่ละไตรมาสไม่น้อยกว่าไตรมาสก่อน เช่น 10, 40, 70, 100 ระหว่างนี้โครงการยังนับอยู่ แต่ประเมินเทียบแผนไม่ได้",
            "make no quarter less than the one before, e.g. 10, 40, 70, 100; until then the project counts but is not compared with a plan",
        ),
    )
    def planned_progress_falls(cls, rows: pd.DataFrame) -> pd.Series:
        return falls(rows, PROGRESS)

    @rule(
        "PLN-01",
        *SPEND,
        severity=ERROR,
        message=(
            "แผนเบิกจ่ายสะสมลดลงจากไตรมาสหนึ่งไปอีกไตรมาสหนึ่ง ({plan_spend_q1} → {plan_spend_q2} → {plan_spend_q3} → {plan_spend_q4})",
            "planned cumulative spending falls from one quarter to the next ({plan_spend_q1} → {plan_spend_q2} → {plan_spend_q3} → {plan_spend_q4})",
        ),
        repair=(
            "แก้ให้แต่ละไตรมาสไม่น้อยกว่าไตรมาสก่อน เช่น 100000, 400000, 800000, 1250000 ระหว่างนี้โครงการยังนับอยู่ แต่ประเมินเทียบแผนไม่ได้",
            "make no quarter less than the one before, e.g. 100000, 400000, 800000, 1250000; until then the project counts but is not compared with a plan",
        ),
    )
    def planned_spending_falls(cls, rows: pd.DataFrame) -> pd.Series:
        return falls(rows, SPEND)


def falls(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    """True where a filled quarter is less than any filled one before it."""
    filled = rows[list(columns)]
    return (filled < filled.cummax(axis=1)).any(axis=1)
