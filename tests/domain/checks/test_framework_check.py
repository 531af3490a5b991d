"""What is checked before a framework is published."""

# ruff: noqa: E501 - a row of a table of cases reads best on one line

from typing import Any

import pytest

from inspect_tool.domain.checks.framework import check_framework
from inspect_tool.domain.checks.framework_index import FrameworkIndex
from inspect_tool.domain.checks.framework_proofs import MOST_STATES, trial_of
from inspect_tool.domain.checks.framework_states import Gone, State, Variable, every_state, in_order
from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.language.faults import Fault
from inspect_tool.errors import Severity

GUIDANCE = {"look_for": "a", "good": "b", "inadequate": "c", "usual_evidence": ["case_file"]}


def choice(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": "choice", "scale": "degree", "text": "Is it so?", **more}


def asked(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "text": "What is it?", **more}


def criterion(
    *questions: dict[str, Any],
    calculated: list[dict[str, Any]] | None = None,
    name: str = "X.1",
    **more: Any,
) -> dict[str, Any]:
    judged = {"scale": "quality", "calculated": calculated or []}
    return {
        "id": name,
        "title": "It was so",
        "guidance": GUIDANCE,
        "questions": list(questions),
        "judgement": judged,
        **more,
    }


def framework(*criteria: dict[str, Any], **more: Any) -> Framework:
    return Framework.model_validate(
        {
            "framework": "made",
            "version": "1.0.0",
            "title": "Made for a test",
            "scales": {
                "quality": {"values": ["inadequate", "fair", "good"], "met": ["good"]},
                "degree": {"values": ["no", "partly", "yes"], "met": ["yes"]},
            },
            "absences": {
                "not_recorded": {"counts": True, "as": "no"},
                "not_seen": {"counts": False},
                "not_asked": {"counts": False, "system": True},
            },
            "domains": [{"id": "X", "title": "X", "criteria": list(criteria)}],
            **more,
        }
    )


def measured(**count: Any) -> dict[str, Any]:
    return {"measures": {"some": {"title": "Some", "count": count}}}


def found(made: Framework, **how: Any) -> list[str]:
    """Kind and place of every fault, without the unused scale of small frameworks."""
    return [
        f"{one.kind} {'.'.join(str(part) for part in one.path[-3:])}"
        for one in check_framework(made, **how)
        if one.kind != "unused-scale"
    ]


def faults_of(kind: str, made: Framework, **how: Any) -> list[Fault]:
    return [one for one in check_framework(made, **how) if one.kind == kind]


STEP_NO: dict[str, Any] = {"when": {"question": "X.1.a", "is": "no"}, "then": "inadequate"}
STEP_PARTLY = {"when": {"question": "X.1.a", "is": "partly"}, "then": "fair"}
STEP_YES = {"when": {"question": "X.1.a", "is": "yes"}, "then": "good"}
ELSE = {"else": "fair"}


def test_a_sound_framework_has_no_fault() -> None:
    made = framework(criterion(choice("X.1.a"), calculated=[STEP_NO, STEP_PARTLY, STEP_YES]))
    assert found(made) == []


# Ids and names.


def test_ids_that_stand_twice_are_faults_of_the_second() -> None:
    one = criterion(choice("X.1.a"), choice("X.1.a"))
    made = framework(one, criterion(choice("X.2.a")))
    domains = [one.model_dump(by_alias=True, exclude_defaults=True) for one in made.domains]
    made = Framework.model_validate(
        {**made.model_dump(by_alias=True, exclude_defaults=True), "domains": domains * 2}
    )
    places = [one.path for one in faults_of("duplicate-id", made)]
    assert ("domains", 0, "criteria", 0, "questions", 1, "id") in places
    assert ("domains", 0, "criteria", 1, "id") in places
    assert ("domains", 1, "id") in places
    assert ("domains", 0, "criteria", 0, "id") not in places


def test_a_question_and_a_criterion_may_share_an_id() -> None:
    assert found(framework(criterion(choice("X.1"), name="X.1"))) == []


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"question": "X.1.z", "is": "no"}, "some counts X.1.z, which does not exist"),
        ({"judgement": "X.9", "met": True}, "some counts X.9, which does not exist"),
        ({"question": "X.1", "is": "no"}, "some counts X.1 as a question, but X.1 is a criterion"),
        (
            {"judgement": "X.1.a", "met": True},
            "some counts X.1.a as a judgement, but X.1.a is a question",
        ),
        ({"judgement": "X.2", "met": True}, "some counts X.2, which has no judgement"),
        ({"not": {"question": "X.1.b", "is": "no"}}, "some counts X.1.b, which is retired"),
        ({"any": [{"question": "X.3.a", "is": "no"}]}, "some counts X.3.a, which is retired"),
        ({"all": [{"judgement": "X.3", "met": True}]}, "some counts X.3, which is retired"),
        ({"question": "Y.1.a", "is": "no"}, "some counts Y.1.a, which is about authorities"),
        ({"judgement": "Y.1", "met": True}, "some counts Y.1, which is about authorities"),
    ],
)
def test_a_condition_can_only_ask_for_what_is_there(
    condition: dict[str, Any], message: str
) -> None:
    made = framework(
        criterion(choice("X.1.a"), choice("X.1.b", retired=True)),
        {"id": "X.2", "title": "Facts", "guidance": GUIDANCE, "questions": [choice("X.2.a")]},
        criterion(choice("X.3.a"), name="X.3", retired=True),
        **measured(**condition),
    )
    other = criterion(choice("Y.1.a"), name="Y.1")
    domain = {"id": "Y", "title": "Y", "subject": "authority", "criteria": [other]}
    shape = made.model_dump(by_alias=True, exclude_defaults=True)
    made = Framework.model_validate({**shape, "domains": [*shape["domains"], domain]})
    faults = [one for one in check_framework(made) if one.path[0] == "measures"]
    assert [one.message[: len(message)] for one in faults] == [message]
    assert faults[0].is_error


def test_a_retired_part_may_ask_for_what_is_retired() -> None:
    made = framework(
        criterion(choice("X.1.a")),
        criterion(
            choice("X.2.a"),
            choice("X.2.b", show_if={"question": "X.2.a", "is": "no"}),
            name="X.2",
            retired=True,
            applies={"question": "X.2.a", "is": "no"},
            calculated=[{"when": {"question": "X.2.a", "is": "no"}, "then": "good"}],
        ),
    )
    assert found(made) == []


