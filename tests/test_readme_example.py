"""The worked example of README.md, from the first workbook to the restatement, held true."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.quarterly import quarterly
from pipeline.run import make_run
from pipeline.trace import trace
from tests.builders import submission

ROOT = Path(__file__).parent.parent
G, FIRST = "ความก้าวหน้า", "50100000-3670"
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two quarters in, run, the feedback corrected and dropped in, run again."""
    folder = tmp_path_factory.mktemp("office")
    inputs = folder / "inputs"
    inputs.mkdir()
    (inputs / "50100000-2566-Q1.xlsx").write_bytes(submission(quarter=1))
    (inputs / "50100000-2566-Q2.xlsx").write_bytes(submission({f"{G}!I2": 200_000}))
    quarterly(make_run(inputs, folder / "first"))
    (answer,) = (folder / "first" / "2566-Q2" / "feedback").iterdir()
    book = load_workbook(answer)
    book["ปก"]["B7"] = "เดือนธันวาคมพิมพ์ยอดเบิกจ่ายผิด"
    right = (
        FIRST,
        date(2022, 12, 25),
        22.5,
        "ดำเนินการแล้ว 3 ส่วน จาก 3 ส่วน",
        *[None] * 4,
        190_000,
        10_000,
    )
    for column, value in enumerate(right, 1):
        book[G].cell(11, column).value = value
    book.save(inputs / "corrected.xlsx")
    quarterly(make_run(inputs, folder / "second"))
    return folder


def row(path: Path, sheet: str) -> dict[str, Any]:
    heading, *rows = load_workbook(path, data_only=True)[sheet].iter_rows(3, values_only=True)
    return next(dict(zip(heading, one, strict=True)) for one in rows if one[0] == FIRST)


def test_the_fall_is_said_as_the_readme_shows(office: Path) -> None:
    (answer,) = (office / "first" / "2566-Q2" / "feedback").iterdir()
    cells = load_workbook(answer)["ข้อค้นพบ"]
    told = [one for one in cells.iter_rows(4, values_only=True) if one[7] == "HIS-02"]
    assert len(told) == 1
    assert told[0][5] in README
    assert str(load_workbook(answer)[G]["I2"].comment.text).startswith(
        "ควรตรวจ: เบิกจ่ายสะสม 200,000.00"
    )


def test_the_restated_figure_stands_beside_the_original(office: Path) -> None:
    shown = row(office / "second" / "2566-Q2" / "evaluation.xlsx", "เทียบไตรมาสก่อน")
    assert shown["เบิกจ่ายไตรมาสก่อน ตามที่ส่ง (บาท)"] == 253_125
    assert shown["เบิกจ่ายไตรมาสก่อน ปรับแล้ว (บาท)"] == 190_000
    assert shown["เบิกจ่ายไตรมาสนี้ (บาท)"] == 506_250
    assert shown["เบิกจ่ายเปลี่ยนแปลง (บาท)"] == 316_250
    restated = shown["ปรับตัวเลขย้อนหลัง (เดิม → ใหม่)"]
    assert restated == "ณ 25 ธ.ค. 65: เบิกจ่ายสะสม (บาท): 253,125.00 → 190,000.00"
    assert restated in README


def test_the_restatement_is_traced_to_both_cells(office: Path) -> None:
    (told,) = trace(make_run(office / "inputs", office / "second"), FIRST, "restated").figures
    cells = [(one.file, one.cell, one.value) for one in told.origins]
    assert ("50100000-2566-Q1.xlsx", "I4", "253,125.00") in cells
    assert ("corrected.xlsx", "I11", "190,000.00") in cells


def _answers(office: Path) -> list[Path]:
    return sorted((office / "second" / "2566-Q2" / "feedback").iterdir())


def test_what_was_corrected_is_listed_for_the_district(office: Path) -> None:
    (sheet,) = [load_workbook(path)["เทียบฉบับก่อน"] for path in _answers(office)]
    told = [one[1:] for one in sheet.iter_rows(4, values_only=True)]
    assert ("เพิ่มแถว", G, f"{FIRST} · 2022-12-25", "A11", None, None, None) in told
    (listed,) = [load_workbook(path)["ข้อค้นพบ"] for path in _answers(office)]
    assert [one[7] for one in listed.iter_rows(4, values_only=True)] == ["HIS-06", "COV-09"]
    assert ("HIS-06" in README) and "เทียบฉบับก่อน" in README
