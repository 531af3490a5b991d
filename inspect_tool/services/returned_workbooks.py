"""Case workbooks in: what changed since they were handed out is added, nothing overwritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.framework import SubjectKind
from inspect_tool.domain.people import check_can_record
from inspect_tool.domain.records import Answer, Reader, Subject
from inspect_tool.errors import CheckFailedError, Problem, Severity
from inspect_tool.services import records
from inspect_tool.services.case_workbooks import duties_of, leads_authority
from inspect_tool.services.records import Edit, Saved
from inspect_tool.services.reviews import Review

if TYPE_CHECKING:
    from inspect_tool.domain.case_workbook import WorkbookIdentity
    from inspect_tool.readers.case_workbook import CaseWorkbookReturn
    from inspect_tool.readers.case_workbook_rows import ReadEntry, StrayWriting
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

# A workbook takes most of a second to read, and so does starting a process.
WORTH_A_PROCESS = 6


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
        conflicts: Items that somebody else changed meanwhile; both versions are kept.
    """

    file: str
    authority: str
    inspector: str
    changed: int
    unchanged: int
    conflicts: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_workbooks(
    review: Review, paths: Sequence[Path], *, keys: KeyFolder
) -> list[CaseWorkbookReturn]:
    """Read workbooks, outside any transaction; many of them in several processes at once.

    Raises:
        UnreadableFileError: One cannot be read, or is unsafe to read.
    """
    from inspect_tool.readers.case_workbook import read_case_workbook

    read = partial(
        read_case_workbook,
        framework=review.framework,
        signing_key=keys.checking_key(),
        review=review.plan.review,
    )
    if len(paths) < WORTH_A_PROCESS:
        return [read(path) for path in paths]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return list(pool.map(read, paths))


def take_workbook(
    work: UnitOfWork, review: Review, returned: CaseWorkbookReturn, *, file: str
) -> ReturnedView:
    """Add what changed in a workbook since it was handed out; nothing is overwritten.

    Raises:
        DamagedWorkbookError: Its identity is missing or not ours.
        WrongReviewError: Its authority is no longer in the plan.
        NotYourRoleError, NotYourCaseError: The actor may not record for its inspector.
    """
    identity = returned.identity
    if any(one.severity is Severity.REFUSED for one in returned.problems):
        raise DamagedWorkbookError(file, returned.problems)
    if review.plan.authority(identity.authority) is None:
        raise WrongReviewError(file, f"{identity.authority}, which is not in the plan")
    check_can_record(work.actor, reader=identity.inspector, case_ref=file)
    book = records.RecordBook(work, review, identity.authority)
    tally: Counter[Saved] = Counter()
    conflicts: list[str] = []
    problems = [*returned.problems, *(_stray_problem(file, one) for one in returned.stray)]
    readers = _readers(work, review, identity)
    for entry in returned.entries:
        reader = readers.get(entry.subject.ref) or _interview_reader(identity, entry.subject)
        if reader is None:
            problems += [_not_theirs(file, entry, identity)] if entry.is_changed else []
        elif _is_edit(book, entry, identity, reader):
            saved = book.add(_edit(book, entry, identity, reader))
            tally[saved] += 1
            if saved is Saved.CONFLICT:
                conflicts.append(f"{entry.subject.ref} {entry.item_id}")
    book.write()
    if tally[Saved.CHANGED] or tally[Saved.CONFLICT]:
        work.audit(
            "case.import",
            stream=identity.authority,
            inspector=identity.inspector,
            pack=identity.pack_id,
            changed=tally[Saved.CHANGED],
            conflicts=conflicts,
        )
    return ReturnedView(
        file=file,
        authority=identity.authority,
        inspector=identity.inspector,
        changed=tally[Saved.CHANGED],
        unchanged=len(returned.entries) - tally[Saved.CHANGED] - tally[Saved.CONFLICT],
        conflicts=tuple(conflicts),
        problems=tuple(problems),
    )


def _is_edit(
    book: records.RecordBook, entry: ReadEntry, identity: WorkbookIdentity, reader: Reader
) -> bool:
    """Whether a row says something new, or takes back what the same workbook said before."""
    item = (entry.kind, entry.item_id)
    was_brought = book.came_from(identity.pack_id, entry.subject, reader, item) is not None
    return entry.is_changed or was_brought


def _stray_problem(file: str, stray: StrayWriting) -> Problem:
    """Words that stand where no answer is read; they are shown so that nobody loses them."""
    return Problem(
        file=file,
        sheet=stray.sheet,
        row=stray.row,
        column=stray.column,
        value=stray.text,
        kind="stray-writing",
        severity=Severity.DROPPED,
        message="These words stand where no answer is read.",
        remedy="Put them where they belong and take the workbook in again.",
    )


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


def _edit(
    book: records.RecordBook, entry: ReadEntry, identity: WorkbookIdentity, reader: Reader
) -> Edit:
    answer = entry.answer or Answer()
    if not entry.is_changed:
        # As it was issued: what the same workbook had changed is taken back.
        issued = book.revisions.get(entry.base_revision or "")
        answer = records.answer_of(issued) if issued is not None else Answer()
    if entry.unread:
        # What was typed is no answer: the recorded one stands, and the note is taken.
        recorded = book.revisions.get(entry.base_revision or "")
        standing = records.answer_of(recorded) if recorded is not None else Answer()
        answer = replace(standing, note=answer.note)
    return Edit(
        subject=entry.subject,
        reader=reader,
        kind=entry.kind,
        item_id=entry.item_id,
        answer=answer,
        author=identity.inspector,
        base=entry.base_revision,
        origin=identity.pack_id,
    )


def _words(answer: Answer | None) -> str:
    """An answer with its note, so that neither is lost with a row that is not taken."""
    if answer is None:
        return ""
    said = str(answer.value) if answer.value is not None else answer.absence or ""
    return f"{said}: {answer.note}" if answer.note else said


def _not_theirs(file: str, entry: ReadEntry, identity: WorkbookIdentity) -> Problem:
    return Problem(
        file=file,
        sheet=entry.sheet,
        row=entry.row,
        column=entry.item_id,
        kind="not-their-case",
        severity=Severity.DROPPED,
        value=_words(entry.answer),
        message=f"{entry.subject.ref} is not among the cases of {identity.inspector}.",
        remedy="Ask the lead: the case was lost or moved after the workbook was handed out.",
    )
