"""One returned workbook after the other, turned into edits, stray notes and what to say of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.merge import NOTHING
from inspect_tool.domain.records.queries import QueryStep
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.domain.workbook.differences import Outcome, row_gives
from inspect_tool.errors import Problem, Severity
from inspect_tool.services.records.item_words import ItemWords
from inspect_tool.services.records.revisions import Edit, RecordBook, Saved, StrayNote, answer_of
from inspect_tool.services.records.under import BEGUN, Pinned, pin
from inspect_tool.services.workbooks.issue import IssuedFile, duties_of
from inspect_tool.services.workbooks.returned import (
    DamagedWorkbookError,
    ReturnedView,
    RowDifference,
    TakeOptions,
    after_fieldwork,
    closed_meanwhile,
    coming_day,
    erased_case,
    handed_over,
    not_come_yet,
    not_emptied,
    not_theirs,
    of_another_version,
    place_of_row,
    reply_of,
    unmoved,
    whole_entry,
    without_coming_day,
)
from inspect_tool.services.workbooks.who_answers import readers_who_may, voice_reader

if TYPE_CHECKING:
    from inspect_tool.domain.workbook.workbook import WorkbookIdentity
    from inspect_tool.readers.case_workbook.reading import ReadEntry
    from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn
    from inspect_tool.store.database import UnitOfWork


@dataclass
class _Taking:
    """A workbook while it is taken in."""

    file: str
    identity: WorkbookIdentity
    book: RecordBook
    readers: dict[str, Reader]
    own: frozenset[str]
    options: TakeOptions
    words: ItemWords
    fieldwork_ends: date
    today: date
    tally: Counter[Saved] = field(default_factory=Counter)
    conflicts: list[str] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)
    differences: list[RowDifference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    handed_over: set[str] = field(default_factory=set)
    stray: list[str] = field(default_factory=list)
    new_notes: int = 0
    refused: set[str] = field(default_factory=set)
    not_theirs: Counter[str] = field(default_factory=Counter)
    gone: int = 0  # answers that went with the row of a group

    def reader(self, subject: Subject) -> Reader | None:
        """As which reader the inspector answers for a subject; None where they do not."""
        return self.readers.get(subject.ref) or voice_reader(self.identity, subject)

    def tell_of_hand_over(self, subject: Subject) -> None:
        """Say of a case once that somebody else reads it now."""
        if subject.kind is SubjectKind.CASE and subject.ref not in self.own:
            self.handed_over.add(subject.ref)

    def say(
        self, entry: ReadEntry, answers: tuple[Answer, Answer, Answer], outcome: Outcome
    ) -> None:
        """List a difference: as issued, as recorded before, as given."""
        said = [
            ": ".join(
                part
                for part in (self.words.answer(entry.kind, entry.item_id, answer), answer.note)
                if part
            )
            for answer in answers
        ]
        self.differences.append(
            RowDifference(entry.subject.ref, entry.item_id, said[0], said[1], said[2], outcome)
        )


@dataclass
class Intake:
    """Where workbooks are taken in, one after the other, in one transaction.

    It holds the records of one authority at a time, so workbooks should come in by authority.
    """

    work: UnitOfWork
    review: Review
    options: TakeOptions
    book: RecordBook | None = None
    known: dict[tuple[str, str], dict[str, Reader]] = field(default_factory=dict)

    def take(self, returned: CaseWorkbookReturn, *, file: str) -> ReturnedView:
        """Add what changed in a workbook since it was handed out; nothing is overwritten.

        Copies of one issue are edits like any others: what two of them say differently crosses,
        and what one left as it was issued takes nothing back.

        Raises:
            DamagedWorkbookError: Its identity is missing or not ours.
            WrongReviewError: Its authority is no longer in the plan.
            NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: The actor may
                not take it in.
        """
        identity = returned.identity
        check_can(self.work.actor, Action.TAKE_WORKBOOK, Thing(owner=self.work.actor.id))
        if any(problem.severity is Severity.REFUSED for problem in returned.problems):
            raise DamagedWorkbookError(file, returned.problems)
        readers = self._readers(identity.authority, identity.inspector, file=file)
        taking = _Taking(
            file=file,
            identity=identity,
            book=self._book(identity.authority),
            own=frozenset(
                row.case_ref
                for rows in duties_of(self.work, identity.inspector).values()
                for row in rows
            ),
            readers=readers,
            options=self.options,
            words=ItemWords.of(self.review.versions.of(identity.framework_version)),
            fieldwork_ends=self.review.plan.dates.fieldwork[1],
            today=self.work.now.date(),
            problems=list(returned.problems),
        )
        before = {place.subject_ref for place in taking.book.standing}
        for entry in returned.entries:
            _take_entry(taking, entry)
        self._pin_begun(taking, before)
        for stray in returned.stray:
            _keep(taking, stray.subject, stray.where, stray.text)
        taking.problems += [
            handed_over(file, identity.inspector, ref) for ref in sorted(taking.handed_over)
        ]
        taking.problems += [
            not_theirs(file, identity.inspector, ref, number)
            for ref, number in taking.not_theirs.items()
        ]
        taking.book.write()
        _audit(self.work, taking)
        said = sum(not entry.is_gone for entry in returned.entries)
        return _view(taking, rows=said + taking.gone)

    def _pin_begun(self, taking: _Taking, before: set[str]) -> None:
        """Put what was begun in a workbook of an earlier version under that version."""
        version, pins = taking.identity.framework_version, taking.book.pins
        begun = {place.subject_ref for place in taking.book.standing} - before
        pin(
            self.work,
            [
                Pinned(taking.identity.authority, ref, version, BEGUN)
                for ref in sorted(begun)
                if pins.version(ref) != version and ref not in pins.versions
            ],
        )

    def unchanged(self, issued: IssuedFile, *, file: str) -> ReturnedView:
        """What came of a workbook that is byte for byte as it was handed out.

        Raises:
            WrongReviewError, NotYourRoleError, NotYourCaseError, ConflictHoldsError,
            BlindReadError: As for any workbook.
        """
        check_can(self.work.actor, Action.TAKE_WORKBOOK, Thing(owner=self.work.actor.id))
        self._readers(issued.authority, issued.inspector, file=file)
        return ReturnedView(
            file=file,
            authority=issued.authority,
            inspector=issued.inspector,
            changed=0,
            unchanged=issued.rows,
            conflicts=(),
            problems=(),
        )

    def _book(self, authority: str) -> RecordBook:
        if self.book is None or self.book.authority != authority:
            self.book = None  # so that no two are held
            self.book = RecordBook(self.work, self.review, authority)
        return self.book

    def _readers(self, authority: str, inspector: str, *, file: str) -> dict[str, Reader]:
        """As which reader the inspector answers; refused where the actor must not see that.

        The same for every file of one inspector at one authority, and found once.
        """
        if (authority, inspector) not in self.known:
            self.known[authority, inspector] = readers_who_may(
                self.work, self.review, authority, inspector, file=file
            )
        return self.known[authority, inspector]


def _is_refused(taking: _Taking, subject: Subject | None) -> bool:
    """Whether something is about a case that was erased; said once for each such case."""
    if subject is None or subject.ref not in taking.book.erased:
        return False
    if subject.ref not in taking.refused:
        taking.refused.add(subject.ref)
        taking.problems.append(erased_case(taking.file, subject))
    return True


def _take_entry(taking: _Taking, entry: ReadEntry) -> None:
    if _is_refused(taking, entry.subject):
        return
    possible = without_coming_day(entry, today=taking.today, fieldwork_ends=taking.fieldwork_ends)
    if possible is not entry:
        taking.problems.append(not_come_yet(taking.file, entry))
        _keep(taking, entry.subject, place_of_row(entry), coming_day(entry))
    entry = possible
    reader = taking.reader(entry.subject)
    if reader is None:
        if entry.is_changed:
            _keep_entry(taking, entry)
        return
    if entry.kind is ItemKind.QUERY:
        _take_reply(taking, entry, reader)
    else:
        _take_answer(taking, entry, reader)


def _take_answer(taking: _Taking, entry: ReadEntry, reader: Reader) -> None:
    base = taking.book.revisions.get(entry.base_revision or "")
    issued = taking.book.ground(base, taking.identity.framework_version)
    entry = whole_entry(entry, taking.identity.form, issued)
    place = ItemPlace(entry.subject.ref, reader.value, entry.kind.value, entry.item_id)
    standing = taking.book.standing.get(place)
    recorded = NOTHING if standing is None else answer_of(standing)
    is_by_a_copy = standing is not None and standing.origin == taking.identity.pack_id
    if not entry.is_changed:
        if is_by_a_copy:
            taking.say(entry, (issued, recorded, issued), Outcome.AS_ISSUED)
        return
    # What goes on from a copy is held against that copy, so that a blank takes nothing of it back.
    ground = recorded if is_by_a_copy and taking.options.goes_on else issued
    empties = taking.options.empties or entry.is_gone
    gives = row_gives(ground, entry.answer, is_unread=bool(entry.unread), empties=empties)
    taking.tell_of_hand_over(entry.subject)
    outcome = Outcome.SAME
    if gives.answer != ground or taking.book.sides(place):
        outcome = _outcome(taking, entry, _edit(entry, taking.identity, reader, gives.answer))
    if gives.emptied:
        taking.gone += entry.is_gone
        taking.emptied.append(f"{entry.subject.ref} {entry.item_id}")
        outcome = Outcome.EMPTIED if empties else Outcome.KEPT
        if not empties:
            taking.problems.append(not_emptied(taking.file, entry, gives.emptied))
    if gives.emptied or gives.answer != issued:
        taking.say(entry, (issued, recorded, entry.answer or NOTHING), outcome)


def _take_reply(taking: _Taking, entry: ReadEntry, reader: Reader) -> None:
    """File what was written in the cell of a query as a reply; two copies may give two."""
    given = reply_of(entry)
    if not (entry.is_changed and given.note):
        return
    taking.tell_of_hand_over(entry.subject)
    edit = _edit(entry, taking.identity, reader, Answer(QueryStep.REPLIED.value, note=given.note))
    steps = {answer_of(row) for row in taking.book.said(edit.place)}
    if not steps:  # nobody asks here any more
        _keep_entry(taking, entry)
        return
    outcome = Outcome.SAME
    if edit.answer not in steps:
        taking.book.add(edit)
        taking.tally[Saved.CHANGED] += 1
        outcome = Outcome.TAKEN
        if any(step.value == QueryStep.CLOSED for step in steps):
            taking.problems.append(closed_meanwhile(taking.file, entry))
    taking.say(entry, (NOTHING, NOTHING, given), outcome)


def _outcome(taking: _Taking, entry: ReadEntry, edit: Edit) -> Outcome:
    """Add an edit, and say what became of it."""
    saved = taking.book.add(edit)
    standing = taking.book.standing.get(edit.place)
    stands = standing is not None and answer_of(standing) == edit.answer
    if (saved.is_open or not stands) and _goes_on(taking, edit):
        saved, outcome = Saved.CHANGED, Outcome.IN_PLACE
    elif saved.is_open:
        taking.conflicts.append(f"{entry.subject.ref} {entry.item_id}")
        outcome = Outcome.CROSSED
    elif saved is Saved.CHANGED:
        outcome = Outcome.TAKEN
    else:
        outcome = unmoved(edit, saved, standing, taking.book.pins)
        if outcome is Outcome.OF_ANOTHER_VERSION:
            taking.problems.append(of_another_version(taking.file, edit))
    taking.tally[saved] += 1
    if saved in (Saved.CHANGED, Saved.CONFLICT):
        taking.problems += _after_fieldwork(taking, entry)
    return outcome


def _goes_on(taking: _Taking, edit: Edit) -> bool:
    """Put an answer in the place of what earlier copies, and nobody else, said, if asked to."""
    book = taking.book
    standing = book.standing.get(edit.place)
    sides = book.sides(edit.place) or (() if standing is None else (standing,))
    if not taking.options.goes_on or any(side.origin != edit.origin for side in sides):
        return False
    book.settle(replace(edit, base=sides[0].id if sides else edit.base))
    return True


def _after_fieldwork(taking: _Taking, entry: ReadEntry) -> list[Problem]:
    """A date that `case check` will not let pass, said at once."""
    value = entry.answer.value if entry.answer else None
    if not isinstance(value, date) or value <= taking.fieldwork_ends:
        return []
    return [after_fieldwork(taking.file, entry, value, taking.fieldwork_ends)]


def _keep(taking: _Taking, subject: Subject | None, where: str, text: str) -> None:
    """Keep words that are not an answer; nothing that somebody wrote is lost.

    Args:
        subject: Whose sheet they are on; None on a sheet that is nobody's.
    """
    if _is_refused(taking, subject):
        return
    authority = taking.identity.authority
    note = StrayNote(
        subject=subject or Subject(SubjectKind.AUTHORITY, authority, authority),
        reader=taking.reader(subject) if subject else None,
        where=where,
        text=text,
        author=taking.identity.inspector,
        origin=taking.identity.pack_id,
    )
    taking.stray.append(note.subject.ref)
    taking.new_notes += taking.book.keep(note)


def _keep_entry(taking: _Taking, entry: ReadEntry) -> None:
    """Keep what an inspector answered in a case that is not theirs any more."""
    said = entry.words
    if said:
        taking.not_theirs[entry.subject.ref] += 1
        _keep(taking, entry.subject, place_of_row(entry), said)


def _audit(work: UnitOfWork, taking: _Taking) -> None:
    changed, crossed = taking.tally[Saved.CHANGED], taking.tally[Saved.CONFLICT]
    if changed or crossed or taking.tally[Saved.AGREED] or taking.new_notes:
        work.audit(
            "case.import",
            stream=taking.identity.authority,
            inspector=taking.identity.inspector,
            pack=taking.identity.pack_id,
            changed=changed,
            conflicts=crossed,
            stray=taking.new_notes,
        )


def _view(taking: _Taking, *, rows: int) -> ReturnedView:
    changed, crossed = taking.tally[Saved.CHANGED], taking.tally[Saved.CONFLICT]
    return ReturnedView(
        file=taking.file,
        authority=taking.identity.authority,
        inspector=taking.identity.inspector,
        changed=changed,
        unchanged=rows - changed - crossed - taking.tally[Saved.OPEN],
        conflicts=tuple(taking.conflicts),
        problems=tuple(taking.problems),
        stray=tuple(taking.stray),
        emptied=tuple(taking.emptied),
        differences=tuple(taking.differences),
    )


def _edit(entry: ReadEntry, identity: WorkbookIdentity, reader: Reader, answer: Answer) -> Edit:
    return Edit(
        subject=entry.subject,
        reader=reader,
        kind=entry.kind,
        item_id=entry.item_id,
        answer=answer,
        author=identity.inspector,
        base=entry.base_revision,
        origin=identity.pack_id,
        version=identity.framework_version,
    )