def test_what_stands_in_an_unreadable_part_may_be_asked_for() -> None:
    made = framework(
        criterion(
            choice("X.1.a", show_if={"question": "X.1.y", "is": "no"}),
            asked("X.1.b", "clock", rule="REF-1", **{"from": "X.1.y", "to": "X.1.y"}),
            {**choice("X.1.c"), "scale": "broken"},
            choice("X.1.d", absences=["broken"]),
        ),
        changes=[{"kind": "add", "id": "X.1.y", "effect": "additive"}],
        **measured(question="X.1.y", **{"is": "no"}),
    )
    assert found(made, known=frozenset({"X.1.y", "broken"})) == []
    assert len(found(made)) > 5


def test_names_that_do_not_exist_are_faults_where_they_stand() -> None:
    made = framework(
        criterion(
            asked("X.1.a", "date"),
            {**choice("X.1.b"), "scale": "degre"},
            choice("X.1.c", absences=["not_sean", "not_seen"]),
            asked("X.1.d", "clock", rule="REF-2", **{"from": "X.1.z", "to": "X.1.c"}),
            asked("X.1.e", "date", check={"not_before": "X.1.y", "not_after": "X.1.a"}),
        ),
        {**criterion(choice("X.2.a"), name="X.2"), "judgement": {"scale": "qualty"}},
        changes=[{"kind": "retire", "id": "X.8", "effect": "note"}],
    )
    faults = {one.value: one.message for one in check_framework(made) if one.is_error}
    assert faults == {
        "degre": "X.1.b has the scale degre, which does not exist; did you mean degree?",
        "not_sean": "X.1.c allows the absence not_sean, which does not exist; "
        "did you mean not_seen?",
        "REF-2": "X.1.d follows the rule REF-2, which does not exist; did you mean REF-1?",
        "X.1.z": "X.1.d starts its clock at X.1.z, which does not exist; did you mean X.1.a?",
        "X.1.c": "X.1.d ends its clock at X.1.c, which is not a date",
        "X.1.y": "X.1.e is not before X.1.y, which does not exist; did you mean X.1.a?",
        "qualty": "X.2 is judged on the scale qualty, which does not exist; did you mean quality?",
        "X.8": "The change retire names X.8, which does not exist; did you mean X.1?",
    }


def test_a_clock_needs_dates_that_are_asked_in_the_same_record() -> None:
    made = framework(
        criterion(
            asked("X.1.a", "date", retired=True),
            asked("X.1.b", "date"),
            asked("X.1.c", "clock", rule="REF-1", **{"from": "X.1.a", "to": "X.1.b"}),
        )
    )
    assert found(made) == ["retired-id questions.2.from"]
    shape = made.model_dump(by_alias=True, exclude_defaults=True)
    clock = asked("Y.1.a", "clock", rule="REF-1", **{"from": "X.1.b", "to": "X.1.b"})
    other: dict[str, Any] = {"id": "Y", "title": "Y", "subject": "authority"}
    other["criteria"] = [criterion(clock, name="Y.1")]
    made = Framework.model_validate({**shape, "domains": [*shape["domains"], other]})
    assert [one.message for one in faults_of("other-subject", made)] == [
        "Y.1.a starts its clock at X.1.b, which is about cases, not authorities",
        "Y.1.a ends its clock at X.1.b, which is about cases, not authorities",
    ]


def test_a_scale_that_nothing_uses_is_a_warning() -> None:
    (fault,) = check_framework(framework(criterion(asked("X.1.a", "text"))))
    assert (fault.kind, fault.value, fault.is_error) == ("unused-scale", "degree", False)


def test_domains_and_measures_are_about_the_frameworks_subjects() -> None:
    made = framework(
        criterion(choice("X.1.a")),
        subjects=["authority"],
        **measured(question="X.1.a", **{"is": "no"}),
    )
    assert found(made) == [
        "unknown-subject domains.0.subject",
        "unknown-subject measures.some.subject",
    ]


# Values.


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"question": "X.1.a", "is": "maybe"}, "X.1.a being maybe, which it can never be"),
        ({"question": "X.1.a", "not": "yess"}, "X.1.a being yess, which it can never be; did you mean yes?"),
        ({"question": "X.1.a", "in": ["no", True]}, "X.1.a being true, which it can never be"),
        ({"question": "X.1.a", "gte": 2}, "X.1.a compared with 2, but that has no order"),
        ({"question": "X.1.b", "lte": 3}, "X.1.b being 3, which it can never be"),
        ({"question": "X.1.b", "is": "2013"}, "X.1.b being 2013, which it can never be"),
        ({"question": "X.1.c", "gte": "2013-10-01"}, "X.1.c being 2013-10-01, which it can never be"),
        ({"question": "X.1.c", "is": True}, "X.1.c being true, which it can never be"),
        ({"question": "X.1.d", "gte": 1}, "X.1.d compared with 1, but that has no order"),
        ({"question": "X.1.d", "is": 1}, "X.1.d being 1, which it can never be"),
        ({"question": "X.1.e", "is": "yes"}, "X.1.e being yes, which it can never be"),
        ({"judgement": "X.1", "is": "great"}, "X.1 being great, which it can never be"),
        ({"judgement": "X.2", "met": True}, "X.2 being met, but the scale colour does not say which values meet it"),
        ({"judgement": "X.2", "not_met": True}, "X.2 being met, but the scale colour does not say which values meet it"),
        ({"field": "case_type", "is": "in_need"}, "case_type being in_need, which it can never be; did you mean child_in_need?"),
        ({"field": "unborn", "is": "yes"}, "unborn being yes, which it can never be"),
        ({"field": "age", "is": "ten"}, "age being ten, which it can never be"),
        ({"field": "gender", "is": "girl"}, "gender being girl, which it can never be"),
        ({"field": "plan_start", "gte": 12}, "plan_start being 12, which it can never be"),
        ({"field": "sibling_group", "is": 3}, "sibling_group being 3, which it can never be"),
        ({"field": "long_term", "is": "yes"}, "long_term being yes, which it can never be"),
    ],
)  # fmt: skip
def test_a_value_that_can_never_come_is_a_fault(condition: dict[str, Any], message: str) -> None:
    made = framework(
        criterion(
            choice("X.1.a"),
            asked("X.1.b", "date"),
            asked("X.1.c", "number"),
            asked("X.1.d", "text"),
            asked("X.1.e", "clock", rule="REF-1", **{"from": "X.1.b", "to": "X.1.b"}),
        ),
        {**criterion(choice("X.2.a"), name="X.2"), "judgement": {"scale": "colour"}},
        scales={
            "quality": {"values": ["inadequate", "fair", "good"], "met": ["good"]},
            "degree": {"values": ["no", "partly", "yes"]},
            "colour": {"values": ["red", "green"]},
        },
        **measured(**condition),
    )
    faults = [
        one
        for one in check_framework(made, derived=frozenset({"long_term"}))
        if one.path[0] == "measures"
    ]
    assert [one.message for one in faults] == [f"some counts {message}"]


