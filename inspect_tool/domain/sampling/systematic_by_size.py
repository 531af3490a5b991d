"""Drawing along an order with probability proportional to size.

The sizes are laid end to end in the order of some control variables, and units are taken at even
steps from a start that the seed gives. Every chance is met exactly, and the draw is spread over
the order without strata being made of it (implicit stratification).

Source: Madow (1949), On the theory of systematic sampling II, Ann. Math. Statist. 20; Särndal,
Swensson & Wretman (1992), Model Assisted Survey Sampling, s. 3.6.2. Neighbours as replacements:
OECD (2017), PISA 2015 Technical Report, ch. 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from inspect_tool.domain.language.canonical import tidy
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.sampling.by_size import (
    SizedUnit,
    SizeRole,
    able_by_stratum,
    inclusion_probabilities,
    sizes_by_stratum,
)
from inspect_tool.domain.sampling.digest import check_frame
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.tickets import check_seed, draw_key
from inspect_tool.domain.sampling.zones import (
    ControlledUnit,
    SerpentineUnit,
    serpentine_order,
    systematic_positions,
    systematic_start,
)


def select_systematically(
    units: Sequence[FrameUnit],
    controls: Mapping[str, tuple[Scalar, ...]],
    *,
    total: int,
    draw_id: str,
    seed: str,
    minimum: int = 1,
) -> tuple[SizedUnit, ...]:
    """Stage one along an order; in each stratum the drawn, each with the reserves next to it.

    A unit that is not drawn is a reserve of the drawn one that is nearest in the order.

    Args:
        controls: Values that the order goes by, by unit id, most important first.
        minimum: Fewest of a stratum.

    Raises:
        DuplicateUnitError: A unit is on the frame twice.
        InfeasibleAllocationError: The strata cannot give that many, or have to give more.
        ShortSeedError: The seed is too short.
    """
    check_seed(seed)
    check_frame(units)
    key = draw_key(draw_id, seed)
    by_stratum = able_by_stratum(units)
    sizes = sizes_by_stratum(units, total=total, minimum=minimum)
    return tuple(
        sized
        for stratum, wanted in sorted(sizes.items())
        if wanted
        for sized in _draw_stratum(
            [ControlledUnit(unit, controls[unit.unit_id]) for unit in by_stratum[stratum]],
            wanted,
            key,
        )
    )


def _draw_stratum(units: Sequence[ControlledUnit], wanted: int, key: str) -> list[SizedUnit]:
    placed = serpentine_order(units, key)
    sizes = [one.controlled.unit.size or 0 for one in placed]
    chances = inclusion_probabilities(sizes, wanted)
    starts = list(_starts(sizes, chances))
    start = systematic_start(key, placed[0].controlled.unit.stratum)
    drawn = drawn_places(sizes, chances, start)
    return [
        _sized(placed[place], chances[place], starts[place], zone, rank)
        for zone, drawn_at in enumerate(drawn, start=1)
        for rank, place in enumerate(zone_of(drawn_at, drawn, len(placed)), start=1)
    ]


def _starts(sizes: Sequence[int], chances: Sequence[Fraction]) -> Iterator[int]:
    """The sum of the sizes before each unit, certain ones left out; 0 for a certain one."""
    before = 0
    for size, chance in zip(sizes, chances, strict=True):
        yield 0 if chance == 1 else before
        before += 0 if chance == 1 else size


def drawn_places(sizes: Sequence[int], chances: Sequence[Fraction], start: int) -> list[int]:
    """Which places of an order are drawn: the certain ones, and those that a step falls on.

    Args:
        sizes: Whole numbers above 0, in the order.
        chances: Their inclusion probabilities, which add up to a whole number.
        start: A whole number below 2**256, as `systematic_start` gives.
    """
    certain = [place for place, chance in enumerate(chances) if chance == 1]
    left = [place for place, chance in enumerate(chances) if chance < 1]
    steps = round(sum(chances, Fraction(0))) - len(certain)
    positions = iter(systematic_positions(start, sum(sizes[place] for place in left), steps))
    hit: list[int] = []
    position, end = next(positions, None), 0
    for place in left:
        end += sizes[place]
        if position is not None and position < end:
            # Steps are longer than any size that is left, so no unit is hit twice.
            hit.append(place)
            position = next(positions, None)
    return sorted([*certain, *hit])


def zone_of(drawn_at: int, drawn: Sequence[int], population: int) -> list[int]:
    """A drawn place and its reserves, the nearest first, of two as near the one that follows.

    A place is a reserve of the drawn one that is nearest, of the earlier of two that are as near.
    """
    own = [
        place
        for place in range(population)
        if min(drawn, key=lambda other: (abs(place - other), other)) == drawn_at
    ]
    return sorted(own, key=lambda place: (abs(place - drawn_at), place < drawn_at))


def _sized(
    placed: SerpentineUnit, chance: Fraction, before: int, zone: int, rank: int
) -> SizedUnit:
    unit = placed.controlled.unit
    role = SizeRole.SAMPLE if rank == 1 else SizeRole.RESERVE
    return SizedUnit(
        list_id=tidy(unit.list_id),
        unit_id=tidy(unit.unit_id),
        stratum=tidy(unit.stratum),
        size=unit.size or 0,
        rank=rank,
        role=SizeRole.CERTAINTY if chance == 1 else role,
        inclusion_probability=chance,
        order_value=float(before),
        ticket=placed.ticket,
        zone=zone,
    )
