"""The difference of two shares from the limits of each: an answer at 0 and 1 too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.contrasts import Difference, estimate_difference
from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.result import Estimate, EstimationOptions
from inspect_tool.domain.estimation.table import answers_as_floats, estimate_table
from inspect_tool.domain.estimation.variance import ratio_scores, scores_covariance

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]

# Halvings of the chance that a p value is sought in: 2 to the minus 40 is below any that is shown.
HALVINGS = 40


@dataclass(frozen=True, kw_only=True)
class ShareLimits:
    """A share with its limits."""

    p: float
    lo: float
    hi: float


def mover_limits(
    first: ShareLimits, second: ShareLimits, *, correlation: float = 0.0
) -> tuple[float, float]:
    """Limits of the first share less the second, from the limits of each.

    Args:
        correlation: Of the two estimates; 0 where the groups share no stratum.

    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10; Zou and Donner (2008),
    Statistics in Medicine 27, 1693-1702, for limits of any kind and for a correlation.
    """
    value = first.p - second.p

    def distance(one: float, other: float) -> float:
        return math.sqrt(max(0.0, one**2 + other**2 - 2 * correlation * one * other))

    below = distance(first.p - first.lo, second.hi - second.p)
    above = distance(first.hi - first.p, second.p - second.lo)
    return max(-1.0, value - below), min(1.0, value + above)


def mover_difference(
    units: Sequence[SampleUnit],
    first: str,
    second: str | None,
    *,
    options: EstimationOptions | None = None,
) -> Difference:
    """The share of one group less that of another, or of the whole where `second` is None.

    Standard error and degrees of freedom are those of the linearised difference; limits and p value
    come from the limits of the two shares, so that they exist wherever those do.
    """
    options = options or EstimationOptions()
    design = SampleDesign.of(units)
    answers = answers_as_floats([unit.outcome for unit in units])
    inside = [[name is None or name in unit.domains for unit in units] for name in (first, second)]
    found = estimate_difference(
        design, _only(answers, inside[0]), _only(answers, inside[1]), options=options
    )
    if found.value is None:
        return found
    two = _Two(design, answers, inside[0], inside[1], options)
    limits = two.limits(options.level)
    if limits is None:
        return replace(found, lo=None, hi=None, p_value=None, reason=two.why_none())
    return replace(found, lo=limits[0], hi=limits[1], p_value=two.p_value(), reason=None)


def _only(answers: FloatArray, inside: Sequence[bool]) -> FloatArray:
    import numpy as np

    kept: FloatArray = np.where(inside, answers, np.nan)
    return kept


@dataclass(frozen=True, eq=False)
class _Two:
    """Two groups of a sample, estimated at any level."""

    design: SampleDesign
    answers: FloatArray
    first: Sequence[bool]
    second: Sequence[bool]
    options: EstimationOptions

    def estimates(self, level: float) -> tuple[Estimate, Estimate]:
        """The shares of both groups, each with its interval at that level (0.95, say)."""
        found = estimate_table(
            self.design,
            {"": self.answers},
            {"first": self.first, "second": self.second},
            options=replace(self.options, level=level),
        )
        return found["", "first"], found["", "second"]

    def limits(self, level: float) -> tuple[float, float] | None:
        """Limits of the difference; None where one of the shares has none."""
        shares = [limits_of(estimate) for estimate in self.estimates(level)]
        if shares[0] is None or shares[1] is None:
            return None
        return mover_limits(shares[0], shares[1], correlation=self.correlation())

    def correlation(self) -> float:
        """Correlation of the two estimates; 0 where one of them shows no variance."""
        scores = [
            ratio_scores(self.design.weights, _only(self.answers, inside))
            for inside in (self.first, self.second)
        ]
        covariance = scores_covariance(self.design, scores)
        product = float(covariance[0, 0] * covariance[1, 1])
        if product <= 0:
            return 0.0
        return max(-1.0, min(1.0, float(covariance[0, 1]) / math.sqrt(product)))

    def why_none(self) -> str:
        """The reason of the first share that has no interval."""
        reasons = [one.no_interval for one in self.estimates(self.options.level) if one.no_interval]
        return reasons[0] if reasons else ""

    def p_value(self) -> float:
        """Largest chance at which the limits still hold no difference, found by halving."""
        low, high = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            limits = self.limits(1 - middle)
            holds = limits is not None and limits[0] <= 0 <= limits[1]
            low, high = (middle, high) if holds else (low, middle)
        return high


def limits_of(estimate: Estimate) -> ShareLimits | None:
    """A share with its limits; None where it has none."""
    if estimate.p is None or estimate.lo is None or estimate.hi is None:
        return None
    return ShareLimits(p=estimate.p, lo=estimate.lo, hi=estimate.hi)
