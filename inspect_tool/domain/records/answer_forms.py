"""What an answer may be, and how the words that a person typed are read as one.

The case workbook and the command line read answers here, so that one spelling of a
date or a judgement means the same everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches

from inspect_tool.domain.framework.framework import (
    Criterion,
    Framework,
    Question,
    QuestionType,
    Scale,
)
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.language.dates import (
    EXCEL_ORIGIN,
    ImpossibleDateError,
    NotADateError,
    date_of_text,
)

TEXT_LIMIT = 4_000  # characters of an answer in words, or of a note: about one page and a half
EARLIEST_DATE = date(1990, 1, 1)  # a child in a review is under 18, or 25 for a care leaver
LATEST_DATE = date(2099, 12, 31)

# A year of two digits is one of 1990 to 2089.
_TWO_DIGIT_YEARS = date(EARLIEST_DATE.year + 98, 1, 1)


@dataclass(frozen=True)
class Choice:
    """A value with the words that people see and type."""

    value: str
    words: str


@dataclass(frozen=True)
class AnswerForm:
    """What may be given as an answer, and what may be given instead of one.

    Args:
        reason_required: The absences that take a reason in the note.
    """

    type: QuestionType
    choices: tuple[Choice, ...] = ()
    absences: tuple[Choice, ...] = ()
    reason_required: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ReadAnswer:
    """A typed value as read: a value, or what is wrong with it and what to do."""

    value: Scalar | None = None
    fault: str = ""
    remedy: str = ""


def sentence_case(words: str) -> str:
    """The words with a capital first letter, the rest as they are."""
    return words[:1].upper() + words[1:]


def question_form(framework: Framework, question: Question) -> AnswerForm:
    """What may answer a question; the system's own absences are nobody's to give."""
    return AnswerForm(
        question.type,
        () if question.scale is None else scale_choices(framework.scales[question.scale]),
        *_absences(framework, question_absences(framework, question)),
    )


def question_absences(framework: Framework, question: Question) -> tuple[str, ...]:
    """Keys of the absences that people may give to a question."""
    keys = framework.absences if question.absences is None else question.absences
    return tuple(key for key in keys if not framework.absences[key].system)


def judgement_absences(framework: Framework) -> tuple[str, ...]:
    """Keys of the absences that people may give instead of a judgement.

    An absence that counts as an answer has no place on a scale of judgements.
    """
    return tuple(
        key for key, absence in framework.absences.items() if not (absence.counts or absence.system)
    )


def judgement_form(framework: Framework, criterion: Criterion) -> AnswerForm:
    """What may stand as a judgement: its scale, or an absence that keeps it out of the count."""
    if criterion.judgement is None:
        raise ValueError(f"{criterion.id} is not judged")
    scale = framework.scales[criterion.judgement.scale]
    absences = _absences(framework, judgement_absences(framework))
    return AnswerForm(QuestionType.CHOICE, scale_choices(scale), *absences)


def scale_choices(scale: Scale) -> tuple[Choice, ...]:
    """The values of a scale, worst first, with their words."""
    return tuple(Choice(value, sentence_case(scale.word(value))) for value in scale.values)


def _absences(
    framework: Framework, keys: tuple[str, ...]
) -> tuple[tuple[Choice, ...], frozenset[str]]:
    given = {key: framework.absences[key] for key in keys}
    choices = tuple(
        Choice(key, sentence_case(absence.words or key.replace("_", " ")))
        for key, absence in given.items()
    )
    return choices, frozenset(key for key, absence in given.items() if absence.reason == "required")


def answer_words(form: AnswerForm, value: Scalar | None) -> str:
    """An answer as a page says it; empty without one."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return next((choice.words for choice in form.choices if choice.value == value), str(value))


def read_absence(form: AnswerForm, typed: object) -> ReadAnswer:
    """Which absence the words name; the value is its key."""
    return _read_choice(form.absences, typed)


