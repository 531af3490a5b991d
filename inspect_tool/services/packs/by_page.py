"""Packs as pages hand them out and take them in: nothing stays on the server but the review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.records.records import Reader
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.assignment.caseloads import ConflictOfInterestError
from inspect_tool.services.packs.intake import take_packs
from inspect_tool.services.packs.issue import PackSource, PackTarget, write_pack
from inspect_tool.services.packs.this_pack import is_pack
from inspect_tool.services.records.subjects import UnknownSubjectError
from inspect_tool.services.review.signing import PACK_OUT
from inspect_tool.services.sampling.uploaded import UploadedFile, in_a_folder
from inspect_tool.services.workbooks.issue import check_may_go_out, duties_of
from inspect_tool.store import audit_queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_tool.domain.people import Actor
    from inspect_tool.domain.review import Review
    from inspect_tool.services.workbooks.returned import ReturnedView
    from inspect_tool.store.age import Lock
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder


class NoPackFilesError(UsageError):
    """A form without a file, or with two of one name."""

    def __init__(self) -> None:
        super().__init__(
            "Choose the returns of packs first, each under a name of its own. Nothing was taken."
        )


class NotYoursToTakeError(RefusedError):
    """The return of a pack that somebody else has to take in."""

    def __init__(self) -> None:
        super().__init__(
            "Among these is the return of a pack that is not yours to take in. Nothing of any was "
            "taken. Ask a lead without a conflict of interest, who reads none of its cases."
        )


@dataclass(frozen=True)
class TakenAlong:
    """A caseload that can be taken along in a pack.

    Args:
        first, second: How many reads of each kind.
        issued: How many packs of it were issued.
        last: When the last of them was.
    """

    inspector: str
    name: str
    first: int
    second: int
    issued: int
    last: datetime | None


@dataclass(frozen=True)
class HandedOut:
    """A pack that goes to a browser; the server keeps no copy."""

    name: str
    content: bytes


def caseloads_to_take_along(
    work: UnitOfWork, review: Review, folder: Path
) -> tuple[TakenAlong, ...]:
    """The caseloads that the actor may have as packs, by inspector.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
        UnknownSubjectError: The review is itself the working copy of a pack.
    """
    check_can(work.actor, Action.ISSUE_WORKBOOK, Thing(owner=work.actor.id))
    check_is_office(folder)
    issued: dict[str, dict[str, datetime]] = {}
    for entry in audit_queries.entries_of_action(work, PACK_OUT):
        issued.setdefault(entry.details["inspector"], {})[entry.details["pack"]] = entry.at
    found = []
    for member in review.plan.inspectors():
        duties = duties_of(work, member.id)
        try:
            check_may_go_out(work, review, member, duties)
        except (AccessRefusedError, ConflictOfInterestError):
            continue
        reads = [row for rows in duties.values() for row in rows]
        first = sum(row.reader == Reader.FIRST for row in reads)
        packs = issued.get(member.id, {}).values()
        if reads:
            found.append(
                TakenAlong(
                    inspector=member.id,
                    name=member.name,
                    first=first,
                    second=len(reads) - first,
                    issued=len(packs),
                    last=max(packs, default=None),
                )
            )
    return tuple(found)


def check_is_office(folder: Path) -> None:
    """Refuse in a working copy of a pack, of which no pack is made.

    Raises:
        UnknownSubjectError: It is one.
    """
    if is_pack(folder):
        raise UnknownSubjectError(folder.name)


def check_may_have(actor: Actor, folder: Path, inspector: str) -> None:
    """Refuse whoever may have no pack of an inspector, whatever is in it.

    Raises:
        NotYourRoleError, NotYourCaseError: It is not theirs.
        UnknownSubjectError: The review is itself the working copy of a pack.
    """
    check_can(actor, Action.ISSUE_WORKBOOK, Thing(name="This caseload", owner=inspector))
    check_is_office(folder)


def pack_to_hand_out(
    begin: Begin, review: Review, source: PackSource, inspector: str, lock: Lock
) -> HandedOut:
    """An inspector's pack for whoever asks from a browser.

    Args:
        lock: What it is encrypted with; see `overview.backup.lock_with`.

    Raises:
        InspectToolError: See `write_pack`.
    """
    with TemporaryDirectory(prefix="inspect-pack-") as folder:
        target = PackTarget(Path(folder) / f"{inspector}.pack", lock)
        view = write_pack(begin, review, source, inspector=inspector, target=target)
        content = target.file.read_bytes()
    return HandedOut(f"{review.plan.review}-{inspector}-{view.number}.pack", content)


def check_may_take(actor: Actor) -> None:
    """Refuse whoever takes no returns of packs in at all.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(actor, Action.TAKE_WORKBOOK, Thing(owner=actor.id))


def check_uploaded_packs(actor: Actor, files: Sequence[UploadedFile]) -> None:
    """Refuse what cannot be returns of packs by their names.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
        NoPackFilesError: There is none, or two have one name.
    """
    check_may_take(actor)
    names = [file.plain_name.casefold() for file in files]
    if not names or "" in names or len(set(names)) < len(names):
        raise NoPackFilesError


def take_uploaded_packs(
    begin: Begin, review: Review, files: Sequence[UploadedFile], *, keys: KeyFolder, evidence: Path
) -> tuple[ReturnedView, ...]:
    """Take uploaded returns of packs, as `take_packs` does with files.

    Args:
        begin: Begins a transaction: one that writes, or one that only reads for a preview.

    Raises:
        NotYoursToTakeError: One of them is somebody else's to take in.
        InspectToolError: See `take_packs`.
    """
    with in_a_folder(files) as paths:
        try:
            return take_packs(begin, review, paths, keys=keys, evidence=evidence)
        except AccessRefusedError as error:
            raise NotYoursToTakeError from error
