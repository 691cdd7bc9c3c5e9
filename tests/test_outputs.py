"""What a person opens: the evaluation recalculated, the summary in a browser, both as they are."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.quarterly import quarterly
from pipeline.run import make_run
from tests.builders import submission

SHEETS = [
    *("สารบัญ", "สรุปผู้บริหาร", "รายเขต", "รายกลุ่มเขต", "รายยุทธศาสตร์", "รายส่วนราชการ"),
    *("รายโครงการ", "ตัวชี้วัด", "งบประมาณ", "ปัญหาและอุปสรรค", "โครงการที่ต้องติดตาม"),
    *("เทียบไตรมาสก่อน", "แบบประเมิน สยป.", "การส่งรายงาน"),
    *("ข้อค้นพบ", "พจนานุกรมข้อมูล", "ที่มาและการกระทบยอด"),
]
OFFICE, BROWSER = shutil.which("soffice"), shutil.which("chromium")


@pytest.fixture(scope="module")
def made(sample_outputs: Path) -> Path:
    return sample_outputs


def values(path: Path) -> dict[str, dict[str, Any]]:
    book = load_workbook(path, data_only=True)
    return {
        sheet.title: {cell.coordinate: cell.value for row in sheet for cell in row if cell.value}
        for sheet in book
        if not sheet.title.startswith("_")
    }


def test_the_sheets_stand_in_their_order(made: Path) -> None:
    assert list(values(made / "evaluation.xlsx")) == SHEETS


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_every_cell_keeps_its_value_when_a_spreadsheet_recalculates(
    made: Path, tmp_path: Path
) -> None:
    command = [str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(made / "evaluation.xlsx")], check=True, capture_output=True)
    before, after = values(made / "evaluation.xlsx"), values(tmp_path / "evaluation.xlsx")
    differing = [
        (sheet, cell, value, after[sheet].get(cell))
        for sheet, cells in before.items()
        for cell, value in cells.items()
        if not same(value, after[sheet].get(cell))
    ]
    assert differing == []


def same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 0.005
    return bool(one == other)


def test_totals_are_live_formulas(made: Path) -> None:
    book = load_workbook(made / "evaluation.xlsx")
    for sheet in ("รายเขต", "งบประมาณ"):
        formulas = [
            cell.value for row in book[sheet] for cell in row if str(cell.value).startswith("=SUM(")
        ]
        assert len(formulas) >= 5, sheet


def test_a_district_that_sent_nothing_shows_no_zero_baht(made: Path) -> None:
    heading, *rows = load_workbook(made / "evaluation.xlsx", data_only=True)["รายเขต"].iter_rows(
        min_row=3, values_only=True
    )
    missing = [dict(zip(heading, row, strict=True)) for row in rows if row[3] == "ยังไม่ส่ง"]
    assert len(missing) == 42
    assert {row["งบประมาณหลังปรับโอน (บาท)"] for row in missing} == {None}
    assert {row["งบประมาณที่พักไว้ (บาท)"] for row in missing} == {None}


class Words(HTMLParser):
    """The text of a page, its tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.said = ""
        self.addresses: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.inside = tag
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        if self.inside != "style":
            self.said += data + " "


@pytest.fixture(scope="module")
def page(made: Path) -> Words:
    words = Words()
    words.feed((made / "summary.html").read_text(encoding="utf-8"))
    return words


def test_the_summary_is_one_file_without_script_or_network(made: Path, page: Words) -> None:
    text = (made / "summary.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in text and '<html lang="th">' in text
    assert not page.tags & {"script", "iframe", "link", "object", "form"} and page.addresses == []
    assert not re.search(r"https?://|url\((?!data:|#)", text)
    assert len(text.encode()) < 3 * 1024**2


def test_every_figure_of_the_summary_stands_in_the_tables(made: Path, page: Words) -> None:
    tables = {
        f"{value:,.2f}" if isinstance(value, int | float) else str(value)
        for cells in values(made / "evaluation.xlsx").values()
        for value in cells.values()
    }
    groups = pd.read_parquet(made / "master" / "measures_groups.parquet")
    numbers = groups.select_dtypes("number").stack()
    known = tables | {f"{value:,.2f}" for value in numbers} | {f"{value:,.0f}" for value in numbers}
    words = " ".join(tables)
    said = set(re.findall(r"-?\d[\d,]*\.\d\d", page.said))
    assert len(said) > 8
    assert [figure for figure in said if figure not in known and figure not in words] == []


def test_nothing_unknown_is_shown_as_a_figure(page: Words) -> None:
    assert not re.search(r"\b(nan|NaT|None|inf)\b", page.said)


@pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed")
def test_the_summary_opens_in_a_browser_without_an_error(made: Path, tmp_path: Path) -> None:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    options += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    options += [f"--user-data-dir={tmp_path}/profile", "--enable-logging=stderr", "--v=0"]
    address = (made / "summary.html").as_uri()
    shown = subprocess.run(
        [str(BROWSER), *options, "--dump-dom", address], capture_output=True, text=True, check=True
    )
    assert "สรุปผลการประเมินโครงการ" in shown.stdout
    assert "CONSOLE" not in shown.stderr


def test_a_quarter_without_anything_to_decide_says_so(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    bad = submission({"ความก้าวหน้า!C3": 12, "โครงการ!S2": None})  # held, its budget unknown
    (tmp_path / "in" / "a.xlsx").write_bytes(bad)
    quarterly(make_run(tmp_path / "in", tmp_path / "out"))
    words = Words()
    words.feed((tmp_path / "out" / "2566-Q2" / "summary.html").read_text(encoding="utf-8"))
    assert "ไม่มีเรื่องที่หน่วยงานขอให้พิจารณา" in words.said
    assert "พักไว้ 1 โครงการ ไม่ทราบงบประมาณ" in words.said
    assert "nan" not in words.said
