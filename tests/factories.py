"""Small plans, frameworks and records for tests; every value can be given, none is random."""

from __future__ import annotations

from typing import Any

from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject


def a_plan(**changes: Any) -> ReviewPlan:
    """A plan with two authorities and three inspectors."""
    content: dict[str, Any] = {
        "review": "small",
        "title": "A small review",
        "dates": {"frame": "2013-09-30", "fieldwork": ["2013-10-14", "2013-12-13"]},
        "authorities": [
            {"code": "ASH", "name": "Ashmere"},
            {"code": "BRO", "name": "Broadfold"},
        ],
        "sample": {"size": 8},
        "team": [
            {"id": "ab", "name": "A. B.", "roles": ["inspector"]},
            {"id": "cd", "name": "C. D.", "roles": ["inspector"]},
            {"id": "ef", "name": "E. F.", "roles": ["inspector", "lead"]},
        ],
    }
    return ReviewPlan.model_validate({**content, **changes})


def a_framework(**changes: Any) -> Framework:
    """A framework with one criterion, two questions and two measures about cases."""
    content: dict[str, Any] = {
        "framework": "small",
        "version": "1.0.0",
        "title": "A small framework",
        "scales": {
            "yes_no": {"values": ["no", "yes"], "met": ["yes"]},
            "quality": {
                "values": ["inadequate", "requires_improvement", "good", "outstanding"],
                "met": ["good", "outstanding"],
            },
        },
        "absences": {
            "not_applicable": {"counts": False, "reason": "required"},
            "not_recorded": {"counts": True, "as": "no"},
        },
        "domains": [
            {
                "id": "HARM",
                "title": "Protection from harm",
                "criteria": [
                    {
                        "id": "HARM.1",
                        "title": "The child was protected in time",
                        "questions": [
                            {
                                "id": "HARM.1.a",
                                "type": "choice",
                                "scale": "yes_no",
                                "text": "Was the child left too long?",
                            },
                            {
                                "id": "HARM.1.b",
                                "type": "choice",
                                "scale": "yes_no",
                                "text": "Was there drift?",
                            },
                        ],
                        "judgement": {"scale": "quality"},
                    }
                ],
            }
        ],
        "measures": {
            "left_too_long": {
                "title": "Left too long",
                "noun": "long-term cases",
                "count": {"question": "HARM.1.a", "is": "yes"},
                "of": {"field": "long_term", "is": True},
            },
            "drift": {"title": "Drift", "count": {"question": "HARM.1.b", "is": "yes"}},
        },
    }
    return Framework.model_validate({**content, **changes})


def a_record(
    ref: str = "ASH-001",
    *,
    answers: dict[str, Answer | str] | None = None,
    judgements: dict[str, str] | None = None,
    fields: dict[str, Scalar | None] | None = None,
    framework: Framework | None = None,
) -> RecordFacts:
    """A case's record; answers are values unless given as `Answer`."""
    given = answers or {}
    return RecordFacts(
        framework=framework or a_framework(),
        subject=Subject(SubjectKind.CASE, ref.partition("-")[0], ref),
        fields=fields or {},
        answers={
            name: one if isinstance(one, Answer) else Answer(one) for name, one in given.items()
        },
        judgements={name: Answer(one) for name, one in (judgements or {}).items()},
    )
