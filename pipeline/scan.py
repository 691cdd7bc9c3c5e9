"""Stage 1, the gate: the unpacked parts of a workbook -> what in them is unsafe or too much.

Nothing is parsed: each part is looked through as bytes, about 30 ms a megabyte at most.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from pipeline.signs import Signs
from pipeline.xml_bytes import PREFIX, VALUE, as_utf8, elements, is_well_formed
from schemas.names import COVER, NEVER_READ, REVIEW_SHEET

LIMITS = {
    "tags": (10_000_000, "รายการภายใน"),
    "sheets": (60, "แท็บ"),
    # also without cells: the readers take a minute for a million styled empty rows
    "rows": (200_000, "แถว (รวมแถวว่างที่จัดรูปแบบไว้)"),
    "cells": (1_000_000, "เซลล์"),
    # a row is kept up to its last cell; one cell at XFD1048576 costs 16,384
    "reach": (5_000_000, "ช่องจนถึงเซลล์ที่อยู่ไกลสุดของแต่ละแถว"),
    # the reader makes every cell of a merge, and of a range with a link or a comment
    "areas": (200_000, "เซลล์ในช่วงที่ผสานหรือมีลิงก์"),
}
"""What a workbook may hold in all its sheets, and how people are told what it is."""

STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
NEEDED = ("styles", "sharedStrings")
COLUMNS = {get_column_letter(number).encode(): number for number in range(1, 16_385)}
ROWS = 1_048_576

_TEXT = re.compile(rb"\s*<")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding" + VALUE)
_PLAIN = re.compile(
    rb"utf-?8|utf-?16(?:le|be)?|us-ascii|iso-8859-\d+|windows-\d+|tis-620", re.IGNORECASE
)
_UTF8 = (b"utf-8", b"utf8", b"us-ascii")
_ROOT = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+(<" + PREFIX + rb"([\w.-]+)[^>]*+)", re.DOTALL)
# No "<" inside a tag: XML forbids it, and without it no text makes these patterns slow.
_ROW = re.compile(b"<" + PREFIX + rb"row(?=[\s/>])(?:\s(?:[^<>]*?\s)?r" + VALUE + b")?")
_CELL = re.compile(
    b"<" + PREFIX + rb"""c(?=[\s/>])(?:\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Z]*)([^"']*))?"""
)
_AREA = re.compile(b"<" + PREFIX + rb"(?:mergeCell|hyperlink|comment)\s(?:[^<>]*?\s)?ref" + VALUE)
_RANGE = re.compile(rb"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")
_NUMBER = re.compile(rb"[1-9]\d{0,6}")
_READ = (b"Types", b"Relationships", b"workbook", b"worksheet", b"sst", b"styleSheet")
_OTHER_SHEETS = (b"chartsheet", b"dialogsheet", b"macrosheet")
_KEPT = (b"workbook", b"Relationships")


class Cause(NamedTuple):
    """Why a file is refused: the check, and what was found."""

    check: str
    found: str


BEYOND = "มีแถวหรือเซลล์อยู่นอกขอบเขตของแท็บ"
UNORDERED = "แถวไม่เรียงลำดับหรือซ้ำกัน"


class Scanner:
    """Looks through the parts of one workbook, and adds up what they hold.

    ``signs`` notes on the way what only the careful reader keeps; ``never_read`` are the parts of
    sheets that this software writes for people.
    """

    def __init__(self) -> None:
        self.signs = Signs()
        self.held: Counter[str] = Counter()
        self.kept: dict[str, bytes] = {}
        self.looked_through: set[str] = set()
        self.never_read: set[str] = set()

    def part(self, name: str, content: bytes) -> Cause | None:
        """Why a part is not to be read, or None. Pictures and what is no XML are passed over."""
        text = as_utf8(content)
        if name.startswith("xl/media/") or not _TEXT.match(text):
            return None
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            return Cause("FILE-06", f"{name} มีคำสั่งแทรกข้อมูล (DOCTYPE)")
        if not content.endswith(text):
            self.signs.recoded()
        encoding = _ENCODING.match(text)
        if encoding and not _PLAIN.fullmatch(encoding[1]):
            return Cause("FILE-06", f"{name} ใช้รหัสอักขระที่ซ่อนเนื้อหาได้")
        if encoding and encoding[1].lower() not in _UTF8:
            self.signs.recoded()
        return self._holds("tags", text.count(b"<")) or self._by_root(name, content, text)

    def workbook(self, name: str, members: set[str]) -> Cause | None:
        """Why the workbook part ``name`` and the sheets it names do not belong together."""
        folder, file = posixpath.split(name)
        relations = f"{folder}/_rels/{file}.rels"
        for needed in (name, relations):
            if needed not in self.kept:
                return _missing(needed)
        sheets = elements(self.kept[name], b"sheet")
        if not sheets:
            return Cause("FILE-08", "ไม่มีแท็บ")
        if too_many := self._holds("sheets", len(sheets)):
            return too_many
        titles = [sheet.get("name", "").casefold() for sheet in sheets]
        if len(set(titles)) < len(titles):
            return Cause("FILE-06", "มีแท็บชื่อซ้ำกัน")
        known = {one.get("Id", ""): one for one in elements(self.kept[relations], b"Relationship")}
        targets = [_target(folder, known.get(_relation(sheet), {})) for sheet in sheets]
        if len(set(targets)) < len(targets):
            return Cause("FILE-06", "หลายแท็บใช้เนื้อหาชุดเดียวกัน")
        named = zip(sheets, targets, strict=True)
        names = {sheet.get("name") for sheet in sheets}
        is_review = REVIEW_SHEET in names and COVER not in names
        self.never_read = {
            part
            for sheet, part in named
            if sheet.get("name") in NEVER_READ or (is_review and sheet.get("name") != REVIEW_SHEET)
        }
        targets += [_target(folder, one) for one in known.values() if _is_needed(one)]
        lost = [target for target in targets if target not in members]
        if lost:
            return _missing(lost[0])
        unknown = [target for target in targets if target not in self.looked_through]
        return _damaged(unknown[0]) if unknown else None

    def _by_root(self, name: str, content: bytes, text: bytes) -> Cause | None:
        root = _ROOT.match(text)
        kind = root[2] if root else b""
        if root and kind == b"workbook" and STRICT in root[1]:
            return Cause("FILE-07", "")
        if kind in _READ and not is_well_formed(content):  # one reader would take what there is
            return _damaged(name)
        if kind in _READ or kind in _OTHER_SHEETS:
            self.looked_through.add(name)
        if kind in _KEPT:
            self.kept[name] = text
        if kind == b"styleSheet":
            self.signs.styles(text)
        if kind == b"sst":
            self.signs.strings(text)
        if kind == b"worksheet":
            cause = self._rows(text) or self._cells(name, text) or self._areas(text)
            if cause is None:
                self.signs.sheet(name, text)
            return cause
        return self._areas(text) if kind == b"comments" else None

    def _rows(self, text: bytes) -> Cause | None:
        rows = _ROW.findall(text)
        too_many = self._holds("rows", len(rows))
        if too_many:
            return too_many
        typed = [row for row in rows if row]
        if not all(_is_row(row) for row in typed):
            return Cause("FILE-06", BEYOND)
        rising = all(int(low) < int(high) for low, high in pairwise(typed))
        return None if rising else Cause("FILE-06", UNORDERED)

    def _cells(self, name: str, text: bytes) -> Cause | None:
        if (roughly := text.count(b"<c ")) > LIMITS["cells"][0]:  # before a list of them is made
            return self._holds("cells", roughly)
        cells = _CELL.findall(text)
        too_many = self._holds("cells", len(cells))
        if too_many:
            return too_many
        typed = [cell for cell in cells if cell != (b"", b"")]  # the others follow one another
        last: dict[bytes, int] = {}
        for letters, row in typed:
            column = COLUMNS.get(letters, 0)
            if column == 0:
                return Cause("FILE-06", BEYOND)
            if column > last.get(row, 0):
                last[row] = column
        if not all(_is_row(row) for row in last):
            return Cause("FILE-06", BEYOND)
        if len(set(typed)) < len(typed):
            return Cause("FILE-06", "มีเซลล์เดียวกันสองครั้ง")
        self.signs.corner(name, max(map(int, last), default=0), max(last.values(), default=0))
        return self._holds("reach", sum(last.values()))

    def _areas(self, text: bytes) -> Cause | None:
        refs = _AREA.findall(text) if b"ref" in text else []
        if len(refs) > LIMITS["areas"][0]:
            return self._holds("areas", len(refs))
        sizes = [_size(ref) for ref in refs]
        return self._holds("areas", sum(sizes)) if all(sizes) else Cause("FILE-06", BEYOND)

    def _holds(self, what: str, more: int) -> Cause | None:
        self.held[what] += more
        most, told = LIMITS[what]
        if self.held[what] <= most:
            return None
        return Cause("FILE-05", f"มี{told} {self.held[what]:,} เกิน {most:,}")


def _is_row(number: bytes) -> bool:
    return _NUMBER.fullmatch(number) is not None and int(number) <= ROWS


def _size(ref: bytes) -> int:
    """The cells of ``A1:C3``; 0 where that is no range of a sheet."""
    found = _RANGE.fullmatch(ref)
    if found is None:
        return 0
    left, top, right, bottom = found[1], found[2], found[3] or found[1], found[4] or found[2]
    if not (left in COLUMNS and right in COLUMNS and _is_row(top) and _is_row(bottom)):
        return 0
    wide, high = COLUMNS[right] - COLUMNS[left] + 1, int(bottom) - int(top) + 1
    return wide * high if wide > 0 and high > 0 else 0


def _relation(sheet: dict[str, str]) -> str:
    return next((value for key, value in sheet.items() if key.endswith(":id")), "")


def _target(folder: str, relation: dict[str, str]) -> str:
    """The member that a relation of the workbook names."""
    target = relation.get("Target", "")
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _is_needed(relation: dict[str, str]) -> bool:
    return relation.get("Type", "").endswith(tuple(f"/{name}" for name in NEEDED))


def _damaged(name: str) -> Cause:
    return Cause("FILE-04", f"ส่วน {name} ไม่ครบหรือเสียหาย")


def _missing(name: str) -> Cause:
    return Cause("FILE-04", f"ไม่พบส่วน {name}")
