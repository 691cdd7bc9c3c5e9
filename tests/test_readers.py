"""Two readers, one truth: on every kind of cell they agree, or a case names why they need not."""

from __future__ import annotations

from datetime import datetime

import pytest
from python_calamine import CalamineError

from pipeline.careful import Broken, careful
from pipeline.formats import meaning_of
from pipeline.gate import scan
from pipeline.quick import quick
from pipeline.raw import FormulaCell, PercentCell, RawSheet, SerialCell, Shape
from pipeline.read import read_bytes
from pipeline.signs import UNSTORED
from tests.bad_files import members, packed
from tests.torture import CASES, DIFFERENT, WHY_CAREFUL, Case, sheet, torture, workbook

NAMES = [case.name for case in CASES]
AGREED = [case for case in CASES if case.careful is None and case.differs is None]


def value_of(sheets: tuple[RawSheet, ...]) -> object:
    """What stands in C3."""
    (only,) = sheets
    return only.rows[0][1][2] if only.rows else None


def test_there_are_enough_cases_and_each_exception_has_its_reason() -> None:
    assert len(CASES) >= 70 and len(set(NAMES)) == len(NAMES)
    assert {case.careful for case in CASES} <= {None, *WHY_CAREFUL}
    assert {case.differs for case in CASES} <= {None, *DIFFERENT}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_each_cell_is_read_as_what_it_is(case: Case) -> None:
    raw = read_bytes(torture(case), "a.xlsx")
    if case.value is None:
        assert raw.refused is not None and raw.refused.check == "FILE-08"
    else:
        assert raw.refused is None
        assert (value_of(raw.sheets), type(value_of(raw.sheets))) == (case.value, _kind(case.value))


def _kind(value: object) -> type:
    return float if isinstance(value, int) and not isinstance(value, bool) else type(value)


@pytest.mark.parametrize("case", AGREED, ids=[case.name for case in AGREED])
def test_both_readers_agree(case: Case) -> None:
    content = torture(case)
    assert scan(content, "a.xlsx").signs == frozenset(), "the quick reader will do"
    assert quick(content) == careful(content, unstored=False, far=False)


def test_both_readers_agree_on_all_of_it_at_once() -> None:
    content = torture(*AGREED)
    (sheet,) = quick(content)
    assert (sheet,) == careful(content, unstored=True, far=False)
    assert len(sheet.rows) == sum(case.value is not None for case in AGREED)
    assert quick(torture(*AGREED, date1904=True)) == careful(
        torture(*AGREED, date1904=True), unstored=True, far=False
    )


@pytest.mark.parametrize("case", [case for case in CASES if case.careful], ids=lambda one: one.name)
def test_what_only_the_careful_reader_keeps_is_seen_by_the_gate(case: Case) -> None:
    assert scan(torture(case), "a.xlsx").signs != frozenset()
    assert _quickly(case) != case.value


def _quickly(case: Case) -> object:
    try:
        return value_of(quick(torture(case)))
    except CalamineError:
        return CalamineError


@pytest.mark.parametrize("case", [case for case in CASES if case.differs], ids=lambda one: one.name)
def test_a_difference_is_a_real_one(case: Case) -> None:
    content = torture(case)
    try:
        other = value_of(careful(content, unstored=False, far=False))
    except Broken:
        other = Broken
    assert value_of(quick(content)) != other


