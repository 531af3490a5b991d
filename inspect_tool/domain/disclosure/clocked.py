"""Measures on what a statutory clock says: the table of clocks counts the same cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from inspect_tool.domain.clocks.clock import ClockResult
from inspect_tool.domain.content.blocks import Table
from inspect_tool.domain.disclosure.book import ALL, BASE, CountBook, CountName
from inspect_tool.domain.framework.framework import Framework, QuestionType
from inspect_tool.domain.language.conditions import Comparison, Condition

CLOCKS: Final = "table-clocks"


@dataclass(frozen=True)
class ClockedMeasure:
    """A measure that counts outcomes of one clock among outcomes of the same.

    Args:
        title, noun: What the measure and its base are called.
        step: What the table of clocks calls the clock.
        counted, base: The headings of the outcomes there.
    """

    title: str
    noun: str
    step: str
    counted: tuple[str, ...]
    base: tuple[str, ...]


def clocked_measures(framework: Framework) -> tuple[ClockedMeasure, ...]:
    """The measures of a framework that are about one clock."""
    return tuple(_clocked(framework))


def _clocked(framework: Framework) -> Iterator[ClockedMeasure]:
    clocks = {one.id: one for one in framework.questions() if one.type is QuestionType.CLOCK}
    for measure in framework.measures.values():
        question, counted = _outcomes(measure.count)
        if question in clocks:
            among, base = _outcomes(measure.of)
            yield ClockedMeasure(
                measure.title,
                measure.noun,
                clocks[question].text,
                counted,
                base if among == question else (),
            )


def _outcomes(condition: Condition | None) -> tuple[str, tuple[str, ...]]:
    """The question that a condition is about, and the headings of the outcomes that it names."""
    if not isinstance(condition, Comparison) or not condition.question:
        return "", ()
    named = condition.in_ or (condition.is_,)
    words = {result.value: result.words for result in ClockResult}
    found = [words[str(one)] for one in named if str(one) in words]
    return condition.question, tuple(one[0].upper() + one[1:] for one in found)


def tie_clocked(
    book: CountBook, tables: Iterable[Table], measures: Sequence[ClockedMeasure]
) -> None:
    """Tie each measure and its base to the outcomes that the table of clocks gives."""
    for table in tables:
        if table.id != CLOCKS:
            continue
        for one in measures:
            cells = {
                heading: CountName(table.title, one.step, heading)
                for heading in (*one.counted, *one.base)
            }
            if one.counted:
                book.tie(CountName(one.title), [cells[heading] for heading in one.counted])
            if one.base:
                base = [cells[heading] for heading in one.base]
                for called in (f"All {one.noun}", one.title):
                    book.tie(CountName(called, ALL, BASE), base)
