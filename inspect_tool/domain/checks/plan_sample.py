"""Whether the sample that a plan asks for can be allocated at all, before any list has come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspect_tool.domain.language.faults import DocumentPath, Fault, did_you_mean
from inspect_tool.domain.plan.plan import Bounds, ReviewPlan
from inspect_tool.errors import Severity

_ALLOCATION: DocumentPath = ("sample", "allocation")


def check_sample(plan: ReviewPlan) -> Iterator[Fault]:
    """Floors and caps that do not fit the size, and settings that cancel each other out."""
    for level in _levels(plan):
        yield from _check_floor(level, plan.sample.size)
        yield from _check_cap(level, plan.sample.size)
        yield from _check_order(level)
    yield from _check_explicit(plan)
    yield from _check_expected_shares(plan)
    yield from _check_purposive(plan)


@dataclass(frozen=True)
class _Level:
    """Groups of one kind, each with the same bounds.

    Args:
        groups: How many there are.
        noun: What one is called.
        nouns: What many are called.
        path: Where the bounds are.
    """

    groups: int
    noun: str
    nouns: str
    bounds: Bounds
    path: DocumentPath


def _levels(plan: ReviewPlan) -> Iterator[_Level]:
    """The strata, and the levels that have bounds of their own."""
    allocation = plan.sample.allocation
    authorities, types = len(plan.authorities), len(plan.case_types)
    strata = authorities * (types if "case_type" in plan.sample.strata else 1)
    own = Bounds(minimum=allocation.minimum, maximum=allocation.maximum)
    yield _Level(strata, "stratum", "strata", own, _ALLOCATION)
    if "authority" in allocation.per:
        bounds, path = allocation.per["authority"], (*_ALLOCATION, "per", "authority")
        yield _Level(authorities, "authority", "authorities", bounds, path)
    if "case_type" in allocation.per:
        bounds, path = allocation.per["case_type"], (*_ALLOCATION, "per", "case_type")
        yield _Level(types, "case type", "case types", bounds, path)


def _check_floor(level: _Level, size: int) -> Iterator[Fault]:
    """Fewest cases that the plan promises, against its size.

    A stratum that turns out to have fewer cases than its floor gives all it has, so such a
    plan might still work; but a plan should not count on empty strata.
    """
    least = level.bounds.minimum * level.groups
    if least > size:
        yield Fault(
            path=(*level.path, "minimum"),
            kind="floor-too-high",
            message=f"At least {level.bounds.minimum} of each {level.noun} makes {least} cases "
            f"in {level.groups} {level.nouns}, more than the sample's {size}",
            remedy="Lower the minimum or raise the size.",
            value=str(level.bounds.minimum),
        )


def _check_cap(level: _Level, size: int) -> Iterator[Fault]:
    """Most cases that the plan allows, against its size."""
    maximum = level.bounds.maximum
    if maximum is not None and maximum * level.groups < size:
        yield Fault(
            path=(*level.path, "maximum"),
            kind="cap-too-low",
            message=f"At most {maximum} of each {level.noun} makes {maximum * level.groups} "
            f"cases in {level.groups} {level.nouns}, fewer than the sample's {size}",
            remedy="Raise the maximum or lower the size.",
            value=str(maximum),
        )


def _check_order(level: _Level) -> Iterator[Fault]:
    """A floor above its cap."""
    bounds = level.bounds
    if bounds.maximum is not None and bounds.minimum > bounds.maximum:
        yield Fault(
            path=(*level.path, "minimum"),
            kind="floor-over-cap",
            message=f"At least {bounds.minimum} and at most {bounds.maximum} of each "
            f"{level.noun} cannot both hold",
            remedy="Swap them, or remove one.",
            value=str(bounds.minimum),
        )


def _check_explicit(plan: ReviewPlan) -> Iterator[Fault]:
    allocation = plan.sample.allocation
    is_explicit = allocation.method == "explicit"
    if is_explicit != bool(allocation.explicit):
        what = (
            "is explicit, but names no strata"
            if is_explicit
            else f"is {allocation.method}, so its explicit numbers are not used"
        )
        yield Fault(
            path=(*_ALLOCATION, "method" if is_explicit else "explicit"),
            kind="explicit-allocation",
            severity=Severity.REFUSED if is_explicit else Severity.NOTED,
            message=f"The allocation {what}",
            remedy="Write `method: explicit` together with `explicit: {STRATUM: number}`.",
        )
    total = sum(allocation.explicit.values())
    if is_explicit and allocation.explicit and total != plan.sample.size:
        yield Fault(
            path=(*_ALLOCATION, "explicit"),
            kind="explicit-total",
            message=f"The explicit numbers add up to {total}, not to the sample's "
            f"{plan.sample.size}",
            remedy="Change the numbers or the size, so that they agree.",
            value=str(total),
        )


def _check_expected_shares(plan: ReviewPlan) -> Iterator[Fault]:
    """Expected shares of things that are not strata, which would otherwise be ignored silently."""
    codes = [authority.code for authority in plan.authorities]
    known, what, example = (
        codes,
        "no stratum of the plan",
        f"an authority's code such as {codes[0]}",
    )
    if "case_type" in plan.sample.strata:
        types = plan.case_types
        known = [*types, *(f"{code}/{case_type}" for code in codes for case_type in types)]
        what = "neither a case type nor a stratum of the plan"
        example = f"a case type, or a stratum such as {codes[0]}/in_care"
    for name in plan.sample.allocation.expected_shares:
        if name not in known:
            yield Fault(
                path=(*_ALLOCATION, "expected_shares", name),
                kind="expected-share-of-nothing",
                message=f"A share is expected of {name}, which is {what}"
                f"{did_you_mean(name, known)}",
                remedy=f"Write {example}.",
                value=name,
            )


def _check_purposive(plan: ReviewPlan) -> Iterator[Fault]:
    purposive = plan.sample.purposive
    if purposive.allow != (purposive.maximum > 0):
        what = "allowed, but at most 0" if purposive.allow else "given a maximum, but not allowed"
        yield Fault(
            path=("sample", "purposive"),
            kind="purposive-cases",
            severity=Severity.NOTED,
            message=f"Purposive cases are {what}",
            remedy="Write `purposive: {allow: true, maximum: 12}`, or leave it out.",
        )
