"""From the ledger to the estimate: names and order do not matter, a slow way gives the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.estimation.contrasts import estimate_group_size
from inspect_tool.domain.estimation.result import Estimate
from inspect_tool.domain.estimation.shares import estimate_share, estimate_shares
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.figures.sample_units import (
    outcomes_of,
    sample_notes,
    sample_units,
    selected_authorities,
    whom_estimates_describe,
)
from inspect_tool.domain.sampling.flow import RankedUnit
from inspect_tool.domain.sampling.ledger import (
    LedgerAuthority,
    LedgerStratum,
    LedgerUnit,
    SampleLedger,
    Standing,
    UnitRole,
    ledger_units,
)
from inspect_tool.domain.sampling.losses import LossReason
from tests.domain.estimation.slow_estimates import SlowCase, slow_share

# One letter for each unit in rank order: answered yes, answered no, without an answer, out of
# scope, not available, not read yet.
YES, NO, OPEN, OUTSIDE, GONE, UNREAD = "yn-oau"
LOST = {OUTSIDE: LossReason.NOT_THE_THEME, GONE: LossReason.FILE_NOT_AVAILABLE}


def ledger_of(
    strata: Mapping[str, tuple[int, int, str]], picked: str = ""
) -> tuple[SampleLedger, Count]:
    """A ledger and a count, from N_h, n_h and the letters of the ranked units of each stratum.

    Args:
        picked: Letters of purposive cases of the first stratum.
    """
    answers: dict[str, str] = {}
    units: list[LedgerUnit] = []
    for code, (_, size, letters) in strata.items():
        ranked = [
            RankedUnit(code, f"{code}-{rank}", rank, LOST.get(letter, ""))
            for rank, letter in enumerate(letters, start=1)
        ]
        answers |= {one.case_ref: letter for one, letter in zip(ranked, letters, strict=True)}
        units += ledger_units(code[0], ranked, {code: size}, counted=_read(answers))
    first = next(iter(strata))
    hand = {f"{first}-p{at}": letter for at, letter in enumerate(picked)}
    units += ledger_units(
        first[0], [RankedUnit(first, ref, 0) for ref in hand], {}, counted=_read(hand)
    )
    ledger = SampleLedger(
        draw_id="d",
        authorities=tuple(LedgerAuthority(code) for code in sorted({one[0] for one in strata})),
        strata=tuple(
            LedgerStratum(code[0], code, population, size)
            for code, (population, size, _) in strata.items()
        ),
        units=tuple(units),
    )
    return ledger, _count(answers | hand)


def _read(letters: Mapping[str, str]) -> frozenset[str]:
    return frozenset(ref for ref, letter in letters.items() if letter in (YES, NO, OPEN))


def _count(letters: Mapping[str, str]) -> Count:
    def refs(of: str) -> tuple[str, ...]:
        return tuple(sorted(ref for ref, letter in letters.items() if letter in of))

    return Count("m", "M", "cases", "", refs(YES), refs(YES + NO), refs(OPEN))


def slow(ledger: SampleLedger, count: Count) -> list[SlowCase]:
    """The same cases for the slow way, straight from the ledger's rules."""
    populations = {one.stratum: one.population for one in ledger.strata}
    return [
        SlowCase(
            stratum=one.stratum,
            authority=one.authority,
            population=populations[one.stratum],
            y=None if one.case_ref not in count.base_refs else int(one.case_ref in count.refs),
        )
        for one in ledger.units
        if one.rank > 0
        and (one.standing is Standing.COUNTED or one.reason == LossReason.NOT_THE_THEME)
    ]


def check_same(found: Estimate, cases: list[SlowCase]) -> None:
    wanted = slow_share(cases)
    assert (found.n, found.df) == (wanted.n, wanted.df)
    for name in ("p", "se", "lo", "hi", "sum_w"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), abs=1e-9), name


