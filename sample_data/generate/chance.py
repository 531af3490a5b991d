"""Repeatable chance: every stream is named, so one part can change without the others moving."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")

# Written down once. It shapes the invented children; the draw has a seed of its own (draw.py).
GENERATOR_SEED = "inspect-tool sample data, first edition"


@dataclass(frozen=True)
class Weighted(Generic[T]):
    """Options with their cumulative weights."""

    options: tuple[T, ...]
    cumulative: tuple[float, ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[T, float]]) -> Weighted[T]:
        """Options from pairs of an option and its weight."""
        options, weights = zip(*pairs, strict=True)
        return cls(tuple(options), tuple(accumulate(weights)))


class Chance:
    """A named stream of chance."""

    def __init__(self, *name: str) -> None:
        self._random = random.Random("|".join((GENERATOR_SEED, *name)))

    def happens(self, share: float) -> bool:
        """Whether something with that share of chances happens."""
        return self._random.random() < share

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def one_of(self, options: Sequence[T]) -> T:
        """One of the options, each with the same chance."""
        return options[self.whole(0, len(options) - 1)]

    def pick(self, weighted: Weighted[T]) -> T:
        """One of the options, by weight."""
        at = self._random.random() * weighted.cumulative[-1]
        return weighted.options[
            min(bisect_right(weighted.cumulative, at), len(weighted.options) - 1)
        ]

    def day(self, first: date, last: date) -> date:
        """A day from first to last, both included; first when they are the wrong way round."""
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))

    def shuffled(self, things: Iterable[T]) -> list[T]:
        """The things in a chance order."""
        # Not Random.shuffle: its steps are no promise between versions of Python.
        keyed = [(self._random.random(), place, thing) for place, thing in enumerate(things)]
        return [thing for _, _, thing in sorted(keyed, key=lambda one: one[:2])]
