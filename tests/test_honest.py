"""An honest officer is left in peace: few findings where the work is done and a few cells blank."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from random import Random
from typing import Any

from pipeline.excel import draw
from pipeline.findings import Finding
from pipeline.period import Period
from pipeline.template import blank_form
from schemas.lists import agencies
from tests.builders import PHRA_KHANONG, findings, good_rows, the_form

PROJECTS = 60
BLANK = 0.02
"""Of all cells that are wanted: what a careful officer does not know yet."""
MISSED = 0.15
"""Of the projects: one of the quarter's three monthly reports was not typed."""
STILL = 0.10
"""Of the projects: nothing moved in the quarter's last month."""


def workbook(period: Period, seed: int) -> bytes:
    """The form as its template makes it, of 60 projects, filled in honestly."""
    chance = Random(f"{seed} {period}")
    known = good_rows(
        agency_code=PHRA_KHANONG, fiscal_year=period.fiscal_year, quarter=period.quarter
    )
    rows: dict[str, list[dict[str, Any]]] = {"covers": known["covers"]}
    for name in ("projects", "plans", "progress", "kpis"):
        rows[name] = [one for number in range(PROJECTS) for one in _copies(known, name, number)]
    for number in range(PROJECTS):
        _live(rows["progress"][3 * number : 3 * number + 3], chance)
    rows["progress"] = [one for one in rows["progress"] if one]
    form = the_form()
    for name in ("projects", "plans", "progress", "kpis"):
        wanted = [column.name for column in form.sheets[name].columns if column.need == "W"]
        for row in rows[name]:
            for column in wanted:
                if column in row and chance.random() < BLANK:
                    row[column] = None
    agency = next(one for one in agencies() if one.code == PHRA_KHANONG)
    return draw(blank_form(form, agency, period, rows))


def _copies(known: dict[str, list[dict[str, Any]]], name: str, number: int) -> list[dict[str, Any]]:
    """The rows of one of the three good projects under a code of its own."""
    code = known["projects"][number % 3]["project_code"]
    mine = [deepcopy(row) for row in known[name] if row["project_code"] == code]
    for row in mine:
        row["project_code"] = f"{PHRA_KHANONG}-{1000 + number}"
        if name == "projects":
            row["project_name"] += f" ครั้งที่ {number}"
    return mine


def _live(reports: list[dict[str, Any]], chance: Random) -> None:
    if chance.random() < STILL:
        reports[2] |= {name: reports[1][name] for name in ("progress", "spent")}
    if chance.random() < MISSED:
        reports[chance.randrange(2)].clear()


def told(seed: int) -> list[Finding]:
    named = [(f"{quarter}.xlsx", workbook(Period(2566, quarter), seed)) for quarter in (1, 2)]
    return [one for one in findings(*named) if one.file == "2.xlsx"]


def test_an_honest_submission_has_no_error_and_a_handful_of_warnings_a_project() -> None:
    for seed in (1, 2, 3):
        found = told(seed)
        counts = Counter(one.severity for one in found)
        by_project = Counter(one.project_code for one in found if one.severity == "warning")
        assert counts["error"] == 0
        assert max(by_project.values()) <= 5
        assert counts["warning"] <= PROJECTS, Counter(one.check for one in found)
