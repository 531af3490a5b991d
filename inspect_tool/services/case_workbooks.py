"""Case workbooks out and in."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.framework import SubjectKind
from inspect_tool.domain.people import check_can_record
from inspect_tool.domain.records import Answer, Reader, Subject
from inspect_tool.errors import CheckFailedError, Problem, RefusedError, Severity
from inspect_tool.services import records, samples
from inspect_tool.services.assignments import UnknownInspectorError
from inspect_tool.services.records import Edit, Saved
from inspect_tool.services.reviews import Review

if TYPE_CHECKING:
    from inspect_tool.domain.case_workbook import (
        CaseSheet,
        CaseWorkbookContent,
        Fact,
        ItemState,
        WorkbookIdentity,
    )
    from inspect_tool.domain.plan import Authority, Member
    from inspect_tool.readers.case_workbook import CaseWorkbookReturn
    from inspect_tool.readers.case_workbook_rows import ReadEntry
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.tables import Assignment, Revision

BLANK_INTERVIEWS = 3
# A workbook takes most of a second to read, and so does starting a process.
WORTH_A_PROCESS = 6


class NothingAssignedError(RefusedError):
    """An inspector without a caseload."""

    def __init__(self, inspector: str) -> None:
        super().__init__(f"{inspector} has no cases. Use `assign auto` first.")


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
class IssuedView:
    """A workbook that was written."""

    authority: str
    inspector: str
    path: Path
    cases: tuple[str, ...]
    second_reads: tuple[str, ...]


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


def write_workbooks(
    work: UnitOfWork, review: Review, *, inspector: str, folder: Path, keys: KeyFolder
) -> tuple[IssuedView, ...]:
    """Write an inspector's workbooks, one for each authority, into a folder.

    Raises:
        UnknownInspectorError: The plan has no such inspector.
        NothingAssignedError: The inspector has no cases.
        NotYourRoleError, NotYourCaseError: The actor may not have them.
    """
    from inspect_tool.documents.case_workbook import write_case_workbook

    member = review.plan.member(inspector)
    if member is None or member not in review.plan.inspectors():
        raise UnknownInspectorError(inspector)
    check_can_record(work.actor, reader=inspector, case_ref="This caseload")
    duties = _duties(work, inspector)
    if not duties:
        raise NothingAssignedError(inspector)
    folder.mkdir(parents=True, exist_ok=True)
    issued = []
    for code, rows in duties.items():
        authority = review.plan.authority(code)
        if authority is None:  # the plan lost an authority that was drawn
            raise CheckFailedError(f"{code} is no longer in the plan. Put it back in review.yaml.")
        content = _content(work, review, member, authority, rows)
        path = folder / f"{code}-{inspector}.xlsx"
        path.write_bytes(write_case_workbook(content, signing_key=keys.signing_key()))
        _remember_issue(work, review, content.identity)
        issued.append(
            IssuedView(
                authority=code,
                inspector=inspector,
                path=path,
                cases=tuple(one.case_ref for one in rows if one.reader == Reader.FIRST),
                second_reads=tuple(one.case_ref for one in rows if one.reader == Reader.SECOND),
            )
        )
    return tuple(issued)


def _duties(work: UnitOfWork, inspector: str) -> dict[str, list[Assignment]]:
    """What an inspector reads, by authority; lost cases are left out."""
    from inspect_tool.store import queries

    active = {case.case_ref for case in samples.show(work).active}
    duties: dict[str, list[Assignment]] = {}
    for row in queries.assignments(work, inspector):
        if row.case_ref in active:
            duties.setdefault(row.authority, []).append(row)
    return duties


def _content(
    work: UnitOfWork,
    review: Review,
    member: Member,
    authority: Authority,
    rows: Sequence[Assignment],
) -> CaseWorkbookContent:
    from inspect_tool.domain.case_workbook import CaseWorkbookContent, WorkbookIdentity

    sheets = _sheets(work, review, member, authority, rows)
    identity = WorkbookIdentity(
        review=review.plan.review,
        authority=authority.code,
        authority_name=authority.name,
        inspector=member.id,
        framework=review.framework.framework,
        framework_version=review.framework.version,
        plan_digest=review.plan_digest,
        issued=work.now.date(),
        pack_id=_pack_id(work, review, (authority.code, member.id), sheets),
    )
    return CaseWorkbookContent(
        identity=identity,
        review_title=review.plan.title,
        inspector_name=member.name,
        framework=review.framework,
        sheets=sheets,
        fieldwork_ends=review.plan.dates.fieldwork[1],
        single_assessment_from=authority.single_assessment_from,
    )


def _pack_id(
    work: UnitOfWork, review: Review, whose: tuple[str, str], sheets: Sequence[CaseSheet]
) -> str:
    """Name of an issue: two issues share it only at the same moment with the same contents."""
    content = [
        review.plan.review,
        *whose,
        review.plan_digest,
        review.framework_digest,
        work.now.isoformat(),
        [[one.subject.ref, [item.base_revision for item in one.items]] for one in sheets],
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def _sheets(
    work: UnitOfWork,
    review: Review,
    member: Member,
    authority: Authority,
    rows: Sequence[Assignment],
) -> tuple[CaseSheet, ...]:
    from inspect_tool.domain.case_workbook import CaseSheet, blank_interviews

    items = records.current_items(work, authority.code)
    fields = records.case_fields(work)
    sheets = [
        CaseSheet(
            subject=Subject(SubjectKind.CASE, authority.code, row.case_ref),
            title=f"Case {row.case_ref}",
            facts=_facts(fields[row.case_ref]),
            items=_states(items.get((authority.code, row.case_ref, Reader(row.reader)), {})),
            fields=fields[row.case_ref],
        )
        for row in rows
    ]
    kinds = {one.subject for one in review.framework.domains}
    is_lead = leads_authority(work, review, authority.code) == member.id
    if SubjectKind.AUTHORITY in kinds and is_lead:
        sheets.append(_authority_sheet(authority, items))
    own = [key for key in sorted(items) if key[1].startswith(f"{authority.code}-I-{member.id}-")]
    sheets += [_interview_sheet(authority, key[1], items[key]) for key in own]
    if SubjectKind.INTERVIEW in kinds:
        sheets += blank_interviews(
            authority=authority.code,
            inspector=member.id,
            first=max((int(ref.rpartition("-")[2]) for _, ref, _ in own), default=0) + 1,
            count=BLANK_INTERVIEWS,
        )
    return tuple(sheets)


def leads_authority(work: UnitOfWork, review: Review, authority: str) -> str | None:
    """Who answers for an authority: the inspector with most first reads there, then plan order."""
    from inspect_tool.store import queries

    loads = Counter(
        row.inspector
        for row in queries.assignments(work)
        if row.authority == authority and row.reader == Reader.FIRST
    )
    order = [one.id for one in review.plan.inspectors()]
    return min(loads, key=lambda one: (-loads[one], order.index(one)), default=None)


def _authority_sheet(
    authority: Authority, items: Mapping[records.RecordKey, Mapping[records.ItemKey, Revision]]
) -> CaseSheet:
    from inspect_tool.domain.case_workbook import CaseSheet

    return CaseSheet(
        subject=Subject(SubjectKind.AUTHORITY, authority.code, authority.code),
        title=f"{authority.name} as an authority",
        items=_states(items.get((authority.code, authority.code, Reader.FIRST), {})),
    )


def _interview_sheet(
    authority: Authority, ref: str, items: Mapping[records.ItemKey, Revision]
) -> CaseSheet:
    from inspect_tool.domain.case_workbook import CaseSheet

    return CaseSheet(
        subject=Subject(SubjectKind.INTERVIEW, authority.code, ref),
        title=f"Interview {ref}",
        items=_states(items),
    )


def _states(items: Mapping[records.ItemKey, Revision]) -> tuple[ItemState, ...]:
    from inspect_tool.domain.case_workbook import ItemState

    return tuple(
        ItemState(kind, item_id, records.answer_of(row), row.id)
        for (kind, item_id), row in sorted(items.items())
    )


def _facts(fields: Mapping[str, object]) -> tuple[Fact, ...]:
    """What the return says about a case, in the order of the catalogue of fields."""
    from inspect_tool.domain.case_workbook import Fact
    from inspect_tool.domain.frame_fields import FIELDS

    hidden = {"sibling_group"}  # a token that tells an inspector nothing
    return tuple(
        Fact(label=definition.words, value=fields[name])  # type: ignore[arg-type]
        for name, definition in FIELDS.items()
        if name in fields and name not in hidden
    )


def _remember_issue(work: UnitOfWork, review: Review, identity: WorkbookIdentity) -> None:
    from inspect_tool.store.tables import IssuedWorkbook

    if work.get(IssuedWorkbook, identity.authority, identity.pack_id) is None:
        work.add(
            IssuedWorkbook(
                authority=identity.authority,
                pack_id=identity.pack_id,
                inspector=identity.inspector,
                issued_at=work.now,
                framework_digest=review.framework_digest,
            )
        )
    work.audit(
        "case.export",
        stream=identity.authority,
        inspector=identity.inspector,
        pack=identity.pack_id,
    )


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
        signing_key=keys.signing_key(),
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
    readers = _readers(work, review, identity)
    tally: Counter[Saved] = Counter()
    conflicts, problems = [], list(returned.problems)
    book = records.RecordBook(work, review, identity.authority)
    for entry in returned.changed:
        reader = readers.get(entry.subject.ref) or _interview_reader(identity, entry.subject)
        if reader is None:
            problems.append(_not_theirs(file, entry, identity))
            continue
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
        unchanged=len(returned.entries) - len(returned.changed) + tally[Saved.UNCHANGED],
        conflicts=tuple(conflicts),
        problems=tuple(problems),
    )


def _readers(work: UnitOfWork, review: Review, identity: WorkbookIdentity) -> dict[str, Reader]:
    """As which reader the inspector answers for each subject of the workbook."""
    readers = {
        row.case_ref: Reader(row.reader)
        for rows in _duties(work, identity.inspector).values()
        for row in rows
    }
    if leads_authority(work, review, identity.authority) == identity.inspector:
        readers[identity.authority] = Reader.FIRST
    return readers


def _interview_reader(identity: WorkbookIdentity, subject: Subject) -> Reader | None:
    own = f"{identity.authority}-I-{identity.inspector}-"
    is_own = subject.kind is SubjectKind.INTERVIEW and subject.ref.startswith(own)
    return Reader.FIRST if is_own else None


def _edit(
    book: records.RecordBook, entry: ReadEntry, identity: WorkbookIdentity, reader: Reader
) -> Edit:
    answer = entry.answer or Answer()
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


def _not_theirs(file: str, entry: ReadEntry, identity: WorkbookIdentity) -> Problem:
    return Problem(
        file=file,
        sheet=entry.sheet,
        row=entry.row,
        column=entry.item_id,
        kind="not-their-case",
        severity=Severity.DROPPED,
        message=f"{entry.subject.ref} is not among the cases of {identity.inspector}.",
        remedy="Ask the lead: the case was lost or moved after the workbook was handed out.",
    )
