"""A Book drawn is a workbook that opens, says what the Book says, and is the same every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zlib
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.columns import Column
from pipeline.excel import LEVEL, draw, sheet_names
from pipeline.pen import LONGEST, WriterError, safe_text
from pipeline.raw import PercentCell
from pipeline.tables import Book, Chart, Figure, FormSheet, Formula, Link, Series, Table

COLUMNS = (
    Column("code", "รหัสโครงการ", "code"),
    Column("agency_name", "หน่วยงาน"),
    Column("red", "แดง", "count"),
    Column("spent", "เบิกจ่ายสะสม (บาท)", "money"),
    Column("rate", "อัตราเบิกจ่าย (ร้อยละ)", "percent"),
    Column("day", "วันที่", "date"),
)
ROWS = (
    ("50100000-3670", "เขตพระโขนง", 1200, 1250000.5, 45.0, date(2023, 3, 31)),
    ("50100000-3671", "เขตบางรัก", 3, None, None, None),
)


def table(**changes: Any) -> Table:
    facts: dict[str, Any] = {
        "sheet": "รายเขต",
        "name": "districts",
        "title": "ผลรายเขต",
        "source": "ที่มา: แฟ้มของเขต",
        "columns": COLUMNS,
        "rows": ROWS,
    }
    return Table(**(facts | changes))


def drawn(*sheets: Table | FormSheet, **more: Any) -> bytes:
    return draw(Book("ทดสอบ", sheets, **more))


def opened(*sheets: Table | FormSheet, values: bool = False) -> Worksheet:
    return load_workbook(BytesIO(drawn(*sheets)), data_only=values).worksheets[0]


def part(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_a_table_stands_at_a3_under_its_title_and_source() -> None:
    sheet = opened(table())
    assert (sheet["A1"].value, sheet["A2"].value) == ("ผลรายเขต", "ที่มา: แฟ้มของเขต")
    assert [cell.value for cell in sheet[3]] == [column.label for column in COLUMNS]
    assert [cell.value for cell in sheet[4]] == [*ROWS[0][:5], datetime(2023, 3, 31)]
    assert [cell.value for cell in sheet[5]] == [*ROWS[1][:3], None, None, None]


def test_values_carry_the_formats_of_their_kinds_and_no_percent_format() -> None:
    formats = [cell.number_format for cell in opened(table())[4]]
    money, rate = "#,##0.00", "0.00"
    assert formats == ["@", "General", "#,##0", money, rate, "[$-107041E]d mmm yy"]


def test_a_figure_has_the_format_of_its_own_kind() -> None:
    sheet = opened(table(rows=((None, None, Figure(2.5, "money"), None, None, None),)))
    assert (sheet["C4"].value, sheet["C4"].number_format) == (2.5, "#,##0.00")


def test_numbers_of_numpy_are_numbers_and_what_no_cell_can_hold_stops_the_run() -> None:
    figures = (np.int64(3), np.float64(1.5), Figure(np.int64(7), "count"))  # type: ignore[arg-type]
    sheet = opened(table(rows=((None, None, *figures, None),)))
    assert [cell.value for cell in sheet[4]][2:5] == [3, 1.5, 7]
    with pytest.raises(WriterError):
        drawn(table(rows=(({"a": 1}, None, None, None, None, None),)))


def test_headings_are_frozen_filtered_and_printed_on_every_page_of_a4_landscape() -> None:
    sheet = opened(table())
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A4", "A3:F5")
    assert sheet.print_title_rows == "$1:$3"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)


def test_codes_and_names_of_a_wide_table_stay_in_sight() -> None:
    wide = tuple(Column(f"c{at}", "ช่อง", width=30) for at in range(6))
    sheet = opened(table(columns=(*COLUMNS[:2], *wide), rows=()))
    assert sheet.freeze_panes == "C4"


def test_a_table_has_an_ascii_name_for_its_range() -> None:
    book = load_workbook(BytesIO(drawn(table())))
    assert book.defined_names["districts"].value == "'รายเขต'!$A$3:$F$5"


def test_the_total_is_a_live_formula_with_the_value_that_it_has_now() -> None:
    total = ("รวม", None, Formula("=SUM({self}{first}:{self}{last})", 1203), None, None, None)
    rate = Formula("={spent}{row}/{red}{row}", 1.5)
    sheets = table(total=(*total[:4], rate, None))
    assert opened(sheets)["C6"].value == "=SUM(C4:C5)"
    assert opened(sheets)["E6"].value == "=D6/C6"
    assert opened(sheets, values=True)["C6"].value == 1203


def test_notes_stand_below_the_table_and_an_empty_table_says_so() -> None:
    sheet = opened(table(rows=(), notes=("ข้อหนึ่ง",)))
    assert [sheet.cell(row, 1).value for row in (4, 6, 7, 8)] == [
        None,
        "หมายเหตุ",
        "ไม่มีรายการในตารางนี้",
        "ข้อหนึ่ง",
    ]


def test_a_link_leads_to_a_cell_of_another_sheet() -> None:
    contents = table(
        sheet="สารบัญ",
        name="contents",
        columns=(Column("sheet", "แท็บ"),),
        rows=((Link("รายเขต", "รายเขต", "A3"),),),
    )
    cell = opened(contents, table())["A4"]
    assert (cell.value, cell.hyperlink.location) == ("รายเขต", "'รายเขต'!A3")


def test_a_mark_fills_the_cell_whose_word_says_the_same() -> None:
    sheet = opened(table(marks={"agency_name": {"เขตบางรัก": "red"}}))
    fills = [sheet[place].fill.fill_type for place in ("B4", "B5")]
    assert (fills, sheet["B5"].value) == ([None, "solid"], "เขตบางรัก")


def test_a_long_text_is_cut_only_where_the_table_says_so() -> None:
    rows = (("x" * 400, None, None, None, None, None),)
    cut = opened(table(rows=rows))["A4"].value
    assert (len(cut), cut.endswith("… (ดูข้อมูลหลัก)")) == (300, True)
    assert len(opened(table(rows=rows, cut=None))["A4"].value) == 400


def test_rows_are_as_high_as_their_wrapped_text_and_never_higher_than_excel_allows() -> None:
    row = (None, "ก" * 3000, None, None, None, None)
    sheet = opened(table(rows=(*ROWS, row), cut=None))
    assert sheet.row_dimensions[4].height < 30
    assert 408 < sheet.row_dimensions[6].height <= 409


@pytest.mark.parametrize(
    "text", ["=1+1", "+66", "-", "@SUM(A1)", "http://example.org", "50100000", "{=A1}", "  ก "]
)
def test_text_stays_text_whatever_it_looks_like(text: str) -> None:
    rows = ((text, text, None, None, None, None),)
    content = drawn(table(rows=rows))
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert (sheet["B4"].value, sheet["B4"].data_type, sheet["B4"].hyperlink) == (text, "s", None)
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("ก\x00\x0bข\x1f", "กข"),
        ("ก\r\nข\rค\tง", "ก\nข\nค\tง"),
        ("ก\ud800ข\udfff\uffff", "กข"),
        ("ก" * 40_000, "ก" * LONGEST),
        ("😀" * 20_000, "😀" * (LONGEST // 2)),
    ],
)
def test_text_loses_only_what_a_cell_cannot_hold(text: str, safe: str) -> None:
    assert safe_text(text) == safe
    sheet = opened(table(rows=((None, text, None, None, None, None),), cut=None))
    assert sheet["B4"].value == safe


def test_the_bytes_are_the_same_in_every_time_zone_folder_and_hash_seed(tmp_path: Any) -> None:
    program = (
        "import sys; from tests.test_excel import *\n"
        "chart = Chart('c', 'stacked', 'agency_name', (Series('red', 'แดง', ('red',)),), 'alt')\n"
        "form = FormSheet('เขต', {(1, 1): 'ก'})\n"
        "sys.stdout.buffer.write(drawn(table(charts=(chart,)), form, marker={'kind': 'output'}))"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=folder,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": os.getcwd()},
            check=True,
            capture_output=True,
        ).stdout
        for seed, zone, folder in (("1", "Asia/Bangkok", tmp_path), ("2", "US/Hawaii", "."))
    ]
    assert made[0] == made[1] != b""


@pytest.mark.parametrize("kind", ["bar", "column", "stacked", "line"])
def test_a_chart_has_title_labels_and_alternative_text(kind: str) -> None:
    series = (Series("red", "แดง", ("red", "grey")), Series("spent", "เบิกจ่าย"))
    chart = Chart("สีติดตาม", kind, "agency_name", series, "แท่งบอกจำนวน", "โครงการ")
    content = drawn(table(charts=(chart,)))
    xml = part(content, "xl/charts/chart1.xml")
    assert all(word in xml for word in ("สีติดตาม", "โครงการ", "หน่วยงาน", 'showVal val="1"'))
    assert "รายเขต!$C$4:$C$5" in xml
    assert 'descr="แท่งบอกจำนวน"' in part(content, "xl/drawings/drawing1.xml")


def test_charts_stand_below_the_notes_where_they_hide_no_cell() -> None:
    chart = Chart("สีติดตาม", "bar", "agency_name", (Series("red", "แดง"),), "alt", rows=(0, 0))
    content = drawn(table(charts=(chart, chart), notes=("ข้อหนึ่ง",)))
    rows = re.findall(r"<xdr:row>(\d+)</xdr:row>", part(content, "xl/drawings/drawing1.xml"))
    first, until, second, _ = map(int, rows)
    assert 7 < first < until < second
    assert "รายเขต!$C$4<" in part(content, "xl/charts/chart1.xml")


def test_what_xlsxwriter_refuses_stops_the_run() -> None:
    with pytest.warns(UserWarning), pytest.raises(WriterError):
        drawn(table(name="A1"))


def test_tabs_get_names_that_excel_accepts_and_none_twice() -> None:
    wanted = ["ปก", "ปก", "a/b:c", "'x'", "History", "ก" * 40, "ก" * 41, "A", "a", ""]
    names = sheet_names(wanted)
    assert names[:5] == ["ปก", "ปก (2)", "a-b-c", "x", "History (2)"]
    assert len({name.lower() for name in names}) == len(wanted)
    assert max(map(len, names)) == 31


def test_the_marker_stands_on_a_sheet_that_nobody_sees() -> None:
    book = load_workbook(BytesIO(drawn(table(), marker={"kind": "output", "period": "2566-Q2"})))
    assert (book.sheetnames, book["_form"].sheet_state) == (["รายเขต", "_form"], "veryHidden")
    assert [[cell.value for cell in row] for row in book["_form"].rows] == [
        ["kind", "output"],
        ["period", "2566-Q2"],
    ]


def test_a_sheet_of_the_districts_own_is_copied_cell_by_cell() -> None:
    cells: dict[tuple[int, int], Any]
    cells = {
        (2, 3): "บันทึก",
        (3, 1): float("inf"),
        (4, 1): 10**400,
        (5, 1): 12.5,
        (6, 2): PercentCell(0.5),
        (7, 2): datetime(2023, 3, 1),
    }
    sheet = opened(FormSheet("ของเขต", cells))
    found = {
        (cell.row, cell.column): cell.value for row in sheet.rows for cell in row if cell.value
    }
    huge = {(3, 1): "inf", (4, 1): str(10**400)}
    sent = {(2, 3): "บันทึก", (5, 1): 12.5, (6, 2): 0.5, (7, 2): datetime(2023, 3, 1)}
    assert found == sent | huge
    assert sheet["B6"].number_format == "0.00%"


def test_every_part_is_packed_at_the_level_that_is_told() -> None:
    """XlsxWriter has no option for it: another version of it may pack by itself again."""
    content = draw(
        Book("", (FormSheet("ของเขต", {(row, 1): f"แถว {row}" for row in range(1, 300)}),))
    )
    with ZipFile(BytesIO(content)) as made:
        for part in made.infolist():
            packing = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed = packing.compress(made.read(part)) + packing.flush()
            assert part.compress_size == len(packed), part.filename


@pytest.mark.parametrize("rows", [1, 600])
def test_a_text_that_looks_like_the_writers_own_xml_stays_a_text(rows: int) -> None:
    text = "<r>ก & ข</r>"
    table = Table("ก", "rows", "ก", "", (Column("a", "ก"),), ((text,),) * rows, cut=None)
    book = load_workbook(BytesIO(draw(Book("", (FormSheet("ข", {(1, 1): text}), table)))))
    assert book["ข"]["A1"].value == text
    assert [cell.value for cell in book["ก"]["A"]].count(text) == rows
