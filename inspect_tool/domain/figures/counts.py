"""Counts with their base, by group and crossed.

A record belongs to a measure's base when the measure's `of` holds and its `count` is known. It is
outside the base when `of` does not hold, or when the measure hangs on what was not asked of it
because its criterion or question does not apply. A record without an answer that counts
(unanswered, not applicable by its reader, not seen) is neither counted nor in the base: it is named
apart and never taken for a no. Nor is a record whose version of the framework did not ask what the
measure rests on, or asked it in another meaning: it is not asked. The four together are all
records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

from inspect_tool.domain.framework.framework import Measure, SubjectKind
from inspect_tool.domain.language.conditions import (
    Comparison,
    Condition,
    Scalar,
    comparisons,
    evaluate,
)
from inspect_tool.domain.percentages import count_words
from inspect_tool.domain.records.judgements import applies, shown
from inspect_tool.domain.records.records import RecordFacts

ALL = ""  # the group of every record
VERSION = "version"  # the field by which records are told apart by their version of the framework

# With fewer records in an authority's base, one of them moves its share by more than 20 points, and
# the ends of a range would be 0 of 1 and 2 of 2 whatever was found.
SMALLEST_BASE_OF_A_RANGE = 5


@dataclass(frozen=True)
class Count:
    """A measure counted in one group.

    Args:
        measure: Key of the measure in the framework.
        title: What is counted, in words.
        noun: What the base is called, such as "long-term cases".
        group: Value of the field that it is counted by; empty for all records.
        refs: References of the records that count, sorted.
        base_refs: References of the records in the base, sorted.
        unknown_refs: References of the records without an answer that counts.
        outside_refs: References of the records that the measure does not apply to.
        not_asked_refs: References of the records whose version did not ask it.
        without_rows: Where rows are counted, the records whose version did not ask for any.
        subject: What the records are about.
        rows: What one row is about, such as "child", where rows of a group are counted and not
            records; their references are those of their records with the row behind an `@`.
    """

    measure: str
    title: str
    noun: str
    group: str
    refs: tuple[str, ...]
    base_refs: tuple[str, ...]
    unknown_refs: tuple[str, ...]
    outside_refs: tuple[str, ...] = ()
    subject: SubjectKind = SubjectKind.CASE
    rows: str = ""
    not_asked_refs: tuple[str, ...] = ()
    without_rows: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many records count."""
        return len(self.refs)

    @property
    def base(self) -> int:
        """How many records could have counted."""
        return len(self.base_refs)

    @property
    def unknown(self) -> int:
        """How many records have no answer that counts."""
        return len(self.unknown_refs)

    @property
    def outside(self) -> int:
        """How many records the measure does not apply to."""
        return len(self.outside_refs)

    @property
    def not_asked(self) -> int:
        """How many records are under a version that did not ask it."""
        return len(self.not_asked_refs)

    @property
    def all_records(self) -> int:
        """Base, records outside it, without an answer that counts and not asked, together."""
        return self.base + self.outside + self.unknown + self.not_asked

    @property
    def plural(self) -> str:
        """What the records are called."""
        return self._nouns[1]

    @property
    def _nouns(self) -> tuple[str, str]:
        if self.rows:
            return (f"row ({self.rows})", f"rows ({self.rows})")
        return (self.subject.singular, self.subject.plural)

    @property
    def base_words(self) -> str:
        """How the base came from all records, such as "138 cases: 69 in the base, 69 not in it"."""
        noun = self._nouns[0] if self.all_records == 1 else self.plural
        parts = [f"{self.base} in the base"]
        if self.outside:
            parts.append(f"{self.outside} not in it, because the measure does not apply")
        if self.unknown:
            parts.append(f"{self.unknown} without an answer that counts")
        if self.not_asked:
            parts.append(f"{self.not_asked} not asked, under an earlier version of the framework")
        words = f"{self.all_records} {noun}: {', '.join(parts)}."
        around = asked_for_no_rows(len(self.without_rows), self.subject)
        return f"{words} {around}" if around else words

    @property
    def share(self) -> Fraction | None:
        """Exact share of the base, or None without a base."""
        return Fraction(self.count, self.base) if self.base else None


@dataclass(frozen=True)
class CountOfBase:
    """A count and its base, alone."""

    count: int
    base: int

    def words(self, percentages_from: int) -> str:
        """The count with its base, and the percentage where the base carries one."""
        return count_words(self.count, self.base, percentages_from)


