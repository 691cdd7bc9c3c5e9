"""What the child processes of a run can do, and how parent and children start quickly."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import signal
import sys

READING = "pipeline.reading"
ANSWERING = ("pipeline.answering", "pipeline.district_page")
WRITING = "pipeline.master_book"
"""Modules without pandas and pandera: a child without them starts in a third of the time."""


def warm_up() -> None:
    """Start the process from which children are forked, to load what they need meanwhile; on
    Windows there is none.
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing.forkserver import ensure_running, set_forkserver_preload

        set_forkserver_preload([READING, *ANSWERING, WRITING])
        usual = signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is started deaf: Ctrl-C is for us
        ensure_running()
        signal.signal(signal.SIGINT, usual)


def collect_less() -> None:
    """Look for cycles of garbage less often: rows are millions of objects and no cycles, and to
    look through them takes a twelfth of a run.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def give_back() -> None:
    """Give free memory back to the system, of which glibc would keep half as much again as is in
    use; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", lambda left: 0)
        trim(0)
