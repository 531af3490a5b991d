"""Case workbooks out: an inspector's caseload at an authority, to be filled in offline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.annex_a.codes import LEGAL_STATUS, PRIMARY_NEED
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.framework.framework import RECORDED_VOICES, SubjectKind
from inspect_tool.domain.records import voice_refs
from inspect_tool.domain.records.answer_forms import sentence_case
from inspect_tool.domain.records.records import Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.domain.workbook.workbook import (
    CaseSheet,
    CaseWorkbookContent,
    Fact,
    ItemState,
    WorkbookIdentity,
    blank_voices,
)
from inspect_tool.errors import CheckFailedError, RefusedError
from inspect_tool.services.assignment.caseloads import (
    ConflictOfInterestError,
    UnknownInspectorError,
)
from inspect_tool.services.assignment.record_owners import leads_authority
from inspect_tool.services.frames.keys import check_keys
from inspect_tool.services.records import records
from inspect_tool.services.records.revisions import ItemKey, RecordKey, answer_of
from inspect_tool.services.records.sight import open_pairs
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.services.review.signing import fingerprint, key_to_issue
from inspect_tool.services.sampling.rows import active_refs, drawn_row
from inspect_tool.services.workbooks.asked import Asked, queries_to_issue
from inspect_tool.store import audit_queries, queries
from inspect_tool.store.tables import IssuedWorkbook

if TYPE_CHECKING:
    from inspect_tool.documents.case_workbook.workbook import WrittenWorkbook
    from inspect_tool.domain.language.conditions import Scalar
    from inspect_tool.domain.plan.plan import Authority, Member
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.queries import AssignedRead
    from inspect_tool.store.record_queries import RevisionInForce

BLANK_VOICES = 3


class WorkbookThereError(RefusedError):
    """There is a workbook of that name already, perhaps filled in."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        super().__init__(
            f"{folder} has {', '.join(names)} already, perhaps filled in. Nothing was written; "
            "name another folder."
        )


class NothingAssignedError(RefusedError):
    """An inspector without a caseload."""

    def __init__(self, inspector: str) -> None:
        super().__init__(f"{inspector} has no cases. Use `assign auto` first.")


@dataclass(frozen=True)
class IssuedView:
    """A workbook that was written.

    Args:
        is_new_key: It is signed with a key that takes the place of one that was lost.
    """

    authority: str
    inspector: str
    path: Path
    cases: tuple[str, ...]
    second_reads: tuple[str, ...]
    is_new_key: bool = False


def write_workbooks(
    work: UnitOfWork, review: Review, *, inspector: str, folder: Path, keys: KeyFolder
) -> tuple[IssuedView, ...]:
    """Write an inspector's workbooks, one for each authority, into a folder.

    Raises:
        UnknownInspectorError: The plan has no such inspector.
        NothingAssignedError: The inspector has no cases.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: The actor may not
            have them.
        ConflictOfInterestError: The inspector must not have them.
        IdsMissingError: The child of a case could be found by nobody.
        SigningKeyMissingError, SigningKeyChangedError, SigningKeyDestroyedError: Workbooks were
            issued with a key that is not there any more.
    """
    from inspect_tool.documents.case_workbook.workbook import write_case_workbook

    check_can(work.actor, Action.ISSUE_WORKBOOK, Thing(name="This caseload", owner=inspector))
    member = review.plan.member(inspector)
    if member is None or member not in review.plan.inspectors():
        raise UnknownInspectorError(inspector)
    duties = duties_of(work, inspector)
    if not duties:
        raise NothingAssignedError(inspector)
    _check_may_go_out(work, review, member, duties)
    _check_ids(work, keys, duties)
    signing_key, is_new_key = key_to_issue(work, keys)
    _check_folder(folder, duties, inspector)
    issued = []
    files: dict[Path, bytes] = {}
    for code, rows in duties.items():
        content = _content(work, review, member, _authority(review, code), rows)
        path = _path(folder, code, inspector)
        written = write_case_workbook(content, signing_key=signing_key)
        files[path] = written.file
        _remember_issue(work, review, content.identity, signing_key=signing_key, written=written)
        issued.append(
            IssuedView(
                authority=code,
                inspector=inspector,
                path=path,
                cases=tuple(duty.case_ref for duty in rows if duty.reader == Reader.FIRST),
                second_reads=tuple(duty.case_ref for duty in rows if duty.reader == Reader.SECOND),
                is_new_key=is_new_key,
            )
        )
    work.files.write(files)  # placed once it is saved: without that none could be taken back
    return tuple(issued)


