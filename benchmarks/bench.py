"""Times the whole run beside what others need for the same files, in turn, in one run.

    python -m benchmarks.bench [--workbooks 50] [--rounds 5] [--growth 50 500] [--write]

Each round times every command once, one after the other; what is told is the median, and the
ratios of the rounds with their spread. Then one run each over more workbooks, and by what power of
their number time and memory grow.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import PERIOD, PROJECTS, REPORTS, generate

HERE = Path(__file__).parent
ROOT = HERE.parent
FULL, UNCHANGED = "quarterly", "quarterly, nothing changed"
ONE_CHANGED = "quarterly, one workbook changed"
PLAIN = "plain pandas script, equal outputs but for PDFs"
READ = """
import sys, pandas
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    pandas.read_excel(path, engine=sys.argv[2], sheet_name=None)
"""
# Starts a command, and says how long it took, its processor time with that of every process that it
# started, and the peak memory of the largest one. On Linux those whose parent is gone become ours
# (prctl 36), so that they are counted too.
MEASURE = """
import ctypes, json, os, resource, subprocess, sys, time
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(36, 1)
began = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
took = time.perf_counter() - began
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


@dataclass(frozen=True)
class Measured:
    """Seconds of a clock, seconds of processors, mebibytes of the largest process."""

    seconds: float
    processor: float
    memory: float


def commands(inputs: Path, outputs: Path) -> dict[str, list[str]]:
    """What is timed, by the name it is told by; the first three are ours, in this order."""
    python = sys.executable
    ours = [python, "-m", "pipeline", "quarterly", "--period", str(PERIOD)]
    ours += ["--inputs", str(inputs), "--outputs", str(outputs)]
    return {
        FULL: ours,
        UNCHANGED: ours,
        ONE_CHANGED: ours,
        PLAIN: [
            python,
            "-m",
            "benchmarks.plain_pandas",
            str(inputs),
            str(outputs.with_name("plain")),
        ],
        "pandas.read_excel, openpyxl": [python, "-c", READ, str(inputs), "openpyxl"],
        "pandas.read_excel, calamine": [python, "-c", READ, str(inputs), "calamine"],
        "--help": [python, "-m", "pipeline", "--help"],
        "bare Python": [python, "-c", "pass"],
    }


def prepare(name: str, inputs: Path, outputs: Path, number: int) -> None:
    """What must be so before a command is timed: no outputs, or one workbook another."""
    if name == FULL:
        shutil.rmtree(outputs, ignore_errors=True)
    if name == ONE_CHANGED:
        generate(inputs, 1, seed=number + 2)


def measure(command: list[str]) -> Measured:
    """Run a command once."""
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, *command],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return Measured(*json.loads(told.stdout))


def bench(workbooks: int, rounds: int) -> str:
    """The table of medians and ratios, as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "inputs"
        made = generate(inputs, workbooks)
        size = sum(path.stat().st_size for path in made) / 1e6
        timed = commands(inputs, Path(folder) / "outputs")
        found: dict[str, list[Measured]] = {name: [] for name in timed}
        for number in range(rounds):
            for name, command in timed.items():
                prepare(name, inputs, Path(folder) / "outputs", number)
                found[name].append(measure(command))
                print(f"{number + 1}/{rounds} {name}: {found[name][-1].seconds:.2f} s", flush=True)
    return "\n".join([*_machine(workbooks, size, rounds), "", *_table(found), "", *_ratios(found)])


def growth(numbers: Sequence[int]) -> str:
    """One run over each number of workbooks, and the power of that number by which they grow."""
    lines = [
        "| workbooks | seconds | processor seconds | MiB, largest process | MB put out |",
        "|---:|---:|---:|---:|---:|",
    ]
    found = []
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            inputs, outputs = Path(folder) / "inputs", Path(folder) / "outputs"
            generate(inputs, number)
            one = measure(commands(inputs, outputs)[FULL])
            size = sum(path.stat().st_size for path in (outputs / str(PERIOD)).rglob("*")) / 1e6
        found.append(one)
        print(f"{number} workbooks: {one.seconds:.0f} s", flush=True)
        lines.append(
            f"| {number:,} | {one.seconds:.1f} | {one.processor:.1f} "
            f"| {one.memory:.0f} | {size:.0f} |"
        )
    times = math.log(numbers[-1] / numbers[0])
    processor = math.log(found[-1].processor / found[0].processor) / times
    memory = math.log(found[-1].memory / found[0].memory) / times
    told = (
        f"Processor time grows with the number to the power {processor:.2f}, memory {memory:.2f}."
    )
    return "\n".join([*lines, "", told])


def _machine(workbooks: int, size: float, rounds: int) -> list[str]:
    return [
        f"{workbooks} workbooks, {workbooks * PROJECTS:,} projects, "
        f"{workbooks * PROJECTS * REPORTS:,} reports, {size:.1f} MB; {rounds} rounds in turn.",
        f"{os.cpu_count()} processors ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}.",
    ]


def _table(found: dict[str, list[Measured]]) -> list[str]:
    lines = [
        "| command | seconds (median) | processor seconds | MiB, largest process |",
        "|---|---:|---:|---:|",
    ]
    for name, measured in found.items():
        parts = [
            statistics.median(getattr(one, part) for one in measured)
            for part in ("seconds", "processor", "memory")
        ]
        lines.append(f"| {name} | {parts[0]:.2f} | {parts[1]:.2f} | {parts[2]:.0f} |")
    return lines


def _ratios(found: dict[str, list[Measured]]) -> list[str]:
    pairs = [
        (FULL, PLAIN),
        (FULL, "pandas.read_excel, openpyxl"),
        (FULL, "pandas.read_excel, calamine"),
        (ONE_CHANGED, FULL),
        (UNCHANGED, FULL),
        ("--help", "bare Python"),
    ]
    lines = ["| ratio | median | least | most |", "|---|---:|---:|---:|"]
    for ours, theirs in pairs:
        each = [
            one.seconds / other.seconds
            for one, other in zip(found[ours], found[theirs], strict=True)
        ]
        middle = statistics.median(each)
        lines.append(f"| {ours} ÷ {theirs} | {middle:.2f} | {min(each):.2f} | {max(each):.2f} |")
    return lines


def main() -> None:
    """Measure, print, and with ``--write`` put the table into ``benchmarks/README.md``."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--workbooks", type=int, default=50)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--growth", type=int, nargs="*", default=[50, 500], help="5000 on demand")
    asked.add_argument("--write", action="store_true")
    told = asked.parse_args()
    table = bench(told.workbooks, told.rounds)
    if len(told.growth) > 1:
        table += f"\n\n{growth(told.growth)}"
    print(table)
    if told.write:
        page = HERE / "README.md"
        before, mark, after = page.read_text(encoding="utf-8").partition("<!-- measured -->\n")
        _, end, rest = after.partition("<!-- end -->")
        page.write_text(f"{before}{mark}\n{table}\n\n{end}{rest}", encoding="utf-8")


if __name__ == "__main__":
    main()
