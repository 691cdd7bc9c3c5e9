"""โครงการ: one row a project."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd
from pandera.engines.pandas_engine import DateTime

from schemas.check import ERROR, INFO
from schemas.field import field
from schemas.names import CANCELLED as CANCELLED
from schemas.names import CODE_EXAMPLE, CODE_PATTERN
from schemas.names import DONE as DONE
from schemas.names import NOT_REPORTED as NOT_REPORTED
from schemas.names import RUNNING as RUNNING
from schemas.names import SLOWED as SLOWED
from schemas.rule import rule
from schemas.sheet import Sheet, one_row_each

STRATEGIC, ROUTINE = "ภารกิจตามยุทธศาสตร์", "ภารกิจงานประจำของหน่วยงาน"
STRATEGY_LINES = ("strategy", "sub_strategy", "strategic_goal", "tactic")
STATUSES = (NOT_REPORTED, RUNNING, SLOWED, CANCELLED, DONE)


def project_code(help: str) -> str:
    """The column รหัสโครงการ, which every sheet of projects has."""
    code: str = field("รหัสโครงการ", "code", "R", help, CODE_EXAMPLE, pattern=CODE_PATTERN, width=17)
    return code


class Projects(Sheet):
    """The projects of the agency in the fiscal year."""

    project_code: str = project_code("รหัสหน่วยงาน 8 หลัก ขีด และเลขลำดับ 4 หลัก ไม่ซ้ำกันในแท็บนี้")
    project_name: str = field(
        "ชื่อโครงการ", "text", "R", "ชื่อเต็มของโครงการ", "โครงการสัมมนาผู้นำชุมชน", width=42
    )
    mission_type: str = field(
        "ประเภทภารกิจ", "choice", "R", "เลือกจากรายการ", ROUTINE, choice="mission_types", width=24
    )
    strategy: str = field(  # type: ignore[assignment]  # pandera has a method of that name
        "ยุทธศาสตร์",
        "text",
        "W",
        "ขึ้นต้นด้วยเลขข้อ เว้นว่างเมื่อเป็นภารกิจงานประจำ",
        "ยุทธศาสตร์ที่ 4 การเชื่อมโยงเมือง",
        strategy_line=True,
    )
    sub_strategy: str = field(
        "ยุทธศาสตร์ย่อย", "text", "W", "ขึ้นต้นด้วยเลขข้อ", "4.3 การจัดการภูมิทัศน์เมือง", strategy_line=True
    )
    strategic_goal: str = field(
        "เป้าหมายตามยุทธศาสตร์",
        "text",
        "W",
        "ขึ้นต้นด้วยเลขข้อ",
        "4.3.1 ปรับปรุงองค์ประกอบทางภูมิทัศน์เมือง",
        strategy_line=True,
    )
    tactic: str = field(
        "กลยุทธ์", "text", "W", "ขึ้นต้นด้วยเลขข้อ", "4.3.1.3 อนุรักษ์และฟื้นฟูย่าน", strategy_line=True
    )
    owner_unit: str = field(
        "รหัสส่วนราชการเจ้าของโครงการ",
        "code",
        "W",
        "รหัสหน่วยงาน 4 หลัก ฝ่าย 2 หลัก และ 00",
        "50101000",
        pattern=r"^\d{8}$",
    )
    responsible_unit: str = field(
        "รหัสส่วนราชการผู้รับผิดชอบ",
        "code",
        "W",
        "รหัสหน่วยงาน 4 หลัก ฝ่าย 2 หลัก และ 00",
        "50101000",
        pattern=r"^\d{8}$",
    )
    contact: str = field(
        "ผู้ประสานงาน",
        "text",
        "O",
        "ชื่อฝ่ายและเบอร์ภายใน ไม่ต้องระบุชื่อบุคคล",
        "ฝ่ายปกครอง โทร. 0000",
        personal=True,
    )
    rationale: str = field(
        "หลักการและเหตุผล", "long_text", "W", "ความเป็นมาและความจำเป็นของโครงการ", "คลองในพื้นที่มีขยะตกค้าง"
    )
    objectives: str = field(
        "วัตถุประสงค์", "long_text", "W", "โครงการทำเพื่ออะไร", "2.1 เพื่อพัฒนาศักยภาพผู้นำชุมชน"
    )
    target_text: str = field(
        "เป้าหมายโครงการ", "long_text", "W", "ใคร เท่าใด ที่ใด", "ผู้เข้าร่วมโครงการทั้งสิ้น 400 คน"
    )
    target_quantity: float = field(
        "จำนวนเป้าหมาย", "number", "O", "จำนวนของเป้าหมายโครงการ", "400", low=0
    )
    target_unit: str = field("หน่วยนับเป้าหมาย", "text", "O", "หน่วยของจำนวนเป้าหมาย", "คน")
    start_date: DateTime = field("วันเริ่มต้น", "date", "W", "วันเริ่มโครงการ", "1 ต.ค. 2565")
    end_date: DateTime = field("วันสิ้นสุด", "date", "W", "วันสิ้นสุดโครงการ", "30 ก.ย. 2566")
    budget_approved: float = field(
        "งบประมาณที่ได้รับอนุมัติ (บาท)",
        "money",
        "W",
        "งบประมาณที่ได้รับอนุมัติเมื่อต้นปี หน่วยเป็นบาท",
        "1250000",
        low=0,
        aliases=("งบประมาณที่ได้รับอนุมัติ",),
    )
    budget_current: float = field(
        "งบประมาณหลังปรับโอน (บาท)",
        "money",
        "W",
        "งบประมาณหลังโอนเปลี่ยนแปลง หน่วยเป็นบาท",
        "1250000",
        low=0,
        aliases=("งบประมาณหลังปรับโอน",),
    )
    status: str = field(
        "สถานะโครงการ", "choice", "R", "เลือกจากรายการ", RUNNING, choice="statuses", width=16
    )

    class Config:
        name = "projects"
        title = "โครงการ"
        description = "โครงการทั้งหมดของหน่วยงานในปีงบประมาณ หนึ่งแถวต่อหนึ่งโครงการ"
        metadata: ClassVar[dict[str, object]] = {"prefilled": (), "missing": "error"}

    @classmethod
    def wanted(cls, rows: pd.DataFrame, column: str) -> pd.Series:
        """Strategy lines belong to strategic work; the first of them is asked for by PRJ-03."""
        if column not in STRATEGY_LINES:
            return super().wanted(rows, column)
        return (rows["mission_type"] == STRATEGIC) & rows["strategy"].notna()

    code_is_there_twice = one_row_each("project_code")

    @rule(
        "PRJ-02",
        "start_date",
        "end_date",
        severity=ERROR,
        message=(
            "วันสิ้นสุด {end_date} ที่ {end_date@} อยู่ก่อนวันเริ่มต้น {start_date} ที่ {start_date@}",
            "the end {end_date} in {end_date@} is before the start {start_date} in {start_date@}",
        ),
        repair=(
            "แก้วันที่ผิด เช่น เริ่ม 1 ต.ค. 2565 สิ้นสุด 30 ก.ย. 2566",
            "correct the wrong date, e.g. start 1 ต.ค. 2565, end 30 ก.ย. 2566",
        ),
    )
    def ends_before_it_starts(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["end_date"] < rows["start_date"]

    @rule(
        "PRJ-09",
        "project_name",
        severity=INFO,
        spans=("agency_code", "project_name"),
        message=(
            "ชื่อ “{project_name}” ใช้กับหลายโครงการของหน่วยงาน",
            "the name “{project_name}” is used for several projects of the agency",
        ),
        repair=(
            "หากเป็นคนละโครงการ ไม่ต้องแก้ไข หากซ้ำ ให้คงไว้แถวเดียว เช่น เติมสถานที่ต่อท้ายชื่อให้ต่างกัน",
            "nothing to repair if they differ; else keep one row, or add e.g. the place to the name",
        ),
    )
    def name_is_used_twice(cls, rows: pd.DataFrame) -> pd.Series:
        named = rows["project_name"].notna() & rows["project_code"].notna()
        twice = rows.duplicated(["file", "project_name"], keep=False)
        return named & twice & ~rows.duplicated(["file", "project_code"], keep=False)