def _authority(review: Review, code: str) -> Authority:
    authority = review.plan.authority(code)
    if authority is None:  # the plan lost an authority that was drawn
        raise CheckFailedError(f"{code} is no longer in the plan. Put it back in review.yaml.")
    return authority


def _check_folder(
    folder: Path, duties: Mapping[str, Sequence[AssignedRead]], inspector: str
) -> None:
    """Make the folder; refuse it where a workbook of the name is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (_path(folder, code, inspector) for code in duties)
    taken = [path.name for path in wanted if path.exists()]
    if taken:
        raise WorkbookThereError(folder, taken)


def _check_may_go_out(
    work: UnitOfWork,
    review: Review,
    member: Member,
    duties: Mapping[str, Sequence[AssignedRead]],
) -> None:
    """Refuse workbooks that either the actor or the inspector must not see."""
    cases = {row.case_ref for rows in duties.values() for row in rows}
    is_others = work.actor.id != member.id
    caseload = Thing(
        name="This caseload",
        authorities=frozenset(duties),
        owner=member.id,
        unseen=open_pairs(work, review) & cases if is_others else frozenset(),
    )
    check_can(work.actor, Action.ISSUE_WORKBOOK, caseload)
    for code in duties:
        if code in member.not_for:
            raise ConflictOfInterestError(member.id, code)


def _check_ids(
    work: UnitOfWork, keys: KeyFolder, duties: Mapping[str, Sequence[AssignedRead]]
) -> None:
    """Refuse to send out cases whose children nobody could find."""
    assigned = {row.case_ref for rows in duties.values() for row in rows}
    draw_id = drawn_row(work).draw_id
    cases = [
        case
        for authority in duties
        for case in queries.ranked_rows(work, draw_id, authority)
        if case.case_ref in assigned
    ]
    check_keys(
        work,
        keys,
        ((case.authority, case.unit_id) for case in cases),
        {case.unit_id: case.case_ref for case in cases},
    )


def _path(folder: Path, authority: str, inspector: str) -> Path:
    return folder / f"{authority}-{inspector}.xlsx"


def duties_of(work: UnitOfWork, inspector: str) -> dict[str, list[AssignedRead]]:
    """What an inspector reads, by authority; lost cases are left out."""
    duties: dict[str, list[AssignedRead]] = {}
    for row in queries.assignments(work, inspector):
        duties.setdefault(row.authority, []).append(row)
    active = {code: active_refs(work, code) for code in duties}
    read = {
        code: [row for row in rows if row.case_ref in active[code]] for code, rows in duties.items()
    }
    return {code: rows for code, rows in read.items() if rows}


def _content(
    work: UnitOfWork,
    review: Review,
    member: Member,
    authority: Authority,
    rows: Sequence[AssignedRead],
) -> CaseWorkbookContent:
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
        [[sheet.subject.ref, [item.base_revision for item in sheet.items]] for sheet in sheets],
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def _sheets(
    work: UnitOfWork,
    review: Review,
    member: Member,
    authority: Authority,
    rows: Sequence[AssignedRead],
) -> tuple[CaseSheet, ...]:
    items = records.current_items(work, authority.code)
    fields = records.case_fields(work, authority.code)
    asked = queries_to_issue(work, review, authority.code)
    sheets = [
        CaseSheet(
            subject=Subject(SubjectKind.CASE, authority.code, row.case_ref),
            title=f"Case {row.case_ref}",
            facts=_facts(fields[row.case_ref]),
            queries=tuple(asked.get((row.case_ref, Reader(row.reader)), ())),
            items=_states(
                items.get(RecordKey(authority.code, row.case_ref, Reader(row.reader)), {})
            ),
            fields=fields[row.case_ref],
        )
        for row in rows
    ]
    kinds = {domain.subject for domain in review.framework.domains}
    is_lead = leads_authority(work, review, authority.code) == member.id
    if SubjectKind.AUTHORITY in kinds and is_lead:
        sheets.append(_authority_sheet(authority, items, asked))
    for kind in RECORDED_VOICES:
        if kind in kinds:
            sheets += _voice_sheets(authority, member, kind, (items, asked))
    return tuple(sheets)


def _authority_sheet(
    authority: Authority,
    items: Mapping[RecordKey, Mapping[ItemKey, RevisionInForce]],
    asked: Asked,
) -> CaseSheet:
    return CaseSheet(
        subject=Subject(SubjectKind.AUTHORITY, authority.code, authority.code),
        title=f"{authority.name} as an authority",
        queries=tuple(asked.get((authority.code, Reader.FIRST), ())),
        items=_states(items.get(RecordKey(authority.code, authority.code, Reader.FIRST), {})),
    )


def _voice_sheets(
    authority: Authority,
    member: Member,
    kind: SubjectKind,
    said: tuple[Mapping[RecordKey, Mapping[ItemKey, RevisionInForce]], Asked],
) -> Iterator[CaseSheet]:
    """The inspector's interviews or groups so far, and blank sheets for more."""
    items, asked = said
    last = 0
    for key in sorted(items):
        subject = subject_named(key.subject_ref)
        if subject.kind is kind and voice_refs.whose(subject.ref) == member.id:
            last = max(last, int(subject.ref.rpartition("-")[2]))
            yield CaseSheet(
                subject=subject,
                title=f"{sentence_case(kind.singular)} {subject.ref}",
                queries=tuple(asked.get((subject.ref, Reader.FIRST), ())),
                items=_states(items[key]),
            )
    yield from blank_voices(
        kind, authority=authority.code, inspector=member.id, first=last + 1, count=BLANK_VOICES
    )


