"""The plan refuses what cannot be meant."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from inspect_tool.domain.lists.shipped import annex_a
from inspect_tool.domain.sampling.losses import LossKind, LossReason
from tests.factories import a_framework, a_plan


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"dates": {"frame": "2013-09-30", "fieldwork": ["2013-12-13", "2013-10-14"]}},
            "fieldwork ends before it starts",
        ),
        (
            {"dates": {"frame": "2014-01-01", "fieldwork": ["2013-10-14", "2013-12-13"]}},
            "after fieldwork has ended",
        ),
        ({"sample": {"size": 0}}, "greater than or equal to 1"),
        ({"sample": {"size": 8, "strata": ["case_type"]}}, "strata start with `authority`"),
        ({"sample": {"size": 8, "strata": ["authority", "authority"]}}, "each level once"),
        ({"authorities": []}, "at least 1 item"),
        ({"authorities": [{"code": "ash", "name": "Ashmere"}]}, "pattern"),
        ({"surprise": 1}, "not permitted"),
    ],
)
def test_a_plan_with_a_fault_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        a_plan(**change)


def test_strata_may_be_the_authority_alone() -> None:
    plan = a_plan(sample={"size": 8, "strata": ["authority"]})
    assert plan.sample.strata == ("authority",)


def test_authorities_and_people_are_found_by_code_and_id() -> None:
    plan = a_plan()
    ashmere = plan.authority("ASH")
    assert ashmere is not None
    assert ashmere.name == "Ashmere"
    assert plan.authority("ZZZ") is None
    assert plan.member("zz") is None
    assert [one.id for one in plan.inspectors()] == ["ab", "cd", "ef"]


def test_every_case_type_and_every_loss_reason_has_words() -> None:
    words = annex_a().case_types
    assert len(set(words.values())) == len(words) == 4
    assert len({one.words for one in LossReason}) == len(LossReason)


def test_losses_are_told_apart_by_what_they_mean_for_estimates() -> None:
    assert LossReason.FILE_NOT_AVAILABLE.kind is LossKind.NOT_AVAILABLE
    assert LossReason.MOVED_AWAY.kind is LossKind.OUT_OF_SCOPE


def test_a_scale_names_each_value_once_and_only_its_own() -> None:
    with pytest.raises(ValidationError, match="each value once"):
        a_framework(scales={"yes_no": {"values": ["no", "no"]}})
    with pytest.raises(ValidationError, match="not among the scale's values: maybe"):
        a_framework(scales={"yes_no": {"values": ["no", "yes"], "met": ["maybe"]}})


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"type": "choice", "text": "?"}, "only a choice, names one of `scales`"),
        ({"type": "date", "text": "?", "scale": "yes_no"}, "only a choice, names one of `scales`"),
        ({"type": "clock", "rule": "REF-1"}, "only a clock, has `rule`"),
        ({"type": "date", "text": "?", "rule": "REF-1", "from": "A", "to": "B"}, "only a clock"),
    ],
)
def test_a_question_has_the_parts_of_its_type_and_no_others(
    question: dict[str, Any], message: str
) -> None:
    domain = {
        "id": "A",
        "title": "A",
        "criteria": [{"id": "A.1", "title": "A", "questions": [{"id": "A.1.a", **question}]}],
    }
    with pytest.raises(ValidationError, match=message):
        a_framework(domains=[domain])


def test_a_rule_is_a_step_or_the_else() -> None:
    domain: dict[str, Any] = {
        "id": "A",
        "title": "A",
        "criteria": [
            {
                "id": "A.1",
                "title": "A",
                "judgement": {"scale": "yes_no", "calculated": [{"then": "yes"}]},
            }
        ],
    }
    with pytest.raises(ValidationError, match=r"a rule is \{when"):
        a_framework(domains=[domain])


def test_parts_of_a_framework_are_found_by_id_and_scales_have_words() -> None:
    framework = a_framework()
    assert framework.criterion("HARM.1") is not None
    assert framework.criterion("NONE.1") is None
    assert framework.question("HARM.1.a") is not None
    assert framework.question("NONE.1.a") is None
    assert framework.scales["quality"].word("requires_improvement") == "requires improvement"
