"""Returns by authority: what came in, what is asked, headings, and uploading one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.frame.alike import QUESTION
from inspect_tool.domain.language.causes import causes_of
from inspect_tool.domain.language.identity import Alike
from inspect_tool.errors import CheckFailedError, RefusedError, UnreadableFileError, UsageError
from inspect_tool.services.frames.returns import ImportOptions
from inspect_tool.services.frames.told import answer_questions, map_headings
from inspect_tool.services.sampling.returned import (
    AuthorityReturn,
    FrameStage,
    return_of,
    returns_in,
)
from inspect_tool.services.sampling.uploaded import (
    check_uploaded,
    correct_by_uploaded,
    take_uploaded,
)
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import page
from inspect_tool.web.uploads import LARGEST_UPLOAD, SentFiles
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of, texts_of
from inspect_tool.web.waiting import WaitingReturn

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from inspect_tool.services.frames.returns import ImportResult
    from inspect_tool.services.sampling.later_returns import LaterReturn

router = APIRouter(prefix="/sample")
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,19}$")]
IN_MEGABYTES = LARGEST_UPLOAD >> 20
SAME, DIFFERENT = "same", "different"
NOT_TAKEN = (CheckFailedError, RefusedError, UnreadableFileError, UsageError)


class ChangedMeanwhileError(RefusedError):
    """What was confirmed is not what would be done now."""

    def __init__(self) -> None:
        super().__init__(
            "Something changed since this was shown: the return, the frame or the draw. Nothing "
            "was taken. Look at the return again and confirm what it shows then."
        )


@router.get("")
def returns(visit: Visiting) -> Response:
    """What came in from each authority, and what is still to come or to be answered."""
    with visit.reading() as work:
        view = returns_in(work, visit.review)
    types = visit.review.plan.case_types
    columns = [(name.replace("_", " ").capitalize(), True) for name in types]
    context = {"view": view, "types": types, "eligible_columns": columns}
    return page(visit, "sample/returns.html", context)


@router.get("/returns/{code}")
def one_return(code: Code, visit: Visiting) -> Response:
    """One authority: its returns, what is asked, its headings, and the form for files."""
    with visit.reading() as work:
        found = return_of(work, visit.review, visit.workspace.folder, code)
    return page(visit, "sample/return.html", _told(visit, found))


@router.post("/returns/{code}/upload")
def upload(code: Code, visit: Visiting, files: SentFiles) -> Response:
    """Let the files of a return wait until what they would do was looked at."""
    check_uploaded(visit.actor, code, files)
    waiting = WaitingReturn(code.upper(), files, visit.workspace.clock())
    visit.site.waiting.put(visit.person, waiting)
    return _to(code, "/waiting")


@router.get("/returns/{code}/waiting")
def waiting(code: Code, visit: Visiting) -> Response:
    """What the uploaded return would do: read as it is taken, and nothing changed."""
    with visit.reading() as work:
        found = return_of(work, visit.review, visit.workspace.folder, code)
    upload = _waiting(visit, code)
    result, refused = None, None
    try:
        result = _take(visit, found, upload, dry_run=True)
    except NOT_TAKEN as error:
        refused = error
    problems = refused.problems if refused else result.problems if result else ()
    context = {
        "upload": upload,
        "result": result,
        "refused": refused,
        "causes": causes_of(problems),
        "problems": problems,
        "asked": [one for one in problems if one.kind.startswith(f"{QUESTION}/")],
        "seen": _seen(found, upload),
    }
    return page(visit, "sample/waiting.html", {**_told(visit, found), **context})


@router.post("/returns/{code}/take")
def take(code: Code, visit: Visiting, form: TypedForm) -> Response:
    """Take the uploaded return, as it was shown."""
    with visit.reading() as work:
        found = return_of(work, visit.review, visit.workspace.folder, code)
    check_is_of(visit, form)
    upload = _waiting(visit, code)
    if text_of(form, "seen") != _seen(found, upload):
        raise ChangedMeanwhileError
    _take(visit, found, upload, dry_run=False, accept_changes=text_of(form, "accept") == "yes")
    visit.site.waiting.drop(visit.person)
    return _to(code)


@router.post("/returns/{code}/discard")
def discard(code: Code, visit: Visiting, form: TypedForm) -> Response:
    """Throw the uploaded return away."""
    with visit.reading() as work:
        return_of(work, visit.review, visit.workspace.folder, code)
    check_is_of(visit, form)
    visit.site.waiting.drop(visit.person)
    return _to(code)


@router.post("/returns/{code}/headings")
def headings(code: Code, visit: Visiting, form: TypedForm) -> Response:
    """Keep what one heading of theirs means, on the list that was chosen with it."""
    with visit.reading() as work:
        return_of(work, visit.review, visit.workspace.folder, code)
    check_is_of(visit, form)
    number, _, official = text_of(form, "official").partition(" ")
    theirs = text_of(form, "theirs").strip()
    if not theirs or not (number.isascii() and number.isdigit()):
        raise UsageError("Type their heading and choose what it means. Nothing was kept.")
    with visit.work() as work:
        map_headings(
            work,
            visit.review,
            visit.workspace.folder,
            code,
            lists=[int(number)],
            headings=[f"{theirs}={official}"],
        )
    return _to(code, _back_to(form))


@router.post("/returns/{code}/answers")
def answers(code: Code, visit: Visiting, form: TypedForm) -> Response:
    """Keep whether identifiers that look alike are one child's, question by question."""
    with visit.reading() as work:
        return_of(work, visit.review, visit.workspace.folder, code)
    check_is_of(visit, form)
    said: dict[str, list[str]] = {SAME: [], DIFFERENT: []}
    for name in texts_of(form, "i"):
        answer = text_of(form, f"v.{name}")
        if answer in said:
            said[answer].append(name)
    if not (said[SAME] or said[DIFFERENT]):
        raise UsageError("Answer at least one question. Nothing was kept.")
    with visit.work() as work:
        answer_questions(work, visit.review, visit.workspace.folder, code, **said)
    return _to(code, _back_to(form))


