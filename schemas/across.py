"""Every rule over more than one row: of a project's row, its reports, its plan, its cover.

Each runs over the joined rows of its sheet (``pipeline/joined.py``), where ``project.``, ``plan.``,
``cover.``, ``previous.`` (the report before), ``paid.`` (the last one before with spending),
``last.`` and ``stalled.`` (the first report at the last value) name the row that belongs to it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from schemas.check import ERROR, INFO
from schemas.progress import COMPLETE
from schemas.projects import CANCELLED, DONE, NOT_REPORTED, RUNNING, STRATEGIC
from schemas.rule import rule


@rule(
    "COV-04",
    "submitted_on",
    sheet="covers",
    message=(
        "ส่งเมื่อ {submitted_on} หลังวันครบกำหนด {deadline}",
        "was submitted on {submitted_on}, after the deadline {deadline}",
    ),
    repair=(
        "ไม่ต้องแก้ไขแฟ้ม รายงานนี้ยังนับตามปกติ ไตรมาสต่อไปโปรดส่งภายในกำหนด",
        "nothing to repair: it counts all the same; please send the next one in time",
    ),
)
def submitted_after_the_deadline(rows: pd.DataFrame) -> pd.Series:
    return rows["submitted_on"] > rows["deadline"]


RE_USED: dict[str, Any] = {
    "sheet": "covers",
    "message": (
        "ปกระบุ {agency_code} ไตรมาส {period} แต่แบบนี้ทำไว้ให้ {form_agency} ไตรมาส {form_period} อาจเป็นการนำแฟ้มเดิมมาใช้ซ้ำ ระบบใช้ตามปก",
        "the cover says {agency_code}, {period}; the form was made for {form_agency}, {form_period}: a re-used file? The cover counts",
    ),
    "repair": (
        "ตรวจรหัสหน่วยงาน ปีงบประมาณ และไตรมาสบนปก และตรวจว่าตัวเลขเป็นของไตรมาสนี้ เช่น ใช้แบบที่ สยป. ส่งให้ในไตรมาสนี้",
        "check agency, year and quarter on the cover and that the figures are of this quarter; e.g. use the form sent this quarter",
    ),
}


@rule("COV-08", "agency_code", **RE_USED)
def cover_and_form_disagree(rows: pd.DataFrame) -> pd.Series:
    return made_for_another(rows)


@rule("COV-08", "quarter", **RE_USED)
def cover_and_form_are_of_two_periods(rows: pd.DataFrame) -> pd.Series:
    known = rows["period"].notna() & rows["form_period"].notna()
    return known & ~made_for_another(rows) & (rows["form_period"] != rows["period"])


def made_for_another(rows: pd.DataFrame) -> pd.Series:
    """Whether the form was made for another agency than the cover's, where both are known."""
    known = rows["settled_agency"].notna() & rows["form_agency"].notna()
    return known & (rows["form_agency"] != rows["settled_agency"])


@rule(
    "COV-06",
    "agency_code",
    sheet="covers",
    message=(
        "ชื่อแฟ้มระบุ “{named}” แต่ปกเป็นรายงานของ {agency_code}",
        "the file's name says “{named}” but its cover reports for {agency_code}",
    ),
    repair=(
        "ตรวจว่าปกเป็นของหน่วยงานที่ส่งจริง หากถูกแล้ว ตั้งชื่อแฟ้มใหม่ เช่น 50100000-2566-Q2.xlsx",
        "check that the cover is that of the sender; if it is, rename the file, e.g. 50100000-2566-Q2.xlsx",
    ),
)
def file_is_named_after_another_agency(rows: pd.DataFrame) -> pd.Series:
    return rows["named"].notna()


@rule(
    "COV-07",
    "quarter",
    severity=INFO,
    sheet="covers",
    message=(
        "ปกเป็นรายงานของ {period} แต่สั่งประมวลผล {asked}",
        "the cover reports for {period}, but {asked} was asked for",
    ),
    repair=(
        "ไม่ต้องแก้ไขหากส่งไตรมาสนี้จริง หากปกผิด ให้แก้ปีงบประมาณและไตรมาส เช่น 2566 และ 2",
        "nothing to repair if that quarter is meant; else correct year and quarter, e.g. 2566 and 2",
    ),
)
def another_period_was_asked_for(rows: pd.DataFrame) -> pd.Series:
    return rows["period"].notna() & rows["asked"].notna() & (rows["period"] != rows["asked"])


