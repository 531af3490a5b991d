"""Interviews and focus groups: the record of the next one, opened before anything is said."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from inspect_tool.services.records.interviews import next_reference
from inspect_tool.web.visits import TypedForm, Visiting, check_is_of, text_of

router = APIRouter()


@router.post("/interviews")
def begin(visit: Visiting, form: TypedForm) -> Response:
    """Lead to the record of the next interview or focus group; it begins with its first answer."""
    check_is_of(visit, form)
    with visit.reading() as work:
        ref = next_reference(work, visit.review, text_of(form, "authority"), text_of(form, "kind"))
    return RedirectResponse(f"/records/{ref}", status_code=303)
