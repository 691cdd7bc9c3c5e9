"""Stage 7: แบบประเมิน สยป.: the evaluator's form, filled with what has come back."""

from __future__ import annotations

from pipeline.columns import columns_of
from pipeline.report.facts import Facts, rows_of
from pipeline.tables import Table
from schemas import REVIEW
from schemas.master import CURRENT
from schemas.names import REVIEW_SHEET, REVIEWS
from schemas.projects import CANCELLED


def review_form(facts: Facts) -> Table:
    """One row a project that counts; no cell is merged, so that the quick reader may read it."""
    columns = columns_of(REVIEW[REVIEWS])
    rows = facts.evaluation.projects
    rows = rows[(rows["standing"] == CURRENT) & (rows["status"] != CANCELLED)]
    done = int(rows["sed_score"].notna().sum())
    return Table(
        sheet=REVIEW_SHEET,
        name="reviews",
        title=facts.title("แบบประเมินโครงการของ สยป."),
        source=(
            "กรอกสามคอลัมน์ขวา (คะแนน 0 ถึง 100 ว่าง = ยังไม่ได้ตรวจ) บันทึกแฟ้มนี้แล้ววางใน inputs/ "
            f"ระบบอ่านเฉพาะแท็บนี้ · ประเมินแล้ว {done} จาก {len(rows)} โครงการ"
        ),
        columns=columns,
        rows=rows_of(rows, columns),
        cut=None,
        plain=True,
    )
