"""How workbooks look: every font, colour, number format and measure of them, in one place.

A look is a set of XlsxWriter format properties; looks are laid over one another, the later wins.
Every fill also differs in grey, and none says what its cell does not say in words: the colours
are those of Okabe and Ito, which colour-blind people can tell apart.
"""

from __future__ import annotations

from typing import Any

Look = dict[str, Any]

FONT = "Sarabun"
SIZE = 11
LINE, MARGIN = 19.0, 3.0
"""Points that a line of text takes (Sarabun is high, for the marks above and below its letters),
and what a row has besides."""

CHARACTER = 1.15
"""Columns of a sheet (digits of its default font) that a letter of ours takes."""

NARROWEST, WIDEST = 8.0, 60.0
TITLE_ROW = 30.0
TALLEST_FORM_ROW = 170.0
"""A row that people fill in is shown no higher: a rationale has 2,500 characters."""
PAGE_WIDTH = 300.0
"""Columns of a sheet that an A4 page holds lying and still lets people read."""

DATE = "[$-107041E]d mmm yy"
DATE_TIME = "[$-107041E]d mmm yy hh:mm"
TYPED_AS_BUDDHIST = '[$-41E]d mmm "ระบบจะอ่านเป็น พ.ศ." yyyy'
PERCENT_CELL = "0.00%"
DURATION = "[h]:mm:ss"
FORMATS = {
    "code": "@",
    "integer": "0",
    "count": "#,##0",
    "number": "#,##0.00",
    "percent": "0.00",
    "money": "#,##0.00",
    "date": DATE,
}
"""Number format by kind of column. No percent formats: the unit is in the label."""

TYPED_FORMATS = FORMATS | {"number": "General"}
"""The same on sheets that people fill in: a number is shown as it was typed."""

MILLIONS = '[>=1000000]#,##0.0,," ล้าน";#,##0'
LABEL_FORMATS = {"money": MILLIONS, "percent": "0.0;-0.0;", "number": "General;-General;"}
WHOLE_LABEL = "#,##0;-#,##0;"
"""Labels of bars: nothing is said at a bar of nothing."""

INK, PALE_INK, LINK_INK = "#1A1A1A", "#595959", "#0B4F8A"
LINE_INK = "#BFBFBF"
DARK, MIDDLE, LIGHT, PALE = "#1F3A5F", "#B8CCE4", "#E4ECF5", "#F5F5F5"

BASE: Look = {"font_name": FONT, "font_size": SIZE, "font_color": INK, "valign": "top"}
CELL: Look = BASE | {"text_wrap": True, "border": 1, "border_color": LINE_INK}
NUMBER: Look = {"align": "right", "indent": 1, "text_wrap": False}
TITLE: Look = BASE | {"font_size": 15, "bold": True, "font_color": DARK, "valign": "vcenter"}
SOURCE: Look = BASE | {"font_color": PALE_INK, "text_wrap": True}
NOTE: Look = BASE | {"text_wrap": True}
LINK: Look = {"font_color": LINK_INK, "underline": 1}
TOTAL: Look = {"bold": True, "top": 2, "top_color": DARK, "bg_color": LIGHT}
HEADING: Look = CELL | {"bold": True, "bg_color": MIDDLE, "valign": "vcenter", "align": "center"}

UNLOCKED: Look = {"locked": False}
HEADINGS: dict[str, Look] = {
    "R": HEADING | {"bg_color": DARK, "font_color": "#FFFFFF"},
    "W": HEADING,
    "O": HEADING | {"bold": False, "bg_color": LIGHT},
}
"""Headings of a form's columns: required dark and bold, wanted bold, optional light."""