@rule(
    "PRJ-01",
    "project_code",
    severity=ERROR,
    sheet="projects",
    message=(
        "รหัส {project_code} ไม่ใช่โครงการของหน่วยงาน {agency_code} และไม่มีบันทึกการโอน",
        "{project_code} is no project of agency {agency_code}, and no transfer is on record",
    ),
    repair=(
        "แก้รหัสให้ขึ้นต้นด้วยรหัสหน่วยงานของท่าน เช่น {agency_code}-1234 หรือลบแถวหากมิใช่โครงการของท่าน หากรับโอนมา แจ้ง สยป. ให้บันทึกการโอน",
        "correct the code to begin with your agency's, e.g. {agency_code}-1234, or delete the row if it is not yours; if it was transferred, tell the planning office",
    ),
)
def project_is_another_agencys(rows: pd.DataFrame) -> pd.Series:
    return is_held_elsewhere(rows) & rows["moved.to"].isna()


@rule(
    "PRJ-01",
    "project_code",
    severity=ERROR,
    sheet="projects",
    message=(
        "โครงการ {project_code} โอนไปเป็นของ{moved.to} ตั้งแต่ {moved.since} แล้ว ({moved.authority})",
        "{project_code} was transferred to {moved.to} from {moved.since} on ({moved.authority})",
    ),
    repair=(
        "ลบโครงการนี้ออกทุกแท็บ เช่น ลบแถว {project_code} หน่วยงานที่รับโอนเป็นผู้รายงาน หากบันทึกการโอนไม่ถูกต้อง แจ้ง สยป.",
        "delete it from every sheet, e.g. the row {project_code}: the agency that has it reports it; if the record is wrong, tell the planning office",
    ),
)
def project_was_transferred_away(rows: pd.DataFrame) -> pd.Series:
    return is_held_elsewhere(rows) & rows["moved.to"].notna()


def is_held_elsewhere(rows: pd.DataFrame) -> pd.Series:
    """Whether another agency has the right to the project."""
    return rows["holder"].notna() & (rows["holder"] != rows["agency_code"])


@rule(
    "PRJ-03",
    "strategy",
    sheet="projects",
    message=(
        "เป็นภารกิจตามยุทธศาสตร์ แต่ได้รับ “{value}” จึงไม่ทราบว่าอยู่ในยุทธศาสตร์ข้อใด",
        "is strategic work but holds “{value}”: which strategy is not known",
    ),
    repair=(
        "กรอกยุทธศาสตร์โดยขึ้นต้นด้วยเลขข้อ เช่น ยุทธศาสตร์ที่ 4 การเชื่อมโยงเมือง หรือแก้ประเภทภารกิจเป็นงานประจำ",
        "begin it with its number, e.g. ยุทธศาสตร์ที่ 4 การเชื่อมโยงเมือง, or make the mission type routine work",
    ),
)
def strategic_without_strategy(rows: pd.DataFrame) -> pd.Series:
    return (rows["mission_type"] == STRATEGIC) & rows["strategy_code"].isna()


@rule(
    "PRJ-04",
    "status",
    "last.progress",
    sheet="projects",
    message=(
        "สถานะแล้วเสร็จ แต่ความก้าวหน้าล่าสุด ณ {last.report_date} ที่ {last.progress@} เป็น {last.progress}",
        "is แล้วเสร็จ, but the last progress, of {last.report_date} in {last.progress@}, is {last.progress}",
    ),
    repair=(
        "แก้ความก้าวหน้าเป็น 100 หากเสร็จจริง หรือแก้สถานะ เช่น กำลังดำเนินการ",
        "make the progress 100 if it is finished, or correct the status, e.g. กำลังดำเนินการ",
    ),
)
def done_below_100(rows: pd.DataFrame) -> pd.Series:
    certain = ~rows["reports_doubted"]  # the report in doubt may be the one with 100
    return certain & (rows["status"] == DONE) & (rows["last.progress"] < COMPLETE)


@rule(
    "PRJ-05",
    "status",
    "last.progress",
    sheet="projects",
    message=(
        "ความก้าวหน้าล่าสุด ณ {last.report_date} ที่ {last.progress@} เป็น 100 แต่สถานะเป็น “{status}”",
        "the last progress, of {last.report_date} in {last.progress@}, is 100, but the status is “{status}”",
    ),
    repair=(
        "แก้สถานะเป็น แล้วเสร็จ หากเสร็จจริง หรือแก้ความก้าวหน้า เช่น 95",
        "make the status แล้วเสร็จ if it is finished, or correct the progress, e.g. 95",
    ),
)
def complete_but_not_done(rows: pd.DataFrame) -> pd.Series:
    return (rows["last.progress"] == COMPLETE) & rows["status"].notna() & (rows["status"] != DONE)


