"""A reader who knows which cases each number counts works out no small count of made reviews."""

from __future__ import annotations

from random import Random

import pytest

from inspect_tool.domain.disclosure.control import control
from inspect_tool.domain.disclosure.primary import DisclosureRules
from inspect_tool.domain.disclosure.report_cells import collect
from tests.domain.disclosure.made_editions import tried_edition
from tests.domain.disclosure.made_reviews import (
    SUBJECTS,
    CloseReader,
    kinds_of_case,
    made_report,
    made_review,
)

SMALLEST = 5


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("seed", [*range(2, 31), 1034])
def test_a_close_reader_cannot_tell_that_a_count_is_small(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # made-up reviews
    cases = made_review(chance)
    counts = collect(made_report(chance, cases), SUBJECTS)
    result = control(counts.system, DisclosureRules(SMALLEST))
    assert not counts.contradictions
    published = {
        counts.names[cell.key]: cell.count or 0
        for cell in counts.system.cells
        if counts.places[cell.key] and cell.key not in result.keys
    }
    reader = CloseReader(tuple(kinds_of_case(cases)), published)
    for one in result.held_back:
        low, high = reader.range_of(counts.names[one.cell.key])
        assert low <= (one.cell.count or 0) <= high
        assert one.is_narrow or high - low >= SMALLEST


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("seed", range(2001, 2021))
def test_a_public_edition_tells_a_close_reader_no_small_count(seed: int) -> None:
    """Read from what the finished edition prints, and not from what was meant to be held back."""
    tried = tried_edition(seed)
    assert not tried.narrowed
    assert tried.is_true
