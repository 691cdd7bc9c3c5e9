"""What was typed in a cell, Thai and all -> its number, date or code, and a form for comparing."""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from sys import float_info
from typing import NamedTuple

# soft hyphen, joiners, zero-width space, bidi controls and marks, byte order mark
INVISIBLE = "\u00ad\u034f\u061c\u180e\ufeff" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)))
)


SHORT = 100
"""Characters of codes, names and choices, which come again: their normal form is remembered."""


class Reading(NamedTuple):
    """What a cell says, and the check that has something to say about it (design/4-checks.md)."""

    value: float | date | str | None
    check: str | None = None


def normal(text: str) -> str:
    """Give the form in which two texts are compared, never shown (design/2-form.md).

    Sara am is composed and marks are put in order by hand: NFKC would split every sara am.
    `นํ้า` = `น้ำ`, `๒๕๖๖` = `2566`, `N/A` = `n/a`, `เเผน` (two sara e) = `แผน`.
    """
    return _remembered(text) if len(text) <= SHORT else _normal(text)


def typed(text: str) -> str:
    """Give what is shown and stored: as typed, without blank or invisible ends."""
    return text.strip(_EDGES)


def is_blank(value: object) -> bool:
    """Say whether a cell holds nothing to see: None, nan, NaT, spaces, zero-width characters."""
    if value is None:
        return True
    if isinstance(value, str):
        return not (value[:1].isalnum() or typed(value))
    return value != value  # nan and NaT differ from themselves


def is_nothing(text: str) -> bool:
    """Say whether a text means none: blank, a lone dash, ไม่มี, N/A."""
    return len(text) <= SHORT and normal(text) in _NOTHING


def read_number(value: object) -> Reading:
    """Read a number or a baht amount as design/2-form.md says: never guessed.

    `1,250,000.50 บาท`, `450.-`, `๑,๒๕๐`, `(1,250)` = -1250: CELL-15, understood. `45-50`: CELL-01.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Reading(float(value)) if abs(value) <= float_info.max else _NO_NUMBER
    if isinstance(value, str):
        return _number_typed(normal(value))
    return _NONE if value is None else _NO_NUMBER


def read_percent(value: object, percent_format: bool) -> Reading:
    """Read a percentage in points: 45.0 = 45 % (design/2-form.md).

    A number under a percent format is x100; `45%` and `ร้อยละ 45` say what they mean. Else a value
    above 0 and up to 1 may mean either: taken as written, CELL-09. Text knows no cell format.
    """
    if isinstance(value, str):
        return _percent_typed(normal(value))
    reading = read_number(value)
    if not isinstance(reading.value, float):
        return reading
    if percent_format:
        points = round(reading.value * 100, 10)  # 0.07 * 100 = 7.000000000000001
        return Reading(points) if abs(points) <= float_info.max else _NO_NUMBER
    return _doubted(reading)


def read_code(value: object) -> str:
    """Give a code as text: 50100000.0 -> `50100000`, `๕๐๑๐๐๐๐๐ – ๓๖๗๐` -> `50100000-3670`.

    Lost leading zeros stay lost. What has other letters in it is no code: as typed.
    """
    if is_blank(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = typed(str(value))
    return _remembered_code(text) if len(text) <= SHORT else _code(text)


def _code(text: str) -> str:
    code = _CODE.fullmatch(normal(text).replace(" ", "").translate(_HYPHENS))
    return code[1] if code else text


def leading_code(text: str) -> str | None:
    """Give the code that a strategy line opens with: `ยุทธศาสตร์ที่ ๔ –…` -> `4`, `๔.๓.๑ …` -> `4.3.1`.

    A part has one or two digits, so that years and quantities are no codes.
    """
    match = _LEADING_CODE.match(normal(text))
    return match[1] if match else None


def plan_word(text: str) -> str | None:
    """Give the word that a strategy line opens with and that tells the plan's version."""
    line = normal(text)
    return next((word for word in _PLAN_WORDS if line.startswith(word)), None)


def is_routine(text: str) -> bool:
    """Know `**** ภารกิจงานประจำของหน่วยงาน ****% |` by any number of stars, % and |."""
    return normal(text).strip("*%| ") == "ภารกิจงานประจำของหน่วยงาน"