@rule(
    "PRJ-06",
    "last.spent",
    "budget_current",
    sheet="projects",
    message=(
        "เบิกจ่ายสะสม {last.spent} บาท ที่ {last.spent@} เกินงบประมาณหลังปรับโอน {budget_current} บาท ที่ {budget_current@}",
        "spent {last.spent} baht in {last.spent@}, more than the budget after transfers, {budget_current} baht in {budget_current@}",
    ),
    repair=(
        "ตรวจยอดทั้งสองกับรายงานการเงิน แก้ยอดที่ผิด เช่น 450000 (หน่วยเป็นบาท ไม่ใช่ล้านบาท)",
        "check both against the finance report and correct the wrong one, e.g. 450000 (in baht, not in million baht)",
    ),
)
def spent_more_than_the_budget(rows: pd.DataFrame) -> pd.Series:
    return rows["last.spent"] > rows["budget_current"]


UNIT_OF_ANOTHER_AGENCY: dict[str, Any] = {
    "sheet": "projects",
    "message": (
        "รหัสส่วนราชการ {value} เป็นของหน่วยงานอื่น ไม่ใช่ {agency_code}",
        "unit {value} belongs to another agency, not to {agency_code}",
    ),
    "repair": (
        "ตรวจรหัส: 4 หลักแรกตรงกับรหัสหน่วยงาน ตามด้วยฝ่าย 2 หลักและ 00 เช่น {own_unit} หากถูกต้องแล้ว ไม่ต้องแก้ไข",
        "check it: the agency's first 4 digits, the section's 2 and 00, e.g. {own_unit}; nothing to repair if it is right",
    ),
}


@rule("PRJ-07", "owner_unit", **UNIT_OF_ANOTHER_AGENCY)
def owner_is_of_another_agency(rows: pd.DataFrame) -> pd.Series:
    return is_of_another(rows["owner_unit"], rows["agency_code"])


@rule("PRJ-07", "responsible_unit", **UNIT_OF_ANOTHER_AGENCY)
def responsible_is_of_another_agency(rows: pd.DataFrame) -> pd.Series:
    return is_of_another(rows["responsible_unit"], rows["agency_code"])


def is_of_another(units: pd.Series, agencies: pd.Series) -> pd.Series:
    """Whether a unit's first four digits are not its agency's; quiet where either is blank."""
    return units.notna() & agencies.notna() & (units.str[:4] != agencies.str[:4])


@rule(
    "PRJ-08",
    "status",
    sheet="projects",
    message=(
        "สถานะเป็น “ยังไม่รายงาน” ทั้งที่มีรายงานในไตรมาสนี้ ล่าสุด ณ {last.report_date} ที่ {last.report_date@}",
        "is ยังไม่รายงาน although this quarter has reports, the last of {last.report_date} in {last.report_date@}",
    ),
    repair=(
        "แก้สถานะให้ตรงกับรายงาน เช่น กำลังดำเนินการ",
        "make the status fit the reports, e.g. กำลังดำเนินการ",
    ),
)
def not_reported_despite_reports(rows: pd.DataFrame) -> pd.Series:
    return (rows["status"] == NOT_REPORTED) & (rows["reports_in_quarter"] > 0)


@rule(
    "PRJ-10",
    "project_code",
    severity=INFO,
    sheet="projects",
    message=(
        "สยป. ถอนโครงการ {project_code} ออกจากไตรมาสนี้: {withdrawn.reason} (โดย {withdrawn.by}) จึงไม่นับในทุกแท็บ",
        "the planning office has withdrawn project {project_code} from this quarter: {withdrawn.reason} (by {withdrawn.by}); it counts in no sheet",
    ),
    repair=(
        "ไม่ต้องแก้ไข หากเห็นว่าไม่ถูกต้อง แจ้ง สยป. เช่น ยืนยันว่า {project_code} เป็นโครงการของท่าน",
        "nothing to repair; if it is wrong, tell the planning office, e.g. that {project_code} is yours",
    ),
)
def project_was_withdrawn(rows: pd.DataFrame) -> pd.Series:
    return rows["withdrawn.reason"].notna()


