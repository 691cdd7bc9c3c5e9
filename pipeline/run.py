"""What a person asked for and what the office has set -> Run: made once at the edge, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.settings import Settings, settings
from pipeline.settings_files import hash_of


@dataclass(frozen=True)
class Run:
    """One run: asked period (None: the latest), folders, day of evaluation, settings."""

    inputs: Path
    outputs: Path
    settings: Settings
    period: str | None = None
    as_of: date | None = None
    language: str = "th"


def make_run(inputs: Path, outputs: Path, **asked: Any) -> Run:
    """Read the settings and freeze what was asked. SettingsError where a file cannot be used."""
    return Run(inputs, outputs, settings(), **asked)


def rules_hash() -> str:
    """One hash over every rule and label of ``schemas/``."""
    return hash_of("*.py")


def latest(outputs: Path) -> str | None:
    """The latest period that was put out; None where none was."""
    made = sorted(path.parent.name for path in outputs.glob("*-Q?/run.json"))
    return made[-1] if made else None
