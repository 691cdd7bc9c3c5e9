"""With --cluster the workers of a Dask cluster read, and the same bytes come out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline import cluster as module
from pipeline.children import CLOSED, KILLED, Ended, Limits
from pipeline.cluster import Cluster, NoCluster, compare, seen
from pipeline.failures import failures_told
from pipeline.kept import made_by
from pipeline.run import make_run

pytest.importorskip("distributed", reason="distributed is not installed: make cluster")

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "inputs" / "sample"
DASK = [sys.executable, "-m", "dask"]


@contextmanager
def cluster(
    folder: Path, scheduler_in: Path = ROOT, workers_in: Path = ROOT
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its process and those of two workers, started as README says
    in these folders.
    """
    told = folder / "scheduler.json"
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = [*DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    scheduler += ["--scheduler-file", str(told)]
    running = [subprocess.Popen(scheduler, cwd=scheduler_in, **quiet)]
    try:
        for _ in range(600):
            if told.exists() and told.read_text().endswith("}"):
                break
            assert running[0].poll() is None, "the scheduler did not start"
            time.sleep(0.1)
        address: str = json.loads(told.read_text())["address"]
        worker = [*DASK, "worker", address, "--nthreads", "1", "--no-dashboard"]
        for number in range(2):
            own = [*worker, "--local-directory", str(folder / str(number))]
            running.append(subprocess.Popen(own, cwd=workers_in, **quiet))
        wait_for_workers(address, 2)
        yield address, running
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cluster(tmp_path_factory.mktemp("dask")) as (found, _):
        yield found


def wait_for_workers(address: str, number: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=60)


def run(inputs: Path, outputs: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", "quarterly", "--inputs", str(inputs)]
    return subprocess.run(
        [*command, "--outputs", str(outputs), *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def made(outputs: Path) -> dict[str, bytes]:
    folder = outputs / "2566-Q2"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_bytes_come_out(tmp_path: Path, address: str) -> None:
    alone = run(SAMPLE, tmp_path / "alone")
    relative = Path(os.path.relpath(SAMPLE, ROOT))
    together = run(relative, tmp_path / "together", "--cluster", address)
    assert together.returncode == 0, together.stdout + together.stderr
    assert together.stdout == alone.stdout.replace("alone", "together")
    assert made(tmp_path / "together") == made(tmp_path / "alone")


def test_a_call_that_fails_is_told_by_its_name(address: str) -> None:
    with Cluster(address, SAMPLE) as workers:
        wrong, right = workers.submit(int, "x"), workers.submit(int, "7")
        assert right.result() == 7
        with pytest.raises(Ended, match="ValueError"):
            wrong.result()


def test_a_large_evaluation_is_sent_without_a_word_of_dask(address: str) -> None:
    with Cluster(address, SAMPLE) as workers:  # a warning would be an error here
        assert workers.submit(len, bytes(12_000_000)).result() == 12_000_000


def test_a_worker_that_is_killed_fails_its_own_call(address: str) -> None:
    with Cluster(address, SAMPLE) as workers:
        wrong, right = workers.submit(os._exit, 3), workers.submit(int, "7")
        with pytest.raises(Ended, match="KilledWorker"):
            wrong.result()
        assert right.result() == 7
    wait_for_workers(address, 2)


def test_an_endless_call_is_ended(address: str) -> None:
    with Cluster(address, SAMPLE, Limits(seconds=0.5)) as workers:
        with pytest.raises(Ended, match="KilledWorker"):
            workers.submit(time.sleep, 600).result()
        assert workers.submit(int, "7").result() == 7
    wait_for_workers(address, 2)


def test_who_breaks_off_waits_for_nobody(address: str) -> None:
    with pytest.raises(KeyboardInterrupt), Cluster(address, SAMPLE) as workers:
        asked = workers.submit(time.sleep, 600)
        raise KeyboardInterrupt
    with pytest.raises(Ended, match="closed"):
        asked.result(timeout=10)


def test_when_all_workers_are_gone_nobody_waits_for_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAITING", 2)
    with cluster(tmp_path) as (address, processes), Cluster(address, SAMPLE) as workers:
        calls = [workers.submit(time.sleep, 50) for _ in range(3)]
        for process in processes[1:]:
            process.terminate()
        for call in calls:
            with pytest.raises(Ended, match=f"{CLOSED}|{KILLED}"):
                call.result(timeout=40)


def test_when_the_scheduler_is_gone_nobody_waits_for_it(tmp_path: Path) -> None:
    with cluster(tmp_path) as (address, processes), Cluster(address, SAMPLE) as workers:
        call = workers.submit(time.sleep, 50)
        processes[0].kill()
        with pytest.raises(Ended, match=CLOSED):
            call.result(timeout=90)


WAITS = """
import sys, time
from pathlib import Path
from pipeline.children import Ended
from pipeline.cluster import Cluster
with Cluster(sys.argv[1], Path(sys.argv[2])) as workers:
    call = workers.submit(time.sleep, 50)
    print("asked", flush=True)
    try:
        call.result()
    except Ended as ended:
        print(ended)
"""


def test_of_a_scheduler_that_is_gone_dask_says_nothing(tmp_path: Path) -> None:
    with cluster(tmp_path) as (address, processes):
        code = [sys.executable, "-c", WAITS, address, str(SAMPLE)]
        both = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(code, cwd=ROOT, text=True, **both) as run:
            assert run.stdout is not None and run.stdout.readline() == "asked\n"
            processes[0].kill()
            assert run.communicate() == ("closed\n", "")


def test_a_cluster_that_is_lost_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = failures_told(make_run(SAMPLE, tmp_path), "tcp://10.0.0.1:8786")
    with pytest.raises(SystemExit), lost:
        raise Ended(CLOSED)
    assert "tcp://10.0.0.1:8786" in capsys.readouterr().out


@pytest.mark.parametrize("elsewhere", ["scheduler_in", "workers_in"])
def test_what_was_started_in_another_folder_is_said(tmp_path: Path, elsewhere: str) -> None:
    started = cluster(tmp_path, **{elsewhere: tmp_path})
    with started as (found, _), pytest.raises(NoCluster, match="other_code"):
        Cluster(found, SAMPLE)


def test_a_worker_tells_the_code_that_it_loaded(address: str) -> None:
    """What is installed over it since makes no new code of it."""
    with Cluster(address, SAMPLE) as workers:
        before = workers.submit(seen, str(SAMPLE)).result()
    later = ROOT / "schemas" / "later.tmp"
    later.touch()
    try:
        with Cluster(address, SAMPLE) as workers:
            assert workers.submit(seen, str(SAMPLE)).result() == before
        assert made_by() != before[1]
    finally:
        later.unlink()


@pytest.mark.parametrize(
    "address", ["hello", "tcp://here", "http://here:8786", "tls://here:8786", "tcp://a b:1"]
)
def test_what_is_no_address_is_said_at_once(address: str) -> None:
    with pytest.raises(NoCluster, match="silent"):
        Cluster(address, SAMPLE)


def test_nobody_at_the_address_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING", 1)
    with pytest.raises(NoCluster, match="silent"):
        Cluster("tcp://127.0.0.1:9", SAMPLE)
    said = run(SAMPLE, tmp_path / "outputs", "--cluster", "127.0.0.1:9")
    assert said.returncode == 1
    assert "ติดต่อ 127.0.0.1:9 ไม่ได้" in said.stdout
    assert not (tmp_path / "outputs" / "2566-Q2").exists()


def test_a_cluster_without_the_extra_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoCluster, match="missing"):
        Cluster("tcp://127.0.0.1:9", SAMPLE)


def test_a_worker_must_see_the_same_files_by_the_same_code() -> None:
    mine = seen(str(SAMPLE))
    compare(str(SAMPLE), mine, {"tcp://a": mine, "tcp://b": seen(str(SAMPLE))})
    with pytest.raises(NoCluster, match="unseen: tcp://b"):
        compare(str(SAMPLE), mine, {"tcp://a": mine, "tcp://b": seen("/nowhere")})
    with pytest.raises(NoCluster, match="other_code: tcp://b"):
        compare(str(SAMPLE), mine, {"tcp://a": mine, "tcp://b": (mine[0], "another")})


def test_results_that_cannot_be_fetched_are_said_and_nobody_waits() -> None:
    class Asked:
        status = "finished"

        def result(self) -> None:
            raise EOFError

    workers: Any = Cluster.__new__(Cluster)
    workers._asked = set()
    given: Future[Any] = Future()
    workers._give(given, Asked())
    with pytest.raises(Ended, match="closed"):
        given.result(timeout=1)
