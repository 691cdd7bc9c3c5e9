"""What a person asked for and what the office has set -> Run: made once at the edge, frozen."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import schemas.lists

SETTINGS = Path(schemas.lists.__file__).parent


class SettingsError(Exception):
    """A settings file that cannot be used; says which file, which key and what was expected."""


@dataclass(frozen=True)
class Criteria:
    """The thresholds of ``schemas/criteria.toml``, units as there."""

    ahead: float
    behind: float
    far_behind: float
    stalled_days: int
    stalled_red_days: int
    typed_late_days: int
    spending_targets: tuple[float, float, float, float]
    spending_source: str
    spending_yellow_gap: float
    forecast_least_rise: float
    forecast_longest_years: float


@dataclass(frozen=True)
class Run:
    """One run: asked period (None: the latest), folders, day of evaluation, settings."""

    inputs: Path
    outputs: Path
    criteria: Criteria
    deadlines: dict[str, date]
    settings_hash: str
    period: str | None = None
    as_of: date | None = None
    language: str = "th"


def make_run(inputs: Path, outputs: Path, **asked: Any) -> Run:
    """Read the settings and freeze what was asked. SettingsError where a file cannot be used."""
    return Run(
        inputs=inputs,
        outputs=outputs,
        criteria=_criteria(),
        deadlines=_deadlines(),
        settings_hash=_hash_of("*.toml", "lists/*.csv"),
        **asked,
    )


def rules_hash() -> str:
    """One hash over every rule and label of ``schemas/``."""
    return _hash_of("*.py")


def _criteria() -> Criteria:
    known = _toml("criteria.toml")
    try:
        return Criteria(
            **_only(known["schedule"], "ahead", "behind", "far_behind"),
            stalled_days=known["stalled"]["days"],
            stalled_red_days=known["stalled"]["red_days"],
            typed_late_days=known["reports"]["typed_late_days"],
            spending_targets=tuple(known["spending"]["targets"]),
            spending_source=known["spending"]["source"],
            spending_yellow_gap=known["spending"]["yellow_gap"],
            forecast_least_rise=known["forecast"]["least_rise"],
            forecast_longest_years=known["forecast"]["longest_years"],
        )
    except KeyError as missing:
        raise SettingsError(f"schemas/criteria.toml: ไม่พบค่า {missing}") from missing


def _deadlines() -> dict[str, date]:
    deadlines = _toml("calendar.toml").get("deadlines", {})
    for period, day in deadlines.items():
        if not isinstance(day, date):
            raise SettingsError(
                f'schemas/calendar.toml: {period} = {day!r} ไม่ใช่วันที่ พิมพ์เช่น "2566-Q2" = 2023-04-10'
            )
    return dict(deadlines)


def _toml(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((SETTINGS / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        raise SettingsError(f"schemas/{name}: อ่านไม่ได้ ({wrong})") from wrong


def _only(section: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: section[key] for key in keys}


def _hash_of(*patterns: str) -> str:
    digest = sha256()
    for path in sorted(path for pattern in patterns for path in SETTINGS.glob(pattern)):
        digest.update(path.relative_to(SETTINGS).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
