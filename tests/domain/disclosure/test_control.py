"""Disclosure control: what is held back, why, and what an attack can still find."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.disclosure import attack as attack_module
from inspect_tool.domain.disclosure import control as module
from inspect_tool.domain.disclosure.attack import (
    AttackFailedError,
    FeasibleRange,
    attack,
    completed,
    solved,
)
from inspect_tool.domain.disclosure.cells import (
    CellRelation,
    CellsDoNotAddUpError,
    CellStanding,
    CellSystem,
    CellTerm,
    CountCell,
    PartOfWhole,
)
from inspect_tool.domain.disclosure.control import NotProtectedError, control
from inspect_tool.domain.disclosure.primary import (
    DisclosureRules,
    HeldBackReason,
    primary_cells,
    small_unpublished,
)
from inspect_tool.domain.disclosure.secondary import Suppression, least_suppression
from tests.domain.disclosure.enumeration import EveryTable
from tests.domain.disclosure.systems import share_of, two_way
from tests.examples import one_in

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

FIVE = DisclosureRules(smallest_count=5)

# Investment of enterprises by activity and region, the table with which Fischetti and Salazar
# (2000 and 2001) set out the problem; what an attack finds is worked out by hand beside each case.
INVESTMENT = ((20, 50, 10), (8, 19, 22), (17, 32, 12))


@pytest.mark.parametrize(
    ("held_back", "of", "found"),
    [
        # A lone cell is what the total leaves.
        (("r2c3",), "r2c3", FeasibleRange(22, 22)),
        (("r2c3", "r2c1"), "r2c3", FeasibleRange(22, 22)),
        # r2c1 and r3c1 make 25, r2c1 and r2c3 make 30: r2c1 is 0 to 25, so r2c3 is 5 to 30.
        (("r2c1", "r2c3", "r3c1", "r3c3"), "r2c3", FeasibleRange(5, 30)),
        (("r2c1", "r2c3", "r3c1", "r3c3"), "r2c1", FeasibleRange(0, 25)),
        # r3c3 = 29 - r3c1 and r3c1 = 25 - r2c1.
        (("r2c1", "r2c3", "r3c1", "r3c3"), "r3c3", FeasibleRange(4, 29)),
        # A cell with its row's, its column's and the table's total: nothing bounds it from above.
        (("r2c3", "r2", "c3", "all"), "r2c3", FeasibleRange(0, None)),
    ],
)
def test_an_attack_finds_what_the_totals_leave(
    held_back: tuple[str, ...], of: str, found: FeasibleRange
) -> None:
    assert attack(two_way(INVESTMENT), held_back)[of] == found


def test_linked_tables_give_away_what_each_alone_protects() -> None:
    """The same counts by two groupings: a subtotal of the one is a cell of the other."""
    first = two_way(((3, 20), (30, 40)))
    linked = CellSystem.of(
        [*first.cells, CountCell("first of both", 23)],
        [*first.relations, CellRelation.total("first of both", ("r1c1", "r1c2"))],
    )
    held_back = ("r1c1", "r1c2", "r1", "c1", "c2", "all")
    assert attack(first, held_back)["r1c1"] == FeasibleRange(0, None)
    assert attack(linked, held_back)["r1c1"] == FeasibleRange(0, 23)


def test_an_attack_uses_that_counts_are_whole() -> None:
    """Two of one kind and three of the other are nine: broken numbers say 0 to 3, whole ones 0."""
    system = CellSystem.of(
        [CountCell("pairs", 0), CountCell("threes", 3), CountCell("people", 9)],
        [CellRelation((CellTerm("pairs", 2), CellTerm("threes", 3), CellTerm("people", -1)))],
    )
    assert attack(system, ("pairs", "threes"))["threes"] == FeasibleRange(1, 3)
    bounded = CellSystem.of(
        [CountCell("pairs", 0, highest=2), CountCell("threes", 3), CountCell("people", 9)],
        system.relations,
    )
    assert attack(bounded, ("pairs", "threes"))["threes"] == FeasibleRange(3, 3)


def test_whole_numbers_that_give_a_count_away_cost_one_cell_more() -> None:
    """Without the pairs broken numbers leave 1.7 to 3 threes, and whole ones 3 alone."""
    system = CellSystem.of(
        [
            CountCell("pairs", 0, highest=2),
            CountCell("threes", 3, highest=3),
            CountCell("people", 9, loss=2),
        ],
        [CellRelation((CellTerm("pairs", 2), CellTerm("threes", 3), CellTerm("people", -1)))],
    )
    chosen = least_suppression(system, {"threes"}, width=1)
    assert chosen.secondary == {"people"}


def test_whole_numbers_that_leave_enough_open_cost_nothing_more() -> None:
    """Broken numbers leave 0.7 to 4 threes, whole ones 2 or 4."""
    system = CellSystem.of(
        [
            CountCell("pairs", 0, highest=5),
            CountCell("threes", 4, highest=4),
            CountCell("people", 12, loss=2),
        ],
        [CellRelation((CellTerm("pairs", 2), CellTerm("threes", 3), CellTerm("people", -1)))],
    )
    assert least_suppression(system, {"threes"}, width=1).secondary == {"pairs"}


def test_the_table_is_protected_with_the_fewest_cells() -> None:
    rows = [list(row) for row in INVESTMENT]
    rows[2][1] = 3
    result = control(two_way(rows, loss=9), FIVE)
    small, *others = [one for one in result.held_back if one.is_primary] + [
        one for one in result.held_back if not one.is_primary
    ]
    assert (small.cell.key, small.reasons) == ("r3c2", (HeldBackReason.SMALL,))
    assert len(others) == 3
    assert all(one.found.is_at_least(5) for one in result.held_back)
    assert (result.publishable, result.published) == (15, 12)


def test_dear_totals_stay_and_cheap_ones_go() -> None:
    rows = ((3, 20, 30), (40, 50, 60))
    dear, cheap = control(two_way(rows, loss=9), FIVE), control(two_way(rows), FIVE)
    assert not {"r1", "r2", "c1", "all"} & dear.keys
    assert sum(one.cell.loss for one in cheap.held_back) <= 4


@pytest.mark.parametrize(
    ("count", "base", "reasons"),
    [
        (0, 20, None),
        (1, 20, (HeldBackReason.SMALL,)),
        (4, 20, (HeldBackReason.SMALL,)),
        (5, 20, None),
        (15, 20, None),
        (16, 20, (HeldBackReason.COMPLEMENT,)),
        (19, 20, (HeldBackReason.COMPLEMENT,)),
        (20, 20, (HeldBackReason.EVERYBODY,)),
        (3, 6, (HeldBackReason.SMALL, HeldBackReason.COMPLEMENT)),
        (0, 0, None),
    ],
)
def test_small_counts_and_their_complements_are_held_back(
    count: int, base: int, reasons: tuple[HeldBackReason, ...] | None
) -> None:
    system = share_of([(count, base), (30, 60)], [40, 80])
    assert primary_cells(system, FIVE).get("a1|count") == reasons


def test_nobody_and_everybody_are_settings() -> None:
    system = share_of([(0, 20), (20, 20)], [40, 40])
    both = primary_cells(system, DisclosureRules(5, shows_nobody=False))
    neither = primary_cells(system, DisclosureRules(5, shows_everybody=True))
    assert both == {
        "a1|count": (HeldBackReason.NOBODY,),
        "a2|count": (HeldBackReason.EVERYBODY,),
    }
    assert not neither


def test_what_anybody_knows_is_never_held_back_nor_taken_for_small() -> None:
    system = CellSystem.of(
        [CountCell("drawn", 2, CellStanding.KNOWN), CountCell("design", 2, is_sensitive=False)]
    )
    assert not primary_cells(system, FIVE)
    assert not control(system, FIVE).held_back


def test_a_complement_that_stands_nowhere_is_not_to_be_worked_out() -> None:
    system = share_of([(17, 20), (30, 60)], [40, 80])
    assert "a1|rest" in small_unpublished(system, FIVE)
    assert control(system, FIVE).unpublished["a1|rest"].is_at_least(5)


def test_a_group_too_small_for_any_protection_is_named() -> None:
    """Three cases were read, as anybody knows: no count of them can look like five."""
    result = control(share_of([(1, 3), (30, 60)], [3, 80]), FIVE)
    narrow = {one.cell.key: one.found for one in result.held_back if one.is_narrow}
    assert narrow["a1|count"] == FeasibleRange(0, 3)


def test_a_table_without_small_counts_is_published_whole() -> None:
    result = control(two_way(INVESTMENT), FIVE)
    assert (result.held_back, result.publishable, result.published) == ((), 16, 16)


def test_counts_that_contradict_what_ties_them_are_refused() -> None:
    total = CellRelation.total("all", ("part",))
    for cells, relations in (
        ([CountCell("all", 1), CountCell("part", 2)], [total]),
        ([CountCell("all", 1)], [total]),
        ([CountCell("all", 1), CountCell("all", 1)], []),
        ([CountCell("all", 1, lowest=2)], []),
        ([CountCell("all", 3, highest=2)], []),
        ([CountCell("all", None)], []),
    ):
        with pytest.raises(CellsDoNotAddUpError):
            CellSystem.of(cells, relations)


def test_a_count_that_nobody_has_is_attacked_like_any_other() -> None:
    system = CellSystem.of(
        [
            CountCell("all", 9),
            CountCell("known", 3),
            CountCell("other", None, CellStanding.UNPUBLISHED),
        ],
        [CellRelation.total("all", ("known", "other"))],
    )
    assert attack(system, (), {"other"}) == {"other": FeasibleRange(6, 6)}
    assert control(system, FIVE).keys == {"known"}


def test_a_count_that_nothing_is_tied_to_is_without_limit() -> None:
    (found,) = control(CellSystem.of([CountCell("lone", 3)]), FIVE).held_back
    assert found.found == FeasibleRange(0, None)


def test_counts_that_cannot_be_are_no_proof_of_anything() -> None:
    known = CellStanding.KNOWN
    impossible = CellSystem.of(
        [CountCell("all", 9, known), CountCell("part", None, CellStanding.UNPUBLISHED, highest=1)],
        [CellRelation.total("all", ("part",))],
    )
    with pytest.raises(AttackFailedError):
        attack(impossible, (), {"part"})
    with pytest.raises(AttackFailedError):
        completed(impossible)


def test_what_a_solver_does_not_decide_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """At its limit it may have a table, of which nobody knows whether it is the end."""
    found = SimpleNamespace(status=1, x=[3.0], message="limit reached")
    with pytest.raises(AttackFailedError, match="limit"):
        solved(cast("OptimizeResult", found))
    monkeypatch.setattr(attack_module, "MOST_STEPS", 0)
    with pytest.raises(AttackFailedError):
        control(two_way([[2, 9, 9], [9, 2, 20], [9, 9, 20]]), DisclosureRules(5))


def test_what_an_attack_finds_narrowed_is_never_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known to bring it about, so the choice is put in its place."""
    system = share_of([(3, 20), (30, 60)], [40, 80])
    needed = dict.fromkeys((*primary_cells(system, FIVE), *small_unpublished(system, FIVE)), 5)
    nothing = Suppression(frozenset(), needed)
    monkeypatch.setattr(module, "least_suppression", lambda *_, **__: nothing)
    with pytest.raises(NotProtectedError):
        control(system, FIVE)


