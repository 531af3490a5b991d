"""Is a record complete and consistent? Each thing that is not, as a sentence for its reader."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspect_tool.domain.framework.framework import (
    Criterion,
    Framework,
    Question,
    QuestionType,
    SubjectKind,
)
from inspect_tool.domain.framework.kinds import GroupRows, row_item
from inspect_tool.domain.language.conditions import Truth
from inspect_tool.domain.language.values import (
    Chosen,
    RoughDate,
    earliest_of,
    latest_of,
    says_any,
)
from inspect_tool.domain.records.answer_forms import (
    TEXT_LIMIT,
    judgement_absences,
    question_absences,
)
from inspect_tool.domain.records.fitting import DAYS, value_fault, wants_words
from inspect_tool.domain.records.judgements import (
    advised,
    applies,
    condition_words,
    shown,
    waiting_for,
    with_clocks,
    with_prefills,
)
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts, is_empty, rows_in


class RecordProblemKind(StrEnum):
    """What can be wrong with a record."""

    UNANSWERED = "unanswered"
    NOT_JUDGED = "not_judged"
    WAITING = "waiting"  # hidden until another answer is known
    REASON_MISSING = "reason_missing"
    EVIDENCE_MISSING = "evidence_missing"
    NOT_ALLOWED = "not_allowed"  # a value or an absence that the framework does not have
    DATE_ORDER = "date_order"
    DATE_IN_FUTURE = "date_in_future"
    EARLY_DATE = "early_date"  # most likely a slip of the year; asked about
    DIFFERS_WITHOUT_REASON = "differs_without_reason"
    ANSWER_TO_HIDDEN = "answer_to_hidden"
    TOO_LONG = "too_long"
    NOT_REFERRED = "not_referred"  # an answer calls for a referral back, but there is none
    CONFLICT = "conflict"  # answers that were given without sight of each other
    STRAY = "stray"  # words in a workbook where no answer is read
    UNSUPPORTED = "unsupported"  # a judgement that nothing was written for
    AGAINST_EVIDENCE = "against_evidence"  # the calculation or all evidence speaks against it
    NOT_SAID = "not_said"  # of a referral back, or of when and how somebody was heard
    LOOK_AGAIN = "look_again"  # an answer with evidence against it alone
    QUERY = "query"  # a query that waits for a reply
    QUERY_ANSWERED = "query_answered"  # one that has a reply and is not closed

    @property
    def blocks(self) -> bool:
        """Whether the record is incomplete because of it.

        Waiting follows from another problem; long texts and stray words leave no answer out. What
        is unsupported or asked about is answered.
        """
        return self not in NEVER_BLOCKING


NEVER_BLOCKING = frozenset(
    map(RecordProblemKind, ["waiting", "too_long", "stray", "unsupported", "against_evidence"])
) | set(map(RecordProblemKind, ["not_said", "early_date", "look_again", "query", "query_answered"]))
# What somebody may leave out of a survey.
LEFT_OUT = {"unanswered", "not_judged", "waiting", "reason_missing", "evidence_missing"}


@dataclass(frozen=True)
class RecordProblem:
    """One thing that keeps a record from being complete, or that its reader should know."""

    kind: RecordProblemKind
    item_kind: ItemKind
    item_id: str
    message: str

    @property
    def blocks(self) -> bool:
        """Whether the record is incomplete because of it."""
        return self.kind.blocks


@dataclass(frozen=True)
class _Check:
    """What the single checks need to know about one record."""

    framework: Framework
    facts: RecordFacts
    on: date
    evidenced: frozenset[str]


def check_record(
    framework: Framework,
    facts: RecordFacts,
    *,
    on: date,
    evidenced: frozenset[str] = frozenset(),
) -> tuple[RecordProblem, ...]:
    """Every problem of a record, in the order of the framework.

    Values that the authority returned count as answers to the questions that they prefill.

    Args:
        on: Last day of fieldwork; no date may be after it.
        evidenced: Ids of questions and criteria that have evidence filed beside the note.
    """
    timed = with_clocks(with_prefills(facts), on=on)
    return check_timed_record(framework, timed, on=on, evidenced=evidenced)


def check_timed_record(
    framework: Framework,
    timed: RecordFacts,
    *,
    on: date,
    evidenced: frozenset[str] = frozenset(),
) -> tuple[RecordProblem, ...]:
    """Every problem of a record whose prefilled values are in place and whose clocks have run.

    Args:
        on: Last day of fieldwork; no date may be after it.
        evidenced: Ids of questions and criteria that have evidence filed beside the note.
    """
    check = _Check(framework, timed, on, evidenced)
    found = (
        problem
        for criterion in framework.criteria(timed.subject.kind)
        if not criterion.retired
        for problem in _check_criterion(check, criterion)
    )
    if timed.subject.kind is SubjectKind.SURVEY:
        # What somebody left out of a survey cannot be asked for again; it is not known.
        return tuple(problem for problem in found if problem.kind not in LEFT_OUT)
    return tuple(found)


def is_complete(problems: tuple[RecordProblem, ...]) -> bool:
    """Whether none of the problems blocks the record."""
    return not any(problem.blocks for problem in problems)


def _check_criterion(check: _Check, criterion: Criterion) -> Iterator[RecordProblem]:
    truth = applies(criterion, check.facts)
    if truth is None and criterion.applies is not None:
        missing = ", ".join(waiting_for(criterion.applies, check.facts))
        yield _judgement_problem(RecordProblemKind.WAITING, criterion, f"It waits for {missing}.")
    for question in criterion.questions:
        if question.type is not QuestionType.CLOCK and not question.retired:
            yield from _check_question(check, question, truth)
            if question.rows is not None:
                yield from _check_rows(check, question, question.rows, truth)
    if criterion.judgement is not None:
        yield from _check_judgement(check, criterion, truth)


def _check_question(
    check: _Check, question: Question, criterion_applies: Truth
) -> Iterator[RecordProblem]:
    answer = check.facts.answers.get(question.id)
    yield from check_length(ItemKind.QUESTION, question.id, answer)
    visible = _both(criterion_applies, shown(question, check.facts))
    if visible is False:
        if not is_empty(answer):
            yield _question_problem(
                RecordProblemKind.ANSWER_TO_HIDDEN, question, _hidden_words(question)
            )
        return
    if answer is None or is_empty(answer):
        if not (question.rows and rows_in(question, check.facts.answers)):
            yield from _check_unanswered(check, question, criterion_applies, visible)
        return
    fault = _question_fault(check.framework, question, answer)
    if fault:
        yield _question_problem(RecordProblemKind.NOT_ALLOWED, question, fault)
    if answer.absence is not None or question.evidence_if or isinstance(answer.value, Chosen):
        yield from _check_notes(check, question, answer)
    if isinstance(answer.value, DAYS):
        yield from _check_dates(check, question, answer.value)


def _check_rows(
    check: _Check, group: Question, rows: GroupRows, criterion_applies: Truth
) -> Iterator[RecordProblem]:
    """The problems of a group's rows, each at the item of its row."""
    numbers = rows_in(group, check.facts.answers)
    visible = _both(criterion_applies, shown(group, check.facts))
    said = check.facts.answers.get(group.id)
    if numbers and visible is False:
        yield _question_problem(RecordProblemKind.ANSWER_TO_HIDDEN, group, _hidden_words(group))
        return
    if numbers and not is_empty(said):
        yield _question_problem(
            RecordProblemKind.NOT_ALLOWED,
            group,
            f"It has rows, and says that there is no {rows.noun} to tell of. Clear the one "
            "or the other.",
        )
    for number in numbers:
        row = dataclasses.replace(check, facts=check.facts.row(group, number))
        if number > rows.most:
            message = f"Row {number} is more than the {rows.most} that it takes."
            yield _question_problem(RecordProblemKind.NOT_ALLOWED, group, message)
        for question in group.questions:
            if question.retired:
                continue
            for problem in _check_question(row, question, True):
                yield _in_row(problem, group, number)


