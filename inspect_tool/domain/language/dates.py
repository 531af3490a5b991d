"""Dates as people write them, 03/09/2013, 3-Sep-13, 3 Medi 2013, ISO, and as Excel counts days.

A date in digits alone can often be read in several orders; which one holds is judged by its column
and not by itself (`date_orders`). Everything else can be read one way only.

A time behind the date is left out. Where it comes with an offset from UTC, the day is that of the
clock on the wall in Britain, so that 23:00 UTC on a day in summer is the next day.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache

from inspect_tool.domain.language.characters import in_plain_signs

EXCEL_ORIGIN = date(1899, 12, 30)  # serial 1 is 1 January 1900, with the leap day that never was
MAC_ORIGIN = date(1904, 1, 1)
SMALLEST_SERIAL = 10_000  # May 1927; smaller numbers are counts, ages or years
LARGEST_SERIAL = 73_050  # 31 December 2099

FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
# Welsh months, with the forms that they take after `o` and their usual abbreviations.
WELSH_MONTHS = (
    ("ionawr", "ion"), ("chwefror", "chwef", "chwe", "chw"), ("mawrth", "fawrth", "maw"),
    ("ebrill", "ebr"), ("mai", "fai"), ("mehefin", "fehefin", "meh"),
    ("gorffennaf", "orffennaf", "gorff", "gor"), ("awst", "aws"), ("medi", "fedi", "med"),
    ("hydref", "hyd"), ("tachwedd", "dachwedd", "tach", "tac"),
    ("rhagfyr", "ragfyr", "rhag", "rha"),
)  # fmt: skip
MONTHS = {
    **{name: number for number, name in enumerate(FULL_MONTHS, start=1)},
    **{name[:3]: number for number, name in enumerate(FULL_MONTHS, start=1)},
    "sept": 9,
    **{name: number for number, names in enumerate(WELSH_MONTHS, start=1) for name in names},
}


def month_named(word: str) -> int | None:
    """The number of a month by its name or the first letters of it; None where it is none."""
    return MONTHS.get(word.casefold())


_WEEKDAYS = (
    ("mon", "monday", "llun"), ("tue", "tues", "tuesday", "mawrth"),
    ("wed", "weds", "wednesday", "mercher"), ("thu", "thur", "thurs", "thursday", "iau"),
    ("fri", "friday", "gwener"), ("sat", "saturday", "sadwrn"), ("sun", "sunday", "sul"),
)  # fmt: skip
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_WEEKDAY = rf"(?:(?:dydd\s+)?(?P<weekday>{'|'.join(WEEKDAYS)})\.?,?\s+)?"
_ORDINAL = r"(?:st|nd|rd|th|af|ail|il|ydd|edd|ed|fed|eg|ain)?"
_TIME = (
    r"(?:(?:T|\s*,?\s+(?:at\s+)?)(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?)?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})?)?$"
)
ISO = re.compile(
    rf"^{_WEEKDAY}(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})" + _TIME,
    re.IGNORECASE,
)
NUMERIC = re.compile(
    rf"^{_WEEKDAY}(?P<number1>\d{{1,2}})\s*[-/. ]\s*(?P<number2>\d{{1,2}})\s*[-/. ]\s*"
    r"(?P<number3>\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_YEAR = r"'?(?P<year>\d{4}|\d{2})"
_NAME = r"(?P<month>[^\W\d_]{3,10})\.?"
DAY_AND_NAME = re.compile(
    rf"^{_WEEKDAY}(?:the\s+)?(?P<day>\d{{1,2}}){_ORDINAL}(?:\s+(?:of|o)(?=\s))?[-/., ]*"
    rf"{_NAME}[-/., ]*{_YEAR}" + _TIME,
    re.IGNORECASE,
)
NAME_AND_DAY = re.compile(
    rf"^{_WEEKDAY}{_NAME}[-/., ]*(?P<day>\d{{1,2}}){_ORDINAL}[-/., ]+{_YEAR}" + _TIME,
    re.IGNORECASE,
)
YEAR_AND_NAME = re.compile(
    rf"^{_WEEKDAY}(?P<year>\d{{4}})[-/. ]+{_NAME}[-/. ]+(?P<day>\d{{1,2}})" + _TIME,
    re.IGNORECASE,
)
COMPACT = re.compile(r"^\d{8}$")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


class NotADateError(ValueError):
    """The text does not have the form of a date."""


class ImpossibleDateError(ValueError):
    """It has the form of a date, but there is no such day."""


class OtherWeekdayError(ValueError):
    """There is such a day, but it is another day of the week than the one that stands before it.

    Attributes:
        day: What is written without the day of the week.
    """

    def __init__(self, day: date) -> None:
        super().__init__("The day of the week is another one.")
        self.day = day


class DateOrder(Enum):
    """What the three numbers of a date are, in the order in which they are written."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    YEAR_FIRST = "year first"


