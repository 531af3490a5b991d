"""Backups: made, held against the audit trail, handed out. Making a review of one is a command."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.access.rules import check_can
from inspect_tool.services.overview import kept_backups
from inspect_tool.services.overview.backup import Source
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.one_at_a_time import RunningWork
from inspect_tool.web.pages.fieldwork.two_steps import REFUSALS
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of

router = APIRouter()
ADDRESS = "/administration/backups"
BackupName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$")]


@router.get(ADDRESS)
def backups(visit: Visiting) -> Response:
    """What was backed up into the review's folder, and whether it is as it was written."""
    return _page(visit)


@router.post(ADDRESS)
def back_up(visit: Visiting, form: TypedForm) -> Response:
    """Write the whole review and its keys into two encrypted files."""
    check_can(visit.actor, Action.COPY_REVIEW)
    check_is_of(visit, form)
    passphrase, again = text_of(form, "passphrase"), text_of(form, "again")
    if passphrase != again:
        return _page(visit, "The two passphrases differ. Nothing was written.", 422)
    workspace, now = visit.workspace, visit.workspace.clock()
    source = Source(workspace.folder, visit.review, workspace.database, workspace.keys)
    try:
        visit.site.documents.once(
            RunningWork((visit.person, "backup"), visit.person, now),
            lambda: kept_backups.keep_backup(visit.work, source, passphrase, now),
        )
    except AccessRefusedError:
        raise
    except REFUSALS as error:
        return _page(visit, error.message, error.http_status)
    return RedirectResponse(ADDRESS, status_code=303)


@router.get(ADDRESS + "/{name}")
def hand_out(name: BackupName, visit: Visiting) -> Response:
    """A file of a backup, to be kept elsewhere."""
    with visit.work() as work:
        path = kept_backups.hand_out_backup(work, visit.review, visit.workspace.folder, name)
    return FileResponse(
        path, media_type="application/octet-stream", filename=name,
        content_disposition_type="attachment",
    )  # fmt: skip


def _page(visit: Visit, fault: str = "", status: int = 200) -> Response:
    check_can(visit.actor, Action.COPY_REVIEW)
    found: tuple[kept_backups.KeptBackup, ...] = ()
    barred = ""
    try:
        with visit.reading() as work:
            found = kept_backups.list_backups(work, visit.review, visit.workspace.folder)
    except AccessRefusedError as error:  # a lead who must not see everything yet, or ever
        barred = error.message
    context = {
        "backups": found,
        "barred": barred,
        "fault": fault,
        "token": new_token(visit.person),
    }
    return page(visit, "administration/backups.html", context, status=status)
