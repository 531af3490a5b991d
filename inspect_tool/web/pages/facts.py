"""The facts that were returned about a case, and the right ones beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.access.rules import can
from inspect_tool.errors import UsageError
from inspect_tool.services.records.facts import (
    case_facts,
    correct_fact,
    correctable_facts,
    fact_to_correct,
)
from inspect_tool.services.records.subjects import tidy_ref
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.fieldwork.two_steps import REFUSALS
from inspect_tool.web.pages.overview import TOKENS
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import Ref, TypedForm, Visit, Visiting, check_is_of, text_of

if TYPE_CHECKING:
    from inspect_tool.errors import InspectToolError

router = APIRouter()
FactName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
FIELDS = ("value", "not_known", "source")


@router.get("/records/{ref}/facts")
def facts(ref: Ref, visit: Visiting) -> Response:
    """What was returned about a case, with what was corrected."""
    with visit.reading() as work:
        found = case_facts(work, visit.review, tidy_ref(ref))
    may_lose = can(visit.actor, Action.LOSE_CASE) is None
    correctable = correctable_facts(visit.review)
    shown = [one for one in found.facts if one.field not in TOKENS]
    context = {
        "found": found,
        "facts": shown,
        "correctable": correctable,
        "may_lose": may_lose,
    }
    return page(visit, "facts.html", context)


@router.get("/records/{ref}/facts/{field}")
def ask_for_right_value(ref: Ref, field: FactName, visit: Visiting) -> Response:
    """One fact, to be corrected."""
    return _page(visit, ref, field)


@router.post("/records/{ref}/facts/{field}")
def correct(ref: Ref, field: FactName, visit: Visiting, form: TypedForm) -> Response:
    """Keep the right value beside the one that was returned."""
    check_is_of(visit, form)
    subject, typed = tidy_ref(ref), {name: text_of(form, name) for name in FIELDS}
    value, is_unknown = typed["value"].strip(), bool(typed["not_known"])
    try:
        if bool(value) is is_unknown:
            with visit.reading() as work:
                fact_to_correct(work, visit.review, ref=subject, field=field)
            raise UsageError("Give the right value, or say that none is known: one of the two.")
        with visit.work() as work:
            correct_fact(
                work,
                visit.review,
                ref=subject,
                field=field,
                value=None if is_unknown else value,
                source=typed["source"],
            )
    except AccessRefusedError:
        raise
    except REFUSALS as error:
        return _page(visit, subject, field, typed, error)
    saved = f"?saved={text_of(form, 'token')}"
    return RedirectResponse(f"/records/{subject}/facts{saved}", status_code=303)


def _page(
    visit: Visit,
    ref: str,
    field: str,
    typed: dict[str, str] | None = None,
    refused: InspectToolError | None = None,
) -> Response:
    with visit.reading() as work:
        found = fact_to_correct(work, visit.review, ref=tidy_ref(ref), field=field)
    context = {
        "found": found,
        "typed": typed or dict.fromkeys(FIELDS, ""),
        "fault": refused.message if refused else "",
        "token": new_token(visit.person),
    }
    return page(visit, "correct_fact.html", context, status=refused.http_status if refused else 200)
