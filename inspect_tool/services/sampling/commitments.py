"""Commitments: what is published before the seed, kept as it was published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import col, select

from inspect_tool import __version__
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.language.canonical import tidy
from inspect_tool.domain.sampling.certificate import Anchor
from inspect_tool.domain.sampling.commitment import (
    DrawCommitment,
    EarlierCommitment,
    ExtensionRule,
    MergedStratum,
    commitment_json,
    parse_commitment,
)
from inspect_tool.domain.sampling.draw import StratumSize
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.domain.sampling.strict_json import moment_of
from inspect_tool.errors import RefusedError, UnreadableFileError, UsageError
from inspect_tool.services.sampling.errors import NotCommittedError
from inspect_tool.store import frame_queries, queries
from inspect_tool.store.private_files import write_private_bytes
from inspect_tool.store.tables import DrawRow

if TYPE_CHECKING:
    from inspect_tool.domain.plan.plan import ReviewPlan
    from inspect_tool.services.sampling.draw_views import StratumView
    from inspect_tool.store.database import UnitOfWork


class SeedTimeError(UsageError):
    """The time at which the seed is due cannot be committed to."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"--seed-due {reason}, such as 2026-07-02T20:00:00+01:00.")


class OtherSourceError(RefusedError):
    """The seed does not come from where the commitment says."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"The commitment says that the seed comes from: {source}. Give it so, or leave "
            "--seed-source out. Nothing was changed."
        )


class SeedNotDueError(RefusedError):
    """The seed cannot be known yet, by what was committed."""

    def __init__(self, due: str) -> None:
        super().__init__(
            f"By the commitment the seed is known at {due}, and not before. Nothing was changed."
        )


class CommitmentFileThereError(RefusedError):
    """A commitment would be written over another file."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} is there already, and may have been published. Name another file with -o. "
            "Nothing was changed."
        )


class PostedBeforeError(RefusedError):
    """A posting is dated before the commitment, or after it was of any use."""

    def __init__(self) -> None:
        super().__init__(
            "The posting is dated before the commitment was made. Give the time at which its "
            "digest could be read by others."
        )


@dataclass(frozen=True, kw_only=True)
class Announced:
    """What is said of a seed before it exists.

    Args:
        seed_source: Which public source it will come from.
        seed_due_at: When it will be known, as ISO 8601 with its zone.
    """

    seed_source: str = ""
    seed_due_at: str = ""


NOTHING_ANNOUNCED = Announced()


def kept_commitment(row: DrawRow) -> DrawCommitment | None:
    """The commitment as it was published; None for one from before commitments bound.

    Raises:
        CommitmentFormError: What was kept of it is not one.
    """
    return parse_commitment(row.commitment) if row.commitment else None


def merged_in_force(work: UnitOfWork) -> tuple[MergedStratum, ...]:
    """Strata that the commitment in force merges; none where there is no commitment."""
    row = queries.draw_in_force(work)
    commitment = None if row is None else kept_commitment(row)
    return () if commitment is None else commitment.merged


def anchor_of(row: DrawRow) -> Anchor | None:
    """Where its digest was posted, as far as somebody recorded it."""
    if row.posted_at is None:
        return None
    return Anchor(row.posted_at_address, row.posted_at.isoformat())


def announced_for(work: UnitOfWork, announced: Announced) -> Announced:
    """What is announced of the seed, checked and tidy.

    Raises:
        SeedTimeError: The time is no time with its zone, or is over.
    """
    source = tidy(announced.seed_source) if announced.seed_source.strip() else ""
    if not announced.seed_due_at:
        return Announced(seed_source=source)
    due = moment_of(announced.seed_due_at)
    if due is None:
        raise SeedTimeError("takes a date and time of day with its zone")
    if due <= work.now:
        raise SeedTimeError("takes a time that is still to come")
    return Announced(seed_source=source, seed_due_at=due.isoformat())


