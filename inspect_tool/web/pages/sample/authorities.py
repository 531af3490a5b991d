"""Stage one: which authorities are inspected, committed and drawn, or picked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.access.rules import check_can
from inspect_tool.errors import UnreadableFileError
from inspect_tool.services.authorities.views import drawn_authorities
from inspect_tool.services.sampling.stage_one import (
    COMMITMENT,
    DrawnFiles,
    commit_on_page,
    draw_on_page,
)
from inspect_tool.services.sampling.uploaded import UploadedFile
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.fieldwork.two_steps import REFUSALS
from inspect_tool.web.rendering import page
from inspect_tool.web.uploads import SentStageOne
from inspect_tool.web.visits import Visit, Visiting
from inspect_tool.web.waiting import AUTHORITIES, WaitingReturn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspect_tool.errors import InspectToolError

router = APIRouter()
AT = "/sample/authorities"
NOT_DONE = (*REFUSALS, UnreadableFileError)
FIELDS = (
    *("size", "by", "whole", "size_column", "equal", "minimum", "method", "order_by", "draw_id"),
    *("seed", "source", "at", "replaced"),
)
# What a refusal calls an option of a command, as the forms call it.
OPTIONS = {
    "Say with --size how": "Say how",
    "--committed-at": "When the choices were fixed,",
    "--seeded-at": "When the seed was thrown,",
}


@router.get(AT)
def authorities(visit: Visiting) -> Response:
    """The authorities of the plan with their chances, and how others are chosen."""
    return _page(visit)


@router.post(AT + "/commit")
def commit(visit: Visiting, sent: SentStageOne) -> Response:
    """What is to be published before the seed, to be saved by the browser."""
    try:
        made = commit_on_page(visit.actor, sent.files, sent.typed)
    except AccessRefusedError:
        raise
    except NOT_DONE as error:
        return _page(visit, sent.typed, error)
    return _saved(COMMITMENT, made.content, "application/json")


@router.post(AT + "/draw")
def draw(visit: Visiting, sent: SentStageOne) -> Response:
    """The chosen authorities; their files wait to be saved."""
    templates = visit.workspace.place.shipped
    try:
        made = draw_on_page(visit.actor, sent.files, sent.typed, templates)
    except AccessRefusedError:
        raise
    except NOT_DONE as error:
        return _page(visit, sent.typed, error)
    kept = UploadedFile("authorities.zip", made.archive)
    visit.site.waiting.put(
        visit.person, WaitingReturn(AUTHORITIES, (kept,), visit.workspace.clock())
    )
    return _page(visit, drawn=made)


@router.get(AT + "/drawn.zip")
def drawn(visit: Visiting) -> Response:
    """The files of the draw that was made last, half an hour long."""
    check_can(visit.actor, Action.WRITE_PLAN)
    found = visit.site.waiting.of(visit.person, AUTHORITIES, visit.workspace.clock())
    return _saved("authorities-draw.zip", found.files[0].content, "application/zip")


def _saved(name: str, content: bytes, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def _told(message: str) -> str:
    for option, words in OPTIONS.items():
        message = message.replace(option, words)
    return message


def _page(
    visit: Visit,
    typed: Mapping[str, str] | None = None,
    refused: InspectToolError | None = None,
    *,
    drawn: DrawnFiles | None = None,
) -> Response:
    check_can(visit.actor, Action.WRITE_PLAN)
    context = {
        "authorities": visit.review.plan.authorities,
        "chances": {one.code: one.exact for one in drawn_authorities(visit.review.plan)},
        "typed": {**dict.fromkeys(FIELDS, ""), **(typed or {})},
        "drawn": drawn,
        "fault": _told(refused.message) if refused else "",
        "problems": refused.problems if refused else (),
        "now": visit.workspace.clock().isoformat(timespec="minutes"),
        "token": new_token(visit.person),
    }
    status = refused.http_status if refused else 200
    return page(visit, "sample/authorities.html", context, status=status)
