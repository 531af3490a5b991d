"""The order of a draw in time: whose turn has come, and when things were done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.sampling.sampling import called_units
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.services.sampling.rows import DrawAsItStands, draw_as_it_stands
from inspect_tool.store import after_draw_queries, queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import DrawnUnit, DrawRow


def times_so_far(work: UnitOfWork, draw_id: str) -> tuple[datetime, ...]:
    """When the draw was made, and when cases were lost or losses taken back before."""
    seeded_at = drawn_row(work).seeded_at
    losses = (loss.at for loss in queries.losses(work, draw_id))
    changes = (change.changed_at for change in after_draw_queries.loss_changes(work, draw_id))
    return (*(() if seeded_at is None else (seeded_at,)), *losses, *changes)


def settle_turns(work: UnitOfWork) -> tuple[str, ...]:
    """Take purposive cases whose turn in the order has come into the random sample.

    That a case was picked before makes no difference to its ticket, so the sample is the one that
    it would have been without.

    Returns:
        References of those whose turn has come now.
    """
    row = drawn_row(work)
    standing = draw_as_it_stands(work, row)
    due = _due_units(work, row, standing)
    for case in due:
        work.add(case)
        work.audit("case.turn", stream=case.authority, case=case.case_ref, rank=case.rank)
    return tuple(settled.case_ref for settled in due)


def _due_units(work: UnitOfWork, row: DrawRow, standing: DrawAsItStands) -> list[DrawnUnit]:
    """Rows of purposive cases that the order has reached, with their rank and role in it."""
    called = {unit.place: unit for unit in called_units(standing.draw, standing.losses)}
    due = []
    for case in queries.drawn_units(work, row.draw_id):
        unit = called.get((case.authority, case.unit_id))
        if case.rank == 0 and unit is not None:
            case.rank, case.role = unit.rank, unit.role.value
            due.append(case)
    return due
