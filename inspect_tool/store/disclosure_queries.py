"""Questions about what was decided about the public edition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select

from inspect_tool.store.disclosure_tables import DisclosureDecision

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def disclosure_decisions(work: UnitOfWork) -> Sequence[DisclosureDecision]:
    """All decisions, about each place in the order in which they were made."""
    return work.all(
        select(DisclosureDecision).order_by(DisclosureDecision.ref, col(DisclosureDecision.number))
    )
