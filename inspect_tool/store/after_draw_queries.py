"""Questions about cases added to a draw, reads handed over and losses put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select

from inspect_tool.store.after_draw_tables import (
    DrawExtension,
    HandOver,
    LossChange,
    LossListEntry,
)

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def extensions(work: UnitOfWork, draw_id: str) -> Sequence[DrawExtension]:
    """What was added to a draw after it was made, in order."""
    return work.all(
        select(DrawExtension)
        .where(DrawExtension.draw_id == draw_id)
        .order_by(col(DrawExtension.number))
    )


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


def loss_changes(work: UnitOfWork, draw_id: str) -> Sequence[LossChange]:
    """Losses as they were before they were taken back or corrected, in the order of that."""
    return work.all(
        select(LossChange).where(LossChange.draw_id == draw_id).order_by(col(LossChange.number))
    )


def loss_list(work: UnitOfWork, draw_id: str) -> Sequence[LossListEntry]:
    """The list of losses of a draw, in its order."""
    return work.all(
        select(LossListEntry)
        .where(LossListEntry.draw_id == draw_id)
        .order_by(col(LossListEntry.number))
    )