SHEETS = {
    "blank leading rows": '<sheetData><row r="5"><c r="D5"><v>1</v></c></row></sheetData>',
    "no addresses": "<sheetData><row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c>"
    "</row></sheetData>",
    "address of the row alone": '<sheetData><row r="3"><c><v>1</v></c></row><row><c><v>2</v></c>'
    "</row></sheetData>",
    "address of a cell, then none": '<sheetData><row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c>'
    "</row></sheetData>",
    "cells out of order": '<sheetData><row r="2"><c r="C2"><v>1</v></c><c r="A2"><v>2</v></c></row>'
    "</sheetData>",
    "size too small": '<dimension ref="A1"/><sheetData><row r="5"><c r="C5"><v>1</v></c></row>'
    "</sheetData>",
    "size too large": '<dimension ref="A1:XFD1048576"/><sheetData><row r="5"><c r="C5"><v>1</v></c>'
    "</row></sheetData>",
    "blank rows": '<sheetData><row r="1"/><row r="7"><c r="B7"><v>1</v></c></row></sheetData>',
    "blank styled cells": '<sheetData><row r="1"><c r="Z1" s="1"/></row><row r="7"><c r="B7"><v>1'
    "</v></c></row></sheetData>",
    "no cells": "<sheetData/>",
    "nothing": "",
}


@pytest.mark.parametrize("inside", SHEETS.values(), ids=SHEETS)
def test_both_readers_agree_on_where_cells_stand(inside: str) -> None:
    content = workbook(sheet(inside))
    assert scan(content, "a.xlsx").signs == frozenset()
    assert quick(content) == careful(content, unstored=False, far=False)


def test_a_prefix_before_every_name_changes_nothing() -> None:
    cells = '<sheetData><row r="2"><c r="C2"><v>1</v></c></row></sheetData>'
    plain = sheet(cells)
    prefixed = plain.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    assert quick(workbook(prefixed)) == careful(workbook(prefixed), unstored=False, far=False)
    assert quick(workbook(prefixed)) == quick(workbook(plain))


ROW = '<sheetData><row r="3"{}><c r="C3"><v>1</v></c><c r="D3"><v>2</v></c></row></sheetData>'
SHAPES = {
    "hidden row": (ROW.format(' hidden="1"'), "", Shape(rows=frozenset([3]))),
    "filtered row": (
        ROW.format(" hidden='true'") + '<autoFilter ref="A2:D9"/>',
        "",
        Shape(rows=frozenset([3])),
    ),
    "hidden columns": (
        ROW.format(""),
        '<cols><col min="3" max="4" width="0" hidden="1"/></cols>',
        Shape(columns=frozenset([3, 4])),
    ),
    "merged": (  # LibreOffice keeps the D3 that nobody sees
        ROW.format("") + '<mergeCells><mergeCell ref="C3:D5"/></mergeCells>',
        "",
        Shape(merged=((3, 3, 5, 4),)),
    ),
}


@pytest.mark.parametrize(("cells", "columns", "shape"), SHAPES.values(), ids=SHAPES)
def test_what_is_hidden_or_merged_takes_the_careful_reader(
    cells: str, columns: str, shape: Shape
) -> None:
    content = workbook(sheet(columns + cells))
    assert scan(content, "a.xlsx").signs & {"hidden", "merged"}
    (found,) = read_bytes(content, "a.xlsx").sheets
    assert (found.shape, found.rows) == (shape, ((3, (None, None, 1.0, 2.0)),))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_either_reader_tells_a_hidden_sheet(state: str) -> None:
    content = workbook(sheet(ROW.format("")), state=state)
    assert quick(content) == careful(content, unstored=False, far=False)
    assert quick(content)[0].shape.hidden


def test_a_filter_that_hides_nothing_needs_no_care() -> None:
    content = workbook(sheet(ROW.format("") + '<autoFilter ref="A2:D9"/>'))
    assert scan(content, "a.xlsx").signs == frozenset()


def test_a_far_cell_takes_the_careful_reader() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    far = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    content = workbook(sheet(f"<sheetData>{rows}{far}</sheetData>"))
    assert scan(content, "a.xlsx").signs == {"far cell"}
    (found,) = read_bytes(content, "a.xlsx").sheets
    assert [(row, len(cells)) for row, cells in found.rows] == [(1, 1), (1_048_576, 16_384)]


