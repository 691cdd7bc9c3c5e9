"""A group's figures -> how each is made, and the projects that are in it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.columns import Column
from pipeline.groups import KINDS
from pipeline.lineage import Archive, NothingToTrace, Trace, Traced, as_shown
from pipeline.period import Period
from pipeline.report.formulas import GROUP, said
from pipeline.report.groups import RATED, SUMMED
from pipeline.report.projects import PROJECT_COLUMNS, PROJECT_SHEET
from pipeline.run import Run
from pipeline.texts import LINEAGE, say
from schemas.lists import agencies
from schemas.master import CURRENT, HELD
from schemas.projects import CANCELLED, ROUTINE


def traced_group(archive: Archive, run: Run, period: Period, code: str, asked: str | None) -> Trace:
    every = archive.table("measures_groups")
    mine = every[every["key"] == _key(code)]
    if mine.empty:
        raise NothingToTrace(say(LINEAGE["unknown"], run.language, code=code, period=period))
    labels = {column.name: column for column in (*SUMMED, *RATED)}
    figures = []
    for _, row in mine.iterrows():
        projects = _members(archive, str(row["kind"]), str(row["key"]))
        for name in (one for one in mine.columns if one not in ("period", "kind", "key")):
            column = labels.get(name, Column(name, name.replace("_", " ", 1)))
            figure = _group_figure(run, name, column, row[name], projects)
            if asked is None or asked in (name, column.label):
                figures.append(figure)
    return Trace(f"{code} · {period.label_th}", tuple(figures))


def _key(code: str) -> str:
    """The key of a group: an agency may be called by its name."""
    named = {name: agency.code for agency in agencies() for name in agency.names()}
    return named.get(code, code)


def _members(archive: Archive, kind: str, key: str) -> pd.DataFrame:
    """The projects of a group as data, with what ``evaluation.xlsx`` says of them."""
    measures = archive.table("measures_projects")
    labels = {column.name: column.label for column in PROJECT_COLUMNS}
    sheet = archive.sheet(PROJECT_SHEET).set_index(labels["project_code"])
    more = {"group", "strategy_key", "section", "mission_type", "file", "row"}
    told = measures.join(
        sheet[[labels[name] for name in sorted(more)]].set_axis(sorted(more), axis=1),
        on="project_code",
    )
    return told if kind == "all" else told[told[KINDS[kind]] == key]


def _group_figure(
    run: Run, name: str, column: Column, value: Any, projects: pd.DataFrame
) -> Traced:
    how = GROUP.get(name)
    words = say(LINEAGE["counted"], run.language) if how is None else said(run, how)
    fields = how.sources if how else (name.split("_", 1)[0],)
    rows = projects[_in_figure(name, projects)]
    rows = rows[rows[[one for one in fields if how]].notna().all(axis=1)] if how else rows
    told = tuple(
        (
            str(row["project_code"]),
            *(as_shown(row[one]) for one in fields),
            f"{row['file']}: {as_shown(row['row'])}",
        )
        for _, row in rows.iterrows()
    )
    return Traced("", name, column.label, as_shown(value), words, projects=told)


def _in_figure(name: str, projects: pd.DataFrame) -> pd.Series:
    """Which projects a group's figure is made from (``groups.py``)."""
    here = projects["standing"] == CURRENT
    counted = here & (projects["status"] != CANCELLED)
    word = name.split("_", 1)[-1]
    if name == "projects_known":
        return pd.Series(True, index=projects.index)
    if name.startswith("held_"):
        return projects["standing"] == HELD
    if name.startswith("attention_"):
        return projects["attention"] == word
    if name.startswith(("status_", "schedule_")):
        return here & (projects[name.split("_", 1)[0]] == word)
    if name == "routine_indicator":
        return counted & (projects["mission_type"] == ROUTINE)
    return here if name.startswith(("budget_", "spent", "committed", "money_")) else counted
