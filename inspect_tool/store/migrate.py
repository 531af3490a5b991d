"""The schema's version: making, checking and upgrading a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, inspect, text

from inspect_tool.errors import CheckFailedError, RefusedError
from inspect_tool.store import server
from inspect_tool.store.database_errors import (
    NotTakenError,
    UnreadableDatabaseError,
    said_in_words,
)
from inspect_tool.store.tables import APPEND_ONLY

if TYPE_CHECKING:
    from alembic.config import Config

# The newest migration; a test compares it with the folder, so that opening a review need not
# load Alembic.
NEWEST = "0022"


class SchemaVersionError(RefusedError):
    """The database's schema is older or newer than this version of the tool."""

    def __init__(self, schema: str, *, is_on_server: bool) -> None:
        remedy = "Use `db upgrade`; it makes a backup first."
        if is_on_server:
            remedy = "Make a backup (`pg_dump`), then use `db upgrade` as the owner."
        if schema > NEWEST:
            remedy = "Install the newer version of inspect-tool that wrote it."
        super().__init__(f"The review's database has schema {schema}, this tool {NEWEST}. {remedy}")


class BackupRefusedError(RefusedError):
    """A backup was asked for where it cannot be made."""


class ForeignKeysBrokenError(CheckFailedError):
    """A migration left rows that point nowhere; it was undone."""

    def __init__(self) -> None:
        super().__init__(
            "The upgrade would leave rows that point nowhere, so it was undone. "
            "The review is as before; send the output of `db check` to the makers of inspect-tool."
        )


def schema_version(engine: Engine) -> str | None:
    """Version of the database's schema, or None for an empty database.

    Raises:
        UnreadableDatabaseError: There are tables without a version.
    """
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            version = connection.execute(text("select version_num from alembic_version")).scalar()
            return str(version)
    if tables and engine.dialect.name == "sqlite":  # the file is the review's alone
        raise UnreadableDatabaseError
    return None


def check_schema(engine: Engine) -> None:
    """Refuse a database whose schema is not this version's.

    Raises:
        SchemaVersionError: It is older or newer.
    """
    schema = schema_version(engine)
    if schema is not None and schema != NEWEST:
        raise SchemaVersionError(schema, is_on_server=server.is_server(engine))


def upgrade(engine: Engine, *, then: Callable[[Connection], None] | None = None) -> None:
    """Bring the schema to the newest version, all of it or nothing.

    Foreign keys are off meanwhile: with them on, Alembic's way of changing a SQLite table, which
    copies and drops it, deletes the rows that point to it.

    Args:
        then: What is to be done in the same transaction.

    Raises:
        ForeignKeysBrokenError: The result has rows that point nowhere.
    """
    from alembic import command

    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _set_foreign_keys(connection, on=False)
        try:
            with connection.begin() as transaction:
                if server.is_server(connection):
                    _prepare_server(connection)
                command.upgrade(_configuration(connection), "head")
                if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    transaction.rollback()
                    raise ForeignKeysBrokenError
                if then is not None:
                    then(connection)
        finally:
            if is_sqlite:
                _set_foreign_keys(connection, on=True)


