"""The review's tables spread over the machines of a Citus cluster, by authority.

Rows about an authority stay together on one machine; what belongs to the whole review is on each.
Foreign keys of tables that are not spread yet are taken away and put back in the same transaction,
since Citus takes none from such a table to one that is. Citus 13: `create_distributed_table` and
`create_reference_table`, docs.citusdata.com.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import text

from inspect_tool.errors import RefusedError
from inspect_tool.store import server
from inspect_tool.store.roles import NoServerError

if TYPE_CHECKING:
    from sqlalchemy import Connection

BY: Final = "authority"
_TABLES: Final = text(
    "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "where n.nspname = current_schema() and c.relkind = 'r' order by 1"
)
_OF_AUTHORITIES: Final = text(
    "select table_name, data_type from information_schema.columns "
    "where table_schema = current_schema() and column_name = :by order by 1"
)
# Of these tables alone: what Citus keeps on this machine of those spread has keys of its own.
_FOREIGN_KEYS: Final = text(
    "select conrelid::regclass::text, conname, pg_get_constraintdef(k.oid) from pg_constraint k "
    "where contype = 'f' and conparentid = 0 and (conrelid = any(cast(:names as regclass[])) "
    "or confrelid = any(cast(:names as regclass[]))) order by 1, 2"
)
# Not those that Citus knows but keeps here, as it does by itself with a new table that points to
# one that each machine has whole.
_SPREAD: Final = text(
    "select logicalrelid::regclass::text from pg_dist_partition "
    "where partmethod = 'h' or repmodel = 't' order by 1"
)
_MACHINES: Final = text(
    "select count(*) from pg_dist_node where noderole = 'primary' and shouldhaveshards"
)
_TEXT: Final = "character varying"  # columns of one kind alone can stay together


class NoCitusError(RefusedError):
    """The database is not one of a Citus cluster."""

    def __init__(self) -> None:
        super().__init__(
            "The database has no Citus with machines to spread it over. Nothing was changed. As "
            "the server's administrator: `create extension citus`, then `citus_add_node` for each "
            "machine (docs/how-tos/run-a-programme.md)."
        )


class DistributedTables(NamedTuple):
    """How the tables stand now.

    Args:
        by_authority: Tables whose rows are on the machine of their authority.
        everywhere: Tables that each machine has whole.
        machines: How many may hold rows.
    """

    by_authority: int
    everywhere: int
    machines: int


def distribute(connection: Connection) -> DistributedTables:
    """Spread every table that is not spread yet, those about an authority by it.

    Raises:
        NoServerError: The review is in a file.
        NoCitusError: There is no extension, or no machine that may hold rows.
    """
    if not server.is_server(connection):
        raise NoServerError
    has_citus = connection.execute(text("select 1 from pg_extension where extname = 'citus'"))
    machines = connection.execute(_MACHINES).scalar_one() if has_citus.first() else 0
    if not machines:
        raise NoCitusError
    there = list(connection.execute(_TABLES).scalars())
    kinds: dict[str, str] = {
        row[0]: row[1] for row in connection.execute(_OF_AUTHORITIES, {"by": BY})
    }
    spread = list(connection.execute(_SPREAD).scalars())
    missing = [name for name in there if name not in spread]
    if missing:
        _spread(connection, missing, kinds, beside=[name for name in spread if name in kinds])
    own = [name for name in there if name in kinds]
    return DistributedTables(len(own), len(there) - len(own), machines)


def _spread(
    connection: Connection, missing: list[str], kinds: dict[str, str], *, beside: list[str]
) -> None:
    quote = connection.dialect.identifier_preparer.quote
    keys = [tuple(row) for row in connection.execute(_FOREIGN_KEYS, {"names": missing})]
    for table, name, _ in keys:
        connection.exec_driver_sql(f"alter table {table} drop constraint {quote(name)}")
    for name in missing:
        if kinds.get(name, _TEXT) != _TEXT:
            connection.exec_driver_sql(f"alter table {quote(name)} alter {BY} type varchar")
    together = beside[0] if beside else "none"
    for name in sorted(missing, key=lambda name: (name in kinds, name)):
        if name not in kinds:
            connection.execute(text("select create_reference_table(:name)"), {"name": name})
            continue
        connection.execute(
            text("select create_distributed_table(:name, :by, colocate_with => :together)"),
            {"name": name, "by": BY, "together": together},
        )
        together = name
    for table, name, definition in keys:
        connection.exec_driver_sql(f"alter table {table} add constraint {quote(name)} {definition}")
