"""Any cell in any column: read or said, never guessed, never raised, nothing lost in silence."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cells import CellRules, as_people_write, read_cell
from pipeline.columns import Column
from pipeline.raw import ErrorCell, FormulaCell, PercentCell, SerialCell, as_typed, shown
from pipeline.thai import is_blank, is_nothing, is_routine
from pipeline.thai_text import mask_personal
from schemas.checks import CHECKS
from tests.builders import the_form

FORM = the_form()
RULES = CellRules(2566, FORM.register)
COLUMNS = [column for sheet in FORM.sheets.values() for column in sheet.columns]
UNREAD = ("CELL-01", "CELL-03", "CELL-07", "CELL-08")

PIECES = (
    *("0", "1", "25", "66", "2566", "2023", "๒๕๖๖", "๑", "-", "–", "/", ".", ",", " ", "\u00a0"),
    *("%", "ร้อยละ", "บาท", "฿", "(", ")", "ม.ค.", "มกราคม", "วันที่", "พ.ศ.", "50100000", "3670"),
    *("ไม่มี", "N/A", "ประมาณ", "ราว", "ล้าน", "\u200b", "น\u0e4d\u0e32", "e5", "nan", "inf", "#REF!"),
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    st.from_regex(r"\A[0-9๐-๙]{1,9}([./ ,-][0-9๐-๙ก-ฮ]{1,4}){0,3}\Z"),
)
NUMBERS = st.one_of(
    st.integers(),
    st.integers(0, 120_000),
    st.floats(),
    st.floats(-2, 130, width=16),
)
RAW = st.one_of(
    st.none(),
    st.booleans(),
    TEXTS,
    NUMBERS,
    st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31)),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.builds(ErrorCell, st.sampled_from(["#REF!", "#N/A", "#DIV/0!"])),
    st.builds(FormulaCell, TEXTS),
    st.builds(PercentCell, st.floats(allow_nan=False, allow_infinity=False)),
    st.builds(SerialCell, st.floats(allow_nan=False, allow_infinity=False)),
)
many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
@many
@given(RAW)
def test_any_cell_is_read_or_said(column: Column, raw: Any) -> None:
    raw = as_typed(raw)
    reading = read_cell(raw, column, RULES)
    assert reading.check is None or reading.check in CHECKS
    if column.is_number:
        known = reading.value is None or isinstance(reading.value, float)
        assert known and (reading.value is None or math.isfinite(reading.value))
    elif column.kind == "date":
        assert reading.value is None or type(reading.value) is date
    else:
        assert reading.value is None or isinstance(reading.value, str)
    assert as_people_write(reading.value, column)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
@many
@given(RAW)
def test_what_is_typed_does_not_disappear(column: Column, raw: Any) -> None:
    """Blank comes of a blank, of a word for none, or with a check that says so."""
    raw = as_typed(raw)
    reading = read_cell(raw, column, RULES)
    if reading.value is not None or reading.check is not None or is_blank(raw):
        return
    text = shown(raw) or ""
    assert is_nothing(text) or (column.strategy_line and is_routine(text)), (column.name, raw)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
@many
@given(RAW)
def test_what_was_read_is_read_again_the_same(column: Column, raw: Any) -> None:
    reading = read_cell(as_typed(raw), column, RULES)
    if reading.value is None or reading.check in UNREAD:
        return
    sent = reading.value
    if column.kind == "percent" and reading.check == "CELL-09":
        return  # 0.5 is doubted, not read
    again = read_cell(as_typed(sent), column, RULES)
    assert again.value == sent, (raw, reading, again)


@many
@given(st.text(max_size=60), st.sampled_from([one for one in COLUMNS if one.kind == "text"]))
def test_no_personal_number_leaves_a_text(words: str, column: Column) -> None:
    text = f"{words} 081-234-5678 {words}"
    value = read_cell(as_typed(text), column, RULES).value
    assert value is None or mask_personal(str(value))[0] == value
