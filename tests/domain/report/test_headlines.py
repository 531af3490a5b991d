"""What the table of key words says of its rows together."""

from __future__ import annotations

import pytest

from inspect_tool.domain.report.headlines import compared_words


@pytest.mark.parametrize(
    ("others", "rows", "said"),
    [
        (0, 1, "Each estimate is what its words stand for."),
        (0, 9, "Each estimate is what its words stand for."),
        (1, 1, "The estimate is not what the words stand for."),
        (2, 9, "For 2 of these 9 the estimate is not what the words stand for."),
    ],
)
def test_how_many_estimates_are_others_than_their_words(others: int, rows: int, said: str) -> None:
    assert compared_words(others, rows) == said
