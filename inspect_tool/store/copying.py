"""A review from one database into another, a file or on a server: every row as it stands.

All of it is one transaction of the database that it goes into. Before that is committed both are
compared: the number of rows and a digest over them, table by table and authority by authority, the
seals, and the chains of the audit trail. JSON goes over as the text that is kept, since seals hold
that text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Engine, Table, Text, cast, column, func, insert, select
from sqlalchemy import table as plain_table

from inspect_tool.errors import CheckFailedError, RefusedError
from inspect_tool.store import migrate, seals, server, word_index
from inspect_tool.store.database_errors import ChangedByOthersError, said_in_words
from inspect_tool.store.engine import keep_private, open_engine, sqlite_url
from inspect_tool.store.evidence_folder import NAME
from inspect_tool.store.evidence_table import EvidenceTable, copy_files, first_damaged, kept_with
from inspect_tool.store.schema import whole_schema

if TYPE_CHECKING:
    from sqlalchemy import Connection

ROWS_AT_ONCE = 10_000


class NotEmptyError(RefusedError):
    """There is something where the copy is to go."""

    def __init__(self) -> None:
        super().__init__(
            "There is a review, or another file, where the copy is to go. Nothing was changed. "
            "Name an empty database (`createdb`), or a file that does not exist."
        )


class CopyDiffersError(CheckFailedError):
    """What arrived is not what was sent; it was undone."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"What arrived of {table} is not what was sent, so the copy was undone; both databases "
            "are as before. See `db check`, and send its output to the makers of inspect-tool."
        )


@dataclass(frozen=True)
class Copied:
    """What went over.

    Args:
        tables: How many tables had rows.
        rows: How many rows they have together.
        entries: How many of these are audit entries.
        files: How many files of evidence went from a folder to a server, or back.
    """

    tables: int
    rows: int
    entries: int
    files: int = 0


def is_address(name: str) -> bool:
    """Whether a name is the address of a database on a server, not of a file."""
    return "://" in name


@contextmanager
def opened(name: str) -> Iterator[Engine]:
    """The engine of a database by its address or its file, closed again at the end."""
    engine = open_engine(name if is_address(name) else sqlite_url(Path(name)))
    try:
        yield engine
    finally:
        engine.dispose()


def copy_to(source: Connection, name: str, evidence: Path | None = None) -> Copied:
    """Copy the whole review into an empty database, or into a file that does not exist yet.

    Files of evidence are in the database of a server, and beside that of a file.

    Args:
        source: One that sees one state of the review.
        evidence: Folder with its files of evidence, where it is in a file.
        name: Address of a database on a server, or path of a file.

    Raises:
        NotEmptyError: There is something already.
        ChangedByOthersError: The review is not as its seals have it.
        CopyDiffersError: What arrived is not what was sent.
    """
    if seals.check_seals(source, seals.entries(source)).faults or seals.has_broken_chain(source):
        raise ChangedByOthersError(("see the faults that `db check` tells",))
    if evidence is not None and first_damaged(kept_with(source, evidence)) is not None:
        raise ChangedByOthersError(("see the file of evidence that `db check` tells",))
    if is_address(name):
        with opened(name) as target:
            return _copy(source, target, evidence)
    path = Path(name)
    # A log that an older file left would be taken for this one's.
    if any(path.with_name(f"{path.name}{end}").exists() for end in ("", "-wal", "-journal")):
        raise NotEmptyError
    # Under another name until it is whole, so that a killed copy is not taken for one.
    part = path.with_name(f".{path.name}.part")
    _remove(part)
    try:
        with opened(str(part)) as target:
            copied = _copy(source, target)
        if server.is_server(source):
            files = copy_files(EvidenceTable(source), path.parent / NAME)
            copied = replace(copied, files=files)
        part.replace(path)
    finally:
        _remove(part)
    return copied


def _remove(part: Path) -> None:
    for left in (part, *(part.with_name(f"{part.name}-{end}") for end in ("wal", "shm"))):
        left.unlink(missing_ok=True)


def _copy(source: Connection, target: Engine, evidence: Path | None = None) -> Copied:
    done: list[Copied] = []

    def fill(into: Connection) -> None:
        filled = _fill(source, into)
        done.append(replace(filled, files=_fill_evidence(source, into, evidence)))

    with said_in_words():
        schema = migrate.schema_version(target)
        if schema is None:
            migrate.upgrade(target, then=fill)
        else:
            migrate.check_schema(target)
            with target.execution_options(begin="IMMEDIATE").begin() as into:
                if server.is_server(into):
                    server.take_turn(into)
                fill(into)
    keep_private(target)
    return done[0]


def _fill(source: Connection, into: Connection) -> Copied:
    tables = whole_schema().sorted_tables
    if any(_count(into, table) for table in tables):
        raise NotEmptyError
    counts = {table.name: _copy_table(source, into, table) for table in tables}
    if seals.check_seals(into, seals.entries(into)).faults:
        raise CopyDiffersError("the seals")
    if seals.has_broken_chain(into):
        raise CopyDiffersError("the audit trail")
    word_index.make_whole_index_anew(into)
    return Copied(sum(map(bool, counts.values())), sum(counts.values()), counts[seals.ENTRIES])


def _fill_evidence(source: Connection, into: Connection, folder: Path | None) -> int:
    """Put files of evidence into the database of a server; how many."""
    if not server.is_server(into):
        return 0
    table = EvidenceTable(into)
    if table.digests():
        raise NotEmptyError
    return 0 if folder is None else copy_files(kept_with(source, folder), table)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _copy_table(source: Connection, into: Connection, table: Table) -> int:
    number = 0
    for authority in seals.authorities_of(source, table):
        number += _copy_rows(source, into, table, authority)
        part = seals.Sealed(table.name, authority)
        if seals.digest_of_rows(source, part) != seals.digest_of_rows(into, part):
            raise CopyDiffersError(table.name)
    if number != _count(source, table) or number != _count(into, table):
        raise CopyDiffersError(table.name)
    return number


def _copy_rows(source: Connection, into: Connection, table: Table, authority: str) -> int:
    statement = select(
        *(cast(one, Text).label(one.name) if _is_json(one) else one for one in table.columns)
    ).order_by(*table.primary_key.columns)
    if authority:
        statement = statement.where(table.c.authority == authority)
    found = source.execution_options(yield_per=ROWS_AT_ONCE).execute(statement).mappings()
    number = 0
    while rows := list(islice(found, ROWS_AT_ONCE)):
        _insert(into, table, rows)
        number += len(rows)
    return number


def _insert(into: Connection, table: Table, rows: Sequence[Mapping[Any, Any]]) -> None:
    named = [dict(row) for row in rows]
    if server.is_server(into):
        server.copy_in(into, table, named, has_json_as_text=True)
        return
    columns = (column(one.name, Text() if _is_json(one) else one.type) for one in table.columns)
    into.execute(insert(plain_table(table.name, *columns)), named)


def _is_json(one: Any) -> bool:
    return isinstance(one.type, JSON)
