"""The master's tables: each sheet's columns, and where each row came from."""

from __future__ import annotations

import pandera.pandas as pa

CURRENT, SUPERSEDED, HELD, DUPLICATE, REJECTED = (
    "current",
    "superseded",
    "held",
    "duplicate",
    "rejected",
)
STANDINGS = (CURRENT, SUPERSEDED, HELD, DUPLICATE, REJECTED)


class Lineage(pa.DataFrameModel):
    """The columns that stand before a sheet's own in every table of the master."""

    agency_code: str = pa.Field(nullable=True)
    fiscal_year: float = pa.Field(nullable=True)
    period: str = pa.Field(nullable=True)
    file: str
    sha256: str
    sheet: str
    row: int
    standing: str = pa.Field(isin=STANDINGS)
