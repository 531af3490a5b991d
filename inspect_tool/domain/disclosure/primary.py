"""Which counts are held back for what they say themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.domain.disclosure.cells import CellStanding, CellSystem, CountCell


class HeldBackReason(StrEnum):
    """Why a count is held back."""

    SMALL = "small"
    COMPLEMENT = "complement"
    EVERYBODY = "everybody"
    NOBODY = "nobody"
    EARLIER = "earlier"
    PROTECTS = "protects"

    @property
    def words(self) -> str:
        """How a page says it."""
        return {
            HeldBackReason.SMALL: "a small count",
            HeldBackReason.COMPLEMENT: "all but a few of its base",
            HeldBackReason.EVERYBODY: "everybody of its base",
            HeldBackReason.NOBODY: "nobody of its base",
            HeldBackReason.EARLIER: "held back in an earlier release",
            HeldBackReason.PROTECTS: "gives another one away",
        }[self]


@dataclass(frozen=True)
class DisclosureRules:
    """What may not be published as it is.

    Args:
        smallest_count: The smallest count of children that may be published.
        shows_nobody: Whether 0 of a base is shown, as zeros are.
        shows_everybody: Whether all of a base is shown.
        is_safe_inside: Whether what is of an authority is kept from every other, which knows its
            own counts.
    """

    smallest_count: int
    shows_nobody: bool = True
    shows_everybody: bool = False
    is_safe_inside: bool = True

    def is_small(self, count: int | None) -> bool:
        """Whether a count is too small to publish; zero is not."""
        return count is not None and 0 < count < self.smallest_count


def primary_cells(
    system: CellSystem, rules: DisclosureRules
) -> Mapping[str, tuple[HeldBackReason, ...]]:
    """The published counts that are held back whatever else is, with every reason.

    Source: Hundepool et al. (2012), Statistical disclosure control, s. 4.2 (threshold rule, group
    disclosure).
    """
    reasons: dict[str, set[HeldBackReason]] = {}
    for cell in system.cells:
        if _is_guarded(cell) and rules.is_small(cell.count):
            reasons.setdefault(cell.key, set()).add(HeldBackReason.SMALL)
        if _is_guarded(cell) and cell.was_held_back:
            reasons.setdefault(cell.key, set()).add(HeldBackReason.EARLIER)
    by_key = system.by_key
    for pair in system.parts:
        part, rest, whole = (by_key[key] for key in (pair.part, pair.rest, pair.whole))
        found = _of_a_share(part, rest, whole, rules)
        if found is not None and _is_guarded(part):
            reasons.setdefault(part.key, set()).add(found)
    order = list(HeldBackReason)
    return {key: tuple(sorted(reasons[key], key=order.index)) for key in sorted(reasons)}


def _is_guarded(cell: CountCell) -> bool:
    return cell.can_be_held_back and cell.is_sensitive


def _of_a_share(
    part: CountCell, rest: CountCell, whole: CountCell, rules: DisclosureRules
) -> HeldBackReason | None:
    """What a count says together with its base."""
    if rules.is_small(rest.count) and rest.is_sensitive:
        return HeldBackReason.COMPLEMENT
    if not whole.count:
        return None
    if part.count == whole.count and not rules.shows_everybody:
        return HeldBackReason.EVERYBODY
    if part.count == 0 and not rules.shows_nobody:
        return HeldBackReason.NOBODY
    return None


def small_unpublished(system: CellSystem, rules: DisclosureRules) -> tuple[str, ...]:
    """Counts that stand nowhere and that nobody may work out either.

    They are small, or an earlier release held them back.
    """
    return tuple(
        cell.key
        for cell in system.cells
        if cell.standing is CellStanding.UNPUBLISHED
        and cell.is_sensitive
        and (cell.was_held_back or rules.is_small(cell.count))
    )
