"""The interval of one share from its summary, the size behind it, and why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.intervals import Interval, IntervalMethod, ShareCells
from inspect_tool.domain.estimation.intervals_design import EFFECTIVE_SIZES, share_limits
from inspect_tool.domain.percentages import as_chosen

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, kw_only=True)
class ShareSummary:
    """One estimated share, as an interval needs it; see `ShareCells`.

    Args:
        population: Estimated size of the group; without end where there is no correction.
        count: Cases in the numerator; None for the share of n, as it is in one stratum.
        weighted_size: What the weights allow; without end where they are not known.
        children: Size of the group where it is known.
        examined: Units of the sample in the strata that the group can come from.
        unseen: Units of those strata that nobody looked at, so that they could belong to it.
        has_whole: Whether some of the group's strata were taken whole.
        all_examined: Whether all that could belong was examined; None to go by its size.
    """

    p: float
    se: float
    n: int
    df: int
    population: float = math.inf
    count: float | None = None
    weighted_size: float = math.inf
    children: int | None = None
    examined: int = 0
    unseen: float = math.inf
    has_whole: bool = False
    all_examined: bool | None = None

    @property
    def is_census(self) -> bool:
        """Whether the whole population was examined."""
        return self.population <= self.n if self.all_examined is None else self.all_examined


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

    if method not in EFFECTIVE_SIZES or share.df <= 0 or share.is_census:
        return None
    with np.errstate(all="ignore"):
        size = float(EFFECTIVE_SIZES[method](_cells_of(share), level)[0])
    return size if math.isfinite(size) else None


def _cells_of(share: ShareSummary) -> ShareCells:
    import numpy as np

    def cell(value: float) -> npt.NDArray[np.float64]:
        return np.array([value], dtype=np.float64)

    return ShareCells(
        p=cell(share.p),
        variance=cell(share.se**2),
        n=cell(share.n),
        df=cell(share.df),
        population=cell(share.population),
        census=np.array([share.is_census]),
        has_whole=np.array([share.has_whole]),
        yes=cell(share.p * share.n if share.count is None else share.count),
        weighted=cell(share.weighted_size),
        children=cell(share.children if share.children is not None else math.nan),
        examined=cell(share.examined),
        unseen=cell(share.unseen),
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
