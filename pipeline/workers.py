"""What the child processes of a run can do, and how parent and children start quickly."""

from __future__ import annotations

import gc
import multiprocessing

READING = "pipeline.reading"
ANSWERING = "pipeline.answering"
WRITERS = ("pipeline.master_book", "pipeline.district_page")
"""Modules without pandas and pandera: a child without them starts in a third of the time."""


def warm_up() -> None:
    """Start the process from which children are forked, to load what they need meanwhile; on
    Windows there is none.
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing.forkserver import ensure_running, set_forkserver_preload

        set_forkserver_preload([READING, ANSWERING, *WRITERS])
        ensure_running()


def collect_less() -> None:
    """Look for cycles of garbage less often: rows are millions of objects and no cycles, and to
    look through them takes a twelfth of a run.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
