"""Which list a sheet or file is, which row has the headings, and which column is which.

Headings are compared by normalised text first (case, quotation marks, brackets and spaces do not
matter), then by key words. A match by key words counts only when it is the only one both ways: a
heading that could be two columns is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from inspect_tool.domain.lists.columns import ColumnKind, ListColumn, Meaning
from inspect_tool.domain.lists.declared import CaseList, DeclaredLists
from inspect_tool.domain.lists.heading_patterns import LONGEST_HEADING
from inspect_tool.domain.lists.shipped import annex_a
from inspect_tool.readers.annex_a.heading_words import key_words, plain_words

# Title rows stand above the headings; nobody writes more than this.
ROWS_SEARCHED_FOR_HEADINGS = 40
MINIMUM_HEADINGS = 3  # fewer can turn up in any row of a cover sheet

LIST_NAME = re.compile(r"(?:^|[^a-z])list[\s_\-.]*0?(1[01]|[1-9])(?![0-9])")
NUMBER_FIRST = re.compile(r"^\s*0?(1[01]|[1-9])(?:\s*[-–—.:)_]\s*|\s+)(?=[a-z])")
SAYS_LIST_NUMBER = re.compile(r"list[\s_\-.\u00a0]*\d")

# Headings that a person has explained: by list, the official name by the heading in plain words.
ToldHeadings: TypeAlias = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class HeadingMatch:
    """How a row of headings fits a list.

    Args:
        row_index: Its place among the rows looked at, from 0.
        columns: Index of the cell, by declared name.
        extra_at: Headings of no column of the list, by index.
        twice: Indexes of further columns with the heading of one that is in `columns`.
    """

    declared: CaseList
    row_index: int
    columns: Mapping[str, int]
    extra_at: Mapping[int, str]
    twice: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def list_number(self) -> int:
        """Number of the list."""
        return self.declared.number

    @property
    def extra(self) -> tuple[str, ...]:
        """Headings of no column of the list."""
        return tuple(self.extra_at.values())

    @property
    def missing(self) -> tuple[ListColumn, ...]:
        """Declared columns without a heading that should be there, in the declaration's order."""
        return tuple(
            column
            for column in self.declared.columns
            if column.name not in self.columns and (column.is_expected or column.is_needed)
        )

    @property
    def missing_needed(self) -> tuple[str, ...]:
        """The missing columns without which the list cannot be used."""
        return tuple(column.name for column in self.missing if column.is_needed)

    @property
    def lacks_age(self) -> bool:
        """Whether neither date of birth nor age is there, where the list should have them."""
        wanted = {self.declared.named(meaning) for meaning in (Meaning.BORN, Meaning.AGE)} - {""}
        return bool(wanted) and not wanted & self.columns.keys()


