"""A small framework with every kind of question, and workbooks made from it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date

from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.records.records import Answer, ItemKind, RecordFacts, Subject
from inspect_tool.domain.records.referral import CONCERN, REFERRED
from inspect_tool.domain.workbook.workbook import (
    CaseSheet,
    CaseWorkbookContent,
    Fact,
    ItemState,
    WorkbookIdentity,
    blank_voices,
)
from inspect_tool.readers.case_workbook.cells import AsIssued
from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn

KEY = b"a signing key of thirty-two bytes"
FIELDWORK_ENDS = date(2013, 12, 13)
CASE = Subject(SubjectKind.CASE, "ASH", "ASH-017")


def in_full(read: Iterable[CaseWorkbookReturn | AsIssued]) -> list[CaseWorkbookReturn]:
    """Workbooks that were read without asking whether they are as issued."""
    found = list(read)
    return [one for one in found if isinstance(one, CaseWorkbookReturn)]


FRAMEWORK = Framework.model_validate(
    {
        "framework": "small",
        "version": "1.2.0",
        "title": "A small framework",
        "scales": {
            "quality": {
                "values": ["inadequate", "requires_improvement", "good"],
                "met": ["good"],
            },
            "degree": {"values": ["no", "partly", "yes"], "met": ["yes"]},
            "number_words": {"values": ["0", "1", "2"], "words": {"0": "0", "1": "1", "2": "2"}},
        },
        "absences": {
            "not_applicable": {"counts": False, "reason": "required"},
            "not_recorded": {"counts": True, "as": "no", "words": "nothing is recorded"},
            "not_seen": {"counts": False, "reason": "required"},
            "not_asked": {"counts": False, "system": True},
        },
        "domains": [
            {
                "id": "TIM",
                "title": "Timeliness",
                "criteria": [
                    {
                        "id": "TIM.1",
                        "title": "The assessment was timely",
                        "applies": {"field": "case_type", "in": ["child_in_need", "in_care"]},
                        "guidance": {
                            "look_for": "The dates on the record.",
                            "good": "In time.",
                            "inadequate": "Late without a reason.",
                            "usual_evidence": ["case_file", "chronology"],
                        },
                        "questions": [
                            {
                                "id": "TIM.1.a",
                                "type": "date",
                                "text": "Date of the referral",
                                "prefill": "referral_date",
                            },
                            {
                                "id": "TIM.1.b",
                                "type": "date",
                                "text": "Date the assessment was concluded",
                                "check": {"not_before": "TIM.1.a"},
                            },
                            {
                                "id": "TIM.1.c",
                                "type": "clock",
                                "text": "Was it concluded in time?",
                                "rule": "ASMT-45",
                                "from": "TIM.1.a",
                                "to": "TIM.1.b",
                            },
                            {
                                "id": "TIM.1.d",
                                "type": "choice",
                                "scale": "degree",
                                "text": "Was the child seen alone?",
                                "show_if": {"question": "TIM.1.b", "answered": True},
                                "evidence_if": ["no", "partly"],
                            },
                        ],
                        "judgement": {
                            "scale": "quality",
                            "calculated": [
                                {
                                    "when": {"question": "TIM.1.c", "is": "late"},
                                    "then": "inadequate",
                                },
                                {
                                    "when": {
                                        "all": [
                                            {"question": "TIM.1.c", "is": "in_time"},
                                            {"question": "TIM.1.d", "is": "yes"},
                                        ]
                                    },
                                    "then": "good",
                                },
                                {"else": "requires_improvement"},
                            ],
                        },
                    },
                    {
                        "id": "TIM.2",
                        "title": "Care was reviewed in time",
                        "applies": {"field": "case_type", "is": "in_care"},
                        "questions": [
                            {"id": "TIM.2.a", "type": "date", "text": "Date of the review"},
                        ],
                        "judgement": {"scale": "quality", "differs": "reason_optional"},
                    },
                ],
            },
            {
                "id": "PLAN",
                "title": "Planning",
                "criteria": [
                    {
                        "id": "PLAN.1",
                        "title": "There is a plan",
                        "questions": [
                            {
                                "id": "PLAN.1.a",
                                "type": "number",
                                "text": "How many plans were there?",
                                "absences": ["not_recorded", "not_asked"],
                            },
                            {
                                "id": "PLAN.1.b",
                                "type": "text",
                                "text": "What should change for the child?",
                                "required": False,
                                "absences": [],
                            },
                            {
                                "id": "PLAN.1.c",
                                "type": "choice",
                                "scale": "number_words",
                                "text": "How many of two goals were reached?",
                            },
                        ],
                    },
                ],
            },
            {
                "id": "LEAD",
                "title": "Leadership",
                "subject": "authority",
                "criteria": [
                    {
                        "id": "LEAD.1",
                        "title": "The board knows the extent of neglect",
                        "questions": [],
                        "judgement": {"scale": "quality"},
                    }
                ],
            },
            {
                "id": "VIEW",
                "title": "Views",
                "subject": "interview",
                "criteria": [
                    {
                        "id": "VIEW.1",
                        "title": "Training",
                        "questions": [
                            {
                                "id": "VIEW.1.a",
                                "type": "choice",
                                "scale": "degree",
                                "text": "Was training offered?",
                            }
                        ],
                    }
                ],
            },
        ],
    }
)


def facts(
    answers: dict[str, Answer] | None = None,
    judgements: dict[str, Answer] | None = None,
    **fields: object,
) -> RecordFacts:
    """A record of one case in need."""
    return RecordFacts(
        FRAMEWORK,
        CASE,
        {"case_type": "child_in_need", **fields},  # type: ignore[dict-item]
        answers or {},
        judgements or {},
    )


ANSWERED = (
    ItemState(
        ItemKind.QUESTION, "TIM.1.b", Answer(date(2013, 7, 5), note="Assessment, p. 2"), "r1"
    ),
    ItemState(ItemKind.QUESTION, "TIM.1.d", Answer("partly", note="= line one\nline two"), "r2"),
    ItemState(ItemKind.QUESTION, "PLAN.1.a", Answer(None, "not_recorded"), "r3"),
    ItemState(ItemKind.QUESTION, "PLAN.1.b", Answer("Regular meals"), "r4"),
    ItemState(ItemKind.QUESTION, "PLAN.1.c", Answer("2"), "r5"),
    ItemState(ItemKind.JUDGEMENT, "TIM.1", Answer("requires_improvement"), "r6"),
    ItemState(ItemKind.REFERRAL, REFERRED, Answer("yes"), "r7"),
    ItemState(ItemKind.REFERRAL, CONCERN, Answer("No food in the house"), "r8"),
)


def case_sheet(
    ref: str = "ASH-017", items: tuple[ItemState, ...] = (), case_type: str = "child_in_need"
) -> CaseSheet:
    """A case with a referral date in the authority's return."""
    return CaseSheet(
        Subject(SubjectKind.CASE, "ASH", ref),
        f"{ref}: {case_type.replace('_', ' ')}",
        (Fact("Case type", case_type), Fact("Date of birth known", True), Fact("Plans", None)),
        items,
        {"case_type": case_type, "referral_date": date(2013, 5, 2)},
    )


def content(*sheets: CaseSheet, **identity: object) -> CaseWorkbookContent:
    """A workbook with an answered case, a blank one, the authority and two interviews."""
    default = (
        case_sheet(items=ANSWERED),
        case_sheet("ASH-018"),
        CaseSheet(Subject(SubjectKind.AUTHORITY, "ASH", "ASH"), "Ashmere as an authority"),
        *blank_voices(SubjectKind.INTERVIEW, authority="ASH", inspector="rk", count=2),
    )
    named = WorkbookIdentity(
        review="small-2013",
        authority="ASH",
        authority_name="Ashmere",
        inspector="rk",
        framework=FRAMEWORK.framework,
        framework_version=FRAMEWORK.version,
        plan_digest="0" * 64,
        issued=date(2013, 10, 14),
        pack_id="pack-1",
    )
    return CaseWorkbookContent(
        identity=dataclasses.replace(named, **identity),  # type: ignore[arg-type]
        review_title="A small review",
        inspector_name="R. K.",
        framework=FRAMEWORK,
        sheets=sheets or default,
        fieldwork_ends=FIELDWORK_ENDS,
    )
