"""The sample: commit, draw, show, lose."""

from __future__ import annotations

import math
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

from inspect_tool.domain.flow import RankedUnit, active_cases
from inspect_tool.domain.losses import LossReason
from inspect_tool.domain.people import check_can_lead
from inspect_tool.services.reviews import Review, remember_documents
from inspect_tool.services.sample_errors import (
    AlreadyCommittedError,
    AlreadyDrawnError,
    CaseNotInUseError,
    CommitmentBrokenError,
    DrawIdUsedError,
    FramesMissingError,
    NotCommittedError,
    NotDrawnError,
    ReadAlreadyError,
    UnknownCaseError,
)
from inspect_tool.services.sample_views import (
    CaseView,
    CommitmentView,
    DrawView,
    LossView,
    SamplePlanView,
    StratumView,
)

if TYPE_CHECKING:
    from inspect_tool.domain.sampling import Draw as DrawOfUnits
    from inspect_tool.domain.sampling import FrameUnit as UnitOfFrame
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Draw, DrawnUnit


def eligible_units(work: UnitOfWork) -> list[UnitOfFrame]:
    """Every child who can be drawn, as the draw sees a unit."""
    from inspect_tool.domain.sampling import FrameUnit
    from inspect_tool.store import queries

    return [
        FrameUnit(list_id=row.authority, unit_id=row.unit_id, stratum=row.stratum)
        for row in queries.eligible_units(work)
    ]


def plan_sample(work: UnitOfWork, review: Review) -> SamplePlanView:
    """Share the plan's cases between the strata of the frames.

    Raises:
        FramesMissingError: An authority has no frame yet.
        CheckFailedError: The allocation cannot be met; the message says why.
    """
    from inspect_tool.domain.allocation import allocate_plan

    _check_frames(work, review)
    population = Counter(unit.stratum for unit in eligible_units(work))
    sizes = allocate_plan(population, sample=review.plan.sample)
    strata = tuple(
        StratumView(
            authority=stratum.partition("/")[0],
            stratum=stratum,
            population=population[stratum],
            drawn=sizes[stratum],
            reserves=_reserves(review, sizes[stratum], population[stratum]),
        )
        for stratum in sorted(population)
    )
    return SamplePlanView(size=sum(one.drawn for one in strata), strata=strata)


def _reserves(review: Review, drawn: int, population: int) -> int:
    return min(math.ceil(drawn * review.plan.sample.reserves), population - drawn)


def _check_frames(work: UnitOfWork, review: Review) -> None:
    from inspect_tool.store import queries

    there = queries.frame_returns(work)
    missing = [one.code for one in review.plan.authorities if one.code not in there]
    if missing:
        raise FramesMissingError(missing)


def commit(work: UnitOfWork, review: Review, *, draw_id: str | None = None) -> CommitmentView:
    """Fix the frame and the plan by their digests, before a seed exists.

    Raises:
        NotYourRoleError: The actor is not a lead.
        AlreadyCommittedError: There is a commitment in force.
        FramesMissingError: An authority has no frame yet.
    """
    from sqlmodel import select

    from inspect_tool.domain.sampling import canon, frame_digest
    from inspect_tool.store import queries
    from inspect_tool.store.tables import Draw

    check_can_lead(work.actor, "commit the sample")
    in_force = queries.draw_in_force(work)
    if in_force is not None:
        raise AlreadyCommittedError(in_force.draw_id)
    plan_sample(work, review)
    remember_documents(work, review)
    units = eligible_units(work)
    used = {one.draw_id for one in work.all(select(Draw))}
    free = (f"{review.plan.review}-{number}" for number in count(1))
    name = canon(draw_id) if draw_id else next(one for one in free if one not in used)
    if name in used:
        raise DrawIdUsedError(name)
    row = Draw(
        draw_id=name,
        frame_digest=frame_digest(units),
        plan_digest=review.plan_digest,
        committed_at=work.now,
        committed_by=work.actor.id,
    )
    work.add(row)
    work.audit("draw.commit", draw_id=row.draw_id, frame=row.frame_digest, plan=row.plan_digest)
    return CommitmentView(
        draw_id=row.draw_id,
        frame_digest=row.frame_digest,
        plan_digest=row.plan_digest,
        committed_at=row.committed_at,
        children=len(units),
        salt_digests={code: one.salt_digest for code, one in queries.frame_returns(work).items()},
    )


