"""Digest and tickets of a frame with tokens of one length: a list at a time, and no text a row.

`digest` and `draw_engine` hash any frame, from a text for each row. Tokens such as this tool makes
(small letters and digits of ASCII, all of one length: `UnlikeTokens`) allow three shortcuts, and a
frame with any other token, or with sizes, takes none of them:

- A token is its own canonical text, so its bytes are hashed as they lie in the column.
- Of two different tokens of one length neither is the start of the other, so the lines of a list
  are in the order of their tokens, whatever follows the bar.
- Rows of a list are one unit only where their bytes are equal, and these are then neighbours in
  that order.

What is hashed is the same to the byte: `tests/domain/sampling/test_list_by_list.py` compares both
ways and a third, slow one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.sampling.digest import duplicate_error, runs_of_equals
from inspect_tool.domain.sampling.hashed_frame import (
    PORTION,
    DuplicateUnitError,
    HashedFrame,
    sorted_by_code,
)
from inspect_tool.domain.sampling.tickets import ticket_prefix

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from inspect_tool.domain.sampling.hashed_frame import Codes
    from inspect_tool.domain.sampling.unlike_tokens import UnlikeTokens


@dataclass(frozen=True)
class HashedUnits:
    """What hashing a whole frame gives.

    Args:
        strata: For each row the number of its stratum.
        heads: For each row the first 64 bits of its ticket.
        digest: The digest of the frame; empty where a unit is there twice.
        twice: The error that names that unit's rows.
    """

    strata: Codes
    heads: NDArray[np.uint64]
    digest: str
    twice: DuplicateUnitError | None = None


def hash_list_by_list(frame: HashedFrame, tokens: UnlikeTokens, key: str) -> HashedUnits:
    """The tickets of the draw with that key, and the frame's digest.

    Args:
        frame: Has these tokens, and no sizes.

    Raises:
        InvalidFieldError: A list or a stratum is empty or holds a forbidden character.
    """
    import numpy as np

    portions = [(portion.lists, portion.strata) for portion in frame.portions()]
    lists, strata = (np.concatenate(codes) for codes in zip(*portions, strict=True))
    names, every = frame.lists.texts, tokens.as_array()
    endings = np.array([f"|{name}\n".encode() for name in frame.strata.texts], dtype=object)
    order, ends = sorted_by_code(lists, len(names))
    heads = np.empty(len(every), dtype=np.uint64)
    sha = hashlib.sha256()
    # A list's lines continue with a bar, which sorts after letters: `A|1` comes after `A1|1`.
    for number in sorted(range(len(names)), key=lambda one: f"{names[one]}|"):
        rows = order[ends[number - 1] if number else 0 : ends[number]]
        own = every[rows]
        in_order = order_of_tokens(own)
        rows, own = rows[in_order], own[in_order]
        if (same := np.flatnonzero(own[1:] == own[:-1])).size:
            twice = duplicate_error(frame.units, names[number], own[same[0]].decode())
            return HashedUnits(strata, heads, "", twice)
        start = f"{names[number]}|".encode()
        first_block = hashlib.sha256(ticket_prefix(key, names[number]).encode())
        for at in range(0, len(rows), PORTION):
            some, texts = rows[at : at + PORTION], own[at : at + PORTION].tolist()
            sha.update(_lines(start, texts, endings[strata[some]].tolist()))
            heads[some] = _ticket_heads(first_block, texts)
    return HashedUnits(strata, heads, sha.hexdigest())


def order_of_tokens(tokens: NDArray[np.bytes_]) -> NDArray[np.intp]:
    """Places of tokens of one length in the order of their bytes.

    Eight bytes are sorted as a number, from the first in which the tokens differ; where these are
    equal, the tokens are compared as they are.
    """
    import numpy as np

    width = tokens.dtype.itemsize
    signs = tokens.view(np.uint8).reshape(-1, width)
    columns = (place for place in range(width) if (signs[:, place] != signs[0, place]).any())
    first = min(next(columns, 0), max(width - 8, 0))
    taken = np.zeros((len(tokens), 8), dtype=np.uint8)
    taken[:, : min(8, width)] = signs[:, first : first + 8]
    heads = taken.view(">u8").ravel().astype(np.uint64)
    order = np.argsort(heads)
    for start, end in runs_of_equals(heads[order]):
        order[start:end] = sorted(order[start:end].tolist(), key=tokens.__getitem__)
    return order


def _lines(start: bytes, tokens: list[bytes], endings: list[bytes]) -> bytes:
    """The lines `list|token|stratum` of some units of a list."""
    fields = [start] * (3 * len(tokens))
    fields[1::3], fields[2::3] = tokens, endings
    return b"".join(fields)


def _ticket_heads(first_block: hashlib._Hash, tokens: Sequence[bytes]) -> NDArray[np.uint64]:
    """First 64 bits of the tickets of some units of a list.

    Args:
        first_block: The state after what all their messages begin with.
    """
    import numpy as np

    copy, digests = first_block.copy, []
    for token in tokens:
        sha = copy()
        sha.update(token)
        digests.append(sha.digest())
    heads: NDArray[np.uint64] = np.frombuffer(b"".join(digests), dtype=">u8")[::4].astype(np.uint64)
    return heads
