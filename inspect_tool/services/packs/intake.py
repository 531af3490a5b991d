"""Packs in: what was said without a network is joined to what was said here; nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.merge import NOTHING
from inspect_tool.domain.records.queries import QueryStep
from inspect_tool.domain.records.records import ItemKind, ItemPlace
from inspect_tool.domain.workbook.differences import Outcome
from inspect_tool.errors import Problem
from inspect_tool.services.packs import flags
from inspect_tool.services.packs.accepted import check_answer, row_of
from inspect_tool.services.packs.files import take_files
from inspect_tool.services.packs.issue import issued_packs
from inspect_tool.services.packs.returned import PackReturn, UnknownPackError, read_return
from inspect_tool.services.records.identifiers import kept_words
from inspect_tool.services.records.item_words import ItemWords
from inspect_tool.services.records.joining import Joined, JoiningBook
from inspect_tool.services.records.revisions import StrayNote, answer_of, place_of, subject_of
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.services.records.under import BEGUN, Pinned, pin
from inspect_tool.services.review.signing import (
    SigningKeyDestroyedError,
    SigningKeyMissingError,
    check_key_of_the_field,
    was_destroyed,
)
from inspect_tool.services.workbooks.identified import told_of_rows
from inspect_tool.services.workbooks.issue import duties_of
from inspect_tool.services.workbooks.returned import (
    ReturnedView,
    RowDifference,
    erased_case,
    handed_over,
    not_theirs,
)
from inspect_tool.services.workbooks.who_answers import readers_who_may, voice_reader_of
from inspect_tool.store import snapshot_queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspect_tool.domain.packs.answers import PackedAnswer
    from inspect_tool.domain.records.records import Reader, Subject
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.tables import Revision

IN = "pack.in"


@dataclass
class _TakingOne:
    """What is being taken of a return at one authority, and what came of it so far.

    Args:
        readers: As which reader the inspector answers for each subject.
        own: The cases that they read now.
        new: Their own answers that are not known here, by whom they are to be joined.
        laid_aside: Those about what is not theirs.
    """

    returned: PackReturn
    authority: str
    book: JoiningBook
    readers: Mapping[str, Reader]
    own: frozenset[str]
    new: list[PackedAnswer] = field(default_factory=list)
    laid_aside: list[PackedAnswer] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)
    foreign: int = 0
    known: int = 0
    new_notes: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def inspector(self) -> str:
        """Whose pack it was."""
        return self.returned.pack.inspector

    def reader(self, subject: Subject) -> Reader | None:
        """As which reader they answer for a subject; None where they do not."""
        return self.readers.get(subject.ref) or voice_reader_of(self.inspector, subject)


def take_packs(
    begin: Begin, review: Review, files: Sequence[Path], *, keys: KeyFolder, evidence: Path
) -> tuple[ReturnedView, ...]:
    """Take returns of packs, all of them in one transaction or none; one view for each authority.

    Args:
        begin: Begins a transaction: one that writes, or one that only reads for a dry run.
        evidence: Folder of the review's files of evidence.

    Raises:
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: The actor may not
            take one in.
        SigningKeyMissingError, SigningKeyChangedError, SigningKeyDestroyedError: The key that
            packs were issued with is not there.
        NotDecryptedError, NoPackError, PackTooLargeError: One is no return to this review.
        NotOursError, UnknownPackError, FaultyReturnError: One is of another review, or holds what
            it must not.
        WrongReviewError: Its authority is no longer in the plan.
    """
    with begin() as work:
        check_can(work.actor, Action.TAKE_WORKBOOK, Thing(owner=work.actor.id))
        check_key_of_the_field(work, keys)
        signing_key = keys.signing_key()
        if signing_key is None:
            raise SigningKeyDestroyedError if was_destroyed(work) else SigningKeyMissingError
    returns = [read_return(path, signing_key) for path in files]
    with begin() as work:
        return tuple(
            view
            for returned in returns
            for view in take_pack_return(work, review, returned, evidence)
        )


def take_pack_return(
    work: UnitOfWork, review: Review, returned: PackReturn, evidence: Path
) -> list[ReturnedView]:
    """Take one return in whose signatures hold; see `take_packs`."""
    pack = returned.pack
    issued = issued_packs(work)
    known = issued.get(pack.pack)
    if known is None or known.public_key != pack.public_key:
        raise UnknownPackError(returned.file)
    newest = max(one.number for one in issued.values() if one.inspector == pack.inspector)
    taken = [
        _taken_at(work, review, returned, authority)
        for authority in sorted(known.authorities | {one.authority for one in returned.answers})
    ]
    told: list[Problem] = []
    if newest > pack.number:
        told.append(flags.older_issue(returned.file, pack.number, newest))
    new = [answer for taking in taken for answer in taking.new]
    latest = max((answer.recorded_at for answer in new), default=work.now)
    if latest > work.now:
        told.append(flags.clock_ahead(returned.file, latest, work.now))
    told += take_files(work, evidence, returned, new)
    if taken:
        taken[0].problems[:0] = told
    return [_finished(work, review, taking) for taking in taken]


def _taken_at(work: UnitOfWork, review: Review, returned: PackReturn, authority: str) -> _TakingOne:
    """Look at every answer of a return about an authority, and say what it is."""
    inspector = returned.pack.inspector
    readers = readers_who_may(work, review, authority, inspector, file=returned.file)
    taking = _TakingOne(
        returned=returned,
        authority=authority,
        book=JoiningBook(work, review, authority),
        readers=readers,
        own=frozenset(row.case_ref for row in duties_of(work, inspector).get(authority, ())),
    )
    versions = {framework.version for framework in review.versions.frameworks}
    for answer in returned.answers:
        if answer.authority == authority:
            _sort(taking, answer, versions)
    return taking


def _sort(taking: _TakingOne, answer: PackedAnswer, versions: set[str]) -> None:
    book = taking.book
    if answer.subject_ref in book.erased:
        taking.erased.add(answer.subject_ref)
    elif answer.id in book.revisions:
        taking.known += 1
    elif answer.author != taking.inspector or answer.item_kind is ItemKind.STRAY:
        taking.foreign += 1
    else:
        check_answer(taking.returned.file, answer, book, versions)
        reader = taking.reader(subject_named(answer.subject_ref))
        (taking.new if reader == answer.reader else taking.laid_aside).append(answer)


def _finished(work: UnitOfWork, review: Review, taking: _TakingOne) -> ReturnedView:
    """Join what is new, keep what is not theirs as notes, and tell."""
    book, rows = taking.book, [row_of(answer) for answer in taking.new]
    before = {place: book.standing.get(place) for place in map(place_of, rows)}
    begun = {place.subject_ref for place in book.standing}
    joined = book.join(rows, {answer.id: answer.parents for answer in taking.new})
    _pin_begun(work, taking, begun)
    words = ItemWords.of(review.framework)
    stray = [_lay_aside(taking, answer, words) for answer in taking.laid_aside]
    _tell(work, taking, joined)
    book.write()
    # After that, since words that were kept in the pack are among what was written.
    kept = kept_words(work, taking.authority)
    taking.problems += told_of_rows(taking.returned.file, rows, kept)
    crossed = {place for place in joined.crossed if place.item_kind != ItemKind.STATE}
    _audit(work, taking, crossed)
    return ReturnedView(
        file=taking.returned.file,
        authority=taking.authority,
        inspector=taking.inspector,
        changed=len(rows),
        unchanged=taking.known,
        conflicts=tuple(f"{place.subject_ref} {place.item_id}" for place in sorted(crossed)),
        problems=tuple(taking.problems),
        stray=tuple(ref for ref in stray if ref),
        differences=tuple(_difference(row, before, joined, words) for row in rows),
    )


def _pin_begun(work: UnitOfWork, taking: _TakingOne, before: set[str]) -> None:
    """Put what was begun in a pack of an earlier version under that version."""
    pins = taking.book.pins
    begun = {row.subject_ref: row.version for row in taking.new if row.subject_ref not in before}
    pin(
        work,
        [
            Pinned(taking.authority, ref, version, BEGUN)
            for ref, version in sorted(begun.items())
            if pins.version(ref) != version and ref not in pins.versions
        ],
    )


def _lay_aside(taking: _TakingOne, answer: PackedAnswer, words: ItemWords) -> str:
    """Keep an answer about what is not the sender's as a stray note; empty if it has no words."""
    row = row_of(answer)
    said = words.answer(answer.item_kind, answer.item_id, answer_of(row))
    text = ": ".join(part for part in (said, answer.note) if part)
    if not text:
        return ""
    note = StrayNote(
        subject=subject_of(row),
        reader=None,
        where=f"{answer.subject_ref}, {answer.item_id}",
        text=text,
        author=taking.inspector,
        origin=f"pack {taking.returned.pack.number} of {taking.inspector}",
    )
    taking.new_notes += taking.book.keep(note)
    return answer.subject_ref


