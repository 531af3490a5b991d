"""Draws by size: the independent answers, exact chances, and authorities by region."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.sampling.by_size import (
    MissingSizeError,
    OrderMethod,
    SizedUnit,
    SizeRole,
    draw_by_size,
    inclusion_probabilities,
    order_value,
    select_authorities,
    sizes_by_stratum,
)
from inspect_tool.domain.sampling.by_size_chances import pareto_chances
from inspect_tool.domain.sampling.draw import StratumSizeError
from inspect_tool.domain.sampling.hashed_frame import DuplicateUnitError, FrameUnit
from inspect_tool.domain.sampling.tickets import ShortSeedError
from tests.domain.sampling.slow_draw import slow_chances, slow_ticket

ORACLES = Path(__file__).parents[2] / "data" / "oracles"
EXPECTED: Any = json.loads((ORACLES / "o18_pps_order.expected.json").read_text())
SEED = EXPECTED["public_seed"]
METHODS = {"pareto": OrderMethod.PARETO, "sps": OrderMethod.SEQUENTIAL_POISSON}


def published_frame() -> list[FrameUnit]:
    with (ORACLES / "o18_pps_order.csv").open(newline="") as file:
        return [
            FrameUnit(row["list_id"], row["unit_id"], row["stratum"], int(row["size"]))
            for row in csv.DictReader(file)
        ]


def units(*sizes: int | None, stratum: str = "S") -> list[FrameUnit]:
    return [
        FrameUnit("A", f"{stratum}{place:02d}", stratum, size) for place, size in enumerate(sizes)
    ]


def drawn(frame: list[FrameUnit], n: int, **options: Any) -> tuple[SizedUnit, ...]:
    return draw_by_size(frame, {"S": n}, draw_id=EXPECTED["draw_id"], seed=SEED, **options)


@pytest.mark.parametrize("name", METHODS)
def test_the_order_is_that_of_the_independent_program(name: str) -> None:
    found = drawn(published_frame(), EXPECTED["n"], method=METHODS[name])
    for unit, answer in zip(found, EXPECTED["methods"][name], strict=True):
        assert unit.rank == answer["rank"]
        assert unit.unit_id == answer["unit_id"]
        assert unit.role.value == answer["role"]
        assert unit.ticket == answer["ticket"]
        assert str(unit.inclusion_probability) == answer["pi"]
        assert unit.order_value == pytest.approx(answer["q"], rel=1e-13)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=9), st.data())
def test_chances_are_those_of_the_slow_rule_and_add_up(
    sizes: list[int], data: st.DataObject
) -> None:
    wanted = data.draw(st.integers(1, len(sizes)))
    chances = inclusion_probabilities(sizes, wanted)
    assert chances == slow_chances(sizes, wanted)
    assert sum(chances) == wanted
    assert all(0 < chance <= 1 for chance in chances)


def test_taking_all_is_repeated_until_no_chance_is_above_one() -> None:
    # Only 90 is certain at first; of the other three, 8 is then certain among 8, 1 and 1.
    assert inclusion_probabilities([90, 8, 1, 1], 3) == [1, 1, Fraction(1, 2), Fraction(1, 2)]
    assert inclusion_probabilities([5, 5], 2) == [1, 1]


@given(
    st.lists(st.integers(1, 50), min_size=2, max_size=8), st.sampled_from(OrderMethod), st.data()
)
def test_the_order_is_that_of_the_exact_fractions(
    sizes: list[int], method: OrderMethod, data: st.DataObject
) -> None:
    frame = units(*sizes)
    wanted = data.draw(st.integers(1, len(sizes)))
    chances = dict(zip([u.unit_id for u in frame], slow_chances(sizes, wanted), strict=True))

    def exact(unit: FrameUnit) -> tuple[Fraction, int]:
        number = slow_ticket(EXPECTED["draw_id"], SEED, unit)
        u, chance = Fraction(2 * number + 1, 2**257), chances[unit.unit_id]
        if chance == 1:
            return Fraction(0), number
        if method is OrderMethod.PARETO:
            return (u / (1 - u)) / (chance / (1 - chance)), number
        return u / chance, number

    order = [unit.unit_id for unit in sorted(frame, key=exact)]
    assert [unit.unit_id for unit in drawn(frame, wanted, method=method)] == order


def test_near_ties_are_settled_by_the_exact_fractions() -> None:
    # The two tickets differ in their last digit, so that the rounded numbers are equal.
    tickets = ["7" * 63 + "8", "7" * 64]
    chance = Fraction(1, 3)
    values = [order_value(one, chance, OrderMethod.PARETO) for one in tickets]
    assert float(values[0]) == float(values[1])
    assert values[0] > values[1]

    from inspect_tool.domain.sampling.by_size import Ordered, sort_exactly

    pair = [
        Ordered(unit, chance, one, value)
        for unit, one, value in zip(units(1, 1), tickets, values, strict=True)
    ]
    assert [one.ticket for one in sort_exactly(pair)] == tickets[::-1]
    twins = [replace(one, exact=values[0], ticket=tickets[0]) for one in pair]
    assert [one.unit.unit_id for one in sort_exactly(twins[::-1])] == ["S00", "S01"]


def test_units_of_size_nought_cannot_be_drawn() -> None:
    found = drawn(units(0, 4, 5, 0), 1)
    assert {unit.unit_id for unit in found} == {"S01", "S02"}
    with pytest.raises(StratumSizeError, match="3 are to be drawn and 2 units have a size above 0"):
        drawn(units(0, 4, 5, 0), 3)


def test_a_missing_size_is_named_by_its_row() -> None:
    with pytest.raises(MissingSizeError, match="Row 2") as caught:
        drawn(units(3, None), 1)
    assert caught.value.row == 2


def test_the_frame_is_checked_before_it_is_drawn_from() -> None:
    with pytest.raises(DuplicateUnitError):
        drawn([*units(3, 4), *units(3)], 1)
    with pytest.raises(ShortSeedError):
        draw_by_size(units(3), {"S": 1}, draw_id="d", seed="1")


def test_strata_are_drawn_apart_and_a_size_of_nought_gives_none() -> None:
    frame = units(3, 4, 5) + units(3, 4, 5, stratum="T") + units(1, stratum="U")
    both = draw_by_size(frame, {"T": 2, "S": 1, "U": 0}, draw_id=EXPECTED["draw_id"], seed=SEED)
    assert [unit.stratum for unit in both] == ["S"] * 3 + ["T"] * 3
    assert both[:3] == drawn(units(3, 4, 5), 1)
    with pytest.raises(StratumSizeError):
        draw_by_size(frame, {"V": 1}, draw_id="d", seed=SEED)


def test_chances_over_seeds_are_near_their_targets() -> None:
    frame = units(400, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2)
    targets = dict(
        zip([u.unit_id for u in frame], slow_chances([u.size or 0 for u in frame], 6), strict=True)
    )
    seen: Counter[str] = Counter()
    rounds = 1_000
    for number in range(rounds):
        found = draw_by_size(frame, {"S": 6}, draw_id="d", seed=f"{number:020d}")
        assert found[0].role is SizeRole.CERTAINTY
        seen.update(unit.unit_id for unit in found if unit.role is not SizeRole.RESERVE)
    assert seen["S00"] == rounds
    for unit_id, chance in targets.items():
        # Four standard errors, and a hundredth because Pareto sampling meets targets only closely.
        room = 0.01 + 4 * (float(chance * (1 - chance)) / rounds) ** 0.5
        assert seen[unit_id] / rounds == pytest.approx(float(chance), abs=room)


def test_one_drawn_of_a_few_favours_the_large_unit_as_the_manual_says() -> None:
    frame = units(6, 3, 1)
    rounds = 1_500
    large = sum(
        draw_by_size(frame, {"S": 1}, draw_id="d", seed=f"{number:020d}")[0].unit_id == "S00"
        for number in range(rounds)
    )
    (chance, *_) = pareto_chances(inclusion_probabilities([6, 3, 1], 1))
    assert chance == pytest.approx(0.64, abs=0.005)
    # Three standard errors.
    assert large / rounds == pytest.approx(chance, abs=0.037)


# ------------------------------------------------------------------ stage one


def regions() -> list[FrameUnit]:
    return (
        units(120, 60, 20, stratum="North")
        + units(30, 30, stratum="East")
        + units(10, 0, stratum="West")
    )


def test_regions_share_the_authorities_by_their_plans_with_a_floor() -> None:
    assert sizes_by_stratum(regions(), total=4) == {"East": 1, "North": 2, "West": 1}
    assert sizes_by_stratum(regions(), total=4, minimum=0) == {"East": 1, "North": 3, "West": 0}


def test_authorities_are_selected_by_region_and_size() -> None:
    found = select_authorities(regions(), total=4, draw_id="stage-one", seed=SEED)
    chosen = [unit for unit in found if unit.role is not SizeRole.RESERVE]
    assert Counter(unit.stratum for unit in chosen) == {"North": 2, "East": 1, "West": 1}
    assert {unit.unit_id for unit in chosen} >= {"North00", "West00"}  # both certain
    assert "West01" not in {unit.unit_id for unit in found}
    assert found == select_authorities(regions()[::-1], total=4, draw_id="stage-one", seed=SEED)
