"""What letters tell of the others, and that nobody's count can be worked out from two of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations, product

import pytest

from inspect_tool.domain.report.places import (
    AuthorityCount,
    PlaceAmong,
    ToldOfOthers,
    places_of,
    told_of_others,
)

SMALLEST = 5
NAMES = "ABCDEFGHIJK"


def standings(*counts: int, base: int = 10) -> list[AuthorityCount]:
    return [AuthorityCount(name, count, base) for name, count in zip(NAMES, counts, strict=False)]


def told(*counts: int, base: int = 10) -> ToldOfOthers:
    return told_of_others(standings(*counts, base=base), smallest=SMALLEST)


def test_places_are_thirds_by_how_many_others_are_below() -> None:
    found = places_of(standings(1, 2, 3, 4, 5, 6, 7), SMALLEST)
    lowest, middle, highest = PlaceAmong.LOWEST, PlaceAmong.MIDDLE, PlaceAmong.HIGHEST
    assert [*found.values()] == [lowest] * 3 + [middle] + [highest] * 3


def test_authorities_with_the_same_share_have_the_same_place() -> None:
    assert {*places_of(standings(4, 4, 4, 4, 4), SMALLEST).values()} == {PlaceAmong.MIDDLE}
    of_another_base = [*standings(5, 5, 5, 5), AuthorityCount("K", 10, 20)]
    assert {*places_of(of_another_base, SMALLEST).values()} == {PlaceAmong.MIDDLE}


def test_a_place_needs_a_base_and_enough_to_compare_with() -> None:
    assert not places_of(standings(1, 2, 3, 4), SMALLEST)
    assert len(places_of(standings(1, 2, 3, 4, 5), SMALLEST)) == 5
    small = [*standings(1, 2, 3, 4, 5), AuthorityCount("K", 1, 4)]
    assert "K" not in places_of(small, SMALLEST)
    assert "K" in places_of([*small[:-1], AuthorityCount("K", 1, 5)], SMALLEST)


def test_places_and_the_total_are_told_where_the_counts_lie_apart() -> None:
    found = told(1, 3, 4, 5, 5, 6, 6, 7, 8, 9, 2)
    assert found.is_total_told
    assert len(found.places) == 11


@pytest.mark.parametrize("counts", [(0,) * 8, (10,) * 8, (0, 0, 0, 0, 0, 0, 1)])
def test_nothing_is_told_where_the_total_says_what_each_has(counts: tuple[int, ...]) -> None:
    assert told(*counts) == ToldOfOthers(False, {})


def test_nothing_is_told_of_fewer_than_five_authorities() -> None:
    assert told(3, 4, 5, 6) == ToldOfOthers(False, {})
    assert told(3, 4, 5, 6, 7).is_total_told
    without_a_base = [*standings(3, 4, 5, 6), AuthorityCount("K", 0, 0)]
    assert told_of_others(without_a_base, smallest=SMALLEST) == ToldOfOthers(False, {})


def test_places_are_left_out_where_a_case_elsewhere_would_show_in_somebodys_letter() -> None:
    assert told(1, 6, 1, 0, 3) == ToldOfOthers(True, {})


def consistent(made: list[AuthorityCount], pair: tuple[str, str]) -> Iterator[list[AuthorityCount]]:
    """Every review in which two letters would say what they say here.

    Both counts, both places and the exact total are taken as known, and every base.
    """
    said = told_of_others(made, smallest=SMALLEST)
    total = sum(one.count for one in made)
    ranges = [[one.count] if one.authority in pair else range(one.base + 1) for one in made]
    for counts in product(*ranges):
        other = [
            AuthorityCount(one.authority, count, one.base)
            for one, count in zip(made, counts, strict=True)
        ]
        if said.is_total_told and sum(counts) != total:
            continue
        places = places_of(other, SMALLEST) if said.places else {}
        if all(places[name] is said.places[name] for name in pair if name in said.places):
            yield other


@pytest.mark.proof(part=12)
@pytest.mark.parametrize("seed", range(200))
def test_no_count_can_be_worked_out_from_two_letters_laid_side_by_side(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (the same reviews on every machine)
    made = []
    for name in NAMES[: chance.choice((5, 5, 6))]:
        base = chance.randint(4, 6)
        made.append(AuthorityCount(name, min(base, chance.choice((0, 1, 2, 3, 4, 5, 6))), base))
    pairs = list(combinations([one.authority for one in made], 2))
    for pair in chance.sample(pairs, 3):
        seen: dict[str, set[int]] = {one.authority: set() for one in made}
        for other in consistent(made, pair):
            for one in other:
                seen[one.authority].add(one.count)
            if all(len(seen[name]) > 1 for name in seen if name not in pair):
                break
        else:
            raise AssertionError((made, pair, told_of_others(made, smallest=SMALLEST)))
