"""Whether an answer's id follows from what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.services.records.revisions import (
    Edit,
    StrayNote,
    answer_of,
    revision_id,
    stray_id,
    subject_of,
)

if TYPE_CHECKING:
    from inspect_tool.store.record_queries import RevisionInForce
    from inspect_tool.store.tables import Revision


def has_its_id(row: Revision | RevisionInForce, parents: Sequence[str], salt: str) -> bool:
    """Whether an answer's id follows from its content and from one of those it was made from."""
    subject = subject_of(row)
    if row.item_kind == ItemKind.STRAY:
        reader = Reader(row.reader) if row.reader else None
        note = StrayNote(subject, reader, row.item_id, row.note, row.author, row.origin)
        return stray_id(note, salt=salt) == row.id
    place = (subject, Reader(row.reader), ItemKind(row.item_kind), row.item_id)
    answer = answer_of(row)
    edits = (Edit(*place, answer, row.author, base, row.origin) for base in (*parents, None))
    return any(revision_id(edit, salt=salt) == row.id for edit in edits)
