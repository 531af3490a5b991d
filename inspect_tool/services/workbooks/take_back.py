"""Case workbooks in: what changed since they were handed out is added, nothing overwritten."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Answer, ItemPlace, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.domain.workbook import layout
from inspect_tool.errors import CheckFailedError, Problem, Severity
from inspect_tool.readers.case_workbook.workbook import read_case_workbooks
from inspect_tool.services.assignment.record_owners import leads_authority
from inspect_tool.services.records.revisions import Edit, RecordBook, Saved, StrayNote, answer_of
from inspect_tool.services.records.sight import open_pairs
from inspect_tool.services.review.signing import check_key_of_the_field
from inspect_tool.services.workbooks.issue import duties_of

if TYPE_CHECKING:
    from inspect_tool.domain.workbook.workbook import WorkbookIdentity
    from inspect_tool.readers.case_workbook.rows import ReadEntry
    from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

# Starting a process takes as long as reading one workbook of nine cases: 0.11 s each, measured on
# the sample review with `read_sheets` of one and of six.
WORTH_A_PROCESS = 4


class WrongReviewError(CheckFailedError):
    """A workbook of an authority that is no longer in the plan."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(
            f"{file} was made for {what}. Nothing of it was taken; look for the right file."
        )


class DamagedWorkbookError(CheckFailedError):
    """A workbook whose identity cannot be trusted; nothing of it was taken."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            f"{file} cannot be taken: it is not as it was handed out. Nothing of it was taken; "
            "the problems below say what to do.",
            problems=problems,
        )


@dataclass(frozen=True)
class ReturnedView:
    """What came of taking a workbook in.

    Args:
        conflicts: Items that changed after the workbook was issued, open until they are settled.
        stray: Where words that are not an answer are kept: references of cases and the authority.
    """

    file: str
    authority: str
    inspector: str
    changed: int
    unchanged: int
    conflicts: tuple[str, ...]
    problems: tuple[Problem, ...]
    stray: tuple[str, ...] = ()


@dataclass
class _Taking:
    """A workbook while it is taken in."""

    file: str
    identity: WorkbookIdentity
    book: RecordBook
    readers: dict[str, Reader]
    fieldwork_ends: date
    tally: Counter[Saved] = field(default_factory=Counter)
    conflicts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    new_notes: int = 0
    refused: set[str] = field(default_factory=set)

    def reader(self, subject: Subject) -> Reader | None:
        """As which reader the inspector answers for a subject; None where they do not."""
        return self.readers.get(subject.ref) or _interview_reader(self.identity, subject)


def read_workbooks(
    review: Review, paths: Sequence[Path], *, keys: KeyFolder
) -> list[CaseWorkbookReturn]:
    """Read workbooks, outside any transaction; many are opened by several processes at once.

    Raises:
        UnreadableFileError: One cannot be read, or is unsafe to read.
    """
    read = partial(
        read_case_workbooks,
        framework=review.framework,
        signing_key=keys.checking_key(),
        review=review.plan.review,
    )
    if not paths:
        return []
    processes = min(os.cpu_count() or 1, ceil(len(paths) / WORTH_A_PROCESS))
    share = ceil(len(paths) / processes)
    shares = [paths[start : start + share] for start in range(0, len(paths), share)]
    # The threads wait for processes, and take in what these send.
    with ThreadPoolExecutor(len(shares)) as threads:
        return [returned for those in threads.map(read, shares) for returned in those]


def take_workbooks(
    begin: Begin, review: Review, files: Sequence[Path], *, keys: KeyFolder
) -> tuple[ReturnedView, ...]:
    """Take filled-in case workbooks, all of them in one transaction or none.

    Args:
        begin: Begins a transaction: one that writes, or one that only reads for a dry run.

    Raises:
        UnreadableFileError: One cannot be read, or is unsafe to read.
        SigningKeyMissingError, SigningKeyChangedError, SigningKeyDestroyedError: The key that
            workbooks were issued with is not there.
        DamagedWorkbookError, WrongReviewError, NotYourRoleError, NotYourCaseError: See
            `take_workbook`.
    """
    with begin() as work:
        check_key_of_the_field(work, keys)
    read = read_workbooks(review, files, keys=keys)
    with begin() as work:
        return tuple(
            take_workbook(work, review, returned, file=path.name)
            for path, returned in zip(files, read, strict=True)
        )


def take_workbook(
    work: UnitOfWork, review: Review, returned: CaseWorkbookReturn, *, file: str
) -> ReturnedView:
    """Add what changed in a workbook since it was handed out; nothing is overwritten.

    Raises:
        DamagedWorkbookError: Its identity is missing or not ours.
        WrongReviewError: Its authority is no longer in the plan.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: The actor may not
            take it in.
    """
    identity = returned.identity
    check_can(work.actor, Action.TAKE_WORKBOOK, Thing(owner=work.actor.id))
    if any(problem.severity is Severity.REFUSED for problem in returned.problems):
        raise DamagedWorkbookError(file, returned.problems)
    if review.plan.authority(identity.authority) is None:
        raise WrongReviewError(file, f"{identity.authority}, which is not in the plan")
    readers = _readers(work, review, identity)
    _check_may_take(work, review, identity, file=file, cases=readers.keys())
    taking = _Taking(
        file=file,
        identity=identity,
        book=RecordBook(work, review, identity.authority),
        readers=readers,
        fieldwork_ends=review.plan.dates.fieldwork[1],
        problems=list(returned.problems),
    )
    for entry in returned.entries:
        _take_entry(taking, entry)
    for stray in returned.stray:
        _keep(taking, stray.subject, stray.where, stray.text)
    taking.book.write()
    _audit(work, taking)
    return _view(taking, rows=len(returned.entries))


def _check_may_take(
    work: UnitOfWork,
    review: Review,
    identity: WorkbookIdentity,
    *,
    file: str,
    cases: Collection[str],
) -> None:
    """Refuse a workbook that the actor must not see."""
    is_others = work.actor.id != identity.inspector
    unseen = open_pairs(work, review, identity.authority) & set(cases)
    workbook = Thing(
        name=file,
        authorities=frozenset({identity.authority}),
        owner=identity.inspector,
        unseen=frozenset(unseen) if is_others else frozenset(),
    )
    check_can(work.actor, Action.TAKE_WORKBOOK, workbook)


def _is_refused(taking: _Taking, subject: Subject | None) -> bool:
    """Whether something is about a case that was erased; said once for each such case."""
    if subject is None or subject.ref not in taking.book.erased:
        return False
    if subject.ref not in taking.refused:
        taking.refused.add(subject.ref)
        taking.problems.append(_erased(taking.file, subject))
    return True


def _take_entry(taking: _Taking, entry: ReadEntry) -> None:
    if _is_refused(taking, entry.subject):
        return
    reader = taking.reader(entry.subject)
    if reader is None:
        if entry.is_changed:
            taking.problems.append(_not_theirs(taking.file, entry, taking.identity))
            _keep_entry(taking, entry)
        return
    if not _is_edit(taking.book, entry, taking.identity, reader):
        return
    saved = taking.book.add(_edit(taking.book, entry, taking.identity, reader))
    taking.tally[saved] += 1
    if saved in (Saved.CONFLICT, Saved.OPEN):
        taking.conflicts.append(f"{entry.subject.ref} {entry.item_id}")
    if saved in (Saved.CHANGED, Saved.CONFLICT):
        taking.problems += _after_fieldwork(taking, entry)


def _after_fieldwork(taking: _Taking, entry: ReadEntry) -> list[Problem]:
    """A date that `case check` will not let pass, said at once."""
    value = entry.answer.value if entry.answer else None
    if not isinstance(value, date) or value <= taking.fieldwork_ends:
        return []
    last = taking.fieldwork_ends
    return [
        Problem(
            file=taking.file,
            sheet=entry.sheet,
            row=entry.row,
            column=layout.ANSWER.heading,
            value=f"{value:%d/%m/%Y}",
            kind="date-after-fieldwork",
            severity=Severity.NOTED,
            message=f"The date is after the last day of fieldwork, {last:%d/%m/%Y}.",
            remedy="Correct it; the case is not complete with it.",
        )
    ]


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
    said = _words(entry)
    if said:
        _keep(taking, entry.subject, f"{entry.sheet}, row {entry.row}, {entry.item_id}", said)


def _audit(work: UnitOfWork, taking: _Taking) -> None:
    changed, crossed = taking.tally[Saved.CHANGED], taking.tally[Saved.CONFLICT]
    if changed or crossed or taking.new_notes:
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
    )


def _is_edit(
    book: RecordBook, entry: ReadEntry, identity: WorkbookIdentity, reader: Reader
) -> bool:
    """Whether a row says something new, or takes back what the same workbook said before."""
    place = ItemPlace(entry.subject.ref, reader.value, entry.kind.value, entry.item_id)
    standing = book.standing.get(place)
    was_brought = standing is not None and standing.origin == identity.pack_id
    return entry.is_changed or was_brought


def _readers(work: UnitOfWork, review: Review, identity: WorkbookIdentity) -> dict[str, Reader]:
    """As which reader the inspector answers for each subject of the workbook."""
    readers = {
        row.case_ref: Reader(row.reader)
        for rows in duties_of(work, identity.inspector).values()
        for row in rows
    }
    if leads_authority(work, review, identity.authority) == identity.inspector:
        readers[identity.authority] = Reader.FIRST
    return readers


def _interview_reader(identity: WorkbookIdentity, subject: Subject) -> Reader | None:
    own = f"{identity.authority}-I-{identity.inspector}"
    is_own = subject.kind is SubjectKind.INTERVIEW and subject.ref.rpartition("-")[0] == own
    return Reader.FIRST if is_own else None


def _edit(book: RecordBook, entry: ReadEntry, identity: WorkbookIdentity, reader: Reader) -> Edit:
    return Edit(
        subject=entry.subject,
        reader=reader,
        kind=entry.kind,
        item_id=entry.item_id,
        answer=_answer(book, entry, identity, reader),
        author=identity.inspector,
        base=entry.base_revision,
        origin=identity.pack_id,
    )


def _answer(
    book: RecordBook, entry: ReadEntry, identity: WorkbookIdentity, reader: Reader
) -> Answer:
    """What a row comes to, given what it was issued with and what the workbook brought before."""
    issued = book.revisions.get(entry.base_revision or "")
    as_issued = answer_of(issued) if issued is not None else Answer()
    if not entry.is_changed:
        # As it was issued: what the same workbook had changed is taken back.
        return as_issued
    given = entry.answer or Answer()
    if not entry.unread:
        return given
    # What was typed is not an answer: the recorded one stands, and the note is taken if it is new.
    place = ItemPlace(entry.subject.ref, reader.value, entry.kind.value, entry.item_id)
    brought = book.brought_by(identity.pack_id, place)
    gone_on_from = answer_of(brought) if brought is not None else as_issued
    if given.note == gone_on_from.note:
        return gone_on_from
    in_force = book.standing.get(place)
    return replace(answer_of(in_force) if in_force is not None else Answer(), note=given.note)


def _words(entry: ReadEntry) -> str:
    """An answer with its note, so that neither is lost with a row that is not taken."""
    answer = entry.answer or Answer()
    said = str(answer.value) if answer.value is not None else answer.absence or ""
    return ": ".join(part for part in (said, answer.note) if part)


def _erased(file: str, subject: Subject) -> Problem:
    return Problem(
        file=file,
        kind="erased-case",
        severity=Severity.DROPPED,
        message=f"{subject.ref} was erased, so nothing about it was taken or kept. The other "
        "cases of the workbook were taken.",
        remedy="Delete the workbook when you no longer need it: it may still hold the case.",
    )


def _not_theirs(file: str, entry: ReadEntry, identity: WorkbookIdentity) -> Problem:
    return Problem(
        file=file,
        sheet=entry.sheet,
        row=entry.row,
        column=entry.item_id,
        kind="not-their-case",
        severity=Severity.DROPPED,
        message=f"{entry.subject.ref} is not among the cases of {identity.inspector}; what this "
        "row says is kept as a stray note.",
        remedy="Ask the lead: the case was lost or moved after the workbook was handed out.",
    )
