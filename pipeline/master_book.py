"""Stage 8: the tables of the master as Parquet -> master.xlsx.

Bytes in, bytes out: a child reads a table where its rows would have to be sent. It needs neither
pandas nor pandera.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.columns import Column
from pipeline.excel import draw
from pipeline.tables import Book, Table

ROWS = 1_000_000
"""Rows that go on one sheet: Excel takes 1,048,576, headings included."""


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
    """The tables of the master of one period."""

    title: str
    period: str
    parts: tuple[Part, ...]


def master_xlsx(master: MasterParts) -> bytes:
    """Draw every table, nothing cut."""
    marker = {"kind": "output", "period": master.period}
    tables = [table for part in master.parts for table in tables_of(part)]
    return draw(Book(master.title, tuple(tables), marker))


def tables_of(part: Part, most: int = ROWS) -> Iterator[Table]:
    """The table with its rows as plain values; blank is None, a list its items with commas. What a
    sheet cannot hold goes on in the next.
    """
    names = [column.name for column in part.columns]
    read = pq.read_table(BytesIO(part.parquet), columns=names, use_threads=False).select(names)
    yield _table(part, "", read.slice(0, most))
    for number, start in enumerate(range(most, read.num_rows, most), 2):
        yield _table(part, str(number), read.slice(start, most))


def _table(part: Part, number: str, read: pa.Table) -> Table:
    rows = tuple(zip(*(_plain(column) for column in read.columns), strict=True))
    more = f" (ต่อ {number})" if number else ""
    return Table(
        part.sheet + more,
        part.name + number,
        part.title + more,
        part.source,
        part.columns,
        rows,
        cut=None,
    )


def _plain(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.date32())
    values: list[Any] = column.to_pylist()
    if pa.types.is_list(column.type):
        return [", ".join(items) or None for items in values]
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return [text if text and text.strip() else None for text in values]
    return values
