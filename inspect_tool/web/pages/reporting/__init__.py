"""Evidence, the narrative with its check, disclosure, builds, comments, releases."""

from __future__ import annotations

from inspect_tool.domain.access.actions import Action
from inspect_tool.web.pages.reporting import (
    builds,
    chapters,
    claims,
    codebook,
    comments,
    disclosure,
    evidence,
    inserts,
    releases,
)
from inspect_tool.web.rooms import PagePlace, PageRoom

PARTS = (
    evidence,
    codebook,
    chapters,
    claims,
    inserts,
    disclosure,
    builds,
    comments,
    releases,
)
ROOM = PageRoom(
    "Report",
    "/reporting",
    places=(
        PagePlace("Evidence", "/reporting/evidence", Action.SEE_EVIDENCE),
        PagePlace("Themes", "/reporting/themes", Action.KEEP_CODEBOOK),
        PagePlace("Narrative", "/reporting/chapters", Action.WRITE_NARRATIVE),
        PagePlace("Claims", "/reporting/claims", Action.WRITE_NARRATIVE),
        PagePlace("Insert", "/reporting/insert", Action.WRITE_NARRATIVE),
        PagePlace("Disclosure", "/reporting/disclosure", Action.BUILD_REPORT),
        PagePlace("Builds", "/reporting/builds", Action.BUILD_REPORT),
        PagePlace("Comments", "/reporting/comments", Action.SEE_COMMENTS),
        PagePlace("Releases", "/reporting/releases", Action.SEE_RELEASES),
    ),
    routers=tuple(part.router for part in PARTS),
)
