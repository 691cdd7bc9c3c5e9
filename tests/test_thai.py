"""How cells are read: every form that design/2-form.md names, and every one that it refuses."""

import math
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import thai
from pipeline.period import MONTHS, SHORT_MONTHS
from pipeline.thai import Reading
from pipeline.thai_dates import read_date

DAYS = [date(2015, 1, 1) + timedelta(days=n) for n in range(7670)]  # B.E. 2558 to 2578
# Thai letters, marks and digits, and what else breaks in texts
MESSY = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B),
        st.sampled_from("\u200b\u200d\u202a\ufeff\u00ad\u00a0 \n\tAkK\u0130Σσ\u0301\u0308\u212a"),
        st.characters(),
    )
)


# Texts


@given(MESSY)
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert thai.normal(thai.normal(text)) == thai.normal(text)


@given(MESSY)
def test_trimming_twice_trims_no_more_and_loses_nothing_inside(text: str) -> None:
    trimmed = thai.typed(text)
    assert thai.typed(trimmed) == trimmed
    assert trimmed in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("น\u0e4d\u0e32", "น\u0e33"),  # sara am in two pieces
        ("น\u0e49\u0e4d\u0e32", "น\u0e49\u0e33"),
        ("น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33"),
        ("น\u0e4d\u0e32\u0e49", "น\u0e49\u0e33"),
        ("น\u0e33\u0e49", "น\u0e49\u0e33"),
        ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),  # tone before vowel
        ("อย\u0e48\u0e39", "อย\u0e39\u0e48"),
        ("ท\u0e35\u0e48\u0e48", "ท\u0e35\u0e48"),
        ("ท\u0e35\u0e35\u0e48", "ท\u0e35\u0e48"),
        ("น\u0e49\u0e33\u0e49", "น\u0e49\u0e33"),
        ("น\u0e4d\u0e33", "น\u0e33"),
        ("เเผน", "แผน"),  # two sara e
        ("โครง\u200bการ", "โครงการ"),
        ("\ufeffโครง\u00adการ\u202c", "โครงการ"),
        ("\u00a0งบ \u2003 ประมาณ\r\n(บาท) ", "งบ ประมาณ (บาท)"),
        ("ไตรมาส ๒", "ไตรมาส 2"),
        ("ผลผลิต (Output)", "ผลผลิต (output)"),
        ("cafe\u0301", "caf\u00e9"),
    ],
)
def test_texts_that_look_alike_have_one_normal_form(text: str, expected: str) -> None:
    assert thai.normal(text) == expected


def test_composed_sara_am_is_never_split() -> None:
    assert thai.normal("ดำเนินการ") == "ดำเนินการ"
    assert thai.normal("ดำเนินการ") != unicodedata.normalize("NFKC", "ดำเนินการ")


def test_a_text_is_kept_as_typed_between_its_ends() -> None:
    assert thai.typed("\u200b\u00a0 น\u0e4d\u0e32  ๒\u200b๕ \ufeff") == "น\u0e4d\u0e32  ๒\u200b๕"


@pytest.mark.parametrize("value", [None, math.nan, "", "  ", "\u200b\u00a0\n", "\ufeff"])
def test_nothing_to_see_is_blank(value: object) -> None:
    assert thai.is_blank(value)


@pytest.mark.parametrize("value", [0, 0.0, False, "-", "ไม่มี", ".", date(2023, 1, 1)])
def test_anything_to_see_is_not_blank(value: object) -> None:
    assert not thai.is_blank(value)


NOTHING = ["", " ", "\u200b", "-", " - ", "–", "—", "ไม่มี", "ไม\u0e48ม\u0e35 ", "N/A", "n/a"]


@pytest.mark.parametrize("text", NOTHING)
def test_the_words_for_none_mean_none_everywhere(text: str) -> None:
    assert thai.is_nothing(text)
    readings = thai.read_number(text), thai.read_percent(text, False), read_date(text, 2566)
    assert readings == (Reading(None), Reading(None), Reading(None))


@pytest.mark.parametrize("text", ["0", "ไม่มีปัญหา", "--", "N", "nan", "NA"])
def test_other_words_do_not_mean_none(text: str) -> None:
    assert not thai.is_nothing(text)


@given(st.text())
def test_digits_change_script_and_nothing_else(text: str) -> None:
    assert thai.arabic(thai.thai_digits(thai.arabic(text))) == thai.arabic(text)
    assert len(thai.arabic(text)) == len(text)


# Numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250000", 1250000.0),
        ("1,250,000.50 บาท", 1250000.5),
        ("1,250,000.50บาท", 1250000.5),
        ("393,224,000.- บาท", 393224000.0),
        ("450.- บาท", 450.0),
        ("450.-", 450.0),
        ("450.–", 450.0),
        ("๑,๒๕๐", 1250.0),
        ("๑,2๕0.๕", 1250.5),
        ("฿1,250", 1250.0),
        ("฿ 1,250", 1250.0),
        ("-฿1,250", -1250.0),
        ("(1,250)", -1250.0),
        ("( 1,250.25 )", -1250.25),
        ("(1,250 บาท)", -1250.0),
        ("(1,250) บาท", -1250.0),
        ("-45", -45.0),
        ("\u221245", -45.0),
        ("+45.5", 45.5),
        ("  45\u00a0", 45.0),
        ("\u200b45\u200b", 45.0),
        ("0", 0.0),
        ("007", 7.0),
    ],
)
def test_a_number_kept_as_text_is_understood(text: str, number: float) -> None:
    assert thai.read_number(text) == Reading(number, "CELL-15")


@pytest.mark.parametrize("text", ["-0", "(0)", "-0.00"])
def test_nothing_has_no_sign(text: str) -> None:
    value = thai.read_number(text).value
    assert isinstance(value, float)
    assert math.copysign(1, value) == 1


# Design examples first, then what looks nearly right
REFUSED_NUMBERS = [
    *("45-50", "ประมาณ 45", "1.25 ล้านบาท", "12,34,567", "1.250.000", "O5", "1e3", "nan"),
    *("inf", "-inf", "Infinity", "1_000", "0x10", "TRUE", "٤٥", "४५", "４５", "໔໕", "４５%", "²"),
    *(".5", "5.", "1 250", "1\u00a0250", "1, 250", "1,25", "1,2500", "0,125", ",125", "1,,250"),
    *("450.-.-", "1.50.-", "45 คน", "45 baht", "บาท", "฿", "()", "(", "(45", "45)", "(-45)"),
    *("--45", "+-45", "- 45", "45-", "45%", "ร้อยละ 45", "=45", "'45", "1/2", "½", "45\n50"),
    *("9" * 400, "#REF!", "45 บาท บาท"),
]


@pytest.mark.parametrize("text", REFUSED_NUMBERS)
def test_what_is_not_clearly_a_number_is_refused(text: str) -> None:
    assert thai.read_number(text) == Reading(None, "CELL-01")


@pytest.mark.parametrize("value", [True, False, math.nan, math.inf, -math.inf, 10**400])
def test_a_boolean_and_what_has_no_end_are_no_numbers(value: object) -> None:
    assert thai.read_number(value) == Reading(None, "CELL-01")


@pytest.mark.parametrize("value", [date(2023, 2, 24), datetime(2023, 2, 24), time(1), [1], b"1"])
def test_a_date_is_no_number(value: object) -> None:
    assert thai.read_number(value) == Reading(None, "CELL-01")


