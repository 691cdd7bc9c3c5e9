"""Cells of one column -> their XML: what repeats is worded once, only the row number is new.

XlsxWriter keeps an object a cell and words each by itself, which takes ten times as long. Here a
cell's end (its format, its text's place among the shared strings) is worded once for each value of
a column. What is neither text nor number nor blank XlsxWriter words itself.
``tests/test_worded.py`` holds both ways to the same cells, formats and heights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from math import isfinite
from types import NoneType
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pipeline import theme
from pipeline.pen import safe_text
from pipeline.row_sheet import RowSheet
from pipeline.thai_text import TALLEST_ROW, row_height

ONE_LINE = theme.LINE + theme.MARGIN
NUMBERS = (float, int)
REPEATED = (str, NoneType, date, datetime)
"""What looks the same wherever it stands in a column; a link or a formula does not."""

REMEMBERED = 20_000
"""Values of a column whose XML is remembered at a time."""

Shape = Callable[[Any], tuple[Any, str] | None]
"""The XlsxWriter format of a text, a number or a blank, and the text as it is shown; None where
XlsxWriter is to word the value itself."""
Other = Callable[[int, Any], str | None]
"""Writes any other value into a row (from 0) with XlsxWriter; gives the text that is seen of it."""


class WordedColumn:
    """Words the cells of the column at ``place`` (from 0), ``width`` characters wide.

    ``ends``: value -> the cell's XML after its row number, and the points that its text needs.
    """

    def __init__(self, sheet: RowSheet, place: int, width: float, shape: Shape, other: Other):
        self.sheet, self.place, self.width = sheet, place, width
        self.shape, self.other = shape, other
        self.start = f'<c r="{xl_col_to_name(place)}'
        self.ends: dict[Any, tuple[str, float]] = {}
        number = shape(0.0)
        self.number = number and f'" s="{number[0]._get_xf_index()}"><v>'

    def cells(self, row: int, values: Iterable[Any], heights: list[float]) -> list[str]:
        """The cells of the rows from ``row`` (from 0); raises ``heights`` where they need it."""
        cells = []
        for at, value in enumerate(values):
            worded, height = self.cell(row + at, value)
            cells.append(worded)
            if height > heights[at]:
                heights[at] = height
        return cells

    def cell(self, row: int, value: Any) -> tuple[str, float]:
        """The cell of one row, and the points that its text needs."""
        if type(value) in NUMBERS and self.number is not None and isfinite(value):
            return f"{self.start}{row + 1}{self.number}{value:.16G}</v></c>", 0.0
        end = self.ends.get(value) if type(value) in REPEATED else None
        worded, height = self._end(row, value) if end is None else end
        return f"{self.start}{row + 1}{worded}", height

    def _end(self, row: int, value: Any) -> tuple[str, float]:
        shown = None
        if isinstance(value, str) and not value.strip():
            value = None
        if type(value) in (str, NoneType):
            shown = self.shape(value)
        end = self._by_xlsxwriter(row, value) if shown is None else self._worded(*shown)
        if type(value) in REPEATED:
            if len(self.ends) >= REMEMBERED:
                self.ends.clear()
            self.ends[value] = end
        return end

    def _worded(self, shape: Any, text: str) -> tuple[str, float]:
        start = f'" s="{shape._get_xf_index()}"'
        if not text:
            return f"{start}/>", 0.0
        index = self.sheet.place_of(safe_text(text))
        return f'{start} t="s"><v>{index}</v></c>', self._height(text)

    def _by_xlsxwriter(self, row: int, value: Any) -> tuple[str, float]:
        text = self.other(row, value)
        xml = self.sheet.xml_of(row, self.place).removeprefix(f"{self.start}{row + 1}")
        return xml, self._height(text or "")

    def _height(self, text: str) -> float:
        return needed_height(text, self.width) if text else 0.0


def row_start(row: int, height: float) -> str:
    """The start of row ``row`` (from 0), so many points high."""
    pixels = int(height * 4.0 / 3.0 + 0.5)  # as XlsxWriter rounds
    return f'<row r="{row + 1}" ht="{pixels * 0.75:.16g}" customHeight="1">'


def needed_height(text: str, width: float) -> float:
    """The points of a row that shows a text; one shorter than its column is not measured."""
    return height_of(text, width) if len(text) > width or "\n" in text else ONE_LINE


def height_of(text: str, width: float) -> float:
    """The points of a row that shows a text over so many characters."""
    return min(TALLEST_ROW, row_height(text, width, theme.LINE) + theme.MARGIN)
