"""Who read which record when, in the audit trail: once for each person, record and day.

What a service shows of a record it puts into `UnitOfWork.shown`; a page notes it before it
answers. An entry names records by their references, and no words of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC
from typing import TYPE_CHECKING

from inspect_tool.store import audit_queries
from inspect_tool.store.audit_queries import READ

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def show(work: UnitOfWork, records: Iterable[tuple[str, str]]) -> None:
    """Put into what is shown the records, by authority and reference, of which a page says more
    than how far they are, where it takes them from a service that also counts."""
    work.shown.update(records)


def not_noted(work: UnitOfWork) -> frozenset[tuple[str, str]]:
    """Authority and reference of what was shown and was not noted of the actor today, in UTC."""
    if not work.shown:
        return frozenset()
    today = work.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    noted = {
        (authority, ref)
        for authority, details in audit_queries.details_of_person(
            work, work.actor.id, READ, since=today
        )
        for ref in details["refs"]
    }
    return frozenset(work.shown - noted)


def note_readings(work: UnitOfWork, shown: Collection[tuple[str, str]]) -> None:
    """Note that the actor read records, unless that was noted today already."""
    work.shown.update(shown)
    by_authority: dict[str, list[str]] = defaultdict(list)
    for authority, ref in sorted(not_noted(work)):
        by_authority[authority].append(ref)
    for authority, refs in by_authority.items():
        work.audit(READ, stream=authority, refs=refs)