@dataclass(frozen=True)
class CrossCount:
    """Two measures in one table: records of the base that both measures share.

    Args:
        both: In how many records both hold.
        first_only: First holds, second does not.
        second_only: Second holds, first does not.
        neither: Neither holds.
        not_comparable: How many records are in the base of one measure only.
        not_asked: How many records are under a version that did not ask one of the two, or both.
    """

    first: str
    second: str
    both: int
    first_only: int
    second_only: int
    neither: int
    not_comparable: int
    both_refs: tuple[str, ...]
    not_asked: int = 0


@dataclass(frozen=True)
class AuthorityVariation:
    """How a measure differs between authorities that have enough cases to be compared.

    Args:
        seen_in: In how many authorities at least one record counts.
        authorities: How many authorities have a base.
        lowest: Smallest share of an authority compared, with the authority's code.
        highest: Largest share of an authority compared, with the authority's code.
        compared: How many authorities have at least `compared_from` records in the base; 0 for one.
        lowest_count: What the smallest share rests on; None where none is compared.
        highest_count: What the largest share rests on.
    """

    measure: str
    title: str
    count: int
    base: int
    seen_in: int
    authorities: int
    lowest: Fraction | None
    lowest_authority: str
    highest: Fraction | None
    highest_authority: str
    compared: int
    compared_from: int
    lowest_count: CountOfBase | None
    highest_count: CountOfBase | None


def count_measure(
    key: str, measure: Measure, records: Iterable[RecordFacts], *, group: str = ALL
) -> Count:
    """Count a measure over records of its kind of subject, or over rows in them."""
    refs: dict[_Standing, list[str]] = {standing: [] for standing in _Standing}
    rows, without_rows = "", []
    for record in records:
        if record.subject.kind is not measure.subject:
            continue
        if measure.rows is None:
            refs[_standing(measure, record)].append(record.subject.ref)
            continue
        if is_without_rows(measure.rows, record):
            without_rows.append(record.subject.ref)
        around = record.framework.question(measure.rows)
        rows = around.rows.noun if around is not None and around.rows is not None else rows
        for row in record.rows(measure.rows) or ():
            refs[_standing(measure, row)].append(row.subject.ref)
    base = refs[_Standing.COUNTED] + refs[_Standing.NOT_COUNTED]
    return Count(
        measure=key,
        title=measure.title,
        noun=measure.noun or ("cases" if measure.rows is None else "rows"),
        group=group,
        refs=tuple(sorted(refs[_Standing.COUNTED])),
        base_refs=tuple(sorted(base)),
        unknown_refs=tuple(sorted(refs[_Standing.UNKNOWN])),
        outside_refs=tuple(sorted(refs[_Standing.OUTSIDE])),
        not_asked_refs=tuple(sorted(refs[_Standing.NOT_ASKED])),
        subject=measure.subject,
        rows=rows,
        without_rows=tuple(sorted(without_rows)),
    )


def is_without_rows(group_id: str, record: RecordFacts) -> bool:
    """Whether a record has no rows of a group because its version did not ask for them."""
    return group_id in record.unlike.questions and not record.rows(group_id)


def asked_for_no_rows(number: int, subject: SubjectKind) -> str:
    """How many records were not asked for rows, as a sentence; empty for none."""
    if not number:
        return ""
    noun, were = (subject.singular, "was") if number == 1 else (subject.plural, "were")
    return f"{number} {noun} {were} not asked for any, under an earlier version of the framework."


class _Standing(Enum):
    """Where a measure puts a record."""

    COUNTED = auto()
    NOT_COUNTED = auto()
    OUTSIDE = auto()
    UNKNOWN = auto()
    NOT_ASKED = auto()


def _standing(measure: Measure, record: RecordFacts) -> _Standing:
    for condition in (measure.of, measure.count):
        if condition is None:
            continue
        if record.unlike.rests_on(condition):
            return _Standing.NOT_ASKED
        truth = evaluate(condition, record)
        if truth is None:
            return _Standing.UNKNOWN if _is_open(condition, record) else _Standing.OUTSIDE
        if not truth:
            return _Standing.NOT_COUNTED if condition is measure.count else _Standing.OUTSIDE
    return _Standing.COUNTED


def _is_open(condition: Condition, record: RecordFacts) -> bool:
    """Whether an unknown condition waits for something that was asked of the record."""
    return any(
        evaluate(comparison, record) is None and not _is_not_asked(comparison, record)
        for comparison in comparisons(condition)
    )


def _is_not_asked(comparison: Comparison, record: RecordFacts) -> bool:
    """Whether a question or judgement does not exist for a record."""
    if comparison.judgement is not None:
        criterion = record.framework.criterion(comparison.judgement)
        return criterion is not None and applies(criterion, record) is False
    return comparison.question is not None and is_not_asked(comparison.question, record)


