"""Intervals: textbook limits, exact limits by enumeration, and what any interval must keep."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.estimation.intervals import (
    Interval,
    IntervalMethod,
    check_level,
    interval_method,
)
from inspect_tool.domain.estimation.intervals_exact import (
    hypergeometric_interval,
    hypergeometric_limits,
    wilson_interval,
)
from inspect_tool.domain.estimation.intervals_summary import (
    ShareSummary,
    effective_size,
    share_interval,
)
from inspect_tool.domain.estimation.intervals_textbook import (
    TEXTBOOK_INTERVALS,
    TextbookInterval,
    agresti_coull_interval,
    jeffreys_interval,
    wilson_corrected_interval,
)
from inspect_tool.errors import CheckFailedError, UsageError

ORACLES = Path(__file__).parents[2] / "data" / "oracles"
BINOMIAL = json.loads((ORACLES / "o09_binomial_ci.expected.json").read_text())


@pytest.mark.parametrize("row", BINOMIAL["rows"], ids=lambda row: f"{row['x']}-of-{row['n']}")
def test_textbook_limits_are_those_of_r(row: dict[str, list[float]]) -> None:
    x, n = int(row["x"]), int(row["n"])  # type: ignore[call-overload]
    for found, name in (
        (wilson_interval(x, n, level=0.95), "wilson_plain"),
        (agresti_coull_interval(x, n, level=0.95), "agresti_coull"),
        (jeffreys_interval(x, n, level=0.95), "jeffreys"),
        (wilson_corrected_interval(x, n, level=0.95), "wilson_cc"),
    ):
        assert found.lo == pytest.approx(row[name][0], abs=1e-8)
        assert found.hi == pytest.approx(row[name][1], abs=1e-8)


@pytest.mark.parametrize("row", BINOMIAL["rows"], ids=lambda row: f"{row['x']}-of-{row['n']}")
def test_wald_is_the_share_and_t_standard_errors(row: dict[str, float]) -> None:
    # A billion degrees of freedom make t the z of the textbook.
    share = ShareSummary(
        p=row["p"],
        se=math.sqrt(row["p"] * (1 - row["p"]) / row["n"]),
        n=10**9,
        df=10**9,
    )
    found = share_interval(share, method=IntervalMethod.WALD)
    wald: list[float] = row["wald"]  # type: ignore[assignment]
    assert [found.lo, found.hi] == pytest.approx(wald, abs=1e-8)


@pytest.mark.parametrize(
    "row",
    [row for row in BINOMIAL["rows"] if row["n"] > 1],
    ids=lambda row: f"{row['x']}-of-{row['n']}",
)
def test_korn_and_graubard_of_a_simple_sample_is_clopper_and_pearson(row: dict[str, Any]) -> None:
    # A billion degrees of freedom would raise the effective size, but NCHS bounds it by n.
    share = ShareSummary(
        p=row["p"], se=math.sqrt(row["p"] * (1 - row["p"]) / row["n"]), n=row["n"], df=10**9
    )
    limits = share_interval(share, method=IntervalMethod.NCHS)
    assert [limits.lo, limits.hi] == pytest.approx(row["clopper_pearson"], abs=1e-8)


def _tail_at_least(count: int, n: int, population: int, cases: int) -> Fraction:
    """Exact chance of at least `count` in the sample, by enumeration."""
    ways = sum(
        math.comb(cases, k) * math.comb(population - cases, n - k) for k in range(count, n + 1)
    )
    return Fraction(ways, math.comb(population, n))


@pytest.mark.parametrize("population", [1, 2, 5, 12])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_exact_limits_are_those_of_enumeration(population: int, level: float) -> None:
    tail = (1 - Fraction(str(level))) / 2
    for n in range(1, population + 1):
        for count in range(n + 1):
            possible = range(count, population - n + count + 1)
            kept = [
                cases
                for cases in possible
                if _tail_at_least(count, n, population, cases) > tail
                and _tail_at_least(n - count, n, population, population - cases) > tail
            ]
            found = hypergeometric_limits(count, n, population, level=level)
            assert (found.fewest, found.most) == (min(kept), max(kept))


def test_exact_limits_cover_at_their_level_or_above() -> None:
    population, n, level = 15, 6, 0.9
    for cases in range(population + 1):
        covered = Fraction(0)
        for count in range(max(0, n - population + cases), min(n, cases) + 1):
            limits = hypergeometric_limits(count, n, population, level=level)
            if limits.fewest <= cases <= limits.most:
                ways = math.comb(cases, count) * math.comb(population - cases, n - count)
                covered += Fraction(ways, math.comb(population, n))
        assert covered >= level


def test_exact_limits_of_a_census_are_the_share() -> None:
    assert hypergeometric_interval(3, 12, 12, level=0.95) == Interval(lo=0.25, hi=0.25)


@pytest.mark.parametrize(
    ("count", "n", "population"), [(3, 2, 9), (-1, 2, 9), (1, 5, 4), (0, 0, 4)]
)
def test_impossible_counts_are_refused(count: int, n: int, population: int) -> None:
    with pytest.raises(CheckFailedError, match="is impossible"):
        hypergeometric_interval(count, n, population, level=0.95)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, -0.5, math.nan, math.inf])
def test_a_level_that_is_no_share_is_refused(level: float) -> None:
    with pytest.raises(UsageError, match=r"\.95"):
        check_level(level)


@pytest.mark.parametrize("interval", TEXTBOOK_INTERVALS.values())
@pytest.mark.parametrize(("count", "n"), [(-1, 3), (4, 3), (0, 0)])
def test_textbook_intervals_refuse_impossible_counts(
    interval: TextbookInterval, count: int, n: int
) -> None:
    with pytest.raises(CheckFailedError, match="is impossible"):
        interval(count, n, level=0.95)
    with pytest.raises(UsageError, match="between 0 and 1"):
        interval(1, 3, level=95)


@pytest.mark.parametrize("interval", TEXTBOOK_INTERVALS.values())
@given(n=st.integers(1, 400), part=st.floats(0, 1), level=st.sampled_from([0.5, 0.9, 0.99]))
def test_textbook_intervals_are_mirrored_and_hold_their_share(
    interval: TextbookInterval, n: int, part: float, level: float
) -> None:
    count = round(n * part)
    yes, no = interval(count, n, level=level), interval(n - count, n, level=level)
    assert yes.lo is not None
    assert yes.hi is not None
    assert no.lo == pytest.approx(1 - yes.hi, abs=1e-9)
    assert yes.lo - 1e-12 <= count / n <= yes.hi + 1e-12
    if interval is not agresti_coull_interval:
        assert 0 <= yes.lo <= yes.hi <= 1


def test_agresti_coull_may_leave_0_to_1_as_published() -> None:
    assert (agresti_coull_interval(0, 10, level=0.95).lo or 0) < 0


def test_the_continuity_correction_vanishes_at_one_half_as_in_r() -> None:
    corrected = wilson_corrected_interval(5, 10, level=0.95)
    plain = wilson_interval(5, 10, level=0.95)
    assert corrected.lo == pytest.approx(plain.lo, abs=1e-12)


ONE_STRATUM = [method for method in IntervalMethod if method.is_for_one_stratum]


@pytest.mark.parametrize("method", ONE_STRATUM)
def test_methods_for_one_stratum_need_a_count(method: IntervalMethod) -> None:
    found = share_interval(ShareSummary(p=0.5, se=0.1, n=30, df=27, population=90), method=method)
    assert found.lo is None
    assert "one whole stratum" in str(found.reason)


# --- the effective size


def test_the_effective_size_is_that_of_the_limits() -> None:
    from scipy.stats import beta

    share = ShareSummary(p=0.3, se=0.05, n=40, df=31, population=400)
    for method in (IntervalMethod.KORN_GRAUBARD, IntervalMethod.NCHS, IntervalMethod.R_BETA):
        size = effective_size(share, method=method, level=0.9)
        assert size is not None
        found = share_interval(share, method=method, level=0.9)
        assert found.lo == pytest.approx(beta.ppf(0.05, size * 0.3, size * 0.7 + 1), abs=1e-10)
        assert found.hi == pytest.approx(beta.ppf(0.95, size * 0.3 + 1, size * 0.7), abs=1e-10)


def test_the_effective_size_keeps_its_bound() -> None:
    share = ShareSummary(p=0.3, se=0.001, n=40, df=39, population=400)
    bounded = {
        method: effective_size(share, method=method, level=0.95) for method in IntervalMethod
    }
    assert bounded[IntervalMethod.NCHS] == 40
    assert bounded[IntervalMethod.KORN_GRAUBARD] == pytest.approx(40 * 399 / 360)
    assert bounded[IntervalMethod.R_BETA] == pytest.approx(0.21 / 1e-6)
    assert bounded[IntervalMethod.R_BETA] == bounded[IntervalMethod.WILSON]
    without = (IntervalMethod.LOGIT, IntervalMethod.WALD, *ONE_STRATUM)
    assert {bounded[method] for method in without} == {None}


@pytest.mark.parametrize(
    "share",
    [
        ShareSummary(p=0.5, se=0.1, n=3, df=0, population=50),
        ShareSummary(p=0.25, se=0.0, n=12, df=10, population=12),
    ],
)
def test_without_an_interval_or_in_a_census_there_is_no_effective_size(share: ShareSummary) -> None:
    for method in IntervalMethod:
        assert effective_size(share, method=method, level=0.95) is None


def test_a_size_without_end_is_none() -> None:
    share = ShareSummary(p=0.4, se=0.0, n=20, df=18, population=200)
    assert effective_size(share, method=IntervalMethod.R_BETA, level=0.95) is None


def test_an_unknown_interval_is_refused_with_the_known_ones() -> None:
    assert interval_method("r-beta") is IntervalMethod.R_BETA
    with pytest.raises(UsageError, match="kg, kg-wor, nchs, r-beta"):
        interval_method("agresti")


def test_only_wald_is_called_not_recommended() -> None:
    warned = [method for method in IntervalMethod if "not recommended" in method.words]
    assert warned == [IntervalMethod.WALD]


CENSUS = ShareSummary(p=0.25, se=0.0, n=12, df=10, population=12)


@pytest.mark.parametrize("method", [m for m in IntervalMethod if not m.is_for_one_stratum])
def test_a_census_has_limits_equal_to_its_share(method: IntervalMethod) -> None:
    assert share_interval(CENSUS, method=method) == Interval(lo=0.25, hi=0.25)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_census_where_all_agree_is_certain(share: float) -> None:
    found = share_interval(ShareSummary(p=share, se=0.0, n=12, df=10, population=12))
    assert found == Interval(lo=share, hi=share)


def test_a_zero_variance_without_a_census_still_has_a_width() -> None:
    # Every stratum alike within itself: the variance is zero, yet most cases were not seen.
    share = ShareSummary(p=0.4, se=0.0, n=20, df=18, population=200)
    found = share_interval(share)
    assert found.lo is not None
    assert found.hi is not None
    assert found.hi - found.lo > 0.3
    for method in (IntervalMethod.R_BETA, IntervalMethod.LOGIT, IntervalMethod.WILSON):
        refused = share_interval(share, method=method)
        assert refused.lo is None
        assert "variance is zero" in str(refused.reason)


@pytest.mark.parametrize(("df", "n"), [(0, 3), (-1, 2)])
def test_without_degrees_of_freedom_there_is_no_interval_but_a_reason(df: int, n: int) -> None:
    found = share_interval(ShareSummary(p=0.5, se=0.1, n=n, df=df, population=50))
    assert (found.lo, found.hi) == (None, None)
    assert "no degrees of freedom" in str(found.reason)


def test_one_degree_of_freedom_is_enough() -> None:
    found = share_interval(ShareSummary(p=0.5, se=0.1, n=3, df=1, population=50))
    assert found.lo is not None


def test_one_case_has_no_interval() -> None:
    found = share_interval(ShareSummary(p=1.0, se=0.0, n=1, df=0, population=50))
    assert "One case" in str(found.reason)


def test_a_census_without_degrees_of_freedom_says_that_the_share_is_known() -> None:
    found = share_interval(ShareSummary(p=1.0, se=0.0, n=1, df=0, population=1))
    assert found.lo is None
    assert "its share is known" in str(found.reason)


@pytest.mark.parametrize(("share", "words"), [(0.0, "No case"), (1.0, "Every case")])
def test_methods_that_fail_at_the_edge_say_so(share: float, words: str) -> None:
    summary = ShareSummary(p=share, se=0.0, n=30, df=27, population=180)
    found = share_interval(summary, method=IntervalMethod.LOGIT)
    assert found.lo is None
    assert words in str(found.reason)
    assert "`kg`" in str(found.reason)


def test_a_larger_part_of_the_population_never_widens_the_default_interval() -> None:
    # At equal standard errors only the bound differs: it grows as N shrinks to n.
    widths = []
    for population in (math.inf, 500, 100, 60, 41):
        found = share_interval(ShareSummary(p=0.4, se=0.01, n=40, df=38, population=population))
        assert found.lo is not None
        assert found.hi is not None
        widths.append(found.hi - found.lo)
    assert widths == sorted(widths, reverse=True)


@given(
    # A share in between is at least one case of a country.
    p=st.sampled_from([0.0, 1.0]) | st.floats(1e-7, 1 - 1e-7),
    relative_error=st.floats(0.01, 3),
    n=st.integers(2, 500),
    strata=st.integers(1, 20),
    unseen=st.floats(0.5, 5000),
    level=st.sampled_from([0.8, 0.9, 0.95, 0.99]),
    method=st.sampled_from(
        [m for m in IntervalMethod if not m.is_for_one_stratum and m is not IntervalMethod.WALD]
    ),
)
def test_limits_are_in_order_around_the_share_and_between_0_and_1(
    *,
    p: float,
    relative_error: float,
    n: int,
    strata: int,
    unseen: float,
    level: float,
    method: IntervalMethod,
) -> None:
    se = relative_error * math.sqrt(p * (1 - p) / n)
    share = ShareSummary(p=p, se=se, n=n, df=n - strata, population=n + unseen)
    found = share_interval(share, method=method, level=level)
    if found.lo is None or found.hi is None:
        assert found.reason
    else:
        assert found.reason is None
        assert 0 <= found.lo <= p + 1e-12
        assert p - 1e-12 <= found.hi <= 1


@given(p=st.floats(0.01, 0.99), n=st.integers(5, 300), strata=st.integers(1, 4))
def test_the_interval_of_no_is_the_mirror_of_the_interval_of_yes(
    p: float, n: int, strata: int
) -> None:
    se = math.sqrt(p * (1 - p) / n)
    yes = share_interval(ShareSummary(p=p, se=se, n=n, df=n - strata, population=4.0 * n))
    no = share_interval(ShareSummary(p=1 - p, se=se, n=n, df=n - strata, population=4.0 * n))
    assert yes.lo is not None
    assert yes.hi is not None
    assert no.lo == pytest.approx(1 - yes.hi, abs=1e-9)
    assert no.hi == pytest.approx(1 - yes.lo, abs=1e-9)
