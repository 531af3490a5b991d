"""What a reader recorded about one case, authority or interview, as conditions see it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from inspect_tool.domain.clocks.clock import clock_rule, version_in_force
from inspect_tool.domain.clocks.local import ENGLISH, LocalTerms
from inspect_tool.domain.framework.framework import Framework, Question, SubjectKind
from inspect_tool.domain.framework.kinds import (
    ROW_SIGN,
    question_of_item,
    row_item,
    row_of_item,
)
from inspect_tool.domain.framework.versions import ALIKE, Unlike
from inspect_tool.domain.language.conditions import Scalar, Truth, Value
from inspect_tool.domain.language.values import NONE


class Reader(StrEnum):
    """Whose record it is."""

    FIRST = "first"
    SECOND = "second"  # blind: without seeing the first
    ADJUDICATED = "adjudicated"


class ItemKind(StrEnum):
    """What a revision is about."""

    QUESTION = "question"
    JUDGEMENT = "judgement"
    REFERRAL = "referral"  # a child referred back to the authority
    EVIDENCE = "evidence"  # a piece of evidence (`evidence.py`); never counted
    CHRONOLOGY = "chronology"  # something that happened (`chronology.py`); never counted
    HEARD = "heard"  # when and how somebody was heard (`heard.py`); never counted
    STRAY = "stray"  # words in a workbook where no answer is read; never counted
    ASIDE = "aside"  # what became of such words, by their id
    QUERY = "query"  # a question about an answer, the reply, and that it is closed
    REASON = "reason"  # why somebody changed another's answer, by the id of the changed one
    OWN_VIEW = "own_view"  # what the authority says itself; never counted
    ASKED = "asked"  # how many people were asked to be heard, and how they were chosen
    IDENTIFIER = "identifier"  # why words that may identify somebody are kept
    CALIBRATION = "calibration"  # of training cases, about no subject (`moderation/calibration.py`)
    MARK = "mark"  # that words are good practice (`evidence_view.py`), by the id of what is marked
    CODING = "coding"  # what a coder put a note under (`themes.py`), by item and coder
    STATE = "state"  # that a record was submitted, returned or agreed


# What a record is made of, counted or not; the other kinds are said about it.
ANSWER_KINDS = frozenset(
    {
        ItemKind.QUESTION,
        ItemKind.JUDGEMENT,
        ItemKind.REFERRAL,
        ItemKind.EVIDENCE,
        ItemKind.CHRONOLOGY,
        ItemKind.HEARD,
    }
)


@dataclass(frozen=True, order=True)
class Subject:
    """What is looked at: a case `ASH-017`, an authority `ASH`, an interview `ASH-I-rk-01`."""

    kind: SubjectKind
    authority: str
    ref: str


class ItemPlace(NamedTuple):
    """Where an answer is kept, in the words of the database: in whose record, under which item."""

    subject_ref: str
    reader: str
    item_kind: str
    item_id: str


@dataclass(frozen=True)
class Answer:
    """An answer, or the reason why there is none, with the reader's notes.

    Args:
        value: The answer; None when an absence is given instead.
        absence: Key of the framework's absence, such as `not_recorded`.
        note: Evidence, and the reason for an absence or for differing from the advice.
    """

    value: Value | None = None
    absence: str | None = None
    note: str = ""


def is_empty(answer: Answer | None) -> bool:
    """Whether there is neither an answer nor a reason why there is none; a note is a draft."""
    return answer is None or (answer.absence is None and answer.value in (None, ""))


def rows_in(group: Question, answers: Mapping[str, Answer]) -> tuple[int, ...]:
    """Numbers of the rows of a group in which anything is said, in order; none without a group."""
    if group.rows is None:
        return ()
    asked = {question.id for question in group.questions}
    return tuple(
        sorted(
            {
                row
                for item, answer in answers.items()
                if ROW_SIGN in item
                and (row := row_of_item(item)) is not None
                and question_of_item(item) in asked
                and answer != Answer()
            }
        )
    )


@dataclass(frozen=True)
class RecordFacts:
    """One record with the case's fields, as conditions ask about it (see `conditions.Facts`).

    Args:
        fields: Fields of the frame and those that the plan derives; missing means not known.
        answers: Answers by question id.
        framework: The version that the record is under.
        judgements: Judgements by criterion id, as answers on the criterion's scale.
        terms: What the subject's authority counts its limits by.
        own: What the authority says itself (`own_view.py`), by criterion; only in a snapshot.
        unlike: What the version in force asks that the record's did not, or not in that meaning.
        themes: The themes of its notes; None where none is coded. Only in a snapshot.
    """

    framework: Framework
    subject: Subject
    fields: Mapping[str, Scalar | None] = dataclasses.field(default_factory=dict)
    answers: Mapping[str, Answer] = dataclasses.field(default_factory=dict)
    judgements: Mapping[str, Answer] = dataclasses.field(default_factory=dict)
    terms: LocalTerms = ENGLISH
    own: Mapping[str, Answer] = dataclasses.field(default_factory=dict)
    unlike: Unlike = ALIKE
    themes: frozenset[str] | None = None

    def field(self, name: str) -> Scalar | None:
        """Value of a field of the sampling frame, or None when it is not known."""
        return self.fields.get(name)

    def answer(self, question_id: str) -> Value | None:
        """Counted answer: the value, or what an absence counts as.

        An absence counts as a value only where the question's scale has that value: "nothing is
        recorded" is a no to a question of yes or no, and no date at all to a question of a date.
        """
        answer = self.answers.get(question_id)
        if answer is None:
            return None
        if answer.absence is None:
            return answer.value
        absence = self.framework.absences.get(answer.absence)
        if absence is None or not absence.counts or absence.as_ is None:
            return None
        question = self.framework.question(question_id)
        scale = self.framework.scales.get(question.scale or "") if question is not None else None
        return absence.as_ if scale is not None and absence.as_ in scale.values else None

    def rows(self, group_id: str) -> tuple[RecordFacts, ...] | None:
        """The rows of a group, as records that have its answers as well.

        None where it is not known: nothing is said of the group, or why there is no answer.
        """
        group = self.framework.question(group_id)
        if group is None or group.rows is None:
            return None
        rows = rows_in(group, self.answers)
        if not rows and self.answer(group_id) != NONE:
            return None
        return tuple(self.row(group, number) for number in rows)

    def row(self, group: Question, number: int) -> RecordFacts:
        """One row of a group: the record, with the row's answers under the questions' own ids."""
        own = {question.id: row_item(question.id, number) for question in group.questions}
        given = {name: self.answers[item] for name, item in own.items() if item in self.answers}
        subject = dataclasses.replace(self.subject, ref=row_item(self.subject.ref, number))
        return dataclasses.replace(self, subject=subject, answers={**self.answers, **given})

    def is_answered(self, question_id: str) -> Truth:
        """Whether there is an answer that counts; None while the question is untouched."""
        rows = self.rows(question_id)
        if rows is not None:
            return True
        if is_empty(self.answers.get(question_id)):
            return None
        return self.answer(question_id) is not None

    def judgement(self, criterion_id: str) -> str | None:
        """Value judged for a criterion, or None when there is none."""
        judgement = self.judgements.get(criterion_id)
        return None if judgement is None or judgement.value is None else str(judgement.value)

    def is_met(self, criterion_id: str) -> Truth:
        """Whether the judgement is among its scale's met values; None without one."""
        value = self.judgement(criterion_id)
        criterion = self.framework.criterion(criterion_id)
        if value is None or criterion is None or criterion.judgement is None:
            return None
        return value in self.framework.scales[criterion.judgement.scale].met

    def limit_in_force(self, rule_id: str, question_id: str) -> Truth:
        """Whether a statutory limit held on the day answered; None where no day is known."""
        day = self.answer(question_id)
        if not isinstance(day, date):
            return None
        return version_in_force(clock_rule(rule_id), day, self.terms) is not None
