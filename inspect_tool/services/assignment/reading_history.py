"""Who has read a case so far: a case's two reads stay blind for each other through every change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.records.records import Reader
from inspect_tool.errors import RefusedError
from inspect_tool.store import hand_over_queries, queries, record_queries
from inspect_tool.store.hand_over_tables import HandOver
from inspect_tool.store.tables import Assignment

if TYPE_CHECKING:
    from inspect_tool.domain.plan.plan import Member
    from inspect_tool.store.database import UnitOfWork

OTHER = {Reader.FIRST: Reader.SECOND, Reader.SECOND: Reader.FIRST}


class Read(NamedTuple):
    """One of the two reads of a case."""

    authority: str
    case_ref: str
    reader: Reader


class BarredRead(NamedTuple):
    """A read that somebody must not get, and why."""

    read: Read
    why: str


class BarredReadsError(RefusedError):
    """Somebody must not get some of the reads; nothing was moved."""

    def __init__(self, inspector: str, bars: Iterable[BarredRead]) -> None:
        by_reason: dict[str, list[str]] = defaultdict(list)
        for bar in bars:
            by_reason[bar.why].append(f"{bar.read.case_ref} ({bar.read.reader.value} read)")
        why = " ".join(f"{', '.join(reads)}: {reason}." for reason, reads in by_reason.items())
        super().__init__(
            f"{inspector} cannot get every read, so nothing was moved. {why} Choose another "
            "inspector for these, and name cases with --case."
        )


@dataclass(frozen=True)
class ReadingHistory:
    """Everybody who has had a read, or recorded in it, from the beginning.

    Args:
        people: Ids by read. Whoever settled a disagreement has seen both reads of the case.
        begun: Reads in which something was recorded.
    """

    people: Mapping[Read, frozenset[str]]
    begun: frozenset[Read]

    @classmethod
    def of(cls, work: UnitOfWork, authority: str | None = None) -> ReadingHistory:
        """As it is now, at one authority or all."""
        people: dict[Read, set[str]] = defaultdict(set)
        begun = set()
        for row in queries.assignments(work, authority=authority):
            people[_read(row.authority, row.case_ref, row.reader)].add(row.inspector)
        for moved in hand_over_queries.hand_overs(work, authority):
            read = _read(moved.authority, moved.case_ref, moved.reader)
            people[read] |= {moved.from_inspector, moved.to_inspector}
        for told in record_queries.recorders(work, authority):
            if told.reader == Reader.ADJUDICATED:
                for reader in OTHER:
                    people[Read(told.authority, told.subject_ref, reader)].add(told.author)
            elif told.reader in OTHER:
                read = _read(told.authority, told.subject_ref, told.reader)
                people[read].add(told.author)
                begun.add(read)
        return cls({read: frozenset(ids) for read, ids in people.items()}, frozenset(begun))

    def barred_from(self, read: Read) -> frozenset[str]:
        """Who must not get a read because they know the case's other one."""
        return self.people.get(read._replace(reader=OTHER[read.reader]), frozenset())

    def bar(self, member: Member, read: Read) -> BarredRead | None:
        """Why an inspector must not get a read; None where they may."""
        if read.authority in member.not_for:
            conflict = f"a conflict of interest with {read.authority} (`not_for` in the plan)"
            return BarredRead(read, conflict)
        if member.id in self.barred_from(read):
            return BarredRead(read, "they have had the case's other read, and the two are blind")
        return None


def _read(authority: str, case_ref: str, reader: str) -> Read:
    return Read(authority, case_ref, Reader(reader))


def give_to(work: UnitOfWork, reads: Iterable[Read], *, inspector: str, reason: str) -> None:
    """Give reads that somebody has to an inspector, with a row for each that keeps whose it was."""
    for read in reads:
        row = work.get(Assignment, *read)
        if row is None:
            continue
        work.add(
            HandOver(
                **read._asdict(),
                sequence=hand_over_queries.next_hand_over(work, *read),
                from_inspector=row.inspector,
                to_inspector=inspector,
                reason=reason,
                actor=work.actor.id,
                at=work.now,
            )
        )
        row.inspector, row.assigned_at = inspector, work.now
        work.add(row)
