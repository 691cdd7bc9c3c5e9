"""Good workbooks for tests to spoil: every agency's, for every quarter, without a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.columns import Form, SheetForm, form_of
from pipeline.excel import draw
from pipeline.findings import Finding
from pipeline.gather import gather
from pipeline.layout import lay_out
from pipeline.normalise import normalise
from pipeline.period import Period
from pipeline.read import read_bytes
from pipeline.run import make_run
from pipeline.template import blank_form
from pipeline.validate import Checked, validate
from schemas import FORM, READABLE_VERSIONS, REVIEW
from schemas.kpis import MORE_IS_BETTER
from schemas.lists import agencies
from schemas.projects import DONE, ROUTINE, RUNNING, STRATEGIC

PHRA_KHANONG = "50100000"
NAME = "50100000-2566-Q2.xlsx"
Row = dict[str, Any]


def the_form() -> Form:
    """The form as a reader takes it along."""
    return form_of({**FORM, **REVIEW}, READABLE_VERSIONS)


def submission(changes: Mapping[str, object] | None = None, **cover: Any) -> bytes:
    """A good workbook of 50100000 for 2566-Q2, with ``changes`` made to its cells.

    ``changes`` maps ``ความก้าวหน้า!C2`` to the new value (None: blank). Headings stand in row 1,
    columns in the order of the schema from A on, reports of project 1 in rows 2 to 4, of project 2
    in 5 to 7, of project 3 in 8 to 10. ``cover`` fills the cover by column name; another
    ``agency_code``, ``fiscal_year`` or ``quarter`` makes a good workbook of that one.
    """
    book = Workbook()
    book.remove(book.active)
    rows = good_rows(**cover)
    for name, sheet in the_form().sheets.items():
        if name in rows:
            _write(book.create_sheet(sheet.label), sheet, rows[name])
    for place, value in (changes or {}).items():
        tab, cell = place.split("!")
        book[tab][cell] = value
    return as_bytes(book)


def form_of_the_office() -> bytes:
    """The office's own form, filled in by 50100000 with the good rows."""
    agency = next(one for one in agencies() if one.code == PHRA_KHANONG)
    return draw(blank_form(the_form(), agency, Period(2566, 2), good_rows()))


def good_rows(**cover: Any) -> dict[str, list[Row]]:
    """The rows of a good workbook: table name -> rows of column name -> value."""
    first = _cover(**cover)
    agency, period = first["agency_code"], Period(first["fiscal_year"], first["quarter"])
    return {
        "covers": [first],
        "projects": _projects(agency, period),
        "plans": _plans(agency),
        "progress": _progress(agency, period),
        "kpis": _kpis(agency, period),
    }


def as_bytes(book: Workbook) -> bytes:
    """The bytes of an openpyxl workbook."""
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def checked(*contents: bytes | tuple[str, bytes], **asked: Any) -> Checked:
    """Read and check workbooks: bytes called ``50100000-2566-Q2.xlsx``, or (name, bytes)."""
    form = the_form()
    named = [one if isinstance(one, tuple) else (NAME, one) for one in contents]
    typed = [normalise(lay_out(read_bytes(one, name), form), form) for name, one in named]
    return validate(gather(typed, form), make_run(Path("inputs"), Path("outputs"), **asked))


def findings(*contents: bytes | tuple[str, bytes], **asked: Any) -> list[Finding]:
    """What is found in workbooks, in order."""
    return list(checked(*contents, **asked).findings)


def said(found: Iterable[Finding]) -> list[tuple[str, str, str | None, tuple[str, ...]]]:
    """Findings as short facts: check, severity, sheet, cells."""
    return [(one.check, one.severity, one.sheet, one.cells) for one in found]


def _write(sheet: Worksheet, form: SheetForm, rows: list[Row]) -> None:
    if form.name == "covers":
        sheet.append(["รายการ", "ข้อมูล"])
        for column in form.columns:
            sheet.append([column.label, rows[0].get(column.name)])
        return
    sheet.append([column.label for column in form.columns])
    for row in rows:
        sheet.append([row.get(column.name) for column in form.columns])


