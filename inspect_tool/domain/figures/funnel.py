"""How authorities vary, and which of them chance alone does not explain."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.estimation.design import SampleDesign
from inspect_tool.domain.estimation.funnel import (
    Adjustment,
    FunnelGroup,
    adjusted_p_values,
    funnel_limits,
    funnel_p_value,
)
from inspect_tool.domain.estimation.rao_scott import association_test
from inspect_tool.domain.estimation.result import Estimate, EstimationOptions
from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import AuthorityVariation, Count
from inspect_tool.domain.figures.estimates import EstimateKey
from inspect_tool.domain.figures.sample_units import outcomes_of

FAR = 0.998  # the level of a funnel's outer limits, as publishers of indicators draw them


@dataclass(frozen=True)
class FunnelPoint:
    """One authority in the funnel.

    Args:
        n: Cases of the random sample with an answer.
        p: Estimated share of its children.
        lo: Where the share falls by chance alone, if the authority were like the whole; None where
            every case was examined.
        far_lo: The same at 99.8 per cent.
        p_value: Chance of a share at least as far out.
        adjusted: The same, adjusted for the number of authorities.
        is_flagged: Whether chance alone does not explain how far it is from the whole, the number
            of authorities taken into account.
    """

    authority: str
    n: int
    p: float
    lo: float | None
    hi: float | None
    far_lo: float | None
    far_hi: float | None
    p_value: float | None
    adjusted: float | None
    is_flagged: bool

    @property
    def is_outside(self) -> bool:
        """Whether it is outside its limits, the number of authorities left aside."""
        return _is_outside(self.p, self.lo, self.hi)

    @property
    def is_far_outside(self) -> bool:
        """Whether it is outside the limits at 99.8 per cent."""
        return _is_outside(self.p, self.far_lo, self.far_hi)


def _is_outside(p: float, lo: float | None, hi: float | None) -> bool:
    return lo is not None and hi is not None and not lo - 1e-12 <= p <= hi + 1e-12


@dataclass(frozen=True)
class Heterogeneity:
    """Whether the authorities differ more than chance explains, all taken together.

    Args:
        p_value: The larger of the two; None without a test.
        is_larger: Whether the differences are larger than chance; None without a test.
        reason: Why there is no test.
        rao_scott: p value of Rao and Scott's second-order F, with the variance that was seen.
        pooled: p value of the squared distances from the whole, with the variance that authorities
            would have if they were alike.
    """

    p_value: float | None
    is_larger: bool | None
    reason: str | None = None
    rao_scott: float | None = None
    pooled: float | None = None

    @property
    def words(self) -> str:
        """The sentence about a measure."""
        if self.is_larger is None:
            return "Differences between authorities cannot be tested."
        than = "larger" if self.is_larger else "not larger"
        return f"Differences between authorities are {than} than chance."


@dataclass(frozen=True)
class FunnelledVariation:
    """How a measure differs between authorities.

    Args:
        overall: Estimated share over all authorities; None where there is no estimate.
        points: The authorities with an answer.
        no_funnel: Why there are no limits.
        heterogeneity: Of all authorities together; None where there are no limits.
    """

    variation: AuthorityVariation
    overall: float | None
    points: tuple[FunnelPoint, ...]
    no_funnel: str | None = None
    heterogeneity: Heterogeneity | None = None

    @property
    def outside(self) -> tuple[str, ...]:
        """The authorities outside their limits, their number left aside, in the plan's order."""
        return tuple(point.authority for point in self.points if point.is_outside)

    @property
    def flagged(self) -> tuple[str, ...]:
        """The authorities that chance alone does not explain, in the plan's order."""
        return tuple(point.authority for point in self.points if point.is_flagged)


@dataclass(frozen=True)
class _How:
    """How the funnel is made."""

    level: float
    adjustment: Adjustment


def variation(
    figures: SnapshotFigures,
    *,
    level: float = 0.95,
    adjustment: Adjustment = Adjustment.BENJAMINI_HOCHBERG,
) -> tuple[FunnelledVariation, ...]:
    """How each measure differs between authorities, with the limits of a funnel."""
    options = EstimationOptions(level=level)
    found = findings.variation(figures)
    measures = figures.review.framework.measures
    reasons = {
        key: estimates.why_no_estimate(figures, measure)
        for key, measure in measures.items()
        if measure.rows is None
    }
    totals = [findings.table(figures, key)[0] for key, reason in reasons.items() if reason is None]
    reasons |= {one.measure: estimates.NOT_ASKED_OF_ALL for one in totals if one.not_asked}
    totals = [one for one in totals if not one.not_asked]
    if not totals:
        return tuple(FunnelledVariation(one, None, (), reasons[one.measure]) for one in found)
    estimated = estimates.estimates_of(figures, totals, ("authority",), options)
    design = estimates.design_of(estimates.ledger_for(figures))
    counts = {total.measure: total for total in totals}
    return tuple(
        FunnelledVariation(varied, None, (), reasons[varied.measure])
        if reasons[varied.measure] is not None
        else _funnel(
            varied,
            estimated[EstimateKey(varied.measure)],
            own := _by_authority(figures, varied.measure, estimated),
            _heterogeneity(figures, design, counts[varied.measure], own.values(), level),
            _How(level, adjustment),
        )
        for varied in found
    )


