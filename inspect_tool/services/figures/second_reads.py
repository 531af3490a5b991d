"""What a snapshot keeps of second reads: counts over the review, kept inside its digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.figures.agreement import (
    AgreementCounts,
    SameNumber,
    TwoReads,
    agreement_counts,
)
from inspect_tool.domain.figures.agreement_of_answers import (
    agreement_on_medians,
    agreement_on_options,
)
from inspect_tool.domain.review import Review
from inspect_tool.services.records.two_reads import read_twice
from inspect_tool.store import mishap_queries

if TYPE_CHECKING:
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork

OPTIONS, MEDIANS = "options", "medians"
KEPT_AS = "read_twice"  # beside the ledger of the sample


def agreement_now(work: UnitOfWork, review: Review, views: Sequence[RecordView]) -> AgreementCounts:
    """How the two complete records of each case are counted that was drawn to be read twice."""
    asked_for = mishap_queries.extra_reads(work)
    pairs = [
        (pair.first.facts, pair.second.facts)
        for pair in read_twice(views)
        if pair.subject.ref not in asked_for
    ]
    return replace(
        agreement_counts(review.framework.measures, pairs),
        options=agreement_on_options(review.framework, pairs),
        medians=agreement_on_medians(review.framework, pairs),
    )


def kept(work: UnitOfWork, review: Review, views: Sequence[RecordView]) -> dict[str, Any]:
    """The same as a snapshot taken now keeps it, in the types of JSON."""
    return agreement_as_json(agreement_now(work, review, views))


def agreement_as_json(counts: AgreementCounts) -> dict[str, Any]:
    """As a snapshot keeps it."""
    measures = {key: asdict(reads) for key, reads in sorted(counts.measures.items())}
    options = {
        question: {option: asdict(reads) for option, reads in sorted(own.items())}
        for question, own in sorted(counts.options.items())
    }
    medians = {key: asdict(reads) for key, reads in sorted(counts.medians.items())}
    # Snapshots of a framework that has neither keep the digest that they always had.
    more = {OPTIONS: options, MEDIANS: medians}
    kept = {name: found for name, found in more.items() if found}
    return {KEPT_AS: {"cases": counts.cases, "measures": measures, **kept}}


def agreement_from_json(sample: Mapping[str, Any]) -> AgreementCounts | None:
    """Undo `agreement_as_json`; None for a snapshot from before it was kept.

    Args:
        sample: What a snapshot keeps of the sample.
    """
    kept = sample.get(KEPT_AS)
    if kept is None:
        return None
    measures = {key: TwoReads(**reads) for key, reads in kept["measures"].items()}
    options = {
        question: {option: TwoReads(**reads) for option, reads in own.items()}
        for question, own in kept.get(OPTIONS, {}).items()
    }
    medians = {key: SameNumber(**reads) for key, reads in kept.get(MEDIANS, {}).items()}
    return AgreementCounts(kept["cases"], measures, options, medians)
