"""What stands beside the answers of a subject: its states, queries and reasons by item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.services.records import records
from inspect_tool.services.records.answer_queries import QueryView
from inspect_tool.services.records.changed_answers import ChangedView
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.states import States, StateView
from inspect_tool.services.records.subjects import authority_of, subject_named

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

OfItem = TypeVar("OfItem", QueryView, ChangedView)


def by_item(views: Sequence[OfItem]) -> dict[tuple[Reader, str], list[OfItem]]:
    """What is said of a subject, by reader and item."""
    found: dict[tuple[Reader, str], list[OfItem]] = {}
    for view in views:
        found.setdefault((view.reader, view.item_id), []).append(view)
    return found


def states_of(work: UnitOfWork, review: Review, ref: str) -> tuple[StateView, ...]:
    """The state of each record of a subject that the actor may see.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    code = authority_of(ref)
    sight, states = Sight.of(work, review, code), States.of(work, code)
    items = {
        key: own
        for key, own in records.current_items(work, code).items()
        if key.subject_ref == ref and key.reader is not Reader.ADJUDICATED
    }
    return tuple(
        StateView(
            subject=subject_named(ref),
            reader=key.reader,
            inspector=sight.owners.owner(subject_named(ref).kind, ref, key.reader),
            state=(state := states.state(key, own)),
            words=states.words(key, state),
        )
        for key, own in sorted(items.items(), key=lambda item: list(Reader).index(item[0].reader))
        if sight.shows(subject_named(ref), key.reader)
    )