class KnownHeadings:
    """The headings that a return may have: those of its lists, and what a person said about others.

    Args:
        lists: None for Annex A.
        told: What a person has said about headings that would not be recognised.
    """

    def __init__(
        self, lists: DeclaredLists | None = None, told: ToldHeadings | None = None
    ) -> None:
        self.lists = lists or annex_a()
        self._told = told or {}
        self._topics = {
            number: re.compile(one.topic)
            for number, one in sorted(self.lists.lists.items(), reverse=True)
            if one.topic
        }
        self._texts = {number: _by_text(one) for number, one in self.lists.lists.items()}
        self._meanings: dict[tuple[str, int], str | None] = {}
        self._rules = {
            number: {
                column.name: re.compile(column.pattern) for column in one.columns if column.pattern
            }
            for number, one in self.lists.lists.items()
        }

    def match(
        self, cells: Sequence[object], list_number: int, *, row_index: int = 0
    ) -> HeadingMatch:
        """Fit a row of headings to a list."""
        headings = {
            index: cell.strip()
            for index, cell in enumerate(cells)
            if isinstance(cell, str) and cell.strip()
        }
        declared = self.lists.lists[list_number]
        columns, twice = self._match_by_text(headings, list_number)
        used = {*columns.values(), *(index for several in twice.values() for index in several)}
        left = {index: text for index, text in headings.items() if index not in used}
        columns |= self._match_by_key_words(left, list_number, taken=columns.keys())
        used.update(columns.values())
        for index, text in left.items():
            name = self._meaning(text, list_number) if index not in used else None
            # A column beside the identifier may be one of another kind, and is none of ours.
            if name in columns and declared.by_name[name].kind is not ColumnKind.IDENTIFIER:
                twice[name] = (*twice.get(name, ()), index)
                used.add(index)
        extra = {index: text for index, text in headings.items() if index not in used}
        return HeadingMatch(declared, row_index, columns, extra, twice)

    def _match_by_text(
        self, headings: Mapping[int, str], list_number: int
    ) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
        """Columns by declared name, and further ones that have the heading of one of them."""
        told, official = self._told.get(list_number, {}), self._texts[list_number]
        columns: dict[str, int] = {}
        twice: dict[str, tuple[int, ...]] = {}
        for index, text in headings.items():
            words = plain_words(text)
            name = told.get(words) or official.get(words)
            if name is None:
                continue
            if name in columns:
                twice[name] = (*twice.get(name, ()), index)
            else:
                columns[name] = index
        return columns, twice

    def _match_by_key_words(
        self, headings: Mapping[int, str], list_number: int, *, taken: Iterable[str]
    ) -> dict[str, int]:
        matched = set(taken)
        wanted_by: dict[str, list[int]] = {}
        for index, text in headings.items():
            name = self._meaning(text, list_number)
            if name is not None and name not in matched:
                wanted_by.setdefault(name, []).append(index)
        return {name: indexes[0] for name, indexes in wanted_by.items() if len(indexes) == 1}

    def _meaning(self, heading: str, list_number: int) -> str | None:
        """The only column that a heading can mean by its key words, or None."""
        key = heading, list_number
        if key not in self._meanings:
            self._meanings[key] = self._found_meaning(heading, list_number)
        return self._meanings[key]

    def _found_meaning(self, heading: str, list_number: int) -> str | None:
        rules = self._rules[list_number]
        plain = plain_words(heading)
        is_short = len(plain) <= LONGEST_HEADING
        ruled = [name for name, rule in rules.items() if is_short and rule.match(plain)]
        if ruled:
            return ruled[0] if len(ruled) == 1 else None
        names = self.lists.lists[list_number].by_name
        return _only_meaning(
            key_words(heading), {name: key_words(name) for name in names if name not in rules}
        )

    def list_in_name(self, name: str) -> int | None:
        """Number of the list that the name of a sheet or file says, or None."""
        text = re.sub(r"[_\s\u00a0]+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()
        for pattern in (LIST_NAME, NUMBER_FIRST) if self.lists.is_numbered else ():
            match = pattern.search(text)
            if match and int(match.group(1)) in self.lists.lists:
                return int(match.group(1))
        plain = plain_words(text)
        return next((number for number, topic in self._topics.items() if topic.search(plain)), None)

    def says_list_number(self, name: str) -> bool:
        """Whether a name says outright which list it is, as in `List 6`."""
        return self.lists.is_numbered and SAYS_LIST_NUMBER.search(name.casefold()) is not None

    def fewest(self, list_number: int) -> int:
        """How many headings make a row one of headings: fewer can turn up anywhere."""
        return min(MINIMUM_HEADINGS, len(self.lists.columns(list_number)))

    def best_row(self, rows: Sequence[Sequence[object]], list_number: int) -> HeadingMatch | None:
        """The first row that has all headings which the list needs, else the one with most of them.

        None when no row has enough of them. What stands below the first is read under it, and
        another row of headings further down under that one.
        """
        best: HeadingMatch | None = None
        fewest = self.fewest(list_number)
        for index, row in enumerate(rows[:ROWS_SEARCHED_FOR_HEADINGS]):
            if sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) < fewest:
                continue
            match = self.match(row, list_number, row_index=index)
            if best is None or len(match.columns) > len(best.columns):
                best = match
            if not match.missing_needed:
                break
        return best if best is not None and len(best.columns) >= fewest else None

    def list_by_headings(self, rows: Sequence[Sequence[object]]) -> HeadingMatch | None:
        """The list that the headings fit best, or None when none fits or two fit as well.

        A list fits when the columns that it needs are there; the one with fewest missing and
        fewest strange headings wins.
        """
        matches = (self.best_row(rows, number) for number in self.lists.lists)
        usable = [match for match in matches if match is not None and not match.missing_needed]
        ranked = sorted(usable, key=misfit)
        if not ranked:
            return None
        if len(ranked) > 1 and misfit(ranked[0]) == misfit(ranked[1]):
            return None
        return ranked[0]

    def nearly_by_headings(self, rows: Sequence[Sequence[object]]) -> HeadingMatch | None:
        """The only list of which at least half of the columns are there, whatever it lacks."""
        matches = (self.best_row(rows, number) for number in self.lists.lists)
        near = [
            match
            for match in matches
            if match is not None and 2 * len(match.columns) >= len(match.declared.columns)
        ]
        return near[0] if len(near) == 1 else None


def _by_text(declared: CaseList) -> dict[str, str]:
    """Names of columns by their headings in plain words, and by those in one word."""
    spelt = [(other, column.name) for column in declared.columns for other in column.also]
    named = [(column.name, column.name) for column in declared.columns]
    together = {plain_words(text).replace(" ", ""): name for text, name in (*spelt, *named)}
    return together | {plain_words(text): name for text, name in (*spelt, *named)}


def _only_meaning(words: frozenset[str], theirs: Mapping[str, frozenset[str]]) -> str | None:
    same = [name for name, official in theirs.items() if words and words == official]
    if same:
        return same[0] if len(same) == 1 else None
    # A shortened heading must be part of one official heading only, and be half of it.
    shortened = [name for name, official in theirs.items() if words and words <= official]
    if shortened:
        is_half = 2 * len(words) >= len(theirs[shortened[0]])
        return shortened[0] if len(shortened) == 1 and is_half else None
    # A lengthened one must hold all words of one official heading only, and be mostly that.
    lengthened = [
        name
        for name, official in theirs.items()
        if len(official) > 1 and official < words and 3 * len(official) >= 2 * len(words)
    ]
    return lengthened[0] if len(lengthened) == 1 else None


def misfit(match: HeadingMatch) -> tuple[int, int]:
    """How badly headings fit a list: columns that are missing or strange, then how few fit."""
    # List 9 lost and gained columns between two specifications; that is not a misfit.
    missing = sum(column.is_expected for column in match.missing)
    return (missing + len(match.extra), -len(match.columns))