@rule(
    "PLN-02",
    "plan_progress_q4",
    sheet="plans",
    message=(
        "แผน ณ ไตรมาส 4 เป็น {plan_progress_q4} ทั้งที่โครงการสิ้นสุด {project.end_date} ({project.end_date@}) ภายในปีงบประมาณ",
        "the plan reaches {plan_progress_q4} by Q4 although the project ends on {project.end_date} ({project.end_date@}), within the year",
    ),
    repair=(
        "แก้แผนไตรมาส 4 เป็น 100 หรือแก้วันสิ้นสุดหากโครงการข้ามปี เช่น 31 ธ.ค. 2566",
        "make Q4 100, or correct the end if the project runs on, e.g. 31 ธ.ค. 2566",
    ),
)
def plan_does_not_reach_100(rows: pd.DataFrame) -> pd.Series:
    ends_in_year = rows["project.end_date"] <= rows["year_last_day"]
    return ends_in_year & (rows["plan_progress_q4"] < COMPLETE)


@rule(
    "PLN-03",
    "plan_spend_q4",
    "project.budget_current",
    sheet="plans",
    message=(
        "แผนเบิกจ่าย {plan_spend_q4} บาท เกินงบประมาณหลังปรับโอน {project.budget_current} บาท ที่ {project.budget_current@}",
        "planned spending of {plan_spend_q4} baht is above the budget after transfers, {project.budget_current} baht in {project.budget_current@}",
    ),
    repair=(
        "แก้แผนเบิกจ่ายไม่ให้เกินงบประมาณ หรือแก้งบประมาณหลังปรับโอน เช่น 1250000",
        "make the plan no more than the budget, or correct the budget, e.g. 1250000",
    ),
)
def planned_spending_above_the_budget(rows: pd.DataFrame) -> pd.Series:
    return rows["plan_spend_q4"] > rows["project.budget_current"]


@rule(
    "PLN-04",
    "project_code",
    sheet="projects",
    message=(
        "ไม่มีแผนในแท็บแผนงาน จึงประเมินเทียบแผนไม่ได้",
        "has no plan in the sheet แผนงาน: it cannot be compared with a plan",
    ),
    repair=(
        "เพิ่มแถวในแท็บแผนงาน เช่น {project_code} แผนสะสม 10, 40, 70, 100",
        "add a row to the sheet แผนงาน, e.g. {project_code} with 10, 40, 70, 100",
    ),
)
def project_without_plan(rows: pd.DataFrame) -> pd.Series:
    return ~is_held_elsewhere(rows) & rows["plan_expected"] & (rows["status"] != CANCELLED)


NOT_IN_PROJECTS: dict[str, Any] = {
    "severity": ERROR,
    "message": (
        "โครงการ {project_code} ไม่มีในแท็บโครงการ แถวนี้จึงไม่ได้นำเข้า",
        "{project_code} is not in the sheet โครงการ, so this row was not taken in",
    ),
    "repair": (
        "แก้รหัสให้ตรงกับแท็บโครงการ เช่น 50100000-3670 หรือเพิ่มโครงการนี้ในแท็บโครงการ",
        "correct the code as in the sheet โครงการ, e.g. 50100000-3670, or add the project there",
    ),
}


@rule("PLN-05", "project_code", sheet="plans", **NOT_IN_PROJECTS)
def plan_without_project(rows: pd.DataFrame) -> pd.Series:
    return rows["orphan"]


@rule("PRG-06", "project_code", sheet="progress", **NOT_IN_PROJECTS)
def report_without_project(rows: pd.DataFrame) -> pd.Series:
    return rows["orphan"]


@rule("KPI-06", "project_code", sheet="kpis", **NOT_IN_PROJECTS)
def indicator_without_project(rows: pd.DataFrame) -> pd.Series:
    return rows["orphan"]


@rule(
    "PRG-01",
    "report_date",
    severity=ERROR,
    sheet="progress",
    message=(
        "ได้รับ {report_date} ซึ่งอยู่นอกช่วงของรายงานนี้ ({year_first_day} ถึง {quarter_last_day})",
        "holds {report_date}, outside this report's time ({year_first_day} to {quarter_last_day})",
    ),
    repair=(
        "กรอกวันที่ของข้อมูลในปีงบประมาณ ไม่เกินวันสิ้นไตรมาส เช่น {quarter_last_day}",
        "type the day of the figures, within the fiscal year up to the quarter's end, e.g. {quarter_last_day}",
    ),
)
def report_outside_the_year(rows: pd.DataFrame) -> pd.Series:
    early = rows["report_date"] < rows["year_first_day"]
    return early | ((rows["report_date"] > rows["quarter_last_day"]) & ~rows["typed_late"])


