"""The draw as it stands, with all its reserves and losses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from inspect_tool.domain.sampling.flow import active_cases
from inspect_tool.services.sampling.draw_views import (
    CaseView,
    DrawView,
    MadeExtension,
    MadeLossChange,
    StratumView,
)
from inspect_tool.services.sampling.drawn import drawn_row, ranked_units, stratum_sizes
from inspect_tool.store import after_draw_queries, drawn_queries, queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.drawn_queries import RankedRow
    from inspect_tool.store.tables import DrawRow

# Of an extension from before it was recorded what it rests on.
NOT_RECORDED = "not_recorded"


def whole_draw(work: UnitOfWork) -> DrawView:
    """The draw with every case, for services that go on from it; `samples.show` is for people.

    Raises:
        NotDrawnError: There is none yet.
    """
    row = drawn_row(work)
    sizes = stratum_sizes(work, row)
    ranked = ranked_units(work, row)
    active = {
        unit.case_ref
        for authority, units in ranked.items()
        for unit in active_cases(units, sizes.get(authority, {}))
    }
    lost = {unit.case_ref: unit.lost_because for units in ranked.values() for unit in units}
    assert row.public_seed is not None and row.seeded_at is not None  # noqa: S101, PT018  # drawn
    return DrawView(
        draw_id=row.draw_id,
        public_seed=row.public_seed,
        seed_source=row.seed_source or "",
        seeded_at=row.seeded_at,
        frame_digest=row.frame_digest,
        strata=tuple(
            StratumView(
                stratum.authority,
                stratum.stratum,
                stratum.population,
                stratum.drawn,
                stratum.reserves,
            )
            for stratum in queries.drawn_strata(work, row.draw_id)
        ),
        cases=tuple(
            _case_view(unit, is_active=unit.case_ref in active, lost_because=lost[unit.case_ref])
            for unit in drawn_queries.ranked_rows(work, row.draw_id)
        ),
        extensions=tuple(
            MadeExtension(
                extension.number,
                extension.extended_at,
                extension.extended_by,
                dict(extension.added),
                extension.why,
                extension.basis,
            )
            for extension in after_draw_queries.extensions(work, row.draw_id)
        ),
        loss_changes=tuple(_loss_changes(work, row.draw_id)),
    )


def _loss_changes(work: UnitOfWork, draw_id: str) -> Iterator[MadeLossChange]:
    changes = after_draw_queries.loss_changes(work, draw_id)
    if not changes:
        return
    units = drawn_queries.ranked_rows(work, draw_id)
    refs = {(unit.authority, unit.unit_id): unit.case_ref for unit in units}
    for change in changes:
        yield MadeLossChange(
            case_ref=refs[change.authority, change.unit_id],
            authority=change.authority,
            was=change.reason,
            to=change.corrected_to,
            at=change.changed_at,
            by=change.changed_by,
            why=change.why,
        )


def _case_view(unit: RankedRow, *, is_active: bool, lost_because: str) -> CaseView:
    return CaseView(
        authority=unit.authority,
        case_ref=unit.case_ref,
        stratum=unit.stratum,
        rank=unit.rank,
        role=unit.role,
        is_active=is_active,
        lost_because=lost_because,
        ticket=unit.ticket,
        unit_id=unit.unit_id,
        picked_because=unit.why,
    )


def extended_cases(work: UnitOfWork, row: DrawRow) -> dict[str, Counter[str]]:
    """How many cases extensions added, by authority and by what they rest on."""
    found: dict[str, Counter[str]] = {}
    for made in after_draw_queries.extensions(work, row.draw_id):
        for stratum, more in made.added.items():
            own = found.setdefault(stratum.partition("/")[0], Counter())
            own[made.basis or NOT_RECORDED] += more
    return found
