"""A check as data: its id, its severity and its words. Readers use it without pandas or pandera.

Messages are templates over the cells of the row: ``{end_date}`` is the value as people write it,
``{end_date@}`` the address of its cell, ``{end_date#}`` the label of its column. A dotted name
(``{project.end_date}``) is a cell of another row that belongs to this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

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
    changed: str | None = None


CHECKS: dict[str, Check] = {}
"""Every check of the program, by id: those of the rules, and those that a stage finds itself."""

DECLARED: list[Check] = []
"""Every check as declared: an id whose rules differ in words or severity stands here once each."""


def declare(check: str, severity: Severity, message: Words, repair: Words, **more: Any) -> Check:
    """Register a check. An id is for ever; its rules may differ in words and in severity."""
    made = Check(check, severity, message, repair, **more)
    CHECKS.setdefault(check, made)
    DECLARED.append(made)
    return made
