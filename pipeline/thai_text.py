"""Dates, amounts, texts -> Thai text as it is shown, its width and height, its mask."""

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from math import ceil, isfinite

from pipeline.period import BUDDHIST_ERA, MONTHS, SHORT_MONTHS
from pipeline.thai import INVISIBLE, arabic

_SATANG, _EXACT = Decimal("0.01"), Context(prec=400)
MASK = "•••"
TALLEST_ROW = 409.0  # points, Excel's limit


def short_date(day: date) -> str:
    """`24 ก.พ. 66`, as in tables."""
    return f"{day.day} {short_month(day.month)} {(day.year + BUDDHIST_ERA) % 100:02d}"


def long_date(day: date) -> str:
    """`24 กุมภาพันธ์ 2566`, as in memos."""
    return f"{day.day} {month_name(day.month)} {day.year + BUDDHIST_ERA}"


def month_name(month: int) -> str:
    """`กุมภาพันธ์` for 2; ValueError outside 1 to 12."""
    return MONTHS[_place(month)]


def short_month(month: int) -> str:
    """`ก.พ.` for 2; ValueError outside 1 to 12."""
    return SHORT_MONTHS[_place(month)]


def money(baht: float) -> str:
    """`1,250,000.50`, without unit; what rounds to nothing is `0.00`, never `-0.00`."""
    return f"{_to_two_places(baht):z,.2f}"


def percent(points: float) -> str:
    """`5.00` for 5 percent, without sign; indicators go beyond `1,000.00`."""
    return f"{_to_two_places(points):z,.2f}"


def _to_two_places(number: float) -> Decimal | float:
    """As Excel shows it: 36.625 is 36.63 and 2.675 is 2.68, where Python has 36.62 and 2.67."""
    if not isfinite(number):
        return number
    return Decimal(repr(float(number))).quantize(_SATANG, ROUND_HALF_UP, _EXACT)


def count(number: int) -> str:
    """`1,234`."""
    return f"{number:,d}"


def display_width(text: str) -> int:
    """Give the columns that the widest line takes; marks above and below a letter take none."""
    return max(map(_width_of_line, text.splitlines()), default=0)


def row_height(text: str, width_chars: float, line_pt: float = 20.0) -> float:
    """Give the points that a wrapped cell `width_chars` wide needs: one line to `TALLEST_ROW`."""
    room = max(1.0, width_chars)
    lines = sum([max(1, ceil(_width_of_line(line) / room)) for line in text.splitlines()])
    return min(TALLEST_ROW, max(1, lines) * line_pt)


def mask_personal(text: str) -> tuple[str, bool]:
    """Mask mobile numbers and citizen ids (CELL-13); say whether there were any.

    Office phones, amounts and project codes stay: a mobile is 0[689] or +66, then groups as
    people write them; a citizen id is 13 digits, grouped 1-4-5-2-1, whose check digit is right.
    """
    if _digits_in(text) < 9 or not _NINE_DIGITS.search(text):  # spares nearly every text the rest
        return text, False
    masked = _masked(text, _CITIZEN_ID, _is_citizen_id)
    masked = _masked(masked, _MOBILE, bool)
    return masked, masked != text


def _width_of_line(line: str) -> int:
    letters = line.encode("cp874", "replace")  # a byte a letter: three times as fast, if Thai
    if b"?" in letters:
        return len(line) - len(_NO_WIDTH.findall(line))
    return len(letters.translate(None, _THAI_MARKS))


def _digits_in(text: str) -> int:
    """Arabic and Thai ones: a byte a letter is four times as fast as a search in the text."""
    return len(text.encode("cp874", "replace").translate(None, _NO_DIGITS))


def _place(month: int) -> int:
    if not 1 <= month <= 12:
        raise ValueError(f"month {month} is not 1 to 12")
    return month - 1


_MARKS = "\u0e31" + "".join(map(chr, [*range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)]))
_THAI_MARKS = _MARKS.encode("cp874")
_NO_WIDTH = re.compile(f"[{_MARKS}{INVISIBLE}]")

_NO_DIGITS = bytes({*range(256)} - {*"0123456789๐๑๒๓๔๕๖๗๘๙".encode("cp874")})
_NINE_DIGITS = re.compile("(?:[0-9๐-๙][^0-9๐-๙]{0,3}){9}")

# Between groups stand spaces, dashes, dots, strokes, brackets. Groups of two are rare in phone
# numbers and the rule in dates and times (08.30-16.30 25), so only whole patterns are taken.
_BETWEEN = f" \u00a0‐‑‒–—−{INVISIBLE}-"
_GAP = f"[.()/_,{_BETWEEN}]{{1,3}}"
_NO_DIGIT_BEFORE = "(?<![0-9])(?<![0-9][.])"
_NO_DIGIT_AFTER = "(?!\\.?[0-9])"


def _grouped(*patterns: str) -> str:
    """`d-ddd-dddd` -> an expression in which d is a digit and - a gap."""
    return "|".join(p.replace("-", _GAP).replace("d", "[0-9]") for p in patterns)


_CITIZEN_ID = re.compile(
    f"{_NO_DIGIT_BEFORE}[0-9](?:{_GAP})?[0-9]{{4}}(?:{_GAP})?[0-9]{{5}}(?:{_GAP})?"
    f"[0-9]{{2}}(?:{_GAP})?[0-9]{_NO_DIGIT_AFTER}"
)
# What follows 08 of 08x-xxx-xxxx, or +66 8
_REST = _grouped(
    *("dddddddd", "d-ddddddd", "d-ddd-dddd", "d-dddd-ddd", "d-ddd-dd-dd"),
    *("-dddddddd", "-dddd-dddd", "dd-dddddd", "ddd-ddddd"),
)
# 0812-345-678 has one gap twice: 0881-852 100 is an indicator code and its target
_SAME_GAP = f"[0-9]{{2}}([.{_BETWEEN}])[0-9]{{3}}\\1[0-9]{{3}}"
_OPENING = "(?:\\((?=\\+?[0-9]{1,3}\\)))?"  # of (081), not of a whole number in brackets
_PREFIX = f"(?:0|(?:\\+ ?)?66(?:{_GAP})?(?:0(?:{_GAP})?)?)"
_APART = f"0[{_BETWEEN}][689](?:{_grouped('dddddddd', 'ddd-ddddd')})"  # 0 8123 45678
_MOBILE = re.compile(
    f"{_NO_DIGIT_BEFORE}{_OPENING}(?:{_PREFIX}[689](?:{_REST}|{_SAME_GAP})|{_APART})"
    f"{_NO_DIGIT_AFTER}"
)


def _masked(text: str, pattern: re.Pattern[str], is_one: Callable[[str], bool]) -> str:
    """Search with Arabic digits, which stand at the same places as the Thai ones."""
    parts, end = [], 0
    for match in pattern.finditer(arabic(text)):
        if is_one(match[0]):
            parts += [text[end : match.start()], MASK]
            end = match.end()
    return "".join(parts) + text[end:]


def _is_citizen_id(text: str) -> bool:
    """Check digit = (11 - sum of the first twelve, weighted 13 down to 2, mod 11) mod 10."""
    digits = [int(char) for char in text if char.isdigit()]
    total = sum(digit * weight for digit, weight in zip(digits[:12], range(13, 1, -1), strict=True))
    return (11 - total % 11) % 10 == digits[12]
