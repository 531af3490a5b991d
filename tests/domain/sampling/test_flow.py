"""The flow reconciles, whatever is lost in whatever order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.sampling.flow import (
    AuthorityFlow,
    RankedUnit,
    ReadCases,
    active_cases,
    authority_flow,
    disagreements,
    total_flow,
)

NOBODY = ReadCases(frozenset(), frozenset(), frozenset(), frozenset())


def ranked(stratum: str, number: int, lost: dict[int, str] | None = None) -> list[RankedUnit]:
    return [
        RankedUnit(stratum, f"{stratum}-{rank}", rank, (lost or {}).get(rank, ""))
        for rank in range(1, number + 1)
    ]


def flow_of(
    units: list[RankedUnit], sizes: dict[str, int], read: ReadCases = NOBODY
) -> AuthorityFlow:
    return authority_flow("ASH", frame_and_eligible=(50, 40), units=units, sizes=sizes, read=read)


def test_a_lost_case_is_replaced_by_the_next_reserve() -> None:
    units = ranked("A", 6, {2: "moved_away"})
    assert [one.rank for one in active_cases(units, {"A": 3})] == [1, 3, 4]
    flow = flow_of(units, {"A": 3})
    assert (flow.drawn, flow.lost, flow.replaced, flow.active) == (3, {"moved_away": 1}, 1, 3)


def test_a_reserve_that_is_lost_in_its_turn_is_counted_as_lost_and_as_a_replacement() -> None:
    flow = flow_of(ranked("A", 6, {1: "moved_away", 4: "not_open"}), {"A": 3})
    assert (sum(flow.lost.values()), flow.replaced, flow.active) == (2, 2, 3)
    assert disagreements(flow) == ()


def test_reserves_that_nobody_called_upon_do_not_count() -> None:
    flow = flow_of(ranked("A", 6, {6: "not_open"}), {"A": 3})
    assert (flow.lost, flow.replaced) == ({}, 0)


def test_a_stratum_whose_reserves_run_out_has_fewer_cases_and_still_reconciles() -> None:
    flow = flow_of(ranked("A", 4, {1: "not_open", 2: "not_open", 4: "moved_away"}), {"A": 3})
    assert flow.active == 1
    assert disagreements(flow) == ()


def test_a_purposive_case_is_read_and_never_drawn() -> None:
    units = [*ranked("A", 3), RankedUnit("A", "A-by-hand", 0)]
    flow = flow_of(units, {"A": 2})
    assert (flow.drawn, flow.purposive, flow.active) == (2, 1, 3)


def test_reads_are_counted_once_and_decisions_only_where_there_are_two_reads() -> None:
    read = ReadCases(
        first=frozenset({"A-1", "A-2"}),
        second=frozenset({"A-2", "A-9"}),
        adjudicated=frozenset({"A-2"}),
        counted=frozenset({"A-1", "A-2"}),
    )
    flow = flow_of(ranked("A", 3), {"A": 3}, read)
    assert (flow.read, flow.read_twice, flow.adjudicated, flow.counted) == (2, 1, 1, 2)


def test_the_total_adds_up_the_authorities() -> None:
    one = flow_of(ranked("A", 6, {1: "not_open"}), {"A": 3})
    two = flow_of(ranked("A", 6, {1: "not_open", 2: "moved_away"}), {"A": 3})
    total = total_flow([one, two])
    assert (total.authority, total.drawn, total.replaced) == ("all", 6, 3)
    assert total.lost == {"moved_away": 1, "not_open": 2}
    assert disagreements(total) == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"eligible": 51}, "51 eligible of 50 on the frame"),
        ({"drawn": 41}, "41 drawn of 40 eligible"),
        ({"replaced": 2}, "2 replaced of 1 lost"),
        ({"active": 4}, "3 drawn − 1 lost + 1 replaced + 0 purposive = 3, but 4 cases to read"),
        ({"read": 4, "counted": 4}, "4 read of 3 cases to read"),
        ({"read_twice": 1}, "1 read twice of 0 read"),
        ({"adjudicated": 1}, "1 adjudicated of 0 read twice"),
        ({"counted": 1}, "1 counted of 0 read"),
    ],
)
def test_what_does_not_reconcile_is_said_with_its_numbers(
    change: dict[str, int], sentence: str
) -> None:
    sound = flow_of(ranked("A", 6, {1: "not_open"}), {"A": 3})
    assert disagreements(sound) == ()
    assert any(sentence in line for line in disagreements(replace(sound, **change)))  # type: ignore[arg-type]


@given(
    st.dictionaries(st.integers(1, 12), st.sampled_from(["not_open", "moved_away"])),
    st.integers(1, 8),
)
def test_any_set_of_losses_reconciles(lost: dict[int, str], size: int) -> None:
    assert disagreements(flow_of(ranked("A", 12, lost), {"A": size})) == ()
