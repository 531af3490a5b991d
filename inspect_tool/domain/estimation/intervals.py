"""Confidence intervals of a share, for one cell or for thousands at once.

The default, `kg`, is the Korn-Graubard interval with a bound on the effective size that keeps
the finite population correction. That bound is **this project's own variant**, not NCHS's:
docs/explanation/estimation.md says how it was tested.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from inspect_tool.domain.percentages import as_chosen
from inspect_tool.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool_]


class IntervalMethod(StrEnum):
    """How the interval of a share is made."""

    KORN_GRAUBARD = "kg"
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
            IntervalMethod.KORN_GRAUBARD: "Korn-Graubard, with this tool's own bound",
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
        census: Whether every case of the group's strata was examined.
    """

    p: FloatArray
    variance: FloatArray
    n: FloatArray
    df: FloatArray
    population: FloatArray
    census: BoolArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Limits:
    """Lower and upper limits; not a number where a method gives none."""

    lo: FloatArray
    hi: FloatArray


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


def share_limits(method: IntervalMethod, cells: ShareCells, *, level: float) -> Limits:
    """Limits of every share by one method, except those for one stratum, which need counts.

    A cell without degrees of freedom has none. A census has limits equal to the share.
    """
    import numpy as np

    check_level(level)
    # Cells that a formula does not fit are blanked below, so their warnings say nothing.
    with np.errstate(all="ignore"):
        limits = _LIMITS[method](cells, level)
    usable = cells.df > 0
    lo = np.where(cells.census, cells.p, limits.lo)
    hi = np.where(cells.census, cells.p, limits.hi)
    return Limits(lo=np.where(usable, lo, np.nan), hi=np.where(usable, hi, np.nan))


def t_ratio_squared(cells: ShareCells, level: float) -> FloatArray:
    """(t at n - 1 over t at df) squared: shrinks the effective size when df are few.

    Source: Korn and Graubard (1998), Survey Methodology 24, s. 4.
    """
    ratio: FloatArray = (_t_quantile(cells.n - 1, level) / _t_quantile(cells.df, level)) ** 2
    return ratio


def _t_quantile(df: FloatArray, level: float) -> FloatArray:
    import numpy as np
    from scipy.special import stdtrit

    # A table has thousands of cells but few different degrees of freedom.
    different, place = np.unique(df, return_inverse=True)
    quantiles = stdtrit(different, 1 - (1 - level) / 2).astype(np.float64)
    per_cell: FloatArray = quantiles[place].reshape(df.shape)
    return per_cell


def _is_inside(p: FloatArray) -> BoolArray:
    inside: BoolArray = (p > 0) & (p < 1)
    return inside


def _effective_size(cells: ShareCells) -> FloatArray:
    import numpy as np

    spread = cells.p * (1 - cells.p)
    size = np.where(cells.variance > 0, spread / cells.variance, np.inf)
    return np.where(_is_inside(cells.p), size, np.nan)


def _beta_limits(cells: ShareCells, effective: FloatArray, level: float) -> Limits:
    """Clopper-Pearson limits at a size that need not be whole.

    Source: Korn and Graubard (1998), formula for the modified Clopper-Pearson interval.
    """
    import numpy as np
    from scipy.special import betaincinv

    alpha = 1 - level
    yes, no = effective * cells.p, effective * (1 - cells.p)
    # At an infinite effective size the limits would be the share itself: no interval.
    fits = np.isfinite(effective)
    lo = np.where(cells.p > 0, betaincinv(yes, no + 1, alpha / 2), 0.0)
    hi = np.where(cells.p < 1, betaincinv(yes + 1, no, 1 - alpha / 2), 1.0)
    return Limits(lo=np.where(fits, lo, np.nan), hi=np.where(fits, hi, np.nan))


