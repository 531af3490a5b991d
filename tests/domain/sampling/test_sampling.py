"""The draw: the published tickets, and what no change of order or of other strata may alter."""

from __future__ import annotations

import csv
import itertools
import json
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.language.canonical import InvalidFieldError, canon
from inspect_tool.domain.sampling import draw_engine, hashed_frame
from inspect_tool.domain.sampling.digest import frame_digest
from inspect_tool.domain.sampling.draw import (
    Draw,
    DrawRole,
    EmptyDrawError,
    FrameChangedError,
    Loss,
    Shortfall,
    StratumSizeError,
    UnknownLossError,
)
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import DuplicateUnitError, FrameUnit
from inspect_tool.domain.sampling.sampling import (
    active_sample,
    extend_draw,
    inclusion_probability,
    purposive_unit,
    shortfalls,
)
from inspect_tool.domain.sampling.tickets import (
    SeedDigitsError,
    ShortSeedError,
    check_seed,
    draw_key,
    ticket,
    ticket_message,
    ticket_number,
)
from tests.domain.sampling.slow_draw import slow_canon, slow_digest, slow_order

ORACLES = Path(__file__).parents[2] / "data" / "oracles"
SEED = "83920175563810294857"
EXPECTED: Any = json.loads((ORACLES / "o17_prn_sha256.expected.json").read_text())


def published_frame() -> list[FrameUnit]:
    with (ORACLES / "o17_prn_sha256.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [FrameUnit(row["list_id"], row["unit_id"], row["stratum"]) for row in rows]


def published_draw() -> Draw:
    units = published_frame()
    population = Counter(unit.stratum for unit in units)
    sizes = {name: (min(n, population[name]), 2) for name, n in EXPECTED["n"].items()}
    return draw_stratified(units, sizes, draw_id=EXPECTED["draw_id"], seed=EXPECTED["public_seed"])


def small_draw(units: list[FrameUnit], n: int = 3, reserves: int = 2) -> Draw:
    return draw_stratified(units, {"s": (n, reserves)}, draw_id="d", seed=SEED)


def units_of(stratum: str, count: int, list_id: str = "A") -> list[FrameUnit]:
    return [FrameUnit(list_id, f"{stratum}{number:03d}", stratum) for number in range(count)]


# ------------------------------------------------------------------ published answers


def test_the_key_is_the_published_one() -> None:
    assert draw_key(EXPECTED["draw_id"], EXPECTED["public_seed"]) == EXPECTED["key"]


@pytest.mark.parametrize("vector", EXPECTED["vectors"], ids=range(len(EXPECTED["vectors"])))
def test_messages_and_tickets_are_the_published_ones(vector: dict[str, str]) -> None:
    message = ticket_message(EXPECTED["key"], vector["list_id"], vector["unit_id"])
    assert message.encode().hex() == vector["message_hex"]
    made = ticket(EXPECTED["key"], vector["list_id"], vector["unit_id"])
    assert made == vector["ticket"]
    assert ticket_number(made) / 2**256 == pytest.approx(float(vector["u"]), abs=1e-15)


@pytest.mark.parametrize("field", [one["field"] for one in EXPECTED["must_reject"]])
def test_fields_that_must_be_rejected_are(field: str) -> None:
    with pytest.raises(InvalidFieldError):
        canon(field)


def test_the_published_draw_comes_out_with_its_reserves() -> None:
    draw = published_draw()
    sizes = {size.stratum: size for size in draw.strata}
    found = [
        {
            "stratum": unit.stratum,
            "list_id": unit.list_id,
            "unit_id": unit.unit_id,
            "rank": unit.rank,
            "role": unit.role.value,
            "ticket": unit.ticket,
            "N_h": sizes[unit.stratum].population,
            "n_h": sizes[unit.stratum].drawn,
        }
        for unit in draw.units
    ]
    assert found == EXPECTED["draw"]


def test_the_whole_published_order_comes_out() -> None:
    units = published_frame()
    sizes = {name: (len(order), 0) for name, order in EXPECTED["full_order"].items()}
    draw = draw_stratified(units, sizes, draw_id=EXPECTED["draw_id"], seed=EXPECTED["public_seed"])
    order: dict[str, list[str]] = {}
    for unit in draw.units:
        order.setdefault(unit.stratum, []).append(unit.unit_id)
    assert order == EXPECTED["full_order"]


def test_the_frame_digest_is_the_published_one() -> None:
    assert frame_digest(published_frame()) == EXPECTED["frame_digest"]
    assert published_draw().frame_digest == EXPECTED["frame_digest"]


def test_the_published_replacement_comes_out() -> None:
    losses = [Loss(*place) for place in EXPECTED["replacement"]["unavailable"]]
    active = [
        [unit.stratum, unit.unit_id, unit.rank] for unit in active_sample(published_draw(), losses)
    ]
    assert active == EXPECTED["replacement"]["active"]


def test_a_removed_unit_leaves_all_other_tickets_alone() -> None:
    removed = EXPECTED["removed_unit_keeps_other_tickets"]
    units = [unit for unit in published_frame() if unit.unit_id != removed]
    sizes = {"LA001/CIN": (8, 0)}
    draw = draw_stratified(units, sizes, draw_id=EXPECTED["draw_id"], seed=EXPECTED["public_seed"])
    before = EXPECTED["full_order"]["LA001/CIN"]
    assert [unit.unit_id for unit in draw.units] == [one for one in before if one != removed]


# ------------------------------------------------------------------ canonical text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("plain", "plain"),
        ("in side", "in side"),
        (" a\t", "a"),
        ("\u00a0a\ufeff", "a"),
        ("50%", "50%25"),
        ("a|b", "a%7Cb"),
        ("e\u0301", "\u00e9"),
        ("000123", "000123"),
        ("\u2003a", "\u2003a"),  # an em space is not among what is trimmed
        ("\u200ba", "\u200ba"),  # nor is a zero-width space
    ],
)
def test_canonical_text_trims_only_what_the_specification_names(text: str, canonical: str) -> None:
    assert canon(text) == canonical


