"""The engine of the draw: the smallest tickets of each stratum, fast for millions of rows.

Why it is made like this: docs/decisions/003-draw-engine.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.language.canonical import canon, sha256_hex, tidy, uncanon
from inspect_tool.domain.sampling.digest import FrameDigest
from inspect_tool.domain.sampling.draw import (
    Draw,
    DrawRole,
    EmptyDrawError,
    StratumSize,
    StratumSizeError,
    Ticketed,
)
from inspect_tool.domain.sampling.hashed_frame import (
    DuplicateUnitError,
    FrameColumns,
    FrameUnit,
    HashedFrame,
    Portion,
    sorted_by_code,
)
from inspect_tool.domain.sampling.list_by_list import HashedUnits, hash_list_by_list
from inspect_tool.domain.sampling.tickets import check_seed, draw_key, ticket_prefix
from inspect_tool.domain.sampling.unlike_tokens import UnlikeTokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from inspect_tool.domain.sampling.hashed_frame import Codes


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
        DuplicateUnitError: A unit is on the frame twice.
        StratumSizeError: A stratum has fewer units than are to be drawn, or none at all.
        EmptyDrawError: All sizes are 0.
        ShortSeedError: The seed is too short.
    """
    check_seed(seed)
    frame = HashedFrame(units if isinstance(units, Sequence) else list(units))
    key = draw_key(draw_id, seed)
    hashed = _hash_units(frame, key)
    by_stratum = _by_stratum(frame, hashed)
    strata = _stratum_sizes({name: len(own.rows) for name, own in by_stratum.items()}, sizes)
    if hashed.twice is not None:
        raise hashed.twice
    return Draw(
        draw_id=tidy(draw_id),
        public_seed=tidy(seed),
        key=key,
        frame_digest=hashed.digest,
        strata=strata,
        units=tuple(
            unit
            for size in strata
            if size.drawn + size.reserves
            for unit in _smallest(frame.units, by_stratum[size.stratum], size, key)
        ),
    )


def _hash_units(frame: HashedFrame, key: str) -> HashedUnits:
    """Digest and tickets of a frame, the fast way where it has nothing but tokens of this tool."""
    import numpy as np

    units = frame.units
    if isinstance(units, FrameColumns) and units.sizes is None:
        tokens = units.tokens
        if isinstance(tokens, UnlikeTokens):
            return hash_list_by_list(frame, tokens, key)
    tickets, digest = Tickets(frame, key), FrameDigest(frame)
    for portion in frame.portions():
        digest.add(portion)
        tickets.add(portion)
    strata = np.concatenate(tickets.strata) if tickets.strata else np.empty(0, dtype=np.int32)
    heads = np.concatenate(tickets.heads) if tickets.heads else np.empty(0, dtype=np.uint64)
    try:
        return HashedUnits(strata, heads, digest.finish())
    except DuplicateUnitError as twice:
        return HashedUnits(strata, heads, "", twice)


def _stratum_sizes(
    population: Mapping[str, int], sizes: Mapping[str, tuple[int, int]]
) -> tuple[StratumSize, ...]:
    """Check what is asked of each stratum against what the frame holds."""
    asked = {tidy(stratum): size for stratum, size in sizes.items()}
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


@dataclass(frozen=True)
class StratumTickets:
    """The units of one stratum.

    Args:
        rows: Their rows on the frame, from 0.
        heads: The first 64 bits of their tickets.
    """

    rows: Codes
    heads: NDArray[np.uint64]


class Tickets:
    """Hashes the units while a frame is read, and keeps the first 64 bits of each ticket.

    The first block of SHA-256 holds only the specification and the key, so a copy of its state
    saves part of the work.
    """

    def __init__(self, frame: HashedFrame, key: str) -> None:
        self.frame = frame
        self.key = key
        self.copies: list[Callable[[], hashlib._Hash]] = []
        self.heads: list[NDArray[np.uint64]] = []
        self.strata: list[Codes] = []

    def add(self, portion: Portion) -> None:
        """Hash the units of a portion."""
        import numpy as np

        for name in self.frame.lists.texts[len(self.copies) :]:
            self.copies.append(hashlib.sha256(ticket_prefix(self.key, name).encode()).copy)
        tokens = "\n".join(portion.tokens).encode().split(b"\n")
        copies, digests = self.copies, []
        for list_number, token in zip(portion.lists.tolist(), tokens, strict=True):
            sha = copies[list_number]()
            sha.update(token)
            digests.append(sha.digest())
        heads = np.frombuffer(b"".join(digests), dtype=">u8")[::4]
        self.heads.append(heads.astype(np.uint64))
        self.strata.append(portion.strata)


def _by_stratum(frame: HashedFrame, hashed: HashedUnits) -> dict[str, StratumTickets]:
    """The units of each stratum, by its tidy name."""
    names = [uncanon(text) for text in frame.strata.texts]
    order, ends = sorted_by_code(hashed.strata, len(names))
    heads = hashed.heads[order]
    return {
        name: StratumTickets(order[start:end], heads[start:end])
        for name, (start, end) in zip(names, pairwise([0, *ends]), strict=True)
    }


def _smallest(
    units: Sequence[FrameUnit], stratum: StratumTickets, size: StratumSize, key: str
) -> list[Ticketed]:
    """Sample and reserves of one stratum, in rank order.

    Only units up to the last needed head are compared in full, ties of the head included.
    """
    import numpy as np

    wanted = size.drawn + size.reserves
    last = np.partition(stratum.heads, wanted - 1)[wanted - 1]
    candidates = stratum.rows[stratum.heads <= last].tolist()
    ordered = sorted(_candidate(units[row], key) for row in candidates)
    return [
        _ticketed(candidate, rank, drawn=size.drawn)
        for rank, candidate in enumerate(ordered[:wanted], start=1)
    ]


def _candidate(unit: FrameUnit, key: str) -> _Candidate:
    list_id, unit_id = canon(unit.list_id), canon(unit.unit_id)
    own_ticket = sha256_hex(ticket_prefix(key, list_id) + unit_id)
    return _Candidate(own_ticket, f"{list_id}|{unit_id}".encode(), unit)


class _Candidate(NamedTuple):
    """A unit that may be among the smallest, in the order of its ticket.

    Args:
        line: The bytes of `list|unit`, which settle a tie of tickets; no two units have the same.
    """

    ticket: str
    line: bytes
    unit: FrameUnit


def _ticketed(candidate: _Candidate, rank: int, *, drawn: int) -> Ticketed:
    return Ticketed(
        list_id=tidy(candidate.unit.list_id),
        unit_id=tidy(candidate.unit.unit_id),
        stratum=tidy(candidate.unit.stratum),
        rank=rank,
        ticket=candidate.ticket,
        role=DrawRole.SAMPLE if rank <= drawn else DrawRole.RESERVE,
    )
