"""Caseloads evened out after extensions, losses and hand-overs: reads that nobody began move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.assignment.caseloads import even_out_caseloads
from inspect_tool.domain.assignment.types import CaseToAssign
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.tickets import draw_key, ticket
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.assignment.caseloads import UnknownInspectorError
from inspect_tool.services.assignment.reading_history import Read, ReadingHistory, give_to
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.store import queries

if TYPE_CHECKING:
    from inspect_tool.services.sampling.draw_views import DrawView
    from inspect_tool.store.database import UnitOfWork

EVENED_OUT = "caseloads were evened out"


@dataclass(frozen=True)
class PassedOnRead:
    """A read that nobody began, and that goes to somebody with fewer."""

    authority: str
    case_ref: str
    reader: Reader
    giver: str
    taker: str


@dataclass(frozen=True)
class LoadChange:
    """How many reads an inspector has before and after."""

    inspector: str
    first_before: int
    first_after: int
    second_before: int
    second_after: int


@dataclass(frozen=True)
class BalanceView:
    """What evening out moves, or would move.

    Args:
        unassigned: Cases without a first reader, which are not looked at.
        not_shown: Moves at authorities that whoever asked has a conflict of interest with.
    """

    moves: tuple[PassedOnRead, ...]
    loads: tuple[LoadChange, ...]
    unassigned: int
    is_dry_run: bool
    not_shown: int = 0


@dataclass(frozen=True)
class _Shares:
    """The reads of one kind, and what evening them out comes to.

    Args:
        before, after: Whose each case is, by reference.
    """

    reader: Reader
    before: Mapping[str, str]
    after: Mapping[str, str]

    def loads(self) -> tuple[Counter[str], Counter[str]]:
        """How many each inspector has, before and after."""
        return Counter(self.before.values()), Counter(self.after.values())


@dataclass(frozen=True)
class _Caseloads:
    """What is known while reads are evened out.

    Args:
        takers: Inspectors who may get a read, in the plan's order.
        cases: Every case to read, by reference.
        tickets: By case; they say which of several goes.
        readers: Whose each read is now.
    """

    review: Review
    takers: Sequence[str]
    cases: Mapping[str, CaseToAssign]
    tickets: Mapping[str, str]
    history: ReadingHistory
    readers: Mapping[Read, str]

    @classmethod
    def of(cls, work: UnitOfWork, review: Review, takers: Sequence[str]) -> _Caseloads:
        """As cases are assigned and recorded now."""
        cases = {case.case_ref: case for case in caseloads.cases_to_assign(work)}
        return cls(
            review=review,
            takers=takers,
            cases=cases,
            tickets=_tickets(whole_draw(work)),
            history=ReadingHistory.of(work),
            readers={
                Read(row.authority, row.case_ref, Reader(row.reader)): row.inspector
                for row in queries.assignments(work)
                if row.case_ref in cases
            },
        )

    def evened_out(self, reader: Reader) -> _Shares:
        """First or second reads among themselves."""
        reads = [read for read in self.readers if read.reader is reader]
        before = {read.case_ref: self.readers[read] for read in reads}
        unbegun = {read.case_ref for read in reads if read not in self.history.begun}
        duties = even_out_caseloads(
            [
                replace(self.cases[read.case_ref], not_by=self.history.barred_from(read))
                for read in reads
            ],
            inspectors=self.takers,
            not_for={member.id: member.not_for for member in self.review.plan.team},
            standing=before,
            movable={ref: self.tickets[ref] for ref in sorted(unbegun)},
        )
        return _Shares(reader, before, {duty.case_ref: duty.inspector for duty in duties})


def _tickets(drawn: DrawView) -> dict[str, str]:
    """A ticket for each case, from a key of its own: nobody chooses which case goes."""
    key = draw_key(f"{drawn.draw_id}/balance", drawn.public_seed)
    return {case.case_ref: ticket(key, case.authority, case.unit_id) for case in drawn.cases}


def balance(
    work: UnitOfWork,
    review: Review,
    *,
    without: Collection[str] = (),
    reason: str = "",
    dry_run: bool = False,
) -> BalanceView:
    """Pass on reads that nobody began until loads are as even as they can be.

    First reads are evened out among themselves, then second reads. Which of several cases goes is
    said by tickets made from the draw's seed, so that the same state gives the same moves.

    Args:
        without: Inspectors who keep what they have and get nothing.
        dry_run: Say what would move, and change nothing.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotDrawnError: There is no draw yet.
        UnknownInspectorError: The plan has no inspector of that id.
        NobodyToAssignError: Nobody is left to get a case.
    """
    check_can(work.actor, Action.ASSIGN)
    table = _Caseloads.of(work, review, _takers(review, without))
    first, second = (table.evened_out(reader) for reader in (Reader.FIRST, Reader.SECOND))
    moves = [*_moves(table, first), *_moves(table, second)]
    if not dry_run:
        _move(work, moves, reason=reason.strip() or EVENED_OUT)
    shown = tuple(move for move in moves if _is_shown(work, move))
    return BalanceView(
        moves=shown,
        loads=tuple(_load_changes(review, first, second)),
        unassigned=len(table.cases) - len(first.before),
        is_dry_run=dry_run,
        not_shown=len(moves) - len(shown),
    )


def _takers(review: Review, without: Collection[str]) -> list[str]:
    inspectors = [inspector.id for inspector in review.plan.inspectors()]
    for stranger in sorted(set(without) - set(inspectors)):
        raise UnknownInspectorError(stranger)
    return [inspector for inspector in inspectors if inspector not in without]


def _moves(table: _Caseloads, shares: _Shares) -> list[PassedOnRead]:
    return [
        PassedOnRead(
            table.cases[ref].authority, ref, shares.reader, shares.before[ref], shares.after[ref]
        )
        for ref in sorted(shares.before)
        if shares.before[ref] != shares.after[ref]
    ]


def _move(work: UnitOfWork, moves: Sequence[PassedOnRead], *, reason: str) -> None:
    moved: Counter[str] = Counter()
    for move in moves:
        read = Read(move.authority, move.case_ref, move.reader)
        give_to(work, [read], inspector=move.taker, reason=reason)
        moved[move.authority] += 1
    for authority, reads in sorted(moved.items()):
        work.audit("assign.balance", stream=authority, reads=reads)


def _is_shown(work: UnitOfWork, move: PassedOnRead) -> bool:
    thing = Thing(owner=move.taker, authorities=frozenset({move.authority}))
    return can(work.actor, Action.SEE_CASELOADS, thing) is None


def _load_changes(review: Review, first: _Shares, second: _Shares) -> Iterator[LoadChange]:
    """The plan's inspectors in its order, then others who have reads."""
    (before, after), (again, again_after) = first.loads(), second.loads()
    named = [inspector.id for inspector in review.plan.inspectors()]
    others = sorted({*before, *again} - set(named))
    for inspector in (*named, *others):
        yield LoadChange(
            inspector, before[inspector], after[inspector], again[inspector], again_after[inspector]
        )
