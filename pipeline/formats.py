"""A number format, by id and code -> what a number under it means to people."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

Meaning = Literal["percent", "local date"]

# Thai built-in formats stand in no file, only their ids (ECMA-376 part 1, 18.8.30, th-th):
# 67 t0%, 68 t0.00%, 71 ว/ด/ปปปป … 81 d/m/bb.
PERCENT_IDS = (9, 10, 67, 68)
# 27 to 36 and 50 to 58 are dates of other languages, which one reader knows and the other not.
DATE_IDS = (*range(27, 37), *range(50, 59), *range(71, 82))

_LITERAL = re.compile(r'"[^"]*"|[\\_*!].|\[[^\]]*\]')  # _) is room as wide as )


@cache
def meaning_of(number: int, code: str) -> Meaning | None:
    """What ``number`` (numFmtId) and ``code`` (formatCode) say that a reader may not know.

    A sign that is only text, ``0.00" %"``, has no meaning.
    """
    plain = _LITERAL.sub("", code)
    if number in PERCENT_IDS or "%" in plain:
        return "percent"
    if number in DATE_IDS or any(letter in plain for letter in "วดป"):
        return "local date"
    return None
