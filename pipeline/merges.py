"""Stage 3: what a sheet hides and merges -> findings, and codes filled down over their merge."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from pipeline.columns import Column
from pipeline.findings import Finding
from pipeline.layout import MAIN_SHEETS, LaidSheet
from pipeline.thai import is_blank
from schemas.check import ERROR, WARNING

KEY = "project_code"
FILLED_DOWN = "ระบบใช้รหัสเดียวกันทุกแถวที่ผสาน"
FIRST_ONLY = "ระบบอ่านเฉพาะช่องแรก"
COVERED = "ระบบอ่านค่าที่ซ่อนอยู่ใต้เซลล์ที่ผสานด้วย"


def hidden(file: str, sheet: LaidSheet) -> list[Finding]:
    """FORM-08: data in a hidden sheet, row or column was read all the same; one finding a sheet."""
    if sheet.form.name == "covers":
        return _hidden_on_cover(file, sheet)
    rows = [
        row
        for index, row in enumerate(sheet.numbers)
        if row in sheet.shape.rows and _has_data(sheet, index)
    ]
    columns = [
        column
        for column in sheet.form.columns
        if _place(sheet, column) in sheet.shape.columns
        and any(not is_blank(value) for value in sheet.columns[column.name])
    ]
    said = ["ทั้งแท็บ"] if sheet.shape.hidden and sheet.numbers else []
    said += [f"แถวที่ {', '.join(map(str, rows))}"] if rows else []
    said += [f"คอลัมน์ {', '.join(sheet.letters[one.name] for one in columns)}"] if columns else []
    cells = [_address(sheet, KEY, row) for row in rows]
    cells += [_address(sheet, column.name, sheet.numbers[0]) for column in columns]
    return [_finding("FORM-08", file, sheet, tuple(cells), " · ".join(said))] if said else []


def _hidden_on_cover(file: str, sheet: LaidSheet) -> list[Finding]:
    """The cover has its fields one below the other: a hidden row hides a field."""
    if sheet.shape.hidden:
        return [_finding("FORM-08", file, sheet, (), "ทั้งแท็บ")]
    places = [(cell, *coordinate_to_tuple(cell)) for cell in sheet.letters.values()]
    cells = [
        cell
        for cell, row, column in places
        if row in sheet.shape.rows or column in sheet.shape.columns
    ]
    return [_finding("FORM-08", file, sheet, tuple(cells), ", ".join(cells))] if cells else []


def merged(file: str, sheet: LaidSheet) -> tuple[LaidSheet, list[Finding]]:
    """FORM-09: a code is filled down over its merge; of any other merge the first cell counts."""
    if not sheet.shape.merged or sheet.form.name == "covers":
        return sheet, []
    columns = {name: list(values) for name, values in sheet.columns.items()}
    findings: list[Finding] = []
    for area in sheet.shape.merged:
        first = bisect_left(sheet.numbers, area[0])
        rows = sheet.numbers[first : bisect_right(sheet.numbers, area[2])]
        if not any(_has_code(sheet, row) for row in rows):
            continue  # a heading, a total, a note: nothing of a project is lost
        over = [one for one in sheet.form.columns if area[1] <= _place(sheet, one) <= area[3]]
        if rows and over and (len(rows) > 1 or len(over) > 1):
            findings += _merge(file, sheet, columns, rows, over)
    return replace(sheet, columns=columns), findings


def _merge(
    file: str,
    sheet: LaidSheet,
    columns: dict[str, list[Any]],
    rows: list[int],
    over: list[Column],
) -> Iterator[Finding]:
    first, last = _address(sheet, over[0].name, rows[0]), _address(sheet, over[-1].name, rows[-1])
    under = [(column, row) for column in over for row in rows][1:]
    lost = [(column, row) for column, row in under if _is_empty(sheet, column, row)]
    if [column.name for column in over] == [KEY]:
        _fill_down(sheet, columns[KEY], rows)
        cells = tuple(_address(sheet, KEY, row) for row in rows)
        what = FILLED_DOWN if lost else COVERED
        yield _finding("FORM-09", file, sheet, cells, f"{first}:{last}", what)
        return
    fatal = sheet.form.name in MAIN_SHEETS and any(column.need == "R" for column, _ in lost)
    cells = tuple(_address(sheet, column.name, row) for column in over for row in rows)
    what = FIRST_ONLY if len(lost) == len(under) else COVERED
    found = _finding("FORM-09", file, sheet, cells, f"{first}:{last}", what)
    touched = tuple(rows) if fatal else ()
    yield replace(found, severity=ERROR if fatal else WARNING, rows=touched)


def _fill_down(sheet: LaidSheet, codes: list[Any], rows: list[int]) -> None:
    places = [bisect_left(sheet.numbers, row) for row in rows]
    for place in places[1:]:
        if is_blank(codes[place]):
            codes[place] = codes[places[0]]


def _is_empty(sheet: LaidSheet, column: Column, row: int) -> bool:
    values = sheet.columns.get(column.name, [])
    return not values or is_blank(values[bisect_left(sheet.numbers, row)])


def _has_data(sheet: LaidSheet, index: int) -> bool:
    return any(not is_blank(values[index]) for values in sheet.columns.values())


def _has_code(sheet: LaidSheet, row: int) -> bool:
    codes = sheet.columns.get(KEY)
    code = None if codes is None else codes[bisect_left(sheet.numbers, row)]
    return any(character.isdigit() for character in str(code or ""))


def _place(sheet: LaidSheet, column: Column) -> int:
    letter = sheet.letters.get(column.name)
    return column_index_from_string(letter) if letter else -1


def _address(sheet: LaidSheet, name: str, row: int) -> str:
    return sheet.address(name, row) or f"{get_column_letter(1)}{row}"


def _finding(
    check: str,
    file: str,
    sheet: LaidSheet,
    cells: tuple[str, ...],
    found: str,
    expected: str | None = None,
) -> Finding:
    return Finding(
        check,
        WARNING,
        file,
        sheet=sheet.title,
        cells=tuple(dict.fromkeys(cells)),
        expected=expected,
        table=sheet.form.name,
        words={"found": found},
    )
