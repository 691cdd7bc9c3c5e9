"""ความก้าวหน้า: the progress log, one row a report."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd
from pandera.engines.pandas_engine import DateTime

from schemas.check import ERROR, WARNING
from schemas.field import field
from schemas.projects import project_code
from schemas.rule import rule
from schemas.sheet import Sheet

COMPLETE = 100.0


class Progress(Sheet):
    """The reports of the quarter; rows of earlier quarters of the year may stand there too."""

    project_code: str = project_code("รหัสที่มีในแท็บโครงการ หนึ่งแถวต่อหนึ่งรายงาน")
    report_date: DateTime = field(
        "ข้อมูล ณ วันที่",
        "date",
        "R",
        "วันที่ของข้อมูล (ไม่ใช่วันที่พิมพ์) อยู่ในปีงบประมาณ",
        "24 ก.พ. 2566",
        aliases=("วันที่รายงาน",),
    )
    progress: float = field(
        "ความก้าวหน้าสะสม (ร้อยละ)",
        "percent",
        "R",
        "ความก้าวหน้าสะสมตั้งแต่ 1 ตุลาคม 0 ถึง 100 ไม่ลดลง",
        "45.00",
        low=0,
        high=COMPLETE,
        aliases=("ความก้าวหน้าสะสม",),
    )
    narrative: str = field(
        "ผลการดำเนินงาน", "long_text", "W", "ทำอะไรไปแล้วบ้าง", "จัดอบรมแล้ว 2 รุ่น จาก 4 รุ่น"
    )
    problem: str = field(
        "ปัญหา", "long_text", "O", "ไม่มีให้เว้นว่างหรือพิมพ์ ไม่มี", "ผู้รับจ้างส่งงานล่าช้า", nothing=True
    )
    obstacle: str = field(
        "อุปสรรค", "long_text", "O", "ไม่มีให้เว้นว่างหรือพิมพ์ ไม่มี", "ฝนตกต่อเนื่อง", nothing=True
    )
    remedy: str = field(
        "แนวทางแก้ไข", "long_text", "O", "จะแก้ไขอย่างไร", "เร่งรัดผู้รับจ้างและขยายเวลา", nothing=True
    )
    decision_needed: str = field(
        "เรื่องที่ขอให้ผู้บริหารพิจารณา",
        "long_text",
        "O",
        "กรอกเฉพาะเรื่องที่ต้องให้ผู้บริหารตัดสินใจ",
        "ขออนุมัติขยายเวลา 30 วัน",
        nothing=True,
    )
    spent: float = field(
        "เบิกจ่ายสะสม (บาท)",
        "money",
        "W",
        "ยอดเบิกจ่ายสะสมตั้งแต่ 1 ตุลาคม หน่วยเป็นบาท",
        "450000",
        low=0,
        aliases=("เบิกจ่ายสะสม",),
    )
    committed: float = field(
        "ก่อหนี้ผูกพันคงค้าง (บาท)",
        "money",
        "O",
        "ยอดก่อหนี้ผูกพันที่ยังไม่ได้เบิกจ่าย หน่วยเป็นบาท",
        "200000",
        low=0,
        aliases=("ก่อหนี้ผูกพันสะสม (บาท)", "ก่อหนี้ผูกพันคงค้าง"),
    )

    class Config:
        name = "progress"
        title = "ความก้าวหน้า"
        description = "รายงานความก้าวหน้าของแต่ละโครงการ หนึ่งแถวต่อหนึ่งรายงาน"
        metadata: ClassVar[dict[str, object]] = {
            "prefilled": ("project_code", "report_date"),
            "missing": "error",
        }

    @classmethod
    def wanted(cls, rows: pd.DataFrame, column: str) -> pd.Series:
        """A missing narrative is asked for by PRG-07."""
        return pd.Series(column != "narrative", index=rows.index)

    @rule(
        "PRG-05",
        "report_date",
        severity=ERROR,
        spans=("project_code", "report_date"),
        message=(
            "โครงการ {project_code} มีรายงานมากกว่าหนึ่งแถวในวันเดียวกัน ({report_date})",
            "project {project_code} has more than one report of the same day ({report_date})",
        ),
        repair=(
            "เหลือแถวที่ถูกต้องไว้แถวเดียว หรือแก้วันที่ให้ตรงกับข้อมูล เช่น วันสุดท้ายของเดือนที่รายงาน",
            "keep the one that is right, or correct the date, e.g. to the last day of the month reported",
        ),
    )
    def two_reports_on_one_day(cls, rows: pd.DataFrame) -> pd.Series:
        key = ["project_code", "report_date"]
        return rows[key].notna().all(axis=1) & rows.duplicated(["file", *key], keep=False)

    @rule(
        "PRG-07",
        "narrative",
        severity=WARNING,
        message=(
            "ยังไม่ได้กรอก ทั้งที่รายงานความก้าวหน้าร้อยละ {progress} ณ {report_date}",
            "is blank although progress of {progress} % is reported as of {report_date}",
        ),
        repair=(
            "บอกสั้น ๆ ว่าทำอะไรไปแล้ว เช่น จัดอบรมแล้ว 2 รุ่น จาก 4 รุ่น",
            "say briefly what was done, e.g. จัดอบรมแล้ว 2 รุ่น จาก 4 รุ่น",
        ),
    )
    def progress_without_narrative(cls, rows: pd.DataFrame) -> pd.Series:
        return rows["progress"].notna() & rows["narrative"].isna()
