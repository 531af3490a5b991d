"""Whether an answer's id follows from what it says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
from inspect_tool.store import queries, record_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
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


def left_without_a_base(work: UnitOfWork, authority: str, gone: Collection[str]) -> tuple[str, ...]:
    """Answers whose id follows from one of those that are about to go, so that none can check it.

    Args:
        gone: Ids of the authority's answers that go.
    """
    parents, salts = record_queries.made_from(work, authority), queries.case_salts(work, authority)
    return tuple(
        row.id
        for row in record_queries.every_revision(work, authority)
        if row.id not in gone
        and any(parent in gone for parent in parents.get(row.id, ()))
        and not has_its_id(
            row,
            [parent for parent in parents[row.id] if parent not in gone],
            salts.get(row.subject_ref, ""),
        )
    )
