"""The sample: commit, draw, show, lose."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.allocation.methods import allocate_plan
from inspect_tool.domain.frame.alike import open_questions
from inspect_tool.domain.language.canonical import canon
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.digest import frame_digest
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.losses import BY_A_COMMAND, LossReason
from inspect_tool.domain.sampling.sampling import called_units, reserves_for
from inspect_tool.services.frames.keys import check_keys
from inspect_tool.services.review.kept_documents import remember_documents
from inspect_tool.services.sampling.errors import (
    AlreadyCommittedError,
    AlreadyDrawnError,
    CaseNotInUseError,
    CommitmentBrokenError,
    DrawIdUsedError,
    FramesMissingError,
    NotCommittedError,
    OnlyEraseError,
    OpenQuestionsError,
    ReadAlreadyError,
    UnknownCaseError,
)
from inspect_tool.services.sampling.frame_cut import cut_frame
from inspect_tool.services.sampling.known_cases import KnownCases
from inspect_tool.services.sampling.rows import (
    DrawAsItStands,
    draw_as_it_stands,
    drawn_row,
    eligible_units,
    next_refs,
    unit_values,
)
from inspect_tool.services.sampling.views import (
    CaseView,
    CommitmentView,
    DrawView,
    LossView,
    SamplePlanView,
    StratumView,
)
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.store import mishap_queries, queries
from inspect_tool.store.tables import DrawnStratum, DrawnUnit, DrawRow, LossRow

if TYPE_CHECKING:
    from inspect_tool.domain.plan.plan import Sample
    from inspect_tool.domain.sampling.draw import Draw
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder


def plan_sample(
    work: UnitOfWork, review: Review, *, sample: Sample | None = None
) -> SamplePlanView:
    """Share the plan's cases between the strata of the frames.

    Args:
        sample: Another design than the plan's, to see what it would give.

    Raises:
        FramesMissingError: An authority has no frame yet.
        CheckFailedError: The allocation cannot be met; the message says why.
    """
    _check_frames(work, review)
    asked = sample or review.plan.sample
    population = Counter(unit.stratum for unit in eligible_units(work))
    sizes = allocate_plan(population, sample=asked)
    strata = tuple(
        StratumView(
            authority=stratum.partition("/")[0],
            stratum=stratum,
            population=population[stratum],
            drawn=sizes[stratum],
            reserves=_reserves(asked, sizes[stratum], population[stratum]),
        )
        for stratum in sorted(population)
    )
    return SamplePlanView(size=sum(stratum.drawn for stratum in strata), strata=strata)


def _reserves(sample: Sample, drawn: int, population: int) -> int:
    return min(reserves_for(drawn, per_case=sample.reserves), population - drawn)


def _check_frames(work: UnitOfWork, review: Review) -> None:
    codes = [authority.code for authority in review.plan.authorities]
    received = queries.frame_returns(work)
    missing = [code for code in codes if code not in received]
    if missing:
        raise FramesMissingError(missing)


def _check_questions(work: UnitOfWork) -> None:
    """Refuse to commit while somebody may be on a frame twice."""
    asked = {
        code: len(open_questions(row.problems)) for code, row in queries.frame_returns(work).items()
    }
    if any(asked.values()):
        raise OpenQuestionsError({code: count for code, count in asked.items() if count})


def commit(work: UnitOfWork, review: Review, *, draw_id: str | None = None) -> CommitmentView:
    """Fix the frame and the plan by their digests, before a seed exists.

    Raises:
        NotYourRoleError: The actor is not a lead.
        AlreadyCommittedError: There is a commitment in force.
        FramesMissingError: An authority has no frame yet.
        OpenQuestionsError: Identifiers look alike, and nobody has said whether it is one child.
    """
    from sqlmodel import select

    check_can(work.actor, Action.COMMIT_SAMPLE)
    in_force = queries.draw_in_force(work)
    if in_force is not None:
        raise AlreadyCommittedError(in_force.draw_id)
    _check_questions(work)
    plan_sample(work, review)
    remember_documents(work, review)
    units = eligible_units(work)
    used = {earlier.draw_id for earlier in work.all(select(DrawRow))}
    free = (f"{review.plan.review}-{number}" for number in count(1))
    name = canon(draw_id) if draw_id else next(unused for unused in free if unused not in used)
    if name in used:
        raise DrawIdUsedError(name)
    row = DrawRow(
        draw_id=name,
        frame_digest=frame_digest(units),
        plan_digest=review.plan_digest,
        committed_at=work.now,
        committed_by=work.actor.id,
        number=work.next_number(DrawRow),
    )
    work.add(row)
    work.audit("draw.commit", draw_id=row.draw_id, frame=row.frame_digest, plan=row.plan_digest)
    return CommitmentView(
        draw_id=row.draw_id,
        frame_digest=row.frame_digest,
        plan_digest=row.plan_digest,
        committed_at=row.committed_at,
        children=len(units),
        salt_digests={
            code: frame_return.salt_digest
            for code, frame_return in queries.frame_returns(work).items()
        },
    )


def withdraw(work: UnitOfWork) -> str:
    """Take a commitment back while nothing is drawn; the audit trail keeps it.

    Raises:
        NotCommittedError: There is none.
        AlreadyDrawnError: The seed was used.
    """
    check_can(work.actor, Action.WITHDRAW_COMMITMENT)
    row = queries.draw_in_force(work)
    if row is None:
        raise NotCommittedError
    if row.public_seed is not None:
        raise AlreadyDrawnError(row.draw_id)
    row.withdrawn_at = work.now
    work.add(row)
    work.audit("draw.withdraw", draw_id=row.draw_id)
    return row.draw_id


def draw(work: UnitOfWork, review: Review, *, seed: str, source: str, keys: KeyFolder) -> DrawView:
    """Draw the sample and its reserves from the committed frame, which is then cut down to them.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotCommittedError: Nothing is committed.
        AlreadyDrawnError: The draw was made.
        CommitmentBrokenError: The plan or a frame changed since.
        ShortSeedError: The seed has fewer than 20 decimal digits.
        IdsMissingError: A child who can be drawn could be found by nobody.
    """
    check_can(work.actor, Action.DRAW_SAMPLE)
    row = queries.draw_in_force(work)
    if row is None:
        raise NotCommittedError
    if row.public_seed is not None:
        raise AlreadyDrawnError(row.draw_id)
    if row.plan_digest != review.plan_digest:
        raise CommitmentBrokenError("The plan")
    plan = plan_sample(work, review)
    sizes = {stratum.stratum: (stratum.drawn, stratum.reserves) for stratum in plan.strata}
    units = eligible_units(work)
    check_keys(work, keys, ((unit.list_id, unit.unit_id) for unit in units), {})
    drawn = draw_stratified(units, sizes, draw_id=row.draw_id, seed=seed)
    if drawn.frame_digest != row.frame_digest:
        raise CommitmentBrokenError("A frame")
    row.public_seed, row.seed_source = drawn.public_seed, source
    row.seeded_at = work.now_after(row.committed_at)
    work.add(row)
    _keep_draw(work, drawn)
    work.audit("draw.seed", draw_id=row.draw_id, seed=drawn.public_seed, source=source)
    cut_frame(work, review.plan)
    return show(work)


def _keep_draw(work: UnitOfWork, drawn: Draw) -> None:
    work.add_many(
        DrawnStratum,
        (
            {
                "authority": stratum.stratum.partition("/")[0],
                "draw_id": drawn.draw_id,
                "stratum": stratum.stratum,
                "population": stratum.population,
                "drawn": stratum.drawn,
                "reserves": stratum.reserves,
            }
            for stratum in drawn.strata
        ),
    )
    refs = next_refs(drawn.units, ())
    work.add_many(
        DrawnUnit,
        (
            unit_values(drawn.draw_id, unit, refs[unit.place], salt=work.new_salt())
            for unit in drawn.units
        ),
    )


def show(work: UnitOfWork) -> DrawView:
    """The draw with its reserves and losses, and the cases that the actor may know of.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
        NotDrawnError: There is none yet.
    """
    check_can(work.actor, Action.SEE_SAMPLE, Thing(owner=work.actor.id))
    drawn = whole_draw(work)
    known = KnownCases.of(work)
    cases = tuple(filter(known.has, drawn.cases))
    refs = {case.case_ref for case in cases}
    return replace(
        drawn,
        cases=cases,
        loss_changes=tuple(one for one in drawn.loss_changes if one.case_ref in refs),
        not_shown=len(drawn.cases) - len(cases),
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

    Nobody takes the place of a purposive case: it had none in the sample.

    Args:
        after_reading: Lose it although there are findings on it; that takes a note.

    Raises:
        NotYourRoleError: The actor is not a lead.
        UnknownCaseError: Nobody was given that reference.
        CaseNotInUseError: The case is not among those to read.
        ReadAlreadyError: There are findings on it.
        OnlyEraseError: The reason is that of an erasure, or of an authority that left.
    """
    check_can(work.actor, Action.LOSE_CASE)
    if reason in BY_A_COMMAND:
        raise OnlyEraseError
    before = whole_draw(work)
    case = _case_named(before, case_ref)
    check_can(work.actor, Action.LOSE_CASE, Thing(authorities=frozenset({case.authority})))
    if not case.is_active:
        raise CaseNotInUseError(case.case_ref)
    is_read = _check_may_lose(work, case.case_ref, is_meant=after_reading and bool(note.strip()))
    work.add(_loss(work, before.draw_id, case, reason=reason, note=note))
    turns = settle_turns(work)
    replaced_by = _newcomer(before, whole_draw(work))
    work.audit(
        "case.lose",
        stream=case.authority,
        case=case.case_ref,
        reason=reason.value,
        replaced_by=replaced_by,
        after_reading=is_read,
    )
    return LossView(
        case_ref=case.case_ref,
        stratum=case.stratum,
        reason=reason.value,
        replaced_by=replaced_by,
        was_purposive=case.is_purposive,
        was_picked=replaced_by in turns,
    )


