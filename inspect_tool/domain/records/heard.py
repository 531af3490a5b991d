"""When and how somebody was heard, and about which case: recorded of every interview and group.

It is not part of a framework, like a referral back: every review has it, and its ids never change.
"""

from __future__ import annotations

import re

from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.records.answer_forms import AnswerForm
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.records.referral import AskedItem

HEARD_ON = "HEARD.date"
HEARD_HOW = "HEARD.how"
HEARD_ABOUT = "HEARD.case"

HEARD_ITEMS = (
    AskedItem(HEARD_ON, "Date of the conversation", AnswerForm(QuestionType.DATE)),
    AskedItem(
        HEARD_HOW,
        "How was it held?",
        AnswerForm(
            QuestionType.CHOICE,
            (
                Choice("in_person", "In person"),
                Choice("telephone", "By telephone"),
                Choice("video", "By video"),
                Choice("in_writing", "In writing"),
            ),
        ),
    ),
    AskedItem(
        HEARD_ABOUT,
        "Which case was it about?",
        AnswerForm(QuestionType.TEXT),
        "Its reference, such as ASH-003; several with a comma between. Leave it blank where the "
        "conversation was about no case of the sample.",
    ),
)
_REFERENCE = re.compile(r"(?<![\w-])[A-Z0-9]+-[0-9]+(?![\w-])")
HEARD_FORMS = {item.id: item.form for item in HEARD_ITEMS}


def cases_named(words: str) -> frozenset[str]:
    """The references of cases among words, however they are typed: `ash-003, ASH-004`."""
    return frozenset(_REFERENCE.findall(words.upper()))
