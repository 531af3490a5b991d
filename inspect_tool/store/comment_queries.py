"""Questions about what authorities said is wrong in fact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select

from inspect_tool.store.comment_tables import AccuracyEvent

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def accuracy_events(work: UnitOfWork) -> Sequence[AccuracyEvent]:
    """All comments and answers, by authority, each comment before its answers."""
    return work.all(
        select(AccuracyEvent).order_by(
            col(AccuracyEvent.of_authority), col(AccuracyEvent.comment), col(AccuracyEvent.number)
        )
    )
