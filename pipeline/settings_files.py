"""A settings file of schemas/ -> what it says, or SettingsError: which file, which key."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Any

import schemas.lists

SETTINGS = Path(schemas.lists.__file__).parent


class SettingsError(Exception):
    """A settings file that cannot be used; says which file, which key and what was expected."""


def hash_of(*patterns: str) -> str:
    """One hash over the files of ``schemas/`` that the patterns name."""
    digest = sha256()
    for path in sorted(path for pattern in patterns for path in SETTINGS.glob(pattern)):
        digest.update(path.relative_to(SETTINGS).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_toml(name: str, known: Collection[str]) -> dict[str, Any]:
    """The sections of ``schemas/<name>``, none but those ``known``."""
    try:
        told = tomllib.loads((SETTINGS / name).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as wrong:
        raise SettingsError(f"schemas/{name}: อ่านไม่ได้ ({wrong})") from wrong
    if unknown := sorted(set(told) - set(known)):
        raise SettingsError(
            f"schemas/{name}: ไม่รู้จัก {', '.join(unknown)} (ใช้ได้: {', '.join(sorted(known))})"
        )
    return told


def same_keys(where: str, told: dict[str, Any], keys: Collection[str]) -> None:
    """SettingsError unless there are exactly these keys."""
    missing, unknown = sorted(set(keys) - set(told)), sorted(set(told) - set(keys))
    if missing:
        raise SettingsError(f"schemas/{where}: ไม่พบค่า {', '.join(missing)}")
    if unknown:
        raise SettingsError(f"schemas/{where}: ไม่รู้จักค่า {', '.join(unknown)}")
