"""Where two readers of a case differ, and which measures hang on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeAlias

from inspect_tool.domain.figures.counts import count_measure
from inspect_tool.domain.framework.framework import Framework, Measure, QuestionType
from inspect_tool.domain.language.conditions import comparisons
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts

# Of more differences than this in one measure every one is taken to matter: each further one
# doubles the ways in which they can be settled together, and nobody can look through them either.
MOST_TOGETHER = 10

Item: TypeAlias = tuple[ItemKind, str]
Recomputed: TypeAlias = Callable[[RecordFacts], RecordFacts]


@dataclass(frozen=True)
class Difference:
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
) -> tuple[Difference, ...]:
    """Where two records of a case differ, what can change a measure first, then judgements.

    Items are compared by value or absence, never by their notes. Judgements and answers from a
    list always count as differing; dates and numbers only where a measure hangs on them.

    Args:
        recomputed: Facts with their clocks run again, after answers in them were exchanged.
    """
    differing = [
        Difference(
            kind, item_id, title, _given(first, kind, item_id), _given(second, kind, item_id)
        )
        for kind, item_id, title in _items(first)
        if not _is_same(_given(first, kind, item_id), _given(second, kind, item_id))
    ]
    at_stake = _measures_at_stake(first, differing, recomputed)
    found = [replace(one, measures=at_stake.get(one.item, ())) for one in differing]
    return tuple(
        sorted(
            (one for one in found if one.measures or _is_listed(first.framework, one)),
            key=place_in_queue,
        )
    )


def place_in_queue(difference: Difference) -> tuple[bool, bool]:
    """What can change a measure comes first, then judgements, then answers."""
    return not difference.measures, difference.kind is not ItemKind.JUDGEMENT


def _items(facts: RecordFacts) -> Iterator[tuple[ItemKind, str, str]]:
    """Judgements and questions about the subject, in the order of the framework."""
    kind = facts.subject.kind
    for criterion in facts.framework.criteria(kind):
        if criterion.judgement is not None:
            yield ItemKind.JUDGEMENT, criterion.id, criterion.title
    for question in facts.framework.questions(kind):
        if question.type not in (QuestionType.TEXT, QuestionType.CLOCK):
            yield ItemKind.QUESTION, question.id, question.text


def _is_listed(framework: Framework, difference: Difference) -> bool:
    question = framework.question(difference.item_id)
    is_judgement = difference.kind is ItemKind.JUDGEMENT
    return is_judgement or (question is not None and question.type is QuestionType.CHOICE)


def _given(facts: RecordFacts, kind: ItemKind, item_id: str) -> Answer:
    given = facts.judgements if kind is ItemKind.JUDGEMENT else facts.answers
    return given.get(item_id, Answer())


def _is_same(one: Answer, other: Answer) -> bool:
    return (one.value, one.absence) == (other.value, other.absence)


def _measures_at_stake(
    first: RecordFacts, differing: Sequence[Difference], recomputed: Recomputed
) -> dict[Item, tuple[str, ...]]:
    """The measures that hang on each difference, in the framework's order."""
    found: dict[Item, tuple[str, ...]] = {}
    for key, measure in first.framework.measures.items():
        asked = _asked_about(first.framework, measure)
        own = [one for one in differing if one.item in asked]
        for item in _deciding(first, measure, own, recomputed):
            found[item] = (*found.get(item, ()), key)
    return found


def _asked_about(framework: Framework, measure: Measure) -> set[Item]:
    """Items that a measure's conditions compare; for a clock, the dates that it runs between."""
    parts = [measure.count, *([measure.of] if measure.of is not None else [])]
    asked: set[Item] = set()
    for one in (comparison for part in parts for comparison in comparisons(part)):
        if one.judgement:
            asked.add((ItemKind.JUDGEMENT, one.judgement))
        question = framework.question(one.question or "")
        if question is not None:
            ids = (question.id, question.from_, question.to)
            asked |= {(ItemKind.QUESTION, item_id) for item_id in ids if item_id}
    return asked


def _deciding(
    first: RecordFacts, measure: Measure, own: Sequence[Difference], recomputed: Recomputed
) -> Iterator[Item]:
    """The differences that, for some way to settle the others, change how the case is counted."""
    if len(own) > MOST_TOGETHER:
        yield from (one.item for one in own)
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
    own: Sequence[Difference],
    takes_second: Sequence[bool],
    recomputed: Recomputed,
) -> RecordFacts:
    """The first record with the second reader's answers where they are taken."""
    chosen = [one for one, taken in zip(own, takes_second, strict=True) if taken]
    return recomputed(
        replace(
            first,
            answers=_with(first.answers, chosen, ItemKind.QUESTION),
            judgements=_with(first.judgements, chosen, ItemKind.JUDGEMENT),
        )
    )


def _with(
    answers: Mapping[str, Answer], chosen: Sequence[Difference], kind: ItemKind
) -> dict[str, Answer]:
    return {**answers, **{one.item_id: one.second for one in chosen if one.kind is kind}}


def _standing(facts: RecordFacts, measure: Measure) -> tuple[bool, bool, bool]:
    """Whether the record counts, is in the base, or is unknown."""
    count = count_measure("", measure, [facts])
    return bool(count.refs), bool(count.base_refs), bool(count.unknown_refs)
