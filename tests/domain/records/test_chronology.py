from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.records.chronology import (
    LONGEST_GAP,
    ChronologyStep,
    Incident,
    chronology_id,
    is_chronology_id,
)
from inspect_tool.domain.records.chronology_steps import steps

WORDS = st.text(max_size=20)
DAYS = st.dates().map(str) | WORDS


@given(st.builds(Incident, DAYS, WORDS, WORDS))
def test_an_incident_comes_back_from_its_revision(one: Incident) -> None:
    assert Incident.of(one.answer) == one


def test_days_run_from_the_last_day_on_which_something_happened() -> None:
    found = steps(
        {
            "c": Incident("2013-03-20", "Missed appointment"),
            "a": Incident("2013-03-01", "Referral"),
            "d": Incident("2013-03-20", "Telephone call"),
            "b": Incident("in spring", "A letter"),
        }
    )

    assert {name: step.days for name, step in found.items()} == {
        "c": 19,
        "a": None,
        "d": 19,
        "b": None,
    }


@pytest.mark.parametrize(
    ("days", "words"), [(LONGEST_GAP, ""), (LONGEST_GAP + 1, f"Gap of {LONGEST_GAP + 1} days.")]
)
def test_a_gap_is_longer_than_the_stated_days(days: int, words: str) -> None:
    assert ChronologyStep(days).words == words


def test_the_same_words_again_are_a_repeat() -> None:
    found = steps(
        {
            "a": Incident("2013-01-01", "Missed  dental appointment"),
            "b": Incident("2013-06-01", "missed dental appointment "),
            "c": Incident("2013-06-01", ""),
            "d": Incident("2013-06-01", ""),
        }
    )

    assert found["b"].words == "Gap of 151 days. 2 times in this chronology."
    assert found["a"].words == "2 times in this chronology."
    assert found["c"].words == "Gap of 151 days."


@given(st.dictionaries(WORDS, st.builds(Incident, DAYS, WORDS, WORDS), max_size=6))
def test_the_order_of_the_rows_changes_nothing(incidents: dict[str, Incident]) -> None:
    assert steps(dict(reversed(incidents.items()))) == steps(incidents)


def test_an_id_of_an_incident_is_known_as_one() -> None:
    assert is_chronology_id(chronology_id("0123456789abcdef", 7))
    assert not is_chronology_id("CH.1.a")
