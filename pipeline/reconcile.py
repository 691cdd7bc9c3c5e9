"""Stage 9: what came in = what went out: rows by standing, money to the satang, read back."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

from pipeline.cells import CellRules, read_cell
from pipeline.columns import Column
from pipeline.evaluate import Evaluation
from pipeline.gather import Tables
from pipeline.merge import Master, current
from pipeline.report.facts import BUDGET_SHEET, REPORTED_MONEY
from pipeline.validate import OF_A_COLUMN
from schemas.master import CURRENT, DUPLICATE, HELD, REJECTED, SUPERSEDED
from schemas.names import is_project_code

NAMES = {
    CURRENT: "merged",
    HELD: "held",
    SUPERSEDED: "superseded",
    DUPLICATE: "duplicate",
    REJECTED: "rejected",
}
Written = dict[str, pd.DataFrame]
"""The master's tables as they were written, by name."""

WHOSE = ["file", "standing"]
OTHER_SHEETS = "(แท็บที่ไม่มีในแบบ)"
OUT_OF_BOUNDS = tuple(OF_A_COLUMN.values())
OF_LAST_REPORT = ("spent", "committed")


class Unbalanced(Exception):
    """The figures that went out are not those that came in: ours to mend, the run stops."""


def reconcile(master: Master, evaluation: Evaluation, stage: Path) -> dict[str, Any]:
    """Rows and cells of the period by what became of them, and money sums of source and master.

    What was read is counted from the sheets as they were sent, what became of it from
    ``master/*.parquet`` in the folder ``stage``, read back.
    """
    written = {name: _read_back(master, name, stage / "master") for name in master.frames}
    return {
        "rows": _rows(master, written),
        "cells": _cells(master, written),
        "money": _money(master, evaluation, written),
    }


def _read_back(master: Master, name: str, folder: Path) -> pd.DataFrame:
    """What of a table is counted: whose rows, their standing, their money; no long text."""
    columns = [one.name for one in master.tables.form.sheets[name].columns if one.kind == "money"]
    path = folder / f"{name}.parquet"
    read = pq.read_table(path, columns=[*WHOSE, "row", *columns], read_dictionary=WHOSE)
    frame: pd.DataFrame = read.to_pandas()
    return frame.astype(dict.fromkeys(WHOSE, "str"))


def complete(reconciliation: dict[str, Any], workbook: bytes) -> dict[str, Any]:
    """Add what ``evaluation.xlsx`` shows, read back from its bytes, and whether all balances."""
    shown = _shown(workbook)
    money = [
        {**one, "evaluation_satang": shown.get(one["column"])} for one in reconciliation["money"]
    ]
    counted = [*reconciliation["rows"].values(), *reconciliation["cells"].values()]
    balanced = all(_adds_up(counts) for counts in counted) and all(
        one["source_satang"] == one["master_satang"]
        and one["evaluation_satang"] in (None, one["master_satang"])
        for one in money
    )
    return {**reconciliation, "money": money, "balanced": balanced}


def _adds_up(counts: dict[str, int]) -> bool:
    return counts["read"] == sum(count for name, count in counts.items() if name != "read")


def _rows(master: Master, written: Written) -> dict[str, dict[str, int]]:
    """By sheet: rows read from the period's workbooks, and where each of them went."""
    tables = master.tables
    files = _files(master)
    counted = {}
    for name, frame in written.items():
        standings = frame.loc[frame["file"].isin(files), "standing"].value_counts()
        sheets = [
            tables.workbooks[file].sheets[name]
            for file in files
            if name in tables.workbooks[file].sheets
        ]
        counted[tables.form.sheets[name].label] = {
            "read": sum(sheet.rows_read for sheet in sheets),
            **{word: int(standings.get(standing, 0)) for standing, word in NAMES.items()},
            "blank": sum(sheet.rows_blank for sheet in sheets),
        }
    return counted


def _files(master: Master) -> list[str]:
    """The workbooks of the period."""
    files = master.submissions
    return sorted(files.loc[files["period"] == str(master.period), "file"])


