"""PAGE findings, from the sheet หน้าพิมพ์ of a draft; and the deadline, which is a setting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.findings import Finding
from pipeline.gather import gather
from pipeline.layout import lay_out
from pipeline.normalise import normalise
from pipeline.read import read_bytes
from pipeline.run import make_run
from pipeline.validate import validate
from schemas.pages import LOG_HEAD, LOG_TEXT, NOT_IN_COPY, ON_PAGE, PAGE_SCORE, UNREAD
from tests.builders import as_bytes, findings, submission, the_form

HEAD = "(1) ความคืบหน้าโครงการฯ ร้อยละ 5.00 (2023-02-24)"
GOOD = [
    (1, PAGE_SCORE, "*** สยป. ประเมินโครงการ : ไตรมาสที่ 2", ON_PAGE),
    (2, LOG_HEAD, HEAD, ON_PAGE),
    (3, LOG_TEXT, "24/02/2566 : จัดอบรม", ON_PAGE),
    (4, LOG_TEXT, "25/01/2566 เป็นวันประชุม", ON_PAGE),
]


def draft(*lines: tuple[object, str, str | None, str]) -> bytes:
    book = load_workbook(BytesIO(submission()))
    sheet = book.create_sheet("หน้าพิมพ์")
    sheet.append([column.label for column in the_form().sheets["pages"].columns])
    for number, part, text, origin in lines:
        sheet.append(["50100000-3670", number, part, text, origin])
    return as_bytes(book)


def test_a_page_that_agrees_with_itself_has_no_finding() -> None:
    assert findings(draft(*GOOD)) == []


@pytest.mark.parametrize(
    ("place", "line", "check", "severity"),
    [
        (0, (1, PAGE_SCORE, "*** สยป. ประเมินโครงการ : ไตรมาสที่ 1", ON_PAGE), "PAGE-01", "warning"),
        (2, (3, LOG_TEXT, "23/02/2566 : จัดอบรม", ON_PAGE), "PAGE-02", "warning"),
        (3, (4, UNREAD, "@@@", ON_PAGE), "PAGE-03", "warning"),
        (3, (4, "วัตถุประสงค์", None, NOT_IN_COPY), "PAGE-04", "info"),
    ],
)
def test_each_doubt_about_a_page_is_one_finding_at_its_line(
    place: int, line: tuple[object, str, str | None, str], check: str, severity: str
) -> None:
    lines = [line if at == place else good for at, good in enumerate(GOOD)]
    (finding,) = findings(draft(*lines))
    assert (finding.check, finding.severity, finding.sheet, finding.cells) == (
        check,
        severity,
        "หน้าพิมพ์",
        (f"D{place + 2}",),
    )


def with_deadline(day: date) -> list[Finding]:
    form = the_form()
    plain = make_run(Path(), Path())
    run = replace(plain, settings=replace(plain.settings, deadlines={"2566-Q2": day}))
    tables = gather([normalise(lay_out(read_bytes(submission(), "a.xlsx"), form), form)], form)
    return list(validate(tables, run).findings)


def test_late_is_said_and_not_refused() -> None:
    (finding,) = with_deadline(date(2023, 4, 4))  # the good submission was sent on 5 April
    assert (finding.check, finding.severity, finding.cells) == ("COV-04", "warning", ("B8",))
    assert "5 เม.ย. 66" in finding.message() and "4 เม.ย. 66" in finding.message()


def test_in_time_and_without_a_deadline_nothing_is_said() -> None:
    assert with_deadline(date(2023, 4, 5)) == []
    assert findings(submission()) == []
