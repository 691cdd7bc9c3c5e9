"""A field of a row of the master -> the cell it came from: what was typed, each change made."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from pipeline.cells import BLANK, CellRules, as_people_write, read_cell
from pipeline.columns import Column, Form, form_of
from pipeline.intake import InputFile, intake
from pipeline.layout import LaidWorkbook, lay_out
from pipeline.normalise import year_of
from pipeline.raw import shown
from pipeline.read import read, start_of
from pipeline.texts import LINEAGE, say
from pipeline.thai import is_blank
from pipeline.thai_text import mask_personal
from schemas import FORM, READABLE_VERSIONS

CUT = 120


@dataclass(frozen=True)
class Origin:
    """Where a value stands: file, sheet, cell, what was typed there, what was made of it and why.

    ``note`` says what is in the way where the file is gone or is no longer the same.
    """

    file: str
    sheet: str
    cell: str
    label: str
    typed: str | None
    value: str
    changes: tuple[str, ...] = ()
    note: str | None = None


class NothingToTrace(Exception):
    """There are no outputs, or they know no such project, group or field; says which."""


@dataclass(frozen=True)
class Traced:
    """A figure: where it is shown, what it says, how it is made, and the cells it is made from.

    ``projects``: of a group's figure, each project that is in it with its values.
    """

    place: str
    name: str
    label: str
    value: str
    how: str = ""
    origins: tuple[Origin, ...] = ()
    projects: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Trace:
    """All that is said of a project or a group."""

    title: str
    figures: tuple[Traced, ...]
    files: tuple[tuple[str, str], ...] = ()


@dataclass
class Archive:
    """The outputs of one period and the workbooks they were made from, opened when asked for."""

    inputs: Path
    folder: Path
    language: str
    opened: dict[str, LaidWorkbook | str] = field(default_factory=dict)

    @cached_property
    def record(self) -> dict[str, Any]:
        """``run.json``."""
        told: dict[str, Any] = json.loads((self.folder / "run.json").read_bytes())
        return told

    @cached_property
    def form(self) -> Form:
        """The form of today, by whose labels the cells are found again."""
        return form_of(FORM, READABLE_VERSIONS)

    def table(self, name: str) -> pd.DataFrame:
        """A table of the master as it was written."""
        return pd.read_parquet(self.folder / "master" / f"{name}.parquet")

    def sheet(self, name: str) -> pd.DataFrame:
        """A table of ``evaluation.xlsx`` with its Thai headings; it starts at A3."""
        book = CalamineWorkbook.from_path(str(self.folder / "evaluation.xlsx"))
        _, _, heading, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return pd.DataFrame(rows, columns=heading, dtype=object)

    @cached_property
    def _findings(self) -> pd.DataFrame:
        return self.table("findings")

    @cached_property
    def _files(self) -> dict[str, InputFile]:
        return {file.name: file for file in intake(self.inputs).files}

    def digest(self, file: str) -> str:
        """The sha256 that a file had when the outputs were made."""
        known = {one["file"]: one["sha256"] for one in self.record["submissions"]}
        return str(known[file])

    def origin(self, table: str, row: pd.Series, column: Column) -> Origin:
        """The cell of ``column`` in a row of the master."""
        laid = self._laid(str(row["file"]))
        value = _written(row[column.name], column)
        place = (str(row["file"]), str(row["sheet"]))
        if isinstance(laid, str):
            return Origin(*place, "", column.label, None, value, note=laid)
        number = int(row["row"])
        sheet = laid.sheets[table]
        cell = sheet.address(column.name, number)
        if cell is None:
            why = say(LINEAGE["no_column"], self.language)
            return Origin(*place, "", column.label, None, value, note=why)
        raw = sheet.columns[column.name][bisect_left(sheet.numbers, number)]
        typed = "•••" if column.personal and raw is not None else _masked(shown(raw))
        changes = self._changes(laid, raw, row[column.name], column, (*place, cell))
        return Origin(*place, cell, column.label, typed, value, changes)

    def _changes(
        self,
        laid: LaidWorkbook,
        raw: Any,
        value: Any,
        column: Column,
        place: tuple[str, str, str],
    ) -> tuple[str, ...]:
        """Each step between the cell and the master, and the findings that speak of the cell."""
        reading = read_cell(raw, column, CellRules(year_of(laid), self.form.register))
        read_as, final = _written(reading.value, column), _written(value, column)
        told = []
        if raw is None and not is_blank(value):
            told.append(say(LINEAGE["filled"], self.language, value=final))
        elif not column.personal and not _same(_masked(shown(raw)), read_as):
            told.append(say(LINEAGE["read"], self.language, value=read_as))
        if raw is not None and read_as != final:
            told.append(say(LINEAGE["then"], self.language, value=final))
        return (*told, *self._said(*place))

    def _said(self, file: str, sheet: str, cell: str) -> list[str]:
        found = self._findings
        here = found[(found["file"] == file) & (found["sheet"] == sheet)]
        words = f"message_{self.language}"
        return [str(one[words]) for _, one in here.iterrows() if cell in list(one["cells"])]

    def _laid(self, file: str) -> LaidWorkbook | str:
        """The workbook as laid out, or why it cannot be looked into."""
        if file not in self.opened:
            self.opened[file] = self._open(file)
        return self.opened[file]

    def _open(self, file: str) -> LaidWorkbook | str:
        digest = self.digest(file)
        there = self._files.get(file)
        if there is not None and _digest(there) == digest:
            return lay_out(read(there), self.form)
        again = next((one for one in self._files.values() if _digest(one) == digest), None)
        if again is not None:  # renamed or moved since
            return lay_out(read(again), self.form)
        return say(LINEAGE["gone" if there is None else "changed"], self.language, file=file)


def as_shown(value: Any) -> str:
    """A figure of an output as the console shows it."""
    if value is None or value == "" or value is pd.NA or value != value:
        return BLANK
    if isinstance(value, float):
        return f"{value:,.2f}".removesuffix(".00")
    return str(value)


def _digest(file: InputFile) -> str | None:
    if file.refused is not None and file.refused.check == "FILE-12":
        return None
    try:
        return sha256(start_of(file)).hexdigest()
    except OSError:
        return None


def _same(typed: str | None, written: str) -> bool:
    """Whether a cell says what was made of it, but for the way in which a number is written."""
    return (
        typed is None or typed == written or typed == written.replace(",", "").removesuffix(".00")
    )


def _written(value: Any, column: Column) -> str:
    """A value as people write it, masked, of one line and not too long."""
    if column.personal and not is_blank(value):
        return "•••"
    return _masked(as_people_write(value, column)) or ""


def _masked(text: str | None) -> str | None:
    if text is None:
        return None
    line = " ".join(mask_personal(text)[0].split())
    return line if len(line) <= CUT else line[:CUT] + "…"
