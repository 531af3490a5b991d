"""How far two readers agree on what a measure counts: bases, small numbers and words."""

from __future__ import annotations

import pytest

from inspect_tool.domain.figures.agreement import (
    SMALLEST_BASE_OF_AC1,
    AgreementCounts,
    MeasureAgreement,
    TwoReads,
    agreement_counts,
    has_agreement,
    measure_agreement,
)
from inspect_tool.domain.framework.framework import Measure, SubjectKind
from inspect_tool.domain.records.records import RecordFacts
from tests.factories import a_framework, a_record

FRAMEWORK = a_framework()
MEASURES = FRAMEWORK.measures


def read(drift: str | None, *, long_term: bool = True, left: str = "no") -> RecordFacts:
    answers = {"HARM.1.a": left, **({"HARM.1.b": drift} if drift else {})}
    return a_record(answers=dict(answers), fields={"long_term": long_term})


def of(reads: TwoReads) -> MeasureAgreement:
    found = measure_agreement(AgreementCounts(reads.base, {"drift": reads}), "drift")
    assert found is not None
    return found


def test_each_pair_of_records_is_counted_once() -> None:
    pairs = [
        (read("yes"), read("yes")),
        (read("yes"), read("no")),
        (read("no"), read("yes")),
        (read("no"), read("no")),
        (read("no"), read("no")),
        (read("yes"), read(None)),
        (read(None), read("no")),
        (read(None), read(None)),
    ]
    counts = agreement_counts(MEASURES, pairs)
    assert counts.cases == 8
    assert counts.measures["drift"] == TwoReads(1, 1, 1, 2, 2)
    drift = counts.measures["drift"]
    assert (drift.agreed, drift.base) == (3, 5)


def test_cases_that_a_measure_does_not_apply_to_are_not_in_the_base() -> None:
    pairs = [
        (read("no", left="yes"), read("no", left="yes")),
        (read("no", long_term=False), read("no", long_term=False)),
    ]
    assert agreement_counts(MEASURES, pairs).measures["left_too_long"] == TwoReads(both=1)


def test_only_measures_of_what_was_read_in_cases_have_agreement() -> None:
    by_lists = Measure.model_validate(
        {"title": "Long-term", "count": {"field": "long_term", "is": True}}
    )
    by_chronology = Measure.model_validate(
        {"title": "Again", "count": {"field": "repeat_incidents", "is": "yes"}}
    )
    assert (has_agreement(by_lists), has_agreement(by_chronology)) == (False, True)
    measures = {
        "drift": MEASURES["drift"],
        "long_term": by_lists,
        "elsewhere": MEASURES["drift"].model_copy(update={"subject": SubjectKind.INTERVIEW}),
    }
    counts = agreement_counts(measures, [])
    assert counts.measures.keys() == {"drift"}
    assert measure_agreement(counts, "elsewhere") is None


@pytest.mark.parametrize(
    ("base", "has_ac1"),
    [(SMALLEST_BASE_OF_AC1 - 1, False), (SMALLEST_BASE_OF_AC1, True), (11, True)],
)
def test_ac1_is_given_from_a_base_of_ten(base: int, has_ac1: bool) -> None:
    found = of(TwoReads(both=base - 1, first_only=1))
    assert (found.ac1 is not None) is has_ac1
    assert bool(found.ac1_words) is bool(found.interval_words) is has_ac1


def test_eleven_of_twelve_by_hand() -> None:
    # Used: (11 + 10) / 24 = .875; chance: 2 * .875 * .125 = .21875; (11/12 - .21875) / .78125.
    found = of(TwoReads(both=10, first_only=1, neither=1))
    assert found.ac1 is not None
    assert found.ac1.value == pytest.approx((11 / 12 - 0.21875) / 0.78125, abs=1e-12)
    assert found.ac1_words == "0.89"
    assert found.sentence.startswith("Two readers agreed on 11 of 12 cases, AC1 0.89 (interval 0.")


def test_readers_who_always_agree_have_a_figure_and_no_interval() -> None:
    found = of(TwoReads(both=5, neither=7))
    assert found.sentence == "Two readers agreed on 12 of 12 cases, AC1 1.00."


@pytest.mark.parametrize(
    ("reads", "sentence"),
    [
        (TwoReads(both=1), "Two readers agreed on 1 of 1 case."),
        (
            TwoReads(both=2, second_only=1, one_alone=1),
            "Two readers agreed on 2 of 3 cases; of 1 more only one reader's record can be "
            "counted.",
        ),
        (
            TwoReads(one_alone=3),
            "No case was read twice that both readers' records can be counted for.",
        ),
    ],
)
def test_what_is_said_of_few_cases(reads: TwoReads, sentence: str) -> None:
    assert of(reads).sentence == sentence
