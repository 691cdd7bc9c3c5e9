"""Outputs are swapped in whole; what somebody changed is kept; a half-done swap is put right."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.deliver import RECORD, staged


def deliver(outputs: Path, **files: str) -> list[str]:
    with staged(outputs, "2566-Q2") as stage:
        for name, text in files.items():
            stage.write(f"{name}.txt", text.encode())
        stage.record({"period": "2566-Q2"})
        return stage.swap()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_second_run_replaces_the_first_whole(tmp_path: Path) -> None:
    deliver(tmp_path, old="1", both="1")
    assert deliver(tmp_path, both="2") == []
    assert names(tmp_path / "2566-Q2") == ["both.txt", RECORD]
    assert names(tmp_path) == [".lock", "2566-Q2"]


def test_a_failed_run_leaves_everything_as_it_was(tmp_path: Path) -> None:
    deliver(tmp_path, old="1")
    with pytest.raises(ZeroDivisionError), staged(tmp_path, "2566-Q2") as stage:
        stage.write("old.txt", b"2")
        raise ZeroDivisionError
    assert (tmp_path / "2566-Q2" / "old.txt").read_text() == "1"
    assert names(tmp_path) == [".lock", "2566-Q2"]


def test_what_was_made_aside_is_an_output_and_the_rest_of_it_goes(tmp_path: Path) -> None:
    with staged(tmp_path, "2566-Q2") as stage:
        (stage.aside() / "made").write_bytes(b"1")
        (stage.aside() / "half").write_bytes(b"2")
        stage.take("report.txt", stage.aside() / "made")
        stage.record({})
        stage.swap()
    assert (tmp_path / "2566-Q2" / "report.txt").read_bytes() == b"1"
    assert stage.written["report.txt"] == sha256(b"1").hexdigest()
    assert names(tmp_path) == [".lock", "2566-Q2"]


def test_what_somebody_changed_or_added_is_kept_and_named(tmp_path: Path) -> None:
    deliver(tmp_path, report="1", same="1")
    (tmp_path / "2566-Q2" / "report.txt").write_text("corrected by hand")
    (tmp_path / "2566-Q2" / "notes.txt").write_text("mine")
    kept = deliver(tmp_path, report="2", same="2")
    assert kept == ["changed/2566-Q2/notes.txt", "changed/2566-Q2/report.txt"]
    assert (tmp_path / "changed/2566-Q2/report.txt").read_text() == "corrected by hand"
    assert (tmp_path / "2566-Q2" / "report.txt").read_text() == "2"


def test_what_was_kept_once_is_never_overwritten(tmp_path: Path) -> None:
    for version in ("first", "second"):
        deliver(tmp_path, report="1")
        (tmp_path / "2566-Q2" / "report.txt").write_text(version)
    deliver(tmp_path, report="1")
    folder = tmp_path / "changed" / "2566-Q2"
    assert [(path.name, path.read_text()) for path in sorted(folder.iterdir())] == [
        ("report-2.txt", "second"),
        ("report.txt", "first"),
    ]


@pytest.mark.parametrize("damaged", ["", '{"outputs": [', "[]", '{"outputs": [{}]}', "\x00"])
def test_beside_a_damaged_record_all_is_kept_and_the_run_goes_on(
    tmp_path: Path, damaged: str
) -> None:
    deliver(tmp_path, report="1")
    (tmp_path / "2566-Q2" / RECORD).write_text(damaged)
    assert deliver(tmp_path, report="2") == ["changed/2566-Q2/report.txt"]
    assert (tmp_path / "changed/2566-Q2/report.txt").read_text() == "1"


def test_a_file_in_the_place_of_the_outputs_is_kept(tmp_path: Path) -> None:
    (tmp_path / "2566-Q2").write_text("mine")
    assert deliver(tmp_path, report="1") == ["changed/2566-Q2/2566-Q2"]
    assert (tmp_path / "changed/2566-Q2/2566-Q2").read_text() == "mine"
    assert (tmp_path / "2566-Q2" / "report.txt").read_text() == "1"
    assert names(tmp_path) == [".lock", "2566-Q2", "changed"]


def test_where_the_new_outputs_cannot_be_moved_the_old_ones_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(tmp_path, report="1")
    rename = Path.rename

    def held(self: Path, target: Path) -> Path:  # by a scanner of viruses
        if self.name.startswith(".staging"):
            raise PermissionError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(PermissionError):
        deliver(tmp_path, report="2")
    assert (tmp_path / "2566-Q2" / "report.txt").read_text() == "1"
    assert names(tmp_path) == [".lock", "2566-Q2"]


def test_old_outputs_that_cannot_be_removed_yet_go_with_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(tmp_path, report="1")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("shutil.rmtree", lambda path, ignore_errors=False: None)
        deliver(tmp_path, report="2")
    assert names(tmp_path) == [".lock", ".old-2566-Q2", "2566-Q2"]
    deliver(tmp_path, report="3")
    assert (tmp_path / "2566-Q2" / "report.txt").read_text() == "3"
    assert names(tmp_path) == [".lock", "2566-Q2"]


@pytest.mark.parametrize("new_is_there", [False, True])
def test_a_swap_left_half_done_is_put_right(tmp_path: Path, new_is_there: bool) -> None:
    deliver(tmp_path, report="old")
    (tmp_path / "2566-Q2").rename(tmp_path / ".old-2566-Q2")
    if new_is_there:
        (tmp_path / "2566-Q2").mkdir()
        (tmp_path / "2566-Q2" / "report.txt").write_text("new")
    (tmp_path / ".staging-2566-Q1").mkdir()
    (tmp_path / ".staging-2565-Q1.zip").write_text("packed by somebody")
    with staged(tmp_path, "2566-Q3"):
        expected = "new" if new_is_there else "old"
        assert (tmp_path / "2566-Q2" / "report.txt").read_text() == expected
        assert names(tmp_path) == [".lock", ".staging-2566-Q3", "2566-Q2"]