@pytest.mark.parametrize("text", ["a\x00b", "a\x85", "\x1fa", "a\ud800", "\x7f"])
def test_control_and_surrogate_characters_are_refused_by_number(text: str) -> None:
    with pytest.raises(InvalidFieldError) as caught:
        canon(text)
    assert "U+" in caught.value.message
    assert "a" + text not in caught.value.message


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8))
def test_canonical_text_is_that_of_the_plain_rule(text: str) -> None:
    try:
        canonical = canon(text)
    except InvalidFieldError:
        assert slow_canon(text) == ""
    else:
        assert canonical == slow_canon(text)


@pytest.mark.parametrize(
    ("seed", "is_long_enough"),
    [
        ("1" * 19, False),
        ("1" * 20, True),
        ("1" * 21, True),
        ("12345 67890 12345 67890", False),
        ("\u0661" * 20, False),
        ("", False),
    ],
)
def test_a_seed_has_at_least_twenty_decimal_digits(seed: str, is_long_enough: bool) -> None:
    if is_long_enough:
        check_seed(seed)
    else:
        with pytest.raises((ShortSeedError, SeedDigitsError, InvalidFieldError)):
            check_seed(seed)


def test_a_draw_refuses_a_short_seed() -> None:
    with pytest.raises(ShortSeedError, match="19 decimal digits"):
        draw_stratified(units_of("s", 3), {"s": (1, 0)}, draw_id="d", seed="1" * 19)


# ------------------------------------------------------------------ the draw against the slow one

NAMES = st.text(st.sampled_from("ab|% 0é\u1e9b\u0323🦊"), min_size=1, max_size=6).filter(
    lambda name: slow_canon(name) != ""
)


@st.composite
def frames(draw: st.DrawFn) -> list[FrameUnit]:
    places = draw(
        st.lists(
            st.tuples(NAMES, NAMES),
            min_size=1,
            max_size=12,
            unique_by=lambda place: (slow_canon(place[0]), slow_canon(place[1])),
        )
    )
    return [
        FrameUnit(*place, draw(st.sampled_from(["s", "t", "u|v", " s"])), draw(SIZES))
        for place in places
    ]


SIZES = st.one_of(st.none(), st.integers(0, 10**12))


