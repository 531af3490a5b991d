"""How many planted identifiers are found, and how many innocent notes are taken for some."""

from __future__ import annotations

import pytest

from inspect_tool.domain.identifiers.scan import find_identifiers
from tests.made_up_notes import PLANTS, innocent_notes, planted_notes

SEED = 2014
PLANTED, INNOCENT = 500, 1_000
LEAST_FOUND, MOST_FALSE = 0.95, 0.01


def test_of_planted_identifiers_at_least_95_in_100_are_found_whole() -> None:
    notes = planted_notes(PLANTED, seed=SEED)
    found = [
        any(one.start <= note.start and note.end <= one.end for one in find_identifiers(note.text))
        for note in notes
    ]
    assert sum(found) >= LEAST_FOUND * PLANTED


@pytest.mark.parametrize("kind", PLANTS)
def test_no_kind_of_identifier_is_mostly_missed(kind: str) -> None:
    notes = [note for note in planted_notes(PLANTED, seed=SEED + 1) if note.kind == kind]
    found = sum(
        any(one.start < note.end and note.start < one.end for one in find_identifiers(note.text))
        for note in notes
    )
    assert found >= 0.9 * len(notes)


def test_of_innocent_notes_at_most_1_in_100_is_taken_for_an_identifier() -> None:
    taken = [note for note in innocent_notes(INNOCENT, seed=SEED) if find_identifiers(note)]
    assert len(taken) <= MOST_FALSE * INNOCENT
