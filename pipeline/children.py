"""Calls in child processes with limits: whatever ends a child fails its own call, and no other.

A crash, an endless loop, a bomb of memory cannot be caught where it happens; here each call has a
process that may die of it. ``Children`` is an Executor like any other of ``concurrent.futures``.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipeline.workers import collect_less

MIB = 1 << 20
TIME, MEMORY, CLOSED = "time", "memory", "closed"
KILLED = "KilledWorker"
"""A worker of a cluster ended at the call, and others after it."""


@dataclass(frozen=True)
class Limits:
    """What one call may use: ``seconds`` of the processor, by the clock ``waiting`` more (a child
    starts, a disk is slow), and ``memory`` in bytes beyond what an idle child has. The processor is
    limited on Linux and macOS, memory on Linux; by the clock every call is.
    """

    seconds: float = 60
    waiting: float = 30
    memory: int = 1024 * MIB


UNLIMITED = Limits(seconds=86_400, memory=1 << 60)
"""For what is made of our own data: the parent would have to make it with whatever it takes."""


class Ended(Exception):
    """A child ended, or was ended, before it gave its result.

    ``why``: ``time``, ``memory``, ``closed`` (the executor was), the name of an exception, or how
    the process ended.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NoChild(Exception):
    """A child process could not be started: that is our fault, or the machine's."""


class Children(ThreadPoolExecutor):
    """An executor whose calls run in child processes; each thread here waits for one child.

    ``preload`` names modules that every child needs: where the system can fork (not on Windows)
    they are imported once, in the process that the children are forked from.
    """

    def __init__(
        self, preload: Sequence[str], limits: Limits | None = None, children: int | None = None
    ) -> None:
        super().__init__(max_workers=children or os.cpu_count() or 1)
        self._limits = limits or Limits()
        self._own = threading.local()
        self._lock = threading.Lock()  # a child that is being ended must not be killed twice
        self._children: list[_Child] = []
        self._closing = False
        forks = "forkserver" in multiprocessing.get_all_start_methods()
        self._preload = list(preload)
        self._context = multiprocessing.get_context("forkserver" if forks else "spawn")
        self._context.set_forkserver_preload(self._preload)

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call ``function``, which must be importable, in a child. The future raises Ended."""
        return super().submit(self._in_child, function, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Waits for the calls at work; with ``cancel_futures`` or without ``wait`` ends them."""
        super().shutdown(wait=False, cancel_futures=cancel_futures)
        if cancel_futures or not wait:
            self._closing = True
            with self._lock:
                for child in self._children:
                    child.kill()
        super().shutdown(wait=True)
        for child in [*self._children]:
            self._end(child)

    def __exit__(self, wrong: type[BaseException] | None, *_: object) -> None:
        self.shutdown(cancel_futures=wrong is not None)  # Ctrl-C waits for nobody

    def _in_child(self, *call: Any) -> Any:
        child: _Child | None = getattr(self._own, "child", None)
        if child is None:
            child = self._own.child = _Child(self._context, self._limits, self._preload)
            with self._lock:
                self._children.append(child)
        try:
            if self._closing:
                raise Ended(CLOSED)
            return child.result(call)
        except Ended:
            self._end(child)
            del self._own.child
            raise

    def _end(self, child: _Child) -> None:
        with self._lock:
            self._children.remove(child)
            child.end()


class _Child:
    """A process and the pipe to it, seen from the parent."""

    def __init__(self, context: Any, limits: Limits, preload: list[str]) -> None:
        self._limits = limits
        self._pipe, other = context.Pipe()
        arguments = (other, limits, preload)
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        other.close()
        try:
            ready = self._pipe.poll(limits.waiting) and self._pipe.recv()
        except EOFError:
            ready = False
        if not ready:
            self._process.join(1)
            code = self._process.exitcode
            self.end()
            raise NoChild(f"a child process ended as it started: {code}")

    def result(self, call: tuple[Any, ...]) -> Any:
        try:
            self._pipe.send(call)
            if not self._pipe.poll(self._limits.seconds + self._limits.waiting):
                raise Ended(TIME)
            failed, told = self._pipe.recv()
        except (EOFError, OSError):  # the second: it ended in the middle of its answer
            raise Ended(self._how_it_ended()) from None
        if failed:
            raise Ended(told)
        return told

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()

    def _how_it_ended(self) -> str:
        self._process.join()
        code = self._process.exitcode or 0
        if code >= 0:
            return f"exit {code}"
        return TIME if -code == OUT_OF_TIME else signal.Signals(-code).name


OUT_OF_TIME = getattr(signal, "SIGXCPU", 0)


def _serve(pipe: Connection, limits: Limits, preload: list[str]) -> None:
    """The child: one call after the other, until the parent is gone or an exception ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, who ends its children
    _be_silent()
    for name in preload:
        import_module(name)  # at once where the server has them
    collect_less()
    _limit_memory(limits.memory)
    pipe.send(True)
    while True:
        try:
            function, args, kwargs = pipe.recv()
        except EOFError:
            return
        _limit_processor(limits.seconds)
        try:
            pipe.send((False, function(*args, **kwargs)))
        except MemoryError:
            pipe.send((True, MEMORY))
            return
        except Exception as wrong:  # of any kind: it ends the child, and its name is told
            pipe.send((True, type(wrong).__name__))
            return


def _be_silent() -> None:
    """What native code says as it dies (a Rust panic) is no message for an officer."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)


def _limit_memory(more: int) -> None:
    pages = Path("/proc/self/statm")
    if sys.platform == "linux" and pages.exists():
        import resource

        now = int(pages.read_text().split()[0]) * resource.getpagesize()
        _limit(resource.RLIMIT_AS, now + more)


def _limit_processor(seconds: float) -> None:
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 1)


def _limit(what: int, most: int) -> None:
    """Lower what may be used, or raise it again, within what the system itself allows."""
    import resource

    _, allowed = resource.getrlimit(what)
    bounded = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    resource.setrlimit(what, (bounded, allowed))
