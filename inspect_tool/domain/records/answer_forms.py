"""What an answer may be, and how the words that a person typed are read as one.

The case workbook and the command line read answers here, so that one spelling of a
date or a judgement means the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inspect_tool.domain.framework.framework import (
    Criterion,
    Framework,
    Question,
    QuestionType,
    Scale,
)
from inspect_tool.domain.framework.kinds import OptionList
from inspect_tool.domain.language.conditions import Scalar, Value
from inspect_tool.domain.language.dates import (
    EXCEL_ORIGIN,
    ImpossibleDateError,
    NotADateError,
    OtherWeekdayError,
    date_of_text,
)
from inspect_tool.domain.language.values import NONE, Chosen, Precision, RoughDate
from inspect_tool.domain.records.choices import Choice, ReadAnswer, read_choice, whole
from inspect_tool.domain.records.typed_kinds import (
    ANY_NUMBER,
    NumberForm,
    SeveralForm,
    number_words,
    read_number,
    read_rough_date,
    read_several,
    read_themed,
    themed_words,
)

TEXT_LIMIT = 4_000  # characters of an answer in words, or of a note: about one page and a half
EARLIEST_DATE = date(1990, 1, 1)  # a child in a review is under 18, or 25 for a care leaver
LATEST_DATE = date(2099, 12, 31)

# A year of two digits is one of 1990 to 2089.
_TWO_DIGIT_YEARS = date(EARLIEST_DATE.year + 98, 1, 1)


@dataclass(frozen=True)
class AnswerForm:
    """What may be given as an answer, and what may be given instead of one.

    Args:
        choices: The values of a scale, the options of a list, the themes of a text.
        reason_required: The absences that take a reason in the note.
        none: Words for none of the options; empty where that is no answer.
        number: What a number may be.
        precision: How little may be known of a date.
    """

    type: QuestionType
    choices: tuple[Choice, ...] = ()
    absences: tuple[Choice, ...] = ()
    reason_required: frozenset[str] = frozenset()
    none: str = ""
    number: NumberForm = ANY_NUMBER
    precision: Precision = Precision.DAY

    @property
    def several(self) -> SeveralForm:
        """The options that may be chosen together."""
        return SeveralForm(self.choices, self.none)


def sentence_case(words: str) -> str:
    """The words with a capital first letter, the rest as they are."""
    return words[:1].upper() + words[1:]


def question_form(framework: Framework, question: Question) -> AnswerForm:
    """What may answer a question; the system's own absences are nobody's to give."""
    listed = framework.lists.get(question.list_ or question.themes or "")
    choices = () if listed is None else option_choices(listed)
    if question.scale is not None:
        choices = scale_choices(framework.scales[question.scale])
    if question.rows is not None:
        choices = (Choice(NONE, question.rows.none),)
    return AnswerForm(
        question.type,
        choices,
        *_absences(framework, question_absences(framework, question)),
        none="" if listed is None else listed.none,
        number=number_form(question),
        precision=least_precision(question),
    )


def number_form(question: Question) -> NumberForm:
    """What a number may be, by its question."""
    return NumberForm(
        question.unit,
        ANY_NUMBER.least if question.least is None else question.least,
        ANY_NUMBER.most if question.most is None else question.most,
        question.decimals,
    )


def least_precision(question: Question) -> Precision:
    """How little may be known of a date, by its question."""
    return Precision[(question.precision or "day").upper()]


def option_choices(options: OptionList) -> tuple[Choice, ...]:
    """The options of a list with their words, "something else" last."""
    return tuple(Choice(code, sentence_case(words)) for code, words in options.words.items())


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


def answer_words(form: AnswerForm, value: Value | None) -> str:
    """An answer as a page says it; empty without one."""
    if value is None:
        return ""
    if isinstance(value, Chosen):
        return themed_words(value) if form.type is QuestionType.TEXT else form.several.words(value)
    if isinstance(value, RoughDate):
        return value.words
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if form.type is QuestionType.NUMBER and isinstance(value, int | float):
        return number_words(value, form.number.unit)
    return next((choice.words for choice in form.choices if choice.value == value), str(value))


def cell_value(form: AnswerForm, value: Value | None) -> Scalar | None:
    """An answer as the cell of a workbook holds it: a number or a day as such, the rest in words.

    A day stays a text where a month or a year would do: a cell of dates would fill in the day.
    """
    if isinstance(value, date) and form.precision is Precision.DAY:
        return value
    if isinstance(value, int | float) and form.type is QuestionType.NUMBER:
        return value
    return answer_words(form, value) or None


def read_absence(form: AnswerForm, typed: object) -> ReadAnswer:
    """Which absence the words name; the value is its key."""
    return read_choice(form.absences, typed)


def read_answer(form: AnswerForm, typed: object) -> ReadAnswer:
    """Read what was typed or picked as an answer of the form's type.

    Args:
        typed: Text, or a number, a date or a truth value as a spreadsheet cell holds it. An empty
            text is neither an answer nor a fault.
    """
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        return ReadAnswer()
    readers: dict[QuestionType, Callable[[AnswerForm, object], ReadAnswer]] = {
        QuestionType.CHOICE: lambda form, typed: read_choice(form.choices, typed),
        QuestionType.SEVERAL: lambda form, typed: read_several(
            form.several, clean_text(str(whole(typed)))
        ),
        QuestionType.NUMBER: lambda form, typed: read_number(form.number, typed),
        QuestionType.DATE: lambda form, typed: _read_date(form.precision, typed),
        QuestionType.TEXT: _read_text,
        QuestionType.GROUP: _read_group,
        QuestionType.CLOCK: lambda form, typed: ReadAnswer(  # noqa: ARG005
            fault="A statutory clock is computed.", remedy="Change its dates."
        ),
    }
    return readers[form.type](form, typed)


def _read_group(form: AnswerForm, typed: object) -> ReadAnswer:
    read = read_choice(form.choices, typed)
    if not read.fault:
        return read
    return ReadAnswer(
        fault="The rows of this question are answered one by one.",
        remedy=f"Answer its rows, or say “{form.choices[0].words}”.",
    )


def _read_text(form: AnswerForm, typed: object) -> ReadAnswer:
    text = f"{typed.day} {typed:%B %Y}" if isinstance(typed, date) else str(whole(typed))
    text = clean_text(text)
    return read_themed(form.choices, text) if form.choices else ReadAnswer(text)


def _read_date(precision: Precision, typed: object) -> ReadAnswer:
    rough = read_rough_date(typed) if precision < Precision.DAY else None
    if rough is not None:
        return _read_rough(precision, rough)
    try:
        day = _as_date(typed)
    except NotADateError:
        return ReadAnswer(
            fault="This is not a date.", remedy="Type day, month and year, such as 03/06/2013."
        )
    except OtherWeekdayError:
        return ReadAnswer(
            fault="The date does not fall on that day of the week.",
            remedy="Correct the date or leave the day of the week out, such as 03/06/2013.",
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


def _read_rough(precision: Precision, rough: RoughDate) -> ReadAnswer:
    if not EARLIEST_DATE.year <= rough.year <= LATEST_DATE.year:
        return ReadAnswer(
            fault=f"The year {rough.year} cannot be right.",
            remedy="Type the year with four digits, such as June 2013.",
        )
    if rough.precision < precision:
        return ReadAnswer(
            fault="The month is wanted as well.", remedy="Type month and year, such as June 2013."
        )
    return ReadAnswer(rough)


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
