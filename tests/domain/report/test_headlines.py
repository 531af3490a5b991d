"""What the table of key words says of its rows together."""

from __future__ import annotations

import pytest

from inspect_tool.domain.plan.plan import WordsFollow
from inspect_tool.domain.report.headlines import compared_words, followed_words

READ_THIS = (
    " estimate lies outside what the word stands for. The word is still right of the cases; for "
    "the share of the children, read the estimate and its interval."
)


@pytest.mark.parametrize(
    ("others", "rows", "said"),
    [
        (0, 1, "Each estimate lies within what its word stands for."),
        (0, 9, "Each estimate lies within what its word stands for."),
        (1, 1, f"The{READ_THIS}"),
        (2, 9, f"For 2 of these 9 the{READ_THIS}"),
    ],
)
def test_how_many_estimates_are_others_than_their_words(others: int, rows: int, said: str) -> None:
    assert compared_words(others, rows) == said


def test_the_plan_is_said_to_decide_what_words_are_about() -> None:
    of_cases, of_children = map(followed_words, WordsFollow)
    assert "words follow the cases read" in of_cases
    assert "the estimate" not in of_cases
    assert "words follow the children" in of_children
    assert "against the estimate" in of_children
