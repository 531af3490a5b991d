"""How a transaction is sealed: what it changed, and that nobody else had changed that before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, cast, select

from inspect_tool.store import known as knowledge
from inspect_tool.store import seals, trail
from inspect_tool.store.seals import ANSWERS, BY_SUBJECT, ENTRIES, STREAM, Sealed
from inspect_tool.store.tables import AuditEntry, CurrentRevision, Revision, RevisionParent

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from inspect_tool.store.known import KnownSeals, Parts
    from inspect_tool.store.seals import Changes

NAMED_AT_ONCE = 100  # new answers that are looked for by their names; more by their numbers


def details_of(connection: Connection, changes: Changes) -> dict[str, Any]:
    """Details of the entry that seals what a transaction changed; empty when it changed nothing."""
    details: dict[str, Any] = {
        sealed.key: _digest_now(connection, changes, sealed) for sealed in sorted(changes.sealed)
    }
    for authority, numbers in sorted(changes.answers.items()):
        first, last = min(numbers), max(numbers)
        ids = changes.ids.get(authority, [])
        are_named = changes.known is not None and len(ids) == len(numbers) <= NAMED_AT_ONCE
        digest = (
            _digest_of_named(connection, authority, ids)
            if are_named
            else seals.digest_of_answers(connection, authority, first, last)
        )
        details[Sealed(ANSWERS, authority).key] = [first, last, digest]
    for stream, (sequence, digest) in sorted(changes.entries.items()):
        details[Sealed(ENTRIES, stream).key] = [sequence, digest]
    return details


def changed_by_others(connection: Connection, changes: Changes) -> Iterator[str]:
    """What a transaction is about to seal, and was not as the seals have it before.

    A seal over rows that another program changed would make them look right from then on.

    Args:
        connection: One that sees the database as it was before the transaction.
    """
    is_known = frozenset[str]() if changes.known is None else changes.known.whole
    empty = hashlib.sha256().hexdigest()
    for sealed in sorted(changes.sealed):
        if sealed.key in is_known:
            continue
        if _newest(connection, sealed.key, empty, None) != seals.digest_of_rows(connection, sealed):
            yield sealed.key
    for stream in sorted(changes.entries):
        key = Sealed(ENTRIES, stream).key
        if key in is_known:
            continue
        end = trail.end_of(connection, stream)
        if _newest(connection, key, [], None) != (list(end) if end else []):
            yield key


def may_have_changed(changes: Changes) -> bool:
    """Whether anything is to be sealed that may not be as its seals have it."""
    keys = {sealed.key for sealed in changes.sealed}
    keys |= {Sealed(ENTRIES, stream).key for stream in changes.entries}
    return changes.rely_on_all or changes.known is None or not keys <= changes.known.whole


def last_answer(connection: Connection, authority: str, known: KnownSeals | None = None) -> int:
    """Number of the newest answer that was ever sealed; 0 where there was none.

    A number is given once, also where the answer was deleted since.
    """
    seal = _newest(connection, Sealed(ANSWERS, authority).key, None, known)
    return 0 if seal is None else int(seal[1])


def _newest(connection: Connection, key: str, none: Any, known: KnownSeals | None) -> Any:
    """The newest seal of that key; `none` where there never was one."""
    if known is not None and key in known.newest:
        found = known.newest[key]
    else:
        pattern = json.dumps(key).replace("/", "//").replace("%", "/%").replace("_", "/_")
        details = connection.execute(_with_key(), {"like": f"%{pattern}%"}).scalar()
        found = None if details is None else details.get(key)
        if known is not None:
            known.newest[key] = found
    return none if found is None else found


@cache
def _with_key() -> Any:
    trail_of = AuditEntry.__table__.c  # type: ignore[attr-defined]
    return (
        select(trail_of.details)
        .where(trail_of.stream == STREAM)
        .where(cast(trail_of.details, Text).like(bindparam("like"), escape="/"))
        .order_by(trail_of.sequence.desc())
        .limit(1)
    )


def _digest_now(connection: Connection, changes: Changes, sealed: Sealed) -> str:
    """Digest of rows; where those of all subjects are known, of the changed ones read anew."""
    if changes.known is None or sealed.table != BY_SUBJECT:
        return seals.digest_of_rows(connection, sealed)
    there, subjects = changes.known.rows.get(sealed.key), changes.subjects.get(sealed)
    is_known = there is not None and sealed.key in changes.known.whole
    if there is None or not is_known or subjects is None:
        parts = _parts(connection, sealed, None)
    else:
        parts = {name: part for name, part in there.items() if name not in subjects}
        parts.update(_parts(connection, sealed, subjects))
    changes.rows[sealed.key] = parts
    digest = hashlib.sha256()
    for part in knowledge.joined(parts):
        digest.update(part)
    return digest.hexdigest()


def _parts(connection: Connection, sealed: Sealed, subjects: Collection[str] | None) -> Parts:
    """Rows as they are sealed, by subject, of some subjects or all."""
    found: dict[str, list[bytes]] = {}
    given: dict[str, Any] = {"of": sealed.authority}
    if subjects is not None:
        given["subjects"] = sorted(subjects)
    for subject, *row in connection.execute(_rows_by_subject(subjects is None), given):
        found.setdefault(subject, []).append(seals.sealed_line(row))
    return {subject: b"".join(lines) for subject, lines in found.items()}


@cache
def _rows_by_subject(is_all: bool) -> Any:  # for the cache
    table = CurrentRevision.__table__  # type: ignore[attr-defined]
    statement = (
        select(table.c.subject_ref, *seals.sealed_columns(table))
        .where(table.c.authority == bindparam("of"))
        .order_by(*table.primary_key.columns)
    )
    if is_all:
        return statement
    return statement.where(table.c.subject_ref.in_(bindparam("subjects", expanding=True)))


def _digest_of_named(connection: Connection, authority: str, ids: Collection[str]) -> str:
    """What `digest_of_answers` gives for new answers, found by their names."""
    answers, made_from = _named()
    given = {"of": authority, "ids": sorted(ids)}
    digest = hashlib.sha256()
    for row in (*connection.execute(answers, given), *connection.execute(made_from, given)):
        digest.update(seals.sealed_line(row))
    return digest.hexdigest()


@cache
def _named() -> tuple[Any, Any]:
    table = Revision.__table__  # type: ignore[attr-defined]
    parents = RevisionParent.__table__  # type: ignore[attr-defined]
    ids: Any = bindparam("ids", expanding=True)
    return (
        select(*seals.sealed_columns(table))
        .where(table.c.authority == bindparam("of"), table.c.id.in_(ids))
        .order_by(table.c.number, table.c.id),
        select(*parents.columns)
        .where(parents.c.authority == bindparam("of"), parents.c.child.in_(ids))
        .order_by(parents.c.child, parents.c.parent),
    )


def know(changes: Changes, details: Mapping[str, Any]) -> None:
    """Know what was sealed, once that was committed."""
    known = changes.known
    if known is None:
        return
    known.take_in(details, changes.rows)
    known.last_answers |= {name: max(numbers) for name, numbers in changes.answers.items()}
    known.ends |= {stream: trail.End(*end) for stream, end in changes.entries.items()}
    if changes.head is not None:
        known.ends[STREAM] = trail.End(changes.head.entries, changes.head.digest)


def end_of(connection: Connection, changes: Changes, stream: str) -> trail.End | None:
    """Where a stream ends in the midst of a transaction."""
    if stream in changes.entries:
        return trail.End(*changes.entries[stream])
    known = changes.known.ends if changes.known is not None else {}
    return known[stream] if stream in known else trail.end_of(connection, stream)
