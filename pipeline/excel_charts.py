"""A Chart over a table that is drawn -> a native chart of XlsxWriter, readable in grey."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from pipeline import theme
from pipeline.pen import Checked, Pen
from pipeline.tables import Chart, Figure, Series, Table

KINDS: dict[str, dict[str, str]] = {
    "bar": {"type": "bar"},
    "column": {"type": "column"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "line": {"type": "line"},
}
PLACES = {"line": {"position": "above"}}
MANY_BARS = 10


@dataclass(frozen=True)
class DrawnTable:
    """A table as it stands on its sheet: the sheet's name, and its rows from 0."""

    table: Table
    sheet: str
    first_row: int
    last_row: int

    def place(self, column: str) -> int:
        """The place of a column, from 0; ValueError if the table has none of that name."""
        return [one.name for one in self.table.columns].index(column)


def draw_chart(
    pen: Pen, sheet: Checked, drawn: DrawnTable, chart: Chart, row: int, at: int, right: int = 0
) -> int:
    """Put the chart with its corner at (row, at), so many charts further to the ``right``, and give
    the pixels of its height.
    """
    made = pen.workbook.inner.add_chart(KINDS[chart.kind])
    for number, series in enumerate(chart.series):
        made.add_series(_series(drawn, chart, series, number))
    made.set_title({"name": chart.title, "name_font": theme.CHART_TITLE, "overlay": False})
    _axes(made, drawn, chart)
    one = len(chart.series) == 1
    made.set_legend({"none": True} if one else {"position": "bottom", "font": theme.CHART_TEXT})
    height = _height(drawn, chart)
    made.set_size({"width": theme.CHART_WIDTH, "height": height})
    # object_position 2: moves with its cells but keeps its size when rows are filtered
    place = {"description": chart.alt, "object_position": 2}
    if right:
        place["x_offset"] = right * (theme.CHART_WIDTH + theme.CHART_GAP)
    sheet.insert_chart(row, at, made, place)
    return height


def _series(drawn: DrawnTable, chart: Chart, series: Series, number: int) -> dict[str, Any]:
    return {
        "name": series.label,
        "categories": _cells(drawn, chart, chart.categories),
        "values": _cells(drawn, chart, series.column),
        "data_labels": {
            "value": True,
            "num_format": theme.LABEL_FORMATS.get(_kind(drawn, chart, series), theme.WHOLE_LABEL),
            "font": theme.CHART_TEXT,
            **(theme.LABEL_ON_BAR if chart.kind == "stacked" else PLACES.get(chart.kind, {})),
        },
        **_fill(chart, series, number),
    }


def _cells(drawn: DrawnTable, chart: Chart, column: str) -> list[Any]:
    place = drawn.place(column)
    first, last = _rows(drawn, chart)
    return [drawn.sheet, first, place, last, place]


def _rows(drawn: DrawnTable, chart: Chart) -> tuple[int, int]:
    if chart.rows is None:
        return drawn.first_row, drawn.last_row
    return drawn.first_row + chart.rows[0], drawn.first_row + chart.rows[1]


def _fill(chart: Chart, series: Series, number: int) -> dict[str, Any]:
    """The look of a series: one name in ``points`` is that of all its bars."""
    if chart.kind == "line":
        return theme.LINES[number % len(theme.LINES)]
    looks = [theme.MARK_FILLS[point] | {"border": theme.OUTLINE} for point in series.points]
    if len(looks) == 1:
        return looks[0] | {"gap": 60}
    own = theme.SERIES_FILLS[number % len(theme.SERIES_FILLS)]
    return own | {"border": theme.OUTLINE, "gap": 60} | ({"points": looks} if looks else {})


def _kind(drawn: DrawnTable, chart: Chart, series: Series) -> str:
    """The kind of a series' numbers: that of its first figure, else of its column."""
    place = drawn.place(series.column)
    number = _rows(drawn, chart)[0] - drawn.first_row
    first = next(islice(drawn.table.rows, number, None))[place]
    return first.kind if isinstance(first, Figure) else drawn.table.columns[place].kind


def _axes(made: Any, drawn: DrawnTable, chart: Chart) -> None:
    label = drawn.table.columns[drawn.place(chart.categories)].label
    categories = {"name": label, "name_font": theme.CHART_TEXT, "num_font": theme.CHART_TEXT}
    values = {
        "name": chart.unit,
        "name_font": theme.CHART_TEXT,
        "num_font": theme.CHART_TEXT,
        "num_format": _axis_format(drawn, chart),
        "min": 0,
        "major_gridlines": {"visible": True, "line": {"color": theme.LINE_INK}},
    }
    if _goes_below_zero(drawn, chart):
        values.pop("min")
    if chart.kind == "bar":  # lying bars: what stands first in the table stands on top
        made.set_y_axis(categories | {"reverse": True})
        made.set_x_axis(values | {"label_position": "high"})
    else:
        made.set_x_axis(categories)
        made.set_y_axis(values)


def _axis_format(drawn: DrawnTable, chart: Chart) -> str:
    kinds = {_kind(drawn, chart, series) for series in chart.series}
    return theme.MILLIONS if kinds == {"money"} else "#,##0"


def _goes_below_zero(drawn: DrawnTable, chart: Chart) -> bool:
    places = [drawn.place(series.column) for series in chart.series]
    values = [
        getattr(row[place], "value", row[place]) for row in drawn.table.rows for place in places
    ]
    return any(isinstance(value, int | float) and value < 0 for value in values)


def _height(drawn: DrawnTable, chart: Chart) -> int:
    first, last = _rows(drawn, chart)
    bars = (last - first + 1) * len(chart.series)
    if chart.kind != "bar" or bars <= MANY_BARS:
        return theme.CHART_HEIGHT
    return theme.CHART_HEIGHT + (bars - MANY_BARS) * theme.CHART_ROW
