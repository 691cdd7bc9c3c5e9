"""A printed page of the old system (text) -> its lines, each with the part of the page it is."""

import re
from dataclasses import dataclass, field
from datetime import date

from pipeline.columns import columns_of
from pipeline.period import BUDDHIST_ERA
from pipeline.thai import normal, read_number
from pipeline.thai_dates import read_date
from schemas import pages as named
from schemas.kpis import Kpis
from schemas.lists import choices
from schemas.progress import Progress
from schemas.projects import STRATEGY_LINES, Projects


@dataclass(frozen=True)
class PageLine:
    """A line of the file as printed, counted from 1; the part of a blank line is blank."""

    line: int
    part: str
    text: str
    origin: str


def page_lines(text: str) -> tuple[PageLine, ...]:
    """Name every line. The newline that ends the file begins no line."""
    page, printed = _Reading(), re.split("\r\n|\r|\n", text)
    if not printed[-1]:
        printed.pop()
    said = [normal(line) for line in printed]
    for line in said:
        page.parts.append(_part(page, line) if line else "")
    origins = (named.NOT_IN_COPY if line in _ABSENT else named.ON_PAGE for line in said)
    return tuple(map(PageLine, range(1, len(said) + 1), page.parts, printed, origins))


def progress_and_day(head: str) -> tuple[float, date] | None:
    """Of `(1) ความคืบหน้าโครงการฯ ร้อยละ 5.00 (2023-02-24)`; None if either is impossible."""
    match = _PROGRESS_AND_DAY.fullmatch(normal(head))
    if match is None:
        return None
    progress = read_number(match[1]).value
    day = read_date(match[2], int(match[2][:4]) + BUDDHIST_ERA).value
    return (progress, day) if isinstance(progress, float) and isinstance(day, date) else None


# The parts of a page, by their labels on the form where they are fields of it, and their order.
_LABEL = {c.name: c.label for sheet in (Projects, Progress, Kpis) for c in columns_of(sheet)}
COLUMN = {label: name for name, label in _LABEL.items()} | {named.LOG_TEXT: "narrative"}
_CONTACT, _RATIONALE, _OBJECTIVES = _LABEL["contact"], _LABEL["rationale"], _LABEL["objectives"]
_TARGET_TEXT, KPI, _TARGET = _LABEL["target_text"], _LABEL["kpi_name"], _LABEL["target"]
_PROBLEM, _OBSTACLE, _RESULT = _LABEL["problem"], _LABEL["obstacle"], _LABEL["result"]
UNLABELLED = (_CONTACT, _RATIONALE, _OBJECTIVES, _TARGET_TEXT)
_FIRST_STRATEGY, _, GOAL, _ = STRATEGY = tuple(_LABEL[name] for name in STRATEGY_LINES)
LOG = (named.LOG_TEXT, _PROBLEM, _OBSTACLE)
ABOUT_KPI = (_TARGET, _RESULT, named.TYPE_AND_LEVEL)
ORDER = (
    *(named.NAME_AND_CODE, named.AGENCY_AND_YEAR, named.PAGE_PROGRESS, _CONTACT, named.PAGE_SCORE),
    *(_RATIONALE, named.UNITS, _OBJECTIVES, _TARGET_TEXT, *STRATEGY),
    *(named.LOG_HEAD, *LOG, KPI, *ABOUT_KPI, named.QUARTERLY_RESULTS),
)
_PLACE = {part: place for place, part in enumerate(ORDER)}


def _names(name: str) -> dict[str, str]:
    """Every way to write a value of a list, in the form for comparing -> the value."""
    return {normal(n): e.value for e in choices(name) for n in (e.value, *e.aliases)}