# Losses of both kinds, an unread case, a single case after losses, a stratum that was taken all.
MIXED = {
    "A/1": (120, 5, "yoanyyu"),
    "A/2": (30, 2, "ya"),
    "A/3": (40, 3, "nyy"),
    "B/1": (4, 4, "ynnn"),
    "B/2": (25, 3, "n-oy"),
}


def test_the_weight_is_the_population_over_the_units_whose_status_is_known() -> None:
    ledger, count = ledger_of(MIXED, picked="yy")
    units = sample_units(ledger, count)
    by_stratum = {code: [one for one in units if one.stratum == code] for code in MIXED}
    assert {code: len(own) for code, own in by_stratum.items()} == {
        "A/1": 5,
        "A/2": 1,
        "A/3": 3,
        "B/1": 4,
        "B/2": 4,
    }
    share = estimate_share(units)
    # 120/5 x 3 yes of 4, 30 x 1 of 1, 40/3 x 2 of 3, 1 x 1 of 4, 25/4 x 1 of 2.
    yes = 24 * 3 + 30 + 40 / 3 * 2 + 1 + 6.25
    assert share.p == pytest.approx(yes / (24 * 4 + 30 + 40 + 4 + 12.5))
    assert share.sum_w == pytest.approx(24 * 4 + 30 + 40 + 4 + 12.5)


def test_the_slow_way_gives_the_same_figures() -> None:
    ledger, count = ledger_of(MIXED, picked="y")
    check_same(estimate_share(sample_units(ledger, count)), slow(ledger, count))


def test_a_purposive_case_changes_no_estimate_and_is_spoken_of() -> None:
    without, picked = ledger_of(MIXED), ledger_of(MIXED, picked="yyu")
    first, second = (estimate_share(sample_units(*one)) for one in (without, picked))
    assert first == second
    assert sample_notes(without[0]) == ()
    assert sample_notes(picked[0]) == (
        "2 cases were picked by hand: among the cases examined, and in no estimate.",
    )
    (only,) = sample_notes(ledger_of(MIXED, picked="n")[0])
    assert only.startswith("1 case was picked by hand")


def test_a_stratum_of_which_nothing_is_known_is_named_with_its_children() -> None:
    ledger, _ = ledger_of({**MIXED, "B/3": (17, 2, "ua")})
    assert sample_notes(ledger) == (
        "Nothing is known of any case of stratum B/3, so the estimates leave out its 17 children.",
    )


def test_groups_and_outcomes_are_told_by_reference() -> None:
    ledger, count = ledger_of({"A/1": (9, 3, "yon-")})
    assert outcomes_of(ledger, count) == [True, None, False, None]
    groups = {"g": {"A/1-1"}, "h": {"A/1-1", "A/1-3", "A/1-4"}}
    units = sample_units(ledger, count, groups)
    assert [one.domains for one in units] == [{"g", "h"}, set(), {"h"}, {"h"}]
    units = sample_units(ledger, count, groups, are_of_strata=True)
    # The second was out of scope, so nobody recorded of what kind it is; all others are in h.
    assert [one.domains for one in units] == [{"g", "h"}, {"h"}, {"h"}, {"h"}]


def test_chosen_authorities_are_no_first_stage_and_drawn_ones_are() -> None:
    ledger, _ = ledger_of(MIXED)
    assert selected_authorities(ledger) == ()
    assert "no known chance of having been drawn" in whom_estimates_describe(ledger)
    drawn = replace(
        ledger,
        authorities=(
            LedgerAuthority("A", Fraction(1, 3), "north"),
            LedgerAuthority("B", Fraction(1)),
        ),
    )
    first, second = selected_authorities(drawn)
    assert (first.code, first.inclusion_probability, first.stratum) == ("A", 1 / 3, "north")
    assert second.is_certain
    words = whom_estimates_describe(drawn)
    assert words.startswith("Estimated shares are of the children of the 2 authorities inspected.")
    assert "the 2 authorities were drawn at random" in words


