"""Losses that were wrong: taken back while nothing depends on them, or given their true reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.sampling.draw import DrawRole
from inspect_tool.domain.sampling.flow import active_cases
from inspect_tool.domain.sampling.loss_list import LossEvent, RecordedLoss
from inspect_tool.domain.sampling.losses import BY_A_COMMAND, LossKind, LossReason
from inspect_tool.domain.sampling.sampling import called_units
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.sampling.drawn import drawn_row, ranked_units, stratum_sizes
from inspect_tool.services.sampling.errors import (
    AuthorityWithdrewError,
    OnlyEraseError,
    UnknownCaseError,
    given_reason,
)
from inspect_tool.services.sampling.recorded_losses import record_in_list, timing_of
from inspect_tool.services.sampling.rows import draw_as_it_stands
from inspect_tool.services.sampling.turns import times_so_far
from inspect_tool.store import after_draw_queries, mishap_queries, queries, snapshot_queries
from inspect_tool.store.after_draw_tables import LossChange
from inspect_tool.store.tables import DrawnUnit, LossRow

if TYPE_CHECKING:
    from datetime import datetime

    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder


class NotLostError(RefusedError):
    """Only a loss can be taken back or corrected."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(f"{case_ref} is not lost. See `sample show`.")


class ErasedStaysError(RefusedError):
    """What was erased cannot come back."""

    def __init__(self, case_ref: str) -> None:
        super().__init__(
            f"{case_ref} was lost because the child was erased. That cannot be taken back, nor "
            "given another reason."
        )


class LossCountedError(RefusedError):
    """A snapshot was taken with the loss in it, so figures may have been published from it."""

    def __init__(self, case_ref: str, snapshots: Sequence[str]) -> None:
        super().__init__(
            f"The loss of {case_ref} cannot be taken back: {_named(snapshots)} counted it, and "
            f"{case_ref} stays out. If its reason is wrong, `sample lose {case_ref} --correct "
            "--reason CODE --note …` corrects it, in the certificate and in the flow; then take "
            "another snapshot."
        )


class SubstituteBegunError(RefusedError):
    """The case that took the lost one's place is being read."""

    def __init__(self, case_ref: str, substitutes: Sequence[str]) -> None:
        super().__init__(
            f"The loss of {case_ref} cannot be taken back: {', '.join(substitutes)} took its "
            f"place, and something is recorded there, so {case_ref} stays out. If the reason of "
            f"the loss is wrong, `sample lose {case_ref} --correct --reason CODE --note …` "
            "corrects it, in the certificate and in the flow."
        )


class ReasonStandsError(UsageError):
    """A correction that changes nothing."""

    def __init__(self, case_ref: str, reason: LossReason) -> None:
        super().__init__(f"{case_ref} is lost for that reason already: {reason.words}.")


def _named(snapshots: Sequence[str]) -> str:
    word = "snapshot" if len(snapshots) == 1 else "snapshots"
    return f"{word} {', '.join(snapshots)}"


@dataclass(frozen=True)
class TakenBackLoss:
    """A loss that was taken back.

    Args:
        reason: Code of the reason that it had.
        back_in_reserve: Cases that had come in its place and are reserves again.
        why: Why it was taken back, as the certificate publishes it.
        head: Of the list of losses, to be posted.
    """

    case_ref: str
    reason: LossReason
    back_in_reserve: tuple[str, ...]
    why: str
    head: str = ""


@dataclass(frozen=True)
class CorrectedLoss:
    """A loss with another reason than it had.

    Args:
        is_other_kind: Whether estimates treat it differently from now on.
        head: Of the list of losses, to be posted.
    """

    case_ref: str
    was: LossReason
    reason: LossReason
    kind: LossKind
    is_other_kind: bool
    why: str
    head: str = ""


def take_back_loss(
    work: UnitOfWork, *, case_ref: str, reason: str, keys: KeyFolder | None = None
) -> TakenBackLoss:
    """Put a lost case back into the sample; the reserve that took its place is one again.

    The loss and what it called in are taken back as an event of their own: the loss is kept as it
    was, and the certificate lists it with the reason for taking it back. Nothing may depend on it:
    the cases that go back are not begun, and no snapshot has counted the loss.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead, or must not see the case.
        UnknownCaseError, NotLostError, ErasedStaysError: There is no such loss to take back.
        AuthorityWithdrewError: Its authority has left the inspection.
        LossCountedError, SubstituteBegunError: Something depends on it.
        NoReasonError: There is no reason.
    """
    check_can(work.actor, Action.CORRECT_LOSS)
    case, loss = _lost_case(work, case_ref)
    why = given_reason(reason, "loss is taken back", option="--reason")
    if case.authority in mishap_queries.withdrawn_authorities(work):
        raise AuthorityWithdrewError(case.authority)
    counted = _snapshots_with(work, case.case_ref, loss)
    if counted:
        raise LossCountedError(case.case_ref, counted)
    back = _back_in_reserve(work, case)
    begun = [ref for ref in back if queries.revisions_of(work, ref)]
    if begun:
        raise SubstituteBegunError(case.case_ref, begun)
    changed_at = _keep_as_it_was(work, loss, why=why)
    taken_back = RecordedLoss(
        place=(case.authority, case.unit_id),
        event=LossEvent.TAKEN_BACK,
        at=changed_at.isoformat(),
        why=why,
    )
    head = record_in_list(work, loss.draw_id, taken_back, keys=keys)
    work.delete([loss])
    _undo_turns(work)
    rows = queries.assignment_rows(work, case.authority)
    work.delete(row for row in rows if row.case_ref in back)
    work.audit(
        "case.loss-taken-back",
        stream=case.authority,
        case=case.case_ref,
        was=loss.reason,
        back_in_reserve=list(back),
    )
    return TakenBackLoss(case.case_ref, LossReason(loss.reason), back, why, head)


