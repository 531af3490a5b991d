"""Caseloads as the rules say it word for word: everything is counted again at every question.

What `domain.assignment` and its exchange of cases do in less time must come out the same.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import permutations

from inspect_tool.domain.assignment.caseloads import _blocks
from inspect_tool.domain.assignment.exchange import MayRead
from inspect_tool.domain.assignment.types import Block, CaseToAssign, Duty


def balance_slowly(
    cases: Sequence[CaseToAssign],
    *,
    inspectors: Sequence[str],
    not_for: Mapping[str, Collection[str]],
    standing: Mapping[str, str],
) -> tuple[Duty, ...]:
    """Give every case an inspector; every case must have one who may read it."""
    board = SlowBoard(len(cases), inspectors, not_for)
    blocks = _blocks(cases)
    for block in blocks:
        readers = [standing[case.case_ref] for case in block if case.case_ref in standing]
        if readers:
            board.keep(block, readers[0])
    for block in blocks:
        if not any(case.case_ref in standing for case in block):
            board.place(block)
    board.even_out()
    save_journeys_slowly(board.blocks, board.kept, may_read=board.may_read)
    return board.duties()


@dataclass(frozen=True)
class _Step:
    """A block that one inspector passes on to another."""

    giver: str
    taker: str
    block: Block


def _back_to_start(last: _Step, came_by: Mapping[str, _Step | None]) -> list[_Step]:
    chain = [last]
    while (step := came_by[chain[-1].giver]) is not None:
        chain.append(step)
    return chain[::-1]


class SlowBoard:
    """Who has which blocks; loads are counted again at every question."""

    def __init__(
        self, cases: int, inspectors: Sequence[str], not_for: Mapping[str, Collection[str]]
    ) -> None:
        self.inspectors = tuple(inspectors)
        self.not_for = not_for
        self.limit = -(-cases // len(inspectors))
        self.blocks: dict[str, list[Block]] = {one: [] for one in inspectors}
        self.kept: dict[str, list[Block]] = {}

    def keep(self, block: Block, reader: str) -> None:
        self.kept.setdefault(reader, []).append(block)

    def may_read(self, inspector: str, block: Block) -> bool:
        has_conflict = block[0].authority in self.not_for.get(inspector, ())
        return not has_conflict and inspector != block[0].first_reader

    def allowed(self, block: Block) -> list[str]:
        return [one for one in self.inspectors if self.may_read(one, block)]

    def load(self, inspector: str) -> int:
        own = self.blocks[inspector] + self.kept.get(inspector, [])
        return sum(len(block) for block in own)

    def room(self, inspector: str) -> int:
        return self.limit - self.load(inspector)

    def is_there(self, inspector: str, authority: str) -> bool:
        own = self.blocks[inspector] + self.kept.get(inspector, [])
        return any(block[0].authority == authority for block in own)

    def place(self, block: Block) -> None:
        authority = block[0].authority
        fitting = [one for one in self.allowed(block) if self.room(one) >= len(block)]
        if fitting:
            chosen = min(
                fitting,
                key=lambda one: (
                    not self.is_there(one, authority),
                    self.load(one),
                    self.inspectors.index(one),
                ),
            )
            self.blocks[chosen].append(block)
        elif not self._pass_on(block):
            # No chain makes room within the even share: the least laden takes it.
            chosen = min(
                self.allowed(block),
                key=lambda one: (self.load(one), self.inspectors.index(one)),
            )
            self.blocks[chosen].append(block)

    def _pass_on(self, block: Block) -> bool:
        """Make room for a block by the shortest chain of inspectors who each pass one on."""
        starts = self.allowed(block)
        chain = self._chain(
            starts, size=len(block), is_end=lambda one: self.room(one) >= len(block)
        )
        if chain is None:
            return False
        self._move_along(chain)
        self.blocks[chain[0].giver].append(block)
        return True

    def even_out(self) -> None:
        """Pass single cases on until no chain makes two loads more alike."""
        while (chain := self._evening_chain()) is not None:
            self._move_along(chain)

    def _has_at_most(self, cases: int, inspector: str) -> bool:
        return self.load(inspector) <= cases

    def _evening_chain(self) -> list[_Step] | None:
        # Only those with two cases more than somebody could make loads more alike.
        enough = min(map(self.load, self.inspectors)) + 2
        givers = [one for one in self.inspectors if self.load(one) >= enough]
        for giver in sorted(givers, key=lambda one: -self.load(one)):
            at_most = partial(self._has_at_most, self.load(giver) - 2)
            chain = self._chain([giver], size=1, is_end=at_most)
            if chain is not None:
                return chain
        return None

    def _chain(
        self, starts: Sequence[str], *, size: int, is_end: Callable[[str], bool]
    ) -> list[_Step] | None:
        """The shortest chain of blocks of one size from one of the starts to an end."""
        came_by: dict[str, _Step | None] = dict.fromkeys(starts)
        queue = deque(starts)
        while queue:
            giver = queue.popleft()
            for step in self._steps(giver, size):
                if step.taker in came_by:
                    continue
                came_by[step.taker] = step
                if is_end(step.taker):
                    return _back_to_start(step, came_by)
                queue.append(step.taker)
        return None

    def _steps(self, giver: str, size: int) -> Iterator[_Step]:
        """What an inspector could pass on, first to those who are at the authority already."""
        for block in self.blocks[giver]:
            authority = block[0].authority
            if len(block) == size:
                takers = sorted(
                    self.allowed(block), key=lambda one: not self.is_there(one, authority)
                )
                yield from (_Step(giver, taker, block) for taker in takers if taker != giver)

    def _move_along(self, chain: Sequence[_Step]) -> None:
        for step in chain:
            self.blocks[step.giver].remove(step.block)
            self.blocks[step.taker].append(step.block)

    def duties(self) -> tuple[Duty, ...]:
        shared_out = [*self.blocks.items(), *self.kept.items()]
        return tuple(
            sorted(
                Duty(case.authority, case.case_ref, inspector)
                for inspector, blocks in shared_out
                for block in blocks
                for case in block
            )
        )


@dataclass(frozen=True)
class _Exchange:
    """Cases that two inspectors exchange; none may come back."""

    giver: str
    taker: str
    given: tuple[Block, ...]
    returned: tuple[Block, ...]


def save_journeys_slowly(
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
