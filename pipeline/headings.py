"""Stage 2: a sheet as typed -> the row of its heading, and the columns that its labels name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.columns import Column, SheetForm
from pipeline.raw import RawSheet
from pipeline.thai import normal, read_code
from schemas.names import CODE_PATTERN

HEADER_ROWS = 30


def label_key(label: Any) -> str:
    """The form in which labels are compared: no spaces, no mark of a required column."""
    return normal(str(label)).replace(" ", "").strip("*:")


def by_label(form: SheetForm) -> dict[str, Column]:
    return {
        label_key(label): column
        for column in form.columns
        for label in (column.label, *column.aliases)
    }


def heading_of(form: SheetForm, raw: RawSheet) -> tuple[dict[int, str], int]:
    """The row that names most columns: place -> column name, and the row's number."""
    known = by_label(form)
    best: dict[int, str] = {}
    at = 0
    for number, cells in raw.rows[:HEADER_ROWS]:
        found: dict[str, int] = {}
        for place, cell in enumerate(cells, 1):
            column = known.get(label_key(cell)) if isinstance(cell, str) else None
            if column is not None:
                found.setdefault(column.name, place)
        if len(found) > len(best):
            best, at = {place: name for name, place in found.items()}, number
    return best, at


def places_of(known: dict[str, Column], raw: RawSheet, at: int) -> dict[Column, list[int]]:
    places: dict[Column, list[int]] = {}
    for place, cell in row_of(raw, at):
        column = known.get(label_key(cell)) if isinstance(cell, str) else None
        if column is not None:
            places.setdefault(column, []).append(place)
    return places


def row_of(raw: RawSheet, at: int) -> Iterator[tuple[int, Any]]:
    for number, cells in raw.rows:
        if number == at:
            yield from enumerate(cells, 1)


def has_code(cells: tuple[Any, ...], place: int | None) -> bool:
    """A row above the heading is a title, unless it has a project's code."""
    typed_code = None if place is None else at_place(cells, place)
    return isinstance(typed_code, str) and re.match(CODE_PATTERN, read_code(typed_code)) is not None


def at_place(cells: tuple[Any, ...], place: int) -> Any:
    return cells[place - 1] if place <= len(cells) else None
