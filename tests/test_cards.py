"""districts/<code>.html: an agency's projects as cards, in the order of the old printed page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from pipeline.quarterly import quarterly
from pipeline.run import make_run
from tests.builders import submission

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "tests/data/pages/50100000-3670.txt").read_text("utf-8").splitlines()


def said(path: Path) -> str:
    """The text of a page, its spaces as they are written."""
    body = path.read_text("utf-8").split("<main>")[1]
    return unescape(re.sub(r"<[^>]+>", "\n", body))


@pytest.fixture(scope="module")
def sample(sample_outputs: Path) -> Path:
    return sample_outputs / "districts"


def line(start: str) -> str:
    return next(one for one in PAGE if one.startswith(start))


def test_the_card_carries_the_printed_page_field_by_field_in_its_order(sample: Path) -> None:
    text = said(sample / "50100000.html")
    units = line("50101000/")
    place = PAGE.index(units)
    routine = "ภารกิจงานประจำของหน่วยงาน"
    fields = [
        "โครงการค่าใช้จ่ายในการสัมมนาและศึกษาดูงานเพื่อพัฒนาศักยภาพผู้นำชุมชน : 50100000-3670",
        "สำนักงานเขตพระโขนง : (2566)",
        "ร้อยละ 5.00",  # ความคืบหน้าโครงการ ร้อยละ 5
        PAGE[place - 1],  # หลักการและเหตุผล
        units,
        PAGE[place + 1],  # วัตถุประสงค์
        PAGE[place + 2],  # เป้าหมาย
        *[routine] * 4,
        "(1) ความคืบหน้าโครงการฯ ร้อยละ 5.00 (24 ก.พ. 66)",
        "ไม่มี",
        "(2) ความคืบหน้าโครงการฯ ร้อยละ 5.00 (25 ม.ค. 66)",
        line("25/01/2566").split(" : ")[1],
        "ไม่มี",
        line("ตัวชี้วัด : ").split(" : ")[1],
        "ค่าเป้าหมาย ร้อยละ",
        "100",
        "ผลงานที่ทำได้ ร้อยละ",
        "ตัวชี้วัดงานประจำ ผลผลิต (output)",
        "ผลการประเมินโครงการ (รายไตรมาส)",
    ]
    at = 0
    for one in fields:
        at = text.find(one, at)
        assert at >= 0, one
        at += len(one)


def test_there_is_a_page_an_agency_with_projects_and_none_else(sample: Path) -> None:
    names = {path.stem for path in sample.iterdir()}
    assert "50100000" in names and len(names) == 8


def test_the_page_shows_no_contact_and_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    name = '<script>alert(1)</script>{{ 7*7 }}" onmouseover="x'
    changes: dict[str, object] = {
        "โครงการ!J2": "คุณสมมติ โทร. 0000",
        "โครงการ!B2": name,
        "โครงการ!K2": "โทร 081-234-5678",
        "โครงการ!D3": None,  # strategic work without its strategy
    }
    (tmp_path / "in" / "a.xlsx").write_bytes(submission(changes))
    quarterly(make_run(tmp_path / "in", tmp_path / "out"))
    path = tmp_path / "out" / "2566-Q2" / "districts" / "50100000.html"
    page = path.read_text("utf-8")
    assert "คุณสมมติ" not in page and "081-234" not in page and "•••" in page
    assert "<script" not in page and 'onmouseover="x' not in page and "{{ 7*7 }}" in page
    assert "default-src 'none'" in page and not re.search(r"https?://", page)
    assert "nan" not in said(path) and "None" not in said(path)
    second = said(path).split("50100000-3671")[1]
    assert "ยุทธศาสตร์\n\nไม่ปรากฏ" in re.sub(r"\n+", "\n\n", second)
