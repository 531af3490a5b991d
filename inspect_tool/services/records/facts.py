"""The facts that an authority returned about a case, and the right ones beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.frame.corrections import (
    Correction,
    is_eligible,
    standing,
    why_not_correctable,
)
from inspect_tool.domain.frame.field import FieldKind, FrameField
from inspect_tool.domain.frame.fields import fields_of, label_of
from inspect_tool.domain.framework.framework import QuestionType, SubjectKind
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.records.answer_forms import AnswerForm, read_answer
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.records.records import Subject
from inspect_tool.errors import UsageError
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import UnknownSubjectError, subject_named
from inspect_tool.services.sampling.fact_rows import CaseFacts, facts_of_cases, keep_corrections
from inspect_tool.store import mishap_queries

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork

NOT_KNOWN = "not known"
OF_ANOTHER_READER = "another reader of the case"
LONGEST_SOURCE = 500
YES_OR_NO = (Choice("yes", "Yes"), Choice("no", "No"))


class FactNotCorrectableError(UsageError):
    """A fact that nobody can correct by itself."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} cannot be corrected: {why}. Nothing was changed.")


@dataclass(frozen=True)
class FactView:
    """One fact of a case.

    Args:
        returned: As the authority returned it; None where it is not known.
        corrected: The right value, where it was corrected.
        corrected_on: None where it was not.
        source: Where the right value was seen, or that a later return says it.
    """

    field: str
    words: str
    returned: Scalar | None
    corrected: Scalar | None = None
    corrected_on: date | None = None
    source: str = ""


@dataclass(frozen=True)
class FactsView:
    """The facts of a case.

    Args:
        is_eligible: Whether the plan's rule holds by the facts that stand; None where not known.
    """

    ref: str
    facts: tuple[FactView, ...]
    is_eligible: bool | None


