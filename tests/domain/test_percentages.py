"""One rounding for every face, and one rule for the base that a percentage needs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.percentages import (
    Percentage,
    as_chosen,
    carries_percentage,
    count_words,
    half_up,
    percent,
)


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(0), "0%"),
        (Fraction(1, 1000), "[low]"),
        (Fraction(49, 10_000), "[low]"),
        (Fraction(50, 10_000), "1%"),
        (Fraction(149, 1000), "15%"),
        (Fraction(5, 40), "13%"),
        (Fraction(29, 40), "73%"),
        (Fraction(20, 47), "43%"),
        (Fraction(999, 1000), "100%"),
        (Fraction(1), "100%"),
        (-0.004, "0%"),  # a limit of Wald's interval can lie below none
    ],
)
def test_a_percentage_is_whole_and_rounded_half_up(share: Fraction | float, shown: str) -> None:
    assert Percentage(share).text == shown


@given(st.fractions(min_value=0, max_value=1))
def test_a_percentage_is_never_further_off_than_half_a_point(share: Fraction) -> None:
    text = Percentage(share).text
    shown = 0 if text == "[low]" else int(text.removesuffix("%"))
    assert abs(share * 100 - shown) <= Fraction(1, 2)


@given(st.integers(1, 2000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_an_estimate_that_is_a_share_of_few_cases_rounds_like_their_count(
    share: tuple[int, int],
) -> None:
    count, base = share
    estimated = sum([1 / base] * count)  # a sum of floats, which errs in its last digits
    assert Percentage(estimated).text == Percentage(Fraction(count, base)).text


@pytest.mark.parametrize("share", [0.725, 0.7249999999999999, 0.7250000000000001])
def test_the_noise_of_a_float_moves_no_percentage(share: float) -> None:
    assert Percentage(share).text == Percentage(Fraction(29, 40)).text


@pytest.mark.parametrize(
    ("number", "decimals", "rounded"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (0.125, 2, "0.13"),
        (0.1249, 2, "0.12"),
        (-0.001, 2, "0.00"),
        (2.5, 0, "3"),
    ],
)
def test_halves_go_away_from_zero(number: Fraction | float, decimals: int, rounded: str) -> None:
    assert str(half_up(number, decimals=decimals)) == rounded


def test_half_widths_are_rounded_in_percentage_points() -> None:
    assert (percent(0.125), percent(0.0725, decimals=1)) == (Decimal(13), Decimal("7.3"))


@pytest.mark.parametrize(
    ("base", "percentages_from", "words"),
    [
        (19, 20, "5 of 19"),
        (20, 20, "5 of 20 (25%)"),
        (21, 20, "5 of 21 (24%)"),
        (40, 40, "5 of 40 (13%)"),
        (40, 41, "5 of 40"),
        (1005, 20, "5 of 1005 ([low])"),
    ],
)
def test_a_count_has_a_percentage_from_the_base_that_carries_one(
    base: int, percentages_from: int, words: str
) -> None:
    assert count_words(5, base, percentages_from) == words


@pytest.mark.parametrize(("base", "may"), [(0, False), (1, True), (2, True)])
def test_a_base_of_none_never_carries_a_percentage(base: int, *, may: bool) -> None:
    assert carries_percentage(base, 0) is may
    assert carries_percentage(base, 1) is may


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.95, "95%"), (0.998, "99.8%"), (0.99999, "99.999%"), (0.07, "7%"), (0.125, "12.5%")],
)
def test_a_share_that_somebody_chose_is_written_as_they_wrote_it(share: float, words: str) -> None:
    assert as_chosen(share) == words
