"""What a service says about the sample: frozen, without a row of the database."""

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
class DesignView:
    """What one way of sharing the cases buys, before there is a seed.

    Args:
        method: How the cases are shared; the plan's own bounds apply to every one.
        cases: Number of cases of each authority; empty when the design cannot be met.
        overall: Expected half width of a 95% interval for a share of one half, as a share;
            None when it cannot be told.
        by_authority: The same for the share in each authority.
        reason: Why it cannot be met; empty when it can.
    """

    method: str
    is_plan: bool
    cases: Mapping[str, int]
    overall: float | None
    by_authority: Mapping[str, float | None]
    reason: str


@dataclass(frozen=True)
class SamplePlanView:
    """What the plan's allocation makes of the frames, and what other designs would buy."""

    size: int
    strata: tuple[StratumView, ...]
    designs: tuple[DesignView, ...] = ()


@dataclass(frozen=True)
class CommitmentView:
    """What is published before the seed exists."""

    draw_id: str
    frame_digest: str
    plan_digest: str
    committed_at: datetime
    children: int
    salt_digests: Mapping[str, str]


@dataclass(frozen=True)
class CaseView:
    """One ranked unit of the draw."""

    authority: str
    case_ref: str
    stratum: str
    rank: int
    role: str
    is_active: bool
    lost_because: str
    ticket: str
    unit_id: str


@dataclass(frozen=True)
class DrawView:
    """The draw as it stands."""

    draw_id: str
    public_seed: str
    seed_source: str
    seeded_at: datetime
    frame_digest: str
    strata: tuple[StratumView, ...]
    cases: tuple[CaseView, ...]

    @property
    def active(self) -> tuple[CaseView, ...]:
        """The cases to read."""
        return tuple(case for case in self.cases if case.is_active)


@dataclass(frozen=True)
class LossView:
    """A case lost, and the reserve that takes its place."""

    case_ref: str
    reason: str
    replaced_by: str | None
