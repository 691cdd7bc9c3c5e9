"""Commands: help, exit codes, what is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from pipeline.cli import main
from tests.builders import submission

ROOT = Path(__file__).parent.parent


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "แฟ้มของเขต.xlsx"
    path.parent.mkdir()
    path.write_bytes(submission({"ความก้าวหน้า!C3": 12}))
    return path


def test_every_command_has_help() -> None:
    for name in main.commands:
        assert call(name, "--help").exit_code == 0


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = {
        line.split(":")[0] for line in makefile.splitlines() if ": " in line and "## " in line
    }
    assert targets >= {
        "quarterly",
        "templates",
        "check",
        "pages",
        "trace",
        "dictionary",
        "test",
        "lint",
        "clean",
    }
    assert [target for target in targets if f"make {target}" not in readme] == []


def test_the_main_job_exits_with_0_whatever_was_found(bad: Path, tmp_path: Path) -> None:
    made = call("quarterly", "--inputs", bad.parent, "--outputs", tmp_path / "out")
    assert made.exit_code == 0
    assert "รับบางส่วน" in made.output and "feedback/" in made.output


def test_the_console_speaks_english_when_asked(bad: Path, tmp_path: Path) -> None:
    made = call("quarterly", "--inputs", bad.parent, "--outputs", tmp_path / "out", "--lang", "en")
    assert "partly accepted" in made.output and "outputs are in" in made.output


def test_nothing_to_read_exits_with_3(tmp_path: Path) -> None:
    made = call("quarterly", "--inputs", tmp_path, "--outputs", tmp_path / "out")
    assert made.exit_code == 3 and "ไม่พบแฟ้มรายงาน" in made.output
    assert not (tmp_path / "out").exists()


def test_a_period_that_nobody_sent_exits_with_3_and_names_those_found(
    bad: Path, tmp_path: Path
) -> None:
    made = call(
        "quarterly", "--inputs", bad.parent, "--outputs", tmp_path / "o", "--period", "2567-Q1"
    )
    assert made.exit_code == 3 and "2566-Q2" in made.output


def test_a_mistyped_period_is_wrong_usage() -> None:
    made = call("quarterly", "--period", "2566Q2")
    assert made.exit_code == 2 and "2566-Q2" in made.output


def test_check_prints_the_findings_and_exits_with_1_on_an_error(bad: Path) -> None:
    made = call("check", bad)
    assert made.exit_code == 1
    assert "ความก้าวหน้า!C3" in made.output and "[PRG-02]" in made.output


def test_check_exits_with_0_on_a_good_workbook(tmp_path: Path) -> None:
    path = tmp_path / "good.xlsx"
    path.write_bytes(submission())
    made = call("check", path)
    assert (made.exit_code, made.output) == (
        0,
        "good.xlsx: ต้องแก้ไข 0 · ควรตรวจ 0 · แจ้งให้ทราบ 0\n",
    )


def test_check_of_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert call("check", tmp_path / "nothing.xlsx").exit_code == 2


def test_check_compares_with_the_period_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "good.xlsx"
    path.write_bytes(submission())
    assert "[COV-07]" in call("check", path, "--period", "2566-Q3").output


def test_outputs_that_cannot_be_written_exit_with_1(bad: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    made = call("quarterly", "--inputs", bad.parent, "--outputs", tmp_path / "out")
    assert made.exit_code == 1 and "เขียนผลลัพธ์ไม่สำเร็จ" in made.output


def test_templates_are_filled_from_the_last_master(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(submission())
    call("quarterly", "--inputs", tmp_path / "in", "--outputs", tmp_path / "out")
    assert call("templates", "--period", "2566-Q3", "--outputs", tmp_path / "out").exit_code == 0
    forms = tmp_path / "out" / "templates" / "2566-Q3"
    assert len(list(forms.glob("*.xlsx"))) == 50
    made = call("check", forms / "50100000.xlsx")
    assert "CELL-02" not in made.output and "50100000-3670" in made.output  # no report yet: PRG-04


def test_templates_hold_nothing_that_the_sample_made_up(tmp_path: Path) -> None:
    (tmp_path / "in" / "sample").mkdir(parents=True)
    (tmp_path / "in" / "sample" / "a.xlsx").write_bytes(submission())
    call("quarterly", "--inputs", tmp_path / "in", "--outputs", tmp_path / "out")
    call("templates", "--period", "2566-Q3", "--outputs", tmp_path / "out")
    form = tmp_path / "out" / "templates" / "2566-Q3" / "50100000.xlsx"
    assert "50100000-3670" not in [
        cell.value for (cell,) in load_workbook(form)["โครงการ"]["A2:A9"]
    ]


def test_pages_become_one_draft_an_agency_and_year(tmp_path: Path) -> None:
    made = call("import-pages", ROOT / "tests" / "data" / "pages", "--outputs", tmp_path)
    assert made.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "drafts").iterdir()) == [
        "18000000-2564.xlsx",
        "50010000-unknown.xlsx",
        "50100000-2566.xlsx",
        "50150000-2563.xlsx",
        "50290000-2563.xlsx",
        "50410000-2564.xlsx",
        "50410000-2566.xlsx",
        "50470000-2563.xlsx",
        "50490000-2563.xlsx",
    ]
    said = call("check", tmp_path / "drafts" / "50100000-2566.xlsx").output
    assert "[PAGE-01]" in said and "[PAGE-04]" in said


@pytest.mark.parametrize(
    "command", [["templates", "--period", "2566-Q3"], ["import-pages", ROOT / "tests/data/pages"]]
)
def test_forms_that_cannot_be_written_are_said(tmp_path: Path, command: list[str | Path]) -> None:
    (tmp_path / "file").write_text("no folder")
    told = call(*command, "--outputs", tmp_path / "file")
    assert (told.exit_code, told.exception.__class__) == (1, SystemExit)
    assert "เขียนผลลัพธ์ไม่สำเร็จ" in told.output and str(tmp_path / "file") in told.output
