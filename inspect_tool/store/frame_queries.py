"""Questions to the database about authorities' returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select

from inspect_tool.store.frame_tables import FrameReturn, FrameTotal

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def frame_returns(work: UnitOfWork) -> dict[str, FrameReturn]:
    """The return in force of each authority that has one."""
    rows = work.all(select(FrameReturn).order_by(FrameReturn.authority, col(FrameReturn.number)))
    return {row.authority: row for row in rows}


def all_returns(work: UnitOfWork) -> Sequence[FrameReturn]:
    """Every return that was ever taken, in force or not."""
    return work.all(select(FrameReturn).order_by(FrameReturn.authority, col(FrameReturn.number)))


def frame_totals(work: UnitOfWork) -> Sequence[FrameTotal]:
    """Totals of the population that were kept when the frame was cut, by authority."""
    return work.all(
        select(FrameTotal).order_by(
            FrameTotal.authority, FrameTotal.stratum, FrameTotal.field, FrameTotal.value
        )
    )
