"""Every figure of the outputs leads back to its cells, what was typed and how it was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.columns import columns_of
from pipeline.lineage import NothingToTrace, Trace, Traced
from pipeline.quarterly import quarterly
from pipeline.report.formulas import GROUP, PROJECT
from pipeline.report.projects import PROJECT_COLUMNS
from pipeline.run import make_run
from pipeline.trace import SHEETS, trace
from schemas.projects import Projects
from tests.builders import submission

P, L, G, K = "โครงการ", "แผนงาน", "ความก้าวหน้า", "ตัวชี้วัด"
FIRST, SECOND = "50100000-3670", "50100000-3671"
TYPED: dict[str, object] = {
    f"{P}!S2": "1,300,000.50 บาท",
    f"{P}!P2": "๑ ต.ค. ๒๕๖๕",
    f"{P}!J2": "คุณสมมติ โทร. 0000",
    f"{G}!C4": "ร้อยละ 52.5",
    f"{G}!D2": "โทร 081-234-5678",
    f"{K}!H2": "อื่น ๆ",
}
RESTATED: dict[str, object] = {
    f"{G}!A11": FIRST,
    f"{G}!B11": date(2022, 12, 25),
    f"{G}!C11": 21,
    f"{G}!D11": "ปรับตามผลสำรวจ",
    f"{G}!I11": 200_000,
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with inputs/ of two quarters and the outputs made from them."""
    folder = tmp_path_factory.mktemp("office")
    inputs = folder / "inputs"
    inputs.mkdir()
    (inputs / "q1.xlsx").write_bytes(submission(quarter=1))
    (inputs / "q2.xlsx").write_bytes(submission(TYPED | RESTATED))
    (inputs / "other.xlsx").write_bytes(submission(agency_code="50010000"))
    quarterly(make_run(inputs, folder / "outputs"))
    return folder


def of(office: Path, code: str = FIRST, asked: str | None = None, language: str = "th") -> Trace:
    run = make_run(office / "inputs", office / "outputs", language=language)
    return trace(run, code, asked)


def one(office: Path, asked: str, code: str = FIRST) -> Traced:
    (figure,) = of(office, code, asked).figures
    return figure


def test_a_field_leads_to_its_cell_what_was_typed_and_what_was_made_of_it(office: Path) -> None:
    figure = one(office, "budget_current")
    (origin,) = figure.origins
    assert (origin.file, origin.sheet, origin.cell) == ("q2.xlsx", P, "S2")
    assert origin.typed == "1,300,000.50 บาท"
    assert figure.value == "1,300,000.50"
    assert origin.changes[0] == "อ่านเป็น 1,300,000.50" and "[CELL-15]" in origin.changes[1]
    assert figure.value == one(office, "งบประมาณหลังปรับโอน (บาท)").value


def test_a_value_that_was_not_used_says_so(office: Path) -> None:
    (origin,) = one(office, "kpi_type").origins
    assert origin.typed == "อื่น ๆ" and origin.value == "(ว่าง)"
    assert origin.changes[0] == "ในข้อมูลหลักเป็น (ว่าง)" and "[CELL-04]" in origin.changes[-1]


def test_a_measure_says_how_it_is_made_and_from_which_cells(office: Path) -> None:
    rate = one(office, "spending_rate")
    assert rate.how == "เบิกจ่าย ÷ งบประมาณหลังปรับโอน × 100"
    assert [(origin.sheet, origin.cell) for origin in rate.origins] == [(G, "I4"), (P, "S2")]
    assert rate.value == "38.94"  # 506,250 of 1,300,000.50
    plan = one(office, "planned_progress")
    assert [(origin.sheet, origin.cell, origin.value) for origin in plan.origins] == [
        (L, "C2", "45.00")
    ]
    forecast = one(office, "forecast_finish")
    files = {origin.file for origin in forecast.origins}
    assert files == {"q1.xlsx", "q2.xlsx"}  # the year's reports


def test_the_original_of_a_restated_figure_is_traced_too(office: Path) -> None:
    before, now = one(office, "before_progress"), one(office, "before_progress_now")
    assert (before.value, now.value) == ("22.50", "21")
    assert ("q1.xlsx", G, "C4", "22.50") in [
        (origin.file, origin.sheet, origin.cell, origin.value) for origin in before.origins
    ]
    assert ("q2.xlsx", "C11") in [(origin.file, origin.cell) for origin in now.origins]