def test_beside_a_far_cell_what_lies_under_a_merge_is_still_known() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>9</v></c></row></sheetData>'
    cells = SHAPES["merged"][0].replace("</sheetData>", far)
    content = workbook(sheet(cells))
    assert scan(content, "a.xlsx").signs == {"far cell", "merged"}
    (found,) = read_bytes(content, "a.xlsx").sheets
    assert found.shape == SHAPES["merged"][2]
    assert found.rows[0] == (3, (None, None, 1.0, 2.0))
    assert [(row, cells[-1]) for row, cells in found.rows] == [(3, 2.0), (1_048_576, 9.0)]


def test_a_second_table_of_cells_is_not_lost() -> None:
    twice = "".join(
        f'<sheetData><row r="{row}"><c r="A{row}"><v>{row}</v></c></row></sheetData>'
        for row in (1, 2)
    )
    content = workbook(sheet(twice))
    assert scan(content, "a.xlsx").signs == {"unusual XML"}
    assert len(read_bytes(content, "a.xlsx").sheets[0].rows) == 2


def test_utf_16_takes_the_careful_reader() -> None:
    content = torture(CASES[0])
    assert scan(content, "a.xlsx").signs == frozenset()
    parts = members(content)
    part = "xl/worksheets/sheet1.xml"
    recoded = packed(parts | {part: parts[part].decode().encode("utf-16")})
    assert scan(recoded, "a.xlsx").signs == {"encoding"}
    assert read_bytes(recoded, "a.xlsx").sheets == read_bytes(content, "a.xlsx").sheets


def test_a_percent_format_that_no_cell_uses_needs_no_care() -> None:
    assert scan(torture(CASES[0]), "a.xlsx").signs == frozenset()  # its styles hold percent formats


def test_the_1904_system_moves_every_date() -> None:
    cell = next(case for case in CASES if case.name == "14 44981")
    assert value_of(read_bytes(torture(cell, date1904=True), "a.xlsx").sheets) == datetime(
        2027, 2, 25
    )


def test_the_cells_of_special_formats_differ_from_plain_numbers() -> None:
    assert PercentCell(0.5) != 0.5 and SerialCell(44981.0) != 44981.0


@pytest.mark.parametrize(
    "cell",
    [
        "<f><![CDATA[1+1]]></f>",
        '<f>1+1</f><v xml:space="preserve"></v>',
        "<v/><f>1+1</f>",
        '<f t="shared" si="0"/>',
    ],
)
def test_a_formula_without_a_value_is_never_blank(cell: str) -> None:
    row = f'<row r="3"><c r="A3" t="str"><v>ก</v></c><c r="C3">{cell}</c></row>'
    content = workbook(sheet(f"<sheetData>{row}</sheetData>"))
    assert scan(content, "a.xlsx").signs & {UNSTORED, "unusual XML"}
    (found,) = read_bytes(content, "a.xlsx").sheets
    assert isinstance(found.rows[0][1][2], FormulaCell)


@pytest.mark.parametrize(
    ("number", "code", "meaning"),
    [
        (9, "", "percent"),
        (67, "", "percent"),
        (0, "0.0%", "percent"),
        (0, '0" %"', None),
        (0, "#,##0_%_)", None),
        (0, "0\\%", None),
        (0, "[Red]0", None),
        (71, "", "local date"),
        (30, "", "local date"),
        (0, "ว ดดด ปปปป", "local date"),
        (0, "d mmm yy", None),  # every reader knows it
        (14, "", None),
    ],
)
def test_what_a_format_means(number: int, code: str, meaning: str | None) -> None:
    assert meaning_of(number, code) == meaning


def test_one_text_that_many_cells_share_is_too_much() -> None:
    rows = "".join(
        f'<row r="{row}">' + '<c t="s"><v>0</v></c>' * 10 + "</row>" for row in range(1, 5_001)
    )
    parts = members(workbook(sheet(f"<sheetData>{rows}</sheetData>")))
    strings = "xl/sharedStrings.xml"
    parts[strings] = parts[strings].replace("ข้อความ".encode(), b"x" * 5_000)
    refused = read_bytes(packed(parts), "a.xlsx").refused
    assert refused is not None and refused.check == "FILE-05"