def correct_loss(
    work: UnitOfWork,
    *,
    case_ref: str,
    to: LossReason,
    reason: str,
    keys: KeyFolder | None = None,
) -> CorrectedLoss:
    """Give a loss the reason that it should have had; the case stays lost.

    Certificate and flow show the new reason, and the certificate the old one beside it. Snapshots
    keep what they counted.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead, or must not see the case.
        UnknownCaseError, NotLostError, ErasedStaysError, ReasonStandsError: There is nothing to
            correct.
        OnlyEraseError: The reason is that of an erasure, or of an authority that left.
        NoReasonError: There is no reason for the correction.
    """
    check_can(work.actor, Action.CORRECT_LOSS)
    if to in BY_A_COMMAND:
        raise OnlyEraseError
    case, loss = _lost_case(work, case_ref)
    was = LossReason(loss.reason)
    if was is to:
        raise ReasonStandsError(case.case_ref, was)
    why = given_reason(reason, "loss is corrected", option="--note")
    changed_at = _keep_as_it_was(work, loss, why=why, corrected_to=to.value)
    corrected = RecordedLoss(
        place=(case.authority, case.unit_id),
        event=LossEvent.CORRECTED,
        at=changed_at.isoformat(),
        reason=to.value,
        why=why,
        timing=timing_of(has_answers=bool(queries.revisions_of(work, case.case_ref))),
    )
    head = record_in_list(work, loss.draw_id, corrected, keys=keys)
    loss.reason = to.value
    work.add(loss)
    work.audit(
        "case.loss-corrected",
        stream=case.authority,
        case=case.case_ref,
        was=was.value,
        reason=to.value,
    )
    return CorrectedLoss(case.case_ref, was, to, to.kind, was.kind is not to.kind, why, head)


def _lost_case(work: UnitOfWork, case_ref: str) -> tuple[DrawnUnit, LossRow]:
    row, ref = drawn_row(work), case_ref.strip().upper()
    case = next(
        (one for one in queries.drawn_units(work, row.draw_id) if one.case_ref == ref), None
    )
    if case is None:
        raise UnknownCaseError(case_ref)
    check_can(work.actor, Action.CORRECT_LOSS, Thing(ref, frozenset({case.authority})))
    loss = work.get(LossRow, case.authority, case.draw_id, case.unit_id)
    if loss is None:
        raise NotLostError(ref)
    if loss.reason == LossReason.ERASED:
        raise ErasedStaysError(ref)
    return case, loss


def _snapshots_with(work: UnitOfWork, case_ref: str, loss: LossRow) -> list[str]:
    """Snapshots that have the case among the lost ones, whatever the clocks said.

    One from before snapshots kept their sample is known by its time alone.
    """
    return [
        snapshot.name
        for snapshot in snapshot_queries.snapshots(work)
        if any(
            unit["case_ref"] == case_ref and unit["standing"] == "lost"
            for unit in snapshot.sample.get("units", ())
        )
        or (not snapshot.sample and snapshot.taken_at >= loss.at)
    ]


def _back_in_reserve(work: UnitOfWork, case: DrawnUnit) -> tuple[str, ...]:
    """The cases that would not be read any more; a picked one stays, as purposive as it was."""
    row = drawn_row(work)
    sizes = stratum_sizes(work, row, case.authority).get(case.authority, {})
    now = ranked_units(work, row, case.authority).get(case.authority, [])
    then = [
        replace(unit, lost_because="") if unit.case_ref == case.case_ref else unit for unit in now
    ]
    stay = {unit.case_ref for unit in active_cases(then, sizes)}
    picked = {one.case_ref for one in queries.drawn_units(work, row.draw_id) if one.why}
    left = {unit.case_ref for unit in active_cases(now, sizes)} - stay - picked
    return tuple(sorted(left))


def _undo_turns(work: UnitOfWork) -> None:
    """Let picked cases whose turn came with the loss wait for it again, as purposive ones."""
    row = drawn_row(work)
    standing = draw_as_it_stands(work, row)
    called = {unit.place for unit in called_units(standing.draw, standing.losses)}
    for case in queries.drawn_units(work, row.draw_id):
        if case.why and case.rank and (case.authority, case.unit_id) not in called:
            case.rank, case.role = 0, DrawRole.PURPOSIVE.value
            work.add(case)
            work.audit("case.turn-taken-back", stream=case.authority, case=case.case_ref)


def _keep_as_it_was(
    work: UnitOfWork, loss: LossRow, *, why: str, corrected_to: str = ""
) -> datetime:
    """Keep the loss as it was, and return when it was changed."""
    earlier = after_draw_queries.loss_changes(work, loss.draw_id)
    own = [one for one in earlier if (one.authority, one.unit_id) == (loss.authority, loss.unit_id)]
    changed_at = work.now_after(*times_so_far(work, loss.draw_id))
    work.add(
        LossChange(
            authority=loss.authority,
            draw_id=loss.draw_id,
            unit_id=loss.unit_id,
            sequence=len(own) + 1,
            reason=loss.reason,
            note=loss.note,
            lost_at=loss.at,
            lost_by=loss.lost_by,
            corrected_to=corrected_to,
            why=why,
            changed_at=changed_at,
            changed_by=work.actor.id,
            number=work.next_number(LossChange, draw_id=loss.draw_id),
            salt=loss.salt,
        )
    )
    return changed_at
