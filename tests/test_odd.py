"""What officers do to a workbook, at random: nothing of it unbalances a run or ends a reader."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.quarterly import quarterly
from pipeline.run import make_run
from schemas.lists import agencies
from tests.builders import as_bytes, submission

TYPED = (
    *("x", "รวม", "-", "ไม่มี", "#REF!", "=1+1", "ก" * 300, "\u200b", " ", "50100000-3670"),
    *("081-234-5678", "24 ก.พ. 66", "ร้อยละ 5", 5, -5, 0.5, True, 1e300),
)


def _type(sheet: Worksheet, row: int, column: int, chance: random.Random) -> None:
    if sheet.cell(row, column).coordinate not in sheet.merged_cells:
        sheet.cell(row, column).value = chance.choice(TYPED)


def _merge(sheet: Worksheet, row: int, column: int, chance: random.Random) -> None:
    sheet.merge_cells(None, row, column, row + chance.randint(0, 3), column + chance.randint(0, 2))


def _hide(sheet: Worksheet, row: int, column: int, chance: random.Random) -> None:
    sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["H"].hidden = chance.random() < 0.5


def _rename(sheet: Worksheet, row: int, column: int, chance: random.Random) -> None:
    sheet.title += chance.choice([" ", "  ", "x"])


def _copy_row(sheet: Worksheet, row: int, column: int, chance: random.Random) -> None:
    values = [cell.value for cell in sheet[chance.choice([1, row])]]
    sheet.append(values)


SPOILERS: tuple[Callable[[Worksheet, int, int, random.Random], object], ...] = (
    *(_type, _type, _type, _merge, _hide, _rename, _copy_row),
    lambda sheet, row, column, chance: sheet.insert_rows(row),
    lambda sheet, row, column, chance: sheet.delete_rows(row),
    lambda sheet, row, column, chance: sheet.insert_cols(column),
    lambda sheet, row, column, chance: sheet.delete_cols(column),
    lambda sheet, row, column, chance: sheet.parent.remove(sheet),
)


def spoilt(agency: str, chance: random.Random) -> bytes:
    """A good workbook after one to six things that happen to workbooks."""
    book: Workbook = load_workbook(BytesIO(submission(agency_code=agency)))
    book.create_sheet("บันทึก")
    for _ in range(chance.randint(1, 6)):
        sheet = chance.choice(book.worksheets[:-1] or book.worksheets)
        chance.choice(SPOILERS)(sheet, chance.randint(1, 14), chance.randint(1, 12), chance)
    return as_bytes(book)


@pytest.mark.parametrize("seed", range(2))
def test_no_oddity_unbalances_a_run(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    codes = [agency.code for agency in agencies() if agency.code.startswith("50")][:30]
    (tmp_path / "in").mkdir()
    for code in codes:
        (tmp_path / "in" / f"{code}.xlsx").write_bytes(spoilt(code, chance))
    done = quarterly(make_run(tmp_path / "in", tmp_path / "out", period="2566-Q2"))
    assert sorted(done.master.submissions["file"]) == [f"{code}.xlsx" for code in codes]
    assert [one.file for one in done.master.findings if one.check == "FILE-09"] == []
    assert done.master.submissions["status"].nunique() >= 3, "the oddities are of several kinds"
