"""Stage 7: the cover memo (บันทึกข้อความ) with the figures of the quarter, in words and lines."""

from __future__ import annotations

from typing import Any

from pipeline.known import NOT_RECEIVED
from pipeline.report.facts import Facts
from pipeline.report.summary import decisions, sentences
from pipeline.thai_text import count

ENCLOSED = (
    "แบบรายงานผลการประเมิน (evaluation.xlsx) จำนวน 1 แฟ้ม",
    "สรุปสำหรับผู้บริหาร (summary.pdf และ summary.html) จำนวน 1 ชุด",
)
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def memo(facts: Facts) -> dict[str, Any]:
    """The memo as data: its heading, three parts, enclosures and the position that signs."""
    settings = facts.origin.run.settings.memo
    told = {
        "sample": facts.origin.sample,
        "department": settings.department,
        "to": settings.to,
        "signed_by": settings.signed_by,
        "subject": f"รายงานผลการประเมินโครงการของสำนักงานเขต {facts.evaluation.period.label_th}",
        "parts": [
            {"title": "1. เรื่องเดิม", "lines": [_origin(facts)]},
            {"title": "2. ข้อเท็จจริง", "lines": [*_coverage(facts), *sentences(facts)]},
            {"title": "3. ข้อเสนอ", "lines": _proposal(facts)},
        ],
        "enclosed": list(ENCLOSED),
    }
    return in_thai_digits(told) if settings.thai_digits else told


def in_thai_digits(told: Any) -> Any:
    """The same with Thai digits in every text."""
    if isinstance(told, str):
        return told.translate(_THAI_DIGITS)
    if isinstance(told, dict):
        return {key: in_thai_digits(value) for key, value in told.items()}
    return [in_thai_digits(one) for one in told] if isinstance(told, list) else told


def _origin(facts: Facts) -> str:
    return (
        f"หน่วยงานในสังกัดกรุงเทพมหานครรายงานความก้าวหน้าของโครงการรายไตรมาส "
        f"{facts.origin.run.settings.memo.department}ได้รวบรวม ตรวจ และประเมินผลของ{facts.evaluation.period.label_th} แล้ว"
    )


def _coverage(facts: Facts) -> list[str]:
    status = facts.evaluation.agencies["status"]
    missing, refused = int((status == NOT_RECEIVED).sum()), int((status == "rejected").sum())
    told = [f"รับรายงานแล้ว {facts.agencies_in} จาก {facts.agencies_expected} หน่วยงาน {facts.held}"]
    if missing or refused:
        told.append(
            f"ยังไม่ส่งรายงาน {count(missing)} หน่วยงาน และส่งแล้วแต่รับไม่ได้ {count(refused)} หน่วยงาน "
            "ตัวเลขทั้งหมดจึงเป็นของหน่วยงานที่รับรายงานแล้วเท่านั้น"
        )
    return told


def _proposal(facts: Facts) -> list[str]:
    asked = [one for one in decisions(facts) if one.asked]
    told = [f"พิจารณาเรื่องที่{one.agency}ขอ: {one.name} ({one.code}) {one.why}" for one in asked]
    return [*told, "โปรดทราบผลการประเมิน และสั่งการให้หน่วยงานเร่งรัดโครงการที่ล่าช้าตามรายละเอียดที่แนบ"]
