"""Stage 3: a workbook as laid out -> typed columns, a sheet at a time, + CELL findings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from pipeline.cells import CellRules, read_cell
from pipeline.columns import Column, Form
from pipeline.findings import Finding
from pipeline.layout import LaidSheet, LaidWorkbook
from pipeline.merges import hidden, merged
from pipeline.raw import shown
from pipeline.thai import Reading, is_blank, normal, read_code
from pipeline.thai_text import long_date, mask_personal
from schemas.check import ERROR
from schemas.checks import CHECKS
from schemas.names import is_project_code

YEAR_WHEN_UNKNOWN = 2570
"""Dates are read near this B.E. year where no cover says which year it is."""

EXACT = 1 << 53
"""Whole numbers below it are the same as floats."""

TOTALS = ("รวม", "ยอดรวม", "ทั้งสิ้น")
REJECTED_ROW = "FORM-11"


@dataclass(frozen=True)
class TypedSheet:
    """A sheet of one workbook: typed columns, the true row of each, and how many rows held what.

    ``filled`` counts the cells of each row in which something was typed, ``unread`` those of them
    that could not be read; ``dropped`` counts the cells of rows that are no data (totals, blanks).
    ``digest``: a hash over the cells as they were typed, wherever the rows stand.
    """

    laid: LaidSheet
    columns: dict[str, list[Any]]
    rows_read: int
    rows_blank: int
    filled: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    dropped: int = 0
    digest: str = ""


@dataclass(frozen=True)
class TypedWorkbook:
    """One workbook in typed columns, with what was found on the way."""

    laid: LaidWorkbook
    sheets: dict[str, TypedSheet] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def normalise(laid: LaidWorkbook, form: Form) -> TypedWorkbook:
    """Read every cell of the form by its column's kind; CELL and FORM findings on the way."""
    rules = CellRules(year_of(laid), form.register)
    sheets: dict[str, TypedSheet] = {}
    findings = list(laid.findings)
    for name, sheet in laid.sheets.items():
        filled, merges = merged(laid.file, sheet)
        typed, found = _typed_sheet(laid.file, filled, rules)
        sheets[name] = _counted(typed, sheet)
        findings += [*hidden(laid.file, filled), *merges, *found]
    return TypedWorkbook(laid, sheets, tuple(findings))


def year_of(laid: LaidWorkbook) -> int:
    """The fiscal year (B.E.) near which the workbook's dates are read."""
    cover = laid.sheets.get("covers")
    typed = cover.columns.get("fiscal_year", [None])[0] if cover else None
    year = read_cell(typed, Column("fiscal_year", "", "integer"), CellRules(0, frozenset())).value
    return int(year) if isinstance(year, float) and 2400 < year < 2700 else YEAR_WHEN_UNKNOWN


def _typed_sheet(file: str, sheet: LaidSheet, rules: CellRules) -> tuple[TypedSheet, list[Finding]]:
    kept, blank, findings = _kept_rows(file, sheet)
    columns: dict[str, list[Any]] = {"row": [sheet.numbers[index] for index in kept]}
    codes = [_project_code(raw) for raw in _raws(sheet, "project_code", kept)]
    unread = [0] * len(kept)
    for column in sheet.form.columns:
        raws = _raws(sheet, column.name, kept)
        readings = _readings(raws, column, rules)
        columns[column.name] = [reading.value for reading in readings]
        if column.keeps_text:
            columns[f"{column.name}_typed"] = [
                mask_personal(shown(raw) or "")[0] if reading.check == "CELL-01" else None
                for raw, reading in zip(raws, readings, strict=True)
            ]
        for place, reading in enumerate(readings):
            unread[place] += reading.check is not None and reading.value is None
        findings += [
            _cell_finding(file, sheet, column, raw, reading, row, code)
            for raw, reading, row, code in zip(raws, readings, columns["row"], codes, strict=True)
            if reading.check is not None
        ]
    read = len(kept) + blank
    digest = _digest(sheet.columns)
    typed = TypedSheet(sheet, columns, read, rows_blank=blank, unread=unread, digest=digest)
    return typed, findings


def _readings(raws: list[Any], column: Column, rules: CellRules) -> list[Reading]:
    """Each cell of a column, read; what comes again (a blank, a day, a code) only once."""
    known: dict[tuple[type, Any], Reading] = {}  # by type too: True, 1 and 1.0 are one key
    readings = []
    for raw in raws:
        key = (type(raw), raw)
        reading = known.get(key)
        if reading is None:
            reading = known[key] = read_cell(raw, column, rules)
        readings.append(reading)
    return readings


def _digest(sent: dict[str, list[Any]]) -> str:
    """Over the cells as they were typed: 5 and 5.0 are one, abc and #REF! are two."""
    cells = {
        name: [float(raw) if type(raw) is int and abs(raw) < EXACT else raw for raw in raws]
        for name, raws in sorted(sent.items())
    }
    return sha256(repr(cells).encode("utf-8", "surrogatepass")).hexdigest()


def without_texts(workbook: TypedWorkbook) -> TypedWorkbook:
    """The same without the long texts as they were typed: what was read of them is in the typed
    columns, and they are most of what a workbook weighs.
    """
    sheets = {name: _short(sheet) for name, sheet in workbook.laid.sheets.items()}
    return replace(
        workbook,
        laid=replace(workbook.laid, sheets=sheets),
        sheets={
            name: replace(sheet, laid=_short(sheet.laid)) for name, sheet in workbook.sheets.items()
        },
    )


