"""Checks of the recorders: what each figure rests on, against answers worked out by hand."""

from __future__ import annotations

import itertools

import pytest

from inspect_tool.domain.moderation.chance_alone import (
    DEALS,
    FEWEST_RECORDS,
    drift,
    inspector_effects,
)
from inspect_tool.domain.moderation.recorders import (
    LEAST_ANSWERS,
    Judged,
    RecordedNote,
    WrittenRecord,
    by_week,
    completeness,
    judged,
    notes_alike,
    uniform_records,
)
from inspect_tool.domain.records.records import Answer
from tests.factories import a_framework, a_record

WORDS = "the worker came every week and the mother told her what the child had eaten that day"


def note(ref: str, text: str, *, author: str = "ab", item: str = "HARM.1.a") -> RecordedNote:
    return RecordedNote(ref, "first", item, author, text)


# --- what is missing ------------------------------------------------------------------------------


def test_what_is_missing_has_its_base() -> None:
    records = [
        WrittenRecord("ab", a_record("ASH-001", answers={"HARM.1.a": "yes"}), "2013-W45", 2),
        WrittenRecord(
            "ab",
            a_record("ASH-002", answers={"HARM.1.a": Answer(None, "not_seen")}),
            "2013-W45",
            0,
        ),
        WrittenRecord("cd", a_record("ASH-003"), "", 3),
    ]

    first, second = completeness(records)

    assert (first.inspector, first.records, first.asked, first.missing, first.without_value) == (
        "ab", 2, 4, 2, 1,
    )  # fmt: skip
    assert (second.inspector, second.asked, second.missing) == ("cd", 3, 3)


# --- uniform answers ------------------------------------------------------------------------------


def many_questions(count: int) -> dict[str, object]:
    questions = [
        {"id": f"HARM.1.{number}", "type": "choice", "scale": "yes_no", "text": "?"}
        for number in range(count)
    ]
    (domain, *_) = [
        one.model_dump(by_alias=True, exclude_none=True) for one in a_framework().domains
    ]
    domain["criteria"][0]["questions"] = questions
    domain["criteria"][0].pop("judgement", None)
    return {"domains": [domain], "measures": {}}


@pytest.mark.parametrize(
    ("count", "differing", "found"),
    [(LEAST_ANSWERS - 1, 0, 0), (LEAST_ANSWERS, 0, 1), (LEAST_ANSWERS, 1, 0)],
)
def test_a_record_is_uniform_from_so_many_answers_on_one_scale(
    count: int, differing: int, found: int
) -> None:
    framework = a_framework(**many_questions(count))
    answers: dict[str, Answer | str] = {f"HARM.1.{number}": "yes" for number in range(count)}
    answers |= {f"HARM.1.{number}": "no" for number in range(differing)}
    record = WrittenRecord(
        "ab", a_record("ASH-001", answers=answers, framework=framework), "2013-W45", 0
    )

    uniform = uniform_records([record])

    assert [(one.ref, one.value, one.answers) for one in uniform] == [
        ("ASH-001", "yes", count)
    ] * found


# --- notes that are nearly the same ---------------------------------------------------------------


def test_notes_of_different_cases_are_alike_whatever_their_capitals_and_numbers() -> None:
    (group,) = notes_alike(
        [
            note("ASH-001", f"On 3 May {WORDS}."),
            note("ASH-002", f"ON 14 MAY, {WORDS.upper()}", author="cd"),
            note("ASH-003", "Nothing of the kind was seen on the file, which is in good order."),
        ]
    )

    assert (group.refs, group.authors, group.items) == (
        ("ASH-001", "ASH-002"), ("ab", "cd"), ("HARM.1.a",),
    )  # fmt: skip
    assert group.least == 1.0


def test_two_notes_of_one_case_are_not_compared() -> None:
    assert notes_alike([note("ASH-001", WORDS), note("ASH-001", WORDS, item="HARM.1")]) == ()


def test_short_notes_are_alike_by_chance_and_left_out() -> None:
    short = " ".join(WORDS.split()[:7])

    assert notes_alike([note("ASH-001", short), note("ASH-002", short)]) == ()


@pytest.mark.parametrize(("changed", "is_alike"), [(1, True), (3, False)])
def test_how_much_may_differ(changed: int, *, is_alike: bool) -> None:
    # Of 17 words there are 15 runs of three. Another last word changes one of them: 14 of 16
    # different runs are shared. Three words at the end change three: 12 of 18, below 0.7.
    words = WORDS.split()
    other = [*words[:-changed], *("alpha", "beta", "gamma")[:changed]]

    found = notes_alike([note("ASH-001", WORDS), note("ASH-002", " ".join(other))])

    assert len(words) == 17
    assert bool(found) is is_alike
    if found:
        assert found[0].least == pytest.approx(14 / 16)


