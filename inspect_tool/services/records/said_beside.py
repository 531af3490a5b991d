"""What may identify somebody in reasons, notes of losses and what else stands beside answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.identifiers.finding import Finding
from inspect_tool.domain.identifiers.scan import find_identifiers, replaced
from inspect_tool.domain.records.records import ItemKind, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.identifiers import (
    IdentifierView,
    KeptView,
    NoSuchFindingError,
    StillIdentifiesError,
)
from inspect_tool.services.records.revisions import subject_of
from inspect_tool.services.records.sight import Sight
from inspect_tool.store import audit_queries, free_texts, said_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.free_texts import TypedText
    from inspect_tool.store.tables import AuditEntry, Revision

KEPT, REPLACED = "guard.keep-reason", "guard.replace-reason"
WHOLE_REVIEW = "review"  # where a text is that is about no authority
SAID = "said"  # what the names of such things begin with that are kept as revisions
_GOES = "`db purge --class {}` destroys it"
_STAYS = "it goes when the child is erased"
# Words about answers, which are shown with the kind of each identifier in the place of it: what
# they are, and what may become of them.
ABOUT_ANSWERS = {
    ItemKind.STRAY: ("stray note", _GOES.format("stray-notes")),
    ItemKind.ASIDE: ("what became of a stray note", _GOES.format("stray-notes")),
    ItemKind.QUERY: ("query", _GOES.format("queries")),
    ItemKind.REASON: ("reason for a changed answer", _GOES.format("queries")),
    ItemKind.STATE: ("reason for a state", _STAYS),
    ItemKind.IDENTIFIER: ("reason for keeping words", _STAYS),
}


class SealedTextError(RefusedError):
    """A text that cannot be put otherwise: something rests on its words."""

    def __init__(self, says: str, why: str, name: str) -> None:
        super().__init__(
            f"The {says} cannot be put otherwise: {why}. Nothing was changed. Say with `guard "
            f"keep {name} --why …` that it stays."
        )


@dataclass(frozen=True)
class _Beside:
    """One text beside the answers.

    Args:
        name: What findings in it are called, without their place.
        sealed: Why it cannot be put otherwise; empty where it can.
        text: The column that it stands in; None where it is a revision.
    """

    name: str
    says: str
    words: str
    subject: Subject | None
    reader: Reader | None
    author: str
    sealed: str
    text: TypedText | None = None

    @property
    def where(self) -> str:
        """The case or authority that it is about."""
        return WHOLE_REVIEW if self.subject is None else self.subject.ref

    def view(self, found: Finding) -> IdentifierView:
        """A place in it, as it is shown."""
        return IdentifierView(
            name=f"{self.name}.{found.start + 1}",
            authority="" if self.subject is None else self.subject.authority,
            subject_ref=self.where,
            reader="" if self.reader is None else self.reader.value,
            kind=None,
            item_id=self.says,
            title=self.says,
            part="text",
            place=found.place,
            what=found.kind.value,
            say=found.say,
        )


def is_beside(name: str) -> bool:
    """Whether something of that name is in such a text, and not in an answer or the narrative."""
    return "-" in name and ":" not in name


def list_beside(
    work: UnitOfWork, review: Review, ref: str | None = None
) -> tuple[IdentifierView, ...]:
    """What may identify somebody beside the answers and is not settled, as far as the actor sees.

    Leads see what is about records that they may see, everybody else what they typed themselves.

    Args:
        ref: About one case, authority or interview.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    found = [(one, place) for one, place in _unsettled(work) if ref in (None, one.where)]
    sight = Sight.of(work, review) if found else None
    return tuple(
        one.view(place)
        for one, place in found
        if sight is not None and _refusal(work, sight, one, Action.SEE_RECORD) is None
    )


def is_any_to_settle(work: UnitOfWork) -> bool:
    """Whether there is any that a report waits for; what is shown blotted out need not be settled.

    It asks nobody's leave and tells neither how many nor where.
    """
    return any(one.text is not None for one, _ in _unsettled(work))


