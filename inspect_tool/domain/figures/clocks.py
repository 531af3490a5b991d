"""What the statutory clocks of a snapshot say: six outcomes that are never added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from inspect_tool.domain.clocks.clock import Clock, ClockResult
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import Question, QuestionType
from inspect_tool.domain.records.judgements import read_clock
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.errors import UsageError


class UnknownClockError(UsageError):
    """A question that is no clock of the framework."""

    def __init__(self, question_id: str, known: list[str]) -> None:
        super().__init__(f"{question_id} is no clock. The clocks are {', '.join(known)}.")


@dataclass(frozen=True)
class TimedCase:
    """What one clock says of one case, authority or interview.

    Args:
        words: The outcome with how late: "late by 6 working days".
        limit: The limits that were applied, the deciding one first; empty without one.
        due: Last day in time; None without a limit.
        why: Why there is no limit or nothing to assess; empty where there is.
    """

    ref: str
    outcome: ClockResult
    words: str
    limit: str = ""
    due: date | None = None
    why: str = ""


@dataclass(frozen=True)
class ClockCount:
    """One clock over all records that it was read in.

    Args:
        outcomes: How many of each, all six, in the order of `ClockResult`.
        timed: How many the clock was read in: the sum of the six.
        local: How many of them were held against a local standard.
        without_limit: Why no limit was in force, with how many.
    """

    question: str
    title: str
    outcomes: Mapping[ClockResult, int]
    timed: int
    local: int
    without_limit: Mapping[str, int]


def clock_questions(figures: SnapshotFigures) -> tuple[Question, ...]:
    """The clocks of the framework that were read in any record, in its order."""
    read = {name for record in figures.records for name in record.answers}
    return tuple(
        question
        for question in figures.review.framework.questions()
        if question.type is QuestionType.CLOCK and question.id in read
    )


def clock_counts(figures: SnapshotFigures) -> tuple[ClockCount, ...]:
    """Every clock, with each outcome counted apart."""
    return tuple(_count(figures, question) for question in clock_questions(figures))


def _count(figures: SnapshotFigures, question: Question) -> ClockCount:
    read = [clock for _, clock in _read(figures, question)]
    tally = Counter(clock.result for clock in read)
    reasons = Counter(clock.reason for clock in read if clock.result is ClockResult.NOT_IN_FORCE)
    return ClockCount(
        question=question.id,
        title=question.text,
        outcomes={result: tally[result] for result in ClockResult},
        timed=len(read),
        local=sum(clock.rule_version is not None and clock.rule_version.is_local for clock in read),
        without_limit=dict(sorted(reasons.items())),
    )


def timed_cases(figures: SnapshotFigures, question_id: str) -> tuple[TimedCase, ...]:
    """What one clock says of each record, by reference; only those that the asker may see named.

    Raises:
        UnknownClockError: The question is no clock that was read.
    """
    clocks = {question.id: question for question in clock_questions(figures)}
    if question_id not in clocks:
        raise UnknownClockError(question_id, list(clocks))
    named = set(figures.named(record.subject.ref for record in figures.records))
    return tuple(
        TimedCase(
            ref=record.subject.ref,
            outcome=clock.result,
            words=clock.words,
            limit="; ".join(_limits(clock)),
            due=clock.due,
            why=clock.reason,
        )
        for record, clock in sorted(
            _read(figures, clocks[question_id]), key=lambda pair: pair[0].subject
        )
        if record.subject.ref in named
    )


def _limits(clock: Clock) -> Iterator[str]:
    for one in (clock, *clock.others):
        if one.rule_version is not None:
            yield one.rule_version.words


def _read(figures: SnapshotFigures, question: Question) -> Iterator[tuple[RecordFacts, Clock]]:
    """The outcome that each record was counted with, and how it came about."""
    for record in figures.records:
        stored = record.answers.get(question.id)
        if stored is None or stored.value is None:
            continue
        clock = read_clock(question, record, on=figures.review.plan.dates.fieldwork[1])
        if clock is None or clock.result.value != stored.value:
            clock = Clock(ClockResult(str(stored.value)), reason="As the snapshot kept it.")
        yield record, clock
