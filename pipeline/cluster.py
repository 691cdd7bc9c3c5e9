"""Calls on the workers of a Dask cluster, for whoever has one: an Executor like any other.

``distributed`` is an optional extra (``make cluster``). A worker opens the inputs by their path, so
their folder must be at the same path on each machine. The bytes that come out are the same.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any

from pipeline.children import CLOSED, MEMORY, Ended, Limits
from pipeline.kept import loaded

MISSING, SILENT, EMPTY, UNSEEN, OTHER_CODE = "missing", "silent", "empty", "unseen", "other_code"
LOST = "lost"
WAITING = 10
"""Seconds to wait for the scheduler."""

LARGEST = "1GiB"
"""What a call may send before Dask warns: an evaluation of hundreds of MB is sent on purpose."""

_ADDRESS = re.compile(r"(?:tcp://)?[^\s/]+:[0-9]{1,5}")


class NoCluster(Exception):
    """The cluster cannot be used: ``why``, one of the words above, and of what."""

    def __init__(self, why: str, what: str) -> None:
        super().__init__(f"{why}: {what}")
        self.why = why
        self.what = what


class Cluster(Executor):
    """The workers behind the scheduler at ``address`` (``tcp://host:8786``), all of which see the
    folder ``inputs`` and have this very code. Raises NoCluster.

    A worker that ends, or takes longer than ``limits`` say, fails its own call, once others have
    tried it too; memory is limited as its workers were started.
    """

    def __init__(self, address: str, inputs: Path, limits: Limits | None = None) -> None:
        try:
            from dask import config
            from distributed import Client
        except ImportError as missing:
            raise NoCluster(MISSING, "distributed") from missing
        config.set({"distributed.admin.large-graph-warning-threshold": LARGEST})
        _silence("distributed", "tornado")  # what is wrong we say
        if _ADDRESS.fullmatch(address) is None:  # Dask would try for half a minute
            raise NoCluster(SILENT, address)
        try:
            self._client = Client(address, timeout=WAITING, set_as_default=False)
        except OSError as silent:
            raise NoCluster(SILENT, address) from silent
        with ExitStack() as unless_checked:
            unless_checked.callback(self._client.close)
            self._check(address, inputs)
            unless_checked.pop_all()
        self._limits = limits or Limits()
        self._asked: set[Any] = set()
        self._closed = Event()
        Thread(target=self._watch, daemon=True).start()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call ``function``, which must be importable, on a worker. The future raises Ended."""
        given: Future[Any] = Future()
        call = partial(function, *args, **kwargs)
        asked = self._client.submit(_within, self._limits.seconds, call, pure=False)
        self._asked.add(asked)
        asked.add_done_callback(partial(self._give, given))
        return given

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Waits for the calls at work; with ``cancel_futures`` or without ``wait`` ends them."""
        from distributed import wait as wait_for

        if cancel_futures or not wait:
            self._cancel()
        elif self._asked:
            wait_for(list(self._asked))
        self._closed.set()
        self._client.close()

    def __exit__(self, wrong: type[BaseException] | None, *_: object) -> None:
        self.shutdown(cancel_futures=wrong is not None)

    def _watch(self) -> None:
        """End every call once all workers have been gone for a while: Dask would wait for others to
        come for ever.
        """
        gone = 0
        while not self._closed.wait(1):
            gone = 0 if self._has_workers() else gone + 1
            if gone >= WAITING:
                self._cancel()
                return

    def _has_workers(self) -> bool:
        with suppress(*_scheduler_gone()):
            return bool(self._client.scheduler_info(n_workers=-1)["workers"])
        return False

    def _cancel(self) -> None:
        with suppress(*_scheduler_gone()):
            self._client.cancel(list(self._asked))

    def _check(self, address: str, inputs: Path) -> None:
        """All workers see what the parent sees, by the same code; the scheduler has it too."""
        folder = str(inputs.resolve())
        there = self._client.run(seen, folder, on_error="return")
        if not there:
            raise NoCluster(EMPTY, address)
        compare(folder, seen(folder), there)
        try:
            self._client.submit(seen, folder, pure=False).result()
        except RuntimeError as lacking:  # the scheduler was started in another folder
            raise NoCluster(OTHER_CODE, address) from lacking

    def _give(self, given: Future[Any], asked: Any) -> None:
        self._asked.discard(asked)
        try:
            if asked.status == "finished":
                given.set_result(asked.result())
                return
            why = type(asked.exception()).__name__ if asked.status == "error" else CLOSED
        except Exception:  # of any kind: what cannot be fetched is the cluster's doing, no file's
            why = CLOSED
        given.set_exception(Ended(MEMORY if why == "MemoryError" else why))


def _silence(*libraries: str) -> None:
    """Nothing more is logged by these libraries: each of their loggers has a level of its own."""
    for name in [*libraries, *logging.root.manager.loggerDict]:
        if name.partition(".")[0] in libraries:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _scheduler_gone() -> tuple[type[Exception], ...]:
    """What Dask raises when there is no scheduler any more."""
    from distributed.client import ClosedClientError

    return (ClosedClientError, OSError, RuntimeError)


Seen = tuple[list[str], str]
"""The names in a folder, and a hash over the code."""


def seen(folder: str) -> Seen:
    """What a process sees in a folder, and what code it has."""
    names: list[str] = []
    with suppress(OSError):
        names = sorted(os.listdir(folder))
    return names, loaded()


def compare(folder: str, mine: Seen, there: Mapping[str, Seen | Exception]) -> None:
    """What the parent sees and what each worker does, or why it cannot say; raises NoCluster where
    they differ.
    """
    for worker, told in sorted(there.items()):
        if isinstance(told, Exception) or told[1] != mine[1]:
            raise NoCluster(OTHER_CODE, worker)
        if told[0] != mine[0]:
            raise NoCluster(UNSEEN, f"{worker} {folder}")


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """On a worker: the call, or the end of the process, for nothing less ends an endless loop."""
    end = Timer(seconds, os._exit, [1])
    end.start()
    try:
        return call()
    finally:
        end.cancel()
