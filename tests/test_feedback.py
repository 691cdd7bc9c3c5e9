"""The workbook that goes back: every mistake at its cell, and the next revision when it returns."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from pipeline.excel import draw
from pipeline.feedback import feedback
from pipeline.findings import Finding
from pipeline.layout import lay_out
from pipeline.normalise import normalise
from pipeline.period import Period
from pipeline.raw import ErrorCell
from pipeline.read import read_bytes
from pipeline.template import fingerprint
from tests.builders import (
    NAME,
    as_bytes,
    checked,
    findings,
    form_of_the_office,
    good_rows,
    said,
    submission,
    the_form,
)

FORM = the_form()
PERIOD = Period(2566, 2)
SPOILT = {
    "ความก้าวหน้า!C2": 130,
    "ความก้าวหน้า!C3": "สามสิบ",
    "ความก้าวหน้า!D5": None,
    "ความก้าวหน้า!B7": datetime(2566, 3, 25),
    "โครงการ!P2": "ต้นปี",
    "แผนงาน!C2": 5,
    "ตัวชี้วัด!F4": "ร้อยละ 100",
}


def sent_back(content: bytes, revision: int = 1, found: list[Finding] | None = None) -> bytes:
    """The feedback workbook that answers a submission."""
    raw = read_bytes(content, NAME)
    listed = findings(content) if found is None else found
    laid = lay_out(raw, FORM)
    name, period = "สำนักงานเขตพระโขนง", PERIOD.label_th
    return draw(feedback(raw, laid, listed, FORM, revision, name, period))


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def typed(content: bytes) -> dict[str, Any]:
    """Every typed cell of the form: table -> columns, with the true row of each."""
    laid = lay_out(read_bytes(content, NAME), FORM)
    return {name: sheet.columns for name, sheet in normalise(laid, FORM).sheets.items()}


@pytest.mark.parametrize(
    "content",
    [
        submission(),
        submission(SPOILT),
        submission({"ความก้าวหน้า!C2": "=1/0", "ปก!B5": "๒", "ปก!B2": 50100000}),
        form_of_the_office(),
    ],
    ids=["good", "spoilt", "odd", "the office's form"],
)
def test_what_comes_back_is_read_as_what_was_sent(content: bytes) -> None:
    assert typed(sent_back(content)) == typed(content)


def test_every_value_stays_at_its_cell_as_it_was_sent() -> None:
    changes: dict[str, object] = {
        "ความก้าวหน้า!C2": 0.5,
        "ความก้าวหน้า!M3": True,
        "ความก้าวหน้า!M4": timedelta(hours=30),
        "ความก้าวหน้า!M5": datetime(2023, 3, 1, 13, 30),
        "ความก้าวหน้า!M6": 44980,
        "ความก้าวหน้า!B4": 44980,
        "ความก้าวหน้า!M7": "'=1+1",
        "ของเขต!C5": "บันทึกของเขต",
    }
    book = opened(submission())
    book.create_sheet("ของเขต")
    for place, value in changes.items():
        tab, cell = place.split("!")
        book[tab][cell] = value
    book["ความก้าวหน้า"]["C2"].number_format = "0%"
    content = as_bytes(book)
    before, after = read_bytes(content, NAME), read_bytes(sent_back(content), NAME)
    assert before.sheets == after.sheets[1:-2]


def test_an_excel_error_stays_an_error_and_a_formula_becomes_text() -> None:
    book = opened(submission())
    book["ความก้าวหน้า"]["C2"] = "#REF!"
    book["ความก้าวหน้า"]["C2"].data_type = "e"
    book["ความก้าวหน้า"]["C3"] = "=HYPERLINK(A1)"
    back = sent_back(as_bytes(book))
    sheet = next(one for one in read_bytes(back, NAME).sheets if one.name == "ความก้าวหน้า")
    cells = dict(sheet.rows)
    assert cells[2][2] == ErrorCell("#REF!")
    assert cells[3][2] == "=HYPERLINK(A1)"


def test_the_first_sheet_lists_what_was_found_what_must_be_repaired_first() -> None:
    book = opened(sent_back(submission(SPOILT)))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    words = [row[1] for row in rows]
    order = ["ต้องแก้ไข", "ควรตรวจ", "แจ้งให้ทราบ"]
    assert sheet.title == "ข้อค้นพบ"
    assert words == sorted(words, key=order.index) and set(words) == set(order)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert ["ความก้าวหน้า", "C2", "ความก้าวหน้าสะสม (ร้อยละ)"] in [row[2:5] for row in rows]
    assert "สำนักงานเขตพระโขนง ไตรมาสที่ 2" in sheet["A1"].value
    assert "ครั้งที่ 2" in sheet["A2"].value


def test_each_line_of_the_list_leads_to_its_first_cell() -> None:
    sheet = opened(sent_back(submission({"ความก้าวหน้า!C2": 130}))).worksheets[0]
    assert sheet["D4"].hyperlink.location == "'ความก้าวหน้า'!C2"


def test_the_same_mistake_in_many_rows_is_one_line_with_its_cells() -> None:
    spoilt = {f"ความก้าวหน้า!I{row}": "มาก" for row in range(2, 11)} | {"ตัวชี้วัด!F2": "ดี"}
    sheet = opened(sent_back(submission(spoilt))).worksheets[0]
    cells = [sheet.cell(row, 4).value for row in (4, 5)]
    assert cells == ["I2, I3, I4, I5, I6, I7, I8, I9 … รวม 9 ช่อง", "F2"]


def test_every_cell_of_every_finding_is_filled_and_says_what_to_do() -> None:
    found = findings(submission(SPOILT))
    book = opened(sent_back(submission(SPOILT)))
    for one in found:
        for sheet, cell in [*((one.sheet, cell) for cell in one.cells), *one.also]:
            marked = book[str(sheet)][cell]
            assert marked.fill.fill_type == "solid"
            assert isinstance(marked.comment, Comment)
            for words in (one.problem(), one.repair(), f"[{one.check}]"):
                assert words in marked.comment.text


def test_errors_warnings_and_notes_look_different() -> None:
    book = opened(sent_back(submission(SPOILT)))
    sheet = book["ความก้าวหน้า"]
    looks = [
        (sheet[cell].fill.fgColor.rgb, sheet[cell].border.left.style) for cell in ("C2", "D5", "B7")
    ]
    assert len({fill for fill, _ in looks}) == len({border for _, border in looks}) == 3


def test_corrected_in_place_and_sent_in_it_is_the_next_revision_without_a_finding() -> None:
    book = opened(sent_back(submission({"ความก้าวหน้า!C2": 130})))
    book["ความก้าวหน้า"]["C2"] = 30
    book["ปก"]["B7"] = "แก้ความก้าวหน้าเดือนมกราคม"
    content = as_bytes(book)
    assert said(findings(content)) == []
    assert checked(content).tables.frames["covers"]["revision"].tolist() == [2.0]


def test_a_revision_without_a_reason_is_asked_for_it() -> None:
    assert [one.check for one in findings(sent_back(submission()))] == ["COV-05"]


def test_the_marker_says_which_revision_it_answers() -> None:
    marker = lay_out(read_bytes(sent_back(submission(), revision=3), NAME), FORM).marker
    assert marker == {
        "kind": "feedback",
        "form_version": "1",
        "agency_code": "50100000",
        "period": "2566-Q2",
        "fingerprint": fingerprint(FORM),
        "revision": "3",
    }


def test_feedback_on_feedback_lists_anew_and_hides_nothing_twice() -> None:
    once = sent_back(submission(SPOILT))
    twice = opened(sent_back(once, revision=2))
    tabs = ["ข้อค้นพบ", "ปก", "โครงการ", "แผนงาน", "ความก้าวหน้า", "ตัวชี้วัด", "_lists", "_form"]
    assert twice.sheetnames == tabs


def test_a_sheet_of_the_districts_own_is_kept_even_under_our_name() -> None:
    book = opened(submission())
    book.create_sheet("ข้อค้นพบ")["A1"] = "บันทึกของเขต"
    back = opened(sent_back(as_bytes(book)))
    assert back["ข้อค้นพบ (เดิม)"]["A1"].value == "บันทึกของเขต"


def test_lists_and_checks_are_there_again() -> None:
    sheet = opened(sent_back(submission()))["โครงการ"]
    kinds = {one.type for one in sheet.data_validations.dataValidation if "C2" in one.sqref}
    assert kinds == {"list"}
    assert sheet.protection.sheet


def test_the_helper_column_is_drawn_anew_where_it_stood() -> None:
    back = load_workbook(BytesIO(sent_back(form_of_the_office())), data_only=True)["แผนงาน"]
    assert back["B2"].value == good_rows()["projects"][0]["project_name"]


def test_a_heading_further_down_keeps_its_row() -> None:
    book = opened(submission({"ความก้าวหน้า!C3": "สามสิบ"}))
    book["ความก้าวหน้า"].insert_rows(1, 3)
    content = as_bytes(book)
    back = opened(sent_back(content))["ความก้าวหน้า"]
    assert (back["A4"].value, back.freeze_panes) == ("รหัสโครงการ", "B5")
    assert "[CELL-01]" in back["C6"].comment.text
    assert typed(sent_back(content)) == typed(content)


def test_personal_data_goes_back_as_it_was_sent() -> None:
    content = submission({"โครงการ!J2": "คุณก โทร. 081-234-5678"})
    assert opened(sent_back(content))["โครงการ"]["J2"].value == "คุณก โทร. 081-234-5678"


def test_feedback_is_the_same_every_time() -> None:
    assert sent_back(submission(SPOILT)) == sent_back(submission(SPOILT))
