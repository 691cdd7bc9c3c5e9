"""A FormSheet -> a sheet that a person fills in: marked, checked, protected, all of it editable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from pipeline import theme
from pipeline.cells import shown
from pipeline.columns import Column, SheetForm
from pipeline.excel_table import height_of, print_setup, quoted
from pipeline.form_book import FormBook, place_of
from pipeline.form_checks import check_of, message_of, title_of
from pipeline.pen import Checked, Pen, safe_text
from pipeline.tables import FormSheet, Note
from pipeline.thai_text import display_width, row_height
from pipeline.theme import Look

ROOM = 2000
"""Rows under the heading that drop-downs and checks reach."""

HELPER_ROOM = 300
"""Rows under the last filled one that show a project's name. Formulas cost whoever reads and
prints: 2,000 in each of three sheets make reading a workbook twenty times slower."""

LAST_ROW = 1_048_576
LAST_COLUMN = 99
"""The last column that is unlocked: with all 16,384 XlsxWriter looks at each in every row."""
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


def draw_form(pen: Pen, sheet: Checked, form: FormSheet, book: FormBook) -> None:
    """Draw one form sheet on ``sheet``; what it needs of the others is in ``book``."""
    drawing = _Drawing(pen, sheet, form, book)
    if form.form is None:
        drawing.copy()
    elif form.form.name == "covers":
        drawing.cover(form.form)
    else:
        drawing.table(form.form)
    for at, note in form.notes.items():
        _comment(sheet, at, note)
    if form.very_hidden:
        sheet.very_hidden()


class _Drawing:
    """One form sheet on its way to paper. Rows and columns count from 1, as in ``FormSheet``."""

    def __init__(self, pen: Pen, sheet: Checked, form: FormSheet, book: FormBook) -> None:
        self.pen, self.sheet, self.form, self.book = pen, sheet, form, book
        self.helper = place_of(form.helper) if form.helper else None

    def copy(self) -> None:
        """A sheet of the district's own: its cells as they are."""
        widths: dict[int, float] = {}
        for at, value in self.form.cells.items():
            self.put(at, value, theme.BASE | {"text_wrap": True})
            widths[at[1]] = max(widths.get(at[1], 0), display_width(shown(value) or "") + 2)
        for place, width in widths.items():
            self.width(place, min(theme.WIDEST, max(theme.NARROWEST, width)))
        self.notes_on_blanks({})
        print_setup(self.sheet, 0, 0, sum(widths.values()) * theme.CHARACTER)

    def cover(self, form: SheetForm) -> None:
        """Labels, a value beside each, and what is said of it beside that."""
        values = {coordinate_to_tuple(at): form[name] for name, at in self.form.letters.items()}
        labels = {(row, place - 1): column for (row, place), column in values.items()}
        self.unlock()
        for place, width in enumerate(theme.COVER_WIDTHS, 1):
            self.width(place, width, self.pen.format(theme.BASE | theme.UNLOCKED))
        for at, value in self.form.cells.items():
            look = _cover_look(at, self.form.heading, labels, values)
            self.put(at, value, look, values.get(at))
        for at in sorted(values.keys() - self.form.cells.keys()):
            self.put(at, None, theme.COVER_VALUE, values[at])
        for (row, place), column in values.items():
            self.check(column, (row, place, row, place))
        self.notes_on_blanks(values)
        for row in {row for row, _ in labels}:
            self.sheet.set_row(row - 1, self.cover_height(row))
        self.sheet.protect("", FREE)
        print_setup(self.sheet, 0, 0, sum(theme.COVER_WIDTHS) * theme.CHARACTER)

    def cover_height(self, row: int) -> float:
        texts = {place: shown(self.form.cells.get((row, place))) or "" for place in (1, 2, 3)}
        return max(
            height_of(texts[place], width) for place, width in enumerate(theme.COVER_WIDTHS, 1)
        )

    def table(self, form: SheetForm) -> None:
        """A heading, and room under it: formats, drop-downs, checks, the helper column."""
        columns = {place_of(letter): form[name] for name, letter in self.form.letters.items()}
        heading = self.form.heading
        filled = max([heading, *(row for row, _ in self.form.cells)])
        last = max(heading + ROOM, filled)
        widest = max([*columns, self.helper or 1, *(place for _, place in self.form.cells)])
        self.columns(columns)
        self.heading(columns)
        for at, value in self.form.cells.items():
            if at[0] != heading and at[1] != self.helper:
                column = columns.get(at[1])
                self.put(at, value, _cell_look(column), column)
        for place, column in columns.items():
            self.check(column, (heading + 1, place, last, place))
        self.names_beside_codes(filled)
        self.notes_on_blanks(
            {(at[0], at[1]): columns[at[1]] for at in self.form.notes if at[1] in columns}
        )
        self.sheet.autofilter(heading - 1, 0, last - 1, widest - 1)
        frozen = _frozen(columns, self.helper)
        self.sheet.freeze_panes(heading, frozen)
        self.sheet.protect("", FREE)
        self.sheet.hide_gridlines(0)  # the name misleads: 0 prints them
        width = sum(map(_width, columns.values())) + (theme.HELPER_WIDTH if self.helper else 0)
        print_setup(self.sheet, heading - 1, frozen, width * theme.CHARACTER)
        self.print_area(last, widest)

    def unlock(self) -> None:
        """Only what is drawn with a locked look stays locked."""
        shape = self.pen.format(theme.BASE | theme.UNLOCKED)
        self.sheet.set_column(0, LAST_COLUMN, None, shape)

    def width(self, place: int, characters: float, shape: Any = None) -> None:
        self.sheet.set_column(place - 1, place - 1, characters * theme.CHARACTER, shape)

    def columns(self, columns: Mapping[int, Column]) -> None:
        """Widths, and formats for the cells that are still blank."""
        self.unlock()
        for place, column in columns.items():
            number_format = theme.TYPED_FORMATS.get(column.kind)
            look = _cell_look(column) | ({"num_format": number_format} if number_format else {})
            self.width(place, _width(column), self.pen.format(look))
        if self.helper is not None:
            shape = self.pen.format(theme.BASE | theme.UNLOCKED | theme.HELPER)
            self.width(self.helper, theme.HELPER_WIDTH, shape)
        quiet = {
            "number_stored_as_text": [at for at, one in columns.items() if one.kind == "code"],
            "two_digit_text_year": [at for at, one in columns.items() if one.kind == "date"],
            "formula_unlocked": [self.helper] if self.helper is not None else [],
        }
        self.sheet.ignore_errors({error: _areas(at) for error, at in quiet.items() if at})

    def heading(self, columns: Mapping[int, Column]) -> None:
        """The labels as they were given, and what is said of each when its cell is chosen."""
        heights = [theme.LINE + theme.MARGIN]
        for (row, place), label in self.form.cells.items():
            if row == self.form.heading:
                column = columns.get(place)
                self.put((row, place), label, self.heading_look(place, column))
                width = _width(column) if column else theme.HELPER_WIDTH
                heights.append(height_of(shown(label) or "", width - 4))
                if column is not None:
                    self.tell(row, place, column)
        self.sheet.set_row(self.form.heading - 1, max(heights) + theme.MARGIN)

    def heading_look(self, place: int, column: Column | None) -> Look:
        if column is not None:
            return theme.HEADINGS[column.need]
        if place == self.helper:
            return theme.HEADINGS["O"] | theme.HELPER
        return theme.HEADINGS["O"] | theme.UNLOCKED  # a column of the district's own

    def tell(self, row: int, place: int, column: Column) -> None:
        told = {"input_title": title_of(column.label), "input_message": message_of(column)}
        check = {"validate": "any"} | told
        self.sheet.data_validation(row - 1, place - 1, row - 1, place - 1, check)

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

    def names_beside_codes(self, filled: int) -> None:
        """The project's name beside each code, live; blank where the code is not known."""
        code = self.form.letters.get("project_code")
        if self.helper is None or code is None or self.book.name_formula("A1") is None:
            return
        shape = self.pen.format(theme.BASE | theme.UNLOCKED | theme.HELPER)
        for row in range(self.form.heading + 1, filled + HELPER_ROOM + 1):
            formula = self.book.name_formula(f"{code}{row}")
            stored = self.book.project_name(self.form.cells.get((row, place_of(code))))
            self.sheet.write_formula(row - 1, self.helper - 1, formula, shape, safe_text(stored))

    def put(
        self, at: tuple[int, int], value: Any, look: Look, column: Column | None = None
    ) -> None:
        note = self.form.notes.get(at)
        if note is not None:
            look = look | theme.MARKS[note.severity]
        kind = column.kind if column else "text"
        self.pen.put(self.sheet, at[0] - 1, at[1] - 1, value, look, kind, theme.TYPED_FORMATS)

    def notes_on_blanks(self, columns: Places) -> None:
        """Fill the cells that findings name though nothing stands in them."""
        for at in sorted(self.form.notes.keys() - self.form.cells.keys()):
            if at[1] != self.helper:
                column = columns.get(at)
                self.put(at, None, _cell_look(column), column)

    def print_area(self, last: int, widest: int) -> None:
        """Print down to the last row with a code: the helper's formulas are no reason for pages."""
        letter = self.form.letters.get("project_code")
        if letter is None:
            return
        tab = quoted(self.book.names[self.form.sheet])
        codes = f"{tab}!${letter}${self.form.heading}:${letter}${last}"
        used = f'LOOKUP(2,1/({codes}<>""),ROW({codes}))'
        area = f"=OFFSET({tab}!$A$1,0,0,{used},{widest})"
        self.pen.workbook.define_name(f"{tab}!_xlnm.Print_Area", area)


def _width(column: Column) -> float:
    return float(column.width or theme.FORM_WIDTHS[column.kind])


def _cell_look(column: Column | None) -> Look:
    look = theme.BASE | theme.UNLOCKED | {"text_wrap": True}
    if column is None:
        return look
    if column.kind == "date":
        return look | theme.SHRUNK
    return look | theme.NUMBER if column.is_number else look


def _cover_look(at: tuple[int, int], heading: int, labels: Places, values: Places) -> Look:
    if at in labels:
        return theme.COVER_LABELS[labels[at].need]
    if at in values:
        return theme.COVER_VALUE
    if (at[0], at[1] - 1) in values:
        return theme.COVER_HELP
    return theme.HEADING if at[0] == heading else _cell_look(None)


def _frozen(columns: Mapping[int, Column], helper: int | None) -> int:
    """How many columns stay in sight: the code and the name beside it."""
    if 1 not in columns or columns[1].kind != "code":
        return 0
    named = helper == 2 or (2 in columns and columns[2].name.endswith("_name"))
    return 2 if named else 1


def _areas(places: list[int]) -> str:
    letters = [xl_col_to_name(place - 1) for place in places]
    return " ".join(f"{letter}1:{letter}{LAST_ROW}" for letter in letters)


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
