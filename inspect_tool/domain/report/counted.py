"""What a claim is held against: a count with its base, a median, an estimate or two groups."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_tool.domain.claims.estimated import StatedEstimate
from inspect_tool.domain.claims.group_comparisons import StatedComparison
from inspect_tool.domain.claims.medians import StatedMedian


@dataclass(frozen=True)
class Counted:
    """What a claim is held against.

    Args:
        refs: Records that count; of a median those that have a number.
        base_refs: Records of the base, where they are records.
        not_asked: How many records are under a version that did not ask it in that meaning.
        median: What a claim states that is about a median; `count` is the base then.
        estimate: The estimated share of children, where the claim states that.
        compared: Two groups, where the claim compares them.
        heard_in: Records in which those people were heard that a claim is about; `refs` are none
            then, for a person is no record: many can be heard in one group.
    """

    title: str
    noun: str
    count: int
    base: int
    refs: tuple[str, ...]
    not_asked: int = 0
    median: StatedMedian | None = None
    base_refs: tuple[str, ...] = ()
    heard_in: tuple[str, ...] = ()
    estimate: StatedEstimate | None = None
    compared: StatedComparison | None = None
