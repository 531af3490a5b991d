"""How many people were asked to be heard, by role, and how they were chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.faults import did_you_mean
from inspect_tool.domain.records.asked import EVERY_ROLE, PeopleAsked
from inspect_tool.domain.records.records import ItemKind, Reader, Subject
from inspect_tool.domain.records.voice_refs import voices_of
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.records.revisions import Edit, RecordBook, Saved, answer_of
from inspect_tool.services.records.revisions import command_origin as origin_of
from inspect_tool.store import queries, said_queries

if TYPE_CHECKING:
    from inspect_tool.domain.framework.framework import Framework, Voice
    from inspect_tool.store.database import UnitOfWork

MOST_PEOPLE = 100_000  # more than a council employs


class UnknownVoiceError(UsageError):
    """A name of nobody whom the framework hears."""

    def __init__(self, name: str, voices: Mapping[str, Voice]) -> None:
        there = (
            f"There are: {', '.join(voices)}."
            if voices
            else ("The framework hears nobody yet: see `voices` in docs/how-tos/hear-people.md.")
        )
        hint = did_you_mean(name, list(voices)) or "."
        super().__init__(f"The framework hears nobody called {name}{hint} {there}")


class UnknownRoleError(UsageError):
    """A role that the framework does not have for a voice."""

    def __init__(self, voice: str, role: str, known: tuple[str, ...]) -> None:
        there = (
            f"There are: {', '.join(known)}."
            if known
            else (
                "It has none: leave --role out, or name a question as its `role` in the framework."
            )
        )
        hint = did_you_mean(role, known) or "."
        super().__init__(f"{voice} has no role {role}{hint} {there}")


@dataclass(frozen=True)
class AskedWanted:
    """What is noted.

    Args:
        voice: Key of the voice.
        role: Value of its role's scale; empty for every role together.
        number: How many people were asked; None takes the number back.
        chosen: How they were chosen.
    """

    authority: str
    voice: str
    role: str
    number: int | None
    chosen: str = ""


def voice_named(framework: Framework, name: str) -> Voice:
    """The voice with that key.

    Raises:
        UnknownVoiceError: There is none.
    """
    voices = voices_of(framework)
    if name not in voices:
        raise UnknownVoiceError(name, voices)
    return voices[name]


def roles_of(framework: Framework, voice: Voice) -> tuple[str, ...]:
    """The roles in which people of a voice speak; none where nobody is asked for it."""
    question = framework.question(voice.role) if voice.role else None
    return () if question is None else framework.scales[question.scale or ""].values


def note_asked(work: UnitOfWork, review: Review, wanted: AskedWanted) -> Saved:
    """Note how many people were asked at an authority, in place of what was noted before.

    Raises:
        UsageError: There is no such authority, voice or role, or the number cannot be.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError: It is not the actor's to note.
    """
    authority = review.plan.authority(wanted.authority)
    if authority is None:
        raise UnknownAuthorityError(wanted.authority, review)
    reads = queries.assignments(work, work.actor.id, authority=authority.code)
    owner = work.actor.id if reads else ""
    thing = Thing(authority.name, authorities=frozenset({authority.code}), owner=owner)
    check_can(work.actor, Action.NOTE_ASKED, thing)
    voice = voice_named(review.framework, wanted.voice)
    roles = roles_of(review.framework, voice)
    if wanted.role != EVERY_ROLE and wanted.role not in roles:
        raise UnknownRoleError(wanted.voice, wanted.role, roles)
    if wanted.number is not None and not 0 < wanted.number <= MOST_PEOPLE:
        raise UsageError(
            f"Between 1 and {MOST_PEOPLE:,} people can have been asked. `-` takes a number back."
        )
    saved = _save(work, review, wanted)
    if saved is not Saved.UNCHANGED:
        work.audit("voice.asked", stream=authority.code, voice=wanted.voice, role=wanted.role)
    return saved


def _save(work: UnitOfWork, review: Review, wanted: AskedWanted) -> Saved:
    noted = PeopleAsked(
        wanted.authority, wanted.voice, wanted.role, wanted.number or 0, wanted.chosen.strip()
    )
    answer = noted.answer
    book = RecordBook(work, review, wanted.authority, wanted.authority)
    edit = Edit(
        subject=Subject(SubjectKind.AUTHORITY, wanted.authority, wanted.authority),
        reader=Reader.FIRST,
        kind=ItemKind.ASKED,
        item_id=noted.item_id,
        answer=answer if wanted.number is not None else type(answer)(),
        author=work.actor.id,
        base=None,
        origin=origin_of(work),
    )
    standing = book.standing.get(edit.place)
    if standing is not None and answer_of(standing) == edit.answer:
        return Saved.UNCHANGED
    if standing is None and wanted.number is None:
        return Saved.UNCHANGED
    saved = book.settle(edit)  # a number is what was noted last, also where two came together
    book.write()
    return saved


def asked_in_force(work: UnitOfWork) -> tuple[PeopleAsked, ...]:
    """How many people were asked, everywhere that it was noted."""
    found = (
        PeopleAsked.of(row.authority, row.item_id, answer_of(row))
        for row in said_queries.in_force_of_kind(work, ItemKind.ASKED)
    )
    return tuple(sorted(one for one in found if one is not None))
