"""Every count that a report publishes, as one system.

What it does not hold is named in `CollectedCounts.not_placed`, as far as it stands in a table, a
figure, a large number or a claim. It does not read: numbers of the prose that are no claims; that
an estimated share is a weighted sum over strata; that two measures rest on the same answers, where
no title says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.content.blocks import (
    Quantity,
    Recommendation,
    ReportContent,
    Statistic,
    Statistics,
)
from inspect_tool.domain.content.marks import Holds
from inspect_tool.domain.content.numbering import figures_of, number_content, tables_of
from inspect_tool.domain.disclosure.book import (
    ALL,
    CollectedCounts,
    CountBook,
    WordBounds,
)
from inspect_tool.domain.disclosure.clocked import ClockedMeasure, tie_clocked
from inspect_tool.domain.disclosure.crossed import tie_crossed
from inspect_tool.domain.disclosure.earlier import ReleasedCounts, know_released
from inspect_tool.domain.disclosure.pictures import PictureReading
from inspect_tool.domain.disclosure.shares import (
    CountedThings,
    NotedShare,
    group_name,
    note_shares,
    tie_groups,
)
from inspect_tool.domain.disclosure.tables import TableReading, codes_of, has_numbers, of_base
from inspect_tool.domain.disclosure.word_bounds import LeftByWords, said_share
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.plan.words import ReportWords

# What ends the title of a claim on those of a base that do not count.
COMPLEMENT: Final = ": those that do not count"
# What ends the title of a claim on the estimated share of children.
ESTIMATED: Final = ", estimated share of children"
# As `report.advice` says what a recommendation rests on.
_RESTS_ON: Final = re.compile(
    r"(?P<title>.+): (?P<met>met in )?(?P<number>[\d,]+) of the (?P<base>[\d,]+) "
    r"(?P<noun>.+?)(?: \(\d+%\)| \(\[low\]\))?$"
)
# Counts of the review itself that say nothing of a child.
_DESIGN: Final = (
    "Cases examined",
    "Cases read by a second inspector",
    "Cases that could not be used",
    "Children who could be drawn",
    "Local authorities inspected",
    "People interviewed",
)


def title_counted(quantity: Quantity) -> str:
    """The title of what a claim counts, without what it says of it."""
    return quantity.measure_title.removesuffix(COMPLEMENT).removesuffix(ESTIMATED)


def counted_things(subjects: Mapping[str, SubjectKind], words: ReportWords) -> CountedThings:
    """What the things are about that a review counts.

    Args:
        subjects: What each measure is about, by its title.
    """
    return CountedThings(
        {title.casefold(): subject for title, subject in subjects.items()},
        frozenset(words.said(title).casefold() for title in _DESIGN),
        words.cases,
    )


def collect(
    content: ReportContent,
    subjects: Mapping[str, SubjectKind],
    scale: WordingScale | None = None,
    earlier: Sequence[ReleasedCounts] = (),
    *,
    is_of_several: bool = False,
    clocked: Sequence[ClockedMeasure] = (),
) -> CollectedCounts:
    """The counts of a report with their places, and what ties them.

    Args:
        subjects: What each measure is about, by its title.
        scale: What words stand for; without it, words are taken to state their number.
        earlier: What was published before: what it tells of the same counts, and the change
            since, is known.
        is_of_several: Whether to tie as well what another release may give of the same cases.
        clocked: The measures that are about one clock, which another table counts.
    """
    numbered = number_content(content)
    words = content.words
    book = CountBook()
    tables = TableReading(book, words.said("Case type"), words.cases)
    for table in tables_of(numbered):
        tables.read(table)
    codes = codes_of(tables_of(numbered))
    authority = words.said("Authority")
    pictures = PictureReading(book, codes, authority, words.said("authority"))
    for figure in figures_of(numbered):
        pictures.read(figure)
    things = counted_things(subjects, words)
    narrowings = {**_narrowings(tables.groups), **_by_code(codes, authority)}
    spoken = _Spoken(book, narrowings, things.design, scale)
    shares = [
        *tables.shares,
        *pictures.shares,
        *spoken.all_of(numbered),
    ]
    note_shares(book, shares, things)
    tables.tie_bases()
    pictures.tie_met()
    tie_clocked(book, tables_of(numbered), clocked)
    groups = _all_groups(tables.groups, pictures.groups)
    _tie_all(book, groups, earlier, is_of_several=is_of_several)
    own = tuple(group_name(authority, one) for one in groups.get(authority, ()))
    return replace(book.closed(), authorities=own)


def _tie_all(
    book: CountBook,
    groups: Mapping[str, Sequence[str]],
    earlier: Sequence[ReleasedCounts],
    *,
    is_of_several: bool,
) -> None:
    """Tie groups to what is counted of all, fields to each other, releases to those before."""
    tie_groups(book, groups)
    tie_crossed(book, groups, is_of_several=is_of_several)
    for released in earlier:
        know_released(book, released)


def _all_groups(
    of_tables: Mapping[str, Sequence[str]], of_pictures: Mapping[str, Iterable[str]]
) -> Mapping[str, tuple[str, ...]]:
    """The groups of each field that a table or a chart goes through."""
    return {
        heading: tuple(dict.fromkeys((*of_tables.get(heading, ()), *of_pictures.get(heading, ()))))
        for heading in dict.fromkeys((*of_tables, *of_pictures))
    }


def _narrowings(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """How the title of a claim ends that is about one group, and the group."""
    return {
        f", {member.casefold()}": group_name(heading, member)
        for heading, members in groups.items()
        for member in members
    }


def _by_code(codes: Mapping[str, str], authority: str) -> dict[str, str]:
    return {f", in {code}".casefold(): group_name(authority, name) for code, name in codes.items()}


def quantity_place(quantity: Quantity) -> str:
    """Where a claim stands."""
    return ", ".join(filter(None, (quantity.where, f"“{quantity.phrase}”")))


class _Spoken:
    """What the words of a report count."""

    def __init__(
        self,
        book: CountBook,
        narrowings: Mapping[str, str],
        design: Collection[str],
        scale: WordingScale | None = None,
    ) -> None:
        self._book = book
        self._scale = scale
        self._narrowings = narrowings
        self._design = design

    def all_of(self, content: ReportContent) -> Iterator[NotedShare]:
        """Whatever a report says outside of tables and figures."""
        blocks = [block for chapter in content.chapters for block in chapter.blocks]
        yield from self.quantities(content.quantities)
        yield from self.recommendations(one for one in blocks if isinstance(one, Recommendation))
        yield from self.statistics(
            item for block in blocks if isinstance(block, Statistics) for item in block.items
        )

    def quantities(self, quantities: Sequence[Quantity]) -> Iterator[NotedShare]:
        """The claims; an estimate gives its count away, a median and a range are no count."""
        for quantity in quantities:
            place = quantity_place(quantity)
            number, base = quantity.count, quantity.base
            if quantity.stated_as in (Holds.MEDIAN, Holds.LOWEST):
                continue
            if number is None or base is None:
                self._book.leave(place)
                continue
            title, group = self._narrowed(title_counted(quantity))
            said = self._said(quantity)
            if quantity.measure_title.endswith(COMPLEMENT):
                number = base - number
            yield NotedShare(
                title, group, number, base, place, quantity.base_noun, said.number, said.base
            )

    def _said(self, quantity: Quantity) -> LeftByWords:
        """What the words of a claim leave of the count and the base of its measure."""
        number, base = quantity.count or 0, quantity.base or 0
        if self._scale is None or quantity.stated:
            return LeftByWords(WordBounds(number, number), WordBounds(base, base))
        said = said_share(quantity.phrase, number, base, self._scale)
        if not quantity.measure_title.endswith(COMPLEMENT):
            return said
        low, high = said.number.lowest, said.number.highest
        return LeftByWords(
            WordBounds(base - (base if high is None else high), base - low), said.base
        )

    def _narrowed(self, title: str) -> tuple[str, str]:
        """A title without the one group that it is about, and the group."""
        for ending, group in self._narrowings.items():
            if title.casefold().endswith(ending):
                return title[: -len(ending)], group
        return title, ALL

    def statistics(self, items: Iterable[Statistic]) -> Iterator[NotedShare]:
        """The large numbers that are a count of a base and say what it counts."""
        for item in items:
            place = f"Large number “{item.figure}”"
            found, (noun, _, title) = of_base(item.figure), item.label.partition(": ")
            if found is not None and title:
                yield NotedShare(title, ALL, *found, place, noun)
            elif item.label.casefold() not in self._design:
                self._book.leave(place)

    def recommendations(self, found: Iterable[Recommendation]) -> Iterator[NotedShare]:
        """The counts that recommendations rest on."""
        for advice in found:
            for words in advice.rests_on:
                place = f"Recommendation {advice.number}, “{words}”"
                counted = _RESTS_ON.match(words)
                if counted is not None:
                    yield self._rested_on(counted, place)
                elif has_numbers(words):
                    self._book.leave(place)

    def _rested_on(self, counted: re.Match[str], place: str) -> NotedShare:
        number, base = (int(counted[name].replace(",", "")) for name in ("number", "base"))
        if counted["met"]:
            return NotedShare(f"Met: {counted['title']}", ALL, number, base, place)
        title, group = self._narrowed(counted["title"])
        return NotedShare(title, group, number, base, place, counted["noun"])