def case_facts(work: UnitOfWork, review: Review, ref: str) -> FactsView:
    """What was returned about a case, with what was corrected and when.

    Raises:
        AccessRefusedError: The actor may not see the case.
        UnknownSubjectError: There is no case with that reference.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    subject, sight, found = _found(work, review, ref, Action.SEE_RECORD)
    work.shown.add((subject.authority, subject.ref))
    hidden = _by_other_readers(work, subject, sight)
    latest = {one.field: one for one in _standing(found)}
    known = fields_of(review.plan.declared)
    views = tuple(
        FactView(
            name,
            label_of(field, review.plan.words),
            found.returned[name],
            found.facts[name] if name in latest else None,
            latest[name].on if name in latest else None,
            (OF_ANOTHER_READER if name in hidden else latest[name].origin)
            if name in latest
            else "",
        )
        for name, field in known.items()
        if name in found.returned
    )
    return FactsView(subject.ref, views, is_eligible(found.facts, review.plan.population))


def correct_fact(
    work: UnitOfWork, review: Review, *, ref: str, field: str, value: str | None, source: str
) -> FactsView:
    """Keep the right value of a fact that was returned wrong, beside what was returned.

    The draw, its strata and its weights stay on what was returned; conditions, measures and their
    bases go by the right value from now on.

    Args:
        value: As it was typed; None where it is not known after all.
        source: Where it was seen, without names.

    Raises:
        AccessRefusedError: It is not the actor's case.
        UnknownSubjectError: There is no case with that reference.
        FactNotCorrectableError: It is no fact that can be corrected.
        BadAnswerError: The value cannot be one of the fact, or no source is given.
    """
    check_can(work.actor, Action.RECORD, Thing(owner=work.actor.id))
    subject, _, found = _found(work, review, ref, Action.RECORD)
    known = fields_of(review.plan.declared)
    why = why_not_correctable(field, known, review.plan.population)
    if why is None and field not in found.returned:
        why = "nothing that was returned about the case is kept any more"
    if why is not None:
        raise FactNotCorrectableError(field, why)
    said = source.strip()
    if not said or len(said) > LONGEST_SOURCE:
        raise BadAnswerError(
            "Say where the right value was seen: which record, of which date; no names."
        )
    right = None if value is None else _read(known[field], value)
    if found.facts.get(field) != right:
        keep_corrections(work, subject.authority, subject.ref, {field: right}, source=said)
        work.audit("fact.correct", stream=subject.authority, case=subject.ref, field=field)
    return case_facts(work, review, subject.ref)


def correctable_facts(review: Review) -> frozenset[str]:
    """Names of the facts that can be corrected by themselves."""
    known = fields_of(review.plan.declared)
    population = review.plan.population
    return frozenset(name for name in known if not why_not_correctable(name, known, population))


@dataclass(frozen=True)
class FactToCorrect:
    """A fact of a case, and what its right value is typed into.

    Args:
        choices: What it can be, where that is one of a few.
        is_date, is_number: What it is where it is none of these.
    """

    ref: str
    fact: FactView
    choices: tuple[Choice, ...]
    is_date: bool
    is_number: bool


def fact_to_correct(work: UnitOfWork, review: Review, *, ref: str, field: str) -> FactToCorrect:
    """A fact that the actor may correct, as it stands.

    Raises:
        AccessRefusedError, UnknownSubjectError: As for `correct_fact`.
        FactNotCorrectableError: It is no fact that can be corrected.
    """
    check_can(work.actor, Action.RECORD, Thing(owner=work.actor.id))
    subject, _, _ = _found(work, review, ref, Action.RECORD)
    view = next((one for one in case_facts(work, review, ref).facts if one.field == field), None)
    if view is None or field not in correctable_facts(review):
        raise FactNotCorrectableError(field, "it is none of the facts that can be")
    form = _form(fields_of(review.plan.declared)[field])
    return FactToCorrect(
        ref=subject.ref,
        fact=view,
        choices=tuple(form.choices),
        is_date=form.type is QuestionType.DATE,
        is_number=form.type is QuestionType.NUMBER,
    )


def _found(
    work: UnitOfWork, review: Review, ref: str, action: Action
) -> tuple[Subject, Sight, CaseFacts]:
    subject = subject_named(ref.strip().upper())
    sight = Sight.of(work, review, subject.authority)
    sight.check_any(action, subject)
    found = facts_of_cases(work, review, subject.authority).get(subject.ref)
    if subject.kind is not SubjectKind.CASE or found is None:
        raise UnknownSubjectError(subject.ref)
    return subject, sight, found


def _standing(found: CaseFacts) -> tuple[Correction, ...]:
    return tuple(
        one
        for name, one in standing(found.corrections).items()
        if one.value != found.returned.get(name)
    )


def _by_other_readers(work: UnitOfWork, subject: Subject, sight: Sight) -> frozenset[str]:
    """Facts that the case's other reader corrected, while the two reads are not both in."""
    if subject.ref not in sight.open_pairs:
        return frozenset()
    rows = mishap_queries.fact_corrections(work, subject.authority, subject.ref)
    return frozenset(row.field for row in rows if row.source and row.corrected_by != work.actor.id)


def _read(field: FrameField, typed: str) -> Scalar:
    """The value of a fact from what was typed."""
    form = _form(field)
    found = read_answer(form, typed)
    if found.value is None:
        raise BadAnswerError(f"{field.words}: {found.fault or 'no value'} {found.remedy}".strip())
    if field.kind is FieldKind.BOOL:
        return found.value == "yes"
    return found.value  # type: ignore[return-value]  # of a form without several or rows


def _form(field: FrameField) -> AnswerForm:
    if field.kind is FieldKind.BOOL:
        return AnswerForm(QuestionType.CHOICE, YES_OR_NO)
    if field.kind is FieldKind.CHOICE:
        choices = tuple(Choice(value, value) for value in field.choices)
        return AnswerForm(QuestionType.CHOICE, choices)
    kinds: Mapping[FieldKind, QuestionType] = {
        FieldKind.DATE: QuestionType.DATE,
        FieldKind.INT: QuestionType.NUMBER,
    }
    return AnswerForm(kinds.get(field.kind, QuestionType.TEXT))
