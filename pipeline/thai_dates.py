"""What was typed in a cell as a day -> the day, C.E., or the check that speaks."""

import re
from datetime import date, timedelta

from pipeline.period import BUDDHIST_ERA, MONTHS, SHORT_MONTHS
from pipeline.thai import Reading, is_blank, is_nothing, normal


def read_date(value: object, period_year: int, serial_format: bool = False) -> Reading:
    """Read a day, C.E., within 20 years of the fiscal year (B.E.): else CELL-03.

    A real date whose year was mistaken is corrected: CELL-10. `serial_format`: the cell has a Thai
    date format, which readers do not know, so a whole number in it is a day (design/8).
    """
    around = period_year - BUDDHIST_ERA
    if isinstance(value, str):
        return _date_typed(normal(value), around)
    if is_blank(value):
        return _NONE
    if isinstance(value, date):
        return _date_cell(value, around)
    if serial_format and isinstance(value, int | float):
        return _serial(value, around)
    return _NO_DATE


_NONE = Reading(None)
_NO_DATE = Reading(None, "CELL-03")


def _date_cell(day: date, around: int) -> Reading:
    shift = _mistaken_years(day.year, around)
    corrected = _day(day.year + shift, day.month, day.day, around)
    return Reading(corrected, "CELL-10" if shift else None) if corrected else _NO_DATE


def _mistaken_years(year: int, around: int) -> int:
    """Years to add to a real date: B.E. typed as C.E., or `24/2/66` that Excel took for 1966.

    66 means B.E. 2566, which is C.E. 2023, which is 1966 + 57.
    """
    if year > 2400:
        return -BUDDHIST_ERA
    return 57 if 1957 <= year <= 1999 and _is_near(year + 57, around) else 0


def _serial(value: float, around: int) -> Reading:
    if not 0 < value < 110_000 or value != int(value):  # 2201; timedelta ends in 9999
        return _NO_DATE
    day = date(1899, 12, 30) + timedelta(days=int(value))  # Excel's day 0
    return Reading(day) if _is_near(day.year, around) else _NO_DATE


def _day(year: int, month: int, day: int, around: int) -> date | None:
    if not _is_near(year, around):
        return None
    try:
        return date(year, month, day)
    except ValueError:  # 26 October as month 26; 29 February 2566
        return None


def _is_near(year: int, around: int) -> bool:
    return abs(year - around) <= 20


# On normal text. The day stands before the month; a year of two digits is B.E.
_DATE_FORMS = (
    re.compile(
        "(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
        "(?:[ t][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?)?"
    ),
    re.compile(
        "(?:วันที่ ?)?(?P<day>[0-9]{1,2}) ?(?P<sep>[/-]) ?(?P<month>[0-9]{1,2}) ?(?P=sep) ?"
        "(?P<year>[0-9]{4}|[0-9]{2})"
    ),
    re.compile(
        "(?:วันที่ ?)?(?P<day>[0-9]{1,2}) ?[/-]? ?(?P<month>[\u0e01-\u0e4e][\u0e01-\u0e4e. ]*?)"
        " ?[/-]? ?(?:พ\\.? ?ศ\\.? ?(?!19..|20..))?(?P<year>[0-9]{4}|[0-9]{2})"  # no พ.ศ. 2023
    ),
)


def _date_typed(text: str, around: int) -> Reading:
    if is_nothing(text):
        return _NONE
    match = next(filter(None, (form.fullmatch(text) for form in _DATE_FORMS)), None)
    if match is None:
        return _NO_DATE
    day = _day(_year(match["year"]), _month(match["month"]), int(match["day"]), around)
    return Reading(day) if day else _NO_DATE


def _year(digits: str) -> int:
    year = int(digits) + (2500 if len(digits) == 2 else 0)
    return year - BUDDHIST_ERA if year > 2400 else year


def _month(word: str) -> int:
    """1 to 12, and 0 for a word that is no month: `ก.พ.`, `กพ`, `กุมภาพันธ์`, `2`."""
    return int(word) if word.isdigit() else _MONTH_OF.get(re.sub("[. ]", "", word), 0)


_MONTH_OF = {
    name.replace(".", ""): number
    for names in (MONTHS, SHORT_MONTHS)
    for number, name in enumerate(names, 1)
}
