"""The rooms of the pages: what stands in the navigation, and who sees it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.rules import can

if TYPE_CHECKING:
    from fastapi import APIRouter

    from inspect_tool.domain.access.actions import Action
    from inspect_tool.domain.people import Actor


@dataclass(frozen=True)
class PagePlace:
    """A page that the navigation leads to.

    Args:
        words: What the navigation calls it.
        address: Where it is; it starts with the room's address.
        action: What one must be allowed to do to be led there.
    """

    words: str
    address: str
    action: Action


@dataclass(frozen=True)
class PageRoom:
    """The pages for one kind of work.

    Args:
        words: What the navigation calls the room.
        address: What the addresses of its pages start with, and where its first page is.
        places: Its pages that the navigation leads to.
        routers: What answers for all its pages.
    """

    words: str
    address: str
    places: tuple[PagePlace, ...]
    routers: tuple[APIRouter, ...]

    def places_of(self, actor: Actor) -> tuple[PagePlace, ...]:
        """The places that somebody is led to."""
        return tuple(place for place in self.places if can(actor, place.action) is None)

    def holds(self, path: str) -> bool:
        """Whether a page is in this room."""
        return path == self.address or path.startswith(self.address.rstrip("/") + "/")


@dataclass(frozen=True)
class Door:
    """A room in the navigation of one page."""

    words: str
    address: str
    is_here: bool


@dataclass(frozen=True)
class Navigation:
    """Where somebody can go from a page.

    Args:
        doors: The rooms in which there is a page for them.
        places: The pages of the room that they are in.
    """

    doors: tuple[Door, ...]
    places: tuple[Door, ...]


def navigation(rooms: tuple[PageRoom, ...], actor: Actor, path: str) -> Navigation:
    """Where somebody can go from the page at `path`.

    The cases of an inspector are at `/`; every other room is at an address of its own.
    """
    open_to = [(room, room.places_of(actor)) for room in rooms]
    here = next((room for room, _ in open_to if room.holds(path)), None)
    doors = [Door("Cases", "/", here is None)]
    doors += [Door(room.words, found[0].address, room is here) for room, found in open_to if found]
    places = here.places_of(actor) if here else ()
    current = max(
        (place.address for place in places if _is_under(path, place.address)), key=len, default=""
    )
    return Navigation(
        tuple(doors),
        tuple(Door(place.words, place.address, place.address == current) for place in places),
    )


def _is_under(path: str, address: str) -> bool:
    return path == address or path.startswith(address + "/")
