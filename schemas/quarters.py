"""Every rule over quarters, revisions of a workbook, and agencies.

Each runs over a frame of ``pipeline/quarters.py``: the rows of a quarter's workbooks, and beside
them the row that counts of an earlier quarter (``was.``, ``earlier.``, ``old.``), which stands in
another workbook. A quarter is compared with the quarters before it of the same fiscal year.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from schemas.check import ERROR, INFO
from schemas.kpis import LESS_IS_BETTER
from schemas.progress import COMPLETE
from schemas.projects import CANCELLED, DONE, RUNNING
from schemas.rule import rule


@rule(
    "HIS-01",
    "progress",
    severity=ERROR,
    softened_by="cover.correction_reason",
    frame="progress",
    message=(
        "ได้รับ {progress} แต่รายงานที่ส่งในไตรมาสก่อน ณ {earlier.report_date} เป็น {earlier.progress} ({earlier.progress@})",
        "holds {progress}, but what was sent in an earlier quarter, of {earlier.report_date}, is {earlier.progress} ({earlier.progress@})",
    ),
    repair=(
        "ความก้าวหน้าสะสมต้องไม่ลดลง หากพิมพ์ผิด ให้แก้ เช่น {earlier.progress} หากไตรมาสก่อนผิด ให้เพิ่มแถวของ {earlier.report_date} ด้วยค่าที่ถูกต้องในแท็บความก้าวหน้า หรือระบุเหตุผลการแก้ไขที่{cover.correction_reason@}",
        "cumulative progress does not fall: correct it, e.g. {earlier.progress}; if the earlier quarter was wrong, add the row of {earlier.report_date} with the right figure, or give the reason in {cover.correction_reason@}",
    ),
)
def progress_below_an_earlier_quarters(rows: pd.DataFrame) -> pd.Series:
    return rows["progress"] < rows["earlier.progress"]


@rule(
    "HIS-02",
    "spent",
    frame="progress",
    message=(
        "เบิกจ่ายสะสม {spent} บาท น้อยกว่ายอดที่ส่งในไตรมาสก่อน ณ {paid_earlier.report_date} ซึ่งเป็น {paid_earlier.spent} บาท ({paid_earlier.spent@})",
        "holds {spent} baht, less than what was sent in an earlier quarter, of {paid_earlier.report_date}: {paid_earlier.spent} baht ({paid_earlier.spent@})",
    ),
    repair=(
        "กรอกยอดสะสมตั้งแต่ 1 ตุลาคม เช่น {paid_earlier.spent} ขึ้นไป หากไตรมาสก่อนผิด ให้เพิ่มแถวของ {paid_earlier.report_date} ด้วยยอดที่ถูกต้องในแท็บความก้าวหน้า หากมีการคืนเงิน ปล่อยไว้ได้และบอกในผลการดำเนินงาน",
        "type the amount spent since 1 October, e.g. {paid_earlier.spent} or more; if the earlier quarter was wrong, add the row of {paid_earlier.report_date} with the right amount; leave it if money was paid back, and say so",
    ),
)
def spending_below_an_earlier_quarters(rows: pd.DataFrame) -> pd.Series:
    return rows["spent"] < rows["paid_earlier.spent"]


@rule(
    "HIS-03",
    "project_code",
    frame="missing",
    message=(
        "ไม่มีโครงการ {project_code} “{was.project_name}” ซึ่งอยู่ในรายงานของไตรมาสก่อนหน้า ({was.project_code@})",
        "lacks project {project_code} “{was.project_name}”, which an earlier quarter's report has ({was.project_code@})",
    ),
    repair=(
        "เพิ่มแถวโครงการนี้ในแท็บโครงการ หากเลิกทำแล้วให้ใช้สถานะ ยกเลิก หากเสร็จแล้วให้ใช้สถานะ แล้วเสร็จ หากโอนไปหน่วยงานอื่น แจ้ง สยป. ให้บันทึกการโอน เช่น {project_code}",
        "add its row to the sheet โครงการ, with status ยกเลิก if it was given up or แล้วเสร็จ if it is done; if it was transferred, tell the planning office, e.g. {project_code}",
    ),
)
def project_is_missing_now(rows: pd.DataFrame) -> pd.Series:
    return ~rows["of_last_year"]


@rule(
    "HIS-04",
    "budget_approved",
    frame="projects",
    message=(
        "ได้รับ {budget_approved} บาท แต่ไตรมาสก่อนเป็น {was.budget_approved} บาท ({was.budget_approved@})",
        "holds {budget_approved} baht, but last quarter it was {was.budget_approved} baht ({was.budget_approved@})",
    ),
    repair=(
        "งบประมาณที่ได้รับอนุมัติไม่เปลี่ยนระหว่างปี หากโอนเปลี่ยนแปลง ให้แก้ที่งบประมาณหลังปรับโอนแทน เช่น คงไว้ {was.budget_approved} หากไตรมาสก่อนผิดจริง ไม่ต้องแก้ไข",
        "the approved budget does not change in the year: put a transfer into the budget after transfers, e.g. leave {was.budget_approved} here; nothing to repair if last quarter's was wrong",
    ),
)
def approved_budget_changed(rows: pd.DataFrame) -> pd.Series:
    both = rows["budget_approved"].notna() & rows["was.budget_approved"].notna()
    return both & (rows["budget_approved"] != rows["was.budget_approved"])


DESCRIBED = (
    *("project_name", "start_date", "end_date"),
    *("target_text", "target_quantity", "target_unit"),
)
"""What of a project is not expected to change within a year, and may (HIS-05)."""


@rule(
    "HIS-05",
    *DESCRIBED,
    severity=INFO,
    changed="changed_cells",
    frame="projects",
    message=(
        "เปลี่ยนจากไตรมาสก่อน ({was.project_code@}): {changes}",
        "differs from last quarter ({was.project_code@}): {changes}",
    ),
    repair=(
        "ไม่ต้องแก้ไขหากเปลี่ยนจริง หากพิมพ์ผิด ให้แก้กลับ เช่น ใช้ชื่อเดิม “{was.project_name}”",
        "nothing to repair if it has changed; else put it back, e.g. the name “{was.project_name}”",
    ),
)
def description_changed(rows: pd.DataFrame) -> pd.Series:
    return rows["changes"].notna()


@rule(
    "HIS-06",
    *("progress", "spent", "committed", "narrative"),
    *("problem", "obstacle", "remedy", "decision_needed"),
    changed="restated_cells",
    frame="progress",
    message=(
        "รายงาน ณ {report_date} เคยส่งแล้วในไตรมาสก่อน ({old.report_date@}) และครั้งนี้ต่างไป: {restated} ระบบใช้ค่าใหม่และแสดงค่าเดิมไว้คู่กัน",
        "the report of {report_date} was sent in an earlier quarter ({old.report_date@}) and differs now: {restated}; the new value counts and the old one is shown beside it",
    ),
    repair=(
        "หากตั้งใจปรับตัวเลขย้อนหลัง ไม่ต้องแก้ไขและระบุเหตุผลการแก้ไขที่ปก หากพิมพ์ผิด ให้แก้กลับเป็นค่าก่อนลูกศร หรือลบแถวนี้ เช่น แถวของ {report_date}",
        "nothing to repair if it is restated on purpose: give the reason on the cover; else put back the value before the arrow, or delete this row, e.g. that of {report_date}",
    ),
)
def an_earlier_quarters_report_is_restated(rows: pd.DataFrame) -> pd.Series:
    return rows["restated"].notna()


@rule(
    "HIS-07",
    "project_code",
    frame="missing",
    message=(
        "ไม่มีโครงการ {project_code} “{was.project_name}” ของปีก่อน ซึ่งยังไม่แล้วเสร็จและสิ้นสุด {was.end_date} ({was.end_date@})",
        "lacks last year's project {project_code} “{was.project_name}”, unfinished and ending on {was.end_date} ({was.end_date@})",
    ),
    repair=(
        "หากยังดำเนินการต่อ ให้เพิ่มแถวโครงการนี้ในแท็บโครงการ เช่น {project_code} หากเสร็จหรือยกเลิกแล้ว ให้เพิ่มแถวพร้อมสถานะ แล้วเสร็จ หรือ ยกเลิก",
        "if it goes on, add its row to the sheet โครงการ, e.g. {project_code}; if it is done or given up, add it with that status",
    ),
)
def last_years_project_is_missing(rows: pd.DataFrame) -> pd.Series:
    open_still = rows["was.status"].notna() & ~rows["was.status"].isin([DONE, CANCELLED])
    return rows["of_last_year"] & open_still & (rows["was.end_date"] > rows["was.year_last_day"])


@rule(
    "HIS-08",
    "project_code",
    frame="left_out",
    message=(
        "ฉบับนี้ไม่มีโครงการ {project_code} “{was.project_name}” ซึ่งอยู่ในฉบับก่อนของไตรมาสนี้ ({was.project_code@}) ระบบยังใช้ข้อมูลของฉบับก่อน",
        "this revision lacks project {project_code} “{was.project_name}”, which the one before has ({was.project_code@}); that one still counts",
    ),
    repair=(
        "หากต้องการแก้โครงการนี้ ให้เพิ่มแถวในแท็บโครงการ เช่น {project_code} หากส่งโครงการนี้โดยผิดพลาด แจ้ง สยป. ให้ถอน",
        "add its row to the sheet โครงการ to correct it, e.g. {project_code}; if it was sent by mistake, tell the planning office to withdraw it",
    ),
)
def a_newer_revision_leaves_it_out(rows: pd.DataFrame) -> pd.Series:
    return rows["was.file"].notna()


@rule(
    "PRG-03",
    "last.progress",
    frame="projects",
    message=(
        "ความก้าวหน้าคงที่ที่ร้อยละ {last.progress} ตั้งแต่รายงานของไตรมาสก่อน ณ {stood.report_date} ({stood.progress@}) ถึง {last.report_date} รวม {stood_days} วัน เกิน {criteria.stalled_days} วัน",
        "progress has stood at {last.progress} % from an earlier quarter's report of {stood.report_date} ({stood.progress@}) to {last.report_date}: {stood_days} days, more than {criteria.stalled_days}",
    ),
    repair=(
        "หากงานเดินหน้าแล้ว ให้ปรับความก้าวหน้า หากติดขัด ให้กรอกปัญหาและแนวทางแก้ไข เช่น เร่งรัดผู้รับจ้าง",
        "bring the progress up to date, or fill in problem and remedy, e.g. เร่งรัดผู้รับจ้าง",
    ),
)
def progress_has_stood_since_an_earlier_quarter(rows: pd.DataFrame) -> pd.Series:
    running = (rows["status"] == RUNNING) & (rows["last.progress"] < COMPLETE)
    return running & (rows["stood_days"] > rows["criteria.stalled_days"])


@rule(
    "KPI-04",
    "result",
    frame="kpis",
    message=(
        "ผลงานสะสม {result} น้อยกว่าไตรมาสก่อนซึ่งเป็น {was.result} ({was.result@})",
        "the cumulative result {result} is below last quarter's {was.result} ({was.result@})",
    ),
    repair=(
        "กรอกผลงานสะสมตั้งแต่ต้นปี ไม่ใช่เฉพาะไตรมาส เช่น {was.result} ขึ้นไป หากผลงานลดลงจริง ไม่ต้องแก้ไข",
        "type the result since the year's start, not the quarter's, e.g. {was.result} or more; nothing to repair if it has fallen",
    ),
)
def result_below_last_quarters(rows: pd.DataFrame) -> pd.Series:
    more = rows["direction"] != LESS_IS_BETTER
    return more & (rows["result"] < rows["was.result"])


@rule(
    "ALL-01",
    "project_code",
    severity=ERROR,
    frame="projects",
    message=(
        "โครงการ {project_code} เป็นของ{other_agency} ในไตรมาสนี้ และ{other_agency}ส่งรายงานแล้ว ({other.project_code@}) แถวนี้จึงไม่นับ",
        "project {project_code} belongs to {other_agency} in this quarter, which has reported it ({other.project_code@}); this row does not count",
    ),
    repair=(
        "ลบโครงการนี้ออกทุกแท็บ หรือแก้รหัสให้เป็นโครงการของท่าน เช่น {agency_code}-1234 หากรับโอนมา แจ้ง สยป. ให้บันทึกการโอน",
        "delete it from every sheet, or correct the code to yours, e.g. {agency_code}-1234; if it was transferred to you, tell the planning office",
    ),
)
def another_agency_with_right_sent_it(rows: pd.DataFrame) -> pd.Series:
    return rows["other_agency"].notna() & ~rows["rightful"]


@rule(
    "ALL-01",
    "project_code",
    severity=INFO,
    frame="projects",
    message=(
        "{other_agency}ส่งโครงการ {project_code} มาด้วย ({other.project_code@}) ระบบนับเฉพาะของท่าน",
        "{other_agency} has sent project {project_code} too ({other.project_code@}); only yours counts",
    ),
    repair=(
        "ไม่ต้องแก้ไข หากโครงการโอนไปหน่วยงานนั้นแล้ว แจ้ง สยป. ให้บันทึกการโอน เช่น {project_code}",
        "nothing to repair; if it was transferred there, tell the planning office, e.g. {project_code}",
    ),
)
def another_agency_without_right_sent_it(rows: pd.DataFrame) -> pd.Series:
    return rows["other_agency"].notna() & rows["rightful"]


@rule(
    "ALL-02",
    "project_code",
    frame="projects",
    message=(
        "โครงการ {project_code} อยู่ในแฟ้มของสองส่วนราชการในไตรมาสนี้ คือแฟ้มนี้และ {section.project_code@} ระบบใช้แฟ้มนี้ซึ่งส่งทีหลัง",
        "project {project_code} is in the workbooks of two sections this quarter, this one and {section.project_code@}; this one, sent later, counts",
    ),
    repair=(
        "ตกลงกันว่าส่วนราชการใดรายงานโครงการนี้ แล้วลบออกจากอีกแฟ้ม เช่น คง {project_code} ไว้ในแฟ้มนี้",
        "agree on the section that reports it and delete it from the other workbook, e.g. keep {project_code} here",
    ),
)
def two_sections_sent_it(rows: pd.DataFrame) -> pd.Series:
    return rows["section.file"].notna()


REVISED: dict[str, Any] = {"severity": INFO, "frame": "covers"}


@rule(
    "COV-09",
    "revision",
    **REVISED,
    message=(
        "เทียบกับฉบับก่อน (แฟ้ม {was.file}): เพิ่ม {added} แถว ลบ {removed} แถว แก้ {edited} ช่อง",
        "against the revision before (file {was.file}): {added} rows added, {removed} removed, {edited} cells changed",
    ),
    repair=(
        "ไม่ต้องแก้ไข ตรวจว่าตรงกับที่ตั้งใจแก้ เช่น ดูรายการในแท็บ “เทียบฉบับก่อน” ของแฟ้มส่งกลับ",
        "nothing to repair: check that this is what you meant, e.g. in the sheet เทียบฉบับก่อน of the workbook sent back",
    ),
)
def a_revision_was_compared(rows: pd.DataFrame) -> pd.Series:
    return rows["was.file"].notna() & ~rows["tied"]


@rule(
    "COV-11",
    "revision",
    frame="covers",
    message=(
        "ครั้งที่ส่งและวันที่ส่งเหมือนแฟ้ม {was.file} แต่เนื้อหาต่างกัน (เพิ่ม {added} แถว ลบ {removed} แถว แก้ {edited} ช่อง) จึงไม่ทราบว่าแฟ้มใดใหม่กว่า ระบบใช้แฟ้มนี้",
        "has the revision and date of {was.file} but other content ({added} rows added, {removed} removed, {edited} cells changed): which is newer is not known; this one counts",
    ),
    repair=(
        "ส่งแฟ้มที่ถูกต้องอีกครั้งโดยเพิ่ม “ครั้งที่ส่ง” เช่น จาก {revision} เป็นเลขถัดไป และบอกเหตุผลการแก้ไข",
        "send the right workbook again with the next revision number, e.g. the one after {revision}, and the reason",
    ),
)
def which_of_two_is_newer_is_not_known(rows: pd.DataFrame) -> pd.Series:
    return rows["tied"]


@rule(
    "COV-10",
    "quarter",
    frame="covers",
    message=(
        "ปกระบุ {period} แต่รายงานทั้งหมดในแท็บความก้าวหน้าลงวันที่ใน {dated_in} อาจกรอกไตรมาสหรือปีที่ปกผิด",
        "the cover says {period}, but every report is dated in {dated_in}: is the quarter or year on the cover wrong?",
    ),
    repair=(
        "แก้ปีงบประมาณและไตรมาสที่ปกให้ตรงกับข้อมูล เช่น {dated_in} หากปกถูกแล้ว ให้แก้วันที่ของรายงาน",
        "make year and quarter on the cover those of the figures, e.g. {dated_in}; if the cover is right, correct the dates",
    ),
)
def every_report_is_of_another_quarter(rows: pd.DataFrame) -> pd.Series:
    return rows["dated_in"].notna()
