"""The pack that is worked in without a network: what is in it, and its return."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, Response

from inspect_tool.services.packs import this_pack
from inspect_tool.services.packs.giving_back import GivenBack
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of
from inspect_tool.workspace import work_in

router = APIRouter()
ReturnName = Annotated[str, Path(pattern=r"^[^/\\]{1,200}$")]


@router.get("/pack")
def pack(visit: Visiting) -> Response:
    """Whose pack it is, what is in it, and how it is handed back."""
    return _page(visit)


@router.post("/pack")
def make_return(visit: Visiting, form: TypedForm) -> Response:
    """Write the return; the working copy stays, and a later return has all of it again."""
    check_is_of(visit, form)
    now = visit.workspace.clock()
    done = this_pack.return_this_pack(visit.person, visit.workspace.folder, work_in, now)
    return _page(visit, done)


@router.get("/pack/returns/{name}")
def hand_out(name: ReturnName, visit: Visiting) -> Response:
    """A return, to be sent to the office."""
    path = this_pack.return_file(visit.person, visit.workspace.folder, name)
    return FileResponse(
        path, media_type="application/octet-stream", filename=path.name,
        content_disposition_type="attachment",
    )  # fmt: skip


def _page(visit: Visit, done: GivenBack | None = None) -> Response:
    with visit.reading() as work:
        found = this_pack.this_pack(work, visit.workspace.folder)
    context = {"pack": found, "done": done, "token": new_token(visit.person)}
    return page(visit, "pack.html", context)