TYPES, LEVELS = _names("kpi_types"), _names("kpi_levels")
_ABSENT = {f"[{n}]" for n, value in _names("origins").items() if value == named.NOT_IN_COPY}
_HEADINGS = {"หลักการและเหตุผล": _RATIONALE, "วัตถุประสงค์ของโครงการ": _OBJECTIVES}
_PAGE_TOP, _PRINT_BUTTON = "ความคืบหน้าโครงการ/กิจกรรม", "ดูโครงการแผนปีฯ : พิมพ์ข้อมูล"
_ON_CHART = "ตัวเลขบนแผนภูมิ"  # stands before the progress in layout H, and repeats it

_PROGRESS_AND_DAY = re.compile(".*ร้อยละ ?([0-9.,]+) ?\\((20[0-9]{2}-[0-9]{2}-[0-9]{2})\\)")
TYPE_AND_LEVEL = re.compile(
    "ประเภทตัวชี้วัด ?: ?({})? ?({})?".format(*("|".join(map(re.escape, x)) for x in (TYPES, LEVELS)))
)

# What a line says of itself, in the form for comparing; the first that fits counts.
_LABELLED = [
    (part, re.compile(pattern))
    for part, pattern in (
        (named.LOG_HEAD, "\\([0-9]+\\) ?ความคืบหน้าโครงการฯ ?ร้อยละ.*"),
        (named.LOG_END, "-+&+-+"),
        (_PROBLEM, "\\*+ ?ปัญหาของโครงการ ?:.*"),
        (_OBSTACLE, "\\*+ ?อุปสรรคของโครงการ ?:.*"),
        (named.QUARTERLY_RESULTS, "\\*+ ?ผลการประเมินโครงการ ?\\(รายไตรมาส\\) ?\\*+"),
        (named.NAVIGATION, f"{_PAGE_TOP}|{_PRINT_BUTTON}|back home|fusioncharts will render here"),
        (named.HEADING, "|".join(_HEADINGS)),
        (_ON_CHART, "[0-9]{1,3}(\\.[0-9]+)?"),
        (named.PAGE_PROGRESS, "ความคืบหน้าโครงการ ?ร้อยละ ?[0-9.]+"),
        (named.PAGE_SCORE, "\\*+ ?สยป\\. ?ประเมินโครงการ ?:.*"),
        (named.UNITS, "[0-9]{8} ?/ ?[0-9]{8}"),
        (KPI, "ตัวชี้วัด ?:.*"),
        (_TARGET, "ค่าเป้าหมาย(?: .*)? :(?: .*)?"),
        (_RESULT, "ผลงานที่ทำได้(?: .*)? :(?: .*)?"),
        (named.TYPE_AND_LEVEL, TYPE_AND_LEVEL.pattern),
        (named.NAME_AND_CODE, ".*: ?[0-9]{8}-[0-9]{4}"),
        (named.AGENCY_AND_YEAR, ".*: ?\\(2[4-6][0-9]{2}\\)"),
        (GOAL, ".*% ?\\|"),
        (_FIRST_STRATEGY, ".*\\|"),
    )
]
_ENDS_REPORT = (named.LOG_HEAD, named.LOG_END, named.QUARTERLY_RESULTS)


@dataclass
class _Reading:
    """How far a page was read: the place in the order, and the parts given to its lines.

    ``open`` is the part of a report that goes on, ``texts`` are the lines since the last label.
    """

    place: int = 0
    open: str = ""
    ended: bool = False
    seen: set[str] = field(default_factory=set)
    parts: list[str] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)

    def awaited(self) -> str:
        return ORDER[self.place] if self.place < len(ORDER) else named.UNREAD

    def awaits(self, part: str) -> bool:
        return self.place <= _PLACE[part]

    def takes(self, part: str) -> str:
        self.place = max(self.place, _PLACE[part] + 1)
        self.seen.add(part)
        return part

    def doubts_texts(self, since: str) -> None:
        for line in self.texts:
            if _PLACE.get(self.parts[line], 0) >= _PLACE[since]:
                self.parts[line] = named.UNREAD


