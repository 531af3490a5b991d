from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.records.evidence import (
    Evidence,
    by_criterion,
    evidence_id,
    evidenced,
    is_evidence_id,
)
from tests.case_workbook_factory import FRAMEWORK

WORDS = st.text(max_size=20)


@given(st.builds(Evidence, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS))
def test_evidence_comes_back_from_its_revision(one: Evidence) -> None:
    assert Evidence.of(one.answer) == one


def test_blank_evidence_is_no_answer() -> None:
    assert Evidence().is_blank
    assert Evidence().answer.value is None
    assert not Evidence(text="x").is_blank


def test_evidence_of_a_question_is_evidence_of_its_criterion() -> None:
    first, second = Evidence("TIM.1.a", text="x"), Evidence("TIM.1", text="y")
    other, nowhere = Evidence("PLAN.1.b", reference="p. 2"), Evidence("something else", text="z")

    assert by_criterion(FRAMEWORK, (first, other, nowhere, second)) == {
        "TIM.1": (first, second),
        "PLAN.1": (other,),
    }


def test_only_evidence_that_says_or_names_something_supports_an_answer() -> None:
    assert evidenced((Evidence("A.1", side="for"), Evidence("A.2", text="x"))) == {"A.2"}
    assert evidenced((Evidence("A.1", reference="p. 2"),)) == {"A.1"}


@pytest.mark.parametrize("pack", ["pack-1", "0123456789abcdef0123456789abcdef", "a.b"])
def test_an_id_of_evidence_is_known_as_one(pack: str) -> None:
    assert is_evidence_id(evidence_id(pack, 3))
    assert not is_evidence_id("EV.1.a")


def test_two_issues_never_share_an_id() -> None:
    made = {evidence_id(pack, number) for pack in ("a" * 32, "b" * 32) for number in range(1, 13)}
    assert len(made) == 24


def test_what_is_not_on_the_list_of_uses_is_said_as_it_was_typed() -> None:
    """A doubt such as "ask her first" stands where people choose whether words may be quoted."""
    assert Evidence("FAM.1", case="ASH-001", use="ask first").words == (
        "FAM.1, about ASH-001, ask first"
    )
    assert not Evidence("FAM.1", text="she came back", use="ask first").is_quotable
