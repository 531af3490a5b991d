"""What a narrative can call for, with the text to paste and a look at it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.services.publication import inserts
from inspect_tool.web.pages.reporting.not_yet import IN_THE_WAY, not_yet
from inspect_tool.web.pages.reporting.routes import ReportingRoute
from inspect_tool.web.rendering import page, pictures
from inspect_tool.web.visits import Visiting

router = APIRouter(route_class=ReportingRoute)


@router.get("/reporting/insert")
def list_inserts(visit: Visiting) -> Response:
    """Everything that can be inserted; with `show`, what one of them would place."""
    check_can(visit.actor, Action.WRITE_NARRATIVE)
    shown = visit.request.query_params.get("show", "")
    seen = None
    if shown:
        try:
            with visit.reading() as work:
                seen = inserts.preview(work, visit.review, shown, place=visit.workspace.place)
        except IN_THE_WAY as error:
            return not_yet(visit, "What can be inserted", error)
    drawn = seen.pictures if seen else ()
    context = {
        "groups": inserts.list_inserts(visit.review),
        "seen": seen,
        "figures": [(title, pictures(parts), note) for title, parts, note in drawn],
    }
    return page(visit, "reporting/insert.html", context)
