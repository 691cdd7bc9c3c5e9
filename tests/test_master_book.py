"""The master's workbook holds what its Parquet tables hold, on as many sheets as that takes."""

from __future__ import annotations

from datetime import date

import pandas as pd

from pipeline.columns import Column
from pipeline.master_book import Part, tables_of
from pipeline.record import parquet

COLUMNS = (
    Column("text", "ข้อความ"),
    Column("number", "จำนวน", "number"),
    Column("day", "วัน", "date"),
    Column("cells", "ช่อง"),
    Column("row", "แถว", "integer"),
)


def part(rows: int = 3) -> Part:
    frame = pd.DataFrame(
        {
            "row": range(rows),
            "text": pd.Series(["ก", None, " "] * (rows // 3), dtype="str"),
            "secret": "ไม่อยู่ในแฟ้ม",
            "number": [1.5, None, -2.0] * (rows // 3),
            "day": pd.Series([date(2023, 3, 1), None, None] * (rows // 3), dtype="datetime64[us]"),
            "cells": [["A1", "B2"], [], ["C3"]] * (rows // 3),
        }
    )
    return Part("แท็บ", "rows", "ข้อมูลหลัก: แท็บ", "ที่มา", COLUMNS, parquet(frame))


def test_values_are_plain_in_the_order_of_the_columns() -> None:
    (table,) = tables_of(part())
    assert table.rows == (
        ("ก", 1.5, date(2023, 3, 1), "A1, B2", 0),
        (None, None, None, None, 1),
        (None, -2.0, None, "C3", 2),
    )


def test_what_a_sheet_cannot_hold_goes_on_in_the_next() -> None:
    tables = list(tables_of(part(9), most=4))
    assert [len(one.rows) for one in tables] == [4, 4, 1]
    assert [one.sheet for one in tables] == ["แท็บ", "แท็บ (ต่อ 2)", "แท็บ (ต่อ 3)"]
    assert [one.name for one in tables] == ["rows", "rows2", "rows3"]
    assert [row[-1] for one in tables for row in one.rows] == list(range(9))


def test_a_table_without_rows_has_its_sheet() -> None:
    (table,) = tables_of(part(0))
    assert table.rows == () and table.columns == COLUMNS