def test_tables_that_share_no_count_are_apart() -> None:
    first, second = two_way(INVESTMENT, name="x"), two_way(INVESTMENT, name="y")
    both = CellSystem.of([*first.cells, *second.cells], [*first.relations, *second.relations])
    parts = both.components()
    assert [{cell.key[0] for cell in part.cells} for part in parts] == [{"x"}, {"y"}]


def test_the_order_of_what_is_given_changes_nothing() -> None:
    system = share_of([(2, 9), (7, 8), (12, 20)], [11, 11, 30])
    again = CellSystem.of(system.cells[::-1], system.relations[::-1], system.parts[::-1])
    assert again == system
    assert control(again, FIVE) == control(system, FIVE)


OF_EACH = (2, 20, 22, 24)


def test_an_authority_that_knows_its_own_count_is_told_no_other_s() -> None:
    """Two of Ashmere, held back with Fenwater alone, are what Fenwater leaves of the total."""
    cells = [CountCell(f"a{place}", count, highest=30) for place, count in enumerate(OF_EACH)]
    whole = CountCell("all", sum(OF_EACH), loss=3)
    ties = [CellRelation.total("all", (cell.key for cell in cells))]
    system = CellSystem.of([*cells, whole], ties)
    insiders = [{cell.key} for cell in cells]
    alone, together = control(system, FIVE), control(system, FIVE, insiders)
    assert (len(alone.keys), len(together.keys)) == (2, 3)
    for (own,) in insiders[1:]:
        hidden = together.keys - {own}
        assert attack(system, hidden, ["a0"])["a0"].is_at_least(5)
    assert together.told_inside == (0, 2)
    strangers = replace(FIVE, is_safe_inside=False)
    assert control(system, strangers, insiders).keys == alone.keys


