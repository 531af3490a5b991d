"""The disclosure desk: what could identify a child, what can be done, what was decided."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.access.rules import can
from inspect_tool.domain.disclosure.decisions import DisclosureChoice
from inspect_tool.services.publication import disclosure
from inspect_tool.services.publication.disclosure import DisclosureDecided
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.reporting.not_yet import IN_THE_WAY, not_yet
from inspect_tool.web.pages.reporting.routes import ReportingRoute
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of, texts_of

router = APIRouter(route_class=ReportingRoute)


@router.get("/reporting/disclosure")
def desk(visit: Visiting) -> Response:
    """Every place that somebody has to decide about before the report is public."""
    return _desk(visit)


@router.post("/reporting/disclosure")
def decide(visit: Visiting, form: TypedForm) -> Response:
    """Record what is decided about the places that were ticked."""
    check_is_of(visit, form)
    decided = DisclosureDecided(
        tuple(texts_of(form, "place")),
        text_of(form, "choice"),
        text_of(form, "why"),
        text_of(form, "words"),
    )
    try:
        with visit.work() as work:
            disclosure.decide(
                work,
                visit.review,
                decided,
                place=visit.workspace.place,
                is_checked_again=False,  # the page that follows does, and holds nobody's saving up
            )
    except AccessRefusedError:
        raise
    except IN_THE_WAY as error:
        return _desk(visit, form=form, fault=error.message)
    return RedirectResponse(
        f"/reporting/disclosure?saved={text_of(form, 'token')}", status_code=303
    )


def _desk(visit: Visit, *, form: FormData | None = None, fault: str = "") -> Response:
    try:
        with visit.reading() as work:
            found = disclosure.check(work, visit.review, place=visit.workspace.place)
            made = disclosure.decisions_made(work)
    except IN_THE_WAY as error:
        return not_yet(visit, "Disclosure", error)
    typed = {name: text_of(form, name) if form else "" for name in ("choice", "why", "words")}
    context = {
        "found": found,
        "made": made,
        "left": len(found.open_items),
        "ticked": texts_of(form, "place") if form else [],
        "typed": typed,
        "choices": list(DisclosureChoice),
        "may_decide": can(visit.actor, Action.DECIDE_DISCLOSURE) is None,
        "fault": fault,
        "token": new_token(visit.person),
    }
    return page(visit, "reporting/disclosure.html", context, status=422 if fault else 200)
