"""The evaluator's form goes out with the evaluation and comes back through inputs/."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.quarterly import quarterly
from pipeline.run import make_run
from schemas.names import REVIEW_SHEET
from tests.builders import submission

FIRST, SECOND, THIRD = (f"50100000-{number}" for number in (3670, 3671, 3672))
Row = tuple[str, Any, Any, Any]
Back = Callable[..., None]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """inputs/ with a quarter, and the outputs that were made of it."""
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "q2.xlsx").write_bytes(submission())
    quarterly(make_run(tmp_path / "inputs", tmp_path / "outputs"))
    return tmp_path


def send_back(office: Path, name: str, *rows: Row) -> None:
    """Fill the form in and drop it into inputs/: (code, score, comment, day) a project."""
    book = load_workbook(office / "outputs" / "2566-Q2" / "evaluation.xlsx")
    sheet = book[REVIEW_SHEET]
    places = {sheet.cell(row, 1).value: row for row in range(4, sheet.max_row + 1)}
    for code, *values in rows:
        row = places.get(code, sheet.max_row + 1)
        sheet.cell(row, 1).value = code
        for column, value in enumerate(values, 3):
            sheet.cell(row, column).value = value
    book.save(office / "inputs" / name)


def again(office: Path) -> dict[str, Any]:
    quarterly(make_run(office / "inputs", office / "outputs"))
    told: dict[str, Any] = json.loads((office / "outputs" / "2566-Q2" / "run.json").read_bytes())
    return told


def findings(office: Path) -> list[tuple[str, str, str, list[str]]]:
    lines = (office / "outputs" / "2566-Q2" / "findings.jsonl").read_text("utf-8").splitlines()
    return [
        (one["check"], one["severity"], one["file"], one["cells"]) for one in map(json.loads, lines)
    ]


def scores(office: Path) -> dict[str, float]:
    rows = pd.read_parquet(office / "outputs" / "2566-Q2" / "master" / "measures_projects.parquet")
    known = rows.dropna(subset=["sed_score"])
    return dict(zip(known["project_code"], known["sed_score"], strict=True))


def test_the_form_goes_out_with_a_row_a_project_and_nothing_merged(office: Path) -> None:
    sheet = load_workbook(office / "outputs" / "2566-Q2" / "evaluation.xlsx")[REVIEW_SHEET]
    assert [cell.value for cell in sheet[3]] == [
        *("รหัสโครงการ", "ชื่อโครงการ", "ผลประเมิน สยป.", "ความเห็น สยป.", "วันที่ประเมิน"),
    ]
    assert [sheet.cell(row, 1).value for row in (4, 5, 6)] == [FIRST, SECOND, THIRD]
    assert not sheet.merged_cells.ranges and sheet.max_row == 6


def test_what_comes_back_is_shown_and_filled_in_again(office: Path) -> None:
    send_back(office, "back.xlsx", (FIRST, 85.5, "ทำได้ตามแผน", date(2023, 4, 20)))
    told = again(office)
    (mine,) = [one for one in told["submissions"] if one["kind"] == "review"]
    assert (mine["file"], mine["status"], mine["period"]) == ("back.xlsx", "accepted", "2566-Q2")
    assert told["reconciliation"]["balanced"] is True
    assert told["reconciliation"]["rows"][REVIEW_SHEET]["merged"] == 1
    assert scores(office) == {FIRST: 85.5}
    sheet = load_workbook(office / "outputs" / "2566-Q2" / "evaluation.xlsx")[REVIEW_SHEET]
    assert [cell.value for cell in sheet[4]][2:4] == [85.5, "ทำได้ตามแผน"]
    assert findings(office) == []
    assert sum(told["agencies"].values()) == 50


def test_0_is_a_score_and_a_blank_is_none(office: Path) -> None:
    send_back(office, "back.xlsx", (FIRST, 0, None, date(2023, 4, 20)), (SECOND, None, None, None))
    again(office)
    assert scores(office) == {FIRST: 0}


def test_a_projects_later_evaluation_wins_whatever_the_files_are_called(office: Path) -> None:
    send_back(office, "a.xlsx", (FIRST, 90, None, date(2023, 4, 25)))
    send_back(
        office,
        "b.xlsx",
        (FIRST, 60, None, date(2023, 4, 20)),
        (SECOND, 70, None, date(2023, 4, 20)),
    )
    again(office)
    assert scores(office) == {FIRST: 90, SECOND: 70}
    rows = pd.read_parquet(office / "outputs" / "2566-Q2" / "master" / "reviews.parquet")
    assert sorted(zip(rows["sed_score"], rows["standing"], strict=True)) == [
        (60, "superseded"), (70, "current"), (90, "current"),
    ]  # fmt: skip


@pytest.mark.parametrize(("row", "check", "severity", "cell", "kept"), [
    ((FIRST, 120, None, date(2023, 4, 20)), "REV-03", "error", "C4", {}),
    ((FIRST, -1, None, date(2023, 4, 20)), "REV-03", "error", "C4", {}),
    (("50100000-9999", 80, None, date(2023, 4, 20)), "REV-02", "warning", "A7", {}),
    ((FIRST, "ดีมาก", "ดี", date(2023, 4, 20)), "CELL-01", "warning", "C4", {}),
    ((FIRST, 80, None, "เมื่อวาน"), "CELL-03", "warning", "E4", {FIRST: 80}),
    (("5010-1", 80, None, date(2023, 4, 20)), "CELL-06", "error", "A7", {}),
])  # fmt: skip
def test_each_mistake_of_the_evaluator_is_said_and_the_other_rows_count(
    office: Path, row: Row, check: str, severity: str, cell: str, kept: dict[str, float]
) -> None:
    send_back(office, "back.xlsx", row, (THIRD, 95, None, date(2023, 4, 20)))
    told = again(office)
    assert findings(office) == [(check, severity, "back.xlsx", [cell])]
    assert scores(office) == kept | {THIRD: 95}
    assert told["reconciliation"]["balanced"] is True


def test_two_evaluations_of_one_day_that_differ_are_said_and_one_counts(office: Path) -> None:
    send_back(office, "a.xlsx", (FIRST, 90, None, date(2023, 4, 20)))
    send_back(office, "b.xlsx", (FIRST, 60, None, date(2023, 4, 20)))
    told = again(office)
    sha = {one["file"]: one["sha256"] for one in told["submissions"]}
    later = max(("a.xlsx", "b.xlsx"), key=lambda name: sha[name])
    assert scores(office) == {FIRST: 90 if later == "a.xlsx" else 60}
    (told_of,) = findings(office)
    other = "b.xlsx" if later == "a.xlsx" else "a.xlsx"
    assert told_of == ("REV-01", "warning", other, ["C4", "D4"])


def test_an_evaluation_dropped_in_untouched_says_nothing(office: Path) -> None:
    send_back(office, "back.xlsx")
    again(office)
    assert (scores(office), findings(office)) == ({}, [])


def test_an_evaluation_of_another_period_waits_for_it(office: Path) -> None:
    send_back(office, "back.xlsx", (FIRST, 85, None, date(2023, 4, 20)))
    (office / "inputs" / "q3.xlsx").write_bytes(submission(quarter=3))
    quarterly(make_run(office / "inputs", office / "outputs", period="2566-Q3"))
    rows = pd.read_parquet(office / "outputs" / "2566-Q3" / "master" / "measures_projects.parquet")
    assert rows["sed_score"].isna().all()
    again_of_q2 = make_run(office / "inputs", office / "outputs", period="2566-Q2")
    quarterly(again_of_q2)
    assert scores(office) == {FIRST: 85}
