"""ตัวชี้วัด: the indicators of each project."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd

from schemas.check import WARNING
from schemas.field import field
from schemas.projects import project_code
from schemas.rule import rule
from schemas.sheet import Sheet, one_row_each

MORE_IS_BETTER, LESS_IS_BETTER = "มากกว่าดีกว่า", "น้อยกว่าดีกว่า"
LONGEST_UNIT = 30
FAR_ABOVE_TARGET = 1.5


class Kpis(Sheet):
    """The indicators of the projects, with target and cumulative result."""

    project_code: str = project_code("รหัสที่มีในแท็บโครงการ หนึ่งแถวต่อหนึ่งตัวชี้วัด")
    kpi_code: str = field(
        "รหัสตัวชี้วัด", "code", "O", "4 หลัก ขีด และ 3 หรือ 4 หลัก", "5010-0881", pattern=r"^\d{4}-\d{3,4}$"
    )
    kpi_name: str = field(
        "ตัวชี้วัด", "text", "R", "ชื่อตัวชี้วัดของโครงการ", "ร้อยละของผู้ผ่านการอบรม", width=42
    )
    unit: str = field("หน่วยนับ", "text", "W", "หน่วยของค่าเป้าหมายและผลงาน", "ร้อยละ")
    target: float = field(
        "ค่าเป้าหมาย",
        "number",
        "W",
        "ตัวเลขเป้าหมายทั้งปี",
        "100",
        percent_format=True,
        keeps_text=True,
    )
    result: float = field(
        "ผลงานสะสม", "number", "W", "ผลงานสะสมตั้งแต่ 1 ตุลาคม", "80", percent_format=True
    )
    direction: str = field(
        "ทิศทาง",
        "choice",
        "O",
        "เว้นว่าง = มากกว่าดีกว่า",
        MORE_IS_BETTER,
        choice="directions",
        default=MORE_IS_BETTER,
    )
    kpi_type: str = field(
        "ประเภทตัวชี้วัด", "choice", "W", "เลือกจากรายการ", "ตัวชี้วัดงานประจำ", choice="kpi_types"
    )
    kpi_level: str = field(
        "ระดับตัวชี้วัด", "choice", "W", "เลือกจากรายการ", "ผลผลิต (output)", choice="kpi_levels"
    )

    class Config:
        name = "kpis"
        title = "ตัวชี้วัด"
        description = "ตัวชี้วัดของแต่ละโครงการ หนึ่งแถวต่อหนึ่งตัวชี้วัด"
        metadata: ClassVar[dict[str, object]] = {
            "prefilled": ("project_code",),
            "missing": "warning",
        }

    @classmethod
    def wanted(cls, rows: pd.DataFrame, column: str) -> pd.Series:
        """A missing unit is asked for by KPI-05."""
        return pd.Series(column != "unit", index=rows.index)

    indicator_is_there_twice = one_row_each("project_code", "kpi_name")

    @rule(
        "KPI-02",
        "target",
        severity=WARNING,
        message=(
            "ได้รับ “{value}” จึงคำนวณร้อยละของความสำเร็จไม่ได้",
            "holds “{value}”, so achievement cannot be computed",
        ),
        repair=(
            "กรอกเป้าหมายเป็นตัวเลขมากกว่า 0 เช่น 100 หากเป้าหมายคือ 0 จริง (น้อยกว่าดีกว่า) ปล่อยไว้ได้ ระบบดูเพียงว่าบรรลุหรือไม่",
            "type a target above 0, e.g. 100; if it is truly 0 (less is better), leave it: only met or not is said",
        ),
    )
    def target_cannot_be_used(cls, rows: pd.DataFrame) -> pd.Series:
        return (rows["target"] == 0) | (rows["target"].isna() & rows["target_typed"].notna())

    @rule(
        "KPI-03",
        "result",
        "target",
        severity=WARNING,
        message=(
            "ผลงาน {result} ที่ {result@} เกิน 1.5 เท่าของเป้าหมาย {target} ที่ {target@}",
            "the result {result} in {result@} is above 1.5 times the target {target} in {target@}",
        ),
        repair=(
            "ตรวจว่าทั้งสองค่าใช้หน่วยเดียวกัน เช่น ร้อยละทั้งคู่ หากถูกต้องแล้ว ไม่ต้องแก้ไข",
            "check that both are in the same unit, e.g. both in %; nothing to repair if they are",
        ),
    )
    def result_is_far_above_target(cls, rows: pd.DataFrame) -> pd.Series:
        more = rows["direction"] != LESS_IS_BETTER
        return more & (rows["target"] > 0) & (rows["result"] > FAR_ABOVE_TARGET * rows["target"])

    @rule(
        "KPI-05",
        "unit",
        severity=WARNING,
        message=(
            "ได้รับ “{value}” ซึ่งไม่ใช่หน่วยนับ",
            "holds “{value}”, which is no unit",
        ),
        repair=(
            "กรอกเฉพาะหน่วย เช่น ร้อยละ คน แห่ง ครั้ง หรือ ระดับ",
            "type the unit alone, e.g. ร้อยละ, คน, แห่ง, ครั้ง or ระดับ",
        ),
    )
    def unit_is_missing_or_a_sentence(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["kpi_name"].notna() & (
            rows["unit"].isna() | (rows["unit"].str.len() > LONGEST_UNIT)
        )
