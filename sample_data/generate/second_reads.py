"""Second reads, blind: the same twelve cases that the tool's own seeded choice gives.

The two readers agree but for seven items. Two judgements are settled, one as the first reader had
it, the other as the second had it; both times with a reason. The other five nobody has settled
yet, so that there is something to moderate. The headlines count what is settled, and the first
reader's answer where nothing is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from inspect_tool.domain.records.records import Answer
from sample_data.generate.case_answers import CaseAnswers

FIRST_UPHELD = "MGT.1"  # first: good, second: requires improvement, settled: good
SECOND_UPHELD = "VOI.1"  # first: good, second: requires improvement, settled: the latter


@dataclass(frozen=True)
class StillOpen:
    """A disagreement that nobody has settled: the next case that the first reader judged so.

    Args:
        first: What the first reader said; it stays as it is.
        second: What the second reader says instead.
        note: The second reader's reason.
        beside: A judgement that the case must have, so that it still follows from the answers.
    """

    item: str
    first: str
    second: str
    note: str
    beside: tuple[str, str] = ("", "")


STILL_OPEN = (
    StillOpen(
        "VOI.1",
        "good",
        "requires_improvement",
        "The child was seen alone and listened to, but nothing in the plan follows from it.",
    ),
    StillOpen(
        "VOI.1",
        "good",
        "requires_improvement",
        "What the child said is recorded once, in the first month, and is not asked about again.",
    ),
    StillOpen(
        "PLAN.1",
        "requires_improvement",
        "good",
        "Two actions lack a date; everybody in the core group could say what was to change.",
    ),
    StillOpen(
        "MGT.1",
        "requires_improvement",
        "good",
        "Supervision was missed in one month of sickness; before and after it set clear tasks.",
    ),
    StillOpen(
        "REC.1.c",
        "yes",
        "no",
        "The earlier letters were answered by the school nurse, as a note in the margin says.",
        beside=("REC.1", "requires_improvement"),
    ),
)


@dataclass(frozen=True)
class Decision:
    """How a disagreement was settled."""

    case_ref: str
    item: str
    value: str
    why: str


@dataclass(frozen=True)
class SecondReads:
    """The second records, and what became of the disagreements.

    Args:
        read: Second records, without the notes that are the first reader's own words.
    """

    read: tuple[CaseAnswers, ...]
    decisions: tuple[Decision, ...]


def read_again(first: dict[str, CaseAnswers], refs: Sequence[str]) -> SecondReads:
    """Second records of the cases; two first records get a judgement that will be overturned.

    Args:
        first: The first records by case reference; one of them is changed in place.
    """
    again = [_second(first[ref]) for ref in refs]
    upheld = next(one for one in again if one.judgements[FIRST_UPHELD].value == "good")
    upheld.judgements[FIRST_UPHELD] = Answer(
        "requires_improvement",
        note="Supervision is regular, but challenge came from the chair and not from the manager.",
    )
    overturned = next(
        one
        for one in again
        if one is not upheld and one.judgements[SECOND_UPHELD].value == "requires_improvement"
    )
    first[overturned.case.case_ref].judgements[SECOND_UPHELD] = Answer(
        "good", note="The worker knows the child well, as the conversation with her showed."
    )
    _leave_open([one for one in again if one not in (upheld, overturned)])
    return SecondReads(
        tuple(again),
        (
            Decision(
                upheld.case.case_ref,
                FIRST_UPHELD,
                "good",
                "The chair's challenge was one that the manager had asked for in writing.",
            ),
            Decision(
                overturned.case.case_ref,
                SECOND_UPHELD,
                "requires_improvement",
                "What the worker knows is not on the record; a new worker would not have it.",
            ),
        ),
    )


def _leave_open(again: Sequence[CaseAnswers]) -> None:
    """Let second readers differ in one item of a case each, and nobody settle it."""
    left = list(again)
    for one in STILL_OPEN:
        criterion, judged = one.beside
        case = next(
            case
            for case in left
            if _said(case, one.item) == one.first
            and (not criterion or _said(case, criterion) == judged)
        )
        left.remove(case)
        given = case.judgements if one.item in case.judgements else case.answers
        given[one.item] = Answer(one.second, note=one.note)


def _said(case: CaseAnswers, item: str) -> object:
    given = case.judgements.get(item) or case.answers.get(item)
    return None if given is None else given.value


def _second(first: CaseAnswers) -> CaseAnswers:
    """The same findings in another reader's words: evidence is kept, comments are not."""
    answers = {key: _reworded(key, answer) for key, answer in first.answers.items()}
    judgements = {
        key: answer if _differs(answer) else Answer(answer.value)
        for key, answer in first.judgements.items()
    }
    return CaseAnswers(first.case, first.practice, answers, judgements)


def _differs(answer: Answer) -> bool:
    """Whether the note is a reason that the judgement cannot do without."""
    from sample_data.generate.evidence_notes import DIFFERING_NOTES

    return answer.note in DIFFERING_NOTES.values()


OPENINGS = ("On the file: ", "Same finding: ", "Chronology and notes agree: ", "As recorded: ")


def _reworded(key: str, answer: Answer) -> Answer:
    if not answer.note:
        return answer
    opening = OPENINGS[sum(map(ord, key)) % len(OPENINGS)]
    return dataclasses.replace(answer, note=opening + answer.note[0].lower() + answer.note[1:])