@dataclass(frozen=True)
class NumericDate:
    """A date in digits alone, whose order is not said.

    Args:
        year_digits: Of the third number: 2 or 4.
        has_half_days: It has a time by the clock of twelve hours, as exports from the United
            States have.
        days_later: 1 where the time and its offset from UTC make it the next day in Britain, -1
            where they make it the day before.
        weekday: What stands before the numbers, 0 on a Monday, if it fits them in some order.
        has_other_weekday: What stands before them does not fit, and is left out.
    """

    first: int
    second: int
    third: int
    year_digits: int
    has_half_days: bool = False
    days_later: int = 0
    weekday: int | None = None
    has_other_weekday: bool = False

    def day(self, order: DateOrder, frame_date: date) -> date | None:
        """The day that it says in an order; None where there is no such day of that weekday.

        Args:
            frame_date: A year of two digits is the latest that is at most one year after it.
        """
        if order is DateOrder.YEAR_FIRST:
            if self.year_digits == 4:
                return None
            year, month, day = _full_year(self.first, frame_date), self.second, self.third
        else:
            year = self.third if self.year_digits == 4 else _full_year(self.third, frame_date)
            is_day_first = order is DateOrder.DAY_FIRST
            day, month = (self.first, self.second) if is_day_first else (self.second, self.first)
        try:
            said = date(year, month, day)
            return None if self._is_other(said) else said + timedelta(days=self.days_later)
        except (ValueError, OverflowError):
            return None

    def _is_other(self, day: date) -> bool:
        return self.weekday is not None and day.weekday() != self.weekday

    def is_possible(self, frame_date: date) -> bool:
        """Whether there is such a day in any order."""
        return any(self.day(order, frame_date) is not None for order in DateOrder)

    def without_weekday(self) -> NumericDate:
        """The same numbers, whatever day of the week stands before them."""
        return replace(self, weekday=None, has_other_weekday=True)


def date_of_text(text: str, frame_date: date) -> date:
    """The date that a text says, the day first where it is written in digits alone.

    Args:
        frame_date: A year of two digits is the latest such year that is at most one year after it.

    Raises:
        NotADateError: It does not have the form of a date.
        OtherWeekdayError: The day is not a Tuesday, as in Tue 13/04/2013.
        ImpossibleDateError: There is no such day, such as 31/02/2013.
    """
    written = read_written(text, frame_date)
    if isinstance(written, date):
        return written
    plain = written.without_weekday()
    day = plain.day(DateOrder.DAY_FIRST, frame_date)
    if day is None:
        raise ImpossibleDateError
    if written.has_other_weekday or written.day(DateOrder.DAY_FIRST, frame_date) is None:
        raise OtherWeekdayError(day)
    return day


@lru_cache(maxsize=65_536)
def read_written(text: str, frame_date: date) -> date | NumericDate:
    """What a text says: a date, or three numbers whose order has to be judged.

    Raises:
        NotADateError: It does not have the form of a date.
        OtherWeekdayError: It has a name for its month, and is another day of the week.
        ImpossibleDateError: There is no such day in any order.
    """
    plain = in_plain_signs(text).translate(_DASHES)
    plain = " ".join(plain.split()).rstrip(" .,;")
    if found := ISO.match(plain):
        return _named(found, int(found["month"]), frame_date)
    if found := NUMERIC.match(plain):
        return _numeric(found, frame_date)
    for pattern in (DAY_AND_NAME, NAME_AND_DAY, YEAR_AND_NAME):
        found = pattern.match(plain)
        month = MONTHS.get(found["month"].casefold()) if found else None
        if found and month:
            return _named(found, month, frame_date)
    raise NotADateError


