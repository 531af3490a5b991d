"""Words in returned workbooks where no answer is read: kept, shown, never counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.services.records.item_words import OriginWords, origin_words
from inspect_tool.services.records.revisions import subject_of
from inspect_tool.services.records.sight import Sight
from inspect_tool.store import record_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision


@dataclass(frozen=True)
class StrayView:
    """Words that were kept.

    Args:
        reader: In whose record they are; None where it is not the author's, or unknown.
        where: Sheet and cell of the workbook.
    """

    authority: str
    subject_ref: str
    reader: Reader | None
    where: str
    text: str
    author: str
    recorded_at: datetime
    origin: str


def list_stray_notes(
    work: UnitOfWork, review: Review, ref: str | None = None
) -> tuple[StrayView, ...]:
    """Stray notes, of one subject or all; an inspector sees what they wrote themselves.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    origins, sight = origin_words(work), Sight.of(work, review)
    return tuple(
        _view(row, origins)
        for row in record_queries.stray_notes(work)
        if ref in (None, row.subject_ref) and sight.shows(subject_of(row), None, owner=row.author)
    )


def _view(row: Revision, origins: OriginWords) -> StrayView:
    return StrayView(
        authority=row.authority,
        subject_ref=row.subject_ref,
        reader=Reader(row.reader) if row.reader else None,
        where=row.item_id,
        text=row.note,
        author=row.author,
        recorded_at=row.recorded_at,
        origin=origins.of(row.origin),
    )


def notes_words(number: int) -> str:
    """How many there are, as a sentence says it."""
    return "1 stray note" if number == 1 else f"{number} stray notes"


def count_stray_notes(work: UnitOfWork, review: Review) -> Counter[tuple[str, Reader]]:
    """Number of stray notes that the actor may see, by subject and read.

    Those in nobody's record are counted with the first read.
    """
    return Counter(
        (note.subject_ref, note.reader or Reader.FIRST) for note in list_stray_notes(work, review)
    )
