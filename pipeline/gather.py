"""Stage 3: the typed workbooks of all files -> one table a sheet, with every cell's address."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from pipeline.columns import Form, SheetForm
from pipeline.findings import Finding
from pipeline.layout import LaidSheet
from pipeline.normalise import TypedWorkbook
from pipeline.period import Period
from pipeline.same_content import same_content
from pipeline.thai import is_blank, leading_code, normal
from schemas.lists import agencies
from schemas.names import REVIEWS


@dataclass(frozen=True)
class Tables:
    """One frame a sheet for all files. Columns: the sheet's, then ``file``, ``row``,
    ``agency_code``, ``period``; blanks null; dates ``datetime64[us]``, numbers ``float64``.
    """

    form: Form
    frames: dict[str, pd.DataFrame]
    workbooks: dict[str, TypedWorkbook]
    findings: tuple[Finding, ...]
    _places: dict[str, dict[Any, Any]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    def laid(self, file: str, table: str) -> LaidSheet | None:
        """The sheet of that table in a file; None where the file lacks it."""
        return self.workbooks[file].laid.sheets.get(table)

    def raw(self, file: str, table: str, column: str, row: int) -> Any:
        """What was typed in a cell; None where the sheet or the column is not there. Of a long
        text, which is not kept, what was read.
        """
        laid = self.laid(file, table)
        if laid is None or column not in laid.letters:
            return None
        if column in laid.columns:
            return laid.columns[column][bisect_left(laid.numbers, row)]
        return self.raws(file, table, column).get(row)

    def raws(self, file: str, table: str, column: str) -> dict[int, Any]:
        """Row -> what was typed in a column, as ``raw`` gives it."""
        laid = self.laid(file, table)
        if laid is None or column not in laid.letters:
            return {}
        if column in laid.columns:
            return dict(zip(laid.numbers, laid.columns[column], strict=True))
        rows, values = self.of_file(file, table, ["row", column])
        return dict(zip(rows, values, strict=True))

    def of_file(self, file: str, table: str, columns: Iterable[str]) -> list[list[Any]]:
        """The values of some columns in the rows of one file; blank is None."""
        frame = self.frames[table]
        if table not in self._places:  # once a table: to look for each file's would be quadratic
            self._places[table] = frame.groupby("file").indices
        places = self._places[table].get(file, np.array([], dtype="int64"))
        return [_plain(frame[name].array.take(places)) for name in columns]

    def usable_files(self, table: str) -> list[str]:
        """The files that have the sheet of that table with all its required columns."""
        sheets = ((file, self.laid(file, table)) for file in self.workbooks)
        return [file for file, sheet in sheets if sheet is not None and sheet.usable]


def _plain(values: ExtensionArray) -> list[Any]:
    """The values, texts and days as Python's own; blank is None."""
    blank = values.isna()
    return [
        None if nothing else value for value, nothing in zip(values.tolist(), blank, strict=True)
    ]


def gather(workbooks: Iterable[TypedWorkbook], form: Form) -> Tables:
    """Put the typed workbooks of all files into one table a sheet."""
    by_file = {workbook.laid.file: workbook for workbook in workbooks}
    sent = {file: workbook for file, workbook in by_file.items() if not workbook.laid.is_review}
    covers = _covers(sent, form)
    whose = covers.set_index("file")[["settled_agency", "period"]]
    whose = whose.rename(columns={"settled_agency": "agency_code"})
    frames = {"covers": covers}
    for name, sheet in form.sheets.items():
        if name != "covers":
            frames[name] = _frame(by_file, sheet, whose)
    frames[REVIEWS] = _of_their_period(frames[REVIEWS], by_file)
    names = frames["kpis"]["kpi_name"].map(normal, na_action="ignore")
    frames["kpis"]["kpi_key"] = names.astype("str")
    strategy = frames["projects"]["strategy"].map(leading_code, na_action="ignore")
    frames["projects"]["strategy_code"] = strategy.astype("str")
    settled = whose["agency_code"]
    findings = tuple(
        replace(one, agency_code=None if is_blank(settled.get(file)) else settled[file])
        for file, workbook in by_file.items()
        for one in workbook.findings
    )
    findings = (*findings, *same_content(sent, covers))
    light = {file: _without_values(workbook) for file, workbook in by_file.items()}
    return Tables(form, frames, light, findings)


