"""Whatever happens to a run, the earlier outputs are whole and the next run succeeds."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from pipeline import intake
from pipeline.columns import form_of
from pipeline.deliver import RECORD
from pipeline.intake import taken
from pipeline.quarterly import quarterly
from pipeline.reading import readers, typed_workbooks
from pipeline.run import make_run
from schemas import FORM, READABLE_VERSIONS, REVIEW
from tests.builders import as_bytes, form_of_the_office, submission

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "inputs" / "sample"
PERIOD = "2566-Q2"
KILLS, KILLS_OF_DELIVERY, MUTANTS = 20, 30, 200


def command(inputs: Path, outputs: Path, as_of: str = "2023-03-31") -> list[str]:
    return [
        *(sys.executable, "-m", "pipeline", "quarterly", "--lang", "en", "--as-of", as_of),
        *("--inputs", str(inputs), "--outputs", str(outputs)),
    ]


def run(*folders: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*folders), capture_output=True, text=True, cwd=ROOT, check=False, **more
    )


def two_districts(folder: Path) -> Path:
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(submission())
    (folder / "b.xlsx").write_bytes(submission(agency_code="50020000", agency_name="เขตพระนคร"))
    return folder


def is_whole(folder: Path) -> bool:
    """Whether exactly the files lie there that its record lists, to the byte."""
    listed = json.loads((folder / RECORD).read_bytes())["outputs"]
    there = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != RECORD
    }
    return there == {one["path"]: one["sha256"] for one in listed}


def standing(outputs: Path, period: str = PERIOD) -> Path:
    """Where a period's outputs are: a swap that was ended between its two steps left them aside."""
    final = outputs / period
    return final if final.exists() else outputs / f".old-{period}"