@pytest.mark.parametrize(
    "condition",
    [
        {"question": "X.1.a", "in": ["no", "partly"]},
        {"question": "X.1.b", "gte": "2013-10-01"},
        {"question": "X.1.b", "answered": True},
        {"question": "X.1.c", "lte": 3},
        {"question": "X.1.d", "is": "a word"},
        {"question": "X.1.e", "in": ["late", "overdue", "not_in_force"]},
        {"judgement": "X.1", "not": "good"},
        {"field": "case_type", "is": "in_care"},
        {"field": "authority", "is": "ASH"},
        {"field": "age", "lte": 10},
        {"field": "gender", "is": "female"},
        {"field": "unborn", "is": False},
        {"field": "plan_start", "lte": "2012-09-30"},
        {"field": "long_term", "is": True},
        {"field": "sibling_group", "not": "a token"},
    ],
)
def test_a_value_that_can_come_is_no_fault(condition: dict[str, Any]) -> None:
    from datetime import date

    for key in ("gte", "lte"):
        if isinstance(condition.get(key), str):
            condition = {**condition, key: date.fromisoformat(condition[key])}
    made = framework(
        criterion(
            choice("X.1.a"),
            asked("X.1.b", "date"),
            asked("X.1.c", "number"),
            asked("X.1.d", "text"),
            asked("X.1.e", "clock", rule="REF-1", **{"from": "X.1.b", "to": "X.1.b"}),
        ),
        **measured(**condition),
    )
    assert found(made, derived=frozenset({"long_term"})) == []


def test_steps_give_values_of_the_scale_and_else_stands_last() -> None:
    steps = [{"else": "fair"}, {**STEP_NO, "then": "inadequat"}, {"else": "unfair"}]
    made = framework(criterion(choice("X.1.a"), calculated=steps))
    assert found(made) == [
        "else-not-last calculated.0.else",
        "value-not-in-scale calculated.1.then",
        "value-not-in-scale calculated.2.else",
    ]


def test_steps_on_an_unknown_scale_are_not_held_against_it() -> None:
    made = framework(
        {
            **criterion(choice("X.1.a")),
            "judgement": {"scale": "colour", "calculated": [{"else": "red"}]},
        }
    )
    assert found(made) == ["unknown-scale 0.judgement.scale"]


def test_evidence_is_asked_for_by_values_of_a_choice() -> None:
    made = framework(
        criterion(
            choice("X.1.a", evidence_if=["no", "never"]),
            asked("X.1.b", "number", evidence_if=["3"]),
        )
    )
    assert found(made) == [
        "value-not-in-scale 0.evidence_if.1",
        "value-not-in-scale 1.evidence_if.0",
    ]


def test_a_referral_back_is_called_for_by_values_of_a_choice() -> None:
    made = framework(
        criterion(
            choice("X.1.a", refer_if=["yes", "always"]),
            asked("X.1.b", "text", refer_if=["yes"]),
        )
    )
    assert found(made) == ["value-not-in-scale 0.refer_if.1", "value-not-in-scale 1.refer_if.0"]


def test_an_absence_counts_as_something_or_not_at_all() -> None:
    made = framework(
        criterion(choice("X.1.a")),
        absences={
            "not_seen": {"counts": False},
            "no_value": {"counts": True},
            "no_count": {"counts": False, "as": "no"},
        },
    )
    assert found(made) == [
        "absence-without-value absences.no_value",
        "absence-without-value absences.no_count",
    ]


def test_an_absence_that_is_listed_should_count_as_a_value_of_the_scale() -> None:
    made = framework(
        criterion(
            {**choice("X.1.a", absences=["not_recorded", "not_seen"]), "scale": "quality"},
            choice("X.1.b", absences=["not_recorded", "not_seen"]),
            asked("X.1.c", "date", absences=["not_recorded", "not_seen"]),
        )
    )
    (fault,) = faults_of("absence-not-in-scale", made)
    assert fault.path[-3:] == (0, "absences", 0)
    assert not fault.is_error


# Content.


@pytest.mark.parametrize(
    ("guidance", "message"),
    [
        (None, "X.1 has no guidance"),
        ({}, "X.1 has no guidance on look_for, good, inadequate and usual_evidence"),
        ({**GUIDANCE, "good": ""}, "X.1 has no guidance on good"),
        (GUIDANCE, None),
    ],
)
def test_missing_guidance_is_a_warning(
    guidance: dict[str, Any] | None, message: str | None
) -> None:
    made = framework(criterion(choice("X.1.a"), guidance=guidance))
    faults = faults_of("missing-guidance", made)
    assert [one.message for one in faults] == ([] if message is None else [message])
    assert not any(one.is_error for one in faults)


def test_a_retired_criterion_needs_no_guidance() -> None:
    made = framework(
        criterion(choice("X.1.a")),
        criterion(choice("X.2.a"), name="X.2", retired=True, guidance=None),
    )
    assert found(made) == []


def test_a_criterion_that_records_nothing_is_a_fault() -> None:
    empty = {"id": "X.2", "title": "Nothing", "guidance": GUIDANCE}
    assert found(framework(criterion(choice("X.1.a")), empty)) == ["empty-criterion 0.criteria.1"]


