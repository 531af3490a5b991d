"""A survey's answers in a file: which column is which question, and what a row says.

Only the columns of the framework's questions are read. Survey tools put names, e-mail addresses
and addresses of machines beside them, which have no business here.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.framework.framework import Framework, Question, QuestionType, SubjectKind
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    question_form,
    read_absence,
    read_answer,
)
from inspect_tool.domain.records.judgements import applies
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject

# What some tools write into a second row of headings.
_SECOND_HEADING = frozenset({"response", "open-ended response", "other (please specify)"})
_NUMBERING = re.compile(r"^\W*(?:q(?:uestion)?\W*)?\d{0,3}\W+", re.IGNORECASE)


@dataclass(frozen=True)
class SurveyColumn:
    """A column that answers a question.

    Args:
        place: Number of the column, from 0.
        values: What the file says for a value of the scale, folded, beside its own words.
        said: The same as the framework writes it.
    """

    place: int
    heading: str
    question: Question
    form: AnswerForm
    values: Mapping[str, str]
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class SurveyColumns:
    """What a file's heading means.

    Args:
        columns: In the order of the file.
        missing: Questions of the survey that no column answers.
        twice: Headings of two columns for one question.
        left: Headings of the columns that are not read.
    """

    columns: tuple[SurveyColumn, ...]
    missing: tuple[Question, ...]
    twice: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class CellFault:
    """A cell that is no answer to its question; what it holds is not repeated."""

    question_id: str
    heading: str
    fault: str
    remedy: str


@dataclass(frozen=True)
class AnsweredRow:
    """One person's answers.

    Args:
        line: Where the row starts in the file.
        key: Names the row by what it says, or by its own id; the same in every copy of the file.
    """

    line: int
    key: str
    answers: Mapping[str, Answer]
    faults: tuple[CellFault, ...]


def survey_questions(framework: Framework, survey: str) -> tuple[Question, ...]:
    """Questions that may be asked in a survey, in the order of the framework."""
    facts = RecordFacts(framework, Subject(SubjectKind.SURVEY, "", ""), {"survey": survey})
    return tuple(
        question
        for criterion in framework.criteria(SubjectKind.SURVEY)
        if not criterion.retired and applies(criterion, facts) is not False
        for question in criterion.questions
        if not question.retired and question.type is not QuestionType.CLOCK
    )


def survey_columns(framework: Framework, survey: str, headings: Sequence[str]) -> SurveyColumns:
    """Find the column of each question: by `columns` of the voice, by its id, or by its text."""
    voice = framework.voices[survey]
    asked = survey_questions(framework, survey)
    by_heading: dict[str, Question] = {}
    for question in asked:
        for name in (voice.columns.get(question.id), question.id, question.text):
            if name:
                by_heading.setdefault(_folded(name), question)
    found: dict[str, SurveyColumn] = {}
    twice, left = [], []
    for place, heading in enumerate(headings):
        meant = by_heading.get(_folded(heading))
        meant = meant or by_heading.get(_folded(_NUMBERING.sub("", heading.strip())))
        if meant is None:
            left.append(heading.strip())
        elif meant.id in found:
            twice.append(heading.strip())
        else:
            said = voice.answers.get(meant.id, {})
            found[meant.id] = SurveyColumn(
                place,
                heading.strip(),
                meant,
                question_form(framework, meant),
                {_folded(words): value for words, value in said.items()},
                tuple(said),
            )
    return SurveyColumns(
        tuple(found.values()),
        tuple(question for question in asked if question.id not in found),
        tuple(twice),
        tuple(heading for heading in left if heading),
    )


def _folded(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()


def survey_rows(
    columns: Sequence[SurveyColumn],
    lines: Sequence[tuple[int, Sequence[str]]],
    *,
    id_place: int | None = None,
) -> Iterator[AnsweredRow]:
    """The rows in which somebody answered something; blank ones and second headings are not.

    Args:
        lines: The rows below the heading, each with the line that it starts on.
        id_place: The column of the survey tool's own id of a row, from 0, where it has one.
    """
    times: Counter[str] = Counter()
    for line, cells in lines:
        typed = {
            column.question.id: cells[column.place].strip() if column.place < len(cells) else ""
            for column in columns
        }
        said = [words for words in typed.values() if words]
        if not said or all(words.casefold() in _SECOND_HEADING for words in said):
            continue
        own = "" if id_place is None or id_place >= len(cells) else cells[id_place].strip()
        content = f"id {own}" if own else repr(sorted(typed.items()))
        times[content] += 1
        key = content if own else f"{content} {times[content]}"
        answers, faults = {}, []
        for column in columns:
            answer, fault = _read(column, typed[column.question.id])
            if fault is not None:
                faults.append(fault)
            elif answer is not None:
                answers[column.question.id] = answer
        digest = hashlib.sha256(key.encode()).hexdigest()[:24]
        yield AnsweredRow(line, digest, answers, tuple(faults))


def _read(column: SurveyColumn, typed: str) -> tuple[Answer | None, CellFault | None]:
    """What a cell says; nothing where it is blank."""
    if not typed:
        return None, None
    value = column.values.get(_folded(typed))
    if value is not None:
        return Answer(value), None
    read = read_answer(column.form, typed)
    if not read.fault:
        return Answer(read.value), None
    absence = read_absence(column.form, typed)
    if not absence.fault and absence.value is not None:
        return Answer(absence=str(absence.value)), None
    remedy = read.remedy
    if column.said:
        listed = ", ".join(f"“{words}”" for words in column.said)
        remedy += f" The survey's own words that are taken too: {listed}."
    return None, CellFault(column.question.id, column.heading, read.fault, remedy)
