"""The whole sample review in memory: populations, the draw, the attributes that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspect_tool.domain.plan.plan import ReviewPlan
from sample_data.generate.attributes import settle_long_term
from sample_data.generate.authorities import AUTHORITIES
from sample_data.generate.draw import SampleDraw, draw_sample
from sample_data.generate.plan import sample_plan
from sample_data.generate.population import Population, make_population


@dataclass(frozen=True)
class World:
    """What everything in `sample_data/` is written from.

    Args:
        moved: References of the drawn cases whose start was moved after the draw.
    """

    plan: ReviewPlan
    populations: Sequence[Population]
    sample: SampleDraw
    moved: tuple[str, ...]


def make_world() -> World:
    """Make the children first, then draw, then give the drawn cases what the report needs."""
    plan = sample_plan()
    populations = [make_population(authority) for authority in AUTHORITIES]
    sample = draw_sample(populations, plan)
    moved = settle_long_term(sample.cases)
    return World(plan, populations, sample, tuple(moved))
