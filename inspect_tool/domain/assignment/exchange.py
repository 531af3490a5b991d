"""Fewer journeys: inspectors exchange cases while their numbers of cases stay as they are.

One inspector gives all cases at one authority to another, who gives as many from one other
authority back, or whose number of cases the two then swap. The exchange that saves most is made
first: fewest pairs of inspector and authority, then no inspector with many authorities (the sum of
the squares of their numbers), then the order of the plan. At the end no such exchange between two
inspectors saves anything; a better sharing-out by more than two at once is not looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import TypeAlias

from inspect_tool.domain.assignment.types import Block

MayRead: TypeAlias = Callable[[str, Block], bool]
Pair: TypeAlias = tuple[str, str]  # giver and taker


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

    An exchange changes what its two inspectors could do with anybody, and nothing between others;
    so only their pairs are looked at again.

    Args:
        blocks: By inspector, in the order that breaks ties.
        kept: Blocks that must stay where they are.
    """
    order = {inspector: place for place, inspector in enumerate(blocks)}
    loads = {
        inspector: _Caseload.of(own, kept.get(inspector, ())) for inspector, own in blocks.items()
    }
    savings = dict(_savings(permutations(loads, 2), loads, may_read))
    while savings:
        giver, taker = min(
            savings, key=lambda pair: (savings[pair].change, order[pair[0]], order[pair[1]])
        )
        _move(savings[giver, taker].exchange, blocks)
        for inspector in (giver, taker):
            loads[inspector] = _Caseload.of(blocks[inspector], kept.get(inspector, ()))
        changed = set(_pairs_with((giver, taker), loads))
        for pair in changed:
            savings.pop(pair, None)
        savings.update(_savings(changed, loads, may_read))


def _pairs_with(two: Pair, inspectors: Iterable[str]) -> Iterator[Pair]:
    for inspector, partner in product(two, inspectors):
        if inspector != partner:
            yield inspector, partner
            yield partner, inspector


def _move(exchange: _Exchange, blocks: Mapping[str, list[Block]]) -> None:
    for block in exchange.given:
        blocks[exchange.giver].remove(block)
    for block in exchange.returned:
        blocks[exchange.taker].remove(block)
    blocks[exchange.taker] += exchange.given
    blocks[exchange.giver] += exchange.returned


@dataclass(frozen=True)
class _Caseload:
    """How much an inspector has at each authority, and which of it can be given away.

    Args:
        cases: Numbers of cases by authority, kept ones included.
        total: Number of all cases.
        movable: The blocks that are not kept, by authority.
    """

    cases: Counter[str]
    total: int
    movable: Mapping[str, tuple[Block, ...]]

    @classmethod
    def of(cls, blocks: Sequence[Block], kept: Sequence[Block]) -> _Caseload:
        """The caseload of somebody who has these blocks and keeps those."""
        cases = _cases_by_authority([*blocks, *kept])
        return cls(cases=cases, total=cases.total(), movable=_by_authority(blocks))


@dataclass(frozen=True)
class _Saving:
    """The best exchange of two inspectors, and what it changes: journeys, then their squares."""

    change: tuple[int, int]
    exchange: _Exchange


def _cases_by_authority(blocks: Sequence[Block]) -> Counter[str]:
    cases: Counter[str] = Counter()
    for block in blocks:
        cases[block[0].authority] += len(block)
    return cases


def _by_authority(blocks: Sequence[Block]) -> dict[str, tuple[Block, ...]]:
    blocks_at: dict[str, list[Block]] = {}
    for block in sorted(blocks):
        blocks_at.setdefault(block[0].authority, []).append(block)
    return {authority: tuple(own) for authority, own in blocks_at.items()}


def _savings(
    pairs: Iterable[Pair], loads: Mapping[str, _Caseload], may_read: MayRead
) -> Iterator[tuple[Pair, _Saving]]:
    """The best exchange of each pair that saves anything; of equals the first."""
    for giver, taker in pairs:
        own, others = loads[giver], loads[taker]
        if not _could_save(own, others):
            continue
        best, least = None, (0, 0)
        for exchange in _exchanges(giver, taker, loads):
            change = _journeys(exchange, loads)
            if change < least and _is_allowed(exchange, may_read):
                best, least = exchange, change
        if best is not None:
            yield (giver, taker), _Saving(least, best)


def _could_save(own: _Caseload, others: _Caseload) -> bool:
    """Whether two have an authority in common, or the giver has more of both.

    Where the two meet nowhere, all that can be saved is a journey to one authority by who has more
    cases and at least two journeys more.
    """
    if not own.cases.keys().isdisjoint(others.cases):
        return True
    return own.total > others.total and len(own.cases) > len(others.cases) + 1


def _exchanges(giver: str, taker: str, loads: Mapping[str, _Caseload]) -> Iterator[_Exchange]:
    """Ways to take one authority from the giver while the two numbers of cases stay the same.

    Where the taker comes to that authority anew and the giver to the other one, nothing is saved.
    """
    own, others = loads[giver], loads[taker]
    surplus = own.total - others.total
    for authority, given in own.movable.items():
        size = sum(map(len, given))
        if size < own.cases[authority]:
            continue  # what is kept there needs the journey anyway
        for wanted in {size: None, size - surplus: None}:
            if wanted == 0:
                yield _Exchange(giver, taker, given, ())
            for elsewhere, back in others.movable.items() if wanted > 0 else ():
                is_saving = elsewhere != authority and (
                    authority in others.cases or elsewhere in own.cases
                )
                returned = _of_size(back, wanted) if is_saving else ()
                if returned:
                    yield _Exchange(giver, taker, given, returned)


def _of_size(blocks: Sequence[Block], size: int) -> tuple[Block, ...]:
    """Blocks with that many cases in all, the first that come to it; none when no choice does."""
    if all(len(block) == 1 for block in blocks):
        return tuple(blocks[:size]) if len(blocks) >= size else ()
    reached: dict[int, tuple[Block, ...]] = {0: ()}
    for block in blocks:
        for total, chosen in list(reached.items()):
            if total + len(block) <= size:
                reached.setdefault(total + len(block), (*chosen, block))
    return reached.get(size, ())


def _journeys(exchange: _Exchange, loads: Mapping[str, _Caseload]) -> tuple[int, int]:
    """How an exchange changes the number of journeys, and the sum of their squares by inspector."""
    given, returned = _cases_by_authority(exchange.given), _cases_by_authority(exchange.returned)
    more = squares = 0
    for inspector, gone, come in (
        (exchange.giver, given, returned),
        (exchange.taker, returned, given),
    ):
        before = loads[inspector].cases
        left = sum(before[authority] == cases for authority, cases in gone.items())
        now = len(before) - left + sum(authority not in before for authority in come)
        more += now - len(before)
        squares += now**2 - len(before) ** 2
    return more, squares


def _is_allowed(exchange: _Exchange, may_read: MayRead) -> bool:
    return all(may_read(exchange.taker, block) for block in exchange.given) and all(
        may_read(exchange.giver, block) for block in exchange.returned
    )
