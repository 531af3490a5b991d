"""The estimates of a report, as its workbook lists them: whole, suppressed and worded already."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_tool.domain.percentages import Percentage


@dataclass(frozen=True)
class ShownShare:
    """An estimated share as it is shown; limits are None where there is no interval."""

    share: Percentage
    low: Percentage | None = None
    high: Percentage | None = None


@dataclass(frozen=True)
class ShownAgreement:
    """How far two readers agree on what was counted, as it is shown.

    Args:
        agreed, base: Cases read twice that both records are counted alike for, of how many.
        ac1, interval: In words; empty where there is none.
    """

    agreed: int
    base: int
    ac1: str = ""
    interval: str = ""


@dataclass(frozen=True)
class EstimateLine:
    """A measure in one group: what was counted, and what it lets estimate.

    Args:
        grouped_by: What the group is a value of, such as "Case type"; "All" for all cases.
        share: Of the cases examined; None below the base that a percentage needs.
        estimated: Of the children of the authorities inspected; None where `note` says why.
        all_authorities: Of the children of all authorities, where the inspected ones were drawn.
        outside: Records that the measure does not apply to.
        unknown: Records without an answer that counts.
        not_asked: Records whose version of the framework did not ask it.
        cases: Cases that the estimate comes from; None where there is no random sample.
        agreement: Of two readers, over all cases; None for a group, or where there is none.
    """

    measure_title: str
    grouped_by: str
    group: str
    count: int
    base: int
    share: Percentage | None = None
    estimated: ShownShare | None = None
    all_authorities: ShownShare | None = None
    outside: int = 0
    unknown: int = 0
    cases: int | None = None
    note: str = ""
    not_asked: int = 0
    agreement: ShownAgreement | None = None


@dataclass(frozen=True)
class EstimateList:
    """Every estimate of a report.

    Args:
        level: Confidence level in words, such as "95%".
        has_all_authorities: Whether the authorities were drawn, so that lines go beyond them.
        note: Whom the estimates describe and how they were made.
    """

    lines: tuple[EstimateLine, ...]
    level: str
    note: str
    source: str = ""
    has_all_authorities: bool = False
