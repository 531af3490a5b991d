"""Questions to the database about reads that were handed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select

from inspect_tool.store.hand_over_tables import HandOver

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def hand_overs(work: UnitOfWork, authority: str | None = None) -> Sequence[HandOver]:
    """Every read that was handed over, at one authority or all, oldest first for each read."""
    statement = select(HandOver).order_by(
        HandOver.authority, HandOver.case_ref, HandOver.reader, col(HandOver.sequence)
    )
    if authority is not None:
        statement = statement.where(HandOver.authority == authority)
    return work.all(statement)


def handed_over_by(work: UnitOfWork, inspector: str) -> Sequence[HandOver]:
    """The reads that used to be an inspector's, oldest first for each read.

    Where they came back to the inspector they are among these too: `assignments` says whose a
    read is now.
    """
    return work.all(
        select(HandOver)
        .where(HandOver.from_inspector == inspector)
        .order_by(HandOver.authority, HandOver.case_ref, HandOver.reader, col(HandOver.sequence))
    )


def next_hand_over(work: UnitOfWork, authority: str, case_ref: str, reader: str) -> int:
    """Number of the next hand-over of a read, from 1."""
    rows = hand_overs(work, authority)
    return 1 + sum((row.case_ref, row.reader) == (case_ref, reader) for row in rows)