def make_commitment(
    work: UnitOfWork,
    row: DrawRow,
    plan: ReviewPlan,
    *,
    strata: Sequence[StratumView],
    merged: Iterable[MergedStratum],
    announced: Announced,
) -> DrawCommitment:
    """The commitment of a row that has its digests and its time."""
    rule = plan.sample.extension
    return DrawCommitment(
        spec="PRN/2",
        draw_id=row.draw_id,
        committed_at=row.committed_at.isoformat(),
        frame_digest=row.frame_digest,
        plan_digest=row.plan_digest,
        strata=tuple(
            StratumSize(one.stratum, one.population, one.drawn, one.reserves) for one in strata
        ),
        merged=tuple(merged),
        salt_digests={
            code: frame_return.salt_digest
            for code, frame_return in frame_queries.frame_returns(work).items()
        },
        seed_source=announced.seed_source,
        seed_due_at=announced.seed_due_at,
        loss_reasons=tuple(sorted(LossReason)),
        extension_rule=None
        if rule is None
        else ExtensionRule(
            to_size=rule.to_size,
            until_width="" if rule.until_width is None else str(rule.until_width),
            measure=rule.measure,
        ),
        earlier=tuple(map(_earlier, earlier_rows(work))),
        tool_version=__version__,
    ).sealed()


def earlier_rows(work: UnitOfWork) -> Sequence[DrawRow]:
    """Commitments that were withdrawn, the oldest first."""
    return work.all(
        select(DrawRow).where(col(DrawRow.withdrawn_at).is_not(None)).order_by(col(DrawRow.number))
    )


def _earlier(row: DrawRow) -> EarlierCommitment:
    kept = kept_commitment(row)
    return EarlierCommitment(
        draw_id=row.draw_id,
        digest="" if kept is None else kept.digest,
        committed_at=row.committed_at.isoformat(),
        seed_source="" if kept is None else kept.seed_source,
        seed_due_at="" if kept is None else kept.seed_due_at,
        withdrawn_at=row.withdrawn_at.isoformat() if row.withdrawn_at else "",
        why=row.withdrawn_because,
    )


def check_seed_as_announced(row: DrawRow, *, source: str, now: datetime) -> str:
    """Where the seed came from, if that and the time are as they were announced.

    Raises:
        OtherSourceError: It is another source than was committed.
        SeedNotDueError: It cannot be known yet.
        UsageError: No source is named anywhere.
    """
    kept = kept_commitment(row)
    announced = "" if kept is None else kept.seed_source
    if announced and source.strip() and tidy(source) != announced:
        raise OtherSourceError(announced)
    due = None if kept is None else moment_of(kept.seed_due_at)
    if due is not None and now < due:
        raise SeedNotDueError(due.isoformat())
    if not (announced or source.strip()):
        raise UsageError("Say where the seed came from: --seed-source TEXT.")
    return announced or source


def record_posting(work: UnitOfWork, *, address: str, at: datetime) -> DrawCommitment:
    """Record where and when the digest of the commitment in force was posted.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotCommittedError: There is no commitment that could have been posted.
        PostedBeforeError: The time is before the commitment.
    """
    check_can(work.actor, Action.COMMIT_SAMPLE)
    row = queries.draw_in_force(work)
    kept = None if row is None else kept_commitment(row)
    if row is None or kept is None:
        raise NotCommittedError
    if at < row.committed_at:
        raise PostedBeforeError
    row.posted_at_address, row.posted_at = tidy(address), at
    work.add(row)
    work.audit("draw.posted", draw_id=row.draw_id, address=row.posted_at_address, at=at.isoformat())
    return kept


def commitment_place(folder: Path, named: Path | None, *, draw_id: str = "") -> Path:
    """Where a commitment is written; never over another one, which may have been published.

    Args:
        folder: The review's, where nobody names a file.
        draw_id: Of the commitment, once it has one.

    Raises:
        CommitmentFileThereError: The file that was named is there already.
    """
    if named is not None:
        if named.exists():
            raise CommitmentFileThereError(named.name)
        return named
    path = folder / "commitment.json"
    return folder / f"commitment-{draw_id}.json" if path.exists() else path


def write_commitment(commitment: DrawCommitment, path: Path) -> Path:
    """Write the file that is published, once the commitment is kept.

    Raises:
        NoRoomError, UnreadableFileError: It cannot be written; the certificate has it as well.
    """
    try:
        write_private_bytes(path, commitment_json(commitment).encode())
    except OSError:
        raise UnreadableFileError(
            f"{path.name} cannot be written; the commitment is kept. Check the folder."
        ) from None
    return path
