"""Cases of children who were erased: lost, with a reserve in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.sampling.loss_list import LossEvent, RecordedLoss
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.services.sampling.recorded_losses import forget_in_list, record_in_list
from inspect_tool.services.sampling.turns import times_so_far
from inspect_tool.store import after_draw_queries
from inspect_tool.store.tables import LossRow

if TYPE_CHECKING:
    from inspect_tool.services.sampling.rows import UnitKey
    from inspect_tool.store.database import UnitOfWork


def lose_erased(work: UnitOfWork, draw_id: str, unit: UnitKey) -> bool:
    """Count a case among the lost ones because the child was erased; False if it was lost before.

    A reserve takes its place, as it does for any loss.
    """
    authority, unit_id = unit
    _forget_what_was_said(work, draw_id, unit)
    if work.get(LossRow, authority, draw_id, unit_id) is not None:
        return False
    loss = LossRow(
        authority=authority,
        draw_id=draw_id,
        unit_id=unit_id,
        reason=LossReason.ERASED.value,
        at=work.now_after(*times_so_far(work, draw_id)),
        lost_by=work.actor.id,
        number=work.next_number(LossRow, draw_id=draw_id),
    )
    work.add(loss)
    recorded = RecordedLoss(
        place=unit, event=LossEvent.LOST, at=loss.at.isoformat(), reason=loss.reason
    )
    record_in_list(work, draw_id, recorded)
    work.audit("case.erased", stream=authority, draw_id=draw_id)
    return True


def _forget_what_was_said(work: UnitOfWork, draw_id: str, unit: UnitKey) -> None:
    """Empty what was said of losses of the case that were taken back or corrected, and their salts.

    Certificates have published why; from now on they say that the case was erased.
    """
    forget_in_list(work, draw_id, unit)
    for change in after_draw_queries.loss_changes(work, draw_id):
        if (change.authority, change.unit_id) == unit:
            change.note, change.salt, change.why = "", "", LossReason.ERASED.value
            work.add(change)
