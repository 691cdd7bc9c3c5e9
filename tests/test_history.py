"""Checks over quarters, revisions and agencies: good workbooks with one thing spoilt in one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.findings import Finding
from pipeline.revisions import changes
from schemas import lists
from tests.builders import as_bytes, checked, findings, said, submission

C, P, L, G, K = "ปก", "โครงการ", "แผนงาน", "ความก้าวหน้า", "ตัวชี้วัด"
FIRST, SECOND = "50100000-3670", "50100000-3671"
LETTERS = "ABCDEFGHIJKLMNOPQRST"
Changes = dict[str, object]


def q1(changes: Changes | None = None, **cover: object) -> tuple[str, bytes]:
    return ("q1.xlsx", submission(changes, **{"quarter": 1, **cover}))


def q2(changes: Changes | None = None, **cover: object) -> tuple[str, bytes]:
    return ("q2.xlsx", submission(changes, **cover))


def row(sheet: str, number: int, *values: object) -> Changes:
    return {f"{sheet}!{LETTERS[at]}{number}": value for at, value in enumerate(values)}


def without(number: int) -> Changes:
    """Changes that empty every row of the first (2), second (3) or third (4) project."""
    reports = range(3 * number - 4, 3 * number - 1)
    places = [(P, number), (L, number), (K, number), *((G, one) for one in reports)]
    return {f"{sheet}!{letter}{at}": None for sheet, at in places for letter in LETTERS}


DECEMBER = (FIRST, date(2022, 12, 25))
AS_SENT = (22.5, "ดำเนินการแล้ว 3 ส่วน จาก 3 ส่วน", None, None, None, None, 253_125, 10_000)

SPOILT: list[tuple[Changes, str, str, str, tuple[str, ...]]] = [
    ({f"{G}!C2": 22}, "HIS-01", "error", G, ("C2",)),
    ({f"{G}!I2": 250_000}, "HIS-02", "warning", G, ("I2",)),
    ({f"{P}!R2": 1_300_000}, "HIS-04", "warning", P, ("R2",)),
    ({f"{P}!B2": "โครงการสัมมนาผู้นำ"}, "HIS-05", "info", P, ("B2",)),
    ({f"{P}!Q2": date(2023, 8, 31), f"{P}!N2": 500}, "HIS-05", "info", P, ("Q2", "N2")),
    (row(G, 11, *DECEMBER, 21, *AS_SENT[1:]), "HIS-06", "warning", G, ("C11",)),
    (
        row(G, 11, *DECEMBER, 22.5, AS_SENT[1], None, None, None, None, 200_000, None),
        "HIS-06",
        "warning",
        G,
        ("I11", "J11"),
    ),
    ({f"{K}!F2": 22}, "KPI-04", "warning", K, ("F2",)),
]


@pytest.mark.parametrize(("changes", "check", "severity", "sheet", "cells"), SPOILT)
def test_each_difference_between_quarters_is_said_once_at_its_cells(
    changes: Changes, check: str, severity: str, sheet: str, cells: tuple[str, ...]
) -> None:
    found = findings(q1(), q2(changes))
    assert said(found) == [(check, severity, sheet, cells)]
    assert found[0].file == "q2.xlsx"


def test_good_quarters_in_a_row_have_no_finding() -> None:
    year = [(f"{quarter}.xlsx", submission(quarter=quarter)) for quarter in (1, 2, 3, 4)]
    assert findings(*year) == []
    assert findings(*year, ("n.xlsx", submission(fiscal_year=2567, quarter=1))) == []


def test_an_earlier_report_repeated_unchanged_is_not_worth_a_word() -> None:
    assert findings(q1(), q2(row(G, 11, *DECEMBER, *AS_SENT))) == []


def test_both_values_and_both_places_are_named() -> None:
    (fall,) = findings(q1(), q2({f"{G}!C2": 22}))
    assert "22.00" in fall.message() and "22.50 (q1.xlsx ความก้าวหน้า!C4)" in fall.message()
    (restated,) = findings(q1(), q2(row(G, 11, *DECEMBER, 21, *AS_SENT[1:])))
    assert "ความก้าวหน้าสะสม (ร้อยละ): 22.50 → 21.00" in restated.message()
    assert "q1.xlsx ความก้าวหน้า!B4" in restated.message("en")


def test_a_correction_reason_turns_the_fall_into_a_restatement() -> None:
    spoilt = q2({f"{G}!C2": 22}, revision=2, correction_reason="แก้ตามผลสำรวจ")
    assert [(one.check, one.severity) for one in findings(q1(), spoilt)] == [("HIS-01", "warning")]


def test_a_fall_within_the_workbook_is_said_once() -> None:
    found = findings(q1(), q2({f"{G}!C3": 21, f"{G}!C4": 52.5}))
    assert said(found) == [("PRG-02", "error", G, ("C3", "C2"))]


def test_the_restated_figure_is_what_the_next_report_is_compared_with() -> None:
    lower = q2(row(G, 11, *DECEMBER, 20, *AS_SENT[1:]) | {f"{G}!C2": 21})
    assert [one.check for one in findings(q1(), lower)] == ["HIS-06"]


def test_a_quarter_is_compared_with_the_last_one_that_counts() -> None:
    held = q2({f"{G}!C2": 130})
    third = ("q3.xlsx", submission({f"{G}!C2": 22, f"{G}!C3": 60}, quarter=3))
    found = [one for one in findings(q1(), held, third) if one.file == "q3.xlsx"]
    assert [(one.check, one.cells) for one in found] == [("HIS-01", ("C2",))]
    assert "q1.xlsx" in found[0].message()


def test_a_missing_project_is_said_at_the_workbook_that_lacks_it() -> None:
    (finding,) = findings(q1(), q2(without(3)))
    assert (finding.check, finding.severity, finding.file) == ("HIS-03", "warning", "q2.xlsx")
    assert (finding.project_code, finding.sheet, finding.cells) == (SECOND, P, ())
    assert "q1.xlsx โครงการ!A3" in finding.message()


def test_a_mistyped_code_is_one_mistake_and_not_a_missing_project_too() -> None:
    assert "HIS-03" not in [one.check for one in findings(q1(), q2({f"{P}!A3": "5010-3671"}))]


def test_nothing_is_missing_of_an_agency_that_has_not_sent_yet() -> None:
    other = ("other.xlsx", submission(agency_code="50010000"))
    assert findings(q1(), other) == []


def test_a_project_that_no_section_sends_any_more_is_said_once() -> None:
    town = ("town.xlsx", submission(without(3) | without(4), reporting_unit="ฝ่ายปกครอง"))
    works = ("works.xlsx", submission(without(2) | without(4), reporting_unit="ฝ่ายโยธา"))
    for before in (q1(), q1(reporting_unit="ฝ่ายปกครอง")):
        found = findings(before, town, works)
        assert [(one.check, one.project_code) for one in found] == [("HIS-03", "50100000-3672")]


@pytest.mark.parametrize(("status", "end", "said"), [
    ("กำลังดำเนินการ", date(2024, 3, 31), ["HIS-07"]),
    ("กำลังดำเนินการ", date(2023, 9, 30), []),
    ("แล้วเสร็จ", date(2024, 3, 31), []),
    ("ยกเลิก", date(2024, 3, 31), []),
])  # fmt: skip
def test_last_years_unfinished_project_is_missed_in_the_first_quarter(
    status: str, end: date, said: list[str]
) -> None:
    before = submission(
        {f"{P}!T2": status, f"{P}!Q2": end, f"{G}!C4": 100 if status == "แล้วเสร็จ" else 85},
        quarter=4,
    )
    now = submission(without(2), fiscal_year=2567, quarter=1)
    found = [one for one in findings(("q4.xlsx", before), ("n.xlsx", now)) if one.file == "n.xlsx"]
    assert [one.check for one in found] == said


def test_a_standstill_over_two_quarters_counts_from_its_first_report() -> None:
    still = {f"{G}!C{at}": 22.5 for at in (2, 3, 4)} | {f"{K}!F2": 30}
    found = [one for one in findings(q1(), q2(still)) if one.check == "PRG-03"]
    assert [(one.cells, one.file) for one in found] == [(("C4",), "q2.xlsx")]
    assert "25 ธ.ค. 65 (q1.xlsx ความก้าวหน้า!C4)" in found[0].message()
    assert "90 วัน" in found[0].message()


# revisions, sections, copies

AGAIN = {"revision": 2, "correction_reason": "แก้ยอดเบิกจ่าย"}


def test_a_revision_says_what_it_changed() -> None:
    changed = row(G, 11, FIRST, date(2023, 3, 30), 52.5, "เพิ่มเติม", None, None, None, None, 560_000)
    newer = ("b.xlsx", submission(changed | {f"{P}!S2": 1_300_000} | without(4), **AGAIN))
    found = findings(q2(), newer)
    assert [(one.check, one.severity) for one in found] == [
        ("COV-09", "info"),
        ("HIS-08", "warning"),
    ]
    assert "เพิ่ม 1 แถว ลบ 6 แถว แก้ 1 ช่อง" in found[0].message()
    assert found[1].project_code == "50100000-3672"


def test_a_project_in_the_workbooks_of_two_sections_is_said_at_the_later_one() -> None:
    works = q1(without(3) | without(4), quarter=2, reporting_unit="ฝ่ายโยธา")
    town = q2(without(4), submitted_on=date(2023, 4, 9), reporting_unit="ฝ่ายปกครอง")
    (finding,) = findings(works, town)
    assert (finding.check, finding.severity, finding.file) == ("ALL-02", "warning", "q2.xlsx")
    assert (finding.project_code, finding.cells) == (FIRST, ("A2",))
    assert "q1.xlsx โครงการ!A2" in finding.message()


def test_the_same_cells_under_another_cover_are_a_copy_and_the_newer_counts() -> None:
    found = findings(q2(), ("b.xlsx", submission(**AGAIN)))
    assert [(one.check, one.severity, one.file) for one in found] == [
        ("FILE-11", "info", "q2.xlsx")
    ]


def test_cells_that_cannot_be_read_and_differ_are_no_copy() -> None:
    one = q2({f"{G}!C3": "x"})
    other = submission({f"{G}!C3": "y"}, **AGAIN)
    assert "FILE-11" not in [told.check for told in findings(one, ("b.xlsx", other))]


def test_another_agencys_file_under_a_new_cover_is_told_to_both() -> None:
    found = findings(q2(), ("b.xlsx", submission({f"{C}!B2": "50010000", f"{C}!B3": None})))
    copies = [(one.file, one.severity) for one in found if one.check == "FILE-11"]
    assert copies == [("b.xlsx", "warning"), ("q2.xlsx", "warning")]
    assert "สำนักงานเขตพระโขนง" in next(one for one in found if one.file == "b.xlsx").message()


# two agencies


def of_another() -> tuple[str, bytes]:
    """A workbook of 50010000 that lists the first project of 50100000 as its own first."""
    changes = {f"{sheet}!A2": FIRST for sheet in (P, L, K)}
    return (
        "other.xlsx",
        submission(changes | {f"{G}!A{at}": FIRST for at in (2, 3, 4)}, agency_code="50010000"),
    )


def test_a_project_sent_by_two_agencies_is_held_where_there_is_no_right_to_it() -> None:
    found = findings(q2(), of_another())
    told = [(one.check, one.severity, one.file, one.cells) for one in found]
    assert told == [
        ("ALL-01", "error", "other.xlsx", ("A2",)),
        ("ALL-01", "info", "q2.xlsx", ("A2",)),
    ]
    assert "สำนักงานเขตพระโขนง" in found[0].message() and "สำนักงานเขตพระนคร" in found[1].message()


def test_sent_by_the_wrong_agency_alone_it_is_that_agencys_mistake() -> None:
    assert [one.check for one in findings(q2(without(2)), of_another())] == ["PRJ-01"]


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The lists of an office that has moved the first project to 50010000 in the second quarter."""
    for path in lists.FOLDER.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    line = f"{FIRST},50100000,50010000,2566-Q2,คำสั่งกรุงเทพมหานคร\n"
    with (tmp_path / "transfers.csv").open("a", encoding="utf-8") as transfers:
        transfers.write(line)
    monkeypatch.setattr(lists, "FOLDER", tmp_path)
    lists.transfers.cache_clear()
    yield
    lists.transfers.cache_clear()


