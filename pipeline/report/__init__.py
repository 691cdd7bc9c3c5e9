"""Stage 7: evaluation -> Books: what the outputs contain, apart from how they are drawn."""

from __future__ import annotations

from pipeline.evaluate import Evaluation
from pipeline.merge import Master
from pipeline.report.agencies import districts, submissions
from pipeline.report.comparison import comparison
from pipeline.report.facts import Facts, Origin
from pipeline.report.follow_up import problems, watched
from pipeline.report.groups import district_groups, strategies, units
from pipeline.report.overview import contents, executive
from pipeline.report.projects import budget, indicators, projects
from pipeline.report.review_form import review_form
from pipeline.report.sources import dictionary, findings, sources
from pipeline.tables import Book, Table

__all__ = ["Facts", "Origin", "evaluation_book"]


def evaluation_book(evaluation: Evaluation, master: Master, origin: Origin) -> Book:
    """``evaluation.xlsx``: the sheets of design 5-evaluation, in its order."""
    facts = Facts(evaluation, master, origin)
    by_group = district_groups(facts)
    sheets: list[Table] = [
        executive(facts, by_group),
        districts(facts),
        by_group,
        strategies(facts),
        units(facts),
        projects(facts),
        indicators(facts),
        budget(facts),
        problems(facts),
        watched(facts),
        comparison(facts),
        review_form(facts),
        submissions(facts),
        findings(facts),
        dictionary(facts),
        sources(facts),
    ]
    title = f"ผลการประเมินโครงการ {evaluation.period.label_th}"
    marker = {
        "kind": "review",
        "form_version": origin.form_version,
        "period": str(evaluation.period),
    }
    return Book(title, (contents(facts, sheets), *sheets), marker)
