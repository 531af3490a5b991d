"""Stray notes: words where no answer is read, put under their question or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from inspect_tool.services.records import stray_notes
from inspect_tool.services.records.subjects import UnknownSubjectError, tidy_ref
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.fieldwork.two_steps import NOT_TOLD, REFUSALS
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from inspect_tool.errors import InspectToolError

router = APIRouter()
ADDRESS = "/stray-notes"
NOT_THERE = "There is no such record, or it is not yours to answer in. Nothing was changed."
NoteName = Annotated[str, Path(pattern=r"^[0-9a-f]{6,64}$")]


@router.get(ADDRESS)
def waiting(visit: Visiting) -> Response:
    """The stray notes that whoever comes may settle."""
    return notes_page(visit)


@router.post(ADDRESS + "/{name}/attach")
def attach(name: NoteName, visit: Visiting, form: TypedForm) -> Response:
    """Put the words of a note under the note of a question."""
    check_is_of(visit, form)
    to = tidy_ref(text_of(form, "to").strip())
    try:
        with visit.work() as work:
            stray_notes.attach(
                work, visit.review, note_id=name, item_id=text_of(form, "item"), ref=to or None
            )
    except REFUSALS as error:
        return _refused(visit, name, form, error)
    return RedirectResponse(ADDRESS, status_code=303)


@router.post(ADDRESS + "/{name}/set-aside")
def set_aside(name: NoteName, visit: Visiting, form: TypedForm) -> Response:
    """Say that a note belongs to no question."""
    check_is_of(visit, form)
    try:
        with visit.work() as work:
            stray_notes.set_aside(work, visit.review, note_id=name, reason=text_of(form, "why"))
    except REFUSALS as error:
        return _refused(visit, name, form, error)
    return RedirectResponse(ADDRESS, status_code=303)


def _refused(visit: Visit, name: str, form: FormData, error: InspectToolError) -> Response:
    """The page with what was refused; whether a note or a record is not there must not show."""
    if isinstance(error, stray_notes.NoSuchNoteError):
        raise UnknownSubjectError(name) from error
    typed = {field: text_of(form, field) for field in ("item", "to", "why")}
    message, status = error.message, error.http_status
    if isinstance(error, NOT_TOLD):
        message, status = NOT_THERE, 404
    return notes_page(visit, message, status, {name: typed})


def notes_page(
    visit: Visit,
    fault: str = "",
    status: int = 200,
    typed: dict[str, dict[str, str]] | None = None,
) -> Response:
    """The notes that wait, each with its two forms."""
    with visit.reading() as work:
        found = stray_notes.notes_to_settle(work, visit.review)
    context = {
        "found": found,
        "fault": fault,
        "typed": typed or {},
        "is_lead": visit.request.url.path.startswith("/fieldwork"),
        "token": new_token(visit.person),
    }
    return page(visit, "stray_notes.html", context, status=status)
