"""Realistic submissions in the physical form that Excel writes: shared strings, long Thai texts.

50 workbooks hold 6,300 projects and 44,100 reports and weigh 9.4 MB.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from xlsxwriter import Workbook

from pipeline.columns import Form, form_of
from pipeline.period import Period
from schemas import FORM, READABLE_VERSIONS
from schemas.kpis import MORE_IS_BETTER
from schemas.lists import Agency, agencies
from schemas.projects import DONE, ROUTINE, RUNNING, STRATEGIC

PERIOD = Period(2566, 3)
PROJECTS, REPORTS = 126, 7
WORDS = (
    *("กรุงเทพมหานคร", "ส่งเสริม", "ประชาชน", "ในพื้นที่", "คุณภาพชีวิต", "อย่างยั่งยืน", "พัฒนา", "ชุมชน"),
    *("เขต", "ดำเนินการ", "จัดกิจกรรม", "คลอง", "ขยะ", "มูลฝอย", "สิ่งแวดล้อม", "ผู้สูงอายุ", "เยาวชน"),
    *("สุขภาพ", "การมีส่วนร่วม", "อบรม", "ศักยภาพ", "ถนน", "ทางเท้า", "ปรับปรุง", "ภูมิทัศน์", "ตลาด"),
    *("ความปลอดภัย", "น้ำท่วม", "ระบายน้ำ", "โรงเรียน", "อาสาสมัคร", "เศรษฐกิจ", "รายได้", "บริการ"),
)
Row = dict[str, Any]


def generate(folder: Path, workbooks: int, seed: int = 1) -> list[Path]:
    """Write so many workbooks of the districts; the later ones are further revisions, in which one
    figure in fifty is another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    form = form_of(FORM, READABLE_VERSIONS)
    districts = [agency for agency in agencies() if agency.expected_in(str(PERIOD))]
    made = []
    for number in range(workbooks):
        agency = districts[number % len(districts)]
        revision = number // len(districts) + 1
        path = folder / f"{agency.code}-{PERIOD}-{revision}.xlsx"
        rows = rows_of(agency, revision, Random(f"{seed} {number % len(districts)}"))
        correct(rows["progress"], revision, Random(f"{seed} {number}"))
        write(path, form, rows)
        made.append(path)
    return made


def write(path: Path, form: Form, rows: dict[str, list[Row]]) -> None:
    """Write a workbook as Excel lays it out: headings in row 1, the cover as label and value."""
    book = Workbook(path, {"default_date_format": "d mmm yy"})
    for name, sheet in form.submitted.items():
        if name not in rows:
            continue
        drawn = book.add_worksheet(sheet.label)
        if name == "covers":
            for row, column in enumerate(sheet.columns):
                drawn.write_row(row, 0, [column.label, rows[name][0].get(column.name)])
            continue
        drawn.write_row(0, 0, [column.label for column in sheet.columns])
        for number, told in enumerate(rows[name], 1):
            drawn.write_row(number, 0, [told.get(column.name) for column in sheet.columns])
    book.close()


def rows_of(agency: Agency, revision: int, chance: Random) -> dict[str, list[Row]]:
    """The rows of one agency: 126 projects with plan, indicator and seven monthly reports each."""
    codes = [f"{agency.code}-{1000 + number}" for number in range(PROJECTS)]
    budgets = [float(chance.randrange(50_000, 9_000_000)) for _ in codes]
    shares = [chance.uniform(0.05, 1.0) for _ in codes]
    return {
        "covers": [_cover(agency, revision)],
        "projects": [
            _project(agency, code, budget, share, chance)
            for code, budget, share in zip(codes, budgets, shares, strict=True)
        ],
        "plans": [_plan(code, budget) for code, budget in zip(codes, budgets, strict=True)],
        "progress": [
            _report(code, budget, share, month, chance)
            for code, budget, share in zip(codes, budgets, shares, strict=True)
            for month in range(REPORTS)
        ],
        "kpis": [
            _indicator(agency, code, share) for code, share in zip(codes, shares, strict=True)
        ],
    }


def correct(reports: list[Row], revision: int, chance: Random) -> None:
    """What a later revision corrects."""
    for row in reports if revision > 1 else ():
        if chance.random() < 0.02:
            row["committed"] += 1000 * revision


def text(chance: Random, words: int) -> str:
    """Thai prose of so many words."""
    return " ".join(
        "".join(chance.choices(WORDS, k=min(6, words - at))) for at in range(0, words, 6)
    )


def _cover(agency: Agency, revision: int) -> Row:
    return {
        "agency_code": agency.code,
        "agency_name": agency.name,
        "fiscal_year": PERIOD.fiscal_year,
        "quarter": PERIOD.quarter,
        "revision": revision,
        "correction_reason": "แก้ยอดเบิกจ่าย" if revision > 1 else None,
        "submitted_on": date(2023, 7, 5),
        "certified_by": "ผู้อำนวยการเขต",
    }


def _project(agency: Agency, code: str, budget: float, share: float, chance: Random) -> Row:
    strategic = chance.random() < 0.4
    lines = {
        "strategy": "ยุทธศาสตร์ที่ 4 การเชื่อมโยงเมือง",
        "sub_strategy": "4.3 การจัดการภูมิทัศน์เมือง",
        "strategic_goal": "4.3.1 ปรับปรุงองค์ประกอบทางภูมิทัศน์เมือง",
        "tactic": "4.3.1.3 อนุรักษ์และฟื้นฟูย่าน",
    }
    unit = f"{agency.code[:4]}{chance.randrange(1, 11):02d}00"
    return {
        "project_code": code,
        "project_name": f"โครงการ{text(chance, 6)} {code[-4:]}",
        "mission_type": STRATEGIC if strategic else ROUTINE,
        **(lines if strategic else {}),
        "owner_unit": unit,
        "responsible_unit": unit,
        "contact": "ฝ่ายปกครอง โทร. 0000",
        "rationale": text(chance, 200),
        "objectives": text(chance, 90),
        "target_text": text(chance, 20),
        "target_quantity": chance.randrange(10, 500),
        "target_unit": "คน",
        "start_date": date(2022, 10, 1),
        "end_date": date(2023, 9, 30),
        "budget_approved": budget,
        "budget_current": budget,
        "status": DONE if share > 0.98 else RUNNING,
    }


def _plan(code: str, budget: float) -> Row:
    return (
        {"project_code": code}
        | {f"plan_progress_q{q}": share for q, share in enumerate((20, 45, 70, 100), 1)}
        | {f"plan_spend_q{q}": budget * part for q, part in enumerate((0.2, 0.4, 0.7, 1.0), 1)}
    )


def _report(code: str, budget: float, share: float, month: int, chance: Random) -> Row:
    done = round(100 * share * (month + 1) / REPORTS, 2)
    year, number = (2022, 10 + month) if month < 3 else (2023, month - 2)
    return {
        "project_code": code,
        "report_date": date(year, number, 25),
        "progress": 100 if share > 0.98 and month == REPORTS - 1 else done,
        "narrative": text(chance, 30),
        "spent": round(budget * done * 0.9 / 100, 2),
        "committed": 1000,
    }


def _indicator(agency: Agency, code: str, share: float) -> Row:
    return {
        "project_code": code,
        "kpi_code": f"{agency.code[:4]}-0881",
        "kpi_name": "ร้อยละของผู้ผ่านการอบรม",
        "unit": "ร้อยละ",
        "target": 100,
        "result": round(100 * share, 2),
        "direction": MORE_IS_BETTER,
        "kpi_type": "ตัวชี้วัดงานประจำ",
        "kpi_level": "ผลผลิต (output)",
    }
