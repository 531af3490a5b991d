"""Working days of each country, and the dates that statutory limits are counted to.

A working day is a Monday to Friday that is not a bank holiday in that country. The day of the
start event is day 0 and keeps its date even when it is not a working day; counting starts with
the next working day.

Source: the definition of a working day follows the children in need census validator of the
Department for Education (cin_validator/utils.py); the rule for day 0 is this tool's own and is
printed in the methodology.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from inspect_tool.domain.clocks.bank_holidays import BANK_HOLIDAYS
from inspect_tool.domain.clocks.limits import Country

# What the library calls each country.
_SUBDIVISIONS = {
    Country.ENGLAND: "ENG",
    Country.WALES: "WLS",
    Country.SCOTLAND: "SCT",
    Country.NORTHERN_IRELAND: "NIR",
}


@cache
def bank_holidays(year: int, country: Country = Country.ENGLAND) -> frozenset[date]:
    """Bank holidays of a year, the ones that fall on a weekend included.

    England and Wales have the same ones.
    """
    if year in BANK_HOLIDAYS and country in (Country.ENGLAND, Country.WALES):
        return BANK_HOLIDAYS[year]
    # The library takes a fifth of a second to import.
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv=_SUBDIVISIONS[country], years=year))


def is_working_day(day: date, country: Country = Country.ENGLAND) -> bool:
    """Whether it is a Monday to Friday and no bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays(day.year, country)


@cache
def add_working_days(start: date, working_days: int, country: Country = Country.ENGLAND) -> date:
    """The n-th working day after the start.

    Args:
        working_days: 0 gives the start itself, even when that is not a working day.

    Raises:
        ValueError: The number is negative: limits run forwards.
    """
    if working_days < 0:
        raise ValueError(f"a limit of {working_days} working days")
    day, left = start, working_days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, country)
    return day


def working_days_between(start: date, end: date, country: Country = Country.ENGLAND) -> int:
    """How many working days after the start, up to and including the end.

    It is the inverse of `add_working_days` where the end is a working day.

    Raises:
        ValueError: The end is before the start.
    """
    if end < start:
        raise ValueError(f"{end} is before {start}")
    holidays = sum(
        start < day <= end and day.weekday() < 5
        for year in range(start.year, end.year + 1)
        for day in bank_holidays(year, country)
    )
    return _weekdays_to(end) - _weekdays_to(start) - holidays


def _weekdays_to(day: date) -> int:
    # Day 1 of the proleptic Gregorian calendar, 1 January 0001, is a Monday.
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


def add_calendar_months(start: date, months: int) -> date:
    """The same day of the month, clipped to the month's end: 30 November + 3 = 28 February."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
