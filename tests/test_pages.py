"""A printed page becomes named lines and cells: nothing guessed, nothing lost."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pages import PageLine, PrintedPage, read_page
from schemas import pages as named
from schemas.projects import ROUTINE, STRATEGIC, STRATEGY_LINES

DATA = Path(__file__).parent / "data"
FILES = sorted((DATA / "pages").glob("*.txt"))
HEADS = [
    (project, snapshot["header_lines"])
    for project in map(
        json.loads, (DATA / "project-pages.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    )
    for snapshot in project["snapshots"]
]
MARK = "[ไม่ปรากฏในสำเนาที่พบ]"
NAME, AGENCY = "โครงการสัมมนา : 50100000-3670", "สำนักงานเขตพระโขนง : (2566)"
STRATEGY = ("ยุทธศาสตร์", "ยุทธศาสตร์ย่อย", "เป้าหมายตามยุทธศาสตร์", "กลยุทธ์")
LOG = (named.LOG_HEAD, named.LOG_TEXT, "ปัญหา", "อุปสรรค")
AFTER_LOG = ("ตัวชี้วัด", "ค่าเป้าหมาย", "ผลงานสะสม", named.TYPE_AND_LEVEL, named.QUARTERLY_RESULTS)
FROM_STRATEGY = (*STRATEGY, *LOG, *AFTER_LOG)
OBJECTIVES, TARGET = "วัตถุประสงค์", "เป้าหมายโครงการ"
LOST_HEAD = (named.NAME_AND_CODE, named.AGENCY_AND_YEAR, named.PAGE_SCORE)


def text_of(code: str) -> str:
    return (DATA / "pages" / f"{code}.txt").read_text(encoding="utf-8")


def page_of(code: str) -> PrintedPage:
    return read_page(text_of(code), f"{code}.txt")


def complete(*changes: tuple[int, str | None]) -> PrintedPage:
    """The complete page with lines changed by their numbers; None takes a line away."""
    lines: list[str | None] = [*text_of("50100000-3670").split("\n")]
    for number, line in changes:
        lines[number - 1] = line
    return read_page("\n".join(line for line in lines if line is not None), "50100000-3670.txt")


def found_again(page: PrintedPage, text: str) -> bool:
    numbers = [line.line for line in page.lines]
    rejoined = "".join(f"{line.text}\n" for line in page.lines)
    newlines = re.sub("\r\n|\r", "\n", text)
    return numbers == [*range(1, len(numbers) + 1)] and rejoined in (newlines, f"{newlines}\n")


def lines_of(page: PrintedPage, part: str) -> list[PageLine]:
    return [line for line in page.lines if line.part == part]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_line_of_a_page_is_found_again(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    page = read_page(text, file.name)
    assert found_again(page, text)
    assert not lines_of(page, named.UNREAD)
    assert {line.text for line in page.lines if line.origin == named.NOT_IN_COPY} <= {MARK}
    assert {line.text for line in page.lines if line.part == ""} <= {""}


def test_each_line_of_the_complete_page_is_named() -> None:
    entry = [*LOG, named.LOG_END]
    assert [line.part for line in page_of("50100000-3670").lines] == [
        *(named.PAGE_PROGRESS, "ผู้ประสานงาน", named.NAVIGATION, named.PAGE_SCORE),
        *("หลักการและเหตุผล", named.UNITS, OBJECTIVES, TARGET),
        *(*STRATEGY, *entry, *entry, *AFTER_LOG),
    ]


def test_the_complete_page_fills_the_project() -> None:
    page = page_of("50100000-3670")
    printed = text_of("50100000-3670").split("\n")
    assert page.project == {
        "project_code": "50100000-3670",
        "contact": "เจ้าหน้าที่ผู้รับผิดชอบ โทร. 0000",
        "rationale": printed[4],
        "owner_unit": "50101000",
        "responsible_unit": "50101000",
        "objectives": printed[6],
        "target_text": "ผู้เข้าร่วมโครงการฯ ทั้งสิ้น 400 คน",
        "mission_type": ROUTINE,
    }


def test_long_texts_are_kept_letter_by_letter() -> None:
    project = page_of("50100000-3670").project
    rationale, objectives = str(project["rationale"]), str(project["objectives"])
    assert rationale.startswith("กรุงเทพมหานครมีความเจริญเติบโตด้านเศรษฐกิจ")
    assert rationale.endswith("มาใช้เป็นแนวทางในการพัฒนาชุมชน")
    assert len(rationale) == 2517
    assert objectives.startswith("2.1 เพื่อพัฒนาศักยภาพผู้นําชุมชน")  # sara am in two signs
    assert "\u0e4d\u0e32" in objectives


def test_the_complete_page_fills_two_reports_oldest_first() -> None:
    january, february = page_of("50100000-3670").reports
    assert january == {
        "project_code": "50100000-3670",
        "report_date": date(2023, 1, 25),
        "progress": 5.0,
        "narrative": "อยู่ระหว่างวิเคราะห์และกำหนดแนวทางการทำโครงการ",
        "problem": "ไม่มี",
        "obstacle": "ไม่มี",
    }
    assert february == {
        "project_code": "50100000-3670",
        "report_date": date(2023, 2, 24),
        "progress": 5.0,
        "problem": "ไม่มี",
        "obstacle": "ไม่มี",
    }


def test_the_complete_page_fills_an_indicator_whose_result_is_blank() -> None:
    assert page_of("50100000-3670").kpis == (
        {
            "project_code": "50100000-3670",
            "kpi_name": "ร้อยละของโครงการที่เป็นงานประจำของหน่วยงานที่ดำเนินการสำเร็จตามเป้าหมายที่กำหนด",
            "unit": "ร้อยละ",
            "target": 100.0,
            "kpi_type": "ตัวชี้วัดงานประจำ",
            "kpi_level": "ผลผลิต (output)",
        },
    )


def test_the_complete_page_has_lost_its_first_lines_and_its_score() -> None:
    page = page_of("50100000-3670")
    assert page.missing == LOST_HEAD
    assert (page.file, page.project_code) == ("50100000-3670.txt", "50100000-3670")
    assert (page.agency_name, page.fiscal_year, page.quarter) == (None, 2566, 2)


@pytest.mark.parametrize(
    ("code", "agency", "year", "quarter", "missing"),
    [
        (
            "18000000-2531",
            *("สำนักการวางผังและพัฒนาเมือง", 2564, None),
            (named.UNITS, OBJECTIVES, TARGET, *FROM_STRATEGY),
        ),
        ("50010000-3418", None, None, None, (*LOST_HEAD, TARGET, *FROM_STRATEGY)),
        ("50150000-3323", "สำนักงานเขตหนองจอก", 2563, None, (OBJECTIVES, TARGET, *FROM_STRATEGY)),
        (
            "50290000-3287",
            *("สำนักงานเขตสาทร", 2563, None),
            (named.UNITS, OBJECTIVES, TARGET, *FROM_STRATEGY),
        ),
        ("50410000-6755", "สำนักงานเขตหลักสี่", 2564, None, (TARGET, *FROM_STRATEGY)),
        ("50410000-6868", None, 2566, 4, (*LOST_HEAD, *LOG[1:], *AFTER_LOG)),
        ("50470000-3249", "สำนักงานเขตบางนา", 2563, None, (OBJECTIVES, TARGET, *FROM_STRATEGY)),
        ("50490000-3365", "สำนักงานเขตทุ่งครุ", 2563, None, (TARGET, *FROM_STRATEGY)),
    ],
)
def test_a_partial_copy_says_what_it_lacks(
    code: str, agency: str | None, year: int | None, quarter: int | None, missing: tuple[str, ...]
) -> None:
    page = page_of(code)
    assert (page.project_code, page.agency_name) == (code, agency)
    assert (page.fiscal_year, page.quarter) == (year, quarter)
    assert page.missing == missing


PROJECTS = {
    "18000000-2531": {
        "project_name": "โครงการสำรวจจัดเก็บข้อมูลที่ดินและสิ่งปลูกสร้างในกรุงเทพมหานคร",
        "contact": "เจ้าหน้าที่ผู้รับผิดชอบ (0000)",
        "rationale": "พระราชบัญญัติภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2562 ทำให้ต้องมีข้อมูลที่ดินและสิ่งปลูกสร้างเป็นฐานภาษี",
    },
    "50010000-3418": {
        "contact": "เจ้าหน้าที่ผู้รับผิดชอบ (โทร.0000)",
        "rationale": "เขตมีสถานที่สำคัญและนักท่องเที่ยวมาก จึงปลูกและตกแต่งต้นไม้เพิ่มพื้นที่สีเขียว",
        "owner_unit": "50010600",
        "responsible_unit": "50010600",
        "objectives": "เพื่อปรับปรุงภูมิทัศน์สถานที่ต่าง ๆ ในพื้นที่เขตให้สวยงามเป็นระเบียบ",
    },
    "50150000-3323": {
        "project_name": "พัฒนาคลองลำไทรสู่ชุมชนน่าอยู่",
        "contact": "เจ้าหน้าที่ผู้รับผิดชอบ โทร. 0000",
        "rationale": "เขตเลือกคลองลำไทร ยาว 1,600 เมตร กว้าง 10 - 30 เมตร ลึกเฉลี่ย 50 เซนติเมตร "
        "มีชุมชน โรงเรียน และมัสยิดอยู่ริมคลอง และประชุมร่วมกับหุ้นส่วนในพื้นที่แล้ว 2 ครั้ง",
        "owner_unit": "50150100",
        "responsible_unit": "50150100",
    },
    "50290000-3287": {
        "project_name": "โครงการสาทรร่วมใจ คลองสวย น้ำใส ไฟสว่าง (Klong Wat Yan - Miracle of Sathon)",
        "contact": "เจ้าหน้าที่ผู้รับผิดชอบ โทร 0000",
        "rationale": "คุณภาพน้ำในคลองเสื่อมโทรมและมีสิ่งรุกล้ำ "
        "จึงพัฒนาพื้นที่ริมคลองโดยชุมชนมีส่วนร่วมและต่อยอดการท่องเที่ยว",
    },
    "50410000-6755": {
        "project_name": "โครงการปรับปรุงภูมิทัศน์คลองสายหลักในพื้นที่กรุงเทพมหานคร",
        "contact": "ฝ่ายโยธา",
        "rationale": "คลองเปรมประชากรอยู่ในพื้นที่เขต ต้องจัดการขยะริมคลอง ติดตั้งไฟ ซ่อมสะพาน และทำจุดพักผ่อน",
        "owner_unit": "50410300",
        "responsible_unit": "50410300",
        "objectives": "คลองในพื้นที่เขตได้รับการปรับปรุง",
    },
    "50410000-6868": {
        "contact": "ฝ่ายโยธา",
        "rationale": "ตามที่สำนักงาน ก.ก./สยป. กำหนด",
        "owner_unit": "50410300",
        "responsible_unit": "50410300",
        "objectives": "ตามที่สำนักงาน ก.ก./สยป. กำหนด",
        "target_text": "ตามที่สำนักงาน ก.ก./สยป. กำหนด",
        "mission_type": STRATEGIC,
        "strategy": "ยุทธศาสตร์ที่ ๔ –การเชื่อมโยงเมืองที่มีความคล่องตัวและระบบบริการสาธารณะแบบบูรณาการ",
        "sub_strategy": "๔.๓ กรุงเทพมหานครเป็นเมืองที่มีรูปแบบการจัดการภูมิทัศน์เมืองอย่างยั่งยืน",
        "strategic_goal": "๔.๓.๑ กรุงเทพมหานครมีการปรับปรุงองค์ประกอบทางภูมิทัศน์เมือง"
        "และส่งเสริมอัตลักษณ์และทัศนียภาพในการรับร",
        "tactic": "๔.๓.๑.๓ อนุรักษ์และฟื้นฟูย่าน (Districts) ตามผังพัฒนาพื้นที่เฉพาะ "
        "(ข้อความต้นฉบับยาว 200 ตัวอักษร)",
    },
    "50470000-3249": {
        "project_name": "โครงการบึงในฝัน สวรรค์บางนา",
        "contact": "เจ้าหน้าที่ผู้รับผิดชอบ โทร. 0000",
        "rationale": "บึงรับน้ำหลังสำนักงานเขต เนื้อที่ประมาณ 11 ไร่ "
        "ควรปรับภูมิทัศน์ให้สะอาด เพิ่มพื้นที่สีเขียว และใช้เป็นที่พักผ่อน",
        "owner_unit": "50470600",
        "responsible_unit": "50470600",
    },
    "50490000-3365": {
        "project_name": "ค่าใช้จ่ายในการบำรุงรักษา ปรับปรุงและเพิ่มพื้นที่สีเขียว",
        "contact": "เจ้าหน้าที่ผู้รับผิดชอบ 0000",
        "rationale": "เขตปลูกต้นไม้และเพิ่มพื้นที่สีเขียวเพื่อความร่มรื่น เป็นที่พักผ่อน และกรองมลภาวะของเมือง",
        "owner_unit": "50490600",
        "responsible_unit": "50490600",
        "objectives": "1. เพื่อปรับปรุงพัฒนาพื้นที่",
    },
}


@pytest.mark.parametrize("code", PROJECTS)
def test_a_partial_copy_fills_what_it_shows_and_nothing_else(code: str) -> None:
    page = page_of(code)
    assert page.project == {"project_code": code, **PROJECTS[code]}
    assert page.kpis == ()


def test_a_report_cut_off_has_neither_problem_nor_obstacle() -> None:
    page = page_of("50410000-6868")
    assert page.reports == (
        {
            "project_code": "50410000-6868",
            "report_date": date(2023, 9, 29),
            "progress": 100.0,
            "narrative": "1. เข้าร่วมประชุม",
        },
    )
    assert page.lines[-1] == PageLine(15, named.LOG_TEXT, MARK, named.NOT_IN_COPY)


def test_the_progress_on_the_page_is_no_report() -> None:
    page = page_of("18000000-2531")
    assert page.reports == ()
    assert [line.line for line in lines_of(page, named.PAGE_PROGRESS)] == [10, 12]


def test_a_mark_stands_for_the_field_of_its_place() -> None:
    page = page_of("18000000-2531")
    marks = [(line.line, line.part) for line in page.lines if line.origin == named.NOT_IN_COPY]
    assert marks == [(24, named.UNITS), (28, OBJECTIVES), (30, TARGET)]


def test_marks_in_a_row_stand_for_the_fields_in_their_order() -> None:
    page = complete(*((number, MARK) for number in range(1, 14)))
    marks = [line.part for line in page.lines if line.origin == named.NOT_IN_COPY]
    assert marks == [
        *(named.NAME_AND_CODE, named.AGENCY_AND_YEAR, named.PAGE_PROGRESS, "ผู้ประสานงาน"),
        *(named.PAGE_SCORE, "หลักการและเหตุผล", named.UNITS, OBJECTIVES, TARGET, *STRATEGY),
    ]
    assert page.project == {"project_code": "50100000-3670"}


@pytest.mark.parametrize(("project", "head"), HEADS)
def test_every_head_that_was_seen_is_read(project: dict[str, str], head: list[str]) -> None:
    page = read_page("\n\n".join(head), f"{project['pid']}.txt")
    assert not lines_of(page, named.UNREAD)
    assert page.project_code == project["pid"]
    assert page.project.get("project_name", "") == project["title"]
    contact = head[head.index("ดูโครงการแผนปีฯ : พิมพ์ข้อมูล") - 1]
    assert page.project["contact"] == contact
    if project["layout"] == "H":
        assert (page.agency_name, page.fiscal_year) == (project["agency"], int(project["year_be"]))


def test_the_whole_page_lacks_nothing() -> None:
    page = complete((1, f"{NAME}\n{AGENCY}\nความคืบหน้าโครงการ ร้อยละ 5"), (4, text_with_score()))
    assert page.missing == ()
    assert page.project["project_name"] == "โครงการสัมมนา"


def text_with_score() -> str:
    return "*** สยป. ประเมินโครงการ : ไตรมาสที่ 3 100.0000"


def test_the_printed_score_and_quarter_fill_no_cell() -> None:
    page = complete((4, text_with_score()))
    assert (page.quarter, page.missing) == (2, LOST_HEAD[:2])
    assert page.project == complete().project


@pytest.mark.parametrize(
    ("line", "name", "code"),
    [
        ("โครงการ ก : 50100000-3458", "โครงการ ก", "50100000-3458"),
        ("คลอง : ล้อ ราง เรือ : 07000000-3611", "คลอง : ล้อ ราง เรือ", "07000000-3611"),
        ("โครงการ ๑ : ๕๐๑๐๐๐๐๐-๓๔๕๘  ", "โครงการ ๑", "50100000-3458"),
    ],
)
def test_name_and_code_are_split_at_the_last_colon(line: str, name: str, code: str) -> None:
    page = read_page(f"{line}\n{AGENCY}", "ไม่มีรหัส.txt")
    assert (page.project, page.project_code) == (
        {"project_code": code, "project_name": name},
        code,
    )
    assert (page.agency_name, page.fiscal_year) == ("สำนักงานเขตพระโขนง", 2566)


@pytest.mark.parametrize(
    ("file", "code"),
    [("หน้า 50100000-3670 (2).txt", "50100000-3670"), ("หน้า.txt", None), ("150100000-36701", None)],
)
def test_without_a_code_on_the_page_the_file_name_tells(file: str, code: str | None) -> None:
    page = read_page("ความคืบหน้าโครงการ ร้อยละ 5", file)
    assert (page.project_code, page.project.get("project_code")) == (code, code)


def test_the_year_on_the_page_counts_before_that_of_its_log() -> None:
    page = complete((1, f"{NAME}\nสำนักงานเขตพระโขนง : (2565)\nความคืบหน้าโครงการ ร้อยละ 5"))
    assert (page.fiscal_year, page.quarter) == (2565, 2)


def test_the_fiscal_year_turns_in_october() -> None:
    page = complete((13, "(1) ความคืบหน้าโครงการฯ ร้อยละ 9.00 (2023-10-01)"))
    assert (page.fiscal_year, page.quarter) == (2567, 1)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ([(6, "50101000/50101000\nข้อความแปลกปลอม")], 7),  # two lines where one text stands
        ([(6, "ย่อหน้าที่สอง\n50101000/50101000")], 6),
        ([(6, "50101000")], 6),
        ([(12, "**** ภารกิจงานประจำของหน่วยงาน **** |\nงานเพิ่ม |")], 13),
        ([(13, "(1) ความคืบหน้าโครงการฯ ร้อยละ 5.00 (2023-02-30)")], 13),  # no such day
        ([(13, "(1) ความคืบหน้าโครงการฯ ร้อยละ ห้า (2023-02-24)")], 13),
        ([(18, "ข้อความแปลกปลอม\n(2) ความคืบหน้าโครงการฯ ร้อยละ 5.00 (2023-01-25)")], 18),
        ([(23, "** ปัญหาของโครงการ :ฝนตก\nตัวชี้วัด : ก")], 23),
        ([(26, "ประเภทตัวชี้วัด : ตัวชี้วัดใหม่ ตัวชี้วัดระดับผลผลิต (output)")], 26),
        ([(26, "ค่าเป้าหมาย ร้อยละ : 50")], 26),  # a second target of the same indicator
        ([(27, "** ผลการประเมินโครงการ (รายไตรมาส) **\nไตรมาสที่ 1 : 100")], 28),
    ],
)
def test_a_line_that_is_not_understood_is_kept(changes: list[tuple[int, str]], line: int) -> None:
    page = complete(*changes)
    unread = page.lines[line - 1]
    assert (unread.part, unread.origin) == (named.UNREAD, named.ON_PAGE)
    assert unread.text in changes[0][1].split("\n")


@pytest.mark.parametrize(
    ("number", "line", "doubted"),
    [
        (3, "ฝ่ายปกครอง\nดูโครงการแผนปีฯ : พิมพ์ข้อมูล", {"contact"}),
        (6, "ย่อหน้าที่สอง\n50101000/50101000", {"rationale"}),
        (6, "50101000/50101000\nข้อความแปลกปลอม", {"objectives", "target_text"}),
        (8, "ผู้เข้าร่วมโครงการฯ ทั้งสิ้น 400 คน\nข้อความแปลกปลอม", {"objectives", "target_text"}),
        (6, None, {"objectives", "rationale", "target_text", "owner_unit", "responsible_unit"}),
    ],
)
def test_of_a_text_too_many_none_is_taken_for_a_field(
    number: int, line: str | None, doubted: set[str]
) -> None:
    page, whole = complete((number, line)), complete().project
    assert page.project == {name: whole[name] for name in whole if name not in doubted}
    assert {text.text for text in lines_of(page, named.UNREAD)} >= {
        whole[name] for name in doubted - {"owner_unit", "responsible_unit"}
    }


@pytest.mark.parametrize("number", [*range(1, 14), 18, *range(23, 28)])
def test_an_odd_line_changes_no_cell_wherever_it_stands_outside_a_report(number: int) -> None:
    line = text_of("50100000-3670").split("\n")[number - 1]
    page, whole = complete((number, f"ข้อความแปลกปลอม\n{line}")), complete()
    assert page.lines[number - 1].part == named.UNREAD
    assert page.project.items() <= whole.project.items()
    assert (page.reports, page.kpis) == (whole.reports, whole.kpis)


def test_a_text_before_its_heading_is_not_taken_for_the_field() -> None:
    text = text_of("50490000-3365").replace("หลักการและเหตุผล\n", "ลอย\nหลักการและเหตุผล\n")
    page = read_page(text, "50490000-3365.txt")
    assert [line.text for line in lines_of(page, named.UNREAD)] == ["ลอย"]
    assert page.project == page_of("50490000-3365").project


def test_what_follows_an_unreadable_head_is_not_given_to_another_day() -> None:
    page = complete(
        (13, "(1) ความคืบหน้าโครงการฯ ร้อยละ 5.00 (2023-02-30)"), (14, "24/02/2566 : ของวันอื่น")
    )
    assert [line.line for line in lines_of(page, named.UNREAD)] == [13, 14, 15, 16]
    assert page.reports == complete().reports[:1]


def test_a_mark_in_the_log_may_hide_a_head_so_the_report_ends_there() -> None:
    page = complete((15, MARK))
    assert [line.line for line in lines_of(page, named.UNREAD)] == [16]
    assert "obstacle" not in page.reports[-1]


def test_the_texts_of_a_report_may_run_over_several_lines() -> None:
    page = complete(
        (14, "24/02/2566 : ประชุม\n\nตัวชี้วัด : ได้ครบ\n50101000/50101000"),
        (15, "** ปัญหาของโครงการ :ฝนตก\nน้ำท่วม"),
    )
    february = page.reports[-1]
    assert february["narrative"] == "ประชุม\nตัวชี้วัด : ได้ครบ\n50101000/50101000"
    assert (february["problem"], february["obstacle"]) == ("ฝนตก\nน้ำท่วม", "ไม่มี")
    assert [line.line for line in lines_of(page, named.LOG_TEXT)] == [14, 16, 17, 23]
    assert [line.line for line in lines_of(page, "ปัญหา")] == [18, 19, 24]


def test_a_narrative_may_begin_without_its_date() -> None:
    assert complete((14, "ประชุม 24/02/2566 : แล้ว")).reports[-1]["narrative"] == (
        "ประชุม 24/02/2566 : แล้ว"
    )


def test_the_date_of_the_heading_counts_where_the_two_disagree() -> None:
    page = complete((14, "๒๓/๐๒/๒๕๖๖ : ประชุม"))
    assert page.reports[-1]["report_date"] == date(2023, 2, 24)
    assert page.reports[-1]["narrative"] == "ประชุม"
    assert page.lines[13].text == "๒๓/๐๒/๒๕๖๖ : ประชุม"


def test_a_report_whose_end_is_lost_does_not_swallow_the_indicator() -> None:
    page = complete((22, None))
    assert (page.reports, page.kpis) == (complete().reports, complete().kpis)


def test_reports_are_put_in_the_order_of_their_days() -> None:
    page = complete((18, "(2) ความคืบหน้าโครงการฯ ร้อยละ 7.00 (2023-03-25)"))
    assert [report["progress"] for report in page.reports] == [5.0, 7.0]


INDICATORS = """ตัวชี้วัด : พื้นที่สีเขียว
ค่าเป้าหมาย ตารางเมตร ต่อคน : 1,407.52
ผลงานที่ทําได้ ตารางเมตร : ๑๗๐.๘๓
ประเภทตัวชี้วัด : ตัวชี้วัดเชิงยุทธศาสตร์ ตัวชี้วัดระดับผลลัพธ์ (outcome)
ตัวชี้วัด : ความพึงพอใจ
ค่าเป้าหมาย : ไม่ต่ำกว่าเดิม
ผลงานที่ทำได้ ระดับ : -
ประเภทตัวชี้วัด :"""


def test_several_indicators_are_read() -> None:
    assert complete((23, INDICATORS), (24, None), (25, None), (26, None)).kpis == (
        {
            "project_code": "50100000-3670",
            "kpi_name": "พื้นที่สีเขียว",
            "unit": "ตารางเมตร ต่อคน",
            "target": 1407.52,
            "result": 170.83,
            "kpi_type": "ตัวชี้วัดเชิงยุทธศาสตร์",
            "kpi_level": "ผลลัพธ์ (outcome)",
        },
        {
            "project_code": "50100000-3670",
            "kpi_name": "ความพึงพอใจ",
            "unit": "ระดับ",
            "target": "ไม่ต่ำกว่าเดิม",
        },
    )


def test_zero_is_a_number_not_a_blank() -> None:
    (kpi,) = complete((24, "ค่าเป้าหมาย ร้อยละ : 0"), (25, "ผลงานที่ทำได้ ร้อยละ : 0.00")).kpis
    assert (kpi["target"], kpi["result"]) == (0.0, 0.0)


def test_the_third_strategy_line_is_known_by_its_percent_sign() -> None:
    page = complete((9, "ยุทธศาสตร์ที่ ๔ |"), (10, None), (11, "๔.๓.๑ ก% |"), (12, "๔.๓.๑.๓ ข |"))
    strategy = {name: page.project.get(name) for name in STRATEGY_LINES}
    assert strategy == {
        "strategy": "ยุทธศาสตร์ที่ ๔",
        "sub_strategy": None,
        "strategic_goal": "๔.๓.๑ ก",
        "tactic": "๔.๓.๑.๓ ข",
    }
    assert "ยุทธศาสตร์ย่อย" in page.missing


def test_strategy_lines_of_both_kinds_leave_the_mission_open() -> None:
    page = complete((9, "ยุทธศาสตร์ที่ ๔ |"))
    assert page.project["strategy"] == "ยุทธศาสตร์ที่ ๔"
    assert "mission_type" not in page.project


def test_the_units_may_stand_behind_a_heading_or_differ() -> None:
    printed = ["วัตถุประสงค์ของโครงการ", "50010600/50100600", "เพื่อ ก", "คน 40 คน"]
    page = read_page("\n\n".join(["หลักการและเหตุผล", "เพราะ", *printed]), "50010000-3418.txt")
    assert page.project == {
        "project_code": "50010000-3418",
        "rationale": "เพราะ",
        "owner_unit": "50010600",
        "responsible_unit": "50100600",
        "objectives": "เพื่อ ก",
        "target_text": "คน 40 คน",
    }


@pytest.mark.parametrize(
    "text",
    ["ตามแผน : 50100000-3458", "เขต : (2566)", "ตัวชี้วัด : ร้อยละ 80", "400", "ค่าเป้าหมาย คน : 5"],
)
def test_a_free_text_may_look_like_another_field(text: str) -> None:
    page = complete((8, text))
    assert page.project == {**complete().project, "target_text": text}
    assert (page.agency_name, len(page.kpis)) == (None, 1)


@pytest.mark.parametrize("first", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("second", ["50100000-3670", "50150000-3323"])
def test_a_second_page_in_the_file_fills_no_cell_of_the_first(first: Path, second: str) -> None:
    text = first.read_text(encoding="utf-8").rstrip("\n")
    page, both = read_page(text, first.name), read_page(f"{text}\n{text_of(second)}", first.name)
    assert (both.project, both.reports, both.kpis) == (page.project, page.reports, page.kpis)
    assert found_again(both, f"{text}\n{text_of(second)}")
    assert lines_of(both, named.UNREAD)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: f"\ufeff{text}",
        lambda text: text.replace("\n", " \u00a0\t\n"),
        lambda text: text.replace("\n", "\n\f"),
        lambda text: text.replace("\n", "\n\n\f\n"),
        lambda text: text.replace(" : ", " \u200b: "),
    ],
)
def test_newlines_and_invisible_characters_change_no_cell(spoil: object) -> None:
    assert callable(spoil)
    text = spoil(text_of("50100000-3670"))
    page = read_page(text, "50100000-3670.txt")
    assert (page.project, page.reports) == (complete().project, complete().reports)
    assert (page.kpis, page.missing) == (complete().kpis, complete().missing)
    assert found_again(page, text)


def test_what_is_stored_is_not_normalised() -> None:
    page = complete((8, "  ผู้นําชุมชน  ๔๐๐ คน "))
    assert page.project["target_text"] == "ผู้นําชุมชน  ๔๐๐ คน"
    assert page.lines[7].text == "  ผู้นําชุมชน  ๔๐๐ คน "


SEEN_LINES = sorted({line for file in FILES for line in file.read_text("utf-8").split("\n")})
ANY_LINES = st.lists(st.sampled_from([*SEEN_LINES, *INDICATORS.split("\n")]) | st.text(max_size=40))


@given(st.text(), st.text())
def test_any_text_is_found_again(text: str, file: str) -> None:
    assert found_again(read_page(text, file), text)


@given(ANY_LINES, st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_the_lines_of_pages_in_any_order_are_found_again(lines: list[str], end: str) -> None:
    text = end.join(lines)
    assert found_again(read_page(text, "หน้า.txt"), text)


@given(st.data())
def test_an_odd_line_between_others_is_kept(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    lines = file.read_text(encoding="utf-8").split("\n")
    place = data.draw(st.integers(0, len(lines)))
    text = "\n".join([*lines[:place], data.draw(st.text(min_size=1)), *lines[place:]])
    assert found_again(read_page(text, file.name), text)
