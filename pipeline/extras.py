"""Stage 2: what a workbook holds beside the fields of the form -> FORM-06, FORM-07."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple

from pipeline.columns import SheetForm
from pipeline.findings import Finding
from pipeline.headings import at_place, by_label, label_key, row_of
from pipeline.raw import RawSheet, address, shown
from schemas.check import INFO, WARNING
from schemas.names import COMPARED, FINDINGS, HELPER_LABEL, INSTRUCTIONS, LISTS, MARKER

CELLS_NAMED = 20
"""Of the values under no heading so many are marked, each at its cell."""

NO_HEADING = "(ไม่มีหัวคอลัมน์)"


def count_of(raw: RawSheet) -> int:
    """How many cells of a sheet hold a value."""
    return sum(len(cells) - cells.count(None) for _, cells in raw.rows)


def beside_the_cover(
    file: str, form: SheetForm, raw: RawSheet, letters: Mapping[str, str]
) -> Iterator[Finding]:
    """What is typed on the cover beside labels, values (at ``letters``) and the form's help."""
    places = {coordinate_to_tuple(cell): form[name] for name, cell in letters.items()}
    used = {(row, place + shift) for row, place in places for shift in (-1, 0)}
    help_at = {(row, place + 1): column.help for (row, place), column in places.items()}
    first = min((row for row, _ in places), default=0)
    others = [
        (address(row, place), value)
        for row, cells in raw.rows
        for place, value in enumerate(cells, 1)
        if value is not None and row >= first and (row, place) not in used
        if (row, place) not in help_at or help_at[row, place] not in str(value)
    ]
    if others and places:
        cells = tuple(cell for cell, _ in others[:CELLS_NAMED])
        yield _unused(file, raw, cells, shown(others[0][1]), len(others))


def unknown_columns(
    file: str,
    form: SheetForm,
    raw: RawSheet,
    at: int,
    heading: Mapping[int, str],
    rows: Sequence[tuple[int, tuple[Any, ...]]],
) -> Iterator[Finding]:
    """Columns with values whose label, in row ``at``, the form does not have."""
    known = {*by_label(form), label_key(HELPER_LABEL)}
    labels = dict(row_of(raw, at))
    widest = max((len(cells) for _, cells in rows), default=0)
    for place in range(1, widest + 1):
        label = labels.get(place)
        if place in heading or label_key(label or "") in known:
            continue
        filled = [number for number, cells in rows if at_place(cells, place) is not None]
        if filled:
            rows_of = filled[:CELLS_NAMED] if label is None else [at]
            cells = tuple(address(row, place) for row in rows_of)
            yield _unused(file, raw, cells, shown(label) or NO_HEADING, len(filled))


def unknown_sheets(file: str, others: Sequence[RawSheet], feedback: bool) -> Iterator[Finding]:
    """Sheets with values that are no sheet of the form, nor one that this software wrote."""
    ours = {MARKER, LISTS, label_key(INSTRUCTIONS)} | (
        {label_key(FINDINGS), label_key(COMPARED)} if feedback else set()
    )
    for sheet in others:
        filled = count_of(sheet)
        if filled and label_key(sheet.name) not in ours:
            words = {"found": str(filled)}
            yield Finding("FORM-07", INFO, file, sheet=sheet.name, value=sheet.name, words=words)


def _unused(
    file: str, raw: RawSheet, cells: tuple[str, ...], value: str | None, filled: int
) -> Finding:
    words = {"found": str(filled)}
    return Finding("FORM-06", WARNING, file, sheet=raw.name, cells=cells, value=value, words=words)
