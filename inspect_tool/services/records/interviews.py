"""Interviews and focus groups of one's own: the reference of the next, before anything is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import RECORDED_VOICES, SubjectKind
from inspect_tool.domain.people import Role
from inspect_tool.domain.records import voice_refs
from inspect_tool.errors import UsageError
from inspect_tool.services.records.subjects import UnknownSubjectError
from inspect_tool.store import erasure_queries, page_queries

if TYPE_CHECKING:
    from inspect_tool.domain.people import Actor
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork


class NothingAskedError(UsageError):
    """A kind of conversation that the framework asks nothing in."""

    def __init__(self) -> None:
        super().__init__("The framework asks nothing of that kind. Choose one of those it has.")


@dataclass(frozen=True)
class ToBeHeard:
    """What an inspector may begin.

    Args:
        authorities: Codes and names of those without a conflict of interest.
        kinds: What the framework asks something in, with its title.
    """

    authorities: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[SubjectKind, str], ...]


def to_be_heard(review: Review, actor: Actor) -> ToBeHeard:
    """What somebody may begin; nothing for whoever reads no cases."""
    if not actor.has(Role.INSPECTOR):
        return ToBeHeard((), ())
    known = voice_refs.voices_of(review.framework).values()
    return ToBeHeard(
        tuple(
            (one.code, one.name) for one in review.plan.authorities if one.code not in actor.not_for
        ),
        tuple(
            (kind, voice.title)
            for kind in RECORDED_VOICES
            for voice in known
            if voice.subject is kind
        ),
    )


def next_reference(work: UnitOfWork, review: Review, authority: str, kind: str) -> str:
    """The reference that the actor's next interview or focus group at an authority has.

    Nothing is written: the record begins with its first answer.

    Raises:
        NotYourRoleError, NotYourCaseError, ConflictHoldsError: It is not the actor's to record.
        UnknownSubjectError: The plan has no such authority.
        NothingAskedError: The framework asks nothing in such a conversation.
    """
    own = work.actor.id
    about = Thing(f"An interview at {authority}", frozenset({authority}), own)
    check_can(work.actor, Action.RECORD, about)
    options = to_be_heard(review, work.actor)
    if authority not in dict(options.authorities):
        raise UnknownSubjectError(authority)
    wanted = next((one for one, _ in options.kinds if one.value == kind), None)
    if wanted is None:
        raise NothingAskedError
    known = page_queries.references_heard_by(work, authority, own)
    known |= erasure_queries.erased_refs(work, authority)
    before = voice_refs.reference(wanted, authority, own, 1).removesuffix("01")
    numbers = [int(ref.removeprefix(before)) for ref in known if ref.startswith(before)]
    return voice_refs.reference(wanted, authority, own, max(numbers, default=0) + 1)
