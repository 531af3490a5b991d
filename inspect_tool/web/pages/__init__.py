"""The pages, by room: those of a case are here, those of other work in folders."""

from __future__ import annotations

from inspect_tool.web.pages import administration, fieldwork, moderation, reporting, sample

ROOMS = (fieldwork.ROOM, sample.ROOM, moderation.ROOM, reporting.ROOM, administration.ROOM)
