"""What `--json` gives for findings: the keys are a promise, so that scripts keep working."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from inspect_tool.cli.output import plain
from inspect_tool.domain.estimation.shares import ShareRecord
from inspect_tool.domain.report.agreement import agreement_on_measure

if TYPE_CHECKING:
    from inspect_tool.domain.estimation.result import Estimate, EstimationOptions
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.domain.figures.change import ChangedMeasure
    from inspect_tool.domain.figures.estimates import EstimatedCount, GroupComparison
    from inspect_tool.domain.figures.funnel import FunnelledVariation
    from inspect_tool.domain.sampling.ledger import Response

Record = dict[str, object]


def row_record(
    figures: SnapshotFigures, row: EstimatedCount, by: str | None, options: EstimationOptions
) -> Record:
    """A row of `findings table`: a group's count with its estimate."""
    count = row.count
    return {
        "measure": count.measure,
        "title": count.title,
        "noun": count.noun,
        "by": by if count.group else None,
        "group": count.group,
        "count": count.count,
        "base": count.base,
        "share": count.share,
        "estimate": None if row.estimate is None else estimate_record(row.estimate, options),
        "all_authorities": row.all_authorities,
        "no_estimate": row.no_estimate,
        "refs": figures.named(count.refs),
        "unknown_refs": figures.named(count.unknown_refs),
        "outside_refs": figures.named(count.outside_refs),
        "not_asked_refs": figures.named(count.not_asked_refs),
        "all_records": count.all_records,
        "agreement": None
        if count.group
        else agreement_on_measure(figures, count.measure, level=options.level),
    }


def estimate_record(estimate: Estimate, options: EstimationOptions) -> Record:
    """An estimated share, as `calc share` gives it."""
    return {
        **asdict(ShareRecord.of(estimate)),
        "domain": estimate.domain or "overall",
        "interval": options.interval.value,
        "level": options.level,
    }


def comparison_record(
    figures: SnapshotFigures, found: GroupComparison, by: str, options: EstimationOptions
) -> Record:
    """What `findings compare` found: both groups, and their difference."""
    return {
        "first": row_record(figures, found.first, by, options),
        "second": row_record(figures, found.second, by, options),
        "difference": found.difference,
        "level": found.level,
        "notes": found.notes,
    }


def change_record(
    earlier: SnapshotFigures,
    later: SnapshotFigures,
    found: ChangedMeasure,
    by: str | None,
    options: EstimationOptions,
) -> Record:
    """What `findings change` found: the share in both reviews, and the change."""
    return {
        "earlier": row_record(earlier, found.earlier, by, options),
        "later": row_record(later, found.later, by, options),
        "change": found.difference,
        "level": found.level,
        "notes": found.notes,
    }


def variation_record(found: FunnelledVariation) -> Record:
    """A measure of `findings variation`: its range, and its funnel."""
    return {
        **_keys_of(found.variation),
        "overall": found.overall,
        "funnel": [{**_keys_of(point), "is_outside": point.is_outside} for point in found.points],
        "no_funnel": found.no_funnel,
        "flagged": found.flagged,
        "heterogeneity": found.heterogeneity,
    }


def _keys_of(value: object) -> Record:
    record = plain(value)
    return record if isinstance(record, dict) else {}


def response_record(response: Response) -> Record:
    """An authority of `findings response`, or all of them."""
    return {
        "authority": response.authority or "all",
        "reached": response.reached,
        "counted": response.counted,
        "out_of_scope": response.out_of_scope,
        "not_available": response.not_available,
        "not_read": response.not_read,
        "known": response.known,
        "rate": response.rate,
        "weighted_rate": response.weighted_rate,
    }
