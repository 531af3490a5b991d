"""Files that a browser sends: how much, and from whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.services.sampling.uploaded import UploadedFile
from inspect_tool.web.guards import LARGEST_BODY
from inspect_tool.web.visits import NotSignedInError, Visit, Visiting, check_is_of, visit_of

if TYPE_CHECKING:
    from inspect_tool.web.guards import MostBytes, Scope
    from inspect_tool.web.site import Site

# The largest real return is 10 MB as a workbook and twice that as tables.
LARGEST_UPLOAD = 32 * 1024 * 1024
MOST_FILES = 16  # the lists of Annex A as tables are eleven
AS_UPLOADS_SEND = "multipart/form-data"
_ADDRESS = re.compile(r"/sample/returns/[A-Za-z0-9-]{1,20}/upload")


def most_bytes(site: Site) -> MostBytes:
    """How large a body may be: larger than a page's only where a lead uploads a return."""

    async def asked(scope: Scope) -> int:
        if scope["method"] != "POST" or not _ADDRESS.fullmatch(scope["path"]):
            return LARGEST_BODY
        is_lead = await run_in_threadpool(_may_upload, Request(scope))
        return LARGEST_UPLOAD if is_lead else LARGEST_BODY

    def _may_upload(request: Request) -> bool:
        try:
            visit = visit_of(site, request)
        except NotSignedInError:
            return False
        return can(visit.actor, Action.TAKE_RETURN) is None

    return asked


async def read_upload(request: Request, visit: Visiting) -> tuple[UploadedFile, ...]:
    """The files of a form, from somebody who may take the return that its address names.

    Raises:
        AccessRefusedError: They may not.
        HTTPException: It is no form with files, or has more than there may be.
    """
    code = str(request.path_params["code"]).upper()
    check_can(visit.actor, Action.TAKE_RETURN, Thing(authorities=frozenset({code})))
    return await _files(request, visit, "files", MOST_FILES)


async def read_comment_form(request: Request, visit: Visiting) -> tuple[UploadedFile, ...]:
    """The form that an authority sent back, from somebody who may take comments.

    Raises:
        AccessRefusedError: They may not.
        HTTPException: It is no form with a file, or has more than one.
    """
    check_can(visit.actor, Action.TAKE_COMMENTS)
    return await _files(request, visit, "form", 1)


async def _files(request: Request, visit: Visit, field: str, most: int) -> tuple[UploadedFile, ...]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != AS_UPLOADS_SEND:
        raise HTTPException(415)
    async with request.form(max_fields=8, max_files=most) as form:
        check_is_of(visit, form)
        sent = [one for one in form.getlist(field) if isinstance(one, UploadFile)]
        return tuple(
            [UploadedFile(one.filename or "", await one.read()) for one in sent if one.filename]
        )


SentFiles = Annotated[tuple[UploadedFile, ...], Depends(read_upload)]
SentForm = Annotated[tuple[UploadedFile, ...], Depends(read_comment_form)]
