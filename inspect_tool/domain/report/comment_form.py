"""The form on which an authority says what is wrong in fact: its sheets, columns, and whose it is.

Hidden beside each statement are its key, its words as they were sent, and a keyed digest over both
and over the issue. So a comment that comes back is about what the authority had before it, and
words that somebody typed over the statement are seen.

Source: HMAC-SHA-256, RFC 2104 and FIPS 180-4.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from inspect_tool.domain.report.letters import Statement

FORM: Final = "accuracy/1"
START, ROWS, IDENTITY = "Start", "Statements", "inspect_accuracy"
HEADER_ROW, FIRST_ROW = 3, 4
EMPTY_ROWS: Final = 12  # for what is about no statement
ABOUT_NONE: Final = "About no statement"


class FormColumn(NamedTuple):
    """A column: its heading, and its width in characters."""

    heading: str
    width: float
    is_hidden: bool = False


COLUMNS = (
    FormColumn("No.", 6),
    FormColumn("Statement of the letter", 60),
    FormColumn("What is wrong in fact", 44),
    FormColumn("What it should say", 36),
    FormColumn("Where that can be seen", 36),
    FormColumn("key", 4, is_hidden=True),
    FormColumn("sent", 4, is_hidden=True),
    FormColumn("check", 4, is_hidden=True),
)
WORDS, WRONG, SHOULD_SAY, SEEN_IN, KEY, SENT, CHECK = range(2, 9)


@dataclass(frozen=True)
class FormIdentity:
    """Whose form it is.

    Args:
        snapshot: That the letter's figures came from.
        issued: The day, as ISO 8601.
    """

    review: str
    authority: str
    snapshot: str
    issued: str

    @property
    def cells(self) -> tuple[str, ...]:
        """As the hidden sheet has it, before the digest over it."""
        return FORM, self.review, self.authority, self.snapshot, self.issued


@dataclass(frozen=True)
class CommentForm:
    """Everything that a form says."""

    identity: FormIdentity
    authority: str
    title: str
    how_to: tuple[str, ...]
    statements: tuple[Statement, ...] = ()

    @property
    def titles(self) -> tuple[str, str, str]:
        """Of the first sheet, below it, and of the sheet with the statements."""
        return _titles(self.authority, self.title)


def own_texts(authority: str, title: str, how_to: Sequence[str]) -> tuple[str, ...]:
    """Every text of a form beside its statements and headings."""
    return (*_titles(authority, title), *how_to)


def _titles(authority: str, title: str) -> tuple[str, str, str]:
    return f"Factual accuracy: {authority}", title, f"Statements about {authority}"


HOW_TO: Final = (
    "Each row of the sheet Statements is a statement of the letter about your authority, with "
    "the letter's number.",
    "Where one is wrong in fact, write in the yellow cells beside it: what is wrong, what it "
    "should say, and where that can be seen. Leave the row empty where it is right.",
    "What is about no statement goes into the empty rows at the end.",
    "Please write no names and nothing by which a child could be recognised.",
    "Send the file back as .xlsx or .ods. Each comment is answered, accepted or not, with the "
    "reason, and the wording that was changed is kept.",
)


@dataclass(frozen=True)
class FormSeal:
    """The review's key, bound to one issue of a form."""

    signing_key: bytes
    identity: FormIdentity

    @property
    def of_form(self) -> str:
        """Digest over whose form it is."""
        return self._digest("form")

    def of_statement(self, key: str, words: str) -> str:
        """Digest over a statement as it was sent."""
        return self._digest("statement", key, words)

    def _digest(self, *parts: str) -> str:
        said: Sequence[str] = (*self.identity.cells, *parts)
        text = json.dumps(list(said), ensure_ascii=True)
        return hmac.new(self.signing_key, text.encode(), "sha256").hexdigest()
