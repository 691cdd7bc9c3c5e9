"""หน้าพิมพ์: the printed page of the old system, line by line, in drafts made from pages."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd

from schemas.check import WARNING
from schemas.field import field
from schemas.rule import rule
from schemas.sheet import Sheet

ON_PAGE, NOT_IN_COPY, BY_HAND, ASSUMED = "ตามหน้า", "ไม่ปรากฏในสำเนา", "เติมด้วยมือ", "สมมติ"

# What a line of the page is, where it is no field of the form.
NAVIGATION = "ส่วนนำทางของหน้า"
HEADING = "หัวข้อของหน้า"
NAME_AND_CODE = "ชื่อโครงการ : รหัสโครงการ"
AGENCY_AND_YEAR = "หน่วยงาน : (ปีงบประมาณ)"
PAGE_PROGRESS = "ความคืบหน้าโครงการ"
PAGE_SCORE = "สยป. ประเมินโครงการ"
UNITS = "รหัสส่วนราชการเจ้าของโครงการ/ผู้รับผิดชอบ"
LOG_HEAD = "หัวรายงานความก้าวหน้า"
LOG_TEXT = "เนื้อความรายงานความก้าวหน้า"
LOG_END = "จบรายงานความก้าวหน้า"
TYPE_AND_LEVEL = "ประเภทและระดับตัวชี้วัด"
QUARTERLY_RESULTS = "ผลการประเมินโครงการ (รายไตรมาส)"
UNREAD = "อ่านไม่เข้าใจ"


class Pages(Sheet):
    """Every line of the printed pages; it goes to the master as it is."""

    project_code: str = field(
        "รหัสโครงการ", "code", "O", "โครงการของหน้านี้", "50100000-3670", width=17
    )
    line: float = field("บรรทัดที่", "integer", "O", "ลำดับบรรทัดบนหน้า", "1")
    part: str = field("ช่อง", "text", "O", "บรรทัดนี้คือช่องใด", "หลักการและเหตุผล", width=30)
    text: str = field(
        "ข้อความตามหน้า", "long_text", "O", "ข้อความตามที่พิมพ์บนหน้า", "50101000/50101000", width=80
    )
    origin: str = field("ที่มา", "choice", "O", "ค่านี้มาจากที่ใด", ON_PAGE, choice="origins")

    class Config:
        name = "pages"
        title = "หน้าพิมพ์"
        description = "ทุกบรรทัดของหน้าพิมพ์จากระบบเดิม และค่าที่เติมหรือสมมติ (มีเฉพาะแฟ้มที่ร่างจากหน้าพิมพ์)"
        metadata: ClassVar[dict[str, object]] = {"prefilled": (), "missing": None}

    @rule(
        "PAGE-01",
        "text",
        severity=WARNING,
        message=(
            "หน้าพิมพ์ระบุ “{value}” ซึ่งไม่ใช่ไตรมาสของรายงานล่าสุดบนหน้าเดียวกัน",
            "the page says “{value}”, which is not the quarter of the newest report on it",
        ),
        repair=(
            "ไม่ต้องแก้ไข ระบบนับไตรมาสจากวันที่ของรายงาน เช่น 24/02/2566 คือไตรมาสที่ 2 (เลขบนหน้าคือไตรมาสที่เปิดดู)",
            "nothing to repair: the quarter is counted from the dates, e.g. 24/02/2566 is Q2 (the page prints the quarter in which it was viewed)",
        ),
    )
    def page_quarter_is_not_the_logs(cls, rows: pd.DataFrame) -> pd.Series:
        page = [rows["file"], rows["project_code"].fillna("")]
        months = _log_dates(rows).groupby(page).transform("max").dt.month
        printed = rows["text"].where(rows["part"] == PAGE_SCORE).str.extract(r"ไตรมาสที่\s*(\d)")[0]
        differs: pd.Series = printed.astype(float) != (months - 10) % 12 // 3 + 1
        known: pd.Series = printed.notna() & months.notna()
        return known & differs

    @rule(
        "PAGE-02",
        "text",
        severity=WARNING,
        message=(
            "วันที่ในเนื้อความ “{value}” ไม่ตรงกับวันที่ในหัวรายงานบรรทัดก่อนหน้า",
            "the date in “{value}” is not that of the report's heading on the line before",
        ),
        repair=(
            "ตรวจว่าวันใดถูก ระบบใช้วันที่ในหัวรายงาน เช่น (2023-02-24) หากผิด แก้ที่ “ข้อมูล ณ วันที่” ในแท็บความก้าวหน้า",
            "check which is right: the heading's, e.g. (2023-02-24), is used; correct it in the sheet ความก้าวหน้า if it is wrong",
        ),
    )
    def the_two_dates_disagree(cls, rows: pd.DataFrame) -> pd.Series:
        page = [rows["file"], rows["project_code"].fillna("")]
        begins = (rows["part"] == LOG_TEXT) & (rows["part"].shift() == LOG_HEAD)
        texts = rows["text"].where(begins)  # a line further down may begin with another date
        parts = texts.str.extract(r"^\s*(\d{1,2})/(\d{1,2})/(\d{4})")
        typed = parts[0].str.zfill(2) + parts[1].str.zfill(2) + parts[2]
        heads = _log_dates(rows).groupby(page).ffill()
        expected = heads.dt.strftime("%d%m") + (heads.dt.year + 543).astype("Int64").astype("str")
        differs: pd.Series = typed != expected
        return differs & typed.notna() & heads.notna()


def _log_dates(rows: pd.DataFrame) -> pd.Series:
    heads = rows["text"].where(rows["part"] == LOG_HEAD)
    return pd.to_datetime(heads.str.extract(r"\((\d{4}-\d{2}-\d{2})\)\s*$")[0], errors="coerce")
