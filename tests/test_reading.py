"""Each file is read in a process that it may end: FILE-09, and the others go on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipeline.answering import Question, answer, answered, by_child
from pipeline.children import CLOSED, KILLED, MEMORY, MIB, TIME, Ended, Limits
from pipeline.columns import Column
from pipeline.excel import draw
from pipeline.intake import taken
from pipeline.pen import WriterError
from pipeline.quarterly import quarterly
from pipeline.reading import Changed, readers, typed_workbook, typed_workbooks
from pipeline.run import make_run
from pipeline.tables import Book, Table
from pipeline.workers import ANSWERING, READING, WRITING
from tests.builders import NAME, submission, the_form

SMALL = Limits(memory=24 * MIB)
"""Enough for a good submission, and not for a sheet of 600,000 cells."""


def large() -> bytes:
    """A workbook within the limits of the gate whose cells take more memory than SMALL."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("โครงการ")
        for row in range(60_000):
            for column in range(10):
                sheet.write_number(row, column, row / 7 + column)
    return target.getvalue()


def test_a_file_that_ends_its_reader_is_said_and_stops_nobody(tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    content = large()
    (inputs / "large.xlsx").write_bytes(content)
    for agency in ("50010000", "50020000"):
        (inputs / f"{agency}.xlsx").write_bytes(submission(agency_code=agency))
    run = make_run(inputs, tmp_path / "outputs")
    done = quarterly(run, executor=readers(SMALL, children=2))
    (told,) = [one for one in done.master.findings if one.file == "large.xlsx"]
    assert (told.check, told.severity) == ("FILE-09", "error")
    assert "{" not in told.message() and "{" not in told.message("en")
    files = done.master.submissions.set_index("file")
    assert files.loc["large.xlsx", "status"] == "rejected"
    assert files.loc["large.xlsx", "sha256"] == sha256(content).hexdigest()
    counted = done.master.frames["projects"].query("standing == 'current'")["agency_code"]
    assert set(counted) == {"50010000", "50020000"}


@pytest.mark.parametrize("why", [TIME, MEMORY, KILLED, "SIGABRT"])
def test_a_file_whose_reader_ended_is_known_by_its_bytes(tmp_path: Path, why: str) -> None:
    (tmp_path / NAME).write_bytes(submission())
    (typed,) = typed_workbooks([taken(tmp_path / NAME, NAME)], the_form(), Ending(why))
    assert [one.check for one in typed.findings] == ["FILE-09"]
    assert typed.laid.sha256 == sha256((tmp_path / NAME).read_bytes()).hexdigest()


def test_files_come_back_in_the_order_given_and_are_counted(tmp_path: Path) -> None:
    names = [f"{number}.xlsx" for number in range(5)]
    for name in names:
        (tmp_path / name).write_bytes(submission())
    told: list[int] = []
    with readers(children=3) as executor:
        files = [taken(tmp_path / name, name) for name in names]
        read = typed_workbooks(files, the_form(), executor, told.append)
    assert [one.laid.file for one in read] == names
    assert told == [1, 2, 3, 4, 5]


def test_a_file_that_changes_during_the_run_is_named(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(submission({"ความก้าวหน้า!C3": 12}))
    form, file = the_form(), taken(path, NAME)
    with readers(children=1, also=ANSWERING) as executor:
        (typed,) = typed_workbooks([file], form, executor)
        question = Question(file, typed.laid, (), form, 1, "", "", None)
        ((name, of, content),) = answered([("out.xlsx", question)], executor)
        assert (name, of) == ("out.xlsx", NAME) and content is not None
        path.write_bytes(submission({"โครงการ!B2": "ชื่อใหม่"}))
        with pytest.raises(Changed, match=NAME):
            list(answered([("out.xlsx", question)], executor))


def test_a_mistake_of_ours_in_a_child_stops_the_run(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(submission())
    form, file = the_form(), taken(path, NAME)
    with readers(children=1) as executor:
        (typed,) = typed_workbooks([file], form, executor)
        broken = Question(file, typed.laid, (), form, 1, "", "", "no table")
        with pytest.raises(AttributeError, match="'str' object"):
            list(answered([("out.xlsx", broken)], executor))


def test_feedback_that_a_child_could_not_write_down_is_made_by_the_parent(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(submission())
    form, file = the_form(), taken(path, NAME)
    question = Question(file, typed_workbook(file, form).laid, (), form, 1, "", "", None)
    made = list(answered([("out.xlsx", question)], Ending("OSError")))
    assert made == [("out.xlsx", NAME, answer(question))]
    for limit in (TIME, MEMORY, KILLED, "SIGKILL", "exit 3"):
        given = list(answered([("out.xlsx", question)], Ending(limit)))
        assert given == [("out.xlsx", NAME, None)]


class Ending(Executor):
    """Whose children end of ``why``, whatever they are asked."""

    def __init__(self, why: str) -> None:
        self.why = why

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        ended: Future[Any] = Future()
        ended.set_exception(Ended(self.why))
        return ended


@pytest.mark.parametrize("why", [TIME, MEMORY, KILLED, "SIGKILL", "exit 3", "OSError"])
def test_a_workbook_that_a_child_could_not_draw_is_drawn_by_the_parent(why: str) -> None:
    book = Book("ข้อมูลหลัก", (Table("ก", "rows", "ก", "", (Column("a", "ก"),), (("ค่า",),)),), {})
    assert by_child(Ending(why), draw, lambda: book)() == draw(book)


def test_what_is_wrong_with_a_workbook_is_raised_where_it_can_be_told() -> None:
    rows = (({},),)
    book = Book("", (Table("ก", "rows", "ก", "", (Column("a", "ก"),), rows),), {})
    with readers(children=1, also=ANSWERING) as executor, pytest.raises(WriterError, match="dict"):
        by_child(executor, draw, lambda: book)()


def test_what_a_closed_executor_did_not_do_is_not_done_here() -> None:
    with pytest.raises(Ended, match=CLOSED):
        by_child(Ending(CLOSED), draw, lambda: Book("", (), {}))()


def test_readers_import_neither_pandas_nor_pandera() -> None:
    imports = "\n".join(f"import {module}" for module in ("sys", READING, *ANSWERING, WRITING))
    code = imports + "\nprint({'pandas', 'pandera'} & set(sys.modules))"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "set()"


def test_an_executor_that_is_gone_is_no_districts_mistake(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(submission())
    with pytest.raises(Ended, match="closed"):
        typed_workbooks([taken(tmp_path / NAME, NAME)], the_form(), Ending("closed"))


class Elsewhere(Executor):
    """A machine on which another file lies at the same path."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        file, form = args
        mine = file.path.read_bytes()
        file.path.write_bytes(submission({"ความก้าวหน้า!C3": 12}))
        done: Future[Any] = Future()
        done.set_result(function(file, form))
        file.path.write_bytes(mine)
        return done


def test_other_bytes_than_lie_here_are_not_believed(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(submission())
    with pytest.raises(Changed, match=NAME):
        typed_workbooks([taken(tmp_path / NAME, NAME)], the_form(), Elsewhere())
