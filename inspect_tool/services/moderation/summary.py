"""What moderation came to, as a lead sees it; no case and no inspector is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.figures.agreement import agreement_counts
from inspect_tool.domain.identifiers.scan import blot_out
from inspect_tool.domain.moderation.agreement import (
    agreement_by_item,
    agreement_by_week,
    agreement_items,
    agreement_overall,
)
from inspect_tool.domain.moderation.summary import (
    DifferenceSettled,
    Direction,
    ModerationSummary,
    measures_moved,
)
from inspect_tool.domain.records.records import Reader, RecordFacts
from inspect_tool.domain.review import Review
from inspect_tool.services.moderation.agreement import read_pairs
from inspect_tool.services.moderation.decisions import differing_items
from inspect_tool.services.records import records
from inspect_tool.services.records.item_words import ItemWords
from inspect_tool.services.records.two_reads import ReadTwice, read_twice
from inspect_tool.store import mishap_queries

if TYPE_CHECKING:
    from inspect_tool.domain.moderation.disagreements import DifferingItem
    from inspect_tool.store.database import UnitOfWork

LEVEL = 0.95


def moderation_summary(
    work: UnitOfWork, review: Review, sentences: Mapping[str, Sequence[str]]
) -> ModerationSummary:
    """What became of the second reads at the authorities that the actor may see.

    A case is in it once both its reads are complete, so that it says nothing to a reader who must
    not see the other read yet.

    Args:
        sentences: What the narrative states, by measure.

    Raises:
        NotYourRoleError: The actor is not a lead.
    """
    check_can(work.actor, Action.SEE_DIFFERENCES)
    hidden = _hidden(work, review)
    views = [
        view for view in records.list_records(work, review) if view.subject.authority not in hidden
    ]
    asked_for = mishap_queries.extra_reads(work)
    pairs = read_twice(views)
    drawn = [pair for pair in pairs if pair.subject.ref not in asked_for]
    extra = [pair for pair in pairs if pair.subject.ref in asked_for]
    second = [view.subject.ref for view in views if view.reader is Reader.SECOND]
    items = agreement_items(review.framework, questions=False)
    compared, compared_extra = read_pairs(work, drawn), read_pairs(work, extra)
    settlements, no_longer = _settlements(review, pairs)
    return ModerationSummary(
        second_reads=sum(ref not in asked_for for ref in second),
        complete=len(drawn),
        by_item=agreement_by_item(items, compared, level=LEVEL) if drawn else (),
        overall=agreement_overall(items, compared, level=LEVEL),
        by_week=agreement_by_week(items, compared, level=LEVEL),
        measures=agreement_counts(
            review.framework.measures, ((pair.first.facts, pair.second.facts) for pair in drawn)
        ),
        settlements=settlements,
        no_longer=no_longer,
        moved=measures_moved(review.framework.measures, _settled(review, pairs), sentences),
        extra=sum(ref in asked_for for ref in second),
        extra_complete=len(extra),
        extra_overall=agreement_overall(items, compared_extra, level=LEVEL),
        left_out=tuple(sorted(hidden)),
    )


def _hidden(work: UnitOfWork, review: Review) -> frozenset[str]:
    """Codes of the authorities that the actor has a conflict of interest with."""
    return frozenset(
        authority.code
        for authority in review.plan.authorities
        if can(work.actor, Action.SEE_DIFFERENCES, Thing(authorities=frozenset({authority.code})))
    )


def _settled(
    review: Review, pairs: Sequence[ReadTwice]
) -> Iterator[tuple[RecordFacts, RecordFacts]]:
    """Of each case with a decision, the first record as it was read and as it is counted."""
    for pair in pairs:
        first = pair.first
        if first.decided:
            yield first.facts, records.adjudicated(review, first.facts, first.decided)


def _settlements(
    review: Review, pairs: Sequence[ReadTwice]
) -> tuple[Mapping[DifferenceSettled, int], int]:
    """How many disagreements there are of each kind, and decisions where none is left."""
    found: Counter[DifferenceSettled] = Counter()
    no_longer = 0
    for pair in pairs:
        differing = differing_items(review, pair)
        no_longer += len(pair.first.decided.keys() - {one.item for one in differing})
        words = ItemWords.of(pair.first.facts.framework)
        for one in differing:
            found[_difference_settled(pair, one, words)] += 1
    return found, no_longer


def _difference_settled(pair: ReadTwice, one: DifferingItem, words: ItemWords) -> DifferenceSettled:
    decided = pair.first.decided.get(one.item)
    measures = pair.first.facts.framework.measures
    return DifferenceSettled(
        kind=one.kind,
        item_id=one.item_id,
        title=one.title,
        direction=Direction.of(one, decided),
        first=words.answer(one.kind, one.item_id, one.first),
        second=words.answer(one.kind, one.item_id, one.second),
        decided="" if decided is None else words.answer(one.kind, one.item_id, decided),
        why="" if decided is None else blot_out(decided.note),
        at_stake=tuple(measures[key].title for key in one.measures),
    )
