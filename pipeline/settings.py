"""schemas/*.toml -> what the planning office has set: thresholds, deadlines, switches, exceptions.

A settings file that cannot be used stops the run and says which file, which key, what was expected.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from pipeline.correspondence import Memo, Register, read_memo, read_register
from pipeline.period import Period
from pipeline.settings_files import SettingsError, hash_of, read_toml, same_keys
from schemas.check import CHECKS, ERROR, INFO, WARNING
from schemas.form import FORM as FORM  # with it every check is declared
from schemas.lists import agencies, transfers
from schemas.names import is_project_code

OFF = "off"
LOUDNESS = (OFF, INFO, WARNING, ERROR)
BLANKING = tuple(f"CELL-{number:02d}" for number in (*range(1, 9), 14))
"""Checks of values that are not used: what is left out must be said, if only as information."""

FIXED = (
    *("FILE-", "FORM-01", "FORM-02", "FORM-03", "FORM-04", "FORM-05", "FORM-11"),
    *("COV-01", "COV-02", "COV-03", "CELL-12", "PRJ-01", "PRJ-10", "PRG-01", "PRG-05", "ALL-01"),
    *("PLN-05", "PRG-06", "KPI-06"),
)
"""Checks that say what a file or a row is and whose: without them nothing could be merged."""


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
class Switch:
    """A check that is off or of another severity from one period until another (blank: open)."""

    check: str
    severity: str
    from_period: str
    until: str
    reason: str
    by: str


@dataclass(frozen=True)
class Waiver:
    """A finding that one agency, for one project (blank: all of them), need not mend until then."""

    agency: str
    check: str
    project: str
    from_period: str
    until: str
    reason: str
    by: str


@dataclass(frozen=True)
class Withdrawal:
    """A project that was sent by mistake in a period, and is taken out of it."""

    period: str
    project: str
    reason: str
    by: str


@dataclass(frozen=True)
class Settings:
    """All of the office's settings, and one hash over the files that hold them."""

    criteria: Criteria
    deadlines: dict[str, date]
    switches: tuple[Switch, ...]
    waivers: tuple[Waiver, ...]
    withdrawn: tuple[Withdrawal, ...]
    memo: Memo
    register: Register
    hash: str


def settings() -> Settings:
    """Read ``schemas/*.toml``; SettingsError where one cannot be used."""
    _check_transfers()
    checks = read_toml("checks.toml", {"switch"})
    exceptions = read_toml("waivers.toml", {"waiver", "withdrawn"})
    return Settings(
        criteria=_criteria(),
        deadlines=_deadlines(),
        switches=_entries("checks.toml", checks, "switch", Switch),
        waivers=_entries("waivers.toml", exceptions, "waiver", Waiver),
        withdrawn=_entries("waivers.toml", exceptions, "withdrawn", Withdrawal),
        memo=read_memo(),
        register=read_register(),
        hash=hash_of("*.toml", "lists/*.csv"),
    )


CRITERIA = {
    "schedule": ("ahead", "behind", "far_behind"),
    "stalled": ("days", "red_days"),
    "reports": ("typed_late_days",),
    "spending": ("targets", "source", "yellow_gap"),
    "forecast": ("least_rise", "longest_years"),
}


def _criteria() -> Criteria:
    known = read_toml("criteria.toml", CRITERIA)
    for section, keys in CRITERIA.items():
        if section not in known:
            raise SettingsError(f"schemas/criteria.toml: ไม่พบหมวด [{section}]")
        same_keys(f"criteria.toml [{section}]", known[section], keys)
        for key in keys:
            _as_threshold(f"criteria.toml [{section}]", key, known[section][key])
    return Criteria(
        **known["schedule"],
        stalled_days=known["stalled"]["days"],
        stalled_red_days=known["stalled"]["red_days"],
        typed_late_days=known["reports"]["typed_late_days"],
        spending_targets=tuple(known["spending"]["targets"]),
        spending_source=known["spending"]["source"],
        spending_yellow_gap=known["spending"]["yellow_gap"],
        forecast_least_rise=known["forecast"]["least_rise"],
        forecast_longest_years=known["forecast"]["longest_years"],
    )


WHOLE = ("days", "red_days", "typed_late_days", "longest_years")


def _as_threshold(where: str, key: str, value: Any) -> None:
    """A number, a whole one of days and years, four targets, or a text where words are due."""
    if key == "source":
        fits = isinstance(value, str) and bool(value.strip())
    elif key == "targets":
        fits = isinstance(value, list) and len(value) == 4 and all(map(_is_number, value))
    else:
        fits = _is_number(value) and (key not in WHOLE or isinstance(value, int))
    if not fits:
        raise SettingsError(f"schemas/{where}: {key} = {value!r} ใช้ไม่ได้ ดูคำอธิบายในแฟ้มนั้น")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _deadlines() -> dict[str, date]:
    deadlines = read_toml("calendar.toml", {"deadlines"}).get("deadlines", {})
    for period, day in deadlines.items():
        _as_period("calendar.toml [deadlines]", period)
        if type(day) is not date:
            raise SettingsError(
                f'schemas/calendar.toml: {period} = {day!r} ไม่ใช่วันที่ พิมพ์เช่น "2566-Q2" = 2023-04-10'
            )
    return dict(deadlines)


