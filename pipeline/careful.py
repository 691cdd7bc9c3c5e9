"""Stage 2, the careful reader: openpyxl, which keeps errors, formulas, formats, what is hidden.

In its normal mode: ``read_only`` loses rows where a sheet lies about its size.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.formats import meaning_of
from pipeline.raw import (
    ErrorCell,
    FormulaCell,
    PercentCell,
    RawSheet,
    SerialCell,
    Shape,
    as_typed,
    in_rows,
)

# ``_x000D_`` is how the format writes a character that XML cannot; half a pair is none.
_ESCAPE = re.compile("_x((?![dD][89a-fA-F])[0-9a-fA-F]{4})_")


def careful(content: bytes, unstored: bool) -> tuple[RawSheet, ...]:
    """The sheets of a workbook. ``unstored``: it has formulas without a value, which are looked up.

    What openpyxl raises on a broken part is raised.
    """
    values = _load(content, data_only=True)
    formulas = _load(content, data_only=False) if unstored else None
    return tuple(
        _sheet(sheet, formulas[sheet.title] if formulas else None) for sheet in values.worksheets
    )


def _load(content: bytes, data_only: bool) -> Any:
    with warnings.catch_warnings():
        # openpyxl warns of drop-downs and extensions that it drops: nothing of the cells is lost
        warnings.filterwarnings("ignore", module="openpyxl")
        return load_workbook(BytesIO(content), data_only=data_only, keep_links=False)


def _sheet(sheet: Worksheet, formulas: Worksheet | None) -> RawSheet:
    rows: dict[int, dict[int, Any]] = {}
    for (row, column), cell in sheet._cells.items():  # iter_rows would build every blank cell
        value = _value(cell)
        # of type "str" no value is a stored empty text
        if value is None and formulas is not None and cell.data_type != "str":
            value = _unstored(formulas.cell(row, column))
        if value is not None:
            rows.setdefault(row, {})[column] = value
    return RawSheet(sheet.title, in_rows(rows), _shape(sheet))


def _shape(sheet: Worksheet) -> Shape:
    merged = sorted(
        (one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges
    )
    return Shape(
        merged=tuple(merged),
        hidden=sheet.sheet_state != "visible",
        rows=frozenset(row for row, one in sheet.row_dimensions.items() if one.hidden),
        columns=frozenset(_hidden_columns(sheet)),
    )


def _hidden_columns(sheet: Worksheet) -> Iterator[int]:
    for one in sheet.column_dimensions.values():
        if one.hidden and one.min is not None:
            yield from range(one.min, min(one.max, one.min + 16_384) + 1)


def _value(cell: Cell) -> Any:
    if cell.data_type == "e":
        return ErrorCell(str(cell.value))
    value = as_typed(cell.value)
    if isinstance(value, str) and "_x" in value:
        return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), value)
    if isinstance(value, float):
        meaning = meaning_of(cell._style.numFmtId, cell.number_format)
        return _UNDER[meaning](value) if meaning else value
    return value


_UNDER: dict[str, type[PercentCell | SerialCell]] = {
    "percent": PercentCell,
    "local date": SerialCell,
}


def _unstored(cell: Cell) -> FormulaCell | None:
    if cell.data_type != "f":
        return None
    return FormulaCell(str(getattr(cell.value, "text", cell.value)))
