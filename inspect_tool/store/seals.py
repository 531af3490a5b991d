"""Seals: after each transaction the audit trail says what every table that it changed then held.

Whoever changes the database with another program leaves rows that have no seal, or seals that no
rows fit. A seal is an entry of the audit trail, so the chain protects it like any other.

Answers are many and never change: a seal covers only the ones that came with its transaction, with
what they were made from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sqlalchemy import JSON, Column, Table, Text, cast, inspect, select
from sqlmodel import SQLModel

from inspect_tool.domain import audit
from inspect_tool.domain.audit import Head
from inspect_tool.store.tables import AuditEntry, RevisionParent

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from inspect_tool.store.known import KnownSeals, Parts

STREAM = "seals"
ACTION = "seal"
ANSWERS = "revision"
ENTRIES = "audit_entry"
BY_SUBJECT = "current_revision"  # grows with what is recorded, and each saving changes one subject
# What changes with each visit or step and is relied on for nothing that is counted.
TRANSIENT = frozenset({"job", "web_session", "sign_in_failure"})
# Sealed with the answers, by the chain itself, or not at all.
NOT_SEALED_ALONE = TRANSIENT | {ANSWERS, "revision_parent", ENTRIES}

ColumnsThere: TypeAlias = Mapping[str, frozenset[str]]  # by table


class Sealed(NamedTuple):
    """What a seal is about: a table, or the part of it that belongs to one authority."""

    table: str
    authority: str = ""

    @property
    def key(self) -> str:
        """How the audit trail names it."""
        return f"{self.table} {self.authority}".strip()

    @classmethod
    def of(cls, key: str) -> Sealed:
        """What a key of the audit trail names."""
        table, _, authority = key.partition(" ")
        return cls(table, authority)


class AnswerSeal(NamedTuple):
    """The answers of one authority that came with one transaction.

    Args:
        first, last: Numbers of the first and the last of them.
    """

    first: int
    last: int
    digest: str


@dataclass
class Changes:
    """What a transaction has changed so far.

    Args:
        sealed: Tables and parts of tables.
        answers: Numbers of the new answers, by authority.
        ids: Their names, where they were noted one by one.
        subjects: Whose rows were changed in a table that is sealed by subject; None for any.
        entries: Sequence and digest of the newest audit entry, by stream.
        head: The seal that ends the transaction, once it is made.
        are_anew: What was there before need not fit its seals, as after an upgrade.
        are_to_be_forgotten: What was deleted must not stay in the file.
        rely_on_all: Nothing in the database may differ from its seals, changed or not.
        deletions: How many things were deleted on purpose so far; 0 where this deletes none.
        known: What this process knows of the seals; None where nobody keeps it.
        rows: Rows as they were sealed, by subject, to be known once they are committed.
    """

    sealed: set[Sealed] = field(default_factory=set)
    answers: dict[str, list[int]] = field(default_factory=dict)
    ids: dict[str, list[str]] = field(default_factory=dict)
    subjects: dict[Sealed, set[str] | None] = field(default_factory=dict)
    entries: dict[str, tuple[int, str]] = field(default_factory=dict)
    head: Head | None = None
    are_anew: bool = False
    are_to_be_forgotten: bool = False
    rely_on_all: bool = False
    deletions: int = 0
    known: KnownSeals | None = None
    rows: dict[str, Parts] = field(default_factory=dict)

    def note(self, table: str, row: Mapping[str, Any]) -> None:
        """Note that a row was added, changed or deleted."""
        authority = row.get("authority", "")
        if table == ANSWERS:
            self.answers.setdefault(authority, []).append(row["number"])
            if "id" in row:
                self.ids.setdefault(authority, []).append(row["id"])
        elif table not in NOT_SEALED_ALONE:
            sealed = Sealed(table, authority)
            self.sealed.add(sealed)
            if table == BY_SUBJECT:
                own = self.subjects.setdefault(sealed, set())
                if "subject_ref" not in row:
                    self.subjects[sealed] = None
                elif own is not None:
                    own.add(row["subject_ref"])

    def touches(self, tables: frozenset[str]) -> bool:
        """Whether something was changed so far in one of some tables, or parts of them."""
        changed = {sealed.table for sealed in self.sealed} | {sealed.key for sealed in self.sealed}
        changed |= {Sealed(ENTRIES, stream).key for stream in self.entries}
        return bool(tables & changed) or (bool(self.answers) and ANSWERS in tables)

    def seal_answers_anew(self, authority: str, last: int) -> None:
        """Have one seal cover every answer of an authority, up to the last that there was."""
        self.answers[authority] = [1, last]
        self.ids.pop(authority, None)


def authorities_of(connection: Connection, table: Table) -> list[str]:
    """Authorities that a table has rows of; one empty name where it belongs to the review."""
    if "authority" not in table.primary_key.columns:
        return [""]
    column = table.c.authority
    return list(connection.execute(select(column).distinct().order_by(column)).scalars())


def sealed_tables() -> Iterator[Table]:
    """Every table that has seals of its own."""
    # Seldom asked, and needs every table; the module itself is loaded by nearly every command.
    from inspect_tool.store.schema import whole_schema

    for table in whole_schema().sorted_tables:
        if table.name not in NOT_SEALED_ALONE:
            yield table


def everything(connection: Connection) -> Changes:
    """All that a database holds, as if it had changed: the first seals after an upgrade."""
    changes = Changes()
    for table in sealed_tables():
        changes.sealed |= {
            Sealed(table.name, authority) for authority in authorities_of(connection, table)
        }
    revisions = SQLModel.metadata.tables[ANSWERS].c
    for authority, number in connection.execute(select(revisions.authority, revisions.number)):
        changes.answers.setdefault(authority, []).append(number)
    trail = SQLModel.metadata.tables[ENTRIES].c
    for stream, sequence, digest in connection.execute(
        select(trail.stream, trail.sequence, trail.digest).order_by(trail.stream, trail.sequence)
    ):
        if stream != STREAM:
            changes.entries[stream] = (sequence, digest)
    return changes


def entries(connection: Connection) -> list[Mapping[str, Any]]:
    """Details of every sealing entry of the audit trail, in order."""
    table = SQLModel.metadata.tables[ENTRIES].c
    statement = select(table.details).where(table.stream == STREAM).order_by(table.sequence)
    return list(connection.execute(statement).scalars())


def digest_of_rows(
    connection: Connection, sealed: Sealed, there: ColumnsThere | None = None
) -> str:
    """SHA-256 over the rows of a table, or of one authority in it, in the order of their keys.

    Args:
        there: The columns that an older schema has; None where it is this version's.
    """
    table = SQLModel.metadata.tables[sealed.table]
    if there is not None and table.name not in there:
        return _digest([])
    statement = select(*sealed_columns(table, there)).order_by(*table.primary_key.columns)
    if sealed.authority:
        statement = statement.where(table.c.authority == sealed.authority)
    return _digest(connection.execute(statement))


def digest_of_answers(
    connection: Connection,
    authority: str,
    first: int,
    last: int,
    there: ColumnsThere | None = None,
) -> str:
    """SHA-256 over the answers of an authority by number, and over what they were made from."""
    table = SQLModel.metadata.tables[ANSWERS]
    is_meant = (table.c.authority == authority) & table.c.number.between(first, last)
    answers = select(*sealed_columns(table, there)).where(is_meant)
    parents = SQLModel.metadata.tables[str(RevisionParent.__tablename__)]
    made_from = (
        select(*parents.columns)
        .join(table, (table.c.authority == parents.c.authority) & (table.c.id == parents.c.child))
        .where(is_meant)
        .order_by(parents.c.child, parents.c.parent)
    )
    rows = list(connection.execute(answers.order_by(table.c.number, table.c.id)))
    return _digest([*rows, *connection.execute(made_from)])


def sealed_columns(table: Table, there: ColumnsThere | None = None) -> list[Any]:
    """Columns in the order and form in which they are sealed."""
    held = None if there is None else there[table.name]
    return [_as_stored(column) for column in table.columns if held is None or column.name in held]


def _as_stored(column: Column[Any]) -> Any:
    # JSON as the text that is kept: parsing it would cost more than the digest.
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in a seal")


_JSON = json.JSONEncoder(ensure_ascii=False, default=_moment)  # one for all rows: they are many


def sealed_line(row: Iterable[Any]) -> bytes:
    """A row as it is sealed."""
    return _JSON.encode(list(row)).encode() + b"\n"


def _digest(rows: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(sealed_line(row))
    return digest.hexdigest()


@dataclass(frozen=True)
class SealFaults:
    """What a check of the seals found.

    Args:
        faults: A sentence for each seal that does not fit.
        sealed: How many tables and parts of tables were compared.
    """

    faults: tuple[str, ...]
    sealed: int


def columns_there(connection: Connection) -> ColumnsThere:
    """The columns that the database's tables have, which may be of an older schema."""
    found = inspect(connection)
    names = found.get_table_names()
    return {name: frozenset(one["name"] for one in found.get_columns(name)) for name in names}