def _tell(work: UnitOfWork, taking: _TakingOne, joined: Joined) -> None:
    file, problems = taking.returned.file, taking.problems
    problems += [erased_case(file, subject_named(ref)) for ref in sorted(taking.erased)]
    if taking.foreign:
        problems.append(flags.by_somebody_else(file, taking.foreign))
    aside: dict[str, int] = {}
    for answer in taking.laid_aside:
        aside[answer.subject_ref] = aside.get(answer.subject_ref, 0) + 1
    problems += [
        not_theirs(file, taking.inspector, ref, number) for ref, number in sorted(aside.items())
    ]
    counted = snapshot_queries.last_snapshots(work)
    for ref in sorted({answer.subject_ref for answer in taking.new}):
        is_case = subject_named(ref).kind is SubjectKind.CASE
        if is_case and ref not in taking.own:
            problems.append(handed_over(file, taking.inspector, ref))
        if (taking.authority, ref) in counted:
            problems.append(flags.counted_meanwhile(file, ref))
        versions = {answer.version for answer in taking.new if answer.subject_ref == ref}
        if versions - {taking.book.pins.version(ref)}:
            problems.append(flags.of_earlier_version(file, ref))
    for place in sorted(joined.crossed):
        if place.item_kind == ItemKind.STATE:
            problems.append(flags.moved_meanwhile(file, place.subject_ref))
    problems += [
        flags.closed_meanwhile(file, place.subject_ref) for place in _closed_queries(taking)
    ]