@pytest.mark.parametrize(
    ("question", "is_fault"),
    [
        (choice("X.1.a"), False),
        (choice("X.1.a", absences=[]), True),
        (choice("X.1.a", absences=["not_recorded"]), True),
        (choice("X.1.a", absences=["not_asked"]), True),
        (choice("X.1.a", absences=["not_seen"]), False),
        (choice("X.1.a", absences=[], required=False), False),
        (choice("X.1.a", absences=[], retired=True), False),
        ({**choice("X.1.a", absences=[]), "scale": "known"}, False),
        (asked("X.1.a", "date", absences=[]), True),
        (asked("X.1.a", "text", absences=[]), True),
    ],
)
def test_a_question_leaves_a_way_to_say_cannot_tell(
    question: dict[str, Any], *, is_fault: bool
) -> None:
    made = framework(
        criterion(question, choice("X.1.b")),
        scales={
            "quality": {"values": ["inadequate", "fair", "good"], "met": ["good"]},
            "degree": {"values": ["no", "partly", "yes"]},
            "known": {"values": ["no", "yes", "cannot_tell"]},
        },
    )
    assert [one.value or one.kind for one in faults_of("no-cannot-tell", made)] == (
        ["no-cannot-tell"] if is_fault else []
    )


def test_a_framework_without_absences_leaves_no_way_to_say_cannot_tell() -> None:
    made = framework(criterion(choice("X.1.a")), absences={})
    assert found(made) == ["no-cannot-tell 0.questions.0"]
    assert found(made, known=frozenset({"not_seen"})) == []


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (asked("X.1.a", "date", prefill="referral_date"), None),
        (asked("X.1.a", "number", prefill="referrals_12m"), None),
        (asked("X.1.a", "text", prefill="legal_status"), None),
        ({**choice("X.1.a", prefill="gender"), "scale": "gender"}, None),
        ({**choice("X.1.a", prefill="gender"), "scale": "gendre"}, "no scale"),
        (asked("X.1.a", "date", prefill="referal_date"), "which the frame does not have; did you mean referral_date?"),
        (asked("X.1.a", "number", prefill="referral_date"), "which is a date, and that cannot be its answer"),
        (asked("X.1.a", "date", prefill="age"), "which is a number, and that cannot be its answer"),
        (choice("X.1.a", prefill="unborn"), "which is true or false, and that cannot be its answer"),
        (choice("X.1.a", prefill="gender"), "which is a choice, and that cannot be its answer"),
    ],
)  # fmt: skip
def test_what_is_filled_in_beforehand_must_fit(
    question: dict[str, Any], message: str | None
) -> None:
    made = framework(
        criterion(question, choice("X.1.b")),
        scales={
            "quality": {"values": ["inadequate", "fair", "good"], "met": ["good"]},
            "degree": {"values": ["no", "partly", "yes"]},
            "gender": {"values": ["female", "male", "neither"]},
        },
    )
    faults = [one.message for one in check_framework(made) if one.path[-1] == "prefill"]
    if message in (None, "no scale"):
        assert faults == []
    else:
        (fault,) = faults
        assert str(message) in fault


@pytest.mark.parametrize(
    ("name", "derived", "wanted"),
    [
        ("age", None, []),
        ("authority", None, []),
        ("long_term", None, []),
        ("long_term", frozenset({"long_term"}), []),
        ("long_term", frozenset[str](), ["refused"]),
        ("months_opn", None, ["noted"]),
        ("months_opn", frozenset[str](), ["refused"]),
    ],
)
def test_a_field_comes_from_the_frame_or_from_the_plan(
    name: str, derived: frozenset[str] | None, wanted: list[str]
) -> None:
    made = framework(criterion(choice("X.1.a")), **measured(field=name, **{"not": "x"}))
    faults = faults_of("unknown-field", made, derived=derived)
    assert [one.severity.value for one in faults] == wanted


def test_only_cases_have_fields() -> None:
    measures = {
        "some": {"title": "S", "subject": "authority", "count": {"field": "age", "lte": 3}},
        "other": {"title": "S", "subject": "authority", "count": {"field": "authority", "is": "A"}},
    }
    made = framework(criterion(choice("X.1.a")), measures=measures)
    assert [one.message for one in faults_of("unknown-field", made)] == [
        "some counts the field age, which only cases have"
    ]


# Proofs.


def test_a_question_that_waits_for_itself_is_a_cycle() -> None:
    made = framework(criterion(choice("X.1.a", show_if={"question": "X.1.a", "is": "no"})))
    (fault,) = faults_of("cycle", made)
    assert fault.message == "X.1.a waits for itself: X.1.a → X.1.a"


def test_a_criterion_that_applies_by_its_own_question_is_a_cycle() -> None:
    made = framework(criterion(choice("X.1.a"), applies={"question": "X.1.a", "is": "no"}))
    (fault,) = faults_of("cycle", made)
    assert fault.path[-2:] == ("questions", 0)


def test_a_cycle_through_a_judgement_and_a_clock_is_found_once() -> None:
    made = framework(
        criterion(
            asked("X.1.a", "date", show_if={"judgement": "X.2", "met": True}),
            asked("X.1.b", "clock", rule="REF-1", **{"from": "X.1.a", "to": "X.1.a"}),
            choice("X.1.c"),
        ),
        criterion(choice("X.2.a"), name="X.2", applies={"question": "X.1.b", "is": "late"}),
    )
    (fault,) = faults_of("cycle", made)
    assert fault.message == "X.1.a waits for itself: X.1.a → X.2 → X.1.b → X.1.a"


def test_asking_for_what_is_in_a_cycle_is_no_cycle() -> None:
    made = framework(
        criterion(
            choice("X.1.a", show_if={"question": "X.1.b", "is": "no"}),
            choice("X.1.b", show_if={"question": "X.1.a", "is": "no"}),
            choice("X.1.c", show_if={"question": "X.1.a", "is": "no"}),
        )
    )
    assert found(made) == ["cycle questions.0.show_if"]


