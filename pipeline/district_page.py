"""Stage 8: an agency's projects as cards -> districts/<agency>.html: no script, no network.

Values in, bytes out, so that a child process can do it; it needs neither pandas nor pandera.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline import texts

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Report:
    """A report of the log, newest first: its number, day, progress, and what it says."""

    number: int
    day: str
    progress: str
    narrative: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Indicator:
    """An indicator: name, unit, target, result, type and level."""

    name: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Card:
    """A project as the old page showed it: ``lines`` before the log, ``after`` at the end."""

    code: str
    name: str
    standing: str
    attention: str
    reasons: str | None
    lines: tuple[tuple[str, str], ...]
    reports: tuple[Report, ...]
    indicators: tuple[Indicator, ...]
    after: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DistrictPage:
    """An agency's page: whose, of which quarter, and its cards."""

    agency_code: str
    agency_name: str
    title: str
    period_label: str
    sample: bool
    cards: tuple[Card, ...]


def district_page(page: DistrictPage) -> bytes:
    """The page as HTML."""
    made = _environment().get_template("district.html.j2")
    return made.render(page=page, fonts=fonts(), texts=texts).encode("utf-8")


def environment() -> Environment:
    """Where the pages' templates are found, and how they are read."""
    # select_autoescape would miss *.html.j2
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_environment = cache(environment)


@cache
def fonts() -> dict[int, str]:
    """Weight -> the font in base64, which every page carries along."""
    return {
        weight: b64encode((HERE / "fonts" / f"Sarabun-{name}.woff2").read_bytes()).decode("ascii")
        for weight, name in ((400, "Regular"), (700, "Bold"))
    }
