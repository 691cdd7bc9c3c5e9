"""Cells, columns and checks of a form sheet -> XlsxWriter: what every form sheet is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from pipeline import theme
from pipeline.columns import Column
from pipeline.form_book import FormBook, place_of
from pipeline.form_checks import check_of, message_of, title_of
from pipeline.pen import Checked, Pen, safe_text, sort_of
from pipeline.raw import shown
from pipeline.tables import FormSheet, Note
from pipeline.thai_text import row_height
from pipeline.theme import Look

AUTHOR = "สยป."
FREE = dict.fromkeys(
    (
        *("objects", "scenarios", "format_cells", "format_columns", "format_rows"),
        *("insert_columns", "insert_rows", "insert_hyperlinks", "delete_columns", "delete_rows"),
        *("sort", "autofilter", "pivot_tables"),
    ),
    True,
)
"""Protection without a password keeps the headings; everything else is allowed."""

Area = tuple[int, int, int, int]
Places = Mapping[tuple[int, int], Column]


class FormDrawing:
    """One form sheet on its way to paper. Rows and columns count from 1, as in ``FormSheet``."""

    def __init__(self, pen: Pen, sheet: Checked, form: FormSheet, book: FormBook) -> None:
        self.pen, self.sheet, self.form, self.book = pen, sheet, form, book
        self.helper = place_of(form.helper) if form.helper else None
        self._shapes: dict[tuple[Any, ...], Any] = {}

    def put(
        self, at: tuple[int, int], value: Any, look: Look, column: Column | None = None
    ) -> None:
        """Write a cell in its look, and over that the mark of what was found there."""
        note = self.form.notes.get(at)
        if note is not None:
            look = look | theme.MARKS[note.severity]
        value = _as_number(value, column)
        kind = column.kind if column else "text"
        self.pen.put(self.sheet, at[0] - 1, at[1] - 1, value, look, kind, theme.TYPED_FORMATS)

    def fill(self, at: tuple[int, int], value: Any, column: Column | None) -> None:
        """Write a cell under the heading, as ``put`` does; formats are found once a column."""
        note = self.form.notes.get(at)
        value = _as_number(value, column)
        shape = self.shape(at[1], value, column, note.severity if note else None)
        self.pen.write(self.sheet, at[0] - 1, at[1] - 1, value, shape)

    def shape(self, place: int, value: Any, column: Column | None, mark: str | None = None) -> Any:
        """The format of a value under the heading, and of the mark over it."""
        key = (place, mark, sort_of(value))
        if key not in self._shapes:
            look = cell_look(column) | (theme.MARKS[mark] if mark else {})
            kind = column.kind if column else "text"
            self._shapes[key] = self.pen.shape(value, look, kind, theme.TYPED_FORMATS)
        return self._shapes[key]

    def width_of(self, column: Column) -> float:
        """The characters that a column of the form shows on a line."""
        return float(column.width or theme.FORM_WIDTHS[column.kind])

    def width(self, place: int, characters: float, shape: Any = None) -> None:
        """Set the width of a column, and the format of its cells that are still blank."""
        self.sheet.set_column(place - 1, place - 1, characters * theme.CHARACTER, shape)

    def unlock(self) -> None:
        """Leave every cell free but those that are drawn in a locked look."""
        # The default format is that of every cell without its own: Excel deletes a row only where
        # all its cells are free, and a format for 16,384 columns costs a second a workbook.
        self.pen.workbook.inner.formats[0].set_locked(False)

    def protect(self) -> None:
        """Keep what is locked from being typed over."""
        self.sheet.protect("", FREE)

    def tell(self, at: tuple[int, int], column: Column) -> None:
        """Say at a heading what its column is for."""
        told = {"input_title": title_of(column.label), "input_message": message_of(column)}
        area = (at[0] - 1, at[1] - 1, at[0] - 1, at[1] - 1)
        self.sheet.data_validation(*area, {"validate": "any"} | told)

    def check(self, column: Column, area: Area) -> None:
        """The drop-down or check of a column; a mark where a year was typed in B.E."""
        corners = tuple(one - 1 for one in area)
        cell = xl_rowcol_to_cell(corners[0], corners[1])
        check = check_of(column, cell, self.book.list_of(column), self.book.year_cell)
        self.sheet.data_validation(*corners, check)
        if column.kind == "date":
            look = theme.BUDDHIST | {"num_format": theme.TYPED_AS_BUDDHIST}
            rule = {
                "type": "formula",
                "criteria": f"=AND(ISNUMBER({cell}),{cell}>DATE(2400,1,1))",
                "format": self.pen.format(look),
            }
            self.sheet.conditional_format(*corners, rule)

    def notes(self, columns: Places) -> None:
        """Comment every cell of which something is said, and fill those where nothing stands."""
        for at in sorted(self.form.notes.keys() - self.form.cells.keys()):
            if at[1] != self.helper:
                self.put(at, None, cell_look(columns.get(at)), columns.get(at))
        self.comments()

    def comments(self) -> None:
        """Comment every cell of which something is said."""
        for at, note in sorted(self.form.notes.items()):
            _comment(self.sheet, at, note)


def _as_number(value: Any, column: Column | None) -> Any:
    """A day in a column of numbers as text: under its format a corrected number would be a day."""
    if isinstance(value, date) and column is not None and column.is_number:
        return shown(value)
    return value


def cell_look(column: Column | None) -> Look:
    """The look of a cell that people fill in; None: of a column that is not the form's."""
    look = theme.BASE | theme.UNLOCKED | {"text_wrap": True}
    if column is None:
        return look
    if column.kind == "date":
        return look | theme.SHRUNK
    return look | theme.NUMBER if column.is_number else look


def _comment(sheet: Checked, at: tuple[int, int], note: Note) -> None:
    text = safe_text(note.text)
    lines = row_height(text, theme.COMMENT_LETTERS, 1.0)
    size = {
        "width": theme.COMMENT_WIDTH,
        "height": min(theme.COMMENT_TALLEST, theme.COMMENT_LINE * int(lines) + 12),
    }
    font = {"font_name": theme.FONT, "font_size": theme.COMMENT_FONT}
    fill = {"color": theme.COMMENT_COLOURS[note.severity]}
    options = {"author": AUTHOR, "visible": False} | size | font | fill
    sheet.write_comment(at[0] - 1, at[1] - 1, text, options)