@rule(
    "PRG-11",
    "report_date",
    sheet="progress",
    message=(
        "ได้รับ {report_date} หลังสิ้นไตรมาส ({quarter_last_day}) น่าจะเป็นวันที่พิมพ์ ระบบนับเป็นข้อมูล ณ วันสิ้นไตรมาส",
        "holds {report_date}, after the quarter's end ({quarter_last_day}): probably the day of typing; counted as of the quarter's last day",
    ),
    repair=(
        "แก้เป็นวันที่ของข้อมูล เช่น {quarter_last_day} หากเป็นข้อมูลของไตรมาสถัดไป ให้รายงานในไตรมาสถัดไป",
        "type the day of the figures, e.g. {quarter_last_day}; report the next quarter's figures next quarter",
    ),
)
def report_dated_on_the_day_of_typing(rows: pd.DataFrame) -> pd.Series:
    return rows["typed_late"]


@rule(
    "PRG-02",
    "progress",
    "previous.progress",
    severity=ERROR,
    softened_by="cover.correction_reason",
    sheet="progress",
    message=(
        "ได้รับ {progress} แต่รายงานก่อนหน้า ณ {previous.report_date} ที่ {previous.progress@} เป็น {previous.progress}",
        "holds {progress}, but the report before, of {previous.report_date} in {previous.progress@}, is {previous.progress}",
    ),
    repair=(
        "ความก้าวหน้าสะสมต้องไม่ลดลง หากพิมพ์ผิด ให้แก้ เช่น {previous.progress} หากรายงานเดิมผิด ให้แก้ {previous.progress@} หรือระบุเหตุผลการแก้ไขที่{cover.correction_reason@}",
        "cumulative progress does not fall: correct it, e.g. {previous.progress}; if the earlier report was wrong, correct {previous.progress@}, or give the reason in {cover.correction_reason@}",
    ),
)
def progress_falls(rows: pd.DataFrame) -> pd.Series:
    return rows["progress"] < rows["previous.progress"]


@rule(
    "PRG-03",
    "last.progress",
    "stalled.progress",
    sheet="projects",
    message=(
        "ในแฟ้มนี้ความก้าวหน้าคงที่ที่ร้อยละ {last.progress} ตั้งแต่ {stalled.report_date} ({stalled.progress@}) ถึง {last.report_date} รวม {stalled_days} วัน เกิน {criteria.stalled_days} วัน",
        "in this workbook progress has stood at {last.progress} % from {stalled.report_date} ({stalled.progress@}) to {last.report_date}: {stalled_days} days, more than {criteria.stalled_days}",
    ),
    repair=(
        "หากงานเดินหน้าแล้ว ให้ปรับความก้าวหน้า หากติดขัด ให้กรอกปัญหาและแนวทางแก้ไข เช่น เร่งรัดผู้รับจ้าง",
        "bring the progress up to date, or fill in problem and remedy, e.g. เร่งรัดผู้รับจ้าง",
    ),
)
def progress_has_stalled(rows: pd.DataFrame) -> pd.Series:
    running = (rows["status"] == RUNNING) & (rows["last.progress"] < COMPLETE)
    return running & (rows["stalled_days"] > rows["criteria.stalled_days"])


@rule(
    "PRG-04",
    "project_code",
    sheet="projects",
    message=(
        "ไม่มีรายงานของไตรมาสนี้ในแท็บความก้าวหน้า",
        "has no report of this quarter in the sheet ความก้าวหน้า",
    ),
    repair=(
        "เพิ่มแถวในแท็บความก้าวหน้า เช่น {project_code} ข้อมูล ณ {quarter_last_day} แม้ความก้าวหน้าไม่เปลี่ยน",
        "add a row to the sheet ความก้าวหน้า, e.g. {project_code} as of {quarter_last_day}, even if nothing changed",
    ),
)
def no_report_this_quarter(rows: pd.DataFrame) -> pd.Series:
    excused = rows["status"].isin([DONE, CANCELLED]) | (rows["last.progress"] == COMPLETE)
    return rows["report_expected"] & ~excused & (rows["reports_in_quarter"] == 0)