def test_notes_are_put_together_by_way_of_others() -> None:
    words = WORDS.split()
    second = " ".join([*words[:-1], "alpha"])
    third = " ".join(["alpha", *words[1:-1], "alpha"])

    (group,) = notes_alike(
        [note("ASH-001", WORDS), note("ASH-002", second), note("ASH-003", third)]
    )

    assert group.refs == ("ASH-001", "ASH-002", "ASH-003")


# --- weeks and inspectors -------------------------------------------------------------------------


def test_the_share_of_a_record_is_of_its_judgements() -> None:
    records = [
        WrittenRecord("ab", a_record("ASH-001", judgements={"HARM.1": "good"}), "2013-W45", 0),
        WrittenRecord("ab", a_record("ASH-002", judgements={"HARM.1": "inadequate"}), "", 0),
        WrittenRecord("ab", a_record("ASH-003"), "2013-W45", 0),
    ]

    compared = judged(records)

    assert [(one.share, one.week) for one in compared] == [(1.0, "2013-W45"), (0.0, "")]
    assert [(row.week, row.records, row.share) for row in by_week(compared)] == [
        ("2013-W45", 1, 1.0)
    ]


def read_by(inspector: str, *shares: float, stratum: str = "ASH", week: str = "w") -> list[Judged]:
    return [Judged(inspector, stratum, week, share) for share in shares]


def test_an_inspector_who_differs_as_much_as_can_be_is_as_rare_as_the_deals_say() -> None:
    # Of the C(10, 5) = 252 ways to deal ten records out in two halves, two are as extreme.
    low, high = [0.1, 0.2, 0.3, 0.15, 0.25], [0.7, 0.8, 0.9, 0.75, 0.85]
    exact = sum(
        abs(sum(deal) / 5 - 0.5) >= abs(sum(low) / 5 - 0.5) - 1e-12
        for deal in itertools.combinations([*low, *high], 5)
    )
    assert exact == 2

    first, second = inspector_effects([*read_by("ab", *low), *read_by("cd", *high)])

    for effect in (first, second):
        assert effect.p == pytest.approx(2 / 252, abs=4 * (2 / 252 / DEALS) ** 0.5)
        assert effect.adjusted == pytest.approx(2 * (effect.p or 0), abs=0.005)
    assert first.records == 5
    assert first.share == pytest.approx(0.2)
    assert first.expected == pytest.approx(0.5)


def test_inspectors_alike_differ_by_chance_alone() -> None:
    same = [0.4, 0.5, 0.6, 0.5, 0.5]

    first, _ = inspector_effects([*read_by("ab", *same), *read_by("cd", *same)])

    assert first.p == 1.0


def test_authorities_are_never_compared_with_each_other() -> None:
    weak = [*read_by("ab", *[0.1] * 6), *read_by("cd", *[0.1] * 6)]
    strong = [*read_by("ef", *[0.9] * 6, stratum="BRO"), *read_by("gh", *[0.9] * 6, stratum="BRO")]

    assert {effect.p for effect in inspector_effects([*weak, *strong])} == {1.0}


def test_what_cannot_be_compared_says_why() -> None:
    few = FEWEST_RECORDS - 1
    alone, seldom, often = inspector_effects(
        [
            *read_by("ab", 0.1, 0.2, stratum="BRO"),
            *read_by("cd", *[0.1] * few),
            *read_by("ef", *[0.9, 0.8, 0.7, 0.6, 0.5]),
        ]
    )

    assert (alone.records, alone.p, alone.share) == (0, None, None)
    assert "Nobody else" in alone.reason
    assert (seldom.records, seldom.p) == (few, None)
    assert "Fewer than 5" in seldom.reason
    assert often.p is not None


def test_a_rising_share_is_a_drift() -> None:
    compared = [
        one for number in range(8) for one in read_by("ab", 0.1 * number, week=f"2013-W4{number}")
    ]

    found = drift(compared)

    assert (found.records, found.weeks) == (8, 8)
    assert found.slope == pytest.approx(0.1)
    # Of 8! = 40,320 orders two are as steep, so about none of the deals are.
    assert found.p is not None
    assert found.p <= 5 / (DEALS + 1)


def test_no_trend_can_be_told_without_weeks() -> None:
    assert drift(read_by("ab", 0.1, 0.2)).slope is None
    apart = [*read_by("ab", 0.1, week="w1"), *read_by("cd", 0.9, stratum="BRO", week="w2")]
    assert (drift(apart).weeks, drift(apart).slope, drift(apart).p) == (2, None, None)
    assert drift([Judged("ab", "ASH", "", 0.5)]).records == 0
