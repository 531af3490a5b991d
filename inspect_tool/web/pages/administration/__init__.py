"""People, sign-in, jobs, retention, and who read what."""

from __future__ import annotations

from inspect_tool.web.rooms import PageRoom

ROOM = PageRoom("Administration", "/administration", places=(), routers=())
