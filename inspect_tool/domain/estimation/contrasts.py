"""Differences between groups or measures, and totals, with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.result import OVERALL, EstimationOptions
from inspect_tool.domain.estimation.table import NO_CASE, answers_as_floats
from inspect_tool.domain.estimation.variance import (
    degrees_of_freedom,
    ratio_scores,
    scores_variance,
    total_scores,
    weighted_share,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    Answers = Sequence[bool | None] | FloatArray

NO_FREEDOM = "There is no interval: the cases leave no degrees of freedom."
NO_VARIANCE = "There is no interval: the estimated variance of the difference is zero."
AT_THE_EDGE = (
    "There is no interval: a share of 0 or 1 shows no variance, so the difference would look "
    "surer than it is. Compare the intervals of the two shares."
)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first share less the second, with the covariance between them taken into account.

    Args:
        value: First share less second.
        p_value: Chance of a difference at least as large if there were none.
        reason: Why a value is missing.
    """

    first: float | None
    second: float | None
    value: float | None
    se: float | None
    df: int
    lo: float | None
    hi: float | None
    p_value: float | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Total:
    """An estimated number of cases in the population, with its interval.

    Args:
        n: Cases that it comes from.
        reason: Why a value is missing.
    """

    domain: str
    n: int
    total: float | None
    se: float | None
    df: int
    lo: float | None
    hi: float | None
    reason: str | None


def domain_outcomes(units: Sequence[SampleUnit], domain: str | None) -> FloatArray:
    """1, 0, and not a number for a case outside the group or without an answer."""
    return answers_as_floats(
        [unit.outcome if domain is None or domain in unit.domains else None for unit in units]
    )


def estimate_difference_between_domains(
    units: Sequence[SampleUnit],
    first: str,
    second: str | None,
    *,
    options: EstimationOptions | None = None,
    fpc: bool = True,
) -> Difference:
    """The share of one group less that of another, or of the whole where `second` is None."""
    design = SampleDesign.of(units, fpc=fpc)
    return estimate_difference(
        design, domain_outcomes(units, first), domain_outcomes(units, second), options=options
    )


def estimate_difference(
    design: SampleDesign,
    first: Answers,
    second: Answers,
    *,
    options: EstimationOptions | None = None,
) -> Difference:
    """One share less another of the same sample: two groups, or two measures.

    The variance is that of z of the first less z of the second, so that cases in both, or strata
    in both, are counted rightly.

    Args:
        first: Outcome of each case, None where it is not in the first group.
        second: The same for the second group.

    Source: Woodruff (1971); Korn and Graubard (1999), Analysis of Health Surveys, s. 3.3.
    """
    import numpy as np

    options = options or EstimationOptions()
    answers = answers_as_floats(first), answers_as_floats(second)
    counted = ~np.isnan(answers[0]) | ~np.isnan(answers[1])
    df = degrees_of_freedom(design, counted)
    shares = (
        weighted_share(design.weights, answers[0]),
        weighted_share(design.weights, answers[1]),
    )
    if shares[0] is None or shares[1] is None:
        return _no_difference(shares[0], shares[1], df)
    scores = ratio_scores(design.weights, answers[0]) - ratio_scores(design.weights, answers[1])
    se = math.sqrt(scores_variance(design, scores))
    return _difference((shares[0], shares[1]), se, df, options.level)


def _no_difference(first: float | None, second: float | None, df: int) -> Difference:
    return Difference(
        first=first,
        second=second,
        value=None,
        se=None,
        df=df,
        lo=None,
        hi=None,
        p_value=None,
        reason=NO_CASE,
    )


def _difference(shares: tuple[float, float], se: float, df: int, level: float) -> Difference:
    from scipy.special import stdtr

    first, second = shares
    value = first - second
    reason = None
    if df <= 0:
        reason = NO_FREEDOM
    elif {first, second} & {0.0, 1.0}:
        reason = AT_THE_EDGE
    elif se == 0:
        reason = NO_VARIANCE
    half = 0.0 if reason else t_quantile(df, level) * se
    return Difference(
        first=first,
        second=second,
        value=value,
        se=se,
        df=df,
        lo=None if reason else max(-1.0, value - half),
        hi=None if reason else min(1.0, value + half),
        p_value=None if reason else 2 * float(stdtr(df, -abs(value) / se)),
        reason=reason,
    )


def t_quantile(df: float, level: float) -> float:
    """The quantile of Student's t that leaves half of (1 - level) above it."""
    from scipy.special import stdtrit

    return float(stdtrit(df, 1 - (1 - level) / 2))


def estimate_total(
    units: Sequence[SampleUnit],
    *,
    domain: str | None = None,
    options: EstimationOptions | None = None,
    fpc: bool = True,
) -> Total:
    """How many cases of the population count, in all or in one group."""
    return _total(units, domain, domain_outcomes(units, domain), options, fpc=fpc)


def estimate_group_size(
    units: Sequence[SampleUnit],
    *,
    domain: str | None = None,
    options: EstimationOptions | None = None,
    fpc: bool = True,
) -> Total:
    """How many cases of the population have an answer: the eligible ones, in all or in a group."""
    import numpy as np

    answers = domain_outcomes(units, domain)
    present = np.where(np.isnan(answers), np.nan, 1.0)
    return _total(units, domain, present, options, fpc=fpc)


def _total(
    units: Sequence[SampleUnit],
    domain: str | None,
    answers: FloatArray,
    options: EstimationOptions | None,
    *,
    fpc: bool,
) -> Total:
    import numpy as np

    level = (options or EstimationOptions()).level
    design = SampleDesign.of(units, fpc=fpc)
    counted = ~np.isnan(answers)
    scores = total_scores(design.weights, answers)
    total, se = float(scores.sum()), math.sqrt(scores_variance(design, scores))
    # Cases outside the group say how large it is, so the whole sample's freedom counts.
    df = degrees_of_freedom(design, np.ones(len(units), dtype=np.bool_))
    half = t_quantile(df, level) * se if df > 0 else None
    return Total(
        domain=OVERALL if domain is None else domain,
        n=int(counted.sum()),
        total=total,
        se=se,
        df=df,
        lo=None if half is None else max(0.0, total - half),
        hi=None if half is None else total + half,
        reason=NO_FREEDOM if half is None else None,
    )
