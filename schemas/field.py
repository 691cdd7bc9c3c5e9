"""field(...): one column of the form, as a pandera Field that carries label, help and kind."""

from __future__ import annotations

from typing import Any, Literal

import pandera.pandas as pa

from schemas.lists import choices

Kind = Literal[
    "code", "text", "long_text", "integer", "number", "percent", "money", "date", "choice"
]
Need = Literal["R", "W", "O"]


MOST_BAHT = 10.0**12
"""More than ten times the budget of all Bangkok: an amount above it is mistyped."""


def field(
    label: str,
    kind: Kind,
    need: Need,
    help: str,
    example: str = "",
    *,
    aliases: tuple[str, ...] = (),
    choice: str | None = None,
    low: float | None = None,
    high: float | None = None,
    pattern: str | None = None,
    **more: Any,
) -> Any:
    """A column of a sheet.

    ``need``: R required (blank is CELL-02), W wanted (blank is CELL-11), O optional. ``low`` and
    ``high`` are inclusive limits (CELL-05), ``pattern`` a whole-match expression (CELL-06),
    ``choice`` the name of a list in ``lists/`` (CELL-04). ``more``: ``personal`` (stays out of
    outputs), ``percent_format`` (a cell shown as 50 % is 50), ``keeps_text`` (unreadable text is
    kept beside the number), ``width`` (characters).
    """
    limits: dict[str, Any] = {}
    if kind == "money" and high is None:
        high = MOST_BAHT
    if low is not None:
        limits["ge"] = low
    if high is not None:
        limits["le"] = high
    if pattern is not None:
        limits["str_matches"] = pattern  # a prefix match in pandera: write ^…$
    if choice is not None:
        limits["isin"] = [entry.value for entry in choices(choice)]
    metadata: dict[str, Any] = {"kind": kind, "need": need, "example": example, "aliases": aliases}
    metadata |= {"choice": choice, "low": low, "high": high, "pattern": pattern, **more}
    return pa.Field(
        title=label, description=help, nullable=need != "R", metadata=metadata, **limits
    )
