"""Caseloads: balanced, siblings together, conflicts of interest respected.

Cases go authority by authority to the inspector with the most room, who is filled before the next
one comes in, so that few inspectors travel to one authority. Where the last cases meet only
inspectors who may not have them or are full, cases are passed on along the shortest chain of
inspectors who may (an augmenting path); then single cases are passed on in the same way until no
chain makes two loads more alike. At the end inspectors exchange cases as long as that saves a
journey (`exchange`).

Source: Ford & Fulkerson (1956), Maximal flow through a network, for augmenting paths.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from inspect_tool.domain.assignment.exchange import save_journeys
from inspect_tool.domain.assignment.types import Block, CaseToAssign, Duty
from inspect_tool.errors import CheckFailedError, RefusedError


class NobodyMayReadError(RefusedError):
    """Every inspector has a conflict of interest with the authority, or read the case before."""

    def __init__(self, case: CaseToAssign) -> None:
        what = (
            f"Nobody but the first reader may read {case.case_ref}"
            if case.first_reader
            else f"Every inspector has a conflict of interest with {case.authority}"
        )
        super().__init__(f"{what}. Add an inspector to `team` in the plan, or correct `not_for`.")


class NobodyToAssignError(RefusedError):
    """The plan has no inspectors."""

    def __init__(self) -> None:
        super().__init__("The plan's team has no inspector. Add one under `team` in review.yaml.")


class AssignmentBrokenError(CheckFailedError):
    """A proof of the caseloads failed; nothing was kept."""


def balance_caseloads(
    cases: Sequence[CaseToAssign],
    *,
    inspectors: Sequence[str],
    not_for: Mapping[str, Collection[str]],
    standing: Mapping[str, str] | None = None,
) -> tuple[Duty, ...]:
    """Give every case exactly one inspector.

    Args:
        cases: Every case to read, those that have a reader already included.
        inspectors: Ids of the inspectors, in the plan's order, which breaks ties.
        not_for: Authorities that an inspector must not read, by inspector.
        standing: Readers that stay as they are, by case reference; siblings join them.

    Raises:
        NobodyToAssignError: There are no inspectors.
        NobodyMayReadError: A case has no inspector who may read it.
    """
    if not inspectors:
        raise NobodyToAssignError
    readers = standing or {}
    board = _Board(len(cases), inspectors, not_for)
    blocks = _blocks(cases)
    for block in sorted(blocks):
        if not board.is_allowed(block):
            raise NobodyMayReadError(block[0])
    for block in blocks:
        reader = next((readers[case.case_ref] for case in block if case.case_ref in readers), None)
        if reader is not None:
            board.keep(block, reader)
    for block in blocks:
        if not any(case.case_ref in readers for case in block):
            board.place(block)
    board.even_out()
    save_journeys(board.blocks, board.kept, may_read=board.may_read)
    duties = board.duties()
    check_caseloads(duties, cases, not_for=not_for)
    return duties


def even_out_caseloads(
    cases: Sequence[CaseToAssign],
    *,
    inspectors: Sequence[str],
    not_for: Mapping[str, Collection[str]],
    standing: Mapping[str, str],
    movable: Mapping[str, str],
) -> tuple[Duty, ...]:
    """Pass single cases on until no chain makes two loads more alike; all others stay.

    Siblings whom one inspector has stay together; of several cases that could go, the one with the
    smallest ticket goes.

    Args:
        cases: Those that have a reader.
        inspectors: Who may get cases, in the order that breaks ties.
        standing: Whose each case is now.
        movable: Tickets of the cases that may move.

    Raises:
        NobodyToAssignError: There are no inspectors.
    """
    if not inspectors:
        raise NobodyToAssignError
    board = _Board(len(cases), inspectors, not_for)
    blocks = [
        tuple(case for case in block if standing[case.case_ref] == reader)
        for block in _blocks(cases)
        for reader in sorted({standing[case.case_ref] for case in block})
    ]
    for block in sorted(blocks, key=lambda block: movable.get(block[0].case_ref, "")):
        board.start(block, standing[block[0].case_ref], movable)
    board.even_out()
    return board.duties()


def _blocks(cases: Sequence[CaseToAssign]) -> list[Block]:
    """Siblings in one block; larger authorities and blocks first, then by reference.

    Siblings whom different inspectors read before need not have the same second reader.
    """
    groups: dict[_Family, list[CaseToAssign]] = {}
    for case in sorted(cases):
        groups.setdefault(_family(case), []).append(case)
    per_authority = Counter(case.authority for case in cases)
    return sorted(
        (tuple(group) for group in groups.values()),
        key=lambda block: (-per_authority[block[0].authority], block[0].authority, -len(block)),
    )


class _Family(NamedTuple):
    """What siblings whom one inspector reads have in common."""

    authority: str
    siblings: str
    first_reader: str
    not_by: frozenset[str]


def _family(case: CaseToAssign) -> _Family:
    siblings = case.sibling_group or case.case_ref
    return _Family(case.authority, siblings, case.first_reader, case.not_by)


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


class _Board:
    """Who has which blocks while they are being shared out.

    Loads, and who is at which authority, are kept as blocks move: counting them at every question
    would take a time that grows with the square of the inspectors for each case.
    """

    def __init__(
        self, cases: int, inspectors: Sequence[str], not_for: Mapping[str, Collection[str]]
    ) -> None:
        self.inspectors = tuple(inspectors)
        self.not_for = not_for
        self.limit = -(-cases // len(inspectors))
        self.blocks: dict[str, list[Block]] = {inspector: [] for inspector in inspectors}
        self.kept: dict[str, list[Block]] = {}
        self._order = {inspector: place for place, inspector in enumerate(self.inspectors)}
        self._loads: Counter[str] = Counter()
        self._there: dict[str, Counter[str]] = {}  # blocks by authority and inspector

    def keep(self, block: Block, reader: str) -> None:
        """Leave a block with its reader; it counts in the loads and is never passed on."""
        self.kept.setdefault(reader, []).append(block)
        self._count(block, reader, 1)

    def start(self, block: Block, reader: str, movable: Collection[str]) -> None:
        """Let whoever has a block keep it, or start with it where it may be passed on."""
        may_move = all(case.case_ref in movable for case in block)
        if may_move and reader in self._order:
            self._give(block, reader)
        else:
            self.keep(block, reader)

    def _give(self, block: Block, inspector: str) -> None:
        self.blocks[inspector].append(block)
        self._count(block, inspector, 1)

    def _take(self, block: Block, inspector: str) -> None:
        self.blocks[inspector].remove(block)
        self._count(block, inspector, -1)

    def _count(self, block: Block, inspector: str, blocks: int) -> None:
        self._loads[inspector] += blocks * len(block)
        self._there.setdefault(block[0].authority, Counter())[inspector] += blocks

    def may_read(self, inspector: str, block: Block) -> bool:
        """Whether neither a conflict of interest nor an earlier read keeps them from it."""
        has_conflict = block[0].authority in self.not_for.get(inspector, ())
        knows_it = inspector == block[0].first_reader or inspector in block[0].not_by
        return not has_conflict and not knows_it

    def is_allowed(self, block: Block) -> bool:
        """Whether anybody may read it."""
        return any(self.may_read(inspector, block) for inspector in self.inspectors)

    def _fitting(self, block: Block, inspectors: Iterable[str]) -> list[str]:
        """Those who may read it and have room for it within the even share."""
        most = self.limit - len(block)
        return [
            inspector
            for inspector in inspectors
            if self._loads[inspector] <= most and self.may_read(inspector, block)
        ]

    def _is_there(self, inspector: str, authority: str) -> bool:
        return self._there.get(authority, Counter())[inspector] > 0

    def _load_then_order(self, inspector: str) -> tuple[int, int]:
        return self._loads[inspector], self._order[inspector]

    def _already_there(self, authority: str) -> list[str]:
        there = self._there.get(authority, Counter())
        # Kept cases may be those of somebody who is no longer in the team.
        return [
            inspector for inspector, blocks in there.items() if blocks and inspector in self._order
        ]

    def place(self, block: Block) -> None:
        """Give a block to the least laden who fits; who is at the authority already goes first."""
        there = self._already_there(block[0].authority)
        fitting = self._fitting(block, there) or self._fitting(block, self.inspectors)
        if fitting:
            self._give(block, min(fitting, key=self._load_then_order))
        elif not self._pass_on(block):
            # No chain makes room within the even share: the least laden takes it.
            allowed = [
                inspector for inspector in self.inspectors if self.may_read(inspector, block)
            ]
            self._give(block, min(allowed, key=self._load_then_order))

    def _pass_on(self, block: Block) -> bool:
        """Make room for a block by the shortest chain of inspectors who each pass one on."""
        starts = [inspector for inspector in self.inspectors if self.may_read(inspector, block)]
        size = len(block)
        chain = self._chain(starts, size=size, is_end=partial(self._has_at_most, self.limit - size))
        if chain is None:
            return False
        self._move_along(chain)
        self._give(block, chain[0].giver)
        return True

    def even_out(self) -> None:
        """Pass single cases on until no chain makes two loads more alike."""
        while (chain := self._evening_chain()) is not None:
            self._move_along(chain)

    def _has_at_most(self, cases: int, inspector: str) -> bool:
        return self._loads[inspector] <= cases

    def _evening_chain(self) -> list[_Step] | None:
        # Only those with two cases more than somebody could make loads more alike.
        enough = min(self._loads[inspector] for inspector in self.inspectors) + 2
        givers = [inspector for inspector in self.inspectors if self._loads[inspector] >= enough]
        for giver in sorted(givers, key=lambda inspector: -self._loads[inspector]):
            at_most = partial(self._has_at_most, self._loads[giver] - 2)
            chain = self._chain([giver], size=1, is_end=at_most)
            if chain is not None:
                return chain
        return None

    def _chain(
        self, starts: Sequence[str], *, size: int, is_end: Callable[[str], bool]
    ) -> list[_Step] | None:
        """The shortest chain of blocks of one size from one of the starts to an end."""
        came_by: dict[str, _Step | None] = dict.fromkeys(starts)
        left = [inspector for inspector in self.inspectors if inspector not in came_by]
        queue = deque(starts)
        while queue and left:
            giver = queue.popleft()
            for block in self.blocks[giver]:
                if len(block) != size:
                    continue
                for taker in self._takers(block, left):
                    came_by[taker] = _Step(giver, taker, block)
                    if is_end(taker):
                        return _back_to_start(_Step(giver, taker, block), came_by)
                    queue.append(taker)
                left = [inspector for inspector in left if inspector not in came_by]
        return None

    def _takers(self, block: Block, inspectors: Iterable[str]) -> list[str]:
        """Who of them could take a block, first those who are at the authority already."""
        authority = block[0].authority
        able = [inspector for inspector in inspectors if self.may_read(inspector, block)]
        return sorted(able, key=lambda inspector: not self._is_there(inspector, authority))

    def _move_along(self, chain: Sequence[_Step]) -> None:
        for step in chain:
            self._take(step.block, step.giver)
            self._give(step.block, step.taker)

    def duties(self) -> tuple[Duty, ...]:
        """Who reads which case, kept ones included, in the order of the references."""
        shared_out = [*self.blocks.items(), *self.kept.items()]
        return tuple(
            sorted(
                Duty(case.authority, case.case_ref, inspector)
                for inspector, blocks in shared_out
                for block in blocks
                for case in block
            )
        )


def check_caseloads(
    duties: Sequence[Duty],
    cases: Sequence[CaseToAssign],
    *,
    not_for: Mapping[str, Collection[str]],
) -> None:
    """Prove that every case has exactly one reader, without conflicts, siblings together.

    Raises:
        AssignmentBrokenError: One of these does not hold.
    """
    readers = Counter((duty.authority, duty.case_ref) for duty in duties)
    expected = Counter((case.authority, case.case_ref) for case in cases)
    if readers != expected:
        odd = sorted(ref for _, ref in (readers - expected) + (expected - readers))
        raise AssignmentBrokenError(f"Not exactly one reader: {', '.join(odd)}. Nothing was kept.")
    for duty in duties:
        if duty.authority in not_for.get(duty.inspector, ()):
            raise AssignmentBrokenError(
                f"{duty.inspector} has a conflict of interest with {duty.authority}, "
                f"so cannot read {duty.case_ref}. Nothing was kept."
            )
    reader_of = {(duty.authority, duty.case_ref): duty.inspector for duty in duties}
    families: dict[_Family, set[str]] = {}
    for case in cases:
        reader = reader_of[case.authority, case.case_ref]
        families.setdefault(_family(case), set()).add(reader)
        if reader == case.first_reader:
            raise AssignmentBrokenError(
                f"{reader} read {case.case_ref} before, so cannot read it a second time. "
                "Nothing was kept."
            )
    if any(len(family) > 1 for family in families.values()):
        raise AssignmentBrokenError("Siblings have different readers. Nothing was kept.")
