"""How far the review is, who reads what, queries, losses, versions of the framework, snapshots."""

from __future__ import annotations

from inspect_tool.domain.access.actions import Action
from inspect_tool.web.pages.fieldwork import (
    board,
    caseloads,
    framework,
    losses,
    queries,
    snapshots,
)
from inspect_tool.web.rooms import PagePlace, PageRoom

ROOM = PageRoom(
    "Fieldwork",
    "/fieldwork",
    places=(
        PagePlace("Board", "/fieldwork", Action.SEE_CASELOADS),
        PagePlace("Caseloads", "/fieldwork/caseloads", Action.SEE_CASELOADS),
        PagePlace("Queries", "/fieldwork/queries", Action.SEE_CASELOADS),
        PagePlace("Losses", "/fieldwork/losses", Action.LOSE_CASE),
        PagePlace("Framework", "/fieldwork/framework", Action.PUBLISH_VERSION),
        PagePlace("Snapshots", "/fieldwork/snapshots", Action.SEE_SNAPSHOTS),
    ),
    routers=tuple(
        part.router for part in (board, caseloads, queries, losses, framework, snapshots)
    ),
)
