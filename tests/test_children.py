"""Whatever ends a child fails its own call, with why, and no other."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from pipeline.children import MEMORY, MIB, TIME, Children, Ended, Limits

LIMITS = Limits(seconds=1, waiting=1, memory=200 * MIB)


def endless() -> None:
    while True:
        pass


def asleep() -> None:
    time.sleep(60)


def greedy() -> None:
    held = []
    while True:
        held.append(bytearray(10 * MIB))


def abort() -> None:
    os.abort()  # as native code ends, which no exception handler sees


def gone() -> None:
    os._exit(3)


def bottomless() -> None:
    bottomless()


def unsendable() -> Callable[[], None]:
    return lambda: None


def noisy() -> str:
    os.write(2, b"thread panicked\n")
    return "done"


def double(number: int, times: int = 2) -> int:
    return number * times


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (endless, {TIME}),
        (asleep, {TIME}),
        (greedy, {MEMORY, "SIGKILL"}),  # SIGKILL: a system without limits of its own
        (abort, {"SIGABRT"}),
        (gone, {"exit 3"}),
        (bottomless, {"RecursionError"}),
        (unsendable, {"AttributeError", "PicklingError"}),
    ],
)
def test_each_end_is_told_and_the_next_calls_go_on(
    call: Callable[[], object], why: set[str]
) -> None:
    with Children([], LIMITS, children=1) as children:
        before, ended, after = (
            children.submit(double, 2),
            children.submit(call),
            children.submit(double, 3),
        )
        assert (before.result(), after.result()) == (4, 6)
        with pytest.raises(Ended) as told:
            ended.result()
    assert told.value.why in why


def test_many_calls_come_back_in_any_number_of_children() -> None:
    for number in (1, 3):
        with Children([], LIMITS, children=number) as children:
            asked = [children.submit(double, one, times=3) for one in range(20)]
            assert [one.result() for one in asked] == [3 * one for one in range(20)]


def test_a_child_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with Children([], LIMITS, children=1) as children:
        assert children.submit(noisy).result() == "done"
    assert capfd.readouterr().err == ""


def test_an_error_in_the_parent_ends_the_calls_at_work() -> None:
    started = time.monotonic()
    with (
        pytest.raises(KeyboardInterrupt),
        Children([], Limits(seconds=60, waiting=60), children=1) as children,
    ):
        children.submit(asleep)
        raise KeyboardInterrupt
    assert time.monotonic() - started < 30


def test_the_dead_leave_nothing_open() -> None:
    with Children([], LIMITS, children=1) as children:
        children.submit(double, 1).result()
        before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        for _ in range(10):
            with pytest.raises(Ended):
                children.submit(gone).result()
        children.submit(double, 1).result()
        after = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert after <= before + 1


@pytest.mark.skipif(sys.platform != "linux", reason="ulimit as Linux has it")
@pytest.mark.parametrize("limit", ["-t 5000", "-v 4000000"])
def test_limits_of_the_system_are_kept(limit: str) -> None:
    code = (
        "from pipeline.children import Children\n"
        "with Children([]) as children: print(children.submit(len, 'abc').result())"
    )
    command = f'ulimit {limit}; exec "{sys.executable}" -c "{code}"'
    made = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert made.stdout.strip() == "3", made.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of processor time")
def test_a_call_may_use_the_processor_no_longer_than_its_limit() -> None:
    import resource

    with Children([], Limits(seconds=7), children=1) as children:
        soft, _ = children.submit(resource.getrlimit, resource.RLIMIT_CPU).result()
    assert 7 < soft < 7 + 30  # and what the child had used before
