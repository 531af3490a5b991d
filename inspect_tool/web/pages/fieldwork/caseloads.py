"""Who reads what: shared out, moved, handed over, evened out, read twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.services.assignment import balance as evening
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.moderation import more_second_reads
from inspect_tool.services.records import hand_over as reads
from inspect_tool.services.sampling.errors import NotDrawnError
from inspect_tool.web.pages.fieldwork.two_steps import (
    TwoSteps,
    Typed,
    answer_at_its_address,
    wanted,
)
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of

router = APIRouter()
AT = "/fieldwork/caseloads"
DONE = {
    "shared-out": "Every case has a reader. Issue the workbooks of those who got one.",
    "moved": "The case was moved.",
    "handed-over": "The reads were handed over; what was recorded keeps its author. Issue the new "
    "reader's workbooks again.",
    "evened-out": "The caseloads were evened out. Issue the workbooks of whoever got or gave a "
    "read again.",
    "topped-up": "The second reads have come to the plan's share.",
    "asked": "The case is to be read a second time. The read stays out of the agreement figures.",
}
What = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True)
class MoveOfCase:
    """A case that goes from one inspector to another, or to its first."""

    case_ref: str
    giver: str
    taker: str


def _team(_: Any, visit: Visit) -> Mapping[str, object]:
    """Who may be chosen, as a form has them."""
    plan = visit.review.plan
    return {
        "inspectors": [(one.id, f"{one.id}: {one.name}") for one in plan.inspectors()],
        "authorities": [
            (one.code, f"{one.code} {one.name}")
            for one in plan.authorities
            if one.code not in visit.actor.not_for
        ],
    }


def _team_and_givers(work: Any, visit: Visit) -> Mapping[str, object]:
    loads = caseloads.show(work, visit.review)
    givers = [
        (one.inspector, f"{one.inspector}: {one.name}")
        for one in loads
        if one.total or one.second_reads
    ]
    return {**_team(work, visit), "givers": givers}


@router.get(AT)
def who_reads_what(visit: Visiting, done: What = "") -> Response:
    """The caseload of each inspector, and what can be done with them."""
    check_can(visit.actor, Action.SEE_CASELOADS)  # an inspector's own is on their first page
    try:
        with visit.reading() as work:
            loads = caseloads.show(work, visit.review)
            without_reader = caseloads.number_without_reader(work)
    except NotDrawnError:
        loads, without_reader = (), 0
    context = {
        "loads": loads,
        "left": caseloads.LEFT,
        "without_reader": without_reader,
        "done": DONE.get(done, ""),
    }
    return page(visit, "fieldwork/caseloads.html", context)


@router.post(AT + "/share-out")
def share_out(visit: Visiting, form: TypedForm) -> Response:
    """Give every case without a reader one; nothing that is shared out moves."""
    check_is_of(visit, form)
    with visit.work() as work:
        caseloads.assign_automatically(work, visit.review)
    return RedirectResponse(f"{AT}?done=shared-out", status_code=303)


def _move(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> MoveOfCase:
    case, to = wanted(typed, "case", "Say which case."), wanted(typed, "to", "Say who gets it.")
    before = caseloads.move(work, visit.review, case_ref=case, inspector=to, dry_run=dry_run)
    return MoveOfCase(case.upper(), before, to)


def _hand_over(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> reads.HandOverView:
    asked = reads.HandOverWanted(
        giver=wanted(typed, "from", "Say whose reads go."),
        taker=wanted(typed, "to", "Say who gets them."),
        authority=typed["authority"] or None,
        cases=tuple(typed["cases"].replace(",", " ").split()),
        with_complete=bool(typed["with_complete"]),
    )
    reason = wanted(typed, "reason", "Say why the reads go to somebody else.")
    return reads.hand_over(work, visit.review, asked, reason=reason, dry_run=dry_run)


def _even_out(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> evening.BalanceView:
    without = tuple(typed["without"].replace(",", " ").split())
    return evening.balance(
        work, visit.review, without=without, reason=typed["reason"], dry_run=dry_run
    )


def _top_up(work: Any, visit: Visit, _: Typed, dry_run: bool) -> more_second_reads.TopUpView:
    del dry_run  # it is tried
    return more_second_reads.draw_or_top_up(work, visit.review)


def _extra(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> object:
    return more_second_reads.ask_extra(
        work,
        visit.review,
        case_ref=wanted(typed, "case", "Say which case."),
        reason=wanted(typed, "reason", "Say why the case is to be read twice."),
        reader=typed["reader"] or None,
        dry_run=dry_run,
    )


MOVE = TwoSteps(
    path=f"{AT}/move",
    template="fieldwork/move.html",
    action=Action.MOVE_CASE,
    fields=("case", "to"),
    act=_move,
    there=_team,
    done=f"{AT}?done=moved",
)
HAND_OVER = TwoSteps(
    path=f"{AT}/hand-over",
    template="fieldwork/hand_over.html",
    action=Action.HAND_OVER,
    fields=("from", "to", "authority", "cases", "with_complete", "reason"),
    act=_hand_over,
    there=_team_and_givers,
    done=f"{AT}?done=handed-over",
    from_link={"from": "from"},
)
BALANCE = TwoSteps(
    path=f"{AT}/balance",
    template="fieldwork/balance.html",
    action=Action.ASSIGN,
    fields=("without", "reason"),
    act=_even_out,
    there=_team,
    done=f"{AT}?done=evened-out",
)
TOP_UP = TwoSteps(
    path=f"{AT}/second-reads",
    template="fieldwork/top_up.html",
    action=Action.DRAW_SECOND_READS,
    fields=(),
    act=_top_up,
    there=_team,
    done=f"{AT}?done=topped-up",
    is_tried=True,
)
EXTRA = TwoSteps(
    path=f"{AT}/second-read",
    template="fieldwork/extra.html",
    action=Action.ASK_SECOND_READ,
    fields=("case", "reader", "reason"),
    act=_extra,
    there=_team,
    done=f"{AT}?done=asked",
)
answer_at_its_address(router, MOVE, HAND_OVER, BALANCE, TOP_UP, EXTRA)
