"""The rows of a sampling frame as a draw sees them: canonical text, no duplicates, one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, TypeAlias

from inspect_tool.domain.sampling_tickets import TRIMMED, InvalidFieldError, canon
from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes: TypeAlias = NDArray[np.int32]

# Rows that are looked at together: large enough that the cost per chunk vanishes, small enough
# that what one chunk needs stays in the processor's cache.
CHUNK = 4_096

# Characters that are their own canonical form wherever they stand.
PLAIN_BYTES = bytes(byte for byte in range(0x21, 0x7F) if byte not in b"%|")

# After a token comes its bar, then enough zeros that eight bytes never reach the next token.
SEPARATOR = "|" + 7 * "\0"


@dataclass(frozen=True, slots=True)
class FrameUnit:
    """One unit that can be drawn.

    Args:
        list_id: Code of the authority whose list it is on.
        unit_id: Token that stands for the child.
        stratum: Which stratum it belongs to; not part of its ticket.
        size: Whole number for draws with probability proportional to size; None elsewhere.
    """

    list_id: str
    unit_id: str
    stratum: str
    size: int | None = None


class DuplicateUnitError(CheckFailedError):
    """The same unit stands on the frame twice, so it would have two chances.

    Args:
        rows: The two rows of the frame, from 1.
    """

    def __init__(self, list_id: str, rows: tuple[int, int]) -> None:
        super().__init__(
            f"Rows {rows[0]} and {rows[1]} of the frame are the same unit of list {list_id}. "
            f"Keep one of them and read the list again."
        )
        self.list_id = list_id
        self.rows = rows


class NegativeSizeError(CheckFailedError):
    """A size is below zero."""

    def __init__(self, row: int) -> None:
        super().__init__(f"Row {row} of the frame: the size is below 0. Correct it in the list.")
        self.row = row


@dataclass(frozen=True)
class CanonicalFrame:
    """A frame in canonical text, column by column, in the order in which it was read.

    Args:
        lists: Distinct lists, in the order in which their lines stand in the digest.
        strata: Distinct strata, in order of their text.
        list_codes: For each row its place in `lists`.
        stratum_codes: For each row its place in `strata`.
        unit_ids: For each row its token.
        sizes: For each row its size, or empty when no row has one.
        rows_of_list: For each list its rows, sorted by token.
    """

    lists: tuple[str, ...]
    strata: tuple[str, ...]
    list_codes: Codes
    stratum_codes: Codes
    unit_ids: list[str]
    sizes: list[int | None]
    rows_of_list: list[Codes]

    def __len__(self) -> int:
        return len(self.unit_ids)

    def unit(self, row: int) -> FrameUnit:
        """The unit of a row, counted from 0."""
        return FrameUnit(
            list_id=self.lists[self.list_codes[row]],
            unit_id=self.unit_ids[row],
            stratum=self.strata[self.stratum_codes[row]],
            size=self.sizes[row] if self.sizes else None,
        )


class _Column:
    """Numbers for the few distinct texts of a column, in the order of their appearance."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.by_raw: dict[str, int] = {}
        self.by_canonical: dict[str, int] = {}

    def numbers(self, values: Sequence[str], first_row: int) -> Codes:
        """Number of each value; values not seen before get the next ones."""
        import numpy as np

        if not self.by_raw.keys() >= set(values):
            for row, value in enumerate(values, first_row):
                if value not in self.by_raw:
                    text = canonical_field(value, column=self.name, row=row)
                    number = self.by_canonical.setdefault(text, len(self.by_canonical))
                    self.by_raw[value] = number
        known = map(self.by_raw.__getitem__, values)
        return np.fromiter(known, dtype=np.int32, count=len(values))

    def in_order(self, numbers: list[Codes], *, ending: str) -> tuple[tuple[str, ...], Codes]:
        """The texts in order, and the numbers of all rows changed to their places in it."""
        import numpy as np

        texts = sorted(self.by_canonical, key=lambda text: text + ending)
        if not texts:
            return (), np.empty(0, dtype=np.int32)
        place = np.empty(len(texts), dtype=np.int32)
        place[[self.by_canonical[text] for text in texts]] = np.arange(len(texts))
        return tuple(texts), place[np.concatenate(numbers)]


def canonical_field(text: str, *, column: str, row: int) -> str:
    """Canonical form of a field, with its place in the error.

    Raises:
        InvalidFieldError: The field cannot be hashed.
    """
    try:
        return canon(text)
    except InvalidFieldError as error:
        raise InvalidFieldError(error.reason, column=column, row=row) from None


