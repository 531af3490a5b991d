"""What may identify somebody in records: found, put otherwise, or kept with a reason."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.identifiers.finding import Finding
from inspect_tool.domain.identifiers.scan import blot_out, find_identifiers, replaced
from inspect_tool.domain.records.kept_words import LENGTH, NOTE, KeptWords, texts_of
from inspect_tool.domain.records.records import (
    ANSWER_KINDS,
    Answer,
    ItemKind,
    ItemPlace,
    Reader,
)
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.records.answering import CrossedAnswersError
from inspect_tool.services.records.errors import BadAnswerError
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
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import authority_of
from inspect_tool.store import crossings, record_queries, said_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.record_queries import RevisionInForce
    from inspect_tool.store.tables import Revision

# Whose texts go out of the review, or stand beside what does.
GUARDED = ANSWER_KINDS | {ItemKind.OWN_VIEW, ItemKind.ASKED}
NAME_LENGTH = 8  # characters of the revision in the name of a finding
# What a value is kept as that is not one text.
AS_JSON = frozenset({ItemKind.EVIDENCE, ItemKind.CHRONOLOGY, ItemKind.OWN_VIEW})


class NoSuchFindingError(UsageError):
    """A name of nothing that may identify somebody and is for the actor to settle."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Nothing that may identify somebody is called {name}, or it is settled. "
            "`guard check` shows what each is called."
        )


class StillIdentifiesError(RefusedError):
    """The words that were given in place of an identifier may identify somebody themselves."""

    def __init__(self, found: Finding) -> None:
        super().__init__(
            f"The new words may hold {found.kind.value} themselves, so nothing was changed. "
            f"Say {found.say}."
        )


@dataclass(frozen=True)
class IdentifierView:
    """A place that may identify somebody; it never holds the words themselves.

    Args:
        name: What the commands call it.
        kind: Of the item; None for a text beside the answers, such as a reason.
        part: `note`, `answer` or, beside them, `text`.
        place: Which characters, counted from 1.
        what: What they look like.
        say: What to say instead.
    """

    name: str
    authority: str
    subject_ref: str
    reader: str
    kind: ItemKind | None
    item_id: str
    title: str
    part: str
    place: str
    what: str
    say: str

    @property
    def sentence(self) -> str:
        """Where it is, what it may be, and what to say instead."""
        read = f" ({self.reader} read)" if self.reader == Reader.SECOND else ""
        return (
            f"{self.subject_ref} {self.item_id}{read}, {self.part}, {self.place} may be "
            f"{self.what}. Say {self.say} instead."
        )


class _FoundWords(NamedTuple):
    row: RevisionInForce | Revision
    part: str
    finding: Finding

    @property
    def where(self) -> tuple[str, str, str, str, str, int]:
        """What findings are ordered by."""
        row, start = self.row, self.finding.start
        return row.subject_ref, row.reader, row.item_id, row.id, self.part, start

    @property
    def name(self) -> str:
        short = "" if self.part == NOTE else self.part[0]
        return f"{self.row.id[:NAME_LENGTH]}{short}.{self.finding.start + 1}"


