"""A framework as an XLSForm, so that a team can collect in ODK or Kobo what workbooks collect.

A form asks about one kind of subject. Names of its questions are the ids with `_` for `.`, which no
id holds, so that answers find their way back. A question of a list offers its absences in the same
list; another has a question of its own for why there is no answer. A condition that hangs on the
frame asks for the field first; one that hangs on a statutory clock is left out, since a form cannot
run a clock: the question is then asked, and `case check` says where it should not have been.

Source: XLSForm, https://xlsform.org/en/ (sheets survey, choices and settings; XPath 1.0 of ODK).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from inspect_tool.domain.framework.framework import (
    Criterion,
    Framework,
    Question,
    QuestionType,
    SubjectKind,
)
from inspect_tool.domain.language.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    NotOf,
    Scalar,
    comparisons,
)

SUBJECT, INSPECTOR, VERSION = "subject_ref", "inspector_id", "framework_version"
NOTE, ABSENCE, JUDGEMENT, FIELD = "_note", "_absence", "J_", "field_"
SURVEY = (
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message",
    "calculation", "appearance",
)  # fmt: skip
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_title", "form_id", "version")
ASKED = {
    SubjectKind.CASE: "Reference of the case, such as ASH-017",
    SubjectKind.AUTHORITY: "Code of the authority",
    SubjectKind.INTERVIEW: "Reference of the interview, such as ASH-I-rk-01",
}
TYPES = {
    QuestionType.DATE: "date",
    QuestionType.NUMBER: "integer",
    QuestionType.TEXT: "text",
}


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


class ChoiceRow(NamedTuple):
    """A row of the sheet `choices`."""

    list_name: str
    name: str
    label: str


@dataclass(frozen=True)
class XlsForm:
    """The three sheets of a form, without their headings."""

    survey: tuple[SurveyRow, ...]
    choices: tuple[ChoiceRow, ...]
    settings: tuple[str, str, str]


def name_of(item_id: str) -> str:
    """What a form calls a question."""
    return item_id.replace(".", "_")


def id_of(name: str) -> str:
    """The id of a question that a form calls so."""
    return name.replace("_", ".")


def not_in_a_form(framework: Framework, kind: SubjectKind) -> tuple[str, ...]:
    """Ids of the questions that no form asks yet: several options, rows, rough dates, decimals."""
    return tuple(
        question.id
        for question in framework.questions(kind)
        if not question.retired
        and (
            question.type in (QuestionType.SEVERAL, QuestionType.GROUP)
            or question.precision is not None
            or question.decimals > 0
        )
    )


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

    def head(self, criteria: Sequence[Criterion]) -> Iterator[SurveyRow]:
        """What tells whose answers these are, and what conditions ask about the frame."""
        yield SurveyRow("calculate", VERSION, calculation=f"once({_text(self.framework.version)})")
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
        relevant = self._relevant(criterion.applies)
        hint = criterion.guidance.look_for if criterion.guidance is not None else ""
        name = name_of(criterion.id)
        yield SurveyRow("begin group", name, f"{criterion.id} {criterion.title}", relevant=relevant)
        if hint:
            yield SurveyRow("note", f"{name}_guidance", hint)
        for question in criterion.questions:
            if question.type is not QuestionType.CLOCK and not question.retired:
                yield from self.question(question)
        if criterion.judgement is not None:
            judged = f"{JUDGEMENT}{name}"
            options = _list_name(criterion.judgement.scale, self._judgement_absences())
            label = f"Your judgement: {criterion.title}"
            yield SurveyRow(f"select_one {options}", judged, label, required="yes")
            yield SurveyRow("text", f"{judged}{NOTE}", "Reasons", appearance="multiline")
        yield SurveyRow("end group", name)

    def question(self, question: Question) -> Iterator[SurveyRow]:
        """A question, why there is no answer where that is apart, and its note."""
        name, relevant = name_of(question.id), self._relevant(question.show_if)
        absences = self._absences(question)
        is_list = question.type is QuestionType.CHOICE
        asked = SurveyRow(
            f"select_one {_list_name(question.scale or '', absences)}"
            if is_list
            else TYPES.get(question.type, "text"),
            name,
            f"{question.id} {question.text}",
            hint=question.help,
            relevant=relevant,
            **self._constraint(question),
        )
        if not question.required:
            yield asked
        elif is_list or not absences:
            yield asked._replace(required="yes")
        else:
            yield asked._replace(required=f"${{{name}{ABSENCE}}} = ''")
        if absences and not is_list:
            label = "If there is no answer: why"
            options = _list_name("", absences)
            yield SurveyRow(f"select_one {options}", f"{name}{ABSENCE}", label, relevant=relevant)
        yield SurveyRow(
            "text",
            f"{name}{NOTE}",
            "Evidence, or the reason",
            relevant=relevant,
            required=self._note_required(question),
            appearance="multiline",
        )

    def _constraint(self, question: Question) -> dict[str, str]:
        if question.type is QuestionType.NUMBER:
            return {"constraint": ". >= 0", "constraint_message": "0 or more."}
        parts = []
        for other, sign in (
            (question.check.not_before if question.check else None, ">="),
            (question.check.not_after if question.check else None, "<="),
        ):
            if other is not None and self.framework.question(other) is not None:
                there = _value(name_of(other))
                parts.append(f"({there} = '' or . {sign} {there})")
        if not parts:
            return {}
        message = "The dates are not in this order."
        return {"constraint": " and ".join(parts), "constraint_message": message}

    def _note_required(self, question: Question) -> str:
        name = name_of(question.id)
        reasons = [
            key
            for key in self._absences(question)
            if self.framework.absences[key].reason == "required"
        ]
        is_list = question.type is QuestionType.CHOICE
        given = [*reasons, *question.evidence_if] if is_list else list(question.evidence_if)
        tests = [f"{_value(name)} = {_text(one)}" for one in dict.fromkeys(given)]
        if not is_list:
            tests += [f"{_value(name + ABSENCE)} = {_text(one)}" for one in reasons]
        return " or ".join(tests)

    def _absences(self, question: Question) -> tuple[str, ...]:
        keys = self.framework.absences if question.absences is None else question.absences
        return tuple(key for key in keys if not self.framework.absences[key].system)

    def _judgement_absences(self) -> tuple[str, ...]:
        return tuple(
            key for key, one in self.framework.absences.items() if not (one.counts or one.system)
        )

    def choices(self) -> Iterator[ChoiceRow]:
        """Each list that a question takes, once."""
        lists: dict[str, tuple[str, tuple[str, ...]]] = {}
        for criterion in self.framework.criteria(self.kind):
            if criterion.judgement is not None:
                absences = self._judgement_absences()
                scale = criterion.judgement.scale
                lists[_list_name(scale, absences)] = (scale, absences)
            for question in criterion.questions:
                scale, absences = question.scale or "", self._absences(question)
                if scale or absences:
                    lists[_list_name(scale, absences)] = (scale, absences)
        for name, (scale, absences) in lists.items():
            values = self.framework.scales[scale].values if scale else ()
            for value in values:
                yield ChoiceRow(name, value, _sentence(self.framework.scales[scale].word(value)))
            for key in absences:
                words = self.framework.absences[key].words or key.replace("_", " ")
                yield ChoiceRow(name, key, _sentence(words))

    # --- conditions -------------------------------------------------------------------------

    def _relevant(self, condition: Condition | None) -> str:
        """When something is asked: where its condition holds, not where it is unknown."""
        if condition is None or self._needs_a_clock(condition):
            return ""
        return self._holds(condition, is_true=True)

    def _needs_a_clock(self, condition: Condition) -> bool:
        if any(one.in_force is not None for one in comparisons(condition)):
            return True
        asked = (self.framework.question(one.question or "") for one in comparisons(condition))
        return any(one is not None and one.type is QuestionType.CLOCK for one in asked)

    def _holds(self, condition: Condition, *, is_true: bool) -> str:
        """XPath for a condition being true, or false; where it is neither it is unknown."""
        if isinstance(condition, NotOf):
            return self._holds(condition.not_, is_true=not is_true)
        if isinstance(condition, AllOf | AnyOf):
            parts = condition.all if isinstance(condition, AllOf) else condition.any
            joint = " and " if isinstance(condition, AllOf) is is_true else " or "
            return joint.join(f"({self._holds(part, is_true=is_true)})" for part in parts)
        return self._compared(condition, is_true=is_true)

    def _compared(self, comparison: Comparison, *, is_true: bool) -> str:
        name = _form_name(comparison)
        question = self.framework.question(comparison.question or "")
        if comparison.answered is not None:
            return self._answered(name, question, is_true=comparison.answered is is_true)
        if comparison.met or comparison.not_met:
            criterion = self.framework.criterion(comparison.judgement or "")
            judged = criterion.judgement if criterion is not None else None
            met = self.framework.scales[judged.scale].met if judged is not None else ()
            return self._among(name, None, met, is_true=bool(comparison.met) is is_true)
        for bound, sign, other in ((comparison.gte, ">=", "<"), (comparison.lte, "<=", ">")):
            if bound is not None:
                is_known = f"{_value(name)} != ''"
                return f"{is_known} and {_value(name)} {sign if is_true else other} {_text(bound)}"
        if comparison.not_ is not None:
            return self._among(name, question, (comparison.not_,), is_true=not is_true)
        values = comparison.in_ if comparison.in_ is not None else (comparison.is_,)
        listed = tuple(value for value in values if value is not None)
        return self._among(name, question, listed, is_true=is_true)

    def _answered(self, name: str, question: Question | None, *, is_true: bool) -> str:
        absences = () if question is None else self._absences(question)
        not_counted = [key for key in absences if not self.framework.absences[key].counts]
        if question is not None and question.type is not QuestionType.CHOICE:
            if is_true:
                return f"{_value(name)} != ''"
            return f"{_value(name + ABSENCE)} != ''" if absences else "false()"
        tests = [f"{_value(name)} = {_text(key)}" for key in not_counted]
        if not is_true:
            return " or ".join(tests) or "false()"
        return " and ".join([f"{_value(name)} != ''", *(f"not({test})" for test in tests)])

    def _among(
        self, name: str, question: Question | None, values: Sequence[Scalar], *, is_true: bool
    ) -> str:
        """Whether an answer, as it is counted, is one of some values, or another."""
        is_list = question is not None and question.type is QuestionType.CHOICE
        absences = () if question is None or not is_list else self._absences(question)
        counted = {
            key: self.framework.absences[key].as_
            for key in absences
            if self.framework.absences[key].counts
        }
        given = [*values, *(key for key, as_ in counted.items() if as_ in values)]
        tests = " or ".join(f"{_value(name)} = {_text(one)}" for one in given) or "false()"
        if is_true:
            return tests
        unknown = [key for key in absences if key not in counted]
        known = [f"{_value(name)} != ''", *(f"{_value(name)} != {_text(key)}" for key in unknown)]
        return " and ".join([*known, f"not({tests})"])


def _form_name(comparison: Comparison) -> str:
    if comparison.field:
        return f"{FIELD}{comparison.field}"
    prefix = JUDGEMENT if comparison.judgement else ""
    return prefix + name_of(comparison.subject)


def _value(name: str) -> str:
    return f"${{{name}}}"


def _text(value: Scalar) -> str:
    """A value as XPath has it; a truth value as people type it."""
    if isinstance(value, bool):
        return "'yes'" if value else "'no'"
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    if isinstance(value, str):
        return f"'{value}'"
    return str(value)


def _list_name(scale: str, absences: Sequence[str]) -> str:
    return "_".join(part for part in (scale or "no_answer", *absences) if part)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
