"""Stage 2, the quick reader: python-calamine, for the workbooks in which it loses nothing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pipeline.raw import RawSheet, Shape, as_typed


def quick(content: bytes) -> tuple[RawSheet, ...]:
    """The sheets of a workbook; CalamineError where it cannot be read."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return tuple(
        _sheet(book.get_sheet_by_index(place), one.visible is not SheetVisibleEnum.Visible)
        for place, one in enumerate(book.sheets_metadata)
        if one.typ is SheetTypeEnum.WorkSheet
    )


def _sheet(sheet: CalamineSheet, hidden: bool) -> RawSheet:
    # skip_empty_area would move the first cell to A1
    rows = enumerate(sheet.to_python(skip_empty_area=False), 1)
    kept = ((number, _row(cells)) for number, cells in rows)
    return RawSheet(sheet.name, tuple(row for row in kept if row[1]), Shape(hidden=hidden))


def _row(cells: list[Any]) -> tuple[Any, ...]:
    """The values of a row up to the last that is not blank."""
    values = [None if cell == "" else as_typed(cell) for cell in cells]
    while values and values[-1] is None:
        values.pop()
    return tuple(values)
