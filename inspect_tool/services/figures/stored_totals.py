"""What was counted from a snapshot before a case of it was erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.findings import table
from inspect_tool.domain.review import Review
from inspect_tool.services.figures.snapshots import UnknownSnapshotError
from inspect_tool.services.records.sight import unseen_first_reads
from inspect_tool.store import snapshot_queries
from inspect_tool.store.snapshot_tables import Snapshot

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class StoredTotal:
    """A measure as it was counted from a snapshot before a case of it was erased.

    Args:
        group: Code of an authority; empty for all records.
        count, base: How many records counted, of how many.
        unknown, outside: Records without an answer that counts, and those it does not apply to.
    """

    measure: str
    group: str
    count: int
    base: int
    unknown: int
    outside: int


def stored_totals(work: UnitOfWork, review: Review, name: str) -> tuple[StoredTotal, ...]:
    """What was counted from a snapshot before a case was erased; empty where none was.

    Raises:
        UnknownSnapshotError: There is none of that name.
    """
    check_can(work.actor, Action.SEE_COUNTS)
    row = work.get(Snapshot, name)
    if row is None:
        raise UnknownSnapshotError(name)
    counted = {record.subject_ref for record in snapshot_queries.snapshot_records(work, name)}
    unseen = unseen_first_reads(work, review) & counted
    check_can(work.actor, Action.SEE_COUNTS, Thing(unseen=unseen))
    return tuple(StoredTotal(*row) for row in row.totals.get("measures", ()))


def totals_of(figures: SnapshotFigures) -> dict[str, Any]:
    """Every measure over all records and by authority, to be kept when records go."""
    found = [
        [one.measure, one.group, one.count, one.base, one.unknown, one.outside]
        for key in sorted(figures.review.framework.measures)
        for one in table(figures, key, by="authority")
    ]
    return {"measures": found}
