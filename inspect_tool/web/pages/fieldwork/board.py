"""The board: every authority by stage, what waits for a lead, and the records behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.services.overview.board import Board, KeptStandings, Stage, board_of
from inspect_tool.services.overview.waiting import (
    Waiting,
    WaitsFor,
    crossed_places,
    to_agree,
    what_waits,
)
from inspect_tool.web.pages.fieldwork.stray_notes import notes_page
from inspect_tool.web.rendering import count_words, page
from inspect_tool.web.visits import Visiting

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter()
KEPT = KeptStandings()
WIDTH = 1_000  # of a bar, in its own units; the page gives it the room that there is
AT = {
    WaitsFor.RETURNED: "/fieldwork/records?stage=returned",
    WaitsFor.QUERIES_OPEN: "/fieldwork/queries",
    WaitsFor.QUERIES_ANSWERED: "/fieldwork/queries",
    WaitsFor.CROSSED: "/fieldwork/crossed",
    WaitsFor.STRAY: "/fieldwork/stray-notes",
    WaitsFor.NO_READER: "/fieldwork/caseloads",
    WaitsFor.SECOND_READS: "/fieldwork/caseloads/second-reads",
    WaitsFor.SUBMITTED: "/fieldwork/to-agree",
}
SHORT = {stage: stage.value.replace(" ", "-") for stage in Stage}
STAGES = {short: stage for stage, short in SHORT.items()}
Code = Annotated[str, Query(alias="authority", max_length=40)]
StageName = Annotated[str, Query(alias="stage", max_length=40)]


@dataclass(frozen=True)
class Slice:
    """A part of a bar.

    Args:
        start, width: In thousandths of the longest bar.
    """

    stage: Stage
    number: int
    start: float
    width: float


@dataclass(frozen=True)
class WaitingLine:
    """What waits, as a link says it."""

    words: str
    address: str


def slices(counts: Mapping[Stage, int], longest: int) -> list[Slice]:
    """A bar of the numbers at each stage, whose length says how many there are."""
    found, start = [], 0.0
    for stage in Stage:
        number = counts.get(stage, 0)
        if number:
            width = WIDTH * number / longest
            found.append(Slice(stage, number, round(start, 1), round(width, 1)))
            start += width
    return found


def waiting_line(one: Waiting) -> WaitingLine:
    """A sentence on what waits, and where one does something about it."""
    if one.kind is WaitsFor.ORPHANS:
        words = count_words(one.number, "read is", "reads are")
        return WaitingLine(
            f"{words} with {one.detail}, who is no longer an inspector of the plan",
            f"/fieldwork/caseloads/hand-over?from={one.detail}",
        )
    singular, plural = WORDS[one.kind]
    return WaitingLine(count_words(one.number, singular, plural), AT[one.kind])


WORDS = {
    WaitsFor.RETURNED: (
        "record was returned and waits for its inspector",
        "records were returned and wait for their inspectors",
    ),
    WaitsFor.QUERIES_OPEN: ("query waits for a reply", "queries wait for a reply"),
    WaitsFor.QUERIES_ANSWERED: (
        "query has a reply and waits to be closed",
        "queries have a reply and wait to be closed",
    ),
    WaitsFor.CROSSED: (
        "answer crossed and waits to be settled",
        "answers crossed and wait to be settled",
    ),
    WaitsFor.STRAY: (
        "note stands where no answer is read",
        "notes stand where no answer is read",
    ),
    WaitsFor.NO_READER: ("case has no reader yet", "cases have no reader yet"),
    WaitsFor.SECOND_READS: (
        "second read is missing to the plan's share",
        "second reads are missing to the plan's share",
    ),
    WaitsFor.SUBMITTED: (
        "submitted record waits to be agreed or returned",
        "submitted records wait to be agreed or returned",
    ),
}


@router.get("/fieldwork")
def board(visit: Visiting) -> Response:
    """Every authority by stage, with what waits first."""
    with visit.reading() as work:
        found = board_of(work, visit.review, KEPT)
        waiting = what_waits(work, visit.review, found)
    stages = [stage for stage in Stage if found.totals.get(stage)]
    longest = max((row.total for row in found.rows), default=0) or 1
    context = {
        "board": found,
        "total": len(found.records),
        "stages": stages,
        "short": SHORT,
        "order": {stage: place for place, stage in enumerate(Stage)},
        "all_bar": slices(found.totals, len(found.records) or 1),
        "bars": {row.authority: slices(row.counts, longest) for row in found.rows},
        "waiting": [waiting_line(one) for one in waiting],
        "width": WIDTH,
    }
    return page(visit, "fieldwork/board.html", context)


@router.get("/fieldwork/records")
def records_behind(visit: Visiting, code: Code = "", stage: StageName = "") -> Response:
    """The records that a number of the board counts."""
    wanted = STAGES.get(stage)
    authority = visit.review.plan.authority(code) if code else None
    with visit.reading() as work:
        found = board_of(work, visit.review, KEPT)
    is_known = (not code or authority is not None) and (not stage or wanted is not None)
    listed = found.behind(code or None, (wanted,) if wanted else ()) if is_known else ()
    context = {
        "records": listed,
        "authority": authority,
        "stage": wanted,
        "unseen": Stage.UNSEEN,
        "no_reader": Stage.NO_READER,
    }
    return page(visit, "fieldwork/records.html", context)


@router.get("/fieldwork/to-agree")
def waiting_to_be_agreed(visit: Visiting) -> Response:
    """Submitted records that whoever comes may agree or return."""
    with visit.reading() as work:
        listed = to_agree(board_of(work, visit.review, KEPT))
    return page(visit, "fieldwork/to_agree.html", {"records": listed})


@router.get("/fieldwork/crossed")
def crossed(visit: Visiting) -> Response:
    """Answers that were given without sight of each other, and that nobody has settled."""
    with visit.reading() as work:
        found = board_of(work, visit.review, KEPT)
        places = crossed_places(work, visit.review, found)
    return page(visit, "fieldwork/crossed.html", {"places": places, "own": _own(found)})


def _own(found: Board) -> frozenset[tuple[Any, Any]]:
    """Records whose page shows the versions of their answers to whoever comes.

    A lead's page of a case is its first read, or their own.
    """
    return frozenset(
        (record.subject, record.reader)
        for record in found.records
        if record.reader.value == "first" or record.inspector == found.sight.actor.id
    )


@router.get("/fieldwork/stray-notes")
def stray(visit: Visiting) -> Response:
    """Words of returned workbooks that stand where no answer is read."""
    check_can(visit.actor, Action.SEE_CASELOADS)
    return notes_page(visit)
