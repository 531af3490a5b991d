"""A child referred back to the authority: what is recorded about it.

It is not part of a framework: every review has it, and its ids never change.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.records.answer_forms import AnswerForm
from inspect_tool.domain.records.choices import Choice

REFERRED = "REFER.back"
REFERRED_ON = "REFER.date"
REFERRED_TO = "REFER.role"
CONCERN = "REFER.concern"
RESPONSE = "REFER.response"
RESPONDED_ON = "REFER.response_date"


@dataclass(frozen=True)
class AskedItem:
    """One thing to record that no framework asks, such as about a referral back."""

    id: str
    text: str
    form: AnswerForm
    help: str = ""


REFERRAL_ITEMS = (
    AskedItem(
        REFERRED,
        "Is the child referred back to the authority?",
        AnswerForm(QuestionType.CHOICE, (Choice("no", "No"), Choice("yes", "Yes"))),
        "If a child may be at risk now, tell the authority at once, in person or by telephone, and "
        "the lead the same day.",
    ),
    AskedItem(
        REFERRED_ON, "Date of the referral back", AnswerForm(QuestionType.DATE), "Only if yes."
    ),
    AskedItem(
        REFERRED_TO,
        "To whom, by role",
        AnswerForm(QuestionType.TEXT),
        "Only if yes. The role, such as team manager; no name.",
    ),
    AskedItem(
        CONCERN,
        "The concern",
        AnswerForm(QuestionType.TEXT),
        "Only if yes. What was seen and why it cannot wait, in two or three sentences.",
    ),
)

# What came of it is recorded later by command; a case workbook does not ask for it.
RESPONSE_ITEMS = (
    AskedItem(
        RESPONSE,
        "What the authority did about it",
        AnswerForm(QuestionType.TEXT),
        "In two or three sentences; no names.",
    ),
    AskedItem(RESPONDED_ON, "Date of the authority's response", AnswerForm(QuestionType.DATE)),
)

REFERRAL_FORMS = {item.id: item.form for item in REFERRAL_ITEMS}
RESPONSE_FORMS = {item.id: item.form for item in RESPONSE_ITEMS}
