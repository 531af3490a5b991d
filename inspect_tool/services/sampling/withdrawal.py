"""An authority leaves the inspection: one act, with a reason of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.sampling.drawn import active_refs, drawn_row
from inspect_tool.services.sampling.errors import given_reason
from inspect_tool.store import mishap_queries, record_queries, snapshot_queries
from inspect_tool.store.mishap_tables import AuthorityWithdrawal

if TYPE_CHECKING:
    from inspect_tool.domain.plan.plan import Authority
    from inspect_tool.store.database import UnitOfWork


class WithdrewAlreadyError(RefusedError):
    """An authority leaves once."""

    def __init__(self, code: str, on: str) -> None:
        super().__init__(
            f"{code} has left the inspection already, on {on}. `authority withdraw {code} --undo` "
            "takes that back while no snapshot has counted it."
        )


class NotWithdrawnError(RefusedError):
    """Only a leaving can be taken back."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} has not left the inspection. See `status`.")


class LastAuthorityError(RefusedError):
    """Somebody has to be inspected."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Without {code} no authority would be left in the inspection.")


class WithdrawalCountedError(RefusedError):
    """A snapshot was taken without the authority, so figures may have been published from it."""

    def __init__(self, code: str, snapshots: Sequence[str]) -> None:
        word = "snapshot" if len(snapshots) == 1 else "snapshots"
        super().__init__(
            f"The leaving of {code} cannot be taken back: {word} {', '.join(snapshots)} counted "
            "without it. What it recorded is kept; a later inspection of it is a review of its own."
        )


class DayToComeError(UsageError):
    """An authority cannot have left on a day that has not come."""

    def __init__(self, on: date) -> None:
        super().__init__(f"{on.isoformat()} has not come yet. Give the day on which it left.")


@dataclass(frozen=True)
class WithdrawalView:
    """An authority that left, or would.

    Args:
        on: The day, as ISO 8601.
        cases: Cases that were to be read there.
        begun: Those of them in which something was recorded.
        left: How many authorities stay.
    """

    authority: str
    name: str
    on: str
    reason: str
    cases: int
    begun: int
    left: int
    is_dry_run: bool


@dataclass(frozen=True)
class ReturnedAuthority:
    """An authority whose leaving was taken back.

    Args:
        cases: Cases that are to be read there again.
    """

    authority: str
    name: str
    cases: int
    reason: str


def withdraw_authority(
    work: UnitOfWork,
    review: Review,
    *,
    authority: str,
    reason: str,
    on: date | None = None,
    dry_run: bool = False,
) -> WithdrawalView:
    """Let an authority leave the inspection: none of its cases is read or counted any more.

    What was recorded stays stored. Snapshots that were taken before keep what they counted. For
    estimates the authority is one that did not answer.

    Args:
        on: The day on which it left; today where none is given.
        dry_run: Say what would leave, and change nothing.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead, or has a conflict there.
        UnknownAuthorityError, DayToComeError, NoReasonError: The words of the command are wrong.
        NotDrawnError: There is no draw yet: an authority is taken out of the plan instead.
        WithdrewAlreadyError, LastAuthorityError: It has left, or nobody would be left.
    """
    found = _authority(work, review, authority)
    why = "" if dry_run else given_reason(reason, "authority leaves", option="--reason")
    drawn_row(work)
    left = _how_many_stay(work, review, found.code)
    day = on or work.now.date()
    if day > work.now.date():
        raise DayToComeError(day)
    cases = active_refs(work, found.code)
    begun = {told.subject_ref for told in record_queries.recorders(work, found.code)}
    if not dry_run:
        _note(work, found.code, on=day.isoformat(), reason=why, is_taken_back=False)
        work.audit("authority.withdraw", stream=found.code, on=day.isoformat(), cases=len(cases))
    return WithdrawalView(
        authority=found.code,
        name=found.name,
        on=day.isoformat(),
        reason=why,
        cases=len(cases),
        begun=len(cases & begun),
        left=left,
        is_dry_run=dry_run,
    )


def _how_many_stay(work: UnitOfWork, review: Review, code: str) -> int:
    """How many authorities stay when one leaves."""
    withdrawn = mishap_queries.withdrawn_authorities(work)
    if code in withdrawn:
        raise WithdrewAlreadyError(code, withdrawn[code].withdrew_on)
    left = len(review.plan.authorities) - len(withdrawn) - 1
    if not left:
        raise LastAuthorityError(code)
    return left


def take_back_withdrawal(
    work: UnitOfWork, review: Review, *, authority: str, reason: str
) -> ReturnedAuthority:
    """Let an authority that left come back, while no snapshot has counted without it.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead, or has a conflict there.
        UnknownAuthorityError, NoReasonError: The words of the command are wrong.
        NotWithdrawnError, WithdrawalCountedError: It has not left, or figures depend on it.
    """
    found = _authority(work, review, authority)
    why = given_reason(reason, "authority comes back", option="--reason")
    row = mishap_queries.withdrawn_authorities(work).get(found.code)
    if row is None:
        raise NotWithdrawnError(found.code)
    counted = [
        snapshot.name
        for snapshot in snapshot_queries.snapshots(work)
        if any(
            kept["code"] == found.code and kept.get("withdrew_on")
            for kept in snapshot.sample.get("authorities", ())
        )
    ]
    if counted:
        raise WithdrawalCountedError(found.code, counted)
    _note(work, found.code, on=row.withdrew_on, reason=why, is_taken_back=True)
    work.audit("authority.withdrawal-taken-back", stream=found.code)
    cases = len(active_refs(work, found.code))
    return ReturnedAuthority(found.code, found.name, cases, why)


def _authority(work: UnitOfWork, review: Review, authority: str) -> Authority:
    check_can(work.actor, Action.WITHDRAW_AUTHORITY)
    found = review.plan.authority(authority.strip().upper())
    if found is None:
        raise UnknownAuthorityError(authority, review)
    thing = Thing(name=found.code, authorities=frozenset({found.code}))
    check_can(work.actor, Action.WITHDRAW_AUTHORITY, thing)
    return found


def _note(work: UnitOfWork, code: str, *, on: str, reason: str, is_taken_back: bool) -> None:
    earlier = [row for row in mishap_queries.withdrawals(work) if row.authority == code]
    work.add(
        AuthorityWithdrawal(
            authority=code,
            sequence=len(earlier) + 1,
            is_taken_back=is_taken_back,
            withdrew_on=on,
            reason=reason,
            at=work.now,
            actor=work.actor.id,
        )
    )
