"""Caseloads are evened out after extensions, losses and hand-overs: what nobody began moves."""

from __future__ import annotations

from collections import Counter

import pytest

from inspect_tool.domain.assignment.caseloads import NobodyToAssignError
from inspect_tool.domain.records.records import Reader
from inspect_tool.services.assignment import balance
from inspect_tool.services.assignment.balance import BalanceView
from inspect_tool.services.assignment.caseloads import UnknownInspectorError
from inspect_tool.services.assignment.reading_history import (
    Read,
    ReadingHistory,
    give_to,
)
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.store import hand_over_queries, queries
from inspect_tool.workspace import Workspace
from tests.services.access.shared_review import change_team
from tests.small_review import open_review
from tests.stages import by, dump

ALL = ("ab", "cd", "ef")


def loads(workspace: Workspace, reader: Reader = Reader.FIRST) -> Counter[str]:
    with workspace.reading() as work:
        rows = queries.assignments(work)
    return Counter(row.inspector for row in rows if row.reader == reader)


def heap_up(workspace: Workspace, taker: str) -> list[Read]:
    """Give every first read that somebody may have to one of them."""
    with workspace.work() as work:
        history = ReadingHistory.of(work)
        member = workspace.review.plan.member(taker)
        assert member is not None
        reads = [
            Read(row.authority, row.case_ref, Reader(row.reader))
            for row in queries.assignments(work)
            if row.reader == Reader.FIRST and row.inspector != taker
        ]
        free = [read for read in reads if history.bar(member, read) is None]
        give_to(work, free, inspector=taker, reason="a test")
        work.audit("assign.hand-over", stream="ASH")
    return free


def even_out(workspace: Workspace, *, dry_run: bool = False, **words: object) -> BalanceView:
    with workspace.reading() if dry_run else workspace.work() as work:
        return balance.balance(work, workspace.review, dry_run=dry_run, **words)  # type: ignore[arg-type]


def test_loads_are_as_even_as_they_can_be_and_a_second_time_nothing_moves(
    assigned: Workspace,
) -> None:
    heap_up(assigned, "ab")
    assert max(loads(assigned).values()) > 4
    view = even_out(assigned)
    after = loads(assigned)
    assert max(after[one] for one in ALL) - min(after[one] for one in ALL) <= 1
    told = {one.inspector: one.first_after for one in view.loads}
    assert told == {one: after[one] for one in ALL}
    assert even_out(assigned).moves == ()


def test_the_fewest_cases_move(assigned: Workspace) -> None:
    heap_up(assigned, "ab")
    before = loads(assigned)
    moves = even_out(assigned).moves
    even = -(-sum(before.values()) // len(ALL))
    assert len([one for one in moves if one.reader is Reader.FIRST]) <= before["ab"] - even + 1


def test_a_read_that_was_begun_stays(assigned: Workspace) -> None:
    heap_up(assigned, "ab")
    with assigned.reading() as work:
        own = [row.case_ref for row in queries.assignments(work, "ab") if row.reader == "first"]
    for ref in own:
        with by(assigned, "ab").work() as work:
            answer_item(
                work, assigned.review, ref=ref, item_id="HARM.1.a", given=Given("yes", None, "")
            )
    assert [one for one in even_out(assigned).moves if one.reader is Reader.FIRST] == []


def test_the_same_state_gives_the_same_moves_and_a_dry_run_says_them(assigned: Workspace) -> None:
    heap_up(assigned, "ab")
    before = dump(assigned)
    told = even_out(assigned, dry_run=True)
    assert dump(assigned) == before
    assert told.moves
    assert even_out(assigned).moves == told.moves


def test_each_move_is_kept_with_its_reason(assigned: Workspace) -> None:
    heap_up(assigned, "ab")
    moves = even_out(assigned, reason="after the extension").moves
    with assigned.reading() as work:
        rows = [
            (row.case_ref, row.from_inspector, row.to_inspector)
            for row in hand_over_queries.hand_overs(work)
            if row.reason == "after the extension"
        ]
    assert rows == [(one.case_ref, one.giver, one.taker) for one in moves]


def test_blindness_and_conflicts_hold_for_what_moves(assigned: Workspace) -> None:
    change_team(assigned.folder, "cd", not_for=["ASH"])
    workspace = open_review(assigned.folder, later=True)
    heap_up(workspace, "ab")
    with workspace.reading() as work:
        history = ReadingHistory.of(work)
    moves = even_out(workspace).moves
    assert moves
    for move in moves:
        assert (move.authority, move.taker) != ("ASH", "cd")
        read = Read(move.authority, move.case_ref, move.reader)
        assert move.taker not in history.barred_from(read)


def test_whoever_is_left_out_gets_nothing_and_keeps_what_they_have(assigned: Workspace) -> None:
    heap_up(assigned, "ab")
    before = loads(assigned)
    view = even_out(assigned, without=("cd",))
    assert "cd" not in {one.taker for one in view.moves}
    assert loads(assigned)["cd"] == before["cd"]
    with pytest.raises(UnknownInspectorError, match="zz"):
        even_out(assigned, without=("zz",))
    with pytest.raises(NobodyToAssignError):
        even_out(assigned, without=ALL)
