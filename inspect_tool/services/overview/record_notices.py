"""What waits in the records: returned ones, queries, changed answers, submitted ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.people import Role
from inspect_tool.domain.records.queries import QueryState
from inspect_tool.domain.records.states import RecordState
from inspect_tool.domain.review import Review
from inspect_tool.services.records.answer_queries import list_queries
from inspect_tool.services.records.changed_answers import unseen_changes
from inspect_tool.services.records.subjects import subject_named

if TYPE_CHECKING:
    from inspect_tool.services.records.answer_queries import QueryView
    from inspect_tool.services.records.changed_answers import ChangedView
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.services.records.sight import Sight
    from inspect_tool.store.database import UnitOfWork


def record_notices(
    work: UnitOfWork, review: Review, views: Sequence[RecordView], sight: Sight
) -> Iterator[str]:
    """A sentence for each thing that waits in a record for the actor, with the command for it."""
    yield from _returned(work, views)
    yield from _queries(work, list_queries(work, review, only_open=True))
    yield from _changed(
        [
            change
            for change in unseen_changes(work, review)
            if sight.shows(subject_named(change.subject_ref), change.reader, owner=work.actor.id)
        ]
    )
    yield from _submitted(work, views, sight)


def number_words(count: int, singular: str, plural: str) -> str:
    """How many there are, as a sentence begins with it."""
    return f"1 {singular}" if count == 1 else f"{count} {plural}"


def _returned(work: UnitOfWork, views: Sequence[RecordView]) -> Iterator[str]:
    own = [
        view.subject.ref
        for view in views
        if view.state is RecordState.RETURNED and view.inspector == work.actor.id
    ]
    if own:
        records = number_words(len(own), "record was", "records were")
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
            waits = number_words(number, "query waits", "queries wait")
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
        waits = number_words(number, "submitted record waits", "submitted records wait")
        yield f"{waits} for a lead to agree or return: see `case list`."
