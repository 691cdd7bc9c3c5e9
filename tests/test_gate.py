"""The gate: every kind of bad file is told by its own cause, and none stops the others."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from pipeline.findings import Finding
from pipeline.gate import FILE_SIZE, refusal, scan
from pipeline.intake import InputFile
from pipeline.quarterly import quarterly
from pipeline.raw import RawWorkbook
from pipeline.read import read, read_bytes
from pipeline.run import make_run
from pipeline.scan import Scanner
from tests.bad_files import ACCEPTED, IGNORED, bad_files
from tests.builders import submission

SECONDS = 2
MILLION = 1_000_000
CAUSES = {
    *("FILE-01", "FILE-02", "FILE-03", "FILE-04", "FILE-05", "FILE-06", "FILE-07", "FILE-08"),
    "FILE-10",
}
BY_NAME = ("by-name.csv", "by-name.xls")
GOOD = ("50010000", "50020000", "50030000")


def test_there_are_enough_kinds_of_bad_files() -> None:
    refused = [check for check, _ in bad_files().values() if check != ACCEPTED]
    assert len(refused) >= 60
    assert set(refused) == CAUSES


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
    assert refusal(submission(), "a.xlsx") is None
    assert scan(submission(), "a.xlsx").warnings == ()


def test_of_a_file_that_is_too_large_no_more_is_read_than_tells_it(tmp_path: Path) -> None:
    with (tmp_path / "a.xlsx").open("wb") as large:
        large.truncate(500 * FILE_SIZE)  # 10 GB, none of it on the disk
    refused = read(InputFile(tmp_path / "a.xlsx", "a.xlsx")).refused
    assert refused is not None and refused.check == "FILE-05"


@pytest.mark.parametrize(
    "tag", [b"<row ", b"<c ", b"<mergeCell ", b"<!--", b'<sheet "', b"<?xml ", b"<c" + b" " * 99]
)
def test_no_text_makes_the_scan_slow(tag: bytes) -> None:
    started = time.perf_counter()
    for start in (b"<worksheet>", b"<workbook>", b""):
        Scanner().part("xl/a.xml", start + tag * (MILLION // len(tag)))
    assert time.perf_counter() - started < SECONDS


def test_bad_files_stop_nobody(tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    for file, (_, content) in bad_files().items():
        (inputs / file).write_bytes(content)
    for agency in GOOD:
        (inputs / f"{agency}-2566-Q2.xlsx").write_bytes(submission(agency_code=agency))
    master = quarterly(make_run(inputs, tmp_path / "outputs")).master
    found = {(one.file, one.check) for one in master.findings}
    wanted = {(file, check) for file, (check, _) in bad_files().items() if check != ACCEPTED}
    assert wanted - found == set()
    counted = master.frames["projects"].query("standing == 'current'")["agency_code"]
    assert set(GOOD) <= set(counted)
    lines = (tmp_path / "outputs/2566-Q2/findings.jsonl").read_text("utf-8").splitlines()
    told = {(one["file"], one["check"]) for one in map(json.loads, lines)}
    assert wanted <= told
