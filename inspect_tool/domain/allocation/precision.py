"""How many cases a margin of error takes, and what precision a design buys before the seed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from inspect_tool.domain.estimation.intervals_exact import hypergeometric_limits
from inspect_tool.domain.estimation.intervals_summary import ShareSummary, share_interval
from inspect_tool.errors import CheckFailedError

# Below this a sample size is a whole number but for the rounding of floating-point arithmetic.
ROUNDING = 1e-9


class PrecisionInputError(CheckFailedError):
    """A margin, level, share or size is outside the range that it can have."""


@dataclass(frozen=True)
class SampleSize:
    """How many cases a margin of error takes.

    Args:
        without_correction: For an infinite population.
        exact: With the finite population correction, before rounding up.
        cases: The next whole number.
    """

    without_correction: float
    exact: float
    cases: int


def sample_size_for_margin(
    population: int | None, *, margin: float, level: float = 0.95, share: float = 0.5
) -> SampleSize:
    """Cases of a simple random sample for an interval of plus or minus `margin`.

    Args:
        population: N; None for an infinite population.
        margin: Half the width of the interval, as a share: .05 is five percentage points.
        share: The share that is expected; .5 takes the most cases.

    Raises:
        PrecisionInputError: A value is outside its range.

    Source: Cochran (1977), Sampling Techniques, 3rd ed., eq. 4.2.
    """
    _check_margin(margin, level, share)
    endless = _normal(level) ** 2 * share * (1 - share) / margin**2
    if population is None:
        return _sample_size(endless, endless)
    if population < 1:
        raise PrecisionInputError("The population is below 1. Give the cases in the frame.")
    # A share of 0 or 1 has no variance, so that one case would be enough if it were known.
    exact = endless / (1 + (endless - 1) / population)
    return _sample_size(endless, exact, most=population)


def _check_margin(margin: float, level: float, share: float) -> None:
    if not 0 < margin < 1:
        raise PrecisionInputError("The margin lies between 0 and 1: .05 is 5 percentage points.")
    if not 0 < level < 1:
        raise PrecisionInputError("The level lies between 0 and 1: .95 is the usual one.")
    if not 0 <= share <= 1:
        raise PrecisionInputError("The expected share lies from 0 to 1.")


def _normal(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def _sample_size(endless: float, exact: float, *, most: int | None = None) -> SampleSize:
    cases = max(1, math.ceil(exact - ROUNDING))
    return SampleSize(endless, exact, cases if most is None else min(cases, most))


@dataclass(frozen=True)
class StratifiedSize:
    """How many cases a margin takes with strata of different shares, before rounding up.

    Args:
        proportional: Shared in proportion to size, the variance of a share p being p (1 - p).
        proportional_s2: The same with S squared, p (1 - p) N_h / (N_h - 1).
        neyman: Shared by size and spread, with S squared.
    """

    population: int
    proportional: float
    proportional_s2: float
    neyman: float


def stratified_size_for_margin(
    populations: Mapping[str, int],
    shares: Mapping[str, float],
    *,
    margin: float,
    level: float = 0.95,
) -> StratifiedSize:
    """Cases of a stratified sample for an interval of plus or minus `margin` over all strata.

    Args:
        populations: N_h by stratum.
        shares: The share that is expected in each.

    Raises:
        PrecisionInputError: A value is outside its range.

    Source: Cochran (1977), Sampling Techniques, 3rd ed., s. 5.9 and 5.12.
    """
    for share in shares.values():
        _check_margin(margin, level, share)
    total = sum(populations.values())
    wanted = (margin / _normal(level)) ** 2
    spread = {name: shares[name] * (1 - shares[name]) for name in populations}
    s2 = {
        name: spread[name] * population / max(population - 1, 1)
        for name, population in populations.items()
    }

    def mean(values: Mapping[str, float]) -> float:
        return sum(populations[name] * value for name, value in values.items()) / total

    roots = {name: math.sqrt(value) for name, value in s2.items()}
    return StratifiedSize(
        population=total,
        proportional=mean(spread) / (wanted + mean(spread) / total),
        proportional_s2=mean(s2) / (wanted + mean(s2) / total),
        neyman=mean(roots) ** 2 / (wanted + mean(s2) / total),
    )


@dataclass(frozen=True)
class ExpectedPrecision:
    """What an estimate of a share is expected to be worth.

    Args:
        population: Cases in the frame.
        cases: Cases in the sample.
        half_width: Half the width of the interval, as a share; None when the design leaves no
            degrees of freedom.
        standard_error: Of the estimated share, with the finite population correction.
    """

    population: int
    cases: int
    half_width: float | None
    standard_error: float


def expected_precision(
    populations: Mapping[str, int],
    sizes: Mapping[str, int],
    *,
    share: float | Mapping[str, float] = 0.5,
    level: float = 0.95,
) -> ExpectedPrecision:
    """Precision of a share that a stratified design is expected to give, before any seed.

    Half the width is t times the standard error with the finite population correction, with as
    many degrees of freedom as cases less strata, certainty strata left out. A stratum that gives
    no case counts with the variance of one case.

    Args:
        populations: N_h of the strata that the estimate is about: all, or those of an authority.
        sizes: n_h.
        share: The share that is expected, everywhere or by stratum; .5 is the least favourable.

    Source: Cochran (1977), Sampling Techniques, 3rd ed., ch. 5.
    """
    expected = _expected(populations, sizes, share, level)
    total, cases = expected.population, expected.cases
    sampled = [name for name, population in populations.items() if sizes[name] < population]
    freedom = sum(sizes[name] for name in sampled) - len(sampled)
    error = math.sqrt(expected.variance)
    if not sampled or error == 0:
        return ExpectedPrecision(total, cases, 0.0, error)
    half_width = None if freedom < 1 else _student(level, freedom) * error
    return ExpectedPrecision(total, cases, half_width, error)


def expected_interval(
    populations: Mapping[str, int],
    sizes: Mapping[str, int],
    *,
    share: float | Mapping[str, float] = 0.5,
    level: float = 0.95,
) -> ExpectedPrecision:
    """Half the width of the interval that a report is expected to give, before any seed.

    It is the default interval of the report, at the expected share, where every case answers.
    Unlike t times the standard error it stays between 0 and 1, which matters where cases are few,
    and it claims no more than a simple random sample of the same size would give.

    Args:
        populations: N_h of the strata that the estimate is about: all, or those of an authority.
        sizes: n_h.
        share: The share that is expected, everywhere or by stratum; .5 is the least favourable.

    Source: Korn and Graubard (1998), with the bound of `intervals`.
    """
    expected = _expected(populations, sizes, share, level)
    error = math.sqrt(expected.variance)
    if len(populations) == 1 and 1 < expected.cases < expected.population:
        half_width = _exact_half_width(expected, level)
        return ExpectedPrecision(expected.population, expected.cases, half_width, error)
    interval = share_interval(
        ShareSummary(
            p=expected.share,
            se=error,
            n=expected.cases,
            df=expected.cases - sum(sizes[stratum] > 0 for stratum in populations),
            population=expected.population,
            weighted_size=_weighted_size(populations, sizes),
            children=expected.population,
            examined=expected.cases,
            unseen=expected.population - expected.cases,
            has_whole=any(sizes[stratum] == size for stratum, size in populations.items()),
        ),
        level=level,
    )
    has_none = interval.lo is None or interval.hi is None
    smooth = None if has_none else ((interval.hi or 0) - (interval.lo or 0)) / 2
    return ExpectedPrecision(expected.population, expected.cases, smooth, error)


def _weighted_size(populations: Mapping[str, int], sizes: Mapping[str, int]) -> float:
    """What the weights allow, as `intervals_design` bounds the effective size."""
    squares = sum(
        population**2 / sizes[stratum] * (1 - sizes[stratum] / population)
        for stratum, population in populations.items()
        if sizes[stratum]
    )
    seen = sum(population for stratum, population in populations.items() if sizes[stratum])
    return seen**2 / squares if squares else math.inf


def _exact_half_width(expected: _Expected, level: float) -> float:
    """Half the width of the exact interval of one stratum, between the two nearest counts."""
    count = expected.share * expected.cases
    below = math.floor(count)
    widths = []
    for near in (below, min(below + 1, expected.cases)):
        limits = hypergeometric_limits(near, expected.cases, expected.population, level=level)
        widths.append((limits.most - limits.fewest) / expected.population / 2)
    return widths[0] + (count - below) * (widths[1] - widths[0])


@dataclass(frozen=True)
class _Expected:
    """What a stratified design is expected to find.

    Args:
        share: The share in all strata together.
        variance: That of its estimate.
    """

    population: int
    cases: int
    share: float
    variance: float


def _expected(
    populations: Mapping[str, int],
    sizes: Mapping[str, int],
    share: float | Mapping[str, float],
    level: float,
) -> _Expected:
    shares = share if isinstance(share, Mapping) else dict.fromkeys(populations, share)
    for stratum in populations:
        _check_margin(0.5, level, shares[stratum])
    total = sum(populations.values())
    return _Expected(
        population=total,
        cases=sum(sizes[stratum] for stratum in populations),
        share=sum(shares[name] * population for name, population in populations.items()) / total,
        variance=sum(
            _stratum_variance(population, sizes[name], shares[name]) * (population / total) ** 2
            for name, population in populations.items()
        ),
    )


def _stratum_variance(population: int, drawn: int, share: float) -> float:
    """Variance of the estimated share of one stratum."""
    if drawn >= population:
        return 0.0
    # S_h^2 of zeros and ones; a stratum of one case has no N_h - 1 to divide by.
    variance = share * (1 - share) * population / max(population - 1, 1)
    return (1 - drawn / population) * variance / max(drawn, 1)


def _student(level: float, freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))
