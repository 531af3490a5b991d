"""The list of losses: an entry for each loss, and for each that is taken back or corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.sampling.loss_list import (
    LossEntry,
    LossEvent,
    LossTiming,
    RecordedLoss,
    next_entry,
)
from inspect_tool.services.review.signing import key_for_heads
from inspect_tool.store import after_draw_queries
from inspect_tool.store.after_draw_tables import LossListEntry

if TYPE_CHECKING:
    from inspect_tool.services.sampling.rows import UnitKey
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder


def timing_of(*, has_answers: bool) -> LossTiming:
    """When a loss came: before anything was recorded on the case, or after."""
    return LossTiming.AFTER_ANSWERS if has_answers else LossTiming.BEFORE_ANSWERS


def loss_list(work: UnitOfWork, draw_id: str) -> tuple[LossEntry, ...]:
    """The list of losses of a draw, as it is published."""
    return tuple(map(_entry, after_draw_queries.loss_list(work, draw_id)))


def _entry(row: LossListEntry) -> LossEntry:
    return LossEntry(
        number=row.number,
        list_id=row.authority,
        unit_id=row.unit_id,
        event=LossEvent(row.event),
        group=row.loss_group,
        sealed=row.sealed,
        at=row.at,
        timing=LossTiming(row.timing),
        previous=row.previous,
        digest=row.digest,
        signature=row.signature,
        reason=row.reason,
        why=row.why,
        salt=row.salt,
    )


def record_in_list(
    work: UnitOfWork, draw_id: str, recorded: RecordedLoss, *, keys: KeyFolder | None = None
) -> str:
    """Put an entry at the end of the list, and return the list's new head.

    Args:
        keys: The key folder whose signing key signs the entry.
    """
    key = None if keys is None else key_for_heads(work, keys)
    entry = next_entry(loss_list(work, draw_id), recorded, salt=work.new_salt(), signing_key=key)
    work.add(
        LossListEntry(
            authority=entry.list_id,
            draw_id=draw_id,
            number=entry.number,
            unit_id=entry.unit_id,
            event=entry.event.value,
            loss_group=entry.group,
            sealed=entry.sealed,
            at=entry.at,
            timing=entry.timing.value,
            previous=entry.previous,
            digest=entry.digest,
            signature=entry.signature,
            reason=entry.reason,
            why=entry.why,
            salt=entry.salt,
        )
    )
    return entry.digest


def forget_in_list(work: UnitOfWork, draw_id: str, unit: UnitKey) -> None:
    """Empty what the list says openly of a child who is erased; its digests stay as they are."""
    for row in after_draw_queries.loss_list(work, draw_id):
        if (row.authority, row.unit_id) == unit:
            row.reason, row.why, row.salt = "", "", ""
            work.add(row)
