"""Questions to the database about one record, for the pages that show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Text, and_, column, values
from sqlalchemy import select as sql_select
from sqlmodel import col

from inspect_tool.store.record_queries import RevisionInForce
from inspect_tool.store.statements import matching
from inspect_tool.store.tables import CurrentRevision, Revision

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


class ShownRevision(NamedTuple):
    """The revision in force of an item, with when it was recorded.

    Args:
        versions: How many revisions the item has.
    """

    revision: RevisionInForce
    recorded_at: datetime
    versions: int


def shown_revisions(work: UnitOfWork, authority: str, ref: str, reader: str) -> list[ShownRevision]:
    """What is in force in one record."""
    fields = RevisionInForce._fields
    rows = work.rows(_revisions_shown(), authority=authority, subject_ref=ref, reader=reader)
    versions = Counter((row.item_kind, row.item_id) for row in rows)
    return [
        ShownRevision(
            RevisionInForce._make(row[: len(fields)]),
            row.recorded_at,
            versions[row.item_kind, row.item_id],
        )
        for row in rows
        if row.revision_id is not None
    ]


@cache
def _revisions_shown() -> Any:
    columns = [col(getattr(Revision, name)) for name in (*RevisionInForce._fields, "recorded_at")]
    statement = (
        sql_select(*columns, col(CurrentRevision.revision_id))
        .join(
            CurrentRevision,
            and_(
                col(CurrentRevision.authority) == col(Revision.authority),
                col(CurrentRevision.revision_id) == col(Revision.id),
            ),
            isouter=True,
        )
        .order_by(col(Revision.number), Revision.id)
    )
    return matching(statement, Revision, ("authority", "subject_ref", "reader"))


def authorities_with(work: UnitOfWork, starts: Collection[tuple[str, str]]) -> set[str]:
    """Those of some authorities that have a record whose reference begins so.

    References are ASCII and compared by their bytes on either engine, so that the key is gone
    along and no other record is looked at.

    Args:
        starts: Each authority with a beginning; it may come with several.
    """
    if not starts:
        return set()
    names = (column("authority", Text), column("first", Text), column("after", Text))
    ends = [(code, start, start[:-1] + chr(ord(start[-1]) + 1)) for code, start in starts]
    begun = values(*names, name="begun").data(ends).cte()
    ref, code = col(CurrentRevision.subject_ref), col(CurrentRevision.authority)
    between = and_(begun.c.authority == code, ref >= begun.c.first, ref < begun.c.after)
    rows = work.rows(sql_select(code).join(begun, between).distinct())
    return {found for (found,) in rows}


def references_heard_by(work: UnitOfWork, authority: str, inspector: str) -> set[str]:
    """References of the interviews and focus groups that an inspector recorded at an authority."""
    statement = (
        sql_select(col(CurrentRevision.subject_ref))
        .where(col(CurrentRevision.authority) == authority)
        .where(col(CurrentRevision.subject_ref).contains(f"-{inspector}-", autoescape=True))
        .distinct()
    )
    return {ref for (ref,) in work.rows(statement)}
