"""A long table, whose rows are worded at once, is cell by cell what XlsxWriter makes of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from pipeline import excel_table
from pipeline.columns import Column
from pipeline.excel import draw
from pipeline.tables import Book, Figure, Formula, Link, Table
from schemas.check import ERROR

TEXTS = (
    "เขตพระโขนง",
    "เขตพระโขนง",
    " มีช่องว่างหน้าหลัง ",
    '<b>&amp; "อัญประกาศ" \'</b>',
    "ยาว " * 80,
    "สอง\nบรรทัด\r\nสาม",
    "ตัว\x01ควบคุม_x000D_",
    "   ",
    "",
    "=1+1",
    "ต้องแก้ไข",
    None,
    Link("ไปดู", "ตาราง", "A5"),
    Formula("{row}*2", 12.0),
    Formula('"ก"&"ข"', "กข"),
)
NUMBERS = (
    *(0.0, 1.0, -2.5, 1250000.25, 0.1 + 0.2, 1e22, 1e-7, float("nan"), None),
    *(7, True, date(2023, 3, 31), Figure(45.5, "percent"), Figure(None, "money"), "รวม"),
)
DAYS = (
    *(date(2023, 3, 31), date(2023, 3, 31), datetime(2023, 1, 2, 3, 4, 5), date(1899, 1, 1)),
    *(45.0, 3, None, "31 มี.ค. 66", date(2567, 5, 1), "", None, None, None, None, None),
)


def table(rows: int) -> Table:
    cells = list(zip(TEXTS, NUMBERS, DAYS, strict=True))
    return Table(
        sheet="ตาราง",
        name="long",
        title="ตารางยาว",
        source="ที่มา: ทดสอบ",
        columns=(
            Column("text", "ข้อความ", width=30),
            Column("spent", "เบิกจ่าย (บาท)", "money"),
            Column("day", "วันที่", "date"),
        ),
        rows=tuple(cells[number % len(cells)] for number in range(rows)),
        notes=("ท้ายตาราง",),
        total=("รวม", 5.0, None),
        marks={"text": {"ต้องแก้ไข": ERROR}},
    )


def both(monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bytes]:
    book = Book("ทดสอบ", (table(40),))
    plainly = draw(book)
    monkeypatch.setattr(excel_table, "LONG", 1)
    return plainly, draw(book)


def looks(content: bytes) -> dict[str, Any]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    cells = {
        cell.coordinate: (
            *(cell.value, cell.data_type, cell.number_format),
            *map(repr, (cell.fill, cell.border, cell.font, cell.alignment)),
            cell.hyperlink and cell.hyperlink.location,
        )
        for row in sheet.iter_rows()
        for cell in row
    }
    heights = {f"row {at}": one.height for at, one in sheet.row_dimensions.items()}
    return cells | heights | {"size": sheet.dimensions}


def test_worded_rows_are_the_cells_that_xlsxwriter_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    plainly, worded = both(monkeypatch)
    assert looks(worded) == looks(plainly)


def test_stored_values_of_formulas_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [
        [
            cell.value
            for row in load_workbook(BytesIO(one), data_only=True).worksheets[0]
            for cell in row
        ]
        for one in both(monkeypatch)
    ]
    assert values[0] == values[1]
    assert 12.0 in values[0]


def test_shared_texts_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in both(monkeypatch):
        with ZipFile(BytesIO(content)) as archive:
            cells = archive.read("xl/worksheets/sheet1.xml").count(b't="s"')
            told = re.search(rb' count="(\d+)"', archive.read("xl/sharedStrings.xml"))
        assert told is not None
        assert int(told[1]) == cells
