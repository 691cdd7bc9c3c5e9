"""Stage 2: a workbook as typed -> each sheet of the form in it, its columns found by label."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from pipeline.columns import Column, Form, SheetForm
from pipeline.extras import beside_the_cover, count_of, unknown_columns, unknown_sheets
from pipeline.findings import Finding
from pipeline.headings import at_place, by_label, heading_of, is_data, label_key, places_of
from pipeline.raw import RawSheet, RawWorkbook, Shape, address
from schemas.check import ERROR, WARNING
from schemas.names import MARKER, REVIEWS

KINDS = ("submission", "review", "feedback", "output")
NOT_SUBMISSIONS = ("review", "output")
NO_SHAPE = Shape()
MAIN_SHEETS = ("projects", "progress")


@dataclass(frozen=True)
class LaidSheet:
    """A sheet of the form as found in a workbook.

    ``letters``: column name -> letter (of the cover: name -> address). ``numbers``: the true row
    of each row below the heading; ``columns``: name -> the raw values of those rows. ``usable`` is
    False where a required column is missing: then no row of the sheet can be taken in.
    ``cells`` counts all values in the sheet, ``aside`` those that stand in no field of the form:
    headings, notes, columns of the district's own.
    """

    form: SheetForm
    title: str
    letters: dict[str, str]
    numbers: list[int]
    columns: dict[str, list[Any]]
    usable: bool = True
    shape: Shape = NO_SHAPE
    cells: int = 0
    aside: int = 0

    def address(self, column: str, row: int) -> str | None:
        """The cell of a column in a row; None where the sheet lacks the column."""
        letter = self.letters.get(column)
        if letter is None or letter[-1].isdigit():
            return letter
        return f"{letter}{row}"


@dataclass(frozen=True)
class LaidWorkbook:
    """A workbook with the form's sheets found in it, and what was wrong with the form.

    ``readable``: it could be read, so that it can be sent back with its findings. ``other_cells``
    counts the values in sheets that the form does not have. ``signs``: as the gate saw them.
    """

    file: str
    sha256: str
    sheets: dict[str, LaidSheet] = field(default_factory=dict)
    marker: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    readable: bool = False
    other_cells: int = 0
    signs: frozenset[str] = frozenset()

    @property
    def is_submission(self) -> bool:
        """False for an output of this software that somebody put among the inputs."""
        return self.marker.get("kind") not in NOT_SUBMISSIONS

    @property
    def is_review(self) -> bool:
        """Whether it is the evaluation with the evaluator's form in it."""
        return self.marker.get("kind") == "review"


def lay_out(raw: RawWorkbook, form: Form) -> LaidWorkbook:
    """Find sheets and columns by label or alias, wherever they stand (design 2-form)."""
    marker = _marker(raw)
    refused = raw.refused or _not_our_form(raw, form, marker)
    if refused is not None:
        readable = raw.refused is None
        return LaidWorkbook(
            raw.file,
            raw.sha256,
            marker=marker,
            findings=(refused,),
            readable=readable,
            signs=raw.signs,
        )
    finder = _Finder(raw, form)
    if marker.get("kind") == "review":
        return _review(raw, form, marker, finder)
    sheets = {one.name: laid for one in form.submitted.values() if (laid := finder.sheet(one))}
    others = [one for one in raw.sheets if one.name not in finder.used]
    extra = unknown_sheets(raw.file, others, feedback=marker.get("kind") == "feedback")
    findings = (*raw.warnings, *finder.findings, *extra)
    return LaidWorkbook(
        raw.file,
        raw.sha256,
        sheets,
        marker,
        findings,
        readable=True,
        other_cells=sum(count_of(one) for one in others),
        signs=raw.signs,
    )


def _review(raw: RawWorkbook, form: Form, marker: dict[str, str], finder: _Finder) -> LaidWorkbook:
    """Of an evaluation that came back only the evaluator's form is read."""
    laid = finder.sheet(form.sheets[REVIEWS])
    others = [one for one in raw.sheets if laid is None or one.name != laid.title]
    return LaidWorkbook(
        raw.file,
        raw.sha256,
        {} if laid is None else {REVIEWS: laid},
        marker,
        tuple(finder.findings),
        readable=True,
        other_cells=sum(count_of(one) for one in others),
    )


def _marker(raw: RawWorkbook) -> dict[str, str]:
    """What the form says of itself; a kind that nobody wrote says nothing."""
    rows = next((sheet.rows for sheet in raw.sheets if sheet.name == MARKER), ())
    said = {str(row[0]): str(row[1]) for _, row in rows if len(row) > 1 and row[1] is not None}
    return {key: value for key, value in said.items() if key != "kind" or value in KINDS}


def _not_our_form(raw: RawWorkbook, form: Form, marker: dict[str, str]) -> Finding | None:
    version = marker.get("form_version")
    if version is not None and version not in form.versions:
        words = {"found": version}
        expected = ", ".join(form.versions)
        return Finding("FORM-02", ERROR, raw.file, expected=expected, words=words)
    known = {label_key(sheet.label) for sheet in form.sheets.values()}
    if any(label_key(sheet.name) in known for sheet in raw.sheets):
        return None
    names = ", ".join(f"“{sheet.name}”" for sheet in raw.sheets[:5] if sheet.name != MARKER)
    return Finding("FORM-01", ERROR, raw.file, words={"found": names})


