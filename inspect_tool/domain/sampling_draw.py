"""The engine of the draw: the smallest tickets of each stratum, fast for millions of rows.

Why it is made like this: docs/decisions/003-draw-engine.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from inspect_tool.domain.sampling_frame import (
    CHUNK,
    CanonicalFrame,
    FrameUnit,
    canonical_digest,
    canonical_frame,
    groups,
)
from inspect_tool.domain.sampling_tickets import (
    SPECIFICATION,
    check_seed,
    draw_key,
    tidy,
    uncanon,
)
from inspect_tool.domain.sampling_types import (
    Draw,
    DrawRole,
    EmptyDrawError,
    StratumSize,
    StratumSizeError,
    Ticketed,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
    rows = dict(
        zip(
            map(uncanon, frame.strata),
            groups(frame.stratum_codes, len(frame.strata)),
            strict=True,
        )
    )
    drawn = [
        unit
        for size in strata
        if size.drawn + size.reserves
        for unit in _smallest(frame, rows[size.stratum], heads, key=key, size=size)
    ]
    return Draw(
        draw_id=tidy(draw_id),
        public_seed=tidy(seed),
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
    population = dict(zip(map(uncanon, frame.strata), counts, strict=True))
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
        list_id=uncanon(unit.list_id),
        unit_id=uncanon(unit.unit_id),
        stratum=uncanon(unit.stratum),
        rank=rank,
        ticket=hex_ticket,
        role=DrawRole.SAMPLE if rank <= drawn else DrawRole.RESERVE,
    )