def _in_row(problem: RecordProblem, group: Question, number: int) -> RecordProblem:
    """A problem of a row, under the ids that the row's answers have."""
    ids = "|".join(re.escape(question.id) for question in group.questions)
    return dataclasses.replace(
        problem,
        item_id=row_item(problem.item_id, number),
        message=re.sub(rf"\b({ids})\b(?![.\w]\w)", rf"\1@{number}", problem.message),
    )


def _both(first: Truth, second: Truth) -> Truth:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _hidden_words(question: Question) -> str:
    if question.show_if is None:
        return "It has an answer, but its criterion does not apply. Clear the answer."
    return f"It has an answer, but is asked only if {condition_words(question.show_if)}. Clear it."


def _check_unanswered(
    check: _Check, question: Question, criterion_applies: Truth, visible: Truth
) -> Iterator[RecordProblem]:
    if visible is None:
        # A criterion that waits says so once, not once for each of its questions.
        if criterion_applies is not None:
            missing = ", ".join(waiting_for(question.show_if, check.facts))
            yield _question_problem(RecordProblemKind.WAITING, question, f"It waits for {missing}.")
        return
    if question.required:
        yield _question_problem(RecordProblemKind.UNANSWERED, question, "It is not answered.")


def _question_fault(framework: Framework, question: Question, answer: Answer) -> str:
    """Why an answer is none that the question takes; empty where it is one."""
    if answer.absence is not None:
        return _absence_fault(question_absences(framework, question), answer.absence)
    if question.scale is not None:
        return _scale_fault(framework, question.scale, answer)
    return value_fault(framework, question, answer.value)