def _named(found: re.Match[str], month: int, frame_date: date) -> date:
    """A date whose parts are known."""
    day = _date(found["year"], month, found["day"], frame_date)
    moved = day + timedelta(days=_days_later(found, day))
    weekday = found["weekday"]
    if weekday and WEEKDAYS[weekday.casefold()] != day.weekday():
        raise OtherWeekdayError(moved)
    return moved


def _numeric(found: re.Match[str], frame_date: date) -> NumericDate:
    weekday = found["weekday"]
    written = NumericDate(
        int(found["number1"]),
        int(found["number2"]),
        int(found["number3"]),
        len(found["number3"]),
        has_half_days=found["half"] is not None,
        days_later=_days_later(found, _first_possible(found, frame_date)),
        weekday=WEEKDAYS[weekday.casefold()] if weekday else None,
    )
    if not written.is_possible(frame_date) and weekday:
        written = written.without_weekday()
    if not written.is_possible(frame_date):
        raise ImpossibleDateError
    return written


def _first_possible(found: re.Match[str], frame_date: date) -> date:
    """Any day that the numbers can say, to know whether it is in summer."""
    numbers = int(found["number1"]), int(found["number2"]), int(found["number3"])
    written = NumericDate(*numbers, len(found["number3"]))
    days = (written.day(order, frame_date) for order in DateOrder)
    return next((day for day in days if day is not None), frame_date)


def _days_later(found: re.Match[str], day: date) -> int:
    """How the clock on the wall in Britain differs in days from the one that was written."""
    if found["hour"] is None:
        return 0
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["minute"] is None and found["half"] is None:
        raise NotADateError
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].casefold().startswith("p") else 0)
    if hour > 24 or minute > 59:
        raise NotADateError
    zone = (found["zone"] or "").upper()
    if zone in {"", "BST"}:
        return 0
    offset = 0 if zone in {"Z", "UTC", "GMT"} else _minutes(zone)
    here = hour * 60 + minute - offset + (60 if _is_summer(day) else 0)
    return here // 1440 if hour < 24 else 0


def _minutes(zone: str) -> int:
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes


def _is_summer(day: date) -> bool:
    """Whether clocks in Britain are an hour ahead: from a Sunday in March to one in October.

    Source: Summer Time Act 1972 as amended in 2002; before 1996 the end could be a week earlier.
    """
    return _last_sunday(day.year, 3) <= day < _last_sunday(day.year, 10)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _date(year: str, month: int, day: str, frame_date: date) -> date:
    full_year = int(year) if len(year) == 4 else _full_year(int(year), frame_date)
    try:
        return date(full_year, month, int(day))
    except ValueError:
        raise ImpossibleDateError from None


def _full_year(two_digits: int, frame_date: date) -> int:
    latest = frame_date.year + 1
    return latest - (latest - two_digits) % 100


def date_of_serial(cell: object, *, counts_from_1904: bool) -> date:
    """The date of a number of days, or of digits as in 20130930 and 30092013.

    Raises:
        NotADateError: A time, or a number that stands for no date.
        ImpossibleDateError: Eight digits that are not a day.
    """
    if isinstance(cell, str | float | int) and COMPACT.match(_digits(cell)):
        return _compact(_digits(cell))
    days = _days(cell)
    if not SMALLEST_SERIAL <= days <= LARGEST_SERIAL:
        # What Excel shows as 00/01/1900 arrives as a time or as a small number.
        raise ImpossibleDateError
    return (MAC_ORIGIN if counts_from_1904 else EXCEL_ORIGIN) + timedelta(days=days)


def _compact(digits: str) -> date:
    """Eight digits: the year is the half that begins with 19 or 20, and stands first if both do."""
    if digits.startswith(("19", "20")):
        try:
            return _date(digits[:4], int(digits[4:6]), digits[6:], date.min)
        except ImpossibleDateError:
            if not digits[4:].startswith(("19", "20")):
                raise
    if digits[4:].startswith(("19", "20")):
        return _date(digits[4:], int(digits[2:4]), digits[:2], date.min)
    raise ImpossibleDateError


def _digits(cell: str | float) -> str:
    return cell if isinstance(cell, str) else f"{cell:.15g}"


def _days(cell: object) -> int:
    if isinstance(cell, timedelta):
        return cell.days
    if isinstance(cell, time | datetime | bool):
        return 0
    if isinstance(cell, str | float | int):
        number = float(cell)
        return int(number) if math.isfinite(number) else 0
    raise NotADateError
