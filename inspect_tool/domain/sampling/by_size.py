"""Drawing with probability proportional to size, such as authorities by their number of plans.

Every unit has its ticket; order sampling ranks the tickets in a way that favours large units.
All comparisons are exact: floating-point numbers only speed up the sort.

Source: Rosén (1997), On sampling with probability proportional to size, J. Statist. Plann.
Inference 62 (Pareto); Ohlsson (1998), Sequential Poisson sampling, J. Official Statist. 14.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cmp_to_key

from inspect_tool.domain.allocation.methods import allocate
from inspect_tool.domain.allocation.types import AllocationDesign, AllocationMethod
from inspect_tool.domain.language.canonical import canon, tidy
from inspect_tool.domain.sampling.digest import check_frame
from inspect_tool.domain.sampling.draw import StratumSizeError
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.tickets import check_seed, draw_key
from inspect_tool.domain.sampling.tickets import ticket as ticket_of
from inspect_tool.errors import CheckFailedError

# Closer than this, two floating-point numbers do not say which fraction is smaller.
NEAR_TIE = 1e-12


class OrderMethod(StrEnum):
    """How tickets and sizes are joined to one order."""

    PARETO = "pareto"
    SEQUENTIAL_POISSON = "sequential-poisson"


class SizeRole(StrEnum):
    """How a unit came into a draw by size."""

    CERTAINTY = "certainty"  # so large that every draw has it
    SAMPLE = "sample"
    RESERVE = "reserve"


class MissingSizeError(CheckFailedError):
    """A unit has no size, so its chance is not known."""

    def __init__(self, row: int) -> None:
        super().__init__(
            f"Row {row} of the frame has no size. Give every unit a whole number; 0 means that it "
            f"cannot be drawn."
        )
        self.row = row


@dataclass(frozen=True)
class SizedUnit:
    """A unit ranked by size and ticket in its stratum.

    Args:
        order_value: What the order goes by, rounded; 0 for certainty units.
        inclusion_probability: The target. Order sampling meets it closely when some units are
            drawn; when one is drawn of a few, large units come somewhat more often. A systematic
            draw meets it exactly.
        zone: Of a systematic draw, which of the drawn units it belongs to, from 1: the rank is its
            rank there. 0 where the rank is that of the whole stratum.
    """

    list_id: str
    unit_id: str
    stratum: str
    size: int
    rank: int
    role: SizeRole
    inclusion_probability: Fraction
    order_value: float
    ticket: str
    zone: int = 0


def draw_by_size(
    units: Iterable[FrameUnit],
    sizes: Mapping[str, int],
    *,
    draw_id: str,
    seed: str,
    method: OrderMethod = OrderMethod.PARETO,
) -> tuple[SizedUnit, ...]:
    """Draw n_h units of each stratum with probability proportional to size; the rest are reserves.

    Units of size 0 cannot be drawn and are left out.

    Args:
        sizes: n_h by stratum; a stratum that is left out gives none.

    Raises:
        InvalidFieldError: A field is empty or holds a forbidden character.
        DuplicateUnitError: A unit is on the frame twice.
        MissingSizeError: A unit has no size.
        StratumSizeError: A stratum has fewer units with a size above 0 than are to be drawn.
        ShortSeedError: The seed is too short.
    """
    check_seed(seed)
    listed = list(units)
    check_frame(listed)
    by_stratum = able_by_stratum(listed)
    key = draw_key(draw_id, seed)
    return tuple(
        unit
        for stratum, wanted in sorted((tidy(name), size) for name, size in sizes.items())
        if wanted
        for unit in _draw_stratum(stratum, by_stratum.get(stratum, []), wanted, key, method)
    )


def able_by_stratum(units: Sequence[FrameUnit]) -> dict[str, list[FrameUnit]]:
    """The units that can be drawn, those with a size above 0, by stratum.

    Raises:
        MissingSizeError: A unit has no size.
    """
    strata: dict[str, list[FrameUnit]] = {}
    for row, unit in enumerate(units, start=1):
        if unit.size is None:
            raise MissingSizeError(row)
        if unit.size:
            strata.setdefault(tidy(unit.stratum), []).append(unit)
    return strata


@dataclass(frozen=True)
class Ordered:
    """A unit with the exact fraction that the order goes by."""

    unit: FrameUnit
    chance: Fraction
    ticket: str
    exact: Fraction

    @property
    def line(self) -> bytes:
        """The bytes of `list|unit`, which settle a tie of tickets."""
        return f"{canon(self.unit.list_id)}|{canon(self.unit.unit_id)}".encode()


def _draw_stratum(
    stratum: str, units: Sequence[FrameUnit], wanted: int, key: str, method: OrderMethod
) -> list[SizedUnit]:
    if not 0 <= wanted <= len(units):
        raise StratumSizeError(
            stratum, f"{wanted} are to be drawn and {len(units)} units have a size above 0"
        )
    chances = inclusion_probabilities([unit.size or 0 for unit in units], wanted)
    ordered = []
    for unit, chance in zip(units, chances, strict=True):
        own = ticket_of(key, unit.list_id, unit.unit_id)
        ordered.append(Ordered(unit, chance, own, order_value(own, chance, method)))
    return [
        _sized(placed, rank, wanted) for rank, placed in enumerate(sort_exactly(ordered), start=1)
    ]


def inclusion_probabilities(sizes: Sequence[int], wanted: int) -> list[Fraction]:
    """Chances proportional to size; a unit above 1 becomes certain and the rest is worked out anew.

    Args:
        sizes: Whole numbers above 0.
        wanted: How many are to be drawn, at most as many as there are.

    Source: Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, s. 3.6.
    """
    certain: set[int] = set()
    while True:
        left = wanted - len(certain)
        total = sum(size for place, size in enumerate(sizes) if place not in certain)
        too_large = {
            place
            for place, size in enumerate(sizes)
            if place not in certain and left * size >= total
        }
        if not too_large or not left:
            break
        certain |= too_large
    return [
        Fraction(1) if place in certain else Fraction(left * size, total)
        for place, size in enumerate(sizes)
    ]


def order_value(hex_ticket: str, chance: Fraction, method: OrderMethod) -> Fraction:
    """What the order goes by: smaller comes first; 0 for a unit that is taken for certain.

    U = (2 t + 1) / 2**257 lies in the middle of the interval that ticket t stands for.
    """
    if chance == 1:
        return Fraction(0)
    twice = 2 * int(hex_ticket, 16) + 1
    if method is OrderMethod.SEQUENTIAL_POISSON:
        return Fraction(twice, 2**257) / chance
    return Fraction(twice, 2**257 - twice) * (1 - chance) / chance


def sort_exactly(ordered: Iterable[Ordered]) -> list[Ordered]:
    """Sort by the exact fractions; ties by ticket, then by the bytes of `list|unit`."""
    rounded = [(float(placed.exact), placed) for placed in ordered]

    def compare(left: tuple[float, Ordered], right: tuple[float, Ordered]) -> int:
        """By the rounded values, and by the exact ones where those are too near to tell."""
        gap = left[0] - right[0]
        if abs(gap) > NEAR_TIE * max(abs(left[0]), abs(right[0])):
            return -1 if gap < 0 else 1
        first = (left[1].exact, left[1].ticket, left[1].line)
        return -1 if first < (right[1].exact, right[1].ticket, right[1].line) else 1

    return [placed for _, placed in sorted(rounded, key=cmp_to_key(compare))]


def _sized(placed: Ordered, rank: int, wanted: int) -> SizedUnit:
    role = SizeRole.SAMPLE if rank <= wanted else SizeRole.RESERVE
    return SizedUnit(
        list_id=tidy(placed.unit.list_id),
        unit_id=tidy(placed.unit.unit_id),
        stratum=tidy(placed.unit.stratum),
        size=placed.unit.size or 0,
        rank=rank,
        role=SizeRole.CERTAINTY if placed.chance == 1 else role,
        inclusion_probability=placed.chance,
        order_value=float(placed.exact),
        ticket=placed.ticket,
    )


def sizes_by_stratum(units: Iterable[FrameUnit], *, total: int, minimum: int = 1) -> dict[str, int]:
    """Share a number of units between strata in proportion to the sum of sizes.

    Args:
        minimum: Fewest of a stratum that has that many units with a size above 0.

    Raises:
        InfeasibleAllocationError: There are not that many units, or fewer than the minimums take.
        MissingSizeError: A unit has no size.
    """
    strata = dict(sorted(able_by_stratum(list(units)).items()))
    design = AllocationDesign(
        AllocationMethod.PROPORTIONAL,
        size_measure={name: sum(unit.size or 0 for unit in own) for name, own in strata.items()},
        minimum=minimum,
    )
    return allocate({name: len(own) for name, own in strata.items()}, total=total, design=design)


def select_authorities(
    units: Iterable[FrameUnit],
    *,
    total: int,
    draw_id: str,
    seed: str,
    minimum: int = 1,
) -> tuple[SizedUnit, ...]:
    """Stage one: authorities by region, with probability proportional to their neglect plans.

    Args:
        units: All authorities: `stratum` is the region, `size` the number of plans.
        total: How many authorities to inspect.
        minimum: Fewest of a region.

    Raises:
        InfeasibleAllocationError: The regions cannot give that many, or have to give more.
        StratumSizeError: A region has too few authorities with a size above 0.
    """
    listed = list(units)
    sizes = sizes_by_stratum(listed, total=total, minimum=minimum)
    return draw_by_size(listed, sizes, draw_id=draw_id, seed=seed)
