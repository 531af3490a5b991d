"""Deleting rows that are otherwise never deleted: the one way round the guards, and sealed anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, delete, func, insert, or_, select, update
from sqlmodel import SQLModel

from inspect_tool.store import crossings, migrate, sealing, seals, word_index
from inspect_tool.store.database_errors import ChangedByOthersError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from inspect_tool.store.database import UnitOfWork

VERBS = ("update", "delete")
AT_ONCE = 500  # ids in one statement
TABLES = SQLModel.metadata.tables


def check_as_sealed(work: UnitOfWork) -> None:
    """Refuse to seal anew what another program changed: it would look right from then on.

    Raises:
        ChangedByOthersError: Something is not as it was left.
    """
    connection = work.session.connection()
    if seals.check_seals(connection, seals.entries(connection)).faults:
        raise ChangedByOthersError(("see the faults that `db check` tells",))


def delete_answers(work: UnitOfWork, authority: str, ids: Sequence[str]) -> None:
    """Delete answers with what they were made from and what is in force, ids and all.

    What was made from one that goes is made from what that was made from. Every answer of the
    authority is sealed anew, and that seal takes the place of those that covered what is gone.
    """
    if not ids:
        return
    work.session.flush()
    connection = work.session.connection()
    answers, parents = TABLES["revision"], TABLES["revision_parent"]
    last = connection.execute(
        select(func.max(answers.c.number)).where(answers.c.authority == authority)
    ).scalar_one()
    last = max(last, sealing.last_answer(connection, authority))
    with _without_guards(connection, parents, answers):
        _link_past(connection, authority, frozenset(ids))
        for start in range(0, len(ids), AT_ONCE):
            _delete_some(connection, authority, ids[start : start + AT_ONCE])
    crossings.mark_crossed(work, authority)
    word_index.make_index_anew(connection, authority)
    work.session.expire_all()
    work.changes.note("current_revision", {"authority": authority})
    work.changes.seal_answers_anew(authority, last)


def _link_past(connection: Connection, authority: str, gone: frozenset[str]) -> None:
    """Link what stays to what stays, where only answers that go are between.

    Without that the older one would look like an answer that nobody went on from.
    """
    parents = TABLES["revision_parent"]
    made_from: dict[str, set[str]] = {}
    for child, parent in connection.execute(
        select(parents.c.child, parents.c.parent).where(parents.c.authority == authority)
    ):
        made_from.setdefault(child, set()).add(parent)
    rows = []
    for child, own in made_from.items():
        if child in gone or not own & gone:
            continue
        reached, left = set[str](), list(own & gone)
        while left:
            for parent in made_from.get(left.pop(), ()):
                (left.append if parent in gone else reached.add)(parent)
        rows += [
            {"authority": authority, "child": child, "parent": parent}
            for parent in sorted(reached - own)
        ]
    if rows:
        connection.execute(insert(parents), rows)


def _delete_some(connection: Connection, authority: str, ids: Sequence[str]) -> None:
    answers, parents = TABLES["revision"], TABLES["revision_parent"]
    current = TABLES["current_revision"]
    for table, condition in (
        (parents, or_(parents.c.child.in_(ids), parents.c.parent.in_(ids))),
        (current, current.c.revision_id.in_(ids)),
        (answers, answers.c.id.in_(ids)),
    ):
        connection.execute(delete(table).where(table.c.authority == authority, condition))


def empty_snapshot_records(
    work: UnitOfWork, authority: str, subject_ref: str, contents: Mapping[str, dict[str, Any]]
) -> None:
    """Put what stays in the place of what snapshots keep of a subject, without its salt.

    Args:
        contents: What stays, by the name of the snapshot.
    """
    work.session.flush()
    connection = work.session.connection()
    table = TABLES["snapshot_record"]
    with _without_guards(connection, table):
        for snapshot, content in contents.items():
            connection.execute(
                update(table)
                .where(
                    table.c.authority == authority,
                    table.c.snapshot == snapshot,
                    table.c.subject_ref == subject_ref,
                )
                .values(content=content, salt="")
            )
    work.session.expire_all()
    if contents:
        work.changes.note("snapshot_record", {"authority": authority})


@contextmanager
def _without_guards(connection: Connection, *tables: Table) -> Iterator[None]:
    """Take the guards of some tables away and put them back, within the transaction."""
    has_guards = connection.dialect.name == "sqlite"
    names = [(table.name, verb) for table in tables for verb in VERBS] if has_guards else []
    for table, verb in names:
        connection.exec_driver_sql(f"drop trigger {table}_no_{verb}")
    yield
    for table, verb in names:
        connection.exec_driver_sql(migrate.trigger(table, verb))
