"""A FormSheet -> a sheet that a person fills in: marked, checked, protected, all of it editable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from openpyxl.utils.cell import coordinate_to_tuple
from xlsxwriter.utility import xl_col_to_name

from pipeline import theme
from pipeline.columns import Column, SheetForm
from pipeline.excel_table import print_setup
from pipeline.form_book import FormBook, place_of
from pipeline.form_drawing import FormDrawing, Places, cell_look
from pipeline.form_rows import LAST_ROW, write_rows
from pipeline.pen import Checked, Pen
from pipeline.raw import shown
from pipeline.tables import FormSheet
from pipeline.thai_text import display_width
from pipeline.theme import Look
from pipeline.worded import height_of, needed_height

ROOM = 2000
"""Rows under the heading that drop-downs and checks reach."""


def draw_form(pen: Pen, sheet: Checked, form: FormSheet, book: FormBook) -> None:
    """Draw one form sheet on ``sheet``; what it needs of the others is in ``book``."""
    drawing = FormDrawing(pen, sheet, form, book)
    if form.form is None:
        _copy(drawing)
    elif form.form.name == "covers":
        _cover(drawing, form.form)
    else:
        _table(drawing, form.form)
    if form.very_hidden:
        sheet.very_hidden()


def _copy(drawing: FormDrawing) -> None:
    """A sheet of the district's own: its cells as they are. A text alone in its row overflows."""
    cells = drawing.form.cells
    in_row = Counter(row for row, _ in cells)
    widths: dict[int, float] = {}
    for (row, place), value in cells.items():
        alone = in_row[row] == 1
        drawing.put((row, place), value, theme.BASE | {"text_wrap": not alone})
        if not alone or len(in_row) == 1:
            widths[place] = max(widths.get(place, 0), display_width(shown(value) or "") + 2)
    for place, width in widths.items():
        widths[place] = min(theme.WIDEST, max(theme.NARROWEST, width))
        drawing.width(place, widths[place])
    _row_heights(drawing, widths)
    drawing.notes({})
    print_setup(drawing.sheet, 0, 0, sum(widths.values()) * theme.CHARACTER)


def _row_heights(drawing: FormDrawing, widths: Mapping[int, float]) -> None:
    """Rows with long texts are as high as these ask for, up to a third of a screen."""
    heights: dict[int, float] = {}
    for (row, place), value in drawing.form.cells.items():
        if isinstance(value, str) and place in widths:
            heights[row] = max(heights.get(row, 0), needed_height(value, widths[place]))
    for row, height in heights.items():
        drawing.sheet.set_row(row - 1, min(theme.TALLEST_FORM_ROW, height))


def _cover(drawing: FormDrawing, form: SheetForm) -> None:
    """Labels, a value beside each, and what is said of it beside that."""
    cells = drawing.form.cells
    letters = drawing.form.letters.items()
    values = {coordinate_to_tuple(at): form[name] for name, at in letters}
    labels = {(row, place - 1): column for (row, place), column in values.items()}
    drawing.unlock()
    for place, width in enumerate(theme.COVER_WIDTHS, 1):
        drawing.width(place, width, drawing.pen.format(theme.BASE | theme.UNLOCKED))
    for at, value in cells.items():
        look = _cover_look(at, drawing.form.heading, labels, values)
        drawing.put(at, value, look, values.get(at))
    for at in sorted(values.keys() - cells.keys()):
        drawing.put(at, None, theme.COVER_VALUE, values[at])
    for (row, place), column in values.items():
        drawing.check(column, (row, place, row, place))
        drawing.sheet.set_row(row - 1, _cover_height(drawing.form, row))
    drawing.notes(values)
    drawing.protect()
    print_setup(drawing.sheet, 0, 0, sum(theme.COVER_WIDTHS) * theme.CHARACTER)


def _cover_look(at: tuple[int, int], heading: int, labels: Places, values: Places) -> Look:
    if at in labels:
        return theme.COVER_LABELS[labels[at].need]
    if at in values:
        return theme.COVER_VALUE
    if (at[0], at[1] - 1) in values:
        return theme.COVER_HELP
    return theme.HEADING if at[0] == heading else cell_look(None)


