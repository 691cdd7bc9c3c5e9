"""@rule: a check made of one expression over rows that says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas.check import WARNING, Check, Severity, Words, declare


@dataclass(frozen=True)
class JoinedRule:
    """A rule over the rows of ``sheet`` joined with what belongs to them (``across.py``), or over
    a frame of that name of the view over quarters (``quarters.py``).
    """

    check: Check
    sheet: str
    wrong: Callable[[pd.DataFrame], pd.Series]


JOINED_RULES: list[JoinedRule] = []
QUARTER_RULES: list[JoinedRule] = []


def rule(
    check: str,
    *cells: str,
    message: Words,
    repair: Words,
    severity: Severity = WARNING,
    sheet: str | None = None,
    frame: str | None = None,
    **more: Any,
) -> Callable[[Callable[..., Any]], Any]:
    """Make a rule of a function that states what is wrong: rows in, True where wrong.

    A blank compares as False, so a rule is quiet where a cell is blank. Inside a sheet's class
    the rule becomes a pandera check; with ``sheet=`` it runs over that sheet's joined rows, with
    ``frame=`` over that frame of the view over quarters, revisions and agencies.
    """
    made = declare(check, severity, message, repair, cells=cells, **more)

    def decorate(wrong: Callable[..., Any]) -> Any:
        if sheet is not None:
            JOINED_RULES.append(JoinedRule(made, sheet, wrong))
            return wrong
        if frame is not None:
            QUARTER_RULES.append(JoinedRule(made, frame, wrong))
            return wrong

        def acceptable(cls: type, rows: pd.DataFrame, rule: Check) -> pd.Series:
            failed: pd.Series = wrong(cls, rows)
            return ~failed

        acceptable.__name__ = check  # not name=check: pandera loses that in subclasses
        return pa.dataframe_check(acceptable, rule=made)

    return decorate
