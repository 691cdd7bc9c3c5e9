"""A finding as data, and the words a person reads: made from the check's templates, once read."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from pipeline.thai_text import mask_personal
from schemas.check import Check
from schemas.checks import CHECKS
from schemas.names import CODE_EXAMPLE

LANGUAGES = ("th", "en")
WHOLE = (
    {
        "file": "แฟ้ม",
        "sheet": "แท็บ",
        "blank": "(ว่าง)",
        "waived": "ไม่ต้องแก้ไข สยป. ยกเว้นให้ถึง {until}: {reason} (โดย {by})",
    },
    {
        "file": "file",
        "sheet": "sheet",
        "blank": "(blank)",
        "waived": "nothing to repair: waived by the office until {until}: {reason} (by {by})",
    },
)
SPECIFIC = ("COV", "PRJ", "PLN", "PRG", "KPI", "FORM")
UNREADABLE = ("CELL-01", "CELL-03", "CELL-07", "CELL-08")
BLANK = ("CELL-02", "CELL-11")
LONGEST_VALUE = 200
ROW_LOST = ("FORM-11", "PLN-05", "PRG-06", "KPI-06")
RECORD_KEYS = (
    *("check", "severity", "agency_code", "file", "sheet", "cells", "project_code", "field"),
    *("value", "expected", "message_th", "message_en"),
)
"""The keys of a line of ``findings.jsonl``, in its order."""

CODE_START = CODE_EXAMPLE[:9]
_PLACEHOLDER = re.compile(r"\{([\w.]+[@#]?)\}")


@dataclass(frozen=True)
class Finding:
    """What is wrong, where. ``cells`` are A1 addresses of ``sheet`` in the submitted file.

    ``also`` are cells of other sheets that take part. ``table`` and ``rows`` name the rows for the
    stages after; ``words`` fill the templates of the check. ``waived``: until when, why and by
    whose decision it need not be mended.
    """

    check: str
    severity: str
    file: str
    agency_code: str | None = None
    sheet: str | None = None
    cells: tuple[str, ...] = ()
    project_code: str | None = None
    field: str | None = None
    label: str | None = None
    value: str | None = None
    expected: str | None = None
    table: str | None = None
    rows: tuple[int, ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    template: Check | None = None
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    waived: Mapping[str, str] | None = None

    def place(self, language: str = "th") -> str:
        """``ความก้าวหน้า!C7 (ความก้าวหน้าสะสม)``, or the sheet or file where no cell is meant."""
        whole = WHOLE[LANGUAGES.index(language)]
        if self.sheet is None:
            return f"{whole['file']} {self.file}"
        if not self.cells:
            return f"{whole['sheet']} {_safe(self.sheet)}"
        cells = f"{_safe(self.sheet)}!{', '.join(self.cells)}"
        return f"{cells} ({self.label})" if self.label else cells

    def message(self, language: str = "th") -> str:
        """Place, what is wrong, how to repair it, and the id, in one sentence."""
        said = f"{self.place(language)} {self.problem(language)} — {self.repair(language)}"
        return f"{said} [{self.check}]"

    def problem(self, language: str = "th") -> str:
        """What is wrong, with the values found."""
        return self._fill((self.template or CHECKS[self.check]).message, language)

    def repair(self, language: str = "th") -> str:
        """How to repair it, with an example of the agency's own; of a waived one, that it need not
        be.
        """
        if self.waived is not None:
            return WHOLE[LANGUAGES.index(language)]["waived"].format(**self.waived)
        th, en = (self.template or CHECKS[self.check]).repair
        return self._fill((self._as_own(th), self._as_own(en)), language)

    def _as_own(self, text: str) -> str:
        """With the codes of examples as of the agency's projects: another's would be a mistake."""
        return text.replace(CODE_START, f"{self.agency_code}-") if self.agency_code else text

    def as_record(self) -> dict[str, Any]:
        """The line of ``findings.jsonl``: the keys of design 3-interface, in its order."""
        said = {"message_th": self.message("th"), "message_en": self.message("en")}
        told = {key: getattr(self, key) for key in RECORD_KEYS if key not in said}
        typed = {key: None if told[key] is None else _safe(told[key]) for key in ("sheet", "value")}
        return told | {"cells": list(self.cells)} | typed | said

    def _fill(self, words: tuple[str, str], language: str) -> str:
        text = words[LANGUAGES.index(language)]
        known = {
            "value": self.value or WHOLE[LANGUAGES.index(language)]["blank"],
            "expected": self.expected or "",
            **self.words,
        }
        if "example" in known:
            known["example"] = self._as_own(known["example"])
        return _PLACEHOLDER.sub(lambda name: _safe(known[name[1]]), text)


def placeholders(check: Check) -> tuple[str, ...]:
    """The names in the templates of a check, ``end_date`` and ``end_date@`` apart."""
    return tuple(
        dict.fromkeys(
            name
            for words in (check.message, check.repair)
            for text in words
            for name in _PLACEHOLDER.findall(text)
        )
    )


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sorted by file, sheet, row, column, check: the same order in every run."""
    return sorted(findings, key=_order)


def without_echoes(findings: Iterable[Finding]) -> list[Finding]:
    """The specific check speaks; the general one is silent on the same cell."""
    found = list(findings)
    specific = _cells_of(one for one in found if one.check.startswith(SPECIFIC))
    unreadable = _cells_of(one for one in found if one.check in UNREADABLE)
    cover = _cells_of(one for one in found if one.check.startswith("COV"))
    silent = {"CELL-01": specific, "CELL-02": specific | unreadable, "CELL-06": specific}
    silent |= dict.fromkeys(("CELL-05", "CELL-07", "CELL-08"), cover)
    lost = {(one.file, one.sheet, one.rows) for one in found if one.check in ROW_LOST}
    return [
        one
        for one in found
        if not _cells_of([one]) & silent.get(one.check, set())
        and not (one.check in BLANK and (one.file, one.sheet, one.rows) in lost)
    ]


def people_groups(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """The same mistake in many rows of a column as one group, for people to read."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        column = one.field or _corner(one.cells)[1]
        groups.setdefault((one.file, one.check, one.severity, one.sheet, column), []).append(one)
    return [tuple(group) for group in groups.values()]


def _safe(value: str) -> str:
    """A value as outputs may show it: no mobile or citizen id, not longer than can be read."""
    cut = value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"
    return mask_personal(cut)[0]


def _cells_of(findings: Iterable[Finding]) -> set[tuple[str, str | None, str]]:
    return {(one.file, one.sheet, cell) for one in findings for cell in one.cells}


def _order(one: Finding) -> tuple[Any, ...]:
    row, column = _corner(one.cells)
    return (one.file, one.sheet or "", row, column, one.check, one.cells, one.field or "")


def _corner(cells: tuple[str, ...]) -> tuple[int, int]:
    if not cells:
        return (0, 0)
    letters, row = coordinate_from_string(cells[0])
    return (row, column_index_from_string(letters))
