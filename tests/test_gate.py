"""The gate: every kind of bad file is told by its own cause, and none stops the others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from pipeline.checking import check
from pipeline.findings import Finding
from pipeline.gate import FILE_SIZE, scan
from pipeline.intake import InputFile
from pipeline.raw import RawWorkbook
from pipeline.read import read, read_bytes
from pipeline.run import make_run
from pipeline.scan import Scanner
from tests.bad_files import ACCEPTED, IGNORED, bad_files
from tests.builders import findings, submission

SECONDS = 20
"""A hang, not a speed: what takes a second here may take ten on a busy machine."""
MILLION = 1_000_000
CAUSES = {
    *("FILE-01", "FILE-02", "FILE-03", "FILE-04", "FILE-05", "FILE-06", "FILE-07", "FILE-08"),
    "FILE-10",
    "FILE-12",
}
BY_NAME = ("by-name.csv", "by-name.xls")
GOOD = tuple(f"50{number:02d}0000" for number in range(1, 14) if number != 10)
ROOT = Path(__file__).parent.parent
OFFICE = shutil.which("soffice")


def test_there_are_enough_kinds_of_bad_files() -> None:
    refused = [check for check, _ in bad_files().values() if check != ACCEPTED]
    assert len(refused) >= 60
    assert {*refused, "FILE-12"} == CAUSES  # the last is no file at all, see below


@pytest.mark.parametrize("file", sorted(set(bad_files()) - set(BY_NAME)))
def test_each_bad_file_is_told_by_its_cause(file: str) -> None:
    check, content = bad_files()[file]
    started = time.perf_counter()
    raw = read_bytes(content, file)
    assert time.perf_counter() - started < SECONDS
    if check in (ACCEPTED, IGNORED):
        assert raw.refused is None and _titles(raw) == _titles(read_bytes(submission(), file))
        assert [one.check for one in raw.warnings] == [check] * (check == IGNORED)
    else:
        assert raw.refused is not None and raw.sheets == ()
        assert raw.refused.check == check, raw.refused.message()
    for finding in (raw.refused, *raw.warnings):
        if finding is not None:
            assert _is_told(finding, file)


def _titles(raw: RawWorkbook) -> list[str]:
    return [sheet.name for sheet in raw.sheets]


def _is_told(finding: Finding, file: str) -> bool:
    said = finding.message()
    whole = said.startswith(f"แฟ้ม {file} ") and said.endswith(f"[{finding.check}]")
    return whole and f" — {finding.repair()}" in said and "{" not in said


def test_the_gate_lets_a_good_submission_through() -> None:
    assert scan(submission(), "a.xlsx").refused is None
    assert scan(submission(), "a.xlsx").warnings == ()


def test_of_a_file_that_is_too_large_no_more_is_read_than_tells_it(tmp_path: Path) -> None:
    with (tmp_path / "a.xlsx").open("wb") as large:
        large.truncate(500 * FILE_SIZE)  # 10 GB, none of it on the disk
    refused = read(InputFile(tmp_path / "a.xlsx", "a.xlsx")).refused
    assert refused is not None and refused.check == "FILE-05"


@pytest.mark.parametrize(
    "tag",
    [
        *(b"<row ", b"<c ", b"<mergeCell ", b"<!--", b'<sheet "', b"<?xml ", b"<c" + b" " * 99),
        *(b"<cellXfs />", b"<c><f/></c>", b"<xf/>", b"<v/>"),
        b"<!-- <numFmt " + b"a" * 80_000 + b" > -->",
    ],
)
def test_no_text_makes_the_scan_slow(tag: bytes) -> None:
    started = time.perf_counter()
    many = tag * max(1, MILLION // len(tag))
    for root in (b"worksheet", b"workbook", b"styleSheet", b"sst"):
        for part in (b"<%s>%s</%s>" % (root, many, root), b"<%s>%s" % (root, many), many):
            Scanner().part("xl/a.xml", part)
    assert time.perf_counter() - started < SECONDS


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every bad file and what is no file at all, among twelve good workbooks."""
    inputs = tmp_path_factory.mktemp("crowd") / "inputs"
    for folder in ("bad", "bad/.cache", "เขต"):
        (inputs / folder).mkdir(parents=True)
    for file, (_, content) in bad_files().items():
        (inputs / "bad" / file).write_bytes(content)
    os.mkfifo(inputs / "bad" / "pipe.xlsx")
    (inputs / "bad" / "link.xlsx").symlink_to(inputs / "เขต" / "50010000-2566-Q2.xlsx")
    (inputs / "bad" / "~$50010000.xlsx").write_bytes(b"\x05user")
    for agency in GOOD:
        (inputs / "เขต" / f"{agency}-2566-Q2.xlsx").write_bytes(submission(agency_code=agency))
    return inputs


