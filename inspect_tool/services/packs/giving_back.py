"""The return of a pack: everything that was said in its working copy, encrypted to the office."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.packs.answers import PackedAnswer, answers_text, parse_answers
from inspect_tool.domain.packs.manifest import (
    ANSWERS,
    EVIDENCE,
    PACK_KEY,
    ROWS,
    PackManifest,
    ReturnManifest,
    digests_of,
    parse_pack,
    parse_return,
)
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.services.packs import keys
from inspect_tool.services.packs.contents import rows_in
from inspect_tool.services.packs.issue import PackNotVerifiedError
from inspect_tool.services.packs.opening import opened
from inspect_tool.services.records.named_files import files_of
from inspect_tool.store import age, queries, record_queries
from inspect_tool.store.evidence_folder import EvidenceFolder
from inspect_tool.store.pack_archive import MANIFEST, SIGNATURE, SignedFiles, packed, unpacked
from inspect_tool.store.private_files import check_not_there, place_private, write_private_part
from inspect_tool.store.tables import Revision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_tool.services.packs.opening import WorkIn
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class GivenBack:
    """A return that was written and read back.

    Args:
        answers: Everything that was said in the records, what was issued included.
        new: How many of these were not issued.
        missing_files: Files of evidence that records name and the working copy does not hold.
        digest: SHA-256 of the file.
        is_removed: Whether the working copy was removed.
    """

    file: Path
    inspector: str
    pack: str
    answers: int
    new: int
    files: int
    missing_files: int
    digest: str
    is_removed: bool


def give_back(pack: Path, file: Path, work_in: WorkIn, *, keeps: bool = False) -> GivenBack:
    """Write the return of an opened pack; then, and only then, remove its working copy.

    Args:
        pack: The pack that was opened; its own file may be gone.
        keeps: Leave the working copy for going on; a later return has all of it again.

    Raises:
        NotOpenError: The pack has no working copy.
        FileIsThereError: There is a file of that name.
        PackNotVerifiedError: It did not read back as it was written.
    """
    check_not_there(file)
    folder = opened(pack)
    manifest_text = (folder / MANIFEST).read_text(encoding="utf-8")
    manifest = parse_pack(manifest_text)
    with work_in(folder, manifest.inspector) as work:
        answers, evidence = _collected(work, EvidenceFolder(folder / "evidence"))
        work.audit("pack.return", pack=manifest.pack, answers=len(answers))
        held = {name: content for name, content in evidence.items() if content is not None}
        files = {ANSWERS: answers_text(answers).encode(), **held}
        returned = ReturnManifest(
            pack=manifest_text,
            pack_signature=(folder / SIGNATURE).read_text(encoding="ascii"),
            returned_at=work.now,
            files=digests_of(files),
        )
    signer = keys.pack_signer(bytes.fromhex((folder / PACK_KEY).read_text(encoding="ascii")))
    text = returned.text
    digest = _write(
        file, SignedFiles(text, keys.signed(signer, keys.RETURN, text), files), manifest
    )
    issued = _issued_with(folder)
    if not keeps:
        _remove(folder)
    return GivenBack(
        file=file,
        inspector=manifest.inspector,
        pack=manifest.pack,
        answers=len(answers),
        new=len({answer.id for answer in answers} - issued),
        files=len(held),
        missing_files=len(evidence) - len(held),
        digest=digest,
        is_removed=not keeps,
    )


def _issued_with(folder: Path) -> frozenset[str]:
    """Names of the answers that the pack was issued with."""
    rows = rows_in((folder / ROWS).read_text(encoding="utf-8"))
    return frozenset(row["id"] for row in rows[str(Revision.__tablename__)])


def _collected(
    work: UnitOfWork, kept: EvidenceFolder
) -> tuple[list[PackedAnswer], dict[str, bytes | None]]:
    """Every answer with what it was made from, and the files that they name."""
    links: dict[str, list[str]] = {}
    for link in record_queries.parents(work):
        links.setdefault(link.child, []).append(link.parent)
    rows = sorted(_revisions(work), key=lambda row: (row.authority, row.number, row.id))
    answers = [_packed(row, links.get(row.id, ())) for row in rows]
    files = {
        f"{EVIDENCE}{digest}": kept.path(digest).read_bytes() if kept.holds(digest) else None
        for digest in sorted(files_of(rows))
    }
    return answers, files


def _revisions(work: UnitOfWork) -> list[Revision]:
    authorities = {row.authority for row in queries.assignments(work)}
    return [
        row for code in sorted(authorities) for row in queries.revisions_of_authority(work, code)
    ]


def _packed(row: Revision, parents: Sequence[str]) -> PackedAnswer:
    return PackedAnswer(
        id=row.id,
        subject_ref=row.subject_ref,
        reader=row.reader,
        item_kind=ItemKind(row.item_kind),
        item_id=row.item_id,
        value=row.value,
        absence=row.absence,
        note=row.note,
        author=row.author,
        origin=row.origin,
        version=row.framework_version,
        recorded_at=row.recorded_at,
        parents=tuple(sorted(parents)),
    )


def _write(file: Path, held: SignedFiles, manifest: PackManifest) -> str:
    """Write a return, open what was written with a key for that moment, and give it its name."""
    lock = age.recipients_lock([manifest.return_to])
    part = write_private_part(file, lock.encrypt(packed(held)))
    try:
        written = part.read_bytes()
        found = unpacked(lock.decrypt(written), file.name)
        parse_answers(found.files[ANSWERS].decode())
        is_whole = found == held and found.are_those_of(parse_return(found.manifest).files)
        if not is_whole:
            raise PackNotVerifiedError(file)
        place_private(part, file)
    finally:
        part.unlink(missing_ok=True)
    return hashlib.sha256(written).hexdigest()


def _remove(folder: Path) -> None:
    """Remove the working copy: renamed first, so that what a kill leaves is taken for none."""
    gone = folder.with_name(f".{folder.name}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    folder.replace(gone)
    shutil.rmtree(gone)
