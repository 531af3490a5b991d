"""What a draw consists of, and what can be wrong with what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.errors import CheckFailedError


class DrawRole(StrEnum):
    """How a unit came into the draw."""

    SAMPLE = "sample"
    RESERVE = "reserve"
    PURPOSIVE = "purposive"  # picked by hand; never enters an estimate


@dataclass(frozen=True)
class StratumSize:
    """Sizes of one stratum.

    Args:
        population: Units on the frame, N_h.
        drawn: Units in the sample, n_h.
        reserves: Units that stand ready behind them.
    """

    stratum: str
    population: int
    drawn: int
    reserves: int = 0


@dataclass(frozen=True)
class Ticketed:
    """A unit with its ticket and its rank in its stratum, from 1; its texts are tidy.

    A purposive unit has rank 0: it was not drawn.
    """

    list_id: str
    unit_id: str
    stratum: str
    rank: int
    ticket: str
    role: DrawRole

    @property
    def place(self) -> tuple[str, str]:
        """List and unit, which name it on the frame."""
        return self.list_id, self.unit_id


@dataclass(frozen=True)
class Draw:
    """What a seed made of a frame.

    Args:
        strata: In order of their text.
        units: Sample and reserves, by stratum and rank.
    """

    draw_id: str
    public_seed: str
    key: str
    frame_digest: str
    strata: tuple[StratumSize, ...]
    units: tuple[Ticketed, ...]

    def stratum(self, name: str) -> StratumSize | None:
        """The sizes of a stratum, or None when it took no part."""
        return next((size for size in self.strata if size.stratum == name), None)


@dataclass(frozen=True)
class Loss:
    """A drawn unit that cannot be used.

    Args:
        reason: Code of the reason.
        at: When it was recorded, as ISO 8601 text; it has no influence on what replaces it.
    """

    list_id: str
    unit_id: str
    reason: str = ""
    at: str = ""


@dataclass(frozen=True)
class AmendedLoss:
    """A loss as it was before it was taken back or before its reason was corrected.

    Args:
        reason: Code of the reason that it had.
        at: When the loss was recorded, as ISO 8601 text.
        changed_at: When it was taken back or corrected.
        to: Code of the reason that came in its place; empty where the loss was taken back.
        why: Why it was changed, as it is published.
    """

    list_id: str
    unit_id: str
    reason: str
    at: str
    changed_at: str
    to: str
    why: str


@dataclass(frozen=True)
class WithdrawnList:
    """An authority that left the inspection, with all its units.

    Args:
        on: The day on which it left, as ISO 8601 text.
        at: When that was recorded.
        why: The reason, as it is published.
    """

    list_id: str
    on: str
    at: str
    why: str


class ExtensionBasis(StrEnum):
    """What an extension rests on, which decides what may be concluded from the larger sample."""

    RULE = "rule"  # committed before the seed
    BEFORE_ANSWERS = "before_answers"  # nothing had been recorded, so nobody could have looked
    AFTER_ANSWERS = "after_answers"  # somebody may have looked at the answers first

    @property
    def words(self) -> str:
        """How a table or a report says it."""
        return {
            ExtensionBasis.RULE: "by the rule that was committed beforehand",
            ExtensionBasis.BEFORE_ANSWERS: "before anything was recorded",
            ExtensionBasis.AFTER_ANSWERS: "after answers had been recorded",
        }[self]


@dataclass(frozen=True)
class Extension:
    """More cases, taken later in the order that the draw fixed.

    Args:
        at: When it was made, as ISO 8601 text.
        added: How many more cases, by stratum; strata that gave none are left out.
        why: The reason, as it is published.
        basis: What it rests on; empty in a certificate of PRN/1, which does not say.
    """

    at: str
    added: Mapping[str, int]
    why: str
    basis: str = ""


@dataclass(frozen=True)
class Shortfall:
    """A stratum whose reserves are exhausted.

    Args:
        missing: How many units the active sample lacks.
    """

    stratum: str
    missing: int

    @property
    def message(self) -> str:
        """The shortfall as a sentence."""
        return (
            f"{self.stratum} lacks {self.missing} of its cases and has no reserves left. "
            f"Use `sample extend` for more, or report the smaller number."
        )


class StratumSizeError(CheckFailedError):
    """What is asked of a stratum cannot be drawn from it."""

    def __init__(self, stratum: str, reason: str) -> None:
        super().__init__(f"Stratum {stratum}: {reason}.")
        self.stratum = stratum


class EmptyDrawError(CheckFailedError):
    """The sizes leave nothing to draw."""


class UnknownLossError(CheckFailedError):
    """A loss names a unit that was not drawn."""

    def __init__(self, list_id: str) -> None:
        super().__init__(
            f"A loss of list {list_id} names a unit that is neither in the sample nor in the "
            f"reserves. See `sample show` for the cases that were drawn."
        )


class FrameChangedError(CheckFailedError):
    """The frame is not the one that was drawn from."""

    def __init__(self) -> None:
        super().__init__(
            "The frame is not the one of the draw: its digest differs. "
            "An extension needs the frame as it was committed."
        )
