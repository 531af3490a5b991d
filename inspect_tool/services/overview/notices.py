"""What waits for somebody, beside the next step of the review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.people import Role
from inspect_tool.domain.records.queries import QueryState
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.records.states import RecordState
from inspect_tool.domain.review import Review
from inspect_tool.services.figures import snapshots
from inspect_tool.services.moderation import decisions
from inspect_tool.services.records.answer_queries import list_queries
from inspect_tool.services.records.changed_answers import unseen_changes
from inspect_tool.services.records.referrals import list_referrals
from inspect_tool.services.records.sight import Sight

if TYPE_CHECKING:
    from inspect_tool.services.moderation.decisions import Disagreement
    from inspect_tool.services.records.answer_queries import QueryView
    from inspect_tool.services.records.changed_answers import ChangedView
    from inspect_tool.services.records.crossed import OpenConflict
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork


def notices(
    work: UnitOfWork,
    review: Review,
    views: Sequence[RecordView],
    conflicts: Sequence[OpenConflict],
) -> Iterator[str]:
    """A sentence for each thing that waits, the most urgent first, with the command for it.

    What a list would not show to the actor is not counted either.
    """
    if Role.LEAD in work.actor.roles or Role.INSPECTOR in work.actor.roles:
        yield from _children_referred_back(len(list_referrals(work, review)))
        sight = Sight.of(work, review)
        yield from _crossed_answers(
            sum(sight.shows(conflict.subject, conflict.reader) for conflict in conflicts)
        )
        yield from _returned(work, views)
        yield from _queries(work, list_queries(work, review, only_open=True))
        yield from _changed(unseen_changes(work, review))
        yield from _submitted(work, views, sight)
    yield from _second_reads(review, views)
    yield from _disagreements(decisions.seen_by_actor(work, review, views))
    yield from _old_snapshot(work, review, views)


def _number(count: int, singular: str, plural: str) -> str:
    return f"1 {singular}" if count == 1 else f"{count} {plural}"


def _children_referred_back(count: int) -> Iterator[str]:
    if count:
        children = _number(count, "child was", "children were")
        yield f"{children} referred back to the authority: see `case referrals`."


def _crossed_answers(count: int) -> Iterator[str]:
    if count:
        answers = _number(count, "answer that crossed waits", "answers that crossed wait")
        yield f"{answers} for somebody to settle: see `case conflicts`."


def _returned(work: UnitOfWork, views: Sequence[RecordView]) -> Iterator[str]:
    own = [
        view.subject.ref
        for view in views
        if view.state is RecordState.RETURNED and view.inspector == work.actor.id
    ]
    if own:
        records = _number(len(own), "record was", "records were")
        yield f"{records} returned to you: see `case show {own[0]}`{_and_others(own)}."


def _queries(work: UnitOfWork, queries: Sequence[QueryView]) -> Iterator[str]:
    """For the record's inspector and for whoever asked; for the keeper all of them."""
    person = work.actor.id
    for words, number in (
        ("for your reply", sum(_is_open(query) and query.inspector == person for query in queries)),
        (
            "for you to close",
            sum(not _is_open(query) and query.asked.author == person for query in queries),
        ),
        (
            "for a reply by the record's inspector",
            sum(_is_open(query) and query.inspector != person for query in queries),
        ),
    ):
        if number:
            waits = _number(number, "query waits", "queries wait")
            yield f"{waits} {words}: see `case queries --open`."


def _is_open(query: QueryView) -> bool:
    return query.state is QueryState.OPEN


def _changed(changes: Sequence[ChangedView]) -> Iterator[str]:
    by_person: dict[str, list[ChangedView]] = {}
    for change in changes:
        by_person.setdefault(change.by, []).append(change)
    for person, own in by_person.items():
        refs = sorted({change.subject_ref for change in own})
        answers = "1 of your answers was" if len(own) == 1 else f"{len(own)} of your answers were"
        yield (
            f"{answers} changed by {person}: see `case show {refs[0]}`{_and_others(refs)}, then "
            f"`case seen {refs[0]}`."
        )


def _and_others(refs: Sequence[str]) -> str:
    return f" (and {', '.join(refs[1:])})" if len(refs) > 1 else ""


def _submitted(work: UnitOfWork, views: Sequence[RecordView], sight: Sight) -> Iterator[str]:
    if Role.LEAD not in work.actor.roles:
        return
    number = sum(
        view.state is RecordState.SUBMITTED
        and sight.refusal(Action.AGREE, view.subject, view.reader) is None
        for view in views
    )
    if number:
        waits = _number(number, "submitted record waits", "submitted records wait")
        yield f"{waits} for a lead to agree or return: see `case list`."


def _second_reads(review: Review, views: Sequence[RecordView]) -> Iterator[str]:
    are_drawn = any(view.reader is Reader.SECOND for view in views)
    if views and review.plan.second_reads.share and not are_drawn:
        yield "The second reads are not drawn yet: `moderate draw`, once every case has a reader."


def _disagreements(seen: Sequence[Disagreement]) -> Iterator[str]:
    unsettled = [disagreement for disagreement in seen if disagreement.decided is None]
    if unsettled:
        at_stake = sum(bool(disagreement.measures) for disagreement in unsettled)
        yield (
            f"{_number(len(unsettled), 'disagreement', 'disagreements')} between two readers not "
            f"settled, {at_stake} of them with a measure at stake: see `moderate queue`. Until "
            "then the first reader's judgement counts."
        )


def _old_snapshot(work: UnitOfWork, review: Review, views: Sequence[RecordView]) -> Iterator[str]:
    if not snapshots.is_newest_current(work, review, views):
        yield (
            "Records, sample, plan or framework changed since the newest snapshot: take another "
            "with `snapshot take NAME`, so that figures and report show them."
        )