def _cover_height(form: FormSheet, row: int) -> float:
    texts = [shown(form.cells.get((row, place))) or "" for place in (1, 2, 3)]
    sizes = zip(texts, theme.COVER_WIDTHS, strict=True)
    return max(height_of(text, width) for text, width in sizes) + theme.MARGIN


def _table(drawing: FormDrawing, form: SheetForm) -> None:
    """A heading, and room under it: formats, drop-downs, checks, the helper column."""
    sheet, cells, heading = drawing.sheet, drawing.form.cells, drawing.form.heading
    columns = {place_of(letter): form[name] for name, letter in drawing.form.letters.items()}
    filled = max([heading, *(row for row, _ in cells)])
    last = min(LAST_ROW, max(heading + ROOM, filled))
    widest = max([*columns, drawing.helper or 1, *(place for _, place in cells)])
    _columns(drawing, columns)
    _heading(drawing, columns)
    for at, value in {**dict.fromkeys(drawing.form.notes), **cells}.items():
        if at[0] < heading or (at[0] == heading and at not in cells):
            drawing.fill(at, value, columns.get(at[1]))
    write_rows(drawing, columns)
    for place, column in columns.items():
        drawing.check(column, (heading + 1, place, last, place))
    drawing.comments()
    sheet.autofilter(heading - 1, 0, last - 1, widest - 1)
    frozen = _frozen(columns, drawing.helper)
    sheet.freeze_panes(heading, frozen)
    drawing.protect()
    sheet.hide_gridlines(0)  # the name misleads: 0 prints them
    print_setup(sheet, heading - 1, frozen, _total_width(drawing, columns) * theme.CHARACTER)


def _columns(drawing: FormDrawing, columns: Mapping[int, Column]) -> None:
    """Widths, and formats for the cells that are still blank; no green corners without need."""
    drawing.unlock()
    for place, column in columns.items():
        number_format = theme.TYPED_FORMATS.get(column.kind)
        look = cell_look(column) | ({"num_format": number_format} if number_format else {})
        drawing.width(place, drawing.width_of(column), drawing.pen.format(look))
    if drawing.helper is not None:
        shape = drawing.pen.format(theme.BASE | theme.UNLOCKED | theme.HELPER)
        drawing.width(drawing.helper, theme.HELPER_WIDTH, shape)
    quiet = {
        "number_stored_as_text": [at for at, one in columns.items() if one.kind == "code"],
        "two_digit_text_year": [at for at, one in columns.items() if one.kind == "date"],
        "formula_unlocked": [drawing.helper] if drawing.helper is not None else [],
    }
    drawing.sheet.ignore_errors({error: _areas(at) for error, at in quiet.items() if at})


def _heading(drawing: FormDrawing, columns: Mapping[int, Column]) -> None:
    """The labels as they were given, and what is said of each when its cell is chosen."""
    heading = drawing.form.heading
    heights = [height_of("", 1)]
    for (row, place), label in drawing.form.cells.items():
        if row != heading:
            continue
        column = columns.get(place)
        drawing.put((row, place), label, _heading_look(drawing, place, column))
        width = drawing.width_of(column) if column else theme.HELPER_WIDTH
        heights.append(height_of(shown(label) or "", width - 4))
        if column is not None:
            drawing.tell((row, place), column)
    drawing.sheet.set_row(heading - 1, max(heights) + theme.MARGIN)


def _heading_look(drawing: FormDrawing, place: int, column: Column | None) -> Look:
    if column is not None:
        return theme.HEADINGS[column.need]
    if place == drawing.helper:
        return theme.HEADINGS["O"] | theme.HELPER
    return theme.HEADINGS["O"] | theme.UNLOCKED  # a column of the district's own


def _total_width(drawing: FormDrawing, columns: Mapping[int, Column]) -> float:
    return sum(map(drawing.width_of, columns.values())) + (
        theme.HELPER_WIDTH if drawing.helper else 0
    )


def _frozen(columns: Mapping[int, Column], helper: int | None) -> int:
    """How many columns stay in sight: the code and the name beside it."""
    if 1 not in columns or columns[1].kind != "code":
        return 0
    named = helper == 2 or (2 in columns and columns[2].name.endswith("_name"))
    return 2 if named else 1


def _areas(places: list[int]) -> str:
    letters = [xl_col_to_name(place - 1) for place in places]
    return " ".join(f"{letter}1:{letter}{LAST_ROW}" for letter in letters)
