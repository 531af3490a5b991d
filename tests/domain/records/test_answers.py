from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.records.completeness import (
    check_record,
    is_complete,
)
from inspect_tool.domain.records.records import Answer, RecordFacts, is_empty
from inspect_tool.domain.records.referral import (
    CONCERN,
    REFERRED,
    REFERRED_ON,
    REFERRED_TO,
    RESPONDED_ON,
)
from inspect_tool.domain.records.referral_checks import check_referral, check_referral_called_for
from tests.case_workbook_factory import FIELDWORK_ENDS, FRAMEWORK, facts

COMPLETE = {
    "TIM.1.a": Answer(date(2013, 6, 3)),
    "TIM.1.b": Answer(date(2013, 7, 5)),
    "TIM.1.d": Answer("yes"),
    "PLAN.1.a": Answer(2),
    "PLAN.1.c": Answer("2"),
}
JUDGED = {"TIM.1": Answer("good")}


def problems(
    answers: dict[str, Answer] | None = None,
    judgements: dict[str, Answer] | None = None,
    *,
    evidenced: frozenset[str] = frozenset(),
    **fields: object,
) -> list[tuple[str, str]]:
    """Problems of the complete record with some answers changed, as kind and item."""
    record = facts({**COMPLETE, **(answers or {})}, {**JUDGED, **(judgements or {})}, **fields)
    found = check_record(FRAMEWORK, record, on=FIELDWORK_ENDS, evidenced=evidenced)
    return [(problem.kind.value, problem.item_id) for problem in found]


def test_a_record_with_every_answer_has_no_problem() -> None:
    assert problems() == []


def test_an_untouched_record_lists_what_is_open_in_the_order_of_the_framework() -> None:
    found = check_record(FRAMEWORK, facts(), on=FIELDWORK_ENDS)

    assert [(one.kind.value, one.item_id) for one in found] == [
        ("unanswered", "TIM.1.a"),
        ("unanswered", "TIM.1.b"),
        ("waiting", "TIM.1.d"),
        ("not_judged", "TIM.1"),
        ("unanswered", "PLAN.1.a"),
        ("unanswered", "PLAN.1.c"),
    ]
    assert found[2].message == "It waits for TIM.1.b."
    assert not is_complete(found)


def test_waiting_alone_does_not_keep_a_record_from_being_complete() -> None:
    found = check_record(FRAMEWORK, facts(), on=FIELDWORK_ENDS)

    assert is_complete(tuple(one for one in found if one.kind.value == "waiting"))
    assert is_complete(())


def test_the_authoritys_value_counts_as_an_answer() -> None:
    answers = {key: answer for key, answer in COMPLETE.items() if key != "TIM.1.a"}
    record = facts(answers, JUDGED, referral_date=date(2013, 6, 3))

    assert check_record(FRAMEWORK, record, on=FIELDWORK_ENDS) == ()


def test_a_note_alone_is_no_answer() -> None:
    assert problems({"PLAN.1.a": Answer(note="see chronology")}) == [("unanswered", "PLAN.1.a")]
    assert problems({"PLAN.1.b": Answer("")}) == []
    assert is_empty(Answer(note="x"))
    assert not is_empty(Answer(0))
    assert not is_empty(Answer(None, "not_seen"))


def test_a_criterion_that_may_apply_waits_once_and_hides_its_questions() -> None:
    assert problems(case_type=None)[:3] == [("waiting", "TIM.1"), ("waiting", "TIM.2")]


def test_an_answer_to_a_hidden_question_is_reported() -> None:
    hidden = {"TIM.1.b": Answer(None, "not_seen", "no access"), "TIM.1.d": Answer("yes")}

    assert ("answer_to_hidden", "TIM.1.d") in problems(hidden)
    assert problems({"TIM.2.a": Answer(date(2013, 6, 3))}) == [("answer_to_hidden", "TIM.2.a")]
    assert problems(judgements={"TIM.2": Answer("good")}) == [("answer_to_hidden", "TIM.2")]


def test_the_messages_on_hidden_answers_say_why_they_are_hidden() -> None:
    record = facts(
        {
            **COMPLETE,
            "TIM.1.b": Answer(None, "not_seen", "no access"),
            "TIM.2.a": Answer(date(2013, 6, 3)),
        },
        JUDGED,
    )
    messages = {
        one.item_id: one.message for one in check_record(FRAMEWORK, record, on=FIELDWORK_ENDS)
    }

    assert "asked only if TIM.1.b is answered" in messages["TIM.1.d"]
    assert "criterion does not apply" in messages["TIM.2.a"]


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("TIM.1.d", Answer("mostly")),
        ("TIM.1.a", Answer("3 June")),
        ("PLAN.1.a", Answer(-1)),
        ("PLAN.1.a", Answer(True)),
        ("PLAN.1.b", Answer(3)),
        ("PLAN.1.a", Answer(None, "not_seen", "no file")),  # the question does not take it
        ("PLAN.1.a", Answer(None, "not_asked")),  # the system's own
        ("PLAN.1.b", Answer(None, "unheard_of")),
    ],
)
def test_what_the_framework_does_not_have_is_not_allowed(item: str, answer: Answer) -> None:
    assert ("not_allowed", item) in problems({item: answer})


