"""A check as data (id, severity, words), and @rule: one expression over rows that says what is wrong.

Messages are templates over the cells of the row: ``{end_date}`` is the value as people write it,
``{end_date@}`` the address of its cell, ``{end_date#}`` the label of its column. A dotted name
(``{project.end_date}``) is a cell of another row that belongs to this one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import pandera.pandas as pa

Severity = Literal["error", "warning", "info"]
ERROR: Severity = "error"
WARNING: Severity = "warning"
INFO: Severity = "info"

Words = tuple[str, str]
"""A sentence in Thai and the same in English."""


@dataclass(frozen=True)
class Check:
    """One check and its words.

    ``cells`` are the columns that the finding marks. ``spans`` names the key whose rows make one
    finding together. ``softened_by`` names a cell that, when filled, turns the error into a
    warning.
    """

    id: str
    severity: Severity
    message: Words
    repair: Words
    cells: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()
    softened_by: str | None = None


@dataclass(frozen=True)
class JoinedRule:
    """A rule over the rows of ``sheet`` joined with what belongs to them (``across.py``)."""

    check: Check
    sheet: str
    wrong: Callable[[pd.DataFrame], pd.Series]


CHECKS: dict[str, Check] = {}
"""Every check of the program, by id: those of the rules, and those that a stage finds itself."""

JOINED_RULES: list[JoinedRule] = []


def declare(check: str, severity: Severity, message: Words, repair: Words, **more: Any) -> Check:
    """Register a check. An id is for ever, and has one severity; its rules may differ in words."""
    made = Check(check, severity, message, repair, **more)
    if CHECKS.setdefault(check, made).severity != severity:
        raise ValueError(f"check {check} is declared with two severities")
    return made


def rule(
    check: str,
    *cells: str,
    message: Words,
    repair: Words,
    severity: Severity = WARNING,
    sheet: str | None = None,
    **more: Any,
) -> Callable[[Callable[..., Any]], Any]:
    """Make a rule of a function that states what is wrong: rows in, True where wrong.

    A blank compares as False, so a rule is quiet where a cell is blank. Inside a sheet's class
    the rule becomes a pandera check; with ``sheet=`` it runs over that sheet's joined rows.
    """
    made = declare(check, severity, message, repair, cells=cells, **more)

    def decorate(wrong: Callable[..., Any]) -> Any:
        if sheet is not None:
            JOINED_RULES.append(JoinedRule(made, sheet, wrong))
            return wrong

        def acceptable(cls: type, rows: pd.DataFrame, rule: Check) -> pd.Series:
            failed: pd.Series = wrong(cls, rows)
            return ~failed

        acceptable.__name__ = check  # not name=check: pandera loses that in subclasses
        return pa.dataframe_check(acceptable, rule=made)

    return decorate
