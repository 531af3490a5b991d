"""The part of the review plan that goes along with a pack."""

from __future__ import annotations

from collections.abc import Collection

from inspect_tool.domain.packs.manifest import FRAMEWORK
from inspect_tool.domain.people import Role
from inspect_tool.domain.plan.plan import Authority, Member, ReviewPlan, Sample


def plan_of_pack(plan: ReviewPlan, member: Member, authorities: Collection[str]) -> ReviewPlan:
    """The plan with one inspector and their authorities alone.

    What their cases are asked and counted by stays. Who else reads, for what somebody may not be
    asked, what the report says, how the sample was made and other authorities are left out.

    Args:
        authorities: Codes of those whose cases are in the pack.
    """
    kept = tuple(one for one in plan.authorities if one.code in authorities)
    left_out: dict[str, object] = {"inclusion_probability": None, "stage_one_stratum": ""}
    return ReviewPlan(
        review=plan.review,
        title=plan.title,
        subtitle=plan.subtitle,
        framework=FRAMEWORK,
        dates=plan.dates,
        authorities=tuple(_without(one, left_out) for one in kept),
        local_standards=tuple(one for one in plan.local_standards if one.authority in authorities),
        lists=plan.lists,
        words=plan.words,
        case_types=plan.case_types,
        population=plan.population,
        sample=Sample(size=plan.sample.size),
        referrals_back=plan.referrals_back,
        team=(Member(id=member.id, name=member.name, roles=(Role.INSPECTOR,)),),
    )


def _without(authority: Authority, left_out: dict[str, object]) -> Authority:
    return authority.model_copy(update=left_out)