def test_a_judgement_off_its_scale_is_not_allowed() -> None:
    assert ("not_allowed", "TIM.1") in problems(judgements={"TIM.1": Answer("superb", note="x")})
    counted = Answer(None, "not_recorded", "x")  # it counts as a no, which no judgement is
    assert problems(judgements={"TIM.1": counted}) == [("not_allowed", "TIM.1")]


def test_an_absence_that_takes_a_reason_needs_one() -> None:
    without = {"PLAN.1.c": Answer(None, "not_seen", "  ")}

    assert problems(without) == [("reason_missing", "PLAN.1.c")]
    assert problems({"PLAN.1.c": Answer(None, "not_seen", "The file was lost")}) == []
    assert problems({"PLAN.1.a": Answer(None, "not_recorded")}) == []
    assert problems(judgements={"TIM.1": Answer(None, "not_seen")}) == [("reason_missing", "TIM.1")]
    assert problems(judgements={"TIM.1": Answer(None, "not_seen", "why")}) == []


def test_an_absence_whose_reason_is_optional_stands_alone() -> None:
    document = FRAMEWORK.model_dump(by_alias=True, exclude_none=True)
    document["absences"]["not_seen"]["reason"] = "optional"
    framework = FRAMEWORK.model_validate(document)
    record = facts(COMPLETE, {"TIM.1": Answer(None, "not_seen")})
    judged = RecordFacts(
        framework, record.subject, record.fields, record.answers, record.judgements
    )

    assert check_record(framework, judged, on=FIELDWORK_ENDS) == ()


def test_an_answer_that_takes_evidence_needs_a_note_or_a_file() -> None:
    bare = {"TIM.1.d": Answer("partly")}
    judged = {"TIM.1": Answer("requires_improvement")}

    assert problems(bare, judged) == [("evidence_missing", "TIM.1.d")]
    assert problems(bare, judged, evidenced=frozenset({"TIM.1.d"})) == []
    assert problems({"TIM.1.d": Answer("partly", note="p. 4")}, judged) == []


@pytest.mark.parametrize(("days", "kinds"), [(-1, ["date_order"]), (0, []), (1, [])])
def test_dates_are_in_order(days: int, kinds: list[str]) -> None:
    start = date(2013, 6, 3)
    judged = {"TIM.1": Answer("good", note="as seen")}
    found = problems({"TIM.1.b": Answer(start + timedelta(days=days))}, judged)

    assert [kind for kind, _ in found] == kinds


def test_not_after_is_the_mirror_of_not_before() -> None:
    document = FRAMEWORK.model_dump(by_alias=True, exclude_none=True)
    document["domains"][0]["criteria"][0]["questions"][0]["check"] = {"not_after": "TIM.1.b"}
    framework = FRAMEWORK.model_validate(document)
    record = facts(
        {**COMPLETE, "TIM.1.a": Answer(date(2013, 7, 6))}, {"TIM.1": Answer("good", note="x")}
    )
    mirrored = RecordFacts(
        framework, record.subject, record.fields, record.answers, record.judgements
    )

    messages = [one.message for one in check_record(framework, mirrored, on=FIELDWORK_ENDS)]
    assert messages == [
        "The date is after that of TIM.1.b.",
        "The date is before that of TIM.1.a.",
    ]


def test_order_is_checked_against_dates_only() -> None:
    open_start = {"TIM.1.a": Answer(None, "not_recorded")}
    judged = {"TIM.1": Answer("good", note="as seen")}

    assert problems(open_start, judged) == []


@pytest.mark.parametrize(("days", "is_reported"), [(0, False), (1, True)])
def test_no_date_is_after_the_last_day_of_fieldwork(days: int, is_reported: bool) -> None:
    found = problems(
        {"TIM.1.b": Answer(FIELDWORK_ENDS + timedelta(days=days))},
        {"TIM.1": Answer("inadequate")},
    )

    assert found == ([("date_in_future", "TIM.1.b")] if is_reported else [])


def test_a_judgement_that_differs_from_the_calculation_takes_a_reason() -> None:
    different = Answer("inadequate")

    assert problems(judgements={"TIM.1": different}) == [("differs_without_reason", "TIM.1")]
    assert problems(judgements={"TIM.1": Answer("inadequate", note="The child was missed")}) == []


def test_where_a_reason_is_optional_a_different_judgement_stands() -> None:
    document = FRAMEWORK.model_dump(by_alias=True, exclude_none=True)
    document["domains"][0]["criteria"][0]["judgement"]["differs"] = "reason_optional"
    framework = FRAMEWORK.model_validate(document)
    record = facts(COMPLETE, {"TIM.1": Answer("inadequate")})
    optional = RecordFacts(
        framework, record.subject, record.fields, record.answers, record.judgements
    )

    assert check_record(framework, optional, on=FIELDWORK_ENDS) == ()


