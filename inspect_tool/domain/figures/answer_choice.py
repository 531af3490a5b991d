"""The records behind a count, chosen by answers: `TIM.1=inadequate`, `left_too_long=yes`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.frequencies import CountedSide, counted_side, shared_units
from inspect_tool.domain.figures.question_answers import CountedItem, QuestionAnswers
from inspect_tool.domain.figures.themes import CountedThemes
from inspect_tool.domain.framework.kinds import question_of_item, row_item, row_of_item
from inspect_tool.domain.language.conditions import comparisons
from inspect_tool.domain.language.faults import did_you_mean
from inspect_tool.domain.records.items import criteria_of_items
from inspect_tool.errors import UsageError


class NoSuchValueError(UsageError):
    """An answer that cannot be given to a question, or is written otherwise."""

    def __init__(self, words: str, asked: QuestionAnswers) -> None:
        known = [value.key for value in asked.known]
        super().__init__(
            f"There is no answer {words} to {asked.name}{did_you_mean(words, known) or '.'} "
            f"There are: {', '.join(known)}."
        )


class NoAnswerNamedError(UsageError):
    """A choice that is not written as a question, an equals sign and a value."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"{words} is not a question and an answer, such as TIM.1=inadequate or "
            "left_too_long=yes."
        )


@dataclass(frozen=True)
class ChosenRecords:
    """Records, or rows of them, that said what was asked for.

    Args:
        units: References of the records, or of the rows.
        items: The questions and criteria that they were chosen by; none where by themes alone.
        beside: The questions of the same criteria, and their judgements, whose notes say why.
    """

    units: frozenset[str]
    items: tuple[str, ...]
    beside: frozenset[str]

    @cached_property
    def refs(self) -> frozenset[str]:
        """References of the records, also of those whose rows were chosen."""
        return frozenset(question_of_item(unit) for unit in self.units)

    def has(self, ref: str, item_id: str, *, has_words: bool) -> bool:
        """Whether an answer is one that they were chosen by, or has words beside it.

        Args:
            has_words: Whether anything is written beside the answer.
        """
        question, row = question_of_item(item_id), row_of_item(item_id)
        is_asked = (
            not self.items or question in self.items or (has_words and question in self.beside)
        )
        if not is_asked or ref not in self.refs:
            return False
        return row is None or ref in self.units or row_item(ref, row) in self.units


def chosen_records(figures: SnapshotFigures, answers: Sequence[str]) -> ChosenRecords:
    """The records that the snapshot counts under every one of some answers.

    Args:
        answers: Each a question, criterion or measure, an equals sign, and a value of it as
            tables count it.

    Raises:
        NoAnswerNamedError, NoSuchValueError: It is no answer.
        UnknownMeasureError: There is no such question or measure.
        DifferentUnitsError: They are about different subjects or groups.
    """
    sides = {answer: counted_side(figures, _named(answer)) for answer in answers}
    units = shared_units(figures, tuple(sides.values()))
    left = {unit.subject.ref for unit in units}
    for answer, side in sides.items():
        asked = side.over(units)
        left &= set(asked.refs_of(_key(asked, answer.partition("=")[2].strip())))
    items = tuple(dict.fromkeys(item for side in sides.values() for item in _items_of(side)))
    criteria = criteria_of_items(figures.review.framework)
    asked_about = {criteria[item] for item in items if item in criteria}
    beside = (item for item, criterion in criteria.items() if criterion in asked_about)
    return ChosenRecords(frozenset(left), items, frozenset(beside))


def _named(answer: str) -> str:
    name, sign, value = (part.strip() for part in answer.partition("="))
    if not (name and sign and value):
        raise NoAnswerNamedError(answer)
    return name


def _key(asked: QuestionAnswers, words: str) -> str:
    """The value that is meant, by its key or its words."""
    for value in asked.known:
        if words.casefold() in (value.key.casefold(), value.words.casefold()):
            return value.key
    raise NoSuchValueError(words, asked)


def _items_of(side: CountedSide) -> tuple[str, ...]:
    """What a count rests on: the item itself, or those that a measure's conditions ask about."""
    if isinstance(side, CountedItem):
        return (side.item.id,)
    if isinstance(side, CountedThemes):
        return ()
    asked = (side.measure.count, side.measure.of)
    return tuple(
        dict.fromkeys(
            name
            for condition in asked
            if condition is not None
            for comparison in comparisons(condition)
            for name in (comparison.question, comparison.judgement)
            if name is not None
        )
    )
