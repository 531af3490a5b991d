"""Judgements: the calculated advice of the framework, and a few that differ with a reason."""

from __future__ import annotations

from datetime import date

from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.records.judgements import applies, calculate, with_clocks
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject
from sample_data.generate.authorities import TERMS
from sample_data.generate.case_answers import ADULTS, CaseAnswers
from sample_data.generate.chance import Chance
from sample_data.generate.evidence_notes import DIFFERING_NOTES, GOOD_NOTES

FIELDWORK_ENDS = date(2013, 12, 13)
# Every so-many-th case that the advice calls good, or requires improvement, is judged one step
# apart from it; whether the criterion counts as met stays the same.
OUTSTANDING_EVERY, INADEQUATE_EVERY = 29, 11


def judge_cases(framework: Framework, read: list[CaseAnswers]) -> None:
    """Add the judgements to the answers of all cases."""
    outstanding = inadequate = 0
    for one in read:
        facts = facts_of(framework, one)
        chance = Chance(one.case.case_ref, "judgements")
        for criterion in framework.criteria(SubjectKind.CASE):
            if criterion.judgement is None or applies(criterion, facts) is not True:
                continue
            advice = calculate(criterion, facts).value or _without_advice(criterion.id, one)
            judged, note = advice, ""
            if advice == "good":
                note = (
                    ""
                    if chance.happens(0.55)
                    else chance.one_of(GOOD_NOTES.get(criterion.id, ("",)))
                )
                note = note.format(
                    agency="health visitor", months="four", adult=chance.one_of(ADULTS)
                )
                outstanding += criterion.id in {"MGT.1", "VOI.1", "ENG.1"}
                if criterion.id in {"MGT.1", "VOI.1"} and outstanding % OUTSTANDING_EVERY == 0:
                    judged = "outstanding"
            elif advice == "requires_improvement" and criterion.id == "PLAN.2":
                inadequate += 1
                if inadequate % INADEQUATE_EVERY == 0:
                    judged = "inadequate"
            if judged != advice:
                note = DIFFERING_NOTES[advice, judged]
            one.judgements[criterion.id] = Answer(judged, note=note[:1].upper() + note[1:])


def facts_of(framework: Framework, one: CaseAnswers) -> RecordFacts:
    """The answers as conditions see them, clocks run."""
    subject = Subject(SubjectKind.CASE, one.case.authority, one.case.case_ref)
    facts = RecordFacts(
        framework,
        subject,
        fields={"case_type": one.case.case_type, "long_term": one.case.is_long_term},
        answers=one.answers,
        judgements=one.judgements,
        terms=TERMS[one.case.authority],
    )
    return with_clocks(facts, on=FIELDWORK_ENDS)


def _without_advice(criterion_id: str, one: CaseAnswers) -> str:
    """Where the calculation cannot be completed, an inspector still judges."""
    if criterion_id == "ENG.2":
        return "good"  # no lack of compliance, so nothing was missed
    return "requires_improvement" if one.practice.weakness > 1 else "good"
