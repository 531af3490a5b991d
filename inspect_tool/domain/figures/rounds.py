"""Two rounds of a review, measure by measure: what is alike is compared, the rest is named."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from inspect_tool.domain.estimation.change import limits_of_change
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures import estimates
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.change import check_two_draws, other_authorities
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.figures.estimates import EstimatedCount
from inspect_tool.domain.framework.framework import Measure
from inspect_tool.domain.framework.versions import Unlike, unlike_between
from inspect_tool.domain.language.conditions import Condition, comparisons
from inspect_tool.domain.plan.plan import ReviewPlan


@dataclass(frozen=True)
class RoundOfMeasure:
    """A measure in one round.

    Args:
        share, se, lo, hi: Of all children, estimated; None where there is no estimate.
    """

    count: Count
    share: float | None = None
    se: float | None = None
    lo: float | None = None
    hi: float | None = None


@dataclass(frozen=True)
class MeasureOverRounds:
    """A measure of which both rounds ask the same.

    Args:
        change: The later share less the earlier one; None where one has no estimate.
        why_not: Why there is no interval; empty where there is one.
    """

    key: str
    title: str
    earlier: RoundOfMeasure
    later: RoundOfMeasure
    change: float | None = None
    se: float | None = None
    lo: float | None = None
    hi: float | None = None
    why_not: str = ""


@dataclass(frozen=True)
class NotCompared:
    """A measure that the two rounds do not share."""

    key: str
    title: str
    why: str


@dataclass(frozen=True)
class ComparedRounds:
    """Two rounds side by side.

    Args:
        notes: What a reader must be told of the two samples.
    """

    earlier: str
    later: str
    level: float
    measures: tuple[MeasureOverRounds, ...]
    not_compared: tuple[NotCompared, ...]
    notes: tuple[str, ...]


def compare_rounds(
    earlier: SnapshotFigures, later: SnapshotFigures, *, options: EstimationOptions
) -> ComparedRounds:
    """Every measure of two reviews of the same authorities; the samples are independent.

    There is no p value: of many measures some would seem to have changed by chance alone.

    Raises:
        SameDrawError: Both rest on one draw.
        NoEstimateError: One of them has no random sample.
    """
    check_two_draws(earlier, later)
    unlike = unlike_between(earlier.review.framework, later.review.framework)
    before, after = (figures.review.framework.measures for figures in (earlier, later))
    measures, apart = [], []
    for key in dict.fromkeys((*after, *before)):
        why = _why_not(earlier, later, key, unlike)
        title = (after[key] if key in after else before[key]).title
        if why:
            apart.append(NotCompared(key, title, why))
        else:
            measures.append(_over_rounds(earlier, later, key, options))
    return ComparedRounds(
        _name(earlier),
        _name(later),
        options.level,
        tuple(measures),
        tuple(apart),
        (*other_authorities(earlier, later), *_other_population(earlier, later)),
    )


def _name(figures: SnapshotFigures) -> str:
    return f"{figures.review.plan.review}, {figures.name}"


def _why_not(earlier: SnapshotFigures, later: SnapshotFigures, key: str, unlike: Unlike) -> str:
    """Why a measure is not compared; empty where both rounds mean the same by it."""
    before = earlier.review.framework.measures.get(key)
    after = later.review.framework.measures.get(key)
    if before is None or after is None:
        return "only in the later round" if before is None else "only in the earlier round"
    if _counted(before) != _counted(after):
        return "it is counted otherwise"
    conditions = (after.count, after.of)
    if any(unlike.rests_on(one) for one in conditions):
        return "what it rests on is asked otherwise, or means something else"
    changed = sorted(_fields_in(conditions) & _changed_fields(earlier, later))
    return f"the plan derives {', '.join(changed)} otherwise" if changed else ""


def _counted(measure: Measure) -> tuple[object, ...]:
    return measure.subject, measure.count, measure.of, measure.rows


def _fields_in(conditions: tuple[Condition | None, ...]) -> set[str]:
    return {
        one.field
        for condition in conditions
        if condition is not None
        for one in comparisons(condition)
        if one.field is not None
    }


def _changed_fields(earlier: SnapshotFigures, later: SnapshotFigures) -> set[str]:
    before, after = (_derived(figures.review.plan) for figures in (earlier, later))
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _derived(plan: ReviewPlan) -> dict[str, Condition]:
    return plan.population.fields


def _other_population(earlier: SnapshotFigures, later: SnapshotFigures) -> Iterator[str]:
    if earlier.review.plan.population.eligible != later.review.plan.population.eligible:
        yield (
            "The two plans do not say alike who is eligible: the shares are of other children, and "
            "a change may be that alone."
        )


def _over_rounds(
    earlier: SnapshotFigures, later: SnapshotFigures, key: str, options: EstimationOptions
) -> MeasureOverRounds:
    title = later.review.framework.measures[key].title
    before, after = _estimated(earlier, key, options), _estimated(later, key, options)
    first, second = before.estimate, after.estimate
    rounds = MeasureOverRounds(key, title, _round(before), _round(after))
    if first is None or second is None or first.p is None or second.p is None:
        why = before.no_estimate or after.no_estimate or "There is nothing to count."
        return replace(rounds, why_not=why)
    limits = limits_of_change(first, second) or (None, None)
    has_se = first.se is not None and second.se is not None
    return replace(
        rounds,
        change=second.p - first.p,
        se=math.hypot(first.se or 0, second.se or 0) if has_se else None,
        lo=limits[0],
        hi=limits[1],
        why_not=first.no_interval or second.no_interval or "",
    )


def _estimated(figures: SnapshotFigures, key: str, options: EstimationOptions) -> EstimatedCount:
    """The measure over all; without an estimate where nothing was drawn that it counts."""
    return estimates.table(figures, key, options=options).rows[0]


def _round(row: EstimatedCount) -> RoundOfMeasure:
    found = row.estimate
    if found is None:
        return RoundOfMeasure(row.count)
    return RoundOfMeasure(row.count, found.p, found.se, found.lo, found.hi)
