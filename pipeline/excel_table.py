"""A Table -> a sheet: title, source, heading, rows, total, notes and charts, ready to print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from math import ceil, isfinite
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from pipeline import theme
from pipeline.cells import as_people_write
from pipeline.columns import Column
from pipeline.excel_charts import DrawnTable, draw_chart
from pipeline.pen import Checked, Pen, WriterError, safe_text
from pipeline.tables import Figure, Formula, Link, Table
from pipeline.thai import is_blank
from pipeline.thai_text import TALLEST_ROW, display_width, row_height
from pipeline.theme import Look

HEADING_ROW, FIRST_ROW = 2, 3
"""Rows from 0: the table stands at A3, under its title and a line of source."""

CUT = "… (ดูข้อมูลหลัก)"
NOTES, NOTHING = "หมายเหตุ", "ไม่มีรายการในตารางนี้"
PAPER_A4 = 9
PIXELS_A_ROW = 20
LONG_TABLE, NARROW_TABLE = 25, 110.0
READING_WIDTH = 110.0
FROZEN_AT_MOST = 75.0
FILTER_BUTTON = 3
PLAIN: Look = {}
Names = Mapping[str, str]


def draw_table(pen: Pen, sheet: Checked, table: Table, names: Mapping[str, str]) -> None:
    """Draw a table on ``sheet``; ``names`` gives each tab its name in the workbook."""
    drawn = drawn_table(table, names)
    widths = [_width(table, place) for place in range(len(table.columns))]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width * theme.CHARACTER)
    _head(pen, sheet, table, widths)
    painter = _Painter(pen, sheet, drawn, widths, names)
    for number, row in enumerate(table.rows or ((None,) * len(table.columns),)):
        painter.row(FIRST_ROW + number, row, PLAIN)
    after = drawn.last_row + 1
    if table.total is not None:
        painter.row(after, table.total, theme.TOTAL)
        after += 1
    after = _notes(pen, sheet, table, after, widths)
    _charts(pen, sheet, drawn, after, widths, names)
    _name_and_filter(pen, sheet, drawn)
    frozen = _frozen(table, widths)
    sheet.freeze_panes(FIRST_ROW, frozen)
    print_setup(sheet, HEADING_ROW, frozen, sum(widths) * theme.CHARACTER)


def print_setup(sheet: Checked, heading: int, frozen: int, width: float) -> None:
    """A4 landscape, as few pages wide as can be read, heading and codes on every page."""
    sheet.set_paper(PAPER_A4)
    sheet.set_landscape()
    pages = ceil(width / theme.PAGE_WIDTH)
    sheet.fit_to_pages(max(1, pages), 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(0, heading)
    if frozen and pages > 1:
        sheet.repeat_columns(0, frozen - 1)
    font = f'&"{theme.FONT},Regular"&9'
    sheet.set_footer(f"&L{font}&A&R{font}หน้า &P จาก &N")


def _width(table: Table, place: int) -> float:
    """Characters: as the column says, else for its longest value and a heading of three lines."""
    column = table.columns[place]
    if column.width is not None:
        return float(column.width)
    rows = [*table.rows, *([table.total] if table.total else [])]
    longest = max(map(display_width, _longest(column, [row[place] for row in rows])), default=0)
    heading = display_width(column.label) / 3 + FILTER_BUTTON
    return min(theme.WIDEST, max(theme.NARROWEST, longest + 2, heading))


def _longest(column: Column, values: list[Any]) -> set[str]:
    """What may be the widest of a column: its longest texts, its greatest and least numbers."""
    texts = [value for value in values if isinstance(value, str)]
    numbers = [value for value in values if isinstance(value, float)]
    others = [value for value in values if not isinstance(value, str | float | None)]
    some = [*sorted(texts, key=len)[-20:], *others]
    some += [min(numbers), max(numbers)] if numbers else []
    return {_shown(value, column) for value in some}


def _head(pen: Pen, sheet: Checked, table: Table, widths: list[float]) -> None:
    pen.put(sheet, 0, 0, table.title, theme.TITLE)
    sheet.set_row(0, theme.TITLE_ROW)
    if table.plain:
        pen.put(sheet, 1, 0, table.source, theme.SOURCE | {"text_wrap": False})
    else:
        _wide_text(pen, sheet, 1, table.source, theme.SOURCE, widths)
    heights = []
    for place, column in enumerate(table.columns):
        pen.put(sheet, HEADING_ROW, place, column.label, theme.HEADING)
        heights.append(height_of(column.label, widths[place] - FILTER_BUTTON))
    sheet.set_row(HEADING_ROW, max(heights))


class _Painter:
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
            if text is not None and (len(text) > self.widths[place] or "\n" in text):
                height = max(height, height_of(text, self.widths[place]))
        self.sheet.inner.set_row(number, height)

    def cell(self, row: int, place: int, value: Any, over: Look) -> str | None:
        """Write one value; give the text that its row must be high enough for."""
        kind = type(value)
        if kind is str:
            text: str = _cut(value, self.drawn.table.cut)
            shape = self.format(place, over, self.marks[place].get(text), text)
            self.wrote(self.sheet.inner.write_string(row, place, safe_text(text), shape), value)
            return text
        if value is None:
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


ONE_LINE = theme.LINE + theme.MARGIN


def height_of(text: str, width: float) -> float:
    """The points of a row that shows a text over so many characters."""
    return min(TALLEST_ROW, row_height(text, width, theme.LINE) + theme.MARGIN)


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


def _shown(value: Any, column: Column) -> str:
    if isinstance(value, Figure):
        column = Column(column.name, column.label, value.kind)
    if isinstance(value, Figure | Formula):
        value = value.value
    if isinstance(value, Link):
        return value.text
    if is_blank(value):
        return ""
    return as_people_write(value, column) if isinstance(value, int | float | date) else str(value)


def _notes(pen: Pen, sheet: Checked, table: Table, row: int, widths: list[float]) -> int:
    """Write the notes one row below the table; give the row after them."""
    notes = [*([] if table.rows else [NOTHING]), *table.notes]
    if not notes:
        return row
    pen.put(sheet, row + 1, 0, NOTES, theme.NOTE | {"bold": True, "text_wrap": False})
    for place, note in enumerate(notes, row + 2):
        _wide_text(pen, sheet, place, note, theme.NOTE, widths)
    return row + 2 + len(notes)


def _wide_text(
    pen: Pen, sheet: Checked, row: int, text: str, look: Look, widths: list[float]
) -> None:
    """A text across the table, as far as is good to read over, wrapped, as high as it needs."""
    last, width = 0, widths[0]
    while width < READING_WIDTH and last + 1 < len(widths):
        last += 1
        width += widths[last]
    if last:
        sheet.merge_range(row, 0, row, last, "", pen.format(look))
    pen.put(sheet, row, 0, text, look)
    sheet.set_row(row, height_of(text, width))


def drawn_table(table: Table, names: Mapping[str, str]) -> DrawnTable:
    """Where a table stands on its sheet."""
    return DrawnTable(table, names[table.sheet], FIRST_ROW, FIRST_ROW + max(1, len(table.rows)) - 1)


def _charts(
    pen: Pen,
    sheet: Checked,
    drawn: DrawnTable,
    row: int,
    widths: list[float],
    names: Mapping[str, str],
) -> None:
    """Beside a long, narrow table, else under the notes: never over a cell."""
    beside = len(drawn.table.rows) > LONG_TABLE and sum(widths) <= NARROW_TABLE
    at = len(widths) + 1 if beside else 0
    row = HEADING_ROW if beside else row + 1
    if not drawn.table.rows:
        return
    for chart in drawn.table.charts:
        over = drawn if chart.of is None else drawn_table(chart.of, names)
        if not over.table.rows:
            continue
        height = draw_chart(pen, sheet, over, chart, row, at)
        row += height // PIXELS_A_ROW + 2


def _name_and_filter(pen: Pen, sheet: Checked, drawn: DrawnTable) -> None:
    corners = (HEADING_ROW, 0, drawn.last_row, len(drawn.table.columns) - 1)
    sheet.autofilter(*corners)
    area = f"={quoted(drawn.sheet)}!{xl_range_abs(*corners)}"
    pen.workbook.define_name(drawn.table.name, area)
    codes = [place for place, one in enumerate(drawn.table.columns) if one.kind == "code"]
    for place in codes:
        letter = xl_col_to_name(place)
        sheet.ignore_errors({"number_stored_as_text": f"{letter}{FIRST_ROW + 1}:{letter}1048576"})


def _frozen(table: Table, widths: list[float]) -> int:
    """How many leading codes and names stay in sight: none where the table is narrow."""
    if sum(widths) <= READING_WIDTH:
        return 0
    frozen = 0
    for place, column in enumerate(table.columns[:2]):
        named = column.kind == "code" or column.name.endswith("name")
        if not named or sum(widths[: place + 1]) > FROZEN_AT_MOST:
            break
        frozen = place + 1
    return frozen