def check_seals(
    connection: Connection,
    entries: Iterable[Mapping[str, Any]],
    there: ColumnsThere | None = None,
) -> SealFaults:
    """Compare what the tables hold with the seals of the audit trail.

    Args:
        entries: Details of the sealing entries, in order.
        there: The columns that an older schema has; None where it is this version's.
    """
    newest: dict[str, str] = {}
    streams: dict[str, tuple[int, str]] = {}
    answers: dict[str, list[AnswerSeal]] = {}
    for details in entries:
        for key, seal in details.items():
            if Sealed.of(key).table == ANSWERS:
                own = answers.setdefault(Sealed.of(key).authority, [])
                own[:] = _not_replaced(own, AnswerSeal(*seal))
            elif Sealed.of(key).table == ENTRIES:
                streams[Sealed.of(key).authority] = (seal[0], seal[1])
            else:
                newest[key] = seal
    faults = [
        *_check_tables(connection, newest, there),
        *_check_answers(connection, answers, there),
        *_check_streams(connection, streams),
    ]
    return SealFaults(tuple(faults), len(newest) + len(answers))


def _not_replaced(earlier: Iterable[AnswerSeal], new: AnswerSeal) -> list[AnswerSeal]:
    """The seals that still hold: one over all that an earlier one covered takes its place.

    So it is after an erasure, which seals what is left of an authority's answers anew.
    """
    kept = [seal for seal in earlier if not new.first <= seal.first <= seal.last <= new.last]
    return [*kept, new]


