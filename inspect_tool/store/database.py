"""The engine and the unit of work: the only place that commits."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    delete,
    func,
    insert,
)
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, select
from sqlmodel.sql.expression import SelectOfScalar

from inspect_tool.domain import audit
from inspect_tool.domain.people import Actor
from inspect_tool.store import migrate, sealing, seals, server, trail, wiping
from inspect_tool.store.damage import is_damaged
from inspect_tool.store.database_errors import (
    ChangedByOthersError,
    UnreadableDatabaseError,
    error_of,
    said_in_words,
)
from inspect_tool.store.engine import keep_private, open_engine
from inspect_tool.store.known import known_on
from inspect_tool.store.private_files import PendingFiles, pending_files
from inspect_tool.store.statements import updating
from inspect_tool.store.tables import Revision
from inspect_tool.store.values import random_salt

Row = TypeVar("Row", bound=SQLModel)
Value = TypeVar("Value")
REVIEW_STREAM = "review"
Salts = Callable[[], str]
ROWS_PER_INSERT = 10_000
NOTED = {"authority", "number", "id", "subject_ref"}  # say which seal a row belongs to
SMALLEST_STEP = timedelta(microseconds=1)


@dataclass(frozen=True)
class UnitOfWork:
    """One transaction: who acts, when, and the rows it reads and writes.

    Args:
        new_salt: Where the salts of new rows come from.
        files: What is written and takes its place after the commit; thrown away while reading.
        noted: What stood in the audit trail when the database was asked last.
        shown: Authority and reference of records that were shown (`services/review/readings`).
    """

    session: Session
    actor: Actor
    now: datetime
    changes: seals.Changes = field(default_factory=seals.Changes)
    new_salt: Salts = random_salt
    files: PendingFiles = field(default_factory=PendingFiles)
    noted: dict[str, trail.NotedEntry] = field(default_factory=dict)
    shown: set[tuple[str, str]] = field(default_factory=set)

    def get(self, table: type[Row], *key: object) -> Row | None:
        """The row with that primary key, or None."""
        return self.session.get(table, key if len(key) > 1 else key[0])

    def all(self, statement: SelectOfScalar[Value], **values: object) -> Sequence[Value]:
        """Every row of a query, asked with some values."""
        return self.session.exec(statement, params=values).all()

    @cached_property
    def connection(self) -> Connection:
        """What the transaction asks; whoever does sees what was added before."""
        return self.session.connection()

    def rows(self, statement: Any, **values: object) -> Sequence[Any]:
        """Every row of a query for some columns, as named tuples, of which no objects are made."""
        if self.session.new or self.session.dirty:
            self.session.flush()
        rows: Sequence[Any] = self.connection.execute(statement, values).all()
        return rows

    def look(self, name: Hashable, tables: frozenset[str], find: Callable[[], Value]) -> Value:
        """What a look finds; where somebody writes, what it found since anybody changed that.

        Args:
            name: What tells it from other looks, with all that it is asked with.
            tables: The tables that it follows from, or parts of them as seals name them.
        """
        known = self.changes.known
        if known is None or self.changes.touches(tables):
            return find()
        if name not in known.looks:
            known.looks[name] = (tables, find())
        found: Value = known.looks[name][1]
        return found

    def first(self, statement: SelectOfScalar[Value], **values: object) -> Value | None:
        """The first row of a query, or None."""
        return self.session.exec(statement, params=values).first()

    def add(self, row: SQLModel) -> None:
        """Add a row, so that what follows in this transaction sees it."""
        self.session.add(row)
        self.session.flush()
        self._note([row])

    def _note(self, rows: Iterable[SQLModel]) -> None:
        """Note which tables are to be sealed at the end."""
        for row in rows:
            self.changes.note(str(row.__tablename__), row.model_dump(include=NOTED))

    def add_many(self, table: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert many rows of one table at once."""
        self.session.flush()
        listed = [dict(row) for row in rows]
        self._insert(table.__table__, listed)  # type: ignore[attr-defined]
        for row in listed:
            self.changes.note(str(table.__tablename__), row)

    def _insert(self, table: Table, listed: Sequence[Mapping[str, Any]]) -> None:
        connection = self.connection
        if len(listed) >= server.ROWS_TO_COPY and server.is_server(connection):
            server.copy_in(connection, table, listed)
            return
        for start in range(0, len(listed), ROWS_PER_INSERT):
            connection.execute(insert(table), listed[start : start + ROWS_PER_INSERT])

    def update_many(self, table: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> None:
        """Change many rows of one table at once, each found by its primary key."""
        columns = table.__table__  # type: ignore[attr-defined]
        keys = [column.name for column in columns.primary_key]
        listed = [{f"of_{name}": value for name, value in row.items()} for row in rows]
        if not listed:
            return
        changed = (name.removeprefix("of_") for name in listed[0])
        statement = updating(columns, *(name for name in changed if name not in keys))
        self.session.flush()
        self.connection.execute(statement, listed)
        for row in self.session:
            if isinstance(row, table):
                self.session.expire(row)
        for values in listed:
            self.changes.note(
                columns.name, {key: values[f"of_{key}"] for key in NOTED if f"of_{key}" in values}
            )

    def delete(self, rows: Iterable[SQLModel]) -> None:
        """Delete rows that a newer state replaces."""
        listed = list(rows)
        self._note(listed)
        for row in listed:
            self.session.delete(row)
        self.session.flush()

    def delete_all(self, table: type[SQLModel], *, authority: str) -> None:
        """Delete every row of an authority that a newer state replaces."""
        self.session.flush()
        rows = table.__table__  # type: ignore[attr-defined]
        self.connection.execute(delete(rows).where(rows.c.authority == authority))
        self.session.expire_all()
        self.changes.note(rows.name, {"authority": authority})

    def forget(self) -> None:
        """Have the bytes of what was deleted taken out of the database's file after the commit."""
        self.changes.are_to_be_forgotten = True

    def seal(self) -> dict[str, Any]:
        """Record what the tables that were changed hold now; the last thing in a transaction."""
        self.session.flush()
        details = sealing.details_of(self.connection, self.changes)
        if details:
            self.audit(seals.ACTION, stream=seals.STREAM, **details)
        return details

    def rely_on_all(self) -> None:
        """Have this transaction refused if another program has changed anything in the database."""
        self.changes.rely_on_all = True

    def seal_everything(self) -> None:
        """Record what every table holds, after an upgrade from before there were seals."""
        found = seals.everything(self.connection)
        self.changes.sealed |= found.sealed
        self.changes.answers.update(found.answers)
        self.changes.entries.update(found.entries)
        self.changes.are_anew = True

    def next_number(self, table: type[SQLModel], **within: str) -> int:
        """Place of the next row of a table in the order in which rows come.

        Args:
            within: Columns that the rows are numbered within, such as the authority.
        """
        columns = table.__table__.c  # type: ignore[attr-defined]
        statement = select(func.max(columns.number)).where(
            *(columns[name] == value for name, value in within.items())
        )
        return (self.session.exec(statement).one() or 0) + 1

    def next_answer(self, authority: str) -> int:
        """Number of an authority's next answer; those of deleted ones are not given again."""
        known, added = self.changes.known, self.changes.answers.get(authority, [])
        if known is not None and authority in known.last_answers:
            return max((known.last_answers[authority], *added)) + 1
        sealed = sealing.last_answer(self.connection, authority, known)
        return max(self.next_number(Revision, authority=authority), sealed + 1)

    def turn(self) -> int:
        """Number of this transaction among those that changed something, from 1."""
        last = sealing.end_of(self.connection, self.changes, seals.STREAM)
        return 1 if last is None else last.sequence + 1

    def now_after(self, *earlier: datetime) -> datetime:
        """This moment, but never before what it follows.

        A clock may stand still or run back between two steps; then the later one gets the
        smallest moment that is after the earlier ones.
        """
        return max((self.now, *(moment + SMALLEST_STEP for moment in earlier)))

    def audit(self, action: str, *, stream: str = REVIEW_STREAM, **details: object) -> None:
        """Record what is done, in the same transaction.

        Args:
            action: Noun and verb, such as `draw.seed`.
            stream: The authority's code, or the review.
            details: Facts in the types of JSON; never case text.
        """
        self.session.flush()
        last = sealing.end_of(self.connection, self.changes, stream)
        entry = audit.Entry(
            stream=stream,
            sequence=last.sequence + 1 if last else 1,
            at=self.now,
            actor=self.actor.id,
            action=action,
            details=details,
        )
        digest = audit.link(entry, last.digest if last else audit.FIRST_LINK)
        if stream == seals.STREAM:
            self.changes.head = audit.Head(entry.sequence, digest)
        else:
            self.changes.entries[stream] = (entry.sequence, digest)
        trail.add(self.connection, entry, digest)


# Begins a transaction by the person who opened the review, for services that read files before it
# or settle something after it.
Begin = Callable[[], AbstractContextManager[UnitOfWork]]


class Database:
    """One database of one review, or of a team."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        keep_private(self.engine)
        # One state for as long as somebody reads, as a file has it by itself.
        is_server = server.is_server(self.engine)
        whole = {"isolation_level": "REPEATABLE READ"} if is_server else {}
        self._reading = self.engine.execution_options(**whole)
        writer = self.engine if is_server else open_engine(url, is_for_writing=True)
        self._writer = writer.execution_options(begin="IMMEDIATE")
        self._writing = threading.Lock()
        self._unwiped = wiping.Unwiped.NOT_TRIED
        self._noted: dict[str, trail.NotedEntry] = {}
        # Also when the process ends, so that its last connection makes a checkpoint.
        self._closing = weakref.finalize(self, _give_back, self.engine, writer)

    @contextmanager
    def transaction(
        self, actor: Actor, now: datetime, *, new_salt: Salts = random_salt
    ) -> Iterator[UnitOfWork]:
        """One transaction that may write: all of it is kept, or nothing.

        Args:
            new_salt: Where the salts of new rows come from.
        """
        with self._writing:
            changes = seals.Changes()
            try:
                with (
                    pending_files() as files,
                    said_in_words(),
                    self._damage_told(),
                    Session(self._writer, expire_on_commit=False) as session,
                    server.alone(session) if server.is_server(self._writer) else session.begin(),
                ):
                    self._begin(session.connection(), changes)
                    work = UnitOfWork(session, actor, now, changes, new_salt, files, self._noted)
                    yield work
                    self._check_untouched(changes)
                    details = work.seal()
                    if changes.are_to_be_forgotten:
                        wiping.mark(self.engine)
            except BaseException:
                if changes.known is not None:
                    changes.known.forget()
                raise
            sealing.know(changes, details)
            self.finish_wiping()

    def _begin(self, connection: Connection, changes: seals.Changes) -> None:
        known = known_on(connection)
        if known is None or not known.is_guarded:
            triggers = migrate.foreign_triggers(connection)
            if triggers:  # whatever is written would run them
                raise ChangedByOthersError(triggers)
            if known is not None:
                known.is_guarded = True
        changes.known = known

    @property
    def unwiped(self) -> wiping.Unwiped | None:
        """Why the file may still hold bytes of what was deleted for good; None where it does not.

        Elsewhere than in a file the server's own housekeeping does it.
        """
        return self._unwiped if wiping.is_marked(self.engine) else None

    def finish_wiping(self) -> None:
        """Take the bytes of what was deleted out of the file, where that is still to be done."""
        if wiping.is_marked(self.engine):
            self._writer.dispose()
            self._unwiped = wiping.wipe(self.engine) or wiping.Unwiped.NOT_TRIED

    def upgrade(self, actor: Actor, now: datetime, *, then: Callable[[UnitOfWork], None]) -> None:
        """Bring the schema to the newest version, and seal what came of it, in one transaction.

        Args:
            then: What else is to be done in it.

        Raises:
            ChangedByOthersError: What is there is not as the older version sealed it.
        """

        def seal(connection: Connection) -> None:
            with Session(connection, expire_on_commit=False) as session:
                work = UnitOfWork(session=session, actor=actor, now=now)
                then(work)
                work.seal()
                session.flush()

        with self._writing, said_in_words():
            self._check_as_sealed_before()
            migrate.upgrade(self.engine, then=seal)

    def _check_as_sealed_before(self) -> None:
        """Hold an older schema's rows against its own seals, which the upgrade replaces."""
        with self.engine.connect() as connection:
            there = seals.columns_there(connection)
            sealed = seals.entries(connection) if seals.ENTRIES in there else []
            # Versions before 0003 kept no seals.
            if sealed and seals.check_seals(connection, sealed, there).faults:
                raise ChangedByOthersError(("what the audit trail seals",))
            found = migrate.foreign_triggers(connection)
        if found:
            raise ChangedByOthersError(found)

    def _check_untouched(self, changes: seals.Changes) -> None:
        """Refuse to seal what another program has changed.

        Raises:
            ChangedByOthersError: Something was not as it was left.
        """
        if changes.are_anew or not sealing.may_have_changed(changes):
            return
        with self.engine.connect() as connection:  # sees the database before this transaction
            found = tuple(sealing.changed_by_others(connection, changes))
            if not found and changes.rely_on_all:
                told = seals.check_seals(connection, seals.entries(connection))
                found = ("what would be counted",) if told.faults else ()
        if found:
            raise ChangedByOthersError(found)

    @contextmanager
    def reading(self, actor: Actor, now: datetime) -> Iterator[UnitOfWork]:
        """One consistent view; what is changed in it is thrown away."""
        with said_in_words(), self._damage_told(), Session(self._reading) as session:
            work = UnitOfWork(session=session, actor=actor, now=now, noted=self._noted)
            try:
                yield work
            finally:
                work.files.drop()
                session.rollback()

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        """Say that a database is damaged where its contents made the program stumble."""
        try:
            yield
        except (LookupError, ValueError, TypeError, AttributeError, DBAPIError) as error:
            is_told = isinstance(error, DBAPIError) and error_of(error) is not None
            if not is_told and is_damaged(self.engine):
                raise UnreadableDatabaseError from error
            raise

    def close(self) -> None:
        """Give every connection back."""
        _give_back(self.engine, self._writer)


def _give_back(*engines: Engine) -> None:
    for engine in engines:
        engine.dispose()
