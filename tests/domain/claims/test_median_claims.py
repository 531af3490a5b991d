"""What may be said of a median: its number as the report shows it, in its unit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from inspect_tool.domain.claims.medians import StatedMedian, check_median
from inspect_tool.domain.claims.wording import Verdict

TRUE, FALSE, UNSAFE = Verdict.TRUE, Verdict.FALSE, Verdict.UNSAFE
UNREAD = Verdict.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("median", "unit", "phrase", "verdict"),
    [
        (Fraction(12), "days", "12 days", TRUE),
        (Fraction(12), "days", "twelve days", TRUE),
        (Fraction(12), "days", "a median of 12 days", TRUE),
        (Fraction(12), "days", "12", TRUE),
        (Fraction(12), "days", "12 days for cases", TRUE),
        (Fraction(12), "days", "12 days for unicorns", UNREAD),
        (Fraction(12), "days", "12 days between referral and visit", UNREAD),
        (Fraction(12), "days", "11 days", FALSE),
        (Fraction(12), "days", "12 weeks", UNREAD),
        (Fraction(12), "days", "12 cases", UNREAD),
        (Fraction(12), "days", "over 12 days", FALSE),
        (Fraction(12), "days", "at least 12 days", TRUE),
        (Fraction(12), "days", "more than eleven days", TRUE),
        (Fraction(12), "days", "fewer than 13 days", TRUE),
        (Fraction(12), "days", "under 12 days", FALSE),
        (Fraction(12), "days", "nearly half", UNREAD),
        (Fraction(12), "days", "", UNREAD),
        (Fraction(25, 2), "working days", "12.5 working days", TRUE),
        (Fraction(25, 2), "working days", "12.5 days", UNREAD),
        (Fraction(25, 2), "working days", "12 working days", FALSE),
        (Fraction(25, 2), "working days", "13 working days", FALSE),
        (Fraction(1), "months", "one month", TRUE),
        (Fraction(1, 3), "months", "0.3 months", TRUE),
        (Fraction(7, 20), "hours", "0.4 hours", TRUE),  # halves are rounded up
        (Fraction(1200), "", "1,200", TRUE),
        (Fraction(3), "", "3 children", UNREAD),
    ],
)
def test_a_phrase_is_held_against_the_median_as_it_is_shown(
    median: Fraction, unit: str, phrase: str, verdict: Verdict
) -> None:
    found, message = check_median(phrase, StatedMedian(median, unit, 10, 10))
    assert found is verdict
    assert "of 10" in message


def test_a_median_of_too_few_is_unsafe_and_of_none_is_taken_out() -> None:
    few, message = check_median("12 days", StatedMedian(Fraction(12), "days", 9, 10))
    assert (few, message) == (
        UNSAFE,
        "The median is 12 days, of 9, too few for a median, which takes a base of 10",
    )
    none, message = check_median("12 days", StatedMedian(None, "days", 0, 10))
    assert (none, message) == (FALSE, "There is nothing in the base: take the claim out")
    assert StatedMedian(None, "days", 0, 10).words == ""
