"""Coming in and going out: launch, sign-in, password, the key of what is not saved yet."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.services.review import sessions, sign_in
from inspect_tool.services.review.sign_in import BadPasswordError, WrongPasswordError
from inspect_tool.web.rendering import bare_page, page
from inspect_tool.web.site import Site, SiteOptions
from inspect_tool.web.visits import (
    NotSignedInError,
    TypedForm,
    Visiting,
    site_of,
    text_of,
)

router = APIRouter()
# Only pages of this tool, by their plain address: nothing that leads elsewhere.
OWN_PAGE = re.compile(r"/[A-Za-z0-9/.@-]*")


@router.get("/launch")
def launch(request: Request, token: str = "") -> Response:
    """Let the browser in that the server opened, once; the address is worth nothing after it."""
    site = site_of(request)
    if site.options.is_team or not site.launch.take(token):
        raise NotSignedInError
    workspace = site.opened().acting_as(site.options.person)
    with workspace.work() as work:
        made = sessions.begin_session(work, workspace.actor.id, site.options.limits)
    return with_cookie(RedirectResponse("/", status_code=303), site.options, made)


@router.get("/sign-in")
def ask(request: Request) -> Response:
    """Ask who it is."""
    if not site_of(request).options.is_team:
        raise NotSignedInError
    return _asked(request, own_page(request.query_params.get("next", "/")))


@router.post("/sign-in")
def take(request: Request, form: TypedForm) -> Response:
    """Let in whoever knows the password; whoever guesses waits longer each time."""
    site = site_of(request)
    if not site.options.is_team:
        raise NotSignedInError
    person, password = clean_text(text_of(form, "person")), text_of(form, "password")
    address = _address(request)
    opened = site.opened()
    with opened.work() as work:
        seconds = sign_in.begin_attempt(work, person, address)
        hashed = sign_in.password_hash_of(work, person)
    after = own_page(text_of(form, "next"))
    if seconds:
        error = sign_in.TooManyAttemptsError(seconds)
        return _asked(request, after, fault=error.message, status=error.http_status)
    # Tried outside any transaction, since it takes a tenth of a second on purpose.
    is_right = sign_in.is_password(hashed, password) and bool(opened.written.plan.member(person))
    if not is_right:
        wrong = WrongPasswordError()
        return _asked(request, after, fault=wrong.message, status=wrong.http_status)
    with opened.acting_as(person).work() as work:
        sign_in.forget_attempt(work, person, address)
        before = request.cookies.get(site.options.cookie)
        if before:  # of whoever was signed in with this browser: nobody can go on with it
            sessions.end_session(work, before)
        made = sessions.begin_session(work, person, site.options.limits)
    return with_cookie(RedirectResponse(after, status_code=303), site.options, made)


@router.post("/sign-out")
def leave(visit: Visiting) -> Response:
    """End the session of this browser."""
    name = visit.site.options.cookie
    with visit.work() as work:
        sessions.end_session(work, visit.request.cookies.get(name, ""))
    has_organisation = visit.site.organisation is not None
    answer = bare_page(visit.request, "signed_out.html", {"has_organisation": has_organisation})
    answer.delete_cookie(name, secure=visit.site.options.is_secure, httponly=True)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


@router.get("/password")
def ask_password(visit: Visiting) -> Response:
    """Ask for a new password."""
    _check_team(visit.site)
    return page(visit, "password.html", {"fault": ""})


@router.post("/password")
def take_password(visit: Visiting, form: TypedForm) -> Response:
    """Set the own password; the one before is asked for, and every browser signs in anew."""
    _check_team(visit.site)
    address = _address(visit.request)
    with visit.work() as work:
        seconds = sign_in.begin_attempt(work, visit.person, address)
        hashed = sign_in.password_hash_of(work, visit.person)
    if seconds:
        fault = sign_in.TooManyAttemptsError(seconds).message
        return page(visit, "password.html", {"fault": fault}, status=429)
    if not sign_in.is_password(hashed, text_of(form, "current")):
        fault = "The password that you have now is not right."
        return page(visit, "password.html", {"fault": fault}, status=422)
    with visit.work() as work:
        sign_in.forget_attempt(work, visit.person, address)
    try:
        with visit.work() as work:
            sign_in.set_password(
                work, visit.review, person=visit.person, password=text_of(form, "password")
            )
    except BadPasswordError as error:
        return page(visit, "password.html", {"fault": error.message}, status=422)
    return RedirectResponse("/sign-in", status_code=303)


@router.get("/draft-key")
def draft_key(visit: Visiting) -> Response:
    """What the browser encrypts words with that are not saved yet."""
    with visit.reading() as work:
        key = sessions.known_draft_key(work, visit.person)
    if not key:
        with visit.work() as work:
            key = sessions.draft_key(work, visit.person)
    return JSONResponse({"person": visit.person, "key": key})


def _asked(request: Request, after: str, *, fault: str = "", status: int = 200) -> Response:
    context = {
        "next": after,
        "fault": fault,
        "has_organisation": site_of(request).organisation is not None,
    }
    return bare_page(request, "sign_in.html", context, status=status)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def own_page(address: str) -> str:
    """A page of this tool, as asked for; the first one for anything else."""
    is_own = OWN_PAGE.fullmatch(address) and not address.startswith("//")
    return address if is_own else "/"


def _check_team(site: Site) -> None:
    if not site.options.is_team:
        raise NotSignedInError


def with_cookie(answer: Response, options: SiteOptions, token: str) -> Response:
    """An answer with the session that was begun."""
    answer.set_cookie(
        options.cookie,
        token,
        path="/",
        secure=options.is_secure,
        httponly=True,
        samesite="strict",
        max_age=int(options.limits.absolute.total_seconds()),
    )
    return answer
