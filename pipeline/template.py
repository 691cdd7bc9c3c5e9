"""The form and what is known of an agency -> the workbook that it fills in for a quarter."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from openpyxl.utils import get_column_letter

from pipeline.columns import Column, Form, SheetForm
from pipeline.form_checks import DECIDE, range_words
from pipeline.period import Period
from pipeline.tables import Book, FormSheet, Table
from pipeline.texts import NEED
from schemas import FORM_VERSION
from schemas.lists import Agency
from schemas.names import CANCELLED, DONE, HELPER_LABEL, INSTRUCTIONS

Row = Mapping[str, Any]

COVER_HEADING = ("รายการ", "ข้อมูล", "คำอธิบาย")
FIRST_LABEL = 2
"""The row of the cover's first label; reasons for a correction stand in B7, as messages say."""

OPTIONAL = "pages"
FINISHED = (DONE, CANCELLED)

KINDS = {
    "code": "รหัส พิมพ์เป็นข้อความ",
    "text": "ข้อความ",
    "long_text": "ข้อความยาว ขึ้นบรรทัดใหม่ด้วย Alt+Enter",
    "integer": "จำนวนเต็ม",
    "number": "ตัวเลขเพียงค่าเดียว ไม่ต้องใส่หน่วย",
    "percent": "ร้อยละ พิมพ์ 45 เมื่อหมายถึงร้อยละ 45 ไม่ต้องใส่เครื่องหมาย %",
    "money": "จำนวนเงินหน่วยบาท ไม่ใช่พันบาทหรือล้านบาท",
    "date": "วันที่ เรียงวัน เดือน ปี ปีเป็น พ.ศ. หรือ ค.ศ. ก็ได้",
    "choice": "เลือกจากรายการ",
}


def blank_form(
    form: Form, agency: Agency | None, period: Period | None, known: Mapping[str, Sequence[Row]]
) -> Book:
    """The form for an agency (None: for whoever needs one) and a quarter (None: not known yet).

    ``known``: table name -> rows to fill in, column name -> value. The sheet of printed pages is
    there only where it has rows.
    """
    sheets = [
        sheet for name, sheet in form.submitted.items() if name != OPTIONAL or known.get(name)
    ]
    who = agency.name if agency else "หน่วยงาน"
    drawn = [
        _cover(sheet, _first(known, agency, period))
        if sheet.name == "covers"
        else _table(sheet, known.get(sheet.name, ()))
        for sheet in sheets
    ]
    marker = {"kind": "submission", "form_version": FORM_VERSION}
    if agency is not None:
        marker["agency_code"] = agency.code
    if period is not None:
        marker["period"] = str(period)
    marker["fingerprint"] = fingerprint(form)
    when = period.label_th if period else "(ยังไม่ระบุไตรมาส)"
    title = f"แบบรายงานผลการดำเนินงานโครงการ {who} {when}"
    return Book(title, (instructions(sheets, title), *drawn), marker)


def log_rows(projects: Sequence[Row], period: Period) -> list[dict[str, Any]]:
    """One row of ความก้าวหน้า for each unfinished project and month of the quarter: code and day.

    A row to which nothing is added is read as blank.
    """
    return [
        {"project_code": project["project_code"], "report_date": day}
        for project in projects
        if project.get("status") not in FINISHED
        for day in _month_ends(period)
    ]


def fingerprint(form: Form) -> str:
    """One hash over the names of the sheets and the labels of their columns, in their order."""
    labels = [
        "\t".join((sheet.label, *(column.label for column in sheet.columns)))
        for sheet in form.submitted.values()
    ]
    return sha256("\n".join(labels).encode()).hexdigest()


def helper_place(sheet: SheetForm) -> int | None:
    """Where the helper column stands, from 1: right of the code, where no name stands there."""
    names = [column.name for column in sheet.columns]
    if "project_code" not in names or "project_name" in names or sheet.name == OPTIONAL:
        return None
    return names.index("project_code") + 2


def instructions(sheets: Sequence[SheetForm], title: str) -> Table:
    """The sheet คำชี้แจง: how to fill in, then every column, from the labels and rules themselves."""
    columns = (
        Column("sheet", "แท็บ", width=16),
        Column("label", "ช่อง", width=36),
        Column("need", "การกรอก", width=13),
        Column("help", "วิธีกรอก", width=66),
        Column("example", "ตัวอย่าง", width=34),
    )
    steps = [("วิธีใช้", step, None, how, None) for step, how in _steps(sheets)]
    fields = [_field(sheet, column) for sheet in sheets for column in sheet.columns]
    return Table(
        sheet=INSTRUCTIONS,
        name="instructions",
        title=title,
        source="อ่านแท็บนี้ก่อนกรอก ระบบไม่อ่านแท็บนี้ ข้อความที่พิมพ์ไว้ที่นี่จะไม่ถูกนำไปใช้",
        columns=columns,
        rows=(*steps, *fields),
        cut=None,
    )


def _month_ends(period: Period) -> list[date]:
    return [date(year, month, monthrange(year, month)[1]) for year, month in period.months]


def _cover(sheet: SheetForm, values: Row) -> FormSheet:
    cells: dict[tuple[int, int], Any] = {
        (1, at): label for at, label in enumerate(COVER_HEADING, 1)
    }
    letters = {}
    for row, column in enumerate(sheet.columns, FIRST_LABEL):
        cells[row, 1] = column.label
        if values.get(column.name) is not None:
            cells[row, 2] = values[column.name]
        cells[row, 3] = f"{NEED[column.need]} · {column.help} · ตัวอย่าง: {column.example}"
        letters[column.name] = f"B{row}"
    return FormSheet(sheet.label, cells, sheet, letters)


