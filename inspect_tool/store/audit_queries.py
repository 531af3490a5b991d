"""Questions to the audit trail: what was done, by whom, in which order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from inspect_tool.store import seals
from inspect_tool.store.tables import AuditEntry
from inspect_tool.store.trail import NotedEntry

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

REVIEW_STREAM = "review"
READ = "record.read"
OF_THE_REVIEW = frozenset({seals.Sealed(seals.ENTRIES, REVIEW_STREAM).key})
PART = 500


def entries_of_actions(work: UnitOfWork, actions: Sequence[str]) -> Sequence[AuditEntry]:
    """Entries about the review with one of some actions, oldest first."""
    return work.all(
        select(AuditEntry)
        .where(AuditEntry.stream == REVIEW_STREAM, col(AuditEntry.action).in_(actions))
        .order_by(col(AuditEntry.sequence))
    )


def entries_of_action(work: UnitOfWork, action: str) -> Sequence[AuditEntry]:
    """Entries of one action, about the review or any authority."""
    return work.all(select(AuditEntry).where(AuditEntry.action == action))


def entries_of_either(work: UnitOfWork, actions: Sequence[str]) -> Sequence[AuditEntry]:
    """Entries with one of some actions, about the review or any authority, in order by stream."""
    return work.all(
        select(AuditEntry)
        .where(col(AuditEntry.action).in_(actions))
        .order_by(AuditEntry.stream, col(AuditEntry.sequence))
    )


def newest_of_actions(work: UnitOfWork, actions: Sequence[str]) -> NotedEntry | None:
    """The newest entry about the review with one of some actions, or None.

    Every page asks this. No index leads to it, so it is looked for from where it was last on; what
    stood there may have been taken back. What it says is read again where its digest is another.
    """
    return work.look(tuple(actions), OF_THE_REVIEW, lambda: _newest_of(work, actions))


def _newest_of(work: UnitOfWork, actions: Sequence[str]) -> NotedEntry | None:
    name = " ".join(actions)
    noted = work.noted.get(name)
    found = work.rows(_newest(tuple(actions)), last=0 if noted is None else noted.sequence)
    if not found and noted is not None:
        found = work.rows(_newest(tuple(actions)), last=0)
    if not found:
        return None
    sequence, digest = found[0]
    if noted is None or (noted.sequence, noted.digest) != (sequence, digest):
        details = work.rows(_details(), place=sequence)[0][0]
        noted = work.noted[name] = NotedEntry(sequence, digest, details)
    return noted


@cache
def _newest(actions: tuple[str, ...]) -> Any:
    return (
        select(AuditEntry.sequence, AuditEntry.digest)
        .where(
            AuditEntry.stream == REVIEW_STREAM,
            col(AuditEntry.action).in_(actions),
            col(AuditEntry.sequence) >= bindparam("last"),
        )
        .order_by(col(AuditEntry.sequence).desc())
        .limit(1)
    )


@cache
def _details() -> Any:
    return select(AuditEntry.details).where(
        AuditEntry.stream == REVIEW_STREAM, AuditEntry.sequence == bindparam("place")
    )


def details_of_person(
    work: UnitOfWork, person: str, action: str, since: datetime
) -> list[tuple[str, dict[str, Any]]]:
    """Stream and details of what somebody did since a moment, of one action."""
    rows = work.rows(_of_person(), person=person, done=action, since=since)
    return [(stream, details) for stream, details in rows]


@cache
def _of_person() -> Any:
    return select(AuditEntry.stream, AuditEntry.details).where(
        AuditEntry.actor == bindparam("person"),
        AuditEntry.action == bindparam("done"),
        col(AuditEntry.at) >= bindparam("since"),
    )


def newest_entries(  # each narrows what is asked for
    work: UnitOfWork,
    *,
    person: str,
    action: str,
    stream: str | None,
    since: date | None,
    until: date | None,
) -> Iterator[tuple[str, datetime, str, str, dict[str, Any]]]:
    """Stream, moment, actor, action and details of entries, the newest first, without seals.

    Args:
        person, action: Empty for all.
        stream: None for all.
        since, until: Days in UTC, both included.
    """
    names = ("stream", "at", "actor", "action", "details")
    statement = select_columns(*(getattr(AuditEntry, name) for name in names)).where(
        col(AuditEntry.stream) != seals.STREAM
    )
    if person:
        statement = statement.where(col(AuditEntry.actor) == person)
    if action:
        statement = statement.where(col(AuditEntry.action) == action)
    if stream is not None:
        statement = statement.where(col(AuditEntry.stream) == stream)
    if since is not None:
        statement = statement.where(col(AuditEntry.at) >= _midnight(since))
    if until is not None:
        statement = statement.where(col(AuditEntry.at) < _midnight(until) + timedelta(days=1))
    ordered = statement.order_by(
        col(AuditEntry.at).desc(), col(AuditEntry.stream), col(AuditEntry.sequence).desc()
    )
    # In parts, since whoever asks stops early.
    yield from work.session.connection().execute(ordered).yield_per(PART)


def actions(work: UnitOfWork) -> list[str]:
    """Every action that there is an entry of, in order."""
    found = work.rows(select(AuditEntry.action).where(AuditEntry.stream != seals.STREAM).distinct())
    return sorted(action for (action,) in found)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


class ActOfPerson(NamedTuple):
    """One thing that somebody did.

    Args:
        turn: Number of the transaction that it was done in, from 1: the order over all streams.
    """

    action: str
    at: datetime
    turn: int


def acts_of(work: UnitOfWork, person: str) -> list[ActOfPerson]:
    """What somebody did, stream by stream.

    Seals, which nobody makes on purpose, are left out, and that somebody read something.
    """
    ends: dict[str, list[tuple[int, int]]] = {}  # of each stream: last entry, transaction
    rows = select(AuditEntry.sequence, AuditEntry.details).where(AuditEntry.stream == seals.STREAM)
    for turn, details in work.rows(rows.order_by(col(AuditEntry.sequence))):
        for key, sealed in details.items():
            about = seals.Sealed.of(key)
            if about.table == seals.ENTRIES:
                ends.setdefault(about.authority, []).append((sealed[0], turn))
    acts = select(AuditEntry.stream, AuditEntry.sequence, AuditEntry.action, AuditEntry.at).where(
        AuditEntry.actor == person,
        AuditEntry.stream != seals.STREAM,
        AuditEntry.action != READ,
    )
    found = []
    for stream, sequence, action, at in work.rows(
        acts.order_by(AuditEntry.stream, col(AuditEntry.sequence))
    ):
        of_stream = ends.get(stream, [])
        place = bisect_left(of_stream, (sequence, 0))
        turn = of_stream[place][1] if place < len(of_stream) else 0
        found.append(ActOfPerson(action, at, turn))
    return found
