"""What is said of `voices` that do not fit their framework."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from inspect_tool.domain.checks.framework import check_framework
from inspect_tool.domain.framework.framework import Framework, Voice
from inspect_tool.domain.language.faults import Fault
from inspect_tool.errors import Severity
from tests.hearing import hearing_framework


def faults(framework: Framework, known: frozenset[str] = frozenset()) -> list[Fault]:
    found = check_framework(framework, derived=frozenset(), known=known, with_proofs=False)
    kinds = ("voice", "survey", "unknown-voice")
    return [
        one
        for one in found
        if one.severity is Severity.REFUSED
        and (one.path[0] == "voices" or one.kind.startswith(kinds))
    ]


def voices(**changes: Any) -> Framework:
    plain = hearing_framework().model_dump(mode="json", exclude_defaults=True)["voices"]
    return hearing_framework(voices={**plain, **changes})


def test_voices_that_fit_have_no_fault() -> None:
    assert faults(hearing_framework()) == []


@pytest.mark.parametrize(
    ("key", "voice", "kind", "words"),
    [
        ("Staff-2", {"title": "T", "subject": "survey"}, "voice-name", "small letters"),
        ("more", {"title": "T", "subject": "interview"}, "voice-twice", "interviews"),
        ("x", {"title": "T", "subject": "survey", "role": "STF.1.z"}, "unknown-id", "STF.1.z"),
        ("x", {"title": "T", "subject": "survey", "role": "STF.1.c"}, "voice-question", "choice"),
        (
            "x",
            {"title": "T", "subject": "survey", "role": "FAM.1.a"},
            "voice-question",
            "interview",
        ),
        ("x", {"title": "T", "subject": "survey", "columns": {"Q": "H"}}, "unknown-id", "Q"),
        (
            "x",
            {"title": "T", "subject": "survey", "answers": {"STF.1.b": {"A": "maybe"}}},
            "unknown-value",
            "maybe",
        ),
        (
            "x",
            {"title": "T", "subject": "survey", "answers": {"STF.1.c": {"A": "yes"}}},
            "unknown-value",
            "choice",
        ),
    ],
)
def test_a_voice_that_does_not_fit_is_told(
    key: str, voice: dict[str, Any], kind: str, words: str
) -> None:
    (fault,) = faults(voices(**{key: voice}))
    assert fault.kind == kind
    assert words in f"{fault.message} {fault.remedy}"


def test_people_are_counted_by_a_number() -> None:
    groups = {"title": "G", "subject": "focus_group", "people": "GRP.1.a"}
    (fault,) = faults(voices(groups=groups))
    assert "number" in fault.message


def test_what_could_not_be_read_may_have_the_question() -> None:
    framework = voices(x={"title": "T", "subject": "survey", "role": "STF.1.z"})
    assert faults(framework, frozenset({"STF.1.z"})) == []


def test_a_survey_is_named_and_not_judged() -> None:
    plain = hearing_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    plain["voices"] = {}
    found = {one.kind for one in faults(Framework.model_validate(plain))}
    assert found == {"unknown-voice"}
    survey = next(one for one in plain["domains"] if one["id"] == "PAR")
    survey["criteria"][0]["judgement"] = {"scale": "quality"}
    assert "survey-judgement" in {one.kind for one in faults(Framework.model_validate(plain))}


def test_only_a_survey_has_a_field_that_names_it() -> None:
    plain = hearing_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    interview = next(one for one in plain["domains"] if one["id"] == "FAM")
    interview["criteria"][0]["applies"] = {"field": "survey", "is": "staff"}
    found = check_framework(Framework.model_validate(plain), derived=frozenset(), with_proofs=False)
    assert "unknown-field" in {one.kind for one in found}


@pytest.mark.parametrize(
    "voice",
    [
        {"subject": "case"},
        {"subject": "survey", "people": "GRP.1.b"},
        {"subject": "interview", "columns": {"A": "B"}},
        {"subject": "interview", "answers": {"A": {"B": "yes"}}},
    ],
)
def test_a_voice_has_what_its_kind_has(voice: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Voice.model_validate({"title": "T", **voice})
