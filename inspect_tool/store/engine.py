"""How a database is opened: what SQLite and PostgreSQL are told, and who may read the file."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from inspect_tool.store.database_errors import NOT_TEXT, DatabaseAddressError, NoDriverError
from inspect_tool.store.folder_lock import has_locks
from inspect_tool.store.sqlite_version import can_lose_a_commit

SQLITE = "sqlite"
DRIVER = "postgresql+psycopg"
POSTGRESQL = frozenset({"postgresql", "postgres", DRIVER})
SESSION_WANTED = "target_session_attrs"
# `postgresql://somebody@first:5432,second:5432/review`
_SEVERAL_HOSTS = re.compile(
    r"(?P<before>[\w+]+://(?:[^/?]*@)?)(?P<hosts>[^@/?,]+(?:,[^@/?,]+)+)(?P<database>/[^?]*)"
    r"(?:\?(?P<told>.*))?"
)
SECONDS_TO_CONNECT = 10
SECONDS_TO_WAIT = 10  # for somebody else who is writing, as with SQLite's busy_timeout
# A page looks up which version is in force while it reads the review, so it may hold two
# connections. With fewer than two for each, many pages at once hold one and wait for the other.
# PostgreSQL gives out 100 unless told otherwise, so two of our servers fit with their jobs.
CONNECTIONS_OF_A_PAGE = 2
PAGES_AT_ONCE = 20
KEPT_OPEN = 5
POOL = {
    "pool_size": KEPT_OPEN,
    "max_overflow": PAGES_AT_ONCE * CONNECTIONS_OF_A_PAGE - KEPT_OPEN,
}
OTHERS = 0o077  # rights of a file that are not its owner's
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # with NORMAL a power cut may take an acknowledged save away
    "busy_timeout=10000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
)


def _set_up_connection(connection: sqlite3.Connection, _record: object) -> None:
    # Without this the driver emits its own late BEGIN and a transaction starts as a reader.
    connection.isolation_level = None
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if can_lose_a_commit(sqlite3.sqlite_version_info):
            # The last connection to close still makes a checkpoint, and then there is no other one.
            connection.execute("PRAGMA wal_autocheckpoint=0")
    except UnicodeDecodeError as error:  # SQLite quotes a damaged schema in what it says
        connection.close()
        raise sqlite3.DatabaseError(NOT_TEXT) from error
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            # SQLite takes a file system that gives out no locks (ENOLCK) for somebody else's lock.
            (_, _, name) = connection.execute("PRAGMA database_list").fetchone()
            if not has_locks(Path(name).parent):
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_LOCK
        connection.close()  # nobody else would
        raise


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "")
    connection.exec_driver_sql(f"BEGIN {mode}".strip())


def open_engine(url: str, *, is_for_writing: bool = False) -> Engine:
    """Engine for a database; parameters, which are case data, stay out of its errors.

    Args:
        is_for_writing: Whether one connection is enough, which knows what it sealed last
            (`known`).

    Raises:
        DatabaseAddressError: It is no address of a database that this tool can use.
        NoDriverError: It is on a server, and what speaks to one is not installed.
    """
    address = _address(url)
    if address.drivername != SQLITE:
        return _open_server(address)
    pool = {"pool_size": 1, "max_overflow": 0} if is_for_writing else POOL
    engine = create_engine(address, hide_parameters=True, **pool)
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(_with_hosts_as_parameters(url))
    except (ArgumentError, ValueError):
        # Not even as the cause: it quotes the address, which may have a password.
        raise DatabaseAddressError from None
    if address.drivername in POSTGRESQL:
        return address.set(drivername=DRIVER)
    if address.drivername == SQLITE:
        return address
    raise DatabaseAddressError


def _with_hosts_as_parameters(url: str) -> str:
    """An address of several servers, as PostgreSQL's own programs take it, in SQLAlchemy's form.

    The first of them that takes changes is meant, unless the address says otherwise: a standby
    takes none.
    """
    found = _SEVERAL_HOSTS.fullmatch(url)
    if found is None:
        return url
    # Unquoted first: a socket is named by its folder, `%2Frun%2Fpostgresql`.
    parameters = [f"host={quote(unquote(host))}" for host in found["hosts"].split(",")]
    told = found["told"] or ""
    if SESSION_WANTED not in told:
        parameters.append(f"{SESSION_WANTED}=read-write")
    return f"{found['before']}{found['database']}?{'&'.join([*parameters, *filter(None, [told])])}"


def _open_server(address: URL) -> Engine:
    try:
        engine = create_engine(
            address,
            hide_parameters=True,
            pool_pre_ping=True,  # a server may have been started anew since
            **POOL,
            connect_args={
                "connect_timeout": SECONDS_TO_CONNECT,
                "client_encoding": "UTF8",
                "application_name": "inspect-tool",
            },
        )
    except ModuleNotFoundError as error:
        raise NoDriverError from error
    event.listen(engine, "connect", _set_up_session)
    return engine


def _set_up_session(connection: Any, _record: object) -> None:
    # By a statement, not as options of the address: those may be somebody's own, and a pooler
    # between would not take them.
    connection.autocommit = True
    # The others are for Citus; without it nobody reads those words. By itself it changes the parts
    # of a table at once, and then cannot go on with one that each machine has whole; and it makes
    # a new table that points to such a one its own, which then may not point to one that is spread.
    connection.execute(
        f"set time zone 'UTC'; set lock_timeout = '{SECONDS_TO_WAIT}s'; "
        "set citus.multi_shard_modify_mode = 'sequential'; "
        "set citus.enable_local_reference_table_foreign_keys = off"
    )
    connection.autocommit = False


def keep_private(engine: Engine) -> None:
    """Take the database's file from other people's eyes, where an earlier version left it open."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return
    for file in (Path(name), Path(f"{name}-wal"), Path(f"{name}-shm")):
        # Whoever does not own the file cannot change its rights, and may still read the review.
        with suppress(OSError):
            if file.stat().st_mode & OTHERS:
                file.chmod(0o600)


def sqlite_url(path: Path) -> str:
    """Address of the SQLite file for the engine."""
    return f"sqlite:///{path}"
