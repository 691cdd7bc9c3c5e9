"""Stage 8: a Book -> the bytes of its workbook; the same bytes every time, in every place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import xlsxwriter.packager
import xlsxwriter.workbook
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.sharedstrings import SharedStrings

from pipeline import theme
from pipeline.excel_form import draw_form
from pipeline.excel_table import draw_table
from pipeline.form_book import FormBook
from pipeline.pen import Pen, safe_text
from pipeline.tables import Book, FormSheet, Table
from schemas.names import MARKER

__all__ = ["draw", "draw_file", "sheet_names"]

CREATED = datetime(2023, 1, 1)
"""Written into every workbook: no clock is read."""

OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST_NAME = 31
LEVEL = 3
"""How hard parts are packed: in a third of the time of zlib's own 6, an eighth larger."""


class QuickZip(ZipFile):
    """Packs every part at LEVEL, which XlsxWriter has no option for."""

    def write(self, file: Any, part: Any = None, *_: Any) -> None:
        """Add a part that lies in a file."""
        super().write(file, part, compresslevel=LEVEL)

    def writestr(self, part: str | ZipInfo, data: Any, *more: Any) -> None:
        """Add a part."""
        super().writestr(part, data, compresslevel=LEVEL)


class PlainStrings(SharedStrings):  # type: ignore[misc]
    """Writes every text as the text that it is. XlsxWriter takes one like ``<r>…</r>`` for XML of
    its own: one such cell of a district would make the workbook unreadable.
    """

    def _write_si(self, string: str) -> None:
        if string == string.strip() and _TO_ESCAPE.search(string) is None:
            self.fh.write(f"<si><t>{string}</t></si>")  # as XlsxWriter would, in half the time
        else:
            super()._write_si(string)

    def _xml_rich_si_element(self, text: str) -> None:
        self._xml_si_element(text)


# Of some of these XlsxWriter makes something else.
_TO_ESCAPE = re.compile(r"[&<>_\x00-\x1f]")

xlsxwriter.workbook.ZipFile = QuickZip
xlsxwriter.packager.SharedStrings = PlainStrings


def draw(book: Book) -> bytes:
    """Draw every sheet of the book in its order, then the hidden ones. Raises WriterError."""
    target = BytesIO()
    _draw(book, target, {"in_memory": True})
    return target.getvalue()


def draw_file(book: Book, path: Path) -> None:
    """The same for what is too large for memory: its parts lie beside the file until they are
    packed. On Windows their lines end in that system's way. Raises OSError too.
    """
    try:
        _draw(book, str(path), {"tmpdir": str(path.parent)})
    except FileCreateError as full:  # XlsxWriter's wrapping of what the disk said
        raise full.args[0] from full


def _draw(book: Book, target: BytesIO | str, how: dict[str, Any]) -> None:
    workbook = Workbook(target, OPTIONS | how)
    workbook.set_properties({"title": safe_text(book.title, 250), "created": CREATED})
    pen = Pen(workbook)
    names = sheet_names(sheet.sheet for sheet in book.sheets)
    sheets = [pen.sheet(name) for name in names]  # all first: links and names need to find them
    tabs = {sheet.sheet: name for sheet, name in zip(book.sheets, names, strict=True)}
    forms = FormBook([one for one in book.sheets if isinstance(one, FormSheet)], tabs)
    for sheet, content in zip(sheets, book.sheets, strict=True):
        if isinstance(content, Table):
            draw_table(pen, sheet, content, tabs)
        else:
            draw_form(pen, sheet, content, forms)
    forms.draw_lists(pen)
    _mark(pen, book.marker)
    workbook.close()


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """The names that Excel accepts for these tabs: its signs, its length, none twice."""
    names: list[str] = []
    for name in wanted:
        plain = _FORBIDDEN.sub("-", safe_text(name, LONGEST_NAME)).strip("'") or "-"
        names.append(_unlike(plain, {one.lower() for one in names}))
    return names


def _unlike(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate.lower() in taken or candidate.lower() == "history":
        number += 1
        ending = f" ({number})"
        candidate = safe_text(name, LONGEST_NAME - len(ending)) + ending
    return candidate


_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def _mark(pen: Pen, marker: Mapping[str, str]) -> None:
    """What software needs to know of a workbook, on a sheet that people never see."""
    if not marker:
        return
    sheet = pen.sheet(MARKER)
    for row, (key, value) in enumerate(marker.items()):
        pen.put(sheet, row, 0, key, theme.BASE)
        pen.put(sheet, row, 1, value, theme.BASE)
    sheet.very_hidden()
