"""What a workbook holds as typed: cells, true rows and columns, what is merged and hidden."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.utils import get_column_letter

from pipeline.findings import Finding
from pipeline.thai import typed


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
class SerialCell:
    """A number under a Thai date format, which no reader knows: 44981, shown as ๒๔/๐๒/๒๕๖๖."""

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
    """A sheet as typed: (true row number, values from column A on) for each row with a value.

    A value is a str, bool, int, float, datetime (whole seconds), or one of the cells above; None
    is blank. Times and durations are text.
    """

    name: str
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    shape: Shape = Shape()


@dataclass(frozen=True)
class RawWorkbook:
    """A workbook as typed. ``refused`` says why it could not be read; then it has no sheets.

    ``signs``: what made the gate choose the careful reader (none: the quick one).
    ``sha256`` is of what was read: of a file that is too large, its first 20 MiB and a byte.
    """

    file: str
    sha256: str
    sheets: tuple[RawSheet, ...] = ()
    refused: Finding | None = None
    warnings: tuple[Finding, ...] = ()
    signs: frozenset[str] = frozenset()


def address(row: int, column: int) -> str:
    """``C7`` for row 7, column 3."""
    return f"{get_column_letter(column)}{row}"


def shown(raw: Any) -> str | None:
    """What was typed, as text, for a message."""
    if raw is None:
        return None
    if isinstance(raw, ErrorCell | FormulaCell):
        return raw.text
    if isinstance(raw, PercentCell):
        return f"{raw.value * 100:.10g}%"
    if isinstance(raw, SerialCell):
        return shown(raw.value)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(" ")
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return typed(str(raw))


def as_typed(value: Any) -> Any:
    """A value as either reader gives it -> the one form in which both say the same."""
    kind = type(value)
    if kind is str:  # the straight cases first: this runs once a cell
        return value if value.strip() else None
    if kind is float:
        return value if math.isfinite(value) else str(value)  # text is said, nan would be blank
    if kind is int:
        return _whole(value)
    if kind is datetime:
        return _whole_seconds(value)
    if kind is date:
        return datetime(value.year, value.month, value.day)
    if kind is time or kind is timedelta:
        return str(_duration(value))
    return value


def in_rows(cells: Mapping[int, Mapping[int, Any]]) -> tuple[tuple[int, tuple[Any, ...]], ...]:
    """Row number -> column number -> value, as the rows of a RawSheet."""
    return tuple(
        (row, tuple(cells[row].get(column) for column in range(1, max(cells[row]) + 1)))
        for row in sorted(cells)
    )


def _whole(value: int) -> float | str:
    try:
        return float(value)
    except OverflowError:  # beyond any float
        return str(value)


def _whole_seconds(moment: datetime) -> datetime:
    if not moment.microsecond:
        return moment
    return moment.replace(microsecond=0) + timedelta(seconds=round(moment.microsecond / 1e6))


def _duration(value: time | timedelta) -> timedelta:
    if isinstance(value, time):
        value = datetime.combine(date.min, value) - datetime.min
    return timedelta(seconds=round(value.total_seconds()))
