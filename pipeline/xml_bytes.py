"""The bytes of an XML part that nobody should trust -> its tags and attributes, without parsing."""

from __future__ import annotations

import re
from html import unescape
from xml.parsers.expat import ExpatError, ParserCreate

PREFIX = rb"(?:[^\s<>/:]++:)?"
VALUE = rb"""\s*=\s*["']([^"']*)"""

_ATTRIBUTE = re.compile(rb"""(?<!\S)([^\s=]++)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def as_utf8(part: bytes) -> bytes:
    """A part as an XML reader sees it: UTF-16 is known by its mark or by its zero bytes."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return part.decode("utf-16", "replace").encode()
    if part[:1] == b"\0" or part[1:2] == b"\0":
        codec = "utf-16-be" if part[:1] == b"\0" else "utf-16-le"
        return part.decode(codec, "replace").encode()
    return part.removeprefix(b"\xef\xbb\xbf")


def is_well_formed(part: bytes) -> bool:
    """Whether an XML reader gets to the end of a part in which no DOCTYPE stands."""
    try:
        ParserCreate().Parse(part, True)
    except (ExpatError, LookupError, ValueError):  # the last two: an encoding that Python lacks
        return False
    return True


def elements(text: bytes, name: bytes) -> list[dict[str, str]]:
    """The attributes of every element ``name``."""
    inside = rb"""\s((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>"""
    return [
        {
            key.decode("utf-8", "replace"): unescape((one or other).decode("utf-8", "replace"))
            for key, one, other in _ATTRIBUTE.findall(found)
        }
        for found in re.findall(b"<" + PREFIX + name + inside, text)
    ]
