"""Stage 7: a submission and its findings -> the same workbook, every mistake marked at its cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from pipeline import texts
from pipeline.cells import CellRules, read_cell
from pipeline.columns import Column, Form
from pipeline.findings import Finding, in_order, people_groups
from pipeline.form_book import place_of
from pipeline.headings import label_key
from pipeline.layout import LaidSheet, LaidWorkbook
from pipeline.period import Period
from pipeline.raw import RawSheet, RawWorkbook
from pipeline.tables import Book, FormSheet, Link, Note, Table
from pipeline.template import fingerprint
from schemas import FORM_VERSION
from schemas.check import ERROR, INFO, WARNING
from schemas.names import COMPARED, FINDINGS, HELPER_LABEL, LISTS, MARKER

SEVERITIES = (ERROR, WARNING, INFO)
HIDDEN = (MARKER, LISTS)
CELLS_NAMED = 8
WHOLE_FILE = "ทั้งแฟ้ม"

COLUMNS = (
    Column("number", "ลำดับ", "integer", width=8),
    Column("severity", "ระดับ", width=12),
    Column("sheet", "แท็บ", width=16),
    Column("cells", "ช่อง", width=20),
    Column("label", "รายการ", width=24),
    Column("problem", "ที่พบ", width=50),
    Column("repair", "วิธีแก้ไข", width=50),
    Column("check", "รหัสข้อค้นพบ", width=12),
)

Cells = dict[tuple[int, int], Any]
Notes = dict[tuple[int, int], Note]


def feedback(
    raw: RawWorkbook,
    laid: LaidWorkbook,
    findings: Sequence[Finding],
    form: Form,
    revision: int,
    agency_name: str,
    period_label: str,
    changed: Table | None = None,
) -> Book:
    """The workbook to send back. ``revision`` is the one that it answers.

    Cells stay where they were and as they were sent; corrected and sent in, it is the next
    revision. What the district did not write (hidden sheets, an earlier list) is left out.
    ``changed`` lists what a revision changed against the one before.
    """
    answered = laid.marker.get("kind") == "feedback"
    notes = _notes(findings)
    by_title = {sheet.title: sheet for sheet in laid.sheets.values()}
    sheets = [
        _sheet(sheet, by_title.get(sheet.name), notes.get(sheet.name, {}))
        for sheet in raw.sheets
        if sheet.name not in HIDDEN and not (answered and _is_ours(sheet))
    ]
    title = f"{FINDINGS}: {agency_name or raw.file} {period_label}"
    listed = findings_table(findings, [sheet.name for sheet in raw.sheets], title, revision)
    marker = {"kind": "feedback", "form_version": FORM_VERSION} | _whose(laid, form)
    marker |= {"fingerprint": fingerprint(form), "revision": str(revision)}
    ours = (listed,) if changed is None else (listed, changed)
    return Book(title, (*ours, *sheets), marker)


def findings_table(
    findings: Sequence[Finding], tabs: Sequence[str], title: str, revision: int
) -> Table:
    """The sheet ข้อค้นพบ: one row a mistake, what must be repaired first, in the tabs' order."""
    groups = sorted(people_groups(in_order(findings)), key=lambda group: _rank(group[0], tabs))
    rows = [(number, *_row(group, tabs)) for number, group in enumerate(groups, 1)]
    marks = {texts.SEVERITY[severity][0]: severity for severity in SEVERITIES}
    return Table(
        sheet=FINDINGS,
        name="findings",
        title=title,
        source=_summary(groups, revision),
        columns=COLUMNS,
        rows=tuple(rows),
        marks={"severity": marks},
        cut=None,
    )


def _rank(one: Finding, tabs: Sequence[str]) -> tuple[int, int]:
    place = tabs.index(one.sheet) if one.sheet in tabs else -1
    return SEVERITIES.index(one.severity), place


def _summary(groups: Sequence[tuple[Finding, ...]], revision: int) -> str:
    counts = {
        severity: sum(group[0].severity == severity for group in groups) for severity in SEVERITIES
    }
    said = " · ".join(f"{texts.SEVERITY[one][0]} {counts[one]} เรื่อง" for one in SEVERITIES)
    must = "แก้เรื่องที่ “ต้องแก้ไข” ให้ครบก่อน" if counts[ERROR] else "ไม่มีเรื่องที่ต้องแก้ไข รายงานนี้นับแล้ว"
    return (
        f"{said}\n{must} ช่องที่พบระบายสีและมีหมายเหตุไว้ (วางเมาส์ที่มุมช่อง) คลิกที่ “ช่อง” เพื่อไปยังช่องนั้น\n"
        "แก้ในแฟ้มนี้ กรอก “เหตุผลการแก้ไข” ในแท็บปก "
        f"แล้วส่งกลับ สยป. ระบบจะนับเป็นการส่งครั้งที่ {revision + 1} "
        "แท็บนี้และหมายเหตุไม่ต้องลบ ระบบไม่อ่าน"
    )


