"""The variance of a linearised estimate under a stratified design, and its working."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.design import SampleDesign, VarianceStratum

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.int64]

# Below this share of the squares it is made from, a variance is the rounding of a zero:
# one differing case among 10^9 would still be a thousand times larger.
ROUNDING = 1e-13


@dataclass(frozen=True, kw_only=True)
class StratumWorking:
    """What one variance stratum adds to the variance: the working that a reader can check.

    Args:
        codes: The strata in it; more than one where they were collapsed.
        factor: (1 - n/N) n / (n - 1).
        sum_squares: Sum over its sampled cases of (z - mean z) squared.
    """

    codes: tuple[str, ...]
    population: int
    sampled: int
    factor: float
    sum_squares: float

    @property
    def variance(self) -> float:
        """Its part of the variance."""
        return self.factor * self.sum_squares


def ratio_scores(weights: FloatArray, outcomes: FloatArray) -> FloatArray:
    """Linearised value z of every sampled case for the share of a group.

    Args:
        weights: Design weight of every sampled case.
        outcomes: 1 or 0; not a number for a case outside the group or without an answer.

    Source: Woodruff (1971), J. Am. Stat. Assoc. 66, 411-414; Binder (1983), Int. Stat. Rev. 51.
    """
    import numpy as np

    counted = ~np.isnan(outcomes)
    y = np.where(counted, outcomes, 0.0)
    base = float((weights * counted).sum())
    share = float((weights * y).sum()) / base
    scores: FloatArray = np.where(counted, weights * (y - share) / base, 0.0)
    return scores


def weighted_share(weights: FloatArray, outcomes: FloatArray) -> float | None:
    """Weighted mean of the outcomes; None where no case has one."""
    import numpy as np

    counted = ~np.isnan(outcomes)
    if not counted.any():
        return None
    values = outcomes[counted]
    # Of equal answers the mean is that answer, to the last digit.
    if np.ptp(values) == 0:
        return float(values[0])
    return float(np.average(values, weights=weights[counted]))


def total_scores(weights: FloatArray, outcomes: FloatArray) -> FloatArray:
    """Weighted value of every sampled case, for a total; zero outside the group."""
    import numpy as np

    scores: FloatArray = np.where(np.isnan(outcomes), 0.0, weights * outcomes)
    return scores


def stratum_working(design: SampleDesign, scores: FloatArray) -> tuple[StratumWorking, ...]:
    """What every variance stratum adds to the variance of the sum of the scores.

    Every sampled case takes part, those outside the group as zeros.

    Source: Cochran (1977), Sampling Techniques, s. 5A.14; Sarndal, Swensson and Wretman (1992),
    Model Assisted Survey Sampling, s. 5.8.
    """
    overall_mean = float(scores.mean())
    return tuple(
        _working_of(stratum, scores[positions], overall_mean, fpc=design.fpc)
        for stratum, positions in zip(design.variance_strata, design.members, strict=True)
    )


def _working_of(
    stratum: VarianceStratum, scores: FloatArray, overall_mean: float, *, fpc: bool
) -> StratumWorking:
    centre = overall_mean if stratum.is_centred_overall else float(scores.mean())
    squares = float(((scores - centre) ** 2).sum())
    is_rounding = squares <= ROUNDING * float((scores**2).sum())
    return StratumWorking(
        codes=stratum.codes,
        population=stratum.population,
        sampled=stratum.sampled,
        factor=stratum.factor(fpc=fpc),
        sum_squares=0.0 if is_rounding else squares,
    )


def scores_variance(design: SampleDesign, scores: FloatArray) -> float:
    """Variance of the sum of the scores."""
    return sum(working.variance for working in stratum_working(design, scores))


def scores_covariance(design: SampleDesign, scores: Sequence[FloatArray]) -> FloatArray:
    """Covariance matrix of several sums of scores."""
    import numpy as np

    stacked = np.column_stack(scores)
    covariance = np.zeros((len(scores), len(scores)))
    for stratum, positions in zip(design.variance_strata, design.members, strict=True):
        rows = stacked[positions]
        centre = stacked.mean(axis=0) if stratum.is_centred_overall else rows.mean(axis=0)
        covariance += stratum.factor(fpc=design.fpc) * (rows - centre).T @ (rows - centre)
    return covariance


def degrees_of_freedom(design: SampleDesign, counted: npt.NDArray[np.bool_]) -> int:
    """Cases of a group less the variance strata that they come from.

    Source: Korn and Graubard (1999), Analysis of Health Surveys, s. 5.2.
    """
    import numpy as np

    strata = np.unique(design.variance_stratum_of[counted])
    return int(counted.sum()) - len(strata)
