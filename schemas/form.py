"""FORM: the sheets of the form by table name, in the order of the work."""

from __future__ import annotations

from schemas import across as across
from schemas import checks as checks
from schemas import quarters as quarters
from schemas.cover import Cover
from schemas.kpis import Kpis
from schemas.names import REVIEWS
from schemas.pages import Pages
from schemas.plans import Plans
from schemas.progress import Progress
from schemas.projects import Projects
from schemas.reviews import Reviews
from schemas.sheet import Sheet

FORM: dict[str, type[Sheet]] = {
    "covers": Cover,
    "projects": Projects,
    "plans": Plans,
    "progress": Progress,
    "kpis": Kpis,
    "pages": Pages,
}

REVIEW: dict[str, type[Sheet]] = {REVIEWS: Reviews}
"""The evaluator's form: what comes back of the evaluation workbook."""