def _closed_queries(taking: _TakingOne) -> list[ItemPlace]:
    """Queries that were replied to in the pack, and closed here."""
    replied = {
        place_of(row_of(answer)) for answer in taking.new if answer.item_kind is ItemKind.QUERY
    }
    return sorted(
        place
        for place in replied
        if any(row.value == QueryStep.CLOSED.value for row in taking.book.said(place))
    )


def _difference(
    row: Revision,
    before: Mapping[ItemPlace, Revision | None],
    joined: Joined,
    words: ItemWords,
) -> RowDifference:
    """One new answer beside what was recorded here, and what became of it."""
    place, kind = place_of(row), ItemKind(row.item_kind)
    standing = before[place]
    outcome = Outcome.SAME
    if place in joined.crossed:
        outcome = Outcome.CROSSED
    elif place in joined.moved:
        outcome = Outcome.TAKEN
    recorded = NOTHING if standing is None else answer_of(standing)
    said = [
        ": ".join(part for part in (words.answer(kind, row.item_id, one), one.note) if part)
        for one in (recorded, answer_of(row))
    ]
    return RowDifference(row.subject_ref, row.item_id, "", said[0], said[1], outcome)


def _audit(work: UnitOfWork, taking: _TakingOne, crossed: set[ItemPlace]) -> None:
    if not (taking.new or taking.new_notes):
        return
    work.audit(
        IN,
        stream=taking.authority,
        inspector=taking.inspector,
        pack=taking.returned.pack.pack,
        number=taking.returned.pack.number,
        file=taking.returned.digest,
        changed=len(taking.new),
        conflicts=len(crossed),
        stray=taking.new_notes,
    )
