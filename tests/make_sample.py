"""Rebuild ``inputs/sample/``: the workbooks that the first ``make quarterly`` reads.

50100000 for 2566-Q2 is the complete printed page ``tests/data/pages/50100000-3670.txt``. The other
agencies are built on names, codes and progress of ``project-pages.jsonl`` and indicators of
``kpi-pages.jsonl``; what no page gave is made up here and listed in หน้าพิมพ์ as สมมติ. A few
mistakes are put in on purpose (``MISTAKES``), so that there is something to send back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipeline.columns import Form, form_of
from pipeline.excel import draw
from pipeline.forms import page_rows
from pipeline.pages import read_page
from pipeline.period import Period
from pipeline.template import blank_form
from schemas import FORM, READABLE_VERSIONS
from schemas.lists import Agency, agencies, sections
from schemas.pages import ASSUMED, ON_PAGE, PAGE_PROGRESS
from schemas.projects import DONE, NOT_REPORTED, ROUTINE, RUNNING, SLOWED, STRATEGIC

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
SAMPLE = ROOT / "inputs" / "sample"
YEAR = 2566
PAGE = "50100000-3670"
Row = dict[str, Any]
KPI_FIELDS = ("kpi_code", "kpi_name", "unit", "target", "result", "kpi_type", "kpi_level")


@dataclass(frozen=True)
class Work:
    """A project of the sample: what its page gave is looked up by code, the rest is made up.

    ``progress``: at the end of each month from October to March, None where none is reported.
    ``spent``: share of the budget spent by each of these months, in percent.
    """

    code: str
    section: str
    budget: float
    progress: tuple[float | None, ...]
    spent: tuple[float, ...]
    plan: tuple[float, float, float, float] | None
    strategy: str | None = None
    status: str = RUNNING
    problem: str | None = None
    remedy: str | None = None
    decision: str | None = None
    kpi: str | None = None


STEADY = (20.0, 50.0, 80.0, 100.0)
CANAL = "ยุทธศาสตร์ที่ 2 การพัฒนาสิ่งแวดล้อมยั่งยืน"
HEALTH = "ด้านที่ 1 มหานครปลอดภัย"
WORKS = (
    Work("50010000-3384", "10", 180_000, (5, 10, 20, 30, 45, 60), (0, 5, 12, 20, 35, 50), STEADY),
    Work(
        "50010000-3309",
        "04",
        420_000,
        (10, 20, 30, 50, 80, 100),
        (5, 12, 25, 50, 80, 97),
        STEADY,
        HEALTH,
        DONE,
    ),
    Work(
        "50010000-3332",
        "06",
        95_000,
        (0, 5, 10, 10, 10, 10),
        (0, 0, 5, 5, 5, 5),
        STEADY,
        CANAL,
        RUNNING,
        "ชุมชนติดงานประเพณีจึงเลื่อนกิจกรรม",
        None,
    ),
    Work(
        "50040000-3409",
        "03",
        2_400_000,
        (5, 10, 15, 20, 30, 42),
        (0, 0, 8, 15, 22, 30),
        STEADY,
        CANAL,
        problem="น้ำขึ้นสูงเข้าพื้นที่ไม่ได้",
        remedy="ปรับแผนงานให้ทำช่วงน้ำลง",
    ),
    Work("50040000-3364", "10", 160_000, (10, 20, 30, 40, 50, 60), (5, 10, 18, 30, 42, 55), STEADY),
    Work(
        "50130000-3907",
        "03",
        5_600_000,
        (5, 15, 25, 35, 45, 55),
        (0, 10, 18, 25, 33, 41),
        STEADY,
        CANAL,
    ),
    Work(
        "50130000-3575",
        "03",
        1_150_000,
        (2, 5, 8, 12, 15, 18),
        (0, 0, 2, 4, 6, 8),
        STEADY,
        CANAL,
        problem="ผู้รับจ้างส่งวัสดุล่าช้า",
        remedy="ทำหนังสือเร่งรัดและคิดค่าปรับตามสัญญา",
        decision="ขออนุมัติขยายเวลาสัญญา 45 วัน",
    ),
    Work("50150000-6310", "10", 210_000, (15, 30, 45, 60, 80, 92), (8, 20, 35, 50, 68, 80), STEADY),
    Work(
        "50150000-3303", "07", 3_750_000, (10, 25, 40, 55, 40, 70), (10, 22, 36, 48, 55, 66), STEADY
    ),
    Work("50200000-3472", "06", 640_000, (8, 16, 24, 32, 40, 48), (8, 16, 24, 33, 41, 49), STEADY),
    Work(
        "50200000-3523",
        "06",
        380_000,
        (0, 0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0, 0),
        STEADY,
        CANAL,
        SLOWED,
        "ยังไม่ได้รับจัดสรรวัสดุอุปกรณ์",
        None,
    ),
    Work("50200000-6260", "06", 640_000, (None,) * 6, (0,) * 6, None, status=NOT_REPORTED),
    Work(
        "50290000-7144",
        "04",
        275_640.80,
        (10, 20, 35, 50, 60, 75),
        (6, 14, 26, 38, 50, 61),
        STEADY,
        HEALTH,
        kpi="5029-852",
    ),
    Work(
        "50290000-3287",
        "03",
        1_980_000,
        (10, 25, 40, 55, 70, 80),
        (5, 15, 30, 45, 58, 70),
        STEADY,
        CANAL,
        kpi="5029-0835",
    ),
    Work(
        "50330000-3133",
        "06",
        890_000,
        (10, 20, 30, 40, 50, 60),
        (5, 12, 22, 35, 44, 54),
        STEADY,
        CANAL,
        kpi="5033-0795",
    ),
)
MISTAKES: dict[tuple[str, int], dict[tuple[str, int, str], Any]] = {
    ("50150000", 2): {
        ("projects", 0, "budget_current"): "0.21 ล้านบาท",
        ("progress", 0, "spent"): "105,000.- บาท",
    },
    ("50130000", 2): {("progress", 0, "report_date"): "31 ม.ค. 66"},
    ("50010000", 2): {("projects", 0, "status"): "อยู่ระหว่างดำเนินการ"},
}
"""(agency, quarter) -> (table, row from 0, column) -> what an officer typed instead.