def _cover(**cover: Any) -> Row:
    known: Row = {"agency_code": PHRA_KHANONG, "fiscal_year": 2566, "quarter": 2} | cover
    period = Period(known["fiscal_year"], known["quarter"])
    names = {agency.code: agency.name for agency in agencies()}
    return {
        "agency_name": names.get(known["agency_code"]),
        "revision": 1,
        "submitted_on": period.last_day + timedelta(days=5),
        "certified_by": "ผู้อำนวยการเขต",
    } | known


BUDGETS = (1_250_000, 480_000.50, 300_000)
NAMES = ("โครงการสัมมนาผู้นำชุมชน", "โครงการปรับปรุงภูมิทัศน์ริมคลอง", "โครงการฝึกอบรมอาสาสมัคร")


def _codes(agency: str) -> list[str]:
    return [f"{agency}-{number}" for number in (3670, 3671, 3672)]


def _share(project: int, month: int) -> float:
    """How far a project is at the end of a month of the fiscal year, 0 to 100; the third is done
    by the end of the first quarter.
    """
    return min(100.0, round((7.5, 7.0, 100 / 3)[project] * month, 2))


def _projects(agency: str, period: Period) -> list[Row]:
    first, last = period.year_first_day, period.year_last_day
    strategic = {
        "strategy": "ยุทธศาสตร์ที่ 4 การเชื่อมโยงเมือง",
        "sub_strategy": "4.3 การจัดการภูมิทัศน์เมือง",
        "strategic_goal": "4.3.1 ปรับปรุงองค์ประกอบทางภูมิทัศน์เมือง",
        "tactic": "4.3.1.3 อนุรักษ์และฟื้นฟูย่าน",
    }
    return [
        {
            "project_code": code,
            "project_name": name,
            "mission_type": STRATEGIC if index == 1 else ROUTINE,
            **(strategic if index == 1 else {}),
            "owner_unit": f"{agency[:4]}0100",
            "responsible_unit": f"{agency[:4]}0300" if index == 1 else f"{agency[:4]}0100",
            "contact": "ฝ่ายปกครอง โทร. 0000",
            "rationale": "คลองในพื้นที่มีขยะตกค้าง\nจึงต้องให้ชุมชนมีส่วนร่วม",
            "objectives": "2.1 เพื่อพัฒนาศักยภาพผู้นำชุมชน",
            "target_text": "ผู้เข้าร่วมโครงการทั้งสิ้น 400 คน",
            "target_quantity": 400,
            "target_unit": "คน",
            "start_date": first,
            "end_date": last,
            "budget_approved": budget,
            "budget_current": budget,
            "status": DONE if index == 2 else RUNNING,
        }
        for index, (code, name, budget) in enumerate(
            zip(_codes(agency), NAMES, BUDGETS, strict=True)
        )
    ]


def _plans(agency: str) -> list[Row]:
    return [
        {"project_code": code}
        | {f"plan_progress_q{q}": share for q, share in enumerate((20, 45, 70, 100), 1)}
        | {f"plan_spend_q{q}": budget * part for q, part in enumerate((0.2, 0.4, 0.7, 1), 1)}
        for code, budget in zip(_codes(agency), BUDGETS, strict=True)
    ]


def _progress(agency: str, period: Period) -> list[Row]:
    return [
        {
            "project_code": code,
            "report_date": date(year, month, 25),
            "progress": _share(index, 3 * (period.quarter - 1) + place),
            "narrative": f"ดำเนินการแล้ว {place} ส่วน จาก 3 ส่วน",
            "spent": _spent(index, 3 * (period.quarter - 1) + place),
            "committed": 10_000 if index == 0 else None,
        }
        for index, code in enumerate(_codes(agency))
        for place, (year, month) in enumerate(period.months, 1)
    ]


def _spent(project: int, month: int) -> float:
    return round(BUDGETS[project] * _share(project, month) * 0.9 / 100, 2)


def _kpis(agency: str, period: Period) -> list[Row]:
    return [
        {
            "project_code": code,
            "kpi_code": f"{agency[:4]}-088{index}",
            "kpi_name": "ร้อยละของผู้ผ่านการอบรม",
            "unit": "ร้อยละ",
            "target": 100,
            "result": _share(index, 3 * period.quarter),
            "direction": MORE_IS_BETTER,
            "kpi_type": "ตัวชี้วัดเชิงยุทธศาสตร์" if index == 1 else "ตัวชี้วัดงานประจำ",
            "kpi_level": "ผลผลิต (output)",
        }
        for index, code in enumerate(_codes(agency))
    ]
