"""The codebook: themes with how many notes are under each, added and written anew."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import can
from inspect_tool.domain.records.themes import Theme
from inspect_tool.errors import UsageError
from inspect_tool.services.figures import themes
from inspect_tool.services.records.identifiers import StillIdentifiesError
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.reporting.routes import ReportingRoute
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of

router = APIRouter(route_class=ReportingRoute)
FIELDS = ("id", "name", "definition", "use", "not_use")


@router.get("/reporting/themes")
def list_themes(visit: Visiting) -> Response:
    """The themes that stand."""
    return _themes_page(visit)


@router.post("/reporting/themes")
def set_theme(visit: Visiting, form: TypedForm) -> Response:
    """Add a theme, or write one anew."""
    check_is_of(visit, form)
    typed = {name: text_of(form, name).strip() for name in FIELDS}
    try:
        with visit.work() as work:
            themes.set_theme(work, Theme(**typed))
    except (UsageError, StillIdentifiesError) as error:
        return _themes_page(visit, form=form, fault=error.message)
    return RedirectResponse("/reporting/themes", status_code=303)


def _themes_page(visit: Visit, *, form: FormData | None = None, fault: str = "") -> Response:
    with visit.reading() as work:
        found = themes.list_themes(work, visit.review)
    asked = visit.request.query_params.get("theme", "")
    there = next((one.theme for one in found if one.theme.id == asked), None)
    typed = {name: "" if there is None else getattr(there, name) for name in FIELDS}
    if form is not None:
        typed = {name: text_of(form, name) for name in FIELDS}
    context = {
        "themes": found,
        "typed": typed,
        "fault": fault,
        "may_keep": can(visit.actor, Action.KEEP_CODEBOOK) is None,
        "token": new_token(visit.person),
    }
    return page(visit, "reporting/themes.html", context, status=422 if fault else 200)
