"""Second reads, blind: the same twelve cases that the tool's own seeded choice gives.

The two readers agree but for two judgements. One of them is settled as the first reader had it,
the other as the second had it; both times with a reason. What is settled is what the headlines
count.
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
