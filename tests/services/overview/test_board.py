"""The board: what it keeps between two looks, and what waits."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_tool.domain.records.records import Reader
from inspect_tool.services.overview.board import Board, KeptStandings, Stage, board_of
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.overview.waiting import WaitsFor, what_waits
from inspect_tool.services.records import submission
from inspect_tool.services.records.answer_queries import close, list_queries
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.hand_over import HandOverWanted, hand_over
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.services.access.shared_review import CASES, change_team, make_shared_review
from tests.small_review import open_review


@pytest.fixture
def folder(made_once: MadeOnce, tmp_path: Path) -> Path:
    once = made_once.folder("shared", make_shared_review)
    return Path(shutil.copytree(once / "review", tmp_path / "review"))


@pytest.fixture
def opened(folder: Path) -> Iterator[Workspace]:
    workspace = open_review(folder, later=True)
    yield workspace
    workspace.database.close()


def board(workspace: Workspace, kept: KeptStandings) -> Board:
    with workspace.reading() as work:
        return board_of(work, workspace.review, kept)


def submit_own(opened: Workspace) -> None:
    reader = opened.acting_as("ef")
    with opened.acting_as("le").work() as work:
        for query in list_queries(work, opened.review, CASES.own):
            close(work, opened.review, query=query.name)
    with reader.work() as work:
        submission.submit(work, reader.review, ref=CASES.own)


def test_what_is_kept_is_what_would_be_read_anew_after_each_change(opened: Workspace) -> None:
    lead, kept = opened.acting_as("le"), KeptStandings()
    wanted = HandOverWanted(giver="ef", taker="ab", cases=(CASES.own_crossed,))

    def move() -> None:
        with lead.work() as work:
            hand_over(work, lead.review, wanted, reason="away")

    def send_back() -> None:
        with lead.work() as work:
            submission.send_back(work, lead.review, ref=CASES.own, why="too short")

    def submit() -> None:
        submit_own(opened)

    def nothing() -> None:
        pass

    seen = []
    for change in (nothing, submit, send_back, move):
        change()
        assert board(lead, kept).records == board(lead, KeptStandings()).records
        seen.append(board(lead, kept).records)
    assert len(set(seen)) == len(seen)


def test_answers_after_a_record_was_submitted_bring_it_back_into_progress(
    opened: Workspace,
) -> None:
    lead, kept = opened.acting_as("le"), KeptStandings()

    def stage() -> Stage:
        return next(
            one.stage
            for one in board(lead, kept).behind("ASH")
            if (one.subject.ref, one.reader) == (CASES.own, Reader.FIRST)
        )

    submit_own(opened)
    assert stage() is Stage.SUBMITTED
    reader = opened.acting_as("ef")
    with reader.work() as work:
        answer_item(work, reader.review, ref=CASES.own, item_id="HARM.1.b", given=Given("no"))
    assert stage() is Stage.IN_PROGRESS
    with lead.reading() as work:
        states = status_of(work, lead.review).states
    totals = board(lead, kept).totals
    assert {state.value: number for state, number in states.items()} == {
        one.value: number for one, number in totals.items() if one is not Stage.NO_READER
    }


def test_what_waits_is_counted_by_kind_and_reads_of_who_left_by_person(
    opened: Workspace, folder: Path
) -> None:
    lead = opened.acting_as("le")
    with lead.reading() as work:
        found = what_waits(work, lead.review, board_of(work, lead.review, KeptStandings()))
    numbers = {one.kind: one.number for one in found}
    assert numbers[WaitsFor.CROSSED] == 4
    assert numbers[WaitsFor.QUERIES_OPEN] == 8
    assert [one.kind for one in found] == sorted(
        (one.kind for one in found), key=list(WaitsFor).index
    )
    change_team(folder, "ef", roles=["writer"])
    left = open_review(folder, later=True).acting_as("le")
    with left.reading() as work:
        found = what_waits(work, left.review, board_of(work, left.review, KeptStandings()))
    assert [(one.detail, one.number) for one in found if one.kind is WaitsFor.ORPHANS] == [
        ("ef", 2)
    ]
    left.database.close()
