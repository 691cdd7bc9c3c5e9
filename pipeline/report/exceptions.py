"""Stage 7: the switches, waivers and withdrawals that made a difference in the quarter."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from pipeline.merge import Master
from pipeline.run import Run
from pipeline.settings import OFF, Switch
from pipeline.standing import WITHDRAWN as OUT
from pipeline.texts import SEVERITY

SWITCHED, WAIVED, WITHDRAWN = "switch", "waiver", "withdrawn"
KINDS = {SWITCHED: "ปรับข้อตรวจ", WAIVED: "ยกเว้น", WITHDRAWN: "ถอนโครงการ"}


def exceptions_used(master: Master, run: Run) -> list[dict[str, Any]]:
    """Each entry of the settings that was used: its kind, its keys, how many ``findings``."""
    used = [
        {"kind": SWITCHED if isinstance(entry, Switch) else WAIVED, **asdict(entry), "findings": n}
        for (entry, period), n in master.used.items()
        if period == str(master.period)
    ]
    return sorted([*used, *_withdrawn(master, run)], key=_order)


def _order(one: dict[str, Any]) -> list[str]:
    keys = ("check", "agency", "project", "from_period", "until")
    return [str(list(KINDS).index(one["kind"])), *(str(one.get(key, "")) for key in keys)]


def _withdrawn(master: Master, run: Run) -> list[dict[str, Any]]:
    projects = master.frames["projects"]
    told = Counter(one.project_code for one in master.findings if one.check == OUT)
    there = set(zip(projects["period"], projects["project_code"], strict=True))
    return [
        {"kind": WITHDRAWN, **asdict(one), "findings": told[one.project]}
        for one in run.settings.withdrawn
        if one.period == str(master.period) and (one.period, one.project) in there
    ]


def exception_rows(master: Master, run: Run) -> list[tuple[str, str, str]]:
    """What was used, for people: kind, of what, why and by whose decision."""
    return [(KINDS[one["kind"]], _what(one), _why(one)) for one in exceptions_used(master, run)]


def _what(one: dict[str, Any]) -> str:
    if one["kind"] == WITHDRAWN:
        return str(one["project"])
    if one["kind"] == WAIVED:
        return f"{one['check']} · {one['agency']} · {one['project'] or 'ทุกโครงการ'}"
    loud = "ปิด" if one["severity"] == OFF else SEVERITY[one["severity"]][0]
    return f"{one['check']} → {loud}"


def _why(one: dict[str, Any]) -> str:
    until = f"ถึง {one['until']} " if one.get("until") else ""
    number = f" · ใช้กับ {one['findings']} ข้อค้นพบ" if one["findings"] else ""
    return f"{until}{one['reason']} (โดย {one['by']}){number}"
