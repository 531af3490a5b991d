"""What waits for a lead in the records of a review, counted from its board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.assignment.second_read_numbers import number_of_second_reads
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.queries import QueryState
from inspect_tool.domain.records.records import Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.services.overview.board import Board, BoardRecord, Stage
from inspect_tool.services.records import records
from inspect_tool.services.records.answer_queries import list_queries
from inspect_tool.services.records.crossed import open_conflicts
from inspect_tool.services.records.stray_notes import list_stray_notes
from inspect_tool.store import mishap_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


class WaitsFor(StrEnum):
    """What a lead has to look at."""

    RETURNED = "returned"
    QUERIES_OPEN = "queries open"
    QUERIES_ANSWERED = "queries answered"
    CROSSED = "crossed answers"
    ORPHANS = "reads of people who left"
    STRAY = "stray notes"
    NO_READER = "cases without a reader"
    SECOND_READS = "second reads missing"
    SUBMITTED = "submitted"


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits, and how many of it.

    Args:
        number: How many; never none.
        detail: The person whom it is about, where it is about one.
    """

    kind: WaitsFor
    number: int
    detail: str = ""


@dataclass(frozen=True)
class CrossedPlace:
    """An item whose answers crossed."""

    subject: Subject
    reader: Reader
    item_id: str
    answers: int


def what_waits(work: UnitOfWork, review: Review, board: Board) -> tuple[Waiting, ...]:
    """What a lead looks at first, in the order of urgency; nothing that the actor must not see.

    Args:
        board: The board as the actor sees it.
    """
    if not board.is_drawn:
        return ()
    asked = list_queries(work, review, only_open=True, sight=board.sight)
    queries_in = Counter(query.state for query in asked)
    stray = list_stray_notes(work, review, sight=board.sight)
    number: Mapping[WaitsFor, int] = {
        WaitsFor.RETURNED: board.totals.get(Stage.RETURNED, 0),
        WaitsFor.QUERIES_OPEN: queries_in[QueryState.OPEN],
        WaitsFor.QUERIES_ANSWERED: len(asked) - queries_in[QueryState.OPEN],
        WaitsFor.CROSSED: len(crossed_places(work, review, board)),
        WaitsFor.STRAY: sum(not note.became for note in stray),
        WaitsFor.NO_READER: board.totals.get(Stage.NO_READER, 0),
        WaitsFor.SECOND_READS: _second_reads_missing(work, review, board),
        WaitsFor.SUBMITTED: len(to_agree(board)),
    }
    found = [Waiting(kind, count) for kind, count in number.items() if count]
    found += [
        Waiting(WaitsFor.ORPHANS, count, person)
        for person, count in sorted(reads_left_behind(work, review, board).items())
    ]
    return tuple(sorted(found, key=lambda one: list(WaitsFor).index(one.kind)))


def to_agree(board: Board) -> tuple[BoardRecord, ...]:
    """Submitted records that the actor may agree or return."""
    return tuple(
        record
        for record in board.behind(stages=(Stage.SUBMITTED,))
        if board.sight.refusal(Action.AGREE, record.subject, record.reader) is None
    )


def crossed_places(work: UnitOfWork, review: Review, board: Board) -> tuple[CrossedPlace, ...]:
    """The items whose answers crossed, in records that the actor may see."""
    return tuple(
        CrossedPlace(one.subject, one.reader, one.item_id, len(one.sides))
        for one in open_conflicts(work, review)
        if board.sight.shows(one.subject, one.reader)
    )


def reads_left_behind(work: UnitOfWork, review: Review, board: Board) -> Counter[str]:
    """How many reads that are not complete are with people who are no inspectors any more."""
    known = {inspector.id for inspector in review.plan.inspectors()}
    with_strangers = [
        record
        for record in board.records
        if record.subject.kind is SubjectKind.CASE
        and record.inspector
        and record.inspector not in known
    ]
    codes = sorted({record.subject.authority for record in with_strangers})
    complete = {
        (view.subject, view.reader)
        for code in codes
        for view in records.list_records(work, review, code)
        if view.is_complete
    }
    return Counter(
        record.inspector
        for record in with_strangers
        if (record.subject, record.reader) not in complete
    )


def _second_reads_missing(work: UnitOfWork, review: Review, board: Board) -> int:
    """How many second reads the plan's share comes to beside those that were drawn.

    Everybody is told that: it names no case, and it counts those of every authority.
    """
    extra = mishap_queries.extra_reads(work)
    rows = board.assigned
    drawn = sum(row.reader == Reader.SECOND and row.case_ref not in extra for row in rows)
    first = sum(row.reader == Reader.FIRST for row in rows)
    return max(0, number_of_second_reads(first, review.plan.second_reads.share) - drawn)
