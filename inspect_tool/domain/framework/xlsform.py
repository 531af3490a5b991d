"""A framework as an XLSForm, so that a team can collect in ODK or Kobo what workbooks collect.

A form asks about one kind of subject. Names of its questions are the ids with `_` for `.`, which no
id holds, so that answers find their way back. A question of a list offers its absences in the same
list; another has a question of its own for why there is no answer. A condition that hangs on the
frame asks for the field first; one that hangs on a statutory clock is left out, since a form cannot
run a clock: the question is then asked, and `case check` says where it should not have been.

Source: XLSForm, https://xlsform.org/en/ (sheets survey, choices and settings; XPath 1.0 of ODK).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from inspect_tool.domain.framework.framework import (
    Criterion,
    Framework,
    QuestionType,
    SubjectKind,
)
from inspect_tool.domain.framework.xlsform_conditions import text_of
from inspect_tool.domain.framework.xlsform_names import (
    FIELD,
    INSPECTOR,
    JUDGEMENT,
    NOTE,
    SUBJECT,
    VERSION,
    ChoiceRow,
    SurveyRow,
    judged_absences,
    name_of,
)
from inspect_tool.domain.framework.xlsform_questions import FormQuestions, scale_list
from inspect_tool.domain.language.conditions import comparisons

CHOICES = ChoiceRow._fields
SURVEY = SurveyRow._fields
SETTINGS = ("form_title", "form_id", "version")
ASKED = {
    SubjectKind.CASE: "Reference of the case, such as ASH-017",
    SubjectKind.AUTHORITY: "Code of the authority",
    SubjectKind.INTERVIEW: "Reference of the interview, such as ASH-I-rk-01",
    SubjectKind.FOCUS_GROUP: "Reference of the focus group, such as ASH-G-rk-01",
}


@dataclass(frozen=True)
class XlsForm:
    """The three sheets of a form, without their headings."""

    survey: tuple[SurveyRow, ...]
    choices: tuple[ChoiceRow, ...]
    settings: tuple[str, str, str]


def names_twice(form: XlsForm) -> tuple[str, ...]:
    """Names that two questions of a form would have, so that it cannot be told what is answered."""
    asked = Counter(row.name for row in form.survey if row.name and not row.type.startswith("end "))
    return tuple(name for name, number in asked.items() if number > 1)


def xlsform_of(framework: Framework, kind: SubjectKind) -> XlsForm:
    """The form that asks about one kind of subject.

    Raises:
        ValueError: The framework asks nothing about it.
    """
    criteria = [one for one in framework.criteria(kind) if not one.retired]
    if not criteria:
        raise ValueError(f"the framework asks nothing about {kind}")
    making = _Making(framework, kind)
    rows = [*making.head(criteria), *(row for one in criteria for row in making.criterion(one))]
    title = f"{framework.title}: {kind.value}"
    settings = (title, f"{framework.framework}-{kind.value}", framework.version)
    return XlsForm(tuple(rows), tuple(making.choices()), settings)


@dataclass(frozen=True)
class _Making:
    framework: Framework
    kind: SubjectKind

    @cached_property
    def questions(self) -> FormQuestions:
        return FormQuestions(self.framework)

    def head(self, criteria: Sequence[Criterion]) -> Iterator[SurveyRow]:
        """What tells whose answers these are, and what conditions ask about the frame."""
        yield SurveyRow(
            "calculate", VERSION, calculation=f"once({text_of(self.framework.version)})"
        )
        yield SurveyRow("text", SUBJECT, ASKED[self.kind], required="yes")
        yield SurveyRow("text", INSPECTOR, "Your id in the review", required="yes")
        for field in self._fields(criteria):
            yield SurveyRow(
                "text",
                f"{FIELD}{field}",
                f"{field.replace('_', ' ').capitalize()}, as the caseload has it",
                hint="It decides what is asked; it is not taken in as an answer.",
            )

    def _fields(self, criteria: Sequence[Criterion]) -> list[str]:
        conditions = [one.applies for one in criteria]
        conditions += [question.show_if for one in criteria for question in one.questions]
        return sorted(
            {
                comparison.field
                for condition in conditions
                if condition is not None
                for comparison in comparisons(condition)
                if comparison.field
            }
        )

    def criterion(self, criterion: Criterion) -> Iterator[SurveyRow]:
        """The questions of a criterion and its judgement, as a group."""
        relevant = self.questions.conditions.relevant(criterion.applies)
        hint = criterion.guidance.look_for if criterion.guidance is not None else ""
        name = name_of(criterion.id)
        yield SurveyRow("begin group", name, f"{criterion.id} {criterion.title}", relevant=relevant)
        if hint:
            yield SurveyRow("note", f"{name}_guidance", hint)
        for question in criterion.questions:
            if question.type is not QuestionType.CLOCK and not question.retired:
                yield from self.questions.rows(question)
        if criterion.judgement is not None:
            judged = f"{JUDGEMENT}{name}"
            options = scale_list(criterion.judgement.scale, judged_absences(self.framework))
            label = f"Your judgement: {criterion.title}"
            yield SurveyRow(f"select_one {options}", judged, label, required="yes")
            yield SurveyRow("text", f"{judged}{NOTE}", "Reasons", appearance="multiline")
        yield SurveyRow("end group", name)

    def choices(self) -> Iterator[ChoiceRow]:
        """Each list that a question takes, once."""
        yield from dict.fromkeys(self._listed())

    def _listed(self) -> Iterator[ChoiceRow]:
        for criterion in self.framework.criteria(self.kind):
            if criterion.judgement is not None:
                absences = judged_absences(self.framework)
                yield from self.questions.scale_options(criterion.judgement.scale, absences)
            for question in criterion.questions:
                yield from self.questions.lists(question)
