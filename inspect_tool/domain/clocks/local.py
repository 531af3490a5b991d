"""What one authority counts by: its country, its change to the single assessment, its standards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspect_tool.domain.clocks.limits import Country, LimitUnit, RuleVersion


@dataclass(frozen=True)
class LocalStandard:
    """A limit that an authority set itself, or a national one that was set aside for it.

    It holds where no national limit does. One that an authority has beside the law, stricter or
    not, never takes its place, unless the law itself was set aside.

    Args:
        rule: Which clock, such as `CP-V`.
        limit: How long; None where a national limit was set aside and nothing put in its place.
        begins, ends: First and last day of a start event; None means always.
        source: Who set it: "LSCB procedures, chapter 4".
        instead_of_national: The national limit was set aside at this authority.
    """

    rule: str
    limit: int | None
    unit: LimitUnit
    begins: date | None
    ends: date | None
    source: str
    instead_of_national: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether a start event of that day falls under it."""
        begun = self.begins is None or self.begins <= day
        return begun and (self.ends is None or day <= self.ends)

    @property
    def version(self) -> RuleVersion | None:
        """As a limit; None where there is none."""
        if self.limit is None:
            return None
        return RuleVersion(
            guidance=self.source,
            limit=self.limit,
            unit=self.unit,
            source=self.source,
            valid_from=self.begins,
            valid_to=self.ends,
            is_local=True,
        )


@dataclass(frozen=True)
class LocalTerms:
    """What decides, beside the day, which limit holds at an authority and how its days count.

    Args:
        single_assessment_from: When it moved to the single assessment; None means with the
            guidance of 2013, on 15 April 2013.
    """

    country: Country = Country.ENGLAND
    single_assessment_from: date | None = None
    standards: tuple[LocalStandard, ...] = ()

    def standard_on(self, rule_id: str, day: date) -> LocalStandard | None:
        """The authority's own standard for a start event of that day, where it has one."""
        return next(
            (one for one in self.standards if one.rule == rule_id and one.holds_on(day)), None
        )


ENGLISH = LocalTerms()
