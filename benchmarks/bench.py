"""Times the whole run beside what others need for the same files, in turn, in one run.

    python -m benchmarks.bench [--workbooks 50] [--rounds 5] [--write]

Each round times every command once, one after the other; what is told is the median, and the
ratios of the rounds with their spread. Peak memory is that of the command and its children.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import PERIOD, PROJECTS, REPORTS, generate

HERE = Path(__file__).parent
ROOT = HERE.parent
FULL, UNCHANGED = "quarterly", "quarterly, nothing changed"
ONE_CHANGED = "quarterly, one workbook changed"
READ = """
import sys, pandas
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    pandas.read_excel(path, engine=sys.argv[2], sheet_name=None)
"""
# Starts a command, and says how long it took, its processor time and its peak memory with that of
# its children. Peak memory of the children is the largest of one, not of all together.
MEASURE = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
took = time.perf_counter() - began
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
    asked.add_argument("--write", action="store_true")
    told = asked.parse_args()
    table = bench(told.workbooks, told.rounds)
    print(table)
    if told.write:
        page = HERE / "README.md"
        before, mark, after = page.read_text(encoding="utf-8").partition("<!-- measured -->\n")
        _, end, rest = after.partition("<!-- end -->")
        page.write_text(f"{before}{mark}\n{table}\n\n{end}{rest}", encoding="utf-8")


if __name__ == "__main__":
    main()
