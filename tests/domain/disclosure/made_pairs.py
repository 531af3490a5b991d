"""Two releases of a random small review, and a reader who has both and knows how few cases moved.

As in `made_reviews`, the reader is told of every number which cases it counts, then and now, and
nothing of what ties the counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from inspect_tool.domain.content.blocks import ReportContent
from inspect_tool.domain.disclosure.book import READ, CountName
from inspect_tool.domain.disclosure.decisions import DecidedPlace, Decisions
from inspect_tool.domain.disclosure.earlier import ChangedRecords, ReleasedCounts
from inspect_tool.domain.disclosure.public_edition import (
    EditionRules,
    PublicEdition,
    open_system,
    public_edition,
    released_counts,
)
from inspect_tool.domain.disclosure.report_cells import collect
from tests.domain.disclosure.made_editions import RULES, SMALLEST, numbers_of
from tests.domain.disclosure.made_reports import MadeCase
from tests.domain.disclosure.made_reviews import (
    SUBJECTS,
    counter,
    kinds_of_case,
    made_report,
    made_review,
)


def settled_edition(material: ReportContent, rules: EditionRules = RULES) -> PublicEdition:
    """The public edition after whoever decides takes the first choice of every place."""
    decisions: dict[str, DecidedPlace] = {}
    while True:
        edition = public_edition(material, Decisions(decisions), rules)
        if edition.content is not None:
            return edition
        before = dict(decisions)
        for item in edition.open_items:
            decisions[item.ref] = DecidedPlace(item.ref, item.choices[0], item.digest)
        # A place that no decision settles would be asked about without an end.
        assert decisions != before, [item.place for item in edition.open_items]


def released(
    edition: PublicEdition, rules: EditionRules, changed: ChangedRecords | None
) -> ReleasedCounts:
    """What the next release is held against; without `changed`, its numbers alone."""
    told = released_counts(edition, rules)
    return replace(told, system=open_system(edition, rules), changed=changed)


def printed(edition: PublicEdition) -> Mapping[CountName, int]:
    """The numbers that a settled edition prints, read from it."""
    assert edition.content is not None
    return numbers_of(collect(edition.content, SUBJECTS))


def moved(chance: Random, cases: tuple[MadeCase, ...]) -> tuple[tuple[MadeCase, ...], int, int]:
    """The cases of a later snapshot, with how many records are gone and how many are new."""
    gone = chance.choice((0, 0, 1, 2, 4))
    new = chance.choice((0, 1, 2, 6))
    left = list(cases)
    for _ in range(gone):
        left.pop(chance.randrange(len(left)))
    others = made_review(Random(chance.random()))  # noqa: S311  # made-up reviews
    known = [case for case in others if _is_of(case, cases)]
    more = [chance.choice(known) for _ in range(new)]
    return (*left, *more), gone, new


def _is_of(case: MadeCase, cases: tuple[MadeCase, ...]) -> bool:
    return any((one.authority, one.case_type) == (case.authority, case.case_type) for one in cases)


class PairReader:
    """A reader of two releases who knows at most how many cases are gone since, and new.

    Args of the constructor:
        cases: Those of both snapshots, for the kinds that there can be.
        then, now: What each release prints.
    """

    def __init__(
        self,
        cases: tuple[MadeCase, ...],
        then: Mapping[CountName, int],
        now: Mapping[CountName, int],
        changed: ChangedRecords,
    ) -> None:
        self._kinds = tuple(kinds_of_case(cases))
        size = len(self._kinds)
        rows = [self._row(name, is_now=False) for name in then]
        rows += [self._row(name, is_now=True) for name in now]
        values = [*then.values(), *now.values()]
        counts = np.zeros((2, 3 * size))
        counts[0, size : 2 * size] = 1.0
        counts[1, 2 * size :] = 1.0
        self._known = [
            LinearConstraint(np.array(rows), np.array(values), np.array(values)),
            LinearConstraint(counts, 0, np.array([changed.gone, changed.new], dtype=np.float64)),
        ]

    def _row(
        self, name: CountName, *, is_now: bool
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Which cases a number counts: those in both, those that are gone, those that are new."""
        counts = counter(name)
        inside = np.array([float(counts(kind)) for kind in self._kinds])
        none = np.zeros(len(self._kinds))
        return np.concatenate([inside, none if is_now else inside, inside if is_now else none])

    def width_of(self, name: CountName, *, is_now: bool) -> float:
        """How far apart the lowest and the highest number are that agree with both releases."""
        aim = self._row(name, is_now=is_now)
        low, high = self._least(aim), self._least(-aim)
        assert low is not None
        return float("inf") if high is None else -high - low

    def _least(self, costs: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int | None:
        found = milp(
            costs,
            constraints=self._known,
            bounds=Bounds(0, np.inf),
            integrality=np.ones(len(costs), dtype=np.int64),
        )
        return None if found.x is None else round(float(costs @ found.x))


@dataclass(frozen=True)
class TriedPair:
    """What came of the attack on two releases.

    Args:
        narrowed: Counts that either holds back, told to within less than the smallest count by
            both together; those of a group whose known size is itself too small are left out.
        known: How many more the sizes of the draw tell, which anybody knows: one release has a
            table of them and the other has not, so that the first did not reckon with them.
        attacked, published, publishable: How many counts were so; of the later release.
    """

    narrowed: tuple[str, ...]
    known: int
    attacked: int
    published: int
    publishable: int


def tried_pair(seed: int, *, is_joint: bool = True) -> TriedPair:
    """Make two releases, the later one with the earlier in mind, and attack both together."""
    chance = Random(seed)  # noqa: S311  # made-up reviews
    cases = made_review(chance)
    later, gone, new = moved(chance, cases)
    changed = ChangedRecords(gone, new)
    first = settled_edition(made_report(chance, cases))
    before = released(first, RULES, changed if is_joint else None)
    rules = replace(RULES, earlier=(before,))
    second = settled_edition(made_report(chance, later), rules)
    return tried(first, second, (*cases, *later), changed)


def tried(
    first: PublicEdition,
    second: PublicEdition,
    cases: tuple[MadeCase, ...],
    changed: ChangedRecords,
) -> TriedPair:
    """Attack both together."""
    then, now = printed(first), printed(second)
    reader = PairReader(cases, then, now, changed)
    sizes = {name: count for name, count in now.items() if name.part == READ}
    by_sizes = PairReader(cases, then, sizes, changed)
    narrowed, known, attacked = [], 0, 0
    for edition, told, is_now in ((first, then, False), (second, now, True)):
        for one in edition.result.held_back:
            name = edition.counts.names[one.cell.key]
            if one.is_narrow or name in told:
                continue
            attacked += 1
            if (width := reader.width_of(name, is_now=is_now)) >= SMALLEST:
                continue
            if not is_now and by_sizes.width_of(name, is_now=False) < SMALLEST:
                known += 1
            else:
                narrowed.append(f"{name.words}, {'now' if is_now else 'then'}: {width}")
    return TriedPair(
        tuple(narrowed), known, attacked, second.result.published, second.result.publishable
    )
