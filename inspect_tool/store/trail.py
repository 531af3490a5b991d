"""Where a stream of the audit trail ends, which whoever writes asks several times."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, insert, select

from inspect_tool.store.tables import AuditEntry

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from inspect_tool.domain.audit import Entry


class End(NamedTuple):
    """The newest entry of a stream.

    Args:
        sequence: Its place, from 1.
    """

    sequence: int
    digest: str


class NotedEntry(NamedTuple):
    """An entry about the review, as far as it is asked for again and again."""

    sequence: int
    digest: str
    details: dict[str, Any]


def end_of(connection: Connection, stream: str) -> End | None:
    """Where a stream ends; None where it has no entry yet."""
    row = connection.execute(_newest(), {"of": stream}).first()
    return None if row is None else End._make(row)


@cache
def _newest() -> Any:
    table = AuditEntry.__table__  # type: ignore[attr-defined]
    return (
        select(table.c.sequence, table.c.digest)
        .where(table.c.stream == bindparam("of"))
        .order_by(table.c.sequence.desc())
        .limit(1)
    )


def add(connection: Connection, entry: Entry, digest: str) -> None:
    """Write an entry behind the one before it."""
    connection.execute(_new(), {**vars(entry), "digest": digest})


@cache
def _new() -> Any:
    return insert(AuditEntry.__table__)  # type: ignore[attr-defined]
