"""Comparing groups: a funnel with exact tails, adjusted p values, and differences by MOVER."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.false_flags import draw, flags_of
from inspect_tool.domain.allocation.detectable import (
    PlannedGroup,
    power_of_difference,
    seen_differences,
    smallest_difference,
)
from inspect_tool.domain.allocation.precision import PrecisionInputError
from inspect_tool.domain.estimation.contrasts import estimate_difference_between_domains
from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.funnel import (
    Adjustment,
    FunnelGroup,
    adjusted_p_values,
    adjustment_of,
    funnel_limits,
    funnel_p_value,
)
from inspect_tool.domain.estimation.mover import ShareLimits, mover_difference, mover_limits
from inspect_tool.domain.estimation.shares import estimate_shares
from inspect_tool.domain.figures.funnel import funnel_points, heterogeneity_of
from inspect_tool.errors import UsageError


def cases(code: str, population: int, answers: str, group: str = "") -> list[SampleUnit]:
    return [
        SampleUnit(
            stratum=code,
            population=population,
            outcome={"1": True, "0": False}.get(answer),
            domains=frozenset({group or code}),
        )
        for answer in answers
    ]


# --- the funnel


def _tail(count: int, n: int, population: int, yes: int) -> Fraction:
    ways = sum(math.comb(yes, k) * math.comb(population - yes, n - k) for k in range(count, n + 1))
    return Fraction(ways, math.comb(population, n))


def test_limits_of_one_stratum_are_those_of_enumeration() -> None:
    n, population, yes = 8, 20, 7
    found = funnel_limits(
        FunnelGroup(share=0.5, n=n, effective=n, population=population), yes / population, level=0.9
    )
    inside = [
        count
        for count in range(n + 1)
        if _tail(count, n, population, yes) > Fraction(1, 20)
        and _tail(n - count, n, population, population - yes) > Fraction(1, 20)
    ]
    assert (found.lo, found.hi) == (min(inside) / n, max(inside) / n)
    p = funnel_p_value(
        FunnelGroup(share=6 / 8, n=n, effective=n, population=population), yes / population
    )
    assert p == pytest.approx(2 * float(_tail(6, n, population, yes)))


def test_between_two_whole_numbers_the_kinder_one_counts() -> None:
    group = FunnelGroup(share=1.0, n=4, effective=4, population=10)
    lower, upper, between = (funnel_p_value(group, share) or 0 for share in (0.3, 0.4, 0.35))
    assert between == upper > lower


@given(
    size=st.floats(2, 300), overall=st.floats(0.01, 0.99), level=st.sampled_from([0.8, 0.95, 0.998])
)
def test_a_share_within_beta_limits_is_one_that_chance_explains(
    size: float, overall: float, level: float
) -> None:
    limits = funnel_limits(FunnelGroup(share=overall, n=20, effective=size), overall, level=level)
    assert limits.lo is not None
    assert limits.hi is not None
    assert 0 <= limits.lo <= overall <= limits.hi <= 1
    for share, is_inside in (
        (limits.lo + 1e-6, True),
        (limits.hi - 1e-6, True),
        (limits.lo - 1e-6, False),
        (limits.hi + 1e-6, False),
    ):
        if 0 <= share <= 1:
            p = funnel_p_value(FunnelGroup(share=share, n=20, effective=size), overall)
            assert p is not None
            assert (p > 1 - level) == is_inside


def test_an_authority_that_was_read_whole_is_no_matter_of_chance() -> None:
    group = FunnelGroup(share=0.9, n=8, effective=8, all_seen=True)
    assert funnel_p_value(group, 0.2) is None
    assert "no matter of chance" in str(funnel_limits(group, 0.2, level=0.95).reason)
    units = cases("A", 6, "111111") + cases("B", 60, "0000011") + cases("C", 60, "0000001")
    overall, *groups = estimate_shares(units)
    points = funnel_points(
        {one.domain: one for one in groups},
        overall.p or 0,
        level=0.95,
        adjustment=Adjustment.BENJAMINI_HOCHBERG,
    )
    assert [point.is_flagged for point in points] == [False, False, False]
    assert (points[0].lo, points[0].p_value, points[0].adjusted) == (None, None, None)
    assert not points[0].is_outside
    assert not points[0].is_far_outside


def test_p_values_are_adjusted_as_published() -> None:
    # Benjamini and Hochberg (1995), table 1: 15 p values, of which four are rejected at .05.
    published = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    found = adjusted_p_values([*published, None], Adjustment.BENJAMINI_HOCHBERG)
    assert sum(p is not None and p <= 0.05 for p in found) == 4
    assert found[0] == pytest.approx(0.0015)
    assert found[1] == pytest.approx(0.003)
    assert found[-1] is None
    assert adjusted_p_values(published, Adjustment.NONE) == tuple(published)
    assert adjustment_of("none") is Adjustment.NONE
    assert "only one" in Adjustment.NONE.words
    with pytest.raises(UsageError, match="Choose one of bh, none"):
        adjustment_of("holm")


def test_alike_authorities_are_seldom_flagged() -> None:
    """A round of `benchmarks.false_flags`, which has many."""
    flags: Counter[str] = Counter()
    for by_type in (False, True):
        flags += flags_of(*draw(np.random.default_rng(3), by_type=by_type))
    assert flags["any flag (Benjamini-Hochberg)"] <= 2
    assert flags["differences called larger than chance"] <= 4
    assert flags["any outside 95%"] >= flags["any outside 99.8%"]


def test_authorities_far_apart_are_larger_than_chance_and_said_so() -> None:
    units = cases("A", 90, "1" * 20) + cases("B", 90, "0" * 19 + "1") + cases("C", 90, "01" * 10)
    overall, *groups = estimate_shares(units)
    codes = [unit.stratum for unit in units]
    answers = [unit.outcome for unit in units]
    found = heterogeneity_of(SampleDesign.of(units), answers, codes, groups)
    assert found.words == "Differences between authorities are larger than chance."
    assert found.p_value == max(found.rao_scott or 0, found.pooled or 0)
    points = funnel_points(
        {one.domain: one for one in groups},
        overall.p or 0,
        level=0.95,
        adjustment=Adjustment.BENJAMINI_HOCHBERG,
    )
    assert [point.is_flagged for point in points] == [True, True, False]
    alike = [answer == "1" for answer in "01" * 30]
    same = heterogeneity_of(SampleDesign.of(units), alike, codes, groups[:1])
    assert same.words == "Differences between authorities are not larger than chance."
    none = heterogeneity_of(SampleDesign.of(units), [True] * 60, codes, groups)
    assert none.words == "Differences between authorities cannot be tested."


# --- differences


def test_mover_limits_are_those_that_newcombe_published() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10: 56/70 less 48/80.
    wilson = (
        ShareLimits(p=0.8, lo=0.69212, hi=0.87705),
        ShareLimits(p=0.6, lo=0.49037, hi=0.70035),
    )
    assert mover_limits(*wilson) == pytest.approx((0.0524, 0.3339), abs=2e-3)


def test_correlated_shares_have_narrower_differences() -> None:
    shares = ShareLimits(p=0.5, lo=0.3, hi=0.7), ShareLimits(p=0.4, lo=0.2, hi=0.6)
    apart = mover_limits(*shares)
    together = mover_limits(*shares, correlation=0.6)
    assert together[1] - together[0] < apart[1] - apart[0]
    assert mover_limits(*shares, correlation=1.0)[0] == pytest.approx(0.1)


def test_a_difference_has_limits_where_a_share_is_nought() -> None:
    units = cases("A", 120, "0" * 11) + cases("B", 150, "1" * 6 + "0" * 5)
    old = estimate_difference_between_domains(units, "A", "B")
    assert old.lo is None
    found = mover_difference(units, "A", "B")
    assert found.value == pytest.approx(-6 / 11)
    assert found.lo is not None
    assert found.hi is not None
    assert found.lo < -6 / 11 < found.hi < 0
    assert found.p_value is not None
    assert found.p_value < 0.05
    assert found.reason is None
    mirrored = mover_difference(units, "B", "A")
    assert mirrored.lo == pytest.approx(-found.hi)
    assert mirrored.hi == pytest.approx(-found.lo)


def test_overlapping_groups_of_one_stratum_share_their_chance() -> None:
    units = [
        SampleUnit(
            stratum="A",
            population=200,
            outcome=at % 3 == 0,
            domains=frozenset({"g"} if at < 30 else {"h"}) | {"all"},
        )
        for at in range(40)
    ]
    whole = mover_difference(units, "g", None)
    rest = mover_difference(units, "g", "h")
    assert (whole.hi or 1) - (whole.lo or -1) < (rest.hi or 1) - (rest.lo or -1)


def test_without_an_interval_of_a_share_there_is_its_reason() -> None:
    units = cases("A", 50, "1") + cases("B", 50, "0101")
    found = mover_difference(units, "A", "B")
    assert (found.lo, found.hi, found.p_value) == (None, None, None)
    assert "One case alone" in str(found.reason)
    nobody = mover_difference(units, "A", "C")
    assert (nobody.value, nobody.reason) == (None, "No case of this group has an answer.")


# --- what a plan can see


def test_power_is_that_of_a_textbook_for_large_samples() -> None:
    # Cases in each group: (1.959964 + .841621)^2 (.25 x .75 + .4 x .6) / .15^2 = 149.1.
    group = PlannedGroup({"a": 10**7}, {"a": 149})
    other = PlannedGroup({"b": 10**7}, {"b": 149})
    power = power_of_difference(group, other, shares=(0.25, 0.4))
    assert power == pytest.approx(0.8, abs=0.005)


def test_the_smallest_difference_has_the_power_asked_for() -> None:
    first = PlannedGroup({"a": 300, "b": 60}, {"a": 8, "b": 4})
    second = PlannedGroup({"c": 200}, {"c": 11})
    for other, around in ((second, 0.5), (None, 0.5), (None, 0.1), (second, 0.4)):
        found = smallest_difference(first, other, around=around)
        assert found is not None
        shares = (around + found / 2, around - found / 2) if other else (around + found, around)
        assert power_of_difference(first, other, shares=shares) == pytest.approx(0.8, abs=1e-6)


def test_more_is_seen_in_more_cases_and_nothing_in_too_few() -> None:
    few, many = ({"A/x": 3, "B/x": 2}, {"A/x": 60, "B/x": 50})
    populations = {"A/x": 400, "B/x": 200}
    seen = {
        name: seen_differences(populations, sizes, difference=0.3)[0]
        for name, sizes in (("few", few), ("many", many))
    }
    assert (seen["few"].smallest or 1) > 0.7
    assert (seen["many"].smallest or 1) < 0.35
    assert seen["many"].power > seen["few"].power
    whole = seen_differences({"A": 5}, {"A": 5}, difference=0.1)
    assert [one.compared for one in whole] == [
        "all cases and a fixed standard",
        "an authority and a fixed standard",
    ]
    assert whole[0].power == 1.0
    census = PlannedGroup({"A": 5}, {"A": 5})
    assert power_of_difference(census, None, shares=(0.5, 0.5)) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda group: smallest_difference(group, None, power=1.0), "power"),
        (lambda group: smallest_difference(group, None, around=1.2), "share"),
        (lambda group: smallest_difference(group, None, level=95), "level"),
        (
            lambda group: seen_differences(group.populations, group.sizes, difference=0),
            "difference",
        ),
    ],
)
def test_impossible_questions_are_refused(call: object, words: str) -> None:
    with pytest.raises(PrecisionInputError, match=words):
        call(PlannedGroup({"A": 50}, {"A": 9}))  # type: ignore[operator]