def _absence_fault(allowed: tuple[str, ...], absence: str) -> str:
    return "" if absence in allowed else f"“{absence}” is no reason for having no answer here."


def _scale_fault(framework: Framework, scale: str, answer: Answer) -> str:
    is_on_scale = answer.value in framework.scales[scale].values
    return "" if is_on_scale else f"“{answer.value}” is not on its scale."


def _check_notes(check: _Check, question: Question, answer: Answer) -> Iterator[RecordProblem]:
    has_note = bool(answer.note.strip())
    if answer.absence is not None:
        allowed = question_absences(check.framework, question)
        if _takes_reason(check.framework, allowed, answer.absence) and not has_note:
            yield _question_problem(
                RecordProblemKind.REASON_MISSING,
                question,
                f"“{answer.absence.replace('_', ' ')}” needs a reason.",
            )
    if wants_words(answer.value, question):
        yield _question_problem(
            RecordProblemKind.REASON_MISSING, question, "Say in words what else it was."
        )
    given = answer.absence if answer.absence is not None else answer.value
    needs_evidence = says_any(given, question.evidence_if)
    if needs_evidence and not has_note and question.id not in check.evidenced:
        said = given if isinstance(given, str) else str(given)
        words = said.replace("_", " ")
        yield _question_problem(
            RecordProblemKind.EVIDENCE_MISSING, question, f"The answer “{words}” needs evidence."
        )


def _check_dates(
    check: _Check, question: Question, day: date | RoughDate
) -> Iterator[RecordProblem]:
    if earliest_of(day) > check.on:
        yield _question_problem(
            RecordProblemKind.DATE_IN_FUTURE,
            question,
            f"The date is after the last day of fieldwork, {check.on:%d/%m/%Y}.",
        )
    if question.check is None:
        return
    for other_id, words in (
        (question.check.not_before, "before"),
        (question.check.not_after, "after"),
    ):
        other_answer = check.facts.answers.get(other_id or "")
        other = other_answer.value if other_answer is not None else None
        if not isinstance(other, DAYS):
            continue
        first, last = (day, other) if words == "before" else (other, day)
        # A date that is known in part is out of order only where no day of it is in order.
        if latest_of(first) < earliest_of(last):
            yield _question_problem(
                RecordProblemKind.DATE_ORDER, question, f"The date is {words} that of {other_id}."
            )


