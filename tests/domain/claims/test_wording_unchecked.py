"""Quantities that stand in prose without a claim."""

from __future__ import annotations

import pytest

from inspect_tool.domain.claims.unchecked import unchecked_quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two thirds of plans were good. 40% of plans were bad.", ("Two thirds of", "40%")),
        ("Two cases were referred back.", ("Two cases",)),
        ("Inspectors went to 11 local authorities.", ("11 local authorities",)),
        ("In nearly half of the cases", ("half of",)),
        ("In 22 of the 33", ("22 of the 33",)),
        ("In ten out of all the twelve", ("ten out of all the twelve",)),
        ("A third of them, and the majority of others", ("A third of", "majority of")),
        ("12 per cent, 12.5 %", ("12 per cent", "12.5 %")),
    ],
)
def test_a_quantity_in_prose_is_found(text: str, found: tuple[str, ...]) -> None:
    assert unchecked_quantities(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "A third party waited half an hour.",
        "The Act of 1989, on 14 May 2014, within 45 working days",
        "One case shows it. Three young children lived there.",
        "Most children were seen, but not all.",
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert unchecked_quantities(text) == ()
