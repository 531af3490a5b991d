"""Questions to the database about cases added to a draw, and losses put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select

from inspect_tool.store.after_draw_tables import (
    DrawExtension,
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
