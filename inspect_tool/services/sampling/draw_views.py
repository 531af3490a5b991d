"""The draw as services show it: frozen, without a row of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StratumView:
    """One stratum before the draw: what there is and what it gives."""

    authority: str
    stratum: str
    population: int
    drawn: int
    reserves: int


@dataclass(frozen=True)
class CaseView:
    """One unit of the draw.

    Args:
        rank: Place in the order of its stratum; 0 for a purposive case.
        picked_because: Why it was picked by hand; empty if it was not. A case that was picked is
            purposive until its turn in the order comes.
    """

    authority: str
    case_ref: str
    stratum: str
    rank: int
    role: str
    is_active: bool
    lost_because: str
    ticket: str
    unit_id: str
    picked_because: str = ""

    @property
    def is_purposive(self) -> bool:
        """Whether it was picked by hand and is not part of the random sample."""
        return self.rank == 0


@dataclass(frozen=True)
class MadeExtension:
    """An extension of the draw, as it was made.

    Args:
        added: Cases that were added, by stratum.
    """

    number: int
    at: datetime
    by: str
    added: Mapping[str, int]
    why: str
    basis: str = ""


@dataclass(frozen=True)
class MadeLossChange:
    """A loss that was taken back or got another reason.

    Args:
        was: Code of the reason that it had.
        to: Code of the reason that came in its place; empty where the loss was taken back.
    """

    case_ref: str
    authority: str
    was: str
    to: str
    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class DrawView:
    """The draw as it stands.

    Args:
        loss_changes: Losses that were taken back or corrected, in the order of that.
        not_shown: How many cases there are that whoever asked may not know of.
    """

    draw_id: str
    public_seed: str
    seed_source: str
    seeded_at: datetime
    frame_digest: str
    strata: tuple[StratumView, ...]
    cases: tuple[CaseView, ...]
    extensions: tuple[MadeExtension, ...] = ()
    loss_changes: tuple[MadeLossChange, ...] = ()
    not_shown: int = 0

    @property
    def active(self) -> tuple[CaseView, ...]:
        """The cases to read."""
        return tuple(case for case in self.cases if case.is_active)

    @property
    def sample(self) -> tuple[CaseView, ...]:
        """The cases to read that are the random sample."""
        return tuple(case for case in self.active if not case.is_purposive)

    @property
    def purposive(self) -> tuple[CaseView, ...]:
        """The cases to read that were picked by hand."""
        return tuple(case for case in self.active if case.is_purposive)

    @property
    def drawn(self) -> int:
        """How many cases the draw gives, extensions included."""
        return sum(stratum.drawn for stratum in self.strata)

    @property
    def extended_by(self) -> int:
        """How many of these extensions added."""
        return sum(sum(extension.added.values()) for extension in self.extensions)
