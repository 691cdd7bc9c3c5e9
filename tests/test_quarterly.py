"""The main job, end to end: what goes in, what lies in outputs/, and that it is all there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.deliver import Busy, staged
from pipeline.quarterly import NoSubmission, Outcome, quarterly
from pipeline.reconcile import Unbalanced
from pipeline.run import make_run
from tests.bad_files import members, packed
from tests.builders import submission

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "inputs" / "sample"
PAGE = "50100000-3670"


def put(folder: Path, **files: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    return folder


def run(inputs: Path, outputs: Path, **asked: Any) -> Outcome:
    return quarterly(make_run(inputs, outputs, **asked))


def record(outputs: Path, period: str = "2566-Q2") -> dict[str, Any]:
    made: dict[str, Any] = json.loads((outputs / period / "run.json").read_bytes())
    return made


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def sample(sample_outputs: Path) -> Path:
    return sample_outputs


def row_of(book: Path, sheet: str, code: str) -> dict[str, Any]:
    heading, *rows = load_workbook(book, data_only=True)[sheet].iter_rows(
        min_row=3, values_only=True
    )
    return next(dict(zip(heading, row, strict=True)) for row in rows if row[0] == code)


def test_the_figures_of_the_complete_page(sample: Path) -> None:
    row = row_of(sample / "evaluation.xlsx", "รายโครงการ", PAGE)
    assert row["ความก้าวหน้าจริง (ร้อยละ)"] == 5.00
    assert row["เดือนที่รายงาน (จาก 3)"] == 2  # January and February, none in March
    assert row["ความก้าวหน้าคงที่ (วัน)"] == 30
    assert row["คงที่เกินเกณฑ์ตั้งแต่"] is None  # 30 days are no standstill
    assert row["เทียบแผน"] == "ประเมินไม่ได้"
    assert row["อัตราเบิกจ่าย (ร้อยละ)"] is None
    assert (row["ตัวชี้วัด"], row["ประเมินได้"]) == (1, 0)
    assert row["สีติดตาม"] == "เทา"
    for word in ("ไม่มีแผน", "อัตราเบิกจ่ายไม่ได้", "ตัวชี้วัดประเมินไม่ได้", "ประมาณวันเสร็จไม่ได้"):
        assert word in row["เหตุผล"]


def test_the_page_is_accepted_with_warnings(sample: Path) -> None:
    told = json.loads((sample / "run.json").read_bytes())
    (page,) = [one for one in told["submissions"] if one["agency_code"] == "50100000"]
    assert (page["status"], page["errors"]) == ("accepted_with_warnings", 0)
    assert told["sample"] is True
    assert sum(told["agencies"].values()) == 50


def test_every_line_of_the_page_reaches_the_master(sample: Path) -> None:
    pages = pd.read_parquet(sample / "master" / "pages.parquet")
    found = set(pages.loc[pages["project_code"] == PAGE, "text"].dropna())
    text = (ROOT / "tests" / "data" / "pages" / f"{PAGE}.txt").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.strip() and line.strip() not in found] == []


def test_the_files_that_the_contract_names_are_there(sample: Path) -> None:
    names = set(hashes(sample))
    wanted = {"evaluation.xlsx", "summary.html", "master.xlsx", "findings.jsonl", "run.json"}
    tables = ("submissions", "projects", "plans", "progress", "kpis", "pages", "findings")
    wanted |= {
        f"master/{name}.parquet" for name in (*tables, "measures_projects", "measures_groups")
    }
    assert wanted <= names
    written = {
        one["path"]: one["sha256"]
        for one in json.loads((sample / "run.json").read_bytes())["outputs"]
    }
    assert written == {
        name: digest for name, digest in hashes(sample).items() if name != "run.json"
    }


def test_what_came_in_went_out(sample: Path) -> None:
    told = json.loads((sample / "run.json").read_bytes())["reconciliation"]
    assert told["balanced"] is True
    for counts in told["rows"].values():
        assert counts["read"] == sum(value for name, value in counts.items() if name != "read")
    shown = {one["column"]: one["evaluation_satang"] for one in told["money"]}
    assert shown["budget_current"] == 1_481_064_080  # 14,810,640.80 baht, summed by hand
    assert all(one["source_satang"] == one["master_satang"] for one in told["money"])


def test_only_the_bad_project_is_held(tmp_path: Path) -> None:
    bad = submission({"ความก้าวหน้า!C3": 12})
    outputs = tmp_path / "out"
    run(put(tmp_path / "in", good=submission(agency_code="50010000"), bad=bad), outputs)
    told = record(outputs)
    assert {one["file"]: one["status"] for one in told["submissions"]} == {
        "good.xlsx": "accepted",
        "bad.xlsx": "partly_accepted",
    }
    rows = told["reconciliation"]["rows"]["ความก้าวหน้า"]
    assert (rows["read"], rows["merged"], rows["held"]) == (18, 15, 3)
    measures = pd.read_parquet(outputs / "2566-Q2" / "master" / "measures_projects.parquet")
    held = measures[measures["standing"] == "held"]
    assert held["project_code"].tolist() == ["50100000-3670"]
    assert (held["attention"].item(), held["actual_progress"].isna().item()) == ("เทา", True)


def test_a_bad_file_stops_no_other(tmp_path: Path) -> None:
    inputs = put(
        tmp_path / "in",
        good=submission(),
        unknown=submission({"ปก!B2": "99999999"}),
        cut=submission()[:2000],
        page=b"<html><table>",
        empty=b"",
    )
    (inputs / "list.csv").write_text("a,b", encoding="utf-8")
    (inputs / "~$good.xlsx").write_bytes(b"lock")
    (inputs / "letter.pdf").write_bytes(b"%PDF-1.4")
    outputs = tmp_path / "out"
    run(inputs, outputs)
    told = record(outputs)
    status = {one["file"]: one["status"] for one in told["submissions"]}
    assert status.pop("good.xlsx") == "accepted"
    assert set(status.values()) == {"rejected"} and len(status) == 5
    assert told["ignored"] == ["letter.pdf", "~$good.xlsx"]
    lines = (outputs / "2566-Q2" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    checks = {one["file"]: one["check"] for one in map(json.loads, lines)}
    assert checks == {
        "cut.xlsx": "FILE-04",
        "empty.xlsx": "FILE-04",
        "list.csv": "FILE-01",
        "page.xlsx": "FILE-01",
        "unknown.xlsx": "COV-01",
    }


def test_feedback_is_made_for_each_workbook_with_findings(tmp_path: Path) -> None:
    bad = submission({"ความก้าวหน้า!C3": 12})
    unknown = submission({"ปก!B2": None})
    outputs = tmp_path / "out"
    run(
        put(tmp_path / "in", good=submission(agency_code="50010000"), bad=bad, odd=unknown), outputs
    )
    names = {path.name for path in (outputs / "2566-Q2" / "feedback").iterdir()}
    digests = {
        name: sha256(content).hexdigest()[:8] for name, content in (("bad", bad), ("odd", unknown))
    }
    assert names == {f"50100000-{digests['bad']}.xlsx", f"unknown-{digests['odd']}.xlsx"}


def test_a_corrected_feedback_workbook_is_the_next_revision(tmp_path: Path) -> None:
    inputs, outputs = put(tmp_path / "in", sent=submission({"ความก้าวหน้า!C3": 12})), tmp_path / "out"
    run(inputs, outputs)
    (answer,) = (outputs / "2566-Q2" / "feedback").iterdir()
    book = load_workbook(answer)
    book["ความก้าวหน้า"]["C3"] = 36
    book["ปก"]["B7"] = "เดือนกุมภาพันธ์พิมพ์ผิด"
    book.save(inputs / "corrected.xlsx")
    run(inputs, outputs)
    told = {one["file"]: one for one in record(outputs)["submissions"]}
    assert (told["corrected.xlsx"]["kind"], told["corrected.xlsx"]["revision"]) == ("feedback", 2)
    assert told["corrected.xlsx"]["held_projects"] == 0
    assert (told["sent.xlsx"]["status"], told["sent.xlsx"]["superseded_by"]) == (
        "superseded",
        "corrected.xlsx",
    )


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    digests = []
    for place, zone, seed in (("a", "Asia/Bangkok", "1"), ("b", "America/Lima", "2")):
        inputs = tmp_path / place / "deep" / "inputs"
        shutil.copytree(SAMPLE, inputs)
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
        command = [sys.executable, "-m", "pipeline", "quarterly", "--inputs", str(inputs)]
        subprocess.run(
            [*command, "--outputs", str(tmp_path / place)], cwd=ROOT, env=environment, check=True,
            capture_output=True,
        )  # fmt: skip
        digests.append(hashes(tmp_path / place / "2566-Q2"))
    assert digests[0] == digests[1]


def test_the_sample_is_read_only_while_nothing_else_is_there(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    shutil.copytree(SAMPLE, inputs / "sample")
    assert run(inputs, tmp_path / "out").intake.sample is True
    put(inputs / "ไตรมาส 2", own=submission())
    outcome = run(inputs, tmp_path / "out")
    assert outcome.intake.sample is False
    assert [one["file"] for one in record(tmp_path / "out")["submissions"]] == ["ไตรมาส 2/own.xlsx"]
    assert "ตัวอย่าง" not in (tmp_path / "out" / "2566-Q2" / "summary.html").read_text("utf-8")


def test_the_sample_is_called_a_sample_in_the_outputs(sample: Path) -> None:
    assert "ตัวอย่าง" in (sample / "summary.html").read_text("utf-8")
    assert load_workbook(sample / "evaluation.xlsx")["สารบัญ"]["A1"].value.startswith("[ตัวอย่าง]")


def test_the_latest_period_that_two_agencies_sent_is_evaluated(tmp_path: Path) -> None:
    inputs = put(
        tmp_path / "in",
        a=submission(),
        b=submission(agency_code="50010000"),
        late=submission(quarter=3),
    )
    outcome = run(inputs, tmp_path / "out")
    assert str(outcome.evaluation.period) == "2566-Q2"
    assert outcome.periods["2566-Q3"] == ["late.xlsx"]
    assert str(run(inputs, tmp_path / "out", period="2566-Q3").evaluation.period) == "2566-Q3"


def test_no_submission_says_what_is_there_instead(tmp_path: Path) -> None:
    with pytest.raises(NoSubmission):
        run(tmp_path / "nowhere", tmp_path / "out")
    inputs = put(tmp_path / "in", a=submission())
    with pytest.raises(NoSubmission) as nothing:
        run(inputs, tmp_path / "out", period="2567-Q1")
    assert list(nothing.value.periods) == ["2566-Q2"]


def test_an_earlier_quarter_stays_known_and_is_not_counted(tmp_path: Path) -> None:
    q1 = submission(agency_code="50010000", quarter=1)
    run(put(tmp_path / "in", a=submission(), q1=q1), tmp_path / "out", period="2566-Q2")
    groups = pd.read_parquet(tmp_path / "out" / "2566-Q2" / "master" / "measures_groups.parquet")
    overall = groups[groups["kind"] == "all"].iloc[0]
    assert (overall["projects_known"], overall["projects_counted"]) == (6, 3)


def test_contacts_and_mobiles_are_in_no_output_but_parquet_and_feedback(tmp_path: Path) -> None:
    secret, mobile = "คุณสมมติ โทร. 0000", "081-234-5678"
    changes: dict[str, object] = {"โครงการ!J2": secret, "ความก้าวหน้า!D2": f"โทร {mobile}"}
    outputs = tmp_path / "out"
    run(put(tmp_path / "in", a=submission(changes)), outputs)
    folder = outputs / "2566-Q2"
    for path in [*folder.glob("*.xlsx"), *folder.glob("*.html"), *folder.glob("*.json*")]:
        said = everything(path)
        assert secret not in said and mobile not in said, path.name
    progress = pd.read_parquet(folder / "master" / "progress.parquet")
    assert "โทร •••" in progress["narrative"].tolist()
    projects = pd.read_parquet(folder / "master" / "projects.parquet")
    assert secret in projects["contact"].tolist()


def everything(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    book = load_workbook(BytesIO(path.read_bytes()))
    return "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row
    )


def test_no_text_of_a_submission_becomes_a_formula_or_markup(tmp_path: Path) -> None:
    name = '=1+1<script>alert(1)</script>{{ 7*7 }}" onmouseover="x'
    changes: dict[str, object] = {"ความก้าวหน้า!H4": f"ขอ{name}"}
    book = load_workbook(BytesIO(submission(changes)))
    book["โครงการ"]["B2"].value = name
    book["โครงการ"]["B2"].data_type = "s"
    target = BytesIO()
    book.save(target)
    run(put(tmp_path / "in", a=target.getvalue()), tmp_path / "out")
    folder = tmp_path / "out" / "2566-Q2"
    page = (folder / "summary.html").read_text("utf-8")
    assert "<script" not in page and 'onmouseover="' not in page and "{{ 7*7 }}" in page
    cell = row_cell(folder / "evaluation.xlsx", "รายโครงการ", name)
    assert cell.data_type == "s"


def row_cell(book: Path, sheet: str, value: str) -> Any:
    rows = load_workbook(book)[sheet].iter_rows()
    return next(cell for row in rows for cell in row if cell.value == value)


def test_a_run_that_does_not_balance_leaves_the_earlier_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, outputs = put(tmp_path / "in", a=submission()), tmp_path / "out"
    run(inputs, outputs)
    before = hashes(outputs / "2566-Q2")
    from pipeline import evaluate

    honest = evaluate.known_projects
    monkeypatch.setattr(evaluate, "known_projects", lambda master: honest(master).iloc[1:])
    with pytest.raises(Unbalanced):
        run(inputs, outputs)
    assert hashes(outputs / "2566-Q2") == before
    assert not list(outputs.glob(".staging*"))


def test_two_runs_at_once_exclude_each_other(tmp_path: Path) -> None:
    inputs, outputs = put(tmp_path / "in", a=submission()), tmp_path / "out"
    with staged(outputs, "2566-Q2"), pytest.raises(Busy):
        run(inputs, outputs)


def test_inputs_are_never_changed(tmp_path: Path) -> None:
    inputs = put(tmp_path / "in", a=submission({"ความก้าวหน้า!C3": 12}))
    before = hashes(inputs)
    run(inputs, tmp_path / "out")
    assert hashes(inputs) == before


def test_every_cell_is_accounted_for(tmp_path: Path) -> None:
    """A total, a column and a sheet of the district's own, cells that cannot be used."""
    book = load_workbook(
        BytesIO(
            submission(
                {
                    "ความก้าวหน้า!I2": "หกแสน",  # unreadable, wanted: refused
                    "ความก้าวหน้า!I5": -1,  # out of range, wanted: refused
                    "ความก้าวหน้า!C8": "ร้อยกว่า",  # unreadable, required: holds project 3
                    "ความก้าวหน้า!A11": "รวม",
                    "ความก้าวหน้า!I11": 1,
                    "ความก้าวหน้า!D12": "แถวนี้ไม่มีรหัส",
                    "ความก้าวหน้า!L1": "บันทึกของเขต",
                    "ความก้าวหน้า!L3": "ดูแล้ว",
                }
            )
        )
    )
    book.create_sheet("สำเนา")["B2"] = "ของเขตเอง"
    target = BytesIO()
    book.save(target)
    run(put(tmp_path / "in", a=target.getvalue()), tmp_path / "out")
    told = record(tmp_path / "out")["reconciliation"]
    # Heading of 10 labels; 9 reports of 5 cells, the first 3 with a commitment: 48; the total's 2;
    # the row without code 1; the district's column 2.
    assert told["cells"]["ความก้าวหน้า"] == {
        "read": 63,
        "merged": 31,  # 33 of projects 1 and 2, but for two that cannot be used
        "held": 15,
        "superseded": 0,
        "duplicate": 0,
        "rejected": 1,
        "refused": 2,
        "not_of_form": 14,  # heading, total, column
    }
    assert told["cells"]["(แท็บที่ไม่มีในแบบ)"] == {"read": 1, "not_of_form": 1}
    assert told["cells"]["ปก"]["merged"] == 7 and told["balanced"]


def test_a_lost_cell_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from pipeline import quarterly as line

    honest = line.gather

    def forgetful(workbooks: Any, form: Any) -> Any:
        tables = honest(workbooks, form)
        (book,) = tables.workbooks.values()
        book.sheets["plans"] = replace(book.sheets["plans"], filled=[0, 9, 9])
        return tables

    monkeypatch.setattr(line, "gather", forgetful)
    with pytest.raises(Unbalanced):
        run(put(tmp_path / "in", a=submission()), tmp_path / "out")
    assert not (tmp_path / "out" / "2566-Q2").exists()


@pytest.mark.parametrize("cell", ["โครงการ!S2", "ความก้าวหน้า!I4"])
def test_what_a_formula_leaves_behind_the_satang_is_rounded_once(cell: str, tmp_path: Path) -> None:
    """Excel stores 17 digits, 805966.5 x 0.05; openpyxl would write 16."""
    parts = members(submission({cell: 123.25}))
    parts = {
        name: part.replace(b"<v>123.25</v>", b"<v>40298.325000000004</v>")
        for name, part in parts.items()
    }
    run(put(tmp_path / "in", a=packed(parts)), tmp_path / "out")
    assert record(tmp_path / "out")["reconciliation"]["balanced"]