@pytest.mark.parametrize(
    ("show_if", "is_shown"),
    [
        ({"question": "X.1.a", "is": "no"}, True),
        ({"all": [{"question": "X.1.a", "is": "no"}, {"question": "X.1.a", "is": "yes"}]}, False),
        ({"not": {"question": "X.1.a", "in": ["no", "partly", "yes"]}}, False),
        ({"question": "X.1.a", "answered": False}, True),
        ({"question": "X.1.d", "gte": 5}, True),
        ({"all": [{"question": "X.1.d", "gte": 5}, {"question": "X.1.d", "lte": 4}]}, False),
        ({"all": [{"question": "X.1.d", "gte": 5}, {"question": "X.1.d", "lte": 5}]}, True),
        ({"question": "X.1.e", "answered": True}, True),
        ({"question": "X.1.t", "answered": True}, True),
        ({"all": [{"question": "X.1.f", "is": "overdue"}, {"question": "X.1.e", "answered": True}]}, False),
        ({"all": [{"question": "X.1.f", "is": "overdue"}, {"question": "X.1.e", "answered": False}]}, True),
        ({"all": [{"question": "X.1.f", "is": "late"}, {"question": "X.1.e", "answered": True}]}, True),
        ({"all": [{"question": "X.1.f", "is": "in_time"}, {"question": "X.1.g", "answered": False}]}, False),
        ({"all": [{"question": "X.1.f", "is": "not_assessable"}, {"question": "X.1.g", "answered": False}]}, True),
        ({"judgement": "X.2", "met": True}, True),
        ({"all": [{"judgement": "X.2", "met": True}, {"judgement": "X.2", "not_met": True}]}, False),
        ({"judgement": "X.2", "is": "fair"}, True),
        ({"field": "age", "lte": 10}, True),
        ({"all": [{"field": "age", "lte": 10}, {"field": "age", "gte": 11}]}, False),
        ({"field": "case_type", "is": "in_care"}, True),
        ({"not": {"field": "case_type", "in": ["early_help", "child_in_need", "child_protection", "in_care"]}}, False),
        ({"field": "long_term", "is": True}, True),
        ({"all": [{"field": "authority", "not": "A"}, {"field": "authority", "not": "B"}]}, True),
        ({"all": [{"question": "X.1.h", "is": "no"}, {"question": "X.1.a", "is": "yes"}]}, False),
        ({"any": [{"question": "X.1.h", "is": "no"}, {"question": "X.1.a", "is": "yes"}]}, True),
    ],
)  # fmt: skip
def test_a_question_that_can_never_be_shown_is_proven_so(
    show_if: dict[str, Any], *, is_shown: bool
) -> None:
    made = framework(
        criterion(
            choice("X.1.a"),
            asked("X.1.d", "number"),
            asked("X.1.e", "date"),
            asked("X.1.g", "date"),
            asked("X.1.t", "text"),
            asked("X.1.f", "clock", rule="REF-1", **{"from": "X.1.g", "to": "X.1.e"}),
            choice("X.1.h", show_if={"question": "X.1.a", "is": "no"}),
            choice("X.1.z", show_if=show_if),
        ),
        criterion(choice("X.2.a"), name="X.2"),
    )
    assert found(made) == ([] if is_shown else ["never-shown questions.7.show_if"])


def test_a_clock_of_hidden_dates_says_nothing() -> None:
    made = framework(
        criterion(
            choice("X.1.a"),
            asked("X.1.b", "date", show_if={"question": "X.1.a", "is": "no"}),
            asked("X.1.c", "clock", rule="REF-1", **{"from": "X.1.b", "to": "X.1.b"}),
            choice(
                "X.1.d",
                show_if={
                    "all": [
                        {"question": "X.1.a", "is": "yes"},
                        {"question": "X.1.c", "is": "not_assessable"},
                    ]
                },
            ),
        )
    )
    assert found(made) == ["never-shown questions.3.show_if"]


def test_dates_are_compared_around_their_thresholds() -> None:
    from datetime import date

    day = date(2013, 10, 1)
    both = {"all": [{"question": "X.1.a", "gte": day}, {"question": "X.1.a", "lte": day}]}
    made = framework(criterion(asked("X.1.a", "date"), choice("X.1.b", show_if=both)))
    assert found(made) == []


def test_a_criterion_that_can_never_apply_is_one_fault() -> None:
    never = {"all": [{"field": "age", "lte": 3}, {"field": "age", "gte": 4}]}
    made = framework(
        criterion(choice("X.1.a"), choice("X.1.b", show_if={"question": "X.1.a", "is": "no"})),
        criterion(
            choice("X.2.a"),
            choice("X.2.b", show_if={"question": "X.2.a", "is": "no"}),
            name="X.2",
            applies=never,
        ),
    )
    assert found(made) == ["never-apply criteria.1.applies"]


def test_a_gap_says_when_nothing_decides() -> None:
    made = framework(criterion(choice("X.1.a"), calculated=[STEP_NO, STEP_YES]))
    (fault,) = faults_of("calculation-gap", made)
    assert fault.message == "X.1 has a gap: no step decides when X.1.a is partly"
    assert fault.is_error


ON_HIDDEN: dict[str, Any] = {"when": {"question": "X.1.b", "is": "no"}, "then": "inadequate"}
AFTER_YES: dict[str, Any] = {"question": "X.1.a", "is": "yes"}


def with_hidden(*steps: dict[str, Any], **shown: Any) -> Framework:
    return framework(
        criterion(
            choice("X.1.a"),
            choice("X.1.b", show_if=shown or AFTER_YES),
            calculated=list(steps),
        )
    )


def test_a_step_on_a_hidden_question_is_named_with_its_cure_and_the_else_is_not_blamed() -> None:
    made = with_hidden(ON_HIDDEN, ELSE)
    assert found(made) == ["step-stops judgement.calculated.0"]
    (fault,) = check_framework(made)
    assert fault.message == (
        "X.1 stops at step 1 when X.1.a is no: the step asks about X.1.b, which is hidden then, "
        "so no step after it counts, not even the else"
    )
    assert fault.remedy == (
        "Above step 1, add a step for where X.1.b is hidden; "
        "or let step 1 ask as well, by `all`, whether X.1.a is yes."
    )
    assert fault.is_error


def test_each_cure_of_a_step_that_stops_leaves_no_fault() -> None:
    before = {"when": {"not": AFTER_YES}, "then": "fair"}
    both = {"when": {"all": [AFTER_YES, ON_HIDDEN["when"]]}, "then": "inadequate"}
    assert found(with_hidden(before, ON_HIDDEN, {"else": "good"})) == []
    assert found(with_hidden(both, ELSE)) == []


