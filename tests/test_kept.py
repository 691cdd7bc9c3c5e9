"""What is kept of an earlier run is used where it is the same, and missed by nobody."""

from __future__ import annotations

import os
import pickle
import shutil
import stat
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from pipeline import kept as module
from pipeline.children import Children
from pipeline.intake import taken
from pipeline.kept import FOLDER, Kept, made_by, pack, unpack
from pipeline.normalise import without_texts
from pipeline.quarterly import quarterly
from pipeline.reading import KINDS, packed_workbook, typed_workbook, typed_workbooks
from pipeline.run import make_run
from tests.builders import submission, the_form

AGENCIES = ("50010000", "50020000", "50030000")


class Counting(Executor):
    """Does every call at once, and counts by name what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.asked.append(function.__name__)
        done: Future[Any] = Future()
        done.set_result(function(*args, **kwargs))
        return done


def run(folder: Path, outputs: str = "outputs") -> list[str]:
    """Do the main job; what the children were asked."""
    counting = Counting()
    quarterly(make_run(folder / "inputs", folder / outputs), executor=counting)
    return counting.asked


def made(outputs: Path) -> dict[str, bytes]:
    folder = outputs / "2566-Q2"
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three districts, each with a mistake, and the outputs of a first run."""
    (tmp_path / "inputs").mkdir()
    for agency in AGENCIES:
        content = submission({"ความก้าวหน้า!C3": "x"}, agency_code=agency)
        (tmp_path / "inputs" / f"{agency}.xlsx").write_bytes(content)
    assert run(tmp_path).count("packed_workbook") == len(AGENCIES)
    return tmp_path


def same_as_made_anew(folder: Path) -> bool:
    shutil.rmtree(folder / "fresh", ignore_errors=True)
    assert run(folder, "fresh").count("packed_workbook") == len(AGENCIES)
    return made(folder / "outputs") == made(folder / "fresh")


def test_only_what_has_changed_is_read_and_answered(folder: Path) -> None:
    content = submission({"ความก้าวหน้า!C3": "y"}, agency_code=AGENCIES[1])
    (folder / "inputs" / f"{AGENCIES[1]}.xlsx").write_bytes(content)
    asked = run(folder)
    assert (asked.count("packed_workbook"), asked.count("answer")) == (1, 1)
    assert same_as_made_anew(folder)


def test_a_renamed_workbook_is_read_under_its_name(folder: Path) -> None:
    path = folder / "inputs" / f"{AGENCIES[0]}.xlsx"
    path.rename(path.with_name("เขต.xlsx"))
    assert run(folder).count("packed_workbook") == 1
    assert same_as_made_anew(folder)


def cut(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes()[:-1])


def swap_a_byte(entry: Path) -> None:
    content = bytearray(entry.read_bytes())
    content[len(content) // 2] ^= 1
    entry.write_bytes(content)


def make_it_a_folder(entry: Path) -> None:
    entry.unlink()
    entry.mkdir()


@pytest.mark.parametrize("spoil", [Path.unlink, cut, swap_a_byte, make_it_a_folder])
def test_a_spoilt_entry_is_made_again(folder: Path, spoil: Callable[[Path], None]) -> None:
    for entry in (folder / "outputs" / FOLDER).iterdir():
        spoil(entry)
    asked = run(folder)
    assert (asked.count("packed_workbook"), asked.count("answer")) == (3, 3)
    assert same_as_made_anew(folder)


def test_an_entry_under_anothers_name_is_not_taken_for_it(folder: Path) -> None:
    entries = sorted((folder / "outputs" / FOLDER).iterdir())
    contents = [entry.read_bytes() for entry in entries]
    for entry, content in zip(entries, [*contents[1:], contents[0]], strict=True):
        entry.write_bytes(content)
    asked = run(folder)
    assert (asked.count("packed_workbook"), asked.count("answer")) == (3, 3)
    assert same_as_made_anew(folder)


def test_the_folder_may_go_at_any_moment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    get, places = Kept.get, iter(range(100))

    def gone(self: Kept, key: str) -> bytes | None:
        if next(places) == 2:
            shutil.rmtree(folder / "outputs" / FOLDER)
        return get(self, key)

    monkeypatch.setattr(Kept, "get", gone)
    asked = run(folder)
    assert (asked.count("packed_workbook"), asked.count("answer")) == (1, 3)
    monkeypatch.undo()
    assert same_as_made_anew(folder)


def test_a_run_takes_away_what_was_half_written(folder: Path) -> None:
    half = folder / "outputs" / FOLDER / ".half.1"
    half.write_bytes(b"killed as it wrote")
    run(folder)
    assert not half.exists()


def test_what_code_made_that_has_changed_since_it_was_loaded_is_not_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = sorted((folder / "outputs" / FOLDER).iterdir())
    monkeypatch.setattr(module, "loaded", lambda: "the code of a moment ago")
    assert run(folder).count("packed_workbook") == len(AGENCIES)
    assert sorted((folder / "outputs" / FOLDER).iterdir()) == there


def test_where_nothing_can_be_kept_the_run_does_its_work(folder: Path) -> None:
    shutil.rmtree(folder / "outputs" / FOLDER)
    (folder / "outputs" / FOLDER).write_text("no folder")
    assert run(folder).count("packed_workbook") == 3
    assert same_as_made_anew(folder)


def test_other_code_reads_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "made_by", lambda: "another")
    assert run(folder).count("packed_workbook") == 3