@given(units=frames(), seed=st.integers(0, 10**20 - 1), data=st.data())
def test_every_draw_is_that_of_the_slow_rule(
    units: list[FrameUnit], seed: int, data: st.DataObject
) -> None:
    order = slow_order(units, "d", f"{seed:020d}")
    sizes = {
        name: (data.draw(st.integers(0, len(own))), data.draw(st.integers(0, 3)))
        for name, own in ((one.replace("%7C", "|"), own) for one, own in order.items())
    }
    if not any(n for n, _ in sizes.values()):
        sizes[min(sizes)] = (1, 0)
    draw = draw_stratified(units, sizes, draw_id="d", seed=f"{seed:020d}")
    for name, (n, reserves) in sizes.items():
        own = order[slow_canon(name)][: n + reserves]
        found = [unit for unit in draw.units if unit.stratum == name]
        assert [canon(unit.unit_id) for unit in found] == [canon(one.unit_id) for one in own]
        assert [canon(unit.list_id) for unit in found] == [canon(one.list_id) for one in own]
        roles = ["sample"] * n + ["reserve"] * (len(own) - n)
        assert [unit.role.value for unit in found] == roles
    assert draw.frame_digest == slow_digest(units)


@given(units=frames())
def test_the_digest_is_that_of_the_slow_rule_in_any_order(units: list[FrameUnit]) -> None:
    assert frame_digest(units) == slow_digest(units) == frame_digest(reversed(units))


def test_the_draw_is_the_same_over_portions_of_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    units = units_of("s", 20) + units_of("t", 11, "B")
    sizes = {"s": (4, 2), "t": (3, 3)}
    whole = draw_stratified(units, sizes, draw_id="d", seed=SEED)
    monkeypatch.setattr(hashed_frame, "PORTION", 3)
    assert draw_stratified(iter(units), sizes, draw_id="d", seed=SEED) == whole


def test_equal_heads_of_tickets_are_told_apart_by_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    # Two tickets with the same first 64 bits cannot be found, so all heads are made equal.
    class Blind(draw_engine.Tickets):
        def add(self, portion: hashed_frame.Portion) -> None:
            super().add(portion)
            self.heads[-1][:] = 0

    units = units_of("s", 30)
    sharp = small_draw(units)
    monkeypatch.setattr(draw_engine, "Tickets", Blind)
    assert small_draw(units) == sharp


# ------------------------------------------------------------------ what may not matter


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rng: random.Random) -> None:
    units = published_frame()
    rng.shuffle(units)
    assert small_draw([replace(unit, stratum="s") for unit in units]) == small_draw(
        [replace(unit, stratum="s") for unit in published_frame()]
    )


def test_a_corrected_stratum_keeps_the_ticket() -> None:
    units = units_of("s", 9)
    moved = [replace(units[0], stratum="t"), *units[1:]]
    drawn = draw_stratified(moved, {"s": (8, 0), "t": (1, 0)}, draw_id="d", seed=SEED)
    everything = small_draw(units, 9, 0)
    assert {unit.unit_id: unit.ticket for unit in drawn.units} == {
        unit.unit_id: unit.ticket for unit in everything.units
    }


def test_a_stratum_is_drawn_without_regard_to_the_others() -> None:
    alone = small_draw(units_of("s", 15))
    beside = draw_stratified(
        units_of("s", 15) + units_of("t", 40, "B"),
        {"t": (17, 3), "s": (3, 2)},
        draw_id="d",
        seed=SEED,
    )
    assert [unit for unit in beside.units if unit.stratum == "s"] == list(alone.units)


def test_another_draw_id_or_seed_makes_another_order() -> None:
    units = units_of("s", 40)
    sizes = {"s": (10, 0)}
    one = draw_stratified(units, sizes, draw_id="d", seed=SEED)
    assert draw_stratified(units, sizes, draw_id="e", seed=SEED).units != one.units
    assert draw_stratified(units, sizes, draw_id="d", seed=SEED + "0").units != one.units


# ------------------------------------------------------------------ bad input


def test_a_unit_that_is_there_twice_is_named_by_its_rows() -> None:
    units = [*units_of("s", 9), FrameUnit(" A", "s004 ", "t")]
    with pytest.raises(DuplicateUnitError, match="Rows 5 and 10") as caught:
        small_draw(units)
    assert "s004" not in caught.value.message
    assert (caught.value.list_id, caught.value.rows) == ("A", (5, 10))