def test_of_two_authorities_each_knows_the_other_from_what_stays_known() -> None:
    """Nothing that is held back helps where anybody knows the total."""
    known = CountCell("all", 22, CellStanding.KNOWN)
    system = CellSystem.of(
        [CountCell("a", 2, highest=30), CountCell("b", 20, highest=30), known],
        [CellRelation.total("all", ("a", "b"))],
    )
    found = control(system, FIVE, [{"a"}, {"b"}])
    assert found.keys == {"a", "b"}
    assert found.told_inside == (1, 1)


# --- against trying everything -----------------------------------------------------------------

WIDTHS = st.integers(1, 3)


@st.composite
def small_tables(draw: st.DrawFn) -> tuple[CellSystem, tuple[str, ...]]:
    """Two rows and two columns with totals, some known and some that stand nowhere."""
    counts = draw(st.lists(st.integers(0, 4), min_size=4, max_size=4))
    table = two_way((counts[:2], counts[2:]))
    standings = st.sampled_from([CellStanding.PUBLISHED] * 4 + list(CellStanding))
    cells = [
        CountCell(
            cell.key,
            cell.count,
            draw(standings),
            loss=draw(st.integers(1, 3)),
            highest=4 if "r" in cell.key and "c" in cell.key else 16,
        )
        for cell in table.cells
    ]
    return CellSystem.of(cells, table.relations), ("r1c1", "r1c2", "r2c1", "r2c2")


