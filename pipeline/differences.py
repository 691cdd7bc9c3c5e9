"""Stage 4: rows with an earlier row beside each -> which of their values differ, and how."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from pipeline.cells import as_people_write
from pipeline.columns import Column
from pipeline.gather import Tables
from pipeline.standing import as_compared

LONGEST = 60
Doubted = Collection[tuple[object, ...]]
"""(file, table, row, field) of the cells of which another check has spoken."""


def differences(
    tables: Tables,
    table: str,
    rows: pd.DataFrame,
    columns: Iterable[Column],
    side: str,
    blanks_too: bool = False,
    doubted: Doubted = (),
) -> pd.DataFrame:
    """``text`` (``label: old → new · …``, blank where nothing differs) and ``cells``, the names of
    the columns. Texts are compared as 2-form says; quiet on a cell in doubt, and on a column that
    the workbook lacks.
    """
    said: dict[object, list[str]] = {}
    cells: dict[object, tuple[str, ...]] = {}
    there = rows[f"{side}.file"].notna()
    for column in columns:
        new, old = rows[column.name], rows[f"{side}.{column.name}"]
        changed = there & new.notna() & old.notna() & (new != old)
        pair = as_compared(pd.DataFrame({"new": new[changed], "old": old[changed]}))
        changed[changed] = pair["new"] != pair["old"]
        if blanks_too:
            changed |= there & (new.notna() != old.notna())
        changed &= ~rows["file"].isin(_lacking(tables, table, column.name, rows["file"]))
        for index in rows.index[changed]:
            if (rows.at[index, "file"], table, rows.at[index, "row"], column.name) in doubted:
                continue
            told = f"{_short(old[index], column)} → {_short(new[index], column)}"
            said.setdefault(index, []).append(f"{column.label}: {told}")
            cells[index] = (*cells.get(index, ()), column.name)
    texts = [" · ".join(said[index]) if index in said else None for index in rows.index]
    return pd.DataFrame(
        {
            "text": pd.Series(texts, index=rows.index, dtype="str"),
            "cells": pd.Series([cells.get(index, ()) for index in rows.index], index=rows.index),
        }
    )


def _lacking(tables: Tables, table: str, column: str, files: pd.Series) -> list[str]:
    """The workbooks whose sheet has no such column."""
    sheets = {file: tables.laid(file, table) for file in files.unique()}
    return [file for file, laid in sheets.items() if laid is None or column not in laid.letters]


def _short(value: object, column: Column) -> str:
    text = as_people_write(value, column)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