def _case_named(drawn: DrawView, case_ref: str) -> CaseView:
    ref = case_ref.upper()
    case = next((drawn_case for drawn_case in drawn.cases if drawn_case.case_ref == ref), None)
    if case is None:
        raise UnknownCaseError(case_ref)
    return case


def _loss(
    work: UnitOfWork, draw_id: str, case: CaseView, *, reason: LossReason, note: str
) -> LossRow:
    return LossRow(
        authority=case.authority,
        draw_id=draw_id,
        unit_id=case.unit_id,
        reason=reason.value,
        note=note,
        salt=queries.case_salts(work, case.authority).get(case.case_ref, ""),
        at=work.now_after(*times_so_far(work, draw_id)),
        lost_by=work.actor.id,
        number=work.next_number(LossRow, draw_id=draw_id),
    )


def times_so_far(work: UnitOfWork, draw_id: str) -> tuple[datetime, ...]:
    """When the draw was made, and when cases were lost or losses taken back before."""
    seeded_at = drawn_row(work).seeded_at
    losses = (loss.at for loss in queries.losses(work, draw_id))
    changes = (change.changed_at for change in mishap_queries.loss_changes(work, draw_id))
    return (*(() if seeded_at is None else (seeded_at,)), *losses, *changes)


def _newcomer(before: DrawView, after: DrawView) -> str | None:
    """The reserve that came into the sample, if there was one left."""
    came = {case.case_ref for case in after.sample} - {case.case_ref for case in before.sample}
    return next(iter(came), None)


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


def _check_may_lose(work: UnitOfWork, case_ref: str, *, is_meant: bool) -> bool:
    """Whether there are findings on a case; refuse to lose it by mistake if there are."""
    is_read = bool(queries.revisions_of(work, case_ref))
    if is_read and not is_meant:
        raise ReadAlreadyError(case_ref)
    return is_read
