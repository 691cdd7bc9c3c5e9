"""ปก, the cover: who reports for which quarter. One row a workbook."""

from __future__ import annotations

from typing import Any, ClassVar

import pandas as pd
from pandera.engines.pandas_engine import DateTime

from schemas.check import ERROR, WARNING
from schemas.field import field
from schemas.lists import agencies
from schemas.names import COVER
from schemas.rule import rule
from schemas.sheet import Sheet

EARLIEST_YEAR, LATEST_YEAR = 2550, 2600

PERIOD_IMPOSSIBLE: dict[str, Any] = {
    "severity": ERROR,
    "message": (
        "ได้รับ “{value}” จึงไม่ทราบว่าเป็นรายงานของไตรมาสใด",
        "holds “{value}”: the quarter reported cannot be settled",
    ),
    "repair": (
        "กรอกปีงบประมาณเป็น พ.ศ. สี่หลัก เช่น 2566 และไตรมาสเป็น 1 ถึง 4 เช่น 2",
        "type the fiscal year as four digits B.E., e.g. 2566, and the quarter 1 to 4, e.g. 2",
    ),
}


class Cover(Sheet):
    """The cover: column A label, column B value."""

    agency_code: str = field(
        "รหัสหน่วยงาน", "code", "R", "รหัสหน่วยงาน 8 หลักตามทะเบียน", "50100000", width=24
    )
    agency_name: str = field(
        "ชื่อหน่วยงาน", "choice", "W", "ชื่อเต็มหรือชื่อย่อของหน่วยงาน", "สำนักงานเขตพระโขนง", choice="agencies"
    )
    fiscal_year: float = field(
        "ปีงบประมาณ",
        "integer",
        "R",
        "ปีงบประมาณ พ.ศ. สี่หลัก",
        "2566",
        low=EARLIEST_YEAR,
        high=LATEST_YEAR,
    )
    quarter: float = field("ไตรมาสที่", "integer", "R", "ไตรมาสที่รายงาน 1 ถึง 4", "2", low=1, high=4)
    revision: float = field(
        "ครั้งที่ส่ง", "integer", "W", "ส่งครั้งแรกเป็น 1 ส่งฉบับแก้ไขเป็น 2, 3, …", "1", low=1, default="1"
    )
    correction_reason: str = field(
        "เหตุผลการแก้ไข",
        "long_text",
        "W",
        "กรอกเมื่อส่งตั้งแต่ครั้งที่ 2 ว่าแก้ไขอะไร เพราะเหตุใด",
        "แก้ยอดเบิกจ่ายเดือนมีนาคมตามรายงานการเงิน",
    )
    submitted_on: DateTime = field("วันที่ส่งรายงาน", "date", "W", "วันที่ส่งแฟ้มนี้", "5 เม.ย. 2566")
    reporting_unit: str = field(
        "ส่วนราชการผู้รายงาน",
        "text",
        "O",
        "กรอกเฉพาะเมื่อฝ่ายส่งแฟ้มของฝ่ายเอง ว่างไว้ = ทั้งสำนักงานเขต",
        "ฝ่ายโยธา",
    )
    office_phone: str = field(
        "โทรศัพท์สำนักงาน",
        "text",
        "O",
        "เบอร์สำนักงานหรือเบอร์ภายใน ไม่ใช่เบอร์ส่วนตัว",
        "โทร. 0000",
        personal=True,
    )
    office_email: str = field(
        "อีเมลสำนักงาน", "text", "O", "อีเมลกลางของหน่วยงาน", "office@example.org", personal=True
    )
    certified_by: str = field(
        "ผู้รับรองรายงาน (ตำแหน่ง)",
        "text",
        "W",
        "ตำแหน่งของผู้รับรอง ไม่ต้องระบุชื่อ",
        "ผู้อำนวยการเขต",
        aliases=("ผู้รับรองรายงาน",),
    )

    class Config:
        name = "covers"
        title = COVER
        description = "ใครรายงาน ไตรมาสใด ส่งครั้งที่เท่าใด"
        metadata: ClassVar[dict[str, object]] = {"prefilled": (), "missing": "error"}

    @classmethod
    def wanted(cls, rows: pd.DataFrame, column: str) -> pd.Series:
        """A reason is asked for by COV-05, a blank revision is the first."""
        return pd.Series(column not in {"correction_reason", "revision"}, index=rows.index)

    @rule(
        "COV-01",
        "agency_code",
        severity=ERROR,
        message=(
            "ได้รับ “{value}” ซึ่งไม่ใช่รหัสหน่วยงานในทะเบียน",
            "holds “{value}”, which is no agency code of the register",
        ),
        repair=(
            "กรอกรหัสหน่วยงาน 8 หลักของท่าน เช่น 50100000 (สำนักงานเขตพระโขนง) หากไม่มีแท็บ “ปก” ให้คัดลอกจากแบบมาไว้ในแฟ้ม",
            "type the agency's 8-digit code, e.g. 50100000 (สำนักงานเขตพระโขนง); if the sheet ปก is missing, copy it from the form",
        ),
    )
    def agency_is_unknown(cls, rows: pd.DataFrame) -> pd.Series:
        return ~rows["agency_code"].isin([agency.code for agency in agencies()])

    @rule(
        "COV-02",
        "agency_code",
        "agency_name",
        severity=ERROR,
        message=(
            "รหัส {agency_code} ที่ {agency_code@} ไม่ใช่รหัสของ “{agency_name}” ที่ {agency_name@}",
            "code {agency_code} in {agency_code@} is not that of “{agency_name}” in {agency_name@}",
        ),
        repair=(
            "แก้รหัสหรือชื่อให้เป็นหน่วยงานเดียวกัน เช่น 50100000 กับ สำนักงานเขตพระโขนง",
            "make both the same agency, e.g. 50100000 and สำนักงานเขตพระโขนง",
        ),
    )
    def name_is_another_agencys(cls, rows: pd.DataFrame) -> pd.Series:
        codes = {agency.name: agency.code for agency in agencies()}
        named = rows["agency_name"].map(codes)
        known = rows["agency_code"].isin(list(codes.values()))
        return known & named.notna() & (named != rows["agency_code"])

    @rule("COV-03", "fiscal_year", **PERIOD_IMPOSSIBLE)
    def year_is_impossible(cls, rows: pd.DataFrame) -> pd.Series:
        year = rows["fiscal_year"]
        return ~(year.between(EARLIEST_YEAR, LATEST_YEAR) & (year % 1 == 0))

    @rule("COV-03", "quarter", **PERIOD_IMPOSSIBLE)
    def quarter_is_impossible(cls, rows: pd.DataFrame) -> pd.Series:
        return ~rows["quarter"].isin([1, 2, 3, 4])

    @rule(
        "COV-05",
        "correction_reason",
        severity=WARNING,
        message=(
            "ยังไม่ได้กรอก ทั้งที่เป็นการส่งครั้งที่ {revision}",
            "is blank although this is revision {revision}",
        ),
        repair=(
            "กรอกว่าแก้ไขอะไร เพราะเหตุใด เช่น แก้ยอดเบิกจ่ายเดือนมีนาคมตามรายงานการเงิน",
            "say what was corrected and why, e.g. แก้ยอดเบิกจ่ายเดือนมีนาคมตามรายงานการเงิน",
        ),
    )
    def revision_has_no_reason(cls, rows: pd.DataFrame) -> pd.Series:
        return (rows["revision"] > 1) & rows["correction_reason"].isna()
