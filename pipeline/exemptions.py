"""Stage 4: findings + switches and waivers -> findings as the office wants them; what was used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline.findings import Finding
from pipeline.settings import OFF, Settings, Switch, Waiver
from schemas.check import INFO

Used = Counter[tuple[Switch | Waiver, str]]
"""(entry, period of the workbooks) -> how many findings it changed."""


@dataclass(frozen=True)
class Exempted:
    """The findings that are left, and how many each switch and waiver changed, by period."""

    findings: list[Finding]
    used: Used = field(default_factory=Counter)


def exempted(found: Iterable[Finding], periods: Mapping[str, str], settings: Settings) -> Exempted:
    """Switches first, then waivers. ``periods``: file -> the period of its cover, blank if unknown.

    A switched-off finding is gone, a waived one is information that says so.
    """
    done = Exempted([])
    for one in found:
        period = periods.get(one.file, "")
        switch = next((each for each in settings.switches if _switched(each, one, period)), None)
        if switch is not None:
            done.used[switch, period] += 1
            if switch.severity == OFF:
                continue
            one = replace(one, severity=switch.severity)
        waiver = next((each for each in settings.waivers if _waived(each, one, period)), None)
        if waiver is not None:
            done.used[waiver, period] += 1
            why = {"until": waiver.until, "reason": waiver.reason, "by": waiver.by}
            one = replace(one, severity=INFO, waived=why)
        done.findings.append(one)
    return done


def _holds(entry: Switch | Waiver, period: str) -> bool:
    """Whether an entry holds in a period (``2566-Q2``: ids sort as text)."""
    return entry.from_period <= period and (not entry.until or period <= entry.until)


def _switched(switch: Switch, one: Finding, period: str) -> bool:
    same = switch.check == one.check and switch.severity != one.severity
    return same and _holds(switch, period)


def _waived(waiver: Waiver, one: Finding, period: str) -> bool:
    same = waiver.check == one.check and waiver.agency == one.agency_code
    whose = not waiver.project or waiver.project == one.project_code
    return same and whose and _holds(waiver, period)