def list_identifiers(
    work: UnitOfWork,
    review: Review,
    ref: str | None = None,
    *,
    item_id: str | None = None,
    authority: str | None = None,
) -> tuple[IdentifierView, ...]:
    """What may identify somebody in the records that the actor may see, and is not settled.

    Args:
        ref: In one case, authority or interview.
        item_id: In one item of it.
        authority: In the records of one authority.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    authority = authority if ref is None else authority_of(ref)
    found = list(_found(work, authority, ref, item_id))
    if not found:
        return ()
    sight, words = Sight.of(work, review, authority), ItemWords.of(review.framework)
    found.sort(key=lambda one: (*one.where[:2], words.place(one.row.item_id), one.where))
    return tuple(
        _view(one, words)
        for one in found
        if sight.shows(subject_of(one.row), Reader(one.row.reader))
    )


def is_any_unsettled(work: UnitOfWork) -> bool:
    """Whether anything in a record may identify somebody and is not settled.

    It asks nobody's leave and tells neither how many nor where, so that a blind read stays blind.
    """
    return next(_found(work), None) is not None


def _view(one: _FoundWords, words: ItemWords) -> IdentifierView:
    row, finding = one.row, one.finding
    return IdentifierView(
        name=one.name,
        authority=row.authority,
        subject_ref=row.subject_ref,
        reader=row.reader,
        kind=ItemKind(row.item_kind),
        item_id=row.item_id,
        title=words.title(row.item_id),
        part=one.part,
        place=finding.place,
        what=finding.kind.value,
        say=finding.say,
    )


def _found(
    work: UnitOfWork,
    authority: str | None = None,
    ref: str | None = None,
    item_id: str | None = None,
) -> Iterator[_FoundWords]:
    """Places in what is in force, and in what crossed with it and is open."""
    kept = kept_words(work, authority, ref)
    rows: list[RevisionInForce | Revision] = [*record_queries.answers_in_force(work, authority)]
    for row in (*rows, *crossings.crossing_revisions(work, authority)):
        is_asked = ref in (None, row.subject_ref) and item_id in (None, row.item_id)
        if is_asked and row.item_kind in GUARDED:
            yield from _found_in(row, kept.get(place_of(row), ()))


def _found_in(row: RevisionInForce | Revision, kept: Collection[str]) -> Iterator[_FoundWords]:
    for part, text in texts_of(answer_of(row)).items():
        for finding in find_identifiers(text, kept):
            yield _FoundWords(row, part, finding)


def kept_words(
    work: UnitOfWork, authority: str | None = None, ref: str | None = None
) -> Mapping[ItemPlace, frozenset[str]]:
    """Words that somebody kept with a reason, by the item that they are part of.

    Args:
        authority: Of whose records; all where none is named.
        ref: Of which subject; all where none is named.
    """
    rows = said_queries.revisions_of_kind(work, ItemKind.IDENTIFIER, authority=authority, ref=ref)
    places: dict[ItemPlace, list[tuple[str, KeptWords]]] = defaultdict(list)
    for row in rows:
        if (words := KeptWords.of(row.item_id)) is not None:
            place = ItemPlace(row.subject_ref, row.reader, words.item_kind.value, words.item_id)
            places[place].append((row.authority, words))
    return {place: frozenset(_said(work, place, asked)) for place, asked in places.items()}


def _said(
    work: UnitOfWork, place: ItemPlace, asked: Iterable[tuple[str, KeptWords]]
) -> Iterator[str]:
    """The words at kept places; none of a revision that is gone."""
    for authority, words in asked:
        for row in said_queries.revisions_of_kind(
            work, place.item_kind, authority=authority, ref=place.subject_ref
        ):
            if row.id.startswith(words.revision) and place_of(row) == place:
                yield texts_of(answer_of(row)).get(words.part, "")[words.start : words.end]


def blotted(answer: Answer, kept: Collection[str] = ()) -> Answer:
    """An answer with the kind of each identifier in the place of its words.

    So everything is shown that is no longer an answer: what an answer was put otherwise from.
    """
    value = answer.value
    if isinstance(value, str):
        value = blot_out(value, kept)
    return replace(answer, value=value, note=blot_out(answer.note, kept))


@dataclass(frozen=True)
class KeptView:
    """Words that may identify somebody and that a person kept, without the words."""

    subject_ref: str
    reader: str
    item_id: str
    place: str
    why: str
    kept_by: str
    kept_at: datetime


def list_kept(work: UnitOfWork, review: Review, ref: str | None = None) -> tuple[KeptView, ...]:
    """What was kept in the records that the actor may see, oldest first.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    rows = said_queries.revisions_of_kind(work, ItemKind.IDENTIFIER, ref=ref)
    sight = Sight.of(work, review) if rows else None
    return tuple(
        KeptView(
            row.subject_ref,
            row.reader,
            words.item_id,
            f"{words.part}, characters {words.start + 1} to {words.end}",
            row.note,
            row.author,
            row.recorded_at,
        )
        for row in rows
        if (words := KeptWords.of(row.item_id)) is not None
        and sight is not None
        and sight.shows(subject_of(row), Reader(row.reader))
    )


def earlier_wordings(work: UnitOfWork) -> list[tuple[str, str]]:
    """Authority and id of each answer that is none any more and may identify somebody.

    It asks nobody's leave.
    """
    found = []
    for code in record_queries.authorities_with_revisions(work):
        kept = kept_words(work, code)
        standing = {row.id for row in record_queries.answers_in_force(work, code)}
        standing |= {row.id for row in crossings.crossing_revisions(work, code)}
        found += [
            (code, row.id)
            for row in record_queries.every_revision(work, code)
            if row.item_kind in GUARDED
            and row.id not in standing
            and any(_found_in(row, kept.get(place_of(row), ())))
        ]
    return found


