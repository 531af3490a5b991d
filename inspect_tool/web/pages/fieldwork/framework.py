"""Versions of the framework: what the file would change, proposed, put in force, read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.access.rules import check_can
from inspect_tool.services.framework import publishing, reading_again
from inspect_tool.services.framework.amendment import AmendmentView, amendment
from inspect_tool.services.records.subjects import tidy_ref
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.fieldwork.two_steps import (
    CHANGED,
    REFUSALS,
    NothingTypedError,
    TwoSteps,
    Typed,
    answer_at_its_address,
    refusal,
)
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of

router = APIRouter()
AT = "/fieldwork/framework"
DONE = {
    "proposed": "The version is proposed. Where it changes what answers mean, another lead puts "
    "it in force.",
    "published": "The version is in force and never changes. What was begun stays under the "
    "version that it was.",
    "read-again": "They are under the version in force now, and what it asks otherwise is asked "
    "anew. Answers to what means the same stand.",
}
What = Annotated[str, Query(max_length=40)]


@router.get(AT)
def versions(visit: Visiting, done: What = "") -> Response:
    """The versions, what the framework's file would change, and what is to be read again."""
    return _page(visit, done=DONE.get(done, ""))


@router.post(AT + "/propose")
def propose(visit: Visiting, form: TypedForm) -> Response:
    """Propose the framework's file, for somebody else to put in force."""
    check_can(visit.actor, Action.PUBLISH_VERSION)
    check_is_of(visit, form)
    workspace, why = visit.workspace, text_of(form, "why").strip()
    try:
        _check_seen(visit, text_of(form, "seen"))
        with visit.work() as work:
            publishing.propose(work, visit.review, workspace.written, why=why)
    except REFUSALS as error:
        return _page(visit, *refusal(visit, Action.PUBLISH_VERSION, error), why=why)
    return RedirectResponse(f"{AT}?done=proposed", status_code=303)


@router.post(AT + "/publish")
def publish(visit: Visiting, form: TypedForm) -> Response:
    """Put the framework's file in force, as it was shown."""
    check_can(visit.actor, Action.PUBLISH_VERSION)
    check_is_of(visit, form)
    workspace = visit.workspace
    try:
        text = workspace.framework_file.read_bytes()
        _check_seen(visit, text_of(form, "seen"))
        with visit.work() as work:
            publishing.publish(
                work, visit.review, workspace.written, folder=workspace.folder, text=text
            )
    except REFUSALS as error:
        return _page(visit, *refusal(visit, Action.PUBLISH_VERSION, error))
    return RedirectResponse(f"{AT}?done=published", status_code=303)


def _check_seen(visit: Visit, seen: str) -> None:
    """Refuse where the file is another than the one whose effect was shown."""
    if seen != visit.workspace.written.framework_digest:
        raise NothingTypedError(CHANGED)


def _page(
    visit: Visit, fault: str = "", status: int = 200, *, why: str = "", done: str = ""
) -> Response:
    check_can(visit.actor, Action.PUBLISH_VERSION)
    review, written = visit.workspace.review_in_use, visit.workspace.written
    is_draft = written.framework_digest != review.framework_digest
    effect: AmendmentView | None = None
    not_shown = ""
    with visit.reading() as work:
        listed = publishing.list_versions(work)
        waiting = publishing.waiting_words(work, written) if is_draft else ""
        tasks = reading_again.reading_tasks(work, review)
        if is_draft:
            try:
                effect = amendment(work, review, written)
            except AccessRefusedError as error:
                not_shown = error.message
    context = {
        "versions": listed,
        "in_force": review.framework.version,
        "draft": written.framework.version if is_draft else "",
        "seen": written.framework_digest,
        "waiting": waiting,
        "effect": effect,
        "not_shown": not_shown,
        "tasks": tasks,
        "fault": fault,
        "why": why,
        "done": done,
        "token": new_token(visit.person),
    }
    return page(visit, "fieldwork/framework.html", context, status=status)


def _read_again(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> object:
    del dry_run  # it is tried
    refs = [tidy_ref(ref) for ref in typed["refs"].replace(",", " ").split()]
    if not refs and not typed["all"]:
        raise NothingTypedError("Name what is to be read again, or choose all.")
    everything = bool(typed["all"]) and not refs
    return reading_again.read_again(work, visit.review, refs, everything=everything)


def _nothing_more(_: Any, __: Visit) -> Mapping[str, object]:
    return {}


READ_AGAIN = TwoSteps(
    path=f"{AT}/read-again",
    template="fieldwork/read_again.html",
    action=Action.READ_AGAIN,
    fields=("refs", "all"),
    act=_read_again,
    there=_nothing_more,
    done=f"{AT}?done=read-again",
    is_tried=True,
    from_link={"ref": "refs"},
)
answer_at_its_address(router, READ_AGAIN)