@given(st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_number_is_itself(number: float) -> None:
    assert thai.read_number(number) == Reading(float(number))
    assert isinstance(thai.read_number(number).value, float)


AMOUNT_FORMS: list[Callable[[float], str]] = [
    lambda x: f"{x:.2f}",
    lambda x: f"{x:,.2f}",
    lambda x: f"{x:,.2f} บาท",
    lambda x: f"฿{x:,.2f}",
    lambda x: thai.thai_digits(f" {x:,.2f}บาท "),
]


@given(st.integers(0, 10**13), st.sampled_from(AMOUNT_FORMS))
def test_every_amount_in_every_form_reads_back(satang: int, form: Callable[[float], str]) -> None:
    baht = satang / 100
    assert thai.read_number(form(baht)) == Reading(baht, "CELL-15")
    assert thai.read_number(f"({form(baht)})") == Reading(0.0 - baht, "CELL-15")


FOREIGN_DIGITS = st.characters(categories=["Nd", "Nl", "No"]).filter(
    lambda char: char not in "0123456789๐๑๒๓๔๕๖๗๘๙"
)


@given(st.from_regex(r"\A-?[0-9]{0,3}\Z"), FOREIGN_DIGITS, st.from_regex(r"\A[0-9]{0,3}\Z"))
def test_no_other_script_makes_a_number_or_a_date(before: str, digit: str, after: str) -> None:
    text = before + digit + after
    assert thai.read_number(text) == Reading(None, "CELL-01")
    assert thai.read_percent(text + "%", False) == Reading(None, "CELL-01")
    assert read_date(f"{digit}/02/2566", 2566) == Reading(None, "CELL-03")


@given(MESSY)
def test_a_text_with_a_letter_other_than_baht_is_no_number(text: str) -> None:
    reading = thai.read_number(text + "E3")
    assert reading == Reading(None, "CELL-01")


# Percentages


@pytest.mark.parametrize(
    ("value", "percent_format", "expected"),
    [
        (45, False, Reading(45.0)),
        (0.45, True, Reading(45.0)),
        (0.07, True, Reading(7.0)),
        (1, True, Reading(100.0)),
        (1.5, True, Reading(150.0)),
        (0, True, Reading(0.0)),
        (0, False, Reading(0.0)),
        (0.5, False, Reading(0.5, "CELL-09")),
        (1, False, Reading(1.0, "CELL-09")),
        (1.01, False, Reading(1.01)),
        (-0.5, False, Reading(-0.5)),
        ("45", False, Reading(45.0, "CELL-15")),
        ("45", True, Reading(45.0, "CELL-15")),
        ("0.5", False, Reading(0.5, "CELL-09")),
        ("0.5", True, Reading(0.5, "CELL-09")),
        ("๑", False, Reading(1.0, "CELL-09")),
        ("45%", False, Reading(45.0, "CELL-15")),
        ("45 %", True, Reading(45.0, "CELL-15")),
        ("0.5%", False, Reading(0.5, "CELL-15")),
        ("ร้อยละ 45", False, Reading(45.0, "CELL-15")),
        ("ร้อยละ๔๕.๕", False, Reading(45.5, "CELL-15")),
        ("ร้อยละ 1", False, Reading(1.0, "CELL-15")),
        ("1,407.52%", False, Reading(1407.52, "CELL-15")),
        (None, True, Reading(None)),
        (1.8e306, True, Reading(None, "CELL-01")),  # beyond what a number holds, once in points
    ],
)
def test_a_percentage_says_what_it_means(
    value: object, percent_format: bool, expected: Reading
) -> None:
    assert thai.read_percent(value, percent_format) == expected


@pytest.mark.parametrize(
    "value",
    ["%", "ร้อยละ", "45 บาท%", "%45", "45%%", "40-45%", "ประมาณ 45%", "1e3%", "-%", True, math.nan],
)
def test_no_clear_percentage_is_refused(value: object) -> None:
    assert thai.read_percent(value, False) == Reading(None, "CELL-01")
    assert thai.read_percent(value, True) == Reading(None, "CELL-01")


@given(st.integers(0, 10000))
def test_a_percent_format_leaves_no_noise(hundredths: int) -> None:
    assert thai.read_percent(hundredths / 10000, True) == Reading(hundredths / 100)


# Dates

DATE_FORMS: list[Callable[[date], str]] = [
    lambda d: f"{d:%d/%m}/{d.year + 543}",
    lambda d: f"{d:%d-%m}-{d.year + 543}",
    lambda d: f"{d.day}/{d.month}/{d.year - 1957:02d}",
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d.day} {SHORT_MONTHS[d.month - 1]} {d.year - 1957:02d}",
    lambda d: f"{d.day} {SHORT_MONTHS[d.month - 1].replace('.', '')} {d.year - 1957:02d}",
    lambda d: f"{d.day}{SHORT_MONTHS[d.month - 1]}{d.year + 543}",
    lambda d: f"{d.day}-{SHORT_MONTHS[d.month - 1]}-{d.year - 1957:02d}",
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year + 543}",
    lambda d: f"วันที่ {d.day} {MONTHS[d.month - 1]} พ.ศ. {d.year + 543}",
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d:%Y-%m-%d} 00:00:00",
    lambda d: f"{d.year + 543}-{d:%m-%d}",
]


@pytest.mark.parametrize("form", range(len(DATE_FORMS)))
def test_every_day_of_twenty_years_reads_back_in_every_form(form: int) -> None:
    assert (DAYS[0].year + 543, DAYS[-1]) == (2558, date(2035, 12, 31))
    write = DATE_FORMS[form]
    wrong = [
        day
        for day in DAYS
        if read_date(write(day), 2568) != Reading(day)
        or read_date(thai.thai_digits(write(day)), 2568) != Reading(day)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        *("24/02/2566", "24-02-2566", "24/2/66", "24 / 2 / 66", " 24/02/2566\u200b"),
        *("24 ก.พ. 66", "24 กพ 66", "24ก.พ.66", "24 ก. พ. 66", "24 ก.พ. 2566", "24-ก.พ.-66"),
        *("24 ก.พ. พ.ศ. 2566", "24 กพ พศ 2566", "24 กุมภาพันธ์ พ.ศ.2566", "๒๔ ก.พ. ๒๕๖๖"),
        *("24 กุมภาพันธ์ 2566", "วันที่ 24 กุมภาพันธ์ พ.ศ. 2566", "วันที่ 24/2/66"),
        *("2023-02-24", "2566-02-24", "2023-02-24T08:30", "๒๐๒๓-๐๒-๒๔", "24/02/2023"),
    ],
)
def test_a_date_is_read_in_each_form(text: str) -> None:
    assert read_date(text, 2566) == Reading(date(2023, 2, 24))


