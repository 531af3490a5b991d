"""What a snapshot keeps of second reads: counts over the review, kept inside its digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.figures.agreement import AgreementCounts, TwoReads, agreement_counts
from inspect_tool.domain.review import Review
from inspect_tool.services.records.two_reads import read_twice
from inspect_tool.store import mishap_queries

if TYPE_CHECKING:
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork

KEPT_AS = "read_twice"  # beside the ledger of the sample


def agreement_now(work: UnitOfWork, review: Review, views: Sequence[RecordView]) -> AgreementCounts:
    """How the two complete records of each case are counted that was drawn to be read twice."""
    asked_for = mishap_queries.extra_reads(work)
    return agreement_counts(
        review.framework.measures,
        (
            (pair.first.facts, pair.second.facts)
            for pair in read_twice(views)
            if pair.subject.ref not in asked_for
        ),
    )


def kept(work: UnitOfWork, review: Review, views: Sequence[RecordView]) -> dict[str, Any]:
    """The same as a snapshot taken now keeps it, in the types of JSON."""
    counts = agreement_now(work, review, views)
    measures = {key: asdict(reads) for key, reads in sorted(counts.measures.items())}
    return {KEPT_AS: {"cases": counts.cases, "measures": measures}}


def agreement_from_json(sample: Mapping[str, Any]) -> AgreementCounts | None:
    """Undo `kept`; None for a snapshot from before it was kept.

    Args:
        sample: What a snapshot keeps of the sample.
    """
    kept = sample.get(KEPT_AS)
    if kept is None:
        return None
    measures = {key: TwoReads(**reads) for key, reads in kept["measures"].items()}
    return AgreementCounts(kept["cases"], measures)
