"""Puts the invented findings together, checks their headlines, and writes them as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.conditions import evaluate
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.domain.records.records import Answer
from inspect_tool.domain.records.referral import CONCERN, REFERRED, REFERRED_ON, REFERRED_TO
from sample_data.generate.case_answers import CaseAnswers, CaseReader
from sample_data.generate.draw import DrawnCase, SampleDraw, second_reads
from sample_data.generate.evidence_notes import REFERRAL_REASONS
from sample_data.generate.interviews import Interview, authority_answers, interviews
from sample_data.generate.judgements import facts_of, judge_cases
from sample_data.generate.practice import HEADLINES, invent_practice
from sample_data.generate.second_reads import SecondReads, read_again
from sample_data.generate.spreadsheets import Cell, write_csv

REFERRED_DAYS = (date(2013, 10, 29), date(2013, 11, 20))
RESPONDED_DAYS = (date(2013, 10, 29), date(2013, 11, 22))  # the second one a working day late
# The published headlines that the counts reproduce: measure, and of which other measure.
EXPECTED = {
    ("long_term", ""): (HEADLINES.long_term, 124),
    ("left_too_long", ""): (HEADLINES.left_too_long, HEADLINES.long_term),
    ("feigned_compliance", ""): (HEADLINES.feigned, HEADLINES.long_term),
    ("drift_and_delay", ""): (HEADLINES.drift, HEADLINES.long_term),
    ("history_weak", ""): (HEADLINES.assessments_weak, HEADLINES.assessments),
    ("oversight_weak", "left_too_long"): (
        HEADLINES.oversight_weak_and_left,
        HEADLINES.left_too_long,
    ),
    ("oversight_weak", ""): (HEADLINES.oversight_weak, 124),
    ("plan_quality", ""): (HEADLINES.plan_good, 124),
    ("child_voice", ""): (HEADLINES.voice_good, 124),
    ("immediate_risk", ""): (0, 124),
}


class HeadlineError(Exception):
    """The invented findings do not come out at the counts that they were made for."""


@dataclass(frozen=True)
class ReferralBack:
    """A child referred back to the authority, and its answer."""

    case_ref: str
    answers: Mapping[str, Answer]
    response: str
    responded_on: date


@dataclass(frozen=True)
class Findings:
    """Everything that the inspectors are made to have found."""

    first: tuple[CaseAnswers, ...]
    second: SecondReads
    referrals: tuple[ReferralBack, ...]
    authorities: Mapping[str, tuple[dict[str, Answer], dict[str, Answer]]]
    interviews: tuple[Interview, ...]


def invent_findings(framework: Framework, sample: SampleDraw, plan: ReviewPlan) -> Findings:
    """Invent the findings of the cases that were drawn.

    Raises:
        HeadlineError: A headline does not come out as it should.
    """
    practice = invent_practice(sample.cases)
    read = [CaseReader(case, practice[case.case_ref]).read() for case in sample.cases]
    judge_cases(framework, read)
    check_headlines(framework, read)
    by_ref = {one.case.case_ref: one for one in read}
    twice: Sequence[DrawnCase] = second_reads(sample, plan)
    return Findings(
        first=tuple(read),
        second=read_again(by_ref, [case.case_ref for case in twice]),
        referrals=_referrals_back(read),
        authorities=authority_answers(framework),
        interviews=tuple(interviews()),
    )


def check_headlines(framework: Framework, read: Sequence[CaseAnswers]) -> None:
    """Count the headlines as the tool will, and refuse any other outcome.

    Raises:
        HeadlineError: A count is not the expected one.
    """
    for (measure, within), expected in EXPECTED.items():
        counted = count(framework, read, measure, within=within)
        if counted != expected:
            raise HeadlineError(f"{measure} of {within or 'its base'}: {counted}, not {expected}")


def count(
    framework: Framework, read: Iterable[CaseAnswers], measure: str, *, within: str = ""
) -> tuple[int, int]:
    """Count and base of a measure, among the cases that another measure counts if one is named."""
    facts = [facts_of(framework, one) for one in read]
    if within:
        other = framework.measures[within]
        parts = [other.count, *([other.of] if other.of else [])]
        facts = [one for one in facts if all(evaluate(part, one) is True for part in parts)]
    asked = framework.measures[measure]
    base = [one for one in facts if asked.of is None or evaluate(asked.of, one) is True]
    return sum(evaluate(asked.count, one) is True for one in base), len(base)


def _referrals_back(read: Sequence[CaseAnswers]) -> tuple[ReferralBack, ...]:
    """The two weakest cases of different authorities in which children were left too long."""
    weak = sorted(
        (one for one in read if one.practice.left_too_long and one.practice.oversight_weak),
        key=lambda one: (-one.practice.weakness, one.case.case_ref),
    )
    chosen: dict[str, CaseAnswers] = {}
    for one in weak:
        chosen.setdefault(one.case.authority, one)
    made = []
    for one, day, responded, (concern, response) in zip(
        chosen.values(), REFERRED_DAYS, RESPONDED_DAYS, REFERRAL_REASONS, strict=False
    ):
        answers = {
            REFERRED: Answer("yes"),
            REFERRED_ON: Answer(day),
            REFERRED_TO: Answer("Head of safeguarding"),
            CONCERN: Answer(concern),
        }
        made.append(ReferralBack(one.case.case_ref, answers, response, responded))
    return tuple(made)


def write_findings(findings: Findings, folder: Path) -> None:
    """Write the findings as CSV tables, an answer a row."""
    folder.mkdir(parents=True, exist_ok=True)
    head = ("subject", "reader", "kind", "item", "value", "absence", "note")
    rows: list[Sequence[Cell]] = [head]
    for reader, records in (("first", findings.first), ("second", findings.second.read)):
        for one in records:
            rows += _rows(one.case.case_ref, reader, "question", one.answers)
            rows += _rows(one.case.case_ref, reader, "judgement", one.judgements)
    for referral in findings.referrals:
        rows += _rows(referral.case_ref, "first", "referral", referral.answers)
    write_csv(folder / "cases.csv", rows)
    rows = [head]
    for code, (answers, judgements) in sorted(findings.authorities.items()):
        rows += _rows(code, "first", "question", answers)
        rows += _rows(code, "first", "judgement", judgements)
    write_csv(folder / "authorities.csv", rows)
    rows = [("authority", "number", "item", "value", "note")]
    rows += [
        (one.authority, one.number, item, _text(answer), answer.note)
        for one in findings.interviews
        for item, answer in one.answers.items()
    ]
    write_csv(folder / "interviews.csv", rows)
    rows = [("case", "item", "value", "why")]
    rows += [(one.case_ref, one.item, one.value, one.why) for one in findings.second.decisions]
    write_csv(folder / "decisions.csv", rows)
    rows = [("case", "response", "responded_on")]
    rows += [
        (one.case_ref, one.response, one.responded_on.isoformat()) for one in findings.referrals
    ]
    write_csv(folder / "referral-responses.csv", rows)


def _rows(
    subject: str, reader: str, kind: str, answers: Mapping[str, Answer]
) -> list[Sequence[Cell]]:
    return [
        (subject, reader, kind, item, _text(answer), answer.absence, answer.note)
        for item, answer in answers.items()
    ]


def _text(answer: Answer) -> str | None:
    return None if answer.value is None else str(answer.value)
