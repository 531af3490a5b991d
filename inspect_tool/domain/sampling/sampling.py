"""The draw: seed to tickets to sample, reserves, replacement and extension.

The same frame, draw identifier and seed give the same draw on every machine, whatever the order
of the rows.

Source: Fan, Muller & Rezucha (1962), JASA 57, 387-402; Ohlsson (1995), Coordination of samples
using permanent random numbers, in Business Survey Methods; ISO 24153:2009.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import groupby

from inspect_tool.domain.language.canonical import tidy
from inspect_tool.domain.sampling.draw import (
    Draw,
    DrawRole,
    FrameChangedError,
    Loss,
    Shortfall,
    StratumSizeError,
    Ticketed,
    UnknownLossError,
)
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import (
    FrameUnit,
)
from inspect_tool.domain.sampling.tickets import ticket


def active_sample(draw: Draw, losses: Iterable[Loss] = ()) -> tuple[Ticketed, ...]:
    """The first n_h available units of each stratum, in rank order.

    The order in which losses were recorded cannot matter, and no reserve is used before an
    earlier one.

    Raises:
        UnknownLossError: A loss names a unit that was not drawn.
    """
    lost = _places(draw, losses)
    wanted = {size.stratum: size.drawn for size in draw.strata}
    active: list[Ticketed] = []
    for stratum, units in groupby(draw.units, key=lambda unit: unit.stratum):
        available = [unit for unit in units if unit.place not in lost]
        active.extend(available[: wanted.get(stratum, 0)])
    return tuple(active)


def called_units(draw: Draw, losses: Iterable[Loss] = ()) -> tuple[Ticketed, ...]:
    """The sample and the reserves that were called upon, lost ones among them.

    Up to the last rank of the active sample; to the end where the reserves ran out. A unit that
    was picked by hand belongs to the random sample from the moment that it is among these.

    Raises:
        UnknownLossError: A loss names a unit that was not drawn.
    """
    known = list(losses)
    active = active_sample(draw, known)
    last = {unit.stratum: unit.rank for unit in active}
    short = {shortfall.stratum for shortfall in shortfalls(draw, known)}
    return tuple(
        unit
        for unit in draw.units
        if unit.role is DrawRole.SAMPLE
        or unit.stratum in short
        or unit.rank <= last.get(unit.stratum, 0)
    )


def _places(draw: Draw, losses: Iterable[Loss]) -> set[tuple[str, str]]:
    drawn = {unit.place for unit in draw.units}
    lost = set()
    for loss in losses:
        place = tidy(loss.list_id), tidy(loss.unit_id)
        if place not in drawn:
            raise UnknownLossError(loss.list_id)
        lost.add(place)
    return lost


def shortfalls(draw: Draw, losses: Iterable[Loss] = ()) -> tuple[Shortfall, ...]:
    """Strata that have fewer active units than planned because their reserves are exhausted."""
    active = Counter(unit.stratum for unit in active_sample(draw, losses))
    return tuple(
        Shortfall(stratum=size.stratum, missing=size.drawn - active[size.stratum])
        for size in draw.strata
        if active[size.stratum] < size.drawn
    )


def reserves_for(drawn: int, *, per_case: float) -> int:
    """How many reserves stand behind the cases of a stratum that has enough units.

    Args:
        per_case: Reserves for each case; 1.1 means eleven for ten, not the binary number near it.
    """
    return math.ceil(drawn * Fraction(str(per_case)))


def extend_draw(
    draw: Draw,
    units: Iterable[FrameUnit],
    *,
    by: Mapping[str, int],
    reserves_per_case: float | None = None,
) -> Draw:
    """Continue the same order with more cases; what was drawn stays drawn.

    Args:
        units: The frame of the draw.
        by: How many more to draw, by stratum. For an authority see
            `allocation.extension_by_stratum`.
        reserves_per_case: Reserves of the strata that grow, for each of their cases; None keeps
            as many as there are. No unit that has a rank loses it.

    Raises:
        FrameChangedError: The frame is not the one of the draw.
        StratumSizeError: The stratum does not have that many more, or the number is below zero.
    """
    sizes = {size.stratum: (size.drawn, size.reserves) for size in draw.strata}
    growing = {tidy(stratum): more for stratum, more in by.items() if more}
    for stratum, more in growing.items():
        if more < 0:
            raise StratumSizeError(stratum, "an extension cannot take cases away")
        drawn, reserves = sizes.get(stratum, (0, 0))
        if reserves_per_case is not None:
            wanted = reserves_for(drawn + more, per_case=reserves_per_case)
            reserves = max(wanted, reserves - more)
        sizes[stratum] = (drawn + more, reserves)
    extended = draw_stratified(units, sizes, draw_id=draw.draw_id, seed=draw.public_seed)
    if extended.frame_digest != draw.frame_digest:
        raise FrameChangedError
    return extended


def inclusion_probability(draw: Draw, stratum: str) -> Fraction:
    """Chance of each unit of a stratum to be drawn: n_h/N_h.

    Source: Cochran (1977), Sampling Techniques, 3rd ed., s. 5.2.
    """
    size = draw.stratum(stratum)
    if size is None:
        raise StratumSizeError(stratum, "it took no part in the draw")
    return Fraction(size.drawn, size.population)


def purposive_unit(draw: Draw, unit: FrameUnit) -> Ticketed:
    """A unit picked by hand, with its ticket for the record; it has no rank."""
    return Ticketed(
        list_id=tidy(unit.list_id),
        unit_id=tidy(unit.unit_id),
        stratum=tidy(unit.stratum),
        rank=0,
        ticket=ticket(draw.key, unit.list_id, unit.unit_id),
        role=DrawRole.PURPOSIVE,
    )