def _check_judgement(
    check: _Check, criterion: Criterion, criterion_applies: Truth
) -> Iterator[RecordProblem]:
    answer = check.facts.judgements.get(criterion.id)
    yield from check_length(ItemKind.JUDGEMENT, criterion.id, answer)
    if criterion_applies is False:
        if not is_empty(answer):
            yield _judgement_problem(
                RecordProblemKind.ANSWER_TO_HIDDEN,
                criterion,
                "It is judged, but does not apply. Clear the judgement.",
            )
        return
    if answer is None or is_empty(answer):
        if criterion_applies:
            yield _judgement_problem(RecordProblemKind.NOT_JUDGED, criterion, "It is not judged.")
        return
    fault = _judgement_fault(check.framework, criterion, answer)
    if fault:
        yield _judgement_problem(RecordProblemKind.NOT_ALLOWED, criterion, fault)
    yield from _check_judgement_note(check, criterion, answer)


def _judgement_fault(framework: Framework, criterion: Criterion, answer: Answer) -> str:
    """Why a judgement is none that the criterion takes; empty where it is one."""
    if answer.absence is not None:
        return _absence_fault(judgement_absences(framework), answer.absence)
    return (
        ""
        if criterion.judgement is None
        else _scale_fault(framework, criterion.judgement.scale, answer)
    )


def _takes_reason(framework: Framework, allowed: tuple[str, ...], absence: str) -> bool:
    return absence in allowed and framework.absences[absence].reason == "required"


def _check_judgement_note(
    check: _Check, criterion: Criterion, answer: Answer
) -> Iterator[RecordProblem]:
    if answer.note.strip() or criterion.judgement is None:
        return
    if answer.absence is not None:
        allowed = judgement_absences(check.framework)
        if _takes_reason(check.framework, allowed, answer.absence):
            yield _judgement_problem(
                RecordProblemKind.REASON_MISSING,
                criterion,
                f"“{answer.absence.replace('_', ' ')}” needs a reason.",
            )
        return
    advice = advised(criterion, check.facts)
    is_different = advice is not None and advice != answer.value
    if is_different and criterion.judgement.differs == "reason_required":
        words = check.framework.scales[criterion.judgement.scale].word(str(advice))
        yield _judgement_problem(
            RecordProblemKind.DIFFERS_WITHOUT_REASON,
            criterion,
            f"The calculation gives “{words}”; a different judgement needs a reason.",
        )


def check_length(kind: ItemKind, item_id: str, answer: Answer | None) -> tuple[RecordProblem, ...]:
    """Texts that are too long to be printed."""
    if answer is None:
        return ()
    longest = len(answer.note)
    if isinstance(answer.value, str):
        longest = max(longest, len(answer.value))
    if isinstance(answer.value, Chosen):
        longest = max(longest, len(answer.value.words))
    if longest <= TEXT_LIMIT:
        return ()
    message = f"A text has {longest:,} characters; shorten it to {TEXT_LIMIT:,} at most."
    return (RecordProblem(RecordProblemKind.TOO_LONG, kind, item_id, message),)


def _question_problem(kind: RecordProblemKind, question: Question, message: str) -> RecordProblem:
    return RecordProblem(kind, ItemKind.QUESTION, question.id, message)


def _judgement_problem(
    kind: RecordProblemKind, criterion: Criterion, message: str
) -> RecordProblem:
    return RecordProblem(kind, ItemKind.JUDGEMENT, criterion.id, message)
