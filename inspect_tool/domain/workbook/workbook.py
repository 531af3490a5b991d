"""One inspector's caseload at one authority, as a workbook to be filled in offline."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspect_tool.domain.clocks.local import ENGLISH, LocalTerms
from inspect_tool.domain.framework.framework import Framework, QuestionType, SubjectKind
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.plan.words import USUAL_WORDS, ReportWords
from inspect_tool.domain.records.answer_forms import AnswerForm, sentence_case
from inspect_tool.domain.records.records import Answer, ItemKind, Subject
from inspect_tool.domain.records.voice_refs import reference

FORM = "case-workbook/5"
FOURTH_FORM = "case-workbook/4"  # its evidence was below the questions; nobody said when it was
THIRD_FORM = "case-workbook/3"  # its chronology was below the questions; no cell took a reply
FIRST_FORM = "case-workbook/1"  # its printed words were not listed
SECOND_FORM = "case-workbook/2"  # it had no states, and no rows of evidence
EARLIER_FORMS = (FIRST_FORM, SECOND_FORM)
FORMS_BELOW = (*EARLIER_FORMS, THIRD_FORM, FOURTH_FORM)  # with evidence below the questions
# What may be typed as a reply: words, in the column of the evidence or of the answer.
REPLY_FORM = AnswerForm(QuestionType.TEXT)
FROM_RETURN = "From the authority's return"


@dataclass(frozen=True, kw_only=True)
class WorkbookIdentity:
    """What a workbook is for, and which state of the review it was made from.

    Args:
        review: Id of the review.
        authority: Code of the authority.
        inspector: Id of the inspector.
        plan_digest: SHA-256 of the plan, in hex.
        pack_id: Names this issue of the workbook; two issues never share it.
        form: Version of the workbook's own layout.
    """

    review: str
    authority: str
    authority_name: str
    inspector: str
    framework: str
    framework_version: str
    plan_digest: str
    issued: date
    pack_id: str
    form: str = FORM

    def asked_by(self, frameworks: Sequence[Framework]) -> Framework:
        """The framework that the workbook was issued under; the first where it is none of them."""
        named = self.framework, self.framework_version
        known = {(one.framework, one.version): one for one in frameworks}
        return known.get(named, frameworks[0])


@dataclass(frozen=True)
class Fact:
    """Something that the authority's return says about a case, for the inspector to read."""

    label: str
    value: Scalar | None
    source: str = FROM_RETURN


@dataclass(frozen=True)
class ItemState:
    """An answer as it stands when the workbook is made.

    Args:
        base_revision: Id of the revision that gave the answer; None when there is none.
    """

    kind: ItemKind
    item_id: str
    answer: Answer | None = None
    base_revision: str | None = None


@dataclass(frozen=True)
class AskedQuery:
    """A query that waits for a reply.

    Args:
        about: Item that it is about.
        item_id: Of the query itself.
        revision: Id of the revision by which it was asked.
    """

    about: str
    item_id: str
    text: str
    author: str
    day: date
    revision: str


@dataclass(frozen=True)
class CaseSheet:
    """One case, authority or interview with its current answers.

    Args:
        fields: Fields of the frame and of the plan, which decide what is asked.
        items: Answers given so far; questions without one need no entry.
    """

    subject: Subject
    title: str
    facts: tuple[Fact, ...] = ()
    items: tuple[ItemState, ...] = ()
    fields: Mapping[str, Scalar | None] = dataclasses.field(default_factory=dict)
    queries: tuple[AskedQuery, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseWorkbookContent:
    """Everything a case workbook says.

    Args:
        fieldwork_ends: Last day of fieldwork; dates after it are refused by the workbook.
        terms: What the authority counts its limits by.
        words: What the tool's own sentences call a child, an authority …
    """

    identity: WorkbookIdentity
    review_title: str
    inspector_name: str
    framework: Framework
    sheets: tuple[CaseSheet, ...]
    fieldwork_ends: date
    terms: LocalTerms = ENGLISH
    words: ReportWords = USUAL_WORDS


def blank_voices(
    kind: SubjectKind, *, authority: str, inspector: str, first: int = 1, count: int = 3
) -> tuple[CaseSheet, ...]:
    """Numbered sheets for interviews or focus groups that an inspector adds offline.

    Two inspectors never number the same one, since the number holds the inspector's id.
    """
    refs = [reference(kind, authority, inspector, number) for number in range(first, first + count)]
    return tuple(
        CaseSheet(Subject(kind, authority, ref), f"{sentence_case(kind.singular)} {ref}")
        for ref in refs
    )
