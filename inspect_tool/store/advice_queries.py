"""Questions about what became of recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select

from inspect_tool.store.advice_tables import AdviceEvent

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def advice_events(work: UnitOfWork) -> Sequence[AdviceEvent]:
    """All that became of recommendations, of each in the order in which it was recorded."""
    return work.all(
        select(AdviceEvent).order_by(AdviceEvent.recommendation, col(AdviceEvent.number))
    )