def _check_tables(
    connection: Connection, newest: Mapping[str, str], there: ColumnsThere | None
) -> Iterator[str]:
    held = {
        Sealed(table.name, authority).key
        for table in sealed_tables()
        if there is None or table.name in there
        for authority in authorities_of(connection, table)
    }
    empty = hashlib.sha256().hexdigest()
    for key in sorted(held | set(newest)):
        sealed = Sealed.of(key)
        if newest.get(key, empty) != digest_of_rows(connection, sealed, there):
            of_whom = f" of {sealed.authority}" if sealed.authority else ""
            yield (
                f"Rows in the table {sealed.table}{of_whom} are not as this tool left them: they "
                "were changed, added or removed by another program. Restore a backup."
            )


def _check_streams(connection: Connection, streams: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    """Each stream of the audit trail ends where the seals say that it ends."""
    table = SQLModel.metadata.tables[ENTRIES].c
    ends = {
        stream: (sequence, digest)
        for stream, sequence, digest in connection.execute(
            select(table.stream, table.sequence, table.digest)
            .where(table.stream != STREAM)
            .order_by(table.stream, table.sequence)
        )
    }
    for stream in sorted(ends.keys() | streams.keys()):
        if ends.get(stream) != streams.get(stream):
            yield (
                f"The audit trail of {stream} does not end where it did: entries were cut off or "
                "added by another program. Restore a backup."
            )


def _check_answers(
    connection: Connection,
    answers: Mapping[str, list[AnswerSeal]],
    there: ColumnsThere | None,
) -> Iterator[str]:
    table = SQLModel.metadata.tables[ANSWERS]
    for authority in sorted({*authorities_of(connection, table), *answers}):
        numbers = list(
            connection.execute(select(table.c.number).where(table.c.authority == authority))
            .scalars()
            .all()
        )
        ranges = answers.get(authority, [])
        covered = {number for seal in ranges for number in range(seal.first, seal.last + 1)}
        changed = sum(
            digest_of_answers(connection, authority, seal.first, seal.last, there) != seal.digest
            for seal in ranges
        )
        unknown = sum(number not in covered for number in numbers)
        if changed or unknown:
            yield (
                f"Answers of {authority} are not as this tool kept them ({changed} of "
                f"{len(ranges)} savings differ, {unknown} answers are unknown to the audit "
                "trail): they were changed, added or removed by another program. Restore a backup."
            )


def has_broken_chain(connection: Connection) -> bool:
    """Whether an entry of the audit trail is not as it was written."""
    trail = AuditEntry.__table__  # type: ignore[attr-defined]
    rows = connection.execute(select(trail).order_by(trail.c.stream, trail.c.sequence))
    streams: dict[str, list[tuple[audit.Entry, str]]] = {}
    for row in rows.mappings():
        told = {name: value for name, value in row.items() if name != "digest"}
        streams.setdefault(row["stream"], []).append((audit.Entry(**told), row["digest"]))
    return any(audit.first_broken_link(chain) is not None for chain in streams.values())
