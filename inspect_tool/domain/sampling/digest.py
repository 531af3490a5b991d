"""The digest of a frame: sorted canonical lines, and no unit twice.

It is published before the seed exists, so that nobody can change the frame afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from inspect_tool.domain.language.canonical import canon, uncanon
from inspect_tool.domain.sampling.hashed_frame import (
    DuplicateUnitError,
    FrameUnit,
    HashedFrame,
    Portion,
    sorted_by_code,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BAR = ord("|")


def frame_digest(units: Iterable[FrameUnit]) -> str:
    """SHA-256 over the sorted canonical lines `list|unit|stratum[|size]`, each ended by LF.

    Raises:
        InvalidFieldError: A field is empty or holds a forbidden character.
        NegativeSizeError: A size is below zero.
        DuplicateUnitError: A unit is on the frame twice.
    """
    frame = HashedFrame(units if isinstance(units, Sequence) else list(units))
    digest = FrameDigest(frame)
    for portion in frame.portions():
        digest.add(portion)
    return digest.finish()


def check_frame(units: Iterable[FrameUnit]) -> None:
    """Refuse a frame that cannot be drawn from; what is wrong is what `frame_digest` raises."""
    frame_digest(units)


class FrameDigest:
    """Collects the lines of each list while a frame is read, then sorts list by list.

    A list's lines lie together in memory. Sorting all rows at once would jump about in it, which
    costs more than the sorting.
    """

    def __init__(self, frame: HashedFrame) -> None:
        self.frame = frame
        self.texts: list[list[str]] = []

    def add(self, portion: Portion) -> None:
        """Sort the lines of a portion into their lists."""
        import numpy as np

        count = len(self.frame.lists.by_canonical)
        self.texts += [[] for _ in range(count - len(self.texts))]
        order, ends = sorted_by_code(portion.lists, count)
        strata = np.array([f"|{name}" for name in self.frame.strata.texts], dtype=object)
        fields = np.empty((len(order), 3), dtype=object)
        fields[:, 0] = np.array(portion.tokens, dtype=object)[order]
        fields[:, 1] = strata[portion.strata[order]]
        fields[:, 2] = np.array(portion.endings, dtype=object)[order] if portion.endings else "\n"
        flat = fields.ravel().tolist()
        start = 0
        for texts, end in zip(self.texts, ends, strict=True):
            texts.append("".join(flat[3 * start : 3 * end]))
            start = end

    def finish(self) -> str:
        """The digest.

        Raises:
            DuplicateUnitError: A unit is on the frame twice.
        """
        sha = hashlib.sha256()
        # A list's lines continue with a bar, which sorts after letters: `A|1` comes after `A1|1`.
        starts = [f"{name}|" for name in self.frame.lists.texts]
        for start, texts in sorted(zip(starts, self.texts, strict=True), key=itemgetter(0)):
            lines, twice = sorted_lines("".join(texts))
            if twice is not None:
                raise duplicate_error(self.frame.units, start[:-1], twice)
            following = f"\n{start}"
            sha.update(f"{start}{following.join(lines)}\n".encode())
        return sha.hexdigest()


def duplicate_error(units: Sequence[FrameUnit], list_id: str, token: str) -> DuplicateUnitError:
    """The error about a unit that is there twice, with its rows, which are only now looked for.

    Args:
        list_id: In canonical text, as is the token.
    """
    rows = [
        row
        for row, unit in enumerate(units, start=1)
        if canon(unit.unit_id) == token and canon(unit.list_id) == list_id
    ]
    return DuplicateUnitError(uncanon(list_id), (rows[0], rows[1]))


def sorted_lines(text: str) -> tuple[list[str], str | None]:
    """Lines in order of their bytes, and the first token that appears twice, or None.

    Numbers sort many times as fast as texts, so the first eight bytes come first, and only lines
    where these are equal are compared as texts. A token that appears twice is such a case too.
    """
    import numpy as np

    lines = np.array(text.split("\n")[:-1], dtype=object)
    heads = line_heads(text)
    order = np.argsort(heads)
    in_order: list[str] = lines[order].tolist()
    for start, end in runs_of_equals(heads[order]):
        run = sorted(in_order[start:end])
        in_order[start:end] = run
        for line, following in pairwise(run):
            if line.partition("|")[0] == following.partition("|")[0]:
                return in_order, line.partition("|")[0]
    return in_order, None


def line_heads(text: str) -> NDArray[np.uint64]:
    """Eight bytes of each line up to its first bar, after what all lines have in common."""
    import numpy as np

    data = text.encode()
    starts = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n")) + 1
    starts = np.concatenate(([0], starts[:-1]))
    heads = _heads_at(data, starts)
    # All lines begin alike, as `C000123` and the like do: look at where they differ.
    if int(heads.min()) >> 56 == int(heads.max()) >> 56:
        return _heads_at(data, starts + _common_prefix(text))
    return heads


def _heads_at(data: bytes, starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Eight bytes from each start as a number; what follows the first bar counts as zero."""
    import numpy as np

    padded = data + bytes(8)
    # Every run of eight bytes of the text, of which one of each line is taken.
    runs = np.ndarray((len(data),), dtype="V8", buffer=padded, strides=(1,))
    taken = runs[starts].view(np.uint8).reshape(-1, 8)
    is_bar = taken == BAR
    if is_bar.any():
        after = np.cumsum(is_bar, axis=1) - is_bar > 0
        taken[after] = 0
    return taken.view(">u8").ravel().astype(np.uint64)


def _common_prefix(text: str) -> int:
    """How many bytes the tokens of all lines have in common at their start."""
    lines = text.split("\n")[:-1]
    least, greatest = min(lines).encode(), max(lines).encode()
    end = least.index(b"|")
    different = (place for place in range(end) if least[place] != greatest[place])
    return next(different, end)


def runs_of_equals(ordered: NDArray[np.uint64]) -> list[tuple[int, int]]:
    """Start and end of each run of two or more equal numbers."""
    import numpy as np

    equal = np.concatenate(([False], ordered[1:] == ordered[:-1], [False]))
    edges = np.flatnonzero(equal[1:] != equal[:-1])
    return [(int(start), int(end) + 1) for start, end in edges.reshape(-1, 2)]
