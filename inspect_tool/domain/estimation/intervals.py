"""Which confidence intervals of a share there are, and what they are made from.

`intervals_design` has their formulas for thousands of cells at once, `intervals_summary` for one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from inspect_tool.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool_]


class IntervalMethod(StrEnum):
    """How the interval of a share is made."""

    KORN_GRAUBARD = "kg"
    KORN_GRAUBARD_WOR = "kg-wor"
    NCHS = "nchs"
    R_BETA = "r-beta"
    LOGIT = "logit"
    WILSON = "wilson"
    EXACT = "exact"
    AGRESTI_COULL = "agresti-coull"
    JEFFREYS = "jeffreys"
    WILSON_CORRECTED = "wilson-cc"
    WALD = "wald"

    @property
    def is_for_one_stratum(self) -> bool:
        """Whether it needs a count of a simple random sample, and so one whole stratum."""
        return self in (
            IntervalMethod.EXACT,
            IntervalMethod.AGRESTI_COULL,
            IntervalMethod.JEFFREYS,
            IntervalMethod.WILSON_CORRECTED,
        )

    @property
    def words(self) -> str:
        """What a report or a table calls it."""
        return {
            IntervalMethod.KORN_GRAUBARD: "Korn-Graubard, with this tool's own bounds",
            IntervalMethod.KORN_GRAUBARD_WOR: (
                "Korn-Graubard with one bound, which does not heed weights: the former default"
            ),
            IntervalMethod.NCHS: "Korn-Graubard as NCHS publishes it",
            IntervalMethod.R_BETA: "Korn-Graubard without a bound, as R's svyciprop",
            IntervalMethod.LOGIT: "logit",
            IntervalMethod.WILSON: "Wilson with the effective size",
            IntervalMethod.EXACT: "exact, from the hypergeometric distribution",
            IntervalMethod.AGRESTI_COULL: "Agresti-Coull, which takes the population as endless",
            IntervalMethod.JEFFREYS: "Jeffreys, which takes the population as endless",
            IntervalMethod.WILSON_CORRECTED: (
                "Wilson with continuity correction, which takes the population as endless"
            ),
            IntervalMethod.WALD: "Wald, not recommended: it can leave 0 to 1",
        }[self]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Lower and upper limit, or the reason why there is none."""

    lo: float | None
    hi: float | None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ShareCells:
    """What an interval needs to know of each share; arrays of one shape.

    Args:
        p: Estimated share.
        variance: Its estimated variance under the design.
        n: Cases in the denominator, as counted.
        df: Degrees of freedom, n less the strata that they come from.
        population: Estimated population of the group; infinite without the correction.
        census: Whether every unit that could be in the group was examined.
        has_whole: Whether some of the group's strata were taken whole.
        yes: Cases in the numerator, as counted.
        weighted: Size of an equally weighted sample that is as precise as the weights allow,
            (sum of w) squared over the sum of w squared times the unseen share of the stratum.
        children: Size of the group where it is known, else not a number.
        examined: Units of the sample in the strata that the group can come from.
        unseen: Units of those strata that nobody looked at, so that they could belong to it.
    """

    p: FloatArray
    variance: FloatArray
    n: FloatArray
    df: FloatArray
    population: FloatArray
    census: BoolArray
    has_whole: BoolArray
    yes: FloatArray
    weighted: FloatArray
    children: FloatArray
    examined: FloatArray
    unseen: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Limits:
    """Lower and upper limits; not a number where a method gives none."""

    lo: FloatArray
    hi: FloatArray


@dataclass(frozen=True, kw_only=True)
class IntervalWorking:
    """How the limits of one share came about; None for a step that its method does not take.

    Args:
        is_exact: Made from the hypergeometric distribution, without an effective size.
        by_variance: Effective size by the variance and the degrees of freedom, 0 < p < 1.
        by_population: The bound that keeps the finite population correction.
        by_weights: The bound that heeds the weights.
        effective_size: n*, the smallest of them.
        smooth: Limits before they were rounded to whole children and held to what is possible.
        rounded_to: N, where limits were rounded outwards to multiples of 1 / N.
        possible: The smallest and the largest share that the answers seen leave possible.
    """

    is_exact: bool = False
    by_variance: float | None = None
    by_population: float | None = None
    by_weights: float | None = None
    effective_size: float | None = None
    smooth: tuple[float, float] | None = None
    rounded_to: float | None = None
    possible: tuple[float, float] | None = None


def check_level(level: float) -> None:
    """Refuse a confidence level that is not a share between 0 and 1.

    Raises:
        UsageError: Most often a percentage, such as 95 for .95.
    """
    if not (math.isfinite(level) and 0 < level < 1):
        raise UsageError(f"The level {level:g} is not between 0 and 1. Write .95 for 95 per cent.")


def interval_method(name: str) -> IntervalMethod:
    """The method of that name.

    Raises:
        UsageError: There is no such method.
    """
    try:
        return IntervalMethod(name)
    except ValueError:
        known = ", ".join(IntervalMethod)
        raise UsageError(f"There is no interval `{name}`. Choose one of {known}.") from None
