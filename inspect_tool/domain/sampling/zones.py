"""Drawing along an order: zones, and the systematic sample that they replace.

Both spread a sample over control variables, such as age or months open, without making strata of
them. Zones keep what plain systematic sampling loses: reserves that stand for their neighbours,
and an order that anybody can repeat ticket by ticket.

Source: Cochran (1977), Sampling Techniques, 3rd ed., ch. 8; Williams & Chromy (1980), SAS sample
selection macros (serpentine order).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from inspect_tool.domain.language.canonical import canon, sha256_hex, tidy
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.sampling.digest import check_frame
from inspect_tool.domain.sampling.draw import DrawRole, StratumSizeError
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.tickets import SPECIFICATION, check_seed, draw_key, ticket


@dataclass(frozen=True)
class ControlledUnit:
    """A unit of the frame with the values that the order goes by, most important first."""

    unit: FrameUnit
    controls: tuple[Scalar, ...] = ()


@dataclass(frozen=True)
class ZonedUnit:
    """A unit drawn along an order.

    Args:
        position: Place in the order of its stratum, from 0.
        zone: Which zone it lies in, from 1; for a systematic sample which step.
        rank: Rank of its ticket in the zone, from 1.
        inclusion_probability: Chance to be drawn. For zones it is one over the size of its zone,
            exact where no two units have the same controls: with ties, the ticket decides about
            the zone as well.
    """

    list_id: str
    unit_id: str
    stratum: str
    position: int
    zone: int
    rank: int
    ticket: str
    role: DrawRole
    inclusion_probability: Fraction


@dataclass(frozen=True)
class SerpentineUnit:
    """A unit with its ticket, in serpentine order."""

    controlled: ControlledUnit
    ticket: str
    line: bytes

    def zoned(self, position: int, zone: int, rank: int, chance: Fraction) -> ZonedUnit:
        """The unit with its zone and its rank there: the first is drawn, others are reserves."""
        unit = self.controlled.unit
        return ZonedUnit(
            list_id=tidy(unit.list_id),
            unit_id=tidy(unit.unit_id),
            stratum=tidy(unit.stratum),
            position=position,
            zone=zone,
            rank=rank,
            ticket=self.ticket,
            role=DrawRole.SAMPLE if rank == 1 else DrawRole.RESERVE,
            inclusion_probability=chance,
        )


def draw_zones(
    units: Iterable[ControlledUnit], size: int, *, draw_id: str, seed: str, reserves: int = 0
) -> tuple[ZonedUnit, ...]:
    """Cut the ordered units into `size` zones and take the smallest ticket of each.

    Zone z ends before position floor(z N / n). The next tickets of a zone are its reserves, so
    that a case that is lost is replaced by one that is like it.

    Args:
        units: Units of one stratum.
        reserves: At most this many for each zone.

    Raises:
        InvalidFieldError: A field is empty or holds a forbidden character.
        DuplicateUnitError: A unit is on the frame twice.
        StratumSizeError: There are fewer units than are to be drawn, or of several strata.
        ShortSeedError: The seed is too short.
    """
    check_seed(seed)
    placed = _placed(units, size, draw_key(draw_id, seed))
    bounds = [zone * len(placed) // size for zone in range(size + 1)]
    drawn = []
    for zone in range(1, size + 1):
        inside = range(bounds[zone - 1], bounds[zone])
        by_ticket = sorted(inside, key=lambda position: _by_ticket(placed[position]))
        chance = Fraction(1, len(inside))
        for rank, position in enumerate(by_ticket[: 1 + reserves], start=1):
            drawn.append(placed[position].zoned(position, zone, rank, chance))
    return tuple(drawn)


def draw_systematically(
    units: Iterable[ControlledUnit], size: int, *, draw_id: str, seed: str
) -> tuple[ZonedUnit, ...]:
    """Take units at even steps through the order, from a start that the seed gives.

    Positions are floor((U + j 2**256) N / (n 2**256)) with U a hash of the stratum, in whole
    numbers throughout. There are no reserves: use zones where cases may be lost.

    Raises:
        InvalidFieldError: A field is empty or holds a forbidden character.
        DuplicateUnitError: A unit is on the frame twice.
        StratumSizeError: There are fewer units than are to be drawn, or of several strata.
        ShortSeedError: The seed is too short.

    Source: Cochran (1977), Sampling Techniques, 3rd ed., s. 8.1, with a fractional interval.
    """
    check_seed(seed)
    key = draw_key(draw_id, seed)
    placed = _placed(units, size, key)
    start = systematic_start(key, placed[0].controlled.unit.stratum)
    chance = Fraction(size, len(placed))
    return tuple(
        placed[position].zoned(position, step, 1, chance)
        for step, position in enumerate(systematic_positions(start, len(placed), size), start=1)
    )


def systematic_start(key: str, stratum: str) -> int:
    """Start of a stratum's systematic sample: a whole number below 2**256."""
    return int(sha256_hex(f"{SPECIFICATION}-aux|{key}|systematic-start|{canon(stratum)}"), 16)


def systematic_positions(start: int, population: int, size: int) -> list[int]:
    """Positions from 0 of a systematic sample, exact for any population."""
    return [(start + step * 2**256) * population // (size * 2**256) for step in range(size)]


def _placed(units: Iterable[ControlledUnit], size: int, key: str) -> list[SerpentineUnit]:
    """Units with their tickets in serpentine order, after checking that `size` can be drawn."""
    listed = list(units)
    check_frame([controlled.unit for controlled in listed])
    strata = sorted({tidy(controlled.unit.stratum) for controlled in listed}) or ["(none)"]
    if len(strata) > 1:
        raise StratumSizeError(strata[0], "zones are drawn in one stratum at a time")
    if not 1 <= size <= len(listed):
        raise StratumSizeError(strata[0], f"{size} are to be drawn and the frame has {len(listed)}")
    return serpentine_order(listed, key)


def serpentine_order(units: Iterable[ControlledUnit], key: str) -> list[SerpentineUnit]:
    """Order by the first control upwards; each further one turns wherever the one before changes.

    So neighbours are alike where one group ends and the next begins. Ties are in order of ticket.

    Args:
        key: Key of the draw, which tickets are made with.
    """
    placed = [
        SerpentineUnit(
            controlled=controlled,
            ticket=ticket(key, controlled.unit.list_id, controlled.unit.unit_id),
            line=f"{canon(controlled.unit.list_id)}|{canon(controlled.unit.unit_id)}".encode(),
        )
        for controlled in units
    ]
    groups = [sorted(placed, key=_by_ticket)]
    for level in range(max((len(unit.controlled.controls) for unit in placed), default=0)):
        groups = [
            part for place, group in enumerate(groups) for part in _split(group, level, place)
        ]
    return [unit for group in groups for unit in group]


def _by_ticket(placed: SerpentineUnit) -> tuple[str, bytes]:
    return placed.ticket, placed.line


def _split(group: Sequence[SerpentineUnit], level: int, place: int) -> list[list[SerpentineUnit]]:
    """The parts of a group by one control, downwards in every second group."""

    def control(unit: SerpentineUnit) -> Scalar:
        return unit.controlled.controls[level]

    # Sorting is stable in both directions, so that ties stay in the order of their tickets.
    ordered = sorted(group, key=control, reverse=place % 2 == 1)
    return [list(part) for _, part in groupby(ordered, key=control)]
