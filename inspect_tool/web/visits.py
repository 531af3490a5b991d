"""One visit: who comes with a request, and the review as they may see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, HTTPException, Path, Request
from starlette.datastructures import FormData

from inspect_tool.domain.people import KEEPER_ID
from inspect_tool.errors import RefusedError
from inspect_tool.services.review import readings, sessions
from inspect_tool.web.form_tokens import is_anothers

if TYPE_CHECKING:
    from inspect_tool.domain.people import Actor
    from inspect_tool.domain.review import Review
    from inspect_tool.web.site import Site
    from inspect_tool.workspace import Workspace

AS_PAGES_SEND = ("", "application/x-www-form-urlencoded")
MOST_FIELDS = 2_000  # a page of a group of 40 rows has a quarter of that


class PageOfAnotherError(RefusedError):
    """A form that was made for somebody else, who was signed in with this browser before."""

    http_status = 403

    def __init__(self) -> None:
        super().__init__(
            "This page was opened by somebody else, who is not signed in with this browser any "
            "more. Nothing was saved: it would have been saved as yours."
        )


class NotSignedInError(Exception):
    """Nobody is signed in with this browser, or not any more."""


@dataclass(frozen=True)
class Visit:
    """A request by somebody who is signed in."""

    request: Request
    site: Site
    workspace: Workspace
    person: str

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.workspace.actor

    @property
    def review(self) -> Review:
        """The review under the version in force."""
        return self.workspace.review

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """One consistent view that changes nothing. `Any`: pages never touch the store.

        Whose records it showed is noted before anything is answered.
        """
        with self.workspace.reading() as work:
            yield work
            is_to_be_noted = bool(readings.not_noted(work))
            shown = work.shown
        if is_to_be_noted:
            with self.workspace.work() as work:
                readings.note_readings(work, shown)

    def work(self) -> AbstractContextManager[Any]:
        """One transaction, which is over before anything is answered."""
        return self.workspace.work()

    @property
    def is_in_place(self) -> bool:
        """Whether a script asked, which puts a part of the page in its place."""
        return self.request.headers.get("hx-request") == "true"


def site_of(request: Request) -> Site:
    """The review that is served."""
    site: Site = request.app.state.site
    return site


def signed_in(request: Request) -> Visit:
    """Who comes with a request.

    Raises:
        NotSignedInError: Nobody that is known, or their session is over.
    """
    return visit_of(site_of(request), request)


def visit_of(site: Site, request: Request) -> Visit:
    """Who comes to a site with a request, also before any page has it.

    Raises:
        NotSignedInError: Nobody that is known, or their session is over.
    """
    token = request.cookies.get(site.options.cookie, "")
    opened = site.opened()
    if not token:
        raise NotSignedInError
    with opened.reading_as_found() as work:
        found = sessions.session_of(work, opened.written, token, site.options.limits)
    if found is None or not _may_come(site, found.person):
        raise NotSignedInError
    visit = Visit(request, site, site.acting_as(found.person), found.person)
    if found.is_to_be_noted:
        with visit.work() as work:
            sessions.note_visit(work, token)
    return visit


def _may_come(site: Site, person: str) -> bool:
    """Whether a session of that person holds for the way in which the review is served.

    The keeper has no name to sign in with; and where nobody signs in, one person acts.
    """
    return person != KEEPER_ID if site.options.is_team else person == site.owner().id


async def read_form(request: Request) -> FormData:
    """What was typed; more fields than any page has, and files, are refused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in AS_PAGES_SEND:
        raise HTTPException(415)
    return await request.form(max_fields=MOST_FIELDS, max_files=0)


def check_is_of(visit: Visit, form: FormData) -> None:
    """Refuse a form of a page that somebody else opened with this browser.

    Raises:
        PageOfAnotherError: Its words would be saved as those of whoever is signed in now.
    """
    if is_anothers(text_of(form, "token"), visit.person):
        raise PageOfAnotherError


Visiting = Annotated[Visit, Depends(signed_in)]
TypedForm = Annotated[FormData, Depends(read_form)]
Ref = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$")]
SectionId = Annotated[str, Path(pattern=r"^[A-Z][A-Za-z0-9.]{0,39}$")]
ItemId = Annotated[str, Path(pattern=r"^[A-Z][A-Za-z0-9.@-]{0,59}$")]
QueryName = Annotated[str, Path(pattern=r"^[0-9a-f]{4,64}$")]


def text_of(form: FormData, name: str) -> str:
    """One field of a form; empty where it is not there, or is a file."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def texts_of(form: FormData, name: str) -> list[str]:
    """A field that can be there several times."""
    return [value for value in form.getlist(name) if isinstance(value, str)]
