"""Counts with their base, by group, crossed, and judgements by criterion and authority.

A record belongs to a measure's base when the measure's `of` holds and its `count` is known. A
record without an answer that counts (unanswered, not applicable, not seen, not asked) is neither
counted nor in the base: it is named apart and never taken for a no.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspect_tool.domain.conditions import Scalar, evaluate
from inspect_tool.domain.framework import Criterion, Framework, Measure
from inspect_tool.domain.records import RecordFacts

ALL = ""  # the group of every record


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
    """

    measure: str
    title: str
    noun: str
    group: str
    refs: tuple[str, ...]
    base_refs: tuple[str, ...]
    unknown_refs: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many records count."""
        return len(self.refs)

    @property
    def base(self) -> int:
        """How many records could have counted."""
        return len(self.base_refs)

    @property
    def share(self) -> Fraction | None:
        """Exact share of the base, or None without a base."""
        return Fraction(self.count, self.base) if self.base else None


@dataclass(frozen=True)
class CrossCount:
    """Two measures in one table: records of the base that both measures share.

    Args:
        both: In how many records both hold.
        first_only: First holds, second does not.
        second_only: Second holds, first does not.
        neither: Neither holds.
    """

    first: str
    second: str
    both: int
    first_only: int
    second_only: int
    neither: int
    not_comparable: int
    both_refs: tuple[str, ...]


@dataclass(frozen=True)
class MatrixCell:
    """Judgements of one criterion in one authority.

    Args:
        values: Number of records for each value of the scale, in the scale's order.
        judged: Records with a judgement.
        met: Records whose judgement meets the criterion.
        not_judged: Records without one, because the criterion does not apply or is open.
    """

    criterion: str
    group: str
    values: Mapping[str, int]
    judged: int
    met: int
    not_judged: int


@dataclass(frozen=True)
class Variation:
    """How a measure differs between authorities.

    Args:
        seen_in: In how many authorities at least one record counts.
        authorities: How many authorities have a base.
        lowest: Smallest share of an authority, with the authority's code.
        highest: Largest share of an authority, with the authority's code.
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


def count_measure(
    key: str, measure: Measure, records: Iterable[RecordFacts], *, group: str = ALL
) -> Count:
    """Count a measure over records of its kind of subject."""
    counted, base, unknown = [], [], []
    for record in records:
        if record.subject.kind is not measure.subject:
            continue
        in_base = True if measure.of is None else evaluate(measure.of, record)
        holds = evaluate(measure.count, record) if in_base else None
        if in_base is None or (in_base and holds is None):
            unknown.append(record.subject.ref)
        elif in_base:
            base.append(record.subject.ref)
            if holds:
                counted.append(record.subject.ref)
    return Count(
        measure=key,
        title=measure.title,
        noun=measure.noun or "cases",
        group=group,
        refs=tuple(sorted(counted)),
        base_refs=tuple(sorted(base)),
        unknown_refs=tuple(sorted(unknown)),
    )


def group_of(record: RecordFacts, by: str) -> str:
    """Value of a field of a record as the name of a group."""
    value: Scalar | None = record.subject.authority if by == "authority" else record.field(by)
    if value is None:
        return "not known"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


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
        by: `authority`, `case_type` or a field of the frame.
        order: Groups that come first, in this order, even when empty; others follow sorted.
    """
    groups: dict[str, list[RecordFacts]] = {name: [] for name in order}
    for record in sorted(records, key=lambda one: group_of(one, by)):
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
    )


def matrix_cell(
    framework: Framework, criterion: Criterion, records: Iterable[RecordFacts], *, group: str = ALL
) -> MatrixCell:
    """Judgements of one criterion over records of its kind of subject."""
    if criterion.judgement is None:
        raise ValueError(f"{criterion.id} has no judgement")
    scale = framework.scales[criterion.judgement.scale]
    values = [record.judgement(criterion.id) for record in records]
    tally = Counter(value for value in values if value is not None)
    return MatrixCell(
        criterion=criterion.id,
        group=group,
        values={value: tally[value] for value in scale.values},
        judged=sum(tally[value] for value in scale.values),
        met=sum(tally[value] for value in scale.met),
        not_judged=sum(value is None for value in values),
    )


def matrix(
    framework: Framework,
    records: Sequence[RecordFacts],
    authorities: Sequence[str],
    *,
    chosen: Callable[[Criterion], bool] = lambda _: True,
) -> tuple[MatrixCell, ...]:
    """Judgements of every criterion in every authority, after those of all authorities."""
    cells = []
    for domain in framework.domains:
        subjects = [record for record in records if record.subject.kind is domain.subject]
        for criterion in domain.criteria:
            if criterion.judgement is None or not chosen(criterion):
                continue
            cells.append(matrix_cell(framework, criterion, subjects))
            for code in authorities:
                own = [one for one in subjects if one.subject.authority == code]
                cells.append(matrix_cell(framework, criterion, own, group=code))
    return tuple(cells)


def variation(
    key: str, measure: Measure, records: Sequence[RecordFacts], authorities: Sequence[str]
) -> Variation:
    """How a measure differs between authorities; ties go to the first in the plan's order."""
    total = count_measure(key, measure, records)
    by_authority = count_by(key, measure, records, by="authority", order=authorities)
    shares = [(one.share, one.group) for one in by_authority if one.share is not None]
    lowest = min(shares, key=lambda pair: pair[0], default=(None, ""))
    highest = max(shares, key=lambda pair: pair[0], default=(None, ""))
    return Variation(
        measure=key,
        title=measure.title,
        count=total.count,
        base=total.base,
        seen_in=sum(one.count > 0 for one in by_authority),
        authorities=len(shares),
        lowest=lowest[0],
        lowest_authority=lowest[1],
        highest=highest[0],
        highest_authority=highest[1],
    )
