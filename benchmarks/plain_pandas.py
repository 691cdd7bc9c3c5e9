"""What an analyst would write with pandas alone for the same set of files, without looking back.

    python -m benchmarks.plain_pandas inputs outputs

Reads every sheet, checks a dozen things a cell or row at a time, evaluates, and writes the same
kinds of files: master, evaluation, findings, a page a district, each workbook with its mistakes
marked. It has no PDFs, no revisions, no lineage, no limits, no proof; it is here to be timed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

CODE = "รหัสโครงการ"
PROJECTS, PLANS, LOG, KPIS = "โครงการ", "แผนงาน", "ความก้าวหน้า", "ตัวชี้วัด"
SPENT, BUDGET = "เบิกจ่ายสะสม (บาท)", "งบประมาณหลังปรับโอน (บาท)"
PROGRESS, DAY, STATUS = "ความก้าวหน้าสะสม (ร้อยละ)", "ข้อมูล ณ วันที่", "สถานะโครงการ"
PLAN = "แผนความก้าวหน้าสะสม ไตรมาส {} (ร้อยละ)"
YELLOW = PatternFill("solid", fgColor="FBEFB0")
Finding = tuple[str, str, int, str, str]
"""File, sheet, row, label, what is wrong."""


def read(folder: Path) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Every sheet of every workbook under each other, with file and row; and the covers."""
    sheets: dict[str, list[pd.DataFrame]] = {}
    covers = []
    for path in sorted(folder.glob("*.xlsx")):
        book = pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
        cover = dict(zip(book["ปก"][0], book["ปก"][1], strict=True))
        covers.append({**cover, "file": path.name})
        for name in (PROJECTS, PLANS, LOG, KPIS):
            rows = book[name]
            frame = rows.iloc[1:].set_axis(list(rows.iloc[0]), axis=1)
            numbers = range(2, len(frame) + 2)
            agency = str(cover["รหัสหน่วยงาน"])
            sheets.setdefault(name, []).append(
                frame.assign(file=path.name, row=numbers, agency=agency).infer_objects()
            )
    return {name: pd.concat(frames) for name, frames in sheets.items()}, pd.DataFrame(covers)


def check(tables: dict[str, pd.DataFrame]) -> list[Finding]:
    """What is wrong, as most would write it: a loop over the rows of each table."""
    found: list[Finding] = []
    known = set(tables[PROJECTS][CODE])
    for name, rows in tables.items():
        for _, row in rows.iterrows():
            place = (row["file"], name, row["row"])
            if pd.isna(row[CODE]) or row[CODE] not in known:
                found.append((*place, CODE, "ไม่พบรหัสในแท็บโครงการ"))
            found += [(*place, label, what) for label, what in out_of_bounds(row)]
            if name == LOG and 0 < row[PROGRESS] <= 1:
                found.append((*place, PROGRESS, "ร้อยละน้อยกว่า 1 อาจเป็นสัดส่วน"))
    log = tables[LOG].sort_values([CODE, DAY])
    for _, rows in log.groupby(CODE):
        for column, word in ((PROGRESS, "ความก้าวหน้าลดลง"), (SPENT, "เบิกจ่ายลดลง")):
            for _, row in rows[rows[column].diff() < 0].iterrows():
                found.append((row["file"], LOG, row["row"], column, word))
    return found


def out_of_bounds(row: pd.Series) -> list[tuple[str, str]]:
    """The labels of a row's percentages and amounts that cannot be, and what is wrong."""
    found = []
    for label in row.index:
        if "ร้อยละ" in label and pd.notna(row[label]) and not 0 <= row[label] <= 100:
            found.append((label, "ร้อยละไม่อยู่ระหว่าง 0 ถึง 100"))
        if "(บาท)" in label and pd.notna(row[label]) and row[label] < 0:
            found.append((label, "จำนวนเงินติดลบ"))
    return found


