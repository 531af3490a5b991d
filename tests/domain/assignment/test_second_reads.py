"""Second reads: a seeded choice, balanced both ways, that a stranger can repeat."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.assignment.caseloads import NobodyMayReadError
from inspect_tool.domain.assignment.controlled_rounding import Cell, round_margins
from inspect_tool.domain.assignment.second_read_numbers import number_of_second_reads
from inspect_tool.domain.assignment.second_reads import (
    FirstRead,
    choose_second_readers,
    choose_second_reads,
    second_reads_key,
    top_up_second_reads,
)
from inspect_tool.errors import CheckFailedError

BOTH = ("authority", "inspector")
KEY = second_reads_key("small-1", "83920175563810294857")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def reads(*cells: tuple[str, str, int]) -> list[FirstRead]:
    """So many cases of an authority with a first reader, for each cell."""
    numbers: Counter[str] = Counter()
    found = []
    for authority, reader, cases in cells:
        for _ in range(cases):
            numbers[authority] += 1
            ref = f"{authority}-{numbers[authority]:03d}"
            found.append(FirstRead(authority, ref, sha256(ref)[:32], reader))
    return found


REVIEW = reads(
    ("ASH", "ab", 9), ("ASH", "cd", 2), ("BRO", "cd", 7), ("BRO", "ef", 5), ("CAR", "ef", 6),
    ("CAR", "ab", 1), ("CAR", "gh", 5), ("DUN", "gh", 6), ("DUN", "ab", 3),
)  # fmt: skip


def by(chosen: Sequence[FirstRead], name: str) -> Counter[str]:
    return Counter(getattr(one, name) for one in chosen)


# --- rounding with both margins

HALVES = {(row, column): Fraction(1, 2) for row in "ab" for column in "xy"}


@pytest.mark.parametrize(
    ("chance", "gaining"),
    [(Fraction(0), "ax by"), (Fraction(499, 1000), "ax by"), (Fraction(1, 2), "ay bx")],
)
def test_chance_decides_which_half_of_a_loop_gains(chance: Fraction, gaining: str) -> None:
    rounded = round_margins(HALVES, chance=lambda _: chance)
    assert {row + column for (row, column), n in rounded.items() if n} == set(gaining.split())


def test_the_chance_of_a_cell_is_its_fraction() -> None:
    shares = {
        ("a", "x"): Fraction(3, 10),
        ("a", "y"): Fraction(7, 10),
        ("b", "x"): Fraction(7, 10),
        ("b", "y"): Fraction(3, 10),
    }
    just_below = Fraction(3, 10) - Fraction(1, 10**9)
    assert round_margins(shares, chance=lambda _: just_below)["a", "x"] == 1
    assert round_margins(shares, chance=lambda _: Fraction(3, 10))["a", "x"] == 0


def test_whole_shares_stay_as_they_are_and_ask_no_chance() -> None:
    def never(_: int) -> Fraction:
        raise AssertionError("nothing is left to chance")

    shares = {("a", "x"): Fraction(2), ("b", "x"): Fraction(0)}
    assert round_margins(shares, chance=never) == {("a", "x"): 2, ("b", "x"): 0}
    assert round_margins({}, chance=never) == {}


def test_a_total_that_is_not_whole_is_refused() -> None:
    with pytest.raises(CheckFailedError, match="add up to a whole number"):
        round_margins({("a", "x"): Fraction(1, 2)}, chance=lambda _: Fraction(0))


CELLS = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("vwxyz")), st.integers(0, 12), min_size=1
)


def check_rounded(shares: dict[Cell, Fraction], rounded: dict[Cell, int]) -> None:
    def near(share: Fraction, number: int) -> bool:
        return math.floor(share) <= number <= math.ceil(share)

    assert sum(rounded.values()) == sum(shares.values())
    assert all(near(share, rounded[cell]) for cell, share in shares.items())
    for axis in (0, 1):
        for line in {cell[axis] for cell in shares}:
            own = [cell for cell in shares if cell[axis] == line]
            share = sum((shares[cell] for cell in own), Fraction(0))
            assert near(share, sum(rounded[cell] for cell in own))


@given(CELLS, st.data())
def test_every_cell_row_and_column_is_its_share_rounded_up_or_down(
    cases: dict[Cell, int], data: st.DataObject
) -> None:
    whole = sum(cases.values())
    total = data.draw(st.integers(0, whole))
    shares = {cell: Fraction(total * n, whole or 1) for cell, n in cases.items()}
    seed = data.draw(st.integers(0, 999))
    rounded = round_margins(shares, chance=lambda loop: Fraction(seed * loop * 7919 % 1000, 1000))
    check_rounded(shares, rounded)


# --- the choice


@pytest.mark.parametrize(
    ("cases", "share", "number"),
    [(124, 0.1, 12), (125, 0.1, 13), (5, 0.5, 3), (100, 0.145, 15), (8, 0.0, 0), (8, 1.0, 8)],
)
def test_the_number_is_the_share_as_written_a_half_rounded_up(
    cases: int, share: float, number: int
) -> None:
    assert number_of_second_reads(cases, share) == number


def test_authorities_and_first_readers_both_give_their_share() -> None:
    chosen = choose_second_reads(REVIEW, share=0.25, strata=BOTH, key=KEY)
    assert len(chosen) == 11  # a quarter of 44
    for name in ("authority", "first_reader"):
        for value, cases in by(REVIEW, name).items():
            number = by(chosen, name)[value]
            assert math.floor(cases / 4) <= number <= math.ceil(cases / 4), value


@pytest.mark.parametrize("strata", [BOTH, ("authority",), ("inspector",), ()])
def test_any_strata_give_the_exact_number(strata: tuple[str, ...]) -> None:
    for share, number in ((0.0, 0), (0.1, 4), (1.0, 44)):
        chosen = choose_second_reads(REVIEW, share=share, strata=strata, key=KEY)
        assert len(set(chosen)) == number


def test_without_cases_nothing_is_chosen() -> None:
    assert choose_second_reads([], share=0.5, strata=BOTH, key=KEY) == ()


def test_the_order_of_the_cases_does_not_matter_and_the_seed_does() -> None:
    chosen = choose_second_reads(REVIEW, share=0.25, strata=BOTH, key=KEY)
    assert choose_second_reads(REVIEW[::-1], share=0.25, strata=BOTH, key=KEY) == chosen
    other = second_reads_key("small-1", "83920175563810294858")
    assert choose_second_reads(REVIEW, share=0.25, strata=BOTH, key=other) != chosen


def test_every_case_has_the_same_chance_whatever_its_cell() -> None:
    cases = reads(("ASH", "ab", 5), ("ASH", "cd", 1), ("BRO", "cd", 4), ("BRO", "ef", 2))
    times = 1500
    chosen: Counter[str] = Counter()
    for number in range(times):
        key = second_reads_key(f"draw-{number}", "83920175563810294857")
        found = choose_second_reads(cases, share=0.25, strata=BOTH, key=key)
        chosen.update(one.case_ref for one in found)
    # Three of twelve: the standard error of each share is .011.
    assert {ref: round(n / times, 4) for ref, n in chosen.items()} == pytest.approx(
        dict.fromkeys((one.case_ref for one in cases), 0.25), abs=0.045
    )


def test_the_tickets_are_those_that_anybody_can_calculate() -> None:
    assert sha256("PRN/1-key|small-1/second-reads|83920175563810294857") == KEY
    own = [one for one in REVIEW if (one.authority, one.first_reader) == ("ASH", "ab")]
    alone = choose_second_reads(own, share=0.1, strata=BOTH, key=KEY)
    assert alone == (min(own, key=lambda one: sha256(f"PRN/1|{KEY}|ASH|{one.unit_id}")),)


# --- topped up


def topped_up(kept: set[str], cases: Sequence[FirstRead] = REVIEW) -> set[str]:
    found = top_up_second_reads(cases, kept=kept, share=0.25, strata=BOTH, key=KEY)
    return {one.case_ref for one in found}


def drawn(cases: Sequence[FirstRead] = REVIEW) -> set[str]:
    found = choose_second_reads(cases, share=0.25, strata=BOTH, key=KEY)
    return {one.case_ref for one in found}


def test_where_none_is_missing_none_comes_and_from_none_it_is_the_choice_itself() -> None:
    assert topped_up(drawn()) == set()
    assert topped_up(set()) == drawn()
    assert topped_up({one.case_ref for one in REVIEW}) == set()


def test_the_order_goes_on_where_the_choice_stopped() -> None:
    """As a stranger would find it, in one cell: the next smallest tickets."""
    order = sorted(REVIEW, key=lambda one: sha256(f"PRN/1|{KEY}|{one.authority}|{one.unit_id}"))
    refs = [one.case_ref for one in order]
    lost, *kept = refs[:11]
    cases = [one for one in REVIEW if one.case_ref != lost]
    found = top_up_second_reads(cases, kept=kept, share=0.3, strata=(), key=KEY)
    assert {one.case_ref for one in found} == set(refs[11:14])  # 13 of 43, of which 10 are kept


@given(st.sets(st.sampled_from([one.case_ref for one in REVIEW])), st.integers(1, len(REVIEW)))
def test_the_share_is_reached_exactly_and_nothing_that_is_kept_comes_again(
    kept: set[str], size: int
) -> None:
    cases = REVIEW[:size]
    still = kept & {one.case_ref for one in cases}
    new = topped_up(kept, cases)
    assert not new & kept
    assert len(new) == max(0, number_of_second_reads(len(cases), 0.25) - len(still))


# --- repeated by a stranger, from docs/explanation/agreement.md alone


def strangers_table(cases: Sequence[FirstRead], number: int) -> list[list[Fraction]]:
    """Shares by authority and first reader, with slack at the end of each row and column."""
    rows, columns = sorted(by(cases, "authority")), sorted(by(cases, "first_reader"))
    size = Counter((one.authority, one.first_reader) for one in cases)
    table = [[Fraction(number * size[r, c], len(cases)) for c in columns] for r in rows]
    below = [math.ceil(sum(column)) - sum(column) for column in zip(*table, strict=True)]
    return [[*row, math.ceil(sum(row)) - sum(row)] for row in table] + [[*below, Fraction(0)]]


def strangers_loop(table: Sequence[Sequence[Fraction]]) -> list[tuple[int, int]]:
    fractions = [
        (i, j) for i, row in enumerate(table) for j, one in enumerate(row) if one.denominator > 1
    ]
    walk = fractions[:1]
    while walk:
        here, line = walk[-1], (len(walk) - 1) % 2  # along the row, then along the column
        step = next(one for one in fractions if one != here and one[line] == here[line])
        met = [at for at, cell in enumerate(walk) if cell[1 - line] == step[1 - line]]
        walk.append(step)
        if met:
            return walk[met[-1] :]
    return []


def strangers_choice(cases: Sequence[FirstRead], number: int, key: str) -> set[str]:
    """What the page says, with the standard library alone."""
    table, loops = strangers_table(cases, number), 0
    while loop := strangers_loop(table):
        loops += 1
        first = [(i, j, 1) for i, j in loop[::2]] + [(i, j, -1) for i, j in loop[1::2]]
        part = {(i, j): table[i][j] % 1 for i, j in loop}
        up = min(1 - part[i, j] if sign > 0 else part[i, j] for i, j, sign in first)
        down = min(part[i, j] if sign > 0 else 1 - part[i, j] for i, j, sign in first)
        u = Fraction(int(sha256(f"PRN/1-aux|{key}|second-reads|{loops}"), 16), 2**256)
        for i, j, sign in first:
            table[i][j] += sign * (up if u < down / (up + down) else -down)
    rows, columns = sorted(by(cases, "authority")), sorted(by(cases, "first_reader"))
    chosen: set[str] = set()
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            own = [one for one in cases if (one.authority, one.first_reader) == (row, column)]
            own.sort(key=lambda one: sha256(f"PRN/1|{key}|{one.authority}|{one.unit_id}"))
            chosen |= {one.case_ref for one in own[: int(table[i][j])]}
    return chosen


@pytest.mark.parametrize("draw", range(12))
def test_a_stranger_who_follows_the_page_makes_the_same_choice(draw: int) -> None:
    key = second_reads_key(f"draw-{draw}", "83920175563810294857")
    for share, number in ((0.1, 4), (0.25, 11), (0.6, 26)):
        chosen = choose_second_reads(REVIEW, share=share, strata=BOTH, key=key)
        assert {one.case_ref for one in chosen} == strangers_choice(REVIEW, number, key)


# --- the second readers


def second_readers(
    chosen: Sequence[FirstRead], inspectors: str, **not_for: list[str]
) -> dict[str, str]:
    return choose_second_readers(chosen, inspectors=inspectors.split(), not_for=not_for)


def test_a_second_reader_is_never_the_first_and_loads_are_even() -> None:
    readers = second_readers(REVIEW, "ab cd ef gh")
    assert all(readers[one.case_ref] != one.first_reader for one in REVIEW)
    assert sorted(Counter(readers.values()).values()) == [11, 11, 11, 11]


def test_conflicts_of_interest_hold_for_second_reads_too() -> None:
    readers = second_readers(REVIEW, "ab cd ef gh", gh=["ASH", "BRO"])
    assert all(readers[ref] != "gh" for ref in readers if ref[:3] in {"ASH", "BRO"})
    # `gh` read eleven of the other two authorities' cases first, so only ten are left.
    assert sorted(Counter(readers.values()).values()) == [10, 11, 11, 12]


def test_inspectors_come_in_in_the_order_given_when_reads_do_not_go_round() -> None:
    chosen = reads(("ASH", "ab", 1), ("BRO", "ab", 1))
    assert set(second_readers(chosen, "gh ef cd ab").values()) == {"gh", "ef"}


def siblings(*readers: str) -> list[FirstRead]:
    return [
        FirstRead("ASH", f"ASH-{number:03d}", f"token-{number}", reader, "family")
        for number, reader in enumerate(readers, start=1)
    ]


def test_siblings_have_the_same_second_reader() -> None:
    assert len(set(second_readers(siblings("ab", "ab", "ab"), "ab cd ef").values())) == 1


def test_siblings_whom_different_inspectors_read_first_may_have_different_second_readers() -> None:
    # Only the other of the two is left for each.
    readers = second_readers(siblings("ab", "cd"), "ab cd")
    assert readers == {"ASH-001": "cd", "ASH-002": "ab"}


def test_a_case_that_only_its_first_reader_may_read_is_refused_by_name() -> None:
    with pytest.raises(NobodyMayReadError, match="Nobody but the first reader may read ASH-001"):
        second_readers(reads(("ASH", "ab", 1)), "ab cd", cd=["ASH"])
