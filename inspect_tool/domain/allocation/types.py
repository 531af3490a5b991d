"""What an allocation is asked for: the method, the bounds, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inspect_tool.errors import CheckFailedError

# Two cases let a stratum's variance be estimated; one does not.
DEFAULT_MINIMUM = 2


class AllocationMethod(StrEnum):
    """What the share of a stratum is proportional to."""

    EQUAL = "equal"
    PROPORTIONAL = "proportional"
    NEYMAN = "neyman"
    POWER = "power"
    EXPLICIT = "explicit"

    @property
    def words(self) -> str:
        """How a report says it."""
        return {
            AllocationMethod.EQUAL: "the same number from each stratum",
            AllocationMethod.PROPORTIONAL: "in proportion to size",
            AllocationMethod.NEYMAN: "in proportion to size and spread (Neyman)",
            AllocationMethod.POWER: "in proportion to a power of size",
            AllocationMethod.EXPLICIT: "as the plan lists them",
        }[self]


class AllocationInputError(CheckFailedError):
    """What the allocation was given is incomplete or makes no sense."""


class ExtensionTooLargeError(CheckFailedError):
    """More cases are asked for than there are children left to draw."""

    def __init__(self, by: int, *, drawn: int, population: int) -> None:
        left = population - drawn
        remedy = f"Ask for {left} at most." if left else "There is nobody left to draw."
        super().__init__(
            f"The sample cannot grow by {by}: of the {population} children who could be drawn, "
            f"{drawn} are in it already. {remedy}"
        )


@dataclass(frozen=True)
class GroupBounds:
    """Fewest and most cases of each group of strata, such as of each authority.

    Args:
        kind: How a sentence calls such a group: "authority".
        group_of: Group of each stratum. Strata that are left out are in none.
        minimum: Fewest cases of a group; of a group with fewer cases, all of them.
    """

    kind: str
    group_of: Mapping[str, str]
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True)
class AllocationDesign:
    """How a sample is shared between strata.

    Args:
        exponent: For the power method: 0 is equal, 1 is proportional.
        spread: For Neyman the standard deviation S_h of each stratum. For the power method the
            coefficient of variation S_h / mean of y; without it all are taken to be equal.
        size_measure: X_h for the power and proportional methods; without it X_h = N_h.
        minimum: Fewest cases of a stratum; of a stratum with fewer cases, all of them.
        groups: At most two kinds of groups, such as authorities and case types.
        at_least: Floors of single strata, such as what was drawn already.
        explicit: For the explicit method the cases of each stratum.
    """

    method: AllocationMethod = AllocationMethod.POWER
    exponent: float = 0.5
    spread: Mapping[str, float] = field(default_factory=dict)
    size_measure: Mapping[str, float] = field(default_factory=dict)
    minimum: int = DEFAULT_MINIMUM
    maximum: int | None = None
    groups: tuple[GroupBounds, ...] = ()
    at_least: Mapping[str, int] = field(default_factory=dict)
    explicit: Mapping[str, int] = field(default_factory=dict)