def arabic(text: str) -> str:
    """Turn Thai digits into Arabic ones; every character keeps its place."""
    return text.translate(_ARABIC) if _THAI_DIGIT.search(text) else text  # translate is slow


def thai_digits(text: str) -> str:
    """Turn Arabic digits into Thai ones, as memos want them."""
    return text.translate(_THAI)


_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_THAI_DIGIT = re.compile("[๐-๙]")
_UNSEEN = re.compile(f"[{INVISIBLE}]+")
_EDGES = INVISIBLE + "".join(filter(str.isspace, map(chr, range(0x3001))))

_SPLIT_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]*)\u0e32")
_MARKS = re.compile("[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]{2,}")


def _normal(text: str) -> str:
    folded = _folded(text)
    return folded if folded == text else _normal(folded)


_remembered = lru_cache(maxsize=10_000)(_normal)
_remembered_code = lru_cache(maxsize=10_000)(_code)


def _folded(text: str) -> str:
    """One pass of `normal`: what a step lays bare for an earlier step, the next pass takes."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", arabic(text)).lower())
    text = _SPLIT_SARA_AM.sub("\\1\u0e33", text.replace("เเ", "แ"))
    return " ".join(_MARKS.sub(_in_order, text).split())


def _in_order(run: re.Match[str]) -> str:
    """Every mark of a letter once: vowels, tones (their code points rise so), sara am."""
    marks = set(run[0])
    if "\u0e33" in marks:
        return "".join(sorted(marks - {"\u0e33", "\u0e4d"})) + "\u0e33"
    return "".join(sorted(marks))


_NOTHING = frozenset(("", "-", "–", "—", "−", "ไม่มี", "n/a"))
_NONE = Reading(None)
_NO_NUMBER = Reading(None, "CELL-01")

# [0-9], not \d: other scripts' digits are refused. Comma groups open with 1 to 9: not 0,125.
_WHOLE = "(?P<whole>[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)"
_PART = "(?P<part>\\.[0-9]+)"
_AMOUNT = re.compile(
    f"(?P<sign>[-+−]|(?P<open>\\( ?))?(?:฿ ?)?{_WHOLE}(?:{_PART}|\\.[-–])?(?: ?บาท)?"
    "(?(open) ?\\)(?: ?บาท)?)"  # brackets are an accountant's minus
)
_PERCENT = re.compile(f"(?P<word>ร้อยละ ?)?(?P<sign>[-+−])?{_WHOLE}{_PART}? ?(?P<mark>%)?")


def _number_typed(text: str) -> Reading:
    if text in _NOTHING:
        return _NONE
    match = _AMOUNT.fullmatch(text)
    return _understood(match) if match else _NO_NUMBER


def _understood(match: re.Match[str]) -> Reading:
    number = float(match["whole"].replace(",", "") + (match["part"] or ""))
    if number > float_info.max:
        return _NO_NUMBER
    positive = match["sign"] in (None, "+")
    return Reading(number if positive else 0.0 - number, "CELL-15")  # 0.0 - 0.0 is no -0.0


def _percent_typed(text: str) -> Reading:
    match = _PERCENT.fullmatch(text)
    if match and (match["word"] or match["mark"]):
        return _understood(match)
    return _doubted(_number_typed(text))


def _doubted(reading: Reading) -> Reading:
    if isinstance(reading.value, float) and 0 < reading.value <= 1:
        return Reading(reading.value, "CELL-09")
    return reading


_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_CODE = re.compile("([0-9-]+)(?:\\.0+)?")
_PLAN_WORDS = (
    *("ด้าน", "มิติ", "เป้าหมาย", "เป้าประสงค์"),
    *("ยุทธศาสตร์ย่อย", "ยุทธศาสตร์", "กลยุทธ์"),  # the longer of two first
)
_LEADING_CODE = re.compile(
    f"(?:(?:{'|'.join(_PLAN_WORDS)}) ?(?:ที่)? ?)?([0-9]{{1,2}}(?:\\.[0-9]{{1,2}})*)(?![.,/]?[0-9])"
)
