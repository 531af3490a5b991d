"""Evidence, the narrative with its check, disclosure, builds, comments, releases."""

from __future__ import annotations

from inspect_tool.domain.access.actions import Action
from inspect_tool.web.pages.reporting import chapters, claims, codebook, evidence
from inspect_tool.web.rooms import PagePlace, PageRoom

ROOM = PageRoom(
    "Report",
    "/reporting",
    places=(
        PagePlace("Evidence", "/reporting/evidence", Action.SEE_EVIDENCE),
        PagePlace("Themes", "/reporting/themes", Action.KEEP_CODEBOOK),
        PagePlace("Narrative", "/reporting/chapters", Action.WRITE_NARRATIVE),
        PagePlace("Claims", "/reporting/claims", Action.WRITE_NARRATIVE),
    ),
    routers=(evidence.router, codebook.router, chapters.router, claims.router),
)
