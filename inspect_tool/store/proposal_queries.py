"""Questions to the database about proposed versions of the framework."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from inspect_tool.store.proposal_tables import FrameworkProposal

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def last_proposal(
    work: UnitOfWork, digest: str, *, not_by: str | None = None
) -> FrameworkProposal | None:
    """The newest proposal of a framework with that digest.

    Args:
        not_by: Whose own proposals are passed over.
    """
    return work.first(
        select(FrameworkProposal)
        .where(
            FrameworkProposal.digest == digest, col(FrameworkProposal.proposed_by) != (not_by or "")
        )
        .order_by(col(FrameworkProposal.number).desc())
    )


def newest_proposal(work: UnitOfWork, version: str) -> FrameworkProposal | None:
    """The newest proposal of a version, whatever its framework says."""
    return work.first(
        select(FrameworkProposal)
        .where(FrameworkProposal.version == version)
        .order_by(col(FrameworkProposal.number).desc())
    )
