"""Fewer journeys: inspectors exchange cases while their numbers of cases stay as they are.

One inspector gives all cases at one authority to another, who gives as many from one other
authority back, or whose number of cases the two then swap. The exchange that saves most is made
first: fewest pairs of inspector and authority, then no inspector with many authorities (the sum of
the squares of their numbers), then the order of the plan. At the end no such exchange between two
inspectors saves anything; a better sharing-out by more than two at once is not looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TypeAlias

from inspect_tool.domain.assignment.types import Block

MayRead: TypeAlias = Callable[[str, Block], bool]


@dataclass(frozen=True)
class _Exchange:
    """Cases that two inspectors exchange; none may come back."""

    giver: str
    taker: str
    given: tuple[Block, ...]
    returned: tuple[Block, ...]


def save_journeys(
    blocks: dict[str, list[Block]], kept: Mapping[str, Sequence[Block]], *, may_read: MayRead
) -> None:
    """Exchange blocks between inspectors, in place, until no exchange saves a journey.

    Args:
        blocks: By inspector, in the order that breaks ties.
        kept: Blocks that must stay where they are.
    """
    while (exchange := _best_exchange(_Caseloads.of(blocks, kept), may_read)) is not None:
        for block in exchange.given:
            blocks[exchange.giver].remove(block)
        for block in exchange.returned:
            blocks[exchange.taker].remove(block)
        blocks[exchange.taker] += exchange.given
        blocks[exchange.giver] += exchange.returned


@dataclass(frozen=True)
class _Caseloads:
    """Who has how much at each authority, and which of it can be given away.

    Args:
        cases: Numbers of cases by inspector and authority, kept ones included.
        movable: The blocks that are not kept, by inspector and authority.
    """

    cases: Mapping[str, Counter[str]]
    movable: Mapping[str, Mapping[str, tuple[Block, ...]]]

    @classmethod
    def of(
        cls, blocks: Mapping[str, Sequence[Block]], kept: Mapping[str, Sequence[Block]]
    ) -> _Caseloads:
        return cls(
            cases={
                one: _cases_by_authority([*own, *kept.get(one, ())]) for one, own in blocks.items()
            },
            movable={one: _by_authority(own) for one, own in blocks.items()},
        )


def _cases_by_authority(blocks: Sequence[Block]) -> Counter[str]:
    cases: Counter[str] = Counter()
    for block in blocks:
        cases[block[0].authority] += len(block)
    return cases


def _by_authority(blocks: Sequence[Block]) -> dict[str, tuple[Block, ...]]:
    found: dict[str, list[Block]] = {}
    for block in sorted(blocks):
        found.setdefault(block[0].authority, []).append(block)
    return {authority: tuple(own) for authority, own in found.items()}


def _best_exchange(loads: _Caseloads, may_read: MayRead) -> _Exchange | None:
    best, least = None, (0, 0)
    for giver, taker in permutations(loads.cases, 2):
        for exchange in _exchanges(giver, taker, loads):
            change = _journeys(exchange, loads)
            if change < least and _is_allowed(exchange, may_read):
                best, least = exchange, change
    return best


def _exchanges(giver: str, taker: str, loads: _Caseloads) -> Iterator[_Exchange]:
    """Ways to take one authority from the giver while the two numbers of cases stay the same.

    Where the taker comes to that authority anew and the giver to the other one, nothing is saved.
    """
    own, others = loads.cases[giver], loads.cases[taker]
    surplus = own.total() - others.total()
    for authority, given in loads.movable[giver].items():
        size = sum(map(len, given))
        if size < own[authority]:
            continue  # what is kept there needs the journey anyway
        for wanted in {size: None, size - surplus: None}:
            if wanted == 0:
                yield _Exchange(giver, taker, given, ())
            for other, back in loads.movable[taker].items() if wanted > 0 else ():
                is_saving = other != authority and (authority in others or other in own)
                returned = _of_size(back, wanted) if is_saving else ()
                if returned:
                    yield _Exchange(giver, taker, given, returned)


def _of_size(blocks: Sequence[Block], size: int) -> tuple[Block, ...]:
    """Blocks with so many cases in all, the first that come to it; none when no choice does."""
    if all(len(block) == 1 for block in blocks):
        return tuple(blocks[:size]) if len(blocks) >= size else ()
    reached: dict[int, tuple[Block, ...]] = {0: ()}
    for block in blocks:
        for total, chosen in list(reached.items()):
            if total + len(block) <= size:
                reached.setdefault(total + len(block), (*chosen, block))
    return reached.get(size, ())


def _journeys(exchange: _Exchange, loads: _Caseloads) -> tuple[int, int]:
    """How an exchange changes the number of journeys, and the sum of their squares by inspector."""
    given, returned = _cases_by_authority(exchange.given), _cases_by_authority(exchange.returned)
    more = squares = 0
    for inspector, gone, come in (
        (exchange.giver, given, returned),
        (exchange.taker, returned, given),
    ):
        before = loads.cases[inspector]
        left = sum(before[one] == cases for one, cases in gone.items())
        now = len(before) - left + sum(one not in before for one in come)
        more += now - len(before)
        squares += now**2 - len(before) ** 2
    return more, squares


def _is_allowed(exchange: _Exchange, may_read: MayRead) -> bool:
    return all(may_read(exchange.taker, block) for block in exchange.given) and all(
        may_read(exchange.giver, block) for block in exchange.returned
    )
