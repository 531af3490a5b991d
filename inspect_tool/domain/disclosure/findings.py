"""What disclosure control says of a report: which number, where, why, and what can be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.domain.disclosure.book import ALL, CollectedCounts
from inspect_tool.domain.disclosure.control import DisclosureResult, HeldBackCount
from inspect_tool.domain.disclosure.primary import HeldBackReason


class DisclosureOption(StrEnum):
    """What can be done about a count that may not be published."""

    HOLD_BACK = "hold it back"
    JOIN_GROUPS = "join the group with another"
    LEAVE_OUT = "leave out what states it"

    @property
    def words(self) -> str:
        """How a page says it."""
        return {
            DisclosureOption.HOLD_BACK: "hold it back wherever it stands, with its share",
            DisclosureOption.JOIN_GROUPS: "join the group with another, or give it for all alone",
            DisclosureOption.LEAVE_OUT: "leave out the table, the figure or the words",
        }[self]


@dataclass(frozen=True)
class DisclosureFinding:
    """A published count that could identify a child.

    Args:
        what, group, part: What is counted, among whom, and which number of it.
        where: Every place where it stands.
        lowest, highest: What a reader can still work out once all that is listed is held back;
            None is without limit.
        is_narrow: The group is too small for holding back to help: anybody knows its size.
    """

    what: str
    group: str
    part: str
    count: int
    where: tuple[str, ...]
    why: tuple[HeldBackReason, ...]
    lowest: int
    highest: int | None
    is_narrow: bool
    options: tuple[DisclosureOption, ...]


@dataclass(frozen=True)
class DisclosureFindings:
    """What disclosure control says of a report.

    Args:
        counts: How many published counts were looked at, those that anybody knows left out.
        told_before: How many more an earlier release did not hold back, so that nothing can now.
        publishable: How many of them no rule holds back for what they say themselves.
        published: How many of these are left once no other gives one away.
        not_placed: Numbers that were not looked at.
        contradictions: Places whose number differs from another place's for the same.
    """

    counts: int
    publishable: int
    published: int
    found: tuple[DisclosureFinding, ...]
    not_placed: tuple[str, ...]
    contradictions: tuple[str, ...]
    told_before: int = 0

    @property
    def in_all(self) -> int:
        """How many counts of the report say something of children or other people."""
        return self.counts + self.told_before

    @property
    def by_place(self) -> Mapping[str, int]:
        """How many of them each table, figure or paragraph has, the most first."""
        heads = (place.partition(", ")[0] for one in self.found for place in one.where)
        return dict(Counter(heads).most_common())

    @property
    def is_clear(self) -> bool:
        """Whether every number was looked at and may be published."""
        return not (self.found or self.not_placed or self.contradictions)


def findings_of(counts: CollectedCounts, result: DisclosureResult) -> DisclosureFindings:
    """What was found, put so that a page can say it."""
    return DisclosureFindings(
        counts=sum(cell.can_be_held_back for cell in counts.system.cells),
        publishable=result.publishable,
        published=result.published,
        found=tuple(_finding(counts, one) for one in result.held_back),
        not_placed=counts.not_placed,
        contradictions=counts.contradictions,
        told_before=len(counts.told_before),
    )


def _finding(counts: CollectedCounts, held_back: HeldBackCount) -> DisclosureFinding:
    name = counts.names[held_back.cell.key]
    return DisclosureFinding(
        what=name.what,
        group=name.group,
        part=name.part,
        count=held_back.cell.count or 0,
        where=counts.places[held_back.cell.key],
        why=held_back.reasons,
        lowest=held_back.found.lowest,
        highest=held_back.found.highest,
        is_narrow=held_back.is_narrow,
        options=tuple(_options(name.group, is_narrow=held_back.is_narrow)),
    )


def _options(group: str, *, is_narrow: bool) -> list[DisclosureOption]:
    options = [] if is_narrow else [DisclosureOption.HOLD_BACK]
    if group != ALL:
        options.append(DisclosureOption.JOIN_GROUPS)
    return [*options, DisclosureOption.LEAVE_OUT]
