"""Packs at the office: a caseload handed out for work without a network, and its return taken."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.errors import UnreadableFileError
from inspect_tool.services.overview.backup import lock_with
from inspect_tool.services.overview.passphrases import check_new_passphrase
from inspect_tool.services.packs import by_page
from inspect_tool.services.packs.issue import PackSource
from inspect_tool.services.review import readings
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.one_at_a_time import AnotherRunsError, RunningWork
from inspect_tool.web.pages.fieldwork.two_steps import REFUSALS
from inspect_tool.web.rendering import page
from inspect_tool.web.uploads import LARGEST_UPLOAD, SentPacks
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of
from inspect_tool.web.waiting import PACKS, WaitingReturn

if TYPE_CHECKING:
    from inspect_tool.services.workbooks.returned import ReturnedView

router = APIRouter()
ADDRESS = "/packs"
ANOTHER = "Another pack is being made just now. None was made; try again in a few seconds."
NOT_TAKEN = (*REFUSALS, UnreadableFileError)


@router.get(ADDRESS)
def packs(visit: Visiting) -> Response:
    """Which caseloads can be taken along, and where a return is handed in."""
    return _page(visit)


@router.post(ADDRESS + "/out")
def hand_out(visit: Visiting, form: TypedForm) -> Response:
    """A pack, to be saved by the browser; the server keeps none."""
    check_is_of(visit, form)
    inspector = text_of(form, "inspector")
    by_page.check_may_have(visit.actor, visit.workspace.folder, inspector)
    passphrase, again = text_of(form, "passphrase"), text_of(form, "again")
    if passphrase != again:
        return _page(visit, "The two passphrases differ. No pack was made.", 422, inspector)
    workspace = visit.workspace
    source = PackSource(workspace.place, workspace.keys)
    asked = (visit.person, "pack", inspector, passphrase)
    try:
        check_new_passphrase(passphrase)
        made = visit.site.packs.once(
            RunningWork(asked, visit.person, workspace.clock()),
            lambda: by_page.pack_to_hand_out(
                visit.work, visit.review, source, inspector, lock_with(passphrase, ())
            ),
        )
    except AccessRefusedError:
        raise
    except AnotherRunsError as error:
        return _page(visit, ANOTHER, error.http_status, inspector)
    except REFUSALS as error:
        return _page(visit, error.message, error.http_status, inspector)
    told = {"content-disposition": f"attachment; filename*=UTF-8''{quote(made.name)}"}
    return Response(made.content, media_type="application/octet-stream", headers=told)


@router.post(ADDRESS + "/in")
def upload(visit: Visiting, files: SentPacks) -> Response:
    """Let returns wait until what they would do was looked at."""
    by_page.check_is_office(visit.workspace.folder)
    try:
        by_page.check_uploaded_packs(visit.actor, files)
    except by_page.NoPackFilesError as error:
        return _page(visit, error.message, 422)
    waiting = WaitingReturn(PACKS, files, visit.workspace.clock())
    visit.site.waiting.put(visit.person, waiting)
    return RedirectResponse(f"{ADDRESS}/in", status_code=303)


@router.get(ADDRESS + "/in")
def waiting(visit: Visiting) -> Response:
    """What the uploaded returns would do; nothing is changed."""
    upload = _waiting(visit)
    try:
        views = _take(visit, upload, is_tried=True)
    except NOT_TAKEN as error:
        return _taken_page(visit, upload, (), error.message)
    return _taken_page(visit, upload, views)


@router.post(ADDRESS + "/in/take")
def take(visit: Visiting, form: TypedForm) -> Response:
    """Take the uploaded returns in, and say what became of each answer."""
    upload = _waiting(visit)
    check_is_of(visit, form)
    if text_of(form, "seen") != upload.digest:
        fault = "Other files were uploaded since this was shown. Nothing was taken."
        return _taken_page(visit, upload, _take(visit, upload, is_tried=True), fault)
    views = _take(visit, upload, is_tried=False)
    visit.site.waiting.drop(visit.person)
    return _taken_page(visit, upload, views, is_done=True)


@router.post(ADDRESS + "/in/discard")
def discard(visit: Visiting, form: TypedForm) -> Response:
    """Throw the uploaded returns away."""
    _waiting(visit)
    check_is_of(visit, form)
    visit.site.waiting.drop(visit.person)
    return RedirectResponse(ADDRESS, status_code=303)


def _waiting(visit: Visit) -> WaitingReturn:
    by_page.check_may_take(visit.actor)
    return visit.site.waiting.of(visit.person, PACKS, visit.workspace.clock())


def _take(visit: Visit, upload: WaitingReturn, *, is_tried: bool) -> tuple[ReturnedView, ...]:
    workspace = visit.workspace
    return by_page.take_uploaded_packs(
        workspace.reading if is_tried else workspace.work,
        visit.review,
        upload.files,
        keys=workspace.keys,
        evidence=workspace.place.evidence,
    )


def _page(visit: Visit, fault: str = "", status: int = 200, inspector: str = "") -> Response:
    with visit.reading() as work:
        found = by_page.caseloads_to_take_along(work, visit.review, visit.workspace.folder)
    context = {
        "caseloads": found,
        "chosen": inspector or visit.person,
        "fault": fault,
        "megabytes": LARGEST_UPLOAD >> 20,
        "token": new_token(visit.person),
    }
    return page(visit, "packs.html", context, status=status)


def _taken_page(
    visit: Visit,
    upload: WaitingReturn,
    views: tuple[ReturnedView, ...],
    fault: str = "",
    *,
    is_done: bool = False,
) -> Response:
    with visit.reading() as work:  # what is recorded stands beside what came back
        readings.show(
            work, {(one.authority, row.subject) for one in views for row in one.differences}
        )
    context = {
        "upload": upload,
        "views": views,
        "fault": fault,
        "is_done": is_done,
        "token": new_token(visit.person),
    }
    return page(visit, "packs_in.html", context)
