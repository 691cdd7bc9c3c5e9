"""The master's workbook holds what its Parquet tables hold, on as many sheets as that takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from pipeline import master_book
from pipeline.columns import Column
from pipeline.excel import draw, draw_file
from pipeline.master_book import Part, tables_of
from pipeline.parquet import parquet
from pipeline.tables import Book

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
    assert tuple(table.rows) == (
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
    assert [list(one.widest(4)) for one in tables] == [[0, 3], [4, 7], [8, 8]]


def test_rows_are_the_same_however_few_are_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [tuple(one.rows) for one in tables_of(part(30), most=8)]
    for size in (1, 3, 7, 8, 9):
        monkeypatch.setattr(master_book, "AT_A_TIME", size)
        assert [tuple(one.rows) for one in tables_of(part(30), most=8)] == whole


def test_a_column_is_as_wide_as_its_longest_value_wherever_that_stands() -> None:
    rows = next(iter(tables_of(part(900))))
    in_memory = replace(rows, rows=tuple(rows.rows))
    assert parts_of(draw(Book("", (rows,)))) == parts_of(draw(Book("", (in_memory,))))


def test_drawn_by_way_of_files_it_holds_the_same(tmp_path: Path) -> None:
    book = Book("ข้อมูลหลัก", tuple(tables_of(part(900))))
    draw_file(book, tmp_path / "book.xlsx")
    aside = (tmp_path / "book.xlsx").read_bytes()
    assert parts_of(aside) == parts_of(draw(book))
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_drawn_by_way_of_files_twice_it_is_the_same_bytes(tmp_path: Path) -> None:
    book = Book("ข้อมูลหลัก", tuple(tables_of(part(900))))
    places = [tmp_path / "ที่หนึ่ง", tmp_path / "2"]
    for place in places:
        place.mkdir()
        draw_file(book, place / "book.xlsx")
    first, second = [(place / "book.xlsx").read_bytes() for place in places]
    assert first == second


def test_a_disk_that_fails_is_told_as_the_disk_says_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):  # before the parts are packed
        draw_file(Book("", tuple(tables_of(part()))), tmp_path / "gone" / "book.xlsx")
    with pytest.raises(FileNotFoundError):  # as they are
        draw_file(Book("", ()), tmp_path / "gone" / "book.xlsx")


def parts_of(workbook: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_table_without_rows_has_its_sheet() -> None:
    (table,) = tables_of(part(0))
    assert len(table.rows) == 0 and not list(table.rows) and table.columns == COLUMNS
