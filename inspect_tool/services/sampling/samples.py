"""The sample: commit, draw, show, lose."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from sqlmodel import select

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.allocation.methods import allocate_plan
from inspect_tool.domain.frame.alike import open_questions
from inspect_tool.domain.language.canonical import canon
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.commitment import commitment_json
from inspect_tool.domain.sampling.digest import frame_digest
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.loss_list import LossEvent, RecordedLoss
from inspect_tool.domain.sampling.losses import BY_A_COMMAND, LossReason
from inspect_tool.domain.sampling.sampling import reserves_for
from inspect_tool.domain.sampling.small_strata import explicit_sizes
from inspect_tool.services.frames.keys import check_keys
from inspect_tool.services.review.kept_documents import remember_documents
from inspect_tool.services.sampling.commitments import (
    NOTHING_ANNOUNCED,
    Announced,
    announced_for,
    check_seed_as_announced,
    earlier_rows,
    make_commitment,
)
from inspect_tool.services.sampling.draw_views import CaseView, DrawView, StratumView
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
from inspect_tool.services.sampling.recorded_losses import record_in_list, timing_of
from inspect_tool.services.sampling.rows import (
    DrawableFrame,
    drawable_frame,
    eligible_units,
    next_refs,
    unit_values,
)
from inspect_tool.services.sampling.turns import settle_turns, times_so_far
from inspect_tool.services.sampling.views import CommitmentView, LossView, SamplePlanView
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.store import frame_queries, queries
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
    check_can(work.actor, Action.SEE_PROGRESS)
    _check_frames(work, review)
    frame = drawable_frame(work, review.plan)
    asked = _as_merged(sample or review.plan.sample, frame)
    population = frame.population
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
    return SamplePlanView(
        size=sum(stratum.drawn for stratum in strata),
        strata=strata,
        merged={one.stratum: one.into for one in frame.merged},
    )


def _as_merged(sample: Sample, frame: DrawableFrame) -> Sample:
    """The design with the sizes that the plan gives one by one added up where strata merged."""
    sizes = explicit_sizes(sample.allocation.explicit, frame.merged)
    allocation = sample.allocation.model_copy(update={"explicit": sizes})
    return sample.model_copy(update={"allocation": allocation}) if frame.merged else sample


def _reserves(sample: Sample, drawn: int, population: int) -> int:
    return min(reserves_for(drawn, per_case=sample.reserves), population - drawn)


def _check_frames(work: UnitOfWork, review: Review) -> None:
    codes = [authority.code for authority in review.plan.authorities]
    received = frame_queries.frame_returns(work)
    missing = [code for code in codes if code not in received]
    if missing:
        raise FramesMissingError(missing)


def _check_questions(work: UnitOfWork) -> None:
    """Refuse to commit while somebody may be on a frame twice."""
    asked = {
        code: len(open_questions(row.problems))
        for code, row in frame_queries.frame_returns(work).items()
    }
    if any(asked.values()):
        raise OpenQuestionsError({code: count for code, count in asked.items() if count})


def commit(
    work: UnitOfWork,
    review: Review,
    *,
    draw_id: str | None = None,
    announced: Announced = NOTHING_ANNOUNCED,
) -> CommitmentView:
    """Fix everything that decides the draw but the seed, before that exists.

    Args:
        announced: Which public source the seed will come from, and when.

    Raises:
        NotYourRoleError: The actor is not a lead.
        AlreadyCommittedError: There is a commitment in force.
        FramesMissingError: An authority has no frame yet.
        OpenQuestionsError: Identifiers look alike, and nobody has said whether it is one child.
        SeedTimeError: The seed is due at no time, or at one that is over.
    """
    check_can(work.actor, Action.COMMIT_SAMPLE)
    in_force = queries.draw_in_force(work)
    if in_force is not None:
        raise AlreadyCommittedError(in_force.draw_id)
    _check_questions(work)
    expected = announced_for(work, announced)
    plan = plan_sample(work, review)
    frame = drawable_frame(work, review.plan)
    remember_documents(work, review)
    row = _new_row(work, review, frame, name=_free_name(work, review, draw_id))
    commitment = make_commitment(
        work, row, review.plan, strata=plan.strata, merged=frame.merged, announced=expected
    )
    row.commitment = commitment_json(commitment)
    work.add(row)
    work.audit(
        "draw.commit",
        draw_id=row.draw_id,
        frame=row.frame_digest,
        plan=row.plan_digest,
        commitment=commitment.digest,
    )
    return CommitmentView(
        draw_id=row.draw_id,
        frame_digest=row.frame_digest,
        plan_digest=row.plan_digest,
        committed_at=row.committed_at,
        children=len(frame.units),
        salt_digests=commitment.salt_digests,
        commitment=commitment,
    )


def _new_row(work: UnitOfWork, review: Review, frame: DrawableFrame, *, name: str) -> DrawRow:
    earlier = earlier_rows(work)
    return DrawRow(
        draw_id=name,
        frame_digest=frame_digest(frame.units),
        plan_digest=review.plan_digest,
        committed_at=work.now_after(*(one.withdrawn_at for one in earlier if one.withdrawn_at)),
        committed_by=work.actor.id,
        number=work.next_number(DrawRow),
    )


def _free_name(work: UnitOfWork, review: Review, wanted: str | None) -> str:
    used = {earlier.draw_id for earlier in work.all(select(DrawRow))}
    free = (f"{review.plan.review}-{number}" for number in count(1))
    name = canon(wanted) if wanted else next(unused for unused in free if unused not in used)
    if name in used:
        raise DrawIdUsedError(name)
    return name


def withdraw(work: UnitOfWork, *, why: str = "") -> str:
    """Take a commitment back while nothing is drawn; every later one tells of it.

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
    row.withdrawn_at = work.now_after(row.committed_at)
    row.withdrawn_because = why.strip()
    work.add(row)
    work.audit("draw.withdraw", draw_id=row.draw_id, why=row.withdrawn_because)
    return row.draw_id


