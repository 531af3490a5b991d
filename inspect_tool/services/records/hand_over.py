"""Reads that go from one inspector to another: somebody falls ill, or leaves the team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.assignment.caseloads import UnknownInspectorError
from inspect_tool.services.assignment.reading_history import (
    BarredReadsError,
    Read,
    ReadingHistory,
    give_to,
)
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.records import records
from inspect_tool.services.records.subjects import authority_of
from inspect_tool.services.sampling.errors import given_reason

if TYPE_CHECKING:
    from inspect_tool.domain.plan.plan import Member
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork


class NothingToHandOverError(RefusedError):
    """An inspector has no read that is to be moved."""

    def __init__(self, inspector: str, *, complete: int) -> None:
        finished = (
            f" Complete ones: {complete}. They stay in that name unless --with-complete is given."
            if complete
            else ""
        )
        super().__init__(
            f"{inspector} has no read there that is not complete.{finished} See `case list`."
        )


class NotTheirReadError(UsageError):
    """A case was named that the inspector does not read."""

    def __init__(self, inspector: str, cases: Sequence[str]) -> None:
        super().__init__(
            f"{inspector} does not read {', '.join(cases)}, or it was lost. Nothing was moved. "
            "See `assign show`."
        )


class SameInspectorError(UsageError):
    """Reads cannot go to whoever has them."""

    def __init__(self, inspector: str) -> None:
        super().__init__(f"The reads are those of {inspector} already. Name another with --to.")


@dataclass(frozen=True, kw_only=True)
class HandOverWanted:
    """Which reads are to go from whom to whom.

    Args:
        giver: Whose they are now; need not be in the plan any more.
        authority: Only those at one authority.
        cases: Only those of some cases; all where none is named.
        with_complete: Complete reads too.
    """

    giver: str
    taker: str
    authority: str | None = None
    cases: Collection[str] = ()
    with_complete: bool = False

    @property
    def named_authorities(self) -> frozenset[str]:
        """Codes that somebody named, by themselves or with a case."""
        named = (self.authority or "", *(authority_of(ref.strip()) for ref in self.cases))
        return frozenset(code.upper() for code in named if code)


@dataclass(frozen=True)
class MovedRead:
    """A read that goes to another inspector.

    Args:
        standing: `begun`, `not begun` or `complete`.
    """

    authority: str
    case_ref: str
    reader: Reader
    standing: str


@dataclass(frozen=True)
class HandOverView:
    """What was handed over, or would be.

    Args:
        stay: How many complete reads stay in the giver's name.
    """

    giver: str
    taker: str
    reads: tuple[MovedRead, ...]
    stay: int
    reason: str
    is_dry_run: bool


def hand_over(
    work: UnitOfWork,
    review: Review,
    wanted: HandOverWanted,
    *,
    reason: str,
    dry_run: bool = False,
) -> HandOverView:
    """Give an inspector's reads, begun or not, to another; what was recorded keeps its author.

    Every read is checked before any is moved. Complete reads stay unless they are asked for: they
    are the work of whoever did them.

    Args:
        dry_run: Say what would be moved, and change nothing.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead, or must not see the cases.
        UnknownInspectorError, SameInspectorError, UnknownAuthorityError, NotTheirReadError: The
            words of the command are wrong.
        NothingToHandOverError: There is nothing to move.
        BarredReadsError: The taker must not get one of the reads.
        NoReasonError: There is no reason.
    """
    check_can(work.actor, Action.HAND_OVER)
    _check_may_ask(work, wanted.named_authorities)
    taker = _taker(review, wanted)
    why = "" if dry_run else given_reason(reason, "moves reads", option="--reason")
    own = list(_own_reads(work, review, wanted))
    chosen = [view for view in own if wanted.with_complete or not view.is_complete]
    if not chosen:
        raise NothingToHandOverError(wanted.giver, complete=len(own))
    reads = [Read(view.subject.authority, view.subject.ref, view.reader) for view in chosen]
    _check_reads(work, taker, reads)
    if not dry_run:
        give_to(work, reads, inspector=taker.id, reason=why)
        _audit(work, wanted, reads)
    return HandOverView(
        giver=wanted.giver,
        taker=taker.id,
        reads=tuple(
            MovedRead(*read, standing=view.standing)
            for read, view in zip(reads, chosen, strict=True)
        ),
        stay=len(own) - len(chosen),
        reason=why,
        is_dry_run=dry_run,
    )


def _check_may_ask(work: UnitOfWork, authorities: frozenset[str]) -> None:
    check_can(work.actor, Action.HAND_OVER, Thing(name="These reads", authorities=authorities))


def _check_reads(work: UnitOfWork, taker: Member, reads: Sequence[Read]) -> None:
    """Refuse where the actor or the taker must not have one of the reads."""
    _check_may_ask(work, frozenset(read.authority for read in reads))
    history = ReadingHistory.of(work)
    bars = [bar for bar in (history.bar(taker, read) for read in reads) if bar is not None]
    if bars:
        raise BarredReadsError(taker.id, bars)


def _taker(review: Review, wanted: HandOverWanted) -> Member:
    if wanted.giver == wanted.taker:
        raise SameInspectorError(wanted.giver)
    member = review.plan.member(wanted.taker)
    if member is None or member not in review.plan.inspectors():
        raise UnknownInspectorError(wanted.taker)
    return member


def _own_reads(work: UnitOfWork, review: Review, wanted: HandOverWanted) -> Iterator[RecordView]:
    """The giver's reads of cases, of those that are wanted."""
    code = wanted.authority.upper() if wanted.authority is not None else None
    if code is not None and review.plan.authority(code) is None:
        raise UnknownAuthorityError(code, review)
    own = [
        view
        for view in records.list_records(work, review, code)
        if view.subject.kind is SubjectKind.CASE and view.inspector == wanted.giver
    ]
    named = {ref.strip().upper() for ref in wanted.cases}
    missing = sorted(named - {view.subject.ref for view in own})
    if missing:
        raise NotTheirReadError(wanted.giver, missing)
    return (view for view in own if not named or view.subject.ref in named)


def _audit(work: UnitOfWork, wanted: HandOverWanted, reads: Sequence[Read]) -> None:
    """One entry for each authority; the reason, which may be about a person, is in the table."""
    cases: dict[str, dict[Reader, list[str]]] = defaultdict(lambda: defaultdict(list))
    for read in reads:
        cases[read.authority][read.reader].append(read.case_ref)
    for authority, by_reader in sorted(cases.items()):
        work.audit(
            "assign.hand-over",
            stream=authority,
            **{"from": wanted.giver, "to": wanted.taker},
            first=by_reader[Reader.FIRST],
            second=by_reader[Reader.SECOND],
        )
