"""Stage 4: a quarter at work: its workbooks' rows, and what counts of the quarters before."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from pipeline.differences import Doubted
from pipeline.gather import Tables
from pipeline.period import Period
from pipeline.standing import KEYS


@dataclass
class Past:
    """What counts of the quarters before, by table: of a key the latest row. ``listed``: every
    project that an agency with right to it has listed, held ones too.
    """

    rows: dict[str, pd.DataFrame] = field(default_factory=dict)

    def add(self, table: str, rows: pd.DataFrame) -> None:
        """Let the rows of one more quarter take the place of earlier ones of their key."""
        before = self.rows.get(table)
        both = rows if before is None else pd.concat([before, rows], ignore_index=True)
        key = KEYS.get(table, KEYS["projects"])
        self.rows[table] = both.drop_duplicates(["fiscal_year", *key], keep="last")

    def of_year(self, table: str, year: int) -> pd.DataFrame | None:
        """The rows of a table in a fiscal year (B.E.); None before the first quarter of all."""
        rows = self.rows.get(table)
        return None if rows is None else rows[rows["fiscal_year"] == year]


@dataclass(frozen=True)
class Quarter:
    """A quarter at work: the joined rows and covers of the workbooks taken in, and the past.

    ``withdrawn``: (file, project code) that the office has taken out; ``own`` lacks them.
    """

    period: Period
    tables: Tables
    own: dict[str, pd.DataFrame]
    files: pd.DataFrame
    winners: pd.DataFrame
    past: Past
    withdrawn: list[tuple[str, str]]
    doubted: Doubted
