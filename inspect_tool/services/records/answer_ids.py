"""Whether an answer's id follows from what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
    from inspect_tool.store.tables import Revision


def has_its_id(row: Revision, parents: Sequence[str], salt: str) -> bool:
    """Whether an answer's id follows from its content and from one of those it was made from."""
    subject = subject_of(row)
    if row.item_kind == ItemKind.STRAY:
        reader = Reader(row.reader) if row.reader else None
        note = StrayNote(subject, reader, row.item_id, row.note, row.author, row.origin)
        return stray_id(note, salt=salt) == row.id
    edit = Edit(
        subject,
        Reader(row.reader),
        ItemKind(row.item_kind),
        row.item_id,
        answer_of(row),
        row.author,
        None,
        row.origin,
    )
    ids = (revision_id(replace(edit, base=base), salt=salt) for base in (None, *parents))
    return row.id in ids
