"""Stage 8: the tables of the master as Parquet -> master.xlsx.

Bytes in, a file out: a child reads a table where its rows would have to be sent. It needs neither
pandas nor pandera.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.columns import Column
from pipeline.excel import draw_file
from pipeline.tables import LONGEST_TEXTS, Book, Table

ROWS = 1_000_000
"""Rows that go on one sheet: Excel takes 1,048,576, headings included."""

AT_A_TIME = 4_000


@dataclass(frozen=True)
class Part:
    """A table on its way to a sheet: what is said of it, its columns in order, and its rows."""

    sheet: str
    name: str
    title: str
    source: str
    columns: tuple[Column, ...]
    parquet: bytes


@dataclass(frozen=True)
class MasterParts:
    """The tables of the master of one period; ``folder``: where to lay what is half done."""

    title: str
    period: str
    parts: tuple[Part, ...]
    folder: str


def master_xlsx(master: MasterParts) -> Path:
    """Draw every table, nothing cut, into a file in the folder: it is too large to be sent."""
    marker = {"kind": "output", "period": master.period}
    tables = [table for part in master.parts for table in tables_of(part)]
    path = Path(master.folder, "master.xlsx")
    draw_file(Book(master.title, tuple(tables), marker), path)
    return path


def tables_of(part: Part, most: int = ROWS) -> Iterator[Table]:
    """The table with its rows as plain values; blank is None, a list its items with commas. What a
    sheet cannot hold goes on in the next.
    """
    every = pq.read_metadata(BytesIO(part.parquet)).num_rows
    for number, first in enumerate(range(0, max(1, every), most), 1):
        yield _table(part, number, StoredRows(part, first, min(most, every - first)))


def _table(part: Part, number: int, rows: StoredRows) -> Table:
    more, again = (f" (ต่อ {number})", str(number)) if number > 1 else ("", "")
    return Table(
        part.sheet + more,
        part.name + again,
        part.title + more,
        part.source,
        part.columns,
        rows,
        cut=None,
    )


@dataclass(frozen=True)
class StoredRows:
    """``count`` rows of a table from ``first`` (from 0) on, read some at a time."""

    part: Part
    first: int
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        names = [column.name for column in self.part.columns]
        for some in self._read(names):
            yield from zip(*(_plain(some[name]) for name in names), strict=True)

    def widest(self, place: int) -> Iterator[Any]:
        """The longest texts, the least and greatest number, the days of the column at a place."""
        name = self.part.columns[place].name
        for some in self._read([name]):
            yield from _plain(_widest(some[name]))

    def _read(self, names: list[str]) -> Iterator[pa.RecordBatch]:
        skipped, left = self.first, self.count
        with pq.ParquetFile(BytesIO(self.part.parquet)) as file:
            for some in file.iter_batches(AT_A_TIME, columns=names, use_threads=False):
                start = min(skipped, some.num_rows)
                mine = some.slice(start, left)
                skipped -= start
                left -= mine.num_rows
                yield mine
                if not left:
                    return


def _widest(column: pa.Array) -> pa.Array:
    if pa.types.is_string(column.type):
        order = pc.array_sort_indices(pc.utf8_length(column), order="descending")
        return column.take(order[:LONGEST_TEXTS])
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        both = pc.min_max(column)
        return pa.array([both["min"].as_py(), both["max"].as_py()], column.type)
    return column.unique() if pa.types.is_timestamp(column.type) else column


def _plain(column: pa.Array) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.date32())
    values: list[Any] = column.to_pylist()
    if pa.types.is_list(column.type):
        return [", ".join(items) or None for items in values]
    if pa.types.is_string(column.type):
        return [text if text and text.strip() else None for text in values]
    return values
