"""Case workbooks out: an inspector's caseload at an authority, to be filled in offline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.digest import document_digest
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.domain.workbook.workbook import (
    CaseSheet,
    CaseWorkbookContent,
    WorkbookIdentity,
)
from inspect_tool.errors import CheckFailedError, RefusedError
from inspect_tool.services.assignment.caseloads import (
    ConflictOfInterestError,
    UnknownInspectorError,
)
from inspect_tool.services.frames.keys import check_keys
from inspect_tool.services.records.sight import unseen_in_workbook
from inspect_tool.services.records.under import Pins
from inspect_tool.services.review.signing import fingerprint, key_to_issue
from inspect_tool.services.review.versions import note_versions_used
from inspect_tool.services.sampling.drawn import active_refs, drawn_row
from inspect_tool.services.workbooks.sheets import sheets_of
from inspect_tool.store import audit_queries, drawn_queries, queries
from inspect_tool.store.tables import IssuedWorkbook

if TYPE_CHECKING:
    from inspect_tool.documents.case_workbook.workbook import WrittenWorkbook
    from inspect_tool.domain.plan.plan import Authority, Member
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.queries import AssignedRead


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
        version: Of the framework that it asks by.
    """

    authority: str
    inspector: str
    path: Path
    cases: tuple[str, ...]
    second_reads: tuple[str, ...]
    is_new_key: bool = False
    version: str = ""


def write_workbooks(
    work: UnitOfWork, review: Review, *, inspector: str, folder: Path, keys: KeyFolder
) -> tuple[IssuedView, ...]:
    """Write an inspector's workbooks into a folder, one for each authority and version.

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
    check_may_go_out(work, review, member, duties)
    _check_ids(work, keys, duties)
    signing_key, is_new_key = key_to_issue(work, keys)
    _check_folder(folder, review, duties, inspector)
    note_versions_used(work, review)
    issued = []
    files: dict[Path, bytes] = {}
    for code, rows in duties.items():
        for content in _contents(work, review, member, _authority(review, code), rows):
            version = content.identity.framework_version
            path = _path(folder, review, (code, inspector), version)
            written = write_case_workbook(content, signing_key=signing_key)
            files[path] = written.file
            _remember_issue(work, content, signing_key=signing_key, written=written)
            issued.append(_issued(content, path, rows, is_new_key=is_new_key))
    work.files.write(files)  # placed once it is saved: without that none could be taken back
    return tuple(issued)


def _authority(review: Review, code: str) -> Authority:
    authority = review.plan.authority(code)
    if authority is None:  # the plan lost an authority that was drawn
        raise CheckFailedError(f"{code} is no longer in the plan. Put it back in review.yaml.")
    return authority


def _check_folder(
    folder: Path, review: Review, duties: Mapping[str, Sequence[AssignedRead]], inspector: str
) -> None:
    """Make the folder; refuse it where a workbook of the name is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [
        _path(folder, review, (code, inspector), framework.version)
        for code in duties
        for framework in (review.framework, *review.earlier)
    ]
    taken = [path.name for path in wanted if path.exists()]
    if taken:
        raise WorkbookThereError(folder, taken)


def check_may_go_out(
    work: UnitOfWork,
    review: Review,
    member: Member,
    duties: Mapping[str, Sequence[AssignedRead]],
) -> None:
    """Refuse a caseload that either the actor or the inspector must not see.

    Raises:
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: The actor may not.
        ConflictOfInterestError: The inspector must not.
    """
    cases = {row.case_ref for rows in duties.values() for row in rows}
    caseload = Thing(
        name="This caseload",
        authorities=frozenset(duties),
        owner=member.id,
        unseen=unseen_in_workbook(work, review, member.id, cases),
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
        for case in drawn_queries.ranked_rows(work, draw_id, authority)
        if case.case_ref in assigned
    ]
    check_keys(
        work,
        keys,
        ((case.authority, case.unit_id) for case in cases),
        {case.unit_id: case.case_ref for case in cases},
    )


def _path(folder: Path, review: Review, whose: tuple[str, str], version: str) -> Path:
    """Name of a workbook; one of an earlier version has its number in it."""
    ending = "" if version == review.framework.version else f"-{version}"
    return folder / f"{'-'.join(whose)}{ending}.xlsx"


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


def _contents(
    work: UnitOfWork,
    review: Review,
    member: Member,
    authority: Authority,
    rows: Sequence[AssignedRead],
) -> Iterator[CaseWorkbookContent]:
    """A workbook for each version that the subjects are under, the one in force first."""
    pins = Pins.of(work, review, authority.code)
    sheets = sheets_of(work, review, member, authority, rows)
    for framework in reversed(review.versions.frameworks):
        own = tuple(
            sheet for sheet in sheets if pins.version(sheet.subject.ref) == framework.version
        )
        if own:
            yield _content(work, _under(review, framework), member, authority, own)


def _under(review: Review, framework: Framework) -> Review:
    """The review with one of its versions in the place of the one in force."""
    if framework is review.framework:
        return review
    return replace(review, framework=framework, framework_digest=document_digest(framework))


def _content(
    work: UnitOfWork,
    review: Review,
    member: Member,
    authority: Authority,
    sheets: tuple[CaseSheet, ...],
) -> CaseWorkbookContent:
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
        terms=review.plan.terms_of(authority.code),
        words=review.plan.words,
    )


def _issued(
    content: CaseWorkbookContent, path: Path, rows: Sequence[AssignedRead], *, is_new_key: bool
) -> IssuedView:
    held = {sheet.subject.ref for sheet in content.sheets}
    own = [duty for duty in rows if duty.case_ref in held]
    return IssuedView(
        authority=content.identity.authority,
        inspector=content.identity.inspector,
        path=path,
        cases=tuple(duty.case_ref for duty in own if duty.reader == Reader.FIRST),
        second_reads=tuple(duty.case_ref for duty in own if duty.reader == Reader.SECOND),
        is_new_key=is_new_key,
        version=content.identity.framework_version,
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
    content: CaseWorkbookContent,
    *,
    signing_key: bytes,
    written: WrittenWorkbook,
) -> None:
    identity = content.identity
    if work.get(IssuedWorkbook, identity.authority, identity.pack_id) is None:
        work.add(
            IssuedWorkbook(
                authority=identity.authority,
                pack_id=identity.pack_id,
                inspector=identity.inspector,
                issued_at=work.now,
                framework_digest=document_digest(content.framework),
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
