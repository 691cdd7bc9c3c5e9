"""Stage 4: two revisions of a workbook -> what was added, removed and changed between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from pipeline.gather import Tables
from pipeline.layout import LaidSheet
from pipeline.raw import shown
from pipeline.standing import KEYS, NEWEST_LAST, SERIES
from pipeline.thai import is_blank
from pipeline.thai_text import mask_personal

ADDED, REMOVED, EDITED = "added", "removed", "edited"
Key = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One difference: a row added or removed (no column), or a cell with both values as typed.

    ``cell`` is an address of the later workbook, of a removed row one of the earlier.
    """

    kind: str
    table: str
    key: Key
    sheet: str
    cell: str
    label: str = ""
    before: str | None = None
    after: str | None = None


def compared(tables: Tables, covers: pd.DataFrame, files: pd.DataFrame) -> pd.DataFrame:
    """The covers with the revision before (``was.file``) and how much changed since."""
    before = earlier_revisions(files)
    rows = covers.assign(**{"was.file": covers["file"].map(before).astype("str")})
    counts: dict[str, list[float]] = {ADDED: [], REMOVED: [], EDITED: []}
    for file in rows["file"]:
        kinds = [one.kind for one in changes(tables, before[file], file)] if file in before else []
        for kind, numbers in counts.items():
            numbers.append(kinds.count(kind))
    newness = files.set_index("file")[["revision", "submitted_on"]]
    mine = newness.reindex(rows["file"]).set_axis(rows.index)
    other = newness.reindex(rows["was.file"]).set_axis(rows.index)
    same = (mine == other) | (mine.isna() & other.isna())
    return rows.assign(**counts, tied=same.all(axis=1) & rows["was.file"].notna())


def earlier_revisions(files: pd.DataFrame) -> dict[str, str]:
    """File -> the file of the same series and period that it revises: the one before it."""
    order = files.sort_values(NEWEST_LAST, na_position="first")
    key = [order[name].fillna("") for name in (*SERIES, "period")]
    before = order["file"].groupby(key).shift().dropna()
    return {str(order.at[index, "file"]): str(file) for index, file in before.items()}


def changes(tables: Tables, earlier: str, later: str) -> Iterator[Change]:
    """What differs in the sheets that hold rows, sheet by sheet, as it was typed. Of a sheet that
    only one of the two has, every row was added or removed.
    """
    for table in KEYS:
        before, after = _rows(tables, table, earlier), _rows(tables, table, later)
        old, new = tables.laid(earlier, table), tables.laid(later, table)
        if new is not None:
            yield from _lacking(ADDED, table, new, after, before)
        if old is not None:
            yield from _lacking(REMOVED, table, old, before, after)
        if old is not None and new is not None:
            both = [(key, before[key], row) for key, row in after.items() if key in before]
            yield from _edited(tables, table, (earlier, later), new, both)


def _lacking(
    kind: str, table: str, sheet: LaidSheet, here: dict[Key, int], other: dict[Key, int]
) -> Iterator[Change]:
    """The rows of a sheet that the other revision does not have."""
    for key, row in here.items():
        if key not in other:
            yield Change(kind, table, key, sheet.title, sheet.address("project_code", row) or "")


def _edited(
    tables: Tables,
    table: str,
    files: tuple[str, str],
    new: LaidSheet,
    both: list[tuple[Key, int, int]],
) -> Iterator[Change]:
    old_file, new_file = files
    columns = tables.form.sheets[table].columns
    then = [tables.raws(old_file, table, column.name) for column in columns]
    later_on = [tables.raws(new_file, table, column.name) for column in columns]
    still = all(old_row == new_row for _, old_row, new_row in both)  # then most columns are equal
    every = zip(columns, then, later_on, strict=True)
    changed = [one for one in every if not still or one[1] != one[2]]
    for key, old_row, new_row in both:
        for column, typed, now in changed:
            if typed.get(old_row) != now.get(new_row):
                told = _said(typed.get(old_row)), _said(now.get(new_row))
                cell = new.address(column.name, new_row)
                if told[0] != told[1] and cell is not None:
                    yield Change(EDITED, table, key, new.title, cell, column.label, *told)


def _rows(tables: Tables, table: str, file: str) -> dict[Key, int]:
    """The key of each row of a sheet -> its number; of a key twice (CELL-12) the last."""
    rows, *keys = tables.of_file(file, table, ["row", *KEYS[table]])
    told = zip(rows, zip(*keys, strict=True), strict=True)
    return {tuple(map(_plain, key)): row for row, key in told if None not in key}


def _plain(value: object) -> str:
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _said(raw: object) -> str | None:
    text = None if is_blank(raw) else shown(raw)
    return None if text is None else mask_personal(text)[0]