def test_where_the_code_cannot_be_told_nothing_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK", "no-such-file")
    shutil.rmtree(folder / "outputs" / FOLDER)
    assert run(folder).count("packed_workbook") == 3
    assert not (folder / "outputs" / FOLDER).exists()


def test_code_settings_and_libraries_are_in_the_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pipeline/a.py", "schemas/b.toml", "schemas/lists/c.csv", "requirements.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    seen = {made_by()}
    for name in ("pipeline/a.py", "schemas/b.toml", "schemas/lists/c.csv", "requirements.lock"):
        (tmp_path / name).write_text("other")
        seen.add(made_by())
    assert len(seen) == 5
    (tmp_path / "pipeline" / "a.pyc").write_text("compiled")
    assert made_by() in seen


def test_only_the_owner_looks_into_it(folder: Path) -> None:
    if os.name == "posix":
        assert stat.S_IMODE((folder / "outputs" / FOLDER).stat().st_mode) & 0o077 == 0


def test_it_is_bounded_and_what_is_used_stays(tmp_path: Path) -> None:
    kept = Kept(tmp_path / FOLDER, "code")
    keys = [kept.key(number) for number in range(4)]
    for age, key in enumerate(keys):
        kept.put(key, bytes(100))
        os.utime(tmp_path / FOLDER / key, (age, age))
    assert kept.get(keys[0]) == bytes(100)  # used just now, though the oldest
    (tmp_path / FOLDER / f".{keys[3]}.77").write_bytes(b"half")
    kept.sweep(most=300)
    assert {path.name for path in (tmp_path / FOLDER).iterdir()} == {keys[0], keys[3]}


def test_a_foreign_entry_makes_nothing_run(folder: Path) -> None:
    """Somebody who may write into outputs/ could put a pickle there that calls what it likes."""

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (folder / "touched",))

    with pytest.raises(pickle.UnpicklingError, match="no kind that is kept"):
        unpack(pack(Evil()), KINDS)
    for other in (b"no pickle", pack(5), pack(("a", 1))):
        with pytest.raises(pickle.UnpicklingError):
            unpack(other, KINDS)
    kept = Kept(folder / "outputs" / FOLDER, made_by())
    for entry in list((folder / "outputs" / FOLDER).iterdir()):
        kept.put(entry.name, pack(Evil()))
    files = [taken(folder / "inputs" / f"{code}.xlsx", f"{code}.xlsx") for code in AGENCIES]
    counting = Counting()
    read = typed_workbooks(files, the_form(), counting, kept=kept)
    assert counting.asked == ["packed_workbook"] * 3
    assert read == [without_texts(typed_workbook(file, the_form())) for file in files]
    assert not (folder / "touched").exists()


def test_every_workbook_of_the_sample_is_the_same_once_packed() -> None:
    sample = Path(__file__).parent.parent / "inputs" / "sample"
    for path in sorted(sample.glob("*.xlsx")):
        file = taken(path, path.name)
        read = without_texts(typed_workbook(file, the_form()))
        assert unpack(packed_workbook(file, the_form()), KINDS) == read


def test_a_file_that_was_not_opened_is_not_kept(tmp_path: Path) -> None:
    file = taken(tmp_path / "a.xlsx", "a.xlsx")  # gone since the folder was listed
    kept = Kept(tmp_path / FOLDER, "code")
    with Children(["pipeline.reading"], children=1) as executor:
        (gone,) = typed_workbooks([file], the_form(), executor, kept=kept)
        (tmp_path / "a.xlsx").write_bytes(b"")
        (empty,) = typed_workbooks([file], the_form(), executor, kept=kept)
    assert [one.check for one in gone.findings] == ["FILE-12"]
    assert [one.check for one in empty.findings] == ["FILE-04"]


def test_the_answer_of_a_file_that_has_changed_is_not_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import questions
    from pipeline.reading import Changed

    path = folder / "inputs" / f"{AGENCIES[0]}.xlsx"
    ask = questions.questions

    def asked(*given: Any) -> Any:
        path.write_bytes(submission(agency_code=AGENCIES[0]))
        return ask(*given)

    monkeypatch.setattr("pipeline.writing.questions", asked)
    before = made(folder / "outputs")
    with pytest.raises(Changed, match=AGENCIES[0]):
        run(folder)
    assert made(folder / "outputs") == before
