"""Coming in with an account of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from inspect_tool.errors import RefusedError
from inspect_tool.services.review import linked_accounts, sessions
from inspect_tool.web.pages.entrance import own_page, with_cookie
from inspect_tool.web.rendering import bare_page
from inspect_tool.web.visits import NotSignedInError, site_of

if TYPE_CHECKING:
    from inspect_tool.web.organisation import OrganisationSignIn

router = APIRouter()
KEPT_FOR = 600  # seconds in which somebody signs in at their organisation


class NotLinkedError(RefusedError):
    """An account that is nobody's here."""

    http_status = 403

    def __init__(self, subject: str) -> None:
        super().__init__(
            "Your organisation says who you are, but that account is nobody's in this review. Ask "
            f"a lead to link it: its subject is {subject} (`people link PERSON --subject …`)."
        )


@router.get("/sign-in/organisation")
async def go(request: Request) -> Response:
    """Send the browser to where its person proves who they are."""
    organisation = _organisation(request)
    begun = await organisation.begin(request, own_page(request.query_params.get("next", "/")))
    answer = RedirectResponse(begun.address, status_code=303)
    answer.set_cookie(
        _kept_name(request),
        begun.kept,
        path="/",
        secure=site_of(request).options.is_secure,
        httponly=True,
        samesite="lax",  # it has to come along when the organisation sends the browser back
        max_age=KEPT_FOR,
    )
    return answer


@router.get("/sign-in/organisation/back")
async def come_back(request: Request) -> Response:
    """Let in whoever the organisation says it is, if a lead has said who that is."""
    organisation = _organisation(request)
    kept = request.cookies.get(_kept_name(request), "")
    subject, after = await organisation.finish(request, kept)
    return await run_in_threadpool(_let_in, request, organisation.issuer, subject, own_page(after))


@router.get("/sign-in/organisation/out")
async def leave(request: Request) -> Response:
    """Send the browser to where the organisation's own session is ended."""
    place = await _organisation(request).address_to_leave()
    return RedirectResponse(place or "/sign-in", status_code=303)


def _let_in(request: Request, issuer: str, subject: str, after: str) -> Response:
    site = site_of(request)
    opened = site.opened()
    with opened.reading_as_found() as work:
        person = linked_accounts.person_of(work, opened.written, issuer, subject)
    if not person:
        raise NotLinkedError(subject)
    with opened.acting_as(person).work() as work:
        before = request.cookies.get(site.options.cookie)
        if before:  # of whoever was signed in with this browser: nobody can go on with it
            sessions.end_session(work, before)
        made = sessions.begin_session(work, person, site.options.limits)
    # A page and no redirect: browsers do not send the session's cookie along on a way that began
    # at another site.
    answer = bare_page(request, "signed_in.html", {"after": after})
    answer.headers["refresh"] = f"0; url={after}"
    answer.delete_cookie(
        _kept_name(request), path="/", secure=site.options.is_secure, httponly=True
    )
    return with_cookie(answer, site.options, made)


def _organisation(request: Request) -> OrganisationSignIn:
    found = site_of(request).organisation
    if found is None:
        raise NotSignedInError
    return found


def _kept_name(request: Request) -> str:
    return f"{site_of(request).options.cookie}-organisation"
