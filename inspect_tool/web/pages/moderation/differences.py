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
from inspect_tool.services.moderation.out_workbook import open_differences
from inspect_tool.services.publication.narratives import sentences_by_measure
from inspect_tool.services.records import records
from inspect_tool.services.review import readings
from inspect_tool.services.review.kept_results import KeptResults
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
    from collections.abc import Sequence

    from inspect_tool.services.moderation.decisions import Disagreement
    from inspect_tool.services.moderation.out_workbook import OpenDifference

router = APIRouter(prefix="/moderation")
# The open ones, and all: whoever decides asks anew.
KEPT: KeptResults[tuple[tuple[OpenDifference, ...], tuple[Disagreement, ...]]] = KeptResults()
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
        open_ones, every = _looked_up(work, visit)
        readings.show(work, ((one.authority, one.case_ref) for one in every))
    names = {one.code: one.name for one in visit.review.plan.authorities}
    decided = [one for one in every if one.decided is not None]
    context = {"open": open_ones, "decided": decided, "names": names}
    return page(visit, "moderation/differences.html", context)


@router.get("/cases/{ref}/{item}")
def difference(ref: Ref, item: ItemId, visit: Visiting) -> Response:
    """One disagreement: both readers with their evidence, and the decision beside them."""
    with visit.reading() as work:
        open_ones, _ = _looked_up(work, visit)
        found = _named(open_ones, ref, item)
        if found is None:
            raise HTTPException(404)
        alike = _alike(open_ones, found)
        readings.show(work, ((one.authority, one.row.case_ref) for one in (found, *alike)))
    place = open_ones.index(found)
    context = {
        "one": found,
        "row": found.row,
        "alike": alike,
        "seen": {one.row.case_ref: _seen(one) for one in (found, *alike)},
        "token": new_token(visit.person),
        "before": open_ones[place - 1].row if place else None,
        "after": open_ones[place + 1].row if place + 1 < len(open_ones) else None,
        "number": place + 1,
        "of": len(open_ones),
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
        open_ones = open_differences(work, visit.review, _sentences(visit))
        found = _named(open_ones, ref, item)
        known = (
            {one.row.case_ref: _seen(one) for one in (found, *_alike(open_ones, found))}
            if found is not None
            else {}
        )
        # What is not there for the person any more looks like what has changed.
        if ref.upper() not in chosen or any(known.get(name) != chosen[name] for name in chosen):
            raise ReadsChangedError
        decisions.decide_alike(
            work, visit.review, case_refs=sorted(chosen), item_id=item, given=given, why=why
        )
        left = [one for one in open_ones if one.row.case_ref not in chosen]
    following = next((one.row for one in left if not one.is_for_another), None)
    if following is None:
        return RedirectResponse("/moderation", status_code=303)
    return RedirectResponse(
        f"/moderation/cases/{following.case_ref}/{following.item_id}", status_code=303
    )


def _looked_up(
    work: Any, visit: Visit
) -> tuple[tuple[OpenDifference, ...], tuple[Disagreement, ...]]:
    """The open disagreements as they are to be decided, and every one that the actor may see."""
    check_can(visit.actor, Action.SEE_DIFFERENCES)
    sentences = _sentences(visit)

    def look() -> tuple[tuple[OpenDifference, ...], tuple[Disagreement, ...]]:
        views = records.list_records(work, visit.review)
        open_ones = open_differences(work, visit.review, sentences, views=views)
        return open_ones, decisions.seen_by_actor(work, visit.review, views)

    return KEPT.of(work, visit.review, look, also=tuple(sorted(sentences.items())))


def _sentences(visit: Visit) -> dict[str, tuple[str, ...]]:
    return sentences_by_measure(visit.workspace.place)


def _named(open_ones: Sequence[OpenDifference], ref: str, item: str) -> OpenDifference | None:
    """None where there is none, or none for the person: the two must look the same."""
    named = (ref.upper(), item)
    return next((one for one in open_ones if (one.row.case_ref, one.row.item_id) == named), None)


def _alike(open_ones: Sequence[OpenDifference], found: OpenDifference) -> list[OpenDifference]:
    """Other disagreements that can be decided at once with this one."""
    if not found.row.number_alike:
        return []
    return [
        one
        for one in open_ones
        if one.row.number_alike == found.row.number_alike
        and one is not found
        and not one.is_for_another
    ]


def _seen(one: OpenDifference) -> str:
    """What tells that a page showed the same of a disagreement."""
    return hashlib.sha256(repr((one.row.first, one.row.second)).encode()).hexdigest()[:32]
