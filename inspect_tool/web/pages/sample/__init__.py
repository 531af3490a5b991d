"""Authorities and their returns, designs, the commitment and the draw."""

from __future__ import annotations

from inspect_tool.domain.access.actions import Action
from inspect_tool.web.pages.sample import authorities, designs, drawing, flow, returns
from inspect_tool.web.rooms import PagePlace, PageRoom

ROOM = PageRoom(
    "Sample",
    "/sample",
    places=(
        PagePlace("Returns", "/sample", Action.TAKE_RETURN),
        PagePlace("Authorities", "/sample/authorities", Action.WRITE_PLAN),
        PagePlace("Designs", "/sample/designs", Action.COMMIT_SAMPLE),
        PagePlace("Draw", "/sample/draw", Action.COMMIT_SAMPLE),
        PagePlace("Flow", "/sample/flow", Action.SEE_FLOW),
    ),
    routers=(returns.router, authorities.router, designs.router, drawing.router, flow.router),
)