def _prepare_server(connection: Connection) -> None:
    """Keep writers out meanwhile, and see that a new database sorts as a file does."""
    tables = inspect(connection).get_table_names()
    if server.TURN in tables:
        server.take_turn(connection)
    else:
        server.check_order(connection)


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    # The pragma does nothing inside a transaction, so it goes past SQLAlchemy's.
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  # an open connection has one
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _configuration(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def back_up(engine: Engine, path: Path) -> None:
    """Write a complete copy of a SQLite database; copying the file may miss its newest part.

    Raises:
        BackupRefusedError: There is a file of that name, or the database is not a SQLite file.
    """
    if engine.dialect.name != "sqlite":
        raise BackupRefusedError(
            "This database is not a file. `db copy --to FILE.db` makes a file of it; for regular "
            "backups of the server see pg_dump and docs/how-tos/run-on-postgresql.md."
        )
    if path.exists():
        raise BackupRefusedError(f"{path} exists already. Name a file that does not.")
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101  # an open connection has one
        # Under another name until it is whole, so that a killed backup is not taken for one.
        part = path.with_name(f".{path.name}.part")
        _remove_part(part)
        try:
            with said_in_words():
                _copy_to(driver, part)
            part.replace(path)
        finally:
            _remove_part(part)


def _copy_to(driver: sqlite3.Connection, part: Path) -> None:
    try:
        driver.execute("VACUUM INTO ?", (str(part),))
    except sqlite3.OperationalError as error:
        # As it is where not even the first page of the copy was taken, without an extended code.
        if error.sqlite_errorcode == sqlite3.SQLITE_IOERR:
            raise NotTakenError from error
        raise


def _remove_part(part: Path) -> None:
    for left in (part, part.with_name(f"{part.name}-journal")):
        left.unlink(missing_ok=True)


def file_faults(engine: Engine) -> tuple[str, ...]:
    """What SQLite finds wrong with its file and with what points where; empty when nothing."""
    if engine.dialect.name != "sqlite":
        return ()
    with engine.connect() as connection:
        reported = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    faults = [
        f"The file is damaged: {line}. Restore a backup." for line in reported if line != "ok"
    ]
    if dangling:
        faults.append(f"{len(dangling)} rows point nowhere. Restore a backup.")
    return tuple(faults)


def missing_triggers(engine: Engine) -> tuple[str, ...]:
    """A sentence for each table whose rows SQLite no longer keeps from being changed."""
    if engine.dialect.name != "sqlite":
        return ()
    with engine.connect() as connection:
        statement = "select name, sql from sqlite_master where type = 'trigger'"
        there = {str(name): str(sql) for name, sql in connection.exec_driver_sql(statement)}
    return tuple(
        f"The guard {name} is missing or was changed: rows of {table} can be changed by any "
        "program. Restore a backup."
        for table in APPEND_ONLY
        for name, sql in (
            (f"{table}_no_{verb}", trigger(table, verb)) for verb in ("update", "delete")
        )
        if _plain(there.get(name, "")) != _plain(sql)
    )


def foreign_triggers(connection: Connection) -> tuple[str, ...]:
    """Names of programs that another program put into the database; any change would run them."""
    if server.is_server(connection):
        return server.foreign_programs(connection)
    ours = {f"{table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")}
    statement = "select name from sqlite_master where type = 'trigger' order by name"
    names = connection.exec_driver_sql(statement).scalars()
    return tuple(f"the trigger {name}" for name in names if name not in ours)


def foreign_objects(engine: Engine) -> tuple[str, ...]:
    """A sentence for what another program put into the database's schema, took away or changed."""
    if server.is_server(engine):
        with engine.connect() as connection:
            return tuple(server.differences(connection))
    there, ours = _schema(engine), _schema_as_made()
    guards = {name for name in ours if name[0] == "trigger"}  # told with what they guard
    return (
        *(
            f"The {kind} {name} was put into the database by another program. Restore a backup."
            for kind, name in sorted(there.keys() - ours)
        ),
        *(
            f"The {kind} {name} is missing from the database. Restore a backup."
            for kind, name in sorted(ours.keys() - there - guards)
        ),
        *(
            f"The {kind} {name} of the database was changed by another program. Restore a backup."
            for kind, name in sorted((ours.keys() & there) - guards)
            if ours[kind, name] != there[kind, name]
        ),
    )


@cache
def _schema_as_made() -> dict[tuple[str, str], str]:
    """The schema of a database that the migrations have just made."""
    as_made = create_engine("sqlite://")
    try:
        upgrade(as_made)
        return _schema(as_made)
    finally:
        as_made.dispose()


def _schema(engine: Engine) -> dict[tuple[str, str], str]:
    """What makes each thing of the schema, by its kind and name, with where it belongs."""
    statement = "select type, name, tbl_name, sql from sqlite_master"
    with engine.connect() as connection:
        return {
            (str(kind), str(name)): f"{table}: {_plain(str(sql))}"
            for kind, name, table, sql in connection.exec_driver_sql(statement)
        }


def trigger(table: str, verb: str) -> str:
    """The statement that keeps rows of an append-only table as they are."""
    return (
        f"create trigger {table}_no_{verb} before {verb} on {table} "
        f"begin select raise(abort, '{table} is append-only'); end"
    )


def _plain(sql: str) -> str:
    return " ".join(sql.lower().split())
