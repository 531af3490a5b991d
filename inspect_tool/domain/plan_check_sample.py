"""Whether the sample that a plan asks for can be allocated at all, before any list has come in."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.faults import DocumentPath, Fault
from inspect_tool.domain.plan import ReviewPlan
from inspect_tool.errors import Severity

_ALLOCATION: DocumentPath = ("sample", "allocation")


def check_sample(plan: ReviewPlan) -> Iterator[Fault]:
    """Floors and caps that do not go with the size, and settings that cancel each other."""
    yield from _check_floors(plan)
    yield from _check_caps(plan)
    yield from _check_bounds(plan)
    yield from _check_explicit(plan)
    yield from _check_purposive(plan)


def _levels(plan: ReviewPlan) -> dict[str, int]:
    """How many groups each level has."""
    return {"authority": len(plan.authorities), "case_type": len(plan.case_types)}


def _strata(plan: ReviewPlan) -> int:
    groups = _levels(plan)
    return groups["authority"] * (groups["case_type"] if "case_type" in plan.sample.strata else 1)


def _check_floors(plan: ReviewPlan) -> Iterator[Fault]:
    """Fewest cases that the plan promises, against its size.

    A stratum that turns out to have fewer cases than its floor gives all it has, so a plan may
    still fit where it does not here; but a plan should not count on empty strata.
    """
    allocation, size = plan.sample.allocation, plan.sample.size
    strata = _strata(plan)
    floors = [(allocation.minimum, strata, "stratum", "strata", (*_ALLOCATION, "minimum"))]
    for level, words in (("authority", "authorities"), ("case_type", "case types")):
        bounds = allocation.per.get(level)
        if bounds is not None:
            path = (*_ALLOCATION, "per", level, "minimum")
            noun = level.replace("_", " ")
            floors.append((bounds.minimum, _levels(plan)[level], noun, words, path))
    for minimum, groups, noun, nouns, path in floors:
        if minimum * groups > size:
            yield Fault(
                path=path,
                kind="floor-too-high",
                message=f"At least {minimum} of each {noun} makes {minimum * groups} cases in "
                f"{groups} {nouns}, more than the sample's {size}",
                remedy="Lower the minimum or raise the size.",
                value=str(minimum),
            )


def _check_caps(plan: ReviewPlan) -> Iterator[Fault]:
    allocation, size = plan.sample.allocation, plan.sample.size
    caps = [(allocation.maximum, _strata(plan), "strata", (*_ALLOCATION, "maximum"))]
    for level, words in (("authority", "authorities"), ("case_type", "case types")):
        bounds = allocation.per.get(level)
        if bounds is not None:
            path = (*_ALLOCATION, "per", level, "maximum")
            caps.append((bounds.maximum, _levels(plan)[level], words, path))
    for maximum, groups, nouns, path in caps:
        if maximum is not None and maximum * groups < size:
            yield Fault(
                path=path,
                kind="cap-too-low",
                message=f"At most {maximum} of each makes {maximum * groups} cases in {groups} "
                f"{nouns}, fewer than the sample's {size}",
                remedy="Raise the maximum or lower the size.",
                value=str(maximum),
            )


def _check_bounds(plan: ReviewPlan) -> Iterator[Fault]:
    allocation = plan.sample.allocation
    pairs = [(allocation.minimum, allocation.maximum, _ALLOCATION)]
    pairs += [
        (one.minimum, one.maximum, (*_ALLOCATION, "per", level))
        for level, one in allocation.per.items()
    ]
    for minimum, maximum, path in pairs:
        if maximum is not None and minimum > maximum:
            yield Fault(
                path=(*path, "minimum"),
                kind="floor-over-cap",
                message=f"The minimum of {minimum} is more than the maximum of {maximum}",
                remedy="Swap them, or take one away.",
                value=str(minimum),
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
