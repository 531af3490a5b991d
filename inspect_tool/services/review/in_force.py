"""Which answer is shown of those that crossed, in a database of a version that chose otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.records.merge import Said, merge
from inspect_tool.domain.records.records import Answer, ItemPlace
from inspect_tool.store import queries, record_queries
from inspect_tool.store.values import from_json

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def settle_in_force(work: UnitOfWork) -> int:
    """Put in force what the one merge rule shows of each item; how many that moved.

    Earlier versions showed what was recorded first, which depended on the order in which copies
    came in. No answer is added, changed or taken away.
    """
    parents: dict[tuple[str, str], set[str]] = {}
    for link in record_queries.parents(work):
        parents.setdefault((link.authority, link.child), set()).add(link.parent)
    said: dict[str, dict[ItemPlace, list[Said]]] = {}
    for row in record_queries.all_revisions(work):
        if row.item_kind == record_queries.STRAY:  # never in force
            continue
        place = ItemPlace(row.subject_ref, row.reader, row.item_kind, row.item_id)
        answer = Answer(from_json(row.value), row.absence, row.note)
        made_from = frozenset(parents.get((row.authority, row.id), ()))
        of_authority = said.setdefault(row.authority, {})
        of_authority.setdefault(place, []).append(Said(row.id, answer, made_from))
    return sum(_settle(work, authority, items) for authority, items in said.items())


def _settle(work: UnitOfWork, authority: str, items: dict[ItemPlace, list[Said]]) -> int:
    shown = {
        ItemPlace(*row[:-1]): row.revision_id
        for row in queries.current_of_authority(work, authority)
    }
    ruled = {
        place: merged.in_force.id
        for place, answers in items.items()
        if (merged := merge(answers)).in_force is not None
    }
    moved = {place: name for place, name in ruled.items() if shown.get(place) != name}
    if moved:
        queries.put_in_force(work, authority, moved)
    return len(moved)