def test_a_later_step_that_would_decide_is_moved_up_and_not_called_useless() -> None:
    later = {"when": {"question": "X.1.a", "in": ["no", "partly"]}, "then": "fair"}
    made = with_hidden(ON_HIDDEN, later, {"else": "good"})
    assert found(made) == ["step-stops judgement.calculated.0"]
    (fault,) = check_framework(made)
    assert fault.remedy.startswith("Move step 2 above step 1; or let step 1")
    assert found(with_hidden(later, ON_HIDDEN, {"else": "good"})) == []


def test_a_step_that_stops_without_an_else_says_nothing_of_one() -> None:
    made = with_hidden(
        ON_HIDDEN, {"when": {"question": "X.1.b", "in": ["partly", "yes"]}, "then": "good"}
    )
    (fault,) = faults_of("step-stops", made)
    assert fault.message.endswith("so no step after it counts")


def test_what_hides_a_question_is_looked_for_behind_other_hidden_questions_and_clocks() -> None:
    asked_after = {"question": "X.1.b", "is": "yes"}
    when = {"any": [{"question": "X.1.c", "is": "no"}, {"question": "X.1.z", "is": "late"}]}
    made = framework(
        criterion(
            choice("X.1.a"),
            choice("X.1.b", show_if=AFTER_YES),
            choice("X.1.c", show_if=asked_after),
            asked("X.1.from", "date"),
            asked("X.1.to", "date", show_if=asked_after),
            {"id": "X.1.z", "type": "clock", "rule": "ASMT-45", "from": "X.1.from", "to": "X.1.to"},
            calculated=[{"when": when, "then": "inadequate"}, ELSE],
        )
    )
    (fault,) = faults_of("step-stops", made)
    assert (
        "when X.1.a is no: the step asks about X.1.c and X.1.z, which are hidden" in fault.message
    )
    assert "whether X.1.a is yes" in fault.remedy


def test_a_step_on_the_judgement_of_a_criterion_that_does_not_apply_stops() -> None:
    made = framework(
        criterion(choice("X.1.a"), applies={"field": "case_type", "is": "in_care"}),
        criterion(
            choice("X.2.a"),
            name="X.2",
            calculated=[{"when": {"judgement": "X.1", "met": True}, "then": "good"}, ELSE],
        ),
    )
    (fault,) = faults_of("step-stops", made)
    assert fault.message.startswith(
        "X.2 stops at step 1 when case type is early_help: the step asks about X.1, which is hidden"
    )


def test_a_missing_answer_is_no_gap() -> None:
    steps = [STEP_NO, {"when": {"question": "X.1.a", "in": ["partly", "yes"]}, "then": "good"}]
    assert found(framework(criterion(choice("X.1.a"), calculated=steps))) == []


def test_a_question_that_waits_for_a_missing_answer_is_no_gap() -> None:
    made = framework(
        criterion(
            choice("X.1.a"),
            choice("X.1.b", show_if={"question": "X.1.a", "is": "yes"}),
            calculated=[
                {"when": {"question": "X.1.a", "in": ["no", "partly"]}, "then": "inadequate"},
                {"when": {"question": "X.1.b", "is": "no"}, "then": "fair"},
                {"when": {"question": "X.1.b", "in": ["partly", "yes"]}, "then": "good"},
            ],
        )
    )
    assert found(made) == []


def test_a_gap_outside_what_the_criterion_applies_to_is_none() -> None:
    steps = [
        {"when": {"field": "case_type", "is": "in_care"}, "then": "good"},
        {"when": {"field": "case_type", "is": "child_protection"}, "then": "fair"},
    ]
    applies = {"field": "case_type", "in": ["child_protection", "in_care"]}
    assert found(framework(criterion(choice("X.1.a"), calculated=steps, applies=applies))) == []
    assert found(framework(criterion(choice("X.1.a"), calculated=steps))) == [
        "calculation-gap 0.judgement.calculated"
    ]


def test_steps_that_overlap_with_one_value_do_not_differ() -> None:
    wide = {"when": {"question": "X.1.a", "in": ["no", "partly"]}, "then": "inadequate"}
    made = framework(criterion(choice("X.1.a"), calculated=[STEP_NO, wide, STEP_YES]))
    assert found(made) == []


def test_steps_that_overlap_and_differ_say_when() -> None:
    wide = {"when": {"question": "X.1.a", "in": ["no", "partly"]}, "then": "fair"}
    made = framework(criterion(choice("X.1.a"), calculated=[STEP_NO, wide, STEP_YES]))
    (fault,) = faults_of("calculation-overlap", made)
    assert fault.message == (
        "X.1 has steps 1 and 2 that overlap and differ (inadequate, fair) when X.1.a is no"
    )


def test_a_step_that_never_decides_is_a_fault() -> None:
    again = {"when": {"question": "X.1.a", "is": "no"}, "then": "inadequate"}
    made = framework(criterion(choice("X.1.a"), calculated=[STEP_NO, again, STEP_YES, ELSE]))
    assert found(made) == ["step-never-counts judgement.calculated.1"]
    (fault,) = check_framework(made)
    assert fault.message.endswith(": whenever it holds, step 1 has decided already")


def test_a_step_that_never_holds_or_comes_after_several_says_so() -> None:
    never = {"all": [{"question": "X.1.a", "is": "no"}, {"question": "X.1.a", "is": "yes"}]}
    made = framework(
        criterion(choice("X.1.a"), calculated=[{"when": never, "then": "good"}, STEP_NO, ELSE])
    )
    (fault,) = check_framework(made)
    assert fault.message == (
        "X.1 has step 1, which never decides anything: its condition never holds"
    )
    again = {"when": {"question": "X.1.a", "in": ["no", "partly"]}, "then": "fair"}
    made = framework(
        criterion(
            choice("X.1.a"), calculated=[{**STEP_NO, "then": "fair"}, STEP_PARTLY, again, ELSE]
        )
    )
    (fault,) = faults_of("step-never-counts", made)
    assert fault.message.endswith(": whenever it holds, steps 1 and 2 have decided already")


