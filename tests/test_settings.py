"""Switches, waivers and withdrawals are data: what they change, and where they are shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline import settings_files
from pipeline.cli import main
from pipeline.merge import merge
from pipeline.period import Period
from pipeline.quarterly import quarterly
from pipeline.run import make_run
from pipeline.settings_files import SettingsError
from schemas import lists
from tests.builders import checked, findings, submission

P, G = "โครงการ", "ความก้าวหน้า"
FIRST = "50100000-3670"
FALLS = {f"{G}!I3": 100}  # PRG-08, a warning
BLANK = {f"{P}!K2": None}  # CELL-11, a warning
Set = Callable[..., None]

SWITCH = {
    "check": "PRG-08",
    "severity": "off",
    "from": "2566-Q2",
    "until": "2566-Q2",
    "reason": "คืนเงินเหลือจ่าย",
    "by": "ผู้อำนวยการกองประเมินผล",
}
WAIVER = {key: SWITCH[key] for key in ("check", "from", "until", "reason", "by")} | {
    "agency": "50100000",
    "project": FIRST,
}
WITHDRAWN = {
    "period": "2566-Q2",
    "project": FIRST,
    "reason": "ส่งซ้ำกับโครงการของสำนัก",
    "by": "ผู้อำนวยการกองประเมินผล",
}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Set:
    """Writes entries into copies of the settings that the run then reads."""
    folder = tmp_path / "schemas"
    (folder / "lists").mkdir(parents=True)
    for path in settings_files.SETTINGS.glob("*.toml"):
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(settings_files, "SETTINGS", folder)

    def write(name: str, *entries: dict[str, Any], to: str | None = None) -> None:
        path = folder / (to or ("checks.toml" if name == "switch" else "waivers.toml"))
        lines = [
            f"[[{name}]]\n"
            + "".join(f"{key} = {json.dumps(value)}\n" for key, value in one.items())
            for one in entries
        ]
        path.write_text(path.read_text("utf-8") + "\n".join(lines), encoding="utf-8")

    return write


def checks(*contents: bytes | tuple[str, bytes]) -> list[tuple[str, str]]:
    return [(one.check, one.severity) for one in findings(*contents)]


def test_a_check_that_is_off_says_nothing(office: Set) -> None:
    assert checks(submission(FALLS)) == [("PRG-08", "warning")]
    office("switch", SWITCH)
    assert checks(submission(FALLS)) == []


@pytest.mark.parametrize("severity", ["error", "info"])
def test_a_check_can_be_made_louder_or_quieter_and_the_project_stands_accordingly(
    office: Set, severity: str
) -> None:
    office("switch", SWITCH | {"severity": severity})
    assert checks(submission(FALLS)) == [("PRG-08", severity)]
    master = merge(checked(submission(FALLS)), Period(2566, 2))
    standing = master.frames["projects"]["standing"].tolist()
    assert standing == [("held" if severity == "error" else "current"), "current", "current"]


@pytest.mark.parametrize(("when", "told"), [
    ({"from": "2566-Q3", "until": ""}, 1),
    ({"from": "2565-Q1", "until": "2566-Q1"}, 1),
    ({"from": "2565-Q1", "until": ""}, 0),
])  # fmt: skip
def test_a_switch_holds_in_its_quarters_alone(office: Set, when: dict[str, str], told: int) -> None:
    office("switch", SWITCH | when)
    assert len(findings(submission(FALLS))) == told


def test_a_check_over_quarters_can_be_switched_too(office: Set) -> None:
    office("switch", SWITCH | {"check": "HIS-01", "severity": "warning"})
    lower = ("q2.xlsx", submission({f"{G}!C2": 22}))
    assert checks(("q1.xlsx", submission(quarter=1)), lower) == [("HIS-01", "warning")]


def test_a_waived_finding_is_information_with_the_reason(office: Set) -> None:
    office("waiver", WAIVER)
    (finding,) = findings(submission(FALLS))
    assert (finding.check, finding.severity) == ("PRG-08", "info")
    said = "ไม่ต้องแก้ไข สยป. ยกเว้นให้ถึง 2566-Q2: คืนเงินเหลือจ่าย (โดย ผู้อำนวยการกองประเมินผล)"
    assert said in finding.message() and "waived" in finding.message("en")


@pytest.mark.parametrize(("changed", "severity"), [
    ({"project": ""}, "info"),
    ({"project": "50100000-3671"}, "warning"),
    ({"agency": "50010000"}, "warning"),
    ({"check": "PRG-07"}, "warning"),
    ({"from": "2565-Q2", "until": "2566-Q1"}, "warning"),  # expired
])  # fmt: skip
def test_a_waiver_is_for_one_agency_check_project_and_time(
    office: Set, changed: dict[str, str], severity: str
) -> None:
    office("waiver", WAIVER | changed)
    assert checks(submission(FALLS)) == [("PRG-08", severity)]


def test_a_withdrawn_project_counts_in_no_sheet_and_the_file_is_still_accepted(office: Set) -> None:
    office("withdrawn", WITHDRAWN)
    done = checked(submission(BLANK | {f"{G}!C2": 130}))
    assert [(one.check, one.severity) for one in done.findings] == [("PRJ-10", "info")]
    assert "ส่งซ้ำกับโครงการของสำนัก" in done.findings[0].message()
    master = merge(done, Period(2566, 2))
    for name in ("projects", "plans", "progress", "kpis"):
        rows = master.frames[name]
        assert set(rows.loc[rows["project_code"] == FIRST, "standing"]) == {"rejected"}
        assert set(rows.loc[rows["project_code"] != FIRST, "standing"]) == {"current"}
    assert master.submissions["status"].tolist() == ["accepted"]


def test_a_withdrawn_project_is_judged_against_no_quarter_and_no_revision(office: Set) -> None:
    office("withdrawn", WITHDRAWN)
    before = ("q1.xlsx", submission(quarter=1))
    lower = submission({f"{G}!C2": 20, "ตัวชี้วัด!F2": 1, f"{P}!R2": 5})
    assert checks(before, ("q2.xlsx", lower)) == [("PRJ-10", "info")]
    master = merge(checked(before, ("q2.xlsx", lower)), Period(2566, 2))
    assert set(master.submissions["status"]) == {"accepted"}
    plans = master.frames["plans"]
    standing = plans.loc[plans["project_code"] == FIRST].set_index("file")["standing"]
    assert standing.to_dict() == {"q1.xlsx": "current", "q2.xlsx": "rejected"}


@pytest.mark.parametrize("check", ["CELL-02", "CELL-03", "CELL-07"])
def test_a_report_without_a_day_counts_nowhere_whatever_is_softened(
    office: Set, check: str, tmp_path: Path
) -> None:
    office("switch", SWITCH | {"check": check, "severity": "warning", "from": "2566-Q1"})
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "q1.xlsx").write_bytes(submission(quarter=1))
    blank = {f"{G}!B3": None, f"{G}!B4": "ก.พ.", f"{G}!B7": "#REF!"}
    (tmp_path / "in" / "q2.xlsx").write_bytes(submission(blank))
    done = quarterly(make_run(tmp_path / "in", tmp_path / "out", period="2566-Q2"))
    rows = done.master.frames["progress"]
    assert rows.loc[rows["standing"] == "current", "report_date"].notna().all()


@pytest.mark.parametrize("line", [
    "50100000-3670,50100000,50010000,,คำสั่ง",
    "50100000-3670,50100000,5015,2566-Q2,คำสั่ง",
    "3670,50100000,50010000,2566-Q2,คำสั่ง",
    "50100000-3670,50100000,50010000,2566-q2,คำสั่ง",
    "50100000-3670,50100000,50010000,2566-Q2,",
    "50100000-3670,50100000,50100000,2566-Q2,คำสั่ง",
    "x,y",
])  # fmt: skip
def test_a_transfer_that_cannot_be_used_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    for path in lists.FOLDER.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "transfers.csv").open("a", encoding="utf-8") as transfers:
        transfers.write(line + "\n")
    monkeypatch.setattr(lists, "FOLDER", tmp_path)
    lists.transfers.cache_clear()
    try:
        with pytest.raises(SettingsError, match=r"transfers\.csv"):
            make_run(Path(), Path())
    finally:
        lists.transfers.cache_clear()


def test_what_was_used_is_listed_in_the_outputs(office: Set, tmp_path: Path) -> None:
    office("switch", SWITCH | {"check": "CELL-11", "severity": "info"})
    office("waiver", WAIVER, WAIVER | {"agency": "50010000"})
    office("withdrawn", WITHDRAWN | {"project": "50100000-3672"})
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "a.xlsx").write_bytes(submission(BLANK | FALLS))
    quarterly(make_run(inputs, tmp_path / "outputs"))
    folder = tmp_path / "outputs" / "2566-Q2"
    told = json.loads((folder / "run.json").read_bytes())["exceptions"]
    assert [(one["kind"], one.get("check"), one["findings"]) for one in told] == [
        ("switch", "CELL-11", 1),
        ("waiver", "PRG-08", 1),
        ("withdrawn", None, 1),
    ]
    book = load_workbook(folder / "evaluation.xlsx")
    sources = {
        row[0]: row[1:3] for row in book["ที่มาและการกระทบยอด"].iter_rows(min_row=4, values_only=True)
    }
    assert sources["ยกเว้น"][0] == "PRG-08 · 50100000 · 50100000-3670"
    assert "คืนเงินเหลือจ่าย (โดย ผู้อำนวยการกองประเมินผล) · ใช้กับ 1 ข้อค้นพบ" in sources["ยกเว้น"][1]
    assert sources["ปรับข้อตรวจ"][0] == "CELL-11 → แจ้งให้ทราบ"
    assert sources["ถอนโครงการ"][0] == "50100000-3672"
    found = [row for row in book["ข้อค้นพบ"].iter_rows(min_row=4, values_only=True) if row[2]]
    assert [(row[2], row[1]) for row in found] == [("PRG-08", "แจ้งให้ทราบ")]


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("switch", SWITCH | {"check": "PRG-99"}, "PRG-99"),
    ("switch", SWITCH | {"check": "FILE-04"}, "FILE-04"),
    ("switch", SWITCH | {"severity": "loud"}, "loud"),
    ("switch", SWITCH | {"from": "2566"}, "2566"),
    ("switch", SWITCH | {"until": "2566-Q5"}, "2566-Q5"),
    ("switch", SWITCH | {"reason": ""}, "reason"),
    ("switch", SWITCH | {"from": "2566-q2"}, "2566-q2"),
    ("switch", SWITCH | {"until": "๒๕๖๖-Q2"}, "๒๕๖๖-Q2"),
    ("switch", SWITCH | {"from": "2566-Q3", "until": "2566-Q2"}, "2566-Q3"),
    ("switch", SWITCH | {"check": "CELL-05"}, "CELL-05"),
    ("switch", SWITCH | {"form": "2566-Q2"}, "form"),
    ("switch", {key: SWITCH[key] for key in SWITCH if key != "by"}, "by"),
    ("waiver", WAIVER | {"agency": "99990000"}, "99990000"),
    ("waiver", WAIVER | {"project": "5010"}, "5010"),
    ("waiver", WAIVER | {"check": "PRJ-01"}, "transfers.csv"),
    ("waivers", WAIVER, "waivers"),
    ("withdrawn", WITHDRAWN | {"period": ""}, "period"),
    ("withdrawn", WITHDRAWN | {"project": FIRST[:8]}, FIRST[:8]),
    ("withdrawn", WITHDRAWN | {"agency": "50100000"}, "agency"),
]


@pytest.mark.parametrize(("name", "entry", "said"), WRONG)
def test_an_entry_that_cannot_be_used_stops_the_run_and_says_why(
    office: Set, name: str, entry: dict[str, Any], said: str
) -> None:
    office(name, entry)
    with pytest.raises(SettingsError, match=said) as stopped:
        make_run(Path(), Path())
    assert str(stopped.value).startswith("schemas/")


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    ("criteria.toml", "ahead = 5.0", "", "ahead"),
    ("criteria.toml", "ahead = 5.0", "ahead = 5.0\nahaed = 6.0", "ahaed"),
    ("criteria.toml", "[stalled]", "[stuck]", "stuck"),
    ("calendar.toml", "[deadlines]", "[deadlines]\n'2566-Q2' = 'soon'", "2566-Q2"),
    ("calendar.toml", "[deadlines]", "[deadlines]\n'2566-2' = 2023-04-10", "2566-2"),
    ("calendar.toml", "[deadlines]", "[dates]", "dates"),
    ("calendar.toml", "[deadlines]", "[deadlines]\n'2566-q2' = 2023-04-10", "2566-q2"),
    ("calendar.toml", "[deadlines]", "[deadlines]\n'2566-Q2' = 2023-04-10T00:00:00Z", "2566-Q2"),
    ("criteria.toml", "ahead = 5.0", 'ahead = "5.0"', "ahead"),
    ("criteria.toml", "days = 45", "days = 45.5", "days"),
    ("criteria.toml", "[32.0, 52.0, 75.0, 93.0]", "[32.0, 52.0, 75.0]", "targets"),
    ("criteria.toml", "[32.0, 52.0, 75.0, 93.0]", "93.0", "targets"),
    ("checks.toml", "# Which", "= Which", "checks.toml"),
])  # fmt: skip
def test_a_threshold_or_a_deadline_that_is_missing_or_unknown_stops_the_run(
    office: Set, file: str, old: str, new: str, said: str
) -> None:
    path = settings_files.SETTINGS / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        make_run(Path(), Path())


def test_the_command_says_it_and_writes_nothing(
    office: Set, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    office("switch", SWITCH | {"check": "PRG-99"})
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["quarterly"])
    assert done.exit_code == 1
    assert "ไม่มีข้อตรวจ 'PRG-99'" in done.output and not (tmp_path / "outputs").exists()
