"""Stage 7: what a revision changed against the one before -> the sheet เทียบฉบับก่อน."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.cells import BLANK
from pipeline.columns import Column
from pipeline.revisions import ADDED, EDITED, REMOVED, Change
from pipeline.tables import Link, Table
from schemas.names import COMPARED

WORDS = {ADDED: "เพิ่มแถว", REMOVED: "ลบแถว", EDITED: "แก้ไข"}
COLUMNS = (
    Column("number", "ลำดับ", "integer", width=8),
    Column("kind", "ความต่าง", width=12),
    Column("sheet", "แท็บ", width=16),
    Column("key", "โครงการ", width=36),
    Column("cell", "ช่อง", width=12),
    Column("label", "รายการ", width=30),
    Column("before", "ฉบับก่อน", width=40),
    Column("after", "ฉบับนี้", width=40),
)


def changed_table(changes: Sequence[Change], earlier: str, title: str) -> Table | None:
    """One row a difference; None where the two revisions hold the same. ``earlier``: its file."""
    if not changes:
        return None
    return Table(
        sheet=COMPARED,
        name="changed",
        title=f"{COMPARED}: {title}",
        source=(
            f"เทียบกับแฟ้ม {earlier} ตามที่พิมพ์ในแต่ละช่อง · เพิ่มหรือลบหนึ่งแถวเป็นหนึ่งรายการ "
            "ช่องของแถวที่ลบเป็นช่องในแฟ้มก่อน แท็บนี้ไม่ต้องลบ ระบบไม่อ่าน"
        ),
        columns=COLUMNS,
        rows=tuple((number, *_row(one)) for number, one in enumerate(changes, 1)),
        cut=None,
    )


def _row(one: Change) -> tuple[Any, ...]:
    cell = one.cell if one.kind == REMOVED else Link(one.cell, one.sheet, one.cell)
    both = (one.before or BLANK, one.after or BLANK) if one.kind == EDITED else ("", "")
    return (WORDS[one.kind], one.sheet, " · ".join(one.key), cell, one.label or None, *both)