def test_a_transferred_project_is_the_new_agencys_from_that_quarter_on(moved: None) -> None:
    without_first = q2(without(2))
    named = [one for one in findings(q1(), without_first, of_another()) if one.severity != "info"]
    assert named == []


def test_the_agency_that_had_it_before_has_no_right_to_it_now(moved: None) -> None:
    found = [one for one in findings(q1(), q2(), of_another()) if one.check == "ALL-01"]
    assert [(one.severity, one.file) for one in found] == [
        ("info", "other.xlsx"),
        ("error", "q2.xlsx"),
    ]


def test_the_new_agency_is_told_when_it_leaves_the_project_out(moved: None) -> None:
    own = ("other.xlsx", submission(agency_code="50010000"))
    found = findings(q1(), q2(without(2)), own)
    assert [(one.check, one.file) for one in found] == [("HIS-03", "other.xlsx")]


def messages(found: list[Finding]) -> str:
    return "\n".join(one.message("th") + one.message("en") for one in found)


def test_no_message_over_quarters_has_a_hole_or_a_name_of_the_code() -> None:
    files = [
        q1(),
        q2(SPOILT[0][0] | SPOILT[1][0] | SPOILT[2][0] | SPOILT[4][0] | SPOILT[7][0]),
        ("b.xlsx", submission(without(3), revision=2)),
        of_another(),
    ]
    told = messages(findings(*files))
    assert not [word for word in ("{", "}", "None", "nan", "NaT", "was.", "<NA>") if word in told]