def put_otherwise(work: UnitOfWork, review: Review, name: str, words: str) -> IdentifierView:
    """Put other words in the place of what may identify somebody, as a new revision.

    Its author stays whose words it is; the audit trail says who put them otherwise. The earlier
    revision is shown without the identifier from then on, and `db purge --class identifiers`
    destroys it.

    Raises:
        NoSuchFindingError: There is none of that name for the actor.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: It is not the
            actor's to settle.
        BadAnswerError: No words are given.
        StillIdentifiesError: The new words may identify somebody themselves.
        CrossedAnswersError: Answers to the item crossed and are to be settled first.
    """
    if not words.strip():
        raise BadAnswerError("Say what takes its place, with --with.")
    one = _named(work, review, name)
    for finding in find_identifiers(words):
        raise StillIdentifiesError(finding)
    row = one.row
    book = RecordBook(work, review, row.authority, row.subject_ref)
    place = place_of(row)
    if book.merged(place).is_open:
        raise CrossedAnswersError(row.subject_ref, row.item_id)
    standing = book.standing[place]
    # Made from what stands, and its id from nothing of it: once that is destroyed, it confirms no
    # guess at what was there.
    book.settle(
        Edit(
            subject=subject_of(standing),
            reader=Reader(standing.reader),
            kind=ItemKind(standing.item_kind),
            item_id=standing.item_id,
            answer=_put(answer_of(standing), one, words.strip()),
            author=given_by(standing),
            base=None,
            origin=f"identifier taken out by {work.actor.id} at {work.now.isoformat()} as number "
            f"{work.turn()}",
        )
    )
    book.write()
    work.audit("guard.replace", stream=row.authority, subject=row.subject_ref)
    return _view(one, ItemWords.of(review.framework))


def _put(answer: Answer, one: _FoundWords, words: str) -> Answer:
    if one.part == NOTE:
        return replace(answer, note=replaced(answer.note, one.finding, words))
    if one.row.item_kind in AS_JSON:
        words = json.dumps(words, ensure_ascii=False)[1:-1]
    return replace(answer, value=replaced(str(answer.value), one.finding, words))


def keep(work: UnitOfWork, review: Review, name: str, why: str) -> IdentifierView:
    """Keep words that may identify somebody, with the reason.

    The same words of the same item are not found again.

    Raises:
        NoSuchFindingError: There is none of that name for the actor.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: It is not the
            actor's to settle.
        BadAnswerError: No reason is given.
        StillIdentifiesError: The reason may identify somebody itself.
    """
    if not why.strip():
        raise BadAnswerError("Say why the words are kept, with --why.")
    for finding in find_identifiers(why):
        raise StillIdentifiesError(finding)
    one = _named(work, review, name)
    row, finding = one.row, one.finding
    words = KeptWords(
        ItemKind(row.item_kind), row.item_id, row.id[:LENGTH], one.part, finding.start, finding.end
    )
    book = RecordBook(work, review, row.authority, row.subject_ref)
    book.settle(
        Edit(
            subject=subject_of(row),
            reader=Reader(row.reader),
            kind=ItemKind.IDENTIFIER,
            item_id=words.item,
            answer=Answer(note=why.strip()),
            author=work.actor.id,
            base=None,
            origin=command_origin(work),
        )
    )
    book.write()
    work.audit("guard.keep", stream=row.authority, subject=row.subject_ref)
    return _view(one, ItemWords.of(review.framework))


def _named(work: UnitOfWork, review: Review, name: str) -> _FoundWords:
    """The finding that is meant, among those that are the actor's to settle."""
    check_can(work.actor, Action.SETTLE_IDENTIFIER, Thing(owner=work.actor.id))
    seen = {view.name for view in list_identifiers(work, review)}
    found = [one for one in _found(work) if one.name == name and name in seen]
    if not found:
        raise NoSuchFindingError(name)
    subject, reader = subject_of(found[0].row), Reader(found[0].row.reader)
    Sight.of(work, review, subject.authority).check(Action.SETTLE_IDENTIFIER, subject, reader)
    return found[0]
