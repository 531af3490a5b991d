"""What a form calls a question, its parts and its sheets' columns."""

from __future__ import annotations

from typing import NamedTuple

from inspect_tool.domain.framework.framework import Framework, Question, QuestionType

SUBJECT, INSPECTOR, VERSION = "subject_ref", "inspector_id", "framework_version"
NOTE, ABSENCE, JUDGEMENT, FIELD = "_note", "_absence", "J_", "field_"
OTHER_WORDS, THEMES = "_other", "_themes"
# Of a date that may be known in part: what is known of it, its parts, and as numbers the first and
# the last day that it can be.
KNOWN, YEAR, MONTH, EARLIEST, LATEST = "_known", "_year", "_month", "_earliest", "_latest"
# Of a group: how many rows, the repeat itself, and what its question is answered with for any.
COUNT, ROWS, ANY = "_count", "_rows", "rows"
ORDER = "_order"  # says that dates are not in order


class SurveyRow(NamedTuple):
    """A row of the sheet `survey`."""

    type: str
    name: str = ""
    label: str = ""
    hint: str = ""
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    calculation: str = ""
    appearance: str = ""
    repeat_count: str = ""


class ChoiceRow(NamedTuple):
    """A row of the sheet `choices`."""

    list_name: str
    name: str
    label: str


def name_of(item_id: str) -> str:
    """What a form calls a question."""
    return item_id.replace(".", "_")


def id_of(name: str) -> str:
    """The id of a question that a form calls so."""
    return name.replace("_", ".")


def is_rough(question: Question | None) -> bool:
    """Whether it asks for a date of which the month or the year will do."""
    return question is not None and question.precision is not None


def is_listed(question: Question) -> bool:
    """Whether its absences stand in the same list as its answers."""
    return question.type in (QuestionType.CHOICE, QuestionType.GROUP)


def absences_of(framework: Framework, question: Question) -> tuple[str, ...]:
    """Keys of the absences that people may give to a question."""
    keys = framework.absences if question.absences is None else question.absences
    return tuple(key for key in keys if not framework.absences[key].system)


def judged_absences(framework: Framework) -> tuple[str, ...]:
    """Keys of the absences that people may give instead of a judgement."""
    return tuple(key for key, one in framework.absences.items() if not (one.counts or one.system))


def columns_of(question: Question) -> tuple[str, ...]:
    """Every heading that an export of the form has for a question; those of its rows apart."""
    parts = {
        QuestionType.SEVERAL: (OTHER_WORDS,),
        QuestionType.TEXT: (THEMES,),
        QuestionType.DATE: (KNOWN, YEAR, MONTH, EARLIEST, LATEST, ORDER),
        QuestionType.GROUP: (COUNT, ROWS),
    }
    endings = ("", NOTE, ABSENCE, *parts.get(question.type, ()))
    return tuple(f"{name_of(question.id)}{ending}" for ending in endings)
