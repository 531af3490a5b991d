"""What a service says about the sample: frozen, without a row of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from inspect_tool.domain.allocation.detectable import SeenDifference
from inspect_tool.domain.sampling.commitment import DrawCommitment
from inspect_tool.domain.sampling.draw import ExtensionBasis
from inspect_tool.services.sampling.draw_views import StratumView


@dataclass(frozen=True)
class DesignView:
    """What one way of sharing the cases buys, before there is a seed.

    Args:
        method: How the cases are shared; the plan's own bounds apply to every one.
        cases: Number of cases of each authority; empty when the design cannot be met.
        overall: Expected half width of the report's 95% interval, as a share; None when it cannot
            be told.
        standard_error: Of the estimated share in all authorities.
        by_authority: Expected half widths for the share in each authority.
        reason: Why it cannot be met; empty when it can.
        cases_by_case_type: Number of cases of each case type, where it is part of the strata.
        by_case_type: Expected half widths for the share in each case type.
        note: What to know about it.
    """

    method: str
    is_plan: bool
    cases: Mapping[str, int]
    overall: float | None
    standard_error: float | None
    by_authority: Mapping[str, float | None]
    reason: str
    cases_by_case_type: Mapping[str, int]
    by_case_type: Mapping[str, float | None]
    note: str


@dataclass(frozen=True)
class EnteringCase:
    """A case that comes into the random sample, or would.

    Args:
        case_ref: Empty for a unit that was never ranked and is not now.
        was: `sample`, `reserve`, `not ranked`, or `purposive` for one picked by hand before.
    """

    case_ref: str
    authority: str
    stratum: str
    rank: int
    was: str


@dataclass(frozen=True)
class OtherSizeView:
    """What a sample of another size would have been, with the seed that was thrown.

    Args:
        size: Its number of cases.
        drawn: The number of cases that the draw gives.
        not_taken: Cases of the sample that it would not have had.
        also_taken: Cases that it would have had as well.
    """

    size: int
    drawn: int
    not_taken: tuple[EnteringCase, ...]
    also_taken: tuple[EnteringCase, ...]


@dataclass(frozen=True)
class SamplePlanView:
    """What the plan's allocation makes of the frames, and what other designs would buy.

    Args:
        expected_shares: What the widths are expected at; one half where it says nothing.
        is_drawn: Whether the sample is drawn already.
        other_size: After the draw, what another size would have changed.
        differences: What the plan's design can tell apart; empty where it cannot be met.
        difference: The one that a power is told for.
        merged: Strata too small to be published, and the neighbour that each is drawn with.
    """

    size: int
    strata: tuple[StratumView, ...]
    designs: tuple[DesignView, ...] = ()
    expected_shares: Mapping[str, float] = field(default_factory=dict)
    is_drawn: bool = False
    other_size: OtherSizeView | None = None
    differences: tuple[SeenDifference, ...] = ()
    difference: float = 0.2
    merged: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CommitmentView:
    """What is published before the seed exists; `commitment` is the file, and holds all of it."""

    draw_id: str
    frame_digest: str
    plan_digest: str
    committed_at: datetime
    children: int
    salt_digests: Mapping[str, str]
    commitment: DrawCommitment


@dataclass(frozen=True)
class LossView:
    """A case lost, and the reserve that takes its place.

    Args:
        was_purposive: Whether the lost case was picked by hand, so that nobody takes its place.
        was_picked: Whether the one that takes its place was read already, as a purposive case.
        head: Of the list of losses, to be posted.
    """

    case_ref: str
    stratum: str
    reason: str
    replaced_by: str | None
    was_purposive: bool = False
    was_picked: bool = False
    head: str = ""


@dataclass(frozen=True)
class GrownStratum:
    """A stratum that an extension made larger."""

    authority: str
    stratum: str
    population: int
    drawn_before: int
    added: int
    drawn_now: int
    reserves_now: int


@dataclass(frozen=True)
class ExtensionView:
    """What an extension does, or would do.

    Args:
        number: Which extension of the draw it is, from 1.
        cases_before: Cases that the draw gave before.
        strata: Those that grow.
        cases: Cases that come in. More than were added where reserves had run out before.
        basis: What it rests on, as the certificate will say.
        not_shown: How many more of them there are that whoever asked may not know of.
    """

    draw_id: str
    number: int
    why: str
    is_dry_run: bool
    cases_before: int
    cases_now: int
    strata: tuple[GrownStratum, ...]
    cases: tuple[EnteringCase, ...]
    basis: ExtensionBasis
    not_shown: int = 0


@dataclass(frozen=True)
class AddedCase:
    """A case picked by hand.

    Args:
        was: `reserve`, or `not ranked` for a child beyond the reserves.
        left: How many more the plan allows.
    """

    case_ref: str
    authority: str
    was: str
    left: int
