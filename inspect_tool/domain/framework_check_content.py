"""What a reader of the framework needs: guidance, a way to say "cannot tell", fields that exist."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.faults import Fault, did_you_mean, listed
from inspect_tool.domain.framework import Framework, Question, QuestionType
from inspect_tool.domain.framework_check_index import FrameworkIndex, PlacedCriterion
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
        remedy="Add a question or a judgement, or take the criterion away.",
    )


def allowed_absences(framework: Framework, question: Question) -> tuple[str, ...]:
    """Names of the absences that an inspector can choose for a question."""
    if question.type is QuestionType.CLOCK:
        return ()
    own = [name for name, one in framework.absences.items() if not one.system]
    return tuple(name for name in own if question.absences is None or name in question.absences)


def check_cannot_tell(index: FrameworkIndex) -> Iterator[Fault]:
    """Questions that force an answer on a reader who cannot know it."""
    framework = index.framework
    for placed in index.placed_questions:
        question = placed.question
        if placed.is_retired or not question.required or question.type is QuestionType.CLOCK:
            continue
        scale = framework.scales.get(question.scale or "")
        says_it = scale is not None and bool(CANNOT_TELL & set(scale.values))
        absences = allowed_absences(framework, question)
        if not says_it and not any(not framework.absences[one].counts for one in absences):
            yield Fault(
                path=(*placed.path, "absences") if question.absences is not None else placed.path,
                kind="no-cannot-tell",
                message=f'{question.id} leaves no way to say "cannot tell"',
                remedy="Allow an absence that does not count, such as not_seen.",
            )


# Field types of the frame that fit a type of question.
def check_prefills(
    index: FrameworkIndex, fields: frozenset[str], dates: frozenset[str]
) -> Iterator[Fault]:
    """Questions filled in beforehand from a field that the frame does not have.

    Args:
        fields: Names of every field that a return can give.
        dates: Those that are dates.
    """
    for placed in index.placed_questions:
        question = placed.question
        if question.prefill is None:
            continue
        path = (*placed.path, "prefill")
        start = f"{question.id} is filled in from the field {question.prefill}"
        if question.prefill not in fields:
            yield Fault(
                path=path,
                kind="unknown-field",
                message=f"{start}, which the frame does not have"
                f"{did_you_mean(question.prefill, fields)}",
                remedy=f"Fields are {listed(sorted(fields))}.",
                value=question.prefill,
            )
        elif (question.prefill in dates) != (question.type is QuestionType.DATE):
            what = "is a date" if question.prefill in dates else "is not a date"
            yield Fault(
                path=path,
                kind="prefill-type",
                message=f"{start}, which {what}, but the question is a {question.type}",
                remedy="Choose a field of the question's type.",
                value=question.prefill,
            )


def check_fields(
    index: FrameworkIndex, fields: frozenset[str], derived: frozenset[str] | None
) -> Iterator[Fault]:
    """Conditions on fields that neither the frame nor the plan has.

    Args:
        fields: Names of every field that a return can give, with those that every case has.
        derived: Fields that the plan derives; None when the plan is not at hand, and then only
            a name that is nearly one of the frame's is reported.
    """
    for placed in index.conditions:
        for comparison, path in placed.comparisons():
            name = comparison.field
            if name is None or name in fields or name in (derived or ()):
                continue
            hint = did_you_mean(name, fields | (derived or frozenset()))
            if derived is None and not hint:
                continue
            yield Fault(
                path=(*path, "field"),
                kind="unknown-field",
                severity=Severity.NOTED if derived is None else Severity.REFUSED,
                message=f"{placed.owner} {placed.verb} the field {name}, which "
                f"{'the frame does' if derived is None else 'frame and plan do'} not have{hint}",
                remedy="Correct the name, or derive the field in the plan under "
                "`population.fields`.",
                value=name,
            )
