"""Stage 8: the outputs of a period -> drafts of every mail: planning office, districts, reminders.

Headers come only from ``schemas/register.toml`` and from this module; no clock is read.
"""

from __future__ import annotations

import json
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.period import Period
from pipeline.run import Run, latest
from pipeline.texts import SUBMISSION_STATUS
from pipeline.thai_text import long_date
from schemas.check import ERROR, INFO, WARNING
from schemas.lists import Agency, agencies

EXCEL = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
TYPES = {".xlsx": EXCEL, ".pdf": ("application", "pdf"), ".html": ("text", "html")}
TO_PLANNING = ("evaluation.xlsx", "summary.pdf", "summary.html", "memo.pdf")
MOST_FINDINGS = 5
ORDER = (ERROR, WARNING, INFO)


class NoOutputs(Exception):
    """There is nothing to send: no outputs of the period; says which folder."""


@dataclass(frozen=True)
class Draft:
    """A mail that is ready to be looked at and sent: its file's name and its bytes."""

    name: str
    message: EmailMessage

    def content(self) -> bytes:
        """The bytes of the ``.eml`` file: the same for the same mail."""
        return self.message.as_bytes(policy=SMTP)


def drafts(run: Run, period: Period) -> Iterator[Draft]:
    """A draft for the planning office, for each agency with a workbook to mend, and for each that
    has not sent. Raises NoOutputs.
    """
    folder = run.outputs / str(period)
    try:
        record = json.loads((folder / "run.json").read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError) as damaged:
        raise NoOutputs(str(folder)) from damaged
    expected = [agency for agency in agencies() if agency.expected_in(str(period))]
    here = [one for one in record["submissions"] if one["period"] in (None, str(period))]
    sent = {one["agency_code"] for one in here}
    yield _planning(run, period, folder, record, here)
    findings = _findings(folder, {one["sha256"][:8]: one["file"] for one in here})
    for agency in agencies():
        answers = sorted((folder / "feedback").glob(f"{agency.code}-*.xlsx"))
        if answers:
            found = [one for path in answers for one in findings.get(_digest(path), [])]
            yield _feedback(run, period, agency, answers, found)
    for agency in expected:
        if agency.code not in sent:
            yield _reminder(run, period, agency)


def write_drafts(run: Run) -> list[Path]:
    """Write ``outputs/email/<period>/*.eml`` of the period asked for, else of the latest, and take
    away drafts of an earlier run. Raises NoOutputs.
    """
    period = run.period or latest(run.outputs)
    if period is None:
        raise NoOutputs(str(run.outputs))
    made = drafts(run, Period.parse(period))
    first = next(made)
    folder = run.outputs / "email" / period
    folder.mkdir(parents=True, exist_ok=True)
    kept = []
    for draft in chain([first], made):
        path = folder / draft.name
        path.write_bytes(draft.content())
        kept.append(path)
    for path in set(folder.glob("*.eml")) - set(kept):
        path.unlink()
    return kept


def send(paths: list[Path], host: str, port: int) -> int:
    """Hand the drafts to an SMTP server, each once; give how many. OSError, SMTPException."""
    with smtplib.SMTP(host, port, timeout=60) as server:
        for path in paths:
            message = message_from_bytes(path.read_bytes(), policy=SMTP)
            del message["X-Unsent"]
            server.send_message(message)
    return len(paths)


def _planning(
    run: Run, period: Period, folder: Path, record: dict[str, Any], here: list[dict[str, Any]]
) -> Draft:
    counts = " · ".join(f"{status} {number}" for status, number in _counted(record).items())
    body = (
        f"เรียน {run.settings.memo.department}\n\n"
        f"ส่งผลการประเมินโครงการของสำนักงานเขต {period.label_th} "
        f"พร้อมสรุปสำหรับผู้บริหารและบันทึกข้อความ\n\nหน่วยงานตามสถานะการส่ง: {counts}\n"
    )
    if record["sample"]:
        body = f"[ตัวอย่าง] ตัวเลขมาจากชุดตัวอย่าง มิใช่ผลงานจริง\n\n{body}"
    back = {_digest(path) for path in (folder / "feedback").glob("*.xlsx")}
    refused = [one["file"] for one in here if _is_refused(one, back)]
    if refused:
        body += (
            f"\nแฟ้มที่ไม่รับและไม่มีแฟ้มส่งกลับ {len(refused)} แฟ้ม: {', '.join(refused)}\n"
            "โปรดแจ้งหน่วยงานเจ้าของแฟ้ม เหตุและวิธีแก้ไขอยู่ในแท็บ “ข้อค้นพบ” ของ evaluation.xlsx\n"
        )
    if unanswered := record.get("unanswered"):  # an earlier version's record has none
        body += f"\nทำแฟ้มส่งกลับไม่สำเร็จ: {', '.join(unanswered)} สั่ง make quarterly อีกครั้งก่อนส่งอีเมล\n"
    unknown = sorted((folder / "feedback").glob("unknown-*.xlsx"))
    if unknown:
        body += f"\nมีแฟ้ม {len(unknown)} แฟ้มที่ไม่ทราบหน่วยงาน แนบมาด้วยเพื่อส่งต่อ\n"
    files = [folder / name for name in TO_PLANNING] + unknown
    subject = f"ผลการประเมินโครงการ {period.label_th}"
    return _draft(run, "planning.eml", run.settings.register.planning, subject, body, files)


def _is_refused(submission: dict[str, Any], back: set[str]) -> bool:
    """Whether a file could not be taken in, nor be sent back."""
    return submission["status"] == "rejected" and submission["sha256"][:8] not in back


