"""Strata too small to be published are drawn with a named neighbour."""

from __future__ import annotations

import pytest

from inspect_tool.domain.sampling.commitment import MergedStratum
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.small_strata import (
    explicit_sizes,
    merge_small_strata,
    with_merged_strata,
)

ORDER = ("early_help", "child_in_need", "child_protection", "in_care")


def merged(smallest: int = 5, **sizes: int) -> dict[str, str]:
    population = {f"ASH/{name}": number for name, number in sizes.items()}
    found = merge_small_strata(population, smallest_count=smallest, order=ORDER)
    return {one.stratum.removeprefix("ASH/"): one.into.removeprefix("ASH/") for one in found}


@pytest.mark.parametrize(("size", "into"), [(4, "child_in_need"), (5, None), (6, None)])
def test_a_stratum_below_the_smallest_count_goes_to_the_next_more_acute_one(
    size: int, into: str | None
) -> None:
    assert merged(early_help=size, child_in_need=20).get("early_help") == into


def test_the_most_acute_one_goes_to_the_next_less_acute() -> None:
    assert merged(child_in_need=20, in_care=2) == {"in_care": "child_in_need"}


def test_small_ones_merge_until_none_is_small() -> None:
    # The smaller one goes first, and its neighbour is still too small.
    assert merged(early_help=2, child_in_need=1, child_protection=30) == {
        "early_help": "child_protection",
        "child_in_need": "child_protection",
    }
    assert merged(early_help=1, child_in_need=2, child_protection=30) == {
        "early_help": "child_protection",
        "child_in_need": "child_protection",
    }
    assert merged(early_help=1, child_in_need=4, child_protection=30) == {
        "early_help": "child_in_need"
    }


def test_an_authority_that_is_one_stratum_keeps_it_and_empty_ones_are_no_neighbours() -> None:
    assert merged(early_help=3) == {}
    assert merged(early_help=3, child_in_need=0, in_care=9) == {"early_help": "in_care"}
    assert merge_small_strata({"ASH": 2}, smallest_count=5, order=ORDER) == ()


def test_authorities_do_not_merge_with_each_other() -> None:
    sizes = {"ASH/early_help": 2, "BRO/early_help": 2, "BRO/in_care": 9}
    assert merge_small_strata(sizes, smallest_count=5, order=ORDER) == (
        MergedStratum("BRO/early_help", "BRO/in_care"),
    )


def test_units_and_sizes_that_a_plan_gives_follow() -> None:
    found = (MergedStratum("ASH/early_help", "ASH/in_care"),)
    units = [FrameUnit("ASH", "1", "ASH/early_help"), FrameUnit("ASH", "2", "ASH/in_care")]
    assert {unit.stratum for unit in with_merged_strata(units, found)} == {"ASH/in_care"}
    sizes = {"ASH/early_help": 1, "ASH/in_care": 2, "BRO/in_care": 3}
    assert explicit_sizes(sizes, found) == {"ASH/in_care": 3, "BRO/in_care": 3}