def withdraw(work: UnitOfWork) -> str:
    """Take a commitment back while nothing is drawn; the audit trail keeps it.

    Raises:
        NotCommittedError: There is none.
        AlreadyDrawnError: The seed was used.
    """
    from inspect_tool.store import queries

    check_can_lead(work.actor, "withdraw a commitment")
    row = queries.draw_in_force(work)
    if row is None:
        raise NotCommittedError
    if row.public_seed is not None:
        raise AlreadyDrawnError(row.draw_id)
    row.withdrawn_at = work.now
    work.add(row)
    work.audit("draw.withdraw", draw_id=row.draw_id)
    return row.draw_id


def draw(work: UnitOfWork, review: Review, *, seed: str, source: str) -> DrawView:
    """Draw the sample and its reserves from the committed frame.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotCommittedError: Nothing is committed.
        AlreadyDrawnError: The draw was made.
        CommitmentBrokenError: The plan or a frame changed since.
        ShortSeedError: The seed has fewer than 20 decimal digits.
    """
    from inspect_tool.domain.sampling import draw_stratified
    from inspect_tool.store import queries

    check_can_lead(work.actor, "draw the sample")
    row = queries.draw_in_force(work)
    if row is None:
        raise NotCommittedError
    if row.public_seed is not None:
        raise AlreadyDrawnError(row.draw_id)
    if row.plan_digest != review.plan_digest:
        raise CommitmentBrokenError("The plan")
    plan = plan_sample(work, review)
    sizes = {one.stratum: (one.drawn, one.reserves) for one in plan.strata}
    drawn = draw_stratified(eligible_units(work), sizes, draw_id=row.draw_id, seed=seed)
    if drawn.frame_digest != row.frame_digest:
        raise CommitmentBrokenError("A frame")
    row.public_seed, row.seed_source, row.seeded_at = drawn.public_seed, source, work.now
    work.add(row)
    _keep_draw(work, drawn)
    work.audit("draw.seed", draw_id=row.draw_id, seed=drawn.public_seed, source=source)
    return show(work)


def _keep_draw(work: UnitOfWork, drawn: DrawOfUnits) -> None:
    from inspect_tool.store.tables import DrawnStratum, DrawnUnit

    work.add_many(
        DrawnStratum,
        (
            {
                "authority": one.stratum.partition("/")[0],
                "draw_id": drawn.draw_id,
                "stratum": one.stratum,
                "population": one.population,
                "drawn": one.drawn,
                "reserves": one.reserves,
            }
            for one in drawn.strata
        ),
    )
    refs = _case_refs(drawn)
    work.add_many(
        DrawnUnit,
        (
            {
                "authority": unit.list_id,
                "draw_id": drawn.draw_id,
                "unit_id": unit.unit_id,
                "case_ref": refs[unit.place],
                "stratum": unit.stratum,
                "rank": unit.rank,
                "ticket": unit.ticket,
                "role": unit.role.value,
                "why": "",
            }
            for unit in drawn.units
        ),
    )


def _case_refs(drawn: DrawOfUnits) -> dict[tuple[str, str], str]:
    """References such as ASH-017: within an authority in the order of tickets, cases first."""
    refs: dict[tuple[str, str], str] = {}
    numbers: Counter[str] = Counter()
    for unit in sorted(drawn.units, key=lambda one: (one.role != "sample", one.ticket)):
        numbers[unit.list_id] += 1
        refs[unit.place] = f"{unit.list_id}-{numbers[unit.list_id]:03d}"
    return refs


