"""Rows of a long table -> the XML of its sheet, a column at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from pipeline.excel_row import Painter
from pipeline.row_sheet import RowSheet
from pipeline.theme import Look
from pipeline.worded import ONE_LINE, WordedColumn, row_start

LONG = 500
"""Rows from which a table is long. No chart is drawn over so many: charts read XlsxWriter's cells,
which a long table does not have."""

AT_A_TIME = 1000


def write_long(painter: Painter, first: int, rows: Iterable[tuple[Any, ...]], over: Look) -> None:
    """Write the rows of a table from row ``first`` (from 0) on."""
    columns = [_column(painter, place, over) for place in range(len(painter.widths))]
    left, row = iter(rows), first
    while some := list(islice(left, AT_A_TIME)):
        painter.sheet.take(row, len(some), len(columns), "".join(_worded(columns, row, some)))
        row += len(some)


def _column(painter: Painter, place: int, over: Look) -> WordedColumn:
    sheet: RowSheet = painter.sheet.inner

    def other(row: int, value: Any) -> str | None:
        return painter.cell(row, place, value, over)

    shape = partial(painter.plain, place, over)
    return WordedColumn(sheet, place, painter.widths[place], shape, other)


def _worded(columns: list[WordedColumn], first: int, rows: list[tuple[Any, ...]]) -> Iterator[str]:
    heights = [ONE_LINE] * len(rows)
    values = zip(*rows, strict=True)
    cells = [column.cells(first, own, heights) for column, own in zip(columns, values, strict=True)]
    for row, (height, worded) in enumerate(zip(heights, zip(*cells, strict=True), strict=True)):
        yield row_start(first + row, height)
        yield from worded
        yield "</row>"