def evaluate(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """A row a project: last report, plan, deviation, rate of spending, colour."""
    last = tables[LOG].sort_values(DAY).groupby(CODE).last()
    plans = tables[PLANS].set_index(CODE)
    rows = tables[PROJECTS].set_index(CODE).join(last[[PROGRESS, SPENT, DAY, "ผลการดำเนินงาน"]])
    rows = rows.join(plans[[PLAN.format(3)]])
    rows["เบี่ยงเบน"] = (rows[PROGRESS] - rows[PLAN.format(3)]).round(2)
    rows["อัตราเบิกจ่าย"] = (rows[SPENT] / rows[BUDGET] * 100).round(2)
    rows["สี"] = rows.apply(
        lambda row: "แดง" if row["เบี่ยงเบน"] < -20 else "เหลือง" if row["เบี่ยงเบน"] < -5 else "เขียว",
        axis=1,
    )
    return rows.reset_index()


def of_groups(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """A row a group: projects, means, sums, colours."""
    grouped = rows.groupby(by)
    counts = rows.pivot_table(index=by, columns="สี", values=CODE, aggfunc="count", fill_value=0)
    figures = grouped.agg({CODE: "count", PROGRESS: "mean", BUDGET: "sum", SPENT: "sum"})
    return figures.join(counts).reset_index()


def write(
    inputs: Path, outputs: Path, tables: dict[str, pd.DataFrame], covers: pd.DataFrame
) -> None:
    """Everything that lies in outputs/ after a run, but for the PDFs."""
    for folder in ("master", "feedback", "districts"):
        (outputs / folder).mkdir(parents=True, exist_ok=True)
    found = check(tables)
    findings = pd.DataFrame(found, columns=["file", "sheet", "row", "label", "found"])
    projects = evaluate(tables)
    with pd.ExcelWriter(outputs / "master.xlsx") as book:
        for name, rows in tables.items():
            rows.to_excel(book, sheet_name=name, index=False)
        covers.to_excel(book, sheet_name="ปก", index=False)
        findings.to_excel(book, sheet_name="ข้อค้นพบ", index=False)
    with pd.ExcelWriter(outputs / "evaluation.xlsx") as book:
        for by in ("agency", "ยุทธศาสตร์", "รหัสส่วนราชการผู้รับผิดชอบ", STATUS):
            of_groups(projects, by).to_excel(book, sheet_name=by, index=False)
        projects.to_excel(book, sheet_name="รายโครงการ", index=False)
        projects[projects["สี"] != "เขียว"].to_excel(book, sheet_name="ต้องติดตาม", index=False)
        tables[KPIS].to_excel(book, sheet_name=KPIS, index=False)
        findings.to_excel(book, sheet_name="ข้อค้นพบ", index=False)
    for name, rows in tables.items():
        rows.astype({CODE: str}).to_parquet(outputs / "master" / f"{name}.parquet")
    with (outputs / "findings.jsonl").open("w", encoding="utf-8") as file:
        for one in found:
            file.write(json.dumps(one, ensure_ascii=False, default=str) + "\n")
    of_groups(projects, "agency").to_html(outputs / "summary.html")
    log = dict(tuple(tables[LOG].groupby(CODE)))
    for agency, rows in projects.groupby("agency"):
        cards = [_card(row, log.get(row[CODE])) for _, row in rows.iterrows()]
        page = outputs / "districts" / f"{agency}.html"
        page.write_text("\n".join(cards), encoding="utf-8")
    for file, rows in findings.groupby("file"):
        _mark(inputs / str(file), rows, outputs / "feedback" / str(file))


def _card(row: pd.Series, reports: pd.DataFrame | None) -> str:
    told = row.to_frame().to_html(header=False)
    return told if reports is None else told + reports.to_html(index=False)


def _mark(path: Path, findings: pd.DataFrame, target: Path) -> None:
    book = load_workbook(path)
    for _, one in findings.iterrows():
        sheet: Any = book[one["sheet"]]
        labels = [cell.value for cell in sheet[1]]
        cell = sheet.cell(one["row"], labels.index(one["label"]) + 1)
        cell.fill = YELLOW
        cell.comment = Comment(one["found"], "สยป.")
    book.save(target)


def main() -> None:
    """Read, check, evaluate, write."""
    inputs, outputs = Path(sys.argv[1]), Path(sys.argv[2])
    tables, covers = read(inputs)
    write(inputs, outputs, tables, covers)


if __name__ == "__main__":
    main()
