"""The application: pages, static files, guards, and what errors become."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.errors import InspectToolError
from inspect_tool.services.jobs.jobs import UnknownJobError
from inspect_tool.services.records.subjects import NoReaderError, UnknownSubjectError
from inspect_tool.web.guards import Guard, log_answer
from inspect_tool.web.pages import (
    ROOMS,
    answers,
    beside,
    entrance,
    evidence_files,
    facts,
    interviews,
    organisation,
    overview,
    pack,
    packs,
    versions,
)
from inspect_tool.web.pages.fieldwork import stray_notes
from inspect_tool.web.pages.thresholds import thresholds
from inspect_tool.web.rendering import bare_page
from inspect_tool.web.uploads import most_bytes
from inspect_tool.web.visits import NotSignedInError, read_form, site_of
from inspect_tool.workspace import PAGES_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from inspect_tool.web.guards import Answered, Application
    from inspect_tool.web.site import Site

# In this order: what is under a record before the page of a part of it.
OUTSIDE_ROOMS = (
    *(entrance, organisation, overview, pack, packs, versions),
    *(facts, stray_notes, interviews, evidence_files, beside, answers),
)
STATIC_FILES = Path(__file__).parent / "static"
NOT_HERE = "There is no such page, or it is not for you to see."
# What says nothing more than that: whether a thing is not there or not the actor's must not show.
NOT_TOLD = (AccessRefusedError, UnknownSubjectError, NoReaderError, UnknownJobError)
# Fields of a form that nobody typed.
OUR_FIELDS = {
    *("token", "i", "next", "expected", "kind", "sides", "take", "join", "remove"),
    *("sure", "seen", "step", "do", "read", "accept", "class"),
}
# What is typed there is shown to nobody again.
SECRET = {"/sign-in", "/password", "/administration/backups", "/packs/out"}
OUR_PREFIXES = ("e.", "v.")


def make_app(site: Site, *, tell: Callable[[Answered], None] = log_answer) -> Application:
    """The pages of a review, behind the guards.

    Args:
        tell: Is told of each request after its answer.
    """
    return guarded(make_pages(site), site, tell=tell)


def guarded(
    pages: Application, site: Site, *, tell: Callable[[Answered], None] = log_answer
) -> Application:
    """Pages behind the guards of their site."""
    return Guard(
        pages,
        origin=site.options.origin,
        is_secure=site.options.is_secure,
        most_bytes=most_bytes(site),
        tell=tell,
    )


def make_pages(site: Site) -> FastAPI:
    """The pages alone, with their table of routes."""
    app = FastAPI(
        lifespan=_as_many_as_connections,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        title="inspect-tool",
        redirect_slashes=False,  # to `http:` where a proxy has the certificate
    )
    app.state.site = site
    app.state.rooms = ROOMS
    for part in OUTSIDE_ROOMS:
        app.include_router(part.router)
    for router in (router for room in ROOMS for router in room.routers):
        app.include_router(router)
    app.include_router(thresholds(ROOMS))
    app.mount("/static", StaticFiles(directory=STATIC_FILES), name="static")
    app.add_exception_handler(InspectToolError, _told)
    app.add_exception_handler(NotSignedInError, _to_sign_in)
    app.add_exception_handler(RequestValidationError, _not_here)
    app.add_exception_handler(HTTPException, _of_http)
    return app


@asynccontextmanager
async def _as_many_as_connections(_app: FastAPI) -> AsyncIterator[None]:
    """Have as many pages at once as there are connections for; the others wait for their turn."""
    current_default_thread_limiter().total_tokens = PAGES_AT_ONCE
    yield


async def _told(request: Request, error: Exception) -> Response:
    """What a service refuses, as a page with its status: the only place that does so."""
    if isinstance(error, NOT_TOLD):
        return _no_page(request, typed=await _typed_words(request))
    assert isinstance(error, InspectToolError)  # noqa: S101  # it is registered for these alone
    typed = await _typed_words(request)
    return bare_page(
        request,
        "refused.html",
        {"message": error.message, "typed": typed, "back": _page_of(request)},
        status=error.http_status,
    )


async def _not_here(request: Request, _: Exception) -> Response:
    return _no_page(request)


async def _of_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == 405:  # that there is such an address for another method is nobody's business
        status = 404
    return _no_page(request, status=status)


def _no_page(
    request: Request, *, status: int = 404, typed: Sequence[tuple[str, str]] = ()
) -> Response:
    context = {"message": NOT_HERE, "typed": typed, "back": "/"}
    return bare_page(request, "refused.html", context, status=status)


async def _to_sign_in(request: Request, _: Exception) -> Response:
    """Where to sign in; what was typed is shown again, to be sent once more."""
    is_team = site_of(request).options.is_team
    if request.method == "GET" and is_team:
        return RedirectResponse(f"/sign-in?next={request.url.path}", status_code=303)
    typed = await _typed_words(request)
    context = {
        "is_team": is_team,
        "typed": typed,
        "hidden": _hidden(await _form(request), {name for name, _ in typed}) if typed else [],
        "action": request.url.path,
    }
    return bare_page(request, "session_over.html", context, status=401)


async def _typed_words(request: Request) -> list[tuple[str, str]]:
    """What somebody typed in words, by field, so that it is not lost with a page that failed."""
    if request.method != "POST" or request.url.path in SECRET:
        return []
    form = await _form(request)
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str)
        and value.strip()
        and name not in OUR_FIELDS
        and not name.startswith(OUR_PREFIXES)
    ]


async def _form(request: Request) -> FormData:
    """What was sent; nothing where no page of this tool sends it so."""
    try:
        return await read_form(request)
    except HTTPException:
        return FormData()


def _hidden(form: FormData, shown: set[str]) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in shown
    ]


def _page_of(request: Request) -> str:
    """The page that a form was on, by its address."""
    parts = request.url.path.strip("/").split("/")
    if parts[0] == "records" and len(parts) > 1:
        return "/" + "/".join(parts[: 3 if len(parts) > 2 and parts[2][:1].isupper() else 2])
    if request.method == "POST" and parts[0] in ("sample", "moderation"):
        return "/" + "/".join(parts[:-1])  # each form there is sent to an address under its page
    return "/"
