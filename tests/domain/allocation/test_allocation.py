"""Allocation: the independent answers, whole cases inside every bound, and why not where not."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inspect_tool.domain.allocation.comparison import NO_SHARES, compare_designs
from inspect_tool.domain.allocation.methods import (
    allocate,
    allocate_plan,
    allocation_targets,
    expected_shares,
    extension_by_stratum,
)
from inspect_tool.domain.allocation.precision import expected_interval
from inspect_tool.domain.allocation.solve import InfeasibleAllocationError
from inspect_tool.domain.allocation.types import (
    AllocationDesign,
    AllocationInputError,
    AllocationMethod,
    ExtensionTooLargeError,
    GroupBounds,
)
from inspect_tool.domain.plan.plan import Sample

ORACLES = Path(__file__).parents[2] / "data" / "oracles"
EXPECTED: Any = json.loads((ORACLES / "o14_allocation.expected.json").read_text())
with (ORACLES / "o14_allocation.csv").open(newline="") as _file:
    ROWS = list(csv.DictReader(_file))
SIZES = {row["stratum"]: int(row["N_h"]) for row in ROWS}
SPREAD = {row["stratum"]: float(row["S_h"]) for row in ROWS}

PROPORTIONAL, EQUAL = AllocationMethod.PROPORTIONAL, AllocationMethod.EQUAL
NEYMAN, POWER = AllocationMethod.NEYMAN, AllocationMethod.POWER
HALF_MEANS = {stratum: spread / 0.5 for stratum, spread in SPREAD.items()}
DESIGNS = {
    "proportional": AllocationDesign(PROPORTIONAL, minimum=0),
    "equal": AllocationDesign(EQUAL, minimum=0),
    "neyman": AllocationDesign(NEYMAN, spread=SPREAD, minimum=0),
    "power_q0": AllocationDesign(POWER, exponent=0, minimum=0),
    "power_q0.25": AllocationDesign(POWER, exponent=0.25, minimum=0),
    "power_q0.5": AllocationDesign(POWER, exponent=0.5, minimum=0),
    "power_q1": AllocationDesign(POWER, exponent=1, minimum=0),
    "bankier_q0.5_cv": AllocationDesign(POWER, exponent=0.5, spread=HALF_MEANS, minimum=0),
    "proportional_min12": AllocationDesign(PROPORTIONAL, minimum=12),
    "proportional_min12_max60": AllocationDesign(PROPORTIONAL, minimum=12, maximum=60),
    "neyman_min12_capN": AllocationDesign(NEYMAN, spread=SPREAD, minimum=12),
}


@pytest.mark.parametrize("name", EXPECTED["allocations"])
def test_allocations_are_those_of_the_independent_program(name: str) -> None:
    answer = EXPECTED["allocations"][name]
    sizes = allocate(SIZES, total=EXPECTED["n_total"], design=DESIGNS[name])
    assert list(sizes.values()) == answer["n_h"]
    targets = allocation_targets(SIZES, total=EXPECTED["n_total"], design=DESIGNS[name])
    assert [float(one) for one in targets.values()] == pytest.approx(answer["target"], abs=1e-10)


# ------------------------------------------------------------------ properties


@st.composite
def problems(draw: st.DrawFn) -> tuple[dict[str, int], AllocationDesign, int]:
    names = [f"A{number}/{kind}" for number in range(3) for kind in ("x", "y", "z")]
    strata = {name: draw(st.integers(1, 60)) for name in names}
    groups = GroupBounds(
        "authority",
        {name: name[:2] for name in names},
        minimum=draw(st.integers(0, 25)),
        maximum=draw(st.one_of(st.none(), st.integers(0, 60))),
    )
    design = AllocationDesign(
        draw(st.sampled_from([EQUAL, PROPORTIONAL, NEYMAN, POWER])),
        exponent=draw(st.sampled_from([0, 0.5, 0.7, 1])),
        spread={name: draw(st.floats(0, 1)) for name in names},
        minimum=draw(st.integers(0, 5)),
        maximum=draw(st.one_of(st.none(), st.integers(1, 30))),
        groups=(groups,),
    )
    return strata, design, draw(st.integers(1, 150))


def bounds_hold(
    sizes: Mapping[str, int], strata: Mapping[str, int], design: AllocationDesign
) -> bool:
    """Whether every floor and cap is kept, written without the code under test."""
    for name, population in strata.items():
        cap = population if design.maximum is None else min(population, design.maximum)
        if not min(design.minimum, population) <= sizes[name] <= cap:
            return False
    for bounds in design.groups:
        for group in set(bounds.group_of.values()):
            own = [name for name, one in bounds.group_of.items() if one == group]
            given = sum(sizes[name] for name in own)
            if given < min(bounds.minimum, sum(strata[name] for name in own)):
                return False
            if bounds.maximum is not None and given > bounds.maximum:
                return False
    return True


@given(problems())
def test_the_total_is_exact_and_no_bound_is_broken(
    problem: tuple[dict[str, int], AllocationDesign, int],
) -> None:
    strata, design, total = problem
    try:
        sizes = allocate(strata, total=total, design=design)
    except InfeasibleAllocationError:
        return  # that it is right to refuse is tested below
    assert sum(sizes.values()) == total
    assert bounds_hold(sizes, strata, design)
    targets = allocation_targets(strata, total=total, design=design)
    assert sum(targets.values()) == total
    assert all(abs(sizes[name] - targets[name]) < 1 for name in strata)


@given(problems(), st.data())
def test_what_is_refused_cannot_be_done(
    problem: tuple[dict[str, int], AllocationDesign, int], data: st.DataObject
) -> None:
    # Two strata are few enough to try every allocation there is.
    strata, design, total = problem
    few = {name: min(strata[name], 8) for name in ("A0/x", "A0/y")}
    bounds = design.groups[0]
    small = AllocationDesign(
        design.method,
        exponent=design.exponent,
        spread=design.spread,
        minimum=design.minimum,
        maximum=design.maximum,
        groups=(
            GroupBounds("authority", dict.fromkeys(few, "A0"), bounds.minimum, bounds.maximum),
        ),
    )
    total = data.draw(st.integers(1, 16))
    ranges = [range(population + 1) for population in few.values()]
    possible = [
        pair
        for pair in itertools.product(*ranges)
        if sum(pair) == total and bounds_hold(dict(zip(few, pair, strict=True)), few, small)
    ]
    try:
        sizes = allocate(few, total=total, design=small)
    except InfeasibleAllocationError:
        assert not possible
        return
    assert tuple(sizes.values()) in possible


@given(problems())
def test_more_cases_take_none_away_from_any_exact_share(
    problem: tuple[dict[str, int], AllocationDesign, int],
) -> None:
    strata, design, total = problem
    try:
        less = allocation_targets(strata, total=total, design=design)
        more = allocation_targets(strata, total=total + 1, design=design)
    except InfeasibleAllocationError:
        assume(False)
    assert all(less[name] <= more[name] for name in strata)


def test_ties_go_to_the_earlier_stratum() -> None:
    strata = {"b": 10, "a": 10, "c": 10}
    assert allocate(strata, total=5, design=DESIGNS["equal"]) == {"b": 2, "a": 2, "c": 1}


def test_shares_outside_groups_are_proportional_and_inside_them_too() -> None:
    # Authority A is lifted to its floor; inside it, and in B, size still decides.
    strata = {"A/x": 30, "A/y": 10, "B/x": 300, "B/y": 100}
    groups = GroupBounds("authority", {name: name[0] for name in strata}, minimum=20)
    design = AllocationDesign(PROPORTIONAL, minimum=0, groups=(groups,))
    targets = allocation_targets(strata, total=60, design=design)
    assert targets == {"A/x": 15, "A/y": 5, "B/x": 30, "B/y": 10}


def test_strata_in_no_group_keep_their_own_bounds() -> None:
    groups = GroupBounds("authority", {"A": "A"}, maximum=3)
    design = AllocationDesign(EQUAL, minimum=0, groups=(groups,))
    assert allocate({"A": 10, "B": 10}, total=9, design=design) == {"A": 3, "B": 6}


def test_a_group_with_fewer_cases_than_its_floor_is_taken_whole() -> None:
    groups = GroupBounds("authority", {"A": "A", "B": "B"}, minimum=11)
    design = AllocationDesign(PROPORTIONAL, groups=(groups,))
    assert allocate({"A": 7, "B": 70}, total=20, design=design) == {"A": 7, "B": 13}


def test_a_stratum_without_spread_comes_last() -> None:
    strata = {"a": 10, "b": 10, "c": 10}
    design = AllocationDesign(NEYMAN, spread={"a": 0.5, "b": 0.0, "c": 0.0}, minimum=0)
    assert allocate(strata, total=10, design=design) == {"a": 10, "b": 0, "c": 0}
    assert allocate(strata, total=13, design=design) == {"a": 10, "b": 2, "c": 1}
    nothing = AllocationDesign(NEYMAN, spread=dict.fromkeys(strata, 0.0), minimum=0)
    assert allocate(strata, total=6, design=nothing) == {"a": 2, "b": 2, "c": 2}


# ------------------------------------------------------------------ what cannot be

TWO = {"A/x": 5, "B/x": 9}
BY_AUTHORITY = {"A/x": "A", "B/x": "B"}


@pytest.mark.parametrize(
    ("design", "total", "words", "by"),
    [
        (AllocationDesign(EQUAL, minimum=4), 7, "minimums add up to 8, 1 more than the 7", 1),
        (AllocationDesign(EQUAL), 15, "the strata can give 14, 1 fewer than the 15", 1),
        (AllocationDesign(EQUAL, maximum=6), 12, "can give 11, 1 fewer", 1),
        (
            AllocationDesign(EQUAL, minimum=4, maximum=3),
            6,
            "at least 4 and can give at most 3, 1",
            1,
        ),
        (
            AllocationDesign(EQUAL, groups=(GroupBounds("authority", BY_AUTHORITY, maximum=1),)),
            6,
            "authority A can give at most 1, and the minimums of its 1 strata add up to 2, 1 more",
            1,
        ),
        (
            AllocationDesign(
                EQUAL, maximum=4, groups=(GroupBounds("authority", BY_AUTHORITY, minimum=7),)
            ),
            8,
            "authority A must give at least 5, and its 1 strata can give 4, 1 fewer",
            1,
        ),
        (
            AllocationDesign(
                EQUAL, groups=(GroupBounds("authority", BY_AUTHORITY, minimum=5, maximum=4),)
            ),
            8,
            "authority A must give at least 5 and at most 4",
            1,
        ),
        (
            AllocationDesign(EQUAL, groups=(GroupBounds("authority", BY_AUTHORITY, minimum=5),)),
            9,
            "minimums add up to 10, 1 more than the 9",
            1,
        ),
    ],
)
def test_bounds_that_contradict_each_other_are_explained(
    design: AllocationDesign, total: int, words: str, by: int
) -> None:
    with pytest.raises(InfeasibleAllocationError, match=words) as caught:
        allocate(TWO, total=total, design=design)
    assert caught.value.by == by


@pytest.mark.parametrize(
    ("strata", "total", "design", "words"),
    [
        ({}, 5, AllocationDesign(EQUAL), "no strata"),
        ({"a": 3, "b": 0}, 2, AllocationDesign(EQUAL), "Stratum b has no cases"),
        ({"a": 3}, 0, AllocationDesign(EQUAL), "sample of 0 cases"),
        ({"a": 3}, 2, AllocationDesign(POWER, exponent=1.5), "exponent is 1.5"),
        ({"a": 3}, 2, AllocationDesign(NEYMAN), "needs the spread S_h of stratum a"),
        ({"a": 3}, 2, AllocationDesign(NEYMAN, spread={"a": float("nan")}), "Stratum a: a spread"),
        ({"a": 3}, 2, AllocationDesign(NEYMAN, spread={"a": -0.1}), "Stratum a: a spread"),
        (
            {"a": 3},
            2,
            AllocationDesign(EQUAL, groups=(GroupBounds("k", {"a": "a"}, 1),) * 3),
            "two kinds of groups",
        ),
        (
            {"a": 3},
            2,
            AllocationDesign(AllocationMethod.EXPLICIT, explicit={"b": 2}),
            "names b, which is not a stratum",
        ),
    ],
)
def test_input_that_makes_no_sense_is_refused(
    strata: dict[str, int], total: int, design: AllocationDesign, words: str
) -> None:
    with pytest.raises(AllocationInputError, match=words):
        allocate(strata, total=total, design=design)


# ------------------------------------------------------------------ explicit


def explicit(sizes: dict[str, int], **options: Any) -> AllocationDesign:
    return AllocationDesign(AllocationMethod.EXPLICIT, explicit=sizes, **options)


def test_an_explicit_allocation_is_taken_as_it_is() -> None:
    design = explicit({"A/x": 2, "B/x": 7})
    assert allocate(TWO, total=9, design=design) == {"A/x": 2, "B/x": 7}


@pytest.mark.parametrize(
    ("design", "total", "words"),
    [
        (explicit({"A/x": 2, "B/x": 6}), 9, "the strata can give 8, 1 fewer than the 9"),
        (explicit({"A/x": 2, "B/x": 8}), 9, "add up to 10, 1 more than the 9"),
        (explicit({"A/x": 1, "B/x": 8}), 9, "stratum A/x is listed with 1 and must give 2 to 5"),
        (explicit({"A/x": 6, "B/x": 3}), 9, "stratum A/x is listed with 6 and must give 2 to 5"),
        (explicit({"B/x": 9}), 9, "stratum A/x is listed with 0"),
        (
            explicit(
                {"A/x": 2, "B/x": 7}, groups=(GroupBounds("authority", BY_AUTHORITY, minimum=3),)
            ),
            9,
            "authority A must give at least 3, and its 1 strata can give 2, 1 fewer",
        ),
    ],
)
def test_an_explicit_allocation_is_never_changed_silently(
    design: AllocationDesign, total: int, words: str
) -> None:
    with pytest.raises(InfeasibleAllocationError, match=words):
        allocate(TWO, total=total, design=design)


# ------------------------------------------------------------------ two kinds of groups

CROSSING = {
    f"{a}/{t}": n
    for (a, t), n in zip(itertools.product("ABC", "xyz"), range(4, 40, 4), strict=True)
}


def crossing_design(
    of_authority: tuple[int, int | None], of_type: tuple[int, int | None]
) -> AllocationDesign:
    return AllocationDesign(
        POWER,
        minimum=1,
        groups=(
            GroupBounds("authority", {name: name[0] for name in CROSSING}, *of_authority),
            GroupBounds("case type", {name: name[2] for name in CROSSING}, *of_type),
        ),
    )


@given(
    st.tuples(st.integers(0, 14), st.integers(4, 20)),
    st.tuples(st.integers(0, 14), st.integers(4, 20)),
    st.integers(9, 60),
)
def test_crossing_bounds_are_kept_in_whole_cases(
    of_authority: tuple[int, int], of_type: tuple[int, int], total: int
) -> None:
    design = crossing_design(of_authority, of_type)
    try:
        sizes = allocate(CROSSING, total=total, design=design)
    except InfeasibleAllocationError:
        return
    assert sum(sizes.values()) == total
    assert bounds_hold(sizes, CROSSING, design)


def test_crossing_groups_that_do_not_bind_change_little() -> None:
    free = allocation_targets(CROSSING, total=40, design=AllocationDesign(POWER, minimum=1))
    sizes = allocate(CROSSING, total=40, design=crossing_design((1, None), (1, None)))
    assert all(abs(sizes[name] - free[name]) < 1 for name in CROSSING)


def test_the_nearest_of_all_crossing_allocations_is_found() -> None:
    # Small enough to try all: 2 by 2 strata, each margin with a floor.
    strata = {"A/x": 4, "A/y": 9, "B/x": 9, "B/y": 25}
    groups = (
        GroupBounds("authority", {name: name[0] for name in strata}, 6),
        GroupBounds("case type", {name: name[2] for name in strata}, 7),
    )
    design = AllocationDesign(POWER, minimum=1, groups=groups)
    free = allocation_targets(strata, total=14, design=AllocationDesign(POWER, minimum=1))
    weights = {name: Fraction(population) ** Fraction(1, 2) for name, population in strata.items()}

    def distance(sizes: Mapping[str, int]) -> float:
        return sum(float(sizes[name] - free[name]) ** 2 / float(weights[name]) for name in strata)

    possible = [
        dict(zip(strata, counts, strict=True))
        for counts in itertools.product(*(range(population + 1) for population in strata.values()))
        if sum(counts) == 14
    ]
    best = min(distance(one) for one in possible if bounds_hold(one, strata, design))
    assert distance(allocate(strata, total=14, design=design)) == pytest.approx(best)


def test_far_bounds_are_reached_beyond_the_first_window() -> None:
    # A/x has next to no share of its own, but its authority's floor takes 96 cases of it.
    strata = {"A/x": 1000, "A/y": 4, "B/x": 1000, "B/y": 1000}
    groups = (
        GroupBounds("authority", {name: name[0] for name in strata}, 100),
        GroupBounds("case type", {name: name[2] for name in strata}, 150),
    )
    spread = {"A/x": 0.0001, "A/y": 1, "B/x": 1, "B/y": 1}
    design = AllocationDesign(NEYMAN, spread=spread, minimum=0, groups=groups)
    assert allocate(strata, total=400, design=design) == {
        "A/x": 96,
        "A/y": 4,
        "B/x": 150,
        "B/y": 150,
    }


NESTED = {"A/x": 9, "B/x": 9, "C/y": 9}


@pytest.mark.parametrize(
    ("of_authority", "of_type", "by"), [((4, None), (0, 6), 2), ((0, 5), (6, None), 1)]
)
def test_crossing_bounds_that_cannot_be_kept_are_named(
    of_authority: tuple[int, int | None], of_type: tuple[int, int | None], by: int
) -> None:
    groups = (
        GroupBounds("authority", {name: name[0] for name in NESTED}, *of_authority),
        GroupBounds("case type", {name: name[2] for name in NESTED}, *of_type),
    )
    design = AllocationDesign(EQUAL, minimum=0, groups=groups)
    with pytest.raises(
        InfeasibleAllocationError, match="bounds cannot all be kept; the m"
    ) as caught:
        allocate(NESTED, total=12, design=design)
    assert caught.value.by == by


def test_strata_bounds_are_looked_at_before_crossing_groups() -> None:
    with pytest.raises(InfeasibleAllocationError, match="the strata can give 180"):
        allocate(CROSSING, total=181, design=crossing_design((1, None), (1, None)))


# ------------------------------------------------------------------ the plan, extension

PLAN_SIZES = {
    f"{authority}/{case_type}": 9 + 17 * place + 5 * number
    for place, authority in enumerate(("ASH", "BRA", "COL"))
    for number, case_type in enumerate(("in_care", "child_in_need"))
}


def plan_sample(size: int = 30, **allocation: Any) -> Sample:
    return Sample.model_validate({"size": size, "allocation": allocation})


def test_the_plan_bounds_authorities_and_case_types() -> None:
    per = {"authority": {"minimum": 9}, "case_type": {"minimum": 14, "maximum": 16}}
    sizes = allocate_plan(PLAN_SIZES, sample=plan_sample(method="power", per=per))
    assert sum(sizes.values()) == 30
    for authority in ("ASH", "BRA", "COL"):
        assert sum(n for name, n in sizes.items() if name.startswith(authority)) >= 9
    assert 14 <= sum(n for name, n in sizes.items() if name.endswith("in_care")) <= 16


@pytest.mark.parametrize("method", ["equal", "proportional", "neyman", "power"])
def test_each_method_of_the_plan_keeps_its_floor(method: str) -> None:
    sizes = allocate_plan(PLAN_SIZES, sample=plan_sample(method=method, minimum=3, maximum=12))
    assert sum(sizes.values()) == 30
    assert min(sizes.values()) >= 3
    assert list(sizes) == sorted(PLAN_SIZES)


def test_without_expected_shares_neyman_is_proportional() -> None:
    neyman = allocate_plan(PLAN_SIZES, sample=plan_sample(method="neyman"))
    assert neyman == allocate_plan(PLAN_SIZES, sample=plan_sample(method="proportional"))


SHARES = {"in_care": 0.1, "child_in_need": 0.5, "COL/in_care": 0.02}


def test_neyman_takes_fewer_where_nearly_all_cases_are_expected_to_be_alike() -> None:
    # In whole numbers N_h S_h, with S_h the root of p (1 - p), worked out by hand.
    expected = {
        "ASH/child_in_need": 14 * 0.5,
        "ASH/in_care": 9 * 0.3,
        "COL/in_care": 43 * 0.14,
    }
    strata = {name: PLAN_SIZES[name] for name in expected}
    sample = plan_sample(
        size=10, method="neyman", minimum=0, expected_shares={**SHARES, "unused": 0.5}
    )
    sizes = allocate_plan(strata, sample=sample)
    total = sum(expected.values())
    assert sizes == {name: round(10 * one / total) for name, one in sorted(expected.items())}


def test_a_stratum_has_its_own_expected_share_or_its_case_types_or_one_half() -> None:
    shares = expected_shares(
        ["COL/in_care", "ASH/in_care", "ASH/early_help", "ASH"],
        plan_sample(expected_shares={**SHARES, "ASH": 0.3}),
    )
    assert list(shares.values()) == [0.02, 0.1, 0.5, 0.3]


def test_a_power_plan_does_not_go_by_the_expected_shares() -> None:
    assert allocate_plan(PLAN_SIZES, sample=plan_sample(expected_shares=SHARES)) == allocate_plan(
        PLAN_SIZES, sample=plan_sample()
    )


def test_an_explicit_plan_is_taken_as_it_is() -> None:
    sizes = {"ASH": 4, "BRA": 6}
    sample = plan_sample(size=10, method="explicit", explicit=sizes)
    assert allocate_plan({"BRA": 20, "ASH": 20}, sample=sample) == sizes


def test_an_extension_gives_nothing_back() -> None:
    design = AllocationDesign(PROPORTIONAL)
    drawn = {"a": 9, "b": 1}
    more = extension_by_stratum({"a": 20, "b": 80}, drawn, by=5, design=design)
    assert more == {"a": 0, "b": 5}


def test_an_extension_of_an_explicit_allocation_is_proportional() -> None:
    more = extension_by_stratum({"a": 20, "b": 80}, {"a": 2}, by=8, design=explicit({"a": 2}))
    assert more == {"a": 0, "b": 8}


@pytest.mark.parametrize(
    ("drawn", "remedy"), [(18, "Ask for 2 at most."), (20, "There is nobody left to draw.")]
)
def test_an_extension_beyond_the_frame_is_refused_with_what_is_left(
    drawn: int, remedy: str
) -> None:
    with pytest.raises(ExtensionTooLargeError, match=f"of the 20 children.* {drawn} are") as caught:
        extension_by_stratum({"a": 20}, {"a": drawn}, by=3, design=AllocationDesign(EQUAL))
    assert caught.value.message.endswith(remedy)
    more = extension_by_stratum({"a": 20}, {"a": 18}, by=2, design=AllocationDesign(EQUAL))
    assert more == {"a": 2}


@given(
    populations=st.lists(st.integers(1, 40), min_size=1, max_size=6),
    data=st.data(),
    method=st.sampled_from([EQUAL, PROPORTIONAL, POWER]),
)
def test_an_extension_adds_as_many_as_are_asked_for_and_never_more_than_there_are(
    populations: list[int], data: st.DataObject, method: AllocationMethod
) -> None:
    strata = {str(place): number for place, number in enumerate(populations)}
    drawn = {name: data.draw(st.integers(0, number)) for name, number in strata.items()}
    left = sum(strata.values()) - sum(drawn.values())
    assume(left)
    by = data.draw(st.integers(1, left))
    more = extension_by_stratum(strata, drawn, by=by, design=AllocationDesign(method))
    assert sum(more.values()) == by
    assert all(0 <= more[name] <= strata[name] - drawn[name] for name in strata)


def test_every_method_has_words() -> None:
    assert len({method.words for method in AllocationMethod}) == len(AllocationMethod)


# ------------------------------------------------------------------ designs side by side


def test_the_plan_comes_first_and_is_not_repeated() -> None:
    designs = compare_designs(PLAN_SIZES, sample=plan_sample(method="equal"))
    assert [(one.method, one.is_plan) for one in designs] == [
        (EQUAL, True),
        (POWER, False),
        (PROPORTIONAL, False),
        (NEYMAN, False),
    ]
    widths = [one.overall.half_width for one in designs if one.overall]
    assert widths[2] is not None
    assert widths[0] is not None
    assert widths[2] < widths[0]  # proportional is best overall, equal for small authorities
    small = [one.by_authority["ASH"].half_width or 1 for one in designs]
    assert small[0] < small[2]


def test_neyman_says_why_it_is_the_same_as_proportional() -> None:
    *_, proportional, neyman = compare_designs(PLAN_SIZES, sample=plan_sample())
    assert (neyman.sizes, neyman.note) == (proportional.sizes, NO_SHARES)
    assert proportional.note == ""


def test_with_expected_shares_neyman_is_the_most_precise_overall() -> None:
    # A plan of Neyman's own is not repeated, and the other designs do not take its spread over.
    shares = {"in_care": 0.03, "child_in_need": 0.5}
    sizes = {name: 50 * number for name, number in PLAN_SIZES.items()}
    sample = plan_sample(size=200, method="neyman", minimum=0, expected_shares=shares)
    neyman, *others = compare_designs(sizes, sample=sample)
    assert [one.method for one in others] == [EQUAL, POWER, PROPORTIONAL]
    assert neyman.note == ""
    assert neyman.overall is not None
    for one in others:
        assert one.overall is not None
        assert one.overall.standard_error > neyman.overall.standard_error
    plain = compare_designs(sizes, sample=plan_sample(size=200, method="power", minimum=0))
    assert [one.sizes for one in others if one.method is POWER] == [plain[0].sizes]


def test_a_design_that_cannot_be_allocated_says_why() -> None:
    sizes = dict.fromkeys(PLAN_SIZES, 5)
    designs = compare_designs(
        PLAN_SIZES, sample=plan_sample(size=29, method="explicit", explicit=sizes)
    )
    assert designs[0].overall is None
    assert "1 more than the 29 cases" in designs[0].reason
    assert all(one.reason == "" for one in designs[1:])


def test_precision_is_told_by_authority_and_by_case_type() -> None:
    plan, *_ = compare_designs(PLAN_SIZES, sample=plan_sample(size=24, method="equal", minimum=4))
    assert {name: (one.population, one.cases) for name, one in plan.by_authority.items()} == {
        "ASH": (23, 8),
        "BRA": (57, 8),
        "COL": (91, 8),
    }
    assert {name: (one.population, one.cases) for name, one in plan.by_case_type.items()} == {
        "child_in_need": (93, 12),
        "in_care": (78, 12),
    }
    in_care = {name: number for name, number in PLAN_SIZES.items() if name.endswith("in_care")}
    assert plan.by_case_type["in_care"] == expected_interval(in_care, dict.fromkeys(in_care, 4))


def test_strata_of_authorities_have_no_case_types() -> None:
    plan, *_ = compare_designs({"ASH": 20, "BRA": 30}, sample=plan_sample(size=10))
    assert list(plan.by_authority) == ["ASH", "BRA"]
    assert plan.by_case_type == {}
