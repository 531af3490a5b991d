"""Post-stratification: weights that give known totals, with the variance that this leaves."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.intervals_summary import ShareSummary, share_interval
from inspect_tool.domain.estimation.result import Estimate, EstimationOptions
from inspect_tool.domain.estimation.shares import estimate_share
from inspect_tool.domain.estimation.variance import scores_variance
from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]


def post_stratified_units(
    units: Sequence[SampleUnit], post_strata: Sequence[str], totals: Mapping[str, float]
) -> list[SampleUnit]:
    """The units with weights that add up to the known total of each post-stratum.

    Args:
        units: Every case of the sample whose status is known.
        post_strata: Post-stratum of each of them.
        totals: Children of each post-stratum.

    Raises:
        CheckFailedError: A post-stratum has no total, no case, or a total of nought or less.

    Source: Holt and Smith (1979), J. R. Stat. Soc. A 142, 33-46.
    """
    weights = SampleDesign.of(units).weights.tolist()
    sums: dict[str, float] = defaultdict(float)
    for name, weight in zip(post_strata, weights, strict=True):
        sums[name] += weight
    _check_totals(sums, totals)
    return [
        replace(unit, weight=weight * totals[name] / sums[name])
        for unit, name, weight in zip(units, post_strata, weights, strict=True)
    ]


def _check_totals(sums: Mapping[str, float], totals: Mapping[str, float]) -> None:
    without_total = sorted(set(sums) - set(totals))
    if without_total:
        raise CheckFailedError(
            f"There is no total for {', '.join(map(_named, without_total))}. Give the children of "
            "every group that a case is in."
        )
    without_case = sorted(name for name in totals if name not in sums and totals[name] > 0)
    if without_case:
        raise CheckFailedError(
            f"No case is in {', '.join(without_case)}, so nothing can stand for its children. Join "
            "it with a group that is alike."
        )
    for name in sums:
        if not (math.isfinite(totals[name]) and totals[name] > 0):
            raise CheckFailedError(f"The total of {_named(name)} is not a number above zero.")


def _named(name: str) -> str:
    return name or "cases without a group"


def post_stratified_share(
    units: Sequence[SampleUnit],
    post_strata: Sequence[str],
    *,
    domain: str | None = None,
    options: EstimationOptions | None = None,
) -> Estimate:
    """The share of all cases or of a group, from units with post-stratified weights.

    The variance is that of what the post-strata leave unexplained: of each linearised value less
    the weighted mean of its post-stratum. Limits are those of the default without whole children,
    since weights differ within strata; design effects are not given.

    Args:
        units: What `post_stratified_units` gave.

    Source: Sarndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, s. 7.6.
    """
    import numpy as np

    options = options or EstimationOptions()
    plain = estimate_share(units, domain=domain, options=options)
    if plain.p is None:
        return plain
    design = SampleDesign.of(units)
    inside = np.array(
        [unit.outcome is not None and (domain is None or domain in unit.domains) for unit in units]
    )
    answers = np.array([float(unit.outcome or False) for unit in units])
    values = np.where(inside, answers - plain.p, 0.0) / plain.sum_w
    residuals = values - _means(values, design.weights, post_strata)
    se = math.sqrt(scores_variance(design, design.weights * residuals))
    return _with_interval(plain, se, options)


def _with_interval(plain: Estimate, se: float, options: EstimationOptions) -> Estimate:
    """The estimate with another standard error, and the limits that come of it."""
    share = ShareSummary(
        p=plain.p or 0.0,
        se=0.0 if plain.p in (0.0, 1.0) else se,
        n=plain.n,
        df=plain.df,
        population=plain.sum_w,
        count=plain.count,
        weighted_size=plain.design_size or math.inf,
        all_examined=plain.design_size is None,
    )
    interval = share_interval(share, method=options.interval, level=options.level)
    return replace(
        plain,
        se=se,
        lo=interval.lo,
        hi=interval.hi,
        deff_wor=None,
        deff_wr=None,
        reason=interval.reason,
        no_interval=interval.reason,
        working=(),
        interval_working=None,
    )


def _means(values: FloatArray, weights: FloatArray, post_strata: Sequence[str]) -> FloatArray:
    """The weighted mean of its post-stratum, for each unit."""
    import numpy as np

    _, place = np.unique(np.array(post_strata), return_inverse=True)
    means: FloatArray = np.bincount(place, weights * values) / np.bincount(place, weights)
    each: FloatArray = means[place]
    return each
