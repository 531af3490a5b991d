"""Where a count is held back: each place of a report, and each measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inspect_tool.domain.content.blocks import Quantity
from inspect_tool.domain.content.marks import Holds
from inspect_tool.domain.disclosure.book import ALL, BASE, CollectedCounts
from inspect_tool.domain.disclosure.control import DisclosureResult
from inspect_tool.domain.disclosure.report_cells import quantity_place, title_counted


@dataclass(frozen=True)
class HeldCounts:
    """What may not be published of a report.

    Args:
        numbers, bases: Places whose number, or the base beside it, is held back.
        spread: Measures, in small letters, of which the count of some group is held back. An
            estimate weighs the groups otherwise than their sum does, and would give them away.
        smallest_count: The smallest count of children that may be published.
    """

    numbers: frozenset[str]
    bases: frozenset[str]
    spread: frozenset[str]
    smallest_count: int

    @classmethod
    def of(
        cls, counts: CollectedCounts, result: DisclosureResult, smallest_count: int
    ) -> HeldCounts:
        """What disclosure control holds back; a number that contradicts another is held as well."""
        unsure = {*counts.contradictions, *counts.not_placed}
        bases = _places(counts, result, is_base=True)
        return cls(
            numbers=frozenset({*_places(counts, result, is_base=False), *unsure}),
            bases=frozenset({*bases, *unsure}),
            spread=frozenset(
                counts.names[key].what.casefold()
                for key in result.keys
                if counts.names[key].group != ALL
            ),
            smallest_count=smallest_count,
        )

    def holds(self, place: str) -> bool:
        """Whether the number of a place, or its base, is held back."""
        return place in self.numbers or place in self.bases

    def holds_quantity(self, quantity: Quantity) -> bool:
        """Whether what a claim states, or what it was made from, is held back."""
        if quantity.stated_as is Holds.MEDIAN:
            return not self.carries_quantile(quantity.base or 0, 2)
        if quantity.stated_as is Holds.LOWEST:
            # The ends of a range are counts of authorities that other tables name.
            return True
        is_estimate = quantity.stated_as is Holds.ESTIMATE
        is_told = is_estimate and self.is_spread(title_counted(quantity))
        return is_told or self.holds(quantity_place(quantity))

    def is_spread(self, title: str) -> bool:
        """Whether the count of some group of a measure is held back, whatever narrows its title."""
        said = title.casefold()
        return any(said == one or said.startswith(f"{one}, ") for one in self.spread)

    def carries_quantile(self, base: int, part: int) -> bool:
        """Whether so many values lie on both sides of a quantile that it is nobody's own.

        Args:
            part: 2 for the median, 4 for quartiles.
        """
        return base >= part * self.smallest_count


def _places(counts: CollectedCounts, result: DisclosureResult, *, is_base: bool) -> Iterable[str]:
    return (
        place
        for key in result.keys
        if (counts.names[key].part == BASE) is is_base
        for place in counts.places[key]
    )
