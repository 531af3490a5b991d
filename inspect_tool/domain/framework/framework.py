"""The criteria framework, `framework.yaml`: a document that people write.

Question ids and criterion ids are two name spaces. Ids of a published version never change.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from inspect_tool.domain.framework.kinds import GroupRows, OptionList
from inspect_tool.domain.framework.repeats import RepeatRule
from inspect_tool.domain.framework.says import Says
from inspect_tool.domain.language.conditions import Condition, Document

ID = r"^[A-Z][A-Z0-9]*(\.[A-Za-z0-9]+)*$"


class SubjectKind(StrEnum):
    """What a domain is about."""

    CASE = "case"
    AUTHORITY = "authority"
    INTERVIEW = "interview"
    FOCUS_GROUP = "focus_group"
    SURVEY = "survey"  # one person's answers to a survey

    @property
    def singular(self) -> str:
        """What one of them is called."""
        return _NOUNS[self][0]

    @property
    def plural(self) -> str:
        """What several of them are called."""
        return _NOUNS[self][1]

    @property
    def is_voice(self) -> bool:
        """Whether somebody was heard, so that there is no random sample of it."""
        return self in VOICES


_NOUNS = {
    SubjectKind.CASE: ("case", "cases"),
    SubjectKind.AUTHORITY: ("authority", "authorities"),
    SubjectKind.INTERVIEW: ("interview", "interviews"),
    SubjectKind.FOCUS_GROUP: ("focus group", "focus groups"),
    SubjectKind.SURVEY: ("survey answer", "survey answers"),
}
RECORDED_VOICES = (SubjectKind.INTERVIEW, SubjectKind.FOCUS_GROUP)  # by an inspector
VOICES = (*RECORDED_VOICES, SubjectKind.SURVEY)


class QuestionType(StrEnum):
    """What an answer looks like."""

    CHOICE = "choice"  # one value of a scale
    SEVERAL = "several"  # any of a list of options together, or none of them
    DATE = "date"  # a day, or as little of it as `precision` allows
    NUMBER = "number"  # a whole number, 0 or more, unless the question says otherwise
    TEXT = "text"  # words, with themes where the question has a list of them
    CLOCK = "clock"  # computed by the statutory clock: in_time, late, overdue, not_assessable
    GROUP = "group"  # rows, each with answers to the group's own questions


class Scale(Document):
    """Values from worst to best, those that meet the criterion, and the words for them.

    Args:
        descriptors: What each value means, as inspectors read it beside the question.
    """

    values: tuple[str, ...] = Field(min_length=2)
    met: tuple[str, ...] = ()
    words: dict[str, str] = {}
    descriptors: dict[str, str] = {}

    @model_validator(mode="after")
    def _check_values(self) -> Scale:
        if len(set(self.values)) != len(self.values):
            raise ValueError("a scale names each value once")
        named = {*self.met, *self.words, *self.descriptors}
        unknown = named - set(self.values)
        if unknown:
            raise ValueError(f"not among the scale's values: {', '.join(sorted(unknown))}")
        return self

    def word(self, value: str) -> str:
        """How a page says the value."""
        return self.words.get(value, value.replace("_", " "))


class Absence(Document):
    """Why an answer can be missing, and whether it still counts."""

    counts: bool
    as_: str | None = Field(default=None, alias="as")
    reason: Literal["required", "optional"] = "optional"
    system: bool = False
    words: str = ""


class Check(Document):
    """What an answer must agree with: ids of other questions with dates."""

    not_before: str | None = None
    not_after: str | None = None


class ClockLimit(Document):
    """A statutory limit between two dates of a record."""

    rule: str
    from_: str = Field(alias="from")
    to: str


class Question(Document):
    """One thing to find out.

    Args:
        list_: The list of options of which several can be chosen.
        themes: The list of themes that a text can be put under.
        unit: What a number counts: days, months, visits.
        least, most: The smallest and the largest number that can be right.
        decimals: How many figures a number may have after the decimal point.
        precision: How little may be known of a date; None asks for the day.
        rows, questions: What a group repeats, and what it asks of each row.
    """

    id: str = Field(pattern=ID)
    type: QuestionType
    text: str = Field(min_length=1)
    help: str = ""
    scale: str | None = None
    prefill: str | None = None  # the field of the frame that is filled in beforehand
    required: bool = True
    absences: tuple[str, ...] | None = None  # None: every absence that is not the system's
    show_if: Condition | None = None
    evidence_if: tuple[str, ...] = ()
    refer_if: tuple[str, ...] = ()  # answers that call for a referral back, or a reason for none
    check: Check | None = None
    rule: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    otherwise: tuple[ClockLimit, ...] = ()  # the limits where that of `rule` was not in force
    list_: str | None = Field(default=None, alias="list")
    themes: str | None = None
    unit: str = ""
    least: int | float | None = None
    most: int | float | None = None
    decimals: int = Field(default=0, ge=0, le=4)
    precision: Literal["month", "year"] | None = None
    rows: GroupRows | None = None
    questions: tuple[Question, ...] = ()
    retired: bool = False

    @model_validator(mode="before")
    @classmethod
    def _clock_speaks_for_itself(cls, value: object) -> object:
        # A clock needs no wording: the rule's title is its text.
        if isinstance(value, dict) and value.get("type") == "clock" and "text" not in value:
            return {**value, "text": f"Statutory clock {value.get('rule', '')}".strip()}
        return value

    @model_validator(mode="after")
    def _check_shape(self) -> Question:
        if (self.type is QuestionType.CHOICE) != (self.scale is not None):
            raise ValueError("a choice, and only a choice, names one of `scales` as its `scale`")
        is_clock = self.type is QuestionType.CLOCK
        if is_clock != (self.rule is not None and self.from_ is not None and self.to is not None):
            raise ValueError("a clock, and only a clock, has `rule`, `from` and `to`")
        if self.otherwise and not is_clock:
            raise ValueError("only a clock has `otherwise`")
        if (self.type is QuestionType.SEVERAL) != (self.list_ is not None):
            raise ValueError("`several`, and only `several`, names one of `lists` as its `list`")
        self._check_kind()
        return self

    def _check_kind(self) -> None:
        """Keys that only one kind of question has."""
        is_group = self.type is QuestionType.GROUP
        if {is_group, self.rows is not None, bool(self.questions)} != {is_group}:
            raise ValueError("a group, and only a group, has `rows` and `questions`")
        if self.rows is not None:
            own = {question.id for question in self.questions}
            strange = [question_id for question_id in self.rows.key if question_id not in own]
            if strange:
                raise ValueError(f"`key` names {strange[0]}, which is no question of the rows")
        is_bounded = self.least is not None or self.most is not None
        is_measured = bool(self.unit) or is_bounded or self.decimals > 0
        for key, kind, is_there in (
            ("themes", QuestionType.TEXT, self.themes is not None),
            ("unit`, `least`, `most` or `decimals", QuestionType.NUMBER, is_measured),
            ("precision", QuestionType.DATE, self.precision is not None),
        ):
            if is_there and self.type is not kind:
                raise ValueError(f"only a {kind.value} has `{key}`")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("`least` is not above `most`")

    @cached_property
    def clock_dates(self) -> tuple[str, ...]:
        """The questions whose dates a clock goes by, each once; none of another question."""
        dates = (name for limit in self.limits for name in (limit.from_, limit.to))
        return tuple(dict.fromkeys(dates))

    @cached_property
    def limits(self) -> tuple[ClockLimit, ...]:
        """The limits of a clock, the one that is tried first before the others; else none."""
        if self.rule is None or self.from_ is None or self.to is None:
            return ()
        return (ClockLimit(rule=self.rule, from_=self.from_, to=self.to), *self.otherwise)


class Rule(Document):
    """A step of a calculated judgement: when it holds, then this value; or the else."""

    when: Condition | None = None
    then: str | None = None
    else_: str | None = Field(default=None, alias="else")

    @model_validator(mode="after")
    def _check_shape(self) -> Rule:
        is_step = self.when is not None and self.then is not None and self.else_ is None
        is_else = self.when is None and self.then is None and self.else_ is not None
        if not (is_step or is_else):
            raise ValueError("a rule is {when: …, then: …} or {else: …}")
        return self


class Judgement(Document):
    """How a criterion is judged: a scale, advice from the answers, and what a difference takes."""

    scale: str
    calculated: tuple[Rule, ...] = ()
    differs: Literal["reason_required", "reason_optional"] = "reason_required"


class Guidance(Document):
    """What an inspector reads beside the question."""

    look_for: str = ""
    good: str = ""
    inadequate: str = ""
    usual_evidence: tuple[str, ...] = ()


class Criterion(Document):
    """A statement that a case, an authority or an interview is held against."""

    id: str = Field(pattern=ID)
    title: str = Field(min_length=1)
    applies: Condition | None = None
    guidance: Guidance | None = None
    questions: tuple[Question, ...] = ()
    judgement: Judgement | None = None
    retired: bool = False


class Domain(Document):
    """A chapter of the framework."""

    id: str = Field(pattern=ID)
    title: str = Field(min_length=1)
    subject: SubjectKind = SubjectKind.CASE
    criteria: tuple[Criterion, ...] = Field(min_length=1)


class Measure(Document):
    """A named count: what is counted, among what.

    Args:
        rows: The group whose rows are counted; None counts cases, authorities or interviews.
        noun: What the base is called: "long-term cases".
        says: By which words a sentence can be read; None takes those of the title.
    """

    title: str = Field(min_length=1)
    subject: SubjectKind = SubjectKind.CASE
    count: Condition
    of: Condition | None = None
    rows: str | None = None
    noun: str = ""
    says: Says | None = None


class Median(Document):
    """A named median: of the answers to a number, or of the time between two dates.

    Args:
        question, from_, to: The number, in its own unit; or the two dates.
        in_: Their unit; calendar months, so that a date known to the month will do.
        of: What the record, or the row, has to be.
        rows, says: As of a measure.
    """

    title: str = Field(min_length=1)
    subject: SubjectKind = SubjectKind.CASE
    question: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    in_: Literal["days", "working_days", "months"] | None = Field(default=None, alias="in")
    of: Condition | None = None
    rows: str | None = None
    noun: str = ""
    says: Says | None = None

    @model_validator(mode="after")
    def _check_shape(self) -> Median:
        between = (self.from_, self.to, self.in_)
        is_between = None not in between
        if is_between == (self.question is not None) or (not is_between and any(between)):
            raise ValueError("a median is of a `question`, or of the time `from` … `to` … `in`")
        return self


class Voice(Document):
    """People who were heard: by interview, in focus groups, or by a survey.

    Args:
        role: The question that says in which role somebody spoke; a choice.
        people: The question that says how many people were in a focus group; a number.
        columns: Headings of a survey's file by question, where they are not its id or its text.
        answers: What a survey's file says for a value of a scale, by question, heading for value.
    """

    title: str = Field(min_length=1)
    subject: SubjectKind
    role: str | None = None
    people: str | None = None
    columns: dict[str, str] = {}
    answers: dict[str, dict[str, str]] = {}

    @model_validator(mode="after")
    def _check_shape(self) -> Voice:
        if not self.subject.is_voice:
            raise ValueError("people are heard by interview, focus_group or survey")
        if self.people is not None and self.subject is not SubjectKind.FOCUS_GROUP:
            raise ValueError("only a focus_group has `people`")
        if (self.columns or self.answers) and self.subject is not SubjectKind.SURVEY:
            raise ValueError("only a survey has `columns` and `answers`")
        return self


class Change(Document):
    """What this version changed, when it replaces another."""

    kind: str
    id: str
    effect: Literal["none", "note", "additive", "re-review"]
    note: str = ""


class Framework(Document):
    """A version of a criteria framework."""

    framework: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    title: str = Field(min_length=1)
    scales: dict[str, Scale]
    lists: dict[str, OptionList] = {}
    absences: dict[str, Absence] = {}
    subjects: tuple[SubjectKind, ...] = tuple(SubjectKind)
    domains: tuple[Domain, ...] = Field(min_length=1)
    measures: dict[str, Measure] = {}
    repeat_incidents: RepeatRule | None = None
    medians: dict[str, Median] = {}
    voices: dict[str, Voice] = {}
    changes: tuple[Change, ...] = ()

    def criteria(self, subject: SubjectKind | None = None) -> Iterator[Criterion]:
        """Criteria in the order of writing, of one kind of subject or of all."""
        for domain in self.domains:
            if subject is None or domain.subject is subject:
                yield from domain.criteria

    def questions(self, subject: SubjectKind | None = None) -> Iterator[Question]:
        """Questions in the order of writing, of one kind of subject or of all.

        A group is one of them; its own questions are asked of its rows.
        """
        for criterion in self.criteria(subject):
            yield from criterion.questions

    def every_question(self) -> Iterator[Question]:
        """Every question in the order of writing, those of a group behind it."""
        for outer in self.questions():
            yield from (outer, *outer.questions)

    # Every answer of every record asks for its question, so they are looked up, not searched for.
    # Where an id is used twice, which the check refuses, the first one has it.
    @cached_property
    def _criteria_by_id(self) -> dict[str, Criterion]:
        return {criterion.id: criterion for criterion in reversed(tuple(self.criteria()))}

    @cached_property
    def _questions_by_id(self) -> dict[str, Question]:
        return {question.id: question for question in reversed(tuple(self.every_question()))}

    @cached_property
    def _groups_by_question(self) -> dict[str, Question]:
        return {inner.id: outer for outer in self.questions() for inner in outer.questions}

    def criterion(self, criterion_id: str) -> Criterion | None:
        """The criterion with that id, or None."""
        return self._criteria_by_id.get(criterion_id)

    def question(self, question_id: str) -> Question | None:
        """The question with that id, one of a group's rows included, or None."""
        return self._questions_by_id.get(question_id)

    def group_around(self, question_id: str) -> Question | None:
        """The group whose rows are asked the question; None where it is asked of the record."""
        return self._groups_by_question.get(question_id)