def test_the_same_number_on_two_lists_is_two_units() -> None:
    units = units_of("s", 3) + units_of("s", 3, "B")
    assert len(small_draw(units, 6, 0).units) == 6


@pytest.mark.parametrize("twins", [("a", "a"), ("longer-than-8-bytes", "longer-than-8-bytes")])
def test_twins_are_found_whatever_their_length(twins: tuple[str, str]) -> None:
    units = [FrameUnit("A", twins[0], "s"), FrameUnit("A", "b", "s"), FrameUnit("A", twins[1], "t")]
    with pytest.raises(DuplicateUnitError, match="Rows 1 and 3"):
        frame_digest(units)


def test_a_bad_field_is_named_by_row_and_column() -> None:
    units = [*units_of("s", 4), FrameUnit("A", "x\ty", "s")]
    with pytest.raises(InvalidFieldError, match="Row 5 of the frame: the unit_id holds") as caught:
        small_draw(units)
    assert (caught.value.row, caught.value.column) == (5, "unit_id")
    with pytest.raises(InvalidFieldError, match="Row 5 of the frame: the stratum is empty"):
        small_draw([*units_of("s", 4), FrameUnit("A", "x", " ")])


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ({"s": (5, 0)}, "5 are to be drawn and the frame has 4"),
        ({"s": (1, 0), "gone": (1, 0)}, "Stratum gone: there are no units on the frame"),
        ({"s": (1, 0), "gone": (0, 0)}, "Stratum gone: there are no units on the frame"),
        ({"s": (-1, 0), "t": (1, 0)}, "below 0"),
        ({"s": (1, -1)}, "below 0"),
    ],
)
def test_sizes_that_cannot_be_drawn_are_refused(
    sizes: dict[str, tuple[int, int]], words: str
) -> None:
    with pytest.raises(StratumSizeError, match=words):
        draw_stratified(units_of("s", 4) + units_of("t", 4), sizes, draw_id="d", seed=SEED)


@pytest.mark.parametrize("sizes", [{}, {"s": (0, 3)}, {"s": (1, 0), " s": (1, 0)}])
def test_sizes_that_say_nothing_are_refused(sizes: dict[str, tuple[int, int]]) -> None:
    with pytest.raises(EmptyDrawError):
        draw_stratified(units_of("s", 4), sizes, draw_id="d", seed=SEED)


def test_an_empty_frame_has_no_strata() -> None:
    with pytest.raises(StratumSizeError, match="no units"):
        small_draw([])
    assert frame_digest([]) == slow_digest([])


def test_a_stratum_without_a_size_gives_none_and_is_listed() -> None:
    draw = draw_stratified(
        units_of("s", 4) + units_of("t", 3), {"s": (2, 9)}, draw_id="d", seed=SEED
    )
    assert [(one.stratum, one.population, one.drawn, one.reserves) for one in draw.strata] == [
        ("s", 4, 2, 2),
        ("t", 3, 0, 0),
    ]
    assert draw.stratum("u") is None


# ------------------------------------------------------------------ replacement and extension


@given(lost=st.sets(st.integers(0, 9), max_size=6), rng=st.randoms(use_true_random=False))
def test_the_order_of_losses_does_not_matter(lost: set[int], rng: random.Random) -> None:
    draw = small_draw(units_of("s", 30), 5, 5)
    losses = [Loss(*draw.units[place].place, "r", f"t{place}") for place in sorted(lost)]
    shuffled = losses.copy()
    rng.shuffle(shuffled)
    active = active_sample(draw, losses)
    assert active_sample(draw, shuffled) == active
    available = [place for place in range(10) if place not in lost]
    assert [unit.rank - 1 for unit in active] == available[:5]


def test_no_reserve_is_used_before_an_earlier_one() -> None:
    draw = small_draw(units_of("s", 30), 3, 4)
    losses = [Loss(*draw.units[0].place), Loss(*draw.units[3].place)]
    assert [unit.rank for unit in active_sample(draw, losses)] == [2, 3, 5]


def test_the_same_loss_twice_counts_once() -> None:
    draw = small_draw(units_of("s", 30))
    loss = Loss(*draw.units[0].place)
    assert active_sample(draw, [loss, loss]) == active_sample(draw, [loss])


