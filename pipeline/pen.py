"""One value -> one cell of XlsxWriter: text made safe, its format found, every failure raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from sys import float_info
from typing import Any

from pipeline.raw import ErrorCell, FormulaCell, PercentCell, SerialCell
from pipeline.row_sheet import RowSheet
from pipeline.thai import is_blank
from pipeline.theme import BASE, DATE, DATE_TIME, DURATION, PERCENT_CELL, Look

LONGEST = 32_767
"""UTF-16 units that a cell of Excel holds."""

FIRST_DAY = datetime(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; what lies before is written as text."""


ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""The errors of Excel that are formulas of their own; others are written as text."""


class WriterError(Exception):
    """XlsxWriter would have left something out. The fault is ours: the run stops."""


def safe_text(text: str, longest: int = LONGEST) -> str:
    """The text without what XML and Excel cannot hold, cut at ``longest`` UTF-16 units."""
    clean = text
    if not text.isprintable():  # as nearly every text of one line is
        clean = _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if 2 * len(clean) <= longest:
        return clean
    return clean.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")


class Checked:
    """A sheet or workbook of XlsxWriter whose calls raise where they would report failure."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self.inner, name)

        def checked(*arguments: Any, **named: Any) -> Any:
            result = call(*arguments, **named)
            if isinstance(result, int) and result != 0:
                raise WriterError(f"XlsxWriter refused {name}{arguments}: {result}")
            return result

        setattr(self, name, checked)
        return checked


class Pen:
    """Writes values into the sheets of one workbook; makes each format once."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = Checked(workbook)
        self._formats: dict[tuple[Any, ...], Any] = {}

    def sheet(self, name: str) -> Checked:
        """A new sheet of that name, after the others."""
        return Checked(self.workbook.inner.add_worksheet(name, RowSheet))

    def format(self, look: Look) -> Any:
        """The XlsxWriter format of a look."""
        key = tuple(look.items())
        if key not in self._formats:
            self._formats[key] = self.workbook.inner.add_format(look)
        return self._formats[key]

    def put(
        self,
        sheet: Checked,
        row: int,
        column: int,
        value: Any,
        look: Look = BASE,
        kind: str = "text",
        formats: Mapping[str, str] | None = None,
    ) -> None:
        """Write a value at (row, column), both from 0, in the number format of value and kind."""
        value = value.item() if hasattr(value, "item") else value  # numpy's numbers as Python's
        self.write(sheet, row, column, value, self.shape(value, look, kind, formats or {}))

    def shape(self, value: Any, look: Look, kind: str, formats: Mapping[str, str]) -> Any:
        """The XlsxWriter format of a look, with the number format of value and kind."""
        number_format = _number_format(value, kind, formats)
        return self.format(look | {"num_format": number_format} if number_format else look)

    def write(self, sheet: Checked, row: int, column: int, value: Any, shape: Any) -> None:
        """Write a value at (row, column), both from 0, in an XlsxWriter format."""
        if isinstance(value, ErrorCell) and value.text in ERRORS:
            sheet.write_formula(row, column, f"={value.text}", shape, value.text)
            return
        write, plain = _plain(value)
        getattr(sheet, write)(row, column, *plain, shape)


def is_day(value: Any) -> bool:
    """Whether Excel can hold the value as a date."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) >= FIRST_DAY
    return isinstance(value, date) and value >= FIRST_DAY.date()


def sort_of(value: Any) -> tuple[Any, ...]:
    """What of a value its number format depends on."""
    timed = isinstance(value, datetime) and value.time() != time()
    return type(value), timed, isinstance(value, date) and is_day(value)


def _plain(value: Any) -> tuple[str, tuple[Any, ...]]:
    """The method that writes a value, and the value as that method takes it."""
    if is_blank(value):
        return "write_blank", (None,)
    if isinstance(value, str):
        return "write_string", (safe_text(value),)
    if isinstance(value, bool):
        return "write_boolean", (value,)
    if isinstance(value, int | float):
        fits = abs(value) <= float_info.max
        return ("write_number", (value,)) if fits else ("write_string", (str(value),))
    if isinstance(value, PercentCell | SerialCell):
        return "write_number", (value.value,)
    if is_day(value):
        day = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        return "write_datetime", (day,)
    if isinstance(value, timedelta):
        return "write_number", (value / timedelta(days=1),)
    if isinstance(value, ErrorCell | FormulaCell):
        return "write_string", (safe_text(value.text),)
    if isinstance(value, date):
        return "write_string", (value.isoformat(),)
    raise WriterError(f"no cell can hold {value!r} of {type(value).__name__}")


def _number_format(value: Any, kind: str, formats: Mapping[str, str]) -> str | None:
    if isinstance(value, PercentCell):
        return PERCENT_CELL
    if isinstance(value, SerialCell):
        return formats.get(kind, DATE) if kind == "date" else DATE
    if is_day(value) and not is_blank(value):
        timed = isinstance(value, datetime) and value.time() != time()
        return DATE_TIME if timed else formats.get(kind, DATE) if kind == "date" else DATE
    if isinstance(value, timedelta):
        return DURATION
    if isinstance(value, bool) or (isinstance(value, int | float) and kind == "date"):
        return None  # a number in a column of dates stays a number
    return formats.get(kind)


# Controls that XML 1.0 forbids (line feed and tab stay), lone surrogates, non-characters.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
