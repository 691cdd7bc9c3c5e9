"""What counts, what is held, rejected, superseded, a duplicate: design 3-interface, Status."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from pipeline.merge import Master, current, merge
from pipeline.period import Period
from pipeline.standing import MASTER_KEYS
from tests.builders import checked, submission

P, L, G, K = "โครงการ", "แผนงาน", "ความก้าวหน้า", "ตัวชี้วัด"
SHEETS = ("projects", "plans", "progress", "kpis")
ROWS = {"projects": 1, "plans": 1, "progress": 3, "kpis": 1}
FIRST, SECOND, THIRD = "50100000-3670", "50100000-3671", "50100000-3672"
NEVER = "50100000-9999"
AGAIN = {"revision": 2, "correction_reason": "แก้ยอดเบิกจ่าย"}
CHANGED: dict[str, object] = {f"{P}!B2": "โครงการสัมมนาผู้นำชุมชนและเยาวชน"}
LETTERS = "ABCDEFGHIJKLMNOPQRST"
Named = tuple[str, bytes]


def merged(*contents: bytes | Named, period: str = "2566-Q2") -> Master:
    named = [one if isinstance(one, tuple) else ("a.xlsx", one) for one in contents]
    return merge(checked(*named), Period.parse(period))


def without(*places: tuple[str, int]) -> dict[str, object]:
    """Changes that empty whole rows."""
    return {f"{sheet}!{column}{row}": None for sheet, row in places for column in LETTERS}


def standings(master: Master, code: str = FIRST, file: str = "a.xlsx") -> dict[str, Counter[str]]:
    """How the rows of a project stand that a file has, by sheet."""
    found = {}
    for name in SHEETS:
        rows = master.frames[name]
        rows = rows[(rows["project_code"] == code) & (rows["file"] == file)]
        found[name] = Counter(rows["standing"])
    return found


def all_rows(standing: str) -> dict[str, Counter[str]]:
    return {name: Counter({standing: rows}) for name, rows in ROWS.items()}


def statuses(master: Master) -> dict[str, str]:
    return dict(zip(master.submissions["file"], master.submissions["status"], strict=True))


@pytest.mark.parametrize("changes", [
    {f"{G}!C3": 130},
    {f"{G}!C3": "สามสิบ"},
    {f"{G}!B3": None},
    {f"{G}!C3": 12},  # falls
    {f"{P}!T2": "ใกล้เสร็จ"},
    {f"{P}!B2": None},
    {f"{P}!Q2": "1 ม.ค. 2560"},
    {f"{G}!A3": "๕๐๑๐๐๐๐๐-๓๖๗๐", f"{G}!C3": "สามสิบ"},  # the code in Thai digits
])  # fmt: skip
def test_an_error_of_a_project_holds_its_rows_in_all_sheets_and_nothing_else(
    changes: dict[str, object],
) -> None:
    master = merged(submission(changes))
    assert standings(master) == all_rows("held")
    assert standings(master, SECOND) == standings(master, THIRD) == all_rows("current")
    assert statuses(master) == {"a.xlsx": "partly_accepted"}
    assert list(master.submissions[["projects", "held_projects"]].iloc[0]) == [3, 1]


@pytest.mark.parametrize(("changes", "sheet"), [
    ({f"{L}!C2": 10}, "plans"),  # falls from 20
    ({f"{L}!H2": 1}, "plans"),
    ({f"{K}!C2": None}, "kpis"),
])  # fmt: skip
def test_an_error_in_a_plan_or_an_indicator_rejects_that_row_alone(
    changes: dict[str, object], sheet: str
) -> None:
    master = merged(submission(changes))
    assert standings(master) == all_rows("current") | {sheet: Counter({"rejected": 1})}
    assert standings(master, SECOND) == all_rows("current")
    assert statuses(master) == {"a.xlsx": "partly_accepted"}


@pytest.mark.parametrize(("changes", "sheet"), [
    ({f"{L}!A2": NEVER}, "plans"),
    ({f"{G}!A2": NEVER}, "progress"),
    ({f"{K}!A2": NEVER}, "kpis"),
    ({f"{G}!A2": None}, "progress"),
])  # fmt: skip
def test_a_row_of_no_project_is_rejected_and_holds_nothing(
    changes: dict[str, object], sheet: str
) -> None:
    master = merged(submission(changes))
    assert Counter(master.frames[sheet]["standing"])["rejected"] == 1
    assert standings(master)["projects"] == Counter({"current": 1})


def test_rows_of_a_project_whose_own_code_cannot_be_read_do_not_count() -> None:
    master = merged(submission({f"{P}!A2": "5010-1"}))
    assert standings(master) == all_rows("rejected") | {"projects": Counter()}
    assert standings(master, SECOND) == all_rows("current")


@pytest.mark.parametrize(("contents", "status"), [
    (submission(), "accepted"),
    (submission({f"{P}!K2": None}), "accepted_with_warnings"),
    (submission({f"{G}!C2": 130}), "partly_accepted"),
    (submission({f"{K}!C2": None}), "partly_accepted"),
    (submission({"ปก!B2": "99999999"}), "rejected"),
    (submission({"ปก!B3": "สำนักงานเขตพระนคร"}), "rejected"),
    (submission({"ปก!B5": 5}), "rejected"),
    (submission({f"{G}!C1": "อื่น"}), "rejected"),  # a required column is missing
    (b"not a workbook", "rejected"),
])  # fmt: skip
def test_a_file_has_the_status_of_what_was_found_in_it(contents: bytes, status: str) -> None:
    master = merged(contents)
    assert statuses(master) == {"a.xlsx": status}
    if status == "rejected":
        assert {word for name in SHEETS for word in master.frames[name]["standing"]} <= {"rejected"}


def test_the_same_bytes_twice_are_one_submission_and_its_duplicate() -> None:
    content = submission()  # once: openpyxl writes the time into it
    master = merged(("b.xlsx", content), ("a.xlsx", content))
    assert statuses(master) == {"a.xlsx": "accepted", "b.xlsx": "duplicate"}
    assert standings(master) == all_rows("current")
    assert standings(master, file="b.xlsx") == all_rows("duplicate")


@pytest.mark.parametrize(("older", "newer"), [
    ({}, AGAIN),
    ({"submitted_on": date(2023, 4, 20)}, AGAIN),  # the revision goes before the date
    ({"submitted_on": date(2023, 4, 5)}, {"submitted_on": date(2023, 4, 6)}),
    ({"submitted_on": None}, {"submitted_on": date(2023, 4, 6)}),
])  # fmt: skip
def test_the_newest_revision_decides_whatever_the_files_are_called(
    older: dict[str, Any], newer: dict[str, Any]
) -> None:
    for names in (("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")):
        master = merged((names[0], submission(**older)), (names[1], submission(CHANGED, **newer)))
        assert statuses(master)[names[0]] == "superseded"
        assert standings(master, file=names[0]) == all_rows("superseded")
        assert standings(master, file=names[1]) == all_rows("current")
        by_file = master.submissions.set_index("file")["superseded_by"]
        assert by_file[names[0]] == names[1]


def test_a_project_that_the_newest_revision_leaves_out_stays_with_the_one_before() -> None:
    less = without((P, 2), (L, 2), (G, 2), (G, 3), (G, 4), (K, 2))
    master = merged(submission(), ("b.xlsx", submission(less, **AGAIN)))
    assert standings(master) == all_rows("current")
    assert standings(master, SECOND) == all_rows("superseded")
    assert statuses(master) == {"a.xlsx": "accepted", "b.xlsx": "accepted_with_warnings"}


def test_a_project_held_in_the_newest_revision_is_held() -> None:
    master = merged(submission(), ("b.xlsx", submission({f"{G}!C2": 130}, **AGAIN)))
    assert standings(master) == all_rows("superseded")
    assert standings(master, file="b.xlsx") == all_rows("held")
    assert statuses(master) == {"a.xlsx": "superseded", "b.xlsx": "partly_accepted"}


def test_a_rejected_revision_decides_nothing_and_is_superseded_by_a_newer_one() -> None:
    no_period = submission({"ปก!B5": None})
    older = merged(submission(), ("b.xlsx", submission({"ปก!B5": None}, **AGAIN)))
    assert statuses(older) == {"a.xlsx": "accepted", "b.xlsx": "rejected"}
    assert standings(older) == all_rows("current")
    newer = merged(no_period, ("b.xlsx", submission(**AGAIN)))
    assert statuses(newer) == {"a.xlsx": "superseded", "b.xlsx": "accepted"}
    assert standings(newer) == all_rows("rejected")


def test_of_two_sections_that_list_a_project_the_later_submission_wins() -> None:
    civil = submission(CHANGED, reporting_unit="ฝ่ายโยธา", submitted_on=date(2023, 4, 3), **AGAIN)
    whole = submission(submitted_on=date(2023, 4, 5))
    master = merged(("a.xlsx", whole), ("b.xlsx", civil))
    assert standings(master) == all_rows("current")
    assert statuses(master) == {"a.xlsx": "accepted_with_warnings", "b.xlsx": "superseded"}


def test_another_agency_that_lists_a_project_by_mistake_takes_nothing_away() -> None:
    other = submission({f"{P}!A2": FIRST}, agency_code="50010000", **AGAIN)
    master = merged(submission(), ("b.xlsx", other))
    assert standings(master) == all_rows("current")
    assert standings(master, file="b.xlsx")["projects"] == Counter({"held": 1})


def test_the_later_quarter_is_current_and_the_log_of_both_stands() -> None:
    master = merged(("q1.xlsx", submission(quarter=1)), ("a.xlsx", submission()))
    assert standings(master) == all_rows("current")
    once = Counter({"superseded": 1})
    earlier = {"projects": once, "plans": once, "kpis": once, "progress": Counter({"current": 3})}
    assert standings(master, file="q1.xlsx") == earlier
    assert statuses(master) == {"q1.xlsx": "accepted", "a.xlsx": "accepted"}


def q1_report(progress: float) -> dict[str, object]:
    """The report of 25 December of the first quarter's workbook, written down once more."""
    values = [FIRST, date(2022, 12, 25), progress, "ดำเนินการแล้ว 3 ส่วน จาก 3 ส่วน"]
    values += [None, None, None, None, 253_125, 10_000]
    return {f"{G}!{letter}11": value for letter, value in zip(LETTERS, values, strict=False)}


