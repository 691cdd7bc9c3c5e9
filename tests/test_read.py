"""Files as they come: the gate's causes, and cells as typed with true rows and columns."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from openpyxl import Workbook

from pipeline.intake import InputFile, intake
from pipeline.raw import ErrorCell, FormulaCell, PercentCell, RawWorkbook
from pipeline.read import read, read_again, read_bytes
from tests.builders import as_bytes, submission


def zipped(**members: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return target.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 512


@pytest.mark.parametrize(
    ("content", "check"),
    [
        (b"%PDF-1.7 ...", "FILE-01"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "FILE-01"),
        ("รหัส,ชื่อ\n1,ก".encode(), "FILE-01"),
        (bytes(range(256)) * 4, "FILE-01"),
        (zipped(readme_dot_txt=b"x"), "FILE-01"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "FILE-02"),
        (OLE, "FILE-03"),
        (zipped(content_dot_xml=b"x", mimetype=b"x"), "FILE-03"),
        (zipped(xl__workbook_dot_bin=b"x"), "FILE-03"),
        (b"", "FILE-04"),
        (submission()[:3000], "FILE-04"),
        (zipped(xl__workbook_dot_xml=b"<workbook"), "FILE-04"),
        (as_bytes(Workbook()), "FILE-08"),
    ],
)
def test_each_cause_has_its_own_check_and_says_how_to_repair(content: bytes, check: str) -> None:
    raw = read_bytes(content, "a.xlsx")
    assert raw.refused is not None and raw.sheets == ()
    assert raw.refused.check == check
    message = raw.refused.message()
    assert message.startswith("แฟ้ม a.xlsx ") and message.endswith(f"[{check}]") and " — " in message


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_bytes(submission())
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "link.xlsx").symlink_to(tmp_path / "real.txt")
    (file,) = intake(tmp_path / "inputs").files
    raw = read(file)
    assert raw.refused is not None and raw.refused.check == "FILE-12"


def test_a_file_that_is_gone_is_refused_by_name(tmp_path: Path) -> None:
    raw = read(InputFile(tmp_path / "gone.xlsx", "gone.xlsx"))
    assert raw.refused is not None
    assert (raw.refused.check, raw.refused.file) == ("FILE-12", "gone.xlsx")


def made(**cells: object) -> RawWorkbook:
    book = Workbook()
    for cell, value in cells.items():
        book.active[cell] = value
    return read_bytes(as_bytes(book), "a.xlsx")


def test_cells_keep_their_true_rows_and_columns() -> None:
    (sheet,) = made(C3="ก", B7=5).sheets
    assert sheet.rows == ((3, (None, None, "ก")), (7, (None, 5)))


def test_one_far_cell_costs_one_cell() -> None:
    (sheet,) = made(A1="ก", XFD1048576="ไกล").sheets
    assert [number for number, _ in sheet.rows] == [1, 1_048_576]


def test_values_are_as_typed() -> None:
    book = Workbook()
    cells = book.active
    cells["A1"], cells["B1"] = datetime(2023, 2, 24), 0.5
    cells["B1"].number_format = "0%"
    cells["C1"], cells["C1"].number_format = 0.5, '0.00" %"'
    cells["D1"], cells["E1"], cells["F1"] = "#REF!", "=1+1", True
    (sheet,) = read_bytes(as_bytes(book), "a.xlsx").sheets
    assert sheet.rows[0][1] == (
        datetime(2023, 2, 24),
        PercentCell(0.5),
        0.5,  # the sign is only text
        ErrorCell("#REF!"),
        FormulaCell("=1+1"),
        True,
    )


def test_what_is_passed_over_is_named(tmp_path: Path) -> None:
    for name in ("~$a.xlsx", ".hidden", "Thumbs.db", "a.tmp", "README.md", "letter.pdf", "map.PNG"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "เขต ก").mkdir()
    (tmp_path / "เขต ก" / "report.XLSX").write_bytes(submission())
    taken = intake(tmp_path)
    assert [file.name for file in taken.files] == ["เขต ก/report.XLSX"]
    assert len(taken.ignored) == 7 and not taken.sample


@pytest.mark.parametrize(
    ("name", "check"), [("old.xls", "FILE-03"), ("a.ods", "FILE-03"), ("a.csv", "FILE-01")]
)
def test_what_is_no_workbook_by_its_name_is_refused(tmp_path: Path, name: str, check: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    (file,) = intake(tmp_path).files
    refused = read(file).refused
    assert refused is not None and refused.check == check


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    (file,) = intake(tmp_path).files
    refused = read(file).refused
    assert refused is not None and refused.check == "FILE-12"


def test_a_hidden_folder_is_passed_over_by_name(tmp_path: Path) -> None:
    (tmp_path / ".trash").mkdir()
    (tmp_path / ".trash" / "old.xlsx").write_bytes(submission())
    assert intake(tmp_path).ignored == (".trash",)


def test_a_folder_that_cannot_be_opened_is_refused_by_name() -> None:
    with _nobody(), TemporaryDirectory() as made:
        closed = Path(made) / "เขต"
        closed.mkdir(mode=0)
        (file,) = intake(Path(made)).files
        refused = read(file).refused
        closed.chmod(0o700)
    assert refused is not None
    assert (refused.check, refused.file) == ("FILE-12", "เขต")


@contextmanager
def _nobody() -> Iterator[None]:
    """As a user to whom permissions mean something."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("name", [b"\xff\xfe\xa1.xlsx", ("ก" * 83 + ".xlsx").encode()])
def test_any_file_name_is_read_and_can_be_written_down(tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name)))
    path.write_bytes(submission())
    (file,) = intake(tmp_path).files
    assert read(file).refused is None
    assert file.name.encode("utf-8")


@pytest.mark.parametrize("edits", [{}, {"ความก้าวหน้า!C3": "#REF!"}, {"ความก้าวหน้า!C3": "=1+1"}])
def test_a_workbook_read_again_holds_the_same_unless_its_bytes_changed(
    tmp_path: Path, edits: dict[str, str]
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(submission(edits))
    file = InputFile(path, "a.xlsx")
    first = read(file)
    again = read_again(file, first.sha256, first.signs)
    assert again is not None and again.sheets == first.sheets
    assert bool(first.signs) is bool(edits)
    path.write_bytes(submission({"ความก้าวหน้า!C3": 12}))
    assert read_again(file, first.sha256, first.signs) is None
    path.unlink()
    assert read_again(file, first.sha256, first.signs) is None