def _by_authority(
    figures: SnapshotFigures, measure: str, estimated: Mapping[EstimateKey, Estimate]
) -> dict[str, Estimate]:
    """The authorities that have a share, in the plan's order."""
    own = {
        authority: estimated[EstimateKey(measure, "authority", authority)]
        for authority in findings.order_of(figures, "authority")
    }
    return {name: one for name, one in own.items() if one.p is not None}


def _funnel(
    varied: AuthorityVariation,
    whole: Estimate,
    own: Mapping[str, Estimate],
    heterogeneity: Heterogeneity,
    how: _How,
) -> FunnelledVariation:
    if whole.p is None:
        return FunnelledVariation(varied, None, (), whole.no_interval)
    points = funnel_points(own, whole.p, level=how.level, adjustment=how.adjustment)
    return FunnelledVariation(varied, whole.p, points, None, heterogeneity)


def funnel_points(
    groups: Mapping[str, Estimate], overall: float, *, level: float, adjustment: Adjustment
) -> tuple[FunnelPoint, ...]:
    """Each group in the funnel around the whole's share.

    Args:
        groups: Estimates with a share, by name.
    """
    compared = {name: _group_of(estimate) for name, estimate in groups.items()}
    p_values = [funnel_p_value(group, overall) for group in compared.values()]
    adjusted = adjusted_p_values(p_values, adjustment)
    return tuple(
        _point(name, group, overall, level=level, p_values=pair)
        for (name, group), pair in zip(
            compared.items(), zip(p_values, adjusted, strict=True), strict=True
        )
    )


def _group_of(estimate: Estimate) -> FunnelGroup:
    return FunnelGroup(
        share=estimate.p or 0.0,
        n=estimate.n,
        effective=estimate.design_size or float(estimate.n),
        population=estimate.children if estimate.is_one_stratum else None,
        all_seen=estimate.design_size is None,
    )


def _point(
    name: str,
    group: FunnelGroup,
    overall: float,
    *,
    level: float,
    p_values: tuple[float | None, float | None],
) -> FunnelPoint:
    near, far = (funnel_limits(group, overall, level=one) for one in (level, FAR))
    p_value, adjusted = p_values
    return FunnelPoint(
        authority=name,
        n=group.n,
        p=group.share,
        lo=near.lo,
        hi=near.hi,
        far_lo=far.lo,
        far_hi=far.hi,
        p_value=p_value,
        adjusted=adjusted,
        is_flagged=adjusted is not None and adjusted <= 1 - level,
    )


def _heterogeneity(
    figures: SnapshotFigures,
    design: SampleDesign,
    count: Count,
    own: Collection[Estimate],
    level: float,
) -> Heterogeneity:
    ledger = estimates.ledger_for(figures)
    outcomes = outcomes_of(ledger, count)
    authorities = [unit.authority for unit in ledger.known]
    return heterogeneity_of(design, outcomes, authorities, own, level=level)


def heterogeneity_of(
    design: SampleDesign,
    outcomes: Sequence[bool | None],
    groups: Sequence[str],
    estimates: Collection[Estimate],
    *,
    level: float = 0.95,
) -> Heterogeneity:
    """Whether groups differ in a measure more than chance explains.

    Two tests have to agree. Where few cases count, or nearly all, the variance seen in each group
    is often zero, and Rao and Scott's test alone calls alike groups different far too often; the
    second one takes the variance from the whole.

    Args:
        estimates: Of each group.

    Source: Rao and Scott (1984), Annals of Statistics 12, the second-order test referred to F;
    Cochran (1954), Biometrics 10, 417-451, for the pooled one, at effective sizes.
    """
    columns = [None if outcome is None else str(outcome) for outcome in outcomes]
    found = association_test(design, list(groups), columns)
    if found.second_order is None:
        return Heterogeneity(None, None, found.reason)
    rao_scott, pooled = found.second_order.p_value, _pooled_p_value(estimates)
    p_value = max(rao_scott, pooled)
    return Heterogeneity(p_value, p_value <= 1 - level, None, rao_scott, pooled)


def _pooled_p_value(found: Collection[Estimate]) -> float:
    from scipy.special import chdtrc

    pairs = [
        (one.design_size, one.p)
        for one in found
        if one.p is not None and one.design_size is not None
    ]
    whole = sum(size for size, _ in pairs)
    centre = sum(size * share for size, share in pairs) / whole if whole else 0.0
    if len(pairs) < 2 or not 0 < centre < 1:
        return 1.0
    distances = sum(size * (share - centre) ** 2 for size, share in pairs)
    return float(chdtrc(len(pairs) - 1, distances / (centre * (1 - centre))))