def killed(started: list[str], moment: float) -> None:
    process = subprocess.Popen(
        started, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with suppress(subprocess.TimeoutExpired):
        process.wait(moment)
    process.kill()
    process.wait()


def test_a_run_that_is_killed_at_any_moment_leaves_whole_outputs(tmp_path: Path) -> None:
    inputs, outputs = two_districts(tmp_path / "in"), tmp_path / "out"
    began = time.monotonic()
    assert run(inputs, outputs).returncode == 0
    took = time.monotonic() - began
    moments = random.Random(6)
    for number in range(KILLS):
        as_of = f"2023-03-{number + 1:02}"  # each run has something to do
        killed(command(inputs, outputs, as_of), moments.uniform(0.3, 1.1) * took)
        assert is_whole(standing(outputs)), number
    assert run(inputs, outputs).returncode == 0
    assert is_whole(outputs / PERIOD)
    assert not [*outputs.glob(".staging*"), *outputs.glob(".old*")]


DELIVER = """
import sys
from pathlib import Path
from pipeline.deliver import staged
print("ready", flush=True)
for number in range(10**6):
    with staged(Path(sys.argv[1]), "2566-Q2") as stage:
        for name in "abc":
            stage.write(name, f"{name} {number}".encode())
        stage.record({"number": number})
        stage.swap()
"""


def test_a_delivery_that_is_killed_at_any_moment_leaves_whole_outputs(tmp_path: Path) -> None:
    moments = random.Random(7)
    for number in range(KILLS_OF_DELIVERY):
        process = subprocess.Popen(
            [sys.executable, "-c", DELIVER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        deadline = time.monotonic() + 20
        while not standing(tmp_path).exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(moments.uniform(0, 0.05))
        process.kill()
        process.communicate()
        assert is_whole(standing(tmp_path)), number


def limited_to(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_is_said_and_the_earlier_outputs_stand(tmp_path: Path) -> None:
    inputs, outputs = two_districts(tmp_path / "in"), tmp_path / "out"
    assert run(inputs, outputs).returncode == 0
    before = (outputs / PERIOD / RECORD).read_bytes()
    (inputs / "c.xlsx").write_bytes(b"new")
    full = run(inputs, outputs, preexec_fn=limited_to(20_000))
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert str(outputs) in full.stdout
    assert (outputs / PERIOD / RECORD).read_bytes() == before
    assert is_whole(outputs / PERIOD)
    assert not list(outputs.glob(".staging*"))
    assert run(inputs, outputs).returncode == 0
    assert (outputs / PERIOD / RECORD).read_bytes() != before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc: nothing is read-only here")
def test_outputs_that_cannot_be_written_are_said(tmp_path: Path) -> None:
    failed = run(two_districts(tmp_path / "in"), Path("/proc/outputs"))
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert "/proc/outputs" in failed.stdout


def test_of_two_runs_at_once_one_works_and_one_says_so(tmp_path: Path) -> None:
    inputs, outputs = two_districts(tmp_path / "in"), tmp_path / "out"
    both = [
        subprocess.Popen(
            command(inputs, outputs), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    told = [process.communicate() for process in both]
    codes = [process.returncode for process in both]
    assert 0 in codes
    assert set(codes) <= {0, 1}
    for code, (said, wrong) in zip(codes, told, strict=True):
        assert b"Traceback" not in wrong
        assert code == 0 or b"another run is writing" in said
    assert is_whole(outputs / PERIOD)


@pytest.mark.parametrize("delay", [0.2, 0.4, 0.7, 1.0])
def test_who_breaks_off_as_it_starts_sees_no_traceback(tmp_path: Path, delay: float) -> None:
    inputs = two_districts(tmp_path / "in")
    running = subprocess.Popen(
        command(inputs, tmp_path / "out"),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # in the background: deaf
    )
    time.sleep(delay)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to every process of the command
    _, wrong = running.communicate()
    assert running.returncode != 0
    assert b"forkserver" not in wrong


def test_the_order_in_which_files_are_found_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = two_districts(tmp_path / "in")
    quarterly(make_run(inputs, tmp_path / "one"))
    as_found = intake._files
    monkeypatch.setattr(intake, "_files", lambda folder: as_found(folder)[::-1])
    quarterly(make_run(inputs, tmp_path / "two"))
    assert (tmp_path / "one" / PERIOD / RECORD).read_bytes() == (
        tmp_path / "two" / PERIOD / RECORD
    ).read_bytes()


def mutant(content: bytes, chance: random.Random) -> bytes:
    """A workbook with one thing spoiled: bytes of the file, or of one of its parts, packed anew."""
    if chance.random() < 0.3:
        return spoiled(content, chance)
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    target = chance.choice(sorted(parts))
    parts[target] = spoiled(parts[target], chance)
    packed = BytesIO(b"")
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def spoiled(content: bytes, chance: random.Random) -> bytes:
    """Bytes changed, taken out, doubled, cut off, or a number in them made another."""
    at = chance.randrange(max(1, len(content)))
    some = chance.randrange(1, 40)
    ways = (
        lambda: content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :],
        lambda: content[:at] + content[at + some :],
        lambda: content[: at + some] + content[at:],
        lambda: content[:at],
        lambda: content.replace(b"1", str(chance.choice([-1, 0, 10**9, "x"])).encode(), 5),
        lambda: content.replace(
            b' t="s"', chance.choice([b' t="e"', b' t="b"', b' t="d"', b""]), 9
        ),
        lambda: content.replace(b"</", chance.choice([b"<", b"</x", b"&"]), 1),
    )
    return chance.choice(ways)()


def test_mutants_of_real_workbooks_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(8)
    real = [path.read_bytes() for path in sorted(SAMPLE.rglob("*.xlsx"))]
    files = []
    for number in range(MUTANTS):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(mutant(chance.choice(real), chance))
        files.append(taken(path, path.name))
    form = form_of({**FORM, **REVIEW}, READABLE_VERSIONS)
    with readers() as executor:
        read = typed_workbooks(files, form, executor)
    assert [one.laid.file for one in read] == [file.name for file in files]
    crashed = [one for one in read if any(said.check == "FILE-09" for said in one.findings)]
    assert not [(one.laid.file, one.findings) for one in crashed]
    silent = [one.laid.file for one in read if not one.sheets and not one.findings]
    assert not silent
    assert 20 < sum(bool(one.sheets) for one in read) < MUTANTS - 20  # both ways were tried


@pytest.mark.parametrize("cell", ["XFD1048576", "N1048576", "A1048576", "XFD3"])
def test_a_note_far_out_in_the_offices_own_form_costs_its_district_nothing(
    tmp_path: Path, cell: str
) -> None:
    book = load_workbook(BytesIO(form_of_the_office()))  # in which cells are merged
    book["ความก้าวหน้า"][cell] = "หมายเหตุ"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(as_bytes(book))
    done = quarterly(make_run(tmp_path / "in", tmp_path / "out"))
    assert done.master.submissions["projects"].tolist() == [3]
    assert cell in {place for one in done.master.findings for place in one.cells}
    assert len(done.feedbacks) == 1 and not done.unanswered