def _told(visit: Visit, found: AuthorityReturn) -> dict[str, Any]:
    """What every page about one authority's returns shows."""
    return {
        "found": found,
        "at": f"/sample/returns/{found.line.authority}",
        "token": new_token(visit.person),
        "asked": [(code, "") for code in found.line.questions],
        "megabytes": IN_MEGABYTES,
        "reasons": [(one.short, one.value) for one in Alike],
        "is_drawn": found.stage is FrameStage.DRAWN,
    }


def _waiting(visit: Visit, code: str) -> WaitingReturn:
    return visit.site.waiting.of(visit.person, code.upper(), visit.workspace.clock())


def _take(
    visit: Visit,
    found: AuthorityReturn,
    upload: WaitingReturn,
    *,
    dry_run: bool,
    accept_changes: bool = False,
) -> ImportResult | LaterReturn:
    """Take an upload: as the frame before the draw, beside it after the draw."""
    options = ImportOptions(
        authority=upload.authority,
        dry_run=dry_run,
        accept_changes=accept_changes or dry_run,
        told_in=visit.workspace.folder,
    )
    act = correct_by_uploaded if found.stage is FrameStage.DRAWN else take_uploaded
    return act(
        visit.workspace.work,
        visit.review,
        upload.files,
        keys=visit.workspace.keys,
        options=options,
    )


def _seen(found: AuthorityReturn, upload: WaitingReturn) -> str:
    """What tells that a page was made from the same return, frame, answers and stage."""
    told = found.told.answers
    said = f"{sorted(told.same)} {sorted(told.different)} {sorted(found.told.headings.items())}"
    whole = f"{upload.digest} {found.line.times} {found.stage} {said}"
    return hashlib.sha256(whole.encode()).hexdigest()


def _back_to(form: FormData) -> str:
    return "/waiting" if text_of(form, "next") == "waiting" else ""


def _to(code: str, place: str = "") -> Response:
    return RedirectResponse(f"/sample/returns/{code.upper()}{place}", status_code=303)
