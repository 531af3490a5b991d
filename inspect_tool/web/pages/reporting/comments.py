"""What authorities say is wrong in fact: forms taken, comments answered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import can
from inspect_tool.errors import UsageError
from inspect_tool.services.publication import comments
from inspect_tool.services.publication.comments import CommentAnswer, TakenComments
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.sampling.uploaded import UploadedFile, in_a_folder
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.reporting.routes import ReportingRoute
from inspect_tool.web.rendering import page
from inspect_tool.web.uploads import SentForm
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of

router = APIRouter(route_class=ReportingRoute)
AT = "/reporting/comments"
WORKBOOK = b"PK\x03\x04"
FIELDS = ("decision", "reason", "wording")
Code = Annotated[str, Path(pattern=r"^[A-Z][A-Z0-9]{0,11}$")]
Number = Annotated[int, Path(ge=1, le=9_999)]


@router.get("/reporting/comments")
def list_comments(visit: Visiting) -> Response:
    """Every comment, those that nobody has answered first."""
    return _comments_page(visit)


@router.post("/reporting/comments")
def take(visit: Visiting, files: SentForm) -> Response:
    """Take a form in that came back; it is kept no longer than it is read."""
    content = files[0].content if files else b""
    if not content.startswith(WORKBOOK):
        raise UsageError(
            "Choose the form that the authority sent back, an .xlsx. Nothing was taken."
        )
    with in_a_folder([UploadedFile("form.xlsx", content)]) as (path,):
        taken = comments.take_comments(visit.work, visit.review, path, keys=visit.workspace.keys)
    return _comments_page(visit, taken=taken)


@router.post("/reporting/comments/{code}/{number}")
def answer(code: Code, number: Number, visit: Visiting, form: TypedForm) -> Response:
    """Answer a comment; a later answer stands in place of an earlier one, which is kept."""
    check_is_of(visit, form)
    decision, reason, wording = (text_of(form, name) for name in FIELDS)
    given = CommentAnswer(decision, reason, wording)
    try:
        with visit.work() as work:
            comments.answer_comment(work, visit.review, code, number, answer=given)
    except BadAnswerError as error:
        return _comments_page(visit, form=form, failed=(code, number), fault=error.message)
    return RedirectResponse(f"{AT}?saved={text_of(form, 'token')}#c-{code}-{number}", 303)


def _comments_page(
    visit: Visit,
    *,
    taken: TakenComments | None = None,
    form: FormData | None = None,
    failed: tuple[str, int] = ("", 0),
    fault: str = "",
) -> Response:
    with visit.reading() as work:
        found = comments.list_comments(work, visit.review, is_all=True)
    context = {
        "comments": sorted(found, key=lambda one: not one.is_open),
        "left": sum(one.is_open for one in found),
        "names": {one.code: one.name for one in visit.review.plan.authorities},
        "decisions": comments.DECISIONS,
        "may_answer": can(visit.actor, Action.TAKE_COMMENTS) is None,
        "taken": taken,
        "failed": failed,
        "typed": {name: text_of(form, name) if form else "" for name in FIELDS},
        "fault": fault,
        "token": new_token(visit.person),
    }
    return page(visit, "reporting/comments.html", context, status=422 if fault else 200)