@pytest.mark.parametrize(("progress", "in_q1", "in_q2"), [
    (22.5, {"current": 3}, {"current": 3, "duplicate": 1}),
    (22.0, {"current": 2, "superseded": 1}, {"current": 4}),
])  # fmt: skip
def test_an_earlier_report_repeated_is_a_duplicate_and_restated_the_current_one(
    progress: float, in_q1: dict[str, int], in_q2: dict[str, int]
) -> None:
    q1, q2 = ("q1.xlsx", submission(quarter=1)), ("a.xlsx", submission(q1_report(progress)))
    master = merged(q1, q2)
    assert standings(master, file="q1.xlsx")["progress"] == Counter(in_q1)
    assert standings(master)["progress"] == Counter(in_q2)


def test_a_rejected_plan_does_not_bring_back_last_quarters() -> None:
    master = merged(("q1.xlsx", submission(quarter=1)), ("a.xlsx", submission({f"{L}!C2": 10})))
    assert standings(master)["plans"] == Counter({"rejected": 1})
    assert standings(master, file="q1.xlsx")["plans"] == Counter({"superseded": 1})


@pytest.mark.parametrize("salt", range(6))
def test_a_revision_that_mends_a_code_stands_whole_whatever_the_files_hash_to(salt: int) -> None:
    mistyped = submission({f"{P}!A2": "50100000-367", f"{P}!C4": f"โครงการที่ {salt}"})
    mended = ("b.xlsx", submission({f"{P}!C4": f"โครงการที่ {salt}"}, **AGAIN))
    master = merged(mistyped, mended)
    assert standings(master, file="b.xlsx") == all_rows("current")
    assert "current" not in standings(master)["plans"] + standings(master)["kpis"]


