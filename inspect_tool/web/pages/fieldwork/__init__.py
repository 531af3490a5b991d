"""How far the review is, who reads what, queries, losses, versions of the framework, snapshots."""

from __future__ import annotations

from inspect_tool.web.rooms import PageRoom

ROOM = PageRoom("Fieldwork", "/fieldwork", places=(), routers=())
