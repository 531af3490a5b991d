"""Answers and their origins in the words that people read, instead of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.records.answer_forms import answer_words, judgement_form, question_form
from inspect_tool.domain.records.chronology import Incident, is_chronology_id
from inspect_tool.domain.records.evidence import Evidence, is_evidence_id
from inspect_tool.domain.records.heard import HEARD_ITEMS
from inspect_tool.domain.records.items import answerable, question_items
from inspect_tool.domain.records.records import Answer, ItemKind
from inspect_tool.domain.records.referral import REFERRAL_ITEMS, RESPONSE_ITEMS
from inspect_tool.services.records.errors import AskedOfRowsError, UnknownItemError
from inspect_tool.store import record_queries

if TYPE_CHECKING:
    from inspect_tool.domain.records.answer_forms import AnswerForm
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class ItemWords:
    """Titles and forms of every item of a review, in the order of the framework."""

    titles: Mapping[str, str]
    forms: Mapping[tuple[ItemKind, str], AnswerForm]

    @classmethod
    def of(cls, framework: Framework) -> ItemWords:
        """The words of a framework, and of what is asked beside it."""
        referral = (*REFERRAL_ITEMS, *RESPONSE_ITEMS)
        titles = {criterion.id: criterion.title for criterion in framework.criteria()}
        items = tuple(question_items(framework))
        titles |= {item.item_id: item.title for item in items}
        titles |= {item.id: item.text for item in (*referral, *HEARD_ITEMS)}
        forms = {
            (ItemKind.QUESTION, item.item_id): question_form(framework, item.question)
            for item in items
        }
        forms |= {
            (ItemKind.JUDGEMENT, criterion.id): judgement_form(framework, criterion)
            for criterion in framework.criteria()
            if criterion.judgement is not None
        }
        forms |= {(ItemKind.REFERRAL, item.id): item.form for item in referral}
        forms |= {(ItemKind.HEARD, item.id): item.form for item in HEARD_ITEMS}
        return cls(titles, forms)

    def title(self, item_id: str) -> str:
        """What an item asks; pieces of evidence have a title of their own."""
        if is_evidence_id(item_id):
            return "Evidence"
        if is_chronology_id(item_id):
            return "Chronology"
        return self.titles.get(item_id, item_id)

    def answer(self, kind: ItemKind, item_id: str, answer: Answer) -> str:
        """An answer, or the reason why there is none, as people say it."""
        if kind is ItemKind.EVIDENCE:
            return Evidence.of(answer).words
        if kind is ItemKind.CHRONOLOGY:
            return Incident.of(answer).words
        form = self.forms.get((kind, item_id))
        if form is None:
            return str((answer.absence if answer.value is None else answer.value) or "")
        if answer.absence is None:
            return answer_words(form, answer.value)
        return next(
            (option.words for option in form.absences if option.value == answer.absence),
            answer.absence.replace("_", " "),
        )

    def place(self, item_id: str) -> int:
        """Where an item comes in the order of the framework."""
        order = list(self.titles)
        return order.index(item_id) if item_id in order else len(order)


def answer_code(answer: Answer) -> str:
    """An answer as programs read it."""
    return str(answer.value) if answer.value is not None else answer.absence or ""


def origin_words(work: UnitOfWork) -> OriginWords:
    """What origins are called in the review at hand."""
    return OriginWords(
        {
            workbook.pack_id: f"workbook issued on {_day(workbook.issued_at)}"
            for workbook in record_queries.issued_workbooks(work)
        }
    )


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


@dataclass(frozen=True)
class OriginWords:
    """Where answers came from, in words.

    Args:
        workbooks: By pack id.
    """

    workbooks: Mapping[str, str]

    def of(self, origin: str) -> str:
        """A workbook by its date of issue, a command or page as such, the rest as it is called."""
        if origin in self.workbooks:
            return self.workbooks[origin]
        is_by = origin.startswith(("command by", "settled by", "page by"))
        return origin.partition(" by ")[0] if is_by else origin


def item_form(framework: Framework, item_id: str) -> tuple[ItemKind, AnswerForm]:
    """Whether an id is a question's or a criterion's, and what may answer it.

    An id that both a question and a criterion have means the criterion's judgement.

    Raises:
        UnknownItemError: It is neither.
    """
    criterion = framework.criterion(item_id)
    if criterion is not None and criterion.judgement is not None:
        return ItemKind.JUDGEMENT, judgement_form(framework, criterion)
    question = answerable(framework, item_id)
    if question is not None:
        return ItemKind.QUESTION, question_form(framework, question)
    group = framework.group_around(question_of_item(item_id))
    if group is not None and group.rows is not None:
        raise AskedOfRowsError(item_id, group.rows.noun, group.rows.most)
    raise UnknownItemError(item_id)