def test_a_question_that_is_never_shown_is_one_fault_and_no_gap_besides() -> None:
    never = {"all": [{"question": "X.1.a", "is": "no"}, {"question": "X.1.a", "is": "yes"}]}
    made = framework(
        criterion(
            choice("X.1.a"),
            choice("X.1.b", show_if=never),
            choice("X.1.c", show_if={"question": "X.1.b", "is": "no"}),
            calculated=[ON_HIDDEN, ELSE],
        ),
        **measured(question="X.1.c", **{"is": "no"}),
    )
    assert found(made) == ["never-shown questions.1.show_if"]


@pytest.mark.parametrize(
    ("applies", "show_if", "why"),
    [
        ({"field": "case_type", "is": "in_care"}, {"field": "case_type", "is": "early_help"}, "its condition holds only where X.1 does not apply"),
        (None, {"all": [{"question": "X.1.a", "is": "no"}, {"question": "X.1.b", "is": "no"}]}, "its condition holds in no case, since X.1.b is hidden where the rest of it holds"),
        (None, {"all": [{"question": "X.1.a", "is": "no"}, {"question": "X.1.a", "is": "yes"}]}, "its condition holds in no case"),
    ],
)  # fmt: skip
def test_a_question_that_can_never_be_shown_says_why(
    applies: dict[str, Any] | None, show_if: dict[str, Any], why: str
) -> None:
    made = framework(
        criterion(
            choice("X.1.a"),
            choice("X.1.b", show_if=AFTER_YES),
            choice("X.1.c", show_if=show_if),
            applies=applies,
        )
    )
    (fault,) = faults_of("never-shown", made)
    assert fault.message == f"X.1.c can never be shown: {why}"


def test_a_calculation_on_broken_answers_is_not_tried() -> None:
    steps = [{"when": {"question": "X.1.z", "is": "no"}, "then": "good"}]
    made = framework(criterion(choice("X.1.a"), calculated=steps))
    assert found(made) == ["unknown-id 0.when.question"]


def many_questions(number: int) -> dict[str, Any]:
    names = [f"X.1.q{place}" for place in range(number)]
    everything = {"all": [{"question": name, "is": "yes"} for name in names]}
    return criterion(
        *(choice(name) for name in names),
        calculated=[
            {"when": everything, "then": "good"},
            {"when": {"not": everything}, "then": "fair"},
        ],
    )


def test_few_states_are_proven_and_many_are_sampled() -> None:
    # Four states for each question: no, partly, yes, missing.
    few, many = (
        FrameworkIndex(framework(many_questions(6))),
        FrameworkIndex(framework(many_questions(7))),
    )
    assert 4**6 <= MOST_STATES < 4**7
    for index, is_proof in ((few, True), (many, False)):
        names = [Variable("question", name) for name in index.questions]
        trial = trial_of(index, names)
        assert trial.is_proof is is_proof
        assert bool(trial.words) is not is_proof
    assert [one for one in check_framework(few.framework) if one.is_error] == []


def test_a_gap_that_was_only_sampled_says_so() -> None:
    names = [f"X.1.q{place}" for place in range(7)]
    steps = [{"when": {"question": name, "is": "no"}, "then": "inadequate"} for name in names]
    made = framework(criterion(*(choice(name) for name in names), calculated=steps))
    (fault,) = faults_of("calculation-gap", made)
    assert "random states; not proved" in fault.message
    assert fault.message == faults_of("calculation-gap", made)[0].message


def test_what_was_never_shown_in_a_sample_is_a_warning() -> None:
    names = [f"X.1.q{place}" for place in range(7)]
    rare = {"all": [{"question": names[0], "answered": False}, {"question": names[0], "is": "no"},
                    *({"question": name, "is": "yes"} for name in names)]}  # fmt: skip
    made = framework(criterion(*(choice(name) for name in names), choice("X.1.z", show_if=rare)))
    (fault,) = faults_of("never-shown", made)
    assert not fault.is_error


# The dry run.


def test_a_criterion_that_comes_out_one_way_is_a_warning() -> None:
    steps = [{**STEP_NO, "then": "good"}, {"else": "good"}]
    (fault,) = faults_of(
        "one-way-criterion", framework(criterion(choice("X.1.a"), calculated=steps))
    )
    assert fault.message == ("X.1 only ever came out as good in a dry run over 1,000 random cases")
    assert not fault.is_error


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        (
            {"count": {"question": "X.1.a", "is": "no"}, "of": {"question": "X.1.a", "is": "yes"}},
            "The measure some counted nothing in a dry run over 1,000 random cases",
        ),
        (
            {
                "count": {"question": "X.1.a", "is": "no"},
                "of": {"all": [{"field": "age", "lte": 1}, {"field": "age", "gte": 2}]},
            },
            "The measure some had nothing in its base in a dry run over 1,000 random cases",
        ),
        ({"count": {"question": "X.1.a", "is": "no"}}, None),
        ({"count": {"field": "age", "lte": 5}, "of": {"question": "X.1.a", "is": "no"}}, None),
    ],
)
def test_a_measure_that_can_count_nothing_is_a_warning(
    measure: dict[str, Any], message: str | None
) -> None:
    made = framework(criterion(choice("X.1.a")), measures={"some": {"title": "Some", **measure}})
    faults = faults_of("one-way-measure", made)
    assert [one.message for one in faults] == ([] if message is None else [message])
    assert not any(one.is_error for one in faults)


def test_a_measure_of_what_is_hidden_in_its_whole_base_says_so() -> None:
    measure = {
        "title": "Some",
        "count": {"question": "X.1.b", "is": "no"},
        "of": {"question": "X.1.a", "is": "no"},
    }
    made = framework(
        criterion(choice("X.1.a"), choice("X.1.b", show_if=AFTER_YES)), measures={"some": measure}
    )
    (fault,) = faults_of("one-way-measure", made)
    assert fault.message.startswith(
        "The measure some counts by X.1.b, hidden wherever its base held"
    )


@pytest.mark.parametrize(
    ("name", "is_fine"), [("left_too-long2", True), ("in time", False), ("2nd", False)]
)
def test_a_measure_has_a_name_that_a_claim_can_cite(name: str, is_fine: bool) -> None:
    measure = {"title": "Some", "count": {"question": "X.1.a", "is": "no"}}
    made = framework(criterion(choice("X.1.a")), measures={name: measure})
    assert [one.kind for one in check_framework(made) if one.is_error] == (
        [] if is_fine else ["measure-name"]
    )


