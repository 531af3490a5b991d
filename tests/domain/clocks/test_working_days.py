from __future__ import annotations

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.clocks import bank_holidays as known
from inspect_tool.domain.clocks.working_days import (
    add_calendar_months,
    add_working_days,
    bank_holidays,
    is_working_day,
    working_days_between,
)

# England and Wales; written down by hand from the calendar, as day and month.
BANK_HOLIDAYS = {
    2010: "1/1 2/4 5/4 3/5 31/5 30/8 27/12 28/12",
    2011: "3/1 22/4 25/4 29/4 2/5 30/5 29/8 26/12 27/12",
    2012: "2/1 6/4 9/4 7/5 4/6 5/6 27/8 25/12 26/12",
    2013: "1/1 29/3 1/4 6/5 27/5 26/8 25/12 26/12",
    2014: "1/1 18/4 21/4 5/5 26/5 25/8 25/12 26/12",
}
DAYS = st.dates(date(2008, 1, 1), date(2020, 12, 31))


@pytest.mark.parametrize("year", BANK_HOLIDAYS)
def test_bank_holidays_on_weekdays_are_those_of_england_and_wales(year: int) -> None:
    expected = {
        date(year, int(month), int(day))
        for day, month in (one.split("/") for one in BANK_HOLIDAYS[year].split())
    }

    assert {day for day in bank_holidays(year) if day.weekday() < 5} == expected


def test_a_working_day_is_neither_a_weekend_nor_a_bank_holiday() -> None:
    good_friday = date(2013, 3, 29)

    assert is_working_day(good_friday - timedelta(days=1))
    assert not any(is_working_day(good_friday + timedelta(days=days)) for days in range(4))
    assert is_working_day(good_friday + timedelta(days=4))


@pytest.mark.parametrize(
    ("start", "working_days", "due"),
    [
        (date(2013, 6, 3), 0, date(2013, 6, 3)),
        (date(2013, 6, 3), 1, date(2013, 6, 4)),
        (date(2013, 6, 7), 1, date(2013, 6, 10)),  # Friday to Monday
        (date(2013, 6, 8), 1, date(2013, 6, 10)),  # a Saturday keeps its date as day 0
        (date(2013, 5, 2), 45, date(2013, 7, 8)),  # over two bank holidays
        (date(2013, 12, 24), 1, date(2013, 12, 27)),
        (date(2012, 6, 1), 1, date(2012, 6, 6)),  # the jubilee
    ],
)
def test_the_nth_working_day_after_the_start_counts_the_start_as_day_0(
    start: date, working_days: int, due: date
) -> None:
    assert add_working_days(start, working_days) == due


def test_limits_run_forwards() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2013, 6, 3), -1)
    with pytest.raises(ValueError, match="before"):
        working_days_between(date(2013, 6, 3), date(2013, 6, 2))


@given(DAYS, st.integers(1, 60))
def test_counting_undoes_adding(start: date, working_days: int) -> None:
    due = add_working_days(start, working_days)

    assert is_working_day(due)
    assert working_days_between(start, due) == working_days
    assert working_days_between(start, due - timedelta(days=1)) == working_days - 1


@given(DAYS, st.integers(0, 500))
def test_counting_agrees_with_looking_at_every_day(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    looked_at = sum(is_working_day(start + timedelta(days=one)) for one in range(1, days + 1))

    assert working_days_between(start, end) == looked_at


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        (date(2013, 3, 15), 3, date(2013, 6, 15)),
        (date(2012, 11, 30), 3, date(2013, 2, 28)),
        (date(2011, 11, 30), 3, date(2012, 2, 29)),
        (date(2013, 8, 31), 6, date(2014, 2, 28)),
        (date(2013, 12, 31), 12, date(2014, 12, 31)),
    ],
)
def test_calendar_months_keep_the_day_or_end_with_the_month(
    start: date, months: int, due: date
) -> None:
    assert add_calendar_months(start, months) == due


def test_the_table_of_years_that_are_over_is_what_the_library_says() -> None:
    for year, table in known.BANK_HOLIDAYS.items():
        assert table == frozenset(country_holidays("GB", subdiv="ENG", years=year)), year


@pytest.mark.parametrize("year", [1994, 2026])
def test_years_outside_the_table_are_asked_of_the_library(year: int) -> None:
    assert year not in known.BANK_HOLIDAYS
    assert date(year, 12, 25) in bank_holidays(year)
