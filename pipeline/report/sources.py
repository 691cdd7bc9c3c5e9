"""Stage 7: ข้อค้นพบ, พจนานุกรมข้อมูล, ที่มาและการกระทบยอด."""

from __future__ import annotations

from typing import Any

from pipeline import texts
from pipeline.columns import Column, Form
from pipeline.findings import people_groups
from pipeline.report.exceptions import exception_rows
from pipeline.report.facts import Facts
from pipeline.tables import Table
from pipeline.thai_text import count, money
from schemas.check import INFO
from schemas.master import DUPLICATE, SUPERSEDED

KIND_WORDS = {
    "code": "รหัส (ข้อความ)",
    "text": "ข้อความ",
    "long_text": "ข้อความยาว",
    "integer": "จำนวนเต็ม",
    "number": "ตัวเลข",
    "percent": "ร้อยละ 0 ถึง 100",
    "money": "บาท",
    "date": "วันที่",
    "choice": "เลือกจากรายการ",
}
SEVERITY_MARKS = {words[0]: severity for severity, words in texts.SEVERITY.items()}


def findings(facts: Facts) -> Table:
    """What matters to the planning office: errors and warnings of the period, grouped."""
    columns = (
        Column("agency_name", "หน่วยงาน", width=26),
        Column("severity", "ระดับ", width=12),
        Column("check", "รหัสข้อค้นพบ", "code", width=11),
        Column("place", "ตำแหน่ง", width=30),
        Column("cells", "จำนวนช่อง", "integer", width=9),
        Column("problem", "ที่พบ", width=60),
        Column("repair", "วิธีแก้ไข", width=60),
        Column("file", "แฟ้ม", width=30),
    )
    names = dict(
        zip(
            facts.evaluation.agencies["agency_code"],
            facts.evaluation.agencies["agency_name"],
            strict=True,
        )
    )
    files = facts.master.submissions
    re_used = {one.file for one in facts.master.findings if one.check == "COV-08"}
    of_period = files["period"].isna() | (files["period"] == str(facts.evaluation.period))
    of_period |= files["file"].isin(re_used)
    replaced = files["status"].isin([SUPERSEDED, DUPLICATE])
    here = set(files.loc[of_period & ~replaced, "file"])
    told = [
        one
        for one in facts.master.findings
        if one.file in here and (one.severity != INFO or one.waived)
    ]
    rows = tuple(
        (
            names.get(group[0].agency_code or "", "ไม่ทราบหน่วยงาน"),
            texts.SEVERITY[group[0].severity][0],
            group[0].check,
            group[0].place(),
            sum(max(1, len(one.cells)) for one in group),
            group[0].problem(),
            group[0].repair(),
            group[0].file,
        )
        for group in people_groups(told)
    )
    return Table(
        sheet="ข้อค้นพบ",
        name="findings",
        title=facts.title("ข้อค้นพบจากการตรวจแฟ้ม"),
        source=facts.source("ข้อค้นพบ (ความผิดเดียวกันหลายแถวแสดงเป็นรายการเดียว)"),
        columns=columns,
        rows=rows,
        marks={"severity": SEVERITY_MARKS},
        notes=(
            "รายการครบทุกช่อง รวมที่แจ้งให้ทราบ อยู่ใน findings.jsonl",
            "ข้อค้นพบที่ สยป. ยกเว้นให้แสดงไว้ด้วยและบอกเหตุผล ข้อตรวจที่ปิดหรือปรับดูในแท็บ “ที่มาและการกระทบยอด”",
        ),
    )


def dictionary(facts: Facts) -> Table:
    """Every column of the form: label, name, kind, whether it must be filled, what it means."""
    columns = (
        Column("sheet", "แท็บ", width=16),
        Column("label", "รายการ", width=38),
        Column("name", "ชื่อในข้อมูลหลัก", "code", width=20),
        Column("kind", "ชนิด", width=16),
        Column("need", "การกรอก", width=12),
        Column("help", "ความหมาย", width=60),
        Column("example", "ตัวอย่าง", width=30),
        Column("choices", "รายการให้เลือก", width=40),
    )
    return Table(
        sheet="พจนานุกรมข้อมูล",
        name="dictionary",
        title=facts.title("พจนานุกรมข้อมูล"),
        source=f"ที่มา: แบบรายงานรุ่น {facts.origin.form_version}",
        columns=columns,
        rows=tuple(dictionary_rows(facts.master.tables.form)),
    )


def dictionary_rows(form: Form) -> list[tuple[Any, ...]]:
    """One row a column of the form."""
    return [
        (
            sheet.label,
            column.label,
            column.name,
            KIND_WORDS[column.kind],
            texts.NEED[column.need],
            column.help,
            column.example,
            ", ".join(choice.value for choice in column.choices)
            if len(column.choices) < 10
            else "ตามทะเบียน",
        )
        for sheet in form.sheets.values()
        for column in sheet.columns
    ]


