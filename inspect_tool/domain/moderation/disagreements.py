"""Where two readers of a case differ, and which measures depend on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple, TypeAlias

from inspect_tool.domain.figures.counts import count_measure
from inspect_tool.domain.framework.framework import Framework, Measure, Question, QuestionType
from inspect_tool.domain.framework.kinds import question_of_item, row_item
from inspect_tool.domain.language.conditions import Condition, comparisons
from inspect_tool.domain.moderation.rows import aligned
from inspect_tool.domain.records.items import question_items
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts

# With more differences than this in one measure, every one is taken to matter: each further one
# doubles the ways in which they can be settled together, and nobody could look through them.
MOST_TOGETHER = 10

# Answers from a list: where two readers differ in them, one of them overlooked something.
_FROM_LISTS = (QuestionType.CHOICE, QuestionType.SEVERAL)

Item: TypeAlias = tuple[ItemKind, str]
Recomputed: TypeAlias = Callable[[RecordFacts], RecordFacts]


@dataclass(frozen=True)
class DifferingItem:
    """An item on which two readers differ.

    Args:
        measures: Keys of the measures that can come out either way for the case, depending on how
            this is settled.
    """

    kind: ItemKind
    item_id: str
    title: str
    first: Answer
    second: Answer
    measures: tuple[str, ...] = ()

    @property
    def item(self) -> Item:
        """Kind and id, which name it in a record."""
        return self.kind, self.item_id


def differences(
    first: RecordFacts, second: RecordFacts, *, recomputed: Recomputed
) -> tuple[DifferingItem, ...]:
    """Where two records of a case differ, what can change a measure first, then judgements.

    Items are compared by value or absence, never by their notes; rows of a group by what they are
    about (`rows.py`), under the number that the first reader gave them. Judgements and answers from
    a list always count as differing; dates and numbers only where a measure depends on them.

    Args:
        recomputed: Facts with their clocks run again after answers in them have been exchanged.
    """
    second = aligned(first, second)
    asked = [(item, _given(first, item), _given(second, item)) for item in _items(first)]
    differing = [
        DifferingItem(item.kind, item.item_id, item.title, first_answer, second_answer)
        for item, first_answer, second_answer in asked
        if not _is_same(first_answer, second_answer)
    ]
    at_stake = _measures_at_stake(first, differing, recomputed)
    with_measures = [
        replace(difference, measures=at_stake.get(difference.item, ())) for difference in differing
    ]
    return tuple(
        sorted(
            (
                difference
                for difference in with_measures
                if difference.measures or _is_listed(first.framework, difference)
            ),
            key=place_in_queue,
        )
    )


def place_in_queue(difference: DifferingItem) -> tuple[bool, bool]:
    """What can change a measure comes first, then judgements, then answers."""
    return not difference.measures, difference.kind is not ItemKind.JUDGEMENT


class _AskedItem(NamedTuple):
    """What both readers were asked."""

    kind: ItemKind
    item_id: str
    title: str


def _items(facts: RecordFacts) -> Iterator[_AskedItem]:
    """Judgements and questions about the subject, in the order of the framework."""
    kind = facts.subject.kind
    for criterion in facts.framework.criteria(kind):
        if criterion.judgement is not None:
            yield _AskedItem(ItemKind.JUDGEMENT, criterion.id, criterion.title)
    for item in question_items(facts.framework, kind):
        if item.question.type not in (QuestionType.TEXT, QuestionType.CLOCK):
            yield _AskedItem(ItemKind.QUESTION, item.item_id, item.title)


def _is_listed(framework: Framework, difference: DifferingItem) -> bool:
    question = framework.question(question_of_item(difference.item_id))
    is_judgement = difference.kind is ItemKind.JUDGEMENT
    return is_judgement or (question is not None and question.type in _FROM_LISTS)


def _given(facts: RecordFacts, item: _AskedItem) -> Answer:
    given = facts.judgements if item.kind is ItemKind.JUDGEMENT else facts.answers
    return given.get(item.item_id, Answer())


def _is_same(first: Answer, second: Answer) -> bool:
    return (first.value, first.absence) == (second.value, second.absence)


def _measures_at_stake(
    first: RecordFacts, differing: Sequence[DifferingItem], recomputed: Recomputed
) -> dict[Item, tuple[str, ...]]:
    """The measures that depend on each difference, in the framework's order."""
    at_stake: dict[Item, tuple[str, ...]] = {}
    for key, measure in first.framework.measures.items():
        asked = _asked_about(first.framework, measure)
        own = [difference for difference in differing if difference.item in asked]
        for item in _deciding(first, measure, own, recomputed):
            at_stake[item] = (*at_stake.get(item, ()), key)
    return at_stake


