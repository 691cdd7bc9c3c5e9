"""A Table -> a sheet: title, source, heading, rows, total, notes and charts, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from heapq import nlargest
from math import ceil
from types import NoneType
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from pipeline import theme
from pipeline.cells import as_people_write
from pipeline.columns import Column
from pipeline.excel_charts import DrawnTable, draw_chart
from pipeline.excel_long import LONG, write_long
from pipeline.excel_row import PLAIN, Painter, quoted
from pipeline.pen import Checked, Pen
from pipeline.tables import LONGEST_TEXTS, Chart, Figure, Formula, Link, Table
from pipeline.thai import is_blank
from pipeline.thai_text import display_width
from pipeline.theme import Look
from pipeline.worded import height_of

HEADING_ROW, FIRST_ROW = 2, 3
"""Rows from 0: the table stands at A3, under its title and a line of source."""

NOTES, NOTHING = "หมายเหตุ", "ไม่มีรายการในตารางนี้"
PAPER_A4 = 9
PIXELS_A_ROW = 20
LONG_TABLE, NARROW_TABLE = 25, 110.0
READING_WIDTH = 110.0
FROZEN_AT_MOST = 75.0
FILTER_BUTTON = 3
ABREAST = 2
"""Charts side by side under a wide table."""


def draw_table(pen: Pen, sheet: Checked, table: Table, names: Mapping[str, str]) -> None:
    """Draw a table on ``sheet``; ``names`` gives each tab its name in the workbook."""
    drawn = drawn_table(table, names)
    widths = [_width(table, place) for place in range(len(table.columns))]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width * theme.CHARACTER)
    _head(pen, sheet, table, widths)
    painter = Painter(pen, sheet, drawn, widths, names)
    if len(table.rows) > LONG:
        write_long(painter, FIRST_ROW, table.rows, PLAIN)
    else:
        for number, row in enumerate([*table.rows] or [(None,) * len(table.columns)]):
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
    longest = max(map(display_width, _longest(column, table.widest(place))), default=0)
    heading = display_width(column.label) / 3 + FILTER_BUTTON
    return min(theme.WIDEST, max(theme.NARROWEST, longest + 2, heading))


def _longest(column: Column, values: Iterable[Any]) -> set[str]:
    """What may be the widest of a column: its longest texts, its greatest and least numbers."""
    values = list(values)
    texts = [value for value in values if type(value) is str]
    numbers = [value for value in values if type(value) in (float, int)]
    days = {value for value in values if type(value) is date}
    others = [value for value in values if type(value) not in (str, float, int, date, NoneType)]
    some = [*nlargest(LONGEST_TEXTS, texts, len), *days, *others]
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
    charts = [(chart, _over(chart, drawn, names)) for chart in drawn.table.charts]
    charts = [(chart, over) for chart, over in charts if over.table.rows]
    abreast = 1 if beside or sum(widths) <= NARROW_TABLE else ABREAST
    for first in range(0, len(charts), abreast):
        heights = [
            draw_chart(pen, sheet, over, chart, row, at, right)
            for right, (chart, over) in enumerate(charts[first : first + abreast])
        ]
        row += max(heights) // PIXELS_A_ROW + 2


def _over(chart: Chart, drawn: DrawnTable, names: Mapping[str, str]) -> DrawnTable:
    """The table over which a chart is drawn: its own, or another of the workbook."""
    return drawn if chart.of is None else drawn_table(chart.of, names)


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
