"""Disclosure control over a system of counts: what is held back, why, and what an attack finds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.disclosure.attack import FeasibleRange, attack
from inspect_tool.domain.disclosure.cells import CellSystem, CountCell
from inspect_tool.domain.disclosure.primary import (
    DisclosureRules,
    HeldBackReason,
    primary_cells,
    small_unpublished,
)
from inspect_tool.domain.disclosure.secondary import least_suppression


class NotProtectedError(RuntimeError):
    """The attack found a count that was held as protected: a fault of this program."""


@dataclass(frozen=True)
class HeldBackCount:
    """A published count that may not be published, and what a reader could still work out of it.

    Args:
        found: Its range for whoever has everything else.
        is_narrow: Whether what anybody knows keeps the range narrower than the rules ask for,
            whatever is held back: the group itself is too small.
    """

    cell: CountCell
    reasons: tuple[HeldBackReason, ...]
    found: FeasibleRange
    is_narrow: bool

    @property
    def is_primary(self) -> bool:
        """Whether it is held back for what it says itself."""
        return HeldBackReason.PROTECTS not in self.reasons


@dataclass(frozen=True)
class DisclosureResult:
    """What disclosure control makes of a system.

    Args:
        held_back: In the order of their keys.
        unpublished: The range of each small count that stands nowhere.
        publishable: How many published cells no primary rule holds back.
        published: How many of those are left.
        told_inside: How many counts of another authority an authority can tell more of than that,
            whatever is held back, and of how many it was tried.
    """

    held_back: tuple[HeldBackCount, ...]
    unpublished: Mapping[str, FeasibleRange]
    publishable: int
    published: int
    told_inside: tuple[int, int] = (0, 0)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of what is held back."""
        return frozenset(one.cell.key for one in self.held_back)


def control(
    system: CellSystem, rules: DisclosureRules, insiders: Sequence[Collection[str]] = ()
) -> DisclosureResult:
    """Hold back what the rules say, and what would give it away, and attack the result.

    The range of every count held back, and of every small count that follows from others, spans
    at least `smallest_count`, so that it can never be told to be small; or as much as what anybody
    knows beforehand leaves open.

    Args:
        insiders: The keys of what each authority knows, being of itself. A count that is held back
            for what it says itself, and is of another authority, is as wide open to it.

    Raises:
        NotProtectedError: The attack finds one narrower than that.
    """
    primary = primary_cells(system, rules)
    hidden = small_unpublished(system, rules)
    width = rules.smallest_count
    chosen = least_suppression(
        system,
        primary,
        width=width,
        unpublished=hidden,
        insiders=insiders if rules.is_safe_inside else (),
    )
    held_back = {*primary, *chosen.secondary}
    ranges = attack(system, held_back, {*held_back, *hidden})
    narrowed = [key for key, found in ranges.items() if not found.is_at_least(chosen.needed[key])]
    if narrowed:
        raise NotProtectedError(
            f"{len(narrowed)} counts can be worked out; the first: {narrowed[0]}."
        )
    by_key = system.by_key
    published = sum(cell.can_be_held_back for cell in system.cells)
    return DisclosureResult(
        held_back=tuple(
            HeldBackCount(
                by_key[key],
                primary.get(key, (HeldBackReason.PROTECTS,)),
                ranges[key],
                is_narrow=chosen.needed[key] < width,
            )
            for key in sorted(held_back)
        ),
        unpublished={key: ranges[key] for key in hidden},
        publishable=published - len(primary),
        published=published - len(held_back),
        told_inside=chosen.told_inside,
    )
