"""Mobile numbers and citizen ids, wherever in a workbook somebody puts them, stay in feedback/."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pandas as pd
from openpyxl import Workbook, load_workbook

from pipeline.intake import intake
from pipeline.quarterly import quarterly
from pipeline.run import make_run
from tests.builders import findings, said, submission, the_form

ROW = {"projects": 4, "plans": 3, "progress": 9, "kpis": 3}
TEXT = shutil.which("pdftotext")
NEEDED = ("agency_code", "fiscal_year", "quarter")


def numbers_in_every_field(book: Workbook) -> list[str]:
    """Types another number into every field of one row of each sheet, and of the cover."""
    typed = []
    for name, sheet in the_form().submitted.items():
        for place, column in enumerate(sheet.columns):
            another = name != "projects" and column.name == "project_code"
            if name == "pages" or another or column.name in NEEDED:
                continue
            typed.append(f"081-234-{5000 + len(typed)}")
            letter = "B" if name == "covers" else chr(65 + place)
            row = place + 2 if name == "covers" else ROW[name]
            book[sheet.label][f"{letter}{row}"] = f"โทร {typed[-1]}"
    return typed


def numbers_elsewhere(book: Workbook) -> list[str]:
    """Types numbers where the form has no field: headings, totals, sheets, the hidden marker."""
    book.create_sheet("081-999-0001")["A1"] = "081-999-0002"
    book["โครงการ"]["Z1"], book["โครงการ"]["Z2"] = "081-999-0003", "081-999-0004"
    book["ปก"]["E5"] = "081-999-0005"
    book["ความก้าวหน้า"]["A20"] = "รวม 081-999-0006"
    book["ความก้าวหน้า"]["D21"] = "ไม่มีรหัส 081-999-0007"
    book["โครงการ"]["K3"] = 899_990_008  # Excel drops the leading zero
    marker = book.create_sheet("_form")
    for row, key in enumerate(("kind", "agency_code", "period", "revision"), 1):
        marker[f"A{row}"], marker[f"B{row}"] = key, f"081-999-001{row}"
    return [*(f"081-999-000{n}" for n in range(1, 8)), "899990008", "081-999-001"]


def test_no_output_outside_feedback_shows_a_number(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(submission()))
    numbers = ["081-888-0000", *numbers_in_every_field(book), *numbers_elsewhere(book)]
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / f"รายงาน {numbers[0]}.xlsx")
    (tmp_path / "in" / "good.xlsx").write_bytes(submission(agency_code="50010000"))
    quarterly(make_run(tmp_path / "in", tmp_path / "out"))
    folder = tmp_path / "out" / "2566-Q2"
    shown = [
        (path.relative_to(folder).as_posix(), number)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "feedback" not in path.parts
        for said in [everything(path)]
        for number in numbers
        if number in said
    ]
    assert len(numbers) > 40 and shown == []


def everything(path: Path) -> str:
    """All text of an output."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path).to_csv()
    if path.suffix == ".pdf":
        return _words(path) if TEXT else ""
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    book = load_workbook(path)
    cells = (value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)
    return "\n".join([*book.sheetnames, *map(str, cells)])


def _words(path: Path) -> str:
    said = subprocess.run(
        [str(TEXT), "-layout", str(path), "-"], check=True, capture_output=True, text=True
    )
    return said.stdout


def test_a_number_that_excel_took_for_a_figure_is_known() -> None:
    assert said(findings(submission({"โครงการ!K3": 812_345_678}))) == [
        ("CELL-13", "warning", "โครงการ", ("K3",))
    ]
    assert said(findings(submission({"โครงการ!K3": 512_345_678}))) == []


def test_names_of_files_are_masked_and_stay_apart(tmp_path: Path) -> None:
    for number in ("081-234-5678", "081-234-5679"):
        (tmp_path / f"เขต {number}.xlsx").write_bytes(submission())
    files = intake(tmp_path).files
    assert [file.name for file in files] == ["เขต •••.xlsx", "เขต •••.xlsx (2)"]
    assert [file.path.name for file in files] == ["เขต 081-234-5678.xlsx", "เขต 081-234-5679.xlsx"]
    assert all(file.refused is None for file in files)
