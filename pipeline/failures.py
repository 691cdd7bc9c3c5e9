"""What may go wrong with a command, told in words, with its exit code; heavy imports wait."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.run import Run

DONE, FAILED, WRONG_USAGE, NOTHING_FOUND = 0, 1, 2, 3
"""Exit codes."""


@contextmanager
def failures_told(run: Run, cluster: str | None) -> Iterator[None]:
    """What may happen to a run is said, and is its exit code; a mistake of ours goes through."""
    from pipeline import console
    from pipeline.children import Ended, NoChild
    from pipeline.cluster import LOST, NoCluster
    from pipeline.deliver import Busy
    from pipeline.quarterly import NoSubmission
    from pipeline.reading import Changed
    from pipeline.reconcile import Unbalanced

    try:
        yield
        return
    except NoSubmission as nothing:
        console.nothing_found(run, nothing)
        sys.exit(NOTHING_FOUND)
    except Busy:
        console.busy(run)
    except NoCluster as wrong:
        console.no_cluster(run, wrong)
    except Ended:
        if cluster is None:
            raise
        console.no_cluster(run, NoCluster(LOST, cluster))
    except NoChild as wrong:
        console.no_child(run, str(wrong))
    except Changed as file:
        console.changed(run, str(file))
    except Unbalanced as wrong:
        console.unbalanced(run, str(wrong))
    except OSError as wrong:
        console.cannot_write(run.outputs, wrong, run.language)
    sys.exit(FAILED)


@contextmanager
def disk_told(outputs: Path, language: str) -> Iterator[None]:
    """What the disk refuses is said, and is the exit code."""
    from pipeline import console

    try:
        yield
    except OSError as wrong:
        console.cannot_write(outputs, wrong, language)
        sys.exit(FAILED)