def test_retired_criteria_and_questions_are_not_missed() -> None:
    document = FRAMEWORK.model_dump(by_alias=True, exclude_none=True)
    document["domains"][0]["criteria"][0]["retired"] = True
    document["domains"][1]["criteria"][0]["questions"][0]["retired"] = True
    framework = FRAMEWORK.model_validate(document)
    record = RecordFacts(framework, facts().subject, facts().fields)

    found = check_record(framework, record, on=FIELDWORK_ENDS)
    assert [one.item_id for one in found] == ["PLAN.1.c"]


def test_a_referral_back_needs_its_date_its_addressee_and_the_concern() -> None:
    yes = {REFERRED: Answer("yes")}

    assert check_referral({}, on=FIELDWORK_ENDS) == ()
    assert check_referral({REFERRED: Answer("no")}, on=FIELDWORK_ENDS) == ()
    found = check_referral(yes, on=FIELDWORK_ENDS)
    assert [one.item_id for one in found] == [REFERRED_ON, REFERRED_TO, CONCERN]
    assert found[0].blocks


@pytest.mark.parametrize(("days", "kinds"), [(0, []), (1, ["date_in_future"])])
def test_a_referral_back_is_made_during_fieldwork(days: int, kinds: list[str]) -> None:
    complete = {
        REFERRED: Answer("yes"),
        REFERRED_ON: Answer(FIELDWORK_ENDS + timedelta(days=days)),
        REFERRED_TO: Answer("team manager"),
        CONCERN: Answer("No food in the house"),
    }

    assert [one.kind.value for one in check_referral(complete, on=FIELDWORK_ENDS)] == kinds


@pytest.mark.parametrize(("days", "kinds"), [(-1, ["date_order"]), (0, []), (30, [])])
def test_an_authority_responds_on_the_day_of_the_referral_or_after(
    days: int, kinds: list[str]
) -> None:
    complete = {
        REFERRED: Answer("yes"),
        REFERRED_ON: Answer(FIELDWORK_ENDS),
        REFERRED_TO: Answer("team manager"),
        CONCERN: Answer("No food in the house"),
        RESPONDED_ON: Answer(FIELDWORK_ENDS + timedelta(days=days)),
    }
    assert [one.kind.value for one in check_referral(complete, on=FIELDWORK_ENDS)] == kinds


@pytest.mark.parametrize(("length", "is_listed"), [(4_000, False), (4_001, True)])
def test_a_text_that_is_too_long_is_listed_and_does_not_block(length: int, is_listed: bool) -> None:
    text = Answer("x" * length)
    note = Answer("good", note="x" * length)
    long = [("too_long", "PLAN.1.b"), ("too_long", "TIM.1")] if is_listed else []
    assert sorted(problems({"PLAN.1.b": text}, {"TIM.1": note})) == sorted(long)
    (*found,) = check_referral({CONCERN: text}, on=FIELDWORK_ENDS)
    assert [(one.kind.value, one.blocks) for one in found] == [("too_long", False)] * is_listed


def calling_for_a_referral() -> Framework:
    """The framework, whose TIM.1.d calls for a referral back where it is no."""
    document = FRAMEWORK.model_dump(mode="json", by_alias=True, exclude_none=True)
    document["domains"][0]["criteria"][0]["questions"][3]["refer_if"] = ["no"]
    return Framework.model_validate(document)


@pytest.mark.parametrize(
    ("answer", "referral", "is_missing"),
    [
        (Answer("no"), {}, True),
        (Answer("no"), {REFERRED: Answer("no")}, True),
        (Answer("no"), {REFERRED: Answer("no", note=" ")}, True),
        (Answer("no"), {REFERRED: Answer("no", note="they acted on it")}, False),
        (Answer("no"), {REFERRED: Answer("yes")}, False),
        (Answer(None, "not_recorded"), {}, True),  # which counts as no
        (Answer("yes"), {}, False),
        (Answer(None, "not_seen"), {}, False),
    ],
)
def test_an_answer_that_calls_for_a_referral_takes_one_or_a_reason_for_none(
    answer: Answer, referral: dict[str, Answer], is_missing: bool
) -> None:
    record = facts({**COMPLETE, "TIM.1.d": answer})
    record = dataclasses.replace(record, framework=calling_for_a_referral())
    found = check_referral_called_for(record, referral)
    assert [(one.kind.value, one.item_id, one.blocks) for one in found] == (
        [("not_referred", REFERRED, True)] * is_missing
    )


def test_an_answer_to_a_question_that_is_not_asked_calls_for_nothing() -> None:
    record = facts({"TIM.1.b": Answer(None, "not_seen"), "TIM.1.d": Answer("no")})
    record = dataclasses.replace(record, framework=calling_for_a_referral())
    assert check_referral_called_for(record, {}) == ()
