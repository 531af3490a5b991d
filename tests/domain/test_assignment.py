"""Caseloads: one reader for each case, balanced, siblings together, conflicts respected."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_tool.domain.assignment import (
    AssignmentBrokenError,
    CaseToAssign,
    Duty,
    NobodyMayReadError,
    NobodyToAssignError,
    balance_caseloads,
    check_caseloads,
)


def cases(authority: str, number: int, family: str = "") -> list[CaseToAssign]:
    return [
        CaseToAssign(authority, f"{authority}-{one:03d}", family) for one in range(1, number + 1)
    ]


def loads(duties: tuple[Duty, ...]) -> Counter[str]:
    return Counter(duty.inspector for duty in duties)


def test_loads_differ_by_one_at_most() -> None:
    everything = [*cases("ASH", 11), *cases("BRO", 12), *cases("CAR", 8)]
    duties = balance_caseloads(everything, inspectors=["a", "b", "c", "d"], not_for={})
    assert sorted(loads(duties).values()) == [7, 8, 8, 8]


def test_the_last_inspectors_are_not_left_with_less() -> None:
    everything = [case for code in "ABCDEFGHI" for case in cases(code * 3, 11)] + cases("JJJ", 2)
    duties = balance_caseloads(everything, inspectors=list("abcdefghijkl"), not_for={})
    assert sorted(loads(duties).values()) == [8] * 7 + [9] * 5


def test_siblings_have_the_same_reader() -> None:
    family = [CaseToAssign("ASH", "ASH-101", "f"), CaseToAssign("ASH", "ASH-102", "f")]
    duties = balance_caseloads([*cases("ASH", 4), *family], inspectors=["a", "b", "c"], not_for={})
    readers = {duty.inspector for duty in duties if duty.case_ref in {"ASH-101", "ASH-102"}}
    assert len(readers) == 1


def test_nobody_reads_where_they_have_a_conflict_of_interest() -> None:
    everything = [*cases("ASH", 10), *cases("BRO", 10)]
    duties = balance_caseloads(everything, inspectors=["a", "b"], not_for={"a": ["ASH"]})
    assert {duty.authority for duty in duties if duty.inspector == "a"} == {"BRO"}
    assert loads(duties) == {"a": 10, "b": 10}


def test_cases_are_passed_on_where_conflicts_would_leave_loads_uneven() -> None:
    # `a` may read everything and is filled first; `b` may read only the first authority.
    everything = [*cases("ASH", 6), *cases("BRO", 6)]
    duties = balance_caseloads(everything, inspectors=["a", "b"], not_for={"b": ["BRO"]})
    assert loads(duties) == {"a": 6, "b": 6}


def test_cases_are_passed_on_along_a_chain_of_several_inspectors() -> None:
    everything = [*cases("BRO", 5), *cases("ASH", 3), *cases("CAR", 1)]
    not_for = {"a": ["BRO"], "b": ["CAR"], "c": ["ASH", "CAR"]}
    duties = balance_caseloads(everything, inspectors=["a", "b", "c"], not_for=not_for)
    assert loads(duties) == {"a": 3, "b": 3, "c": 3}


def test_a_case_that_fits_nobody_evenly_goes_to_the_least_laden_who_may() -> None:
    duties = balance_caseloads(cases("ASH", 5), inspectors=["a", "b"], not_for={"b": ["ASH"]})
    assert loads(duties) == {"a": 5}


def test_few_inspectors_travel_to_one_authority() -> None:
    everything = [case for code in ("ASH", "BRO", "CAR", "DUN") for case in cases(code, 10)]
    duties = balance_caseloads(everything, inspectors=list("abcd"), not_for={})
    assert len({(duty.inspector, duty.authority) for duty in duties}) <= 7


def test_readers_that_stand_keep_their_cases_and_siblings_join_them() -> None:
    family = [CaseToAssign("ASH", "ASH-101", "f"), CaseToAssign("ASH", "ASH-102", "f")]
    everything = [*cases("ASH", 4), *family]
    duties = balance_caseloads(
        everything, inspectors=["a", "b"], not_for={}, standing={"ASH-101": "b", "ASH-001": "b"}
    )
    reader = {duty.case_ref: duty.inspector for duty in duties}
    assert (reader["ASH-101"], reader["ASH-102"], reader["ASH-001"]) == ("b", "b", "b")
    assert loads(duties) == {"a": 3, "b": 3}


def test_no_inspector_or_none_without_a_conflict_is_refused() -> None:
    with pytest.raises(NobodyToAssignError, match="no inspector"):
        balance_caseloads(cases("ASH", 1), inspectors=[], not_for={})
    with pytest.raises(NobodyMayReadError, match="ASH"):
        balance_caseloads(cases("ASH", 1), inspectors=["a"], not_for={"a": ["ASH"]})


CASE = CaseToAssign("ASH", "ASH-001", "f")
SIBLING = CaseToAssign("ASH", "ASH-002", "f")


@pytest.mark.parametrize(
    ("duties", "expected", "sentence"),
    [
        ([], [CASE], "Not exactly one reader: ASH-001"),
        ([Duty("ASH", "ASH-001", "a"), Duty("ASH", "ASH-001", "b")], [CASE], "Not exactly one"),
        ([Duty("ASH", "ASH-001", "z")], [CASE], "z has a conflict of interest with ASH"),
        (
            [Duty("ASH", "ASH-001", "a"), Duty("ASH", "ASH-002", "b")],
            [CASE, SIBLING],
            "Siblings have different readers",
        ),
    ],
)
def test_the_proof_fails_for_broken_caseloads(
    duties: list[Duty], expected: list[CaseToAssign], sentence: str
) -> None:
    with pytest.raises(AssignmentBrokenError, match=sentence):
        check_caseloads(duties, expected, not_for={"z": ["ASH"]})


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(["ASH", "BRO", "CAR", "DUN"]), st.integers(1, 14), min_size=1),
    st.integers(2, 6),
    st.data(),
)
def test_any_review_without_siblings_is_shared_out_and_proven(
    sizes: dict[str, int], inspectors: int, data: st.DataObject
) -> None:
    everything = [case for code, number in sizes.items() for case in cases(code, number)]
    names = [f"i{one}" for one in range(inspectors)]
    barred = data.draw(st.sampled_from(sorted(sizes)))
    duties = balance_caseloads(everything, inspectors=names, not_for={"i0": [barred]})
    assert len(duties) == len(everything)
    free = [loads(duties)[name] for name in names[1:]]
    assert max(free) - min(free) <= 1
    # The order of the cases does not matter.
    again = balance_caseloads(everything[::-1], inspectors=names, not_for={"i0": [barred]})
    assert duties == again
