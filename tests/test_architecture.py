"""The line of design 6-architecture: schemas never import pipeline, and imports run one way."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINE = (
    *("period", "kept", "thai", "thai_dates", "thai_text", "columns", "findings", "texts"),
    *("tables", "settings_files", "correspondence", "settings", "run", "intake", "formats"),
    *("xml_bytes", "signs", "scan", "archive", "gate", "raw", "quick", "careful", "read"),
    *("headings", "extras", "layout", "cells", "merges", "normalise", "workers"),
    *("children", "cluster"),
    *("reading", "same_content", "gather", "measures", "joined", "place", "exemptions", "blanks"),
    *("standing", "revisions", "differences", "quarter", "listed", "quarters", "history"),
    *("validate", "reviewed", "merge", "attention", "groups", "known", "compare", "trend"),
    *("evaluate", "district_page", "report", "form_checks", "template", "theme"),
    *("row_sheet", "pen", "worded", "excel_charts", "excel_row", "excel_long"),
    *("excel_table", "form_book", "form_drawing", "form_rows", "excel_form", "changed"),
    *("feedback", "excel", "master_book", "answering", "questions", "html", "pdf"),
    *("parquet", "record", "reconcile", "deliver", "writing", "mail", "quarterly", "checking"),
    *("lineage", "trace_group", "trace", "unchanged", "page_lines", "pages", "forms"),
    *("dictionary", "console", "failures", "cli", "__main__"),
)
"""Every room in the order of the line: a module imports only what stands before it."""


def modules() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        room = path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")
        found.setdefault(room, []).append(path)
    found.pop("__init__")
    return found


def imported(path: Path, package: str) -> set[str]:
    """The modules of a package that a file imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == package:
                names |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {
                alias.name.split(".")[1]
                for alias in node.names
                if alias.name.startswith(f"{package}.")
            }
    return names


def test_every_room_stands_on_the_line() -> None:
    assert sorted(modules()) == sorted(LINE)


def test_a_module_imports_only_what_stands_before_it() -> None:
    against = [
        f"{room} imports {name}"
        for room, paths in modules().items()
        for path in paths
        for name in imported(path, "pipeline") - {room, "__version__"}
        if LINE.index(name) > LINE.index(room)
    ]
    assert against == []


def test_schemas_never_import_pipeline() -> None:
    assert [
        path.name for path in (ROOT / "schemas").glob("*.py") if imported(path, "pipeline")
    ] == []


def test_no_module_holds_two_rooms() -> None:
    # across.py, quarters.py and checks.py are the words of the checks: long, but one thing each
    long = {
        path.name: lines
        for folder in ("pipeline", "schemas")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert set(long) <= {"across.py", "checks.py", "quarters.py"}


def test_only_the_edge_reads_the_clock_or_the_environment() -> None:
    words = ("datetime.now", "date.today", "time.time", "os.environ", "getenv", "utcnow")
    text = {path: path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py")}
    assert [
        (path.name, word) for path, said in text.items() for word in words if word in said
    ] == []


def test_help_does_not_import_pandas() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from pipeline.cli import main\n"
        "for words in (['--help'], ['quarterly', '--help'], ['quarterly', '--period', 'x']):\n"
        "    CliRunner().invoke(main, words)\n"
        "print([name for name in ('pandas', 'pandera', 'openpyxl') if name in sys.modules])\n"
    )
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert made.stdout.strip() == "[]", made.stderr
