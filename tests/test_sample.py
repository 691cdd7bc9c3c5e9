"""inputs/sample: made by a script, honest about what it made up, no name or number of a person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.layout import lay_out
from pipeline.normalise import TypedWorkbook, normalise
from pipeline.read import read_bytes
from pipeline.thai_text import mask_personal
from schemas.pages import ASSUMED, NOT_IN_COPY, ON_PAGE
from tests import make_sample
from tests.builders import the_form

FILES = sorted(make_sample.SAMPLE.glob("*.xlsx"))


def typed(path: Path) -> TypedWorkbook:
    form = the_form()
    return normalise(lay_out(read_bytes(path.read_bytes(), path.name), form), form)


def test_the_workbooks_are_those_that_the_script_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make_sample, "SAMPLE", tmp_path)
    make_sample.main()
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in FILES}, "run `make sample`"


def test_there_are_six_agencies_and_two_quarters() -> None:
    assert len({path.name[:8] for path in FILES}) >= 6
    assert {path.stem[-7:] for path in FILES} == {"2566-Q1", "2566-Q2"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_value_that_no_page_gave_is_listed_as_assumed(path: Path) -> None:
    book = typed(path)
    pages = book.sheets["pages"].columns
    assert set(pages["origin"]) <= {ON_PAGE, NOT_IN_COPY, ASSUMED}
    listed = {
        (code, part)
        for code, part, origin in zip(
            pages["project_code"], pages["part"], pages["origin"], strict=True
        )
        if origin == ASSUMED
    }
    given = {text for text in pages["text"] if text}
    for name in ("projects", "plans", "kpis"):
        sheet = book.sheets.get(name)
        if sheet is None:
            continue
        for place, code in enumerate(sheet.columns["project_code"]):
            for column in sheet.laid.form.columns:
                value = sheet.columns[column.name][place]
                part = f"{sheet.laid.form.label}: {column.label}"
                if value is None or column.default or column.name in {"project_code", "kpi_code"}:
                    continue
                on_page = any(str(value).removesuffix(".0") in text for text in given)
                assert (code, part) in listed or on_page, (code, part, value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_person_is_in_the_sample(path: Path) -> None:
    for sheet in read_bytes(path.read_bytes(), path.name).sheets:
        for _, cells in sheet.rows:
            for cell in cells:
                if isinstance(cell, str):
                    assert not mask_personal(cell)[1], cell
                    assert not re.search("<NAME|(?<![ก-๙])(นาย|นางสาว|น\\.ส\\.) ?[ก-๙]", cell), cell
