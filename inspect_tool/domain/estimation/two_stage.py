"""Estimates where the authorities themselves were drawn, and an honest sentence where not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.intervals_summary import ShareSummary, share_interval
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.estimation.shares import estimate_share
from inspect_tool.domain.estimation.table import NO_CASE, answers_as_floats
from inspect_tool.domain.estimation.variance import (
    ratio_scores,
    stratum_working,
    weighted_share,
)
from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class SelectedAuthority:
    """An authority of the first stage.

    Args:
        stratum: Stratum of authorities that it was drawn from.
        inclusion_probability: Its chance of being drawn; 1 where it was certain.
    """

    code: str
    inclusion_probability: float
    stratum: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether every draw would have held it."""
        return self.inclusion_probability >= 1


@dataclass(frozen=True, kw_only=True)
class TwoStageEstimate:
    """A share of all authorities' children, from authorities that were drawn.

    Args:
        df: Units of the first stage with an answer less their strata, as in one stage: the
            authorities, certain ones too; where all were certain, the cases.
        between: Part of the variance that comes from drawing authorities.
        within: Part of the variance that comes from drawing cases.
    """

    n: int
    authorities: int
    p: float | None
    se: float | None
    df: int
    lo: float | None
    hi: float | None
    sum_w: float
    between: float | None
    within: float | None
    reason: str | None


def whom_figures_describe(authorities: int, *, were_drawn: bool) -> str:
    """The sentence that goes with every figure: which children it is about.

    Args:
        authorities: How many authorities were inspected.
        were_drawn: Whether they were drawn at random, with known chances.
    """
    if were_drawn:
        return (
            f"The {authorities} authorities were drawn at random, so the figures are estimates "
            "for all the authorities they were drawn from."
        )
    if authorities == 1:
        return (
            "The authority inspected has no known chance of having been drawn. The figures are "
            "estimates for its children and say nothing about others."
        )
    return (
        f"The {authorities} authorities have no known chance of having been drawn. The figures are "
        "estimates for the children of these authorities and say nothing about others."
    )


def estimate_two_stage_share(
    units: Sequence[SampleUnit],
    authorities: Sequence[SelectedAuthority],
    *,
    options: EstimationOptions | None = None,
) -> TwoStageEstimate:
    """The share of all cases of all authorities, from drawn cases of drawn authorities.

    Args:
        units: Cases; a weight that is given covers both stages.
        authorities: Every drawn authority, even one without cases in the estimate.

    Raises:
        CheckFailedError: A case's authority was not drawn, or a chance is not in (0, 1].
    """
    import numpy as np

    options = options or EstimationOptions()
    chances = _checked_chances(units, authorities)
    if all(authority.is_certain for authority in authorities):
        return _of_one_stage(units, len(authorities), options)
    design = _two_stage_design(units, chances)
    answers = answers_as_floats([unit.outcome for unit in units])
    n = int((~np.isnan(answers)).sum())
    df = _freedom(units, authorities)
    sum_w = float(design.weights[~np.isnan(answers)].sum())
    empty = TwoStageEstimate(
        n=n,
        authorities=len(authorities),
        p=None,
        se=None,
        df=df,
        lo=None,
        hi=None,
        sum_w=sum_w,
        between=None,
        within=None,
        reason=NO_CASE,
    )
    return empty if n == 0 else _filled(empty, design, answers, (units, authorities), options)


def _two_stage_design(units: Sequence[SampleUnit], chances: Mapping[str, float]) -> SampleDesign:
    design = SampleDesign.of(units)
    from_chance = [1 / chances[unit.authority] if unit.weight is None else 1.0 for unit in units]
    return replace(design, weights=design.weights * from_chance)


def _checked_chances(
    units: Sequence[SampleUnit], authorities: Sequence[SelectedAuthority]
) -> dict[str, float]:
    chances = {authority.code: authority.inclusion_probability for authority in authorities}
    unknown = sorted({unit.authority for unit in units} - set(chances))
    if unknown:
        raise CheckFailedError(
            f"Cases come from {', '.join(unknown)}, which was not drawn. Give its chance."
        )
    for code, chance in chances.items():
        if not 0 < chance <= 1:
            raise CheckFailedError(f"The chance {chance:g} of {code} is not above 0 and at most 1.")
    return chances


def _of_one_stage(
    units: Sequence[SampleUnit], authorities: int, options: EstimationOptions
) -> TwoStageEstimate:
    """The estimate where nothing was left to chance at the first stage: the cases are the sample.

    A weight that is given is the whole weight in either case.
    """
    found = estimate_share(units, options=options)
    is_empty = found.p is None or found.se is None
    return TwoStageEstimate(
        n=found.n,
        authorities=authorities,
        p=found.p,
        se=found.se,
        df=found.df,
        lo=found.lo,
        hi=found.hi,
        sum_w=found.sum_w,
        between=None if is_empty else 0.0,
        within=None if is_empty else (found.se or 0.0) ** 2,
        reason=found.no_interval,
    )


