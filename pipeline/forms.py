"""Blank forms and drafts of printed pages -> workbooks in templates/ and drafts/."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.columns import Form, form_of
from pipeline.deliver import RECORD
from pipeline.excel import draw
from pipeline.pages import PrintedPage, read_page
from pipeline.period import Period
from pipeline.report.facts import plain
from pipeline.standing import MASTER_KEYS
from pipeline.template import blank_form, log_rows
from schemas import FORM, READABLE_VERSIONS
from schemas.lists import agencies
from schemas.master import CURRENT, HELD
from schemas.pages import NOT_IN_COPY
from schemas.projects import CANCELLED, DONE

Rows = dict[str, list[dict[str, Any]]]
UNKNOWN = "unknown"


def write_templates(period_id: str, outputs: Path) -> list[Path]:
    """A form for each agency expected in the period, filled from the master where there is one."""
    form, period = form_of(FORM, READABLE_VERSIONS), Period.parse(period_id)
    folder = outputs / "templates" / str(period)
    folder.mkdir(parents=True, exist_ok=True)
    master = _master_before(outputs, period)
    written = []
    for agency in agencies():
        if agency.expected_in(str(period)):
            known = _known(form, master, agency.code, period)
            path = folder / f"{agency.code}.xlsx"
            path.write_bytes(draw(blank_form(form, agency, period, known)))
            written.append(path)
    return written


def write_drafts(paths: Sequence[Path], outputs: Path) -> list[Path]:
    """One draft workbook an agency and year from printed pages (text files, or folders of them)."""
    form = form_of(FORM, READABLE_VERSIONS)
    folder = outputs / "drafts"
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted(file for path in paths for file in _texts(path))
    pages = [read_page(_text_of(file), file.name) for file in files]
    groups: dict[tuple[str, int | None], list[PrintedPage]] = {}
    for page in pages:
        groups.setdefault(((page.project_code or UNKNOWN)[:8], page.fiscal_year), []).append(page)
    written = []
    for (agency, year), group in sorted(groups.items(), key=lambda item: str(item[0])):
        path = folder / f"{agency}-{year or UNKNOWN}.xlsx"
        path.write_bytes(draft(form, agency, year, group))
        written.append(path)
    return written


def draft(form: Form, agency_code: str, year: int | None, pages: Sequence[PrintedPage]) -> bytes:
    """The draft workbook of an agency's pages: what a page does not hold is blank and listed."""
    known = {agency.code: agency for agency in agencies()}.get(agency_code)
    quarter = max((page.quarter for page in pages if page.quarter), default=None)
    period = Period(year, quarter) if year and quarter else None
    code = agency_code if agency_code != UNKNOWN else None
    rows: Rows = {
        "covers": [{"agency_code": code, "fiscal_year": year}],
        "projects": [{"project_code": page.project_code, **page.project} for page in pages],
        "progress": [
            {"project_code": page.project_code, **report}
            for page in pages
            for report in page.reports
        ],
        "kpis": [{"project_code": page.project_code, **kpi} for page in pages for kpi in page.kpis],
        "pages": [row for page in pages for row in page_rows(page)],
    }
    return draw(blank_form(form, known, period, rows))


def page_rows(page: PrintedPage) -> list[dict[str, Any]]:
    """The rows of หน้าพิมพ์: every line with a text, then the fields that the copy lacks."""
    code = page.project_code
    lines = [
        {
            "project_code": code,
            "line": one.line,
            "part": one.part,
            "text": one.text,
            "origin": one.origin,
        }
        for one in page.lines
        if one.text.strip()
    ]
    shown = {one.part for one in page.lines if one.origin == NOT_IN_COPY}
    absent = [
        {"project_code": code, "part": part, "origin": NOT_IN_COPY}
        for part in page.missing
        if part not in shown
    ]
    return [*lines, *absent]


def _text_of(file: Path) -> str:
    """The text of a page: UTF-8, else the Thai code page of older Windows."""
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp874", errors="replace")


def _texts(path: Path) -> list[Path]:
    return [path] if path.is_file() else [file for file in path.glob("*.txt") if file.is_file()]


def _master_before(outputs: Path, period: Period) -> Path | None:
    """The master of the latest run before the period, in this fiscal year or (for Q1) the last.

    What was made of the sample is no district's: much of it is made up.
    """
    years = {period.fiscal_year, period.previous().fiscal_year}
    found = [
        folder
        for folder in outputs.glob("[0-9][0-9][0-9][0-9]-Q[1-4]")
        if _is_real(folder / RECORD)
        and folder.name < str(period)
        and Period.parse(folder.name).fiscal_year in years
    ]
    return max(found, default=None, key=lambda folder: folder.name)


def _is_real(record: Path) -> bool:
    """Whether a run's record can be read and is not of the sample."""
    with suppress(OSError, ValueError):
        return not json.loads(record.read_bytes())["sample"]
    return False


def _known(form: Form, master: Path | None, agency: str, period: Period) -> Rows:
    """What does not change: projects, plans, indicators, and log rows to fill in."""
    if master is None:
        return {}
    same_year = Period.parse(master.name).fiscal_year == period.fiscal_year
    projects = _rows(form, master, "projects", agency)
    if not same_year:
        projects = [row for row in projects if row.get("status") not in (DONE, CANCELLED)]
    codes = {row["project_code"] for row in projects}
    indicators = [
        row for row in _rows(form, master, "kpis", agency) if row["project_code"] in codes
    ]
    return {
        "projects": projects,
        "plans": _rows(form, master, "plans", agency) if same_year else [],
        "kpis": [{**row, "result": None} for row in indicators],
        "progress": log_rows(projects, period),
    }


def _rows(form: Form, master: Path, name: str, agency: str) -> list[dict[str, Any]]:
    frame = pd.read_parquet(master / "master" / f"{name}.parquet")
    year = Period.parse(master.name).fiscal_year
    frame = frame[(frame["agency_code"] == agency) & (frame["fiscal_year"] == year)]
    frame = frame[frame["standing"].isin([HELD, CURRENT])]
    frame = frame.sort_values(["standing", "period"], kind="stable")  # current before held
    frame = frame.drop_duplicates(MASTER_KEYS[name]).sort_index()
    columns = [column.name for column in form.sheets[name].columns if not column.personal]
    return [
        {str(name): plain(value) for name, value in row.items() if plain(value) is not None}
        for row in frame[columns].to_dict("records")
    ]