def test_every_field_and_every_column_of_the_evaluation_is_traced(office: Path) -> None:
    names = {figure.name for figure in of(office).figures}
    fields = {column.name for column in columns_of(Projects)}
    assert fields <= names
    shown = {column.name for columns in SHEETS.values() for column in columns}
    assert shown - names == set()
    assert {column.name for column in PROJECT_COLUMNS} <= fields | set(PROJECT)


def test_every_figure_of_a_group_is_traced(office: Path) -> None:
    names = [figure.name for figure in of(office, "all").figures]
    words = ("status_", "schedule_", "attention_")
    assert [one for one in names if one not in GROUP and not one.startswith(words)] == []
    assert len(names) > 30


def test_a_groups_figure_lists_the_projects_that_are_in_it(office: Path) -> None:
    mean = one(office, "mean_progress", "50100000")
    assert [project[:2] for project in mean.projects] == [
        (FIRST, "52.50"),
        (SECOND, "42"),
        ("50100000-3672", "100"),
    ]
    assert mean.value == "64.83"  # 194.5 / 3
    assert one(office, "projects_known", "all").projects[0][-1].startswith("other.xlsx")
    assert len(one(office, "status_แล้วเสร็จ", "all").projects) == 2
    assert one(office, "spent", "สำนักงานเขตพระโขนง").value == one(office, "spent", "50100000").value


def test_personal_data_is_not_traced(office: Path) -> None:
    contact, narrative = one(office, "contact"), of(office, FIRST, "narrative").figures
    assert (contact.value, contact.origins[0].typed) == ("•••", "•••")
    assert not [one for one in narrative if "081" in str(one)]


def test_a_file_that_is_gone_or_changed_is_said(office: Path) -> None:
    path = office / "inputs" / "q2.xlsx"
    content = path.read_bytes()
    try:
        path.write_bytes(submission(TYPED))
        (origin,) = one(office, "budget_current").origins
        assert "ถูกแก้ไขหลังประมวลผล" in str(origin.note) and origin.value == "1,300,000.50"
        path.rename(office / "q2.xlsx")
        (origin,) = one(office, "budget_current").origins
        assert "ไม่พบแฟ้ม q2.xlsx" in str(origin.note)
        (office / "inputs" / "renamed.xlsx").write_bytes(content)  # the same bytes are found again
        (origin,) = one(office, "budget_current").origins
        assert (origin.note, origin.cell) == (None, "S2")
    finally:
        (office / "inputs" / "renamed.xlsx").unlink(missing_ok=True)
        path.write_bytes(content)


@pytest.mark.parametrize(("code", "asked", "said"), [
    ("50100000-9999", None, "50100000-9999"),
    ("เขตอื่น", None, "เขตอื่น"),
    (FIRST, "price", "price"),
])  # fmt: skip
def test_what_is_not_known_is_named(office: Path, code: str, asked: str | None, said: str) -> None:
    with pytest.raises(NothingToTrace, match=said):
        of(office, code, asked)


def test_without_outputs_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NothingToTrace, match="make quarterly"):
        trace(make_run(tmp_path, tmp_path), FIRST)


def call(office: Path, *words: str) -> Result:
    places = ("--inputs", str(office / "inputs"), "--outputs", str(office / "outputs"))
    return CliRunner().invoke(main, ["trace", *words, *places])


@pytest.fixture
def printed(office: Path) -> Iterator[str]:
    yield call(office, FIRST).output


def test_the_command_prints_each_figure_with_its_place(printed: str) -> None:
    assert "  งบประมาณหลังปรับโอน (บาท) = 1,300,000.50" in printed
    assert "    q2.xlsx โครงการ!S2 งบประมาณหลังปรับโอน (บาท): พิมพ์ว่า “1,300,000.50 บาท”" in printed
    assert "วิธีคิด: เบิกจ่าย ÷ งบประมาณหลังปรับโอน × 100" in printed
    assert "q2.xlsx sha256 " in printed
    assert not [word for word in ("nan", "None", "NaT", "081-234") if word in printed]


def test_the_command_lists_the_sources_of_a_groups_figure(office: Path) -> None:
    made = call(office, "50100000", "mean_progress", "--lang", "en")
    assert made.exit_code == 0
    assert "how: mean of actual progress" in made.output and f"{SECOND} · 42" in made.output
    assert call(office, "50100000-9999").exit_code == 1
