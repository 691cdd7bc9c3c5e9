"""Workbooks named one by one -> what is wrong with them; merges nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.findings import Finding
from pipeline.intake import Intake, taken
from pipeline.quarterly import submissions
from pipeline.reading import readers
from pipeline.run import Run


def check(run: Run, paths: Sequence[Path]) -> tuple[Finding, ...]:
    """Stages 1 to 4 over these files alone."""
    files = tuple(taken(path, str(path)) for path in paths)
    these = Intake(files, ignored=(), sample=False)
    with readers() as executor:
        return submissions(run, these, executor).checked.findings