def _states(items: Mapping[ItemKey, RevisionInForce]) -> tuple[ItemState, ...]:
    return tuple(
        ItemState(kind, item_id, answer_of(row), row.id)
        for (kind, item_id), row in sorted(items.items())
    )


def _facts(fields: Mapping[str, Scalar | None]) -> tuple[Fact, ...]:
    """What the return says about a case, in the order of the catalogue of fields."""
    hidden = {"sibling_group"}  # a token that tells an inspector nothing
    return tuple(
        Fact(label=definition.words, value=_with_words(name, fields[name]))
        for name, definition in FIELDS.items()
        if name in fields and name not in hidden
    )


def _with_words(name: str, value: Scalar | None) -> Scalar | None:
    """An official code with the words that it stands for: `N5: Family dysfunction`."""
    lists = {"primary_need": PRIMARY_NEED, "legal_status": LEGAL_STATUS}
    codes = lists[name].codes if name in lists else ()
    words = next((code.words[0] for code in codes if code.code == value and code.words), "")
    return f"{value}: {words}" if words else value


class IssuedFile(NamedTuple):
    """A workbook as it was handed out.

    Args:
        rows: Number of rows that are answered in it.
    """

    authority: str
    inspector: str
    rows: int


@dataclass(frozen=True)
class IssuedFiles:
    """Every workbook that was handed out.

    Args:
        by_file: By the SHA-256 of its file.
        by_contents: By the digest of what it says, whatever program saved it since.
    """

    by_file: Mapping[str, IssuedFile]
    by_contents: Mapping[str, IssuedFile]


def issued_files(work: UnitOfWork) -> IssuedFiles:
    """Every workbook that was handed out, by its digests; those of the first versions have none."""
    found: dict[str, dict[str, IssuedFile]] = {"file": {}, "contents": {}}
    for entry in audit_queries.entries_of_action(work, "case.export"):
        for name, known in found.items():
            if name in entry.details:
                known[entry.details[name]] = IssuedFile(
                    entry.stream, entry.details["inspector"], entry.details["rows"]
                )
    return IssuedFiles(found["file"], found["contents"])


def _remember_issue(
    work: UnitOfWork,
    review: Review,
    identity: WorkbookIdentity,
    *,
    signing_key: bytes,
    written: WrittenWorkbook,
) -> None:
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
        signed_with=fingerprint(signing_key),
        file=hashlib.sha256(written.file).hexdigest(),
        contents=written.contents,
        rows=written.rows,
    )
