"""What two readers judged differently: by consequence, side by side, decided with a reason."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.moderation import decisions
from inspect_tool.services.moderation.differences import difference_at, every_difference
from inspect_tool.services.publication.narratives import sentences_by_measure
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import (
    ItemId,
    Ref,
    TypedForm,
    Visit,
    Visiting,
    check_is_of,
    text_of,
    texts_of,
)

if TYPE_CHECKING:
    from inspect_tool.services.moderation.differences import DifferenceAt
    from inspect_tool.services.moderation.out_workbook import OpenDifference

router = APIRouter(prefix="/moderation")
MOST_AT_ONCE = 200


class ReadsChangedError(RefusedError):
    """A reader's answer is not the one that was decided on."""

    def __init__(self) -> None:
        super().__init__(
            "What a reader said, or what is beside it, changed since the page was opened, or "
            "somebody decided it. Nothing was decided. Open it again."
        )


@router.get("")
def differences(visit: Visiting) -> Response:
    """Every open disagreement, by consequence; below, what was decided."""
    with visit.reading() as work:
        sentences = sentences_by_measure(visit.workspace.place)
        every = every_difference(work, visit.review, sentences)
    names = {one.code: one.name for one in visit.review.plan.authorities}
    context = {"open": every.still_open, "decided": every.decided, "names": names}
    return page(visit, "moderation/differences.html", context)


@router.get("/cases/{ref}/{item}")
def difference(ref: Ref, item: ItemId, visit: Visiting) -> Response:
    """One disagreement: both readers with their evidence, and the decision beside them."""
    with visit.reading() as work:
        at = _at(work, visit, ref, item)
    if at is None:
        raise HTTPException(404)
    place, of = at.still_open.index(at.one), len(at.still_open)
    context = {
        "one": at.one,
        "row": at.one.row,
        "alike": at.alike,
        "seen": {one.row.case_ref: _seen(one) for one in (at.one, *at.alike)},
        "token": new_token(visit.person),
        "before": at.still_open[place - 1].row if place else None,
        "after": at.still_open[place + 1].row if place + 1 < of else None,
        "number": place + 1,
        "of": of,
    }
    return page(visit, "moderation/difference.html", context)


@router.post("/cases/{ref}/{item}/decide")
def decide(ref: Ref, item: ItemId, visit: Visiting, form: TypedForm) -> Response:
    """Keep a decision about a case, and about those alike that were chosen with it."""
    check_can(visit.actor, Action.DECIDE)
    check_is_of(visit, form)
    given, why = text_of(form, "take").strip(), text_of(form, "why").strip()
    if not given or not why:
        raise UsageError("Choose the answer that counts, and say why. Nothing was decided.")
    # Each with what was shown of it.
    chosen = dict(one.partition(" ")[::2] for one in texts_of(form, "sides")[:MOST_AT_ONCE])
    with visit.work() as work:
        at = _at(work, visit, ref, item, is_to_be_decided=True)
        known = (
            {one.row.case_ref: _seen(one) for one in (at.one, *at.alike)} if at is not None else {}
        )
        # What is not there for the person any more looks like what has changed.
        if (
            at is None
            or ref.upper() not in chosen
            or any(known.get(name) != chosen[name] for name in chosen)
        ):
            raise ReadsChangedError
        decisions.decide_alike(
            work, visit.review, case_refs=sorted(chosen), item_id=item, given=given, why=why
        )
        left = [one for one in at.still_open if one.row.case_ref not in chosen]
    following = next((one.row for one in left if not one.is_for_another), None)
    if following is None:
        return RedirectResponse("/moderation", status_code=303)
    return RedirectResponse(
        f"/moderation/cases/{following.case_ref}/{following.item_id}", status_code=303
    )


def _at(
    work: Any, visit: Visit, ref: str, item: str, *, is_to_be_decided: bool = False
) -> DifferenceAt | None:
    """None where there is none, or none for the person: the two must look the same."""
    sentences = sentences_by_measure(visit.workspace.place)
    return difference_at(
        work, visit.review, sentences, ref, item, is_to_be_decided=is_to_be_decided
    )


def _seen(one: OpenDifference) -> str:
    """What tells that a page showed the same of a disagreement."""
    return hashlib.sha256(repr((one.row.first, one.row.second)).encode()).hexdigest()[:32]
