"""A pack out: an inspector's caseload in one encrypted, signed file."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.packs.manifest import (
    EVIDENCE,
    FRAMEWORK,
    PACK_KEY,
    PLAN,
    ROWS,
    PackManifest,
    base_digest,
    digests_of,
)
from inspect_tool.domain.packs.plan import plan_of_pack
from inspect_tool.errors import CheckFailedError
from inspect_tool.services.assignment.caseloads import UnknownInspectorError
from inspect_tool.services.packs import keys
from inspect_tool.services.packs.contents import Caseload, own_revisions, rows_of, rows_text
from inspect_tool.services.records.named_files import files_of
from inspect_tool.services.review.signing import PACK_OUT, fingerprint, key_to_issue
from inspect_tool.services.review.versions import note_versions_used
from inspect_tool.services.workbooks.issue import (
    NothingAssignedError,
    check_may_go_out,
    duties_of,
)
from inspect_tool.store import age, audit_queries
from inspect_tool.store.evidence_table import evidence_of
from inspect_tool.store.pack_archive import SignedFiles, packed, unpacked
from inspect_tool.store.private_files import (
    check_not_there,
    place_private,
    write_private_part,
)
from inspect_tool.store.tables import IssuedWorkbook

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.services.review.folder import ReviewFolder
    from inspect_tool.store.age import Lock
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.tables import Revision


class PackNotVerifiedError(CheckFailedError):
    """What was written does not give back what it was made from."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file.name} did not read back as it was written, so it was removed. Check the drive "
            "that it goes to, or name another."
        )


@dataclass(frozen=True)
class PackView:
    """A pack that was written and read back.

    Args:
        signer: Public key that it is signed with, to be told to whoever opens it.
        digest: SHA-256 of the file.
    """

    file: Path
    inspector: str
    pack: str
    number: int
    cases: int
    second_reads: int
    answers: int
    files: int
    signer: str
    digest: str


@dataclass(frozen=True)
class PackSource:
    """What a pack is made from, beside the database."""

    place: ReviewFolder
    keys: KeyFolder


@dataclass(frozen=True)
class PackTarget:
    """Where a pack goes, and what it is encrypted with; see `overview.backup.lock_with`."""

    file: Path
    lock: Lock


@dataclass(frozen=True)
class _Issued:
    """A pack before it is encrypted."""

    manifest: PackManifest
    content: bytes
    caseload: Caseload
    answers: int
    signer: str


def write_pack(
    begin: Begin, review: Review, source: PackSource, *, inspector: str, target: PackTarget
) -> PackView:
    """Write an inspector's pack, and read it back before it gets its name.

    Raises:
        UnknownInspectorError: The plan has no such inspector.
        NothingAssignedError: The inspector has no cases.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: The actor may not
            have it.
        ConflictOfInterestError: The inspector must not have it.
        FileIsThereError: There is a file of that name.
        SigningKeyMissingError, SigningKeyChangedError, SigningKeyDestroyedError: Workbooks were
            issued with a key that is not there any more.
        PackNotVerifiedError: It did not read back as it was written.
    """
    file = target.file
    check_not_there(file)
    with begin() as work:
        issued = _issue(work, review, inspector, source)
    part = write_private_part(file, target.lock.encrypt(issued.content))
    try:
        written = part.read_bytes()
        if target.lock.decrypt(written) != issued.content:
            raise PackNotVerifiedError(file)
        place_private(part, file)
    finally:
        part.unlink(missing_ok=True)
    manifest, reads = issued.manifest, issued.caseload.duties.values()
    second = sum(row.reader == "second" for rows in reads for row in rows)
    return PackView(
        file=file,
        inspector=inspector,
        pack=manifest.pack,
        number=manifest.number,
        cases=sum(map(len, reads)) - second,
        second_reads=second,
        answers=issued.answers,
        files=sum(name.startswith(EVIDENCE) for name in manifest.files),
        signer=issued.signer,
        digest=digests_of({file.name: written})[file.name],
    )


