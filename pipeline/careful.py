"""Stage 2, the careful reader: openpyxl, which keeps errors, formulas, formats, what is hidden.

In its normal mode: ``read_only`` loses rows where a sheet lies about its size.
"""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError

from pipeline.formats import meaning_of
from pipeline.quick import quick
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
from pipeline.xml_bytes import PREFIX

# ``_x000D_`` is how the format writes a character that XML cannot; half a pair is none.
_ESCAPE = re.compile("_x((?![dD][89a-fA-F])[0-9a-fA-F]{4})_")
_MERGES = re.compile(rb"<(" + PREFIX + rb"mergeCells)(?:\s[^<>]*)?>.*?</\1\s*>", re.DOTALL)

# What openpyxl is known to raise on a workbook with a missing or broken part.
BROKEN = (
    *(InvalidFileException, BadZipFile, ParseError, zlib.error, EOFError, OverflowError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, RuntimeError),
)


class Broken(Exception):
    """openpyxl cannot make a workbook of it; says by which exception."""


def careful(content: bytes, unstored: bool, far: bool) -> tuple[RawSheet, ...]:
    """The sheets of a workbook. ``unstored``: it has formulas without a value, which are looked up;
    ``far``: a cell so far out that the quick reader would fill all memory up to it.

    Raises Broken where openpyxl cannot make a workbook of it.
    """
    values = _load(content, data_only=True)
    formulas = _load(content, data_only=False) if unstored else None
    sheets = [
        _sheet(sheet, formulas[sheet.title] if formulas else None) for sheet in values.worksheets
    ]
    if any(sheet.shape.merged for sheet in sheets):
        return _with_covered(sheets, _unmerged(content) if far else _quick(content))
    return tuple(sheets)


def _with_covered(sheets: list[RawSheet], every: Iterable[RawSheet]) -> tuple[RawSheet, ...]:
    """With the values of ``every`` that lie unseen under a merge, which openpyxl drops as it loads.

    Excel empties those cells, LibreOffice may keep them.
    """
    seen = {sheet.name: dict(sheet.rows) for sheet in every}
    return tuple(_covered(sheet, seen.get(sheet.name, {})) for sheet in sheets)


def _quick(content: bytes) -> tuple[RawSheet, ...]:
    """What the quick reader knows; where it cannot read the file, only what is seen is known."""
    with suppress(CalamineError, OverflowError):
        return quick(content)
    return ()


def _unmerged(content: bytes) -> list[RawSheet]:
    """The sheets as if nothing were merged in them."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(made, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, _MERGES.sub(b"", old.read(entry)))
    return [_sheet(sheet, None) for sheet in _load(made.getvalue(), data_only=True).worksheets]


def _covered(sheet: RawSheet, seen: Mapping[int, tuple[Any, ...]]) -> RawSheet:
    rows = {row: dict(enumerate(cells, 1)) for row, cells in sheet.rows}
    for top, left, bottom, right in sheet.shape.merged:
        for row in range(top, bottom + 1):
            for column, value in enumerate(seen.get(row, ())[:right], 1):
                if column >= left and (row, column) != (top, left) and value is not None:
                    rows.setdefault(row, {})[column] = value
    return replace(sheet, rows=in_rows(rows))


def _load(content: bytes, data_only: bool) -> Any:
    with warnings.catch_warnings():
        # openpyxl warns of drop-downs and extensions that it drops: nothing of the cells is lost
        warnings.filterwarnings("ignore", module="openpyxl")
        try:
            return load_workbook(BytesIO(content), data_only=data_only, keep_links=False)
        except BROKEN as wrong:
            raise Broken(type(wrong).__name__) from wrong


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
