"""How each figure of the evaluation is made, in words, and which fields it is made from.

A source is ``side.field``: ``project``, ``plan`` (of this quarter's plan columns), ``kpi`` (each
indicator that counts), ``last`` (the last report), ``quarter`` and ``year`` (each report of the
quarter, of the year), ``was`` and ``before`` (the project's row and last report as sent for the
quarter before), ``now`` (the report that counts for its end today). The formulas themselves are ``measures.py``, ``attention.py``, ``groups.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.run import Run
from pipeline.texts import say
from schemas.check import Words


@dataclass(frozen=True)
class How:
    """The rule or formula of a figure, and its sources."""

    words: Words
    sources: tuple[str, ...] = ()


BY_PLAN = ("year.progress", "plan.plan_progress")
_STANDSTILL = ("year.progress", "project.status")
_KPIS = ("kpi.result", "kpi.target", "kpi.direction")
_BEFORE = (
    "รายงานสุดท้ายที่นับเมื่อสิ้นไตรมาสก่อน ตามที่ส่งในครั้งนั้น",
    "the last report that counted when the quarter before was done, as sent then",
)
_NOW = (
    "ค่าที่นับวันนี้ของรายงานนั้น แสดงเมื่อต่างจากที่ส่งเดิม (HIS-06)",
    "what counts for that report today, where it differs from what was sent (HIS-06)",
)
_WAS = ("ตามแฟ้มที่นับในไตรมาสก่อน", "as in the workbook that counted in the quarter before")

PROJECT: dict[str, How] = {
    "agency_name": How(("ชื่อตามทะเบียนของรหัสหน่วยงาน", "the register's name of the agency code")),
    "group": How(("กลุ่มเขตตามทะเบียนหน่วยงาน", "the district group in the register")),
    "strategy_key": How(
        ("แผนและเลขข้อนำหน้าของยุทธศาสตร์", "plan and leading number of the strategy line"),
        ("project.strategy", "project.mission_type"),
    ),
    "section": How(
        ("ส่วนราชการผู้รับผิดชอบ หากว่างใช้เจ้าของโครงการ", "responsible unit, else the owner"),
        ("project.responsible_unit", "project.owner_unit"),
    ),
    "standing_th": How(
        (
            "พักไว้เมื่อมีข้อผิดพลาดในแท็บโครงการหรือความก้าวหน้า ดูข้อค้นพบ",
            "held where โครงการ or ความก้าวหน้า has an error: see the findings",
        )
    ),
    "attention": How(
        (
            "ตามลำดับ: เทา (พักไว้ ไม่ส่ง ไม่เคยรายงาน) แดง (ล่าช้ามาก พ้นวันสิ้นสุด คงที่เกิน {stalled_red_days} วัน) "
            "เหลือง (ล่าช้า คงที่เกิน {stalled_days} วัน ไม่รายงาน เบิกจ่ายต่ำกว่าแผนเกิน {spending_yellow_gap:g} จุด ชะลอ มีปัญหาไม่มีทางแก้ ขอให้ตัดสินใจ) เขียว",
            "in order: grey (held, not received, never reported), red (far behind, past its end, still for over {stalled_red_days} days), "
            "yellow (behind, still for over {stalled_days} days, no report, spending over {spending_yellow_gap:g} points under plan, slowed, a problem without remedy, a decision asked for), green",
        ),
        (
            *("project.status", "project.end_date", *BY_PLAN, "last.spent", "plan.plan_spend"),
            *("last.problem", "last.obstacle", "last.remedy", "last.decision_needed"),
        ),
    ),
    "schedule": How(
        (
            "ตามสถานะที่รายงาน (ยกเลิก ชะลอ แล้วเสร็จ) ไม่รายงานในไตรมาส ไม่มีแผน แล้วจึงตามส่วนต่าง: เร็วกว่าแผนตั้งแต่ {ahead:+g} เป็นไปตามแผนตั้งแต่ {behind:+g} ล่าช้าตั้งแต่ {far_behind:+g} ต่ำกว่านั้นล่าช้ามาก",
            "by the status reported (cancelled, slowed, done), no report in the quarter, no plan, then by the deviation: ahead from {ahead:+g}, on plan from {behind:+g}, behind from {far_behind:+g}, else far behind",
        ),
        ("project.status", *BY_PLAN),
    ),
    "reasons": How(("เหตุของสี และเหตุที่ประเมินไม่ได้", "why the colour, and why a measure is blank")),
    "status_by_data": How(
        (
            "แล้วเสร็จเมื่อความก้าวหน้าเป็น 100 ยังไม่รายงานเมื่อไม่มีรายงานในไตรมาส นอกนั้นกำลังดำเนินการ",
            "done at 100, not reported without a report in the quarter, else running",
        ),
        ("year.progress",),
    ),
    "differs": How(
        ("สถานะที่รายงานไม่ตรงกับที่ข้อมูลบอก", "the status reported is not what the data says"),
        ("project.status", "year.progress"),
    ),
    "actual_progress": How(
        (
            "รายงานล่าสุดที่ลงวันที่ไม่เกินวันสิ้นไตรมาส",
            "the last report dated on or before the quarter's end",
        ),
        ("last.progress", "last.report_date"),
    ),
    "planned_progress": How(
        ("แผนความก้าวหน้าสะสมของไตรมาสนี้", "planned cumulative progress of this quarter"),
        ("plan.plan_progress",),
    ),
    "deviation": How(
        ("ความก้าวหน้าจริง - ตามแผน ปัด 2 ตำแหน่ง", "actual - planned progress, 2 decimals"),
        ("last.progress", "plan.plan_progress"),
    ),
    "months_reported": How(
        ("จำนวนเดือนของไตรมาสที่มีรายงาน", "months of the quarter with a report"),
        ("quarter.report_date",),
    ),
    "last_report": How(("วันที่ของรายงานล่าสุด", "the day of the last report"), ("last.report_date",)),
    "days_since": How(
        ("วันประเมิน - วันที่ของรายงานล่าสุด", "day of evaluation - day of the last report"),
        ("last.report_date",),
    ),
    "stalled_days": How(
        (
            "วันจากรายงานแรกที่ได้ค่านี้ถึงรายงานล่าสุด เฉพาะโครงการที่กำลังดำเนินการและยังไม่ถึง 100",
            "days from the first report at this value to the last, of a running project below 100",
        ),
        _STANDSTILL,
    ),
    "stalled_since": How(
        ("แสดงเมื่อคงที่เกิน {stalled_days} วัน", "shown after more than {stalled_days} days"),
        _STANDSTILL,
    ),
    "forecast_finish": How(
        (
            "เส้นกำลังสองน้อยสุดผ่านรายงานของปี ถึงร้อยละ 100 ต้องมีรายงานสองวันและเพิ่มขึ้นอย่างน้อย {forecast_least_rise:g} จุด",
            "least-squares line through the year's reports to 100; needs two days and a rise of {forecast_least_rise:g} points",
        ),
        ("year.report_date", "year.progress"),
    ),
    "spent": How(("เบิกจ่ายสะสมของรายงานล่าสุด", "spending in the last report"), ("last.spent",)),
    "committed": How(
        ("ก่อหนี้ผูกพันคงค้างของรายงานล่าสุด", "outstanding commitment in the last report"),
        ("last.committed",),
    ),
    "money_left": How(
        ("งบประมาณหลังปรับโอน - เบิกจ่าย - ก่อหนี้คงค้าง", "budget - spent - outstanding commitment"),
        ("project.budget_current", "last.spent", "last.committed"),
    ),
    "spending_rate": How(
        ("เบิกจ่าย ÷ งบประมาณหลังปรับโอน × 100", "spent / budget after transfers x 100"),
        ("last.spent", "project.budget_current"),
    ),
    "spending_target": How(
        (
            "เป้าหมายของไตรมาสตาม schemas/criteria.toml",
            "the quarter's target in schemas/criteria.toml",
        )
    ),
    "gap": How(
        ("อัตราเบิกจ่าย - เป้าหมายของไตรมาส", "spending rate - the quarter's target"),
        ("last.spent", "project.budget_current"),
    ),
    "kpis": How(("จำนวนตัวชี้วัดที่นับ", "indicators that count"), ("kpi.kpi_name",)),
    "kpis_computed": How(
        ("ตัวชี้วัดที่มีทั้งผลงานและเป้าหมายเป็นตัวเลข", "indicators with result and target"), _KPIS
    ),
    "kpis_met": How(
        (
            "ผลงาน ≥ เป้าหมาย หรือ ≤ เมื่อน้อยกว่าดีกว่า",
            "result >= target, or <= where less is better",
        ),
        _KPIS,
    ),
    "finished_th": How(
        (
            "แล้วเสร็จ ความก้าวหน้า 100 และตัวชี้วัดของโครงการบรรลุทุกตัว",
            "done, at 100, and every indicator of its own met",
        ),
        ("project.status", "last.progress", *_KPIS),
    ),
    "sed_score": How(("คะแนนที่ สยป. ให้ ไม่คำนวณ", "the evaluator's score, never computed")),
    "file": How(("แฟ้มที่ใช้", "the workbook that counts"), ("project.project_code",)),
    "row": How(("แถวในแท็บโครงการ", "its row in โครงการ"), ("project.project_code",)),
    "last_file": How(("แฟ้มของรายงานล่าสุด", "the last report's workbook"), ("last.report_date",)),
    "last_row": How(("แถวในแท็บความก้าวหน้า", "its row in ความก้าวหน้า"), ("last.report_date",)),
    "before_status": How(_WAS, ("was.status",)),
    "before_progress": How(_BEFORE, ("before.report_date", "before.progress")),
    "before_spent": How(_BEFORE, ("before.report_date", "before.spent")),
    "before_budget_current": How(_WAS, ("was.budget_current",)),
    "before_progress_now": How(_NOW, ("now.report_date", "now.progress")),
    "before_spent_now": How(_NOW, ("now.report_date", "now.spent")),
    "progress_change": How(
        ("ไตรมาสนี้ - ไตรมาสก่อน (ที่ปรับแล้ว)", "this quarter - the one before (as restated)"),
        ("last.progress", "now.progress"),
    ),
    "spent_change": How(
        ("ไตรมาสนี้ - ไตรมาสก่อน (ที่ปรับแล้ว)", "this quarter - the one before (as restated)"),
        ("last.spent", "now.spent"),
    ),
    "restated": How(
        ("ตัวเลขของไตรมาสก่อนที่แฟ้มไตรมาสนี้แก้", "what this quarter's workbooks changed"),
        ("before.progress", "before.spent", "now.progress", "now.spent"),
    ),
    **{
        name: How(("ที่มาของตัวเลขไตรมาสก่อน", "where last quarter's figures stand"))
        for name in (
            *("before_file", "before_row", "before_last_file", "before_last_row"),
            *("now_last_file", "now_last_row"),
        )
    },
    "moved": How(("schemas/lists/transfers.csv", "schemas/lists/transfers.csv")),
}
"""Every column of the project sheets that is no field of the form."""

GROUP: dict[str, How] = {
    "projects_known": How(("โครงการในแฟ้มใด ๆ ของปี รวมที่พักไว้", "in any workbook of the year")),
    "projects_counted": How(("นับในไตรมาสนี้ และไม่ยกเลิก", "current in the quarter, not cancelled")),
    "mean_progress": How(
        ("ค่าเฉลี่ยของความก้าวหน้าจริง", "mean of actual progress"), ("actual_progress",)
    ),
    "weighted_progress": How(
        ("Σ(ความก้าวหน้า × งบประมาณ) ÷ Σงบประมาณ", "sum(progress x budget) / sum(budget)"),
        ("actual_progress", "budget_current"),
    ),
    "spending_rate": How(
        ("Σเบิกจ่าย ÷ Σงบประมาณ × 100 ของโครงการที่มีทั้งสอง", "sum(spent) / sum(budget) x 100"),
        ("spent", "budget_current"),
    ),
    "routine_indicator": How(
        (
            "งานประจำที่สำเร็จตามเป้าหมาย ÷ งานประจำที่ไม่ยกเลิก × 100",
            "routine projects finished as targeted / routine projects not cancelled x 100",
        ),
        ("finished_as_targeted",),
    ),
    **{
        name: How(
            ("ผลรวมของโครงการที่มีค่า เป็นสตางค์", "sum in satang of the projects that have it"), (name,)
        )
        for name in ("budget_approved", "budget_current", "spent", "committed", "money_left")
    },
    **{
        name: How(("ผลรวมของโครงการที่นับ", "sum over the projects counted"), (name,))
        for name in ("kpis_computed", "kpis_met")
    },
    "held_projects": How(("โครงการที่พักไว้", "projects held")),
    "held_budget": How(
        ("ผลรวมงบประมาณของโครงการที่พักไว้", "budgets of those held"), ("budget_current",)
    ),
}
"""Every figure of a group but the counts of words (``status_…``), which count the projects so."""


def said(run: Run, how: How) -> str:
    """How a figure is made, with the thresholds of the run, in its language."""
    return say(how.words, run.language, **vars(run.settings.criteria))
