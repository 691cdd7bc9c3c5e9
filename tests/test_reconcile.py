"""What came in = what went out: a stage that loses or changes anything stops the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from pipeline import quarterly as line
from pipeline import record
from pipeline.cli import main
from pipeline.merge import Master
from tests.builders import submission

Breaks = Callable[[Any], Any]


def loses_a_row(stage: Breaks) -> Breaks:
    def merge(checked: Any, period: Any) -> Master:
        master = stage(checked, period)
        less = {**master.frames, "progress": master.frames["progress"].iloc[1:]}
        return replace(master, frames=less)

    return merge


def moves_a_standing(stage: Breaks) -> Breaks:
    def merge(checked: Any, period: Any) -> Master:
        master = stage(checked, period)
        rows = master.frames["projects"].copy()
        rows["standing"] = "held"
        return replace(master, frames={**master.frames, "projects": rows.iloc[:-1]})

    return merge


def writes_a_satang_more(stage: Breaks) -> Breaks:
    def parquet(frame: pd.DataFrame) -> Any:
        if "plan_spend_q4" in frame:
            frame = frame.assign(plan_spend_q4=frame["plan_spend_q4"] + 0.01)
        return stage(frame)

    return parquet


def writes_a_row_less(stage: Breaks) -> Breaks:
    def parquet(frame: pd.DataFrame) -> Any:
        return stage(frame.iloc[:-1] if "kpi_name" in frame else frame)

    return parquet


def shows_a_satang_less(stage: Breaks) -> Breaks:
    def evaluate(master: Master, run: Any, before: Any = None) -> Any:
        evaluation = stage(master, run, before)
        rows = evaluation.projects.copy()
        rows.loc[1, "spent"] -= 0.01
        return replace(evaluation, projects=rows)

    return evaluate


def shows_a_project_less(stage: Breaks) -> Breaks:
    def evaluate(master: Master, run: Any, before: Any = None) -> Any:
        evaluation = stage(master, run, before)
        return replace(evaluation, projects=evaluation.projects.iloc[1:])

    return evaluate


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(("stage", "broken"), [
    ("merge", loses_a_row),
    ("merge", moves_a_standing),
    ("parquet", writes_a_satang_more),
    ("parquet", writes_a_row_less),
    ("evaluate", shows_a_satang_less),
    ("evaluate", shows_a_project_less),
])  # fmt: skip
def test_a_stage_that_is_broken_stops_the_run_and_the_earlier_outputs_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, broken: Callable[[Breaks], Breaks]
) -> None:
    inputs, outputs = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    (inputs / "a.xlsx").write_bytes(submission())
    command = ["quarterly", "--inputs", str(inputs), "--outputs", str(outputs)]
    assert CliRunner().invoke(main, command).exit_code == 0
    before = hashes(outputs)
    at = record if stage == "parquet" else line
    monkeypatch.setattr(at, stage, broken(getattr(at, stage)))
    made = CliRunner().invoke(main, [*command, "--as-of", "2023-03-30"])
    assert made.exit_code == 1
    assert "ยอดที่ออกไม่เท่ากับยอดที่เข้า" in made.output
    assert hashes(outputs) == before