# --- properties

LETTERS = st.text(alphabet="yn-oau", min_size=1, max_size=9)


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[SampleLedger, Count]:
    codes = draw(
        st.lists(st.sampled_from(["A/1", "A/2", "A/3", "B/1", "B/2"]), min_size=1, unique=True)
    )
    strata = {}
    for code in codes:
        letters = draw(LETTERS)
        size = draw(st.integers(1, len(letters)))
        strata[code] = (len(letters) + draw(st.integers(0, 40)), size, letters)
    # One answered case at least: without a known unit there is no sample.
    strata["A/0"] = (draw(st.integers(2, 30)), 1, "y")
    return ledger_of(strata, picked=draw(st.text(alphabet="ynu", max_size=2)))


@given(sample=ledgers())
def test_any_ledger_gives_what_the_slow_way_gives(sample: tuple[SampleLedger, Count]) -> None:
    ledger, count = sample
    found = estimate_share(sample_units(ledger, count))
    check_same(found, slow(ledger, count))
    if found.p is not None and found.lo is not None and found.hi is not None:
        assert 0 <= found.lo <= found.p <= found.hi <= 1


@given(sample=ledgers(), data=st.data())
def test_neither_names_nor_the_order_of_rows_matter(
    sample: tuple[SampleLedger, Count], data: st.DataObject
) -> None:
    ledger, count = sample
    shuffled = data.draw(st.permutations(ledger.units))
    renamed = replace(
        ledger,
        strata=tuple(replace(one, stratum=f"z{one.stratum}") for one in ledger.strata),
        units=tuple(
            replace(one, stratum=f"z{one.stratum}", case_ref=f"r{one.case_ref}") for one in shuffled
        ),
    )
    other = replace(
        count,
        refs=tuple(f"r{one}" for one in count.refs),
        base_refs=tuple(f"r{one}" for one in count.base_refs),
    )
    groups = {"g": {one.case_ref for one in ledger.units if one.rank % 2}}
    same_groups = {"g": {f"r{one}" for one in groups["g"]}}
    wanted = estimate_shares(sample_units(ledger, count, groups))
    found = estimate_shares(sample_units(renamed, other, same_groups))
    for one, another in zip(found, wanted, strict=True):
        assert (one.n, one.df, one.reason) == (another.n, another.df, another.reason)
        for name in ("p", "se", "lo", "hi", "sum_w"):
            assert getattr(one, name) == pytest.approx(getattr(another, name), abs=1e-9)


# --- replacement, by full enumeration

FRAME = {"A/1": "yynnoo", "B/1": "ynnno"}
SIZES = {"A/1": 2, "B/1": 2}


def every_draw() -> list[tuple[SampleLedger, Count]]:
    """Every order in which the tickets can put the two small strata."""
    orders = product(*(sorted(set(permutations(units))) for units in FRAME.values()))
    return [
        ledger_of(
            {
                code: (len(order), SIZES[code], "".join(order))
                for code, order in zip(FRAME, both, strict=True)
            }
        )
        for both in orders
    ]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_with_replacement_the_share_of_a_stratum_is_unbiased() -> None:
    for code, letters in FRAME.items():
        orders = sorted(set(permutations(letters)))
        shares = [
            estimate_share(
                sample_units(*ledger_of({code: (len(one), SIZES[code], "".join(one))}))
            ).p
            for one in orders
        ]
        truth = letters.count(YES) / (len(letters) - letters.count(OUTSIDE))
        assert mean([share or 0.0 for share in shares]) == pytest.approx(truth, abs=1e-12)


