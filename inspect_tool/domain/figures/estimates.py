"""Shares of all children, with their intervals: from a snapshot's records and its sample.

Nobody types a weight: strata, sizes and losses come from the ledger that the snapshot keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from inspect_tool.domain.estimation.contrasts import Difference
from inspect_tool.domain.estimation.design import SampleDesign, families_of
from inspect_tool.domain.estimation.families import families_told
from inspect_tool.domain.estimation.intervals import interval_method
from inspect_tool.domain.estimation.mover import mover_difference
from inspect_tool.domain.estimation.result import Estimate, EstimationOptions
from inspect_tool.domain.estimation.table import estimate_table
from inspect_tool.domain.estimation.two_stage import TwoStageEstimate, estimate_two_stage_share
from inspect_tool.domain.figures import counts as counting
from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.figures.sample_units import (
    groups_of_units,
    outcomes_of,
    sample_notes,
    sample_units,
    selected_authorities,
    whom_estimates_describe,
)
from inspect_tool.domain.figures.stage_one_words import stage_one_notes
from inspect_tool.domain.framework.framework import Measure, SubjectKind
from inspect_tool.domain.sampling.ledger import Response, SampleLedger, responses
from inspect_tool.errors import RefusedError, UsageError

NO_SAMPLE = {
    SubjectKind.AUTHORITY: (
        "Authorities are counted one by one and are no random sample, so there is a count and no "
        "interval."
    ),
    SubjectKind.INTERVIEW: (
        "The people interviewed are no random sample, so there is a count and no interval."
    ),
    SubjectKind.FOCUS_GROUP: (
        "The focus groups are no random sample, so there is a count and no interval."
    ),
    SubjectKind.SURVEY: (
        "Those who answered a survey chose to, so there is a count and no interval."
    ),
}
ROWS_COUNTED = (
    "Rows of a group are counted, and the sample is one of cases, so there is a count and no "
    "interval."
)
FAMILY = "sibling_group"
NO_FAMILY = ("", "not known")
NOT_ASKED_OF_ALL = (
    "Some of these cases were not asked, under an earlier version of the framework. Who was asked "
    "was not drawn, so the counts stand without an estimate."
)
VERSIONS_NOT_DRAWN = (
    "Under which version of the framework a case was read was not drawn, so versions have counts "
    "and no estimates."
)
NOTHING_KNOWN = "No case of the random sample is known yet, so there is nothing to estimate from."


class NoEstimateError(RefusedError):
    """What was asked for needs an estimate, and there is none."""


class UnknownGroupError(UsageError):
    """A group that no record is in."""

    def __init__(self, by: str, group: str, known: Sequence[str]) -> None:
        super().__init__(f"No case has {by} {group}. There are: {', '.join(known)}.")


@dataclass(frozen=True)
class EstimatedCount:
    """A count of the cases examined, and the share of all children that it lets estimate.

    Args:
        estimate: Of the children of the authorities inspected; None where there is none.
        all_authorities: The same for all authorities, where the inspected ones were drawn.
        no_estimate: Why there is no estimate at all.
    """

    count: Count
    estimate: Estimate | None = None
    all_authorities: TwoStageEstimate | None = None
    no_estimate: str | None = None


@dataclass(frozen=True)
class EstimateKey:
    """Which estimate: of a measure, in a group of a field; both empty over all cases."""

    measure: str
    by: str = ""
    group: str = ""


@dataclass(frozen=True)
class EstimatedTable:
    """A measure in all and by group.

    Args:
        describes: Whom the estimates are about; empty where there are none.
        notes: What a reader must be told about the sample.
    """

    rows: tuple[EstimatedCount, ...]
    options: EstimationOptions
    describes: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class GroupComparison:
    """One group against another."""

    first: EstimatedCount
    second: EstimatedCount
    difference: Difference
    level: float
    notes: tuple[str, ...]


def why_no_estimate(figures: SnapshotFigures, measure: Measure | None = None) -> str | None:
    """Why figures are counts alone; None where there are estimates.

    Args:
        measure: What is counted; None for whatever is counted of cases.
    """
    if measure is not None and measure.subject in NO_SAMPLE:
        return NO_SAMPLE[measure.subject]
    if measure is not None and measure.rows is not None:
        return ROWS_COUNTED
    if figures.ledger is None:
        return (
            f"Snapshot {figures.name} was taken before the sample was kept with it: its counts "
            "stand, and intervals need a new snapshot."
        )
    return None if figures.ledger.known else NOTHING_KNOWN


def ledger_for(figures: SnapshotFigures, measure: Measure | None = None) -> SampleLedger:
    """The sample that a measure, or whatever is counted of cases, is estimated from.

    Raises:
        NoEstimateError: There is none; the message says why.
    """
    reason = why_no_estimate(figures, measure)
    if reason is not None or figures.ledger is None:
        raise NoEstimateError(reason or NOTHING_KNOWN)
    return figures.ledger


def design_of(ledger: SampleLedger) -> SampleDesign:
    """Strata and weights of the known units of a sample."""
    nothing = Count("", "", "", "", (), (), ())
    return SampleDesign.of(sample_units(ledger, nothing))


def notes_of(ledger: SampleLedger) -> tuple[str, ...]:
    """What a reader must be told: what is left out, and which strata were joined."""
    return (*sample_notes(ledger), *design_of(ledger).notes)


def describes(figures: SnapshotFigures) -> str:
    """Whom the estimates are about, as sentences; nothing where there are none."""
    return "" if figures.ledger is None else whom_estimates_describe(figures.ledger)


def table(
    figures: SnapshotFigures,
    key: str,
    *,
    by: str | None = None,
    options: EstimationOptions | None = None,
    families: bool = False,
) -> EstimatedTable:
    """A measure in all and in each group of a field: counts, and estimates where there are any.

    Args:
        families: Whether siblings are taken together; the frame has to keep `sibling_group`.

    Raises:
        UnknownMeasureError, UnknownFieldError: There is no such measure or field.
    """
    options = options or EstimationOptions()
    counts = findings.table(figures, key, by=by)
    reason = why_no_estimate(figures, findings.measure_of(figures.review, key))
    if reason is not None:
        rows = tuple(EstimatedCount(count, no_estimate=reason) for count in counts)
        return EstimatedTable(rows, options, "", ())
    ledger = ledger_for(figures)
    together = families_in(figures) if families else ()
    is_by_version = by == counting.VERSION
    fields = (by,) if by and not is_by_version else ()
    found = estimates_of(figures, counts[:1], fields, options, families=together)
    rows = tuple(with_estimate(figures, count, by, found, options) for count in counts)
    if all(row.estimate is None for row in rows):
        return EstimatedTable(rows, options, "", ())
    return EstimatedTable(
        rows=rows,
        options=options,
        describes=whom_estimates_describe(ledger),
        notes=(
            *notes_of(ledger),
            *stage_one_notes(figures.review.plan),
            *families_told(together),
            *([NOT_ASKED_OF_ALL] if counts[0].not_asked else ()),
            *([VERSIONS_NOT_DRAWN] if is_by_version else ()),
        ),
    )


def families_in(figures: SnapshotFigures) -> tuple[str, ...]:
    """The family of each case of the sample, in the ledger's order; empty for one on its own.

    Raises:
        UnknownFieldError: The frame keeps no `sibling_group`.
    """
    findings.check_field(figures, FAMILY)
    of_case = {ref: name for name, refs in refs_by_group(figures, FAMILY).items() for ref in refs}
    names = (of_case.get(unit.case_ref, "") for unit in ledger_for(figures).known)
    return tuple("" if name in NO_FAMILY else name for name in names)


def with_estimate(
    figures: SnapshotFigures,
    count: Count,
    by: str | None,
    found: Mapping[EstimateKey, Estimate],
    options: EstimationOptions,
) -> EstimatedCount:
    """A count with the estimate that was found for it.

    Args:
        by: The field that the count's group is a value of.
        found: What `estimates_of` gave.
    """
    if count.not_asked:
        return EstimatedCount(count, no_estimate=NOT_ASKED_OF_ALL)
    if by == counting.VERSION and count.group:
        return EstimatedCount(count, no_estimate=VERSIONS_NOT_DRAWN)
    is_one_authority = by == "authority" and count.group != ""
    key = EstimateKey(count.measure)
    if count.group:
        key = EstimateKey(count.measure, by or "", count.group)
    return EstimatedCount(
        count,
        estimate=found[key],
        # A single authority is no sample of authorities.
        all_authorities=None if is_one_authority else _of_all_authorities(figures, count, options),
    )


def estimates_of(
    figures: SnapshotFigures,
    totals: Sequence[Count],
    fields: Sequence[str],
    options: EstimationOptions,
    *,
    families: tuple[str, ...] = (),
) -> dict[EstimateKey, Estimate]:
    """Estimates of many measures by many groups at once.

    Args:
        totals: Each measure, counted over all cases.
        families: Family of each case of the sample, where siblings are taken together.

    Raises:
        NoEstimateError: There is no sample to estimate from.
    """
    ledger = ledger_for(figures)
    design = replace(design_of(ledger), families=families_of(families))
    outcomes = {total.measure: outcomes_of(ledger, total) for total in totals}
    found: dict[EstimateKey, Estimate] = {}
    for by in ("", *fields):
        groups = {"": [True] * len(ledger.known)}
        if by:
            refs = refs_by_group(figures, by)
            groups = groups_of_units(ledger, refs, are_of_strata=makes_strata(figures, by))
        estimates = estimate_table(design, outcomes, groups, options=options)
        found |= {
            EstimateKey(measure, by, group): estimate
            for (measure, group), estimate in estimates.items()
        }
    return found


def makes_strata(figures: SnapshotFigures, by: str | None) -> bool:
    """Whether the strata of the draw are made by a field, so that each drawn unit has it."""
    return by == "authority" or by in figures.review.plan.sample.strata


def refs_by_group(figures: SnapshotFigures, by: str) -> dict[str, frozenset[str]]:
    """References of the cases in each group of a field, in the order of a table by it."""
    groups: dict[str, set[str]] = {name: set() for name in findings.order_of(figures, by)}
    cases = figures.of(SubjectKind.CASE)
    for record in sorted(cases, key=lambda record: counting.group_order(record, by)):
        groups.setdefault(counting.group_of(record, by), set()).add(record.subject.ref)
    return {name: frozenset(refs) for name, refs in groups.items()}


def narrowed(total: Count, group: str, refs: Collection[str]) -> Count:
    """A count over all cases, narrowed to a group without asking the records again."""
    return replace(
        total,
        group=group,
        refs=tuple(ref for ref in total.refs if ref in refs),
        base_refs=tuple(ref for ref in total.base_refs if ref in refs),
        unknown_refs=tuple(ref for ref in total.unknown_refs if ref in refs),
        outside_refs=tuple(ref for ref in total.outside_refs if ref in refs),
        not_asked_refs=tuple(ref for ref in total.not_asked_refs if ref in refs),
    )


def _of_all_authorities(
    figures: SnapshotFigures, count: Count, options: EstimationOptions
) -> TwoStageEstimate | None:
    """The share over both stages; None where the authorities were chosen."""
    ledger = ledger_for(figures)
    authorities = selected_authorities(ledger)
    if not authorities:
        return None
    return estimate_two_stage_share(sample_units(ledger, count), authorities, options=options)


def compare(
    figures: SnapshotFigures,
    key: str,
    *,
    by: str,
    between: tuple[str, str],
    options: EstimationOptions | None = None,
) -> GroupComparison:
    """The share of one group less that of another, its interval made from those of the two.

    Raises:
        NoEstimateError: There is no random sample to compare in.
        UnknownGroupError: No case is in one of the groups.
    """
    options = options or EstimationOptions()
    ledger = ledger_for(figures, findings.measure_of(figures.review, key))
    found = table(figures, key, by=by, options=options)
    rows = {row.count.group: row for row in found.rows[1:]}
    for group in between:
        if group not in rows:
            raise UnknownGroupError(by, group, list(rows))
    if by == counting.VERSION:
        raise NoEstimateError(VERSIONS_NOT_DRAWN)
    if any(rows[group].count.not_asked for group in between):
        raise NoEstimateError(NOT_ASKED_OF_ALL)
    units = sample_units(
        ledger,
        found.rows[0].count,
        refs_by_group(figures, by),
        are_of_strata=makes_strata(figures, by),
    )
    first, second = between
    return GroupComparison(
        first=rows[first],
        second=rows[second],
        difference=mover_difference(units, first, second, options=options),
        level=options.level,
        notes=found.notes,
    )


def response(figures: SnapshotFigures) -> tuple[Response, ...]:
    """What came of the drawn cases, by authority and, last, in all.

    Raises:
        NoEstimateError: The snapshot is from before the sample was kept.
    """
    if figures.ledger is None:
        raise NoEstimateError(why_no_estimate(figures) or NOTHING_KNOWN)
    return responses(figures.ledger)


def options_of(interval: str, level: float) -> EstimationOptions:
    """The options of an estimate from their words.

    Raises:
        UsageError: There is no such interval or level.
    """
    return EstimationOptions(interval=interval_method(interval), level=level)