def test_may_is_not_taken_for_the_era() -> None:
    assert read_date("1 พ.ค. พ.ศ. 2566", 2566) == Reading(date(2023, 5, 1))
    assert read_date("1 พ.ย. 66", 2566) == Reading(date(2023, 11, 1))


def test_leap_days_follow_the_gregorian_year() -> None:
    leap = Reading(date(2024, 2, 29))
    assert read_date("29/02/2567", 2567) == leap
    assert read_date("29 ก.พ. 67", 2567) == leap
    assert read_date("29/02/2566", 2566) == Reading(None, "CELL-03")
    assert read_date("29/02/2568", 2568) == Reading(None, "CELL-03")


@pytest.mark.parametrize(
    "value",
    [
        *("10/26/2020", "ก.พ. 66", "กุมภาพันธ์ 2566", "02/2566", "2566", "24", "ไตรมาส 2"),
        *("24/02/566", "24/2/6", "24/02-2566", "240266", "24022566", "24 กกก 66", "0/2/66"),
        *("31/04/2566", "32/1/66", "24/13/66", "24 ก.พ.", "24/02", "24 ก.พ. พ.ศ. 2023"),
        *("24-25 ก.พ. 66", "24/02/2566 - 25/02/2566", "ประมาณ 24/2/66", "nan", "45000"),
        *("24/02/2466", "24/02/2600", "24/02/2666", "24/02/0066", "1966-02-24", "24/2/00"),
        *(45000, 45000.0, 45000.5, True, math.inf, 10**400, time(8, 30), timedelta(days=1)),
        *(date(1, 1, 1), date(1956, 2, 24), date(2000, 2, 24), date(2400, 1, 1), date.max),
        date(2568, 2, 29),  # real in C.E. 2568, not in 2025
    ],
)
def test_what_is_no_day_near_the_period_is_refused(value: object) -> None:
    assert read_date(value, 2566) == Reading(None, "CELL-03")


@pytest.mark.parametrize("value", [date(2023, 2, 24), datetime(2023, 2, 24, 13, 5)])
def test_a_real_date_is_itself(value: date) -> None:
    reading = read_date(value, 2566)
    assert reading == Reading(date(2023, 2, 24))
    assert type(reading.value) is date


@pytest.mark.parametrize(
    ("typed_as", "meant"),
    [
        (date(2566, 2, 24), date(2023, 2, 24)),
        (datetime(2566, 2, 24), date(2023, 2, 24)),
        (date(1966, 2, 24), date(2023, 2, 24)),  # 24/2/66 in an Excel that thinks C.E.
        (datetime(1957, 12, 31), date(2014, 12, 31)),
        (date(1986, 1, 1), date(2043, 1, 1)),
    ],
)
def test_a_real_date_with_a_mistaken_year_is_corrected_and_says_so(
    typed_as: date, meant: date
) -> None:
    assert read_date(typed_as, 2566) == Reading(meant, "CELL-10")


def test_only_dates_within_twenty_years_of_the_period_are_dates() -> None:
    years = [year for year in range(1900, 2100) if read_date(f"1/1/{year}", 2566).value]
    assert (min(years), max(years), len(years)) == (2003, 2043, 41)


def test_a_serial_number_is_a_day_only_under_a_thai_date_format() -> None:
    serial = (date(2023, 2, 24) - date(1899, 12, 30)).days
    assert read_date(serial, 2566) == Reading(None, "CELL-03")
    assert read_date(float(serial), 2566, True) == Reading(date(2023, 2, 24))


@pytest.mark.parametrize("value", [44981.5, 45, 0, -1, 24161, 1e300, math.inf, True, 10**400])
def test_a_serial_number_far_from_the_period_is_no_day(value: object) -> None:
    assert read_date(value, 2566, serial_format=True) == Reading(None, "CELL-03")


@pytest.mark.parametrize("value", [None, math.nan])
def test_an_empty_cell_is_no_date_and_no_mistake(value: object) -> None:
    assert read_date(value, 2566) == Reading(None)


