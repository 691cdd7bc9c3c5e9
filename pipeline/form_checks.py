"""A column of the form -> what Excel says and checks at its cells: it warns and never stops."""

from __future__ import annotations

from typing import Any

from pipeline.columns import Column
from pipeline.texts import NEED
from pipeline.thai_text import count

DECIDE = "กด “ใช่” เพื่อเก็บค่าที่พิมพ์ไว้ หรือ “ไม่ใช่” เพื่อแก้ไข"
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
LARGEST = 1_000_000_000_000_000
YEARS_NEAR = 20
"""Dates are read within so many years of the fiscal year (``2-form.md``)."""


def check_of(column: Column, cell: str, choices: str | None, year: str | None) -> dict[str, Any]:
    """The data validation of a column, as XlsxWriter takes it.

    ``cell`` is the first cell (``C2``) for formulas, ``choices`` the range of its list, ``year``
    the absolute place of the fiscal year on the cover.
    """
    told = {
        "input_title": title_of(column.label),
        "input_message": message_of(column),
        "error_type": "warning",
        "error_title": "โปรดตรวจค่าที่พิมพ์",
        "error_message": _short(f"{_expected(column)}\n{DECIDE}", LONGEST_MESSAGE),
    }
    return told | _rule(column, cell, choices, year)


def title_of(label: str) -> str:
    """The label as a title of at most 32 characters, cut between words."""
    while len(label) > LONGEST_TITLE and " " in label:
        label = label.rpartition(" ")[0]
    return _short(label, LONGEST_TITLE)


def message_of(column: Column) -> str:
    """What to type: whether it must be, what it means, an example."""
    parts = [f"{NEED[column.need]} · {column.help}" if column.help else NEED[column.need]]
    if column.kind == "date":
        parts.append("พิมพ์ปีเป็น พ.ศ. หรือ ค.ศ. ก็ได้")
    if column.example:
        parts.append(f"ตัวอย่าง: {column.example}")
    return _short("\n".join(parts), LONGEST_MESSAGE)


def range_words(column: Column) -> str:
    """``0 ถึง 100`` or ``0 ขึ้นไป``; blank where the column has no limits."""
    if column.low is None:
        return ""
    if column.high is None:
        return f"{count(int(column.low))} ขึ้นไป"
    return f"{count(int(column.low))} ถึง {count(int(column.high))}"


def _expected(column: Column) -> str:
    if column.kind == "choice":
        return "ค่านี้ไม่อยู่ในรายการ โปรดเลือกจากรายการ"
    if column.kind == "date":
        return f"ควรเป็นวันที่ใกล้กับปีงบประมาณที่รายงาน เช่น {column.example}"
    limits = range_words(column)
    return f"ควรเป็นตัวเลขเพียงค่าเดียว {limits} เช่น {column.example}".replace("  ", " ")


def _rule(column: Column, cell: str, choices: str | None, year: str | None) -> dict[str, Any]:
    if column.kind == "choice" and choices is not None:
        return {"validate": "list", "source": choices}
    if column.kind == "date":
        return {"validate": "custom", "value": _near(cell, year)}
    if column.kind == "integer":
        return {"validate": "integer"} | _limits(column, 0)
    if column.is_number:
        return {"validate": "decimal"} | _limits(column, -LARGEST)
    return {"validate": "any"}


def _limits(column: Column, least: int) -> dict[str, Any]:
    low = least if column.low is None else column.low
    high = LARGEST if column.high is None else column.high
    return {"criteria": "between", "minimum": f"{low:.15g}", "maximum": f"{high:.15g}"}


def _near(cell: str, year: str | None) -> str:
    """True for a real date near the year, C.E. or B.E., and for text: the reader reads it."""
    if year is None:
        return f"=OR(ISTEXT({cell}),AND({cell}>=DATE(1950,1,1),{cell}<=DATE(2700,12,31)))"
    near = f"ABS(YEAR({cell})-{year})<={YEARS_NEAR}"
    near_as_ce = f"ABS(YEAR({cell})+543-{year})<={YEARS_NEAR}"
    return f"=OR(ISTEXT({cell}),NOT(ISNUMBER({year})),{near},{near_as_ce})"


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