class _Finder:
    """Looks through one workbook and notes what is wrong with its form."""

    def __init__(self, raw: RawWorkbook, form: Form) -> None:
        self.raw = raw
        self.form = form
        self.by_label: dict[str, RawSheet] = {}
        labels = {sheet.label for sheet in form.sheets.values()}
        # of two tabs alike the one with cells, then the one that is called to the letter
        for sheet in sorted(raw.sheets, key=lambda one: (not one.rows, one.name not in labels)):
            self.by_label.setdefault(label_key(sheet.name), sheet)
        self.findings: list[Finding] = []
        self.used: set[str] = set()

    def sheet(self, form: SheetForm) -> LaidSheet | None:
        raw = self.by_label.get(label_key(form.label))
        if raw is None:
            if form.missing and form.name != "covers":  # of the cover, COV-01 speaks
                self.note("FORM-03", form.missing, None, expected=form.label)
            return None
        self.used.add(raw.name)
        return self.cover(form, raw) if form.name == "covers" else self.table(form, raw)

    def cover(self, form: SheetForm, raw: RawSheet) -> LaidSheet:
        columns = by_label(form)
        letters: dict[str, str] = {}
        values: dict[str, list[Any]] = {}
        for row, cells in raw.rows:
            for place, cell in enumerate(cells, 1):
                column = columns.get(label_key(cell)) if isinstance(cell, str) else None
                if column is not None and column.name not in letters:
                    letters[column.name] = address(row, place + 1)
                    values[column.name] = [cells[place] if place < len(cells) else None]
        self.missing_columns(form, raw, letters)
        self.findings += beside_the_cover(self.raw.file, form, raw, letters)
        typed = count_of(raw)
        fields = sum(value is not None for (value,) in values.values())
        return LaidSheet(
            form,
            raw.name,
            letters,
            [0],
            values,
            shape=raw.shape,
            cells=typed,
            aside=typed - fields,
        )

    def table(self, form: SheetForm, raw: RawSheet) -> LaidSheet:
        heading, at = heading_of(form, raw)
        letters = {name: get_column_letter(place) for place, name in heading.items()}
        rows = [
            (number, cells) for number, cells in raw.rows if number > at or is_data(cells, heading)
        ]
        usable = self.missing_columns(form, raw, letters)
        usable &= self.doubled_columns(form, raw, at, letters)
        self.findings += unknown_columns(self.raw.file, form, raw, at, heading, rows)
        columns = {
            name: [at_place(cells, place) for _, cells in rows] for place, name in heading.items()
        }
        typed = count_of(raw)
        return LaidSheet(
            form=form,
            title=raw.name,
            letters=letters,
            numbers=[number for number, _ in rows],
            columns=columns,
            usable=usable,
            shape=raw.shape,
            cells=typed,
            aside=typed - sum(len(raws) - raws.count(None) for raws in columns.values()),
        )

    def missing_columns(self, form: SheetForm, raw: RawSheet, letters: dict[str, str]) -> bool:
        if not letters and form.name in MAIN_SHEETS:
            return self.no_heading(form, raw)
        usable = True
        for column in form.columns:
            if column.name in letters or form.name == "pages":
                continue
            if form.name == "covers" and column.need == "R":
                continue  # COV-01 and COV-03 speak
            fatal = column.need == "R"
            usable &= not fatal
            if column.need != "O" or form.name != "covers":
                self.column_note("FORM-04", form, raw, column, {})
        return usable

    def no_heading(self, form: SheetForm, raw: RawSheet) -> bool:
        """One mistake, not one a column: the sheet has no heading of the form at all."""
        required = [column.label for column in form.columns if column.need == "R"]
        self.note("FORM-04", ERROR, raw.name, expected=", ".join(required), table=form.name)
        return False

    def doubled_columns(
        self, form: SheetForm, raw: RawSheet, at: int, letters: dict[str, str]
    ) -> bool:
        usable = True
        known = by_label(form)
        for column, places in places_of(known, raw, at).items():
            if len(places) > 1:
                found = ", ".join(address(at, place) for place in places)
                self.column_note("FORM-05", form, raw, column, {"found": found}, places, at)
                usable &= column.need != "R"
        return usable

    def column_note(
        self,
        check: str,
        form: SheetForm,
        raw: RawSheet,
        column: Column,
        words: dict[str, str],
        places: list[int] | None = None,
        at: int = 0,
    ) -> None:
        fatal = column.need == "R" and form.name in MAIN_SHEETS
        self.note(
            check,
            ERROR if fatal else WARNING,
            raw.name,
            cells=tuple(address(at, place) for place in places or []),
            field=column.name,
            expected=column.label,
            words=words,
            table=form.name,
        )

    def note(self, check: str, severity: str, sheet: str | None, **more: Any) -> None:
        self.findings.append(Finding(check, severity, self.raw.file, sheet=sheet, **more))