def _cells(master: Master, written: Written) -> dict[str, dict[str, int]]:
    """By sheet: cells in which something was typed, and where each of them went.

    ``read`` is counted as the sheet was read, the others where they ended: ``refused`` could not
    be read or not be used and is a finding, ``not_of_form`` stands in no field of the form.
    """
    tables = master.tables
    blanked = _blanked(master)
    counted = {
        sheet.label: dict.fromkeys(("read", *NAMES.values(), "refused", "not_of_form"), 0)
        for sheet in tables.form.sheets.values()
    }
    counted[OTHER_SHEETS] = {"read": 0, "not_of_form": 0}
    fates = master.submissions.set_index("file")["fate"]
    stood = {name: _standings(frame) for name, frame in written.items()}
    for file in _files(master):
        workbook = tables.workbooks[file]
        for key in ("read", "not_of_form"):
            counted[OTHER_SHEETS][key] += workbook.laid.other_cells
        for name, sheet in workbook.sheets.items():
            counts = counted[tables.form.sheets[name].label]
            counts["read"] += sheet.laid.cells
            counts["not_of_form"] += sheet.laid.aside + sheet.dropped
            # a cover stands as its file does
            standings = {0: fates[file]} if name == "covers" else stood[name].get(file, {})
            rows = zip(sheet.columns["row"], sheet.filled, sheet.unread, strict=True)
            for row, filled, unread in rows:
                if row not in standings:
                    continue  # lost on the way: the counts do not add up, and the run stops
                word = NAMES[standings[row]]
                lost = unread + blanked[file, name, row] if word == "merged" else 0
                counts[word] += filled - lost
                counts["refused"] += lost
    return counted


def _standings(frame: pd.DataFrame) -> dict[str, dict[int, str]]:
    """File -> row -> standing."""
    found: dict[str, dict[int, str]] = {}
    columns = (frame[name].to_numpy(dtype=object) for name in ("file", "row", "standing"))
    for file, row, standing in zip(*columns, strict=True):
        found.setdefault(file, {})[row] = standing
    return found


def _blanked(master: Master) -> Counter[tuple[str, str | None, int]]:
    """(file, table, row) -> the cells whose value is out of list, range or pattern."""
    found = (one for one in master.findings if one.check in OUT_OF_BOUNDS)
    return Counter((one.file, one.table, row) for one in found for row in one.rows)


def _money(master: Master, evaluation: Evaluation, written: Written) -> list[dict[str, Any]]:
    rows = []
    last = set(_last_reports(evaluation))
    for name in ("projects", "plans", "progress"):
        rows_back = current(written[name])
        sheet = master.tables.form.sheets[name]
        for column in (one for one in sheet.columns if one.kind == "money"):
            wanted = last if column.name in OF_LAST_REPORT else _merged(master, name)
            back = [key in wanted for key in zip(rows_back["file"], rows_back["row"], strict=True)]
            rows.append(
                {
                    "sheet": sheet.label,
                    "column": column.name,
                    "source_satang": _source(master.tables, name, column, wanted),
                    "master_satang": _satang(rows_back.loc[back, column.name]),
                }
            )
    return rows


def _last_reports(evaluation: Evaluation) -> list[tuple[str, int]]:
    rows = evaluation.projects.dropna(subset=["last_row"])
    return [(file, int(row)) for file, row in zip(rows["last_file"], rows["last_row"], strict=True)]


def _merged(master: Master, name: str) -> set[tuple[str, int]]:
    rows = current(master.frames[name])
    rows = rows[rows["period"] == str(master.period)]
    return set(zip(rows["file"], rows["row"], strict=True))


def _source(tables: Tables, name: str, column: Column, wanted: set[tuple[str, int]]) -> int:
    """The sum of the cells as they were sent, read again one by one."""
    rules = CellRules(0, tables.form.register)
    total = 0
    for file in {file for file, _ in wanted}:
        laid = tables.laid(file, name)
        if laid is None or column.name not in laid.columns:
            continue
        for row, raw in zip(laid.numbers, laid.columns[column.name], strict=True):
            value = read_cell(raw, column, rules).value if (file, row) in wanted else None
            if isinstance(value, float) and _in_range(value, column):
                total += round(value * 100)
    return total


def _in_range(value: float, column: Column) -> bool:
    """A value out of range is a finding and blank in the master (CELL-05)."""
    above = column.low is None or value >= column.low
    return above and (column.high is None or value <= column.high)


def _satang(values: pd.Series) -> int:
    return sum(round(value * 100) for value in values.dropna())


def _shown(workbook: bytes) -> dict[str, int]:
    """The money sums of the sheet งบประมาณ, from its rows and not from its total."""
    labels = {column.label: column.name for column in REPORTED_MONEY}
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    _, _, heading, *rows = book.get_sheet_by_name(BUDGET_SHEET).to_python(skip_empty_area=False)
    projects = [row for row in rows if is_project_code(str(row[0]))]
    return {
        labels[str(label)]: sum(
            round(shown * 100) for row in projects if isinstance(shown := row[place], float)
        )
        for place, label in enumerate(heading)
        if str(label) in labels
    }
