"""What is counted now, and would be once an amendment of the framework is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inspect_tool.domain.claims.medians import StatedMedian
from inspect_tool.domain.figures.counts import Count, count_measure
from inspect_tool.domain.figures.heard import Heard, heard
from inspect_tool.domain.figures.medians import (
    SMALLEST_BASE_OF_A_MEDIAN,
    FoundMedian,
    median_over,
)
from inspect_tool.domain.framework.framework import Framework, Measure, Median
from inspect_tool.domain.framework.versions import VersionLine
from inspect_tool.domain.records.asked import PeopleAsked
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.review import Review


@dataclass(frozen=True)
class CountInShort:
    """A count without the references of its cases: it is for people who may not know them all."""

    count: int
    base: int
    unknown: int
    not_asked: int

    @classmethod
    def of(cls, count: Count | None) -> CountInShort | None:
        """A count in short, where there is one."""
        if count is None:
            return None
        not_asked = len(count.without_rows) if count.rows else count.not_asked
        return cls(count.count, count.base, count.unknown, not_asked)


@dataclass(frozen=True)
class MeasureEffect:
    """A measure as it is counted now, and as it would be once the amendment is in force.

    Args:
        now, then: None where the version has no such measure.
        differs: Whether other cases would count, or be in the base.
    """

    measure: str
    title: str
    now: CountInShort | None
    then: CountInShort | None
    differs: bool


@dataclass(frozen=True)
class MedianInShort:
    """A median without the references of its cases.

    Args:
        words: As a report shows it, with its unit; empty where it is of too few to be shown.
        base: How many have a number that counts.
        unknown: How many have none, or one too rough or that runs backwards.
    """

    words: str
    base: int
    unknown: int

    @classmethod
    def of(cls, found: FoundMedian | None) -> MedianInShort | None:
        """A median in short, where there is one."""
        if found is None:
            return None
        stated = StatedMedian(found.median, found.unit, found.base, SMALLEST_BASE_OF_A_MEDIAN)
        apart = len(found.unknown) + len(found.rough) + len(found.backwards)
        return cls(stated.words if stated.is_shown else "", found.base, apart)


@dataclass(frozen=True)
class MedianEffect:
    """A median as it is now, and as it would be once the amendment is in force.

    Args:
        now, then: None where the version has no such median.
        differs: Whether other cases would be in it, or others of no known number, or another
            number of theirs.
    """

    median: str
    title: str
    now: MedianInShort | None
    then: MedianInShort | None
    differs: bool


@dataclass(frozen=True)
class RateInShort:
    """Those who were heard, of those who were asked; None where that is not known."""

    people: int
    asked: int | None


@dataclass(frozen=True)
class RateEffect:
    """How many of those asked were heard, over all authorities, now and with the amendment.

    Args:
        role: What the role is called; empty for every role together.
        now, then: None where the version knows nobody of that voice or role.
    """

    voice: str
    title: str
    role: str
    now: RateInShort | None
    then: RateInShort | None

    @property
    def differs(self) -> bool:
        """Whether another number would be heard or asked."""
        return self.now != self.then


@dataclass(frozen=True)
class CountedAnew:
    """What was recorded, as the version in force counts it and as an amendment would.

    Args:
        now, then: The same records, without what the one and the other did not ask in its meaning.
    """

    old: Framework
    new: Framework
    now: Sequence[RecordFacts]
    then: Sequence[RecordFacts]

    @classmethod
    def of(cls, review: Review, new: Framework, counted: Sequence[RecordFacts]) -> CountedAnew:
        """The records that count, as the new version would see them."""
        line = VersionLine((*review.versions.frameworks, new))
        then = [replace(facts, unlike=line.unlike(facts.framework.version)) for facts in counted]
        return cls(review.framework, new, counted, then)

    def measures(self) -> Iterator[MeasureEffect]:
        """Each measure of either version."""
        before: Mapping[str, Measure] = self.old.measures
        after: Mapping[str, Measure] = self.new.measures
        for key, measure in {**before, **after}.items():
            was = count_measure(key, before[key], self.now) if key in before else None
            will = count_measure(key, after[key], self.then) if key in after else None
            stays = (
                was is not None
                and will is not None
                and (was.refs, was.base_refs) == (will.refs, will.base_refs)
            )
            yield MeasureEffect(
                key,
                measure.title,
                now=CountInShort.of(was),
                then=CountInShort.of(will),
                differs=not stays,
            )

    def medians(self) -> Iterator[MedianEffect]:
        """Each median of either version."""
        before: Mapping[str, Median] = self.old.medians
        after: Mapping[str, Median] = self.new.medians
        for key, median in {**before, **after}.items():
            was = median_over(self.old, key, before[key], self.now) if key in before else None
            will = median_over(self.new, key, after[key], self.then) if key in after else None
            yield MedianEffect(
                key,
                median.title,
                now=MedianInShort.of(was),
                then=MedianInShort.of(will),
                differs=_in_it(was) != _in_it(will),
            )

    def rates(self, asked: Sequence[PeopleAsked]) -> Iterator[RateEffect]:
        """Those who were heard, in each voice and role of either version."""
        was = _over_all(heard(self.old, self.now, asked))
        will = _over_all(heard(self.new, self.then, asked))
        for key, line in {**was, **will}.items():
            now, then = was.get(key), will.get(key)
            yield RateEffect(line.voice, line.title, line.role, _rate(now), _rate(then))


def _in_it(found: FoundMedian | None) -> object:
    """What decides whether a median stays as it is."""
    if found is None:
        return None
    apart = (found.unknown, found.rough, found.backwards)
    return found.numbers, found.unit, apart


def _over_all(lines: Sequence[Heard]) -> dict[tuple[str, str], Heard]:
    """The lines over all authorities, by voice and role."""
    return {(line.voice, line.role): line for line in lines if not line.authority}


def _rate(line: Heard | None) -> RateInShort | None:
    return None if line is None else RateInShort(line.people, line.asked)
