"""What a statutory limit is: how long it may take, by whose law, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Country(StrEnum):
    """The countries of the United Kingdom: each has its law and its bank holidays."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"

    @property
    def words(self) -> str:
        """How a page says it."""
        return self.value.replace("_", " ").title()


class LimitUnit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"

    def words(self, limit: int) -> str:
        """The limit as a sentence says it: `1 working day`, `6 calendar months`."""
        noun = {"working_days": "working day", "days": "day", "weeks": "week"}.get(
            self.value, "calendar month"
        )
        return f"{limit} {noun}{'' if limit == 1 else 's'}"


class Basis(StrEnum):
    """How sure a fact about a rule is."""

    SOURCE = "source"  # seen in the source that is named
    MEMORY = "memory"  # from memory: not verified

    @property
    def words(self) -> str:
        """How a page says it."""
        return "seen in the source named" if self is Basis.SOURCE else "from memory, not verified"


class Regime(StrEnum):
    """Which kind of assessment a rule belongs to; authorities changed over at different dates."""

    ANY = "any"
    INITIAL_AND_CORE = "initial_and_core"
    SINGLE = "single"


@dataclass(frozen=True)
class RuleVersion:
    """A limit while it was in force.

    Args:
        guidance: Short name of the law or guidance.
        valid_from: First day on which a start event fell under it; None means always.
        valid_to: Last such day; None means that it is still in force.
        counts_first_day: The day of the start is day 1: the limit "begins with" it.
        country: Whose law it is.
        is_local: A standard of the authority's own, not the law.
        limit_basis: How sure the limit, its unit and its start event are.
        dates_basis: How sure the dates of validity are.
    """

    guidance: str
    limit: int
    unit: LimitUnit
    source: str
    valid_from: date | None = None
    valid_to: date | None = None
    limit_basis: Basis = Basis.SOURCE
    dates_basis: Basis = Basis.MEMORY
    counts_first_day: bool = False
    country: Country = Country.ENGLAND
    is_local: bool = False

    @property
    def words(self) -> str:
        """The limit with the guidance that set it."""
        whose = "local standard: " if self.is_local else ""
        return f"{self.unit.words(self.limit)} ({whose}{self.guidance})"

    def holds_on(self, day: date) -> bool:
        """Whether a start event of that day fell under this version."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class ClockRule:
    """A limit between two events; one without versions has no national limit anywhere."""

    id: str
    title: str
    start: str
    end: str
    versions: tuple[RuleVersion, ...] = ()
    regime: Regime = Regime.ANY
    note: str = ""