def draw(work: UnitOfWork, review: Review, *, seed: str, source: str, keys: KeyFolder) -> DrawView:
    """Draw the sample and its reserves from the committed frame, which is then cut down to them.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotCommittedError: Nothing is committed.
        AlreadyDrawnError: The draw was made.
        CommitmentBrokenError: The plan or a frame changed since.
        OtherSourceError, SeedNotDueError: The seed is not the one that was announced.
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
    source = check_seed_as_announced(row, source=source, now=work.now)
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
    keys: KeyFolder | None = None,
) -> LossView:
    """Lose a case; the next reserve of its stratum takes its place, but not a purposive one's.

    Args:
        after_reading: Lose it although there are findings on it; that takes a note.
        keys: The key folder whose signing key signs the entry in the list of losses.

    Raises:
        NotYourRoleError: The actor is not a lead.
        UnknownCaseError, CaseNotInUseError: It is no case, or not among those to read.
        ReadAlreadyError: There are findings on it.
        OnlyEraseError: The reason is that of an erasure, or of an authority that left.
    """
    check_can(work.actor, Action.LOSE_CASE)
    if reason in BY_A_COMMAND:
        raise OnlyEraseError
    before = whole_draw(work)
    case = _case_in_use(work, before, case_ref)
    is_read = _check_may_lose(work, case.case_ref, is_meant=after_reading and bool(note.strip()))
    loss = _loss(work, before.draw_id, case, reason=reason, note=note)
    head, turns = _record_loss(work, loss, is_read=is_read, keys=keys), settle_turns(work)
    replaced_by = _newcomer(before, whole_draw(work))
    work.audit(
        "case.lose",
        stream=case.authority,
        case=case.case_ref,
        reason=reason.value,
        replaced_by=replaced_by,
        after_reading=is_read,
        losses=head,
    )
    return LossView(
        case_ref=case.case_ref,
        stratum=case.stratum,
        reason=reason.value,
        replaced_by=replaced_by,
        was_purposive=case.is_purposive,
        was_picked=replaced_by in turns,
        head=head,
    )


def _record_loss(work: UnitOfWork, loss: LossRow, *, is_read: bool, keys: KeyFolder | None) -> str:
    """Keep a loss, and put it into the list of losses, whose new head is returned."""
    work.add(loss)
    recorded = RecordedLoss(
        place=(loss.authority, loss.unit_id),
        event=LossEvent.LOST,
        at=loss.at.isoformat(),
        reason=loss.reason,
        timing=timing_of(has_answers=is_read),
    )
    return record_in_list(work, loss.draw_id, recorded, keys=keys)


def _case_in_use(work: UnitOfWork, drawn: DrawView, case_ref: str) -> CaseView:
    case = _case_named(drawn, case_ref)
    check_can(work.actor, Action.LOSE_CASE, Thing(authorities=frozenset({case.authority})))
    if not case.is_active:
        raise CaseNotInUseError(case.case_ref)
    return case


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


def _newcomer(before: DrawView, after: DrawView) -> str | None:
    """The reserve that came into the sample, if there was one left."""
    came = {case.case_ref for case in after.sample} - {case.case_ref for case in before.sample}
    return next(iter(came), None)


def _check_may_lose(work: UnitOfWork, case_ref: str, *, is_meant: bool) -> bool:
    """Whether there are findings on a case; refuse to lose it by mistake if there are."""
    is_read = bool(queries.revisions_of(work, case_ref))
    if is_read and not is_meant:
        raise ReadAlreadyError(case_ref)
    return is_read
