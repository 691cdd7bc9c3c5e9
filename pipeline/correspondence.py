"""schemas/memo.toml, register.toml -> who writes to whom: the memo, the addresses of mails."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any

from pipeline.settings_files import SettingsError, read_toml, same_keys
from schemas.lists import agencies

ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Memo:
    """Who writes the cover memo to whom, and whether its digits are Thai."""

    department: str
    to: str
    signed_by: str
    thai_digits: bool


@dataclass(frozen=True)
class Register:
    """Who sends, who gets the evaluation, and the addresses of each agency by code."""

    sender: str
    planning: tuple[str, ...]
    agencies: dict[str, tuple[str, ...]]


def read_memo() -> Memo:
    """``schemas/memo.toml``."""
    told = read_toml("memo.toml", {"memo"}).get("memo", {})
    same_keys("memo.toml [memo]", told, [one.name for one in fields(Memo)])
    return Memo(**told)


def read_register() -> Register:
    """``schemas/register.toml``: the only place that addresses come from."""
    told = read_toml("register.toml", {"planning", "agencies"})
    for section in ("planning", "agencies"):
        if section not in told:
            raise SettingsError(f"schemas/register.toml: ไม่พบหมวด [{section}]")
    same_keys("register.toml [planning]", told["planning"], ("from", "to"))
    codes = {agency.code for agency in agencies()}
    for code in told["agencies"]:
        if code not in codes:
            raise SettingsError(f"schemas/register.toml [agencies]: ไม่มีหน่วยงาน {code!r} ในทะเบียน")
    known = {code: _addresses(code, told["agencies"][code]) for code in told["agencies"]}
    (sender,) = _addresses("from", [told["planning"]["from"]])
    return Register(sender, _addresses("to", told["planning"]["to"]), known)


def _addresses(key: str, told: Any) -> tuple[str, ...]:
    """Plain addresses alone: no name, no list in one text, nothing that could end a header."""
    for one in told if isinstance(told, list) else [told]:
        if not isinstance(one, str) or not ADDRESS.fullmatch(one):
            raise SettingsError(
                f'schemas/register.toml: {key} = {one!r} ไม่ใช่ที่อยู่อีเมล พิมพ์เช่น ["office@example.org"]'
            )
    return tuple(told)