@pytest.mark.proof(part=0)  # every draw there is: three seconds for what the one above says too
def test_with_replacement_the_share_over_strata_is_near_and_the_size_in_scope_a_little_high() -> (
    None
):
    samples = every_draw()
    shares = [estimate_share(sample_units(*one)).p or 0.0 for one in samples]
    # For a true 3/8 and a true 8; docs/explanation/estimation.md gives these figures.
    assert mean(shares) == pytest.approx(0.3777, abs=5e-5)
    # The last unit that is read is always in scope, so n / (n + out of scope) leans upwards.
    sizes = [estimate_group_size(sample_units(*one)).total or 0.0 for one in samples]
    assert mean(sizes) == pytest.approx(8.9333, abs=5e-5)


def test_all_roles_and_standings_take_part() -> None:
    ledger, _ = ledger_of(MIXED, picked="y")
    assert {one.role for one in ledger.units} == set(UnitRole)
    assert {one.standing for one in ledger.units} == set(Standing)


# --- authorities that left


def drawn_ledger(*authorities: tuple[str, str, str, int, bool]) -> SampleLedger:
    """A ledger of authorities: code, chance, stratum of authorities, children, whether it left."""
    return SampleLedger(
        draw_id="d",
        authorities=tuple(
            LedgerAuthority(
                code,
                Fraction(chance),
                stratum,
                withdrew_on="2013-10-07" if left else "",
                withdrew_because="ill" if left else "",
            )
            for code, chance, stratum, _, left in authorities
        ),
        strata=tuple(
            LedgerStratum(code, f"{code}/cin", children, 2)
            for code, _, _, children, _ in authorities
        ),
        units=(),
    )


def chances(ledger: SampleLedger) -> dict[str, float]:
    return {one.code: one.inclusion_probability for one in selected_authorities(ledger)}


def test_those_drawn_with_it_stand_for_an_authority_that_left() -> None:
    """Of 60, 60 and 30 children over chances of 1/2, 1/2 and 1/4, those of 120 left out of 360."""
    ledger = drawn_ledger(
        ("AAA", "1/2", "north", 60, False),
        ("BBB", "1/2", "north", 60, True),
        ("CCC", "1/4", "north", 30, False),
        ("DDD", "1/3", "south", 90, False),
    )
    assert chances(ledger) == pytest.approx({"AAA": 1 / 3, "CCC": 1 / 6, "DDD": 1 / 3})
    notes = sample_notes(ledger)
    assert "the others that were drawn with it stand for it" in notes[0]
    assert "of the 3 authorities inspected" in whom_estimates_describe(ledger)


def test_equal_chances_and_children_give_the_number_that_stayed_over_all() -> None:
    ledger = drawn_ledger(*((code, "1/5", "", 40, code == "C") for code in "ABCDE"))
    assert chances(ledger) == pytest.approx(dict.fromkeys("ABDE", 4 / 25))


def test_a_certain_authority_stands_for_itself_and_for_certain_ones_that_left() -> None:
    certain, left = ("AAA", "1", "north", 50, False), ("BBB", "1/2", "north", 50, True)
    drawn = ("CCC", "1/2", "north", 50, False)
    assert chances(drawn_ledger(certain, left, drawn)) == pytest.approx({"AAA": 1, "CCC": 1 / 4})
    other = ("BBB", "1", "north", 150, True)
    assert chances(drawn_ledger(certain, other, drawn)) == pytest.approx({"AAA": 1 / 4, "CCC": 0.5})


def test_where_a_whole_kind_left_nothing_is_said_of_all_authorities() -> None:
    ledger = drawn_ledger(("AAA", "1", "north", 50, True), ("CCC", "1/2", "north", 50, False))
    assert selected_authorities(ledger) == ()
    assert "of one kind of the authorities that were drawn, all left" in whom_estimates_describe(
        ledger
    )
    assert "stand for it" not in sample_notes(ledger)[0]


def test_without_anybody_leaving_every_chance_is_that_of_the_draw() -> None:
    ledger = drawn_ledger(("AAA", "1/3", "north", 50, False), ("CCC", "2/7", "south", 0, False))
    assert chances(ledger) == {"AAA": float(Fraction(1, 3)), "CCC": float(Fraction(2, 7))}