def test_exhausted_reserves_are_a_shortfall() -> None:
    draw = small_draw(units_of("s", 30), 3, 2)
    losses = [Loss(*unit.place) for unit in draw.units[:3]]
    assert shortfalls(draw, losses[:2]) == ()
    assert shortfalls(draw, losses) == (Shortfall("s", 1),)
    assert "lacks 1 of its cases" in shortfalls(draw, losses)[0].message


def test_a_loss_of_a_unit_that_was_not_drawn_is_refused() -> None:
    with pytest.raises(UnknownLossError) as caught:
        active_sample(small_draw(units_of("s", 30)), [Loss("A", "somebody")])
    assert "somebody" not in caught.value.message


@given(first=st.integers(1, 10), more=st.integers(0, 10), reserves=st.integers(0, 4))
def test_an_extension_never_changes_what_was_drawn(first: int, more: int, reserves: int) -> None:
    units = units_of("s", 20) + units_of("t", 9)
    draw = draw_stratified(units, {"s": (first, reserves), "t": (2, 1)}, draw_id="d", seed=SEED)
    longer = extend_draw(draw, reversed(units), by={"s": more})
    sample = [unit for unit in longer.units if unit.stratum == "s" and unit.role is DrawRole.SAMPLE]
    assert len(sample) == first + more
    assert [unit.place for unit in draw.units if unit.stratum == "s"][: first + more] == [
        unit.place for unit in sample
    ][: first + reserves]
    assert [unit for unit in longer.units if unit.stratum == "t"] == [
        unit for unit in draw.units if unit.stratum == "t"
    ]


def test_an_extension_can_start_a_stratum_that_gave_none() -> None:
    units = units_of("s", 20) + units_of("t", 9)
    draw = draw_stratified(units, {"s": (3, 1)}, draw_id="d", seed=SEED)
    longer = extend_draw(draw, units, by={"t": 2})
    assert [unit.stratum for unit in longer.units] == ["s"] * 4 + ["t"] * 2


def test_an_extension_needs_the_frame_that_was_drawn_from() -> None:
    units = units_of("s", 20)
    with pytest.raises(FrameChangedError):
        extend_draw(small_draw(units), [*units, FrameUnit("A", "new", "s")], by={"s": 1})


def test_an_extension_cannot_take_cases_away_or_find_more_than_there_are() -> None:
    units = units_of("s", 5)
    with pytest.raises(StratumSizeError, match="take cases away"):
        extend_draw(small_draw(units), units, by={"s": -1})
    with pytest.raises(StratumSizeError, match="6 are to be drawn and the frame has 5"):
        extend_draw(small_draw(units), units, by={"s": 3})


def test_a_purposive_unit_has_a_ticket_and_no_rank() -> None:
    draw = small_draw(units_of("s", 9))
    picked = purposive_unit(draw, FrameUnit(" A ", "s|7", "s"))
    assert (picked.place, picked.rank, picked.role) == (("A", "s|7"), 0, DrawRole.PURPOSIVE)
    assert picked.ticket == ticket(draw.key, "A", "s|7")


# ------------------------------------------------------------------ chances


def test_the_inclusion_probability_is_exact() -> None:
    draw = small_draw(units_of("s", 9), 3)
    assert inclusion_probability(draw, "s") == Fraction(1, 3)
    with pytest.raises(StratumSizeError, match="took no part"):
        inclusion_probability(draw, "t")


def test_all_samples_are_equally_likely() -> None:
    # Full enumeration of a small design: 10 possible samples of 2 out of 5 units, 2,000 seeds.
    units = units_of("s", 5)
    seen = Counter(
        frozenset(
            unit.unit_id
            for unit in draw_stratified(
                units, {"s": (2, 0)}, draw_id="d", seed=f"{number:020d}"
            ).units
        )
        for number in range(2_000)
    )
    samples = [frozenset(pair) for pair in itertools.combinations([u.unit_id for u in units], 2)]
    chi_square = sum((seen[sample] - 200) ** 2 / 200 for sample in samples)
    # The 99.99% point of chi-square with 9 degrees of freedom.
    assert chi_square < 33.7