Entry = TypeVar("Entry", Switch, Waiver, Withdrawal)
MAY_BE_BLANK = {("switch", "until"), ("waiver", "project")}


def _entries(file: str, known: dict[str, Any], name: str, kind: type[Entry]) -> tuple[Entry, ...]:
    """The ``[[name]]`` entries of a file, each with exactly the keys of its kind."""
    keys = {one.name: one.name.replace("from_period", "from") for one in fields(kind)}
    made = []
    for number, told in enumerate(known.get(name, []), 1):
        where = f"{file} [[{name}]] ที่ {number}"
        same_keys(where, told, keys.values())
        entry = {key: told[said] for key, said in keys.items()}
        for key, value in entry.items():
            if not isinstance(value, str) or not (value.strip() or (name, key) in MAY_BE_BLANK):
                raise SettingsError(f"schemas/{where}: {keys[key]} = {value!r} ต้องเป็นข้อความที่ไม่ว่าง")
            if value and (test := TESTS.get(key)):
                test(where, value)
        if entry.get("severity") == OFF and entry["check"].startswith(BLANKING):
            raise SettingsError(
                f"schemas/{where}: ข้อตรวจ {entry['check']} ปิดไม่ได้ เพราะค่าที่พบไม่ถูกนำไปใช้ "
                "จะหายไปโดยไม่มีใครบอก ปรับเป็น info ได้"
            )
        until = entry.get("until")
        if until and until < entry["from_period"]:
            raise SettingsError(f"schemas/{where}: until {until} อยู่ก่อน from {entry['from_period']}")
        made.append(kind(**entry))
    return tuple(made)


def _as_period(where: str, value: str) -> None:
    written: str | None = None
    with suppress(ValueError):
        written = str(Period.parse(value))
    if written != value:  # ids are compared as text
        raise SettingsError(f"schemas/{where}: งวด {value!r} ไม่ถูกต้อง พิมพ์เช่น 2566-Q2")


def _check_transfers() -> None:
    """SettingsError where a line of ``lists/transfers.csv`` cannot be used."""
    begun: set[tuple[str, str]] = set()
    for number, one in enumerate(transfers(), 2):
        where = f"lists/transfers.csv บรรทัดที่ {number}"
        _as_project(where, one.project_code)
        _as_agency(where, one.from_agency)
        _as_agency(where, one.to_agency)
        _as_period(where, one.from_period)
        if not one.authority or one.from_agency == one.to_agency:
            raise SettingsError(f"schemas/{where}: ต้องมี authority และ from กับ to ต้องต่างกัน")
        if (one.project_code, one.from_period) in begun:
            raise SettingsError(f"schemas/{where}: โครงการ {one.project_code} โอนซ้ำในงวดเดียวกัน")
        begun.add((one.project_code, one.from_period))


def _as_check(where: str, value: str) -> None:
    if value not in CHECKS:
        raise SettingsError(f"schemas/{where}: ไม่มีข้อตรวจ {value!r} ดูรหัสใน docs/checks.md")
    if value.startswith(FIXED):
        raise SettingsError(
            f"schemas/{where}: ข้อตรวจ {value} ปิด ปรับ หรือยกเว้นไม่ได้ เพราะบอกว่าแฟ้มหรือแถวเป็นของใคร"
            " (โครงการที่โอน ให้บันทึกใน schemas/lists/transfers.csv)"
        )


def _as_agency(where: str, value: str) -> None:
    if value not in {agency.code for agency in agencies()}:
        raise SettingsError(f"schemas/{where}: ไม่มีหน่วยงาน {value!r} ใน schemas/lists/agencies.csv")


def _as_project(where: str, value: str) -> None:
    if not is_project_code(value):
        raise SettingsError(f"schemas/{where}: รหัสโครงการ {value!r} ไม่ถูกต้อง พิมพ์เช่น 50100000-3670")


def _as_severity(where: str, value: str) -> None:
    if value not in LOUDNESS:
        raise SettingsError(f"schemas/{where}: severity = {value!r} ต้องเป็น {', '.join(LOUDNESS)}")


TESTS: dict[str, Callable[[str, str], None]] = {
    "check": _as_check,
    "agency": _as_agency,
    "project": _as_project,
    "severity": _as_severity,
    **dict.fromkeys(("period", "from_period", "until"), _as_period),
}
"""What a key of an entry must be, wherever it stands."""
