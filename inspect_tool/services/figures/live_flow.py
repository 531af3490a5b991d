"""Counts, with their base, from a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.figures import counts
from inspect_tool.domain.figures.counts import Count, CrossCount, MatrixCell, Variation
from inspect_tool.domain.framework.framework import Measure
from inspect_tool.domain.people import check_can_report
from inspect_tool.domain.sampling.flow import AuthorityFlow, total_flow
from inspect_tool.errors import UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.figures.snapshots import Evidence
from inspect_tool.services.records import records
from inspect_tool.services.review.documents import Review

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


class UnknownMeasureError(UsageError):
    """A key that no measure of the framework has."""

    def __init__(self, key: str, review: Review) -> None:
        known = ", ".join(sorted(review.framework.measures))
        super().__init__(f"There is no measure called {key}. There are: {known}.")


class UnknownFieldError(UsageError):
    """A field that no record has."""

    def __init__(self, field: str, known: list[str]) -> None:
        super().__init__(f"There is no field called {field}. There are: {', '.join(known)}.")


def measure_of(review: Review, key: str) -> Measure:
    """The measure with that key.

    Raises:
        UnknownMeasureError: The framework has none.
    """
    measure = review.framework.measures.get(key)
    if measure is None:
        raise UnknownMeasureError(key, review)
    return measure


def flow(
    work: UnitOfWork, review: Review, *, snapshot: str | None = None
) -> tuple[AuthorityFlow, ...]:
    """The flow of each authority and, last, of all; live unless a snapshot is named.

    Raises:
        FlowBrokenError: It does not reconcile.
    """
    check_can_report(work.actor, "see what was counted")
    if snapshot is not None:
        evidence = snapshots.evidence(work, review, snapshot)
        return (*evidence.flows, evidence.total)
    flows = snapshots.live_flows(work, review, records.list_records(work, review))
    return (*flows, total_flow(flows))


def table(evidence: Evidence, key: str, *, by: str | None = None) -> tuple[Count, ...]:
    """A measure over all records first, then in each group of a field.

    Raises:
        UnknownMeasureError: No such measure.
        UnknownFieldError: No record has such a field.
    """
    measure = measure_of(evidence.review, key)
    total = counts.count_measure(key, measure, evidence.records)
    if by is None:
        return (total,)
    check_field(evidence, by)
    groups = counts.count_by(key, measure, evidence.records, by=by, order=order_of(evidence, by))
    return (total, *groups)


def check_field(evidence: Evidence, by: str) -> None:
    """Refuse a field that no record has."""
    known = sorted({"authority"} | {name for one in evidence.records for name in one.fields})
    if by not in known:
        raise UnknownFieldError(by, known)


def order_of(evidence: Evidence, by: str) -> tuple[str, ...]:
    """The order in which groups of a field are shown: the plan's, where it has one."""
    plan = evidence.review.plan
    if by == "authority":
        return tuple(one.code for one in plan.authorities)
    if by == "case_type":
        return tuple(one.value for one in plan.case_types)
    return ()


def matrix(evidence: Evidence) -> tuple[MatrixCell, ...]:
    """Judgements of every criterion, over all authorities and in each."""
    return counts.matrix(
        evidence.review.framework, evidence.records, order_of(evidence, "authority")
    )


def cross(evidence: Evidence, first: str, second: str) -> CrossCount:
    """Two measures against each other."""
    one = counts.count_measure(first, measure_of(evidence.review, first), evidence.records)
    other = counts.count_measure(second, measure_of(evidence.review, second), evidence.records)
    return counts.cross(one, other)


def variation(evidence: Evidence) -> tuple[Variation, ...]:
    """How each measure differs between authorities."""
    authorities = order_of(evidence, "authority")
    return tuple(
        counts.variation(key, measure, evidence.records, authorities)
        for key, measure in evidence.review.framework.measures.items()
    )
