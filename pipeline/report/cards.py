"""Stage 7: an agency's projects as cards: the printed page's fields in order, no contact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline import texts
from pipeline.cells import as_people_write
from pipeline.district_page import Card, DistrictPage, Indicator, Report
from pipeline.known import reports_of
from pipeline.measures import NOT_COMPUTED
from pipeline.report.facts import Facts, form_column, plain_values
from pipeline.thai_text import percent, short_date
from schemas.lists import agencies
from schemas.pages import AGENCY_AND_YEAR, PAGE_PROGRESS, PAGE_SCORE, QUARTERLY_RESULTS, UNITS
from schemas.projects import ROUTINE, STRATEGY_LINES

Row = dict[str, Any]
SAID_EVEN_IF_NONE = ("problem", "obstacle")
NONE_SAID = "ไม่มี"
UNKNOWN = "ไม่ปรากฏ"

BEFORE_LOG = ("objectives", "target_text")
DATES_AND_BUDGET = ("start_date", "end_date", "budget_approved", "budget_current", "status")
MONEY = ("spent", "committed")
SAID_IF_ANY = ("remedy", "decision_needed")
OF_PROJECT = (
    *("project_code", "project_name", "standing", "attention", "reasons", "actual_progress"),
    *("planned_progress", "schedule", "sed_score", "sed_comment", "rationale", "owner_unit"),
    *("responsible_unit", "mission_type", *BEFORE_LOG, *STRATEGY_LINES, *DATES_AND_BUDGET, *MONEY),
)
OF_REPORT = ("report_date", "progress", "narrative", *SAID_EVEN_IF_NONE, *SAID_IF_ANY)
OF_INDICATOR = ("kpi_name", "unit", "target", "target_typed", "result", "kpi_type", "kpi_level")


def district_pages(facts: Facts) -> Iterator[DistrictPage]:
    """The page of each agency of the register with a project known."""
    projects = _by(facts.evaluation.projects, "agency_code", OF_PROJECT)
    newest = reports_of(facts.master).sort_values(
        ["counted_on", "report_date"], ascending=False, kind="stable"
    )
    reports = _by(newest, "project_code", OF_REPORT)
    kpis = _by(facts.evaluation.kpis, "project_code", OF_INDICATOR)
    for agency in agencies():
        if own := projects.get(agency.code):
            yield DistrictPage(
                agency.code,
                agency.name,
                facts.title(f"โครงการของ{agency.name}"),
                facts.evaluation.period.label_th,
                facts.origin.sample,
                tuple(_card(facts, agency.name, row, reports, kpis) for row in own),
            )


def _by(rows: pd.DataFrame, key: str, shown: tuple[str, ...]) -> dict[str, list[Row]]:
    """The rows' shown columns as plain values, by a column: once a run, not once a project."""
    columns = [plain_values(rows[name]) for name in shown]
    found: dict[str, list[Row]] = {}
    for of, values in zip(rows[key], zip(*columns, strict=True), strict=True):
        found.setdefault(str(of), []).append(dict(zip(shown, values, strict=True)))
    return found


def _card(
    facts: Facts,
    agency: str,
    row: Row,
    reports: dict[str, list[Row]],
    kpis: dict[str, list[Row]],
) -> Card:
    code = row["project_code"]
    return Card(
        code=code,
        name=row["project_name"] or UNKNOWN,
        standing=texts.STANDING[row["standing"]],
        attention=row["attention"],
        reasons=row["reasons"],
        lines=tuple(_lines(facts, agency, row)),
        reports=tuple(_reports(reports.get(code, []))),
        indicators=tuple(_indicators(kpis.get(code, []))),
        after=tuple(_after(row)),
    )


def _lines(facts: Facts, agency: str, row: Row) -> Iterator[tuple[str, str]]:
    """What stands before the log, in the order of the page (1-domain, fields 2 to 10)."""
    yield AGENCY_AND_YEAR, f"{agency} : ({facts.evaluation.period.fiscal_year})"
    progress = row["actual_progress"]
    yield PAGE_PROGRESS, UNKNOWN if progress is None else f"ร้อยละ {percent(progress)}"
    score = row["sed_score"]
    quarter = f"ไตรมาสที่ {facts.evaluation.period.quarter}"
    yield PAGE_SCORE, f"{quarter} {UNKNOWN if score is None else f'{score:.4f}'}"
    yield _field(row, "rationale")
    units = [row[name] or UNKNOWN for name in ("owner_unit", "responsible_unit")]
    yield UNITS, "/".join(units)
    for name in BEFORE_LOG:
        yield _field(row, name)
    for name in STRATEGY_LINES:
        label, value = _field(row, name)
        yield label, ROUTINE if row["mission_type"] == ROUTINE else value


def _after(row: Row) -> Iterator[tuple[str, str]]:
    """What the old page did not have, and the evaluation of the quarter at its end."""
    for name in (*DATES_AND_BUDGET, *MONEY):
        yield _field(row, name)
    planned = row["planned_progress"]
    against = UNKNOWN if planned is None else f"แผนร้อยละ {percent(planned)}"
    yield QUARTERLY_RESULTS, f"{row['schedule'] or NOT_COMPUTED} ({against})"
    yield "ความเห็น สยป.", row["sed_comment"] or UNKNOWN


def _field(row: Row, name: str) -> tuple[str, str]:
    column = form_column(name, 10)
    value = row[name]
    return column.label, UNKNOWN if value is None else as_people_write(value, column)


def _reports(rows: list[Row]) -> Iterator[Report]:
    """Newest first, numbered from 1, as on the page."""
    for number, row in enumerate(rows, 1):
        said = [(form_column(name, 10).label, row[name] or NONE_SAID) for name in SAID_EVEN_IF_NONE]
        said += [
            (form_column(name, 10).label, row[name])
            for name in SAID_IF_ANY
            if row[name] is not None
        ]
        progress = row["progress"]
        yield Report(
            number,
            short_date(row["report_date"]),
            UNKNOWN if progress is None else percent(progress),
            row["narrative"] or "",
            tuple(said),
        )


def _indicators(rows: list[Row]) -> Iterator[Indicator]:
    for row in rows:
        unit = row["unit"] or ""
        target = row["target"]
        shown = row["target_typed"] if target is None else f"{target:.10g}"
        result = row["result"]
        kind = " ".join(row[name] or "" for name in ("kpi_type", "kpi_level")).strip()
        yield Indicator(
            str(row["kpi_name"]),
            (
                (f"ค่าเป้าหมาย {unit}".strip(), shown or UNKNOWN),
                (f"ผลงานที่ทำได้ {unit}".strip(), "" if result is None else f"{result:.10g}"),
                ("ประเภทตัวชี้วัด", kind or UNKNOWN),
            ),
        )
