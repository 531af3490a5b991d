"""Dates so early that they are most likely a slip of the year: asked about, and never refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.language.values import latest_of
from inspect_tool.domain.records.completeness import RecordProblem, RecordProblemKind
from inspect_tool.domain.records.fitting import DAYS
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts
from inspect_tool.domain.records.referral import REFERRED_ON

BEFORE_BIRTH = 310  # a pregnancy lasts 40 weeks; help can begin before the birth


def earliest_day(
    fields: Mapping[str, Scalar | None], *, frame_date: date, under: int | None
) -> date | None:
    """The first day on which something can have happened in a child's case.

    By the child's age on the frame; where that was not kept, by the age that everybody on the
    frame is under. The day is as early as the child could be old, and a pregnancy before it.

    Args:
        under: The limit of age of the lists, in completed years; None for none.
    """
    age = fields.get("age")
    years = age + 1 if isinstance(age, int) else under
    if years is None:
        return None
    # From 29 February, the day before its anniversary: never later than the birth can have been.
    day = min(frame_date.day, 28) if frame_date.month == 2 else frame_date.day
    return frame_date.replace(year=frame_date.year - years, day=day) - timedelta(BEFORE_BIRTH)


def check_early_days(timed: RecordFacts, *, earliest: date | None) -> tuple[RecordProblem, ...]:
    """The dates of a case before anything of the child can have happened, with nothing beside them.

    A date of somebody else, such as an older sibling's, is right; a note beside it says so.

    Args:
        timed: The record, its prefilled values in place.
        earliest: See `earliest_day`; None where nobody can say.
    """
    if timed.subject.kind is not SubjectKind.CASE or earliest is None:
        return ()
    return tuple(
        RecordProblem(
            RecordProblemKind.EARLY_DATE,
            ItemKind.QUESTION,
            item_id,
            "By the age on the frame, or the limit of age, the date is before the child's birth by "
            "more than a pregnancy lasts. Correct the year, or say beside it why it is right.",
        )
        for item_id, answer in _dated(timed.answers)
        if latest_of(answer.value) < earliest  # type: ignore[arg-type]
    )


def _dated(answers: Mapping[str, Answer]) -> Iterator[tuple[str, Answer]]:
    """The answers that are dates, without a word beside them."""
    for item_id, answer in answers.items():
        if isinstance(answer.value, DAYS) and not answer.note.strip():
            yield item_id, answer


def check_referred_in_time(
    answers: Mapping[str, Answer], *, first_day: date
) -> tuple[RecordProblem, ...]:
    """A referral back that is dated before fieldwork began, with nothing beside it.

    Args:
        answers: Answers by the ids of `referral.REFERRAL_ITEMS`.
        first_day: Of fieldwork.
    """
    referred = answers.get(REFERRED_ON, Answer())
    is_early = isinstance(referred.value, date) and referred.value < first_day
    if not is_early or referred.note.strip():
        return ()
    return (
        RecordProblem(
            RecordProblemKind.EARLY_DATE,
            ItemKind.REFERRAL,
            REFERRED_ON,
            f"The date is before the first day of fieldwork, {first_day:%d/%m/%Y}. Correct it, or "
            "say beside it why it is right.",
        ),
    )
