"""What is said to PostgreSQL alone: whose turn it is to write, many rows at once, what it must be.

Whoever writes holds the one row of `write_turn` to the end of the transaction, so that writers
come one after the other, as they do in a file. The statements after that see all that was
committed before it. A row, not an advisory lock: that works where the database is spread over
several machines too.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, Engine, Table, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from inspect_tool.errors import RefusedError
from inspect_tool.store.tables import APPEND_ONLY

if TYPE_CHECKING:
    from sqlalchemy import Connection

POSTGRESQL = "postgresql"
TURN = "write_turn"
INDEX = "searched_words"
EVIDENCE = "evidence_file"  # each row is known by its digest, which answers name
OWN = frozenset({TURN, INDEX, EVIDENCE})  # tables that a review in a file does not have
ROWS_TO_COPY = 200  # from here on COPY is faster than INSERT
TRIES = 5
FIRST_PAUSE = 0.02  # seconds; twice as long each time
AGAIN = frozenset({"40001", "40P01"})  # the server gave the transaction up for another one
ORDERS = frozenset({"C", "POSIX", "C.UTF-8", "C.UTF8", "C.utf8"})
_FOREIGN = text(
    "select 'the trigger ' || t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid "
    "join pg_namespace n on n.oid = c.relnamespace "
    "where not t.tgisinternal and n.nspname = current_schema() "
    "union all select 'the rule ' || rulename from pg_rules where schemaname = current_schema() "
    "order by 1"
)
# What is neither a table, which is compared, nor of an extension that somebody installed.
_BESIDE = text(
    "select case c.relkind when 'S' then 'sequence' when 'f' then 'foreign table' else 'view' end "
    "|| ' ' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "where n.nspname = current_schema() and c.relkind in ('v', 'm', 'S', 'f') and not exists "
    "(select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid "
    "and d.deptype = 'e') order by 1"
)


class WrongOrderError(RefusedError):
    """The database sorts or keeps text in another way than the tool."""

    def __init__(self, encoding: str, order: str) -> None:
        super().__init__(
            f"The database keeps text as {encoding} and sorts it by {order}; the seals and draws "
            "of a review need UTF8 and the order C. Nothing was changed. Make the database with "
            "`createdb --template=template0 --encoding=UTF8 --locale=C NAME`."
        )


def is_server(connection: Connection | Engine) -> bool:
    """Whether a database is on a server, not in a file."""
    return connection.dialect.name == POSTGRESQL


def take_turn(connection: Connection) -> None:
    """Wait until nobody else writes; from now on nobody else does, to the end of the transaction.

    Raises:
        OperationalError: It took more than ten seconds, or the server gave it up.
    """
    connection.execute(text(f"select id from {TURN} for update"))  # noqa: S608  # ours


@contextmanager
def alone(session: Session) -> Iterator[None]:
    """A transaction in whose course nobody else writes; all of it is kept, or nothing.

    Where the server gives it up for another one before it has done anything, it begins again.

    Raises:
        OperationalError: See `take_turn`.
    """
    for attempt in range(TRIES):
        transaction = session.begin()
        try:
            take_turn(session.connection())
            break
        except OperationalError as error:
            transaction.rollback()
            if attempt + 1 == TRIES or getattr(error.orig, "sqlstate", None) not in AGAIN:
                raise
            time.sleep(FIRST_PAUSE * 2**attempt)
    with transaction:
        yield


def tables() -> list[str]:
    """Names of the tables that hold the review, those first that others point to."""
    # Seldom asked, and needs every table; the module itself is loaded by nearly every command.
    from inspect_tool.store.schema import whole_schema

    return [table.name for table in whole_schema().sorted_tables]


def check_order(connection: Connection) -> None:
    """Refuse a database that would sort a review in another way than a file does.

    Raises:
        WrongOrderError: It is not in UTF-8, or sorts by the rules of a language.
    """
    statement = text(
        "select pg_encoding_to_char(encoding), datcollate, datlocprovider "
        "from pg_database where datname = current_database()"
    )
    encoding, order, provider = connection.execute(statement).one()
    if encoding != "UTF8" or order not in ORDERS or provider != "c":
        raise WrongOrderError(encoding, order if provider == "c" else "ICU")


def foreign_programs(connection: Connection) -> tuple[str, ...]:
    """Programs that somebody put into the database; any change would run them."""
    return tuple(connection.execute(_FOREIGN).scalars())


def may_change_what_only_grows(engine: Engine) -> bool:
    """Whether the role could change or delete rows of a table that is only ever added to."""
    asked = text(
        "select bool_or(has_table_privilege(cast(n as text), 'UPDATE') or "
        "has_table_privilege(cast(n as text), 'DELETE')) from unnest(cast(:names as text[])) n"
    )
    with engine.connect() as connection:
        return bool(connection.execute(asked, {"names": list(APPEND_ONLY)}).scalar())


def differences(connection: Connection) -> Iterator[str]:
    """A sentence for each thing of the schema that is not as the migrations make it."""
    beside = (*foreign_programs(connection), *connection.execute(_BESIDE).scalars())
    for thing in beside:
        name = thing.removeprefix("the ")
        yield f"The {name} was put into the database by another program. Restore a backup."
    yield from _lost_constraints(connection)
    for verb, name in _changes(connection):
        yield (
            f"The schema is not as this tool made it ({verb.replace('_', ' ')} {name} would "
            "put it right): another program changed it. Restore a backup."
        )


def _lost_constraints(connection: Connection) -> Iterator[str]:
    """Keys and conditions of rows, which are not among what `_changes` compares."""
    from inspect_tool.store.schema import whole_schema

    asked = inspect(connection)
    keys = {name: one for (_, name), one in asked.get_multi_pk_constraint().items()}
    conditions = {name: one for (_, name), one in asked.get_multi_check_constraints().items()}
    for table in whole_schema().sorted_tables:
        if table.name not in keys:
            continue  # the whole table is missing, which is told
        key = keys[table.name]["constrained_columns"]
        wanted = sum(isinstance(one, CheckConstraint) for one in table.constraints)
        if set(key) != set(table.primary_key.columns.keys()):
            yield f"The key of {table.name} was changed by another program. Restore a backup."
        if len(conditions.get(table.name, ())) != wanted:
            yield (
                f"The conditions of rows of {table.name} were changed by another program. "
                "Restore a backup."
            )


def _changes(connection: Connection) -> Iterator[tuple[str, str]]:
    """What Alembic would do to tables, columns and indexes, and to which."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from inspect_tool.store.schema import whole_schema

    def is_ours(name: str | None, kind: str, parents: Mapping[str, Any]) -> bool:
        return (parents.get("table_name") if kind != "table" else name) not in OWN

    context = MigrationContext.configure(connection, opts={"include_name": is_ours})
    for change in compare_metadata(context, whole_schema()):
        changes = change if isinstance(change, list) else [change]
        for verb, *about in changes:
            named = next((one for one in reversed(about) if getattr(one, "name", None)), None)
            name = getattr(named, "name", "") or next(
                (one for one in about if isinstance(one, str)), ""
            )
            yield verb, name


def copy_in(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    has_json_as_text: bool = False,
) -> None:
    """Insert many rows at once by COPY.

    Args:
        rows: They have the same columns, and at least one row is there.
        has_json_as_text: Values of JSON are given as the text that is kept.

    Raises:
        DBAPIError: The server did not take them.
    """
    import psycopg

    names = list(rows[0])
    makers = [
        None
        if has_json_as_text and isinstance(table.c[name].type, JSON)
        else table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        for name in names
    ]
    quoted = connection.dialect.identifier_preparer.quote
    statement = f"copy {quoted(table.name)} ({', '.join(map(quoted, names))}) from stdin"
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(
                    [
                        row[name] if make is None else make(row[name])
                        for name, make in zip(names, makers, strict=True)
                    ]
                )
    except psycopg.Error as error:
        raise DBAPIError(statement, None, error, hide_parameters=True) from error
