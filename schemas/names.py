"""What the form calls what readers look for; here, so that they need no pandera to know it."""

from __future__ import annotations

import re

CODE_PATTERN = r"^\d{8}-\d{4}$"
CODE_EXAMPLE = "50100000-3670"


def is_project_code(text: str) -> bool:
    """Whether a text is a project code, well-formed."""
    return re.match(CODE_PATTERN, text) is not None


COVER, REVIEW_SHEET = "ปก", "แบบประเมิน สยป."
"""The sheet that says whose a submission is; the evaluator's form in the evaluation."""

REVIEWS = "reviews"
"""The table of what the evaluator sends back; no sheet of a submission."""

NOT_REPORTED, RUNNING, SLOWED, CANCELLED, DONE = (
    "ยังไม่รายงาน",
    "กำลังดำเนินการ",
    "ชะลอ",
    "ยกเลิก",
    "แล้วเสร็จ",
)
"""The five words of สถานะโครงการ."""

HELPER_LABEL = "ชื่อโครงการ (แสดงให้ดู)"
"""The grey column beside a code that shows the project's name; it is never read."""

INSTRUCTIONS, FINDINGS, COMPARED = "คำชี้แจง", "ข้อค้นพบ", "เทียบฉบับก่อน"
"""Sheets that this software writes for people into a district's workbook; they are never read."""

MARKER, LISTS = "_form", "_lists"
"""The very hidden sheets: whom and when the form was made for; the lists of its drop-downs."""

NEVER_READ = (INSTRUCTIONS, FINDINGS, COMPARED, MARKER, LISTS)
