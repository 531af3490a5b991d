"""The plan and the framework: written as text, with what a check says of it beside."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.report.text_changes import text_changes
from inspect_tool.errors import InspectToolError, RefusedError, Severity, UsageError
from inspect_tool.services.review import document_writing
from inspect_tool.services.review.document_writing import (
    DocumentCheck,
    TextChangedError,
    WrittenDocument,
)
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of

router = APIRouter()
AT = "/administration"
PLAN, FRAMEWORK = f"{AT}/plan", f"{AT}/framework"


def _add(which: WrittenDocument) -> None:
    """Have a document shown, and saved, at its address."""

    def show(visit: Visiting) -> Response:
        return _page(visit, which)

    def take(visit: Visiting, form: TypedForm) -> Response:
        return _take(visit, which, text_of(form, "text"), form)

    router.add_api_route(f"{AT}/{which.value}", show, methods=["GET"])
    router.add_api_route(f"{AT}/{which.value}", take, methods=["POST"])


for _which in WrittenDocument:
    _add(_which)


def _take(visit: Visit, which: WrittenDocument, typed: str, form: TypedForm) -> Response:
    """Save a text, or check it without saving, as the button says."""
    check_can(visit.actor, Action.WRITE_PLAN)
    check_is_of(visit, form)
    workspace, expected = visit.workspace, text_of(form, "expected")
    if text_of(form, "do") == "check":
        with visit.reading() as work:
            checked = document_writing.check_document(
                work, workspace.written, workspace.folder, which, typed
            )
        return _page(visit, which, typed=typed, expected=expected, checked=checked)
    try:
        checked = document_writing.save_document(
            visit.work,
            workspace.written,
            workspace.folder,
            which,
            typed,
            expected,
            keeps_team=visit.site.options.is_team,
        )
    except TextChangedError as error:
        return _page(visit, which, typed=typed, fault=error)
    except (RefusedError, UsageError) as error:
        return _page(visit, which, typed=typed, expected=expected, fault=error)
    if checked.holds:
        saved = text_of(form, "token")
        return RedirectResponse(f"{AT}/{which.value}?saved={saved}", status_code=303)
    return _page(visit, which, typed=typed, expected=expected, checked=checked, status=422)


def _page(  # noqa: PLR0913  # one parameter a part of what is shown
    visit: Visit,
    which: WrittenDocument,
    *,
    typed: str | None = None,
    expected: str = "",
    checked: DocumentCheck | None = None,
    fault: InspectToolError | None = None,
    status: int = 200,
) -> Response:
    """The page of a document.

    Args:
        typed: What was typed and is not saved; None for what the file has.
        expected: The digest that the form goes on from; that of the file where it is not given.
    """
    workspace = visit.workspace
    with visit.reading() as work:
        found = document_writing.open_document(work, workspace.written, workspace.folder, which)
    text = found.text if typed is None else typed.replace("\r\n", "\n")
    is_crossed = isinstance(fault, TextChangedError)
    problems = checked.problems if checked else ()
    context = {
        "which": which.value,
        "document": found,
        "text": text,
        "expected": expected or found.digest,
        "is_unsaved": typed is not None,
        "checked": checked,
        "refused": [one for one in problems if one.severity is Severity.REFUSED],
        "noted": [one for one in problems if one.severity is not Severity.REFUSED],
        "fault": "" if fault is None else fault.message,
        "changes": text_changes(text.split("\n"), found.text.split("\n")) if is_crossed else (),
        "rows": 40,
        "token": new_token(visit.person),
    }
    if fault is not None:
        status = fault.http_status
    return page(visit, "administration/document.html", context, status=status)
