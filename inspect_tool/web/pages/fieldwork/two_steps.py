"""Forms in two steps: what it would do is shown, and done when that is still what it would do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.refusals import (
    AccessRefusedError,
    BlindReadError,
    OwnDecisionError,
)
from inspect_tool.domain.access.rules import can, check_can
from inspect_tool.errors import CheckFailedError, InspectToolError, RefusedError, UsageError
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.subjects import NoReaderError, UnknownSubjectError
from inspect_tool.services.sampling.errors import UnknownCaseError
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import TypedForm, Visiting, check_is_of, text_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from inspect_tool.domain.access.actions import Action
    from inspect_tool.web.visits import Visit

Typed: TypeAlias = Mapping[str, str]
# What a form can be told; a file or a database that fails is not the form's.
REFUSALS = (RefusedError, UsageError, CheckFailedError, BadAnswerError)
# Whether a case is not there or not the actor's to see must not show.
NOT_TOLD = (AccessRefusedError, UnknownCaseError, UnknownSubjectError, NoReaderError)
# Whoever is refused so is one of the case's readers, and knows of it.
OF_OWN_CASES = (BlindReadError, OwnDecisionError)
NOT_THERE = "There is no such case, or it is not for you to see."
# What a refusal calls an option of a command, as the forms call it.
OPTIONS = {
    "repeat the command with": "ask again with",
    "--after-reading": "“Lose it although there are findings on it”",
    "and a --note": "and what happened",
    "--with-complete is given": "“Complete reads too” is ticked",
    "with --case": "under “Only these cases”",
    " with --to": "",
}
LONGEST_IN_A_LINK = 40
CHANGED = "Something changed since this was shown. Look at it again before you confirm."


class NothingTypedError(UsageError):
    """A field without which nothing can be said."""

    http_status = 422


class _TakenBackError(Exception):
    """Ends a transaction that is not to be kept, with what was said in it."""

    def __init__(self, view: object) -> None:
        super().__init__()
        self.view = view


@dataclass(frozen=True)
class TwoSteps:
    """A form whose effect is shown before it is had.

    Args:
        path: Its address.
        action: What whoever comes must be allowed to do.
        fields: The names of its fields.
        act: Does it, or says what it would do: of a transaction, a visit, what was typed, and
            whether it is a dry run. What it says is shown, and is the same as long as nothing
            changed.
        from_link: Which field a parameter of a link to the form fills in.
        is_tried: Whether what it would do is found by doing it in a transaction that is not kept.
        there: What else the page shows: of a transaction and a visit.
        done: Where somebody is led when it is done.
    """

    path: str
    template: str
    action: Action
    fields: tuple[str, ...]
    act: Callable[[Any, Visit, Typed, bool], object]
    there: Callable[[Any, Visit], Mapping[str, object]]
    done: str
    from_link: Mapping[str, str] = field(default_factory=dict)
    is_tried: bool = False


def answer_at_its_address(router: APIRouter, *forms: TwoSteps) -> None:
    """Have each form asked for, and answered, at its address."""
    for form in forms:
        router.add_api_route(form.path, _asking(form), methods=["GET"])
        router.add_api_route(form.path, _answering(form), methods=["POST"])


def _asking(form: TwoSteps) -> Callable[[Visiting], Response]:
    def ask_for(visit: Visiting) -> Response:
        given = visit.request.query_params
        filled = {name: given.get(sent, "") for sent, name in form.from_link.items()}
        if any(len(value) > LONGEST_IN_A_LINK for value in filled.values()):
            raise HTTPException(404)
        return ask(visit, form, filled)

    return ask_for


def _answering(form: TwoSteps) -> Callable[[Visiting, TypedForm], Response]:
    def answer_to(visit: Visiting, sent: TypedForm) -> Response:
        return answer(visit, form, sent)

    return answer_to


def ask(visit: Visit, form: TwoSteps, typed: Typed | None = None) -> Response:
    """The form, empty or with what a link filled in."""
    check_can(visit.actor, form.action)
    return _page(visit, form, {**dict.fromkeys(form.fields, ""), **(typed or {})})


def answer(visit: Visit, form: TwoSteps, sent: FormData) -> Response:
    """What it would do; or, confirmed, that it is done.

    Whoever may not do such a thing at all is told that there is no such page.
    """
    check_can(visit.actor, form.action)
    check_is_of(visit, sent)
    typed = {name: text_of(sent, name).strip() for name in form.fields}
    is_confirmed = text_of(sent, "step") == "do"
    try:
        if is_confirmed:
            view = _done(visit, form, typed, text_of(sent, "seen"))
        else:
            view = _would_do(visit, form, typed)
    except REFUSALS as error:
        return _page(visit, form, typed, *refusal(visit, form.action, error))
    except _TakenBackError as other:
        return _page(visit, form, typed, CHANGED, 409, view=other.view)
    if is_confirmed:
        return RedirectResponse(form.done, status_code=303)
    return _page(visit, form, typed, view=view)


def _would_do(visit: Visit, form: TwoSteps, typed: Typed) -> object:
    """What it would do, which changes nothing."""
    if not form.is_tried:
        with visit.reading() as work:
            return form.act(work, visit, typed, True)
    try:
        with visit.work() as work:
            raise _TakenBackError(form.act(work, visit, typed, True))
    except _TakenBackError as tried:
        return tried.view


def _done(visit: Visit, form: TwoSteps, typed: Typed, seen: str) -> object:
    """What it did.

    Raises:
        _TakenBackError: It would do something else than was shown; nothing was done.
    """
    with visit.work() as work:
        if form.is_tried:
            view = form.act(work, visit, typed, False)
            if seen_as(view) != seen:
                raise _TakenBackError(view)
            return view
        view = form.act(work, visit, typed, True)
        if seen_as(view) != seen:
            raise _TakenBackError(view)
        return form.act(work, visit, typed, False)


def refusal(visit: Visit, action: Action, error: InspectToolError) -> tuple[str, int]:
    """What a page says of a refusal, and its status.

    Raises:
        InspectToolError: The same, where whoever comes may not do such a thing at all.
    """
    if can(visit.actor, action) is not None:
        raise error
    if isinstance(error, NOT_TOLD) and not isinstance(error, OF_OWN_CASES):
        return NOT_THERE, 404
    message = error.message
    for option, words in OPTIONS.items():
        message = message.replace(option, words)
    return message, error.http_status


def seen_as(view: object) -> str:
    """What tells whether the same would be done as was shown."""
    return hashlib.sha256(repr(view).encode()).hexdigest()[:32]


def _page(  # one parameter a part of what is shown
    visit: Visit,
    form: TwoSteps,
    typed: Typed,
    fault: str = "",
    status: int = 200,
    *,
    view: object = None,
) -> Response:
    with visit.reading() as work:
        there = form.there(work, visit)
    context = {
        **there,
        "form_path": form.path,
        "typed": typed,
        "fault": fault,
        "view": view,
        "seen": "" if view is None else seen_as(view),
        "token": new_token(visit.person),
    }
    return page(visit, form.template, context, status=status)


def wanted(typed: Typed, name: str, words: str) -> str:
    """A field that must be filled in.

    Raises:
        NothingTypedError: It is empty; the words say what to do.
    """
    if not typed[name]:
        raise NothingTypedError(words)
    return typed[name]
