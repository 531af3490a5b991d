"""What a question can be answered with, and what each record or row said, for any kind of it.

A unit is a record of the question's kind of subject, or a row of a group in one. Of every unit it
is said whether the question was asked of it, and what the answer that counts was: one value, or
several at once where options can be chosen together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from inspect_tool.domain.clocks.clock import ClockResult
from inspect_tool.domain.figures.counts import count_measure, is_not_asked
from inspect_tool.domain.framework.framework import (
    Criterion,
    Framework,
    Measure,
    Question,
    QuestionType,
    SubjectKind,
)
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.language.values import NONE, Chosen, RoughDate
from inspect_tool.domain.records.answer_forms import option_choices, scale_choices, sentence_case
from inspect_tool.domain.records.judgements import applies
from inspect_tool.domain.records.records import RecordFacts

UNTHEMED = "no_theme"  # a text that was put under no theme
GIVEN = "given"  # a text; which words is nobody's figure
MOST_VALUES = 25  # different numbers in a table; more are put together in bands
MOST_BANDS = 12


@dataclass(frozen=True)
class AskedValue:
    """A value that is counted, by its name for programs and its words."""

    key: str
    words: str


@dataclass(frozen=True)
class QuestionAnswers:
    """A question, or a judgement, as it is counted.

    Args:
        name: Id of the question or criterion.
        unit: What a number counts; empty elsewhere.
        group: Id of the group whose rows are asked; empty where records are.
        row_noun: What one such row is about.
        is_exclusive: Whether a unit has one value at most, so that shares add up to 100 %.
        values: By unit, the keys of what it said; only units that said something that counts.
        known: The values in the order of a table: the scale's, the list's, or numbers as numbers.
        numbers: By unit, the number that it gave, where the answers are numbers.
        without: Units with no answer that counts, by the reason in words.
        outside: Units that the question was not asked of, or not in that meaning.
        unasked: Records whose version did not ask it in that meaning; of those, the ones that are
            units are in `outside` as well.
        rough: Units whose date is known to the month or the year alone.
        no_estimate: Why nothing is estimated from it; empty where that depends on the sample.
    """

    name: str
    title: str
    subject: SubjectKind
    unit: str
    group: str
    row_noun: str
    is_exclusive: bool
    values: Mapping[str, frozenset[str]]
    known: tuple[AskedValue, ...]
    numbers: Mapping[str, int | float] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outside: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    rough: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    no_estimate: str = ""

    def refs_of(self, key: str) -> tuple[str, ...]:
        """The units that said a value, sorted."""
        return tuple(sorted(ref for ref, keys in self.values.items() if key in keys))

    def within(self, refs: frozenset[str]) -> QuestionAnswers:
        """The same of some records alone, or of the rows in them, with the same values known."""

        def kept(given: Iterable[str]) -> tuple[str, ...]:
            return tuple(ref for ref in given if question_of_item(ref) in refs)

        return replace(
            self,
            values={ref: self.values[ref] for ref in kept(self.values)},
            numbers={ref: self.numbers[ref] for ref in kept(self.numbers)},
            without={why: left for why, own in self.without.items() if (left := kept(own))},
            outside=kept(self.outside),
            unasked=kept(self.unasked),
            rough={known: left for known, own in self.rough.items() if (left := kept(own))},
        )

    @property
    def base_refs(self) -> tuple[str, ...]:
        """The units with an answer that counts, sorted."""
        return tuple(sorted(self.values))

    @property
    def unknown_refs(self) -> tuple[str, ...]:
        """The units without one, sorted."""
        return tuple(sorted(ref for refs in self.without.values() for ref in refs))


@dataclass(frozen=True)
class CountedItem:
    """A question or a criterion that is counted over units.

    Args:
        group: The group whose rows the units are; None where they are records.
    """

    framework: Framework
    item: Question | Criterion
    subject: SubjectKind
    group: Question | None = None

    @property
    def name(self) -> str:
        """Id of the question or criterion."""
        return self.item.id

    def over(self, units: Iterable[RecordFacts]) -> QuestionAnswers:
        """What each unit said."""
        said: dict[str, Value] = {}
        outside: list[str] = []
        without: dict[str, list[str]] = {}
        for unit in units:
            ref = unit.subject.ref
            value = None if self._is_unlike(unit) else self._value(unit)
            if value is not None:
                said[ref] = value
            elif self._is_outside(unit):
                outside.append(ref)
            else:
                without.setdefault(self._why(unit), []).append(ref)
        is_several = isinstance(self.item, Question) and self.item.list_ is not None
        known, values = self._counted(said)
        numbers = {
            ref: value
            for ref, value in said.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
        return QuestionAnswers(
            name=self.item.id,
            title=self.item.text if isinstance(self.item, Question) else self.item.title,
            subject=self.subject,
            unit=self.item.unit if isinstance(self.item, Question) else "",
            group="" if self.group is None else self.group.id,
            row_noun=self.group.rows.noun if self.group and self.group.rows else "",
            is_exclusive=not is_several and not self._themes,
            values=values,
            known=known,
            numbers=numbers,
            without={why: tuple(sorted(refs)) for why, refs in without.items()},
            outside=tuple(sorted(outside)),
            rough=_rough(said),
        )

    def unasked(self, records: Iterable[RecordFacts]) -> tuple[str, ...]:
        """The records whose version did not ask it, or not in that meaning, sorted."""
        return tuple(
            sorted(
                record.subject.ref
                for record in records
                if record.subject.kind is self.subject and self._is_unlike(record)
            )
        )

    @property
    def _themes(self) -> bool:
        return isinstance(self.item, Question) and self.item.themes is not None

    def _value(self, unit: RecordFacts) -> Value | None:
        if isinstance(self.item, Criterion):
            return unit.judgement(self.item.id)
        if self.item.type is QuestionType.GROUP:
            rows = unit.rows(self.item.id)
            return None if rows is None else len(rows)
        return unit.answer(self.item.id)

    def _is_unlike(self, unit: RecordFacts) -> bool:
        """Whether the unit's version did not ask it, or asked it in another meaning."""
        is_judged = isinstance(self.item, Criterion)
        return self.item.id in (unit.unlike.criteria if is_judged else unit.unlike.questions)

    def _is_outside(self, unit: RecordFacts) -> bool:
        if self._is_unlike(unit):
            return True
        if isinstance(self.item, Criterion):
            return applies(self.item, unit) is False
        return is_not_asked(self.item.id, unit)

    def _why(self, unit: RecordFacts) -> str:
        given = unit.judgements if isinstance(self.item, Criterion) else unit.answers
        answer = given.get(self.item.id)
        absence = None if answer is None else answer.absence
        known = self.framework.absences.get(absence or "")
        words = known.words if known is not None and known.words else (absence or "not answered")
        return sentence_case(words.replace("_", " "))

    def _counted(
        self, said: Mapping[str, Value]
    ) -> tuple[tuple[AskedValue, ...], dict[str, frozenset[str]]]:
        """The values in their order, and which of them each unit said."""
        listed = self._listed()
        if listed is None:
            return _of_open(said, is_text=self._is_text)
        values = {ref: self._keys(value) for ref, value in said.items()}
        return listed, values

    @property
    def _is_text(self) -> bool:
        return isinstance(self.item, Question) and self.item.type is QuestionType.TEXT

    def _keys(self, value: Value) -> frozenset[str]:
        if isinstance(value, Chosen):
            return frozenset(value.codes or (UNTHEMED if self._themes else NONE,))
        return frozenset({str(value)})

    def _listed(self) -> tuple[AskedValue, ...] | None:
        """The values of a closed list; None where answers are numbers, dates or words."""
        item, framework = self.item, self.framework
        if isinstance(item, Criterion):
            scale = item.judgement.scale if item.judgement is not None else ""
            choices = scale_choices(framework.scales[scale])
        elif item.scale is not None:
            choices = scale_choices(framework.scales[item.scale])
        elif item.type is QuestionType.CLOCK:
            return tuple(
                AskedValue(result.value, sentence_case(result.words)) for result in ClockResult
            )
        elif item.list_ is not None or item.themes is not None:
            listed = framework.lists[item.list_ or item.themes or ""]
            none = listed.none if item.list_ is not None else "Under no theme"
            key = NONE if item.list_ is not None else UNTHEMED
            last = (AskedValue(key, sentence_case(none)),) if none else ()
            return (
                *(AskedValue(one.value, one.words) for one in option_choices(listed)),
                *last,
            )
        else:
            return None
        return tuple(AskedValue(choice.value, choice.words) for choice in choices)


