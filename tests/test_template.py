"""The blank form: what stands in it, how it helps, and that it is read back without a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.columns import Column, SheetForm
from pipeline.excel import draw
from pipeline.excel_form import ROOM
from pipeline.headings import label_key
from pipeline.layout import lay_out
from pipeline.normalise import normalise
from pipeline.period import Period
from pipeline.read import read_bytes
from pipeline.template import blank_form, fingerprint, helper_place, instructions, log_rows
from schemas.lists import agencies
from schemas.names import HELPER_LABEL
from schemas.projects import CANCELLED, DONE, RUNNING
from tests.builders import (
    NAME,
    PHRA_KHANONG,
    as_bytes,
    findings,
    good_rows,
    said,
    submission,
    the_form,
)

FORM = the_form()
PERIOD = Period(2566, 2)
AGENCY = next(agency for agency in agencies() if agency.code == PHRA_KHANONG)
TABS = ["คำชี้แจง", "ปก", "โครงการ", "แผนงาน", "ความก้าวหน้า", "ตัวชี้วัด"]


BLANK = draw(blank_form(FORM, AGENCY, PERIOD, {}))


def template(**known: Any) -> Workbook:
    """The form of 50100000 for 2566-Q2, opened as Excel would open it."""
    content = draw(blank_form(FORM, AGENCY, PERIOD, known)) if known else BLANK
    return load_workbook(BytesIO(content))


def filled(**known: Any) -> Workbook:
    """The form with every value of a good submission typed into it."""
    book = template(**known)
    rows = good_rows()
    for name, sheet in FORM.submitted.items():
        if name in rows:
            _type(book[sheet.label], sheet, rows[name])
    return book


def _type(sheet: Worksheet, form: SheetForm, rows: list[dict[str, Any]]) -> None:
    if form.name == "covers":
        for at, column in enumerate(form.columns, 2):
            sheet.cell(at, 2).value = rows[0].get(column.name)
        return
    places = places_of(form)
    for number, row in enumerate(rows, 2):
        for name, value in row.items():
            sheet.cell(number, places[name]).value = value


def places_of(form: SheetForm) -> dict[str, int]:
    helper = helper_place(form)
    return {
        column.name: at + (helper is not None and at >= helper)
        for at, column in enumerate(form.columns, 1)
    }


def tables() -> Iterator[tuple[SheetForm, Column, str]]:
    """Every column of every table of the form, with its letter."""
    for form in FORM.submitted.values():
        if form.name not in {"covers", "pages"}:
            for column in form.columns:
                yield form, column, get_column_letter(places_of(form)[column.name])


def check_at(sheet: Worksheet, cell: str) -> DataValidation:
    (found,) = (one for one in sheet.data_validations.dataValidation if cell in one.sqref)
    return found


def test_the_sheets_stand_in_the_order_of_the_work_and_the_lists_are_hidden() -> None:
    book = template()
    assert book.sheetnames == [*TABS, "_lists", "_form"]
    assert {book[name].sheet_state for name in ("_lists", "_form")} == {"veryHidden"}


def test_printed_pages_have_a_sheet_only_where_there_are_some() -> None:
    assert template(pages=[{"line": 1, "text": "ก"}])["หน้าพิมพ์"]["D2"].value == "ก"


def test_every_column_of_the_schema_reaches_the_form_and_the_instructions() -> None:
    book = template()
    for form, column, letter in tables():
        assert book[form.label][f"{letter}1"].value == column.label
    cover = [cell.value for cell in book["ปก"]["A"]]
    assert cover == ["รายการ", *(column.label for column in FORM.sheets["covers"].columns)]
    told = [(row[0], row[1]) for row in instructions(list(FORM.submitted.values()), "").rows]
    every = [(form.label, one.label) for form in FORM.submitted.values() for one in form.columns]
    assert told[-len(every) :] == every


def test_the_cover_comes_filled_with_agency_and_quarter() -> None:
    values = [template()["ปก"].cell(row, 2).value for row in range(2, 7)]
    assert values == ["50100000", "สำนักงานเขตพระโขนง", 2566, 2, 1]


def test_the_reason_for_a_correction_stands_in_b7_as_messages_say() -> None:
    assert template()["ปก"]["A7"].value == "เหตุผลการแก้ไข"


def test_a_form_for_nobody_in_particular_names_no_agency() -> None:
    book = load_workbook(BytesIO(draw(blank_form(FORM, None, PERIOD, {}))))
    assert (book["ปก"]["B2"].value, book["ปก"]["B4"].value) == (None, 2566)
    assert "agency_code" not in [cell.value for cell in book["_form"]["A"]]


def test_the_marker_says_what_the_form_is_for() -> None:
    marker = {row[0].value: row[1].value for row in template()["_form"].rows}
    assert marker == {
        "kind": "submission",
        "form_version": "1",
        "agency_code": "50100000",
        "period": "2566-Q2",
        "fingerprint": fingerprint(FORM),
    }


def test_help_on_the_cover_is_never_taken_for_a_label() -> None:
    labels = {
        label_key(label)
        for column in FORM.sheets["covers"].columns
        for label in (column.label, *column.aliases)
    }
    helps = {label_key(cell.value) for cell in template()["ปก"]["C"] if cell.value}
    assert not labels & helps


def test_the_form_as_it_is_handed_out_has_no_error() -> None:
    rows = good_rows()
    known = {name: rows[name] for name in ("projects", "plans", "kpis")}
    known["progress"] = log_rows(rows["projects"], PERIOD)
    found = findings(draw(blank_form(FORM, AGENCY, PERIOD, known)))
    assert {one.check for one in found} == {"CELL-11", "PRG-04"}  # to be filled in
    assert not [one for one in found if one.severity == "error"]


def test_the_form_filled_in_is_read_without_a_finding() -> None:
    assert said(findings(as_bytes(filled()))) == []


def test_the_form_filled_in_is_read_as_what_was_typed() -> None:
    read = normalise(lay_out(read_bytes(as_bytes(filled()), NAME), FORM), FORM)
    sent = normalise(lay_out(read_bytes(submission(), NAME), FORM), FORM)
    for name, sheet in sent.sheets.items():
        assert read.sheets[name].columns == sheet.columns


@pytest.mark.parametrize(
    ("tab", "label", "cell"),
    [
        (form.label, column.label, f"{letter}2")
        for form, column, letter in tables()
        if column.is_number or column.kind == "date"
    ],
)
def test_any_cell_that_is_spoilt_is_found(tab: str, label: str, cell: str) -> None:
    book = filled()
    book[tab][cell] = "ราว ๆ กลางปี"
    found = [
        (one.check, one.sheet, one.label) for one in findings(as_bytes(book)) if cell in one.cells
    ]
    assert [(tab, label)] == [(sheet, name) for _, sheet, name in found]


def test_rows_prepared_for_reports_are_one_a_month_of_each_unfinished_project() -> None:
    projects = [
        {"project_code": code, "status": status}
        for code, status in (("a", RUNNING), ("b", DONE), ("c", CANCELLED), ("d", None))
    ]
    rows = log_rows(projects, PERIOD)
    assert [row["project_code"] for row in rows] == ["a"] * 3 + ["d"] * 3
    days = [date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31)]
    assert [row["report_date"] for row in rows[:3]] == days


def test_prepared_rows_without_a_report_are_read_as_blank() -> None:
    rows = log_rows(good_rows()["projects"], PERIOD)
    content = draw(blank_form(FORM, AGENCY, PERIOD, {"progress": rows}))
    typed = normalise(lay_out(read_bytes(content, NAME), FORM), FORM)
    progress = typed.sheets["progress"]
    assert (len(progress.columns["row"]), progress.rows_blank) == (0, len(rows))


@pytest.mark.parametrize("form", FORM.submitted.values(), ids=lambda form: str(form.name))
def test_every_list_drops_down_and_never_stops_who_types(form: SheetForm) -> None:
    book = template(pages=[{"line": 1}])
    for column in form.columns:
        if column.choices:
            place = places_of(form)[column.name]
            cell = f"B{place + 1}" if form.name == "covers" else f"{get_column_letter(place)}2"
            check = check_at(book[form.label], cell)
            first, last = check.formula1.removeprefix("_lists!").replace("$", "").split(":")
            shown = [one[0].value for one in book["_lists"][first:last]]
            assert (check.type, check.errorStyle) == ("list", "warning")
            assert shown == [choice.value for choice in column.choices]


def test_every_check_warns_reaches_2000_rows_and_says_what_to_type() -> None:
    book = template()
    for form, column, letter in tables():
        check = check_at(book[form.label], f"{letter}{ROOM + 1}")
        assert check.errorStyle == "warning"
        assert check.allow_blank and check.showInputMessage
        assert len(check.promptTitle) <= 32 and len(check.prompt) <= 255
        assert column.example in check.prompt
        numeric = {
            "integer": "whole",
            "number": "decimal",
            "percent": "decimal",
            "money": "decimal",
        }
        other = {"date": "custom", "choice": "list"}
        assert check.type == (numeric | other).get(column.kind)


def test_limits_of_a_column_are_those_of_its_check() -> None:
    check = check_at(template()["ความก้าวหน้า"], "D2")
    assert (check.formula1, check.formula2) == ("0", "100")


def test_a_year_typed_in_be_is_marked_with_what_it_will_be_read_as() -> None:
    sheet = template()["ความก้าวหน้า"]
    ((area, (rule,)),) = ((one.sqref, one.rules) for one in sheet.conditional_formatting)
    assert str(area) == f"C2:C{ROOM + 1}"
    assert rule.formula == ["AND(ISNUMBER(C2),C2>DATE(2400,1,1))"]
    assert "ระบบจะอ่านเป็น พ.ศ." in rule.dxf.numFmt.formatCode


def test_headings_are_locked_and_frozen_and_everything_else_is_free() -> None:
    book = template()
    for form, _, letter in tables():
        sheet = book[form.label]
        assert sheet.protection.sheet and not sheet.protection.password
        assert sheet[f"{letter}1"].protection.locked
        assert not sheet.column_dimensions[_group(sheet, letter)].protection.locked
        assert sheet.freeze_panes == "C2"
        free = ("sort", "autoFilter", "insertRows", "deleteRows", "formatColumns", "formatRows")
        assert not any(getattr(sheet.protection, name) for name in free)


def _group(sheet: Worksheet, letter: str) -> str:
    """The column under which openpyxl keeps the width and style of a run of equal columns."""
    at = sheet[f"{letter}1"].column
    runs = sheet.column_dimensions.items()
    return next(str(name) for name, one in runs if one.min and one.min <= at <= one.max)


def test_required_columns_look_unlike_the_others() -> None:
    book = template()
    looks: dict[str, set[tuple[str, bool]]] = {}
    for form, column, letter in tables():
        cell = book[form.label][f"{letter}1"]
        looks.setdefault(column.need, set()).add((cell.fill.fgColor.rgb, bool(cell.font.b)))
    assert {need: len(found) for need, found in looks.items()} == {"R": 1, "W": 1, "O": 1}
    assert len(set.union(*looks.values())) == 3


def test_the_projects_name_stands_beside_each_code_and_is_never_read() -> None:
    rows = good_rows()
    content = draw(blank_form(FORM, AGENCY, PERIOD, rows))
    sheet = load_workbook(BytesIO(content), data_only=True)["แผนงาน"]
    assert [sheet.cell(row, 2).value for row in (1, 2, 3)] == [
        HELPER_LABEL,
        rows["projects"][0]["project_name"],
        rows["projects"][1]["project_name"],
    ]
    live = load_workbook(BytesIO(content))["แผนงาน"]["B2"].value
    assert live.startswith("=IFERROR(INDEX('โครงการ'!$B:$B,MATCH(A2,'โครงการ'!$A:$A,0))")
    laid = lay_out(read_bytes(content, NAME), FORM)
    assert (laid.sheets["plans"].letters["plan_progress_q1"], laid.findings) == ("C", ())


def test_no_cell_of_the_form_has_a_percent_format() -> None:
    book = template(**good_rows())
    assert not [
        cell.coordinate
        for sheet in book.worksheets
        for row in sheet.rows
        for cell in row
        if "%" in cell.number_format
    ]


def test_the_form_is_the_same_every_time() -> None:
    made = [draw(blank_form(FORM, AGENCY, PERIOD, good_rows())) for _ in range(2)]
    assert made[0] == made[1]