def sources(facts: Facts) -> Table:
    """Files with their hash, rows in and out, money in and out, settings and versions."""
    columns = (
        Column("part", "หมวด", width=18),
        Column("what", "รายการ", width=44),
        Column("value", "ค่า", width=66),
    )
    return Table(
        sheet="ที่มาและการกระทบยอด",
        name="sources",
        title=facts.title("ที่มาของข้อมูลและการกระทบยอด"),
        source=facts.source("แถว · ช่อง · บาท"),
        columns=columns,
        rows=tuple(
            [
                *_files(facts),
                *_reconciled(facts),
                *exception_rows(facts.master, facts.origin.run),
                *_settings(facts),
            ]
        ),
        notes=(
            "แถวที่อ่าน = รับเข้า + พักไว้ + มีฉบับใหม่แทน + ซ้ำ + ไม่รับ + แถวว่าง ทุกแท็บต้องเท่ากัน มิฉะนั้นระบบไม่ออกรายงาน",
            "ช่องที่อ่าน = รับเข้า + พักไว้ + มีฉบับใหม่แทน + ซ้ำ + ไม่รับ + อ่านหรือใช้ไม่ได้ + ไม่ใช่ช่องข้อมูลของแบบ (หัวตาราง คำอธิบาย แถวผลรวม คอลัมน์ของเขตเอง)",
        ),
    )


def _files(facts: Facts) -> list[tuple[str, str, str]]:
    return [
        (
            "แฟ้ม",
            str(row["file"]),
            f"{texts.SUBMISSION_STATUS[row['status']][0]} · sha256 {row['sha256']}",
        )
        for _, row in facts.master.submissions.iterrows()
    ]


def _reconciled(facts: Facts) -> list[tuple[str, str, str]]:
    said = {
        "read": "อ่าน",
        "merged": "รับเข้า",
        "held": "พักไว้",
        "superseded": "มีฉบับใหม่แทน",
        "duplicate": "ซ้ำ",
        "rejected": "ไม่รับ",
        "blank": "ว่าง",
        "refused": "อ่านหรือใช้ไม่ได้ (มีข้อค้นพบ)",
        "not_of_form": "ไม่ใช่ช่องข้อมูลของแบบ",
    }
    rows = [
        (
            told,
            sheet,
            " · ".join(f"{said[name]} {count(number)}" for name, number in counts.items()),
        )
        for key, told in (("rows", "การกระทบยอดแถว"), ("cells", "การกระทบยอดช่อง"))
        for sheet, counts in facts.origin.reconciliation.get(key, {}).items()
    ]
    sheets = facts.master.tables.form.sheets.values()
    labels = {column.name: column.label for sheet in sheets for column in sheet.columns}
    amounts = [
        (
            "การกระทบยอดเงิน",
            f"{one['sheet']}: {labels.get(one['column'], one['column'])}",
            f"ในแฟ้ม {money(one['source_satang'] / 100)} บาท · ในข้อมูลหลัก {money(one['master_satang'] / 100)} บาท",
        )
        for one in facts.origin.reconciliation.get("money", [])
    ]
    return rows + amounts


def _settings(facts: Facts) -> list[tuple[str, str, str]]:
    used = facts.evaluation.criteria
    told = {
        "เร็วกว่าแผนตั้งแต่ (จุด)": f"{used.ahead:g}",
        "ล่าช้าต่ำกว่า (จุด)": f"{used.behind:g}",
        "ล่าช้ามากต่ำกว่า (จุด)": f"{used.far_behind:g}",
        "คงที่: เหลืองเมื่อเกิน (วัน)": str(used.stalled_days),
        "คงที่: แดงเมื่อเกิน (วัน)": str(used.stalled_red_days),
        "รายงานลงวันที่หลังสิ้นไตรมาสได้ไม่เกิน (วัน)": str(used.typed_late_days),
        "เป้าหมายเบิกจ่ายสะสม (ร้อยละ)": ", ".join(f"{one:g}" for one in used.spending_targets),
        "เบิกจ่ายต่ำกว่าแผน: เหลืองเมื่อเกิน (จุด)": f"{used.spending_yellow_gap:g}",
    }
    versions = {
        "รุ่นของระบบ": facts.origin.version,
        "รุ่นของแบบ": facts.origin.form_version,
        "ลายนิ้วมือของกฎ": facts.origin.rules_hash,
        "ลายนิ้วมือของค่าที่ตั้ง": facts.origin.run.settings.hash,
    }
    return [
        *(("ค่าที่ตั้ง", name, value) for name, value in told.items()),
        *(("รุ่น", name, value) for name, value in versions.items()),
    ]
