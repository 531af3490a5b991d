"""Cases that are lost, losses that are mended, authorities that leave, cases picked by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.sampling.losses import BY_A_COMMAND, LossReason
from inspect_tool.services.sampling import amended_losses, purposive, samples, withdrawal
from inspect_tool.services.sampling.draw_views import CaseView, DrawView
from inspect_tool.services.sampling.errors import NotDrawnError
from inspect_tool.web.pages.fieldwork.two_steps import (
    NothingTypedError,
    TwoSteps,
    Typed,
    answer_at_its_address,
    wanted,
)
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import Visit, Visiting

router = APIRouter()
AT = "/fieldwork/losses"
REASONS = [
    (reason.value, reason.words[:1].upper() + reason.words[1:])
    for reason in LossReason
    if reason not in BY_A_COMMAND
]
DONE = {
    "lost": "The case is lost. Where a reserve came in its place, share the cases out.",
    "back": "The loss is taken back: the case is read again.",
    "corrected": "The loss has another reason.",
    "withdrew": "The authority has left the inspection.",
    "returned": "The authority is part of the inspection again.",
    "picked": "The case is read and counted, and never part of an estimate.",
}
What = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True)
class StratumLeft:
    """How many reserves a stratum has left."""

    stratum: str
    to_read: int
    lost: int
    reserves: int


def _strata(drawn: DrawView) -> list[StratumLeft]:
    """Strata in which a case was lost first, then those with the fewest reserves."""
    active = Counter(case.stratum for case in drawn.sample)
    lost = Counter(case.stratum for case in drawn.cases if case.lost_because and case.rank)
    left = Counter(
        case.stratum
        for case in drawn.cases
        if case.rank and not case.is_active and not case.lost_because
    )
    rows = [
        StratumLeft(stratum, active[stratum], lost[stratum], left[stratum])
        for stratum in sorted({case.stratum for case in drawn.cases if case.rank})
    ]
    return sorted(rows, key=lambda row: (-row.lost, row.reserves, row.stratum))


@router.get(AT)
def losses(visit: Visiting, done: What = "") -> Response:
    """What was lost and why, what was mended, and how many reserves are left."""
    check_can(visit.actor, Action.LOSE_CASE)
    lost: Sequence[CaseView] = ()
    drawn = None
    try:
        with visit.reading() as work:
            drawn = samples.show(work)
    except NotDrawnError:
        pass
    if drawn is not None:
        lost = [case for case in drawn.cases if case.lost_because]
    context = {
        "drawn": drawn,
        "lost": lost,
        "strata": _strata(drawn) if drawn else [],
        "words": {reason.value: reason.words for reason in LossReason},
        "by_a_command": {reason.value for reason in BY_A_COMMAND},
        "done": DONE.get(done, ""),
    }
    return page(visit, "fieldwork/losses.html", context)


def _nothing_more(_: Any, visit: Visit) -> Mapping[str, object]:
    authorities = [
        (one.code, f"{one.code} {one.name}")
        for one in visit.review.plan.authorities
        if one.code not in visit.actor.not_for
    ]
    words = {reason.value: reason.words for reason in LossReason}
    return {"reasons": REASONS, "authorities": authorities, "words": words}


def _reason(typed: Typed) -> LossReason:
    if typed["reason"] not in {value for value, _ in REASONS}:
        raise NothingTypedError("Choose the reason.")
    return LossReason(typed["reason"])


def _lose(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> object:
    view = samples.lose(
        work,
        case_ref=wanted(typed, "case", "Say which case."),
        reason=_reason(typed),
        note=typed["note"],
        after_reading=bool(typed["after_reading"]),
        keys=None if dry_run else visit.workspace.keys,
    )
    return replace(view, head="")


def _take_back(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> object:
    view = amended_losses.take_back_loss(
        work,
        case_ref=wanted(typed, "case", "Say which case."),
        reason=wanted(typed, "why", "Say why the loss is taken back."),
        keys=None if dry_run else visit.workspace.keys,
    )
    return replace(view, head="")


def _correct(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> object:
    view = amended_losses.correct_loss(
        work,
        case_ref=wanted(typed, "case", "Say which case."),
        to=_reason(typed),
        reason=wanted(typed, "why", "Say why the loss is corrected."),
        keys=None if dry_run else visit.workspace.keys,
    )
    return replace(view, head="")


def _withdraw(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> object:
    return withdrawal.withdraw_authority(
        work,
        visit.review,
        authority=wanted(typed, "authority", "Say which authority."),
        reason=wanted(typed, "why", "Say why the authority leaves."),
        on=_day(typed["on"]),
        dry_run=dry_run,
    )


def _day(typed: str) -> date | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise NothingTypedError("Give the day as year, month and day: 2013-11-04.") from None


def _come_back(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> object:
    del dry_run  # it is tried
    return withdrawal.take_back_withdrawal(
        work,
        visit.review,
        authority=wanted(typed, "authority", "Say which authority."),
        reason=wanted(typed, "why", "Say why the authority comes back."),
    )


def _pick(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> object:
    del dry_run  # it is tried
    return purposive.add(
        work,
        visit.review,
        purposive.Child(named=wanted(typed, "case", "Say which case.")),
        why=wanted(typed, "why", "Say why this case."),
        keys=visit.workspace.keys,
    )


LOSE = TwoSteps(
    path=f"{AT}/lose",
    template="fieldwork/lose.html",
    action=Action.LOSE_CASE,
    fields=("case", "reason", "note", "after_reading"),
    act=_lose,
    there=_nothing_more,
    done=f"{AT}?done=lost",
    is_tried=True,
    from_link={"case": "case"},
)
TAKE_BACK = TwoSteps(
    path=f"{AT}/undo",
    template="fieldwork/undo_loss.html",
    action=Action.CORRECT_LOSS,
    fields=("case", "why"),
    act=_take_back,
    there=_nothing_more,
    done=f"{AT}?done=back",
    is_tried=True,
    from_link={"case": "case"},
)
CORRECT = TwoSteps(
    path=f"{AT}/correct",
    template="fieldwork/correct_loss.html",
    action=Action.CORRECT_LOSS,
    fields=("case", "reason", "why"),
    act=_correct,
    there=_nothing_more,
    done=f"{AT}?done=corrected",
    is_tried=True,
    from_link={"case": "case"},
)
WITHDRAW = TwoSteps(
    path=f"{AT}/withdraw",
    template="fieldwork/withdraw.html",
    action=Action.WITHDRAW_AUTHORITY,
    fields=("authority", "why", "on"),
    act=_withdraw,
    there=_nothing_more,
    done=f"{AT}?done=withdrew",
)
COME_BACK = TwoSteps(
    path=f"{AT}/come-back",
    template="fieldwork/come_back.html",
    action=Action.WITHDRAW_AUTHORITY,
    fields=("authority", "why"),
    act=_come_back,
    there=_nothing_more,
    done=f"{AT}?done=returned",
    is_tried=True,
)
PICK = TwoSteps(
    path=f"{AT}/pick",
    template="fieldwork/pick.html",
    action=Action.PICK_CASE,
    fields=("case", "why"),
    act=_pick,
    there=_nothing_more,
    done=f"{AT}?done=picked",
    is_tried=True,
)
answer_at_its_address(router, LOSE, TAKE_BACK, CORRECT, WITHDRAW, COME_BACK, PICK)
