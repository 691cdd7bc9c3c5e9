"""A printed page of the old system (text) -> its lines, each named, and the cells they fill."""

import re
from dataclasses import dataclass
from datetime import date

from pipeline.page_lines import (
    ABOUT_KPI,
    COLUMN,
    GOAL,
    KPI,
    LEVELS,
    LOG,
    ORDER,
    STRATEGY,
    TYPE_AND_LEVEL,
    TYPES,
    UNLABELLED,
    PageLine,
    page_lines,
    progress_and_day,
)
from pipeline.period import Period
from pipeline.thai import is_nothing, is_routine, normal, read_code, read_number, typed
from schemas import pages as named
from schemas.projects import ROUTINE, STRATEGIC

Cells = dict[str, object]


@dataclass(frozen=True)
class PrintedPage:
    """What a copy of a page shows. What it does not show fills no cell and is named in `missing`.

    The year is B.E.; the quarter is that of the newest log date, never the one printed.
    """

    file: str
    project_code: str | None
    agency_name: str | None
    fiscal_year: int | None
    quarter: int | None
    lines: tuple[PageLine, ...]
    project: Cells
    reports: tuple[Cells, ...]
    kpis: tuple[Cells, ...]
    missing: tuple[str, ...]


def read_page(text: str, file_name: str) -> PrintedPage:
    """Read a page field by field (design/1-domain.md). Never raises, whatever the text is."""
    lines = page_lines(text)
    printed = [line for line in lines if line.origin == named.ON_PAGE]
    shown = {line.part: typed(line.text) for line in printed}
    name, _, printed_code = shown.get(named.NAME_AND_CODE, "").rpartition(":")
    agency, _, year = shown.get(named.AGENCY_AND_YEAR, "").rpartition(":")
    code = read_code(printed_code) or "".join(_CODE.findall(file_name)[:1])
    reports = _reports(printed)
    newest = Period.of(reports[-1][0]) if reports else None
    fiscal_year = newest.fiscal_year if newest else None
    return PrintedPage(
        file=file_name,
        project_code=code or None,
        agency_name=typed(agency) or None,
        fiscal_year=int(normal(year).strip("()")) if year else fiscal_year,
        quarter=newest.quarter if newest else None,
        lines=lines,
        project=_filled(project_code=code, project_name=typed(name), **_project(shown)),
        reports=tuple(_filled(project_code=code, **report) for _, report in reports),
        kpis=tuple(_filled(project_code=code, **kpi) for kpi in _kpis(printed)),
        missing=_missing(lines, shown),
    )


_CODE = re.compile("(?<![0-9])[0-9]{8}-[0-9]{4}(?![0-9])")
_DATE = re.compile("[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} ?:")
_UNIT_AND_VALUE = re.compile("\\S+((?:\\s.*)?)\\s:((?:\\s.*)?)")


def _project(shown: dict[str, str]) -> Cells:
    owner, _, responsible = shown.get(named.UNITS, "").partition("/")
    units: Cells = {"owner_unit": read_code(owner), "responsible_unit": read_code(responsible)}
    strategy = {part: shown[part].removesuffix("|") for part in STRATEGY if part in shown}
    texts = {COLUMN[part]: shown[part] for part in UNLABELLED if part in shown}
    return units | texts | _mission(strategy)


def _mission(lines: dict[str, str]) -> Cells:
    """Routine if every line is the sentinel, strategic if none is; else the mission is unknown."""
    own = {part: typed(line) for part, line in lines.items() if not is_routine(line)}
    cells: Cells = {COLUMN[part]: line for part, line in own.items()}
    if GOAL in own:
        cells[COLUMN[GOAL]] = typed(own[GOAL].removesuffix("%"))
    if not own and lines:
        cells["mission_type"] = ROUTINE
    elif len(own) == len(lines) and any(cells.values()):
        cells["mission_type"] = STRATEGIC
    return cells


def _reports(printed: list[PageLine]) -> list[tuple[date, Cells]]:
    """The reports and their days, oldest first; the page has the newest first."""
    reports: list[tuple[date, Cells]] = []
    for line in printed:
        head = progress_and_day(line.text) if line.part == named.LOG_HEAD else None
        if head:
            reports.insert(0, (head[1], {"report_date": head[1], "progress": head[0]}))
        elif line.part in LOG:
            _continue(reports[0][1], line.part, typed(line.text))
    return sorted(reports, key=lambda report: report[0])


def _continue(report: Cells, part: str, text: str) -> None:
    """The first line of a part loses its date or label; the lines after it are added."""
    column = COLUMN[part]
    if column in report:
        report[column] = f"{report[column]}\n{text}".strip()
    else:
        marked = part != named.LOG_TEXT or _DATE.match(normal(text))
        report[column] = _after_colon(text) if marked else text


def _kpis(printed: list[PageLine]) -> list[Cells]:
    kpis: list[Cells] = []
    for line in printed:
        if line.part == KPI:
            kpis.append(_filled(kpi_name=_after_colon(line.text)))
        elif line.part in ABOUT_KPI:
            kpis[-1] = _about_kpi(line.part, typed(line.text)) | kpis[-1]  # the first unit counts
    return [kpi for kpi in kpis if kpi]


def _about_kpi(part: str, text: str) -> Cells:
    pattern = TYPE_AND_LEVEL if part == named.TYPE_AND_LEVEL else _UNIT_AND_VALUE
    match = pattern.fullmatch(text) or pattern.fullmatch(normal(text))
    first, last = match.groups("") if match else ("", "")
    if part == named.TYPE_AND_LEVEL:
        return _filled(kpi_type=TYPES.get(first), kpi_level=LEVELS.get(last))
    return _filled(unit=typed(first), **{COLUMN[part]: _number_or_text(typed(last))})


def _number_or_text(value: str) -> object:
    number = read_number(value).value
    return value if number is None and not is_nothing(value) else number


def _after_colon(text: str) -> str:
    return typed(text.partition(":")[2])


def _filled(**cells: object) -> Cells:
    return {column: value for column, value in cells.items() if value not in (None, "")}


def _missing(lines: tuple[PageLine, ...], shown: dict[str, str]) -> tuple[str, ...]:
    """The fields that a mark stands for or that are not there, a score that is not printed too."""
    unknown = {line.part for line in lines if line.origin == named.NOT_IN_COPY}
    if not re.search("ไตรมาสที่ ?[0-9] [0-9]", normal(shown.get(named.PAGE_SCORE, ""))):
        unknown.add(named.PAGE_SCORE)
    return tuple(part for part in ORDER if part in unknown or part not in shown)