def _freedom(units: Sequence[SampleUnit], authorities: Sequence[SelectedAuthority]) -> int:
    """Authorities with an answer less their strata, as R counts first-stage units of a group."""
    answered = {unit.authority for unit in units if unit.outcome is not None}
    drawn = [authority for authority in authorities if authority.code in answered]
    return len(drawn) - len({authority.stratum for authority in drawn})


def _filled(
    empty: TwoStageEstimate,
    design: SampleDesign,
    answers: FloatArray,
    sample: tuple[Sequence[SampleUnit], Sequence[SelectedAuthority]],
    options: EstimationOptions,
) -> TwoStageEstimate:
    import numpy as np

    units, authorities = sample
    scores = ratio_scores(design.weights, answers)
    between = _between_variance(scores, units, authorities)
    within = _within_variance(design, scores, units, authorities)
    p = weighted_share(design.weights, answers) or 0.0
    se = math.sqrt(between + within)
    share = ShareSummary(
        p=p,
        se=se,
        n=empty.n,
        df=empty.df,
        population=empty.sum_w,
        count=int(np.nansum(answers)),
        weighted_size=_weighted_size(design, answers, units, authorities),
        all_examined=False,
    )
    interval = share_interval(share, method=options.interval, level=options.level)
    reason = interval.reason
    if empty.df <= 0:
        reason = "There is no interval: too few authorities were drawn to see how they differ."
    return replace(
        empty,
        p=p,
        se=se,
        lo=interval.lo,
        hi=interval.hi,
        between=between,
        within=within,
        reason=reason,
    )


def _weighted_size(
    design: SampleDesign,
    answers: FloatArray,
    units: Sequence[SampleUnit],
    authorities: Sequence[SelectedAuthority],
) -> float:
    """What the weights allow: as in one stage, f the chance of a case over both stages."""
    import numpy as np

    chances = {authority.code: authority.inclusion_probability for authority in authorities}
    sampled_share = [1 - stratum.unseen_share(fpc=True) for stratum in design.variance_strata]
    unseen = np.array(
        [
            1 - chances[unit.authority] * sampled_share[index]
            for unit, index in zip(units, design.variance_stratum_of.tolist(), strict=True)
        ]
    )
    counted = ~np.isnan(answers)
    weights = design.weights[counted]
    squares = float((weights**2 * unseen[counted]).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else math.inf


def _between_variance(
    scores: FloatArray,
    units: Sequence[SampleUnit],
    authorities: Sequence[SelectedAuthority],
) -> float:
    """Part of the variance from drawing authorities.

    With equal chances this is the textbook's formula; with Pareto PPS it is Rosen's estimator.

    Source: Rosen (1997), J. Stat. Plan. Inference 62, s. 4; Hajek (1964).
    """
    totals: dict[str, float] = defaultdict(float)
    for unit, score in zip(units, scores.tolist(), strict=True):
        totals[unit.authority] += score
    strata: dict[str, list[SelectedAuthority]] = defaultdict(list)
    for authority in authorities:
        if not authority.is_certain:
            strata[authority.stratum].append(authority)
    return sum(_stratum_between(drawn, totals) for drawn in strata.values())


def _stratum_between(drawn: Sequence[SelectedAuthority], totals: Mapping[str, float]) -> float:
    unseen = [1 - authority.inclusion_probability for authority in drawn]
    values = [totals.get(authority.code, 0.0) for authority in drawn]
    if len(drawn) == 1:
        # Without a second authority its deviation is taken from the overall mean, zero.
        return unseen[0] * values[0] ** 2
    pairs = list(zip(unseen, values, strict=True))
    centre = sum(share * value for share, value in pairs) / sum(unseen)
    squares = sum(share * (value - centre) ** 2 for share, value in pairs)
    return squares * len(drawn) / (len(drawn) - 1)


def _within_variance(
    design: SampleDesign,
    scores: FloatArray,
    units: Sequence[SampleUnit],
    authorities: Sequence[SelectedAuthority],
) -> float:
    """Part of the variance from drawing cases, each authority's times its chance.

    Source: Sarndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, s. 4.3.
    """
    chances = {authority.code: authority.inclusion_probability for authority in authorities}
    authority_of = {unit.stratum: unit.authority for unit in units}
    return sum(
        chances[authority_of[working.codes[0]]] * working.variance
        for working in stratum_working(design, scores)
    )
