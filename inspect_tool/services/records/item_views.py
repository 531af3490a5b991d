"""One item of a record as it is shown: its versions, what is calculated, what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspect_tool.domain.records.records import Reader
from inspect_tool.services.records.answer_queries import QueryView
from inspect_tool.services.records.changed_answers import ChangedView


@dataclass(frozen=True)
class RevisionView:
    """One version of an answer.

    Args:
        is_open: Whether it crossed with the one in force and nobody has settled it.
    """

    id: str
    answer: str
    words: str
    note: str
    author: str
    recorded_at: datetime
    origin: str
    is_current: bool
    is_open: bool


@dataclass(frozen=True)
class CalculatedView:
    """What the answers point to: a judgement as advice, or what a statutory clock found.

    Args:
        reason: Which step decided, or the days and the limit.
    """

    value: str | None
    words: str
    reason: str


@dataclass(frozen=True)
class ItemView:
    """One item of a record, with its versions, oldest first.

    Args:
        reader: In whose record it is; None for stray notes that are in nobody's.
        inspector: Whose record it is, whoever gave the answer.
        kind: Kind of the item; a statutory clock is `clock`, words that are not an answer `stray`.
        answer: The answer as programs read it; `words` is what people read.
        author: Who gave the answer in force.
        queries: What was asked about it.
        changes: Where somebody changed another's answer to it, and why.
        asked_by: Version of the framework that the answer is to, where what is asked now means
            something else; empty otherwise.
    """

    reader: Reader | None
    inspector: str
    kind: str
    item_id: str
    title: str
    answer: str
    words: str
    note: str
    author: str
    revisions: tuple[RevisionView, ...]
    calculated: CalculatedView | None = None
    in_conflict: bool = False
    queries: tuple[QueryView, ...] = ()
    changes: tuple[ChangedView, ...] = ()
    asked_by: str = ""
