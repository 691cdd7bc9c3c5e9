"""Each check: a good submission with one thing spoilt gives that finding, at its cells, alone."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.findings import people_groups
from schemas.check import CHECKS
from tests.bad_files import members, packed
from tests.builders import NAME, as_bytes, checked, findings, submission

C, P, L, G, K = "ปก", "โครงการ", "แผนงาน", "ความก้าวหน้า", "ตัวชี้วัด"
NEVER = "50100000-9999"

SPOILT: list[tuple[dict[str, object], str, str, str, tuple[str, ...]]] = [
    # cover
    ({f"{C}!B2": "99999999"}, "COV-01", "error", C, ("B2",)),
    ({f"{C}!B2": None}, "COV-01", "error", C, ("B2",)),
    ({f"{C}!B3": "สำนักงานเขตพระนคร"}, "COV-02", "error", C, ("B2", "B3")),
    ({f"{C}!B4": 2023}, "COV-03", "error", C, ("B4",)),
    ({f"{C}!B5": 5}, "COV-03", "error", C, ("B5",)),
    ({f"{C}!B5": "สอง"}, "COV-03", "error", C, ("B5",)),
    ({f"{C}!B5": None}, "COV-03", "error", C, ("B5",)),
    ({f"{C}!B6": 2}, "COV-05", "warning", C, ("B7",)),
    ({f"{C}!B3": "เขตที่ไม่มี"}, "CELL-04", "warning", C, ("B3",)),
    # one cell
    ({f"{G}!C2": "สามสิบ"}, "CELL-01", "error", G, ("C2",)),
    ({f"{P}!S2": "1.25 ล้านบาท"}, "CELL-01", "warning", P, ("S2",)),
    ({f"{G}!C2": None}, "CELL-02", "error", G, ("C2",)),
    ({f"{P}!T2": None}, "CELL-02", "error", P, ("T2",)),
    ({f"{P}!B2": None}, "CELL-02", "error", P, ("B2",)),
    ({f"{G}!B4": None}, "CELL-02", "error", G, ("B4",)),
    ({f"{P}!Q2": "10/26/2020"}, "CELL-03", "warning", P, ("Q2",)),
    ({f"{G}!B4": "ก.พ. 66"}, "CELL-03", "error", G, ("B4",)),
    ({f"{P}!T2": "ใกล้เสร็จ"}, "CELL-04", "error", P, ("T2",)),
    ({f"{K}!H2": "อื่น ๆ"}, "CELL-04", "warning", K, ("H2",)),
    ({f"{G}!C2": 130}, "CELL-05", "error", G, ("C2",)),
    ({f"{P}!N2": -1}, "CELL-05", "warning", P, ("N2",)),
    ({f"{P}!A2": "5010-1"}, "CELL-06", "error", P, ("A2",)),
    ({f"{P}!H2": "ฝ่ายปกครอง"}, "CELL-06", "warning", P, ("H2",)),
    ({f"{P}!R2": "#REF!"}, "CELL-07", "warning", P, ("R2",)),
    ({f"{P}!R2": "=1+1"}, "CELL-08", "warning", P, ("R2",)),
    ({f"{G}!C2": 0.5}, "CELL-09", "warning", G, ("C2",)),
    ({f"{P}!P2": datetime(2565, 10, 1)}, "CELL-10", "info", P, ("P2",)),
    ({f"{P}!K2": None, f"{P}!L2": None}, "CELL-11", "warning", P, ("K2", "L2")),
    ({f"{P}!A3": "50100000-3670"}, "CELL-12", "error", P, ("A2", "A3")),
    ({f"{L}!A3": "50100000-3670"}, "CELL-12", "error", L, ("A2", "A3")),
    ({f"{K}!A3": "50100000-3670"}, "CELL-12", "error", K, ("C2", "C3")),
    ({f"{G}!D2": "โทร 081-234-5678"}, "CELL-13", "warning", G, ("D2",)),
    ({f"{P}!R2": "1,250,000.50 บาท"}, "CELL-15", "info", P, ("R2",)),
    # projects
    ({f"{P}!A2": "50010000-3670"}, "PRJ-01", "error", P, ("A2",)),
    ({f"{P}!Q2": "1 ม.ค. 2560"}, "PRJ-02", "error", P, ("P2", "Q2")),
    ({f"{P}!D3": None}, "PRJ-03", "warning", P, ("D3",)),
    ({f"{P}!D3": "ยุทธศาสตร์เมืองน่าอยู่"}, "PRJ-03", "warning", P, ("D3",)),
    ({f"{P}!T2": "แล้วเสร็จ"}, "PRJ-04", "warning", P, ("T2",)),
    ({f"{P}!T4": "กำลังดำเนินการ"}, "PRJ-05", "warning", P, ("T4",)),
    ({f"{G}!I4": 2_000_000}, "PRJ-06", "warning", G, ("I4",)),
    ({f"{P}!H2": "50010100"}, "PRJ-07", "warning", P, ("H2",)),
    ({f"{P}!I2": "50010100"}, "PRJ-07", "warning", P, ("I2",)),
    ({f"{P}!T2": "ยังไม่รายงาน"}, "PRJ-08", "warning", P, ("T2",)),
    ({f"{P}!B3": "โครงการสัมมนาผู้นำชุมชน"}, "PRJ-09", "info", P, ("B2", "B3")),
    # plan
    ({f"{L}!C2": 10}, "PLN-01", "error", L, ("B2", "C2", "D2", "E2")),
    ({f"{L}!H2": 1}, "PLN-01", "error", L, ("F2", "G2", "H2", "I2")),
    ({f"{L}!E2": 90}, "PLN-02", "warning", L, ("E2",)),
    ({f"{L}!I2": 9_000_000}, "PLN-03", "warning", L, ("I2",)),
    ({f"{L}!{column}2": None for column in "ABCDEFGHI"}, "PLN-04", "warning", P, ("A2",)),
    ({f"{L}!A2": NEVER}, "PLN-05", "error", L, ("A2",)),
    # progress
    ({f"{G}!B2": "1 ก.ย. 2565"}, "PRG-01", "error", G, ("B2",)),
    ({f"{G}!B4": "10 เม.ย. 2566"}, "PRG-01", "error", G, ("B4",)),
    ({f"{G}!C3": 12}, "PRG-02", "error", G, ("C3", "C2")),
    ({f"{G}!C3": 30, f"{G}!C4": 30}, "PRG-03", "warning", G, ("C4", "C2")),
    ({f"{G}!{column}{row}": None for column in "ABCDEFGHIJ" for row in (2, 3, 4)},
     "PRG-04", "warning", P, ("A2",)),
    ({f"{G}!B3": "25/01/2566"}, "PRG-05", "error", G, ("B2", "B3")),
    ({f"{G}!A2": NEVER}, "PRG-06", "error", G, ("A2",)),
    ({f"{G}!D2": None}, "PRG-07", "warning", G, ("D2",)),
    ({f"{G}!I3": 1}, "PRG-08", "warning", G, ("I3", "I2")),
    ({f"{P}!P2": "1 ก.พ. 2566"}, "PRG-09", "warning", G, ("B2",)),
    ({f"{G}!J4": 9_000_000}, "PRG-10", "warning", G, ("J4", "I4")),
    ({f"{G}!B4": "2 เม.ย. 2566"}, "PRG-11", "warning", G, ("B4",)),
    # indicators
    ({f"{K}!F4": None}, "KPI-01", "warning", K, ("F4",)),
    ({f"{K}!E2": 0}, "KPI-02", "warning", K, ("E2",)),
    ({f"{K}!E2": "ไม่น้อยกว่า 80"}, "KPI-02", "warning", K, ("E2",)),
    ({f"{K}!F2": 200}, "KPI-03", "warning", K, ("F2", "E2")),
    ({f"{K}!D2": None}, "KPI-05", "warning", K, ("D2",)),
    ({f"{K}!D2": "จำนวนผู้เข้าร่วมโครงการที่ผ่านการอบรม"}, "KPI-05", "warning", K, ("D2",)),
    ({f"{K}!A2": NEVER}, "KPI-06", "error", K, ("A2",)),
    # the form
    ({f"{P}!B9": "รวมทั้งสิ้น", f"{P}!R9": 5}, "FORM-10", "info", P, ("A9",)),
    ({f"{G}!D20": "ข้อความ"}, "FORM-11", "error", G, ("A20",)),
    ({f"{P}!A2": None}, "FORM-11", "error", P, ("A2",)),
    ({f"{P}!Z1": "หมายเหตุ", f"{P}!Z3": "รอผล"}, "FORM-06", "warning", P, ("Z1",)),
    ({f"{G}!K1": "ความก้าวหน้าสะสม"}, "FORM-05", "error", G, ("C1", "K1")),
    ({f"{K}!K1": "ตัวชี้วัด"}, "FORM-05", "warning", K, ("C1", "K1")),
    ({f"{G}!K1": "ผลการดำเนินงาน"}, "FORM-05", "warning", G, ("D1", "K1")),
]  # fmt: skip


def test_a_good_submission_has_no_finding() -> None:
    assert findings(submission()) == []


@pytest.mark.parametrize(("changes", "check", "severity", "sheet", "cells"), SPOILT)
def test_each_mistake_is_one_finding_at_its_cells(
    changes: dict[str, object], check: str, severity: str, sheet: str, cells: tuple[str, ...]
) -> None:
    (finding,) = findings(submission(changes))
    assert (finding.check, finding.severity, finding.sheet, finding.cells) == (
        check,
        severity,
        sheet,
        cells,
    )


@pytest.mark.parametrize(("changes", "check"), [(case[0], case[1]) for case in SPOILT])
def test_each_message_says_where_what_and_how_to_repair(
    changes: dict[str, object], check: str
) -> None:
    (finding,) = findings(submission(changes))
    thai, english = finding.message("th"), finding.message("en")
    assert thai.startswith(f"{finding.sheet}!") and thai.endswith(f"[{check}]")
    assert " — " in thai and " — " in english
    assert not [word for word in ("{", "}", "nan", "NaT", "None", "project_code") if word in thai]


def test_a_repair_of_what_must_be_repaired_gives_an_example() -> None:
    without = [
        check.id
        for check in CHECKS.values()
        if check.severity != "info" and "เช่น" not in check.repair[0] and ":" not in check.repair[0]
        and not check.id.startswith(("FILE", "PAGE", "COV-04", "FORM-02", "CELL-14"))
        and "{expected}" not in check.repair[0] and "{other}" not in check.repair[0]
    ]  # fmt: skip
    assert without == []


def test_the_message_shows_both_sides_and_both_places() -> None:
    (finding,) = findings(submission({f"{G}!C3": 12}))
    assert finding.message() == (
        "ความก้าวหน้า!C3, C2 (ความก้าวหน้าสะสม (ร้อยละ)) ได้รับ 12.00 แต่รายงานก่อนหน้า ณ 25 ม.ค. 66 "
        "ที่ C2 เป็น 30.00 — ความก้าวหน้าสะสมต้องไม่ลดลง หากพิมพ์ผิด ให้แก้ เช่น 30.00 "
        "หากรายงานเดิมผิด ให้แก้ C2 หรือระบุเหตุผลการแก้ไขที่ปก!B7 [PRG-02]"
    )


def test_a_correction_reason_turns_falling_progress_into_a_warning() -> None:
    changes: dict[str, object] = {f"{G}!C3": 12, f"{C}!B6": 2, f"{C}!B7": "เดือนมกราคมพิมพ์ผิด"}
    (finding,) = findings(submission(changes))
    assert (finding.check, finding.severity) == ("PRG-02", "warning")


def test_the_routine_indicator_of_the_agency_is_compared_with_the_projects() -> None:
    name = "ร้อยละของโครงการที่เป็นงานประจำของหน่วยงานที่ดำเนินการสำเร็จตามเป้าหมายที่กำหนด"
    (finding,) = findings(submission({f"{K}!C2": name, f"{K}!F2": 80}))
    assert (finding.check, finding.severity, finding.cells) == ("KPI-07", "info", ("F2",))
    assert "50.00" in finding.message()  # one of the two routine projects is finished as targeted


def without_sheet(*names: str) -> bytes:
    book = load_workbook(BytesIO(submission()))
    for name in names:
        del book[name]
    return as_bytes(book)


@pytest.mark.parametrize(
    ("sheet", "check", "severity"),
    [
        (P, "FORM-03", "error"),
        (G, "FORM-03", "error"),
        (L, "FORM-03", "warning"),
        (K, "FORM-03", "warning"),
    ],
)
def test_a_missing_sheet_is_one_finding(sheet: str, check: str, severity: str) -> None:
    (finding,) = findings(without_sheet(sheet))
    assert (finding.check, finding.severity, finding.expected) == (check, severity, sheet)


def test_a_missing_cover_is_one_finding() -> None:
    (finding,) = findings(without_sheet(C))
    assert (finding.check, finding.severity, finding.cells) == ("COV-01", "error", ())


def without_column(sheet: str, letter: str) -> bytes:
    book = load_workbook(BytesIO(submission()))
    book[sheet].delete_cols(ord(letter) - ord("A") + 1)
    return as_bytes(book)


@pytest.mark.parametrize(
    ("sheet", "letter", "severity"),
    [
        (G, "C", "error"),
        (P, "A", "error"),
        (L, "A", "warning"),
        (G, "I", "warning"),
        (P, "S", "warning"),
    ],
)
def test_a_missing_column_is_one_finding(sheet: str, letter: str, severity: str) -> None:
    (finding,) = findings(without_column(sheet, letter))
    assert (finding.check, finding.severity, finding.sheet) == ("FORM-04", severity, sheet)


def test_a_missing_optional_column_is_said_and_costs_nothing() -> None:
    (finding,) = findings(without_column(P, "N"))
    assert (finding.check, finding.severity) == ("FORM-04", "warning")


def test_the_blank_cells_of_a_project_are_one_finding_a_sheet() -> None:
    (finding,) = findings(submission({f"{G}!I{row}": None for row in (2, 3, 4)}))
    assert (finding.check, finding.cells) == ("CELL-11", ("I2", "I3", "I4"))


def test_a_doubted_report_leaves_the_status_alone() -> None:
    (finding,) = findings(submission({f"{G}!C10": 130}))  # the report that says 100 of a done one
    assert (finding.check, finding.cells) == ("CELL-05", ("C10",))


def test_a_stray_row_does_not_hide_another_projects_missing_report() -> None:
    gone = {f"{G}!{column}{row}": None for column in "ABCDEFGHIJ" for row in (2, 3, 4, 5, 6, 7)}
    found = findings(submission(gone | {f"{G}!A8": NEVER}))
    assert [(one.check, one.cells) for one in found] == [
        ("PRG-06", ("A8",)),
        ("PRG-04", ("A2",)),
        ("PRG-04", ("A3",)),
    ]


def test_of_two_tabs_with_one_name_the_first_counts_and_the_other_is_said() -> None:
    book = load_workbook(BytesIO(submission()))
    book.create_sheet("โครงการ ")["A1"] = "สำเนา"
    (finding,) = findings(as_bytes(book))
    assert (finding.check, finding.value) == ("FORM-07", "โครงการ ")


def test_a_mobile_number_goes_out_through_no_finding() -> None:
    changes: dict[str, object] = {
        f"{P}!T2": "081-234-5678", f"{K}!E2": "โทร 081 234 5678",
        f"{P}!Z1": "081-234-5678", f"{P}!Z2": "x", f"{G}!A20": "โทร 0812345678",
    }  # fmt: skip
    records = "".join(str(one.as_record()) for one in findings(submission(changes)))
    assert "234" not in records and "•••" in records


@pytest.mark.parametrize("revision", [0, -1, 1.5])
def test_an_impossible_revision_is_said(revision: float) -> None:
    (finding,) = findings(submission({f"{C}!B6": revision}))
    assert (finding.severity, finding.cells) == ("warning", ("B6",))


def test_a_workbook_of_other_sheets_is_not_our_form() -> None:
    book = load_workbook(BytesIO(submission()))
    for number, sheet in enumerate(book.worksheets):
        sheet.title = f"Sheet{number}"
    (finding,) = findings(as_bytes(book))
    assert (finding.check, finding.severity) == ("FORM-01", "error")


def test_a_form_of_another_version_is_refused() -> None:
    book = load_workbook(BytesIO(submission()))
    marker = book.create_sheet("_form")
    marker.append(["form_version", "0"])
    (finding,) = findings(as_bytes(book))
    assert (finding.check, finding.severity) == ("FORM-02", "error")


def test_a_sheet_of_the_districts_own_is_said_and_not_used() -> None:
    book = load_workbook(BytesIO(submission()))
    book.create_sheet("บันทึกภายใน")["A1"] = "ทดลอง"
    (finding,) = findings(as_bytes(book))
    assert (finding.check, finding.severity, finding.value) == ("FORM-07", "info", "บันทึกภายใน")


def test_a_form_made_for_another_agency_is_pointed_out() -> None:
    book = load_workbook(BytesIO(submission()))
    marker = book.create_sheet("_form")
    for row in (["form_version", "1"], ["agency_code", "50010000"], ["period", "2566-Q2"]):
        marker.append(row)
    (finding,) = findings(as_bytes(book))
    assert (finding.check, finding.severity, finding.cells) == ("COV-08", "warning", ("B2",))


@pytest.mark.parametrize("name", ["50010000-2566-Q2.xlsx", "รายงานเขตพระนคร.xlsx"])
def test_a_file_named_after_another_agency_is_pointed_out(name: str) -> None:
    (finding,) = findings((name, submission()))
    assert (finding.check, finding.severity, finding.cells) == ("COV-06", "warning", ("B2",))


def test_another_period_than_asked_for_is_pointed_out() -> None:
    (finding,) = findings(submission(), period="2566-Q3")
    assert (finding.check, finding.severity, finding.cells) == ("COV-07", "info", ("B5",))


def test_the_same_file_twice_is_one_submission() -> None:
    content = submission()
    (finding,) = findings((NAME, content), (f"copy of {NAME}", content))
    assert (finding.check, finding.severity, finding.file) == ("FILE-11", "info", f"copy of {NAME}")


def test_a_text_too_long_for_a_cell_is_said() -> None:
    # openpyxl refuses to write one, so the reading alone is shown
    from pipeline.cells import CellRules, read_cell
    from tests.builders import the_form

    column = the_form().sheets["progress"]["narrative"]
    reading = read_cell("ก" * 40_000, column, CellRules(2566, frozenset()))
    assert (reading.check, len(str(reading.value))) == ("CELL-14", 32_767)


def test_personal_data_is_nowhere_in_a_finding() -> None:
    (finding,) = findings(submission({f"{G}!D2": "ติดต่อ 081-234-5678"}))
    assert finding.value is None
    assert "234" not in str(finding.as_record())


def test_headings_and_labels_may_stand_anywhere() -> None:
    book = load_workbook(BytesIO(submission()))
    for sheet in book.worksheets:
        sheet.insert_rows(1, amount=3)
        sheet.insert_cols(1, amount=2)
    book.move_sheet(P, offset=3)
    assert findings(as_bytes(book)) == []


def test_a_wrong_cell_is_blank_in_the_checked_tables_and_nothing_else_is() -> None:
    made = checked(submission({f"{P}!N2": -1}))
    projects = made.tables.frames["projects"]
    assert projects["target_quantity"].isna().tolist() == [True, False, False]


def test_the_order_of_findings_is_that_of_file_sheet_row_and_column() -> None:
    changes: dict[str, object] = {f"{G}!C4": "ก", f"{P}!T2": "ข", f"{P}!B3": None, f"{G}!B3": "ค"}
    found = findings(submission(changes))
    assert [(one.sheet, one.cells[0]) for one in found] == [
        (G, "B3"),
        (G, "C4"),
        (P, "T2"),
        (P, "B3"),
    ]


def test_a_note_in_the_code_column_is_said_and_is_no_code() -> None:
    (finding,) = findings(submission({f"{G}!A20": "*หมายเหตุ ข้อมูลเบื้องต้น"}))
    assert (finding.check, finding.cells) == ("FORM-11", ("A20",))


def test_a_total_may_stand_in_the_code_column() -> None:
    (finding,) = findings(submission({f"{G}!A20": "รวม", f"{G}!I20": 5}))
    assert (finding.check, finding.severity) == ("FORM-10", "info")


def test_a_project_above_the_heading_is_read() -> None:
    book = load_workbook(BytesIO(submission()))
    row = [cell.value for cell in book[P][2]]
    book[P].insert_rows(1)
    for place, value in enumerate(row, 1):
        book[P].cell(1, place, "50100000-3999" if place == 1 else value)
    made = checked(as_bytes(book))
    assert "50100000-3999" in made.tables.frames["projects"]["project_code"].tolist()


@pytest.mark.parametrize("cell", ["C5", "E5"])  # C is where the form explains each field
def test_what_is_typed_beside_the_cover_is_said(cell: str) -> None:
    (finding,) = findings(submission({f"{C}!{cell}": "โทรกลับด้วย"}))
    assert (finding.check, finding.sheet, finding.cells) == ("FORM-06", C, (cell,))


def test_of_a_column_without_a_heading_each_value_is_named() -> None:
    (finding,) = findings(submission({f"{G}!M5": "รอผล", f"{G}!M9": "ได้แล้ว"}))
    assert (finding.check, finding.cells) == ("FORM-06", ("M5", "M9"))
    others = findings(submission({f"{G}!M5": "รอผล", f"{G}!N9": "ได้แล้ว"}))
    assert len(people_groups(others)) == 2  # what is told as one stands in one column


def test_the_value_found_is_the_one_typed() -> None:
    (finding,) = findings(submission({f"{C}!B5": "ไตรมาสที่สอง"}))
    assert (finding.check, finding.value) == ("COV-03", "ไตรมาสที่สอง")


def test_of_a_missing_column_only_the_form_check_speaks() -> None:
    (finding,) = findings(without_column(G, "D"))
    assert (finding.check, finding.expected) == ("FORM-04", "ผลการดำเนินงาน")


def test_a_cover_of_another_agency_leaves_that_agency_alone() -> None:
    (finding,) = findings(submission({f"{C}!B2": "50010000"}))
    assert (finding.check, finding.agency_code) == ("COV-02", None)


def with_shape(**shapes: Any) -> bytes:
    book = load_workbook(BytesIO(submission()))
    sheet = book[G]
    for area in shapes.get("merge", ()):
        sheet.merge_cells(area)
    for row in shapes.get("rows", ()):
        sheet.row_dimensions[row].hidden = True
    for letter in shapes.get("columns", ()):
        sheet.column_dimensions[letter].hidden = True
    sheet.sheet_state = "hidden" if shapes.get("sheet") else "visible"
    return as_bytes(book)


def test_hidden_data_is_read_and_said() -> None:
    (finding,) = findings(with_shape(rows=[3, 5], columns=["I"]))
    assert (finding.check, finding.severity, finding.cells) == (
        "FORM-08",
        "warning",
        ("A3", "A5", "I2"),
    )
    (finding,) = findings(with_shape(sheet=True))
    assert (finding.check, finding.sheet) == ("FORM-08", G)


def test_a_hidden_field_of_the_cover_is_said() -> None:
    book = load_workbook(BytesIO(submission()))
    book["ปก"].row_dimensions[6].hidden = True
    (finding,) = findings(as_bytes(book))
    assert (finding.check, finding.sheet, finding.cells) == ("FORM-08", "ปก", ("B6",))


@pytest.mark.parametrize("code", ["ว/ด/ปปปป", "ว ดดด ปป", "[$-D00041E]ว ดดดด ปปปป"])
def test_a_number_under_a_thai_date_format_is_a_day(code: str) -> None:
    book = load_workbook(BytesIO(submission()))
    cell = book[P]["P2"]
    cell.value, cell.number_format = 44_835, code
    made = checked(as_bytes(book))
    assert made.findings == ()
    assert made.tables.frames["projects"]["start_date"][0] == pd.Timestamp(2022, 10, 1)


def test_a_bare_number_in_a_column_of_days_is_no_day() -> None:
    book = load_workbook(BytesIO(submission()))
    book[P]["P2"].value, book[P]["P2"].number_format = 44_835, "General"
    (finding,) = findings(as_bytes(book))
    assert (finding.check, finding.cells, finding.value) == ("CELL-03", ("P2",), "44835")


@pytest.mark.parametrize("shown_as", ["0%", "0.00%", "0.0%;[Red]-0.0%"])
def test_a_number_under_a_percent_format_is_read_as_it_is_seen(shown_as: str) -> None:
    book = load_workbook(BytesIO(submission()))
    cell = book[G]["C4"]
    cell.value, cell.number_format = 0.45, shown_as
    made = checked(as_bytes(book))
    assert made.tables.frames["progress"]["progress"][2] == 45.0
    assert made.findings == ()


def test_a_merged_code_is_filled_down() -> None:
    made = checked(with_shape(merge=["A2:A4"]))
    assert [(one.check, one.severity, one.cells) for one in made.findings] == [
        ("FORM-09", "warning", ("A2", "A3", "A4"))
    ]
    codes = made.tables.frames["progress"]["project_code"].tolist()
    assert codes[:3] == ["50100000-3670"] * 3


def test_a_merge_over_required_cells_holds_their_projects() -> None:
    (finding,) = findings(with_shape(merge=["C2:C3"]))
    assert (finding.check, finding.severity, finding.cells) == ("FORM-09", "error", ("C2", "C3"))


def test_a_merge_over_other_cells_takes_the_first() -> None:
    found = findings(with_shape(merge=["E2:E4"]))
    assert [(one.check, one.severity) for one in found] == [("FORM-09", "warning")]


def test_values_under_a_merge_are_read_and_said() -> None:
    content = with_shape(merge=["E2:E4"])
    parts = members(content)
    name = next(one for one in parts if b"D10" in parts[one] and b"mergeCell" in parts[one])
    under = b'<c r="E3" t="inlineStr"><is><t>\xe0\xb8\x9d\xe0\xb8\x99</t></is></c>'
    xml = parts[name]
    at = xml.index(b'<c r="I3"')
    blank = re.sub(rb'<c r="E3"[^>]*?/>|<c r="E3"[^>]*>.*?</c>', b"", xml[:at])
    made = checked(packed(parts | {name: blank + under + xml[at:]}))
    (finding,) = made.findings
    assert finding.check == "FORM-09" and "ใต้เซลล์ที่ผสาน" in finding.message()
    assert made.tables.frames["progress"]["problem"][1] == "ฝน"


@pytest.mark.parametrize(
    ("row", "check"),
    [
        (["5010000-3670", datetime(2023, 3, 26), 50, "ทำแล้ว"], "CELL-06"),
        ([None, datetime(2023, 3, 26), 50, "ทำแล้ว"], "FORM-11"),
        (["รายงานความก้าวหน้า", None, None, None], None),
        (["ข้อมูลทั่วไป", None, 2566, None], None),
    ],
)
def test_a_row_sorted_above_the_heading_is_not_lost(row: list[Any], check: str | None) -> None:
    book = load_workbook(BytesIO(submission()))
    book[G].insert_rows(1)
    for column, value in enumerate(row, 1):
        book[G].cell(1, column).value = value
    assert [one.check for one in findings(as_bytes(book)) if one.cells == ("A1",)] == (
        [check] if check else []
    )


def test_of_two_tabs_alike_the_one_with_cells_counts() -> None:
    book = load_workbook(BytesIO(submission()))
    book.create_sheet(f" {G}", 0)
    assert findings(as_bytes(book)) == []


def test_a_sheet_without_any_heading_is_one_mistake() -> None:
    book = load_workbook(BytesIO(submission()))
    book[G].delete_rows(1)
    assert [one.check for one in findings(as_bytes(book)) if one.check == "FORM-04"] == ["FORM-04"]


def test_a_plan_with_nothing_but_a_mistyped_code_is_said() -> None:
    found = findings(submission({"แผนงาน!A9": "5010-36"}))
    assert ("CELL-06", ("A9",)) in [(one.check, one.cells) for one in found]


@pytest.mark.parametrize("revision", ["inf", "1e400", "-1", "0.5", "สอง"])
def test_a_marker_that_somebody_changed_stops_nobody(revision: str) -> None:
    book = load_workbook(BytesIO(submission()))
    marker = book.create_sheet("_form")
    for row, pair in enumerate((("kind", "feedback"), ("revision", revision)), 1):
        marker.cell(row, 1).value, marker.cell(row, 2).value = pair
    assert checked(as_bytes(book)).tables.frames["covers"]["revision"].tolist() == [1.0]


def test_an_error_beside_the_table_is_named_as_it_is_seen() -> None:
    (finding,) = findings(submission({"โครงการ!Z1": "#REF!", "โครงการ!Z2": 5}))
    assert (finding.check, finding.value) == ("FORM-06", "#REF!")


@pytest.mark.parametrize("changes", [
    {f"{G}!A3": "50010000-9999"},  # not listed in โครงการ
    {f"{P}!A2": None},
])  # fmt: skip
def test_an_example_is_of_the_agencys_own_projects(changes: dict[str, object]) -> None:
    for one in findings(submission(changes, agency_code="50010000")):
        assert "50100000-" not in one.repair() + one.repair("en")
    told = "".join(one.repair() for one in findings(submission(changes, agency_code="50010000")))
    assert "เช่น 50010000-3670" in told
