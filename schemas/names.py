"""What the form calls what readers look for; here, so that they need no pandera to know it."""

CODE_PATTERN = r"^\d{8}-\d{4}$"
CODE_EXAMPLE = "50100000-3670"

HELPER_LABEL = "ชื่อโครงการ (แสดงให้ดู)"
"""The grey column beside a code that shows the project's name; it is never read."""

INSTRUCTIONS, FINDINGS = "คำชี้แจง", "ข้อค้นพบ"
"""Sheets that this software writes for people into a district's workbook; they are never read."""

MARKER, LISTS = "_form", "_lists"
"""The very hidden sheets: whom and when the form was made for; the lists of its drop-downs."""

NEVER_READ = (INSTRUCTIONS, FINDINGS, MARKER, LISTS)
