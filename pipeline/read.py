"""Stage 2: a workbook -> its sheets as typed, with true rows and columns."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from hashlib import sha256
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.findings import Finding
from pipeline.gate import READ_AT_MOST, scan
from pipeline.intake import InputFile
from schemas.rule import ERROR

# What openpyxl is known to raise on a workbook with a missing or broken part.
BROKEN = (
    *(InvalidFileException, BadZipFile, ParseError, zlib.error, EOFError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, RuntimeError),
)
# A formula whose value is missing; of type "str" an empty value is a stored empty text.
_UNSTORED = re.compile(
    rb'<c (?![^>]*t="str")[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True)
class ErrorCell:
    """A cell that shows an Excel error, ``#REF!``."""

    text: str


@dataclass(frozen=True)
class FormulaCell:
    """A formula without a stored value."""

    text: str


@dataclass(frozen=True)
class PercentCell:
    """A number under a percent format: 0.5, shown as 50 %."""

    value: float


@dataclass(frozen=True)
class Shape:
    """What a sheet merges and hides, all numbers from 1.

    ``merged``: (first row, first column, last row, last column) of each merge; ``hidden``: the
    sheet itself; ``rows`` (hidden by hand or by a filter) and ``columns``.
    """

    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class RawSheet:
    """A sheet as typed: (true row number, values from column A on) for each row with a value."""

    name: str
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    shape: Shape = Shape()


@dataclass(frozen=True)
class RawWorkbook:
    """A workbook as typed. ``refused`` says why it could not be read; then it has no sheets.

    ``sha256`` is of what was read: of a file that is too large, its first 20 MiB and a byte.
    """

    file: str
    sha256: str
    sheets: tuple[RawSheet, ...] = ()
    refused: Finding | None = None
    warnings: tuple[Finding, ...] = ()


def read(file: InputFile) -> RawWorkbook:
    """Read a workbook; whatever is wrong with it is its ``refused``, never an exception."""
    not_opened = file.refused is not None and file.refused.check == "FILE-12"
    try:
        content = b"" if not_opened else _start_of(file)
    except OSError as wrong:
        told = Finding("FILE-12", ERROR, file.name, words={"found": wrong.strerror or "อ่านไม่ได้"})
        return RawWorkbook(file.name, sha256(b"").hexdigest(), refused=told)
    if file.refused is not None:
        return RawWorkbook(file.name, sha256(content).hexdigest(), refused=file.refused)
    return read_bytes(content, file.name)


def read_bytes(content: bytes, name: str) -> RawWorkbook:
    """Read the bytes of a workbook that people call ``name``."""
    raw = RawWorkbook(name, sha256(content).hexdigest())
    seen = scan(content, name)
    if seen.refused is not None:
        return replace(raw, refused=seen.refused)
    try:
        sheets = _sheets(content)
    except BROKEN as wrong:
        told = {"found": f"ส่วนประกอบภายในไม่ครบ: {type(wrong).__name__}"}
        return replace(raw, refused=Finding("FILE-04", ERROR, name, words=told))
    if not any(sheet.rows for sheet in sheets):
        return replace(raw, refused=Finding("FILE-08", ERROR, name))
    return replace(raw, sheets=sheets, warnings=seen.warnings)


def address(row: int, column: int) -> str:
    """``C7`` for row 7, column 3."""
    return f"{get_column_letter(column)}{row}"


def _start_of(file: InputFile) -> bytes:
    with file.path.open("rb") as opened:
        return opened.read(READ_AT_MOST)


def _sheets(content: bytes) -> tuple[RawSheet, ...]:
    values = _load(content, data_only=True)
    formulas = _load(content, data_only=False) if _has_unstored_formulas(content) else None
    return tuple(
        _sheet(sheet, formulas[sheet.title] if formulas else None) for sheet in values.worksheets
    )


def _load(content: bytes, data_only: bool) -> Any:
    with warnings.catch_warnings():
        # openpyxl warns of drop-downs and extensions that it drops: nothing of the cells is lost
        warnings.filterwarnings("ignore", module="openpyxl")
        return load_workbook(BytesIO(content), data_only=data_only, keep_links=False)


def _has_unstored_formulas(content: bytes) -> bool:
    with ZipFile(BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_UNSTORED.search(archive.read(name)) for name in parts)


def _sheet(sheet: Worksheet, formulas: Worksheet | None) -> RawSheet:
    rows: dict[int, dict[int, Any]] = {}
    for (row, column), cell in sheet._cells.items():  # iter_rows would build every blank cell
        value = _value(cell)
        if value is None and formulas is not None:
            value = _unstored(formulas.cell(row, column))
        if value is not None:
            rows.setdefault(row, {})[column] = value
    merged = sorted(
        (one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges
    )
    return RawSheet(
        name=sheet.title,
        rows=tuple((row, _row(rows[row])) for row in sorted(rows)),
        shape=Shape(
            merged=tuple(merged),
            hidden=sheet.sheet_state != "visible",
            rows=frozenset(row for row, one in sheet.row_dimensions.items() if one.hidden),
            columns=frozenset(_hidden_columns(sheet)),
        ),
    )


def _hidden_columns(sheet: Worksheet) -> Iterator[int]:
    for one in sheet.column_dimensions.values():
        if one.hidden and one.min is not None:
            yield from range(one.min, min(one.max, one.min + 16_384) + 1)


def _row(cells: dict[int, Any]) -> tuple[Any, ...]:
    return tuple(cells.get(column) for column in range(1, max(cells) + 1))


def _value(cell: Cell) -> Any:
    value = cell.value
    if cell.data_type == "e":
        return ErrorCell(str(value))
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return PercentCell(value) if "%" in _LITERAL.sub("", cell.number_format) else value
    if isinstance(value, datetime):
        return value
    if isinstance(value, date | time):
        return datetime.combine(value, time()) if isinstance(value, date) else value.isoformat()
    return value


def _unstored(cell: Cell) -> FormulaCell | None:
    return (
        FormulaCell(str(getattr(cell.value, "text", cell.value))) if cell.data_type == "f" else None
    )
