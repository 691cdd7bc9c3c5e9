"""lists/*.csv -> the values people choose from, with their aliases; the register of agencies."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lists"


@dataclass(frozen=True)
class Choice:
    """A value of a list and what else people write for it."""

    value: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agency:
    """An agency of the register. ``valid_from`` and ``valid_to`` are period ids or blank."""

    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    kind: str
    group: str
    valid_from: str
    valid_to: str
    expected: bool

    def names(self) -> tuple[str, ...]:
        """Every way in which the agency is called."""
        return (self.name, self.short_name, *self.aliases)

    def expected_in(self, period: str) -> bool:
        """Whether a workbook is expected in the period (``2566-Q2``: ids sort as text)."""
        after = not self.valid_from or self.valid_from <= period
        return self.expected and after and (not self.valid_to or period <= self.valid_to)


@dataclass(frozen=True)
class Transfer:
    """A project that moved between agencies, from a period on, by an authority."""

    project_code: str
    from_agency: str
    to_agency: str
    from_period: str
    authority: str


@cache
def choices(name: str) -> tuple[Choice, ...]:
    """The list ``lists/<name>.csv`` (columns value, aliases), in its order; agencies by name."""
    if name == "agencies":
        return tuple(Choice(agency.name, agency.names()[1:]) for agency in agencies())
    return tuple(Choice(row["value"], _split(row["aliases"])) for row in _rows(name))


@cache
def agencies() -> tuple[Agency, ...]:
    """The register of agencies, ``lists/agencies.csv``, in its order."""
    return tuple(
        Agency(
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            aliases=_split(row["aliases"]),
            kind=row["kind"],
            group=row["group"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            expected=row["expected"] == "yes",
        )
        for row in _rows("agencies")
    )


@cache
def transfers() -> tuple[Transfer, ...]:
    """``lists/transfers.csv``: code, from, to, from period, authority."""
    return tuple(
        Transfer(*(row.get(key, "") for key in ("code", "from", "to", "from_period", "authority")))
        for row in _rows("transfers")
    )


@dataclass(frozen=True)
class PlanVersion:
    """A development plan: the words its strategy lines begin with, and the years it is for."""

    name: str
    words: tuple[str, ...]
    from_year: int
    to_year: int


@cache
def plan_versions() -> tuple[PlanVersion, ...]:
    """``lists/plan_versions.csv``; a blank last year means that the plan still runs."""
    return tuple(
        PlanVersion(
            row["value"], _split(row["aliases"]), int(row["from_year"]), int(row["to_year"] or 9999)
        )
        for row in _rows("plan_versions")
    )


@cache
def sections() -> dict[str, str]:
    """The ten sections of a district: two digits -> name."""
    return {row["code"]: row["value"] for row in _rows("sections")}


@cache
def agency_indicators() -> tuple[str, ...]:
    """Names of the indicators that measure the agency, not the project."""
    return tuple(name for row in _rows("agency_indicators") for name in _all_names(row))


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [
            {key: (value or "").strip() for key, value in row.items()}
            for row in csv.DictReader(lines)
        ]


def _all_names(row: dict[str, str]) -> tuple[str, ...]:
    return (row["value"], *_split(row["aliases"]))


def _split(aliases: str) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in aliases.split("|") if alias.strip())
