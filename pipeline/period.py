"""A quarter's name, "2566-Q2" -> its days, its months, the quarter before, its label."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

BUDDHIST_ERA = 543  # B.E. year = C.E. year + 543
MONTHS = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
SHORT_MONTHS = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)


@dataclass(frozen=True, order=True)
class Period:
    """A quarter of a fiscal year, which is named by the B.E. year it ends in (design/1-domain.md).

    FY 2566 = 1 Oct 2022 to 30 Sep 2023; Q1 is October to December. Periods sort by time.
    ValueError for a quarter outside 1 to 4 and for a year that cannot be B.E., such as 2023.
    """

    fiscal_year: int
    quarter: int

    def __post_init__(self) -> None:
        if not 2400 <= self.fiscal_year <= 2700:
            raise ValueError(f"fiscal year {self.fiscal_year} is not a B.E. year such as 2566")
        if not 1 <= self.quarter <= 4:
            raise ValueError(f"quarter {self.quarter} is not 1, 2, 3 or 4")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2566-Q2", also "๒๕๖๖-q๒"; ValueError with an example for anything else."""
        match = _NAME.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a period: write B.E. year and quarter as 2566-Q2")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Give the period that a day (C.E., as all dates inside) falls in."""
        return cls(
            day.year + BUDDHIST_ERA + (day.month >= 10),
            (day.month - 10) % 12 // 3 + 1,
        )

    def __str__(self) -> str:
        return f"{self.fiscal_year}-Q{self.quarter}"

    @property
    def months(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
        """(year C.E., month) of each month, in order: 2566-Q2 = (2023, 1), (2023, 2), (2023, 3)."""
        year = self.fiscal_year - BUDDHIST_ERA - (self.quarter == 1)
        first = (10, 1, 4, 7)[self.quarter - 1]
        return (year, first), (year, first + 1), (year, first + 2)

    @property
    def first_day(self) -> date:
        year, month = self.months[0]
        return date(year, month, 1)

    @property
    def last_day(self) -> date:
        year, month = self.months[2]
        return date(year, month, monthrange(year, month)[1])

    @property
    def year_first_day(self) -> date:
        """1 October: all figures are cumulative from this day."""
        return date(self.fiscal_year - BUDDHIST_ERA - 1, 10, 1)

    @property
    def year_last_day(self) -> date:
        return date(self.fiscal_year - BUDDHIST_ERA, 9, 30)

    def previous(self) -> Self:
        """Give the quarter before; before Q1 comes Q4 of the year before."""
        if self.quarter == 1:
            return type(self)(self.fiscal_year - 1, 4)
        return type(self)(self.fiscal_year, self.quarter - 1)

    @property
    def label_th(self) -> str:
        return f"ไตรมาสที่ {self.quarter} ปีงบประมาณ พ.ศ. {self.fiscal_year}"

    @property
    def label_en(self) -> str:
        return f"Q{self.quarter} FY {self.fiscal_year} (B.E.)"


_NAME = re.compile("([0-9๐-๙]{4})-[Qq]([0-9๐-๙])")  # int() reads Thai digits