def _asked_about(framework: Framework, measure: Measure) -> set[Item]:
    """Items that a measure's conditions compare; for a clock, the dates that it runs between."""
    parts = [measure.count, *([measure.of] if measure.of is not None else [])]
    rows = framework.question(measure.rows or "")
    asked = {(ItemKind.QUESTION, item_id) for item_id in _items_of(framework, rows)}
    for part in parts:
        asked |= _compared(framework, part)
    return asked


def _compared(framework: Framework, condition: Condition) -> set[Item]:
    asked: set[Item] = set()
    for comparison in comparisons(condition):
        if comparison.judgement:
            asked.add((ItemKind.JUDGEMENT, comparison.judgement))
        question = framework.question(comparison.question or "")
        asked |= {(ItemKind.QUESTION, item_id) for item_id in _items_of(framework, question)}
    return asked


def _items_of(framework: Framework, question: Question | None) -> Iterator[str]:
    """The items that an answer to a question comes from: a clock's dates, the rows of a group."""
    if question is None:
        return
    group = framework.group_around(question.id)
    yield from (name for name in (question.id, *question.clock_dates) if name)
    around = group or question
    if around.rows is not None:
        for row in range(1, around.rows.most + 1):
            yield from (row_item(inner.id, row) for inner in around.questions)


def _deciding(
    first: RecordFacts, measure: Measure, own: Sequence[DifferingItem], recomputed: Recomputed
) -> Iterator[Item]:
    """The differences that, for some way to settle the others, change how the case is counted."""
    if not own:
        return
    if len(own) > MOST_TOGETHER:
        yield from (difference.item for difference in own)
        return
    standings = {
        taken: _standing(_settled(first, own, taken, recomputed), measure)
        for taken in product((False, True), repeat=len(own))
    }
    for place, difference in enumerate(own):
        if any(
            standing != standings[*taken[:place], not taken[place], *taken[place + 1 :]]
            for taken, standing in standings.items()
        ):
            yield difference.item


def _settled(
    first: RecordFacts,
    own: Sequence[DifferingItem],
    takes_second: Sequence[bool],
    recomputed: Recomputed,
) -> RecordFacts:
    """The first record with the second reader's answers where they are taken."""
    chosen = [difference for difference, taken in zip(own, takes_second, strict=True) if taken]
    return recomputed(
        replace(
            first,
            answers=_with(first.answers, chosen, ItemKind.QUESTION),
            judgements=_with(first.judgements, chosen, ItemKind.JUDGEMENT),
        )
    )


def _with(
    answers: Mapping[str, Answer], chosen: Sequence[DifferingItem], kind: ItemKind
) -> dict[str, Answer]:
    return {
        **answers,
        **{
            difference.item_id: difference.second
            for difference in chosen
            if difference.kind is kind
        },
    }


class _CountedAs(NamedTuple):
    """How a measure counts a record, or its rows."""

    refs: tuple[str, ...]
    base_refs: tuple[str, ...]
    unknown_refs: tuple[str, ...]


def _standing(facts: RecordFacts, measure: Measure) -> _CountedAs:
    count = count_measure("", measure, [facts])
    return _CountedAs(count.refs, count.base_refs, count.unknown_refs)
