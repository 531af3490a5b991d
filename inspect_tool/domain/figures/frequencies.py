"""How often each answer to a question was given, by group, and one question against another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import ALL, Count, group_of, group_order
from inspect_tool.domain.figures.findings import (
    UnknownMeasureError,
    check_field,
    order_of,
)
from inspect_tool.domain.figures.question_answers import (
    CountedItem,
    CountedMeasure,
    QuestionAnswers,
    units_of,
)
from inspect_tool.domain.figures.themes import CountedThemes, counted_themes
from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.errors import UsageError

CountedSide: TypeAlias = CountedItem | CountedMeasure | CountedThemes


class DifferentUnitsError(UsageError):
    """Two questions that are asked of different things."""

    def __init__(self, *names: str) -> None:
        super().__init__(
            f"{' and '.join(names)} are not asked of the same cases or rows, so they cannot be set "
            "against each other."
        )


@dataclass(frozen=True)
class FrequencyGroup:
    """The answers of one group.

    Args:
        group: Value of the field that it is grouped by; empty for all.
    """

    group: str
    asked: QuestionAnswers
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Frequencies:
    """A question counted: over all, then in each group of a field."""

    groups: tuple[FrequencyGroup, ...]
    by: str = ""

    @property
    def asked(self) -> QuestionAnswers:
        """The question over all units."""
        return self.groups[0].asked


@dataclass(frozen=True)
class CrossCell:
    """How many units said both, of those that said the first."""

    first: str
    second: str
    refs: tuple[str, ...]
    base: int

    @property
    def count(self) -> int:
        """How many units said both."""
        return len(self.refs)

    @property
    def share(self) -> Fraction | None:
        """Of the units that said the first and answered the second; None without any."""
        return Fraction(self.count, self.base) if self.base else None


@dataclass(frozen=True)
class Crossing:
    """One question against another, over the units that answered both.

    Args:
        cells: By the keys of the two values.
        totals: By the key of the first value, how many units said it and answered the second.
        base: How many units answered both.
        not_comparable: How many answered one of them only.
    """

    first: QuestionAnswers
    second: QuestionAnswers
    cells: Mapping[tuple[str, str], CrossCell]
    totals: Mapping[str, int]
    base: int
    not_comparable: int

    @property
    def row_noun(self) -> str:
        """What a unit is about, where the units are rows of a group; else empty."""
        return self.first.row_noun or self.second.row_noun


def counted_item(framework: Framework, name: str) -> CountedItem | None:
    """The question or the judged criterion of that id; None where there is none."""
    question = framework.question(name)
    for domain in framework.domains:
        for criterion in domain.criteria:
            if criterion.id == name and criterion.judgement is not None and question is None:
                return CountedItem(framework, criterion, domain.subject)
            own = [inner.id for outer in criterion.questions for inner in (outer, *outer.questions)]
            if question is not None and name in own:
                return CountedItem(
                    framework, question, domain.subject, framework.group_around(name)
                )
    return None


def item_of(figures: SnapshotFigures, name: str) -> CountedItem | CountedThemes:
    """The question or the judged criterion of that id, or what is counted by theme.

    Raises:
        UnknownMeasureError: There is none, and no measure of that name either.
        BlindCodingError: The actor codes, and is blind to some of it.
    """
    found = counted_item(figures.review.framework, name) or counted_themes(figures, name)
    if found is None:
        raise UnknownMeasureError(name, figures.review)
    return found


def frequencies(figures: SnapshotFigures, name: str, *, by: str | None = None) -> Frequencies:
    """How often each answer to a question was given, in all and in each group of a field.

    Args:
        name: Id of a question, of a question of a group's rows, or of a criterion.

    Raises:
        UnknownMeasureError, UnknownFieldError: There is no such question or field.
        SinglesOutError: By the field single cases could be told.
    """
    item = item_of(figures, name)
    asked = item.over(units_of(figures.records, item.subject, item.group))
    if isinstance(item, CountedItem):
        asked = replace(asked, unasked=item.unasked(figures.records))
    total = FrequencyGroup(ALL, asked, counts_of(asked))
    if by is None:
        return Frequencies((total,))
    check_field(figures, by)
    groups = []
    for group, refs in records_by(figures, item.subject, by).items():
        narrowed = asked.within(refs)
        groups.append(FrequencyGroup(group, narrowed, counts_of(narrowed, group)))
    return Frequencies((total, *groups), by)


def records_by(
    figures: SnapshotFigures, subject: SubjectKind, by: str
) -> dict[str, frozenset[str]]:
    """References of the records in each group of a field, in the order of a table."""
    groups: dict[str, set[str]] = {name: set() for name in order_of(figures, by)}
    for record in sorted(figures.of(subject), key=lambda record: group_order(record, by)):
        groups.setdefault(group_of(record, by), set()).add(record.subject.ref)
    return {group: frozenset(refs) for group, refs in groups.items()}


def counts_of(asked: QuestionAnswers, group: str = ALL) -> tuple[Count, ...]:
    """A count for each value, in the order of a table; its name is `question=value`."""
    return tuple(
        Count(
            measure=f"{asked.name}={value.key}",
            title=value.words,
            noun="rows" if asked.group else "cases",
            group=group,
            refs=asked.refs_of(value.key),
            base_refs=asked.base_refs,
            unknown_refs=asked.unknown_refs,
            outside_refs=asked.outside,
            subject=asked.subject,
            rows=asked.row_noun,
        )
        for value in asked.known
    )


def crossing(figures: SnapshotFigures, first: str, second: str) -> Crossing:
    """Two questions or measures against each other, over what can be told for both.

    Where one of them is asked of the rows of a group, the other is told for each row as well.

    Raises:
        UnknownMeasureError: There is no such question or measure.
        DifferentUnitsError: They are about different subjects or groups.
    """
    sides = tuple(counted_side(figures, name) for name in (first, second))
    units = shared_units(figures, sides)
    return crossed(*(side.over(units) for side in sides))


def shared_units(figures: SnapshotFigures, sides: Sequence[CountedSide]) -> tuple[RecordFacts, ...]:
    """The records, or the rows, that every one of some questions and measures is told for.

    Raises:
        DifferentUnitsError: They are about different subjects or groups.
    """
    groups = {side.group.id: side.group for side in sides if side.group is not None}
    if len({side.subject for side in sides}) > 1 or len(groups) > 1:
        raise DifferentUnitsError(*(side.name for side in sides))
    return units_of(figures.records, sides[0].subject, next(iter(groups.values()), None))


def counted_side(figures: SnapshotFigures, name: str) -> CountedSide:
    """A question, a judged criterion or a measure, by its name.

    Raises:
        UnknownMeasureError: There is none of that name.
    """
    framework = figures.review.framework
    measure = framework.measures.get(name)
    if measure is None:
        return item_of(figures, name)
    return CountedMeasure(name, measure, framework.question(measure.rows or ""))


def crossed(first: QuestionAnswers, second: QuestionAnswers) -> Crossing:
    """Two questions against each other, over the units that answered both."""
    shared = {*first.values} & {*second.values}
    totals = {
        value.key: sum(value.key in first.values[ref] for ref in shared) for value in first.known
    }
    cells = {
        (row.key, column.key): CrossCell(
            row.key,
            column.key,
            tuple(
                sorted(
                    ref
                    for ref in shared
                    if row.key in first.values[ref] and column.key in second.values[ref]
                )
            ),
            totals[row.key],
        )
        for row in first.known
        for column in second.known
    }
    apart = {*first.values} ^ {*second.values}
    return Crossing(first, second, cells, totals, len(shared), len(apart))