def read_answer(form: AnswerForm, typed: object) -> ReadAnswer:
    """Read what was typed or picked as an answer of the form's type.

    Args:
        typed: Text, or a number, a date or a truth value as a spreadsheet cell holds it. An empty
            text is neither an answer nor a fault.
    """
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        return ReadAnswer()
    readers = {
        QuestionType.DATE: _read_date,
        QuestionType.NUMBER: _read_number,
        QuestionType.TEXT: _read_text,
    }
    if form.type is QuestionType.CHOICE:
        return _read_choice(form.choices, typed)
    if form.type is QuestionType.CLOCK:
        return ReadAnswer(fault="A statutory clock is computed.", remedy="Change its dates.")
    return readers[form.type](typed)


def _folded(words: object) -> str:
    """Words without case, and without the spaces and marks that typing adds or loses."""
    return re.sub(r"[\s_\-–—.,;:'’\"]+", " ", str(words)).strip().casefold()


def _read_choice(choices: tuple[Choice, ...], typed: object) -> ReadAnswer:
    if typed is None or not str(typed).strip():
        return ReadAnswer()
    by_words = {_folded(choice.value): choice.value for choice in choices}
    by_words |= {_folded(choice.words): choice.value for choice in choices}
    value = by_words.get(_folded(_whole(typed)))
    if value is not None:
        return ReadAnswer(value)
    allowed = ", ".join(choice.words for choice in choices)
    near = get_close_matches(_folded(typed), by_words, n=1)
    meant = next(
        (choice.words for choice in choices if near and choice.value == by_words[near[0]]), ""
    )
    hint = f"Did you mean “{meant}”? " if meant else ""
    return ReadAnswer(fault="This is not on the list.", remedy=f"{hint}Choose one of: {allowed}.")


def _whole(typed: object) -> object:
    # A spreadsheet holds the 3 that somebody picked from a list as 3.0.
    return int(typed) if isinstance(typed, float) and typed.is_integer() else typed


def _read_text(typed: object) -> ReadAnswer:
    if isinstance(typed, date):
        return ReadAnswer(f"{typed.day} {typed:%B %Y}")
    return ReadAnswer(clean_text(str(_whole(typed))))


def _read_number(typed: object) -> ReadAnswer:
    number = _whole(typed)
    if isinstance(number, str) and re.fullmatch(r"\s*\d{1,9}(\.0+)?\s*", number):
        number = int(float(number))
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 10**9:
        return ReadAnswer(number)
    return ReadAnswer(
        fault="This is not a whole number, 0 or more.", remedy="Type the number in digits."
    )


def _read_date(typed: object) -> ReadAnswer:
    try:
        day = _as_date(typed)
    except NotADateError:
        return ReadAnswer(
            fault="This is not a date.", remedy="Type day, month and year, such as 03/06/2013."
        )
    except ImpossibleDateError:
        return ReadAnswer(
            fault="This is not a date: there is no such day.",
            remedy="Type the day first, then month and year, such as 03/06/2013.",
        )
    if not EARLIEST_DATE <= day <= LATEST_DATE:
        return ReadAnswer(
            fault=f"The year {day.year} cannot be right.",
            remedy="Type day, month and the year with four digits, such as 03/06/2013.",
        )
    return ReadAnswer(day)


def _as_date(typed: object) -> date:
    """A date as people type it, by the same reader as those of authorities' lists.

    Raises:
        NotADateError, ImpossibleDateError: It is none.
    """
    if isinstance(typed, datetime):
        return typed.date()
    if isinstance(typed, date):
        return typed
    if isinstance(typed, str):
        return date_of_text(typed.strip(), _TWO_DIGIT_YEARS)
    if isinstance(typed, bool) or not isinstance(typed, int | float):
        raise NotADateError
    # A date cell whose format somebody cleared shows its day number.
    if not 0 < typed < 10**5:
        raise NotADateError
    return EXCEL_ORIGIN + timedelta(days=int(typed))


# What XML 1.0 cannot hold: control characters, surrogates and two non-characters.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Text as a workbook gives it back: one kind of line break, no control characters, trimmed."""
    if text.isprintable():  # nearly every cell: none of the characters below
        return text.strip()
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