def _korn_graubard_size(cells: ShareCells, level: float) -> FloatArray:
    """Korn-Graubard, its effective size bounded by n (N - 1) / (N - n): our own variant.

    The bound is the size of a sample with replacement that is as precise as n of N without.
    Source: the bound is ours; the rest Korn and Graubard (1998).
    """
    import numpy as np

    n, population = cells.n, cells.population
    # As N grows without end the bound becomes n; where all N are examined there is none.
    bound = np.where(np.isinf(population), n, n * (population - 1) / (population - n))
    return _bounded_size(cells, np.where(population > n, bound, np.inf), level)


def _nchs_size(cells: ShareCells, level: float) -> FloatArray:
    """Korn-Graubard, its effective size bounded by n.

    Source: Parker et al. (2017), NCHS Vital and Health Statistics series 2, no. 175.
    """
    return _bounded_size(cells, cells.n, level)


def _bounded_size(cells: ShareCells, bound: FloatArray, level: float) -> FloatArray:
    import numpy as np

    ratio = t_ratio_squared(cells, level)
    inner = np.minimum(_effective_size(cells) * ratio, bound)
    # Where all answers are the same, the variance says nothing.
    edge = np.minimum(cells.n, cells.n * ratio)
    return np.where(_is_inside(cells.p), inner, edge)


def _adjusted_size(cells: ShareCells, level: float) -> FloatArray:
    """Without a bound, as R has it; none at a share of 0 or 1.

    Source: Lumley, R package survey, svyciprop(method = "beta").
    """
    return _effective_size(cells) * t_ratio_squared(cells, level)


_SIZES: dict[IntervalMethod, Callable[[ShareCells, float], FloatArray]] = {
    IntervalMethod.KORN_GRAUBARD: _korn_graubard_size,
    IntervalMethod.NCHS: _nchs_size,
    IntervalMethod.R_BETA: _adjusted_size,
    IntervalMethod.WILSON: _adjusted_size,
}


def _beta(method: IntervalMethod) -> Callable[[ShareCells, float], Limits]:
    return lambda cells, level: _beta_limits(cells, _SIZES[method](cells, level), level)


def _logit(cells: ShareCells, level: float) -> Limits:
    """Symmetric on the scale of log odds; none at a share of 0 or 1.

    Source: Korn and Graubard (1999), Analysis of Health Surveys, s. 3.2.
    """
    import numpy as np
    from scipy.special import expit, logit

    spread = cells.p * (1 - cells.p)
    fits = _is_inside(cells.p) & (cells.variance > 0)
    half = _t_quantile(cells.df, level) * np.sqrt(cells.variance) / spread
    centre = logit(cells.p)
    return Limits(
        lo=np.where(fits, expit(centre - half), np.nan),
        hi=np.where(fits, expit(centre + half), np.nan),
    )


def _wilson(cells: ShareCells, level: float) -> Limits:
    """Wilson's score limits at the adjusted effective size, with z.

    The effective size already carries the degrees of freedom, so t here would adjust twice.
    Source: Wilson (1927); Dean and Pagano (2015), J. Surv. Stat. Methodol. 3, 484-503.
    """
    import numpy as np
    from scipy.special import ndtri

    effective = _adjusted_size(cells, level)
    limits = wilson_limits(cells.p, effective, z=float(ndtri(1 - (1 - level) / 2)))
    fits = np.isfinite(effective)
    return Limits(lo=np.where(fits, limits.lo, np.nan), hi=np.where(fits, limits.hi, np.nan))


def wilson_limits(p: FloatArray, n: FloatArray, *, z: float) -> Limits:
    """Wilson's score limits of a share p of n.

    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.
    """
    import numpy as np

    shrink = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / shrink
    half = z / shrink * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # Rounding must not push a limit past the edge that it belongs on.
    lo = np.where(p <= 0, 0.0, np.clip(centre - half, 0.0, p))
    hi = np.where(p >= 1, 1.0, np.clip(centre + half, p, 1.0))
    return Limits(lo=lo, hi=hi)