def _part(page: _Reading, said: str) -> str:
    """A line is what its label says; without a label it is the text whose turn it is."""
    label = next((part for part, pattern in _LABELLED if pattern.fullmatch(said)), "")
    if said in _ABSENT:
        return _absent(page)
    if label in _ENDS_REPORT or (label == KPI and page.open == _OBSTACLE):
        page.open = ""
    if page.ended:
        return named.UNREAD
    if page.open:
        return _log_line(page, label)
    if not _is_believed(page, label):
        return _text(page)
    part = _labelled(page, label, said)
    page.texts.clear()
    return part


def _absent(page: _Reading) -> str:
    """The field a mark stands for. In a log it may hide heads of other reports, so it ends one."""
    page.texts.clear()
    part, page.open = page.open, ""
    if part:
        return named.LOG_TEXT if part == named.LOG_HEAD else part
    part = page.awaited()
    page.place += 1
    return part


def _text(page: _Reading) -> str:
    """A text without a label. One too many, and none of them is known for what it is."""
    if page.awaited() not in UNLABELLED:
        page.doubts_texts(since=ORDER[0])
        return named.UNREAD
    page.texts.append(len(page.parts))
    return page.takes(page.awaited())


def _log_line(page: _Reading, label: str) -> str:
    """Text, problem or obstacle of a report, or more of what stood last."""
    if label in LOG:
        page.open = label
    elif page.open == named.LOG_HEAD:
        page.open = named.LOG_TEXT
    return page.open


def _is_believed(page: _Reading, label: str) -> bool:
    """Whether a line is what its label says: a text may look like a label where texts stand."""
    if label in (named.NAME_AND_CODE, named.AGENCY_AND_YEAR, _ON_CHART):
        return page.awaits(named.PAGE_PROGRESS)
    if label in STRATEGY:
        return not page.awaits(_CONTACT)
    if label in ABOUT_KPI:
        return KPI in page.seen
    return label != "" and (label != KPI or not page.awaits(_TARGET_TEXT))


def _labelled(page: _Reading, label: str, said: str) -> str:
    """A field stands on the page once; reports and indicators may be several."""
    if label in (named.NAVIGATION, named.HEADING, named.LOG_END):
        return _around(page, label, said)
    if label == _ON_CHART:
        return named.PAGE_PROGRESS
    if label in STRATEGY:
        return _strategy_line(page, label)
    if label == named.LOG_HEAD:
        return _log_head(page, said)
    if label == KPI:
        page.place = _PLACE[KPI]
        page.seen -= {KPI, *ABOUT_KPI}
    again = label in page.seen or label in LOG
    page.ended = label == named.QUARTERLY_RESULTS or (again and label == named.PAGE_PROGRESS)
    return named.UNREAD if again else page.takes(label)


def _around(page: _Reading, label: str, said: str) -> str:
    """What stands around the fields; some of it says which field comes next."""
    if said in _HEADINGS:
        page.place = _PLACE[_HEADINGS[said]]
        page.doubts_texts(since=_HEADINGS[said])
    elif said == _PRINT_BUTTON:
        page.place = max(page.place, _PLACE[named.PAGE_SCORE])
    elif said == _PAGE_TOP:
        page.ended = named.PAGE_PROGRESS in page.seen  # another page in the same file
    return label


def _log_head(page: _Reading, said: str) -> str:
    """Begin a report; a head that cannot be read has ended the one before all the same."""
    page.place = _PLACE[KPI]
    page.open = named.LOG_HEAD if progress_and_day(said) else ""
    return page.open or named.UNREAD


def _strategy_line(page: _Reading, label: str) -> str:
    """The next of the four; the third is known by its `% |`."""
    page.place = max(page.place, _PLACE[_FIRST_STRATEGY])
    part = GOAL if label == GOAL and page.awaits(GOAL) else page.awaited()
    fits = part in STRATEGY and (part != GOAL or label == GOAL)
    return page.takes(part) if fits else named.UNREAD
