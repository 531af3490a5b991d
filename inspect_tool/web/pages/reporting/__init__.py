"""Evidence, the narrative with its check, disclosure, builds, comments, releases."""

from __future__ import annotations

from inspect_tool.web.rooms import PageRoom

ROOM = PageRoom("Report", "/reporting", places=(), routers=())
