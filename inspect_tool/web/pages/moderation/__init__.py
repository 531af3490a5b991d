"""What readers judged differently, how far they agree, and what was found so far."""

from __future__ import annotations

from inspect_tool.web.rooms import PageRoom

ROOM = PageRoom("Moderation", "/moderation", places=(), routers=())