def test_a_date_that_moved_is_written_as_people_write_it() -> None:
    (finding,) = findings(q1(), q2({f"{P}!Q2": datetime(2023, 8, 31)}))
    assert "วันสิ้นสุด: 30 ก.ย. 66 → 31 ส.ค. 66" in finding.message()


# what two reviews found


def test_the_agency_that_gave_a_project_away_is_told_to_whom(moved: None) -> None:
    (told,) = [one for one in findings(q1(), q2()) if one.check == "PRJ-01"]
    assert "โอนไปเป็นของสำนักงานเขตพระนคร ตั้งแต่ 2566-Q2" in told.message()


def test_what_looks_alike_is_no_difference() -> None:
    told = ("ดำเนินการแล้ว  3 ส่วน\u200b จาก 3 ส่วน", *AS_SENT[2:])
    assert findings(q1(), q2(row(G, 11, *DECEMBER, 22.5, *told))) == []
    named = {f"{K}!C2": "ร้อยละ  ของผู้ผ่านการอบรม"}
    spaced = q1({f"{K}!C2": "ร้อยละ ของผู้ผ่านการอบรม"})
    found = findings(spaced, q2(named | {f"{K}!F2": 3}))
    assert [one.check for one in found] == ["KPI-04"]


def test_a_report_typed_late_is_not_restated_by_the_next_quarters_of_that_day() -> None:
    late = q1({f"{G}!B4": date(2023, 1, 25)}, submitted_on=date(2023, 1, 26))
    assert {one.check for one in findings(late, q2())} == {"PRG-11"}


