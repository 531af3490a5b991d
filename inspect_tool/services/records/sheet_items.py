"""One question or judgement as a page asks it: what may answer it, and what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.framework.kinds import row_item
from inspect_tool.domain.language.values import NONE, Chosen
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    answer_words,
    judgement_form,
    question_form,
)
from inspect_tool.domain.records.items import row_title
from inspect_tool.domain.records.judgements import (
    applies,
    calculate,
    prefill,
    read_clock,
    shown,
    waiting_for,
)
from inspect_tool.domain.records.records import Answer, ItemKind, rows_in
from inspect_tool.services.records.clock_words import clock_reason, clock_sentence

if TYPE_CHECKING:
    from inspect_tool.domain.framework.framework import Criterion, Question
    from inspect_tool.domain.records.referral import AskedItem
    from inspect_tool.services.records.sheet import RecordSheet

NOTHING = Answer()


@dataclass(frozen=True)
class SheetItem:
    """One item of a section.

    Args:
        answer: As it was recorded; what was returned is not in it.
        words: The answer, or why there is none, as people say it; empty without either.
        typed: The answer as a text field holds it.
        revision: Id of the answer in force; empty where there is none.
        versions: How many answers it has had.
        is_asked: None while another answer has to be known first, which `waits_for` names.
        returned: What the authority returned, in words; empty where nothing fills it in.
        descriptors: What each value of the scale means.
        calculated, reason: What the answers point to and why, in words; of a clock what it found.
        is_anothers: Whether somebody else answered it, whose record it is not either.
    """

    kind: ItemKind
    item_id: str
    title: str
    form: AnswerForm
    help: str = ""
    answer: Answer = NOTHING
    words: str = ""
    typed: str = ""
    revision: str = ""
    author: str = ""
    recorded_at: datetime | None = None
    versions: int = 0
    is_asked: bool | None = True
    waits_for: tuple[str, ...] = ()
    returned: str = ""
    problems: tuple[str, ...] = ()
    is_crossed: bool = False
    descriptors: Mapping[str, str] = field(default_factory=dict)
    calculated: str = ""
    reason: str = ""
    is_anothers: bool = False

    @property
    def is_clock(self) -> bool:
        """Whether it is computed, so that nobody answers it."""
        return self.form.type is QuestionType.CLOCK

    @property
    def chosen(self) -> frozenset[str]:
        """The options that are ticked."""
        value = self.answer.value
        if isinstance(value, Chosen):
            return frozenset(value.codes or (NONE,))
        return frozenset({str(value)} if value is not None else ())


def fixed_items(
    sheet: RecordSheet, kind: ItemKind, asked: tuple[AskedItem, ...]
) -> list[SheetItem]:
    """What no framework asks: of a referral back, or of when somebody was heard."""
    return [
        _item(sheet, kind, one.id, title=one.text, form=one.form, help_text=one.help)
        for one in asked
    ]


def criterion_items(sheet: RecordSheet, criterion: Criterion) -> Iterator[SheetItem]:
    """The questions of a criterion, rows after their group, and the judgement."""
    truth = applies(criterion, sheet.facts)
    for question in criterion.questions:
        if question.retired:
            continue
        is_asked = _both(truth, shown(question, sheet.facts))
        if question.type is QuestionType.CLOCK:
            yield _clock(sheet, question)
            continue
        yield _question(sheet, question, question.id, question.text, is_asked=is_asked)
        if question.rows is not None and is_asked is not False:
            yield from _rows(sheet, question)
    if criterion.judgement is not None:
        yield _judgement(sheet, criterion, is_asked=truth)


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return True if one and other else None


def _rows(sheet: RecordSheet, group: Question) -> Iterator[SheetItem]:
    """The rows that are filled in, and the next blank one."""
    most = 0 if group.rows is None else group.rows.most
    filled = rows_in(group, sheet.facts.answers)
    last = min(most, max(filled, default=0) + 1)
    for row in range(1, last + 1):
        for inner in group.questions:
            title = row_title(group, row, inner)
            yield _question(sheet, inner, row_item(inner.id, row), title, is_asked=True)


def _question(
    sheet: RecordSheet, question: Question, item_id: str, title: str, *, is_asked: bool | None
) -> SheetItem:
    form = question_form(sheet.framework, question)
    returned = prefill(question, sheet.facts) if question.prefill else None
    return _item(
        sheet,
        ItemKind.QUESTION,
        item_id,
        title=title,
        form=form,
        help_text=question.help,
        is_asked=is_asked,
        waits_for=waiting_for(question.show_if, sheet.facts) if is_asked is None else (),
        returned=answer_words(form, returned),
    )


def _judgement(sheet: RecordSheet, criterion: Criterion, *, is_asked: bool | None) -> SheetItem:
    form = judgement_form(sheet.framework, criterion)
    calculated, reason, descriptors = "", "", {}
    if criterion.judgement is not None:
        descriptors = sheet.framework.scales[criterion.judgement.scale].descriptors
        if criterion.judgement.calculated:
            advice = calculate(criterion, sheet.facts)
            calculated, reason = answer_words(form, advice.value), advice.reason
    return _item(
        sheet,
        ItemKind.JUDGEMENT,
        criterion.id,
        title="Your judgement",
        form=form,
        is_asked=is_asked,
        waits_for=waiting_for(criterion.applies, sheet.facts) if is_asked is None else (),
        descriptors=descriptors,
        calculated=calculated,
        reason=reason,
    )


def _clock(sheet: RecordSheet, question: Question) -> SheetItem:
    clock = read_clock(question, sheet.facts, on=sheet.last_day)
    return SheetItem(
        kind=ItemKind.QUESTION,
        item_id=question.id,
        title=question.text,
        form=AnswerForm(QuestionType.CLOCK),
        calculated="" if clock is None else clock_sentence(clock),
        reason="" if clock is None else clock_reason(clock),
    )


def _item(  # noqa: PLR0913  # one parameter a part of what is shown
    sheet: RecordSheet,
    kind: ItemKind,
    item_id: str,
    *,
    title: str,
    form: AnswerForm,
    help_text: str = "",
    is_asked: bool | None = True,
    waits_for: tuple[str, ...] = (),
    returned: str = "",
    descriptors: Mapping[str, str] | None = None,
    calculated: str = "",
    reason: str = "",
) -> SheetItem:
    there = sheet.in_force.get((kind, item_id))
    answer = NOTHING if there is None else there.answer
    author = "" if there is None else there.author
    return SheetItem(
        kind=kind,
        item_id=item_id,
        title=title,
        form=form,
        help=help_text,
        answer=answer,
        words=_words(form, answer),
        typed=_typed(form, answer),
        revision="" if there is None else there.revision,
        author=author,
        recorded_at=None if there is None else there.recorded_at,
        versions=0 if there is None else there.versions,
        is_asked=is_asked,
        waits_for=waits_for,
        returned=returned,
        problems=tuple(one.message for one in sheet.problems if one.item_id == item_id),
        is_crossed=item_id in sheet.crossed,
        descriptors=descriptors or {},
        calculated=calculated,
        reason=reason,
        is_anothers=bool(author)
        and answer != NOTHING
        and sheet.actor not in (author, sheet.record.inspector),
    )


def _words(form: AnswerForm, answer: Answer) -> str:
    if answer.absence is None:
        return answer_words(form, answer.value)
    absences = {choice.value: choice.words for choice in form.absences}
    return absences.get(answer.absence, answer.absence.replace("_", " "))


def _typed(form: AnswerForm, answer: Answer) -> str:
    """An answer as somebody would type it: a day with its month in figures."""
    value = answer.value
    if isinstance(value, Chosen):
        themes = "".join(f" #{code}" for code in value.codes)
        return f"{value.words}{themes}" if form.type is QuestionType.TEXT else value.words
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    return "" if value is None else str(value)
