"""What the data is: sheets, columns, lists, limits, rules and settings. Never imports pipeline.

Importing this, ``check``, ``checks``, ``lists`` and ``names`` is light. pandera, which the sheets'
classes are made of, costs about a third of a run: ``FORM`` brings it when it is first asked for,
so that processes that only read do without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.form import FORM as FORM
    from schemas.form import REVIEW as REVIEW

FORM_VERSION = "1"
READABLE_VERSIONS = ("1",)


def __getattr__(name: str) -> Any:
    if name in ("FORM", "REVIEW"):
        from schemas import form

        return getattr(form, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