def test_a_missing_optional_column_silences_no_restatement() -> None:
    spoilt = q2(row(G, 11, *DECEMBER, 21, *AS_SENT[1:]) | {f"{G}!J1": "อื่น"})
    assert "HIS-06" in [one.check for one in findings(q1(), spoilt)]


def test_a_cell_in_doubt_is_said_once() -> None:
    doubtful = (*AS_SENT[:6], "เยอะ", 10_000)
    found = findings(q1(), q2(row(G, 11, *DECEMBER, *doubtful)))
    assert [one.check for one in found] == ["CELL-01"]


def test_a_strangers_row_is_mended_by_a_revision_without_it() -> None:
    again = ("again.xlsx", submission(without(2), agency_code="50010000", **AGAIN))
    found = findings(q2(), of_another(), again)
    assert {one.check for one in found if one.file == "q2.xlsx"} == set()
    assert "HIS-08" not in [one.check for one in found]


def test_a_strangers_mistake_is_not_missed_at_the_owner() -> None:
    wrong = {f"{P}!A2": "50100000-9999"}
    other = ("other.xlsx", submission(wrong, agency_code="50010000", quarter=1))
    assert [one.check for one in findings(other, q2()) if one.file == "q2.xlsx"] == []


def test_a_section_that_takes_a_project_out_ends_the_warning() -> None:
    town = q2(without(4), submitted_on=date(2023, 4, 9), reporting_unit="ฝ่ายปกครอง")
    works = ("w1.xlsx", submission(without(3) | without(4), reporting_unit="ฝ่ายโยธา"))
    less = without(2) | without(3)
    mended = ("w2.xlsx", submission(less, reporting_unit="ฝ่ายโยธา", **AGAIN))
    assert "ALL-02" in [one.check for one in findings(works, town)]
    assert "ALL-02" not in [one.check for one in findings(works, town, mended)]