def canonical_frame(units: Iterable[FrameUnit]) -> CanonicalFrame:
    """Put the rows of a frame into canonical text.

    Raises:
        InvalidFieldError: A field is empty or holds a forbidden character.
        NegativeSizeError: A size is below zero.
        DuplicateUnitError: A unit stands there twice.
    """
    lists, strata = _Column("list_id"), _Column("stratum")
    list_numbers: list[Codes] = []
    stratum_numbers: list[Codes] = []
    unit_ids: list[str] = []
    sizes: list[int | None] = []
    rows = iter(units)
    while chunk := list(islice(rows, CHUNK)):
        first_row = len(unit_ids) + 1
        list_numbers.append(lists.numbers([unit.list_id for unit in chunk], first_row))
        stratum_numbers.append(strata.numbers([unit.stratum for unit in chunk], first_row))
        unit_ids.extend(_canonical_tokens([unit.unit_id for unit in chunk], first_row))
        sizes.extend([unit.size for unit in chunk])
    # A list's lines go on with a bar, which sorts after letters: `A|1` stands after `A1|1`.
    list_texts, list_codes = lists.in_order(list_numbers, ending="|")
    stratum_texts, stratum_codes = strata.in_order(stratum_numbers, ending="")
    return CanonicalFrame(
        lists=list_texts,
        strata=stratum_texts,
        list_codes=list_codes,
        stratum_codes=stratum_codes,
        unit_ids=unit_ids,
        sizes=_checked_sizes(sizes),
        rows_of_list=_sorted_rows(list_texts, list_codes, unit_ids),
    )


def _canonical_tokens(values: list[str], first_row: int) -> list[str]:
    """Canonical form of a chunk of tokens; plain ones are recognised all at once."""
    joined = "".join(values)
    if joined.isascii() and not joined.encode().translate(None, PLAIN_BYTES) and all(values):
        return values
    return [
        canonical_field(value, column="unit_id", row=row)
        for row, value in enumerate(values, first_row)
    ]


def _checked_sizes(sizes: list[int | None]) -> list[int | None]:
    if sizes.count(None) == len(sizes):
        return []
    for row, size in enumerate(sizes, 1):
        if size is not None and size < 0:
            raise NegativeSizeError(row)
    return sizes


def _sorted_rows(lists: tuple[str, ...], codes: Codes, unit_ids: list[str]) -> list[Codes]:
    """Rows of each list, sorted by the bytes of the token and the bar that follows it.

    Numbers sort many times as fast as texts, so the first eight bytes come first and only the
    rows where these are equal are compared as texts. Twice the same unit is such a row too.
    """
    import numpy as np

    heads = _token_heads(unit_ids)
    ordered = []
    for list_id, rows in zip(lists, groups(codes, len(lists)), strict=True):
        own = heads[rows]
        order = np.argsort(own)
        rows, own = rows[order], own[order]  # noqa: PLW2901
        for start, end in _runs_of_equals(own):
            rows[start:end] = _sorted_texts(list_id, rows[start:end].tolist(), unit_ids)
        ordered.append(rows)
    return ordered


def _token_heads(unit_ids: list[str]) -> NDArray[np.uint64]:
    """Eight bytes of each token and its bar, after what all tokens have in common."""
    heads = _windows(unit_ids, skip=0)
    # Numbers that differ only below their first byte: `C000123` and the like.
    if len(heads) and int(heads.min()) >> 56 == int(heads.max()) >> 56:
        return _windows(unit_ids, skip=_common_prefix(unit_ids))
    return heads


def _windows(unit_ids: list[str], *, skip: int) -> NDArray[np.uint64]:
    """Eight bytes of each token and its bar, as a number, after `skip` bytes of it."""
    import numpy as np

    heads = np.empty(len(unit_ids), dtype=np.uint64)
    for start in range(0, len(unit_ids), CHUNK):
        data = (SEPARATOR.join(unit_ids[start : start + CHUNK]) + SEPARATOR).encode()
        bars = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("|"))
        starts = np.concatenate(([0], bars[:-1] + len(SEPARATOR)))
        # Every run of eight bytes of the text, of which one of each token is taken.
        windows = np.ndarray((len(data) - 7,), dtype="V8", buffer=data, strides=(1,))
        heads[start : start + CHUNK] = windows[starts + skip].view(">u8")
    return heads


def _common_prefix(unit_ids: list[str]) -> int:
    """How many bytes all tokens have in common at their start."""
    least, greatest = min(unit_ids).encode(), max(unit_ids).encode()
    different = (
        place for place, byte in enumerate(least) if greatest[place : place + 1] != bytes([byte])
    )
    return next(different, len(least))