def test_a_measure_whose_base_hardly_came_up_is_not_judged() -> None:
    rare = {"all": [{"question": f"X.1.q{place}", "is": "yes"} for place in range(5)]}
    measure = {"title": "S", "count": {"question": "X.1.q0", "is": "no"}, "of": rare}
    names = [f"X.1.q{place}" for place in range(5)]
    made = framework(criterion(*(choice(name) for name in names)), measures={"some": measure})
    assert found(made) == []


def test_the_dry_run_takes_each_subject_for_itself() -> None:
    other = criterion(
        choice("Y.1.a"),
        name="Y.1",
        calculated=[{"when": {"question": "Y.1.a", "is": "no"}, "then": "good"}, {"else": "good"}],
    )
    made = framework(criterion(choice("X.1.a"), calculated=[STEP_NO, STEP_PARTLY, STEP_YES]))
    shape = made.model_dump(by_alias=True, exclude_defaults=True)
    domain = {"id": "Y", "title": "Y", "subject": "interview", "criteria": [other]}
    made = Framework.model_validate({**shape, "domains": [*shape["domains"], domain]})
    assert found(made) == ["one-way-criterion 0.judgement.calculated"]


def test_a_check_always_finds_the_same() -> None:
    made = framework(many_questions(7))
    assert check_framework(made) == check_framework(made)


# The states themselves.


def test_every_state_is_visited_once() -> None:
    index = FrameworkIndex(
        framework(
            criterion(choice("X.1.a"), choice("X.1.b", show_if={"question": "X.1.a", "is": "yes"}))
        )
    )
    order = in_order(index, [Variable("question", "X.1.b")])
    assert [one.name for one in order] == ["X.1.a", "X.1.b"]
    states = [tuple(state.held.values()) for state in every_state(index, order)]
    assert states == [
        ("no", Gone.HIDDEN),
        ("partly", Gone.HIDDEN),
        ("yes", "no"),
        ("yes", "partly"),
        ("yes", "yes"),
        ("yes", Gone.ABSENT),
        (Gone.ABSENT, Gone.WAITING),
    ]


def test_a_state_answers_like_a_record() -> None:
    index = FrameworkIndex(framework(criterion(choice("X.1.a"))))
    state = State(index, {Variable("question", "X.1.a"): Gone.ABSENT})
    assert state.answer("X.1.a") is None
    assert state.is_answered("X.1.a") is False
    assert state.is_answered("X.1.b") is None
    assert state.judgement("X.1") is None
    assert state.is_met("X.1") is None
    assert state.field("age") is None
    state.held[Variable("judgement", "X.1")] = "good"
    assert state.is_met("X.1") is True
    assert state.words([Variable("question", "X.1.a")]) == "X.1.a is missing"


def test_a_gap_with_a_date_says_that_it_was_given() -> None:
    steps = [{"when": {"question": "X.1.a", "answered": False}, "then": "fair"}]
    made = framework(criterion(asked("X.1.a", "date"), calculated=steps))
    (fault,) = faults_of("calculation-gap", made)
    assert fault.message.endswith("when X.1.a is given")


def test_an_optional_question_can_stay_without_an_answer() -> None:
    index = FrameworkIndex(framework(criterion(choice("X.1.a", required=False)), absences={}))
    order = (Variable("question", "X.1.a"),)
    assert Gone.ABSENT in [state.held[order[0]] for state in every_state(index, order)]


def test_the_subjects_of_a_framework_have_plural_names() -> None:
    assert len({kind.plural for kind in SubjectKind}) == len(SubjectKind)


# --- limits that were in force, and repeat incidents ----------------------------------------------


@pytest.mark.parametrize(
    ("show_if", "kinds"),
    [
        ({"question": "X.1.a", "in_force": "IA-10"}, []),
        ({"question": "X.1.a", "in_force": "IA-11"}, ["unknown-rule"]),
        ({"question": "X.1.c", "in_force": "IA-10"}, ["not-a-date"]),
        ({"question": "X.1.z", "in_force": "IA-10"}, ["unknown-id"]),
        ({"question": "X.1.a", "in_force": "CP-V"}, ["never-shown"]),
    ],
)
def test_a_limit_that_is_to_be_in_force_is_known_and_starts_on_a_date(
    show_if: dict[str, Any], kinds: list[str]
) -> None:
    made = framework(
        criterion(asked("X.1.a", "date"), choice("X.1.c"), asked("X.1.b", "date", show_if=show_if))
    )
    faults = [one for one in check_framework(made) if one.severity is Severity.REFUSED]
    assert [one.kind for one in faults] == kinds


@pytest.mark.parametrize(
    ("limit", "place"),
    [
        ({"rule": "IA-11", "from": "X.1.a", "to": "X.1.b"}, "rule"),
        ({"rule": "IA-10", "from": "X.1.z", "to": "X.1.b"}, "from"),
        ({"rule": "IA-10", "from": "X.1.a", "to": "X.1.c"}, "to"),
    ],
)
def test_each_limit_of_a_clock_is_checked_in_its_place(limit: dict[str, str], place: str) -> None:
    clock = asked(
        "X.1.d", "clock", rule="ASMT-45", **{"from": "X.1.a", "to": "X.1.b"}, otherwise=[limit]
    )
    made = framework(
        criterion(asked("X.1.a", "date"), asked("X.1.b", "date"), choice("X.1.c"), clock)
    )
    (fault,) = [one for one in check_framework(made) if one.severity is Severity.REFUSED]
    assert fault.path[-3:] == ("otherwise", 0, place)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, None),
        ({"beside": "X.9"}, "unknown-id"),
        ({"lists": {"referrals": 1}}, "unknown-field"),
        ({"lists": {"gender": 1}}, "unknown-field"),
    ],
)
def test_the_rule_of_repeat_incidents_names_what_exists(
    change: dict[str, Any], kind: str | None
) -> None:
    rule = {
        "beside": "X.1",
        "within_days": 30,
        "events": [{"title": "Police", "words": ["police"]}],
        "lists": {"referrals_12m": 1},
    }
    made = framework(criterion(choice("X.1.a")), repeat_incidents={**rule, **change})
    faults = [one for one in check_framework(made) if one.path[0] == "repeat_incidents"]
    assert [one.kind for one in faults] == ([] if kind is None else [kind])