def test_a_rejected_row_that_a_revision_has_replaced_leaves_last_quarters_plan_in_force() -> None:
    first = ("1.xlsx", submission(quarter=1))
    mistyped = submission({f"{P}!A2": "50100000-367"})
    without_plan = ("b.xlsx", submission(without((L, 2)), **AGAIN))
    master = merged(first, mistyped, without_plan)
    assert standings(master, file="1.xlsx")["plans"] == {"current": 1}


def test_a_held_project_leaves_last_quarters_rows_as_the_last_known() -> None:
    master = merged(("q1.xlsx", submission(quarter=1)), ("a.xlsx", submission({f"{G}!C2": 130})))
    assert standings(master) == all_rows("held")
    assert standings(master, file="q1.xlsx") == all_rows("current")


def test_the_master_holds_nothing_of_a_later_quarter() -> None:
    q3 = submission({f"{G}!C2": 130}, quarter=3)
    master = merged(submission(), ("q3.xlsx", q3))
    assert all(set(frame["file"]) <= {"a.xlsx"} for frame in master.frames.values())
    assert statuses(master) == {"a.xlsx": "accepted", "q3.xlsx": "partly_accepted"}


def test_of_what_is_current_each_key_stands_once_in_a_year() -> None:
    master = merged(
        ("q1.xlsx", submission(quarter=1)),
        ("a.xlsx", submission(q1_report(22.0))),
        ("b.xlsx", submission(**AGAIN)),
    )
    for name, key in MASTER_KEYS.items():
        assert not current(master.frames[name]).duplicated(["fiscal_year", *key]).any()


def test_the_order_of_the_files_does_not_matter() -> None:
    files = [
        ("q1.xlsx", submission(quarter=1)),
        ("a.xlsx", submission({f"{G}!C2": 130})),
        ("b.xlsx", submission(q1_report(22.0), **AGAIN)),
        ("c.xlsx", submission(reporting_unit="ฝ่ายโยธา", submitted_on=date(2023, 4, 3))),
    ]

    def facts(master: Master) -> list[object]:
        rows = [master.frames[name][["file", "row", "standing"]] for name in SHEETS]
        return [statuses(master), *(sorted(one.itertuples(index=False)) for one in rows)]

    orders = (files, files[::-1], [files[at] for at in (2, 0, 3, 1)])
    first, *others = [facts(merged(*order)) for order in orders]
    assert others == [first, first]


def test_the_same_cells_under_another_cover_are_a_duplicate_and_the_newer_counts() -> None:
    master = merged(submission(), ("b.xlsx", submission(**AGAIN)))
    assert statuses(master) == {"a.xlsx": "duplicate", "b.xlsx": "accepted"}
    assert standings(master) == all_rows("duplicate")
    assert standings(master, file="b.xlsx") == all_rows("current")


def test_files_that_cannot_be_read_are_no_copies_of_each_other() -> None:
    master = merged(("a.xlsx", b""), ("b.xlsx", b""), ("good.xlsx", submission()))
    assert statuses(master) == {"a.xlsx": "rejected", "b.xlsx": "rejected", "good.xlsx": "accepted"}
    assert {one.check for one in master.findings} == {"FILE-04"}
