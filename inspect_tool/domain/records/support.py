"""Whether a judgement has anything to stand on: asked when a record is submitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import RECORDED_VOICES, QuestionType, SubjectKind
from inspect_tool.domain.records.completeness import RecordProblem, RecordProblemKind
from inspect_tool.domain.records.evidence import AGAINST, Evidence
from inspect_tool.domain.records.heard import HEARD_HOW, HEARD_ON
from inspect_tool.domain.records.judgements import advised, applies
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts, Subject, is_empty
from inspect_tool.domain.records.referral import REFERRED

if TYPE_CHECKING:
    from inspect_tool.domain.framework.framework import Criterion, Framework, Question

# What keeps a record from being submitted, though it is complete without it.
KEPT_BACK = frozenset(
    {
        RecordProblemKind.UNSUPPORTED,
        RecordProblemKind.AGAINST_EVIDENCE,
        RecordProblemKind.NOT_SAID,
        RecordProblemKind.EARLY_DATE,
        RecordProblemKind.QUERY,
    }
)


def keeps_back(problem: RecordProblem) -> bool:
    """Whether a record is not to be submitted because of it."""
    return problem.blocks or problem.kind in KEPT_BACK


def check_support(
    framework: Framework, timed: RecordFacts, *, evidenced: frozenset[str] = frozenset()
) -> tuple[RecordProblem, ...]:
    """Adverse judgements without evidence, and judgements against their own evidence.

    A judgement is adverse where its scale says which values meet the criterion, and it is none of
    them. What is written beside a question of the criterion counts as its evidence, and so does a
    date, from which lateness follows.

    Args:
        timed: The record, its prefilled values in place and its clocks run.
        evidenced: Ids of questions and criteria that have evidence filed beside the note.
    """
    return tuple(
        problem
        for criterion in framework.criteria(timed.subject.kind)
        if not criterion.retired and applies(criterion, timed) is not False
        for problem in _check_criterion(framework, criterion, timed, evidenced)
    )


def _check_criterion(
    framework: Framework, criterion: Criterion, timed: RecordFacts, evidenced: frozenset[str]
) -> Iterator[RecordProblem]:
    answer = timed.judgements.get(criterion.id)
    if criterion.judgement is None or answer is None or not isinstance(answer.value, str):
        return
    if answer.note.strip() or criterion.id in evidenced:
        return
    scale = framework.scales[criterion.judgement.scale]
    advice = advised(criterion, timed)
    # With the reason required, the record is not even complete: `completeness.py`.
    is_optional = criterion.judgement.differs == "reason_optional"
    if advice is not None and advice != answer.value and is_optional:
        yield RecordProblem(
            RecordProblemKind.AGAINST_EVIDENCE,
            ItemKind.JUDGEMENT,
            criterion.id,
            f"The calculation gives “{scale.word(advice)}”; say in its note why it is judged "
            "otherwise.",
        )
    is_adverse = bool(scale.met) and answer.value not in scale.met
    if is_adverse and not _has_evidence(criterion, timed, evidenced):
        yield RecordProblem(
            RecordProblemKind.UNSUPPORTED,
            ItemKind.JUDGEMENT,
            criterion.id,
            f"It is judged “{scale.word(answer.value)}”, and nothing is written beside it or its "
            "questions. Say what shows it.",
        )


def _has_evidence(criterion: Criterion, timed: RecordFacts, evidenced: frozenset[str]) -> bool:
    return any(
        question.id in evidenced or _shows(question, timed.answers.get(question.id))
        for question in criterion.questions
    )


def _shows(question: Question, answer: Answer | None) -> bool:
    """Whether something is written beside an answer, or it is a date, which anybody can look up."""
    if answer is None:
        return False
    is_date = question.type is QuestionType.DATE and answer.value is not None
    return is_date or bool(answer.note.strip())


def check_sides(timed: RecordFacts, evidence: Iterable[Evidence]) -> tuple[RecordProblem, ...]:
    """Answers and judgements with nothing beside them and all of their evidence against them.

    Whether words contradict an answer is for people to see; which side a piece of evidence was
    filed on can be counted. A judgement against its own evidence wants a reason. An answer is only
    pointed out, for many file what speaks against the authority as "against".

    Args:
        timed: The record, its prefilled values in place.
        evidence: What was filed in it.
    """
    sides: dict[str, set[str]] = {}
    for piece in evidence:
        if piece.says_something:
            sides.setdefault(piece.about, set()).add(piece.side)
    kinds = (
        (ItemKind.QUESTION, RecordProblemKind.LOOK_AGAIN, timed.answers),
        (ItemKind.JUDGEMENT, RecordProblemKind.AGAINST_EVIDENCE, timed.judgements),
    )
    return tuple(
        RecordProblem(
            problem,
            kind,
            item_id,
            "All evidence that was filed about it is against it. Say beside it why it stands.",
        )
        for kind, problem, answers in kinds
        for item_id, answer in answers.items()
        if sides.get(item_id) == {AGAINST} and not is_empty(answer) and not answer.note.strip()
    )


def check_said(
    subject: Subject, answers: Mapping[tuple[ItemKind, str], Answer]
) -> tuple[RecordProblem, ...]:
    """What every record says, whatever its framework asks, and this one does not.

    A case says whether the child was referred back; a blank is no "no". An interview or a group
    says when and how it was held.

    Args:
        answers: What is in force in the record.
    """
    if subject.kind is SubjectKind.CASE:
        wanted = {
            (ItemKind.REFERRAL, REFERRED): "Say whether the child is referred back, yes or no."
        }
    elif subject.kind in RECORDED_VOICES:
        wanted = {
            (ItemKind.HEARD, HEARD_ON): "Say on which day the conversation was.",
            (ItemKind.HEARD, HEARD_HOW): "Say how the conversation was held.",
        }
    else:
        wanted = {}
    return tuple(
        RecordProblem(RecordProblemKind.NOT_SAID, kind, item_id, message)
        for (kind, item_id), message in wanted.items()
        if is_empty(answers.get((kind, item_id)))
    )
