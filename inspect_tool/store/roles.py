"""The rights of whoever works on a server: to add everywhere, to change only what may change.

The owner of the tables makes and upgrades them, erases and purges. Everybody else works as another
role, which has no right to change or delete rows that are only ever added to. That is what triggers
do in a file; on a server they would keep the tables from being spread over several machines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from inspect_tool.errors import RefusedError
from inspect_tool.store import server
from inspect_tool.store.tables import APPEND_ONLY

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSION = "alembic_version"
READ = "select"
ADD = "select, insert"
TURN = "select, update"  # whoever locks the row needs the right to change it
CHANGE = "select, insert, update, delete"


class NoServerError(RefusedError):
    """Roles were asked for where the review is in a file."""

    def __init__(self) -> None:
        super().__init__(
            "This review is in a file, whose guards are in it; roles are for a review on a server "
            "(INSPECT_TOOL_DATABASE_URL). Nothing was changed."
        )


class NoSuchRoleError(RefusedError):
    """The server has no such role, or it is one that no right can be taken from."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"{role} is no role of the server, or it is one that may do everything there anyway. "
            f"Make one that owns nothing: `createuser --pwprompt {role}`. Nothing was changed."
        )


def rights() -> dict[str, str]:
    """What the role may do with each table."""
    return {
        **{name: ADD if name in APPEND_ONLY else CHANGE for name in server.tables()},
        server.INDEX: CHANGE,
        server.EVIDENCE: ADD,
        server.TURN: TURN,
        VERSION: READ,
    }


def give_rights(connection: Connection, role: str) -> None:
    """Give a role the rights of whoever works on the review, and take all others from it.

    Raises:
        NoServerError: The review is in a file.
        NoSuchRoleError: There is no such role, or it owns the tables.
    """
    if not server.is_server(connection):
        raise NoServerError
    found = connection.execute(
        text(
            "select rolsuper or rolname = current_user or exists (select 1 from pg_tables where "
            "schemaname = current_schema() and tableowner = rolname) from pg_roles "
            "where rolname = :role"
        ),
        {"role": role},
    ).scalar()
    if found is not False:
        raise NoSuchRoleError(role)
    quote = connection.dialect.identifier_preparer.quote
    schema = quote(str(connection.execute(text("select current_schema()")).scalar_one()))
    there = set(inspect(connection).get_table_names())
    connection.exec_driver_sql(f"grant usage on schema {schema} to {quote(role)}")
    for table, right in sorted(rights().items()):
        if table in there:
            connection.exec_driver_sql(f"revoke all on {quote(table)} from public, {quote(role)}")
            connection.exec_driver_sql(f"grant {right} on {quote(table)} to {quote(role)}")
