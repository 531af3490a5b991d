"""What differs between two snapshots: counts, and the sentences that hang on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.report.claim_check import CheckedClaim, check_each

if TYPE_CHECKING:
    from inspect_tool.domain.content.narrative import NarrativeDocument


@dataclass(frozen=True)
class RecountedMeasure:
    """A measure that is counted otherwise, or by one snapshot's framework alone.

    Args:
        earlier, later: Count and base, such as "33 of 70"; empty where it was not a measure then.
    """

    measure: str
    title: str
    earlier: str
    later: str


@dataclass(frozen=True)
class ChangedSentence:
    """A claim of the narrative whose number or verdict differs.

    Args:
        place: File and line.
        phrase: The words of the claim.
        earlier, later: What it is held against; empty where nothing can be counted.
        earlier_verdict, later_verdict: Whether it holds.
    """

    place: str
    phrase: str
    reference: str
    earlier: str
    later: str
    earlier_verdict: Verdict
    later_verdict: Verdict

    @property
    def has_new_verdict(self) -> bool:
        """Whether it held then and does not now, or the other way."""
        return self.earlier_verdict is not self.later_verdict


@dataclass(frozen=True)
class SnapshotChanges:
    """What differs between two snapshots.

    Args:
        came, left: How many records one has and the other has not; `left` are those gone.
        answered_otherwise: How many records of both have another answer or fact.
        sentences: Those whose verdict differs first.
        claims: How many claims of the narrative were looked at.
    """

    earlier: str
    later: str
    came: int
    left: int
    answered_otherwise: int
    measures: tuple[RecountedMeasure, ...]
    sentences: tuple[ChangedSentence, ...]
    claims: int


def snapshot_changes(
    earlier: SnapshotFigures,
    later: SnapshotFigures,
    scale: WordingScale,
    documents: Sequence[NarrativeDocument],
) -> SnapshotChanges:
    """What differs between two snapshots, and in which sentences of a narrative."""
    before, after = (
        {record.subject.ref: record for record in figures.records} for figures in (earlier, later)
    )
    both = before.keys() & after.keys()
    sentences = list(_sentences(earlier, later, scale, documents))
    return SnapshotChanges(
        earlier=earlier.name,
        later=later.name,
        came=len(after.keys() - both),
        left=len(before.keys() - both),
        answered_otherwise=sum(
            (before[one].answers, before[one].fields) != (after[one].answers, after[one].fields)
            for one in both
        ),
        measures=tuple(_measures(earlier, later)),
        sentences=tuple(sorted(sentences, key=lambda one: not one.has_new_verdict)),
        claims=sum(len(document.claims) for document in documents),
    )


def _measures(earlier: SnapshotFigures, later: SnapshotFigures) -> Iterator[RecountedMeasure]:
    before, after = _counts(earlier), _counts(later)
    for key in dict.fromkeys((*after, *before)):
        words = [_words(counts.get(key)) for counts in (before, after)]
        if words[0] != words[1]:
            count = after.get(key) or before[key]
            yield RecountedMeasure(key, count.title, *words)


def _counts(figures: SnapshotFigures) -> dict[str, Count]:
    return {key: findings.table(figures, key)[0] for key in figures.review.framework.measures}


def _words(count: Count | None) -> str:
    return "" if count is None else f"{count.count} of {count.base}"


def _sentences(
    earlier: SnapshotFigures,
    later: SnapshotFigures,
    scale: WordingScale,
    documents: Sequence[NarrativeDocument],
) -> Iterator[ChangedSentence]:
    for before, after in zip(
        check_each(earlier, scale, documents), check_each(later, scale, documents), strict=True
    ):
        found = ChangedSentence(
            place=f"{after.file}:{after.claim.line}",
            phrase=after.claim.text,
            reference=after.claim.reference,
            earlier=_held_against(before),
            later=_held_against(after),
            earlier_verdict=before.verdict,
            later_verdict=after.verdict,
        )
        if found.earlier != found.later or found.has_new_verdict:
            yield found


def _held_against(checked: CheckedClaim) -> str:
    quantity = checked.quantity
    if quantity is None:
        return ""
    return quantity.stated or f"{quantity.count} of {quantity.base}"
