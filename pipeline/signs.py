"""Stage 1, the gate: the parts of a workbook -> signs of what only the careful reader keeps."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.formats import meaning_of
from pipeline.xml_bytes import PREFIX, elements

QUICK_AREA = 1_000_000
"""Cells from A1 to the farthest corner that the quick reader may fill, all sheets together."""

UNSTORED, FAR = "formula without value", "far cell"

_ERROR = re.compile(rb"<" + PREFIX + rb"""c\s[^<>]*?\bt\s*=\s*["']e["']""")
_HIDDEN = re.compile(rb"<" + PREFIX + rb"""(?:row|col)\s[^<>]*?\bhidden\s*=\s*["'](?:1|true)["']""")
_MERGED = re.compile(rb"<" + PREFIX + rb"mergeCell\s")
_END_OF_CELL = re.compile(rb"</" + PREFIX + rb"c\s*>")
_FORMULA = re.compile(rb"<" + PREFIX + rb"f[\s/>]")
_VALUE = re.compile(rb"<" + PREFIX + rb"v(?:\s[^<>]*)?>[^<\s]")
# Of type "str" an empty value is a stored empty text.
_EMPTY_TEXT = re.compile(rb"""\st\s*=\s*["']str["'][^<>]*>.*<""" + PREFIX + rb"v[\s/>]", re.DOTALL)
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")
_FORMAT = re.compile(rb"<" + PREFIX + rb"xf(?=[\s/>])([^<>]*)")
_NUMBER = re.compile(rb"""\bnumFmtId\s*=\s*["'](\d{1,9})["']""")


class Signs:
    """Notes, part by part, why the quick reader would lose something of a workbook."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._of_sheets: dict[str, set[str]] = {}
        self._areas: dict[str, int] = {}
        self._meant: dict[bytes, str] = {}

    def recoded(self) -> None:
        """A part is not in UTF-8, the only encoding that the quick reader knows."""
        self._seen.add("encoding")

    def sheet(self, part: str, text: bytes) -> None:
        """Look through the XML of a sheet; a plain search first spares most of it the patterns."""
        signs = {
            "unusual XML": b"<!" in text or text.count(b"sheetData") > 2,
            "error": (b'"e"' in text or b"'e'" in text) and _ERROR.search(text),
            "hidden": b"hidden" in text and _HIDDEN.search(text),
            "merged": b"mergeCell" in text and _MERGED.search(text),
            UNSTORED: _has_unstored(text),
        }
        used = set(_STYLE.findall(text)) if self._meant else set()
        self._of_sheets[part] = {name for name, seen in signs.items() if seen} | {
            meaning for style, meaning in self._meant.items() if style in used
        }

    def strings(self, text: bytes) -> None:
        """Look through the shared strings."""
        if b"<!--" in text:
            self._seen.add("unusual XML")

    def corner(self, part: str, rows: int, columns: int) -> None:
        """The farthest row and column of a sheet with a cell."""
        self._areas[part] = rows * columns

    def styles(self, text: bytes) -> None:
        """Look through the formats: which cell styles mean percent or a Thai date.

        Before the sheets; of a sheet seen earlier it is not known whether it uses them.
        """
        codes = {
            one.get("numFmtId", ""): one.get("formatCode", "") for one in elements(text, b"numFmt")
        }
        _, _, after = text.partition(b"cellXfs")
        of_cells, _, _ = after.partition(b"cellXfs")  # from the opening to the closing tag
        for place, one in enumerate(_FORMAT.findall(of_cells)):
            number = _NUMBER.search(one)
            said = number[1].decode() if number else "0"
            meaning = meaning_of(int(said), codes.get(said, ""))
            if meaning:
                self._meant[b"%d" % place] = meaning
        if self._of_sheets:
            self._seen |= set(self._meant.values())

    def found(self, unread: Collection[str] = ()) -> frozenset[str]:
        """Every sign but those of the parts ``unread``; none: the quick reader will do."""
        of_sheets = [signs for part, signs in self._of_sheets.items() if part not in unread]
        far = {FAR} if sum(self._areas.values()) > QUICK_AREA else set()
        return frozenset(self._seen.union(far, *of_sheets))


def _has_unstored(text: bytes) -> bool:
    """Whether a formula stands in a cell without a value."""
    if b"<f" not in text and b":f" not in text:
        return False
    cells = (cell for cell in _END_OF_CELL.split(text) if b"<f" in cell or b":f" in cell)
    return any(_is_unstored(cell) for cell in cells)


def _is_unstored(cells: bytes) -> bool:
    """Of a cell, up to its closing tag, and perhaps blank ones before it."""
    formula = _FORMULA.search(cells)
    if formula is None or _VALUE.search(cells):
        return False
    start = max(cells.rfind(b"<c ", 0, formula.start()), cells.rfind(b":c ", 0, formula.start()), 0)
    return _EMPTY_TEXT.search(cells, start) is None
