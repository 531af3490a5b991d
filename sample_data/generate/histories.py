"""What happened to an invented child: contacts, referrals, assessments, plans, care."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from sample_data.generate.calendar_days import FRAME_DATE, WINDOW_START
from sample_data.generate.children import Child


class Status(StrEnum):
    """Case status of Annex A, List 6."""

    LOOKED_AFTER = "a) Looked after child"
    PROTECTION = "b) Child Protection plan"
    NEED_PLAN = "c) Child in need plan"
    ASSESSMENT = "d) Open assessment"
    CLOSED = "e) Closed episode"


@dataclass
class Referral:
    """A row of List 3.

    Args:
        in_twelve_months: Referrals in the twelve months before this one, which is not counted.
    """

    received: date
    source: str
    no_further_action: bool
    in_twelve_months: int


@dataclass
class Assessment:
    """A row of List 4."""

    started: date
    authorised: date | None
    child_seen: bool
    needs_support: bool


@dataclass
class Enquiry:
    """A row of List 5."""

    strategy: date
    conference: date | None
    conference_unnecessary: bool | None
    led_to_plan: bool | None
    enquiries: int = 1


@dataclass
class Need:
    """A row of List 6: an episode of being in need."""

    started: date
    primary_need: str
    status: Status
    last_seen: date | None
    closed: date | None = None
    closure: str | None = None

    @property
    def is_listed(self) -> bool:
        """Whether it is open on the frame's date, or ended in the six months before."""
        return self.closed is None or self.closed >= WINDOW_START


@dataclass
class Plan:
    """A row of List 7: a child protection plan."""

    started: date
    initial_category: str
    latest_category: str
    last_visit: date | None
    seen_alone: str | None
    last_review: date | None
    emergency_order: bool
    previous_plans: int
    ended: date | None = None


@dataclass
class Care:
    """A row of List 8: a period of care."""

    started: date
    need: str
    legal_status: str
    legal_status_since: date
    placement: str
    placement_since: date
    ended: date | None = None
    ceased: str | None = None
    again_in_twelve_months: bool = False


@dataclass
class EarlyHelp:
    """A row of List 2."""

    started: date
    completed: date | None
    organisation: str


@dataclass
class Contact:
    """A row of List 1."""

    made: date
    source: str


@dataclass
class History:
    """Everything that an authority's lists say of one child."""

    child: Child
    contacts: list[Contact] = field(default_factory=list)
    early_help: list[EarlyHelp] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    enquiries: list[Enquiry] = field(default_factory=list)
    need: Need | None = None
    plan: Plan | None = None
    care: Care | None = None

    @property
    def has_open_plan(self) -> bool:
        """Whether a child protection plan is open on the frame's date."""
        return self.plan is not None and self.plan.ended is None

    @property
    def is_in_care(self) -> bool:
        """Whether the child is in care on the frame's date."""
        return self.care is not None and self.care.ended is None

    @property
    def has_open_early_help(self) -> bool:
        """Whether early help is open on the frame's date."""
        return any(one.completed is None for one in self.early_help)


def not_before_birth(child: Child, start: date, *, weeks_before: int = 0) -> date:
    """The start, or the (expected) birth less some weeks of pregnancy when that is later."""
    return min(max(start, child.born - timedelta(weeks=weeks_before)), FRAME_DATE)


def is_in_window(day: date) -> bool:
    """Whether a day is in the six months up to the frame's date."""
    return WINDOW_START <= day <= FRAME_DATE
