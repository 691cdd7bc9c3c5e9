"""The rows under the heading of a form sheet: cells as typed, marks, the helper column's names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from math import inf
from typing import Any

from pipeline import theme
from pipeline.columns import Column
from pipeline.form_book import place_of
from pipeline.form_drawing import FormDrawing
from pipeline.pen import safe_text
from pipeline.row_sheet import RowSheet
from pipeline.worded import ONE_LINE, WordedColumn, needed_height, row_start

HELPER_ROOM = 100
"""Rows under a filled one that show a project's name. Formulas cost whoever reads and
prints: 2,000 in each of three sheets make reading a workbook twenty times slower."""

LAST_ROW = 1_048_576


def write_rows(drawing: FormDrawing, columns: Mapping[int, Column]) -> None:
    """Write every row under the heading; ``columns`` are those of the form, by their place."""
    rows = _filled(drawing)
    writer = _Rows(drawing, columns)
    for row in sorted(rows):
        writer.row(row, rows[row])
    above = drawing.form.heading
    for row in (*sorted(rows), LAST_ROW + 1):  # not every row up to one that stands far below
        for blank in range(above + 1, min(row, above + HELPER_ROOM + 1)):
            writer.name_beside(blank)
        above = row


def _filled(drawing: FormDrawing) -> dict[int, dict[int, Any]]:
    """The rows with a value or a note: place -> value."""
    form, rows = drawing.form, defaultdict[int, dict[int, Any]](dict)
    for row, place in form.notes:
        if row > form.heading and place != drawing.helper:
            rows[row][place] = None
    for (row, place), value in form.cells.items():
        if row > form.heading and place != drawing.helper:
            rows[row][place] = value
    return rows


class _Rows:
    """Writes rows, numbered from 1 as their places are."""

    def __init__(self, drawing: FormDrawing, columns: Mapping[int, Column]) -> None:
        self.drawing, self.columns = drawing, columns
        self.sheet: RowSheet = drawing.sheet.inner
        self.worded: dict[int, WordedColumn] = {}
        form, book = drawing.form, drawing.book
        code = form.letters.get("project_code")
        named = drawing.helper is not None and code and book.name_formula("A1") is not None
        self.code = code if named else None
        self.helper_shape = drawing.pen.format(theme.BASE | theme.UNLOCKED | theme.HELPER)

    def row(self, row: int, values: dict[int, Any]) -> None:
        """A row, as high as its longest text needs, up to a third of a screen."""
        if self.name_beside(row):
            values = values | {self.drawing.helper or 0: None}
        heights, cells = [ONE_LINE], []
        for place in sorted(values):
            if place == self.drawing.helper:
                cells.append(self.sheet.xml_of(row - 1, place - 1))
            elif (row, place) in self.drawing.form.notes:
                cells.append(self._noted(row, place, values[place]))
                heights.append(self._needed(place, values[place]))
            else:
                worded, height = self._column(place).cell(row - 1, values[place])
                cells.append(worded)
                heights.append(height)
        start = row_start(row - 1, min(theme.TALLEST_FORM_ROW, max(heights)))
        self.drawing.sheet.take(row - 1, 1, max(values), f"{start}{''.join(cells)}</row>")

    def name_beside(self, row: int) -> bool:
        """The project's name beside its code, live; blank where the code is not known."""
        form, book, helper = self.drawing.form, self.drawing.book, self.drawing.helper
        if self.code is None or helper is None:
            return False
        formula = book.name_formula(f"{self.code}{row}")
        name = safe_text(book.project_name(form.cells.get((row, place_of(self.code)))))
        stored = name or " "  # XlsxWriter stores no value for an empty text, as if never computed
        self.drawing.sheet.write_formula(row - 1, helper - 1, formula, self.helper_shape, stored)
        return True

    def _noted(self, row: int, place: int, value: Any) -> str:
        self.drawing.fill((row, place), value, self.columns.get(place))
        return self.sheet.xml_of(row - 1, place - 1)

    def _needed(self, place: int, value: Any) -> float:
        return needed_height(value, self._width(place)) if isinstance(value, str) else 0.0

    def _column(self, place: int) -> WordedColumn:
        if place not in self.worded:
            self.worded[place] = WordedColumn(
                self.sheet,
                place - 1,
                self._width(place),
                partial(self._shape, place),
                partial(self._other, place),
            )
        return self.worded[place]

    def _width(self, place: int) -> float:
        column = self.columns.get(place)
        return inf if column is None else self.drawing.width_of(column)

    def _shape(self, place: int, value: Any) -> tuple[Any, str]:
        shape = self.drawing.shape(place, value, self.columns.get(place))
        return shape, value if isinstance(value, str) else ""

    def _other(self, place: int, row: int, value: Any) -> None:
        self.drawing.fill((row + 1, place), value, self.columns.get(place))
