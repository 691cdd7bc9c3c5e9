"""Values become Thai text; text takes room; personal data is masked and nothing else is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import thai_text
from pipeline.thai import INVISIBLE, Reading, read_number, thai_digits
from pipeline.thai_dates import read_date

MOBILE = "0812345678"  # made up
GROUPINGS = [
    *("dddddddddd", "ddd-ddddddd", "ddd-ddd-dddd", "ddd-dddd-ddd", "dd-dddddddd", "dd-dddd-dddd"),
    *("dddd-dddddd", "dddd-ddd-ddd", "ddd-ddd-dd-dd", "d-dddd-ddddd", "d-ddddddddd"),
]


def grouped(digits: str, pattern: str, gap: str) -> str:
    """`0812345678`, `ddd-ddd-dddd`, `.` -> `081.234.5678`."""
    rest = iter(digits)
    return "".join(next(rest) if char == "d" else gap for char in pattern)


def citizen_id(first_twelve: str) -> str:
    total = sum(int(d) * (13 - place) for place, d in enumerate(first_twelve))
    return f"{first_twelve}{(11 - total % 11) % 10}"


# Values


def test_dates_are_written_in_the_buddhist_era() -> None:
    assert thai_text.short_date(date(2023, 2, 24)) == "24 ก.พ. 66"
    assert thai_text.long_date(date(2023, 2, 24)) == "24 กุมภาพันธ์ 2566"
    assert thai_text.short_date(date(2057, 12, 1)) == "1 ธ.ค. 00"
    assert (thai_text.month_name(12), thai_text.short_month(1)) == ("ธันวาคม", "ม.ค.")


@pytest.mark.parametrize("month", [0, 13, -1])
def test_there_are_twelve_months(month: int) -> None:
    with pytest.raises(ValueError, match="month"):
        thai_text.month_name(month)
    with pytest.raises(ValueError, match="month"):
        thai_text.short_month(month)


def test_every_written_day_reads_back() -> None:
    days = [date(2014, 10, 1) + timedelta(days=n) for n in range(7305)]
    for write in (thai_text.short_date, thai_text.long_date):
        assert [d for d in days if read_date(write(d), 2567) != Reading(d)] == []


@pytest.mark.parametrize(
    ("baht", "text"),
    [(1250000.5, "1,250,000.50"), (0.0, "0.00"), (-1250.0, "-1,250.00"), (-0.001, "0.00")],
)
def test_money_has_two_decimals(baht: float, text: str) -> None:
    assert thai_text.money(baht) == text


@given(st.integers(-(10**13), 10**13))
def test_written_money_reads_back(satang: int) -> None:
    assert read_number(thai_text.money(satang / 100)).value == satang / 100


def test_halves_are_rounded_as_excel_shows_them() -> None:
    halves = {36.625: "36.63", 2.675: "2.68", -0.005: "-0.01", 0.125: "0.13", 99.995: "100.00"}
    assert {x: thai_text.percent(x) for x in halves} == halves
    assert thai_text.percent(float("inf")) == "inf"  # of figures beyond all bounds: no crash
    assert thai_text.percent(-0.004) == "0.00" and thai_text.money(1e300).startswith("1,000,000")


def test_percentages_and_counts() -> None:
    assert [thai_text.percent(x) for x in (5.0, 83.5, 1407.52)] == ["5.00", "83.50", "1,407.52"]
    assert [thai_text.count(n) for n in (0, 1234)] == ["0", "1,234"]


# Room


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("กรุงเทพ", 6),
        ("ที่", 1),
        ("น้ำ", 2),
        ("เบิกจ่ายสะสม (บาท)", 16),
        ("โครง\u200bการ", 7),
        ("สั้น\nยาวกว่า", 6),
    ],
)
def test_marks_above_and_below_take_no_room(text: str, width: int) -> None:
    assert thai_text.display_width(text) == width


@given(st.text("กขที่น้ำแผน\u200b\xad\u0e4d?a1 \u0e3a", max_size=30) | st.text(max_size=30))
def test_a_letter_takes_a_place_unless_it_stands_above_or_below(text: str) -> None:
    marks = [0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)]
    seen = [
        len([c for c in line if ord(c) not in marks and c not in INVISIBLE])
        for line in text.splitlines()
    ]
    assert thai_text.display_width(text) == max(seen, default=0)


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("", 10, 20.0),
        ("ก" * 10, 10, 20.0),
        ("ก" * 11, 10, 40.0),
        ("ก\n\nก", 10, 60.0),
        ("ที่" * 10, 10, 20.0),
        ("ก" * 5000, 10, 409.0),
        ("ก" * 3, 0, 60.0),
    ],
)
def test_a_row_is_as_high_as_its_lines(text: str, width: float, height: float) -> None:
    assert thai_text.row_height(text, width) == height


def test_the_height_of_a_line_can_be_chosen() -> None:
    assert thai_text.row_height("ก\nก", 10, line_pt=15.5) == 31.0


# Masks


@pytest.mark.parametrize("pattern", GROUPINGS)
@pytest.mark.parametrize("gap", ["-", " ", "\u2013", "\u00a0", "\u200b"])
def test_a_mobile_number_is_masked_however_it_is_written(pattern: str, gap: str) -> None:
    number = grouped(MOBILE, pattern, gap)
    for written in (number, thai_digits(number)):
        assert thai_text.mask_personal(f"โทร. {written} ครับ") == ("โทร. ••• ครับ", True)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("099 999 9999", "•••"),
        ("081.234.5678", "•••"),
        ("081 - 234 - 5678", "•••"),
        ("(081) 234-5678", "•••"),
        ("(0812345678)", "(•••)"),
        ("+66812345678", "•••"),
        ("+66 81 234 5678", "•••"),
        ("+66 (0)81-234-5678", "•••"),
        ("(+66) 81 234 5678", "•••"),
        ("66812345678", "•••"),
        ("66 81 234 5678", "•••"),
        ("081/234/5678", "•••"),
        ("081_234_5678", "•••"),
        ("081,234,5678", "•••"),
        ("0812345678,0612345678/0912345678", "•••,•••/•••"),
        ("0812345678 0612345678", "••• •••"),
        ("โทร0812345678ต่อ 12", "โทร•••ต่อ 12"),
    ],
)
def test_forms_of_mobile_numbers(text: str, masked: str) -> None:
    assert thai_text.mask_personal(text) == (masked, True)


@given(st.from_regex(r"\A[1-8][0-9]{11}\Z"), st.sampled_from(["", "-", " ", " - "]))
def test_a_citizen_id_is_known_by_its_check_digit(twelve: str, gap: str) -> None:
    right = citizen_id(twelve)
    wrong = twelve + str((int(right[-1]) + 1) % 10)
    written = grouped(right, "d-dddd-ddddd-dd-d", gap)
    assert thai_text.mask_personal(f"เลข {written}") == ("เลข •••", True)
    assert thai_text.mask_personal(f"เลข {thai_digits(written)}") == ("เลข •••", True)
    assert thai_text.mask_personal(f"เลข {wrong}") == (f"เลข {wrong}", False)


@pytest.mark.parametrize(
    "text",
    [
        *("", "ไม่มี", "ผู้เข้าร่วม 400 คน", "1,250,000.00", "812,345,678.00", "0.812345678"),
        *("50100000-3670", "08000000-2531", "09010000-2531 12", "0881-852 100", "5004-0881"),
        *("02 999 9999", "0 2999 9999", "02-999-9999 ต่อ 6789", "038 123 456", "โทร. 1234"),
        *("90812345678", "08123456789", "081234567", "0712345678", "12.0812345678"),
        *("24/02/2566", "06-02-2566 10 คน", "2566 2567 2568 2569", "0 85 90 10 200"),
        *("เวลา 08.30-16.30 25 คน", "50101000/50101000", "+66 2 999 9999", "0812345678.50"),
        *(f"9{citizen_id('123456789012')}", f"{citizen_id('123456789012')}0"),
    ],
)
def test_other_figures_stay(text: str) -> None:
    assert thai_text.mask_personal(text) == (text, False)
    assert thai_text.mask_personal(thai_digits(text)) == (thai_digits(text), False)


@given(st.integers(0, 99_999_999), st.integers(0, 9999))
def test_no_project_code_is_masked(agency: int, number: int) -> None:
    code = f"{agency:08d}-{number:04d}"
    assert thai_text.mask_personal(code) == (code, False)


@given(st.integers(0, 10**15))
def test_no_money_is_masked(satang: int) -> None:
    amount = thai_text.money(satang / 100)
    assert thai_text.mask_personal(amount) == (amount, False)


@given(st.text())
def test_masking_twice_masks_no_more(text: str) -> None:
    masked, _ = thai_text.mask_personal(f"{text} {MOBILE} {text}")
    assert thai_text.mask_personal(masked)[0] == masked
