"""Where two readers differ in several options, in rows and in dates known in part."""

from __future__ import annotations

from inspect_tool.domain.language.conditions import Value
from inspect_tool.domain.language.values import RoughDate
from inspect_tool.domain.moderation.disagreements import differences
from tests.kinds_of_question import a_case, several


def told(first: dict[str, Value], second: dict[str, Value]) -> list[tuple[str, tuple[str, ...]]]:
    """The items that differ, with the measures that hang on them."""
    found = differences(
        a_case(answers={**first}), a_case(answers={**second}), recomputed=lambda facts: facts
    )
    return [(one.item_id, one.measures) for one in found]


def test_the_same_options_in_another_order_are_the_same() -> None:
    same: dict[str, Value] = {"NEG.1.a": several("physical", "medical")}
    assert told(same, {"NEG.1.a": several("medical", "physical")}) == []
    assert told({"NEG.1.a": several()}, {"NEG.1.a": several()}) == []


def test_other_options_are_listed_with_the_measures_that_they_change() -> None:
    found = told({"NEG.1.a": several("physical")}, {"NEG.1.a": several("medical")})
    assert found == [("NEG.1.a", ("medical",))]
    found = told({"NEG.1.a": several("physical")}, {"NEG.1.a": several("supervision")})
    assert found == [("NEG.1.a", ())]  # no measure hangs on it; still one of them overlooked it
    other: dict[str, Value] = {"NEG.1.a": several("other", words="cold")}
    assert told(other, {"NEG.1.a": several("other", words="dark")}) == [("NEG.1.a", ())]


def test_rows_are_compared_with_what_hangs_on_them() -> None:
    first: dict[str, Value] = {"NEG.2.b@1": 3, "NEG.2.c@1": "no"}
    second: dict[str, Value] = {"NEG.2.b@1": 3, "NEG.2.c@1": "yes"}
    assert told(first, second) == [
        ("NEG.2.c@1", ("a_child_unseen", "children_seen", "young_unseen")),
    ]
    # An age alone is listed only where a measure comes out otherwise.
    assert told(first, {**first, "NEG.2.b@1": 4}) == []
    assert told(first, {**first, "NEG.2.b@1": 5}) == [("NEG.2.b@1", ("young_unseen",))]


def test_a_row_that_one_reader_has_and_the_other_has_not() -> None:
    first: dict[str, Value] = {"NEG.2.b@1": 3, "NEG.2.c@1": "yes"}
    second: dict[str, Value] = {**first, "NEG.2.b@2": 9, "NEG.2.c@2": "yes"}
    found = dict(told(first, second))
    assert list(found) == ["NEG.2.b@2", "NEG.2.c@2"]
    # Either answer alone makes it a second row, and the family a large one.
    assert all("large_family" in measures for measures in found.values())
    assert "children_seen" in found["NEG.2.c@2"]


def test_dates_known_in_part_differ_without_a_measure() -> None:
    assert told({"NEG.1.d": RoughDate(2012)}, {"NEG.1.d": RoughDate(2012, 3)}) == []