@rule(
    "PRG-08",
    "spent",
    "paid.spent",
    sheet="progress",
    message=(
        "เบิกจ่ายสะสม {spent} บาท น้อยกว่ารายงานก่อนหน้า ณ {paid.report_date} ที่ {paid.spent@} ซึ่งเป็น {paid.spent} บาท",
        "holds {spent} baht, less than the report before, of {paid.report_date} in {paid.spent@}: {paid.spent} baht",
    ),
    repair=(
        "กรอกยอดสะสมตั้งแต่ 1 ตุลาคม ไม่ใช่ยอดเฉพาะเดือน เช่น {paid.spent} ขึ้นไป หากมีการคืนเงิน ปล่อยไว้ได้และบอกในผลการดำเนินงาน",
        "type the amount spent since 1 October, not the month's, e.g. {paid.spent} or more; leave it if money was paid back, and say so",
    ),
)
def spending_falls(rows: pd.DataFrame) -> pd.Series:
    return rows["spent"] < rows["paid.spent"]


@rule(
    "PRG-09",
    "report_date",
    "project.start_date",
    sheet="progress",
    message=(
        "มีความก้าวหน้าร้อยละ {progress} ณ {report_date} ก่อนวันเริ่มต้นโครงการ {project.start_date} ที่ {project.start_date@}",
        "reports progress of {progress} % as of {report_date}, before the start {project.start_date} in {project.start_date@}",
    ),
    repair=(
        "แก้วันเริ่มต้นหรือวันที่ของข้อมูลให้ถูกต้อง เช่น เริ่ม 1 ต.ค. 2565",
        "correct the start or the date of the figures, e.g. start 1 ต.ค. 2565",
    ),
)
def progress_before_the_start(rows: pd.DataFrame) -> pd.Series:
    early = rows["dated"] & (rows["report_date"] < rows["project.start_date"])
    return early & (rows["progress"] > 0)


@rule(
    "PRG-10",
    "last.committed",
    "last.spent",
    "budget_current",
    sheet="projects",
    message=(
        "เบิกจ่าย {last.spent} บาท รวมก่อหนี้ผูกพันคงค้าง {last.committed} บาท ({last.committed@}) เกินงบประมาณหลังปรับโอน {budget_current} บาท ที่ {budget_current@}",
        "spent {last.spent} baht and outstanding commitments of {last.committed} baht ({last.committed@}) are above the budget after transfers, {budget_current} baht in {budget_current@}",
    ),
    repair=(
        "กรอกเฉพาะหนี้ที่ยังไม่ได้เบิกจ่าย เช่น 200000 หรือแก้งบประมาณหลังปรับโอน",
        "count only commitments not yet paid, e.g. 200000, or correct the budget after transfers",
    ),
)
def spent_and_committed_above_the_budget(rows: pd.DataFrame) -> pd.Series:
    within = ~(rows["last.spent"] > rows["budget_current"])  # else PRJ-06 has said it
    return within & (rows["last.spent"].fillna(0) + rows["last.committed"] > rows["budget_current"])


@rule(
    "KPI-01",
    "result",
    sheet="kpis",
    message=(
        "ยังไม่มีผลงาน ทั้งที่โครงการแล้วเสร็จ ({project.status@})",
        "is blank although the project is finished ({project.status@})",
    ),
    repair=(
        "กรอกผลงานสะสม เช่น 80 หรือแก้สถานะโครงการหากยังไม่เสร็จ",
        "type the cumulative result, e.g. 80, or correct the project's status",
    ),
)
def finished_without_result(rows: pd.DataFrame) -> pd.Series:
    return rows["kpi_name"].notna() & rows["result"].isna() & (rows["project.status"] == DONE)


@rule(
    "KPI-07",
    "result",
    severity=INFO,
    sheet="kpis",
    message=(
        "ได้รับ {result} แต่คำนวณจากโครงการงานประจำในแฟ้มนี้ได้ {routine_indicator}",
        "holds {result}, but the routine projects of this workbook make it {routine_indicator}",
    ),
    repair=(
        "ไม่ต้องแก้ไขหากนับต่างกันโดยมีเหตุผล หากพิมพ์ผิด ให้แก้ เช่น {routine_indicator}",
        "nothing to repair if it is counted otherwise for a reason; else correct it, e.g. {routine_indicator}",
    ),
)
def routine_indicator_differs(rows: pd.DataFrame) -> pd.Series:
    return (rows["result"] - rows["routine_indicator"]).abs() > 0.005
