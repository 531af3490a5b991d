"""Random small reviews with their reports, and a reader who knows how their cases are made up.

The reader is told nothing of what ties the counts: only how many cases each place counts, and of
which kind. So what the report's reading misses is found here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from inspect_tool.domain.content.blocks import Block, Quantity, ReportContent
from inspect_tool.domain.disclosure.book import ALL, BASE, NUMBER, READ, CountName
from inspect_tool.domain.framework.framework import SubjectKind
from tests.domain.disclosure.made_reports import MadeCase, cases_table, measure_table, report_of

LONG, DRIFT, WEAK, SEEN = "Long-term cases", "Drift and delay", "Weak oversight", "Seen alone"
NOUNS = {LONG: "cases", DRIFT: "long-term cases", WEAK: "cases", SEEN: "cases that could be seen"}
SUBJECTS = dict.fromkeys(NOUNS, SubjectKind.CASE)
AMONG = f"{WEAK}, among: {DRIFT.lower()}"
AUTHORITIES = ("Ashmere", "Fenwater", "Irkdale", "Kelderby", "Marlgate")
TYPES = ("Early help", "Child in need", "Child protection")
_Counts = Callable[[MadeCase], bool]


def made_review(chance: Random) -> tuple[MadeCase, ...]:
    """Two to five authorities with eight to twenty cases each, of two or three types."""
    authorities = AUTHORITIES[: chance.randint(2, 5)]
    types = TYPES[: chance.randint(2, 3)]
    often = {title: chance.uniform(0.1, 0.9) for title in NOUNS}
    return tuple(
        _made_case(chance, authority, chance.choice(types), often)
        for authority in authorities
        for _ in range(chance.randint(8, 20))
    )


def _made_case(
    chance: Random, authority: str, case_type: str, often: Mapping[str, float]
) -> MadeCase:
    found = {title: chance.random() < often[title] for title in NOUNS}
    counts: dict[str, bool | None] = dict(found)
    counts[DRIFT] = found[DRIFT] if found[LONG] else None
    counts[SEEN] = found[SEEN] if chance.random() < 0.9 else None
    return MadeCase(authority, case_type, counts)


def made_report(chance: Random, cases: Collection[MadeCase]) -> ReportContent:
    """Some tables of each measure, and claims on some of them."""
    listed = tuple(cases)
    blocks: list[Block] = [cases_table(listed)] if chance.random() < 0.8 else []
    for title, noun in NOUNS.items():
        for by in ("authority", "case_type"):
            if chance.random() < 0.6:
                blocks.append(measure_table(listed, title, by=by, noun=noun))
    claims = [title for title in (*NOUNS, AMONG) if chance.random() < 0.5]
    return report_of(*blocks, quantities=[_claim(title, listed) for title in claims])


def _claim(title: str, cases: Collection[MadeCase]) -> Quantity:
    number, base = (
        sum(map(counter(CountName(title, ALL, part)), cases)) for part in (NUMBER, BASE)
    )
    return Quantity(title, title, title, number, base, NOUNS.get(title, "cases"))


def counter(name: CountName) -> _Counts:
    """Which cases a number counts."""
    members = (
        [part.split(": ", 1)[1] for part in name.group.split(", ")] if name.group != ALL else []
    )

    def counts(case: MadeCase) -> bool:
        is_inside = all(member in (case.authority, case.case_type) for member in members)
        return is_inside and _of_part(case, name)

    return counts


def _of_part(case: MadeCase, name: CountName) -> bool:
    if name.part == READ:
        return True
    if name.what == AMONG:
        is_in_base = bool(case.counts[DRIFT])
        return is_in_base and (name.part == BASE or bool(case.counts[WEAK]))
    if name.what.startswith("All "):
        noun = name.what.removeprefix("All ")
        title = next(title for title, known in NOUNS.items() if known == noun)
        return case.counts[title] is not None
    answer = case.counts[name.what]
    return {NUMBER: answer is True, BASE: answer is not None, "Not in the base": answer is None}[
        name.part
    ]


def kinds_of_case(cases: Collection[MadeCase]) -> Iterator[MadeCase]:
    """Every case that could be: each authority and type with every answer."""
    places = dict.fromkeys((case.authority, case.case_type) for case in cases)
    authorities = dict.fromkeys(authority for authority, _ in places)
    types = dict.fromkeys(case_type for _, case_type in places)
    for authority, case_type in product(authorities, types):
        for is_long, drift, weak, seen in product(
            (True, False), (True, False, None), (True, False), (True, False, None)
        ):
            if (drift is None) is not is_long:
                answers = {LONG: is_long, DRIFT: drift, WEAK: weak, SEEN: seen}
                yield MadeCase(authority, case_type, answers)


@dataclass
class CloseReader:
    """A reader who knows of every number which cases it counts.

    Args:
        published: What is published, with the numbers.
    """

    kinds: tuple[MadeCase, ...]
    published: Mapping[CountName, int]

    def range_of(self, name: CountName) -> tuple[int, int]:
        """The lowest and the highest number that agrees with all that is published."""
        if not self.published:
            return 0, sys.maxsize
        rows = np.array([self._row(one) for one in self.published], dtype=np.float64)
        values = np.array(list(self.published.values()), dtype=np.float64)
        aim = self._row(name)

        def least(costs: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int | None:
            found = milp(
                costs,
                constraints=[LinearConstraint(rows, values, values)],
                bounds=Bounds(0, np.inf),
                integrality=np.ones(len(self.kinds), dtype=np.int64),
            )
            return None if found.x is None else round(float(costs @ found.x))

        low, high = least(aim), least(-aim)
        assert low is not None
        # What agrees with the numbers is there, so without a highest one there is no end.
        return low, sys.maxsize if high is None else -high

    def _row(self, name: CountName) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        counts = counter(name)
        return np.array([float(counts(kind)) for kind in self.kinds])
