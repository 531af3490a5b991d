"""Answers that somebody else changed: the reason, and whether their author has seen it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.identifiers.scan import blot_out
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError
from inspect_tool.services.records.item_words import ItemWords
from inspect_tool.services.records.revisions import (
    Edit,
    RecordBook,
    answer_of,
    command_origin,
    given_by,
    place_of,
    subject_of,
)
from inspect_tool.services.records.subjects import authority_of
from inspect_tool.store import queries, said_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision

CHANGED, SEEN = "changed", "seen"


class NothingToSeeError(RefusedError):
    """Nobody changed an answer of the actor there that they have not seen."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"Nobody changed an answer of yours in {ref} that you have not seen.")


@dataclass(frozen=True)
class ChangedView:
    """An answer that was changed by somebody else than its author, with the reason.

    Args:
        revision_id: The answer that took the place of the other.
        before, after: The two answers as people say them.
        unseen_by: Authors of earlier answers to the item who have neither answered nor seen it.
    """

    authority: str
    subject_ref: str
    reader: Reader
    item_id: str
    title: str
    revision_id: str
    before: str
    after: str
    by: str
    at: datetime
    reason: str
    unseen_by: frozenset[str]


def reason_for(edit: Edit, revision_id: str, reason: str) -> Edit:
    """Why an answer was changed, to be kept beside it."""
    return Edit(
        subject=edit.subject,
        reader=edit.reader,
        kind=ItemKind.REASON,
        item_id=revision_id,
        answer=Answer(CHANGED, note=reason),
        author=edit.author,
        base=None,
        origin=edit.origin,
    )


def changed_answers(
    work: UnitOfWork, review: Review, ref: str | None = None
) -> tuple[ChangedView, ...]:
    """Every answer that was changed with a reason, oldest first, whoever looks.

    Args:
        ref: Of one case, authority or interview.
    """
    said: dict[tuple[str, str], list[Revision]] = {}
    for row in said_queries.revisions_of_kind(work, ItemKind.REASON, ref=ref):
        said.setdefault((row.subject_ref, row.item_id), []).append(row)
    words = ItemWords.of(review.framework) if said else None
    answers = {
        subject: queries.revisions_of(work, subject) for subject in {subject for subject, _ in said}
    }
    return tuple(
        _view(changed, rows, answers[subject], words)
        for (subject, revision_id), rows in said.items()
        if words is not None
        for changed in answers[subject]
        if changed.id == revision_id
    )


def _view(
    changed: Revision, reasons: Sequence[Revision], answers: Sequence[Revision], words: ItemWords
) -> ChangedView:
    place = place_of(changed)
    own = [row for row in answers if place_of(row) == place]
    earlier = [row for row in own if row.number < changed.number]
    since = {given_by(row) for row in own if row.number > changed.number}
    saw = {given_by(row) for row in reasons if row.value == SEEN}
    told = {given_by(row) for row in earlier} - {given_by(changed)}
    kind = ItemKind(changed.item_kind)
    return ChangedView(
        authority=changed.authority,
        subject_ref=changed.subject_ref,
        reader=Reader(changed.reader),
        item_id=changed.item_id,
        title=words.title(changed.item_id),
        revision_id=changed.id,
        before=blot_out(words.answer(kind, changed.item_id, answer_of(earlier[-1])))
        if earlier
        else "",
        after=blot_out(words.answer(kind, changed.item_id, answer_of(changed))),
        by=given_by(changed),
        at=changed.recorded_at,
        reason=blot_out(next((row.note for row in reasons if row.value == CHANGED), "")),
        unseen_by=frozenset(told - since - saw),
    )


def unseen_changes(
    work: UnitOfWork, review: Review, ref: str | None = None
) -> tuple[ChangedView, ...]:
    """Answers of the actor that somebody changed and that they have not seen."""
    changes = changed_answers(work, review, ref)
    return tuple(change for change in changes if work.actor.id in change.unseen_by)


def mark_seen(work: UnitOfWork, review: Review, *, ref: str) -> tuple[ChangedView, ...]:
    """Note that the actor has seen what others changed of their answers; what that was.

    Raises:
        NotYourRoleError, ConflictHoldsError: It is not for the actor's eyes.
        NothingToSeeError: There is nothing of that kind.
    """
    code = authority_of(ref)
    mine = Thing(name=ref, authorities=frozenset({code}), owner=work.actor.id)
    check_can(work.actor, Action.SEE_RECORD, mine)
    changes = unseen_changes(work, review, ref)
    if not changes:
        raise NothingToSeeError(ref)
    book = RecordBook(work, review, code, ref)
    for change in changes:
        changed = book.revisions[change.revision_id]
        place = ItemPlace(ref, changed.reader, ItemKind.REASON.value, changed.id)
        book.settle(
            Edit(
                subject=subject_of(changed),
                reader=change.reader,
                kind=ItemKind.REASON,
                item_id=changed.id,
                answer=Answer(SEEN),
                author=work.actor.id,
                base=book.standing[place].id,
                origin=command_origin(work),
            )
        )
    book.write()
    work.audit("case.seen", stream=code, subject=ref)
    return changes
