"""Revisions from another machine, joined to those that are here: a union of two sets.

What stands follows from the set by the one rule (`domain/records/merge.py`), so it is the same
whatever came first, and however often it comes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.services.records.revisions import (
    Edit,
    RecordBook,
    StrayNote,
    answer_of,
    place_of,
    revision_id,
    stray_id,
    subject_of,
)

if TYPE_CHECKING:
    from inspect_tool.domain.records.records import ItemPlace
    from inspect_tool.store.tables import Revision


@dataclass(frozen=True)
class Joined:
    """What came of joining revisions.

    Args:
        moved: Items where another answer is in force than before.
        crossed: Items whose answers cross now, and that something new was said about.
    """

    moved: frozenset[ItemPlace] = frozenset()
    crossed: frozenset[ItemPlace] = frozenset()


class JoiningBook(RecordBook):
    """A book that takes revisions as they were kept elsewhere, with their own names."""

    def join(self, rows: Sequence[Revision], parents: Mapping[str, Collection[str]]) -> Joined:
        """Add revisions that are not known here, in their order; `parents` is by child.

        What a revision was made from and nobody knows here is no parent of it here.

        Args:
            rows: Of this authority and of no case that was erased; none of them known here.

        Raises:
            ErasedCaseError: One is of a case that was erased.
        """
        before = {place: row.id for place, row in self.standing.items()}
        for row in rows:
            self._check_not_erased(row.subject_ref)
            self.revisions[row.id] = row
            self._note(row)
            self._new.append(row)
        for row in rows:
            known = sorted(name for name in parents.get(row.id, ()) if name in self.revisions)
            for name in known:
                if place_of(self.revisions[name]) == place_of(row):
                    self.add_parent(row, self.revisions[name])
        places = sorted({place_of(row) for row in rows if row.item_kind != ItemKind.STRAY})
        merged = {place: self._put_in_force(place) for place in places}
        return Joined(
            frozenset(one for one in places if self.standing[one].id != before.get(one)),
            frozenset(place for place, one in merged.items() if one.is_open),
        )

    def is_true_name(self, row: Revision, parents: Collection[str]) -> bool:
        """Whether a revision's name is that of what it says, made from one of its parents."""
        salt = self.salts.get(row.subject_ref, "")
        if row.item_kind == ItemKind.STRAY:
            return row.id == stray_id(_note_of(row), salt=salt)
        edit = _edit_of(row)
        bases = (None, *sorted(parents))
        return any(row.id == revision_id(replace(edit, base=base), salt=salt) for base in bases)


def _edit_of(row: Revision) -> Edit:
    return Edit(
        subject=subject_of(row),
        reader=Reader(row.reader),
        kind=ItemKind(row.item_kind),
        item_id=row.item_id,
        answer=answer_of(row),
        author=row.author,
        base=None,
        origin=row.origin,
    )


def _note_of(row: Revision) -> StrayNote:
    reader = Reader(row.reader) if row.reader else None
    return StrayNote(subject_of(row), reader, row.item_id, row.note, row.author, row.origin)