def test_two_workbooks_of_one_revision_and_day_are_said() -> None:
    found = findings(q2({f"{P}!K2": "ก"}), ("b.xlsx", submission({f"{P}!K2": "ข"})))
    assert [(one.check, one.severity) for one in found] == [("COV-11", "warning")]


def test_a_cover_of_another_quarter_than_all_its_reports_is_asked_about() -> None:
    found = findings(submission({f"{C}!B5": 1}))
    (asked,) = [one for one in found if one.check == "COV-10"]
    assert (asked.cells, asked.severity) == (("B5",), "warning")
    assert "2566-Q2" in asked.message()


def test_last_quarters_workbook_under_this_quarters_cover_is_asked_about() -> None:
    again = submission({f"{C}!B5": 2, f"{C}!B8": date(2023, 4, 5)}, quarter=1)
    told = [one for one in findings(q1(), ("q2.xlsx", again)) if one.check == "FILE-11"]
    assert [(one.severity, one.file) for one in told] == [("warning", "q2.xlsx")]
    assert "q1.xlsx ของ 2566-Q1" in told[0].message()


def test_empty_forms_are_no_copies_of_each_other() -> None:
    empty = without(2) | without(3) | without(4)
    named = [
        (f"{code}.xlsx", submission(empty, agency_code=code)) for code in ("50010000", "50020000")
    ]
    assert "FILE-11" not in [one.check for one in findings(*named)]


def test_a_plan_of_an_earlier_quarter_is_a_plan() -> None:
    no_plan = {f"{L}!{letter}2": None for letter in LETTERS}
    assert [one.check for one in findings(q2(no_plan))] == ["PLN-04"]
    assert findings(q1(), q2(no_plan)) == []


def test_two_codes_that_changed_places_have_changed_all_that_stands_beside_them() -> None:
    swapped = {f"{P}!A2": "50100000-3671", f"{P}!A3": "50100000-3670"}
    tables = checked(("a.xlsx", submission()), ("b.xlsx", submission(swapped, **AGAIN))).tables
    found = [one for one in changes(tables, "a.xlsx", "b.xlsx") if one.label == "ชื่อโครงการ"]
    assert sorted((one.kind, one.cell) for one in found) == [("edited", "B2"), ("edited", "B3")]
    assert found[0].before == found[1].after != found[0].after


def test_of_a_sheet_that_one_revision_lacks_all_rows_were_added_or_removed() -> None:
    book = load_workbook(BytesIO(submission()))
    book[L].title = "แผน"
    lacking, whole = as_bytes(book), submission(**AGAIN)
    tables = checked(("a.xlsx", lacking), ("b.xlsx", whole)).tables
    for earlier, later, kind in (("a.xlsx", "b.xlsx", "added"), ("b.xlsx", "a.xlsx", "removed")):
        found = [one for one in changes(tables, earlier, later) if one.table == "plans"]
        assert [(one.kind, one.sheet, one.cell) for one in found] == [
            (kind, L, cell) for cell in ("A2", "A3", "A4")
        ]
