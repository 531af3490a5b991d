"""Every answer as a row: whose it is, whether it is the one that counts, and what it weighs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.framework.kinds import question_of_item, row_of_item
from inspect_tool.domain.records.items import criteria_of_items
from inspect_tool.domain.records.records import (
    Answer,
    ItemKind,
    Reader,
    RecordFacts,
    Subject,
    is_empty,
)
from inspect_tool.domain.sampling.ledger import LedgerUnit, SampleLedger

COMPUTED = "computed"  # the reader of what nobody typed: a clock, or a fact of the frame
RecordItem: TypeAlias = tuple[str, ItemKind, str]  # reference, kind and id of an answer


@dataclass(frozen=True)
class SaidAnswer:
    """An answer or a judgement as it stands in somebody's record.

    Args:
        version: Of the framework that it was given under.
    """

    subject: Subject
    reader: Reader
    kind: ItemKind
    item_id: str
    answer: Answer
    author: str
    recorded_at: datetime
    version: str

    @property
    def item(self) -> RecordItem:
        """What it answers."""
        return self.subject.ref, self.kind, self.item_id


@dataclass(frozen=True)
class AnsweredItem:
    """An answer as a row of a table.

    Args:
        reader: `first`, `second`, `adjudicated` or `computed`.
        author: Who gave it; empty where it was computed, or changed since the snapshot.
        is_counted: Whether it is the one that figures of the snapshot count.
        has_changed: Whether another answer stands in the record since the snapshot was taken.
        rating: What the criterion was rated in the same record; None without a rating.
        unit: The case's place in the sample; None for what was not drawn.
        weight: N_h over the known units of the stratum; only of a case of the random sample, and
            only where the answer counts, so that no case has two.
        population: N_h, where there is a weight.
    """

    subject: Subject
    kind: ItemKind
    item_id: str
    answer: Answer
    reader: str
    framework: Framework
    author: str = ""
    recorded_at: datetime | None = None
    is_counted: bool = False
    has_changed: bool = False
    rating: Answer | None = None
    unit: LedgerUnit | None = None
    weight: float | None = None
    population: int | None = None


@dataclass(frozen=True)
class _AnswersAround:
    """What the rows of answers are made from, looked up once.

    Args:
        standing: What stands in records, by item and reader.
        units: The units of the sample by their references.
        population: N_h, by stratum.
        known: Units of each stratum whose status is known.
        criteria: The criterion of every item, by the version of the framework.
    """

    standing: Mapping[RecordItem, Mapping[Reader, SaidAnswer]]
    units: Mapping[str, LedgerUnit]
    population: Mapping[str, int]
    known: Mapping[str, int]
    criteria: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: SampleLedger | None, said: Sequence[SaidAnswer]) -> _AnswersAround:
        """Look up the sample of a snapshot and what stands in records."""
        standing: dict[RecordItem, dict[Reader, SaidAnswer]] = defaultdict(dict)
        for one in said:
            standing[one.item][one.reader] = one
        if ledger is None:
            return cls(standing, {}, {}, {})
        return cls(
            standing,
            {unit.case_ref: unit for unit in ledger.units},
            {stratum.stratum: stratum.population for stratum in ledger.strata},
            Counter(unit.stratum for unit in ledger.known),
        )

    def population_of(self, unit: LedgerUnit | None) -> int | None:
        """How many units could be drawn with it; None where it is in no estimate."""
        return self.population[unit.stratum] if unit is not None and unit.is_known else None

    def criterion(self, framework: Framework, item_id: str) -> str:
        """The criterion that an item belongs to; empty where the framework has none of it."""
        version = framework.version
        if version not in self.criteria:
            self.criteria[version] = criteria_of_items(framework)
        return self.criteria[version].get(question_of_item(item_id), "")

    def source(self, item: RecordItem, answer: Answer) -> SaidAnswer | None:
        """The answer in a record that says what the snapshot counts; an adjudicated one first."""
        own = self.standing.get(item, {})
        for reader in (Reader.ADJUDICATED, Reader.FIRST):
            one = own.get(reader)
            if one is not None and _same(one.answer, answer):
                return one
        return None

    def reader_now(self, item: RecordItem) -> str:
        """Whose answer to an item would count now; nobody's where it is computed."""
        own = self.standing.get(item, {})
        readers = (one.value for one in (Reader.ADJUDICATED, Reader.FIRST) if one in own)
        return next(readers, COMPUTED)


