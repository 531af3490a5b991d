"""A ratio of two totals of numbers, such as visits for each plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.contrasts import NO_FREEDOM, t_quantile
from inspect_tool.domain.estimation.design import SampleDesign
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.estimation.table import NO_CASE
from inspect_tool.domain.estimation.variance import degrees_of_freedom, scores_variance

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]

NO_BASE = "The denominators add up to nought, so there is no ratio."


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """An estimated ratio of two totals.

    Args:
        domain: Name of the group.
        n: Cases with both numbers.
        numerator: Estimated total of y.
        denominator: Estimated total of x.
        reason: Why a value is missing.
    """

    domain: str
    n: int
    numerator: float
    denominator: float
    ratio: float | None
    se: float | None
    df: int
    lo: float | None
    hi: float | None
    reason: str | None


def estimate_ratio(
    design: SampleDesign,
    numerators: Sequence[float],
    denominators: Sequence[float],
    *,
    domain: str = "overall",
    options: EstimationOptions | None = None,
) -> Ratio:
    """The total of y over the total of x, with the interval of a linearised ratio.

    Args:
        numerators: y of each case in the design's order; not a number outside the group.
        denominators: x of each case.

    Source: Cochran (1977), Sampling Techniques, s. 6.11 (combined ratio estimator).
    """
    import numpy as np

    level = (options or EstimationOptions()).level
    y, x = np.array(numerators, dtype=np.float64), np.array(denominators, dtype=np.float64)
    counted = ~(np.isnan(y) | np.isnan(x))
    y, x = np.where(counted, y, 0.0), np.where(counted, x, 0.0)
    totals = float((design.weights * y).sum()), float((design.weights * x).sum())
    df = degrees_of_freedom(design, counted)
    found = _RatioParts(domain, int(counted.sum()), totals, df)
    if not counted.any() or totals[1] == 0:
        return found.without(NO_BASE if counted.any() else NO_CASE)
    ratio = totals[0] / totals[1]
    se = math.sqrt(scores_variance(design, design.weights * (y - ratio * x) / totals[1]))
    return found.having(ratio, se, level)


@dataclass(frozen=True)
class _RatioParts:
    domain: str
    n: int
    totals: tuple[float, float]
    df: int

    def without(self, reason: str) -> Ratio:
        """The counts alone, with why there is no ratio of them."""
        return self._with(None, None, None, reason)

    def having(self, ratio: float, se: float, level: float) -> Ratio:
        """The ratio with its error, and with limits by t where there is a degree of freedom."""
        if self.df <= 0:
            return self._with(ratio, se, None, NO_FREEDOM)
        return self._with(ratio, se, t_quantile(self.df, level) * se, None)

    def _with(
        self, ratio: float | None, se: float | None, half: float | None, reason: str | None
    ) -> Ratio:
        has_limits = ratio is not None and half is not None
        return Ratio(
            domain=self.domain,
            n=self.n,
            numerator=self.totals[0],
            denominator=self.totals[1],
            ratio=ratio,
            se=se,
            df=self.df,
            lo=(ratio or 0.0) - (half or 0.0) if has_limits else None,
            hi=(ratio or 0.0) + (half or 0.0) if has_limits else None,
            reason=reason,
        )
