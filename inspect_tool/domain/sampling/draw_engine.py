"""The engine of the draw: the smallest tickets of each stratum, fast for millions of rows.

Why it is made like this: docs/decisions/003-draw-engine.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.language.canonical import canon, tidy, uncanon
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
    FrameUnit,
    HashedFrame,
    Portion,
    sorted_by_code,
)
from inspect_tool.domain.sampling.tickets import check_seed, draw_key, ticket, ticket_prefix

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
    tickets = Tickets(frame, draw_key(draw_id, seed))
    digest = FrameDigest(frame)
    for portion in frame.portions():
        digest.add(portion)
        tickets.add(portion)
    by_stratum = tickets.by_stratum()
    strata = _stratum_sizes({name: len(own.rows) for name, own in by_stratum.items()}, sizes)
    return Draw(
        draw_id=tidy(draw_id),
        public_seed=tidy(seed),
        key=tickets.key,
        frame_digest=digest.finish(),
        strata=strata,
        units=tuple(
            unit
            for size in strata
            if size.drawn + size.reserves
            for unit in tickets.smallest(by_stratum[size.stratum], size)
        ),
    )


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

    def by_stratum(self) -> dict[str, StratumTickets]:
        """The units of each stratum, by its tidy name."""
        import numpy as np

        names = [uncanon(text) for text in self.frame.strata.texts]
        if not names:
            return {}
        order, ends = sorted_by_code(np.concatenate(self.strata), len(names))
        heads = np.concatenate(self.heads)[order]
        return {
            name: StratumTickets(order[start:end], heads[start:end])
            for name, (start, end) in zip(names, pairwise([0, *ends]), strict=True)
        }

    def smallest(self, stratum: StratumTickets, size: StratumSize) -> list[Ticketed]:
        """Sample and reserves of one stratum, in rank order.

        Only units up to the last needed head are compared in full, ties of the head included.
        """
        import numpy as np

        wanted = size.drawn + size.reserves
        last = np.partition(stratum.heads, wanted - 1)[wanted - 1]
        candidates = stratum.rows[stratum.heads <= last].tolist()
        ordered = sorted(self._candidate(row) for row in candidates)
        return [
            _ticketed(self.frame.units[candidate.row], candidate, rank, drawn=size.drawn)
            for rank, candidate in enumerate(ordered[:wanted], start=1)
        ]

    def _candidate(self, row: int) -> _Candidate:
        unit = self.frame.units[row]
        line = f"{canon(unit.list_id)}|{canon(unit.unit_id)}".encode()
        return _Candidate(ticket(self.key, unit.list_id, unit.unit_id), line, row)


class _Candidate(NamedTuple):
    """A unit that may be among the smallest, in the order of its ticket.

    Args:
        line: The bytes of `list|unit`, which settle a tie of tickets.
        row: Its row on the frame, from 0.
    """

    ticket: str
    line: bytes
    row: int


def _ticketed(unit: FrameUnit, candidate: _Candidate, rank: int, *, drawn: int) -> Ticketed:
    return Ticketed(
        list_id=tidy(unit.list_id),
        unit_id=tidy(unit.unit_id),
        stratum=tidy(unit.stratum),
        rank=rank,
        ticket=candidate.ticket,
        role=DrawRole.SAMPLE if rank <= drawn else DrawRole.RESERVE,
    )
