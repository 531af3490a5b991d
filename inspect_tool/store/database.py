"""The engine and the unit of work: the only place that commits."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, bindparam, create_engine, event, insert, update
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from inspect_tool.domain import audit
from inspect_tool.domain.people import Actor
from inspect_tool.errors import RefusedError, UnreadableFileError
from inspect_tool.store.tables import AuditEntry

Row = TypeVar("Row", bound=SQLModel)
Value = TypeVar("Value")
REVIEW_STREAM = "review"
ROWS_PER_INSERT = 10_000
# What SQLite says when the file is the trouble, not the query.
UNREADABLE = ("unable to open", "malformed", "not a database", "disk I/O", "readonly", "is full")
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # with NORMAL a power cut may take an acknowledged save away
    "busy_timeout=10000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
)


class UnreadableDatabaseError(UnreadableFileError):
    """The database cannot be opened, or is not a database."""

    def __init__(self) -> None:
        super().__init__(
            "The review's database cannot be opened, or is damaged; nothing was changed. "
            "See `db check`, or restore a backup."
        )


class DatabaseBusyError(RefusedError):
    """Somebody else is writing and did not finish in ten seconds."""

    def __init__(self) -> None:
        super().__init__("Somebody else is changing this review. Nothing was changed; try again.")


@contextmanager
def readable_database() -> Iterator[None]:
    """Say in a sentence that a database cannot be opened.

    Raises:
        UnreadableDatabaseError: It is not a database, is damaged, or its server does not answer.
    """
    try:
        yield
    except (DatabaseError, ModuleNotFoundError) as error:
        raise UnreadableDatabaseError from error


def sqlite_url(path: Path) -> str:
    """Address of the SQLite file for the engine."""
    return f"sqlite:///{path}"


def _set_up_connection(connection: sqlite3.Connection, _record: object) -> None:
    # Without this the driver emits its own late BEGIN and a transaction starts as a reader.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "")
    connection.exec_driver_sql(f"BEGIN {mode}".strip())


def open_engine(url: str) -> Engine:
    """Engine for a database; parameters, which are case data, stay out of its errors."""
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_connection)
        event.listen(engine, "begin", _begin)
    return engine


def new_id(now: datetime) -> UUID:
    """A UUIDv7: sortable by the moment, unique by 74 random bits.

    Source: RFC 9562 (2024), s. 5.7.
    """
    milliseconds = int(now.timestamp() * 1000) & (2**48 - 1)
    random_a, random_b = secrets.randbits(12), secrets.randbits(62)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b)


@dataclass(frozen=True)
class UnitOfWork:
    """One transaction: who acts, when, and the rows it reads and writes."""

    session: Session
    actor: Actor
    now: datetime

    def get(self, table: type[Row], *key: object) -> Row | None:
        """The row with that primary key, or None."""
        return self.session.get(table, key if len(key) > 1 else key[0])

    def all(self, statement: SelectOfScalar[Value]) -> Sequence[Value]:
        """Every row of a query."""
        return self.session.exec(statement).all()

    def rows(self, statement: Any) -> Sequence[Any]:
        """Every row of a query for some columns only, as named tuples.

        No objects of the session are made of them, which is most of the time for many rows.
        """
        self.session.flush()
        rows: Sequence[Any] = self.session.connection().execute(statement).all()
        return rows

    def first(self, statement: SelectOfScalar[Value]) -> Value | None:
        """The first row of a query, or None."""
        return self.session.exec(statement).first()

    def add(self, row: SQLModel) -> None:
        """Add a row, so that what follows in this transaction sees it."""
        self.session.add(row)
        self.session.flush()

    def add_many(self, table: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert many rows of one table at once."""
        self.session.flush()
        listed = [dict(row) for row in rows]
        for start in range(0, len(listed), ROWS_PER_INSERT):
            self.session.connection().execute(
                insert(table.__table__),  # type: ignore[attr-defined]
                listed[start : start + ROWS_PER_INSERT],
            )

    def update_many(self, table: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> None:
        """Change many rows of one table at once, each found by its primary key."""
        columns = table.__table__  # type: ignore[attr-defined]
        keys = [column.name for column in columns.primary_key]
        listed = [{f"of_{name}": value for name, value in row.items()} for row in rows]
        if not listed:
            return
        changed = [name.removeprefix("of_") for name in listed[0]]
        statement = (
            update(columns)
            .where(*(columns.c[key] == bindparam(f"of_{key}") for key in keys))
            .values({name: bindparam(f"of_{name}") for name in changed if name not in keys})
        )
        self.session.flush()
        self.session.connection().execute(statement, listed)
        for row in self.session:
            if isinstance(row, table):
                self.session.expire(row)

    def delete(self, rows: Iterable[SQLModel]) -> None:
        """Delete rows that a newer state replaces."""
        for row in rows:
            self.session.delete(row)
        self.session.flush()

    def execute(self, statement: Any) -> None:
        """Run a statement that changes many rows."""
        self.session.flush()
        self.session.connection().execute(statement)
        self.session.expire_all()

    def new_id(self) -> str:
        """A new key for a row."""
        return str(new_id(self.now))

    def audit(self, action: str, *, stream: str = REVIEW_STREAM, **details: object) -> None:
        """Record what is done, in the same transaction.

        Args:
            action: Noun and verb, such as `draw.seed`.
            stream: The authority's code, or the review.
            details: Facts in the types of JSON; never case text.
        """
        last = self.first(
            select(AuditEntry)
            .where(AuditEntry.stream == stream)
            .order_by(col(AuditEntry.sequence).desc())
            .limit(1)
        )
        entry = audit.Entry(
            stream=stream,
            sequence=last.sequence + 1 if last else 1,
            at=self.now,
            actor=self.actor.id,
            action=action,
            details=details,
        )
        digest = audit.link(entry, last.digest if last else audit.FIRST_LINK)
        self.add(
            AuditEntry(
                stream=stream,
                sequence=entry.sequence,
                at=self.now,
                actor=self.actor.id,
                action=action,
                details=details,
                digest=digest,
            )
        )


# Begins a transaction by the person who opened the review, for services that read files before it
# or settle something after it.
Begin = Callable[[], AbstractContextManager[UnitOfWork]]


class Database:
    """One database of one review, or of a team."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self._writing = threading.Lock()

    @contextmanager
    def transaction(self, actor: Actor, now: datetime) -> Iterator[UnitOfWork]:
        """One transaction that may write: all of it is kept, or nothing."""
        with self._writing:
            engine = self.engine.execution_options(begin="IMMEDIATE")
            try:
                with Session(engine, expire_on_commit=False) as session, session.begin():
                    yield UnitOfWork(session=session, actor=actor, now=now)
            except OperationalError as error:
                if "locked" in str(error.orig):
                    raise DatabaseBusyError from error
                if any(words in str(error.orig) for words in UNREADABLE):
                    raise UnreadableDatabaseError from error
                raise

    @contextmanager
    def reading(self, actor: Actor, now: datetime) -> Iterator[UnitOfWork]:
        """One consistent view; what is changed in it is thrown away."""
        with Session(self.engine) as session:
            try:
                yield UnitOfWork(session=session, actor=actor, now=now)
            finally:
                session.rollback()

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
