"""Limits of shares under a design, for thousands of cells at once.

The default, `kg`, is the Korn-Graubard interval with two bounds on its effective size that are
**this project's own**, not NCHS's, and limits that are whole children where the size of the group
is known. docs/explanation/estimation.md says how it was tested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.intervals import (
    IntervalMethod,
    IntervalWorking,
    Limits,
    ShareCells,
    check_level,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool_]

# In children: what arithmetic on floating-point numbers adds to a limit that is a whole number.
ROUNDING = 1e-7


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
    """Korn-Graubard, its effective size bounded twice: our own variant, the default.

    The first bound keeps the finite population correction. The second keeps few cases with large
    weights from looking like many, and is the only one that holds where they answer alike.

    Source: the bounds are ours, the second after Kish (1965), Survey Sampling, s. 11.7; the rest
    Korn and Graubard (1998).
    """
    import numpy as np

    size = np.minimum(_former_size(cells, level), _weighted_bound(cells))
    # Without any bound, such as where only strata that were taken whole hold cases of the group.
    return np.where(np.isinf(size), cells.n, size)


def _weighted_bound(cells: ShareCells) -> FloatArray:
    """What the weights allow, less where strata that were examined would lend to the others.

    The cases of a stratum that was taken whole, or nearly, say nothing about the unseen ones of
    other strata. Where a stratum was taken whole, or at least half was examined, the bound is
    reduced to the unseen share of the group if the cases that were seen show no variance, or if the
    size of the group is not known.
    """
    import numpy as np

    is_much_seen = cells.has_whole | (cells.examined >= cells.unseen)
    says_little = (cells.variance <= 0) | ~np.isfinite(cells.children)
    unseen_share = np.maximum(0.0, 1 - cells.n / cells.population)
    lends = is_much_seen & says_little & (unseen_share > 0)
    return np.where(lends, cells.weighted * unseen_share, cells.weighted)


def _former_size(cells: ShareCells, level: float) -> FloatArray:
    """Korn-Graubard, its effective size bounded by n (N - 1) / (N - n): our own variant.

    The bound is the size of a sample with replacement that is as precise as n of N without.
    Source: the bound is ours; the rest Korn and Graubard (1998).
    """
    return _bounded_size(cells, population_bound(cells), level)


def population_bound(cells: ShareCells) -> FloatArray:
    """n (N - 1) / (N - n): n as N grows without end, no bound where all N were examined."""
    import numpy as np

    n, population = cells.n, cells.population
    bound = np.where(np.isinf(population), n, n * (population - 1) / (population - n))
    return np.where(population > n, bound, np.inf)


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


EFFECTIVE_SIZES: Mapping[IntervalMethod, Callable[[ShareCells, float], FloatArray]] = {
    IntervalMethod.KORN_GRAUBARD: _korn_graubard_size,
    IntervalMethod.KORN_GRAUBARD_WOR: _former_size,
    IntervalMethod.NCHS: _nchs_size,
    IntervalMethod.R_BETA: _adjusted_size,
    IntervalMethod.WILSON: _adjusted_size,
}


def _korn_graubard(cells: ShareCells, level: float) -> Limits:
    """The default: beta limits, rounded outwards to whole children, within what is possible.

    The share stays inside, whatever the weights.
    """
    import numpy as np

    smooth = _beta_limits(cells, _korn_graubard_size(cells, level), level)
    limits, possible = _whole_children(smooth, cells), _possible(cells)
    return Limits(
        lo=np.minimum(np.maximum(limits.lo, possible.lo), cells.p),
        hi=np.maximum(np.minimum(limits.hi, possible.hi), cells.p),
    )


def _whole_children(limits: Limits, cells: ShareCells) -> Limits:
    """Outwards to the next multiple of 1 / N, N the size of the group.

    A share of N children is such a multiple. Where much of the group was examined, a smooth
    interval would fall between two of them.
    """
    import numpy as np

    size = _size_to_round_by(cells)
    lo = np.floor(limits.lo * size + ROUNDING) / size
    hi = np.ceil(limits.hi * size - ROUNDING) / size
    is_fine = np.isinf(size)
    return Limits(lo=np.where(is_fine, limits.lo, lo), hi=np.where(is_fine, limits.hi, hi))


def _size_to_round_by(cells: ShareCells) -> FloatArray:
    """Size of a group where it is known; estimated where half was examined; else without end.

    Half of the units of the strata that it can come from.
    """
    import numpy as np

    # Weights that do not add up to children must not make the group smaller than what was seen.
    estimated = np.clip(np.ceil(cells.population - ROUNDING), cells.n, cells.n + cells.unseen)
    guessed = np.where(cells.examined >= cells.unseen, estimated, np.inf)
    return np.where(np.isfinite(cells.children), cells.children, guessed)


def _possible(cells: ShareCells) -> Limits:
    """The smallest and the largest share that the answers that were seen leave possible.

    Where the size of the group is known the unseen ones are all of it that was not examined, else
    all that could belong to it.
    """
    import numpy as np

    unseen = np.where(np.isfinite(cells.children), cells.children - cells.n, cells.unseen)
    most = cells.n + unseen
    is_endless = np.isinf(unseen)
    return Limits(
        lo=np.where(is_endless, 0.0, cells.yes / most),
        hi=np.where(is_endless, 1.0, (cells.yes + unseen) / most),
    )


def working_of_limits(
    method: IntervalMethod, cells: ShareCells, *, level: float
) -> IntervalWorking:
    """The steps to the limits of the first cell; it is no census and has degrees of freedom."""
    import numpy as np

    def first(values: FloatArray) -> float | None:
        value = float(values.ravel()[0])
        return value if np.isfinite(value) else None

    if method not in EFFECTIVE_SIZES:
        return IntervalWorking()
    with np.errstate(all="ignore"):
        effective = EFFECTIVE_SIZES[method](cells, level)
        smooth, possible = _beta_limits(cells, effective, level), _possible(cells)
        by_variance = first(_effective_size(cells) * t_ratio_squared(cells, level))
        by_population, by_weights = first(population_bound(cells)), first(_weighted_bound(cells))
    if method is not IntervalMethod.KORN_GRAUBARD:
        return IntervalWorking(by_variance=by_variance, effective_size=first(effective))
    return IntervalWorking(
        by_variance=by_variance,
        by_population=by_population,
        by_weights=by_weights,
        effective_size=first(effective),
        smooth=(float(smooth.lo.ravel()[0]), float(smooth.hi.ravel()[0])),
        rounded_to=first(_size_to_round_by(cells)),
        possible=(float(possible.lo.ravel()[0]), float(possible.hi.ravel()[0])),
    )


def _beta(method: IntervalMethod) -> Callable[[ShareCells, float], Limits]:
    return lambda cells, level: _beta_limits(cells, EFFECTIVE_SIZES[method](cells, level), level)


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
    IntervalMethod.KORN_GRAUBARD: _korn_graubard,
    IntervalMethod.KORN_GRAUBARD_WOR: _beta(IntervalMethod.KORN_GRAUBARD_WOR),
    IntervalMethod.NCHS: _beta(IntervalMethod.NCHS),
    IntervalMethod.R_BETA: _beta(IntervalMethod.R_BETA),
    IntervalMethod.LOGIT: _logit,
    IntervalMethod.WILSON: _wilson,
    IntervalMethod.WALD: _wald,
}