YES_NO = (AskedValue("yes", "Yes"), AskedValue("no", "No"))


@dataclass(frozen=True)
class CountedMeasure:
    """A measure as a question of yes or no, to be set against a question.

    Args:
        group: The group whose rows it counts; None where it counts records.
    """

    name: str
    measure: Measure
    group: Question | None = None

    @property
    def subject(self) -> SubjectKind:
        """What it is about."""
        return self.measure.subject

    def over(self, units: Iterable[RecordFacts]) -> QuestionAnswers:
        """Which units count, which do not, and which cannot be told."""
        # The units are rows already, where it counts rows.
        count = count_measure(self.name, self.measure.model_copy(update={"rows": None}), units)
        counted = frozenset(count.refs)
        unknown = {"No answer that counts": count.unknown_refs} if count.unknown_refs else {}
        return QuestionAnswers(
            name=self.name,
            title=self.measure.title,
            subject=self.measure.subject,
            unit="",
            group="" if self.group is None else self.group.id,
            row_noun=self.group.rows.noun if self.group and self.group.rows else "",
            is_exclusive=True,
            values={ref: frozenset({"yes" if ref in counted else "no"}) for ref in count.base_refs},
            known=YES_NO,
            without=unknown,
            outside=tuple(sorted((*count.outside_refs, *count.not_asked_refs))),
        )