def test_bad_files_stop_nobody(crowd: Path) -> None:
    before = _seen(crowd)
    outputs = crowd.parent / "outputs"
    command = [sys.executable, "-m", "pipeline", "quarterly"]
    made = subprocess.run(
        [*command, "--inputs", str(crowd), "--outputs", str(outputs)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0 and made.stderr == "" and "Traceback" not in made.stdout
    assert _seen(crowd) == before
    assert sorted(path.name for path in crowd.parent.iterdir()) == ["inputs", "outputs"]
    told = _told(outputs)
    wanted = {(f"bad/{file}", check) for file, (check, _) in bad_files().items()}
    wanted |= {("bad/pipe.xlsx", "FILE-12"), ("bad/link.xlsx", "FILE-12")}
    assert {pair for pair in wanted if pair[1] != ACCEPTED} <= told
    refused = {file for file, check in told if check.startswith("FILE-") and check < IGNORED}
    assert refused == {
        file for file, check in wanted if check not in (ACCEPTED, IGNORED, "FILE-12")
    }
    for file in refused:
        assert file in made.stdout, "the console names every file that was not taken"
    projects = pd.read_parquet(outputs / "2566-Q2" / "master" / "projects.parquet")
    merged = projects[projects["standing"] == "current"]
    assert {agency: 3 for agency in GOOD}.items() <= dict(
        merged["agency_code"].value_counts()
    ).items()
    record = json.loads((outputs / "2566-Q2" / "run.json").read_bytes())
    assert record["reconciliation"]["balanced"]
    assert {"bad/.cache", "bad/~$50010000.xlsx"} <= set(record["ignored"])


def test_the_check_of_one_file_says_what_the_run_says(crowd: Path) -> None:
    files = [crowd / "bad" / file for file in (*bad_files(), "pipe.xlsx", "link.xlsx")]
    found = check(make_run(Path(), Path()), files)
    said = {(Path(one.file).name, one.check) for one in found if one.check in CAUSES}
    wanted = {pair for pair in ((file, told) for file, (told, _) in bad_files().items())}
    wanted |= {("pipe.xlsx", "FILE-12"), ("link.xlsx", "FILE-12")}
    assert said == {pair for pair in wanted if pair[1] != ACCEPTED}


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_a_workbook_saved_by_libreoffice_is_as_good(tmp_path: Path) -> None:
    original = submission({"ความก้าวหน้า!I2": "๑๒,๐๐๐ บาท"})
    (tmp_path / "a.xlsx").write_bytes(original)
    command = [str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "a.xlsx")], check=True, capture_output=True)
    saved = (tmp_path / "out" / "a.xlsx").read_bytes()
    assert scan(saved, "a.xlsx").signs == frozenset()
    assert read_bytes(saved, "a.xlsx").sheets == read_bytes(original, "a.xlsx").sheets
    assert findings(saved) == findings(original)


def _seen(folder: Path) -> dict[str, tuple[int, int]]:
    files = (path for path in sorted(folder.rglob("*")))
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in files}


def _told(outputs: Path) -> set[tuple[str, str]]:
    lines = (outputs / "2566-Q2" / "findings.jsonl").read_text("utf-8").splitlines()
    return {(one["file"], one["check"]) for one in map(json.loads, lines)}
