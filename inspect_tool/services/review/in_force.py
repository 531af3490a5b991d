"""Which answer is shown of those that crossed, in a database of a version that chose otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.records.merge import Said, merge
from inspect_tool.domain.records.records import Answer, ItemPlace
from inspect_tool.store import crossings, queries, record_queries
from inspect_tool.store.values import from_json

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def settle_in_force(work: UnitOfWork) -> int:
    """Put in force what the one merge rule shows of each item, and mark what crossed with it.

    Returns how many moved.

    Earlier versions showed what was recorded first, which depended on the order in which copies
    came in. No answer is added, changed or taken away. What was said under several versions of the
    framework stays as it is: they are younger than that rule, which asks what a version means.
    """
    codes = record_queries.authorities_with_revisions(work)
    return sum(_settle(work, authority) for authority in codes)


def _settle(work: UnitOfWork, authority: str) -> int:
    made_from = record_queries.made_from(work, authority)
    said: dict[ItemPlace, list[Said]] = {}
    under: dict[ItemPlace, set[str]] = {}
    for row in record_queries.every_revision(work, authority):
        if row.item_kind == record_queries.STRAY:  # never in force
            continue
        place = ItemPlace(row.subject_ref, row.reader, row.item_kind, row.item_id)
        answer = Answer(from_json(row.value), row.absence, row.note)
        parents = frozenset(made_from.get(row.id, ()))
        said.setdefault(place, []).append(Said(row.id, answer, parents))
        under.setdefault(place, set()).add(row.framework_version)
    shown = {
        ItemPlace(*row[:-1]): row.revision_id
        for row in queries.current_of_authority(work, authority)
    }
    ruled = {
        place: merge(answers).in_force for place, answers in said.items() if len(under[place]) == 1
    }
    moved = {
        place: one.id
        for place, one in ruled.items()
        if one is not None and shown.get(place) != one.id
    }
    if moved:
        queries.put_in_force(work, authority, moved)
    crossings.mark_crossed(work, authority)
    return len(moved)
