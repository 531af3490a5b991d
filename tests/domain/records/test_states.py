"""The states of a record: what moves it, what it is after an answer, and its picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.records.states import (
    KEPT_MOVES,
    TRANSITIONS,
    Mark,
    Move,
    RecordState,
    after,
    diagram,
    state_of,
)

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "states.md"


def state(mark: Mark | None, covers: str = "a", *, is_counted: bool = False) -> RecordState:
    return state_of(mark, covers=covers, is_started=True, is_counted=is_counted)


def test_the_page_draws_the_table() -> None:
    assert f"```mermaid\n{diagram()}```\n" in PAGE.read_text(encoding="utf-8")


def test_every_move_has_one_row_and_every_state_but_the_first_is_reached() -> None:
    assert sorted(row.move for row in TRANSITIONS) == sorted(Move)
    reached = {row.after for row in TRANSITIONS}
    assert reached == set(RecordState) - {RecordState.NOT_STARTED}


def test_a_record_that_nobody_moved_is_as_far_as_its_answers() -> None:
    assert state_of(None, covers="", is_started=False, is_counted=False) == "not started"
    assert state_of(None, covers="a", is_started=True, is_counted=True) == "in progress"


@pytest.mark.parametrize(
    ("move", "now", "answered_since"),
    [
        (Move.SUBMIT, RecordState.SUBMITTED, RecordState.IN_PROGRESS),
        (Move.AGREE, RecordState.AGREED, RecordState.IN_PROGRESS),
        (Move.RETURN, RecordState.RETURNED, RecordState.RETURNED),
    ],
)
def test_an_answer_takes_a_record_back_to_its_inspector(
    move: Move, now: RecordState, answered_since: RecordState
) -> None:
    mark = Mark(move, "a")
    assert state(mark) is now
    assert state(mark, "b") is answered_since


def test_only_an_agreed_record_is_frozen_by_a_snapshot_and_an_answer_thaws_it() -> None:
    frozen = {move for move in KEPT_MOVES if state(Mark(move, "a"), is_counted=True) == "frozen"}
    assert frozen == {Move.AGREE}
    assert state(Mark(Move.AGREE, "a"), "b", is_counted=True) is RecordState.IN_PROGRESS


def test_a_move_from_where_it_is_not_possible_leads_nowhere() -> None:
    assert after(RecordState.IN_PROGRESS, Move.AGREE) is RecordState.IN_PROGRESS
    assert after(RecordState.SUBMITTED, Move.AGREE) is RecordState.AGREED


@pytest.mark.parametrize("move", KEPT_MOVES)
def test_a_kept_move_is_read_as_it_was_written(move: Move) -> None:
    assert Mark.read(Mark(move, "0f", 3).written) == Mark(move, "0f", 3)


def test_each_move_says_whose_it_is() -> None:
    assert {row.move: row.who for row in TRANSITIONS} == {
        Move.ANSWER: "its inspector or a lead",
        Move.SUBMIT: "its inspector or a lead",
        Move.RETURN: "a lead",
        Move.AGREE: "a lead",
        Move.COUNT: "a lead or report writer",
    }
