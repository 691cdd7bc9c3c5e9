"""One source: a column is one Field, a rule one @rule, a list entry one line; the rest follows."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from pipeline.columns import form_of, sheet_of
from pipeline.dictionary import checks_document, form_document
from pipeline.excel import draw
from pipeline.findings import Finding
from pipeline.gather import gather
from pipeline.layout import lay_out
from pipeline.merge import merge
from pipeline.normalise import normalise
from pipeline.period import Period
from pipeline.read import read_bytes
from pipeline.run import make_run
from pipeline.template import blank_form
from pipeline.validate import Checked, validate
from schemas import FORM, READABLE_VERSIONS, REVIEW
from schemas.check import CHECKS
from schemas.field import field
from schemas.lists import agencies
from schemas.projects import Projects
from tests.builders import good_rows, the_form

ROOT = Path(__file__).parent.parent
PERIOD = Period(2566, 2)
AGENCY = next(agency for agency in agencies() if agency.code == "50100000")


class MoreProjects(Projects):
    """The sheet โครงการ with one Field more."""

    households: float = field("จำนวนครัวเรือน", "number", "W", "ครัวเรือนที่ได้รับประโยชน์", "120", low=0)

    class Config(Projects.Config):
        pass


@pytest.fixture
def wider(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The form of an office that added one Field, and nothing else."""
    monkeypatch.setitem(FORM, "projects", MoreProjects)
    return form_of({**FORM, **REVIEW}, READABLE_VERSIONS)


def filled(form: Any, **first_project: Any) -> bytes:
    """The form as its template makes it, filled in by an officer."""
    rows = good_rows()
    for row in rows["projects"]:
        row["households"] = 120
    rows["projects"][0] |= first_project
    return draw(blank_form(form, AGENCY, PERIOD, rows))


def checked(form: Any, content: bytes) -> Checked:
    laid = lay_out(read_bytes(content, "50100000.xlsx"), form)
    return validate(gather([normalise(laid, form)], form), make_run(Path(), Path()))


def test_an_added_field_reaches_the_form(wider: Any) -> None:
    book = load_workbook(BytesIO(draw(blank_form(wider, AGENCY, PERIOD, {}))))
    assert "จำนวนครัวเรือน" in [cell.value for cell in book["โครงการ"][1]]


def test_an_added_field_reaches_the_reader_and_the_master(wider: Any) -> None:
    master = merge(checked(wider, filled(wider)), PERIOD)
    assert master.frames["projects"]["households"].tolist() == [120.0] * 3


@pytest.mark.parametrize(
    ("value", "check"), [("ร้อยยี่สิบ", "CELL-01"), (-1, "CELL-05"), (None, "CELL-11")]
)
def test_an_added_field_is_checked(wider: Any, value: object, check: str) -> None:
    (finding,) = checked(wider, filled(wider, households=value)).findings
    assert (finding.check, finding.field) == (check, "households")
    assert "จำนวนครัวเรือน" in finding.message()


def test_an_added_field_reaches_the_dictionary(wider: Any) -> None:
    assert "**จำนวนครัวเรือน** | `households`" in form_document(wider)


def test_the_form_filled_as_its_instructions_say_has_no_error() -> None:
    """Each cell takes the example that the form itself gives for it."""
    form = the_form()
    rows: dict[str, list[dict[str, object]]] = {
        name: [{column.name: column.example for column in sheet.columns}]
        for name, sheet in form.sheets.items()
        if name not in {"covers", "pages"}
    }
    rows["covers"] = [
        {
            column.name: column.example
            for column in form.sheets["covers"].columns
            if column.name not in {"office_phone", "office_email"}
        }
    ]
    book = load_workbook(BytesIO(draw(blank_form(form, AGENCY, PERIOD, rows))))
    target = BytesIO()
    book.save(target)
    found = checked(form, target.getvalue()).findings
    assert [one.message() for one in found if one.severity == "error"] == []


def test_every_column_has_help_and_an_example_that_can_be_read() -> None:
    for sheet in the_form().sheets.values():
        for column in sheet.columns:
            assert column.help and column.example, column.name
            assert len(column.label) <= 255


def test_every_check_is_documented_and_tested() -> None:
    documents = checks_document()
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    assert [one for one in CHECKS if f"### {one} " not in documents] == []
    assert [one for one in CHECKS if f'"{one}"' not in tests] == []


def test_every_check_without_a_rule_is_made_by_a_stage() -> None:
    declared = (ROOT / "schemas" / "checks.py").read_text(encoding="utf-8")
    ids = re.findall(r'declare\(\s*"([A-Z]+-\d+)"', declared)
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    assert len(ids) > 30
    assert [one for one in ids if f'"{one}"' not in code] == []


def test_the_documents_in_the_repository_are_those_of_the_schemas() -> None:
    said = "run `make dictionary`"
    assert (ROOT / "docs/form.md").read_text("utf-8") == form_document(the_form()), said
    assert (ROOT / "docs/checks.md").read_text("utf-8") == checks_document(), said


def test_no_label_of_the_form_is_typed_outside_the_schemas() -> None:
    labels = {
        column.label
        for model in FORM.values()
        for column in sheet_of(model).columns
        if len(column.label) > 22
    }
    typed = [
        (path.name, label)
        for path in (ROOT / "pipeline").rglob("*.py")
        for label in labels
        if label in path.read_text(encoding="utf-8")
    ]
    assert typed == []


def test_a_finding_is_the_contracts_record() -> None:
    keys = list(Finding("FORM-03", "error", "a.xlsx", expected="โครงการ").as_record())
    assert keys == [
        *("check", "severity", "agency_code", "file", "sheet", "cells", "project_code", "field"),
        *("value", "expected", "message_th", "message_en"),
    ]


def test_a_crashed_check_is_our_mistake_and_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    form = the_form()
    tables = gather([normalise(lay_out(read_bytes(filled(form), "a.xlsx"), form), form)], form)
    broken = tables.frames["projects"].drop(columns="status")
    tables.frames["projects"] = broken
    with pytest.raises(Exception, match="status"):
        validate(tables, make_run(Path(), Path()))


def test_validation_switched_off_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from pandera.config import CONFIG

    form = the_form()
    tables = gather([normalise(lay_out(read_bytes(filled(form), "a.xlsx"), form), form)], form)
    monkeypatch.setattr(CONFIG, "validation_enabled", False)
    with pytest.raises(RuntimeError, match="PANDERA_VALIDATION_ENABLED"):
        validate(tables, make_run(Path(), Path()))


def test_lists_are_data(monkeypatch: pytest.MonkeyPatch) -> None:
    for sheet in the_form().sheets.values():
        for column in sheet.columns:
            values = [choice.value for choice in column.choices]
            assert len(values) == len(set(values))
    assert len([agency for agency in agencies() if agency.expected_in("2566-Q2")]) == 50
    assert pd.Series([agency.code for agency in agencies()]).is_unique
