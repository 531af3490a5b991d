"""The address of a room as such leads to the first of its pages that somebody may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from inspect_tool.web.rooms import PageRoom
from inspect_tool.web.visits import Visiting


def thresholds(rooms: Iterable[PageRoom]) -> APIRouter:
    """What answers at the addresses of those rooms that have no page there."""
    router = APIRouter()
    for room in rooms:
        if all(place.address != room.address for place in room.places):
            router.add_api_route(room.address, _into(room), methods=["GET"])
    return router


def _into(room: PageRoom) -> Callable[[Visiting], Response]:
    def enter(visit: Visiting) -> Response:
        places = room.places_of(visit.actor)
        if not places:
            raise HTTPException(404)
        return RedirectResponse(places[0].address, status_code=303)

    return enter
