"""Stage 3: FILE-11, workbooks that hold the same: a file sent twice, or by two agencies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from pipeline.findings import Finding
from pipeline.normalise import TypedWorkbook
from pipeline.thai import is_blank
from schemas.check import INFO, WARNING
from schemas.checks import SENT_AGAIN, SENT_BY_TWO
from schemas.lists import agencies


def same_content(workbooks: Mapping[str, TypedWorkbook], covers: pd.DataFrame) -> list[Finding]:
    """FILE-11: of an agency's equal files of a period all but the newest revision is a duplicate;
    equal files of two agencies are each told of the other.
    """
    order = covers.sort_values("file", ascending=False).sort_values(
        ["revision", "submitted_on", "sha256"], na_position="first", kind="stable"
    )
    alike: dict[tuple[Any, ...], list[Sent]] = {}
    for _, cover in order.iterrows():
        if workbooks[cover["file"]].sheets:
            told = [cover[name] for name in ("file", "settled_agency", "period")]
            file, agency, period = (None if is_blank(one) else str(one) for one in told)
            sent = Sent(str(file), agency, period)
            alike.setdefault(_outline(workbooks[sent.file]), []).append(sent)
    return [
        finding
        for files in alike.values()
        for place, sent in enumerate(files)
        for finding in _alike(workbooks, sent, files[place + 1 :])
    ]


class Sent(NamedTuple):
    """Whose workbook it is and of which period, where that is settled."""

    file: str
    agency: str | None
    period: str | None


def _outline(workbook: TypedWorkbook) -> tuple[Any, ...]:
    """What two workbooks with the same rows have in common, cheap to compare."""
    sheets = workbook.laid.sheets
    return tuple(
        (name, len(one.numbers), one.cells) for name, one in sheets.items() if name != "covers"
    )


def _alike(
    workbooks: Mapping[str, TypedWorkbook], sent: Sent, newer: list[Sent]
) -> Iterator[Finding]:
    """What is said of a file because of newer ones that are equal; the newest of its agency's."""
    mine = workbooks[sent.file]
    equal = [one for one in newer if _equal(mine, workbooks[one.file], sent.agency)]
    own = [one.file for one in equal if one[1:] == sent[1:]]
    if own:
        told = {"other": own[-1]}
        yield Finding("FILE-11", INFO, sent.file, agency_code=sent.agency, words=told)
        return
    for other in equal:
        if None in (*sent, *other):
            continue
        if other.agency == sent.agency:
            yield _sent_again(*sorted((sent, other), key=lambda one: one.period or ""))
        elif other.period == sent.period:
            yield _sent_by_two(sent, other)
            yield _sent_by_two(other, sent)


def _sent_again(earlier: Sent, later: Sent) -> Finding:
    words = {"other": earlier.file, "period": earlier.period or ""}
    return Finding(
        "FILE-11",
        WARNING,
        later.file,
        agency_code=later.agency,
        template=SENT_AGAIN,
        words=words,
    )


def _sent_by_two(one: Sent, other: Sent) -> Finding:
    words = {"other": other.file, "agency": _name(other.agency)}
    return Finding(
        "FILE-11", WARNING, one.file, agency_code=one.agency, template=SENT_BY_TWO, words=words
    )


def _equal(one: TypedWorkbook, other: TypedWorkbook, agency: str | None) -> bool:
    """The same bytes, or, where the agency is settled, the same cells apart from the cover."""
    if one.laid.sha256 == other.laid.sha256:
        return True
    rows = one.sheets.get("projects")
    return (
        agency is not None
        and rows is not None
        and bool(rows.laid.numbers)
        and all(
            sheet.digest == other.sheets[name].digest
            for name, sheet in one.sheets.items()
            if name != "covers" and sheet.laid.numbers
        )
    )


def _name(code: str | None) -> str:
    return next((agency.name for agency in agencies() if agency.code == code), "")
