"""Stage 3, one cell: what was typed -> its value by the column's kind, and a check to speak."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pipeline.columns import Column
from pipeline.raw import ErrorCell, FormulaCell, PercentCell, SerialCell, shown
from pipeline.thai import (
    Reading,
    is_blank,
    is_nothing,
    is_routine,
    normal,
    read_code,
    read_number,
    read_percent,
)
from pipeline.thai_dates import read_date
from pipeline.thai_text import MASK, count, mask_personal, money, percent, short_date

LONGEST_TEXT = 32_767
BLANK = "(ว่าง)"
_MOBILE_WITHOUT_ZERO = re.compile("[689][0-9]{8}")  # what Excel makes of 0812345678


class CellRules(NamedTuple):
    """What reading a cell depends on besides its column: the fiscal year, the register's codes."""

    year: int
    register: frozenset[str]


def read_cell(raw: Any, column: Column, rules: CellRules) -> Reading:
    """Read one cell as ``2-form.md`` says; never guessed, never raised."""
    if isinstance(raw, ErrorCell):
        return Reading(None, "CELL-07")
    if isinstance(raw, FormulaCell):
        return Reading(None, "CELL-08")
    if is_blank(raw):
        return Reading(column.default if column.kind == "choice" else None)
    return _READERS[column.kind](raw, column, rules)


def as_people_write(value: Any, column: Column) -> str:
    """A value of the typed table as messages and tables show it; blank is ``(ว่าง)``."""
    if is_blank(value):
        return BLANK
    if isinstance(value, date):
        return short_date(value)
    if column.kind == "money":
        return money(value)
    if column.kind == "percent":
        return percent(value)
    if isinstance(value, float):
        return (
            count(int(value))
            if value.is_integer() and column.kind != "integer"
            else f"{value:.10g}"
        )
    return str(value)


def _text(raw: Any, column: Column, rules: CellRules) -> Reading:
    text = shown(raw) or ""
    if isinstance(raw, float) and _MOBILE_WITHOUT_ZERO.fullmatch(text):
        return Reading(MASK, "CELL-13")
    if column.nothing and is_nothing(text):
        return Reading(None)
    if column.strategy_line and is_routine(text):
        return Reading(None)
    if len(text) > LONGEST_TEXT:
        return Reading(mask_personal(text[:LONGEST_TEXT])[0], "CELL-14")
    masked, found = mask_personal(text)
    return Reading(masked, "CELL-13" if found else None)


def _code(raw: Any, column: Column, rules: CellRules) -> Reading:
    code = read_code(_bare(raw))
    agency, _, number = code.partition("-")
    padded = agency.zfill(8)
    if agency.isdigit() and padded in rules.register:  # a lost leading zero has one answer
        code = f"{padded}-{number}" if number else padded
    return Reading(code or None)


def _number(raw: Any, column: Column, rules: CellRules) -> Reading:
    if column.percent_format:
        return _of_any_scale(raw)
    reading = read_number(_bare(raw))
    if column.kind == "money" and isinstance(reading.value, float):
        return Reading(round(reading.value, 2), reading.check)  # formulas leave 40298.325000000004
    return reading


def _of_any_scale(raw: Any) -> Reading:
    """A target or result: a percent format and % are understood, 0.5 alone is 0.5."""
    reading = _percent(raw)
    if reading.check != "CELL-09":
        return reading
    return Reading(reading.value, "CELL-15" if isinstance(raw, str) else None)


def _percent(raw: Any, column: Column | None = None, rules: CellRules | None = None) -> Reading:
    if isinstance(raw, PercentCell):
        return read_percent(raw.value, percent_format=True)
    return read_percent(_bare(raw), percent_format=False)


def _bare(raw: Any) -> Any:
    """A number without the format that it stands under."""
    return raw.value if isinstance(raw, PercentCell | SerialCell) else raw


def _integer(raw: Any, column: Column, rules: CellRules) -> Reading:
    reading = _number(raw, column, rules)
    if isinstance(reading.value, float) and not reading.value.is_integer():
        return Reading(None, "CELL-01")
    return reading


def _date(raw: Any, column: Column, rules: CellRules) -> Reading:
    return read_date(_bare(raw), rules.year, serial_format=isinstance(raw, SerialCell))


def _choice(raw: Any, column: Column, rules: CellRules) -> Reading:
    text = shown(raw) or ""
    return Reading(_meanings(column).get(normal(text), text))


@cache
def _meanings(column: Column) -> dict[str, str]:
    return {
        normal(name): choice.value
        for choice in column.choices
        for name in (choice.value, *choice.aliases)
    }


_READERS: dict[str, Callable[[Any, Column, CellRules], Reading]] = {
    "text": _text,
    "long_text": _text,
    "code": _code,
    "number": _number,
    "money": _number,
    "integer": _integer,
    "percent": _percent,
    "date": _date,
    "choice": _choice,
}
