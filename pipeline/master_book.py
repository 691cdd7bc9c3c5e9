"""Stage 8: the tables of the master as Parquet -> master.xlsx.

Bytes in, bytes out: a child reads a table where its rows would have to be sent. It needs neither
pandas nor pandera.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.columns import Column
from pipeline.excel import draw
from pipeline.tables import Book, Table

MASTER = __name__


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
    return draw(Book(master.title, tuple(map(table_of, master.parts)), marker))


def table_of(part: Part) -> Table:
    """The table with its rows as plain values; blank is None, a list its items with commas."""
    names = [column.name for column in part.columns]
    read = pq.read_table(BytesIO(part.parquet), columns=names, use_threads=False)
    rows = tuple(zip(*(_plain(read.column(name)) for name in names), strict=True))
    return Table(part.sheet, part.name, part.title, part.source, part.columns, rows, cut=None)


def _plain(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.date32())
    values: list[Any] = column.to_pylist()
    if pa.types.is_list(column.type):
        return [", ".join(items) or None for items in values]
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return [text if text and text.strip() else None for text in values]
    return values