def _row(group: tuple[Finding, ...], tabs: Sequence[str]) -> tuple[Any, ...]:
    first = group[0]
    cells = [cell for one in group for cell in one.cells]
    problem = first.problem()
    if len(group) > 1:
        problem += f" (และอีก {len(group) - 1} แห่งในคอลัมน์เดียวกัน ดูหมายเหตุในแต่ละช่อง)"
    return (
        texts.SEVERITY[first.severity][0],
        first.sheet or WHOLE_FILE,
        _link(first, cells) if first.sheet in tabs else _named(cells),
        first.label,
        problem,
        first.repair(),
        first.check,
    )


def _link(first: Finding, cells: list[str]) -> Link:
    tab = str(first.sheet)
    return Link(_named(cells) or tab, tab, cells[0] if cells else "A1")


def _named(cells: list[str]) -> str:
    """``C2, C5, C9``; of many the first few and their number."""
    if len(cells) <= CELLS_NAMED:
        return ", ".join(cells)
    return f"{', '.join(cells[:CELLS_NAMED])} … รวม {len(cells)} ช่อง"


def _notes(findings: Sequence[Finding]) -> dict[str, Notes]:
    """What is said at each cell, by tab: several findings on a cell in one note, worst first."""
    said: dict[tuple[str, tuple[int, int]], list[Finding]] = defaultdict(list)
    for one in in_order(findings):
        places = [(one.sheet, cell) for cell in one.cells if one.sheet] + list(one.also)
        for tab, cell in dict.fromkeys(places):
            if _CELL.fullmatch(cell):
                said[str(tab), coordinate_to_tuple(cell)].append(one)
    notes: dict[str, Notes] = defaultdict(dict)
    for (tab, at), found in said.items():
        found.sort(key=lambda one: SEVERITIES.index(one.severity))
        text = "\n\n".join(_said(one, tab) for one in found)
        notes[tab][at] = Note(found[0].severity, text)
    return notes


_CELL = re.compile("[A-Z]{1,3}[1-9][0-9]*")


def _said(one: Finding, tab: str) -> str:
    """A finding as the note of a cell; on another sheet than its own it says where it belongs."""
    where = "" if one.sheet == tab else f"{one.place()} "
    problem = f"{texts.SEVERITY[one.severity][0]}: {where}{one.problem()}"
    return f"{problem}\nวิธีแก้ไข: {one.repair()} [{one.check}]"


def _is_ours(sheet: RawSheet) -> bool:
    return label_key(sheet.name) in {label_key(FINDINGS), label_key(COMPARED)}


def _sheet(raw: RawSheet, laid: LaidSheet | None, notes: Notes) -> FormSheet:
    cells: Cells = {
        (row, column): value
        for row, values in raw.rows
        for column, value in enumerate(values, 1)
        if value is not None
    }
    if laid is None or not laid.letters:
        name = f"{raw.name[:24]} (เดิม)" if _is_ours(raw) else raw.name
        return FormSheet(name, cells, notes=notes)
    if laid.form.name == "covers":
        return FormSheet(raw.name, cells, laid.form, laid.letters, notes=notes)
    heading = _heading(raw, laid)
    helper = _helper(cells, heading)
    if helper is not None:  # what it shows is made anew
        cells = {at: value for at, value in cells.items() if at[1] != helper or at[0] <= heading}
    letter = None if helper is None else str(get_column_letter(helper))
    return FormSheet(raw.name, cells, laid.form, laid.letters, heading, letter, notes)


def _heading(raw: RawSheet, laid: LaidSheet) -> int:
    """The row in which every column that was found has its label."""
    places = {
        place_of(letter): {label_key(one) for one in (form.label, *form.aliases)}
        for name, letter in laid.letters.items()
        for form in [laid.form[name]]
    }
    return next(
        row
        for row, cells in raw.rows
        if all(
            place <= len(cells) and label_key(cells[place - 1] or "") in labels
            for place, labels in places.items()
        )
    )


def _helper(cells: Mapping[tuple[int, int], Any], heading: int) -> int | None:
    key = label_key(HELPER_LABEL)
    return next(
        (
            column
            for (row, column), value in cells.items()
            if row == heading and isinstance(value, str) and label_key(value) == key
        ),
        None,
    )


def _whose(laid: LaidWorkbook, form: Form) -> dict[str, str]:
    """Whom and when the form was made for: as it says itself, else as the cover says."""
    if "agency_code" in laid.marker:
        return {key: laid.marker[key] for key in ("agency_code", "period") if key in laid.marker}
    if any(one.table == "covers" and one.severity == ERROR for one in laid.findings):
        return {}
    read = {name: _on_cover(laid, form, name) for name in ("agency_code", "fiscal_year", "quarter")}
    known = {}
    if read["agency_code"] in form.register:
        known["agency_code"] = str(read["agency_code"])
    with suppress(TypeError, ValueError):  # blank or impossible: COV-03 says so
        known["period"] = str(Period(int(read["fiscal_year"]), int(read["quarter"])))
    return known


def _on_cover(laid: LaidWorkbook, form: Form, name: str) -> Any:
    cover = laid.sheets.get("covers")
    if cover is None or name not in cover.columns:
        return None
    return read_cell(cover.columns[name][0], cover.form[name], CellRules(0, form.register)).value
