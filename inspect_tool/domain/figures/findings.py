"""Counts, with their base."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.figures import counts
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import AuthorityVariation, Count, CrossCount
from inspect_tool.domain.figures.judgements import MatrixCell
from inspect_tool.domain.figures.judgements import matrix as judged
from inspect_tool.domain.framework.framework import Measure
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError


class UnknownMeasureError(UsageError):
    """A key that no measure of the framework has."""

    def __init__(self, key: str, review: Review) -> None:
        known = ", ".join(sorted(review.framework.measures))
        super().__init__(
            f"There is no measure called {key}. There are: {known}. `findings table` and `findings "
            "cross` take the id of a question as well."
        )


class UnknownFieldError(UsageError):
    """A field that no record has."""

    def __init__(self, field: str, known: list[str]) -> None:
        super().__init__(f"There is no field called {field}. There are: {', '.join(known)}.")


class SinglesOutError(AccessRefusedError):
    """A group is so small that it would show a case of an authority with a conflict of interest."""

    def __init__(self, by: str, authorities: frozenset[str], least: int) -> None:
        super().__init__(
            f"By {by} some groups have fewer than {least} records, and one of "
            f"{', '.join(sorted(authorities))} among them, so they are not for somebody with a "
            "conflict of interest there. Ask a lead or a report writer without one."
        )


# Reports have these, and no case can be told by them alone.
GROUPS_OF_REPORTS = ("authority", "case_type")


def measure_of(review: Review, key: str) -> Measure:
    """The measure with that key.

    Raises:
        UnknownMeasureError: The framework has none.
    """
    measure = review.framework.measures.get(key)
    if measure is None:
        raise UnknownMeasureError(key, review)
    return measure


def table(figures: SnapshotFigures, key: str, *, by: str | None = None) -> tuple[Count, ...]:
    """A measure over all records first, then in each group of a field.

    Raises:
        UnknownMeasureError: No such measure.
        UnknownFieldError: No record has such a field.
    """
    measure = measure_of(figures.review, key)
    total = counts.count_measure(key, measure, figures.records)
    if by is None:
        return (total,)
    check_field(figures, by)
    groups = counts.count_by(key, measure, figures.records, by=by, order=order_of(figures, by))
    return (total, *groups)


def check_field(figures: SnapshotFigures, by: str) -> None:
    """Refuse a field that no record has."""
    known = sorted(
        {"authority", counts.VERSION}
        | {name for record in figures.records for name in record.fields}
    )
    if by not in known:
        raise UnknownFieldError(by, known)
    _check_singles_nobody_out(figures, by)


def _check_singles_nobody_out(figures: SnapshotFigures, by: str) -> None:
    """Refuse groups so small that whoever must not know of a case finds it by its field."""
    if not figures.unnamed or by in GROUPS_OF_REPORTS:
        return
    groups = Counter(counts.group_of(record, by) for record in figures.records)
    least = figures.review.plan.reporting.smallest_count
    if any(
        groups[counts.group_of(record, by)] < least
        for record in figures.records
        if record.subject.authority in figures.unnamed
    ):
        raise SinglesOutError(by, figures.unnamed, least)


def order_of(figures: SnapshotFigures, by: str) -> tuple[str, ...]:
    """The order in which groups of a field are shown: the plan's, where it has one.

    Authorities that left the inspection are no group.
    """
    plan = figures.review.plan
    if by == "authority":
        return tuple(authority.code for authority in figures.authorities)
    if by == "case_type":
        return plan.case_types
    return ()


def matrix(figures: SnapshotFigures) -> tuple[MatrixCell, ...]:
    """Judgements of every criterion, over all authorities and in each."""
    return judged(figures.review.framework, figures.records, order_of(figures, "authority"))


def cross(figures: SnapshotFigures, first: str, second: str) -> CrossCount:
    """Two measures against each other."""
    review, records = figures.review, figures.records
    found = counts.cross(
        counts.count_measure(first, measure_of(review, first), records),
        counts.count_measure(second, measure_of(review, second), records),
    )
    return replace(found, both_refs=figures.named(found.both_refs))


def variation(figures: SnapshotFigures) -> tuple[AuthorityVariation, ...]:
    """How each measure differs between authorities, those of rows left out."""
    authorities = order_of(figures, "authority")
    return tuple(
        counts.variation(key, measure, figures.records, authorities)
        for key, measure in figures.review.framework.measures.items()
        if measure.rows is None
    )
