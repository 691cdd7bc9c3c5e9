"""schemas/ -> docs/form.md and docs/checks.md, in Thai and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.columns import Column, Form, form_of
from pipeline.report.sources import KIND_WORDS
from pipeline.texts import NEED, SEVERITY
from schemas import FORM, READABLE_VERSIONS, REVIEW
from schemas.check import DECLARED, Check
from schemas.checks import CHECKS

MADE = "<!-- made by `make dictionary` from schemas/: change it there -->"


def write_documents(folder: Path) -> list[Path]:
    """Write both documents; give their paths."""
    folder.mkdir(exist_ok=True)
    texts = {
        folder / "form.md": form_document(form_of({**FORM, **REVIEW}, READABLE_VERSIONS)),
        folder / "checks.md": checks_document(),
    }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return list(texts)


def form_document(form: Form) -> str:
    """Every sheet and column of the form: label, kind, whether it must be filled, limits."""
    lines = [MADE, "", "# แบบรายงาน · The form", ""]
    for sheet in form.sheets.values():
        lines += [f"## {sheet.label} (`{sheet.name}`)", "", sheet.help, ""]
        lines += [
            "| รายการ | ชื่อ | ชนิด | การกรอก | ความหมาย | ตัวอย่าง |",
            "|---|---|---|---|---|---|",
        ]
        lines += [_column_line(column) for column in sheet.columns]
        lines += ["", *_lists(sheet.columns)]
    return "\n".join(lines).rstrip() + "\n"


def checks_document() -> str:
    """Every check: id, severity, what is wrong, how to repair it, in both languages."""
    lines = [MADE, "", "# ข้อตรวจ · The checks", ""]
    family = ""
    for check in sorted(CHECKS):
        if check.split("-")[0] != family:
            family = check.split("-")[0]
            lines += [f"## {family}", ""]
        lines += _check_lines([one for one in DECLARED if one.id == check])
    return "\n".join(lines).rstrip() + "\n"


def _column_line(column: Column) -> str:
    label = " · ".join((f"**{column.label}**", *column.aliases))
    limits = "" if column.low is None else f" {column.low:g} ขึ้นไป"
    if column.high is not None and column.low is not None:
        limits = f" {column.low:g} ถึง {column.high:g}"
    kind = KIND_WORDS[column.kind] + ("" if column.kind == "percent" else limits)
    pattern = f" `{column.pattern}`" if column.pattern else ""
    need = NEED[column.need] + (" · ข้อมูลส่วนบุคคล" if column.personal else "")
    cells = (label, f"`{column.name}`", kind + pattern, need, column.help, column.example)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _lists(columns: tuple[Column, ...]) -> Iterator[str]:
    for column in columns:
        if column.choices and len(column.choices) < 10:
            yield f"{column.label}: " + " · ".join(choice.value for choice in column.choices)
            yield ""


def _check_lines(variants: list[Check]) -> list[str]:
    """A check with the words of each of its rules, the same words once."""
    severities = dict.fromkeys(" / ".join(SEVERITY[one.severity]) for one in variants)
    softened = " (ควรตรวจ เมื่อปกมีเหตุผลการแก้ไข · warning with a correction reason)"
    said = [
        f"- {_readable(message)} — {_readable(repair)}"
        for one in variants
        for message, repair in zip(one.message, one.repair, strict=True)
    ]
    loud = " · ".join(severities) + (softened if variants[0].softened_by else "")
    return [
        f"### {variants[0].id} · {loud}",
        "",
        *dict.fromkeys(said),
        "",
    ]


def _readable(template: str) -> str:
    """A template with its names as ``…``: what they stand for differs from finding to finding."""
    return re.sub(r"\{[\w.]+[@#]?\}", "…", template)