def ranked_units(work: UnitOfWork, row: Draw) -> dict[str, list[RankedUnit]]:
    """The ranked units of a draw with their losses, by authority."""
    from inspect_tool.store import queries

    lost = {(one.authority, one.unit_id): one.reason for one in queries.losses(work, row.draw_id)}
    units: dict[str, list[RankedUnit]] = {}
    for unit in queries.drawn_units(work, row.draw_id):
        units.setdefault(unit.authority, []).append(
            RankedUnit(
                stratum=unit.stratum,
                case_ref=unit.case_ref,
                rank=unit.rank,
                lost_because=lost.get((unit.authority, unit.unit_id), ""),
            )
        )
    return units


def stratum_sizes(work: UnitOfWork, row: Draw) -> dict[str, dict[str, int]]:
    """How many cases each stratum of a draw gives, by authority."""
    from inspect_tool.store import queries

    sizes: dict[str, dict[str, int]] = {}
    for stratum in queries.drawn_strata(work, row.draw_id):
        sizes.setdefault(stratum.authority, {})[stratum.stratum] = stratum.drawn
    return sizes


def drawn_row(work: UnitOfWork) -> Draw:
    """The draw in force.

    Raises:
        NotDrawnError: There is none, or it has no seed yet.
    """
    from inspect_tool.store import queries

    row = queries.draw_in_force(work)
    if row is None or row.public_seed is None:
        raise NotDrawnError
    return row


def show(work: UnitOfWork) -> DrawView:
    """The draw with its reserves and losses.

    Raises:
        NotDrawnError: There is none yet.
    """
    from inspect_tool.store import queries

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
            StratumView(one.authority, one.stratum, one.population, one.drawn, one.reserves)
            for one in queries.drawn_strata(work, row.draw_id)
        ),
        cases=tuple(
            _case_view(unit, is_active=unit.case_ref in active, lost_because=lost[unit.case_ref])
            for unit in queries.drawn_units(work, row.draw_id)
        ),
    )


def _case_view(unit: DrawnUnit, *, is_active: bool, lost_because: str) -> CaseView:
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
    )


def lose(
    work: UnitOfWork,
    *,
    case_ref: str,
    reason: LossReason,
    note: str = "",
    after_reading: bool = False,
) -> LossView:
    """Lose a case that cannot be used; the next reserve of its stratum takes its place.

    Args:
        after_reading: Lose it although there are findings on it; that takes a note.

    Raises:
        NotYourRoleError: The actor is not a lead.
        UnknownCaseError: Nobody was given that reference.
        CaseNotInUseError: The case is not among those to read.
        ReadAlreadyError: There are findings on it.
    """
    from inspect_tool.store.tables import Loss

    check_can_lead(work.actor, "lose a case")
    before = show(work)
    case = next((one for one in before.cases if one.case_ref == case_ref.upper()), None)
    if case is None:
        raise UnknownCaseError(case_ref)
    if not case.is_active:
        raise CaseNotInUseError(case.case_ref)
    is_read = _check_may_lose(work, case.case_ref, is_meant=after_reading and bool(note.strip()))
    work.add(
        Loss(
            authority=case.authority,
            draw_id=before.draw_id,
            unit_id=case.unit_id,
            reason=reason.value,
            note=note,
            at=work.now,
            lost_by=work.actor.id,
        )
    )
    replaced_by = _newcomer(before, show(work))
    work.audit(
        "case.lose",
        stream=case.authority,
        case=case.case_ref,
        reason=reason.value,
        replaced_by=replaced_by,
        after_reading=is_read,
    )
    return LossView(case.case_ref, reason.value, replaced_by)


def _newcomer(before: DrawView, after: DrawView) -> str | None:
    """The reserve that came in, if there was one left."""
    came = {one.case_ref for one in after.active} - {one.case_ref for one in before.active}
    return next(iter(came), None)


def _check_may_lose(work: UnitOfWork, case_ref: str, *, is_meant: bool) -> bool:
    """Whether there are findings on a case; refuse to lose it by mistake if there are."""
    from inspect_tool.store import queries

    is_read = bool(queries.revisions_of(work, case_ref))
    if is_read and not is_meant:
        raise ReadAlreadyError(case_ref)
    return is_read
