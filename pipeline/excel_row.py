"""Rows of a Table -> cells of a sheet: each column's formats found once, rows as high as needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pipeline import theme
from pipeline.columns import Column
from pipeline.excel_charts import DrawnTable
from pipeline.pen import Checked, Pen, WriterError, safe_text
from pipeline.tables import Figure, Formula, Link, Table
from pipeline.thai import is_blank
from pipeline.theme import Look
from pipeline.worded import ONE_LINE, needed_height

CUT = "… (ดูข้อมูลหลัก)"
PLAIN: Look = {}
Names = Mapping[str, str]


class Painter:
    """Writes the rows of one table; finds the format of a column and a mark once."""

    def __init__(
        self, pen: Pen, sheet: Checked, drawn: DrawnTable, widths: list[float], names: Names
    ) -> None:
        self.pen, self.sheet, self.drawn, self.names = pen, sheet, drawn, names
        self.widths = widths
        self.marks = [drawn.table.marks.get(column.name, {}) for column in drawn.table.columns]
        self.formats: dict[tuple[Any, ...], Any] = {}

    def row(self, number: int, values: tuple[Any, ...], over: Look) -> None:
        """A row of the table, as high as its longest text needs."""
        height = ONE_LINE
        for place, value in enumerate(values):
            text = self.cell(number, place, value, over)
            if text is not None:
                height = max(height, needed_height(text, self.widths[place]))
        self.sheet.inner.set_row(number, height)

    def cell(self, row: int, place: int, value: Any, over: Look) -> str | None:
        """Write one value; give the text that its row must be high enough for."""
        kind = type(value)
        if kind is str and value.strip():
            shape, text = self.text(place, value, over)
            self.wrote(self.sheet.inner.write_string(row, place, safe_text(text), shape), value)
            return text
        if value is None or kind is str:
            shape = self.format(place, over, None, None)
            self.wrote(self.sheet.inner.write_blank(row, place, None, shape), value)
            return None
        if kind is float and isfinite(value) and self.drawn.table.columns[place].kind != "date":
            shape = self.format(place, over, None, value)
            self.wrote(self.sheet.inner.write_number(row, place, value, shape), value)
            return None
        value = _cut(value, self.drawn.table.cut)
        _cell(self.pen, self.sheet, self.drawn, (row, place), value, over, self.names)
        return value.text if isinstance(value, Link) else None

    def text(self, place: int, value: str, over: Look) -> tuple[Any, str]:
        """The format of a text, and the text as it is shown."""
        text: str = _cut(value, self.drawn.table.cut)
        return self.format(place, over, self.marks[place].get(text), text), text

    def plain(self, place: int, over: Look, value: Any) -> tuple[Any, str] | None:
        """The format of a text, a number or a blank, and its text; None for a number of a day."""
        if isinstance(value, str):
            return self.text(place, value, over)
        if value is not None and self.drawn.table.columns[place].kind == "date":
            return None
        return self.format(place, over, None, value), ""

    def format(self, place: int, over: Look, mark: str | None, value: Any) -> Any:
        """The format of a column's texts, numbers or blanks, under a mark, in a row's look."""
        key = (place, id(over), mark, type(value))
        if key not in self.formats:
            table = self.drawn.table
            column = table.columns[place]
            look = _look(table, column, column.kind, value) | over
            number = theme.FORMATS.get(column.kind)
            self.formats[key] = self.pen.format(look | {"num_format": number} if number else look)
        return self.formats[key]

    def wrote(self, result: int, value: Any) -> None:
        """Raise what XlsxWriter only reports."""
        if result != 0:
            raise WriterError(f"XlsxWriter refused {value!r}: {result}")


def _cell(
    pen: Pen,
    sheet: Checked,
    drawn: DrawnTable,
    at: tuple[int, int],
    value: Any,
    over: Look,
    names: Mapping[str, str],
) -> None:
    column = drawn.table.columns[at[1]]
    kind = value.kind if isinstance(value, Figure) else column.kind
    look = _look(drawn.table, column, kind, value) | over
    if isinstance(value, Figure):
        value = value.value
    if isinstance(value, Link):
        place = f"internal:{quoted(names[value.sheet])}!{value.cell}"
        sheet.write_url(*at, place, pen.format(look | theme.LINK), value.text)
    elif isinstance(value, Formula):
        shape = pen.format(look | {"num_format": theme.FORMATS.get(kind, "General")})
        stored = "" if is_blank(value.value) else value.value
        sheet.write_formula(*at, formula_text(value.text, drawn, *at), shape, stored)
    else:
        pen.put(sheet, *at, value, look, kind, theme.FORMATS)


def quoted(name: str) -> str:
    """A sheet's name as formulas and links want it."""
    return "'" + name.replace("'", "''") + "'"


def formula_text(text: str, drawn: DrawnTable, row: int, place: int) -> str:
    """The formula with rows and letters in place of the names in braces."""
    known = {column.name: xl_col_to_name(at) for at, column in enumerate(drawn.table.columns)}
    known |= {"first": str(drawn.first_row + 1), "last": str(drawn.last_row + 1)}
    known |= {"row": str(row + 1), "self": xl_col_to_name(place)}
    return _NAME.sub(lambda name: known[name[1]], text)


_NAME = re.compile(r"\{(\w+)\}")


def _look(table: Table, column: Column, kind: str, value: Any) -> Look:
    shown = value.text if isinstance(value, Link) else value
    mark = table.marks.get(column.name, {}).get(shown) if isinstance(shown, str) else None
    look = theme.CELL | (theme.MARKS[mark] if mark else {}) | {"border": 1}
    number = kind in {"integer", "count", "number", "percent", "money"}
    return look | theme.NUMBER if number and not isinstance(shown, str) else look


def _cut(value: Any, longest: int | None) -> Any:
    if longest is None or not isinstance(value, str) or len(value) <= longest:
        return value
    return value[: longest - len(CUT)] + CUT