def _short(sheet: LaidSheet) -> LaidSheet:
    if sheet.form.name == "covers":
        return sheet
    texts = {column.name for column in sheet.form.columns if column.kind == "long_text"}
    kept = {name: raws for name, raws in sheet.columns.items() if name not in texts}
    return replace(sheet, columns=kept)


def _counted(typed: TypedSheet, sent: LaidSheet) -> TypedSheet:
    """With its cells counted as they were sent, before a merged code was filled down."""
    rows = zip(sent.numbers, *sent.columns.values(), strict=True)
    by_row = {number: len(raws) - raws.count(None) for number, *raws in rows}
    filled = [by_row.pop(row) for row in typed.columns["row"]]
    return replace(typed, filled=filled, dropped=sum(by_row.values()))


def _project_code(raw: Any) -> str | None:
    """The code as findings name it: None where it is no project's code."""
    code = read_code(raw) if isinstance(raw, str) else ""
    return code if is_project_code(code) else None


def _raws(sheet: LaidSheet, column: str, kept: list[int]) -> list[Any]:
    """What was typed in a column, in the rows at those places; blank where it is not there."""
    values = sheet.columns.get(column)
    return [None] * len(kept) if values is None else [values[index] for index in kept]


def _kept_rows(file: str, sheet: LaidSheet) -> tuple[list[int], int, list[Finding]]:
    """The rows that are data; blank and total rows are counted, rows without a code are said."""
    if sheet.form.name in {"covers", "pages"}:
        return list(range(len(sheet.numbers))), 0, []
    kept: list[int] = []
    findings: list[Finding] = []
    blank = 0
    prefilled = set(sheet.form.prefilled)
    rows = zip(sheet.numbers, *sheet.columns.values(), strict=True)
    for index, (row, *raws) in enumerate(rows):
        filled = {
            name
            for name, raw in zip(sheet.columns, raws, strict=True)
            if raw is not None and (type(raw) is float or not is_blank(raw))
        }
        if not filled:
            continue
        coded = "project_code" in filled and _may_be_code(sheet.columns["project_code"][index])
        total = None if coded else _total(sheet, index, filled)
        if total is not None:
            findings.append(_row_finding("FORM-10", file, sheet, row, total))
        if total is not None or (filled <= prefilled and _is_coded(sheet, index)):
            blank += 1
            continue
        kept.append(index)
        if not coded and "project_code" in sheet.letters:
            findings.append(_row_finding(REJECTED_ROW, file, sheet, row, None))
    return kept, blank, findings


def _is_coded(sheet: LaidSheet, index: int) -> bool:
    """Whether a row has a project's code."""
    return _project_code(*_raws(sheet, "project_code", [index])) is not None


def _may_be_code(raw: Any) -> bool:
    """Whether a cell of the code column is a code, right or mistyped: it has a digit."""
    return any(character.isdigit() for character in shown(raw) or "")


def _total(sheet: LaidSheet, index: int, filled: set[str]) -> str | None:
    texts = (shown(sheet.columns[name][index]) or "" for name in sheet.columns if name in filled)
    return next((text for text in texts if normal(text).startswith(TOTALS)), None)


def _row_finding(check: str, file: str, sheet: LaidSheet, row: int, value: str | None) -> Finding:
    code = sheet.form["project_code"]
    cell = sheet.address("project_code", row) or f"A{row}"
    words = {"row": str(row), "code@": cell, "example": code.example}
    return Finding(
        check,
        CHECKS[check].severity,
        file,
        sheet=sheet.title,
        cells=(cell,),
        field="project_code",
        label=code.label,
        value=value,
        table=sheet.form.name,
        rows=(row,),
        words=words,
    )


def _cell_finding(
    file: str,
    sheet: LaidSheet,
    column: Column,
    raw: Any,
    reading: Reading,
    row: int,
    code: str | None,
) -> Finding:
    check = str(reading.check)
    unread = check in {"CELL-01", "CELL-03", "CELL-07", "CELL-08", "CELL-14"}
    personal = column.personal or check == "CELL-13"
    value = shown(raw)
    cell = sheet.address(column.name, row)
    return Finding(
        check,
        ERROR if unread and column.need == "R" else CHECKS[check].severity,
        file,
        sheet=sheet.title,
        cells=(cell,) if cell else (),
        project_code=None if sheet.form.name == "covers" else code,
        field=column.name,
        label=column.label,
        value=None if personal else value,
        expected=_expected(check, reading),
        table=sheet.form.name,
        rows=(row,),
        words=_words(column, value or "", reading, personal),
    )


def _expected(check: str, reading: Reading) -> str | None:
    if isinstance(reading.value, date):
        return long_date(reading.value)
    return f"{reading.value:.10g}" if check == "CELL-15" else None


def _words(column: Column, value: str, reading: Reading, personal: bool) -> dict[str, str]:
    words = {"example": column.example, "found": str(len(value))}
    if isinstance(reading.value, float):
        words["other"] = f"{reading.value * 100:.10g}"
    return words if not personal else {**words, "value": "•••"}
