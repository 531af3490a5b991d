"""Strata too small to be published: drawn together with a neighbour, before anything is committed.

A public frame with a stratum of two children says that there are two. So such a stratum gets a
neighbour's name before the commitment, and the draw and every weight use the larger one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from inspect_tool.domain.sampling.commitment import MergedStratum
from inspect_tool.domain.sampling.hashed_frame import FrameUnit


def merge_small_strata(
    population: Mapping[str, int], *, smallest_count: int, order: Sequence[str]
) -> tuple[MergedStratum, ...]:
    """Which strata are merged into which, the authority's smallest ones first.

    The neighbour is the next more acute case type of the same authority; where there is none, the
    next less acute. An authority that is one stratum keeps it, however small it is.

    Args:
        population: N_h of strata named `authority/case type`.
        smallest_count: The plan's smallest count that may be published.
        order: Case types, the most acute last.
    """
    merged: dict[str, str] = {}
    places = {name: place for place, name in enumerate(order)}
    for authority in sorted({name.partition("/")[0] for name in population}):
        sizes = {
            name: number
            for name, number in population.items()
            if number and name.partition("/")[0] == authority
        }
        ranked = sorted(sizes, key=lambda name: places.get(name.partition("/")[2], len(places)))
        while len(ranked) > 1:
            small = min(ranked, key=lambda name: (sizes[name], name))
            if sizes[small] >= smallest_count:
                break
            place = ranked.index(small)
            into = ranked[place + 1] if place + 1 < len(ranked) else ranked[place - 1]
            sizes[into] += sizes[small]
            ranked.remove(small)
            merged = {name: into if end == small else end for name, end in merged.items()}
            merged[small] = into
    return tuple(MergedStratum(name, into) for name, into in sorted(merged.items()))


def with_merged_strata(
    units: Iterable[FrameUnit], merged: Iterable[MergedStratum]
) -> list[FrameUnit]:
    """The units with the names of the strata that they are drawn in."""
    into = {one.stratum: one.into for one in merged}
    return [
        replace(unit, stratum=into[unit.stratum]) if unit.stratum in into else unit
        for unit in units
    ]


def explicit_sizes(sizes: Mapping[str, int], merged: Iterable[MergedStratum]) -> dict[str, int]:
    """Sizes that a plan gives stratum by stratum, added up where strata were merged."""
    into = {one.stratum: one.into for one in merged}
    added: dict[str, int] = {}
    for name, number in sizes.items():
        end = into.get(name, name)
        added[end] = added.get(end, 0) + number
    return added
