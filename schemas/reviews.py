"""แบบประเมิน สยป.: the evaluator's form, which goes out with the evaluation and comes back."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd
from pandera.engines.pandas_engine import DateTime

from schemas.check import ERROR
from schemas.field import field
from schemas.names import REVIEW_SHEET, REVIEWS
from schemas.projects import project_code
from schemas.rule import rule
from schemas.sheet import Sheet

LOWEST, HIGHEST = 0, 100


class Reviews(Sheet):
    """The evaluation of each project by สยป.: an input, never computed."""

    project_code: str = project_code("รหัสโครงการตามที่ออกไว้ในแบบ")
    project_name: str = field(
        "ชื่อโครงการ", "text", "O", "แสดงให้ดู ระบบไม่อ่าน", "โครงการสัมมนาผู้นำชุมชน", width=42
    )
    sed_score: float = field(
        "ผลประเมิน สยป.", "number", "O", "0 ถึง 100 เว้นว่าง = ยังไม่ได้ตรวจ", "85", width=16
    )
    sed_comment: str = field(
        "ความเห็น สยป.", "long_text", "O", "ความเห็นต่อโครงการ", "ดำเนินการได้ตามแผน", width=60
    )
    sed_date: DateTime = field(
        "วันที่ประเมิน", "date", "O", "วันที่ประเมิน ครั้งหลังใช้แทนครั้งก่อน", "20 เม.ย. 2566", width=16
    )

    class Config:
        name = REVIEWS
        title = REVIEW_SHEET
        description = "ผลประเมินของ สยป. รายโครงการ ออกไปกับ evaluation.xlsx บันทึกแล้ววางใน inputs/"
        metadata: ClassVar[dict[str, object]] = {
            "prefilled": ("project_code", "project_name"),
            "missing": "error",
        }

    @rule(
        "REV-03",
        "sed_score",
        severity=ERROR,
        message=(
            "ได้รับคะแนน {sed_score} ซึ่งอยู่นอกช่วง 0 ถึง 100 แถวนี้จึงไม่ได้นำเข้า",
            "holds the score {sed_score}, outside 0 to 100, so this row was not taken in",
        ),
        repair=(
            "แก้คะแนนเป็น 0 ถึง 100 เช่น 85 หรือเว้นว่างหากยังไม่ได้ตรวจ",
            "make the score 0 to 100, e.g. 85, or leave it blank if it is not checked yet",
        ),
    )
    def score_is_out_of_range(cls, rows: pd.DataFrame) -> pd.Series:
        return (rows["sed_score"] < LOWEST) | (rows["sed_score"] > HIGHEST)


@rule(
    "REV-01",
    "sed_score",
    "sed_comment",
    sheet=REVIEWS,
    message=(
        "โครงการ {project_code} มีผลประเมินวันเดียวกัน ({sed_date}) สองชุดที่ต่างกัน อีกชุดอยู่ที่ {twin.sed_score@} ({twin.sed_score}) ระบบใช้ชุดนั้น",
        "project {project_code} has two evaluations of one day ({sed_date}) that differ; the other is in {twin.sed_score@} ({twin.sed_score}), and counts",
    ),
    repair=(
        "คงไว้ชุดเดียว หรือแก้วันที่ประเมินของชุดที่ใหม่กว่า เช่น 20 เม.ย. 2566",
        "keep one of them, or correct the date of the newer, e.g. 20 เม.ย. 2566",
    ),
)
def two_evaluations_of_one_day_differ(rows: pd.DataFrame) -> pd.Series:
    return rows["twin.file"].notna()


@rule(
    "REV-02",
    "project_code",
    sheet=REVIEWS,
    message=(
        "โครงการ {project_code} ไม่อยู่ในรายงานของปีงบประมาณนี้ ผลประเมินจึงยังไม่ได้ใช้",
        "project {project_code} is in no report of this fiscal year; its evaluation is not used yet",
    ),
    repair=(
        "แก้รหัสให้ตรงกับแบบที่ออก เช่น 50100000-3670 หรือรอรายงานของหน่วยงาน",
        "correct the code as the form has it, e.g. 50100000-3670, or wait for the agency's report",
    ),
)
def project_is_not_in_the_master(rows: pd.DataFrame) -> pd.Series:
    return rows["unknown"]
