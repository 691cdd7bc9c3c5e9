"""Progress and spending at the end of each quarter so far, and what the summary says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.evaluate import Evaluation, evaluate
from pipeline.merge import merge
from pipeline.period import Period
from pipeline.report import Facts, Origin
from pipeline.report.summary import decisions, headlines, quarters_so_far, sentences
from pipeline.run import make_run
from tests.builders import checked, submission

G, P = "ความก้าวหน้า", "โครงการ"
RUN = make_run(Path("inputs"), Path("outputs"))


def evaluated(*contents: bytes, quarter: int = 2) -> Evaluation:
    done = checked(*[(f"{number}.xlsx", one) for number, one in enumerate(contents)])
    period = Period(2566, quarter)
    before = None if quarter == 1 else merge(done, period.previous())
    return evaluate(merge(done, period), RUN, before)


def facts(evaluation: Evaluation) -> Facts:
    done = checked(submission())
    return Facts(evaluation, merge(done, evaluation.period), Origin(RUN, "1", "1", "x", False))


def test_a_quarter_is_what_counts_at_its_end() -> None:
    trend = evaluated(submission(quarter=1), submission()).trend.set_index("quarter")
    # 22.5, 21 and 100 after three months, 45, 42 and 100 after six; the plan is 20 and 45
    assert trend["actual_progress"].round(2).to_dict() == {1: 47.83, 2: 62.33}
    assert trend["planned_progress"].to_dict() == {1: 20, 2: 45}
    assert trend["actual_projects"].tolist() == [3, 3]
    # (253,125 + 90,720.09 + 270,000) of 2,030,000.50; then 506,250 + 181,440.19 + 270,000
    assert trend["spending_rate"].round(2).to_dict() == {1: 30.24, 2: 47.18}
    assert trend["spending_target"].to_dict() == {1: 32, 2: 52}


def test_a_quarter_without_reports_is_blank_and_not_0() -> None:
    trend = evaluated(submission()).trend.set_index("quarter")
    assert trend["actual_progress"].isna().to_dict() == {1: True, 2: False}
    assert trend["spending_rate"].isna().to_dict() == {1: True, 2: False}


def test_last_quarter_stands_beside_each_headline() -> None:
    told = {
        one.item: one for one in headlines(facts(evaluated(submission(quarter=1), submission())))
    }
    mean = told["ความก้าวหน้าเฉลี่ย"]
    assert (round(mean.value or 0, 2), round(mean.before or 0, 2), mean.change) == (
        62.33,
        47.83,
        14.5,
    )
    assert told["โครงการที่นับ"].change == 0
    alone = {one.item: one for one in headlines(facts(evaluated(submission())))}
    assert alone["ความก้าวหน้าเฉลี่ย"].before is None and alone["ความก้าวหน้าเฉลี่ย"].change is None


@pytest.mark.parametrize(("contents", "said"), [
    ((submission(quarter=1), submission()), "เพิ่มขึ้นจากไตรมาสก่อน 14.50 จุด"),
    ((submission(),), "ความก้าวหน้าเฉลี่ยร้อยละ 62.33"),
    ((submission(),), "เบิกจ่ายแล้วร้อยละ 47.18 ต่ำกว่าเป้าหมาย 4.82 จุด"),
    ((submission(),), "ไม่มีเรื่องที่หน่วยงานขอให้ผู้บริหารพิจารณา"),
    ((submission({f"{G}!H4": "ขอขยายเวลา"}),), "หน่วยงานขอให้ผู้บริหารพิจารณา 1 เรื่อง"),
    ((submission({f"{G}!C4": 20, f"{G}!C2": 10, f"{G}!C3": 15}),), "ต้องแก้ไขทันที 1 โครงการ"),
])  # fmt: skip
def test_the_quarter_is_said_by_rule(contents: tuple[bytes, ...], said: str) -> None:
    assert said in "\n".join(sentences(facts(evaluated(*contents))))


def test_what_the_district_asks_comes_before_what_is_found_by_rule() -> None:
    asked = {f"{G}!H7": "ขออนุมัติขยายเวลา", f"{G}!C2": 10, f"{G}!C3": 15, f"{G}!C4": 20}
    first, second = decisions(facts(evaluated(submission(asked))))
    assert (first.code, first.source, first.why) == (
        "50100000-3671",
        "หน่วยงานขอ",
        "ขออนุมัติขยายเวลา",
    )
    assert (second.code, second.source) == ("50100000-3670", "ระบบพบ (แดง)")


def test_the_quarters_so_far_are_those_of_the_year() -> None:
    told = quarters_so_far(facts(evaluated(submission(quarter=1), submission())))
    assert [one.label for one in told] == ["ไตรมาส 1", "ไตรมาส 2"]
    assert [one.target for one in told] == [32, 52]