The reports of 50150000-3303 fall from 55 to 40 in the progress above: it is held (PRG-02).
"""


def main() -> None:
    """Write the workbooks of both quarters; the same bytes every time."""
    form = form_of(FORM, READABLE_VERSIONS)
    SAMPLE.mkdir(parents=True, exist_ok=True)
    for old in SAMPLE.glob("*.xlsx"):
        old.unlink()
    for quarter in (1, 2):
        period = Period(YEAR, quarter)
        for agency in agencies():
            rows = _rows(form, agency, period)
            if rows is not None:
                book = blank_form(form, agency, period, rows)
                (SAMPLE / f"{agency.code}-{period}.xlsx").write_bytes(draw(book))


def _rows(form: Form, agency: Agency, period: Period) -> dict[str, list[Row]] | None:
    if agency.code == PAGE[:8]:
        return _page_rows(form) if period.quarter == 2 else None
    works = [work for work in WORKS if work.code.startswith(agency.code)]
    if not works:
        return None
    rows = _made_up(agency, works, period)
    for (table, place, column), value in MISTAKES.get((agency.code, period.quarter), {}).items():
        rows[table][place][column] = value
    rows["pages"] = [
        *(line for work in works for line in _given(work)),
        *(line for work in works if work.kpi for line in _given_kpi(form, work, rows["kpis"])),
        *_assumed(form, rows, {work.code: _from_page(work) for work in works}, period.quarter),
    ]
    return rows


def _page_rows(form: Form) -> dict[str, list[Row]]:
    """The complete page as it is, and what the form asks for besides, listed as สมมติ."""
    page = read_page((DATA / "pages" / f"{PAGE}.txt").read_text(encoding="utf-8"), f"{PAGE}.txt")
    cover = {"submitted_on": date(2023, 4, 5), "certified_by": "ผู้อำนวยการเขต"}
    more = {
        "project_name": "โครงการค่าใช้จ่ายในการสัมมนาและศึกษาดูงานเพื่อพัฒนาศักยภาพผู้นำชุมชน",
        "status": RUNNING,
    }
    rows: dict[str, list[Row]] = {
        "covers": [cover],
        "projects": [{"project_code": PAGE, **page.project, **more}],
        "progress": [{"project_code": PAGE, **report} for report in page.reports],
        "kpis": [{"project_code": PAGE, **kpi} for kpi in page.kpis],
    }
    assumed = [
        *_lines(form, "covers", None, cover),
        *_lines(form, "projects", PAGE, more),
    ]
    return {**rows, "pages": [*page_rows(page), *assumed]}


def _made_up(agency: Agency, works: list[Work], period: Period) -> dict[str, list[Row]]:
    return {
        "covers": [
            {
                "submitted_on": period.last_day + timedelta(days=5),
                "certified_by": "ผู้อำนวยการเขต",
            }
        ],
        "projects": [_project(work, period) for work in works],
        "plans": [_plan(work) for work in works if work.plan],
        "progress": [row for work in works for row in _reports(work, period)],
        "kpis": [_kpi(work, period) for work in works],
    }


def _project(work: Work, period: Period) -> Row:
    agency, page = work.code[:4], _page_of(work.code)
    unit = f"{agency}{work.section}00"
    status = work.status if period.quarter == 2 or work.status == NOT_REPORTED else RUNNING
    strategic = {"strategy": work.strategy, "sub_strategy": f"{_number(work)}.1 แนวทางหลัก"}
    strategic |= {
        "strategic_goal": f"{_number(work)}.1.1 เป้าหมายของแนวทาง",
        "tactic": f"{_number(work)}.1.1.1 กลยุทธ์ของเป้าหมาย",
    }
    return {
        "project_code": work.code,
        "project_name": page["title"],
        "mission_type": STRATEGIC if work.strategy else ROUTINE,
        **(strategic if work.strategy else {}),
        "owner_unit": unit,
        "responsible_unit": unit,
        "contact": f"{sections()[work.section]} โทร. 0000",
        "rationale": f"{page['title']} เป็นงานที่ตอบสนองความต้องการของประชาชนในพื้นที่ {page['agency']}",
        "objectives": "เพื่อให้ประชาชนในพื้นที่มีคุณภาพชีวิตที่ดีขึ้น",
        "target_text": "ดำเนินการครบทุกชุมชนในพื้นที่",
        "start_date": period.year_first_day,
        "end_date": period.year_last_day,
        "budget_approved": work.budget,
        "budget_current": work.budget,
        "status": status,
    }


def _number(work: Work) -> str:
    return "2" if work.strategy == CANAL else "1"


def _plan(work: Work) -> Row:
    progress = work.plan or STEADY
    return (
        {"project_code": work.code}
        | {f"plan_progress_q{place}": value for place, value in enumerate(progress, 1)}
        | {
            f"plan_spend_q{place}": round(work.budget * share, 2)
            for place, share in enumerate((0.2, 0.45, 0.75, 1), 1)
        }
    )


def _reports(work: Work, period: Period) -> Iterator[Row]:
    first = 3 * (period.quarter - 1)
    for place, (year, month) in enumerate(period.months, first):
        progress = work.progress[place]
        if progress is None:
            continue
        last = place == first + 2
        yield {
            "project_code": work.code,
            "report_date": date(year, month, 25),
            "progress": progress,
            "narrative": "ยังไม่เริ่มดำเนินการ"
            if progress == 0
            else f"ดำเนินการแล้วร้อยละ {progress:g} ของงาน",
            "problem": work.problem if last else "ไม่มี",
            "remedy": work.remedy if last else None,
            "decision_needed": work.decision if last and period.quarter == 2 else None,
            "spent": round(work.budget * work.spent[place] / 100, 2),
            "committed": 0,
        }


def _kpi(work: Work, period: Period) -> Row:
    page = _kpi_of(work.kpi) if work.kpi else {}
    results = {one["q"]: float(one["result"].replace(",", "")) for one in page.get("quarters", [])}
    share = work.progress[3 * period.quarter - 1]
    return {
        "project_code": work.code,
        "kpi_code": page.get("kpi_pid"),
        "kpi_name": page.get("name") or "ร้อยละความสำเร็จของการดำเนินโครงการ",
        "unit": page.get("unit") or "ร้อยละ",
        "target": float(page.get("target", 100)),
        "result": results.get(str(period.quarter), None if page.get("quarters") else share),
        "kpi_type": page.get("kpi_type")
        or ("ตัวชี้วัดเชิงยุทธศาสตร์" if work.strategy else "ตัวชี้วัดงานประจำ"),
        "kpi_level": page.get("kpi_level", "ผลผลิต (output)").removeprefix("ตัวชี้วัดระดับ"),
    }


def _given(work: Work) -> Iterator[Row]:
    """The heading lines that the page of a project has, as printed."""
    page = _page_of(work.code)
    for number, text in enumerate(page["snapshots"][0]["header_lines"], 1):
        if "<" not in text:  # names were taken out of the data
            part = PAGE_PROGRESS if text.startswith("ความคืบหน้าโครงการ ร้อยละ") else "หัวของหน้า"
            yield {
                "project_code": work.code,
                "line": number,
                "part": part,
                "text": text,
                "origin": ON_PAGE,
            }


def _given_kpi(form: Form, work: Work, rows: list[Row]) -> Iterator[Row]:
    """The values that the page of an indicator gives, one a line."""
    given = _from_page(work)
    for row in rows:
        if row["project_code"] == work.code:
            values = {name: row[name] for name in KPI_FIELDS if row.get(name) in given[name]}
            yield from _lines(form, "kpis", work.code, values, ON_PAGE)


def _from_page(work: Work) -> dict[str, Any]:
    page = _page_of(work.code)
    printed = {float(one["progress"]) for one in page["snapshots"]}
    kpi = _kpi_of(work.kpi) if work.kpi else {}
    results = {float(one["result"].replace(",", "")) for one in kpi.get("quarters", [])}
    return {
        "project_code": {work.code},
        "project_name": {page["title"]},
        "progress": printed,
        "kpi_code": {kpi.get("kpi_pid")},
        "kpi_name": {kpi.get("name")},
        "unit": {kpi.get("unit")},
        "target": {float(kpi["target"])} if kpi else set(),
        "result": results,
        "kpi_type": {kpi.get("kpi_type")},
        "kpi_level": {kpi.get("kpi_level", "").removeprefix("ตัวชี้วัดระดับ")},
    }


def _assumed(
    form: Form, rows: dict[str, list[Row]], given: dict[str, dict[str, Any]], quarter: int
) -> Iterator[Row]:
    """A line สมมติ for every value that no page gave."""
    cover = {"fiscal_year": YEAR, "quarter": quarter, "revision": 1, **rows["covers"][0]}
    yield from _lines(form, "covers", None, cover)
    for table in ("projects", "plans", "progress", "kpis"):
        for row in rows[table]:
            code = row["project_code"]
            made = {
                name: value
                for name, value in row.items()
                if value not in given[code].get(name, set())
            }
            made.pop("project_code", None)
            yield from _lines(form, table, code, made)


def _lines(
    form: Form, table: str, code: str | None, values: Row, origin: str = ASSUMED
) -> Iterator[Row]:
    sheet = form.sheets[table]
    for name, value in values.items():
        if value is not None:
            part = f"{sheet.label}: {sheet[name].label}"
            yield {"project_code": code, "part": part, "text": str(value), "origin": origin}


def _page_of(code: str) -> dict[str, Any]:
    return next(page for page in _read("project-pages.jsonl") if page["pid"] == code)


def _kpi_of(code: str) -> dict[str, Any]:
    return next(page for page in _read("kpi-pages.jsonl") if page["kpi_pid"] == code)


def _read(name: str) -> list[dict[str, Any]]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


if __name__ == "__main__":
    main()
