"""What a reader of the framework needs: guidance, a way to say "cannot tell", fields that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_tool.domain.checks.framework_answers import EVERY_CASE
from inspect_tool.domain.checks.framework_index import (
    FrameworkIndex,
    PlacedCondition,
    PlacedCriterion,
)
from inspect_tool.domain.frame.field import FieldKind, FrameField
from inspect_tool.domain.framework.framework import Framework, Question, QuestionType, SubjectKind
from inspect_tool.domain.language.faults import (
    DocumentPath,
    Fault,
    choose_from,
    did_you_mean,
    listed,
)
from inspect_tool.domain.records.repeats import REPEAT_INCIDENTS
from inspect_tool.errors import Severity

# Values of a scale that say "cannot tell" by themselves.
CANNOT_TELL = frozenset(
    {"cannot_tell", "cannot_say", "not_known", "unknown", "do_not_know", "dont_know", "not_clear"}
)
GUIDANCE = ("look_for", "good", "inadequate", "usual_evidence")


def check_guidance(index: FrameworkIndex) -> Iterator[Fault]:
    """Criteria without guidance, or with a part of it missing."""
    for home in index.placed_criteria:
        criterion = home.criterion
        if criterion.retired:
            continue
        guidance = criterion.guidance
        missing = [part for part in GUIDANCE if guidance is None or not getattr(guidance, part)]
        if missing:
            what = "no guidance" if guidance is None else f"no guidance on {listed(missing)}"
            yield Fault(
                path=home.path if guidance is None else (*home.path, "guidance"),
                kind="missing-guidance",
                severity=Severity.NOTED,
                message=f"{criterion.id} has {what}",
                remedy="Say what to look for, what good and inadequate look like, and where "
                "the evidence usually is.",
            )


def check_empty(index: FrameworkIndex) -> Iterator[Fault]:
    """Criteria that ask nothing and judge nothing."""
    for home in index.placed_criteria:
        if not home.criterion.questions and home.criterion.judgement is None:
            yield _empty(home)


def _empty(home: PlacedCriterion) -> Fault:
    return Fault(
        path=home.path,
        kind="empty-criterion",
        message=f"{home.criterion.id} has no question and no judgement, so it records nothing",
        remedy="Add a question or a judgement, or remove the criterion.",
    )


def allowed_absences(framework: Framework, question: Question) -> tuple[str, ...]:
    """Names of the absences that an inspector can choose for a question."""
    own = [name for name, absence in framework.absences.items() if not absence.system]
    return tuple(name for name in own if question.absences is None or name in question.absences)


def check_cannot_tell(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """Questions that force an answer on a reader who cannot know it.

    Args:
        known: Names in the parts of the document that could not be read, where the missing
            absence may be.
    """
    framework = index.framework
    for placed in index.placed_questions:
        question = placed.question
        if placed.is_retired or not question.required or question.type is QuestionType.CLOCK:
            continue
        if known if question.absences is None else known & {*question.absences}:
            continue
        scale = framework.scales.get(question.scale or "")
        says_it = scale is not None and bool(CANNOT_TELL & set(scale.values))
        absences = allowed_absences(framework, question)
        if not says_it and not any(not framework.absences[name].counts for name in absences):
            yield Fault(
                path=(*placed.path, "absences") if question.absences is not None else placed.path,
                kind="no-cannot-tell",
                message=f'{question.id} leaves no way to say "cannot tell"',
                remedy="Allow an absence that does not count, such as not_seen.",
            )


def check_prefills(index: FrameworkIndex) -> Iterator[Fault]:
    """Questions filled in beforehand from a field that the frame does not have, or cannot use."""
    for placed in index.placed_questions:
        question = placed.question
        if question.prefill is None:
            continue
        field = index.fields.get(question.prefill)
        start = f"{question.id} is filled in from the field {question.prefill}"
        if field is None:
            hint = did_you_mean(question.prefill, index.fields)
            what = f"{start}, which the frame does not have{hint}"
            remedy = choose_from(question.prefill, index.fields)
        elif not _fits(index.framework, question, field):
            kinds = {"date": "a date", "int": "a number", "bool": "true or false"}
            kind = kinds.get(field.kind, "a choice")
            what = f"{start}, which is {kind}, and that cannot be its answer"
            remedy = "Choose a field of the question's type."
        else:
            continue
        yield Fault(
            path=(*placed.path, "prefill"),
            kind="unknown-field" if field is None else "prefill-type",
            message=what,
            remedy=remedy,
            value=question.prefill,
        )


def _fits(framework: Framework, question: Question, field: FrameField) -> bool:
    """Whether a value of the field can be an answer to the question (see `judgements.prefill`)."""
    if question.scale is not None:
        scale = framework.scales.get(question.scale)
        return scale is None or bool(set(field.choices) & set(scale.values))
    kinds = {
        QuestionType.DATE: (FieldKind.DATE,),
        QuestionType.NUMBER: (FieldKind.INT,),
        QuestionType.TEXT: (FieldKind.CHOICE, FieldKind.TEXT),
    }
    return field.kind in kinds.get(question.type, ())


def check_fields(index: FrameworkIndex, derived: frozenset[str] | None) -> Iterator[Fault]:
    """Conditions on fields that do not exist.

    Args:
        derived: Fields that the plan derives; None when the plan is not at hand, and then only
            a name that is nearly one of the frame's is reported, as a warning.
    """
    computed = None if index.framework.repeat_incidents is None else REPEAT_INCIDENTS
    for placed in index.conditions:
        for comparison, path in placed.comparisons():
            if comparison.field is None or comparison.field == computed:
                continue
            fault = _field_fault(placed, comparison.field, (*path, "field"), derived, index.fields)
            if fault is not None:
                yield fault


def _field_fault(
    placed: PlacedCondition,
    name: str,
    path: DocumentPath,
    derived: frozenset[str] | None,
    fields: Mapping[str, FrameField],
) -> Fault | None:
    start = f"{placed.owner} {placed.verb} the field {name}"
    if placed.subject is not SubjectKind.CASE:
        if name == "authority" or (placed.subject is SubjectKind.SURVEY and name == "survey"):
            return None
        what = f"{start}, which only cases have"
        remedy = "Ask a question of the same subject instead."
    else:
        known = {*fields, *EVERY_CASE, *(derived or ())}
        if name in known:
            return None
        hint = did_you_mean(name, sorted(known))
        if derived is None and not hint:
            return None
        what = f"{start}, which is neither in the frame nor derived by the plan{hint}"
        remedy = "Correct the name, or derive the field in the plan under `population.fields`."
    is_guess = placed.subject is SubjectKind.CASE and derived is None
    return Fault(
        path=path,
        kind="unknown-field",
        severity=Severity.NOTED if is_guess else Severity.REFUSED,
        message=what,
        remedy=remedy,
        value=name,
    )
