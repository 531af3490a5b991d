"""Destroying what a retention schedule names, and erasing a child: shown, then done with a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.errors import UsageError
from inspect_tool.services.retention import certificate, erasure, purge
from inspect_tool.services.retention.classes import PurgeClass
from inspect_tool.services.retention.purge import Place, Wanted
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.fieldwork.two_steps import CHANGED, REFUSALS, refusal, seen_as
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visit, Visiting, check_is_of, text_of, texts_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from inspect_tool.services.retention.erasure import ErasureView
    from inspect_tool.services.retention.purge import PurgeView

router = APIRouter()
ADDRESS = "/administration/retention"
ERASE = f"{ADDRESS}/erase"
NO_WORD = "Type the word {} to confirm: it cannot be undone. Nothing was deleted."


@router.get(ADDRESS)
def retention(visit: Visiting) -> Response:
    """What there is of each class, what was deleted, and the form that shows what would go."""
    check_can(visit.actor, Action.PURGE)
    return _retention_page(visit)


@router.post(ADDRESS)
def destroy(visit: Visiting, form: TypedForm) -> Response:
    """Show what would go; or, confirmed with the word, destroy that."""
    check_can(visit.actor, Action.PURGE)
    check_is_of(visit, form)
    chosen = [one for one in PurgeClass if one.value in texts_of(form, "class")]
    wanted = Wanted(chosen, None, text_of(form, "why"))
    try:
        if not (chosen and wanted.why.strip()):
            raise UsageError("Choose what is to go, and say why. Nothing was deleted.")
        with visit.reading() as work:
            view = purge.preview(work, visit.review, _place(visit), wanted)
        seen = seen_as(view.lines)
        if fault := _not_confirmed(form, seen, purge.WORD):
            return _retention_page(visit, wanted, view, *fault)
        workspace = visit.workspace
        done = purge.purge(visit.work, visit.review, _place(visit), wanted, confirm=purge.WORD)
        _certify(visit, done.number)
        return _retention_page(visit, left=workspace.not_wiped, done=done.number)
    except REFUSALS as error:
        return _retention_page(visit, wanted, None, *refusal(visit, Action.PURGE, error))


@router.get(ERASE)
def ask_to_erase(visit: Visiting) -> Response:
    """The form that shows what of a child is here."""
    check_can(visit.actor, Action.ERASE_CHILD)
    return _erase_page(visit)


@router.post(ERASE)
def erase(visit: Visiting, form: TypedForm) -> Response:
    """Show what of a child would go, and what stays; or, confirmed with the word, erase it."""
    check_can(visit.actor, Action.ERASE_CHILD)
    check_is_of(visit, form)
    typed = {name: text_of(form, name).strip() for name in ("case", "why")}
    child = Child(named=typed["case"])
    try:
        if not all(typed.values()):
            raise UsageError("Say which case, and why the child is erased. Nothing was deleted.")
        with visit.reading() as work:
            view = erasure.preview(work, visit.review, child, _place(visit))
        if fault := _not_confirmed(form, seen_as(view), erasure.WORD):
            return _erase_page(visit, typed, view, *fault)
        done = erasure.erase(
            visit.work, visit.review, child, _place(visit), why=typed["why"], confirm=erasure.WORD
        )
        _certify(visit, done.number)
        return _erase_page(visit, done=done, left=visit.workspace.not_wiped)
    except REFUSALS as error:
        return _erase_page(visit, typed, None, *refusal(visit, Action.ERASE_CHILD, error))


def _not_confirmed(form: FormData, seen: str, word: str) -> tuple[str, int] | None:
    """Why what was shown is not to be done now; None where it is."""
    if text_of(form, "step") != "do":
        return ("", 200)
    if text_of(form, "seen") != seen:
        return (CHANGED, 409)
    if text_of(form, "word").strip() != word:
        return (NO_WORD.format(word), 422)
    return None


def _place(visit: Visit) -> Place:
    return Place(visit.workspace.folder, visit.workspace.keys)


def _certify(visit: Visit, number: int) -> None:
    """Write the certificate of a deletion into the folder of the review."""
    with visit.reading() as work:
        certified = certificate.certificates(work)[number - 1 :]
    certificate.certify(visit.workspace.folder, certified)


def _retention_page(  # noqa: PLR0913  # one parameter a part of what is shown
    visit: Visit,
    wanted: Wanted | None = None,
    view: PurgeView | None = None,
    fault: str = "",
    status: int = 200,
    *,
    left: str = "",
    done: int = 0,
) -> Response:
    with visit.reading() as work:
        there = purge.preview(work, visit.review, _place(visit), Wanted(()))
        deleted = certificate.certificates(work)
    context = {
        "there": there.lines,
        "deleted": deleted[::-1],
        "wanted": wanted or Wanted(()),
        "view": view,
        "seen": "" if view is None else seen_as(view.lines),
        "fault": fault,
        "left": left,
        "done": done,
        "token": new_token(visit.person),
    }
    return page(visit, "administration/retention.html", context, status=status)


def _erase_page(  # noqa: PLR0913  # one parameter a part of what is shown
    visit: Visit,
    typed: dict[str, str] | None = None,
    view: ErasureView | None = None,
    fault: str = "",
    status: int = 200,
    *,
    done: ErasureView | None = None,
    left: str = "",
) -> Response:
    context = {
        "typed": typed or {"case": "", "why": ""},
        "view": view,
        "seen": "" if view is None else seen_as(view),
        "fault": fault,
        "done": done,
        "left": left,
        "token": new_token(visit.person),
    }
    return page(visit, "administration/erase.html", context, status=status)