HELPER: Look = {"italic": True, "font_color": PALE_INK, "bg_color": PALE}
COVER_LABELS: dict[str, Look] = {
    need: look | {"align": "left", "indent": 1} for need, look in HEADINGS.items()
}
COVER_VALUE: Look = CELL | UNLOCKED | {"align": "left", "valign": "vcenter", "indent": 1}
COVER_HELP: Look = BASE | {
    "italic": True,
    "font_color": PALE_INK,
    "text_wrap": True,
    "valign": "vcenter",
    "indent": 1,
}
SHRUNK: Look = {"text_wrap": False, "shrink": True}
BUDDHIST: Look = {"bg_color": "#FFE8B3", "italic": True}

MARKS: dict[str, Look] = {
    "red": {"bg_color": "#F2A58A", "bold": True},
    "yellow": {"bg_color": "#FBEFB0"},
    "green": {"bg_color": "#CFEBDD"},
    "grey": {"bg_color": "#D9D9D9", "italic": True},
    "error": {"bg_color": "#F2A58A", "bold": True, "border": 2, "border_color": "#A23B12"},
    "warning": {"bg_color": "#FBEFB0", "border": 8, "border_color": "#7A5C00"},
    "info": {"bg_color": "#DCEBF7", "border": 4, "border_color": "#0B4F8A"},
}
"""Marks of cells: fill, and a border or type that tells them apart without colour."""

FORM_WIDTHS = {
    "code": 17,
    "text": 30,
    "long_text": 44,
    "integer": 12,
    "number": 16,
    "percent": 18,
    "money": 20,
    "date": 24,
    "choice": 22,
}
"""Characters. A date leaves room for what is said where its year was typed in B.E."""

HELPER_WIDTH = 30
COVER_WIDTHS = (34, 50, 64)

COMMENT_FONT = 9
COMMENT_WIDTH, COMMENT_LINE, COMMENT_TALLEST = 340, 19, 420
COMMENT_LETTERS = 44
"""Pixels of a comment; letters on a line of it."""

COMMENT_COLOURS = {"error": "#FBE3DA", "warning": "#FFF9DE", "info": "#EDF5FB"}

CHART_TITLE: Look = {"name": FONT, "size": 12, "bold": True, "color": INK}
CHART_TEXT: Look = {"name": FONT, "size": 9, "color": INK}
CHART_WIDTH, CHART_HEIGHT, CHART_ROW, CHART_GAP = 720, 340, 26, 24
"""Pixels: a chart's size, the room that a bar takes where bars lie, and between two charts."""

MARK_FILLS: dict[str, Look] = {
    "red": {"fill": {"color": "#D55E00"}},
    "yellow": {
        "pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#8A7400", "bg_color": "#F0E442"}
    },
    "green": {"pattern": {"pattern": "dotted_grid", "fg_color": "#FFFFFF", "bg_color": "#009E73"}},
    "grey": {
        "pattern": {"pattern": "light_horizontal", "fg_color": "#7F7F7F", "bg_color": "#E6E6E6"}
    },
}
SERIES_FILLS: tuple[Look, ...] = (
    {"fill": {"color": DARK}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#D55E00", "bg_color": "#FFFFFF"}},
    {"fill": {"color": "#A6C8E8"}},
    {"pattern": {"pattern": "light_horizontal", "fg_color": "#595959", "bg_color": "#F2F2F2"}},
    {"pattern": {"pattern": "dotted_grid", "fg_color": "#FFFFFF", "bg_color": "#009E73"}},
    {"fill": {"color": "#E69F00"}},
)
LABEL_ON_BAR: Look = {"fill": {"color": "#FFFFFF"}, "border": {"none": True}}
OUTLINE: Look = {"color": "#404040", "width": 0.75}
LINES: tuple[Look, ...] = (
    {"line": {"color": DARK, "width": 2.25}, "marker": {"type": "circle", "size": 7}},
    {
        "line": {"color": "#D55E00", "width": 2.25, "dash_type": "dash"},
        "marker": {"type": "diamond", "size": 8},
    },
    {
        "line": {"color": "#009E73", "width": 2.25, "dash_type": "square_dot"},
        "marker": {"type": "triangle", "size": 8},
    },
)
