"""Working days of 2008 to 2013, and the dates of the sample review.

The generator counts for itself, so that the tool's own working days are checked and not echoed.

Source: bank holidays of England and Wales, proclaimed dates (the Jubilee and the royal wedding
included).
"""

from __future__ import annotations

from datetime import date, timedelta

FRAME_DATE = date(2013, 9, 30)
WINDOW_START = date(2013, 4, 1)  # the six months that most lists look back on

_HOLIDAYS = {
    2008: ((1, 1), (3, 21), (3, 24), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)),
    2009: ((1, 1), (4, 10), (4, 13), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)),
    2010: ((1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)),
    2011: ((1, 3), (4, 22), (4, 25), (4, 29), (5, 2), (5, 30), (8, 29), (12, 26), (12, 27)),
    2012: ((1, 2), (4, 6), (4, 9), (5, 7), (6, 4), (6, 5), (8, 27), (12, 25), (12, 26)),
    2013: ((1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)),
}
BANK_HOLIDAYS = frozenset(
    date(year, month, day) for year, days in _HOLIDAYS.items() for month, day in days
)


def is_working_day(day: date) -> bool:
    """Whether it is a Monday to Friday that is no bank holiday."""
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def working_day_from(day: date) -> date:
    """The day itself when it is a working day, or else the next one."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """The count-th working day after a day, which is itself day 0."""
    for _ in range(count):
        day = working_day_from(day + timedelta(days=1))
    return day


def back_working_days(day: date, count: int) -> date:
    """The count-th working day before a day, which is itself day 0."""
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day


def age_in_years(born: date, at: date = FRAME_DATE) -> int:
    """Completed years."""
    return at.year - born.year - ((at.month, at.day) < (born.month, born.day))


def months_between(start: date, end: date = FRAME_DATE) -> int:
    """Completed calendar months; what began on the 31st is a month older on the 30th of June."""
    is_last_day = (end + timedelta(days=1)).day == 1
    is_short = end.day < start.day and not is_last_day
    return (end.year - start.year) * 12 + end.month - start.month - is_short
