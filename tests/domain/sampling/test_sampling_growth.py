"""A draw that grows: extensions, losses and cases picked by hand, in any order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.sampling.draw import Draw, DrawRole, Loss
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.flow import (
    RankedUnit,
    ReadCases,
    active_cases,
    authority_flow,
    disagreements,
)
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.sampling import (
    active_sample,
    called_units,
    extend_draw,
    reserves_for,
)

SEED = "83920175563810294857"
STRATA = {"ASH/s": 20, "ASH/t": 9}
FRAME = [
    FrameUnit("ASH", f"{stratum[-1]}{number:03d}", stratum)
    for stratum, population in STRATA.items()
    for number in range(population)
]


def draw_of(sizes: dict[str, int], *, per_case: float) -> Draw:
    with_reserves = {
        stratum: (drawn, reserves_for(drawn, per_case=per_case)) for stratum, drawn in sizes.items()
    }
    return draw_stratified(FRAME, with_reserves, draw_id="d", seed=SEED)


# ------------------------------------------------------------------ reserves


@pytest.mark.parametrize(
    ("drawn", "per_case", "reserves"),
    [(10, 1.1, 11), (10, 1.0, 10), (3, 0.5, 2), (30, 0.1, 3), (31, 0.1, 4), (5, 0, 0), (0, 1, 0)],
)
def test_reserves_are_counted_in_decimals_as_the_plan_writes_them(
    drawn: int, per_case: float, reserves: int
) -> None:
    assert reserves_for(drawn, per_case=per_case) == reserves


def test_no_unit_that_has_a_rank_loses_it_when_fewer_reserves_are_wanted() -> None:
    draw = draw_of({"ASH/s": 4}, per_case=2)
    longer = extend_draw(draw, FRAME, by={"ASH/s": 1}, reserves_per_case=0)
    assert [unit.place for unit in longer.units] == [unit.place for unit in draw.units]
    assert [unit.role for unit in longer.units].count(DrawRole.SAMPLE) == 5


# ------------------------------------------------------------------ the prefix


@given(
    first=st.integers(1, 12),
    more=st.integers(0, 8),
    other=st.integers(0, 9),
    per_case=st.sampled_from([0, 0.4, 1, 2.5]),
)
def test_drawing_more_later_is_the_same_as_drawing_them_at_once(
    first: int, more: int, other: int, per_case: float
) -> None:
    draw = draw_of({"ASH/s": first, "ASH/t": other}, per_case=per_case)
    longer = extend_draw(draw, FRAME[::-1], by={"ASH/s": more}, reserves_per_case=per_case)
    assert longer == draw_of({"ASH/s": first + more, "ASH/t": other}, per_case=per_case)
    own = [unit.place for unit in longer.units if unit.stratum == "ASH/s"]
    before = [unit.place for unit in draw.units if unit.stratum == "ASH/s"]
    assert own[: len(before)] == before


@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STRATA)), st.integers(1, 4)), max_size=4))
def test_several_extensions_are_one_in_any_order(steps: list[tuple[str, int]]) -> None:
    start = draw_of({"ASH/s": 2, "ASH/t": 1}, per_case=1)
    total = {stratum: sum(n for name, n in steps if name == stratum) for stratum in STRATA}
    total = {stratum: min(more, STRATA[stratum] - 2) for stratum, more in total.items()}
    grown = [start, start]
    for place, order in enumerate((steps, steps[::-1])):
        left = dict(total)
        for stratum, more in order:
            now = min(more, left[stratum])
            left[stratum] -= now
            grown[place] = extend_draw(grown[place], FRAME, by={stratum: now}, reserves_per_case=1)
    assert grown[0] == grown[1] == extend_draw(start, FRAME, by=total, reserves_per_case=1)


# ------------------------------------------------------------------ called units


def test_the_units_called_are_the_sample_and_the_reserves_up_to_the_last_active_one() -> None:
    draw = draw_of({"ASH/s": 2}, per_case=2)
    losses = [Loss(*draw.units[place].place) for place in (0, 2)]
    assert [unit.rank for unit in called_units(draw)] == [1, 2]
    assert [unit.rank for unit in called_units(draw, losses)] == [1, 2, 3, 4]


def test_where_reserves_ran_out_all_were_called() -> None:
    draw = draw_of({"ASH/s": 2}, per_case=1)
    losses = [Loss(*unit.place) for unit in draw.units]
    assert [unit.rank for unit in called_units(draw, losses[:3])] == [1, 2, 3, 4]
    assert [unit.rank for unit in called_units(draw, losses)] == [1, 2, 3, 4]


# ------------------------------------------------------------------ any sequence of what may happen

Place = tuple[str, str]


@dataclass(frozen=True)
class Story:
    """A draw with what became of it, as the tool keeps it.

    Args:
        purposive: Units picked by hand whose turn has not come.
    """

    draw: Draw
    lost: tuple[Place, ...] = ()
    purposive: frozenset[Place] = frozenset()
    turns: tuple[Place, ...] = field(default=())

    @property
    def losses(self) -> list[Loss]:
        ranked = {unit.place for unit in self.draw.units}
        return [Loss(*one, "not_open") for one in self.lost if one in ranked]

    @property
    def sample(self) -> list[Place]:
        return [unit.place for unit in active_sample(self.draw, self.losses)]

    @property
    def read(self) -> set[Place]:
        return {*self.sample, *self.purposive} - set(self.lost)

    def settled(self) -> Story:
        """Purposive cases that the order has reached become cases of the sample."""
        called = {unit.place for unit in called_units(self.draw, self.losses)}
        due = tuple(sorted(self.purposive & called))
        return replace(self, purposive=self.purposive - called, turns=(*self.turns, *due))

    def ranked(self) -> list[RankedUnit]:
        """As the flow sees it: purposive cases have rank 0."""
        order = {unit.place: (unit.stratum, unit.rank) for unit in self.draw.units}
        stratum_of = {(unit.list_id, unit.unit_id): unit.stratum for unit in FRAME}
        return [
            RankedUnit(
                stratum=stratum_of[place],
                case_ref="-".join(place),
                rank=0 if place in self.purposive else order[place][1],
                lost_because="not_open" if place in self.lost else "",
            )
            for place in sorted({*order, *self.purposive})
        ]


def step(story: Story, kind: str, number: int) -> Story:
    """One thing that may happen; what cannot happen changes nothing."""
    if kind == "lose" and story.read:
        place = sorted(story.read)[number % len(story.read)]
        return replace(story, lost=(*story.lost, place)).settled()
    if kind == "extend":
        stratum = sorted(STRATA)[number % 2]
        size = story.draw.stratum(stratum)
        if size is not None and size.drawn < size.population:
            by = {stratum: 1 + number % (size.population - size.drawn)}
            longer = extend_draw(story.draw, FRAME, by=by, reserves_per_case=0.5)
            return replace(story, draw=longer).settled()
    if kind == "add":
        free = {(one.list_id, one.unit_id) for one in FRAME} - story.read - set(story.lost)
        called = {unit.place for unit in called_units(story.draw, story.losses)}
        if free - called:
            picked = sorted(free - called)[number % len(free - called)]
            return replace(story, purposive=story.purposive | {picked})
    return story


STEPS = st.lists(
    st.tuples(st.sampled_from(["lose", "lose", "extend", "add", "add"]), st.integers(0, 99)),
    max_size=25,
)


@given(STEPS)
def test_the_flow_reconciles_after_anything_that_may_happen(
    steps: list[tuple[str, int]],
) -> None:
    story = Story(draw_of({"ASH/s": 3, "ASH/t": 2}, per_case=0.5))
    for kind, number in steps:
        story = step(story, kind, number)
        sizes = {size.stratum: size.drawn for size in story.draw.strata}
        flow = authority_flow(
            "ASH",
            frame_and_eligible=(29, 29),
            units=story.ranked(),
            sizes=sizes,
            read=ReadCases(frozenset(), frozenset(), frozenset(), frozenset()),
        )
        assert disagreements(flow) == ()
        assert flow.purposive == len(story.purposive - set(story.lost))
        active = {one.case_ref for one in active_cases(story.ranked(), sizes)}
        assert active == {"-".join(place) for place in story.read}


@given(STEPS)
def test_picking_cases_never_changes_the_random_sample(steps: list[tuple[str, int]]) -> None:
    story = Story(draw_of({"ASH/s": 3, "ASH/t": 2}, per_case=0.5))
    for kind, number in steps:
        story = step(story, kind, number)
    # The same draw and the same losses, and nobody was ever picked.
    assert story.sample == replace(story, purposive=frozenset()).sample
    assert not story.purposive & set(story.sample)
    called = {unit.place for unit in called_units(story.draw, story.losses)}
    assert set(story.turns) <= called


@given(
    lost=st.sets(st.integers(0, 5), max_size=5),
    extended_after=st.integers(0, 5),
    by=st.integers(1, 6),
    order=st.permutations(range(6)),
)
def test_it_does_not_matter_whether_a_loss_comes_before_an_extension_or_after(
    lost: set[int], extended_after: int, by: int, order: list[int]
) -> None:
    start = draw_of({"ASH/s": 4}, per_case=1)
    losses = [Loss(*start.units[place].place) for place in order if place in lost]
    longer = extend_draw(start, FRAME, by={"ASH/s": by}, reserves_per_case=1)
    early, late = losses[:extended_after], losses[extended_after:]
    seen = {unit.place for unit in active_sample(start, early)}
    assert seen - {(one.list_id, one.unit_id) for one in late} <= {
        unit.place for unit in active_sample(longer, losses)
    }
    assert active_sample(longer, [*early, *late]) == active_sample(longer, [*late, *early])
