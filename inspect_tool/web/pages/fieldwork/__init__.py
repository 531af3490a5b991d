"""How far the review is, who reads what, queries, losses, versions of the framework, snapshots."""

from __future__ import annotations

from inspect_tool.domain.access.actions import Action
from inspect_tool.web.pages.fieldwork import board, caseloads, queries
from inspect_tool.web.rooms import PagePlace, PageRoom

ROOM = PageRoom(
    "Fieldwork",
    "/fieldwork",
    places=(
        PagePlace("Board", "/fieldwork", Action.SEE_CASELOADS),
        PagePlace("Caseloads", "/fieldwork/caseloads", Action.SEE_CASELOADS),
        PagePlace("Queries", "/fieldwork/queries", Action.SEE_CASELOADS),
    ),
    routers=(board.router, caseloads.router, queries.router),
)
