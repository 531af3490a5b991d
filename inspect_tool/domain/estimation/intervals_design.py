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
    # A group of unknown size of which most was examined: its size varies from sample to sample.
    varies = ~np.isfinite(cells.children) & (cells.examined >= cells.unseen)
    return np.where(varies | np.isinf(size), np.minimum(size, cells.n), size)


def _weighted_bound(cells: ShareCells) -> FloatArray:
    """What the weights allow, less where strata that were examined would lend to the others.

    The cases of a stratum that was taken whole, or nearly, say nothing about the unseen ones of
    other strata. Where those that were seen of the others answer alike, or the size of the group is
    not known, the bound is reduced to the unseen share of the group.
    """
    import numpy as np

    says_nothing = (cells.variance <= 0) | ~np.isfinite(cells.children)
    unseen_share = np.maximum(0.0, 1 - cells.n / cells.population)
    is_mostly_seen = cells.has_whole | (cells.examined >= cells.unseen)
    lends = is_mostly_seen & says_nothing & (unseen_share > 0)
    return np.where(lends, cells.weighted * unseen_share, cells.weighted)


def _former_size(cells: ShareCells, level: float) -> FloatArray:
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


EFFECTIVE_SIZES: Mapping[IntervalMethod, Callable[[ShareCells, float], FloatArray]] = {
    IntervalMethod.KORN_GRAUBARD: _korn_graubard_size,
    IntervalMethod.KORN_GRAUBARD_WOR: _former_size,
    IntervalMethod.NCHS: _nchs_size,
    IntervalMethod.R_BETA: _adjusted_size,
    IntervalMethod.WILSON: _adjusted_size,
}


def _korn_graubard(cells: ShareCells, level: float) -> Limits:
    """The default: beta limits, rounded outwards to whole children, within what is possible."""
    limits = _beta_limits(cells, _korn_graubard_size(cells, level), level)
    return _possible(_whole_children(limits, cells), cells)


def _whole_children(limits: Limits, cells: ShareCells) -> Limits:
    """Outwards to the next multiple of 1 / N where the size N of the group is known.

    A share of N children is such a multiple. Where much of the group was examined, a smooth
    interval would fall between two of them: so where nobody knows the size but at least half of
    the units that the group can come from were examined, N is its estimated size, rounded up.
    """
    import numpy as np

    size = np.where(np.isfinite(cells.children), cells.children, _size_to_round_by(cells))
    lo = np.floor(limits.lo * size + ROUNDING) / size
    hi = np.ceil(limits.hi * size - ROUNDING) / size
    is_fine = np.isinf(size)
    return Limits(lo=np.where(is_fine, limits.lo, lo), hi=np.where(is_fine, limits.hi, hi))


def _size_to_round_by(cells: ShareCells) -> FloatArray:
    """Estimated size of a group where at least half was examined; else without end."""
    import numpy as np

    estimated = np.ceil(cells.population - ROUNDING)
    most = cells.n + cells.unseen
    # Weights that do not add up to children must not make the group smaller than what was seen.
    size = np.minimum(np.maximum(estimated, cells.n), most)
    by: FloatArray = np.where(cells.examined >= cells.unseen, size, np.inf)
    return by


def _possible(limits: Limits, cells: ShareCells) -> Limits:
    """No limit beyond what the answers that were seen leave possible; the share stays inside.

    Where the size of the group is known the unseen ones are all of it that was not examined, else
    all that could belong to it.
    """
    import numpy as np

    known = np.where(np.isfinite(cells.children), cells.children - cells.n, cells.unseen)
    most = cells.n + known
    least_share = np.where(np.isinf(known), 0.0, cells.yes / most)
    most_share = np.where(np.isinf(known), 1.0, (cells.yes + known) / most)
    return Limits(
        lo=np.minimum(np.maximum(limits.lo, least_share), cells.p),
        hi=np.maximum(np.minimum(limits.hi, most_share), cells.p),
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