def _runs_of_equals(ordered: NDArray[np.uint64]) -> list[tuple[int, int]]:
    """Start and end of each run of two or more equal numbers."""
    import numpy as np

    equal = np.concatenate(([False], ordered[1:] == ordered[:-1], [False]))
    edges = np.flatnonzero(equal[1:] != equal[:-1])
    return [(int(start), int(end) + 1) for start, end in edges.reshape(-1, 2)]


def _sorted_texts(list_id: str, rows: list[int], unit_ids: list[str]) -> list[int]:
    rows.sort(key=lambda row: (unit_ids[row] + "|", row))
    for row, following in pairwise(rows):
        if unit_ids[row] == unit_ids[following]:
            raise DuplicateUnitError(list_id, (row + 1, following + 1))
    return rows


def groups(codes: Codes, count: int) -> list[Codes]:
    """Rows of each code from 0 to `count` less one, in the order of the rows."""
    import numpy as np

    # numpy sorts 16-bit numbers by radix, several times as fast as 32-bit ones.
    small = codes.astype(np.uint16) if count <= 65_536 else codes
    order = np.argsort(small, kind="stable").astype(np.int32)
    ends = np.cumsum(np.bincount(codes, minlength=count))
    return np.split(order, ends[:-1]) if count else []


def frame_digest(units: Iterable[FrameUnit]) -> str:
    """SHA-256 over the sorted canonical lines `list|unit|stratum[|size]`, each ended by LF.

    It is published before the seed exists, so that nobody can change the frame afterwards.
    """
    return canonical_digest(canonical_frame(units))


def canonical_digest(frame: CanonicalFrame) -> str:
    """Digest of a frame that is in canonical text already."""
    import numpy as np

    sha = hashlib.sha256()
    tokens = np.array(frame.unit_ids, dtype=object)
    ends = np.array([f"|{stratum}\n" for stratum in frame.strata], dtype=object)
    for list_id, rows in zip(frame.lists, frame.rows_of_list, strict=True):
        parts = np.empty((len(rows), 3), dtype=object)
        parts[:, 0] = f"{list_id}|"
        parts[:, 1] = tokens[rows]
        parts[:, 2] = ends[frame.stratum_codes[rows]]
        if frame.sizes:
            parts[:, 2] = [_with_size(frame, row) for row in rows.tolist()]
        sha.update("".join(parts.ravel().tolist()).encode())
    return sha.hexdigest()


def _with_size(frame: CanonicalFrame, row: int) -> str:
    """How the line of a row ends when rows can have a size."""
    unit = frame.unit(row)
    return f"|{unit.stratum}\n" if unit.size is None else f"|{unit.stratum}|{unit.size}\n"


@dataclass(frozen=True)
class LeadingZeroWarning:
    """A list whose numbers look as if a spreadsheet had removed their leading zeros.

    Args:
        shorter: How many numbers are shorter than the others.
        usual_length: How many digits the others have.
    """

    list_id: str
    shorter: int
    usual_length: int

    @property
    def message(self) -> str:
        """The warning as a sentence."""
        return (
            f"List {self.list_id}: {self.shorter} numbers are shorter than the usual "
            f"{self.usual_length} digits. A spreadsheet may have removed leading zeros; "
            f"`000123` and `123` are different units."
        )


def leading_zero_warnings(units: Iterable[FrameUnit]) -> tuple[LeadingZeroWarning, ...]:
    """Lists whose numbers look as if leading zeros had been lost.

    A list is named when at least half of its units are numbers, some of these are shorter than
    the longest, and either at most half are shorter or some number still starts with a zero.
    """
    tokens: dict[str, list[str]] = {}
    for unit in units:
        tokens.setdefault(unit.list_id, []).append(unit.unit_id.strip(TRIMMED))
    warnings = [_lost_zeros(list_id, ids) for list_id, ids in sorted(tokens.items())]
    return tuple(warning for warning in warnings if warning is not None)


def _lost_zeros(list_id: str, tokens: list[str]) -> LeadingZeroWarning | None:
    numbers = [token for token in tokens if token.isascii() and token.isdigit()]
    if not numbers or 2 * len(numbers) < len(tokens):
        return None
    usual_length = max(map(len, numbers))
    shorter = sum(len(number) < usual_length for number in numbers)
    has_zeros = any(number[0] == "0" for number in numbers)
    if not shorter or (2 * shorter > len(numbers) and not has_zeros):
        return None
    return LeadingZeroWarning(list_id=list_id, shorter=shorter, usual_length=usual_length)
