"""Who signs in: the team, passwords shown once, sessions ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from inspect_tool.services.review import sessions, sign_in
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of

router = APIRouter()
ADDRESS = "/administration/people"
PersonId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]


@router.get(ADDRESS)
def people(visit: Visiting) -> Response:
    """The team, and who is signed in."""
    return _page(visit)


@router.post(ADDRESS + "/{person}/password")
def new_password(person: PersonId, visit: Visiting, form: TypedForm) -> Response:
    """Make a password for somebody and show it once."""
    check_is_of(visit, form)
    made = sign_in.make_password()
    with visit.work() as work:
        sign_in.set_password(work, visit.review, person=person, password=made)
    return _page(visit, person=person, made=made)


@router.post(ADDRESS + "/{person}/sign-out")
def sign_out(person: PersonId, visit: Visiting, form: TypedForm) -> Response:
    """Sign somebody out of every browser."""
    check_is_of(visit, form)
    with visit.work() as work:
        sessions.end_sessions_of(work, person)
    return RedirectResponse(ADDRESS, status_code=303)


def _page(visit: Visit, *, person: str = "", made: str = "") -> Response:
    review = visit.review
    with visit.reading() as work:
        views = sign_in.list_sign_ins(work, review)
        open_ones = sessions.list_sessions(work, visit.site.options.limits)
    context = {
        "people": views,
        "members": {member.id: member for member in review.plan.team},
        "sessions": open_ones,
        "person": person,
        "made": made,
    }
    return page(visit, "administration/people.html", context)
