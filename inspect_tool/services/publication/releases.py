"""Releases that were sealed: which there are, what became of them, how two differ."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.release.differences import ReleaseDifferences, release_differences
from inspect_tool.domain.release.manifest import MANIFEST, parse_manifest
from inspect_tool.domain.release.published import Record
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.strict_json import load_strictly
from inspect_tool.errors import CheckFailedError, RefusedError, UsageError
from inspect_tool.services.records.sight import unseen_first_reads
from inspect_tool.services.review.folder import ReviewFolder, check_inside
from inspect_tool.store import release_queries, snapshot_queries
from inspect_tool.store.release_tables import ReleaseNotice, ReleaseRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

TABLES = "tables.json"


class UnknownReleaseError(UsageError):
    """A name that no release has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no release called {name}. See `release list`.")


class NotForThePublicError(RefusedError):
    """An internal release, whose workbook names cases, is asked for to be handed out."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is an internal release: its workbook names cases. It stays with the team, in "
            f"releases/{name}. Hand out the public one of the same snapshot."
        )


class ReleaseChangedError(CheckFailedError):
    """What lies in a release's folder is not what was sealed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"releases/{name} is not as it was sealed. See `release verify` for what differs."
        )


@dataclass(frozen=True)
class ReleaseView:
    """A release.

    Args:
        notice: What became of it; empty where nothing did.
        is_there: Whether its folder is in the review's.
    """

    name: str
    number: int
    edition: str
    snapshot: str
    sealed_at: datetime
    sealed_by: str
    manifest_sha256: str
    public_key: str
    notice: str = ""
    replaced_by: str = ""
    is_there: bool = True


def sealed_tables(row: ReleaseRow, place: ReviewFolder) -> Record:
    """The data of a release as it was sealed.

    Raises:
        ReleaseChangedError: It is not there, or not what the manifest says.
    """
    found: Record = load_strictly(sealed_text(row, place, TABLES))  # type: ignore[assignment]
    return found


def sealed_text(row: ReleaseRow, place: ReviewFolder, name: str) -> str:
    """A file of a release as it was sealed.

    Raises:
        ReleaseChangedError: It is not there, or not what the manifest says.
    """
    folder = place.releases / row.name
    try:
        manifest = (folder / MANIFEST).read_bytes()
        held = (folder / name).read_bytes()
        wanted = parse_manifest(manifest.decode()).files[name].sha256
        digests = (hashlib.sha256(manifest).hexdigest(), hashlib.sha256(held).hexdigest())
        text = held.decode()
    except (OSError, ValueError, KeyError):
        raise ReleaseChangedError(row.name) from None
    if digests != (row.manifest_digest, wanted):
        raise ReleaseChangedError(row.name)
    return text


def list_releases(work: UnitOfWork, place: ReviewFolder) -> tuple[ReleaseView, ...]:
    """Every release, with what became of it.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
    """
    check_can(work.actor, Action.SEE_RELEASES)
    notices: Mapping[str, ReleaseNotice] = release_queries.newest_notices(work)
    return tuple(
        view_of(row, notices.get(row.name), place) for row in release_queries.releases(work)
    )


def view_of(row: ReleaseRow, notice: ReleaseNotice | None, place: ReviewFolder) -> ReleaseView:
    """A release with what became of it."""
    return ReleaseView(
        name=row.name,
        number=row.number,
        edition=row.edition,
        snapshot=row.snapshot,
        sealed_at=row.sealed_at,
        sealed_by=row.sealed_by,
        manifest_sha256=row.manifest_digest,
        public_key=row.public_key,
        notice="" if notice is None else f"{notice.kind}: {notice.why}",
        replaced_by="" if notice is None else notice.replaced_by,
        is_there=(place.releases / row.name).is_dir(),
    )


def diff(
    work: UnitOfWork, review: Review, earlier: str, later: str, *, place: ReviewFolder
) -> ReleaseDifferences:
    """What two releases say otherwise: figures and sentences.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what was counted.
        ReleaseChangedError: One of them is not as it was sealed.
        UnknownReleaseError: There is none of such a name.
    """
    check_can(work.actor, Action.SEE_RELEASES)
    sides = []
    for name in (earlier, later):
        row = work.get(ReleaseRow, name)
        if row is None:
            raise UnknownReleaseError(name)
        check_sees_counts(work, review, row.snapshot)
        sides.append(sealed_tables(row, place))
    return release_differences(*sides)


def folder_of(work: UnitOfWork, review: Review, name: str, *, place: ReviewFolder) -> Path:
    """Where a release is, for whoever may see what it says.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what was counted.
        UnknownReleaseError: There is none of that name.
    """
    check_can(work.actor, Action.SEE_RELEASES)
    row = work.get(ReleaseRow, name)
    if row is None:
        raise UnknownReleaseError(name)
    check_sees_counts(work, review, row.snapshot)
    return place.releases / row.name


def hand_out_public(work: UnitOfWork, review: Review, name: str, *, place: ReviewFolder) -> bytes:
    """Every file of a public release in one, to be published; who had it is kept.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what was counted.
        UnknownReleaseError: There is none of that name, or not in its folder any more.
        NotForThePublicError: It is an internal one.
    """
    folder = folder_of(work, review, name, place=place)
    row = work.get(ReleaseRow, name)
    if row is None or not folder.is_dir():
        raise UnknownReleaseError(name)
    if row.edition != Edition.PUBLIC:
        raise NotForThePublicError(name)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                check_inside(place.path, path)
                packed.write(path, f"{name}/{path.relative_to(folder).as_posix()}")
    work.audit("release.hand-out", release=name)
    return held.getvalue()


def check_sees_counts(work: UnitOfWork, review: Review, snapshot: str) -> None:
    """Refuse what was counted to the second reader of a case in it who must not know it yet.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what was counted.
    """
    counted = {one.subject_ref for one in snapshot_queries.snapshot_records(work, snapshot)}
    unseen = unseen_first_reads(work, review) & counted
    check_can(work.actor, Action.SEE_COUNTS, Thing(unseen=unseen))
