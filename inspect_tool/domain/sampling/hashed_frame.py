"""The rows of a sampling frame as a draw sees them: canonical text, portion by portion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, repeat
from typing import TYPE_CHECKING, TypeAlias, overload

from inspect_tool.domain.language.canonical import TRIMMED, InvalidFieldError, canon
from inspect_tool.domain.language.identity import length_of_unlike
from inspect_tool.domain.sampling.unlike_tokens import UnlikeTokens
from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes: TypeAlias = NDArray[np.int32]

# Rows that are looked at together: so many that the cost of a portion vanishes, so few that what
# a portion needs stays in the processor's cache.
PORTION = 16_384

# Characters that are their own canonical form wherever they are.
PLAIN_BYTES = bytes(byte for byte in range(0x21, 0x7F) if byte not in b"%|")


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


NOT_YET = -1  # a text that no row had so far


@dataclass(frozen=True)
class CodedTexts(Sequence[str]):
    """A column of few distinct texts, as numbers.

    Args:
        distinct: The texts, each once.
        codes: For each row the place of its text in `distinct`.
    """

    distinct: Sequence[str]
    codes: Codes

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[str]:
        return map(self.distinct.__getitem__, self.codes.tolist())

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> CodedTexts: ...

    def __getitem__(self, place: int | slice) -> str | CodedTexts:
        if isinstance(place, slice):
            return CodedTexts(self.distinct, self.codes[place])
        return self.distinct[int(self.codes[place])]


def counts_of(texts: Sequence[str]) -> Counter[str]:
    """How many rows have each text."""
    import numpy as np

    if not isinstance(texts, CodedTexts):
        return Counter(texts)
    numbers = np.bincount(texts.codes, minlength=len(texts.distinct)).tolist()
    return Counter(dict(zip(texts.distinct, numbers, strict=True)))


@dataclass(frozen=True)
class FrameColumns(Sequence[FrameUnit]):
    """The units of a frame column by column: of a million units no object each.

    Args:
        lists, tokens, strata: A text for each unit; of lists and strata equal ones should be the
            same object, or numbers.
        sizes: None where no unit has one.
    """

    lists: Sequence[str]
    tokens: Sequence[str]
    strata: Sequence[str]
    sizes: Sequence[int | None] | None = None

    @classmethod
    def of(cls, units: Sequence[FrameUnit]) -> FrameColumns:
        """The columns of any units."""
        if isinstance(units, FrameColumns):
            return units
        return cls(
            [unit.list_id for unit in units],
            [unit.unit_id for unit in units],
            [unit.stratum for unit in units],
            [unit.size for unit in units],
        )

    @cached_property
    def length_of_tokens(self) -> int:
        """The length of all tokens where they are such as this tool makes, else 0.

        They are then their own canonical form, and no two of them can be alike in what somebody
        may have meant, whatever the rest of the frame.
        """
        if isinstance(self.tokens, UnlikeTokens):
            return self.tokens.length
        lengths: set[int | None] = set()
        for start in range(0, len(self.tokens), PORTION):
            lengths.add(length_of_unlike(self.tokens[start : start + PORTION]))
            if None in lengths or len(lengths) > 1:
                return 0
        return lengths.pop() or 0 if lengths else 0

    def __len__(self) -> int:
        return len(self.tokens)

    @overload
    def __getitem__(self, place: int) -> FrameUnit: ...

    @overload
    def __getitem__(self, place: slice) -> FrameColumns: ...

    def __getitem__(self, place: int | slice) -> FrameUnit | FrameColumns:
        if isinstance(place, slice):
            return FrameColumns(
                self.lists[place],
                self.tokens[place],
                self.strata[place],
                None if self.sizes is None else self.sizes[place],
            )
        size = None if self.sizes is None else self.sizes[place]
        return FrameUnit(self.lists[place], self.tokens[place], self.strata[place], size)


class DuplicateUnitError(CheckFailedError):
    """The same unit is on the frame twice, so it would have two chances.

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
class Portion:
    """Some rows that follow each other, in canonical text.

    Args:
        lists: For each row the number of its list in the column of lists.
        strata: For each row the number of its stratum in the column of strata.
        tokens: For each row its unit.
        endings: For each row what follows its stratum in the frame's digest; empty when that is
            a line feed everywhere.
    """

    lists: Codes
    strata: Codes
    tokens: Sequence[str]
    endings: list[str]


