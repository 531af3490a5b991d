"""What is missing in records that have several options, units, rough dates and rows."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inspect_tool.domain.clocks.clock import ClockResult
from inspect_tool.domain.framework.framework import Question
from inspect_tool.domain.language.values import RoughDate
from inspect_tool.domain.records.completeness import check_record
from inspect_tool.domain.records.judgements import calculate, read_clock
from inspect_tool.domain.records.merge import Said, merge
from inspect_tool.domain.records.records import Answer, RecordFacts
from inspect_tool.domain.records.referral_checks import check_referral_called_for
from tests.kinds_of_question import KINDS, a_case, several

WHOLE: dict[str, Any] = {
    "NEG.1.a": several("physical"),
    "NEG.1.b": 12,
    "NEG.1.d": RoughDate(2012),
    "NEG.1.e": RoughDate(2013, 2),
    "NEG.2.a": "none",
}


def problems(answers: dict[str, Any]) -> list[tuple[str, str, str]]:
    facts = a_case(answers={item: one for item, one in answers.items() if one is not None})
    return [
        (problem.kind.value, problem.item_id, problem.message)
        for problem in check_record(KINDS, facts, on=date(2013, 12, 13))
        if problem.kind.value != "not_judged"
    ]


def test_a_record_with_every_kind_is_whole() -> None:
    assert problems(WHOLE) == []


ROW = {"NEG.2.a": None, "NEG.2.b@1": 3, "NEG.2.c@1": "yes", "NEG.2.d@1": RoughDate(2013, 5)}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"NEG.1.a": None}, [("unanswered", "NEG.1.a"), ("waiting", "NEG.1.c")]),
        ({"NEG.1.a": several("physical", "emotional")}, [("unanswered", "NEG.1.c")]),
        ({"NEG.1.a": several("physical", "emotional"), "NEG.1.c": 2.5}, []),
        ({"NEG.1.c": 2.5}, [("answer_to_hidden", "NEG.1.c")]),
        ({"NEG.1.a": several("other")}, [("reason_missing", "NEG.1.a")]),
        ({"NEG.1.a": several("other", words="cold")}, []),
        ({"NEG.1.a": several("medical")}, [("evidence_missing", "NEG.1.a")]),
        ({"NEG.1.a": Answer(several("medical"), note="Letters, p. 3")}, []),
        ({"NEG.1.a": several()}, []),
        ({"NEG.1.b": 901}, [("not_allowed", "NEG.1.b")]),
        ({"NEG.1.d": RoughDate(2014)}, [("date_in_future", "NEG.1.d"), ("date_order", "NEG.1.e")]),
        ({"NEG.1.d": RoughDate(2013, 12)}, [("date_order", "NEG.1.e")]),
        ({"NEG.1.d": RoughDate(2013)}, []),  # February may well be after it began
        ({"NEG.1.d": RoughDate(2013, 3)}, [("date_order", "NEG.1.e")]),
        ({"NEG.1.d": RoughDate(2013, 2)}, []),
        ({"NEG.1.d": date(2013, 2, 28)}, []),
        ({"NEG.1.d": date(2013, 3, 1)}, [("date_order", "NEG.1.e")]),
        ({"NEG.1.e": RoughDate(2013)}, [("not_allowed", "NEG.1.e")]),
        ({"NEG.1.f": several(words="x" * 4001)}, [("too_long", "NEG.1.f")]),
        ({"NEG.2.a": None}, [("unanswered", "NEG.2.a"), ("waiting", "NEG.2.f")]),
        ({"NEG.2.a": Answer(absence="not_seen")}, [("reason_missing", "NEG.2.a"), ("waiting", "NEG.2.f")]),
        (ROW, []),
        ({**ROW, "NEG.2.a": "none"}, [("not_allowed", "NEG.2.a")]),
        ({**ROW, "NEG.2.b@1": None}, [("unanswered", "NEG.2.b@1")]),
        ({**ROW, "NEG.2.b@1": 26}, [("not_allowed", "NEG.2.b@1")]),
        ({**ROW, "NEG.2.d@1": None}, [("unanswered", "NEG.2.d@1")]),
        ({**ROW, "NEG.2.c@1": "no", "NEG.2.f": "yes"}, [("answer_to_hidden", "NEG.2.d@1")]),
        ({**ROW, "NEG.2.c@1": "no", "NEG.2.d@1": None}, [("unanswered", "NEG.2.f")]),
        ({**ROW, "NEG.2.c@1": None, "NEG.2.d@1": None}, [("unanswered", "NEG.2.c@1"), ("waiting", "NEG.2.d@1"), ("waiting", "NEG.2.f")]),
        ({**ROW, "NEG.2.b@7": 3, "NEG.2.c@7": "yes", "NEG.2.d@7": RoughDate(2013, 5)}, [("not_allowed", "NEG.2.a")]),
        ({**ROW, "NEG.2.e@1": several("other")}, [("reason_missing", "NEG.2.e@1")]),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_where_it_is_missing(
    changed: dict[str, Any], wanted: list[tuple[str, str]]
) -> None:
    assert [found[:2] for found in problems({**WHOLE, **changed})] == wanted


def test_a_group_that_is_not_asked_has_no_rows() -> None:
    group = KINDS.question("NEG.2.a")
    assert group is not None
    hidden = group.model_copy(update={"show_if": KINDS.measures["medical"].count})
    domain = KINDS.domains[0]
    second = domain.criteria[1].model_copy(
        update={"questions": (hidden, *domain.criteria[1].questions[1:])}
    )
    framework = KINDS.model_copy(
        update={"domains": (domain.model_copy(update={"criteria": (domain.criteria[0], second)}),)}
    )
    framework = type(KINDS).model_validate(framework.model_dump(by_alias=True))
    facts = a_case(answers={item: one for item, one in {**WHOLE, **ROW}.items() if one is not None})
    facts = RecordFacts(framework, facts.subject, facts.fields, facts.answers)
    found = check_record(framework, facts, on=date(2013, 12, 13))
    assert ("answer_to_hidden", "NEG.2.a") in [(one.kind.value, one.item_id) for one in found]
    assert not any("@" in one.item_id for one in found)


@pytest.mark.parametrize(
    ("answers", "first", "second"),
    [
        ({}, None, None),
        ({"NEG.1.a": several("medical")}, "inadequate", None),
        ({"NEG.1.a": several("medical", "physical")}, "inadequate", None),
        ({"NEG.1.a": several("emotional", "physical")}, "requires_improvement", None),
        ({"NEG.1.a": several("physical")}, "good", None),
        ({"NEG.1.a": several()}, "good", None),
        ({"NEG.2.a": "none"}, None, "good"),
        ({"NEG.2.c@1": "no"}, None, "inadequate"),
        ({"NEG.2.c@1": "no", "NEG.2.c@2": "partly"}, None, "inadequate"),
        ({"NEG.2.c@1": "yes", "NEG.2.c@2": "partly"}, None, "requires_improvement"),
        ({"NEG.2.c@1": "yes", "NEG.2.c@2": "yes"}, None, "good"),
        ({"NEG.2.c@1": "yes", "NEG.2.b@2": 4}, None, None),
    ],
)
def test_judgements_are_calculated_from_options_and_rows(
    answers: dict[str, Any], first: str | None, second: str | None
) -> None:
    facts = a_case(answers=answers)
    criteria = list(KINDS.criteria())
    assert [calculate(criterion, facts).value for criterion in criteria] == [first, second]


def test_a_clock_does_not_run_on_a_date_known_in_part() -> None:
    clock = Question.model_validate(
        {"id": "X.1", "type": "clock", "rule": "ASMT-45", "from": "NEG.1.d", "to": "NEG.1.e"}
    )
    for start, end in ((RoughDate(2013, 1), date(2013, 2, 1)), (date(2013, 1, 1), RoughDate(2013))):
        read = read_clock(
            clock, a_case(answers={"NEG.1.d": start, "NEG.1.e": end}), on=date(2013, 12, 13)
        )
        assert read is not None
        assert (read.result, read.reason) == (
            ClockResult.NOT_ASSESSABLE,
            "A date is not known to the day.",
        )


def test_options_of_two_copies_cross_like_any_answers() -> None:
    base = Said("a", Answer(several("physical")))
    same = [Said("b", Answer(several("physical", "medical")), frozenset({"a"}))]
    same.append(Said("c", Answer(several("medical", "physical")), frozenset({"a"})))
    assert not merge([base, *same]).is_open
    other = Said("d", Answer(several("emotional")), frozenset({"a"}))
    merged = merge([base, *same, other])
    assert merged.is_open
    assert {merged.in_force.answer, *(one.answer for one in merged.crossed)} == {  # type: ignore[union-attr]
        Answer(several("medical", "physical")),
        Answer(several("emotional")),
    }


def test_rows_of_two_copies_come_together_question_by_question() -> None:
    """Each answer of a row is an item of its own, so two copies that add to one row do not cross."""
    first, second = Answer(3), Answer("yes")
    items = {"NEG.2.b@1": first, "NEG.2.c@1": second}
    merged = {item: merge([Said(item, answer)]).in_force for item, answer in items.items()}
    facts = a_case(answers={item: said.answer for item, said in merged.items() if said})
    rows = facts.rows("NEG.2.a")
    assert rows is not None
    assert [(row.answer("NEG.2.b"), row.answer("NEG.2.c")) for row in rows] == [(3, "yes")]


def test_an_answer_of_a_row_can_call_for_a_referral_back() -> None:
    content = KINDS.model_dump(mode="json", by_alias=True)
    group = content["domains"][0]["criteria"][1]["questions"][0]
    group["questions"][1]["refer_if"] = ["no"]
    group["questions"][3]["refer_if"] = ["supervision"]
    framework = type(KINDS).model_validate(content)
    answers: dict[str, Any] = {"NEG.2.c@2": "no", "NEG.2.e@3": several("physical", "supervision")}
    facts = a_case(answers={**answers})
    facts = RecordFacts(framework, facts.subject, facts.fields, facts.answers)
    found = [problem.message for problem in check_referral_called_for(facts, {})]
    assert [message.split(" calls")[0] for message in found] == [
        "The answer to NEG.2.c@2",
        "The answer to NEG.2.e@3",
    ]


def test_a_question_of_rows_that_is_no_longer_asked_is_not_missed() -> None:
    content = KINDS.model_dump(mode="json", by_alias=True)
    content["domains"][0]["criteria"][1]["questions"][0]["questions"][0]["retired"] = True
    framework = type(KINDS).model_validate(content)
    answers: dict[str, Any] = {"NEG.2.c@1": "yes"}
    facts = a_case(answers={**answers})
    facts = RecordFacts(framework, facts.subject, facts.fields, facts.answers)
    found = [one.item_id for one in check_record(framework, facts, on=date(2013, 12, 13))]
    assert "NEG.2.b@1" not in found
    assert "NEG.2.d@1" in found
