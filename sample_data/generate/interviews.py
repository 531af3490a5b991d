"""What leaders, professionals, parents and carers were made to say: invented, to exact counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.records.judgements import calculate
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject
from sample_data.generate.authorities import AUTHORITIES
from sample_data.generate.chance import Chance

# Of the 11 boards, the strongest so many: a strategy, one for non-compliance, enough data,
# evaluated training, a method of measuring in general use.
STRATEGY, NON_COMPLIANCE, DATA, EVALUATED, MEASURED = 6, 2, 2, 1, 4
PROFESSIONALS, PARENTS, CARERS = 34, 17, 9
NOT_OFFERED_TRAINING, CLEAR_ON_ESCALATION, WORKER_HONEST, SUPPORT_LASTED = 20, 21, 17, 9
AGENCIES = (
    "social_care", "health", "school", "social_care", "early_years", "police", "health",
    "early_help", "school", "voluntary",
)  # fmt: skip

BOARD_NOTES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("STR.1.a", "yes"): (
        "Adopted in 2012, eleven pages, aims with dates.",
        "One page; known in the schools that were visited.",
        "Adopted this spring; first report to the board is due in January.",
    ),
    ("STR.1.a", "no"): (
        "\"Neglect runs through everything we do\", according to the chair.",
        "A draft of 2011 was never taken to the board.",
    ),
    ("STR.1.b", "partly"): (
        "Managers know it, front-line staff know that it exists.",
        "Well known in health, less in social care.",
    ),
    ("STR.1.b", "no"): ("Nobody who was asked outside the board had heard of it.",),
    ("STR.1.c", "partly"): (
        "Guidance exists; core groups use it when somebody remembers.",
        "Named in the strategy, without saying when persuasion ends.",
    ),
    ("STR.1.c", "no"): (
        "Left to each core group.",
        "\"We rely on professional judgement.\" Those asked judged differently.",
    ),
    ("DAT.1.a", "partly"): (
        "Plans and referrals, by ward. Nothing from health or schools.",
        "A good first set, collected once.",
    ),
    ("DAT.1.a", "no"): (
        "The number of plans for neglect is the only figure known.",
        "Asked for at two meetings, not produced.",
    ),
    ("DAT.1.b", "partly"): ("One family centre was placed because of it.",),
    ("DAT.1.b", "no"): ("No decision that could be traced to it.",),
    ("TRN.1.a", "partly"): (
        "Two days a year, always full.",
        "Open to social care and health; schools have an hour.",
    ),
    ("TRN.1.a", "no"): ("Awareness sessions and a module on a screen.",),
    ("TRN.1.b", "partly"): ("A questionnaire after three months, answered by a fifth.",),
    ("TRN.1.b", "no"): ("Attendance and satisfaction are counted.",),
    ("TOOL.1.a", "partly"): (
        "In use in two of five teams.",
        "Health has one method, social care another.",
    ),
    ("TOOL.1.a", "no"): ("Bought in 2010, launched, left on the shelf.",),
    ("TOOL.1.b", "partly"): ("Where it is used. Few conferences ask for it.",),
}  # fmt: skip

SAID = {
    "professional": (
        "Knows the child well; learned of the conference by chance.",
        '"By the third visit you don\'t notice the smell."',
        "Would ring a colleague before using the procedure.",
        "Had escalated once. It was taken well.",
        "An hour on neglect in a day on safeguarding.",
        "Trained for two days with health and police; still uses the notes.",
        "Finds neglect the most tiring part of the work.",
        "Manager asks what the child had for breakfast.",
    ),
    "parent": (
        '"Nobody had ever put the two together, the worry and the help."',
        "Angry at the time, thinks that it was right.",
        "Was handed the report on the way in.",
        '"On the Monday I didn\'t know who to ring."',
        "Same worker for a year; would ask her again.",
        "Three workers since spring.",
    ),
    "carer": (
        "Thanked often and helped seldom.",
        "Has the list of social workers, because the boy asked for it.",
        "Was told the truth about how long it would take.",
        "Rang to say that it was going wrong again; the case was closed.",
    ),
}


@dataclass(frozen=True)
class Interview:
    """One interview: where, and what was answered."""

    authority: str
    number: int
    answers: Mapping[str, Answer]


def authority_answers(
    framework: Framework,
) -> dict[str, tuple[dict[str, Answer], dict[str, Answer]]]:
    """Answers and judgements about each authority, by its code."""
    ordered = sorted(AUTHORITIES, key=lambda one: (-one.strength, one.code))
    return {one.code: _board(framework, one.code, place) for place, one in enumerate(ordered)}


def _board(
    framework: Framework, code: str, place: int
) -> tuple[dict[str, Answer], dict[str, Answer]]:
    chance = Chance(code, "board")
    answers: dict[str, Answer] = {}

    def say(question: str, value: str) -> None:
        notes = BOARD_NOTES.get((question, value), ("",))
        answers[question] = Answer(value, note=chance.one_of(notes))

    say("STR.1.a", "yes" if place < STRATEGY else "no")
    if place < STRATEGY:
        say("STR.1.b", "yes" if place < 3 else "partly" if place < 5 else "no")
    say("STR.1.c", _by_place(place, NON_COMPLIANCE, 6))
    say("DAT.1.a", _by_place(place, DATA, 7))
    say("DAT.1.b", _by_place(place, DATA, 5))
    say("TRN.1.a", _by_place(place, 3, 8))
    say("TRN.1.b", _by_place(place, EVALUATED, 4))
    say("TOOL.1.a", _by_place(place, MEASURED, 8))
    if place < 8:
        say("TOOL.1.b", "yes" if place < 3 else "partly")
    subject = Subject(SubjectKind.AUTHORITY, code, code)
    facts = RecordFacts(framework, subject, answers=answers)
    judgements = {
        criterion.id: Answer(calculate(criterion, facts).value)
        for criterion in framework.criteria(SubjectKind.AUTHORITY)
        if criterion.judgement is not None
    }
    return answers, judgements


def _by_place(place: int, strong: int, middling: int) -> str:
    return "yes" if place < strong else "partly" if place < middling else "no"


def interviews() -> Iterator[Interview]:
    """All interviews, spread over the authorities in turn."""
    people = ["professional"] * PROFESSIONALS + ["parent"] * PARENTS + ["carer"] * CARERS
    order = Chance("interviews").shuffled(people)
    numbers = {"professional": 0, "family": 0}
    in_authority = dict.fromkeys((one.code for one in AUTHORITIES), 0)
    for place, person in enumerate(order):
        code = AUTHORITIES[place % len(AUTHORITIES)].code
        in_authority[code] += 1
        kind = "professional" if person == "professional" else "family"
        answers = _answers(person, numbers[kind])
        numbers[kind] += 1
        yield Interview(code, in_authority[code], answers)


def _answers(person: str, number: int) -> dict[str, Answer]:
    said = SAID[person]
    answers = {"WHO.1.a": Answer(person, note=said[number % len(said)])}
    if person == "professional":
        answers["WHO.1.b"] = Answer(AGENCIES[number % len(AGENCIES)])
        offered = not _is_among(number, NOT_OFFERED_TRAINING, PROFESSIONALS)
        answers["PRO.1.a"] = Answer("yes" if offered else "no")
        clear = _is_among(number + 1, CLEAR_ON_ESCALATION, PROFESSIONALS)
        unclear = "partly" if number % 2 else "no"
        answers["PRO.1.b"] = Answer("yes" if clear else unclear)
        return answers
    families = PARENTS + CARERS
    other = "partly" if number % 2 else "no"
    honest = _is_among(number, WORKER_HONEST, families)
    lasted = _is_among(number + 1, SUPPORT_LASTED, families)
    answers["FAM.1.a"] = Answer("yes" if honest else other)
    answers["FAM.1.b"] = Answer("yes" if lasted else other)
    return answers


def _is_among(number: int, wanted: int, of: int) -> bool:
    """Whether a place is one of so many that are spread evenly over so many places."""
    place = number % of
    return (place + 1) * wanted // of > place * wanted // of