class CodedColumn:
    """Numbers for the few distinct texts of a column, in the order of their appearance."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.by_raw: dict[str, int] = {}
        self.by_canonical: dict[str, int] = {}
        self._renumbering: tuple[Sequence[str], Codes] | None = None

    @property
    def texts(self) -> list[str]:
        """The distinct texts in canonical form, each at its number."""
        return list(self.by_canonical)

    def numbers(self, values: Sequence[str], first_row: int) -> Codes:
        """Number of each value; values not seen before get the next ones.

        Raises:
            InvalidFieldError: A value has no canonical form.
        """
        import numpy as np

        if isinstance(values, CodedTexts):
            return self._renumbered(values, first_row)
        if not self.by_raw.keys() >= set(values):
            for row, value in enumerate(values, first_row):
                if value not in self.by_raw:
                    text = canonical_field(value, column=self.name, row=row)
                    number = self.by_canonical.setdefault(text, len(self.by_canonical))
                    self.by_raw[value] = number
        known = map(self.by_raw.__getitem__, values)
        return np.fromiter(known, dtype=np.int32, count=len(values))

    def _renumbered(self, values: CodedTexts, first_row: int) -> Codes:
        """The same for a column that has numbers already, in the order of its own `distinct`."""
        import numpy as np

        if self._renumbering is None or self._renumbering[0] is not values.distinct:
            unknown = np.full(len(values.distinct), NOT_YET, dtype=np.int32)
            self._renumbering = values.distinct, unknown
        table = self._renumbering[1]
        found: Codes = table[values.codes]
        for row in np.flatnonzero(found == NOT_YET).tolist():
            place = values.codes[row]
            if table[place] == NOT_YET:
                table[place] = self.numbers([values.distinct[place]], first_row + row)[0]
        return found if NOT_YET not in found else table[values.codes]


class HashedFrame:
    """A frame that is read portion by portion.

    Args:
        units: All units, in any order.
    """

    def __init__(self, units: Sequence[FrameUnit]) -> None:
        self.units = units
        self.lists = CodedColumn("list_id")
        self.strata = CodedColumn("stratum")

    def portions(self) -> Iterator[Portion]:
        """The rows in canonical text, in their order; also fills the two columns.

        Raises:
            InvalidFieldError: A field is empty or holds a forbidden character.
            NegativeSizeError: A size is below zero.
        """
        are_plain = isinstance(self.units, FrameColumns) and self.units.length_of_tokens > 0
        for start in range(0, len(self.units), PORTION):
            some = FrameColumns.of(self.units[start : start + PORTION])
            tokens = some.tokens if are_plain else _canonical_tokens(some.tokens, start + 1)
            yield Portion(
                lists=self.lists.numbers(some.lists, start + 1),
                strata=self.strata.numbers(some.strata, start + 1),
                tokens=tokens,
                endings=_endings(some.sizes, start + 1),
            )


def canonical_field(text: str, *, column: str, row: int) -> str:
    """Canonical form of a field, with its place in the error.

    Raises:
        InvalidFieldError: The field cannot be hashed.
    """
    try:
        return canon(text)
    except InvalidFieldError as error:
        raise InvalidFieldError(error.reason, column=column, row=row) from None


def _canonical_tokens(values: Sequence[str], first_row: int) -> list[str]:
    """Canonical form of the tokens of a portion; plain ones are recognised all at once."""
    joined = "".join(values)
    if joined.isascii() and not joined.encode().translate(None, PLAIN_BYTES) and all(values):
        return list(values)
    return [
        canonical_field(value, column="unit_id", row=row)
        for row, value in enumerate(values, first_row)
    ]


def _endings(sizes: Sequence[int | None] | None, first_row: int) -> list[str]:
    """What ends the line of each row: its size, if it has one, and the line feed."""
    if sizes is None or sizes.count(None) == len(sizes):
        return []
    for row, size in enumerate(sizes, first_row):
        if size is not None and size < 0:
            raise NegativeSizeError(row)
    return ["\n" if size is None else f"|{size}\n" for size in sizes]


def sorted_by_code(codes: Codes, count: int) -> tuple[Codes, list[int]]:
    """Places in the order of their codes, ties as they come, and where each code ends."""
    import numpy as np

    # numpy sorts 16-bit numbers by radix, several times as fast as 32-bit ones.
    small = codes.astype(np.uint16) if count <= 65_536 else codes
    order = np.argsort(small, kind="stable").astype(np.int32)
    return order, np.cumsum(np.bincount(codes, minlength=count)).tolist()


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


def leading_zero_warnings(units: Sequence[FrameUnit]) -> tuple[LeadingZeroWarning, ...]:
    """Lists whose numbers look as if leading zeros had been lost.

    A list is named when at least half of its units are numbers, some of these are shorter than
    the longest, and either at most half are shorter or some number still starts with a zero.
    """
    columns = FrameColumns.of(units)
    if columns.length_of_tokens:
        return ()
    tokens = list(map(str.strip, columns.tokens, repeat(TRIMMED)))
    digits = compress(zip(columns.lists, tokens, strict=True), map(str.isdigit, tokens))
    numbers = [(list_id, token) for list_id, token in digits if token.isascii()]
    lengths: dict[str, Counter[int]] = {}
    for (list_id, length), times in Counter([(one, len(token)) for one, token in numbers]).items():
        lengths.setdefault(list_id, Counter())[length] += times
    with_zeros = {list_id for list_id, token in numbers if token[0] == "0"}
    units_of = counts_of(columns.lists) if numbers else Counter()
    warnings = [
        _lost_zeros(list_id, found, of=units_of[list_id], has_zeros=list_id in with_zeros)
        for list_id, found in sorted(lengths.items())
    ]
    return tuple(warning for warning in warnings if warning is not None)


def _lost_zeros(
    list_id: str, lengths: Counter[int], *, of: int, has_zeros: bool
) -> LeadingZeroWarning | None:
    """The warning on one list, by how many of its numbers have each length.

    Args:
        of: All units of the list, numbers or not.
    """
    numbers, usual_length = lengths.total(), max(lengths)
    shorter = numbers - lengths[usual_length]
    if 2 * numbers < of or not shorter or (2 * shorter > numbers and not has_zeros):
        return None
    return LeadingZeroWarning(list_id=list_id, shorter=shorter, usual_length=usual_length)
