"""Caseloads: one reader for each case, balanced, siblings together, conflicts respected."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.assignment.caseloads import (
    AssignmentBrokenError,
    NobodyMayReadError,
    NobodyToAssignError,
    balance_caseloads,
    check_caseloads,
)
from inspect_tool.domain.assignment.exchange import save_journeys
from inspect_tool.domain.assignment.types import Block, CaseToAssign, Duty
from tests.domain.assignment.slow_assignment import balance_slowly, save_journeys_slowly


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


def places(duties: tuple[Duty, ...]) -> dict[str, dict[str, int]]:
    """Numbers of cases, by inspector and authority."""
    found: dict[str, dict[str, int]] = {}
    for duty in duties:
        own = found.setdefault(duty.inspector, {})
        own[duty.authority] = own.get(duty.authority, 0) + 1
    return found


def journeys(duties: tuple[Duty, ...]) -> int:
    return len({(duty.inspector, duty.authority) for duty in duties})


def test_the_last_inspector_does_not_get_single_cases_from_everywhere() -> None:
    # Each of `a` to `e` could be filled with ten cases of one authority; the single cases that
    # are over would all go to `f`.
    everything = [case for code in ("ASH", "BRO", "CAR", "DUN", "ELM") for case in cases(code, 12)]
    duties = balance_caseloads(everything, inspectors=list("abcdef"), not_for={})
    assert loads(duties) == dict.fromkeys("abcdef", 10)
    assert max(map(len, places(duties).values())) == 2
    # Loads of ten from authorities of twelve cannot be had with fewer journeys.
    assert journeys(duties) == 10


def blocks_of(**held: str) -> dict[str, list[Block]]:
    """Blocks by inspector: `A2` is a block of two cases at A; every block is different."""
    numbers = count(1)
    return {
        inspector: [
            tuple(CaseToAssign(word[0], f"{next(numbers):03d}") for _ in range(int(word[1])))
            for word in words.split()
        ]
        for inspector, words in held.items()
    }


def words_of(blocks: dict[str, list[Block]]) -> dict[str, str]:
    return {
        inspector: " ".join(sorted(f"{block[0].authority}{len(block)}" for block in own))
        for inspector, own in blocks.items()
    }


def exchanged(kept: dict[str, list[Block]] | None = None, **held: str) -> dict[str, str]:
    blocks = blocks_of(**held)
    save_journeys(blocks, kept or {}, may_read=lambda _inspector, _block: True)
    return words_of(blocks)


def test_two_inspectors_exchange_cases_where_that_saves_a_journey() -> None:
    assert exchanged(a="A1 A1 B1", b="B1 B1 A1") == {"a": "B1 B1 B1", "b": "A1 A1 A1"}


def test_one_who_has_a_case_more_passes_it_on_so_that_the_two_numbers_are_swapped() -> None:
    blocks = blocks_of(a="A1 A1 B1", b="B1 B1")
    save_journeys(blocks, {}, may_read=lambda one, block: (one, block[0].authority) != ("b", "A"))
    assert words_of(blocks) == {"a": "A1 A1", "b": "B1 B1 B1"}


def test_siblings_are_exchanged_together_for_as_many_others() -> None:
    assert exchanged(a="A2 B3", b="A3 B1 B1") == {"a": "B1 B1 B3", "b": "A2 A3"}


def test_blocks_that_do_not_come_to_the_same_number_are_not_exchanged() -> None:
    assert exchanged(a="A2 B3", b="A2 B3") == {"a": "A2 B3", "b": "A2 B3"}


def test_a_journey_that_a_kept_case_needs_anyway_is_not_worth_an_exchange() -> None:
    assert exchanged(a="A1 C1", b="A1 A1 B1") == {"a": "B1 C1", "b": "A1 A1 A1"}
    kept = blocks_of(a="A1")
    assert exchanged(kept, a="A1 C1", b="A1 A1 B1") == {"a": "A1 C1", "b": "A1 A1 B1"}


@pytest.mark.parametrize("barred", ["a", "b"])
def test_what_an_inspector_may_not_read_is_not_exchanged(barred: str) -> None:
    blocks = blocks_of(a="A1 A1 B1", b="B1 B1 A1")
    before = words_of(blocks)
    save_journeys(blocks, {}, may_read=lambda one, _: one != barred)
    assert words_of(blocks) == before


def test_a_reader_never_gets_the_case_again_as_its_second_reader() -> None:
    again = [CaseToAssign("ASH", f"ASH-{n:03d}", first_reader="ab"[n % 2]) for n in range(1, 7)]
    duties = balance_caseloads(again, inspectors=["a", "b"], not_for={})
    first = {case.case_ref: case.first_reader for case in again}
    assert all(duty.inspector != first[duty.case_ref] for duty in duties)
    assert loads(duties) == {"a": 3, "b": 3}


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
        (
            [Duty("ASH", "ASH-003", "a")],
            [CaseToAssign("ASH", "ASH-003", first_reader="a")],
            "a read ASH-003 before",
        ),
    ],
)
def test_the_proof_fails_for_broken_caseloads(
    duties: list[Duty], expected: list[CaseToAssign], sentence: str
) -> None:
    with pytest.raises(AssignmentBrokenError, match=sentence):
        check_caseloads(duties, expected, not_for={"z": ["ASH"]})


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


@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, 12), min_size=1),
    st.integers(2, 5),
    st.sets(st.tuples(st.sampled_from("ab"), st.sampled_from("ABCDEF")), max_size=3),
    st.data(),
)
def test_an_exchange_never_costs_a_journey_or_changes_how_many_cases_there_are(
    sizes: dict[str, int], inspectors: int, barred: set[tuple[str, str]], data: st.DataObject
) -> None:
    names = "abcde"[:inspectors]
    blocks: dict[str, list[Block]] = {name: [] for name in names}
    for code, number in sizes.items():
        for case in cases(code, number):
            blocks[data.draw(st.sampled_from(names))].append((case,))

    def pairs() -> set[tuple[str, str]]:
        return {(name, block[0].authority) for name, own in blocks.items() for block in own}

    def loads_and_cases() -> tuple[list[int], list[CaseToAssign]]:
        held = [case for own in blocks.values() for block in own for case in block]
        return sorted(map(len, blocks.values())), sorted(held)

    before, there = loads_and_cases(), pairs()
    save_journeys(blocks, {}, may_read=lambda one, block: (one, block[0].authority) not in barred)
    assert loads_and_cases() == before
    assert len(pairs()) <= len(there)
    assert (pairs() - there) & barred == set()


CODES = ["ASH", "BRO", "CAR", "DUN", "ELM"]
INSPECTORS = list("abcdef")


@st.composite
def any_review(
    draw: st.DrawFn,
) -> tuple[list[CaseToAssign], dict[str, list[str]], dict[str, str]]:
    """Cases with siblings and earlier readers, conflicts of interest, and readers that stand."""
    everything = []
    for code in draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=5, unique=True)):
        for number in range(1, draw(st.integers(1, 14)) + 1):
            family = draw(st.sampled_from(["", "", "", "f", "g"]))
            before = draw(st.sampled_from(["", "", "", "a", "b", "gone"]))
            everything.append(CaseToAssign(code, f"{code}-{number:03d}", family, before))
    conflicts = st.lists(st.sampled_from(CODES), max_size=3, unique=True)
    not_for = {one: draw(conflicts) for one in INSPECTORS[:-1]}
    standing = draw(
        st.dictionaries(
            st.sampled_from([one.case_ref for one in everything]),
            st.sampled_from(["e", "f", "gone"]),
            max_size=6,
        )
    )
    return everything, not_for, standing


@given(any_review(), st.integers(1, 6))
def test_cases_are_shared_out_exactly_as_by_counting_again_at_every_question(
    review: tuple[list[CaseToAssign], dict[str, list[str]], dict[str, str]], inspectors: int
) -> None:
    everything, not_for, standing = review
    # The last one may read everything, so that nothing is refused.
    names = INSPECTORS[-inspectors:]
    slow = balance_slowly(everything, inspectors=names, not_for=not_for, standing=standing)
    try:
        fast = balance_caseloads(everything, inspectors=names, not_for=not_for, standing=standing)
    except AssignmentBrokenError:
        # A reader that stands may break the rules, whoever shares the other cases out.
        with pytest.raises(AssignmentBrokenError):
            check_caseloads(slow, everything, not_for=not_for)
        return
    assert fast == slow


held = st.lists(st.tuples(st.sampled_from("ABCDEF"), st.integers(1, 3)), max_size=9)


@given(
    st.lists(held, min_size=2, max_size=5),
    st.lists(held, min_size=2, max_size=2),
    st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from("ABCDEF")), max_size=4),
)
def test_the_same_exchanges_are_made_as_by_looking_at_all_pairs_each_time(
    given_out: list[list[tuple[str, int]]],
    staying: list[list[tuple[str, int]]],
    barred: set[tuple[str, str]],
) -> None:
    def words(own: list[tuple[str, int]]) -> str:
        return " ".join(f"{code}{size}" for code, size in own)

    names = "abcde"[: len(given_out)]
    everything = blocks_of(
        **{name: words(own) for name, own in zip(names, given_out, strict=True)},
        **{name: words(own) for name, own in zip("AB", staying, strict=True)},
    )
    kept = {name.lower(): everything.pop(name) for name in "AB"}
    slow = {name: list(own) for name, own in everything.items()}

    def may_read(inspector: str, block: Block) -> bool:
        return (inspector, block[0].authority) not in barred

    save_journeys(everything, kept, may_read=may_read)
    save_journeys_slowly(slow, kept, may_read=may_read)
    assert {name: sorted(own) for name, own in everything.items()} == {
        name: sorted(own) for name, own in slow.items()
    }
