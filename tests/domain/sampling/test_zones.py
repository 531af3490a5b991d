"""Zones and systematic samples, against rules written as plainly as they can be."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.sampling.draw import DrawRole, StratumSizeError
from inspect_tool.domain.sampling.hashed_frame import DuplicateUnitError, FrameUnit
from inspect_tool.domain.sampling.tickets import ShortSeedError, draw_key
from inspect_tool.domain.sampling.zones import (
    ControlledUnit,
    draw_systematically,
    draw_zones,
    systematic_positions,
    systematic_start,
)
from tests.domain.sampling.slow_draw import slow_ticket

SEED = "83920175563810294857"


def controlled(*controls: tuple[int, ...], stratum: str = "s") -> list[ControlledUnit]:
    return [
        ControlledUnit(FrameUnit("A", f"{place:03d}", stratum), values)
        for place, values in enumerate(controls)
    ]


def order_of(units: list[ControlledUnit]) -> list[str]:
    """The serpentine order, as zones of one unit each show it."""
    return [unit.unit_id for unit in draw_zones(units, len(units), draw_id="d", seed=SEED)]


def test_each_further_control_turns_where_the_one_before_changes() -> None:
    values = [(a, b, c) for a in (1, 2) for b in (1, 2) for c in (1, 2)]
    units = controlled(*values)
    by_id = {unit.unit.unit_id: unit.controls for unit in units}
    assert [by_id[unit_id] for unit_id in order_of(units)] == [
        (1, 1, 1),
        (1, 1, 2),
        (1, 2, 2),
        (1, 2, 1),
        (2, 2, 1),
        (2, 2, 2),
        (2, 1, 2),
        (2, 1, 1),
    ]


def test_ties_are_in_the_order_of_tickets_in_both_directions() -> None:
    units = controlled(*[(1, 5)] * 4, *[(2, 5)] * 4)
    tickets = {one.unit.unit_id: slow_ticket("d", SEED, one.unit) for one in units}
    order = order_of(units)
    assert order[:4] == sorted(order[:4], key=tickets.__getitem__)
    assert order[4:] == sorted(order[4:], key=tickets.__getitem__)


@given(
    ages=st.lists(st.integers(0, 17), min_size=1, max_size=25),
    reserves=st.integers(0, 3),
    data=st.data(),
)
def test_zones_are_those_of_the_slow_rule(
    ages: list[int], reserves: int, data: st.DataObject
) -> None:
    units = controlled(*((age,) for age in ages))
    size = data.draw(st.integers(1, len(units)))
    tickets = {one.unit.unit_id: slow_ticket("d", SEED, one.unit) for one in units}
    ordered = sorted(units, key=lambda one: (one.controls, tickets[one.unit.unit_id]))
    expected = []
    for zone in range(1, size + 1):
        start = int(Fraction((zone - 1) * len(units), size))
        end = int(Fraction(zone * len(units), size))
        inside = sorted((tickets[one.unit.unit_id], one.unit.unit_id) for one in ordered[start:end])
        expected += [(zone, rank, unit) for rank, (_, unit) in enumerate(inside[: 1 + reserves], 1)]
    found = draw_zones(units, size, draw_id="d", seed=SEED, reserves=reserves)
    assert [(one.zone, one.rank, one.unit_id) for one in found] == expected
    assert all((one.role is DrawRole.SAMPLE) is (one.rank == 1) for one in found)
    assert [ordered[one.position].unit.unit_id for one in found] == [one.unit_id for one in found]


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rng: random.Random) -> None:
    units = controlled(*((age % 5, age % 3) for age in range(20)))
    shuffled = units.copy()
    rng.shuffle(shuffled)
    assert draw_zones(shuffled, 6, draw_id="d", seed=SEED) == draw_zones(
        units, 6, draw_id="d", seed=SEED
    )
    assert draw_systematically(shuffled, 6, draw_id="d", seed=SEED) == draw_systematically(
        units, 6, draw_id="d", seed=SEED
    )


def test_zones_differ_by_at_most_one_unit() -> None:
    found = draw_zones(controlled(*[(1,)] * 17), 5, draw_id="d", seed=SEED, reserves=9)
    assert sorted(Counter(one.zone for one in found).values()) == [3, 3, 3, 4, 4]


def test_the_systematic_start_is_the_hash_that_the_specification_names() -> None:
    key = draw_key("d", SEED)
    words = f"PRN/1-aux|{key}|systematic-start|s%7Ct".encode()
    assert systematic_start(key, " s|t ") == int(hashlib.sha256(words).hexdigest(), 16)


@given(start=st.integers(0, 2**256 - 1), population=st.integers(1, 400), data=st.data())
def test_systematic_positions_are_those_of_exact_fractions(
    start: int, population: int, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, population))
    step = Fraction(population, size)
    exact = [int((Fraction(start, 2**256) + place) * step) for place in range(size)]
    assert systematic_positions(start, population, size) == exact
    assert len(set(exact)) == size
    assert 0 <= exact[0] <= exact[-1] < population


def test_a_systematic_sample_takes_its_positions_from_the_order() -> None:
    units = controlled(*((age,) for age in range(20)))
    found = draw_systematically(units, 6, draw_id="d", seed=SEED)
    positions = systematic_positions(systematic_start(draw_key("d", SEED), "s"), 20, 6)
    assert [one.position for one in found] == positions
    assert [one.unit_id for one in found] == [f"{position:03d}" for position in positions]
    assert [one.zone for one in found] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("size", [0, 5, -1])
def test_a_size_that_cannot_be_drawn_is_refused(size: int) -> None:
    with pytest.raises(StratumSizeError, match=f"{size} are to be drawn and the frame has 4"):
        draw_zones(controlled(*[(1,)] * 4), size, draw_id="d", seed=SEED)
    with pytest.raises(StratumSizeError, match="the frame has 4"):
        draw_systematically(controlled(*[(1,)] * 4), size, draw_id="d", seed=SEED)


def test_zones_are_drawn_in_one_stratum_of_a_sound_frame() -> None:
    units = controlled((1,), (2,))
    with pytest.raises(StratumSizeError, match="one stratum at a time"):
        draw_zones(
            [*controlled((1,)), *controlled((1,), (2,), stratum="t")[1:]], 1, draw_id="d", seed=SEED
        )
    with pytest.raises(DuplicateUnitError):
        draw_zones([*units, units[0]], 1, draw_id="d", seed=SEED)
    with pytest.raises(StratumSizeError, match="the frame has 0"):
        draw_zones([], 1, draw_id="d", seed=SEED)
    for draw in (draw_zones, draw_systematically):
        with pytest.raises(ShortSeedError):
            draw(units, 1, draw_id="d", seed="1")


def test_the_chance_of_a_case_is_one_over_the_size_of_its_zone() -> None:
    units = controlled(*((7 * number % 12,) for number in range(12)))
    drawn = draw_zones(units, 5, draw_id="d", seed=SEED, reserves=2)
    sizes = Counter(one.zone for one in drawn)
    assert [sizes[zone] for zone in range(1, 6)] == [2, 2, 3, 2, 3]
    assert {one.inclusion_probability == Fraction(1, sizes[one.zone]) for one in drawn} == {True}
    seen: Counter[str] = Counter()
    for number in range(1_000):
        for one in draw_zones(units, 5, draw_id="d", seed=f"{number:020d}"):
            seen[one.unit_id] += 1
    for one in drawn:
        chance = float(one.inclusion_probability)
        # Four and a half standard errors: 12 deviates, and every run draws the same.
        assert (
            abs(seen[one.unit_id] - 1_000 * chance) < 4.5 * (1_000 * chance * (1 - chance)) ** 0.5
        )


def test_the_chance_in_a_systematic_sample_is_the_sampling_fraction() -> None:
    drawn = draw_systematically(controlled(*((n,) for n in range(12))), 5, draw_id="d", seed=SEED)
    assert {one.inclusion_probability for one in drawn} == {Fraction(5, 12)}
