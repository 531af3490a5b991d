"""Queries over the review, and one record for a lead: asked about, returned, agreed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.records.queries import QueryState
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.records.states import Move, transition
from inspect_tool.services.overview.board import Board, BoardRecord, Stage, board_of
from inspect_tool.services.records import answer_queries, submission
from inspect_tool.services.records.standing import states_of
from inspect_tool.services.records.subjects import UnknownSubjectError, tidy_ref
from inspect_tool.services.review import readings
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.pages.fieldwork.board import KEPT
from inspect_tool.web.pages.fieldwork.two_steps import REFUSALS, NothingTypedError, refusal
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import (
    QueryName,
    Ref,
    TypedForm,
    Visit,
    Visiting,
    check_is_of,
    text_of,
)

router = APIRouter()
READERS = {reader.value: reader for reader in (Reader.FIRST, Reader.SECOND)}
FIELDS = ("item", "text", "why")
DONE = {
    "asked": "The query is asked. The record's inspector sees it on the record's page.",
    "closed": "The query is closed.",
    "returned": "The record went back to its inspector.",
    "agreed": "The record is agreed.",
}
What = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True)
class RecordToLead:
    """A read, and what a lead can do with it now.

    Args:
        words: Its state with who brought it there; empty where nothing is recorded.
    """

    record: BoardRecord
    words: str
    may_ask: bool
    may_return: bool
    may_agree: bool


@dataclass(frozen=True)
class _NotDone:
    """A refusal, and what was typed."""

    words: str
    status: int
    typed: dict[str, str]


@router.get("/fieldwork/queries")
def queries(visit: Visiting, state: What = "", done: What = "") -> Response:
    """Every query that whoever comes may see, those that wait first."""
    check_can(visit.actor, Action.SEE_CASELOADS)
    with visit.reading() as work:
        found = answer_queries.list_queries(work, visit.review)
        wanted = next((one for one in QueryState if one.value == state), None)
        listed = [query for query in found if wanted in (None, query.state)]
        readings.show(work, ((query.authority, query.subject_ref) for query in listed))
    order = {one: place for place, one in enumerate(QueryState)}
    context = {
        "queries": sorted(listed, key=lambda one: (order[one.state], one.asked.recorded_at)),
        "total": len(found),
        "numbers": [(one, sum(query.state is one for query in found)) for one in QueryState],
        "state": wanted,
        "closed": QueryState.CLOSED,
        "done": DONE.get(done, ""),
    }
    return page(visit, "fieldwork/queries.html", context)


@router.post("/fieldwork/queries/{name}/close")
def close(name: QueryName, visit: Visiting, form: TypedForm) -> Response:
    """Close a query, with words or without."""
    check_can(visit.actor, Action.CLOSE_QUERY)
    check_is_of(visit, form)
    with visit.work() as work:
        answer_queries.close(work, visit.review, query=name, text=text_of(form, "text"))
    return RedirectResponse("/fieldwork/queries?done=closed", status_code=303)


@router.get("/fieldwork/records/{ref}")
def record(ref: Ref, visit: Visiting, item: What = "", done: What = "") -> Response:
    """The reads of one case, or a record of something else, as far as a lead acts on them."""
    typed = {"item": item}
    return _page(visit, tidy_ref(ref), _NotDone("", 200, typed), done=DONE.get(done, ""))


@router.post("/fieldwork/records/{ref}/ask")
def ask(ref: Ref, visit: Visiting, form: TypedForm) -> Response:
    """Ask about an answer."""

    def act(work: Any, subject: str, reader: Reader) -> None:
        item, text = _wanted(form, "item", "Say which item."), text_of(form, "text")
        answer_queries.ask(
            work,
            visit.review,
            ref=subject,
            item_id=item,
            text=text if text.strip() else _wanted(form, "text", "Say what you ask."),
            reader=reader,
        )

    return _do(visit, ref, form, act, "asked")


@router.post("/fieldwork/records/{ref}/return")
def send_back(ref: Ref, visit: Visiting, form: TypedForm) -> Response:
    """Return a record to its inspector, with the reason."""

    def act(work: Any, subject: str, reader: Reader) -> None:
        why = _wanted(form, "why", "Say why the record goes back.")
        submission.send_back(work, visit.review, ref=subject, why=why, reader=reader)

    return _do(visit, ref, form, act, "returned")


@router.post("/fieldwork/records/{ref}/agree")
def agree(ref: Ref, visit: Visiting, form: TypedForm) -> Response:
    """Agree a record that was submitted."""

    def act(work: Any, subject: str, reader: Reader) -> None:
        submission.agree(work, visit.review, ref=subject, reader=reader)

    return _do(visit, ref, form, act, "agreed")


def _do(
    visit: Visit,
    ref: str,
    form: FormData,
    act: Callable[[Any, str, Reader], None],
    done: str,
) -> Response:
    check_can(visit.actor, Action.SEE_CASELOADS)
    check_is_of(visit, form)
    subject = tidy_ref(ref)
    try:
        with visit.work() as work:
            act(work, subject, READERS.get(text_of(form, "read"), Reader.FIRST))
    except REFUSALS as error:
        words, status = refusal(visit, Action.SEE_CASELOADS, error)
        typed = {name: text_of(form, name) for name in FIELDS}
        return _page(visit, subject, _NotDone(words, status, typed))
    return RedirectResponse(f"/fieldwork/records/{subject}?done={done}", status_code=303)


def _wanted(form: FormData, name: str, words: str) -> str:
    typed = text_of(form, name).strip()
    if not typed:
        raise NothingTypedError(words)
    return typed


def _page(visit: Visit, ref: str, fault: _NotDone, *, done: str = "") -> Response:
    with visit.reading() as work:
        board = board_of(work, visit.review, KEPT)
        reads = [one for one in board.records if one.subject.ref == ref]
        if not reads:
            raise UnknownSubjectError(ref)
        readings.show(work, [(reads[0].subject.authority, ref)])
        words = {one.reader: one.words for one in states_of(work, visit.review, ref)}
        asked = answer_queries.list_queries(work, visit.review, ref, sight=board.sight)
    context = {
        "ref": ref,
        "reads": [_to_lead(board, one, words.get(one.reader, "")) for one in reads],
        "queries": asked,
        "closed": QueryState.CLOSED,
        "unseen": Stage.UNSEEN,
        "typed": {**dict.fromkeys(FIELDS, ""), **fault.typed},
        "fault": fault.words,
        "done": done,
        "token": new_token(visit.person),
    }
    return page(visit, "fieldwork/record.html", context, status=fault.status)


def _to_lead(board: Board, one: BoardRecord, words: str) -> RecordToLead:
    def may(action: Action) -> bool:
        return board.sight.refusal(action, one.subject, one.reader) is None

    def can_make(move: Move) -> bool:
        before = {state.value for state in transition(move).before}
        return one.stage.value in before and may(transition(move).action)

    is_there = one.stage not in (Stage.UNSEEN, Stage.NO_READER)
    return RecordToLead(
        record=one,
        words=words if is_there else "",
        may_ask=is_there and may(Action.ASK),
        may_return=can_make(Move.RETURN),
        may_agree=can_make(Move.AGREE),
    )
