"""A worksheet of XlsxWriter that takes rows already worded as XML beside cells of its own."""

from __future__ import annotations

from functools import cached_property
from io import BytesIO, StringIO
from tempfile import TemporaryFile
from typing import IO, Any

from xlsxwriter.worksheet import Worksheet

_SHARED = ' t="s"'


class RowSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that also takes whole rows, already worded, among its own."""

    dim_rowmin: Any
    dim_rowmax: Any
    fh: Any
    tmpdir: str | None

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[int, int, int]] = []

    @cached_property
    def _worded(self) -> IO[bytes]:
        return TemporaryFile(dir=self.tmpdir) if self.tmpdir else BytesIO()

    def take(self, first: int, count: int, columns: int, worded: str) -> int:
        """``count`` rows from ``first`` (from 0), below all that were taken before.

        As XlsxWriter's own methods: 0, or -1 where the sheet has no such rows.
        """
        last = first + count - 1
        if self._check_dimensions(first, 0) or self._check_dimensions(last, columns - 1):
            return -1
        self.taken.append((first, count, self._worded.write(worded.encode())))
        self.str_table.count += worded.count(_SHARED)
        return 0

    def place_of(self, text: str) -> int:
        """The place of a text among those that the sheets share; ``take`` counts its cells."""
        place: int = self.str_table._get_shared_string_index(text)
        self.str_table.count -= 1
        return place

    def xml_of(self, row: int, column: int) -> str:
        """The XML of a cell that was written; it is taken out of XlsxWriter's own rows."""
        ours, self.fh = self.fh, StringIO()
        try:
            self._write_cell(row, column, self.table[row].pop(column))
            worded = str(self.fh.getvalue())
        finally:
            self.fh = ours
        self.str_table.count -= worded.count(_SHARED)
        return worded

    def _write_rows(self) -> None:
        """XlsxWriter's own rows, and between them those that came worded."""
        first_of_all, last_of_all = self.dim_rowmin, self.dim_rowmax
        with self._worded as worded:
            worded.seek(0)
            for first, count, size in self.taken:
                self.dim_rowmax = first - 1
                super()._write_rows()
                self.fh.write(worded.read(size).decode())
                self.dim_rowmin = first + count
        self.dim_rowmax = last_of_all
        super()._write_rows()
        self.dim_rowmin = first_of_all
