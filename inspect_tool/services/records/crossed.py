"""Answers that crossed and that nobody has settled yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.records.completeness import RecordProblem, RecordProblemKind
from inspect_tool.domain.records.merge import Said, merge
from inspect_tool.domain.records.records import ItemKind, ItemPlace, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.services.records.revisions import place_of, said_of, sides_of, subject_of
from inspect_tool.services.records.under import Pins
from inspect_tool.store import crossings, queries, record_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision


@dataclass(frozen=True)
class OpenConflict:
    """An item with several answers that were given without sight of each other.

    Args:
        sides: The answer in force first, then the others in the order in which they came.
    """

    subject: Subject
    reader: Reader
    kind: ItemKind
    item_id: str
    sides: tuple[Revision, ...]


def open_conflicts(
    work: UnitOfWork, review: Review, authority: str | None = None
) -> tuple[OpenConflict, ...]:
    """Every item whose answers crossed and that nobody has settled yet.

    Args:
        authority: Whose records; all where none is named.
    """
    crossing: dict[tuple[str, str], set[ItemPlace]] = {}
    pins = Pins.of(work, review, authority)
    for row in crossings.crossing_revisions(work, authority):
        crossing.setdefault((row.authority, row.subject_ref), set()).add(place_of(row))
    conflicts = []
    for (code, ref), places in crossing.items():
        rows = {row.id: row for row in queries.revisions_of(work, ref) if row.authority == code}
        links: dict[str, set[str]] = {}
        for link in record_queries.parents(work, code, of=rows):
            links.setdefault(link.child, set()).add(link.parent)
        of_item: dict[ItemPlace, list[Said]] = {}
        for row in rows.values():
            if (place := place_of(row)) in places:
                of_item.setdefault(place, []).append(said_of(row, links, pins))
        for place in sorted(places):
            sides = sides_of(merge(of_item[place]), rows)
            if sides:
                conflicts.append(
                    OpenConflict(
                        subject_of(sides[0]),
                        Reader(place.reader),
                        ItemKind(place.item_kind),
                        place.item_id,
                        sides,
                    )
                )
    return tuple(conflicts)


def conflict_problem(conflict: OpenConflict) -> RecordProblem:
    """Why a record with answers that crossed is not complete until a person has looked."""
    return RecordProblem(
        RecordProblemKind.CONFLICT,
        conflict.kind,
        conflict.item_id,
        f"{len(conflict.sides)} answers crossed; the first is in force. See `case conflicts`, then "
        f"`case settle {conflict.subject.ref} {conflict.item_id} --take 1` (or 2, …).",
    )
