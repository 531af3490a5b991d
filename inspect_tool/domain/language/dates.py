"""Dates as authorities write them: dd/mm/yyyy, 3-Sep-13, ISO, and numbers as Excel counts days.

The day comes first, always: 09/30/2013 is not a date here, because 04/05/2013 could not be told
from it.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta

EXCEL_ORIGIN = date(1899, 12, 30)  # serial 1 is 1 January 1900, with the leap day that never was
MAC_ORIGIN = date(1904, 1, 1)
SMALLEST_SERIAL = 10_000  # May 1927; smaller numbers are counts, ages or years
LARGEST_SERIAL = 73_050  # 31 December 2099

_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}.*)?$"
ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME)
DAY_FIRST = re.compile(r"^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})" + _TIME)
NAMED_MONTH = re.compile(
    r"^(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[-/., ]*([a-z]{3,9})\.?[-/., ]*(\d{4}|\d{2})"
    + _TIME,
    re.IGNORECASE,
)
COMPACT = re.compile(r"^(?:19|20)\d{6}$")
FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
MONTHS = {name[:3]: number for number, name in enumerate(FULL_MONTHS, start=1)}


class NotADateError(ValueError):
    """The text does not have the form of a date."""


class ImpossibleDateError(ValueError):
    """It has the form of a date, but there is no such day."""


def date_of_text(text: str, frame_date: date) -> date:
    """The date that a text says.

    Args:
        frame_date: A year of two digits is the latest such year that is at most one year after it.

    Raises:
        NotADateError: It does not have the form of a date.
        ImpossibleDateError: There is no such day, such as 31/02/2013.
    """
    written = ISO.match(text)
    if written:
        return _date(written.group(1), int(written.group(2)), written.group(3), frame_date)
    written = DAY_FIRST.match(text)
    if written:
        return _date(written.group(3), int(written.group(2)), written.group(1), frame_date)
    written = NAMED_MONTH.match(text)
    month = month_named(written.group(2)) if written else None
    if written and month:
        return _date(written.group(3), month, written.group(1), frame_date)
    raise NotADateError


def month_named(word: str) -> int | None:
    """The number of a month by its name or the first letters of it; None where it is none."""
    lowered = word.casefold()
    if lowered == "sept":
        return 9
    if lowered in FULL_MONTHS or lowered in MONTHS:
        return MONTHS[lowered[:3]]
    return None


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
    """The date of a number of days, or of digits as in 20130930.

    Raises:
        NotADateError: A time, or a number that stands for no date.
        ImpossibleDateError: Eight digits that are not a day.
    """
    if isinstance(cell, str | float | int) and COMPACT.match(_digits(cell)):
        digits = _digits(cell)
        return _date(digits[:4], int(digits[4:6]), digits[6:], date.min)
    days = _days(cell)
    if not SMALLEST_SERIAL <= days <= LARGEST_SERIAL:
        # What Excel shows as 00/01/1900 arrives as a time or as a small number.
        raise ImpossibleDateError
    return (MAC_ORIGIN if counts_from_1904 else EXCEL_ORIGIN) + timedelta(days=days)


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
