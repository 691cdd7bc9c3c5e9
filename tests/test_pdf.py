"""The summary and the memo as PDF: the figures of the tables, own fonts, the same bytes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.quarterly import quarterly
from pipeline.report.memo import in_thai_digits
from pipeline.run import make_run
from tests.builders import submission

TEXT, FONTS = shutil.which("pdftotext"), shutil.which("pdffonts")
needs_poppler = pytest.mark.skipif(TEXT is None, reason="poppler-utils (pdftotext) not installed")


@pytest.fixture(scope="module")
def made(sample_outputs: Path) -> Path:
    return sample_outputs


def text(path: Path) -> str:
    """The text of a PDF; poppler sets spaces around some vowels of Thai."""
    said = subprocess.run(
        [str(TEXT), "-layout", str(path), "-"], check=True, capture_output=True, text=True
    )
    return said.stdout


def words(path: Path) -> str:
    """The same without any space."""
    return re.sub(r"\s+", "", text(path))


def test_both_are_pdfs_without_a_date(made: Path) -> None:
    for name in ("summary.pdf", "memo.pdf"):
        content = (made / name).read_bytes()
        assert content.startswith(b"%PDF-") and b"CreationDate" not in content
        assert len(content) < 3 * 1024**2


@needs_poppler
def test_the_summary_says_the_figures_of_the_page(made: Path) -> None:
    said = text(made / "summary.pdf")
    page = (made / "summary.html").read_text("utf-8")
    figures = set(re.findall(r"\d[\d,]*\.\d\d", said))
    assert len(figures) > 8
    assert [one for one in figures if one not in page] == []
    for word in ("50130000-3575", "1/", "8จาก50"):
        assert word in words(made / "summary.pdf")


@needs_poppler
def test_the_memo_has_thai_digits_and_blanks_to_fill_in(made: Path) -> None:
    said = words(made / "memo.pdf")
    assert "๒๕๖๖" in said and "2566" not in said
    assert "....." in said


@pytest.mark.skipif(FONTS is None, reason="poppler-utils (pdffonts) is not installed")
def test_only_the_fonts_of_the_package_are_used(made: Path) -> None:
    for name in ("summary.pdf", "memo.pdf"):
        told = subprocess.run(
            [str(FONTS), str(made / name)], check=True, capture_output=True, text=True
        )
        fonts = {line.split()[0] for line in told.stdout.splitlines()[2:]}
        assert fonts and all("Sarabun" in one for one in fonts)


def test_no_text_of_a_submission_is_run_as_markup(tmp_path: Path) -> None:
    name = '#panic("x") $x$ @a *b* [c] \\ `d` // e'
    (tmp_path / "in").mkdir()
    changes: dict[str, object] = {"ความก้าวหน้า!H4": name, "โครงการ!B2": name}
    (tmp_path / "in" / "a.xlsx").write_bytes(submission(changes))
    quarterly(make_run(tmp_path / "in", tmp_path / "out"))
    path = tmp_path / "out" / "2566-Q2" / "summary.pdf"
    assert path.is_file()
    if TEXT is not None:
        assert "#panic" in words(path) and "[c]" in words(path)


@needs_poppler
def test_a_row_stays_on_one_page_and_one_longer_than_a_page_is_not_cut(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    asked = [f"ข้อ{number}" for number in range(1, 600)]
    changes: dict[str, object] = {"ความก้าวหน้า!H4": " ".join(asked)}
    for row in (7, 10):
        changes[f"ความก้าวหน้า!H{row}"] = " ".join(f"แถว{row}ที่{one}" for one in range(60))
    (tmp_path / "in" / "a.xlsx").write_bytes(submission(changes))
    quarterly(make_run(tmp_path / "in", tmp_path / "out"))
    path = tmp_path / "out" / "2566-Q2" / "summary.pdf"
    assert all(one in words(path) for one in asked)
    for row in (7, 10):
        pages = [page for page in text(path).split("\f") if f"แถว{row}" in re.sub(r"\s+", "", page)]
        assert all(f"แถว{row}ที่59" in re.sub(r"\s+", "", page) for page in pages) and pages


def test_thai_digits_are_changed_in_texts_alone() -> None:
    told = {"a": "พ.ศ. 2566", "b": ["12", {"c": True}], "n": 5}
    assert in_thai_digits(told) == {"a": "พ.ศ. ๒๕๖๖", "b": ["๑๒", {"c": True}], "n": 5}