def _first(known: Mapping[str, Sequence[Row]], agency: Agency | None, period: Period | None) -> Row:
    """The cover's values: what is known, then agency, period and the first revision."""
    given: Row = next(iter(known.get("covers", ())), {})
    named = {"agency_code": agency.code, "agency_name": agency.name} if agency else {}
    when = {"fiscal_year": period.fiscal_year, "quarter": period.quarter} if period else {}
    return {"revision": 1, **given, **named, **when}


def _table(sheet: SheetForm, rows: Sequence[Row]) -> FormSheet:
    helper = helper_place(sheet)
    names = [column.name for column in sheet.columns]
    places = {
        name: at + 1 if helper is not None and at >= helper else at
        for at, name in enumerate(names, 1)
    }
    cells: dict[tuple[int, int], Any] = {(1, places[one.name]): one.label for one in sheet.columns}
    if helper is not None:
        cells[1, helper] = HELPER_LABEL
    for number, row in enumerate(rows, 2):
        cells |= {(number, places[name]): value for name, value in row.items() if name in places}
    letters = {name: get_column_letter(at) for name, at in places.items()}
    return FormSheet(
        sheet=sheet.label,
        cells=dict(sorted(cells.items())),
        form=sheet,
        letters=letters,
        helper=get_column_letter(helper) if helper is not None else None,
    )


def _field(sheet: SheetForm, column: Column) -> tuple[str | None, ...]:
    choices = ", ".join(choice.value for choice in column.choices[:8])
    more = "" if len(column.choices) <= 8 else " …"
    limits = range_words(column)
    parts = [
        column.help,
        KINDS[column.kind] + (f": {choices}{more}" if choices else ""),
        f"ค่าที่เป็นไปได้ {limits}" if limits else "",
    ]
    how = " · ".join(part for part in dict.fromkeys(parts) if part)
    return (sheet.label, column.label, NEED[column.need], how, column.example)


def _steps(sheets: Sequence[SheetForm]) -> list[tuple[str, str]]:
    order = " → ".join(sheet.label for sheet in sheets)
    return [
        ("1 ลำดับการกรอก", f"กรอกตามลำดับแท็บ {order} แต่ละแท็บรับได้ 2,000 แถว"),
        *((f"แท็บ {sheet.label}", sheet.help) for sheet in sheets),
        (
            "2 สีของหัวตาราง",
            "พื้นเข้มตัวอักษรขาว = ต้องกรอก (ถ้าว่าง โครงการนั้นจะถูกพักไว้ก่อน) · "
            "พื้นกลางตัวหนา = ควรกรอก (ถ้าว่าง ส่วนที่ต้องใช้ค่านี้จะแสดงว่า “ประเมินไม่ได้”) · "
            "พื้นอ่อน = กรอกเมื่อมี",
        ),
        (
            "3 คำเตือนขณะกรอก",
            f"คลิกที่ช่องเพื่อดูวิธีกรอกและตัวอย่าง เมื่อพิมพ์ค่าที่น่าสงสัยจะมีคำเตือน {DECIDE}",
        ),
        (
            "4 วันที่",
            "พิมพ์วัน เดือน ปี เช่น 24/02/2566 หรือ 24 ก.พ. 2566 ปีสองหลักอ่านเป็น พ.ศ. "
            "ช่องที่ขึ้นว่า “ระบบจะอ่านเป็น พ.ศ.” คือปีที่พิมพ์เป็น พ.ศ. ระบบอ่านให้ถูกต้อง ไม่ต้องแก้",
        ),
        (
            "5 ตัวเลขและเงิน",
            "พิมพ์ตัวเลขเพียงค่าเดียว เช่น 1250000 หรือ 1,250,000.50 หน่วยเป็นบาทเต็ม "
            "ไม่พิมพ์ช่วง (45-50) คำว่าประมาณ หรือล้านบาท · ไม่มีค่าให้เว้นว่าง อย่าพิมพ์ 0 แทนค่าที่ไม่ทราบ",
        ),
        (
            "6 ร้อยละ",
            "พิมพ์ 45 เมื่อหมายถึงร้อยละ 45 ค่า 0.5 หมายถึงร้อยละ 0.5 "
            "ความก้าวหน้า แผน และเบิกจ่าย เป็นยอดสะสมตั้งแต่ 1 ตุลาคม จึงไม่ลดลง",
        ),
        (
            "7 ทำได้ตามสะดวก",
            "กรอง เรียง แทรก ลบแถว ปรับความกว้างและความสูงได้ หัวตารางล็อกไว้โดยไม่มีรหัสผ่าน "
            "คอลัมน์สีเทาแสดงชื่อโครงการให้ดู ไม่ต้องกรอก แถวที่มีเพียงรหัสและวันที่ที่เติมไว้ให้ ระบบถือเป็นแถวว่าง",
        ),
        (
            "8 ข้อมูลส่วนบุคคล",
            "ใช้ชื่อฝ่ายและเบอร์ภายใน ไม่พิมพ์ชื่อบุคคล เบอร์มือถือ หรือเลขประจำตัวประชาชน",
        ),
        (
            "9 การส่ง",
            "บันทึกเป็นแฟ้ม .xlsx แล้วส่งให้ สยป. (สำนักยุทธศาสตร์และประเมินผล) กำหนดส่งตามที่ สยป. แจ้ง "
            "ระบบจะส่งแฟ้มกลับพร้อมชี้ทุกช่องที่ต้องแก้ไข แก้ในแฟ้มนั้นแล้วส่งกลับได้เลย "
            "ส่งฉบับแก้ไขให้เพิ่ม “ครั้งที่ส่ง” และกรอก “เหตุผลการแก้ไข” บนปก",
        ),
    ]
