"""Stage 8: the evaluation's facts -> summary.html: one file, no script, no network."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline import texts
from pipeline.known import NOT_RECEIVED
from pipeline.measures import ATTENTIONS, GREEN, GREY, RED, YELLOW
from pipeline.report.facts import Facts, plain
from pipeline.report.overview import ATTENTION_LEGEND
from pipeline.thai_text import count, long_date, money, percent
from schemas.master import CURRENT

LOOKS = {
    RED: {"fill": "F2A58A", "ink": "6B1F0A", "hatch": "M0 8L8 0"},
    YELLOW: {"fill": "FBEFB0", "ink": "5C4A00", "hatch": "M0 4H8"},
    GREEN: {"fill": "BFE3D4", "ink": "0B4F3A", "hatch": ""},
    GREY: {"fill": "D9D9D9", "ink": "444444", "hatch": "M4 0V8"},
}
"""How a bar of each colour is drawn: told apart in grey by its hatch, its word in the legend."""

HERE = Path(__file__).parent
MOST_DECISIONS = 10


def summary_page(facts: Facts) -> bytes:
    """The executive summary: what is late, what is not spent, what is to be decided."""
    page = _environment().get_template("summary.html.j2")
    made = page.render(
        facts=facts,
        overall={name: plain(value) for name, value in facts.overall.items()},
        headline=_headline(facts),
        groups=_groups(facts),
        missing=_agencies(facts, NOT_RECEIVED),
        rejected=_agencies(facts, "rejected"),
        decisions=_decisions(facts),
        attentions=ATTENTIONS,
        legend=ATTENTION_LEGEND,
        looks=LOOKS,
        fonts=_fonts(),
        texts=texts,
        as_of=long_date(facts.evaluation.as_of),
    )
    return made.encode("utf-8")


@cache
def _environment() -> Environment:
    # select_autoescape would miss *.html.j2
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"money": _shown(money), "percent": _shown(percent), "count": _shown(_count)}
    return made


def _shown(write: Any) -> Any:
    """A filter that writes a number, and says of a blank that it cannot be computed."""
    return lambda value: "ประเมินไม่ได้" if plain(value) is None else write(value)


def _count(value: float) -> str:
    return count(int(value))


@cache
def _fonts() -> dict[int, str]:
    return {
        weight: b64encode((HERE / "fonts" / f"Sarabun-{name}.woff2").read_bytes()).decode("ascii")
        for weight, name in ((400, "Regular"), (700, "Bold"))
    }


def _headline(facts: Facts) -> list[tuple[str, str, str]]:
    """(what, figure, what it is counted over) of the cards at the top."""
    overall = facts.overall
    target = facts.evaluation.criteria.spending_targets[facts.evaluation.period.quarter - 1]
    shown = _environment().filters
    return [
        (
            "หน่วยงานที่ส่งรายงาน",
            f"{facts.agencies_in} จาก {facts.agencies_expected}",
            "แห่ง (ไม่นับแฟ้มที่ไม่รับ)",
        ),
        (
            "โครงการที่นับ",
            f"{_count(overall['projects_counted'])} จาก {_count(overall['projects_known'])}",
            "โครงการที่รู้จักในปีงบประมาณ",
        ),
        ("ต้องแก้ไขทันที (แดง)", _count(overall[f"attention_{RED}"]), "โครงการ"),
        ("ต้องติดตาม (เหลือง)", _count(overall[f"attention_{YELLOW}"]), "โครงการ"),
        (
            "ความก้าวหน้าเฉลี่ย",
            shown["percent"](overall["mean_progress"]),
            "ร้อยละ ของโครงการที่นับและมีรายงาน",
        ),
        (
            "อัตราเบิกจ่าย",
            shown["percent"](overall["spending_rate"]),
            f"ร้อยละ (เป้าหมายของไตรมาส {target:g})",
        ),
    ]


def _groups(facts: Facts) -> list[dict[str, Any]]:
    rows = facts.evaluation.groups
    rows = rows[(rows["kind"] == "group") & (rows["projects_known"] > 0)]
    return [
        {
            "name": row["key"],
            "counts": {word: int(row[f"attention_{word}"]) for word in ATTENTIONS},
            **{name: plain(row[name]) for name in ("projects_known", "projects_counted")},
            **{name: plain(row[name]) for name in ("mean_progress", "spending_rate")},
        }
        for _, row in rows.iterrows()
    ]


def _agencies(facts: Facts, status: str) -> list[str]:
    agencies = facts.evaluation.agencies
    return list(agencies.loc[agencies["status"] == status, "short_name"])


def _decisions(facts: Facts) -> list[dict[str, Any]]:
    """The projects to decide on: those whose district asks first, then red ones by money left."""
    rows = facts.evaluation.projects
    rows = rows[rows["standing"] == CURRENT]
    rows = rows.assign(asked=rows["decision_needed"].notna())
    found = rows[rows["asked"] | (rows["attention"] == RED)]
    found = found.sort_values(
        ["asked", "money_left", "project_code"], ascending=[False, False, True]
    )
    names = facts.evaluation.agencies.set_index("agency_code")["short_name"]
    return [_decision(row, names) for _, row in found.head(MOST_DECISIONS).iterrows()]


def _decision(row: pd.Series, names: pd.Series) -> dict[str, Any]:
    return {
        "code": row["project_code"],
        "name": row["project_name"],
        "agency": names.get(row["agency_code"], row["agency_code"]),
        "attention": row["attention"],
        "why": row["decision_needed"] if row["asked"] else row["reasons"],
        "asked": bool(row["asked"]),
        "progress": plain(row["actual_progress"]),
        "money_left": plain(row["money_left"]),
    }
