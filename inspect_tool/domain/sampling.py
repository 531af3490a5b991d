"""The draw: seed to tickets to sample, reserves, replacement and extension.

The same frame, draw identifier and seed give the same draw on every machine, whatever the order
of the rows. Source: Fan, Muller & Rezucha (1962), JASA 57, method 1; Ohlsson (1995), Coordination
of samples using permanent random numbers; ISO 24153:2009.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from inspect_tool.domain.sampling_frame import (
    CHUNK,
    CanonicalFrame,
    DuplicateUnitError,
    FrameUnit,
    LeadingZeroWarning,
    NegativeSizeError,
    canonical_digest,
    canonical_frame,
    frame_digest,
    groups,
    leading_zero_warnings,
)
from inspect_tool.domain.sampling_tickets import (
    SPECIFICATION,
    InvalidFieldError,
    ShortSeedError,
    canon,
    check_seed,
    draw_key,
    ticket,
    ticket_message,
    ticket_number,
)
from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "SPECIFICATION",
    "Draw",
    "DrawRole",
    "DuplicateUnitError",
    "EmptyDrawError",
    "FrameChangedError",
    "FrameUnit",
    "InvalidFieldError",
    "LeadingZeroWarning",
    "Loss",
    "NegativeSizeError",
    "ShortSeedError",
    "Shortfall",
    "StratumSize",
    "StratumSizeError",
    "Ticketed",
    "UnknownLossError",
    "active_sample",
    "canon",
    "capped_sizes",
    "check_seed",
    "draw_key",
    "draw_stratified",
    "extend_draw",
    "frame_digest",
    "inclusion_probability",
    "leading_zero_warnings",
    "purposive_unit",
    "shortfalls",
    "ticket",
    "ticket_message",
    "ticket_number",
]


class DrawRole(StrEnum):
    """How a unit came into the draw."""

    SAMPLE = "sample"
    RESERVE = "reserve"
    PURPOSIVE = "purposive"  # picked by hand; never enters an estimate


@dataclass(frozen=True)
class StratumSize:
    """Sizes of one stratum.

    Args:
        population: Units on the frame, N_h.
        drawn: Units in the sample, n_h.
        reserves: Units that stand ready behind them.
    """

    stratum: str
    population: int
    drawn: int
    reserves: int = 0


@dataclass(frozen=True)
class Ticketed:
    """A unit with its ticket and its rank in its stratum, from 1.

    A purposive unit has rank 0: it was not drawn.
    """

    list_id: str
    unit_id: str
    stratum: str
    rank: int
    ticket: str
    role: DrawRole

    @property
    def place(self) -> tuple[str, str]:
        """List and unit, which name it on the frame."""
        return self.list_id, self.unit_id


@dataclass(frozen=True)
class Draw:
    """What a seed made of a frame.

    Args:
        strata: In order of their text.
        units: Sample and reserves, by stratum and rank.
    """

    draw_id: str
    public_seed: str
    key: str
    frame_digest: str
    strata: tuple[StratumSize, ...]
    units: tuple[Ticketed, ...]

    def stratum(self, name: str) -> StratumSize | None:
        """The sizes of a stratum, or None when it took no part."""
        return next((one for one in self.strata if one.stratum == name), None)


@dataclass(frozen=True)
class Loss:
    """A drawn unit that cannot be used.

    Args:
        reason: Code of the reason.
        at: When it was recorded, as ISO 8601 text; it has no influence on what replaces it.
    """

    list_id: str
    unit_id: str
    reason: str = ""
    at: str = ""


@dataclass(frozen=True)
class Shortfall:
    """A stratum whose reserves are exhausted.

    Args:
        missing: How many units the active sample lacks.
    """

    stratum: str
    missing: int

    @property
    def message(self) -> str:
        """The shortfall as a sentence."""
        return (
            f"{self.stratum} lacks {self.missing} of its cases and has no reserves left. "
            f"Use `sample extend` for more, or report the smaller number."
        )


class StratumSizeError(CheckFailedError):
    """What is asked of a stratum cannot be drawn from it."""

    def __init__(self, stratum: str, reason: str) -> None:
        super().__init__(f"Stratum {stratum}: {reason}.")
        self.stratum = stratum


class EmptyDrawError(CheckFailedError):
    """The sizes say nothing that can be drawn."""


class UnknownLossError(CheckFailedError):
    """A loss names a unit that was not drawn."""

    def __init__(self, list_id: str) -> None:
        super().__init__(
            f"A loss of list {list_id} names a unit that is neither in the sample nor in the "
            f"reserves. See `sample show` for the cases that were drawn."
        )


class FrameChangedError(CheckFailedError):
    """The frame is not the one that was drawn from."""

    def __init__(self) -> None:
        super().__init__(
            "The frame is not the one of the draw: its digest differs. "
            "An extension needs the frame as it was committed."
        )


def draw_stratified(
    units: Iterable[FrameUnit],
    sizes: Mapping[str, tuple[int, int]],
    *,
    draw_id: str,
    seed: str,
) -> Draw:
    """Draw the smallest tickets of each stratum; the next ones are its reserves, in order.

    Args:
        units: The whole frame, in any order.
        sizes: For each stratum how many to draw and how many reserves to keep ready. A stratum
            that is left out gives none; so does a size of 0. Fewer reserves are kept where the
            stratum has no more.

    Raises:
        InvalidFieldError: A field is empty or holds a forbidden character.
        DuplicateUnitError: A unit stands on the frame twice.
        StratumSizeError: A stratum has fewer units than are to be drawn, or none at all.
        EmptyDrawError: All sizes are 0.
        ShortSeedError: The seed is too short.
    """
    check_seed(seed)
    frame = canonical_frame(units)
    key = draw_key(draw_id, seed)
    strata = _stratum_sizes(frame, sizes)
    heads = _ticket_heads(frame, key)
    rows = dict(zip(frame.strata, groups(frame.stratum_codes, len(frame.strata)), strict=True))
    drawn = [
        unit
        for size in strata
        for unit in _smallest(frame, rows[size.stratum], heads, key=key, size=size)
    ]
    return Draw(
        draw_id=canon(draw_id),
        public_seed=canon(seed),
        key=key,
        frame_digest=canonical_digest(frame),
        strata=strata,
        units=tuple(drawn),
    )


def _stratum_sizes(
    frame: CanonicalFrame, sizes: Mapping[str, tuple[int, int]]
) -> tuple[StratumSize, ...]:
    """Check what is asked of each stratum against what the frame holds."""
    import numpy as np

    counts = np.bincount(frame.stratum_codes, minlength=len(frame.strata)).tolist()
    population = dict(zip(frame.strata, counts, strict=True))
    asked = {canon(stratum): size for stratum, size in sizes.items()}
    if len(asked) < len(sizes):
        raise EmptyDrawError("Two strata have the same name after trimming. Keep one of them.")
    if not any(drawn for drawn, _ in asked.values()):
        raise EmptyDrawError("Every size is 0, so there is nothing to draw. Correct the sizes.")
    return tuple(
        _stratum_size(stratum, population.get(stratum, 0), *asked.get(stratum, (0, 0)))
        for stratum in sorted(asked.keys() | population.keys())
    )


def _stratum_size(stratum: str, population: int, drawn: int, reserves: int) -> StratumSize:
    if drawn < 0 or reserves < 0:
        raise StratumSizeError(stratum, "a size below 0 cannot be drawn; correct the sizes")
    if population == 0:
        raise StratumSizeError(
            stratum, "there are no units on the frame; check its name, or leave it out of the sizes"
        )
    if drawn > population:
        raise StratumSizeError(
            stratum,
            f"{drawn} are to be drawn and the frame has {population}; ask for {population} at most",
        )
    return StratumSize(
        stratum=stratum,
        population=population,
        drawn=drawn,
        reserves=min(reserves, population - drawn),
    )


def _ticket_heads(frame: CanonicalFrame, key: str) -> NDArray[np.uint64]:
    """First 64 bits of every ticket, by row.

    The first block of SHA-256 holds only the specification and the key, so a copy of its state
    saves half the work.
    """
    import numpy as np

    prefixes = [f"{SPECIFICATION}|{key}|{list_id}|".encode() for list_id in frame.lists]
    copies = [hashlib.sha256(prefix).copy for prefix in prefixes]
    heads = np.empty(len(frame), dtype=np.uint64)
    for start in range(0, len(frame), CHUNK):
        chunk = slice(start, start + CHUNK)
        tokens = "\n".join(frame.unit_ids[chunk]).encode().split(b"\n")
        digests = []
        for code, token in zip(frame.list_codes[chunk].tolist(), tokens, strict=True):
            sha = copies[code]()
            sha.update(token)
            digests.append(sha.digest())
        heads[chunk] = np.frombuffer(b"".join(digests), dtype=">u8")[::4]
    return heads


def _smallest(
    frame: CanonicalFrame,
    rows: NDArray[np.int32],
    heads: NDArray[np.uint64],
    *,
    key: str,
    size: StratumSize,
) -> list[Ticketed]:
    """Sample and reserves of one stratum, in rank order.

    Only the units up to the last needed head are compared in full, ties of the head included.
    """
    import numpy as np

    wanted = size.drawn + size.reserves
    if not wanted:
        return []
    own = heads[rows]
    last = np.partition(own, wanted - 1)[wanted - 1]
    ordered = sorted(_order(frame, row, key) for row in rows[own <= last].tolist())
    return [
        _ticketed(frame.unit(row), hex_ticket, rank, drawn=size.drawn)
        for rank, (hex_ticket, _, row) in enumerate(ordered[:wanted], start=1)
    ]


def _order(frame: CanonicalFrame, row: int, key: str) -> tuple[str, bytes, int]:
    """Ticket, then the bytes of `list|unit`, then the row."""
    unit = frame.unit(row)
    line = f"{unit.list_id}|{unit.unit_id}".encode()
    digest = hashlib.sha256(f"{SPECIFICATION}|{key}|".encode() + line).hexdigest()
    return digest, line, row


def _ticketed(unit: FrameUnit, hex_ticket: str, rank: int, *, drawn: int) -> Ticketed:
    return Ticketed(
        list_id=unit.list_id,
        unit_id=unit.unit_id,
        stratum=unit.stratum,
        rank=rank,
        ticket=hex_ticket,
        role=DrawRole.SAMPLE if rank <= drawn else DrawRole.RESERVE,
    )


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
        active.extend(available[: wanted[stratum]])
    return tuple(active)


def _places(draw: Draw, losses: Iterable[Loss]) -> set[tuple[str, str]]:
    drawn = {unit.place for unit in draw.units}
    lost = set()
    for loss in losses:
        place = canon(loss.list_id), canon(loss.unit_id)
        if place not in drawn:
            raise UnknownLossError(loss.list_id)
        lost.add(place)
    return lost


def shortfalls(draw: Draw, losses: Iterable[Loss] = ()) -> tuple[Shortfall, ...]:
    """Strata that have fewer active units than planned because their reserves are exhausted."""
    active: dict[str, int] = {}
    for unit in active_sample(draw, losses):
        active[unit.stratum] = active.get(unit.stratum, 0) + 1
    return tuple(
        Shortfall(stratum=size.stratum, missing=size.drawn - active.get(size.stratum, 0))
        for size in draw.strata
        if active.get(size.stratum, 0) < size.drawn
    )


def extend_draw(draw: Draw, units: Iterable[FrameUnit], *, by: Mapping[str, int]) -> Draw:
    """Continue the same order with more cases; what was drawn stays drawn.

    Args:
        units: The frame of the draw.
        by: How many more to draw, by stratum. For an authority see
            `allocation.extension_by_stratum`.

    Raises:
        FrameChangedError: The frame is not the one of the draw.
        StratumSizeError: The stratum has not that many more, or the number is below zero.
    """
    sizes = {size.stratum: (size.drawn, size.reserves) for size in draw.strata}
    for stratum, more in by.items():
        if more < 0:
            raise StratumSizeError(stratum, "an extension cannot take cases away")
        drawn, reserves = sizes.get(canon(stratum), (0, 0))
        sizes[canon(stratum)] = (drawn + more, reserves)
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


def capped_sizes(
    units: Iterable[FrameUnit], sizes: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """Sizes with no stratum above the number of its units: a small stratum is taken whole."""
    frame_counts: dict[str, int] = {}
    for unit in units:
        frame_counts[canon(unit.stratum)] = frame_counts.get(canon(unit.stratum), 0) + 1
    return {
        stratum: (min(drawn, frame_counts.get(canon(stratum), drawn)), reserves)
        for stratum, (drawn, reserves) in sizes.items()
    }


def purposive_unit(draw: Draw, unit: FrameUnit) -> Ticketed:
    """A unit picked by hand, with its ticket for the record; it has no rank."""
    return replace(
        _ticketed(unit, ticket(draw.key, unit.list_id, unit.unit_id), 0, drawn=0),
        list_id=canon(unit.list_id),
        unit_id=canon(unit.unit_id),
        role=DrawRole.PURPOSIVE,
    )