def _same(one: Answer, other: Answer) -> bool:
    return (one.value, one.absence) == (other.value, other.absence)


def answer_rows(figures: SnapshotFigures, said: Sequence[SaidAnswer]) -> tuple[AnsweredItem, ...]:
    """A row for every answer of the snapshot, and for every other that stands in a record.

    What the snapshot counts comes from it: an adjudicated answer before that of a first read. It
    has the note and the author of the answer in the record that says the same; where none does,
    the record has changed since. Answers of second reads, those of first reads that were settled
    otherwise, and those of records that are not counted have rows of their own.

    Args:
        said: Answers and judgements in force, of the records that whoever asks may see.
    """
    around = _AnswersAround.of(figures.ledger, said)
    taken: set[int] = set()
    rows: list[AnsweredItem] = []
    for record in figures.records:
        for row, source in _counted_rows(record, around):
            rows.append(row)
            taken.add(id(source))
    frameworks = {record.subject.ref: record.framework for record in figures.records}
    for one in said:
        if id(one) not in taken:
            of_its_own = figures.review.versions.of(one.version)
            rows.append(_other_row(one, frameworks.get(one.subject.ref, of_its_own), around))
    return _in_order(rows)


def _counted_rows(
    record: RecordFacts, around: _AnswersAround
) -> Iterator[tuple[AnsweredItem, SaidAnswer | None]]:
    unit = around.units.get(record.subject.ref)
    population = around.population_of(unit)
    kinds = ((ItemKind.QUESTION, record.answers), (ItemKind.JUDGEMENT, record.judgements))
    for kind, item_id, answer in (
        (kind, item_id, answer) for kind, answers in kinds for item_id, answer in answers.items()
    ):
        if is_empty(answer):
            continue
        item = (record.subject.ref, kind, item_id)
        source = around.source(item, answer)
        reader = around.reader_now(item) if source is None else source.reader.value
        row = AnsweredItem(
            subject=record.subject,
            kind=kind,
            item_id=item_id,
            answer=answer if source is None else source.answer,
            reader=reader,
            framework=record.framework,
            is_counted=True,
            has_changed=source is None and reader != COMPUTED,
            rating=record.judgements.get(around.criterion(record.framework, item_id)),
            unit=unit,
            population=population,
        )
        if unit is not None and population is not None:
            row = replace(row, weight=population / around.known[unit.stratum])
        if source is not None:
            row = replace(row, author=source.author, recorded_at=source.recorded_at)
        yield row, source


def _other_row(one: SaidAnswer, framework: Framework, around: _AnswersAround) -> AnsweredItem:
    criterion = around.criterion(framework, one.item_id)
    judged = around.standing.get((one.subject.ref, ItemKind.JUDGEMENT, criterion), {})
    rated = judged.get(one.reader)
    return AnsweredItem(
        subject=one.subject,
        kind=one.kind,
        item_id=one.item_id,
        answer=one.answer,
        reader=one.reader.value,
        framework=framework,
        author=one.author,
        recorded_at=one.recorded_at,
        rating=None if rated is None else rated.answer,
        unit=around.units.get(one.subject.ref),
    )


def _in_order(rows: Iterable[AnsweredItem]) -> tuple[AnsweredItem, ...]:
    """By subject, then as the framework asks, then the counted one first."""
    places: dict[str, dict[str, int]] = {}

    def place(row: AnsweredItem) -> tuple[Subject, int, int, bool, str]:
        version = row.framework.version
        if version not in places:
            order = criteria_of_items(row.framework)
            places[version] = {item: number for number, item in enumerate(order)}
        known = places[version]
        number = known.get(question_of_item(row.item_id), len(known))
        return row.subject, number, row_of_item(row.item_id) or 0, not row.is_counted, row.reader

    return tuple(sorted(rows, key=place))