def _issue(work: UnitOfWork, review: Review, inspector: str, source: PackSource) -> _Issued:
    check_can(work.actor, Action.ISSUE_WORKBOOK, Thing(name="This caseload", owner=inspector))
    member = review.plan.member(inspector)
    if member is None or member not in review.plan.inspectors():
        raise UnknownInspectorError(inspector)
    duties = duties_of(work, inspector)
    if not duties:
        raise NothingAssignedError(inspector)
    check_may_go_out(work, review, member, duties)
    signing_key, _ = key_to_issue(work, source.keys)
    note_versions_used(work, review)
    caseload = Caseload(member, duties)
    revisions = [
        row for code in sorted(duties) for row in own_revisions(work, review, caseload, code)
    ]
    pack_key = Ed25519PrivateKey.generate().private_bytes_raw()
    files = _files(work, review, caseload, revisions, source.place)
    files[PACK_KEY] = pack_key.hex().encode()
    manifest = PackManifest(
        review=review.plan.review,
        pack=secrets.token_hex(16),
        inspector=inspector,
        number=1 + sum(one.inspector == inspector for one in issued_packs(work).values()),
        issued_at=work.now,
        version=review.framework.version,
        base=base_digest(frozenset(row.id for row in revisions)),
        public_key=keys.pack_signer(pack_key).public,
        return_to=age.public_text(keys.return_identity(signing_key)),
        files=digests_of(files),
    )
    _remember(work, review, manifest, caseload, signing_key)
    signer = keys.signer_of_packs(signing_key)
    held = SignedFiles(manifest.text, keys.signed(signer, keys.PACK, manifest.text), files)
    content = packed(held)
    if unpacked(content, "The pack") != held:
        raise AssertionError("a pack that cannot be opened")  # never: names and sizes are ours
    return _Issued(manifest, content, caseload, len(revisions), signer.public)


def _files(
    work: UnitOfWork,
    review: Review,
    caseload: Caseload,
    revisions: list[Revision],
    place: ReviewFolder,
) -> dict[str, bytes]:
    """The files of a pack; a file of evidence that is not there is left to `db check`."""
    plan = plan_of_pack(review.plan, caseload.member, caseload.duties.keys())
    kept = evidence_of(work, place.evidence)
    wanted = sorted(digest for digest in files_of(revisions) if kept.holds(digest))
    documents = {PLAN: plan, FRAMEWORK: review.framework}
    return {
        ROWS: rows_text(rows_of(work, review, caseload)).encode(),
        **{
            name: document.model_dump_json(by_alias=True, exclude_defaults=True).encode()
            for name, document in documents.items()
        },
        **{f"{EVIDENCE}{digest}": kept.read(digest) for digest in wanted},
    }


def _remember(
    work: UnitOfWork,
    review: Review,
    manifest: PackManifest,
    caseload: Caseload,
    signing_key: bytes,
) -> None:
    for authority in sorted(caseload.duties):
        work.add(
            IssuedWorkbook(
                authority=authority,
                pack_id=manifest.pack,
                inspector=manifest.inspector,
                issued_at=work.now,
                framework_digest=review.framework_digest,
            )
        )
        work.audit(
            PACK_OUT,
            stream=authority,
            inspector=manifest.inspector,
            pack=manifest.pack,
            number=manifest.number,
            public_key=manifest.public_key,
            base=manifest.base,
            signed_with=fingerprint(signing_key),
        )


@dataclass(frozen=True)
class IssuedPack:
    """A pack as the audit trail knows it.

    Args:
        authorities: Whose cases are in it.
    """

    inspector: str
    number: int
    public_key: str
    authorities: frozenset[str]


def issued_packs(work: UnitOfWork) -> dict[str, IssuedPack]:
    """Every pack that was issued, by its name."""
    packs: dict[str, IssuedPack] = {}
    for entry in audit_queries.entries_of_action(work, PACK_OUT):
        details, name = entry.details, entry.details["pack"]
        before = packs[name].authorities if name in packs else frozenset()
        packs[name] = IssuedPack(
            inspector=details["inspector"],
            number=details["number"],
            public_key=details["public_key"],
            authorities=before | {entry.stream},
        )
    return packs
