"""What readers judged differently, how far they agree, and what was found so far."""

from __future__ import annotations

from inspect_tool.domain.access.actions import Action
from inspect_tool.web.pages.moderation import agreement, differences, heat_map
from inspect_tool.web.rooms import PagePlace, PageRoom

ROOM = PageRoom(
    "Moderation",
    "/moderation",
    places=(
        PagePlace("Disagreements", "/moderation", Action.SEE_DIFFERENCES),
        PagePlace("Agreement", "/moderation/agreement", Action.SEE_AGREEMENT),
        PagePlace("Calibration", "/moderation/calibration", Action.RUN_CALIBRATION),
        PagePlace("Heat map", "/moderation/heat-map", Action.SEE_COUNTS),
    ),
    routers=(differences.router, agreement.router, heat_map.router),
)
