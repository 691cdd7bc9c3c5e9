"""Eight quarters over two fiscal years in a row: late and corrected files, a department by data."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.period import Period
from pipeline.standing import MASTER_KEYS
from tests.builders import submission

G, P = "ความก้าวหน้า", "โครงการ"
HERE, THERE, NEW = "50100000", "50010000", "01000000"
QUARTERS = [Period(year, quarter) for year in (2566, 2567) for quarter in (1, 2, 3, 4)]
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """inputs/ and outputs/ after eight quarters, each run when its workbooks came in.

    It is the office's own copy of the software, in which one line of a list was added: a
    department, expected from 2567-Q1 on.
    """
    folder = tmp_path_factory.mktemp("years")
    for name in ("pipeline", "schemas"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "schemas" / "lists" / "agencies.csv").open("a", encoding="utf-8") as register:
        register.write(f"{NEW},สำนักทดสอบ,สำนักทดสอบ,,department,สำนัก,2567-Q1,,yes\n")
    (folder / "inputs").mkdir()
    for period in QUARTERS:
        for name, content in arriving(period):
            (folder / "inputs" / name).write_bytes(content)
        run(folder, period)
    return folder


def arriving(period: Period) -> Iterator[tuple[str, bytes]]:
    """What comes in for a quarter: THERE is late once, HERE corrects once, NEW joins in 2567."""
    for agency in (HERE, THERE, NEW) if period.fiscal_year == 2567 else (HERE, THERE):
        if (agency, str(period)) != (THERE, "2566-Q2"):
            yield sent(agency, period)
    if str(period) == "2566-Q3":
        yield sent(THERE, Period(2566, 2))  # after the second quarter's run
    if str(period) == "2567-Q2":
        yield (
            "corrected.xlsx",
            submission(
                {f"{G}!C4": 50},  # 52.5 was a slip
                **cover(HERE, Period(2567, 2)),
                revision=2,
                correction_reason="พิมพ์ผิด",
            ),
        )


def sent(agency: str, period: Period) -> tuple[str, bytes]:
    return (f"{agency}-{period}.xlsx", submission(**cover(agency, period)))


def cover(agency: str, period: Period) -> dict[str, Any]:
    known = {"agency_code": agency, "fiscal_year": period.fiscal_year, "quarter": period.quarter}
    return known if agency != NEW else known | {"agency_name": "สำนักทดสอบ"}


def run(folder: Path, period: Period, outputs: str = "outputs") -> None:
    command = [sys.executable, "-m", "pipeline", "quarterly", "--period", str(period)]
    made = subprocess.run(
        [*command, "--outputs", outputs], cwd=folder, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr


def record(folder: Path, period: Period | str, outputs: str = "outputs") -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / outputs / str(period) / "run.json").read_bytes())
    return told


def overall(folder: Path, period: Period | str, outputs: str = "outputs") -> pd.Series:
    rows = pd.read_parquet(folder / outputs / str(period) / "master" / "measures_groups.parquet")
    return rows[rows["kind"] == "all"].iloc[0]


def test_every_quarter_is_balanced_and_counts_what_came_in(years: Path) -> None:
    for period in QUARTERS:
        told = record(years, period)
        assert told["reconciliation"]["balanced"] is True
        agencies = 3 if period.fiscal_year == 2567 else 2
        missing = 1 if str(period) == "2566-Q2" else 0
        counted = overall(years, period)["projects_counted"]
        assert counted == 3 * (agencies - missing), period
        assert overall(years, period)["projects_known"] == 3 * agencies
        expected = 51 if period.fiscal_year == 2567 else 50
        assert sum(told["agencies"].values()) == expected


def test_honest_quarters_in_a_row_have_no_error_and_no_warning(years: Path) -> None:
    told = record(years, QUARTERS[-1])["submissions"]
    assert {one["file"]: (one["errors"], one["warnings"]) for one in told if one["warnings"]} == {}
    assert [one for one in told if one["errors"]] == []
    assert {one["status"] for one in told} == {"accepted", "superseded"}


def test_of_each_year_each_project_is_current_once(years: Path) -> None:
    folder = years / "outputs" / "2567-Q4" / "master"
    for name, key in MASTER_KEYS.items():
        rows = pd.read_parquet(folder / f"{name}.parquet")
        current = rows[rows["standing"] == "current"]
        assert not current.duplicated(["fiscal_year", *key]).any()
    projects = pd.read_parquet(folder / "projects.parquet")
    current = projects[projects["standing"] == "current"]
    assert current.groupby("fiscal_year")["project_code"].nunique().to_dict() == {2566: 6, 2567: 9}
    reports = pd.read_parquet(folder / "progress.parquet")
    assert (reports["standing"] == "current").sum() == 3 * 3 * 4 * (2 + 3)


def test_a_late_file_counts_in_its_quarter_when_that_is_run_again(years: Path) -> None:
    assert overall(years, "2566-Q2")["projects_counted"] == 3
    run(years, Period(2566, 2), "again")
    assert overall(years, "2566-Q2", "again")["projects_counted"] == 6


def test_a_corrected_file_takes_the_place_of_the_first(years: Path) -> None:
    files = {one["file"]: one for one in record(years, "2567-Q2")["submissions"]}
    assert files[f"{HERE}-2567-Q2.xlsx"]["status"] == "superseded"
    assert files[f"{HERE}-2567-Q2.xlsx"]["superseded_by"] == "corrected.xlsx"
    rows = pd.read_parquet(years / "outputs" / "2567-Q2" / "master" / "measures_projects.parquet")
    rows = rows.set_index("project_code")
    assert rows.loc[f"{HERE}-3670", "actual_progress"] == 50


@pytest.mark.parametrize("period", [Period(2566, 1), Period(2566, 4)])
def test_an_old_quarter_run_again_gives_the_same_figures(years: Path, period: Period) -> None:
    run(years, period, "later")
    for name in ("measures_projects", "measures_groups"):
        then, now = (
            (years / outputs / str(period) / "master" / f"{name}.parquet").read_bytes()
            for outputs in ("outputs", "later")
        )
        assert then == now


def test_the_departments_code_keeps_its_zero(years: Path) -> None:
    rows = pd.read_parquet(years / "outputs" / "2567-Q1" / "master" / "projects.parquet")
    assert f"{NEW}-3670" in rows["project_code"].tolist()
    told = record(years, "2567-Q1")["submissions"]
    assert [one["agency_code"] for one in told if one["file"].startswith(NEW)] == [NEW]


def test_file_names_and_their_order_change_no_figure(years: Path, tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    for number, path in enumerate(sorted((years / "inputs").iterdir(), reverse=True)):
        (inputs / f"{number:02d}.xlsx").write_bytes(path.read_bytes())
    for name in ("pipeline", "schemas"):
        (tmp_path / name).symlink_to(years / name)
    run(tmp_path, QUARTERS[-1])
    for name in ("measures_projects", "measures_groups"):
        then, now = (
            (folder / "outputs" / "2567-Q4" / "master" / f"{name}.parquet").read_bytes()
            for folder in (years, tmp_path)
        )
        assert then == now
