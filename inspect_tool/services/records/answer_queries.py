"""Queries: somebody asks about one answer, the record's inspector replies, and it is closed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.identifiers.scan import blot_out
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.records.queries import QueryState, QueryStep, query_state
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.item_words import ItemWords
from inspect_tool.services.records.revisions import (
    Edit,
    RecordBook,
    command_origin,
    given_by,
    subject_of,
)
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import check_is_asked, record_named, subject_named
from inspect_tool.services.records.under import framework_of
from inspect_tool.store import said_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision

MARK = "#"  # between the item and the name of the query; no id of a framework has it
SHORTEST_NAME = 4  # characters by which a query is named


class NoSuchQueryError(UsageError):
    """A name of no query that the actor may see, or of several."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No query is called {name}. `case queries` shows what each is called.")


class QueryClosedError(RefusedError):
    """A query that is closed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The query {name} is closed. Ask anew with `case ask`.")


@dataclass(frozen=True)
class SaidView:
    """What somebody said in a query."""

    step: QueryStep
    text: str
    author: str
    recorded_at: datetime
    revision_id: str

    @property
    def words(self) -> str:
        """Who said it and when, with the words."""
        day = f"{self.recorded_at.day} {self.recorded_at:%B %Y}"
        done = f"{self.step.value} by {self.author} on {day}"
        return f"{done}: {self.text}" if self.text else done


@dataclass(frozen=True)
class QueryView:
    """A query about one answer.

    Args:
        name: What the commands call it.
        inspector: Whose record it is, and who is to reply.
        asked: What was asked first.
        said: Everything that was said, oldest first.
    """

    name: str
    authority: str
    subject_ref: str
    reader: Reader
    inspector: str
    item_id: str
    title: str
    state: QueryState
    asked: SaidView
    said: tuple[SaidView, ...]

    @property
    def subject(self) -> Subject:
        """What the record is about."""
        return subject_named(self.subject_ref)

    @property
    def replies(self) -> tuple[SaidView, ...]:
        """What was said after it was asked."""
        return self.said[1:]


def list_queries(
    work: UnitOfWork,
    review: Review,
    ref: str | None = None,
    *,
    only_open: bool = False,
    sight: Sight | None = None,
) -> tuple[QueryView, ...]:
    """Queries about the records that the actor may see, and those that they asked.

    Args:
        ref: About one case, authority or interview.
        only_open: Without those that are closed.
        sight: What the actor may see, where that was asked before.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    threads = _threads(work, ref)
    if not threads:
        return ()
    sight = sight or Sight.of(work, review)
    views = queries_of(threads, review, sight)
    return tuple(
        view
        for view in views
        if _is_shown(view, sight) and not (only_open and view.state is QueryState.CLOSED)
    )


def _is_shown(view: QueryView, sight: Sight) -> bool:
    is_own = view.asked.author == sight.actor.id
    owner = sight.actor.id if is_own else None
    return sight.shows(view.subject, view.reader, owner=owner)


def _threads(
    work: UnitOfWork, ref: str | None, authority: str | None = None
) -> dict[ItemPlace, list[Revision]]:
    """What was said in each query, oldest first."""
    threads: dict[ItemPlace, list[Revision]] = {}
    for row in said_queries.revisions_of_kind(work, ItemKind.QUERY, authority=authority, ref=ref):
        place = ItemPlace(row.subject_ref, row.reader, row.item_kind, row.item_id)
        threads.setdefault(place, []).append(row)
    return threads


def queries_of(
    threads: Mapping[ItemPlace, Sequence[Revision]], review: Review, sight: Sight
) -> tuple[QueryView, ...]:
    """The queries by subject and item, in the order of the framework, oldest first."""
    words = ItemWords.of(review.framework)
    views = [_view(rows, words, sight) for rows in threads.values()]
    return tuple(
        sorted(
            views,
            key=lambda view: (
                view.subject_ref,
                list(Reader).index(view.reader),
                words.place(view.item_id),
                view.asked.recorded_at,
                view.name,
            ),
        )
    )


def step_of(row: Revision) -> QueryStep:
    """What a revision of a query is."""
    return QueryStep(str(row.value))


def query_item(item_id: str, name: str) -> str:
    """The item that a query is kept as: it names the answer that is asked about."""
    return f"{item_id}{MARK}{name}"


def _view(rows: Sequence[Revision], words: ItemWords, sight: Sight) -> QueryView:
    said = tuple(
        SaidView(step_of(row), blot_out(row.note), given_by(row), row.recorded_at, row.id)
        for row in rows
    )
    asked = next((one for one in said if one.step is QueryStep.ASKED), said[0])
    first = rows[0]
    subject, reader = subject_of(first), Reader(first.reader)
    item_id, _, name = first.item_id.rpartition(MARK)
    return QueryView(
        name=name,
        authority=first.authority,
        subject_ref=first.subject_ref,
        reader=reader,
        inspector=sight.owners.owner(subject.kind, subject.ref, reader),
        item_id=item_id,
        title=words.title(item_id),
        state=query_state(one.step for one in said),
        asked=asked,
        said=(asked, *(one for one in said if one is not asked)),
    )


