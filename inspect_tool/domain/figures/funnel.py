"""How authorities vary, and which of them chance alone does not explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.estimation.design_effect import kish_effective_size
from inspect_tool.domain.estimation.funnel import funnel_limits
from inspect_tool.domain.estimation.result import Estimate, EstimationOptions
from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import AuthorityVariation, Count
from inspect_tool.domain.figures.estimates import EstimateKey
from inspect_tool.domain.figures.sample_units import outcomes_of


@dataclass(frozen=True)
class FunnelPoint:
    """One authority in the funnel.

    Args:
        n: Cases of the random sample with an answer.
        p: Estimated share of its children.
        lo: Where the share falls by chance alone, if the authority were like the whole.
    """

    authority: str
    n: int
    p: float
    lo: float
    hi: float

    @property
    def is_outside(self) -> bool:
        """Whether chance alone does not explain how far it is from the whole."""
        return not self.lo <= self.p <= self.hi


@dataclass(frozen=True)
class FunnelledVariation:
    """How a measure differs between authorities.

    Args:
        overall: Estimated share over all authorities; None where there is no estimate.
        points: The authorities with an answer.
        no_funnel: Why there are no limits.
    """

    variation: AuthorityVariation
    overall: float | None
    points: tuple[FunnelPoint, ...]
    no_funnel: str | None = None

    @property
    def outside(self) -> tuple[str, ...]:
        """The authorities that chance alone does not explain, in the plan's order."""
        return tuple(point.authority for point in self.points if point.is_outside)


def variation(figures: SnapshotFigures, *, level: float = 0.95) -> tuple[FunnelledVariation, ...]:
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
    estimated: Mapping[EstimateKey, Estimate] = {}
    if totals:
        estimated = estimates.estimates_of(figures, totals, ("authority",), options)
    counts = {total.measure: total for total in totals}
    return tuple(
        FunnelledVariation(varied, None, (), reasons[varied.measure])
        if reasons[varied.measure] is not None
        else _funnel(figures, varied, counts[varied.measure], estimated, level)
        for varied in found
    )


def _funnel(
    figures: SnapshotFigures,
    varied: AuthorityVariation,
    count: Count,
    estimated: Mapping[EstimateKey, Estimate],
    level: float,
) -> FunnelledVariation:
    whole = estimated[EstimateKey(varied.measure)]
    if whole.p is None:
        return FunnelledVariation(varied, None, (), whole.no_interval)
    weights = _weights_by_authority(figures, count)
    points = []
    for authority in findings.order_of(figures, "authority"):
        own = estimated[EstimateKey(varied.measure, "authority", authority)]
        if own.p is not None:
            size = kish_effective_size(weights[authority])
            limits = funnel_limits(whole.p, own.n, own.sum_w, level=level, effective=size)
            points.append(FunnelPoint(authority, own.n, own.p, limits.lo or 0.0, limits.hi or 0.0))
    return FunnelledVariation(varied, whole.p, tuple(points))


def _weights_by_authority(figures: SnapshotFigures, count: Count) -> dict[str, list[float]]:
    """Design weights of the cases with an answer."""
    ledger = estimates.ledger_for(figures)
    weights: Sequence[float] = estimates.design_of(ledger).weights.tolist()
    found: dict[str, list[float]] = {}
    for unit, weight, outcome in zip(
        ledger.known, weights, outcomes_of(ledger, count), strict=True
    ):
        if outcome is not None:
            found.setdefault(unit.authority, []).append(weight)
    return found