def is_not_asked(question_id: str, record: RecordFacts) -> bool:
    """Whether a question does not exist for a record, or for a row of one."""
    for criterion in record.framework.criteria(record.subject.kind):
        for outer in criterion.questions:
            asked = [one for one in (outer, *outer.questions) if one.id == question_id]
            if asked:
                is_hidden = any(shown(question, record) is False for question in (outer, *asked))
                return is_hidden or applies(criterion, record) is False
    return False


def group_of(record: RecordFacts, by: str) -> str:
    """Value of a field of a record as the name of a group."""
    if by == VERSION:
        return record.framework.version
    value: Scalar | None = record.subject.authority if by == "authority" else record.field(by)
    if value is None:
        return "not known"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def group_order(record: RecordFacts, by: str) -> tuple[int, float, str]:
    """Where the group of a record comes: numbers as numbers, then words, what is unknown last.

    Versions come in their order, the first one first.
    """
    if by == VERSION:
        return 0, 0, ".".join(part.zfill(9) for part in record.framework.version.split("."))
    value: Scalar | None = record.subject.authority if by == "authority" else record.field(by)
    if value is None:
        return 2, 0, ""
    if isinstance(value, int | float):
        return 0, value, ""
    words = str(value)
    return (0, int(words), "") if words.isdecimal() else (1, 0, words)


def count_by(
    key: str,
    measure: Measure,
    records: Sequence[RecordFacts],
    *,
    by: str,
    order: Sequence[str] = (),
) -> tuple[Count, ...]:
    """Count a measure in each group of a field.

    Args:
        by: `authority`, `case_type`, a field of the frame, or `version`.
        order: Groups that come first, in this order, even when empty; others follow sorted,
            numbers as numbers.
    """
    groups: dict[str, list[RecordFacts]] = {name: [] for name in order}
    for record in sorted(records, key=lambda record: group_order(record, by)):
        if record.subject.kind is measure.subject:
            groups.setdefault(group_of(record, by), []).append(record)
    return tuple(
        count_measure(key, measure, members, group=name) for name, members in groups.items()
    )


def within(count: Count, records: Iterable[RecordFacts]) -> tuple[RecordFacts, ...]:
    """The records that a measure counts, to count another measure among them."""
    members = set(count.refs)
    return tuple(record for record in records if record.subject.ref in members)


def cross(first: Count, second: Count) -> CrossCount:
    """Two measures against each other, in the records that are in both bases."""
    shared = set(first.base_refs) & set(second.base_refs)
    a, b = set(first.refs) & shared, set(second.refs) & shared
    return CrossCount(
        first=first.measure,
        second=second.measure,
        both=len(a & b),
        first_only=len(a - b),
        second_only=len(b - a),
        neither=len(shared - a - b),
        not_comparable=len(set(first.base_refs) ^ set(second.base_refs)),
        both_refs=tuple(sorted(a & b)),
        not_asked=len(set(first.not_asked_refs) | set(second.not_asked_refs)),
    )


def variation(
    key: str, measure: Measure, records: Sequence[RecordFacts], authorities: Sequence[str]
) -> AuthorityVariation:
    """How a measure differs between authorities.

    Lowest and highest are of authorities with a base of at least `SMALLEST_BASE_OF_A_RANGE`; of
    equal shares the one with the larger base counts, then the first in the plan's order.
    """
    total = count_measure(key, measure, records)
    by_authority = count_by(key, measure, records, by="authority", order=authorities)
    compared = comparable(by_authority)
    lowest = min(compared, key=lambda count: (count.share or 0, -count.base), default=None)
    highest = max(compared, key=lambda count: (count.share or 0, count.base), default=None)
    return AuthorityVariation(
        measure=key,
        title=measure.title,
        count=total.count,
        base=total.base,
        seen_in=sum(count.count > 0 for count in by_authority),
        authorities=sum(count.base > 0 for count in by_authority),
        lowest=None if lowest is None else lowest.share,
        lowest_authority="" if lowest is None else lowest.group,
        highest=None if highest is None else highest.share,
        highest_authority="" if highest is None else highest.group,
        compared=len(compared),
        compared_from=SMALLEST_BASE_OF_A_RANGE,
        lowest_count=None if lowest is None else CountOfBase(lowest.count, lowest.base),
        highest_count=None if highest is None else CountOfBase(highest.count, highest.base),
    )


def comparable(counts: Iterable[Count]) -> tuple[Count, ...]:
    """The counts of authorities with a base large enough for a range; none where only one has."""
    enough = tuple(count for count in counts if count.base >= SMALLEST_BASE_OF_A_RANGE)
    return enough if len(enough) > 1 else ()
