"""What `db check` can still say of what was deleted on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from inspect_tool.services.figures.contents import SEALED, is_erased
from inspect_tool.store import deletion_queries, frame_queries, queries, snapshot_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def check_totals(work: UnitOfWork) -> Iterator[str]:
    """A sentence where the totals of a field do not add up to the children of their stratum."""
    population = Counter(unit.stratum for unit in queries.eligible_units(work))
    sums: Counter[tuple[str, str, str]] = Counter()
    for total in frame_queries.frame_totals(work):
        sums[total.authority, total.stratum, total.field] += total.children
    wrong: Counter[str] = Counter()
    for (authority, stratum, _), children in sums.items():
        wrong[authority] += children != population[stratum]
    for authority in sorted(+wrong):
        yield (
            f"Totals of the population of {authority} do not add up to its children for "
            f"{wrong[authority]} fields: they were changed by another program. Restore a backup."
        )


def notes_on_deletion(work: UnitOfWork) -> Iterator[str]:
    """What cannot be recomputed any more, and what is checked instead."""
    cut = deletion_queries.cut_children(work)
    if cut:
        yield (
            f"The fields of {cut} children without a place in the draw were deleted from the "
            "frame, so nothing compares them with the returns. Instead: the children's tokens and "
            "strata give the digest that was committed, and the totals that stay add up."
        )
    for row in snapshot_queries.snapshots(work):
        erased = list(filter(is_erased, snapshot_queries.snapshot_records(work, row.name)))
        if not erased:
            continue
        without = sum(record.content == {SEALED: ""} for record in erased)
        yield f"Snapshot {row.name} has erased cases ({len(erased)}). " + (
            "It is from before cases had salts, so its digest cannot be recomputed; its seal holds."
            if without
            else "Its digest holds: of these cases it covers what was sealed before."
        )
    for entry in deletion_queries.deletions(work):
        if entry.action == deletion_queries.PURGE:
            yield (
                f"Destroyed by `db purge` on {entry.at:%Y-%m-%d}, and not missed: "
                f"{', '.join(sorted(entry.details['classes']))}."
            )
