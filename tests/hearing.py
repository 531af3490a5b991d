"""A framework that hears parents, professionals in groups, and staff by a survey."""

from __future__ import annotations

from typing import Any

from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject
from inspect_tool.domain.records.voice_refs import kind_of, whose
from tests.factories import a_framework

ROLES = ["child", "parent", "carer", "practitioner", "manager", "partner_agency"]


def a_choice(id_: str, text: str, scale: str = "yes_no", **more: Any) -> dict[str, Any]:
    return {"id": id_, "type": "choice", "scale": scale, "text": text, **more}


def domain(id_: str, subject: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    criterion = {"id": f"{id_}.1", "title": f"What {id_} says", "questions": list(questions)}
    return {"id": id_, "title": id_, "subject": subject, "criteria": [{**criterion, **more}]}


def hearing_framework(**changes: Any) -> Framework:
    """One criterion about cases, and one for each kind of voice; two surveys."""
    plain = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content: dict[str, Any] = {
        **plain,
        "scales": {
            **plain["scales"],
            "role": {"values": ROLES},
            "degree": {"values": ["no", "partly", "yes"], "words": {"partly": "in part"}},
        },
        "domains": [
            *plain["domains"],
            domain(
                "FAM",
                "interview",
                a_choice("FAM.1.a", "Who was spoken to?", "role"),
                a_choice("FAM.1.b", "Was your worker honest with you?", "degree"),
            ),
            domain(
                "GRP",
                "focus_group",
                a_choice("GRP.1.a", "Who came?", "role"),
                {"id": "GRP.1.b", "type": "number", "text": "How many people came?"},
                a_choice("GRP.1.c", "Are thresholds shared?"),
            ),
            domain(
                "STF",
                "survey",
                a_choice("STF.1.a", "What is your role?", "role"),
                a_choice("STF.1.b", "Were you offered training in depth?"),
                {"id": "STF.1.c", "type": "text", "text": "What would help?", "required": False},
                applies={"field": "survey", "is": "staff"},
            ),
            domain(
                "PAR",
                "survey",
                a_choice("PAR.1.a", "Did the support last?"),
                applies={"field": "survey", "is": "parents"},
            ),
        ],
        "measures": {
            **plain["measures"],
            "honest": {
                "title": "Found their worker honest",
                "subject": "interview",
                "count": {"question": "FAM.1.b", "is": "yes"},
                "noun": "people interviewed",
            },
            "not_trained": {
                "title": "Not offered training in depth",
                "subject": "survey",
                "count": {"question": "STF.1.b", "is": "no"},
                "of": {"field": "survey", "is": "staff"},
                "noun": "staff who answered",
            },
        },
        "voices": {
            "interviews": {"title": "Interviews", "subject": "interview", "role": "FAM.1.a"},
            "groups": {
                "title": "Focus groups",
                "subject": "focus_group",
                "role": "GRP.1.a",
                "people": "GRP.1.b",
            },
            "staff": {
                "title": "Survey of staff",
                "subject": "survey",
                "role": "STF.1.a",
                "columns": {"STF.1.a": "Your role"},
                "answers": {"STF.1.b": {"Strongly agree": "yes", "Disagree": "no"}},
            },
            "parents": {"title": "Survey of parents", "subject": "survey"},
        },
    }
    return Framework.model_validate({**content, **changes})


def said(ref: str, **answers: Scalar | None) -> RecordFacts:
    """What somebody who was heard said; `FAM_1_a` stands for the question FAM.1.a."""
    code, _, rest = ref.partition("-")
    kind = kind_of(rest)
    assert kind is not None
    fields = {"survey": whose(ref)} if kind is SubjectKind.SURVEY else {}
    given = {name.replace("_", "."): Answer(value) for name, value in answers.items()}
    return RecordFacts(hearing_framework(), Subject(kind, code, ref), fields, given)
