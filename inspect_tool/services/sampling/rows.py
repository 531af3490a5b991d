"""The rows of a draw as the domain knows them, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.language.digest import document_digest
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.domain.sampling.draw import Draw, DrawRole, Extension, Loss, StratumSize, Ticketed
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.small_strata import merge_small_strata, with_merged_strata
from inspect_tool.domain.sampling.tickets import draw_key
from inspect_tool.services.sampling.commitments import merged_in_force
from inspect_tool.services.sampling.errors import CommitmentBrokenError
from inspect_tool.store import after_draw_queries, queries
from inspect_tool.store.tables import DocumentVersion

if TYPE_CHECKING:
    from inspect_tool.domain.sampling.commitment import MergedStratum
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import DrawnUnit, DrawRow

UnitKey = tuple[str, str]  # authority and token


def eligible_units(work: UnitOfWork) -> list[FrameUnit]:
    """Every child who can be drawn, as the draw sees a unit: in the strata as committed."""
    units = (
        FrameUnit(list_id=row.authority, unit_id=row.unit_id, stratum=row.stratum)
        for row in queries.eligible_units(work)
    )
    return with_merged_strata(units, merged_in_force(work))


@dataclass(frozen=True)
class DrawableFrame:
    """The children who can be drawn, in strata none of which is too small to be published.

    Args:
        merged: Strata that were merged for that.
    """

    units: list[FrameUnit]
    merged: tuple[MergedStratum, ...]

    @property
    def population(self) -> dict[str, int]:
        """N_h of each stratum."""
        return dict(Counter(unit.stratum for unit in self.units))


def drawable_frame(work: UnitOfWork, plan: ReviewPlan) -> DrawableFrame:
    """The frame as it is drawn from: as committed, or as it would be committed now."""
    units = eligible_units(work)
    committed = merged_in_force(work)
    if committed or queries.draw_in_force(work) is not None:
        return DrawableFrame(units, committed)
    merged = merge_small_strata(
        Counter(unit.stratum for unit in units),
        smallest_count=plan.reporting.smallest_count,
        order=[str(case_type) for case_type in plan.case_types],
    )
    return DrawableFrame(with_merged_strata(units, merged), merged)


def drawn_stratum(work: UnitOfWork, stratum: str) -> str:
    """The stratum that the children of a stratum of the frame are drawn in."""
    into = {one.stratum: one.into for one in merged_in_force(work)}
    return into.get(stratum, stratum)


def committed_plan(work: UnitOfWork, row: DrawRow) -> ReviewPlan:
    """The plan as it was committed, whatever `review.yaml` says by now.

    Raises:
        CommitmentBrokenError: What was kept of it does not have its digest.
    """
    kept = work.get(DocumentVersion, "plan", row.plan_digest)
    plan = ReviewPlan.model_validate_json(kept.content) if kept is not None else None
    if plan is None or document_digest(plan) != row.plan_digest:
        raise CommitmentBrokenError("The plan that the database keeps")
    return plan


@dataclass(frozen=True)
class DrawAsItStands:
    """The draw in force with what became of it.

    Args:
        draw: Sample and reserves in the order of their tickets, those picked by hand among them.
        losses: Losses of units of the order.
        outside: Units picked by hand that have no place in the order.
        lost_outside: Losses of those.
        picked: Every unit picked by hand, whether its turn has come or not.
        purposive: Those of them whose turn has not come.
        refs: Case reference of every unit.
    """

    draw: Draw
    losses: tuple[Loss, ...]
    outside: tuple[Ticketed, ...]
    lost_outside: tuple[Loss, ...]
    picked: frozenset[UnitKey]
    purposive: frozenset[UnitKey]
    refs: Mapping[UnitKey, str]
    extensions: tuple[Extension, ...]


def draw_as_it_stands(work: UnitOfWork, row: DrawRow) -> DrawAsItStands:
    """The draw as the domain knows it.

    A purposive case has rank 0 in its row, and its ticket. If the ticket is among those of the
    order, its rank there follows from it.
    """
    rows = queries.drawn_units(work, row.draw_id)
    strata = tuple(
        StratumSize(stratum.stratum, stratum.population, stratum.drawn, stratum.reserves)
        for stratum in sorted(queries.drawn_strata(work, row.draw_id), key=attrgetter("stratum"))
    )
    ordered, outside = _in_order(rows, strata)
    losses = [
        Loss(loss.authority, loss.unit_id, loss.reason, loss.at.isoformat())
        for loss in queries.losses(work, row.draw_id)
    ]
    elsewhere = {unit.place for unit in outside}
    seed = row.public_seed or ""
    return DrawAsItStands(
        draw=Draw(
            draw_id=row.draw_id,
            public_seed=seed,
            key=draw_key(row.draw_id, seed),
            frame_digest=row.frame_digest,
            strata=strata,
            units=ordered,
        ),
        losses=tuple(loss for loss in losses if (loss.list_id, loss.unit_id) not in elsewhere),
        outside=outside,
        lost_outside=tuple(loss for loss in losses if (loss.list_id, loss.unit_id) in elsewhere),
        picked=frozenset((unit.authority, unit.unit_id) for unit in rows if unit.why),
        purposive=frozenset((unit.authority, unit.unit_id) for unit in rows if unit.rank == 0),
        refs={(unit.authority, unit.unit_id): unit.case_ref for unit in rows},
        extensions=tuple(
            Extension(
                at=made.extended_at.isoformat(),
                added=dict(made.added),
                why=made.why,
                basis=made.basis,
            )
            for made in after_draw_queries.extensions(work, row.draw_id)
        ),
    )


def _in_order(
    rows: Iterable[DrawnUnit], strata: Iterable[StratumSize]
) -> tuple[tuple[Ticketed, ...], tuple[Ticketed, ...]]:
    """The units of each stratum by ticket, as many as it ranks; and those beyond."""
    by_stratum: dict[str, list[DrawnUnit]] = {}
    for row in sorted(rows, key=attrgetter("ticket", "authority", "unit_id")):
        by_stratum.setdefault(row.stratum, []).append(row)
    ordered: list[Ticketed] = []
    outside: list[Ticketed] = []
    for size in strata:
        for rank, row in enumerate(by_stratum.get(size.stratum, ()), start=1):
            is_ranked = rank <= size.drawn + size.reserves
            role = DrawRole.SAMPLE if rank <= size.drawn else DrawRole.RESERVE
            unit = Ticketed(
                list_id=row.authority,
                unit_id=row.unit_id,
                stratum=row.stratum,
                rank=rank if is_ranked else 0,
                ticket=row.ticket,
                role=role if is_ranked else DrawRole.PURPOSIVE,
            )
            (ordered if is_ranked else outside).append(unit)
    return tuple(ordered), tuple(outside)


def next_refs(units: Iterable[Ticketed], taken: Iterable[str]) -> dict[UnitKey, str]:
    """References such as ASH-017: by authority in the order of tickets, cases before reserves.

    Args:
        units: Those that have no reference yet.
        taken: References that were given before; numbers go on after them.
    """
    numbers: Counter[str] = Counter()
    for ref in taken:
        authority, _, number = ref.rpartition("-")
        numbers[authority] = max(numbers[authority], int(number))
    refs: dict[UnitKey, str] = {}
    for unit in sorted(units, key=_cases_first):
        numbers[unit.list_id] += 1
        refs[unit.place] = f"{unit.list_id}-{numbers[unit.list_id]:03d}"
    return refs


def _cases_first(unit: Ticketed) -> tuple[bool, str]:
    return unit.role != "sample", unit.ticket


def unit_values(draw_id: str, unit: Ticketed, case_ref: str, *, salt: str) -> dict[str, Any]:
    """What the row of a ranked unit holds.

    Args:
        salt: Of the case alone; what is deleted with the case can then not be guessed.
    """
    return {
        "authority": unit.list_id,
        "draw_id": draw_id,
        "unit_id": unit.unit_id,
        "case_ref": case_ref,
        "stratum": unit.stratum,
        "rank": unit.rank,
        "ticket": unit.ticket,
        "role": unit.role.value,
        "why": "",
        "salt": salt,
    }
