"""Is a referral back complete, and was one made where the answers call for it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from inspect_tool.domain.framework.framework import Question
from inspect_tool.domain.framework.kinds import row_item
from inspect_tool.domain.language.values import says_any
from inspect_tool.domain.records.completeness import (
    RecordProblem,
    RecordProblemKind,
    check_length,
)
from inspect_tool.domain.records.judgements import shown
from inspect_tool.domain.records.records import (
    Answer,
    ItemKind,
    RecordFacts,
    is_empty,
    rows_in,
)
from inspect_tool.domain.records.referral import REFERRAL_ITEMS, REFERRED, REFERRED_ON, RESPONDED_ON


def check_referral(answers: Mapping[str, Answer], *, on: date) -> tuple[RecordProblem, ...]:
    """What is missing from a referral back to the authority, or wrong with it.

    Args:
        answers: Answers by the ids of `referral.REFERRAL_ITEMS`.
        on: Last day of fieldwork; no child is referred back after it.
    """
    long = tuple(
        problem
        for item_id, answer in answers.items()
        for problem in check_length(ItemKind.REFERRAL, item_id, answer)
    )
    referred = answers.get(REFERRED)
    if referred is None or referred.value != "yes":
        return long
    missing = tuple(
        RecordProblem(
            RecordProblemKind.UNANSWERED, ItemKind.REFERRAL, item.id, f"{item.text} is missing."
        )
        for item in REFERRAL_ITEMS
        if item.id != REFERRED and is_empty(answers.get(item.id))
    )
    return (*missing, *_check_referral_dates(answers, on), *long)


def _check_referral_dates(answers: Mapping[str, Answer], on: date) -> Iterator[RecordProblem]:
    day, response = (_day(answers.get(item_id)) for item_id in (REFERRED_ON, RESPONDED_ON))
    if day is not None and day > on:
        yield RecordProblem(
            RecordProblemKind.DATE_IN_FUTURE,
            ItemKind.REFERRAL,
            REFERRED_ON,
            f"The date is after the last day of fieldwork, {on:%d/%m/%Y}.",
        )
    if day is not None and response is not None and response < day:
        yield RecordProblem(
            RecordProblemKind.DATE_ORDER,
            ItemKind.REFERRAL,
            RESPONDED_ON,
            f"The date is before that of {REFERRED_ON}.",
        )


def _day(answer: Answer | None) -> date | None:
    return answer.value if answer is not None and isinstance(answer.value, date) else None


def check_referral_called_for(
    facts: RecordFacts, referral: Mapping[str, Answer]
) -> tuple[RecordProblem, ...]:
    """Answers that call for a referral back, where there is neither one nor a reason for none.

    The framework says which answers these are, with `refer_if`.

    Args:
        referral: Answers by the ids of `referral.REFERRAL_ITEMS`.
    """
    referred = referral.get(REFERRED, Answer())
    if referred.value == "yes" or referred.note.strip():
        return ()
    return tuple(
        RecordProblem(
            RecordProblemKind.NOT_REFERRED,
            ItemKind.REFERRAL,
            REFERRED,
            f"The answer to {item_id} calls for a referral back. Refer the child back at once, "
            "or say beside this question why not.",
        )
        for item_id, question, record in _calling(facts)
        if not question.retired
        and says_any(record.answer(question.id), question.refer_if)
        and shown(question, record) is not False
    )


def _calling(facts: RecordFacts) -> Iterator[tuple[str, Question, RecordFacts]]:
    """Questions with answers that call for a referral, with the facts that they are about.

    Those of rows are among them, once for each row.
    """
    for criterion in facts.framework.criteria(facts.subject.kind):
        for question in criterion.questions:
            if question.refer_if:
                yield question.id, question, facts
            inner = [one for one in question.questions if one.refer_if]
            for number in rows_in(question, facts.answers) if inner else ():
                row = facts.row(question, number)
                yield from ((row_item(one.id, number), one, row) for one in inner)
