"""A run that would make what is there already says so and does nothing; in doubt it works."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.children import TIME, Ended
from pipeline.cli import main
from pipeline.deliver import RECORD
from pipeline.unchanged import MEMORY, made_already, made_from, remember
from tests.builders import submission

ROOT = Path(__file__).parent.parent
WITHOUT_PANDAS = """
import sys
for name in ("pandas", "pandera", "xlsxwriter", "rich"):
    sys.modules[name] = None
from pipeline.cli import main
main(sys.argv[1:])
"""


def run(*start: str, inputs: Path, outputs: Path) -> subprocess.CompletedProcess[str]:
    command = [*start, "quarterly", "--inputs", str(inputs), "--outputs", str(outputs)]
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_a_second_run_tells_the_same_without_pandas(tmp_path: Path) -> None:
    inputs, outputs = tmp_path / "inputs", tmp_path / "outputs"
    shutil.copytree(ROOT / "inputs" / "sample", inputs)
    first = run("-m", "pipeline", inputs=inputs, outputs=outputs)
    assert first.returncode == 0, first.stderr
    times = {path: path.stat().st_mtime_ns for path in outputs.rglob("*") if path.is_file()}
    second = run("-c", WITHOUT_PANDAS, inputs=inputs, outputs=outputs)
    assert second.returncode == 0, second.stderr
    assert second.stdout.startswith(first.stdout)
    assert "ไม่มีแฟ้มหรือการตั้งค่าใดเปลี่ยน" in second.stdout
    assert times == {path: path.stat().st_mtime_ns for path in outputs.rglob("*") if path.is_file()}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Inputs and the outputs that were made of them, remembered."""
    inputs, outputs = tmp_path / "inputs", tmp_path / "outputs"
    (outputs / "2566-Q2" / "feedback").mkdir(parents=True)
    inputs.mkdir()
    (inputs / "a.xlsx").write_bytes(b"a")
    (outputs / "2566-Q2" / "report.txt").write_bytes(b"made")
    listed = [{"path": "report.txt", "sha256": sha256(b"made").hexdigest()}]
    record = json.dumps({"outputs": listed}).encode()
    (outputs / "2566-Q2" / RECORD).write_bytes(record)
    remember(outputs, made_from(inputs, "th"), "2566-Q2", sha256(record).hexdigest(), "told")
    return inputs, outputs


def test_what_is_whole_is_known(folders: tuple[Path, Path]) -> None:
    inputs, outputs = folders
    made = made_already(outputs, made_from(inputs, "th"))
    assert made is not None
    assert (made.folder, made.said) == (outputs / "2566-Q2", "told")


CHANGES: dict[str, Callable[[Path, Path], object]] = {
    "an input changed": lambda inputs, outputs: (inputs / "a.xlsx").write_bytes(b"b"),
    "an input came": lambda inputs, outputs: (inputs / "b.xlsx").write_bytes(b"a"),
    "an input went": lambda inputs, outputs: (inputs / "a.xlsx").unlink(),
    "an input was renamed": lambda inputs, outputs: (inputs / "a.xlsx").rename(inputs / "c.xlsx"),
    "an input became a link": lambda inputs, outputs: (inputs / "l.xlsx").symlink_to("a.xlsx"),
    "the inputs are gone": lambda inputs, outputs: shutil.rmtree(inputs),
    "an output changed": lambda inputs, outputs: (outputs / "2566-Q2" / "report.txt").write_bytes(
        b"mine"
    ),
    "an output went": lambda inputs, outputs: (outputs / "2566-Q2" / "report.txt").unlink(),
    "an output came": lambda inputs, outputs: (outputs / "2566-Q2" / "feedback" / "x").write_bytes(
        b""
    ),
    "the record changed": lambda inputs, outputs: (outputs / "2566-Q2" / RECORD).write_text(
        '{"outputs": []}'
    ),
    "the outputs are gone": lambda inputs, outputs: shutil.rmtree(outputs),
    "another run builds, or was ended": lambda inputs, outputs: (outputs / ".staging-2566").mkdir(),
    "a swap is half done": lambda inputs, outputs: (outputs / ".old-2566-Q2").mkdir(),
    "the memory went": lambda inputs, outputs: (outputs / MEMORY).unlink(),
    "the memory is damaged": lambda inputs, outputs: (outputs / MEMORY).write_bytes(b"\xff{"),
    "the memory is another's": lambda inputs, outputs: (outputs / MEMORY).write_text("[1]"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_is_seen(
    folders: tuple[Path, Path], change: Callable[[Path, Path], object]
) -> None:
    inputs, outputs = folders
    change(inputs, outputs)
    assert made_already(outputs, made_from(inputs, "th")) is None


def test_outputs_that_another_run_has_replaced_meanwhile_are_not_taken_for_ours(
    folders: tuple[Path, Path],
) -> None:
    inputs, outputs = folders
    key = made_from(inputs, "th")
    remember(outputs, key, "2566-Q2", sha256(b"the record that we wrote").hexdigest(), "told")
    assert made_already(outputs, key) is None


def test_a_memory_that_cannot_be_written_fails_no_run(folders: tuple[Path, Path]) -> None:
    _, outputs = folders
    (outputs / MEMORY).unlink()
    (outputs / MEMORY).mkdir()
    remember(outputs, "key", "2566-Q2", "record", "told")
    assert made_already(outputs, "key") is None


def remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, executor: Executor | None = None
) -> bool:
    """Whether a run over one workbook is remembered."""
    inputs, outputs = tmp_path / "in", tmp_path / "out"
    inputs.mkdir(exist_ok=True)
    (inputs / "a.xlsx").write_bytes(submission({"ความก้าวหน้า!C3": 12}))
    if executor is not None:
        monkeypatch.setattr("pipeline.quarterly.readers", lambda also: executor)
    asked = ["quarterly", "--inputs", str(inputs), "--outputs", str(outputs)]
    CliRunner().invoke(main, asked)
    assert outputs.is_dir()
    return (outputs / MEMORY).exists()


def test_a_run_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert remembered(tmp_path, monkeypatch)


def test_a_run_during_which_something_changed_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = iter(["before", "after"])
    monkeypatch.setattr("pipeline.unchanged.made_from", lambda *asked: next(keys))
    assert not remembered(tmp_path, monkeypatch)


class Ending(Executor):
    """Does every call at once, but ``name``, whose child runs out of time."""

    def __init__(self, name: str) -> None:
        self.name = name

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        made: Future[Any] = Future()
        if function.__name__ == self.name:
            made.set_exception(Ended(TIME))
        else:
            made.set_result(function(*args, **kwargs))
        return made


def test_a_run_in_which_no_feedback_could_be_made_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not remembered(tmp_path, monkeypatch, Ending("answer"))
    record = json.loads((tmp_path / "out" / "2566-Q2" / RECORD).read_bytes())
    assert record["unanswered"] == ["a.xlsx"]


def test_a_run_in_which_a_reader_ended_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Last(Ending):
        """Of which only the reader of the file ``b.xlsx`` runs out of time."""

        def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            self.name = "packed_workbook" if getattr(args[0], "name", "") == "b.xlsx" else ""
            return super().submit(function, *args, **kwargs)

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.xlsx").write_bytes(submission(agency_code="50010000"))
    assert not remembered(tmp_path, monkeypatch, Last(""))


def test_another_question_is_another_run(folders: tuple[Path, Path]) -> None:
    inputs, outputs = folders
    assert made_already(outputs, made_from(inputs, "en")) is None
