"""Counts that cannot be published for what they tell by themselves, to a reader or an authority."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from inspect_tool.domain.disclosure.attack import OpenCells, completed, range_of
from inspect_tool.domain.disclosure.book import CollectedCounts
from inspect_tool.domain.disclosure.cells import CellStanding, CellSystem
from inspect_tool.domain.disclosure.primary import DisclosureRules, primary_cells, small_unpublished


def told_alone(
    counts: CollectedCounts, rules: DisclosureRules, held_back: Collection[str]
) -> frozenset[str]:
    """The counts held back that by themselves tell somebody too much.

    Of a count that no primary rule holds back, this is so where a report that printed it and no
    other count, beside what anybody knows, would leave some guarded count (one that a primary rule
    holds back, or a small one that stands nowhere) in a range narrower than `smallest_count`, or
    than a report without any count leaves it: for a stranger, or for an authority that has its own
    counts where the guarded one is another authority's. No choice of what else to hold back helps,
    so such a count is not publishable, as a small count is not.

    Args:
        held_back: What was held back; what is published tells nobody too much with all the others,
            so it does not by itself.
    """
    primary = set(primary_cells(counts.system, rules))
    guarded = {*primary, *small_unpublished(counts.system, rules)}
    found: set[str] = set()
    for part in counts.system.components():
        keys = {cell.key for cell in part.cells}
        tried = [key for key in sorted(keys & set(held_back)) if key not in primary]
        if tried and keys & guarded:
            for view, targets in _views(completed(part), keys & guarded, counts.insiders()):
                left = [key for key in tried if key not in found]
                found |= set(_telling(view, targets, left, rules.smallest_count))
    return frozenset(found)


def _views(
    system: CellSystem, guarded: set[str], insiders: Collection[Collection[str]]
) -> Iterator[tuple[CellSystem, set[str]]]:
    """What a stranger and each authority have of the system, and what they must not tell."""
    yield system, guarded
    of_any = {key for own in insiders for key in own}
    for own in insiders:
        cells = (
            replace(cell, standing=CellStanding.KNOWN) if cell.key in own else cell
            for cell in system.cells
        )
        yield replace(system, cells=tuple(cells)), (guarded & of_any).difference(own)


def _telling(
    system: CellSystem, targets: set[str], tried: Collection[str], width: int
) -> Iterator[str]:
    """Those that narrow a target when they alone are printed."""
    printable = {cell.key for cell in system.cells if cell.can_be_held_back}
    needed = _widths(OpenCells(system, printable), targets, width)
    for key in tried:
        if key in printable:
            cells = OpenCells(system, printable - {key})
            for target, need in needed.items():
                if target not in cells.place or not range_of(cells, target).is_at_least(need):
                    yield key
                    break


def _widths(cells: OpenCells, targets: set[str], width: int) -> Mapping[str, int]:
    """How wide each range can be at most, up to what is asked for."""
    found = {}
    for key in sorted(targets & cells.place.keys()):
        most = range_of(cells, key).width
        needed = width if most is None else min(width, most)
        if needed:
            found[key] = needed
    return found
