"""Whether a run would make what is already there: the same inputs, code, settings and outputs.

Looks at bytes alone, and needs neither pandas nor pandera. What it remembers is one small file in
``outputs/``, safe to delete at any moment: without it the next run does all its work.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.deliver import RECORD, left_behind
from pipeline.kept import add_files, files_of, made_by, sha256_of

MEMORY = ".last-run.json"


@dataclass(frozen=True)
class Made:
    """An earlier run's outputs, which are whole: their folder, and what that run told."""

    folder: Path
    said: str


def made_from(inputs: Path, *asked: object) -> str | None:
    """One hash over all that a run depends on: inputs, code, settings, libraries, what was asked.

    None where a file cannot be read: then nothing is known.
    """
    with suppress(OSError):
        digest = sha256(repr((made_by(), *asked)).encode())
        add_files(digest, inputs, files_of(inputs))
        return digest.hexdigest()
    return None


def made_already(outputs: Path, key: str | None) -> Made | None:
    """The outputs that a run from ``key`` made, where not a byte of them has changed since.

    None too where another run is at work, or was ended before it had cleared up: a run does.
    """
    try:
        told = json.loads((outputs / MEMORY).read_bytes())
        made = Made(outputs / str(told["period"]), str(told["said"]))
        if (
            key is None
            or left_behind(outputs)
            or told["made_from"] != key
            or told["record"] != sha256_of(made.folder / RECORD)
        ):
            return None
        listed = json.loads((made.folder / RECORD).read_bytes())["outputs"]
        expected = {one["path"]: one["sha256"] for one in listed}
        there = {path.relative_to(made.folder).as_posix(): path for path in files_of(made.folder)}
        if there.keys() - {RECORD} != expected.keys():
            return None
        whole = all(sha256_of(there[name]) == digest for name, digest in expected.items())
    except (OSError, ValueError, KeyError, TypeError):  # not there, or not written by us
        return None
    return made if whole else None


def remember(outputs: Path, key: str | None, period: str, record: str, said: str) -> None:
    """Note what a run made its outputs from; ``record`` is the sha256 of their ``run.json``.

    In one step, so that nobody reads half of it; where it cannot be written, the next run works.
    """
    if key is None:
        return
    told = {"made_from": key, "period": period, "record": record, "said": said}
    aside = outputs / f"{MEMORY}.tmp"
    with suppress(OSError):
        aside.write_text(json.dumps(told), encoding="utf-8")
        aside.replace(outputs / MEMORY)