def _without_values(workbook: TypedWorkbook) -> TypedWorkbook:
    """The counts of a workbook, whose values are in the tables now."""
    sheets = {
        name: replace(sheet, columns={"row": sheet.columns["row"]})
        for name, sheet in workbook.sheets.items()
    }
    return replace(workbook, sheets=sheets)


def _of_their_period(reviews: pd.DataFrame, workbooks: Mapping[str, TypedWorkbook]) -> pd.DataFrame:
    """Evaluations are of the period that their workbook was made for, of the code's agency."""
    periods = {file: workbook.laid.marker.get("period") for file, workbook in workbooks.items()}
    told = [periods.get(file) for file in reviews["file"]]
    codes = reviews["project_code"].str[:8]
    known = codes.where(codes.isin([agency.code for agency in agencies()]))
    return reviews.assign(
        period=pd.Series(told, index=reviews.index, dtype="str"), agency_code=known
    )


def _covers(workbooks: Mapping[str, TypedWorkbook], form: Form) -> pd.DataFrame:
    """One row a file, even where the cover is missing; ``period`` is null where not settled."""
    sheet = form.sheets["covers"]
    rows = []
    for file, workbook in workbooks.items():
        cover = workbook.sheets.get("covers")
        values = {name: values[0] for name, values in cover.columns.items()} if cover else {}
        marker = workbook.laid.marker
        rows.append(
            {column.name: values.get(column.name) for column in sheet.columns}
            | {"file": file, "row": 0, "sha256": workbook.laid.sha256}
            | {"form_agency": marker.get("agency_code"), "form_period": marker.get("period")}
            | {"kind": marker.get("kind", "submission"), "sent_as": marker.get("revision")}
        )
    names = [column.name for column in sheet.columns]
    more = ["file", "row", "sha256", "form_agency", "form_period", "kind", "sent_as"]
    covers = _as_typed(pd.DataFrame(rows, columns=[*names, *more]), sheet)
    covers["revision"] = _revisions(covers)
    covers["period"] = [
        _period(year, quarter)
        for year, quarter in zip(covers["fiscal_year"], covers["quarter"], strict=True)
    ]
    covers["settled_agency"] = _settled(covers)
    strings = [
        "settled_agency",
        "file",
        "sha256",
        "form_agency",
        "form_period",
        "kind",
        "sent_as",
        "period",
    ]
    return covers.astype(dict.fromkeys(strings, "str"))


def _settled(covers: pd.DataFrame) -> pd.Series:
    """The agency by its code, if it is in the register and the name is not another's (COV-02)."""
    codes = {agency.name: agency.code for agency in agencies()}
    named = covers["agency_name"].map(codes)
    known = covers["agency_code"].isin(list(codes.values()))
    return covers["agency_code"].where(known & (named.isna() | (named == covers["agency_code"])))


def _revisions(covers: pd.DataFrame) -> pd.Series:
    """Blank is 1; a corrected feedback workbook is the revision after the one it answers."""
    whole = covers["sent_as"].where(covers["sent_as"].str.fullmatch(r"[0-9]{1,4}"))
    answered = pd.to_numeric(whole).astype("float64") + 1
    typed = covers["revision"].fillna(1.0)
    return typed.mask(answered > typed, answered)


def _period(year: float, quarter: float) -> str | None:
    try:
        return str(Period(int(year), int(quarter)))
    except ValueError:  # blank or impossible: COV-03 speaks
        return None


def _frame(
    workbooks: Mapping[str, TypedWorkbook], sheet: SheetForm, whose: pd.DataFrame
) -> pd.DataFrame:
    kinds = {column.name: column.dtype for column in sheet.columns}
    kinds |= {f"{column.name}_typed": "str" for column in sheet.columns if column.keeps_text}
    kinds |= {"row": "int64"}
    read = {
        file: workbook.sheets[sheet.name].columns
        for file, workbook in workbooks.items()
        if sheet.name in workbook.sheets
    }
    files = [file for file, columns in read.items() for _ in columns["row"]]
    made = {
        name: pd.Series(list(chain.from_iterable(one[name] for one in read.values())), dtype=kind)
        for name, kind in kinds.items()
    }
    return pd.DataFrame({**made, "file": pd.Series(files, dtype="str")}).join(whose, on="file")


def _as_typed(frame: pd.DataFrame, sheet: SheetForm) -> pd.DataFrame:
    return frame.astype({column.name: column.dtype for column in sheet.columns})
