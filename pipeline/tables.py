"""What an output contains, apart from how it is drawn: Table, Chart, FormSheet -> Book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pipeline.columns import Column, SheetForm

LONGEST_TEXTS = 20
"""Among so many texts with the most signs is the widest: marks above a letter take no room."""


@dataclass(frozen=True)
class Formula:
    """A live formula and the value that it has now.

    ``{first}`` and ``{last}`` stand for the first and last row of the table, ``{row}`` for the
    formula's own row, ``{self}`` for its own column's letter, ``{<column name>}`` for another's.
    """

    text: str
    value: Any


@dataclass(frozen=True)
class Link:
    """A text that leads to a cell of the same workbook: (tab, ``A1``)."""

    text: str
    sheet: str
    cell: str = "A1"


@dataclass(frozen=True)
class Figure:
    """A number whose kind (money, percent, count …) is not that of its column."""

    value: float | None
    kind: str


@dataclass(frozen=True)
class Series:
    """One set of bars or points of a chart: a column of its table, as called in the legend.

    ``points`` names the look of each bar (a mark's name); one name alone is that of all its bars.
    Else each series of a chart has a look of its own, which differs in grey.
    """

    column: str
    label: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart over its table, or the ``rows`` of it (first, last; from 0).

    ``kind``: bar (horizontal), column, stacked, line. ``of``: another table of the workbook, over
    which it is drawn instead.
    """

    title: str
    kind: str
    categories: str
    series: tuple[Series, ...]
    alt: str
    unit: str = ""
    rows: tuple[int, int] | None = None
    of: Table | None = None


class Rows(Protocol):
    """Rows that are made as they are drawn, so that all of them are never there together."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[tuple[Any, ...]]: ...

    def widest(self, place: int) -> Iterable[Any]:
        """Values of the column at a place (from 0), those among them that are shown the widest."""


@dataclass(frozen=True)
class Table:
    """One table a sheet: title, a line of source, period, units and coverage, rows, notes.

    ``rows``, there together or made as they are drawn (``Rows``), hold plain values (None is
    blank), ``Figure``, ``Link`` or ``Formula``; ``total`` is a last row of the same length.
    ``marks``: column name -> {value: mark name} (``red``, ``yellow``, ``green``, ``grey``,
    ``error``, ``warning``, ``info``), which colours a cell whose word says the same. Texts longer
    than ``cut`` end with "… (ดูข้อมูลหลัก)"; None: nothing is cut.
    ``plain``: no cell is merged, for a sheet that is read back.
    """

    sheet: str
    name: str
    title: str
    source: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...] | Rows
    notes: tuple[str, ...] = ()
    total: tuple[Any, ...] | None = None
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()
    cut: int | None = 300
    plain: bool = False

    def widest(self, place: int) -> Iterable[Any]:
        """Values of the column at a place (from 0), those among them that are shown the widest."""
        own = self.rows
        yield from (row[place] for row in own) if isinstance(own, tuple) else own.widest(place)
        if self.total is not None:
            yield self.total[place]


@dataclass(frozen=True)
class Note:
    """What is said at a cell of a form: a comment, and a fill by severity."""

    severity: str
    text: str


@dataclass(frozen=True)
class FormSheet:
    """A sheet that a district fills in, cell by cell at true coordinates.

    ``cells``: (row, column), both from 1 -> value (text, number, date, ``PercentCell``, …).
    ``form`` and ``letters`` (column name -> letter; of the cover: name -> address) give widths,
    formats, drop-downs and checks; ``helper`` is the letter of the column that shows the project's
    name. ``form`` None: a sheet of the district's own, copied as it is.
    """

    sheet: str
    cells: Mapping[tuple[int, int], Any]
    form: SheetForm | None = None
    letters: Mapping[str, str] = field(default_factory=dict)
    heading: int = 1
    helper: str | None = None
    notes: Mapping[tuple[int, int], Note] = field(default_factory=dict)
    very_hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A workbook to be drawn: its sheets in order."""

    title: str
    sheets: tuple[Table | FormSheet, ...]
    marker: Mapping[str, str] = field(default_factory=dict)