def _counted(record: dict[str, Any]) -> dict[str, int]:
    return {
        words[0]: record["agencies"][status]
        for status, words in SUBMISSION_STATUS.items()
        if status in record["agencies"]
    }


def _feedback(
    run: Run,
    period: Period,
    agency: Agency,
    answers: list[Path],
    found: list[dict[str, Any]],
) -> Draft:
    errors = sum(one["severity"] == ERROR for one in found)
    told = [f"{number}. {one['message_th']}" for number, one in enumerate(_most(found), 1)]
    severities = {one["severity"] for one in found}
    what, must, then = _WORDS[min(severities, key=ORDER.index, default=INFO)]
    body = (
        f"เรียน {agency.name}\n\nระบบตรวจรายงาน {period.label_th} ของท่านแล้ว "
        f"{must.format(errors=errors)}\n\n"
        f"เรื่องสำคัญ {len(told)} เรื่องแรก จากทั้งหมด {len(found)} เรื่อง\n"
        + "\n".join(told)
        + f"\n\nทุกเรื่องระบายสีและมีหมายเหตุไว้ในแฟ้มแนบ เริ่มที่แท็บ “ข้อค้นพบ” {then}\n"
    )
    subject = f"{what} {period.label_th} ({agency.short_name})"
    return _draft(run, f"feedback-{agency.code}.eml", _to(run, agency), subject, body, answers)


_MEND = "แก้ในแฟ้มนั้น กรอก “เหตุผลการแก้ไข” ที่ปก แล้วส่งกลับ ระบบจะนับเป็นการส่งครั้งถัดไป"
_WORDS = {
    ERROR: (
        "ขอให้ตรวจแก้รายงานโครงการ",
        "มีเรื่องที่ต้องแก้ไข {errors} เรื่อง โครงการที่เกี่ยวข้องยังไม่นับในผลของไตรมาส",
        _MEND,
    ),
    WARNING: (
        "ขอให้ตรวจสอบรายงานโครงการ",
        "ไม่มีเรื่องที่ต้องแก้ไข รายงานของท่านนับแล้ว มีข้อที่ขอให้ตรวจ",
        f"หากพบว่าผิด {_MEND}",
    ),
    INFO: (
        "ผลการตรวจรายงานโครงการ",
        "ไม่มีเรื่องที่ต้องแก้ไขหรือต้องตรวจ รายงานของท่านนับแล้ว มีข้อสังเกตเพื่อทราบ",
        "ไม่ต้องส่งกลับ",
    ),
}
"""By the most severe finding: the subject, what is to be done, and how."""


def _most(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The most important findings: errors first, then in the order of the file."""
    return sorted(found, key=lambda one: ORDER.index(one["severity"]))[:MOST_FINDINGS]


def _reminder(run: Run, period: Period, agency: Agency) -> Draft:
    deadline = run.settings.deadlines.get(str(period))
    until = f" ภายใน {long_date(deadline)}" if deadline else ""
    body = (
        f"เรียน {agency.name}\n\nยังไม่ได้รับรายงานความก้าวหน้าโครงการ {period.label_th} ของท่าน "
        f"โปรดส่งแฟ้มแบบรายงาน (.xlsx){until} หากส่งแล้ว แฟ้มอาจเปิดอ่านไม่ได้หรือปกไม่ครบ "
        "โปรดเปิดแฟ้มด้วย Excel ตรวจรหัสหน่วยงาน ปีงบประมาณ และไตรมาสที่ปก บันทึกเป็น .xlsx แล้วส่งอีกครั้ง\n"
    )
    subject = f"ขอให้ส่งรายงานโครงการ {period.label_th} ({agency.short_name})"
    return _draft(run, f"reminder-{agency.code}.eml", _to(run, agency), subject, body, [])


def _to(run: Run, agency: Agency) -> tuple[str, ...]:
    """The agency's addresses; the planning office's where the register has none."""
    register = run.settings.register
    return register.agencies.get(agency.code, register.planning)


def _draft(
    run: Run, name: str, to: tuple[str, ...], subject: str, body: str, files: list[Path]
) -> Draft:
    message = EmailMessage(policy=SMTP)
    message["From"] = run.settings.register.sender
    message["To"] = ", ".join(to)
    # folded by email.header: EmailMessage loses the space at which it folds
    told_in = Header(" ".join(subject.split()), "utf-8", header_name="Subject")
    message.set_raw("Subject", told_in.encode(linesep="\r\n"))
    message["X-Unsent"] = "1"  # a mail program opens it as a draft
    message.set_content(body)
    for path in files:
        main, kind = TYPES[path.suffix]
        message.add_attachment(path.read_bytes(), maintype=main, subtype=kind, filename=path.name)
    if message.is_multipart():  # else made up at random
        told = sha256(body.encode())
        for path in files:
            told.update(path.read_bytes())
        message.set_boundary(f"=_{told.hexdigest()[:40]}")
    return Draft(name, message)


def _digest(answer: Path) -> str:
    """The first 8 of the sha256 of the submission that a feedback workbook answers."""
    return answer.stem.rpartition("-")[2]


def _findings(folder: Path, files: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The findings of ``findings.jsonl`` by the digest of their file, of these files alone."""
    digests = {file: digest for digest, file in files.items()}
    by: dict[str, list[dict[str, Any]]] = {}
    for line in (folder / "findings.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        by.setdefault(digests.get(one["file"], ""), []).append(one)
    return by
