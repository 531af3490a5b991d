"""Authorities' returns, designs, the commitment and the draw."""

from __future__ import annotations

from inspect_tool.web.rooms import PageRoom

ROOM = PageRoom("Sample", "/sample", places=(), routers=())
