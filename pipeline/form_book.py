"""The form sheets of one workbook -> what they look up in one another: lists, year, names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from openpyxl.utils.cell import column_index_from_string, coordinate_to_tuple
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from pipeline.columns import Column
from pipeline.excel_row import quoted
from pipeline.pen import Pen
from pipeline.raw import shown
from pipeline.tables import FormSheet
from schemas.names import LISTS

LOOKED_UP = ("project_code", "project_name")


class FormBook:
    """Where the lists, the fiscal year and the projects' names stand in the workbook."""

    def __init__(self, forms: Sequence[FormSheet], names: Mapping[str, str]) -> None:
        self.names = names
        self.by_table = {sheet.form.name: sheet for sheet in forms if sheet.form is not None}
        self.lists: dict[tuple[str, ...], str] = {}

    def list_of(self, column: Column) -> str | None:
        """The range on the sheet of lists where the column's choices will stand."""
        if not column.choices:
            return None
        values = tuple(choice.value for choice in column.choices)
        self.lists.setdefault(values, column.label)
        letter = xl_col_to_name(list(self.lists).index(values))
        return f"={LISTS}!${letter}$2:${letter}${len(values) + 1}"

    def draw_lists(self, pen: Pen) -> None:
        """The lists that were asked for, on a sheet that people never see."""
        if not self.lists:
            return
        sheet = pen.sheet(LISTS)
        for column, (values, label) in enumerate(self.lists.items()):
            for row, value in enumerate((label, *values)):
                pen.put(sheet, row, column, value)
        sheet.very_hidden()

    @cached_property
    def year_cell(self) -> str | None:
        """The cell of the fiscal year on the cover, for checks of dates."""
        cover = self.by_table.get("covers")
        if cover is None or "fiscal_year" not in cover.letters:
            return None
        row, column = coordinate_to_tuple(cover.letters["fiscal_year"])
        cell = xl_rowcol_to_cell(row - 1, column - 1, row_abs=True, col_abs=True)
        return f"{quoted(self.names[cover.sheet])}!{cell}"

    def name_formula(self, code_cell: str) -> str | None:
        """The formula that shows the name of the project whose code stands in a cell."""
        projects = self.by_table.get("projects")
        if projects is None or not set(LOOKED_UP) <= projects.letters.keys():
            return None
        tab = quoted(self.names[projects.sheet])
        codes, names = (f"{tab}!${x}:${x}" for x in (projects.letters[one] for one in LOOKED_UP))
        return f'=IFERROR(INDEX({names},MATCH({code_cell},{codes},0))&"","")'

    def project_name(self, code: object) -> str:
        """The name of that project now; blank where the code is not in the sheet of projects."""
        return self._project_names.get(shown(code) or "", "")

    @cached_property
    def _project_names(self) -> dict[str, str]:
        projects = self.by_table["projects"]
        code, name = (place_of(projects.letters[one]) for one in LOOKED_UP)
        rows = sorted(row for row, column in projects.cells if column == code)
        names: dict[str, str] = {}
        for row in rows:  # the first of a code counts, as in MATCH
            text = shown(projects.cells.get((row, name))) or ""
            names.setdefault(shown(projects.cells[row, code]) or "", text)
        return names


def place_of(letter: str) -> int:
    """The place of a column: 1 for A."""
    return int(column_index_from_string(letter))
