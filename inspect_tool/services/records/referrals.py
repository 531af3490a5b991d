"""Children referred back to their authority, and what the authority did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.clocks.clock import ClockResult, judge
from inspect_tool.domain.clocks.limits import RuleVersion
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.records import referral
from inspect_tool.domain.records.records import ItemKind, Subject
from inspect_tool.domain.records.referral import REFERRED
from inspect_tool.domain.review import Review
from inspect_tool.services.records.records import current_items
from inspect_tool.services.records.revisions import ItemKey, answer_of, given_by
from inspect_tool.services.records.sight import Sight

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.record_queries import RevisionInForce


@dataclass(frozen=True)
class ReferralView:
    """A child referred back to the authority.

    Args:
        author: Who recorded it; both readers where both did.
        response: What the authority did; empty while nothing is recorded.
        due: Last day on which it was to answer; None without the day of the referral.
        standing: Whether it did in time, late, not yet, or is overdue today.
        is_overdue: Whether it has not answered, and the day has passed.
    """

    authority: str
    case_ref: str
    referred_on: date | None
    referred_to: str
    author: str
    concern: str = ""
    response: str = ""
    responded_on: date | None = None
    due: date | None = None
    standing: str = ""
    is_overdue: bool = False


def list_referrals(work: UnitOfWork, review: Review) -> tuple[ReferralView, ...]:
    """Children whom a reader referred back, by authority and case; each child once.

    An inspector sees the referrals in their own records only.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    sight = Sight.of(work, review)
    by_case: dict[str, ReferralView] = {}
    for (authority, ref, reader), items in sorted(
        current_items(work, kind=ItemKind.REFERRAL).items()
    ):
        row = items.get((ItemKind.REFERRAL, REFERRED))
        if row is None or row.value != "yes":
            continue
        if not sight.shows(Subject(SubjectKind.CASE, authority, ref), reader):
            continue
        if ref in by_case:  # the second reader referred the child back too
            by_case[ref] = _with_second(by_case[ref], _view(authority, ref, row, items))
        else:
            by_case[ref] = _view(authority, ref, row, items)
    return tuple(_with_clock(work, review, view) for view in by_case.values())


def _with_clock(work: UnitOfWork, review: Review, view: ReferralView) -> ReferralView:
    """The referral with its due day, as things stand today."""
    if view.referred_on is None:
        return replace(view, standing="cannot be assessed: the day of the referral is not known")
    agreed = review.plan.referrals_back
    limit = RuleVersion("the plan", agreed.respond_within, agreed.unit, "referrals_back")
    terms = review.plan.terms_of(view.authority)
    clock = judge(limit, view.referred_on, view.responded_on, on=work.now.date(), terms=terms)
    if view.response and view.responded_on is None:
        return replace(view, due=clock.due, standing="answered on a day that is not known")
    is_overdue = clock.result is ClockResult.OVERDUE
    words = "overdue today" if is_overdue else clock.words
    return replace(view, due=clock.due, standing=words, is_overdue=is_overdue)


def _view(
    authority: str, ref: str, row: RevisionInForce, items: Mapping[ItemKey, RevisionInForce]
) -> ReferralView:
    on, responded = (
        _item(items, item_id) for item_id in (referral.REFERRED_ON, referral.RESPONDED_ON)
    )
    return ReferralView(
        authority=authority,
        case_ref=ref,
        referred_on=on if isinstance(on, date) else None,
        referred_to=str(_item(items, referral.REFERRED_TO) or ""),
        author=given_by(row),
        concern=str(_item(items, referral.CONCERN) or ""),
        response=str(_item(items, referral.RESPONSE) or ""),
        responded_on=responded if isinstance(responded, date) else None,
    )


def _with_second(first: ReferralView, second: ReferralView) -> ReferralView:
    """A child whom both readers referred back: the first referral, and both concerns."""
    concerns = [concern for concern in dict.fromkeys((first.concern, second.concern)) if concern]
    return replace(
        first,
        author=", ".join(dict.fromkeys((first.author, second.author))),
        concern="\n".join(concerns),
        response=first.response or second.response,
        responded_on=first.responded_on or second.responded_on,
    )


def _item(items: Mapping[ItemKey, RevisionInForce], item_id: str) -> Value | None:
    row = items.get((ItemKind.REFERRAL, item_id))
    return answer_of(row).value if row is not None else None
