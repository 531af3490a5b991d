"""What was published of a review before: its counts, what they left open, and what moved since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.disclosure.earlier import (
    COUNTS,
    ChangedRecords,
    ReleasedCounts,
    ReleasedSystem,
    parse_released,
)
from inspect_tool.domain.disclosure.proof import parse_attack_system
from inspect_tool.errors import CheckFailedError
from inspect_tool.services.publication.releases import ReleaseChangedError, sealed_text
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.store import release_queries, snapshot_queries
from inspect_tool.store.release_tables import ReleaseRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

# What of a record is counted; words that may be quoted and themes are not.
_COUNTED: Final = ("fields", "answers", "judgements", "own", "asked")
ATTACK: Final = "attack.json"


class PublicReleaseGoneError(CheckFailedError):
    """What a public release told cannot be read, so nobody knows what the next one gives away."""

    def __init__(self, changed: ReleaseChangedError) -> None:
        super().__init__(
            f"{changed.message} What it published is known to readers, and the next public edition "
            "is held against it. Put the folder back from a backup (`restore`) or from where it "
            "was published."
        )


class ProofGoneError(CheckFailedError):
    """What a public release left open is not what was written."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"releases/{attack_file(name)} is not what was written when {name} was sealed. The "
            "next public edition is attacked together with what that release left open. Put the "
            "file back from a backup (`restore`). If there is none, move the file away: `disclose "
            f"check` then lists release-{name}, which a lead can decide to publish without."
        )


def attack_file(release: str) -> str:
    """What the proof by attack beside a release is called; it stays with the team."""
    return f"{release}-{ATTACK}"


def belongs_to(row: ReleaseRow) -> Mapping[str, str]:
    """What a proof by attack says that it belongs to."""
    return {
        "release": row.name,
        "manifest_sha256": row.manifest_digest,
        "snapshot": row.snapshot,
    }


def released_before(
    work: UnitOfWork, place: ReviewFolder, snapshot: str
) -> tuple[ReleasedCounts, ...]:
    """What each public release tells, those that were retracted too; it asks nobody's leave.

    Args:
        snapshot: The one that the next edition is made from.

    Raises:
        PublicReleaseGoneError: One of them is not as it was sealed.
        ProofGoneError: What one of them left open is not what was written; where it is gone, a
            person decides (`ReleasedCounts.lost`).
    """
    rows = [row for row in release_queries.releases(work) if row.edition == Edition.PUBLIC]
    return tuple(_released(work, row, place, snapshot) for row in rows)


def _released(
    work: UnitOfWork, row: ReleaseRow, place: ReviewFolder, snapshot: str
) -> ReleasedCounts:
    try:
        told = parse_released(sealed_text(row, place, COUNTS))
    except ReleaseChangedError as error:
        raise PublicReleaseGoneError(error) from None
    path = place.releases / attack_file(row.name)
    try:
        system = parse_attack_system(path.read_text(encoding="utf-8"), of=belongs_to(row))
    except FileNotFoundError:
        return replace(told, lost=row.name)
    except (OSError, ValueError):
        raise ProofGoneError(row.name) from None
    if system is None:
        return told
    if not _is_of(system, told):
        raise ProofGoneError(row.name)
    return replace(told, system=system, changed=changed_records(work, row.snapshot, snapshot))


def _is_of(system: ReleasedSystem, told: ReleasedCounts) -> bool:
    """Whether what is left open is so beside what the release prints."""
    cells = system.by_key
    printed = ((cells.get(name.key), count) for name, count in told.printed.items())
    held = (cells.get(name.key) for name in told.held_back)
    return all(cell is None or cell.count == count for cell, count in printed) and all(
        cell is not None and cell.was_held_back for cell in held
    )


def changed_records(work: UnitOfWork, before: str, now: str) -> ChangedRecords:
    """How many records of two snapshots are not counted alike; one that was erased is not."""
    if before == now:
        return ChangedRecords(0, 0)
    then, later = _counted_of(work, before), _counted_of(work, now)
    same = sum(later.get(ref) == content for ref, content in then.items())
    return ChangedRecords(len(then) - same, len(later) - same)


def _counted_of(work: UnitOfWork, snapshot: str) -> Mapping[str, Mapping[str, Any]]:
    return {
        f"{one.subject_kind} {one.subject_ref}": {
            part: one.content[part] for part in _COUNTED if part in one.content
        }
        for one in snapshot_queries.snapshot_records(work, snapshot)
    }
