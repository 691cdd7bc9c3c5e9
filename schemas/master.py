"""The words and columns of the master: what became of a row, and where it came from."""

from __future__ import annotations

CURRENT, SUPERSEDED, HELD, DUPLICATE, REJECTED = (
    "current",
    "superseded",
    "held",
    "duplicate",
    "rejected",
)
LINEAGE = ("agency_code", "fiscal_year", "period", "file", "sha256", "sheet", "row", "standing")
"""The columns that stand before a sheet's own in every table of the master."""
