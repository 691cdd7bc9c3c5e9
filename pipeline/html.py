"""Stage 8: the evaluation's facts -> summary.html: no script, no network."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from jinja2 import Environment

from pipeline import texts
from pipeline.district_page import environment, fonts
from pipeline.known import NOT_RECEIVED
from pipeline.measures import ATTENTIONS, GREEN, GREY, RED, YELLOW
from pipeline.report.facts import WRITE, Facts, figure, plain
from pipeline.report.overview import ATTENTION_LEGEND
from pipeline.report.summary import (
    agencies_shown,
    decisions,
    groups_shown,
    headlines,
    quarters_so_far,
    sentences,
    statuses,
)
from pipeline.thai_text import long_date

LOOKS = {
    RED: {"fill": "F2A58A", "ink": "6B1F0A", "hatch": "M0 8L8 0"},
    YELLOW: {"fill": "FBEFB0", "ink": "5C4A00", "hatch": "M0 4H8"},
    GREEN: {"fill": "BFE3D4", "ink": "0B4F3A", "hatch": ""},
    GREY: {"fill": "D9D9D9", "ink": "444444", "hatch": "M4 0V8"},
}
"""How a bar of each colour is drawn: told apart in grey by its hatch, its word in the legend."""


def summary_page(facts: Facts) -> bytes:
    """The executive summary: what is late, what is not spent, what is to be decided."""
    page = _environment().get_template("summary.html.j2")
    made = page.render(
        facts=facts,
        overall={name: plain(value) for name, value in facts.overall.items()},
        headline=headlines(facts),
        sentences=sentences(facts),
        groups=groups_shown(facts),
        of_group=_of_group(facts),
        quarters=quarters_so_far(facts),
        statuses=statuses(facts),
        missing=_agencies(facts, NOT_RECEIVED),
        rejected=_agencies(facts, "rejected"),
        decisions=decisions(facts),
        attentions=ATTENTIONS,
        legend=ATTENTION_LEGEND,
        looks=LOOKS,
        fonts=fonts(),
        texts=texts,
        as_of=long_date(facts.evaluation.as_of),
    )
    return made.encode("utf-8")


@cache
def _environment() -> Environment:
    made = environment()
    made.filters["shown"] = figure
    made.filters |= {kind: partial(figure, kind=kind) for kind in WRITE}
    return made


def _of_group(facts: Facts) -> dict[str, Any]:
    """By group: its agencies and its projects to decide on, for its own page."""
    return {
        group["name"]: {
            "agencies": agencies_shown(facts, group["name"]),
            "decisions": decisions(facts, group["name"]),
        }
        for group in groups_shown(facts)
    }


def _agencies(facts: Facts, status: str) -> list[str]:
    agencies = facts.evaluation.agencies
    return list(agencies.loc[agencies["status"] == status, "short_name"])
