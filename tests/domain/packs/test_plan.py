"""The plan in a pack names one inspector, and nobody and nothing of others."""

from __future__ import annotations

from inspect_tool.domain.packs.plan import plan_of_pack
from tests.factories import a_plan


def test_the_plan_of_a_pack_leaves_other_people_and_authorities_out() -> None:
    plan = a_plan(
        team=[
            {"id": "ab", "name": "A. B.", "roles": ["inspector", "lead"], "not_for": ["BRO"]},
            {"id": "cd", "name": "C. D.", "roles": ["inspector"], "not_for": ["ASH"]},
        ],
        second_reads={"share": 0.5},
    )
    member = plan.member("ab")
    assert member is not None
    kept = plan_of_pack(plan, member, {"ASH"})
    assert [one.code for one in kept.authorities] == ["ASH"]
    assert [(one.id, one.roles, one.not_for) for one in kept.team] == [("ab", ("inspector",), ())]
    text = kept.model_dump_json()
    assert "C. D." not in text
    assert "BRO" not in text
    assert kept.second_reads.share != plan.second_reads.share
    assert (kept.dates, kept.case_types, kept.population) == (
        plan.dates,
        plan.case_types,
        plan.population,
    )