def units_of(
    records: Iterable[RecordFacts], subject: SubjectKind, group: Question | None
) -> tuple[RecordFacts, ...]:
    """The records of a kind of subject, or the rows of a group in them."""
    own = tuple(record for record in records if record.subject.kind is subject)
    if group is None:
        return own
    return tuple(row for record in own for row in record.rows(group.id) or ())


def _rough(said: Mapping[str, Value]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for ref, value in sorted(said.items()):
        if isinstance(value, RoughDate):
            known = "year" if value.month is None else "month"
            found.setdefault(known, []).append(ref)
    return {known: tuple(refs) for known, refs in found.items()}


def _of_open(
    said: Mapping[str, Value], *, is_text: bool
) -> tuple[tuple[AskedValue, ...], dict[str, frozenset[str]]]:
    """Numbers as numbers or in bands, dates by their year, texts as given."""
    if is_text:
        value = AskedValue(GIVEN, "Has a text")
        return (value,), {ref: frozenset({GIVEN}) for ref in said}
    numbers = sorted({_number(value) for value in said.values()})
    bands = _bands(numbers)
    values = {ref: frozenset({_band_of(bands, _number(value)).key}) for ref, value in said.items()}
    return tuple(bands.values()), values


def _number(value: Value) -> int | float:
    """A number itself, or the year of a date, which its text begins with."""
    return value if isinstance(value, int | float) else int(str(value)[:4])


def _bands(numbers: Sequence[int | float]) -> dict[int | float, AskedValue]:
    """The values of numbers by where each begins: themselves, or bands of a round width."""
    if len(numbers) <= MOST_VALUES:
        return {number: AskedValue(str(number), str(number)) for number in numbers}
    span = numbers[-1] - numbers[0]
    widths = (step * 10**power for power in range(10) for step in (1, 2, 5))
    width = next(width for width in widths if span / width <= MOST_BANDS - 1)
    first, last = int(numbers[0] // width), int(numbers[-1] // width)
    is_whole = all(isinstance(number, int) for number in numbers)
    return {
        start * width: _band(start * width, width, is_whole=is_whole)
        for start in range(first, last + 1)
    }


def _band(start: int, width: int, *, is_whole: bool) -> AskedValue:
    if is_whole and width > 1:
        words = f"{start} to {start + width - 1}"
        return AskedValue(words, words)
    words = f"{start} to under {start + width}"
    return AskedValue(words, words)


def _band_of(bands: Mapping[int | float, AskedValue], number: int | float) -> AskedValue:
    return bands[max(start for start in bands if start <= number)]