def ask(  # one parameter an option
    work: UnitOfWork,
    review: Review,
    *,
    ref: str,
    item_id: str,
    text: str,
    reader: Reader | None = None,
) -> QueryView:
    """Ask something about an answer of a record.

    Args:
        reader: In whose record the answer is; the first reader's where nobody is named.

    Raises:
        UnknownSubjectError, NoReaderError: There is no such record.
        NotYourRoleError, ConflictHoldsError, BlindReadError: It is not the actor's to ask.
        BadAnswerError: The item is not asked there, or there is no text.
    """
    check_can(work.actor, Action.ASK, Thing(is_read_by_actor=True))
    record = record_named(work, review, ref, reader or Reader.FIRST)
    sight = Sight.of(work, review, record.subject.authority, for_readers=True)
    sight.check(Action.ASK, record.subject, record.reader)
    check_is_asked(framework_of(work, review, record.subject), record.subject, item_id)
    name = _new_name(work, (ref, record.reader.value, item_id))
    place = query_item(item_id, name)
    _say(work, review, (record.subject, record.reader, place), QueryStep.ASKED, text)
    return _kept(work, review, sight, ref, name)


def _new_name(work: UnitOfWork, where: tuple[str, str, str]) -> str:
    """A name that follows from who asks, when and where, and not from what is asked."""
    before = len(said_queries.revisions_of_kind(work, ItemKind.QUERY, ref=where[0]))
    content = "\n".join((command_origin(work), *where, str(before)))
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def reply(
    work: UnitOfWork, review: Review, *, query: str, text: str, ref: str | None = None
) -> QueryView:
    """Reply to a query about one's own record.

    Args:
        ref: Whose record it has to be about; any where nothing is given.

    Raises:
        NoSuchQueryError, QueryClosedError: There is no such query, or it is closed.
        NotYourRoleError, NotYourCaseError: The record is another inspector's.
        BadAnswerError: There is no text.
    """
    return _go_on(work, review, query, QueryStep.REPLIED, text, ref=ref)


def close(work: UnitOfWork, review: Review, *, query: str, text: str = "") -> QueryView:
    """Close a query that one asked; a lead may close any.

    Raises:
        NoSuchQueryError, QueryClosedError: There is no such query, or it is closed already.
        NotYourRoleError, NotYourCaseError, BlindReadError: Somebody else asked.
    """
    return _go_on(work, review, query, QueryStep.CLOSED, text)


def _go_on(  # one parameter a part of what is said
    work: UnitOfWork,
    review: Review,
    query: str,
    step: QueryStep,
    text: str,
    *,
    ref: str | None = None,
) -> QueryView:
    found = [
        view
        for view in list_queries(work, review, ref)
        if view.name.startswith(query.casefold()) and len(query) >= SHORTEST_NAME
    ]
    if len(found) != 1:
        raise NoSuchQueryError(query)
    view = found[0]
    sight = Sight.of(work, review, view.authority)
    if step is QueryStep.REPLIED:
        sight.check(Action.REPLY, view.subject, view.reader)
    else:
        refusal = sight.refusal(
            Action.CLOSE_QUERY, view.subject, view.reader, owner=view.asked.author
        )
        if refusal is not None:
            raise refusal
    if view.state is QueryState.CLOSED:
        raise QueryClosedError(view.name)
    last = view.said[-1]
    if (last.step, last.author, last.text) == (step, work.actor.id, blot_out(clean_text(text))):
        return view  # a form that was sent twice
    place = query_item(view.item_id, view.name)
    _say(work, review, (view.subject, view.reader, place), step, text)
    return _kept(work, review, sight, view.subject_ref, view.name)


def _say(
    work: UnitOfWork,
    review: Review,
    where: tuple[Subject, Reader, str],
    step: QueryStep,
    text: str,
) -> None:
    if not text.strip() and step is not QueryStep.CLOSED:
        raise BadAnswerError("Say it in words, with --text.")
    subject, reader, item_id = where
    book = RecordBook(work, review, subject.authority, subject.ref)
    standing = book.standing.get(
        ItemPlace(subject.ref, reader.value, ItemKind.QUERY.value, item_id)
    )
    book.settle(
        Edit(
            subject=subject,
            reader=reader,
            kind=ItemKind.QUERY,
            item_id=item_id,
            answer=Answer(step.value, note=clean_text(text)),
            author=work.actor.id,
            base=standing.id if standing is not None else None,
            origin=command_origin(work),
        )
    )
    book.write()
    work.audit("case.query", stream=subject.authority, subject=subject.ref, step=step.value)


def _kept(work: UnitOfWork, review: Review, sight: Sight, ref: str, name: str) -> QueryView:
    views = queries_of(_threads(work, ref), review, sight)
    return next(view for view in views if view.name == name)


def unclosed(
    work: UnitOfWork, review: Review, authority: str, subject: Subject, reader: Reader
) -> tuple[QueryView, ...]:
    """The queries about a record that are not closed, whoever asks."""
    threads = {
        place: rows
        for place, rows in _threads(work, subject.ref, authority).items()
        if place.reader == reader
    }
    if not threads:
        return ()
    views = queries_of(threads, review, Sight.of(work, review, authority))
    return tuple(view for view in views if view.state is not QueryState.CLOSED)


def open_queries_at(work: UnitOfWork, review: Review, authority: str) -> tuple[QueryView, ...]:
    """The queries about an authority's records that wait for a reply, whoever asks."""
    threads = _threads(work, None, authority)
    if not threads:
        return ()
    views = queries_of(threads, review, Sight.of(work, review, authority))
    return tuple(view for view in views if view.state is QueryState.OPEN)
