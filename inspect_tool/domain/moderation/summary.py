"""What moderation came to: how disagreements were settled, and what of the counts that moved.

No case and no inspector is named in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.domain.figures.agreement import AgreementCounts
from inspect_tool.domain.figures.counts import count_measure
from inspect_tool.domain.framework.framework import Measure, SubjectKind
from inspect_tool.domain.moderation.agreement import AgreementRow
from inspect_tool.domain.moderation.disagreements import DifferingItem
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts


class Direction(StrEnum):
    """How a disagreement was settled."""

    AS_FIRST = "as the first reader"
    AS_SECOND = "as the second reader"
    OTHERWISE = "otherwise"
    OPEN = "still open"

    @classmethod
    def of(cls, one: DifferingItem, decided: Answer | None) -> Direction:
        """The way that a decision went, by value or absence and never by the note."""
        if decided is None:
            return cls.OPEN
        for said, direction in ((one.first, cls.AS_FIRST), (one.second, cls.AS_SECOND)):
            if (said.value, said.absence) == (decided.value, decided.absence):
                return direction
        return cls.OTHERWISE


@dataclass(frozen=True, order=True)
class DifferenceSettled:
    """Disagreements on one item that went the same way for the same reason.

    Args:
        title: The criterion or the question.
        first, second, decided: What was said and settled, in the words of the scale.
        why: The reason, blotted out where it may identify somebody; empty while open.
        at_stake: Titles of the measures that can come out either way.
    """

    kind: ItemKind
    item_id: str
    title: str
    direction: Direction
    first: str
    second: str
    decided: str = ""
    why: str = ""
    at_stake: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasureMoved:
    """What settling moved in one measure, against the first readers' answers alone.

    Args:
        cases: Cases that are counted otherwise since.
        count, base: How many more cases count, and are in the base; negative where fewer.
        sentences: Of the narrative, that state it.
    """

    key: str
    title: str
    cases: int
    count: int
    base: int
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModerationSummary:
    """Everything that a moderation report says.

    Args:
        second_reads: Cases that were drawn for a second read.
        complete: Those of them with two complete reads.
        by_item, overall, by_week: Agreement on them.
        measures: How the two records of each are counted.
        settlements: How many disagreements there are of each kind, extra reads included.
        no_longer: Decisions on items that the readers do not differ on any more.
        moved: Measures that settling moved, in the framework's order.
        extra, extra_complete: Second reads that were asked for, and those with both reads in.
        extra_overall: Agreement on them, apart.
        left_out: Codes of authorities left out, because of a conflict of interest.
    """

    second_reads: int
    complete: int
    by_item: tuple[AgreementRow, ...]
    overall: tuple[AgreementRow, ...]
    by_week: tuple[AgreementRow, ...]
    measures: AgreementCounts
    settlements: Mapping[DifferenceSettled, int]
    no_longer: int
    moved: tuple[MeasureMoved, ...]
    extra: int
    extra_complete: int
    extra_overall: tuple[AgreementRow, ...]
    left_out: tuple[str, ...] = ()

    def number(self, chosen: Callable[[DifferenceSettled], bool]) -> int:
        """How many disagreements are of a kind."""
        return sum(number for one, number in self.settlements.items() if chosen(one))


def measures_moved(
    measures: Mapping[str, Measure],
    settled: Iterable[tuple[RecordFacts, RecordFacts]],
    sentences: Mapping[str, Sequence[str]],
) -> tuple[MeasureMoved, ...]:
    """The measures that settling moved; a rise and a fall can come to no change of the count.

    Args:
        settled: Of each case, the first record as it was read and as it is counted.
        sentences: What the narrative states, by measure.
    """
    cases = list(settled)
    found = (
        _moved(key, measure, cases, tuple(sentences.get(key, ())))
        for key, measure in measures.items()
        if measure.subject is SubjectKind.CASE
    )
    return tuple(one for one in found if one.cases)


def _moved(
    key: str,
    measure: Measure,
    settled: Sequence[tuple[RecordFacts, RecordFacts]],
    sentences: tuple[str, ...],
) -> MeasureMoved:
    moved: Counter[str] = Counter()
    for read, counted in settled:
        before, after = (count_measure("", measure, [facts]) for facts in (read, counted))
        moved["count"] += after.count - before.count
        moved["base"] += after.base - before.base
        moved["cases"] += (before.refs, before.base_refs) != (after.refs, after.base_refs)
    return MeasureMoved(
        key, measure.title, moved["cases"], moved["count"], moved["base"], sentences
    )