@st.composite
def sums_with_weights(draw: st.DrawFn) -> tuple[CellSystem, tuple[str, ...]]:
    """Counts and weighted sums of them, where whole numbers know more than broken ones."""
    free = [f"x{number}" for number in range(draw(st.integers(2, 4)))]
    counts = {key: draw(st.integers(0, 4)) for key in free}
    sums = [
        draw(st.lists(st.integers(0, 3), min_size=len(free), max_size=len(free)))
        for _ in range(draw(st.integers(1, 3)))
    ]
    cells = [CountCell(key, counts[key], highest=4, loss=draw(st.integers(1, 3))) for key in free]
    relations = []
    for number, weights in enumerate(sums):
        value = sum(weight * counts[key] for key, weight in zip(free, weights, strict=True))
        is_known = draw(st.booleans())
        standing = CellStanding.KNOWN if is_known else CellStanding.PUBLISHED
        cells.append(CountCell(f"s{number}", value, standing, highest=48))
        terms = [CellTerm(key, weight) for key, weight in zip(free, weights, strict=True) if weight]
        relations.append(CellRelation((*terms, CellTerm(f"s{number}", -1))))
    return CellSystem.of(cells, relations), tuple(free)


# Who knows a row of a table each, or one of the counts that sums are of.
OWNERS = (
    ({"r1", "r1c1", "r1c2", "x0"}, {"r2", "r2c1", "r2c2", "x1"}),
    ({"r1c1", "x2"}, {"r1c2", "x1"}, {"r2c1", "x0"}),
)
SYSTEMS = st.one_of(small_tables(), sums_with_weights())