def list_kept_beside(
    work: UnitOfWork, review: Review, ref: str | None = None
) -> tuple[KeptView, ...]:
    """What was kept in such texts, as far as the actor sees them.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    texts = {one.name: one for one in _texts(work) if ref in (None, one.where)}
    kept = [row for row in _kept(work) if row.details["text"] in texts]
    sight = Sight.of(work, review) if kept else None
    return tuple(
        KeptView(
            one.where,
            "" if one.reader is None else one.reader.value,
            one.says,
            f"text, characters {row.details['start'] + 1} to {row.details['end']}",
            row.details["why"],
            row.actor,
            row.at,
        )
        for row in kept
        if (one := texts[row.details["text"]])
        and sight is not None
        and _refusal(work, sight, one, Action.SEE_RECORD) is None
    )


def put_beside_otherwise(work: UnitOfWork, review: Review, name: str, words: str) -> IdentifierView:
    """Put other words in the place of what may identify somebody; the earlier words are gone.

    What was kept in the same text is to be settled anew, for its characters may have moved.

    Raises:
        NoSuchFindingError: There is none of that name for the actor.
        SealedTextError: Something rests on the words of the text.
        BadAnswerError: No words are given.
        StillIdentifiesError: The new words may identify somebody themselves.
    """
    if not words.strip():
        raise BadAnswerError("Say what takes its place, with --with.")
    for finding in find_identifiers(words):
        raise StillIdentifiesError(finding)
    one, place = _named(work, review, name)
    if one.text is None or one.sealed:
        raise SealedTextError(one.says, one.sealed, name)
    free_texts.put_text(work, one.text, replaced(one.words, place, words.strip()))
    work.audit(REPLACED, stream=_stream(one), text=one.name)
    return one.view(place)


def keep_beside(work: UnitOfWork, review: Review, name: str, why: str) -> IdentifierView:
    """Keep words that may identify somebody, with the reason; their place is kept, never they.

    Raises:
        NoSuchFindingError: There is none of that name for the actor.
        BadAnswerError: No reason is given.
        StillIdentifiesError: The reason may identify somebody itself.
    """
    if not why.strip():
        raise BadAnswerError("Say why the words are kept, with --why.")
    for finding in find_identifiers(why):
        raise StillIdentifiesError(finding)
    one, place = _named(work, review, name)
    work.audit(
        KEPT,
        stream=_stream(one),
        text=one.name,
        start=place.start,
        end=place.end,
        why=why.strip(),
    )
    return one.view(place)


def _stream(one: _Beside) -> str:
    return one.subject.authority if one.subject is not None else audit_queries.REVIEW_STREAM


def _named(work: UnitOfWork, review: Review, name: str) -> tuple[_Beside, Finding]:
    check_can(work.actor, Action.SETTLE_IDENTIFIER, Thing(owner=work.actor.id))
    sight = Sight.of(work, review)
    for one, place in _unsettled(work):
        if one.view(place).name == name and not _refusal(work, sight, one, Action.SEE_RECORD):
            refusal = _refusal(work, sight, one, Action.SETTLE_IDENTIFIER)
            if refusal is not None:
                raise refusal
            return one, place
    raise NoSuchFindingError(name)


def _refusal(
    work: UnitOfWork, sight: Sight, one: _Beside, action: Action
) -> AccessRefusedError | None:
    """Why the actor may not; what nobody's record holds is its author's, else the record's."""
    if one.subject is not None:
        owner = None if one.text is None and one.reader else one.author
        return sight.refusal(action, one.subject, one.reader, owner=owner)
    return can(work.actor, action, Thing(owner=one.author))


def _unsettled(work: UnitOfWork) -> Iterator[tuple[_Beside, Finding]]:
    kept = {(row.details["text"], row.details["start"], row.details["end"]) for row in _kept(work)}
    for one in _texts(work):
        for place in find_identifiers(one.words):
            if (one.name, place.start, place.end) not in kept:
                yield one, place


def _kept(work: UnitOfWork) -> list[AuditEntry]:
    """What was kept and still is where it was: nothing of the text was put otherwise since."""
    kept: dict[str, list[AuditEntry]] = {}
    entries = audit_queries.entries_of_either(work, (KEPT, REPLACED))
    for row in entries:
        own = kept.setdefault(row.details["text"], [])
        if row.action == REPLACED:
            own.clear()
        else:
            own.append(row)
    return [row for rows in kept.values() for row in rows]


def _texts(work: UnitOfWork) -> Iterator[_Beside]:
    for text in free_texts.typed_texts(work):
        yield _Beside(
            text.name,
            text.typed.says,
            text.text,
            _subject(text),
            None,
            text.author,
            text.typed.sealed,
            text,
        )
    for kind, (says, becomes) in ABOUT_ANSWERS.items():
        for row in said_queries.revisions_of_kind(work, kind):
            yield _said(row, says, becomes)


def _subject(text: TypedText) -> Subject | None:
    if not text.authority:
        return None
    kind = SubjectKind.CASE if text.case_ref else SubjectKind.AUTHORITY
    return Subject(kind, text.authority, text.case_ref or text.authority)


def _said(row: Revision, says: str, becomes: str) -> _Beside:
    return _Beside(
        f"{SAID}-{row.authority}-{row.number}",
        says,
        row.note,
        subject_of(row),
        Reader(row.reader) if row.reader else None,
        row.author,
        f"it is shown with the kind in the place of the words, and {becomes}",
    )
