"""What a row below the headings is: a child's, a note, headings once more, another table.

A row is a child's only if more than its identifier says so: at least one other column holds a value
of the kind that the column is for. What does not look like an identifier by itself needs more, and
so does what looks like none of the other identifiers of the list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cached_property
from itertools import islice

from inspect_tool.domain.lists.columns import ColumnKind
from inspect_tool.domain.lists.declared import CaseList
from inspect_tool.readers.annex_a.cells import Cell
from inspect_tool.readers.annex_a.headers import (
    HeadingMatch,
    KnownHeadings,
)
from inspect_tool.readers.annex_a.heading_words import plain_words
from inspect_tool.readers.annex_a.identifiers import is_likely, is_note
from inspect_tool.readers.annex_a.values import ColumnReader

# Columns of free words say nothing about whether a row is a child's.
_TELLING = {ColumnKind.DATE, ColumnKind.AGE, ColumnKind.CHOICE, ColumnKind.WHOLE_NUMBER}
# Values that a row needs whose identifier could be words of a note.
NEEDED_BY_WORDS = 3
COUNTED_COLUMNS = 3  # a row of fewer numbers can be anything
# Identifiers of a list whose form is looked at, and how many of them tell what forms there are.
LOOKED_AT, FEWEST = 1000, 5
FORMED = 0.9  # of them have a form that another one has too, or the list has none
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")


class ReturnRowKind(Enum):
    """What a row below the headings is."""

    CHILD = "child"
    BLANK = "blank"
    NOBODY = "nobody"  # something, but no identifier
    NOTE = "note"
    HEADINGS = "headings"
    SECOND_TABLE = "second table"
    OTHER_TABLE = "other table"


class IdentifierForms:
    """The forms that identifiers of a list have: how long they are, where a letter stands.

    Args:
        identifiers: Of rows that are surely a child's; asked for once one has to be compared.
    """

    def __init__(self, identifiers: Iterable[str]) -> None:
        self._identifiers = identifiers

    @cached_property
    def _known(self) -> frozenset[str] | None:
        times = Counter(map(_form, islice(self._identifiers, LOOKED_AT)))
        known = frozenset(form for form, count in times.items() if count > 1)
        of_known = sum(times[form] for form in known)
        is_formed = of_known >= max(FEWEST, FORMED * times.total())
        return known if is_formed else None

    def lack(self, identifier: str) -> bool:
        """Whether the others have forms, and this one has none of them."""
        return self._known is not None and _form(identifier) not in self._known


def _form(identifier: str) -> str:
    return _DIGIT.sub("9", _LETTER.sub("a", identifier))


class RowKinds:
    """Judges single rows of a list; most rows need no judging.

    Args:
        readers: Of every column of the list but that of the identifier.
    """

    def __init__(
        self, list_number: int, readers: Sequence[ColumnReader], known: KnownHeadings
    ) -> None:
        self.found: HeadingMatch | None = None
        self.other_list: CaseList | None = None
        self._list_number = list_number
        self._fewest = known.fewest(list_number)
        self._known = known
        self._readers = readers
        self._telling: list[tuple[int, ColumnReader]] = []

    def use(self, match: HeadingMatch) -> None:
        """Judge the rows that follow by these headings."""
        self._match = match
        self._id_index = match.columns[match.declared.id_name]
        self._telling = [
            (match.columns[reader.column.name], reader)
            for reader in self._readers
            if reader.column.name in match.columns and reader.column.kind in _TELLING
        ]

    def kind_of(
        self, row: Sequence[Cell], identifier: str, forms: IdentifierForms
    ) -> ReturnRowKind:
        """What a row is.

        Args:
            identifier: As it was read; empty where there is none.
            forms: Of the other identifiers of the list.
        """
        filled = [cell for cell in row if not _is_blank(cell)]
        if not filled:
            return ReturnRowKind.BLANK
        if len(filled) >= self._fewest:
            kind = self._as_headings(row, filled)
            if kind is not None:
                return kind
        if not identifier:
            return ReturnRowKind.NOBODY
        if is_note(identifier) or _counts_columns(filled):
            return ReturnRowKind.NOTE
        is_child = self.is_full(row) or (
            is_likely(identifier) and self._says_something(row) and not forms.lack(identifier)
        )
        return ReturnRowKind.CHILD if is_child else ReturnRowKind.NOTE

    def _says_something(self, row: Sequence[Cell]) -> bool:
        return any(
            reader.says_something(row[index]) or reader.is_broken(row[index])
            for index, reader in self._telling
            if not _is_blank(row[index])
        )

    def is_full(self, row: Sequence[Cell]) -> bool:
        """Whether a row has as many values as make it a child's, whatever its identifier is."""
        told = filled = 0
        for index, reader in self._telling:
            cell = row[index]
            if _is_blank(cell):
                continue
            filled += 1
            told += reader.says_something(cell)
        return told >= min(NEEDED_BY_WORDS, len(self._telling)) and 2 * told >= filled

    def _as_headings(self, row: Sequence[Cell], filled: Sequence[Cell]) -> ReturnRowKind | None:
        """Whether a row repeats the headings, or begins another table."""
        if not all(isinstance(cell, str) for cell in filled):
            return None
        match = self._known.match(row, self._list_number)
        is_same = [
            index for name, index in self._match.columns.items() if match.columns.get(name) == index
        ]
        if not match.missing_needed:
            self.found = match
            return (
                ReturnRowKind.HEADINGS
                if match.columns == self._match.columns
                else ReturnRowKind.SECOND_TABLE
            )
        other = self._known.list_by_headings([row])
        if other is not None:
            self.other_list = other.declared
            return ReturnRowKind.OTHER_TABLE
        return ReturnRowKind.HEADINGS if len(is_same) >= self._fewest else None


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _counts_columns(filled: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns: 1, 2, 3 … or a, b, c …, in brackets or not."""
    texts = [
        f"{cell:.15g}" if isinstance(cell, float) else plain_words(str(cell)) for cell in filled
    ]
    if len(texts) < COUNTED_COLUMNS:
        return False
    if all(text.isdigit() for text in texts):
        numbers = [int(text) for text in texts]
        return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return texts == [chr(97 + place) for place in range(len(texts))]
