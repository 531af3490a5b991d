"""Local standards of a plan: of whom, of which clock, and whether they can ever apply."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.clocks.clock import days_in_force
from inspect_tool.domain.clocks.local import LocalTerms
from inspect_tool.domain.clocks.rules import RULES
from inspect_tool.domain.language.faults import DocumentPath, Fault, choose_from, did_you_mean
from inspect_tool.domain.plan.plan import LocalLimit, ReviewPlan
from inspect_tool.errors import Severity


def check_local_standards(plan: ReviewPlan, known: frozenset[str]) -> Iterator[Fault]:
    """Everything that is wrong with the local standards.

    Args:
        known: Ids and names in the parts of the plan that could not be read.
    """
    codes = {*(authority.code for authority in plan.authorities), *known}
    for place, limit in enumerate(plan.local_standards):
        path = ("local_standards", place)
        if limit.authority not in codes:
            yield _unknown(path, "authority", limit.authority, sorted(codes))
        if limit.rule not in RULES:
            yield _unknown(path, "rule", limit.rule, list(RULES))
            continue
        yield from _overlap(plan, place, limit)
        yield from _never_applies(plan, path, limit)


def _unknown(path: DocumentPath, key: str, name: str, names: list[str]) -> Fault:
    return Fault(
        path=(*path, key),
        kind=f"unknown-{key}",
        message=f"A local standard is for the {key} {name}, which does not exist"
        f"{did_you_mean(name, names)}",
        remedy=choose_from(name, names),
        value=name,
    )


def _overlap(plan: ReviewPlan, place: int, limit: LocalLimit) -> Iterator[Fault]:
    """Two standards of one clock for the same day: nobody could say which counts."""
    for other in plan.local_standards[:place]:
        same = (other.authority, other.rule) == (limit.authority, limit.rule)
        apart = _ends_before(other, limit) or _ends_before(limit, other)
        if same and not apart:
            yield Fault(
                path=("local_standards", place),
                kind="local-standards-overlap",
                message=f"{limit.authority} has two local standards of {limit.rule} on one day",
                remedy="End the first one, with `to`, the day before the second begins.",
                value=limit.rule,
            )


def _ends_before(first: LocalLimit, second: LocalLimit) -> bool:
    return first.to is not None and second.from_ is not None and first.to < second.from_


def _never_applies(plan: ReviewPlan, path: DocumentPath, limit: LocalLimit) -> Iterator[Fault]:
    """A standard beside a national limit that holds on every one of its days."""
    if limit.instead_of_national:
        return
    terms = plan.terms_of(limit.authority)
    national = LocalTerms(terms.country, terms.single_assessment_from)
    for begins, last in days_in_force(RULES[limit.rule], national):
        starts = begins is None or (limit.from_ is not None and begins <= limit.from_)
        ends = last is None or (limit.to is not None and limit.to <= last)
        if starts and ends:
            yield Fault(
                path=path,
                kind="local-standard-unused",
                severity=Severity.NOTED,
                message=f"{limit.authority} has a local standard of {limit.rule}, but a national "
                "limit holds on all of its days, and the law decides",
                remedy="Leave it out, or write `instead_of_national: true` where the national "
                "limit was set aside at this authority.",
                value=limit.rule,
            )
