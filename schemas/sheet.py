"""Sheet: what every sheet's class has in common."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import pandera.pandas as pa
from pandera.dtypes import immutable
from pandera.engines.pandas_engine import STRING, Engine

from schemas.check import ERROR
from schemas.rule import rule

pd.options.mode.string_storage = "python"
"""Texts as Python holds them, one object however many tables hold it. As Arrow holds them, each
table has a copy, in which a Thai letter takes three bytes, not two.
"""


@Engine.register_dtype(equivalents=[str, "str"])
@immutable(init=True)
class Text(STRING):
    """The type of those texts; pandera, once imported, would know only Arrow's."""

    storage: Literal["python"] = "python"


class Sheet(pa.DataFrameModel):
    """A sheet of the form.

    ``Config.name`` is the table's name, ``Config.title`` the sheet's label, ``Config.metadata``
    holds ``prefilled`` (a row with nothing else is blank) and ``missing`` (severity of FORM-03).
    """

    @classmethod
    def wanted(cls, rows: pd.DataFrame, column: str) -> pd.Series:
        """Where a blank of a wanted column deserves a word; by default in every row."""
        return pd.Series(True, index=rows.index)


def one_row_each(*key: str) -> Any:
    """The rule that a key stands once in a sheet of a workbook (CELL-12)."""

    @rule(
        "CELL-12",
        key[-1],
        severity=ERROR,
        spans=key,
        message=(
            "“{value}” ของโครงการ {project_code} มีมากกว่าหนึ่งแถวในแท็บนี้",
            "“{value}” of project {project_code} stands in more than one row of this sheet",
        ),
        repair=(
            "ลบแถวที่ซ้ำ หรือแก้แถวที่พิมพ์ผิด เช่น รหัสโครงการ 50100000-3670 ต้องมีแถวเดียว",
            "delete the row too many, or correct the one mistyped: e.g. 50100000-3670 stands once",
        ),
    )
    def key_is_there_twice(cls: type, rows: pd.DataFrame) -> pd.Series:
        return rows[list(key)].notna().all(axis=1) & rows.duplicated(["file", *key], keep=False)

    return key_is_there_twice
