"""Files that a browser sends: how much, and from whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.services.packs.by_page import check_may_take
from inspect_tool.services.sampling.uploaded import UploadedFile
from inspect_tool.web.guards import LARGEST_BODY
from inspect_tool.web.visits import NotSignedInError, Visit, Visiting, check_is_of, visit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspect_tool.web.guards import MostBytes, Scope
    from inspect_tool.web.site import Site

# The largest real return is 10 MB as a workbook and twice that as tables.
LARGEST_UPLOAD = 32 * 1024 * 1024
MOST_FIELDS_BESIDE_FILES = 16
MOST_FILES = 16  # the lists of Annex A as tables are eleven
AS_UPLOADS_SEND = "multipart/form-data"
# Where a body may be larger than a page's, and for whom.
_LARGER = (
    (re.compile(r"/sample/returns/[A-Za-z0-9-]{1,20}/upload"), Action.TAKE_RETURN),
    (re.compile(r"/packs/in"), Action.TAKE_WORKBOOK),
    (re.compile(r"/sample/authorities/(commit|draw)"), Action.WRITE_PLAN),
    (re.compile(r"/records/[A-Za-z0-9-]{1,40}/[A-Za-z0-9.]{1,40}/files"), Action.RECORD),
)


@dataclass(frozen=True)
class FilesWithWords:
    """A form with files and fields beside them.

    Args:
        typed: The fields by name; one that is there several times is not asked for here.
    """

    files: tuple[UploadedFile, ...]
    typed: Mapping[str, str]


@dataclass(frozen=True)
class NamedFiles:
    """A form with a file for each of some fields, and fields beside them."""

    files: Mapping[str, UploadedFile]
    typed: Mapping[str, str]


def most_bytes(site: Site) -> MostBytes:
    """How large a body may be: larger than a page's only where somebody may upload files."""

    async def asked(scope: Scope) -> int:
        actions = [action for address, action in _LARGER if address.fullmatch(scope["path"])]
        if scope["method"] != "POST" or not actions:
            return LARGEST_BODY
        may = await run_in_threadpool(_may_upload, Request(scope), actions[0])
        return LARGEST_UPLOAD if may else LARGEST_BODY

    def _may_upload(request: Request, action: Action) -> bool:
        try:
            visit = visit_of(site, request)
        except NotSignedInError:
            return False
        return can(visit.actor, action, Thing(owner=visit.person)) is None

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


async def read_packs(request: Request, visit: Visiting) -> tuple[UploadedFile, ...]:
    """Returns of packs, from somebody who may take some in.

    Raises:
        AccessRefusedError: They may not.
        HTTPException: It is no form with files, or has more than there may be.
    """
    check_may_take(visit.actor)
    return await _files(request, visit, "files", MOST_FILES)


async def read_evidence(request: Request, visit: Visiting) -> FilesWithWords:
    """A file of evidence with what it shows, from somebody who may record something.

    Raises:
        AccessRefusedError: They may not record in anybody's record.
        HTTPException: It is no form with a file, or has more than one.
    """
    check_can(visit.actor, Action.RECORD, Thing(owner=visit.person))
    sent = await _sent(request, visit, 1)
    return FilesWithWords(sent.of("file"), sent.typed)


async def read_stage_one(request: Request, visit: Visiting) -> NamedFiles:
    """The list of authorities, what was committed, and what was typed, from a lead.

    Raises:
        AccessRefusedError: They are no lead.
        HTTPException: It is no form with files, or has more than two.
    """
    check_can(visit.actor, Action.WRITE_PLAN)
    sent = await _sent(request, visit, 2)
    return NamedFiles({field: file for field, file in sent.files if file.plain_name}, sent.typed)


@dataclass(frozen=True)
class _Sent:
    """What came with a form: its files, each with its field, and its other fields."""

    files: tuple[tuple[str, UploadedFile], ...]
    typed: Mapping[str, str]

    def of(self, field: str) -> tuple[UploadedFile, ...]:
        return tuple(file for name, file in self.files if name == field)


async def _files(request: Request, visit: Visit, field: str, most: int) -> tuple[UploadedFile, ...]:
    return (await _sent(request, visit, most)).of(field)


async def _sent(request: Request, visit: Visit, most: int) -> _Sent:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != AS_UPLOADS_SEND:
        raise HTTPException(415)
    async with request.form(max_fields=MOST_FIELDS_BESIDE_FILES, max_files=most) as form:
        check_is_of(visit, form)
        files = [
            (name, UploadedFile(one.filename, await one.read()))
            for name, one in form.multi_items()
            if isinstance(one, UploadFile) and one.filename
        ]
        typed = {name: words for name, words in form.items() if isinstance(words, str)}
    return _Sent(tuple(files), typed)


SentFiles = Annotated[tuple[UploadedFile, ...], Depends(read_upload)]
SentPacks = Annotated[tuple[UploadedFile, ...], Depends(read_packs)]
SentStageOne = Annotated[NamedFiles, Depends(read_stage_one)]
SentEvidence = Annotated[FilesWithWords, Depends(read_evidence)]
SentForm = Annotated[tuple[UploadedFile, ...], Depends(read_comment_form)]