def test_a_missing_timestamp_of_pandas_is_blank() -> None:
    assert read_date(pd.NaT, 2566) == Reading(None)  # though it claims to be a datetime


@given(MESSY)
def test_no_text_breaks_a_reader(text: str) -> None:
    thai.read_number(text)
    thai.read_percent(text, True)
    read_date(text, 2566)
    thai.read_code(text)
    thai.leading_code(text)


@pytest.mark.parametrize(
    "piece",
    [
        "\u0e48\u0e34",
        "\u0e33\u0e48",
        "\u0e4d\u0e32",
        "เเ",
        "9",
        "1,",
        "1 ก",
        "1 พ ",
        "ร้อยละ ",
        "( ",
    ],
)
def test_a_full_cell_takes_no_more_passes_than_a_short_one(piece: str) -> None:
    text = (piece * 32767)[:32767]
    assert thai.normal(thai.normal(text)) == thai.normal(text)
    assert thai.read_number(text) == thai.read_percent(text, False) == Reading(None, "CELL-01")
    assert read_date(text, 2566) == Reading(None, "CELL-03")


# Codes and strategy lines


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (50100000, "50100000"),
        (50100000.0, "50100000"),
        ("50100000.0", "50100000"),
        (" 50100000 ", "50100000"),
        ("50100000-3670", "50100000-3670"),
        ("๕๐๑๐๐๐๐๐ – ๓๖๗๐", "50100000-3670"),
        ("50100000\u20113670", "50100000-3670"),
        ("50100000\u22123670", "50100000-3670"),
        ("50100000\u200b-\u00a03670", "50100000-3670"),
        ("5004-0881", "5004-0881"),
        ("08000000", "08000000"),
        (8000000, "8000000"),  # the register restores the zero, not the reader
        (" รวม ทั้งสิ้น ", "รวม ทั้งสิ้น"),
        ("50100000-367O", "50100000-367O"),
        (50100000.5, "50100000.5"),
        (math.inf, "inf"),
        (None, ""),
        (math.nan, ""),
        (" \u200b", ""),
    ],
)
def test_a_code_comes_back_as_text(value: object, code: str) -> None:
    assert thai.read_code(value) == code


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        ("ยุทธศาสตร์ที่ ๔ –การเชื่อมโยงเมือง", "4", "ยุทธศาสตร์"),
        ("ยุทธศาสตร์ย่อยที่ ๔.๓", "4.3", "ยุทธศาสตร์ย่อย"),
        ("๔.๓.๑ กรุงเทพ", "4.3.1", None),
        ("๔.3.๑.3. อนุรักษ์และฟื้นฟูย่าน", "4.3.1.3", None),
        ("ด้านที่ 1.2 xx", "1.2", "ด้าน"),
        ("ด้าน 1", "1", "ด้าน"),
        ("มิติที่๑.๑", "1.1", "มิติ"),
        ("เป้าหมายที่ 1.2.1 ลด", "1.2.1", "เป้าหมาย"),
        ("เป้าประสงค์ที่ 12.10", "12.10", "เป้าประสงค์"),
        ("กลยุทธ์ที่ ๔.๓.๑.๓", "4.3.1.3", "กลยุทธ์"),
        ("ปรับปรุง 2566", None, None),
        ("2566 ปรับปรุง", None, None),
        ("1,250 คน", None, None),
        ("24/02/2566", None, None),
        ("ยุทธศาสตร์การพัฒนา 4", None, "ยุทธศาสตร์"),
        ("", None, None),
    ],
)
def test_a_strategy_line_opens_with_its_code(line: str, code: str | None, word: str | None) -> None:
    assert (thai.leading_code(line), thai.plan_word(line)) == (code, word)


@pytest.mark.parametrize(
    "text",
    [
        "**** ภารกิจงานประจำของหน่วยงาน ****",
        "**** ภารกิจงานประจำของหน่วยงาน **** |",
        "**** ภารกิจงานประจำของหน่วยงาน ****% |",
        "**ภารกิจงานประจ\u0e4d\u0e32ของหน่วยงาน*",
        "ภารกิจงานประจำของหน่วยงาน",
    ],
)
def test_routine_work_is_known_by_its_words(text: str) -> None:
    assert thai.is_routine(text)


@pytest.mark.parametrize("text", ["", "****", "ภารกิจตามยุทธศาสตร์", "ภารกิจงานประจำของหน่วยงาน 2"])
def test_other_work_is_not_routine(text: str) -> None:
    assert not thai.is_routine(text)