def _wald(cells: ShareCells, level: float) -> Limits:
    """The share plus and minus t standard errors, not cut at 0 and 1: that is its fault.

    Source: Cochran (1977), Sampling Techniques, s. 3.6.
    """
    import numpy as np

    half = _t_quantile(cells.df, level) * np.sqrt(cells.variance)
    return Limits(lo=cells.p - half, hi=cells.p + half)


_LIMITS: dict[IntervalMethod, Callable[[ShareCells, float], Limits]] = {
    IntervalMethod.KORN_GRAUBARD: _beta(IntervalMethod.KORN_GRAUBARD),
    IntervalMethod.NCHS: _beta(IntervalMethod.NCHS),
    IntervalMethod.R_BETA: _beta(IntervalMethod.R_BETA),
    IntervalMethod.LOGIT: _logit,
    IntervalMethod.WILSON: _wilson,
    IntervalMethod.WALD: _wald,
}


@dataclass(frozen=True, kw_only=True)
class ShareSummary:
    """One estimated share, as an interval needs it; see `ShareCells`."""

    p: float
    se: float
    n: int
    df: int
    population: float = math.inf

    @property
    def is_census(self) -> bool:
        """Whether the whole population was examined."""
        return self.population <= self.n


def share_interval(
    share: ShareSummary,
    *,
    method: IntervalMethod = IntervalMethod.KORN_GRAUBARD,
    level: float = 0.95,
) -> Interval:
    """The interval of one share from its estimate, standard error, size and population."""
    if method.is_for_one_stratum:
        return Interval(lo=None, hi=None, reason=why_no_interval(share, method))
    limits = share_limits(method, _cells_of(share), level=level)
    if math.isnan(limits.lo[0]):
        return Interval(lo=None, hi=None, reason=why_no_interval(share, method))
    return Interval(lo=float(limits.lo[0]), hi=float(limits.hi[0]))


def effective_size(share: ShareSummary, *, method: IntervalMethod, level: float) -> float | None:
    """The size n* that the limits of a share are made with; None where a method has none."""
    import numpy as np

    if method not in _SIZES or share.df <= 0 or share.is_census:
        return None
    with np.errstate(all="ignore"):
        size = float(_SIZES[method](_cells_of(share), level)[0])
    return size if math.isfinite(size) else None


def _cells_of(share: ShareSummary) -> ShareCells:
    import numpy as np

    return ShareCells(
        p=np.array([share.p], dtype=np.float64),
        variance=np.array([share.se**2], dtype=np.float64),
        n=np.array([share.n], dtype=np.float64),
        df=np.array([share.df], dtype=np.float64),
        population=np.array([share.population], dtype=np.float64),
        census=np.array([share.is_census]),
    )


def _needs_one_stratum(method: IntervalMethod) -> str:
    return (
        f"The interval `{method}` exists only where the group is one whole stratum with equal "
        "weights. Use `kg`."
    )


def why_no_interval(share: ShareSummary, method: IntervalMethod) -> str:
    """Why a share has no interval, as a sentence."""
    if method.is_for_one_stratum:
        return _needs_one_stratum(method)
    if share.df <= 0:
        return _why_no_degrees_of_freedom(share)
    if share.p in (0.0, 1.0):
        extreme = "No case" if share.p == 0 else "Every case"
        return (
            f"{extreme} counts, and the interval `{method}` does not exist at a share of "
            f"{as_chosen(share.p)}. Use `kg`."
        )
    return (
        "The estimated variance is zero although not every case was examined, and the interval "
        f"`{method}` does not exist then. Use `kg`."
    )


def _why_no_degrees_of_freedom(share: ShareSummary) -> str:
    if share.is_census:
        return "Every case of this group was examined, so its share is known and has no interval."
    if share.n == 1:
        return "One case alone does not show how much cases differ, so there is no interval."
    return (
        f"There is no interval: {share.n} cases from {share.n - share.df} strata leave no "
        "degrees of freedom."
    )
