"""Which cases of the draw are read: its rows with losses, extensions and withdrawals.

Nearly every command asks that, so nothing is loaded here that draws, proves or commits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.sampling.flow import RankedUnit, active_cases
from inspect_tool.services.sampling.errors import NotDrawnError
from inspect_tool.store import drawn_queries, queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.drawn_queries import DrawNow
    from inspect_tool.store.tables import DrawRow

FOLLOWS_FROM = frozenset({"draw", "drawn_stratum", "drawn_unit", "loss", "authority_withdrawal"})


def drawn_row(work: UnitOfWork) -> DrawRow:
    """The draw in force.

    Raises:
        NotDrawnError: There is none, or it has no seed yet.
    """
    row = queries.draw_in_force(work)
    if row is None or row.public_seed is None:
        raise NotDrawnError
    return row


def drawn_now(work: UnitOfWork) -> DrawNow:
    """The same as far as most ask, without an object of its row.

    Raises:
        NotDrawnError: There is none, or it has no seed yet.
    """
    row = drawn_queries.draw_now(work)
    if row is None or row.public_seed is None:
        raise NotDrawnError
    return row


def ranked_units(
    work: UnitOfWork, row: DrawRow | DrawNow, authority: str | None = None
) -> dict[str, list[RankedUnit]]:
    """The ranked units of a draw with their losses, by authority; of one of them or all."""
    lost = drawn_queries.why_lost(work, row.draw_id)
    withdrawn = drawn_queries.left_now(work)
    units: dict[str, list[RankedUnit]] = {}
    for unit in drawn_queries.ranked_rows(work, row.draw_id, authority):
        units.setdefault(unit.authority, []).append(
            RankedUnit(
                stratum=unit.stratum,
                case_ref=unit.case_ref,
                rank=unit.rank,
                lost_because=lost.get((unit.authority, unit.unit_id), ""),
                is_withdrawn=unit.authority in withdrawn,
            )
        )
    return units


def stratum_sizes(
    work: UnitOfWork, row: DrawRow | DrawNow, authority: str | None = None
) -> dict[str, dict[str, int]]:
    """How many cases each stratum of a draw gives, by authority; of one of them or all."""
    sizes: dict[str, dict[str, int]] = {}
    for stratum in drawn_queries.stratum_rows(work, row.draw_id, authority):
        sizes.setdefault(stratum.authority, {})[stratum.stratum] = stratum.drawn
    return sizes


def active_refs(work: UnitOfWork, authority: str | None = None) -> frozenset[str]:
    """References of the cases to read, at one authority or all.

    Raises:
        NotDrawnError: There is no draw yet.
    """
    return work.look(("active", authority), FOLLOWS_FROM, lambda: _active_refs(work, authority))


def _active_refs(work: UnitOfWork, authority: str | None) -> frozenset[str]:
    row = drawn_now(work)
    sizes = stratum_sizes(work, row, authority)
    return frozenset(
        unit.case_ref
        for code, units in ranked_units(work, row, authority).items()
        for unit in active_cases(units, sizes.get(code, {}))
    )
