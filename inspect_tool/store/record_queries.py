"""Questions to the database about revisions and what they were made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from inspect_tool.store.tables import CurrentRevision, IssuedWorkbook, Revision, RevisionParent

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

STRAY = "stray"  # kind of the notes written where no answer is read; they are never in force


def crossing_revisions(work: UnitOfWork) -> Sequence[Revision]:
    """Revisions that are not in force, and that no later one of the same item was made from.

    They crossed with another edit. An adjudicated answer is made from both readers' answers and
    takes the place of neither.
    """
    child, parent = aliased(Revision), aliased(Revision)
    followed = (
        select(parent.authority, parent.id)
        .join(
            RevisionParent,
            (col(RevisionParent.authority) == col(parent.authority))
            & (col(RevisionParent.parent) == col(parent.id)),
        )
        .join(
            child,
            (col(RevisionParent.authority) == col(child.authority))
            & (col(RevisionParent.child) == col(child.id))
            & (col(child.reader) == col(parent.reader)),
        )
        .subquery()
    )
    return work.all(
        select(Revision)
        .outerjoin(
            CurrentRevision,
            (col(CurrentRevision.authority) == col(Revision.authority))
            & (col(CurrentRevision.revision_id) == col(Revision.id)),
        )
        .outerjoin(
            followed,
            (followed.c.authority == col(Revision.authority)) & (followed.c.id == col(Revision.id)),
        )
        .where(
            col(CurrentRevision.revision_id).is_(None),
            followed.c.id.is_(None),
            Revision.item_kind != STRAY,
        )
        .order_by(
            Revision.authority,
            Revision.subject_ref,
            Revision.reader,
            Revision.item_id,
            col(Revision.recorded_at),
            Revision.id,
        )
    )


def stray_notes(work: UnitOfWork) -> Sequence[Revision]:
    """Words of returned workbooks that were written where no answer is read, oldest first."""
    return work.all(
        select(Revision)
        .where(Revision.item_kind == STRAY)
        .order_by(
            Revision.authority, Revision.subject_ref, col(Revision.recorded_at), Revision.item_id
        )
    )


def issued_workbooks(work: UnitOfWork) -> Sequence[IssuedWorkbook]:
    """Workbooks that were handed out."""
    return work.all(select(IssuedWorkbook))


def answers_without_one_in_force(work: UnitOfWork) -> int:
    """Number of items that have revisions but none in force; stray notes never are."""
    answers = work.all(select(Revision).where(Revision.item_kind != STRAY))
    in_force = {_item(answer) for answer in work.all(select(CurrentRevision))}
    return len({_item(answer) for answer in answers} - in_force)


def _item(row: Revision | CurrentRevision) -> tuple[str, ...]:
    return row.authority, row.subject_ref, row.reader, row.item_kind, row.item_id
