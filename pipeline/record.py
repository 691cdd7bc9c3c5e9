"""Stage 7: master and evaluation as data -> the tables of ``master/`` and the record of the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from pipeline.columns import Column, Form
from pipeline.evaluate import Evaluation
from pipeline.findings import RECORD_KEYS
from pipeline.intake import Intake
from pipeline.master_book import MasterParts, Part
from pipeline.merge import Master
from pipeline.parquet import parquet
from pipeline.report import Origin
from pipeline.report.exceptions import exceptions_used
from pipeline.report.facts import plain
from schemas.master import LINEAGE

PROJECT_MEASURES = (
    *("period", "agency_code", "project_code", "standing", "status", "actual_progress"),
    *("planned_progress", "deviation", "schedule", "months_reported", "last_report"),
    *("stalled_since", "stalled_days", "forecast_finish", "budget_approved", "budget_current"),
    *("spent", "committed", "money_left", "spending_rate", "spending_target", "kpis"),
    *("kpis_computed", "kpis_met", "finished_as_targeted", "attention", "reasons", "sed_score"),
)
SUBMISSION = (
    *("file", "sha256", "kind", "agency_code", "period", "reporting_unit", "revision", "status"),
    *("errors", "warnings", "projects", "held_projects", "superseded_by"),
)
CONTACT = "ผู้ประสานงาน"
WHOLE = ("revision", "errors", "warnings", "projects", "held_projects")
LINEAGE_LABELS = {
    "agency_code": ("รหัสหน่วยงาน", "code"),
    "fiscal_year": ("ปีงบประมาณ", "integer"),
    "period": ("งวด", "code"),
    "file": ("แฟ้ม", "text"),
    "sha256": ("sha256", "code"),
    "sheet": ("แท็บ", "text"),
    "row": ("แถว", "integer"),
    "standing": ("การนับ", "code"),
}


def project_measures(evaluation: Evaluation) -> pd.DataFrame:
    """``measures_projects``: one row a project known, the names of design 5-evaluation."""
    rows = evaluation.projects.assign(period=str(evaluation.period))
    return rows[list(PROJECT_MEASURES)]


def group_measures(evaluation: Evaluation) -> pd.DataFrame:
    """``measures_groups``: one row an agency, group, strategy, section, and one for all."""
    rows = evaluation.groups.assign(period=str(evaluation.period))
    first = ["period", "kind", "key"]
    return rows[[*first, *(name for name in rows.columns if name not in first)]]


def submission_rows(master: Master) -> pd.DataFrame:
    """``submissions``: one row a file, as in ``run.json``."""
    return master.submissions[list(SUBMISSION)]


def record(
    master: Master,
    evaluation: Evaluation,
    origin: Origin,
    taken: Intake,
    reconciliation: dict[str, Any],
    unanswered: list[str],
) -> dict[str, Any]:
    """``run.json`` but for the outputs, which the stage adds."""
    return {
        "period": str(evaluation.period),
        "as_of": evaluation.as_of.isoformat(),
        "version": origin.version,
        "form_version": origin.form_version,
        "rules_hash": origin.rules_hash,
        "settings_hash": origin.run.settings.hash,
        "sample": taken.sample,
        "submissions": [_submission(row) for _, row in submission_rows(master).iterrows()],
        "agencies": evaluation.agencies["status"].value_counts().sort_index().to_dict(),
        "reconciliation": reconciliation,
        "exceptions": exceptions_used(master, origin.run),
        "ignored": list(taken.ignored),
        "unanswered": unanswered,
    }


def master_tables(master: Master) -> dict[str, bytes]:
    """The tables of the master and what was found, by name, as Parquet."""
    frames = {
        "submissions": submission_rows(master),
        **master.frames,
        "findings": finding_records(master),
    }
    return {name: parquet(frame) for name, frame in frames.items()}


def master_parts(master: Master, tables: Mapping[str, bytes], folder: str) -> MasterParts:
    """``master.xlsx`` to be: the tables of the master without personal data."""
    form = master.tables.form
    parts = [
        _part(form, name, _without_contacts(master.frames[name]) if name == "pages" else table)
        for name, table in tables.items()
        if name in form.sheets
    ]
    parts.insert(0, _plain("submissions", "แฟ้มที่ส่ง", SUBMISSION, tables))
    parts.append(_plain("findings", "ข้อค้นพบ", RECORD_KEYS, tables))
    return MasterParts(
        f"ข้อมูลหลัก {master.period.label_th}", str(master.period), tuple(parts), folder
    )


def finding_records(master: Master) -> pd.DataFrame:
    """``findings``: the lines of ``findings.jsonl``."""
    return pd.DataFrame([one.as_record() for one in master.findings], columns=RECORD_KEYS)


def _plain(name: str, sheet: str, names: Iterable[str], tables: Mapping[str, bytes]) -> Part:
    """A table whose columns are called by their names in the master."""
    columns = tuple(Column(one, one) for one in names)
    source = "ชื่อคอลัมน์เป็นชื่อในข้อมูลหลัก"
    return Part(sheet, name, f"ข้อมูลหลัก: {sheet}", source, columns, tables[name])


def _submission(row: pd.Series) -> dict[str, Any]:
    told = {name: plain(row[name]) for name in SUBMISSION}
    return told | {name: int(row[name]) for name in WHOLE}


def _part(form: Form, name: str, table: bytes) -> Part:
    sheet = form.sheets[name]
    own = [column for column in sheet.columns if not column.personal]
    lineage = [Column(key, *LINEAGE_LABELS[key]) for key in LINEAGE]
    extra = [Column("report_period", "งวดของวันที่รายงาน", "code")] if name == "progress" else []
    return Part(
        sheet=sheet.label,
        name=name,
        title=f"ข้อมูลหลัก: {sheet.label}",
        source="ทุกแถวที่อ่าน พร้อมที่มาและการนับ ช่องติดต่อส่วนบุคคลอยู่ในแฟ้ม Parquet เท่านั้น",
        columns=(*own[:1], *lineage, *own[1:], *extra),
        parquet=table,
    )


def _without_contacts(pages: pd.DataFrame) -> bytes:
    contact = pages["part"].str.endswith(CONTACT, na=False)
    return parquet(pages.assign(text=pages["text"].mask(contact, "•••")))
