"""Stage 2: a sheet as typed -> the row of its heading, and the columns that its labels name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.columns import Column, SheetForm
from pipeline.raw import RawSheet
from pipeline.thai import normal, read_code

HEADER_ROWS = 30
_LIKE_A_CODE = re.compile("[0-9]{4,}-?[0-9]+")


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


def is_data(cells: tuple[Any, ...], heading: dict[int, str]) -> bool:
    """A row above the heading is a title, unless it has what looks like a project's code, or three
    fields of which two are figures or days: somebody sorted the heading along.
    """
    values = {name: at_place(cells, place) for place, name in heading.items()}
    code = values.get("project_code")
    if isinstance(code, str) and _LIKE_A_CODE.fullmatch(read_code(code)):
        return True
    filled = [value for value in values.values() if value is not None]
    return len(filled) >= 3 and sum(not isinstance(value, str) for value in filled) >= 2


def at_place(cells: tuple[Any, ...], place: int) -> Any:
    return cells[place - 1] if place <= len(cells) else None