@one_in(2)
@given(SYSTEMS, st.data())
def test_an_attack_finds_exactly_what_trying_everything_finds(
    made: tuple[CellSystem, tuple[str, ...]], data: st.DataObject
) -> None:
    system, free = made
    published = [cell.key for cell in system.cells if cell.can_be_held_back]
    held_back = data.draw(st.sets(st.sampled_from(published)) if published else st.just(set()))
    every = EveryTable(system, free).ranges(held_back)
    assert attack(system, held_back) == {key: every[key] for key in sorted(held_back)}


@one_in(4)
@given(SYSTEMS, WIDTHS, st.data())
def test_no_other_choice_loses_less(
    made: tuple[CellSystem, tuple[str, ...]], width: int, data: st.DataObject
) -> None:
    system, free = made
    published = [cell.key for cell in system.cells if cell.can_be_held_back]
    unpublished = [cell.key for cell in system.cells if cell.standing is CellStanding.UNPUBLISHED]
    some = st.sets(st.sampled_from(published), max_size=2) if published else st.just(set())
    primary = data.draw(some)
    hidden = data.draw(st.sets(st.sampled_from(unpublished))) if unpublished else set()
    every = EveryTable(system, free)
    owners = data.draw(st.sampled_from([(), *OWNERS]))
    insiders = [own for one in owners if (own := one & system.by_key.keys())]
    chosen = least_suppression(system, primary, width=width, unpublished=hidden, insiders=insiders)
    lost = sum(cell.loss for cell in system.cells if cell.key in chosen.secondary)
    assert lost == (every.least_loss(primary, hidden, width, insiders) if primary or hidden else 0)
    found = every.ranges(primary | chosen.secondary)
    for key, needed in chosen.needed.items():
        assert found[key].is_at_least(needed)


@one_in(10)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=4))
def test_what_is_held_back_of_a_measure_never_looks_small(pairs: list[tuple[int, int]]) -> None:
    counts = [(min(pair), max(pair)) for pair in pairs]
    result = control(share_of(counts, [12] * len(counts)), FIVE)
    assert all(one.found.is_at_least(5) for one in result.held_back)
    assert all(found.is_at_least(5) for found in result.unpublished.values())
    assert result.published <= result.publishable


@one_in(5)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4), st.integers(1, 4))
def test_holding_back_more_never_narrows_a_range(counts: list[int], more: int) -> None:
    system = two_way((counts[:2], counts[2:]))
    keys = [cell.key for cell in system.cells]
    fewer, also = keys[:more], keys[: more + 2]
    first, second = attack(system, fewer), attack(system, also)
    for key in fewer:
        assert second[key].lowest <= first[key].lowest
        assert second[key].width is None or second[key].is_at_least(first[key].width or 0)


def test_every_reason_has_its_own_words() -> None:
    words = [reason.words for reason in HeldBackReason]
    assert all(one != other for one, other in pairwise(sorted(words)))


def test_part_and_rest_are_the_whole() -> None:
    pair = PartOfWhole("part", "rest", "whole")
    assert pair.relation == CellRelation.total("whole", ("part", "rest"))
