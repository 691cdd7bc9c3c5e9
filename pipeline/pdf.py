"""Stage 8: what the summary and the memo say, as JSON -> PDF, set by typst with the own font."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

from pipeline import texts
from pipeline.known import NOT_RECEIVED
from pipeline.measures import ATTENTIONS
from pipeline.report.facts import Facts, figure
from pipeline.report.memo import memo
from pipeline.report.overview import ATTENTION_LEGEND
from pipeline.report.summary import (
    Decision,
    Headline,
    QuarterSoFar,
    agencies_shown,
    decisions,
    groups_shown,
    headlines,
    quarters_so_far,
    sentences,
    statuses,
)
from pipeline.thai_text import count, long_date, percent

HERE = Path(__file__).parent


def memo_pdf(facts: Facts) -> bytes:
    """``memo.pdf``: the cover memo."""
    return _set("memo.typ", memo(facts))


def summary_pdf(facts: Facts) -> bytes:
    """``summary.pdf``: the executive summary on A4, then a page a group of districts."""
    status = facts.evaluation.agencies["status"]
    missing, refused = (status == NOT_RECEIVED).sum(), (status == "rejected").sum()
    return _set(
        "summary.typ",
        {
            "title": f"สรุปผลการประเมินโครงการของสำนักงานเขต {facts.evaluation.period.label_th}",
            "sample": facts.origin.sample,
            "sample_note": texts.SAMPLE_NOTE,
            "as_of": f"ข้อมูล ณ {long_date(facts.evaluation.as_of)} · {facts.office}",
            "coverage": [
                f"รับรายงานแล้ว {facts.agencies_in} จาก {facts.agencies_expected} หน่วยงาน · "
                f"ยังไม่ส่ง {missing} หน่วยงาน · ส่งแล้วแต่รับไม่ได้ {refused} หน่วยงาน",
                facts.held,
            ],
            "headline": [_headline(one) for one in headlines(facts)],
            "sentences": sentences(facts),
            "attentions": list(ATTENTIONS),
            "groups": [_group(facts, group) for group in groups_shown(facts)],
            "quarters": [_quarter(one) for one in quarters_so_far(facts)],
            "statuses": [
                {"word": word, "shown": count(number)} for word, number in statuses(facts)
            ],
            "decisions": [_decision(one) for one in decisions(facts)],
            "notes": [*ATTENTION_LEGEND, facts.schedule_note, facts.spending_note],
        },
    )


def _set(template: str, data: dict[str, Any]) -> bytes:
    """Set a template over data; only the fonts of the package are used, and no clock."""
    made: bytes = typst.compile(
        str(HERE / "templates" / template),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return made


def _headline(one: Headline) -> dict[str, str]:
    before = "" if one.before is None else f"ไตรมาสก่อน {figure(one.before, one.kind)} · "
    return {
        "item": one.item,
        "value": figure(one.value, one.kind),
        "unit": one.unit,
        "base": before + one.base,
    }


def _quarter(one: QuarterSoFar) -> dict[str, Any]:
    def bar(value: float | None) -> dict[str, Any] | None:
        return None if value is None else {"share": max(0.0, value), "shown": percent(value)}

    parts = {"actual": one.actual, "planned": one.planned, "spent": one.spent, "target": one.target}
    return {"label": one.label} | {name: bar(value) for name, value in parts.items()}


def _decision(one: Decision) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in ("code", "name", "agency", "why", "source")},
        "progress": figure(one.progress, "percent"),
        "money_left": figure(one.money_left, "money"),
    }


def _group(facts: Facts, group: dict[str, Any]) -> dict[str, Any]:
    counted, known = (count(int(group[f"projects_{one}"])) for one in ("counted", "known"))
    line = (
        f"นับ {counted} จาก {known} โครงการ"
        f" · ความก้าวหน้าเฉลี่ยร้อยละ {figure(group['mean_progress'], 'percent')}"
        f" · อัตราเบิกจ่ายร้อยละ {figure(group['spending_rate'], 'percent')}"
        f" · พักไว้ {count(int(group['held_projects']))} โครงการ"
    )
    return {
        **{name: group[name] for name in ("name", "counts", "projects_known")},
        "line": line,
        "agencies": [_agency(one) for one in agencies_shown(facts, group["name"])],
        "decisions": [_decision(one) for one in decisions(facts, group["name"])],
    }


def _agency(one: dict[str, Any]) -> dict[str, Any]:
    told = {"name": one["name"], "status": texts.SUBMISSION_STATUS[one["status"]][0]}
    if one["projects_known"] is None:
        return told | {"known": False}
    return told | {
        "known": True,
        "counts": [count(int(one[f"attention_{word}"])) for word in ATTENTIONS],
        "counted": f"{count(int(one['projects_counted']))}/{count(int(one['projects_known']))}",
        "mean": figure(one["mean_progress"], "percent"),
        "rate": figure(one["spending_rate"], "percent"),
    }
