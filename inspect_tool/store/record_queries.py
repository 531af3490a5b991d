"""Questions to the database about revisions and what they were made from."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import Text, bindparam, cast, func
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from inspect_tool.store import server
from inspect_tool.store.statements import given, matching, of_seldom
from inspect_tool.store.tables import (
    SELDOM,
    CurrentRevision,
    DocumentVersion,
    IssuedWorkbook,
    Revision,
    RevisionParent,
)

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

NAMED_AT_ONCE = 1_000  # ids in one question
ASIDE = "aside"  # kind of what became of such notes
CASE = "case"  # kind of subject
# The other kinds are said about a record.
ANSWERS = ("question", "judgement", "referral", "evidence", "chronology")
# Kinds that make nobody a reader: what an authority says itself, that a name is kept, and
# judgements of training cases.
BY_NO_READER = ("own_view", "identifier", "calibration")
STRAY = "stray"  # kind of the notes that stand where no answer is read; they are never in force


class RevisionInForce(NamedTuple):
    """The revision in force of an item, as far as records are made from it.

    A review has a hundred thousand of them. As objects of the session they took three times as
    long to read as everything that was done with them.
    """

    authority: str
    id: str
    subject_kind: str
    subject_ref: str
    reader: str
    item_kind: str
    item_id: str
    absence: str | None
    note: str
    author: str
    origin: str
    framework_version: str
    value: Any


_KEY_IN_FORCE: Final = itemgetter(
    *map(
        RevisionInForce._fields.index,
        ("authority", "subject_ref", "reader", "item_kind", "item_id"),
    )
)


def answers_in_force(
    work: UnitOfWork,
    authority: str | None = None,
    *,
    item_kind: str | None = None,
    ref: str | None = None,
) -> list[RevisionInForce]:
    """The revision in force of every item, of one authority or all, of one kind or all.

    Args:
        ref: About one case, authority or interview; with its authority.
    """
    wanted = given(authority=authority, item_kind=item_kind, subject_ref=ref)
    read, make = lru_cache(maxsize=None)(json.loads), RevisionInForce._make
    statement = _answers_in_force(item_kind in SELDOM, *wanted)
    is_sorted_here = server.is_server(work.connection)
    rows = work.rows(statement.order_by(None) if is_sorted_here else statement, **wanted)
    if is_sorted_here:
        # A server would sort them on its disk, which takes longer than all else that it does.
        rows = sorted(rows, key=_KEY_IN_FORCE)
    return [make((*row[:-1], read(row[-1]))) for row in rows]


@cache
def _answers_in_force(is_seldom: bool, *names: str) -> Any:
    columns = {name: col(getattr(Revision, name)) for name in RevisionInForce._fields}
    statement = (
        # Values as the texts that are kept: few of them differ, and each is read once.
        select(*(cast(one, Text) if name == "value" else one for name, one in columns.items()))
        .join(
            CurrentRevision,
            (col(CurrentRevision.authority) == col(Revision.authority))
            & (col(CurrentRevision.revision_id) == col(Revision.id)),
        )
        # By the key of what is in force, so that SQLite goes along it and reads nothing else.
        .order_by(
            CurrentRevision.authority,
            CurrentRevision.subject_ref,
            CurrentRevision.reader,
            CurrentRevision.item_kind,
            CurrentRevision.item_id,
        )
    )
    return matching(of_seldom(statement) if is_seldom else statement, CurrentRevision, names)


class Recorder(NamedTuple):
    """Somebody who recorded something in a read of a case, or settled something on it."""

    authority: str
    subject_ref: str
    reader: str
    author: str


def recorders(work: UnitOfWork, authority: str | None = None) -> list[Recorder]:
    """Everybody who ever recorded anything on a case, by read."""
    statement = (
        select(*(col(getattr(Revision, name)) for name in Recorder._fields))
        .where(Revision.subject_kind == CASE)
        .where(col(Revision.item_kind).not_in(BY_NO_READER))
        .distinct()
        .order_by(Revision.authority, Revision.subject_ref, Revision.reader, Revision.author)
    )
    if authority is not None:
        statement = statement.where(Revision.authority == authority)
    return list(map(Recorder._make, work.rows(statement)))


def last_recorded(work: UnitOfWork, reader: str) -> dict[tuple[str, str], datetime]:
    """When the newest answer in force of each record was given, by authority and reference.

    Args:
        reader: Whose records, as the rows have it.
    """
    statement = (
        select(Revision.authority, Revision.subject_ref, func.max(col(Revision.recorded_at)))
        .join(
            CurrentRevision,
            (col(CurrentRevision.authority) == col(Revision.authority))
            & (col(CurrentRevision.revision_id) == col(Revision.id)),
        )
        .where(CurrentRevision.reader == reader, col(CurrentRevision.item_kind).in_(ANSWERS))
        .group_by(Revision.authority, Revision.subject_ref)
    )
    return {(authority, ref): moment for authority, ref, moment in work.rows(statement)}


def stray_notes(work: UnitOfWork) -> Sequence[Revision]:
    """Words of returned workbooks that were written where no answer is read, oldest first."""
    return work.all(
        of_seldom(select(Revision))
        .where(Revision.item_kind == STRAY)
        .order_by(Revision.authority, Revision.subject_ref, col(Revision.number), Revision.item_id)
    )


def kept_with_stray_notes(work: UnitOfWork) -> Sequence[Revision]:
    """Stray notes, and what was said of each when it was attached or set aside."""
    return work.all(of_seldom(select(Revision)).where(col(Revision.item_kind).in_((STRAY, ASIDE))))


def authorities_with_revisions(work: UnitOfWork) -> list[str]:
    """Codes of the authorities that anything was ever recorded about."""
    statement = select(Revision.authority).distinct().order_by(Revision.authority)
    return [code for (code,) in work.rows(statement)]


def every_revision(work: UnitOfWork, authority: str) -> list[RevisionInForce]:
    """Every revision about an authority, in force or not, in the order in which they came."""
    statement = (
        select(*(col(getattr(Revision, name)) for name in RevisionInForce._fields))
        .where(Revision.authority == authority)
        .order_by(col(Revision.number), Revision.id)
    )
    return list(map(RevisionInForce._make, work.rows(statement)))


def made_from(work: UnitOfWork, authority: str) -> dict[str, list[str]]:
    """What each revision about an authority was made from, by its id."""
    statement = select(RevisionParent.child, RevisionParent.parent).where(
        RevisionParent.authority == authority
    )
    found: dict[str, list[str]] = {}
    for child, parent in work.rows(statement):
        found.setdefault(child, []).append(parent)
    return found


def parents(
    work: UnitOfWork, authority: str | None = None, *, of: Collection[str] | None = None
) -> Sequence[RevisionParent]:
    """What answers were made from.

    Args:
        authority: Whose answers; all where none is named.
        of: Ids of the answers; all of the authority's where None.
    """
    wanted = given(authority=authority)
    if of is None:
        return work.all(_parents(*wanted), **wanted)
    names, statement = sorted(of), _parents(*wanted, among=True)
    return [
        link
        for start in range(0, len(names), NAMED_AT_ONCE)
        for link in work.all(statement, **wanted, children=names[start : start + NAMED_AT_ONCE])
    ]


@cache
def _parents(*names: str, among: bool = False) -> Any:
    statement = matching(select(RevisionParent), RevisionParent, names)
    if not among:
        return statement
    return statement.where(col(RevisionParent.child).in_(bindparam("children", expanding=True)))


def links(work: UnitOfWork, authority: str, ref: str | None = None) -> list[tuple[str, str]]:
    """Child and parent of what an authority's answers were made from, or those about a subject."""
    wanted = given(authority=authority, subject_ref=ref)
    return [(child, parent) for child, parent in work.rows(_links(ref is not None), **wanted)]


@cache
def _links(is_of_one: bool) -> Any:  # for the cache
    statement = select(RevisionParent.child, RevisionParent.parent)
    statement = matching(statement, RevisionParent, ["authority"])
    if not is_of_one:
        return statement
    about = (col(Revision.authority) == col(RevisionParent.authority)) & (
        col(Revision.id) == col(RevisionParent.child)
    )
    return matching(statement.join(Revision, about), Revision, ["subject_ref"])


def documents(work: UnitOfWork) -> Sequence[DocumentVersion]:
    """Every plan and framework under which something was done."""
    return work.all(select(DocumentVersion).order_by(DocumentVersion.kind, DocumentVersion.digest))


def issued_workbooks(work: UnitOfWork) -> Sequence[IssuedWorkbook]:
    """Workbooks that were handed out."""
    return work.all(select(IssuedWorkbook))


def answers_without_one_in_force(work: UnitOfWork) -> int:
    """Number of items that have revisions but none in force; stray notes never are."""
    answers = _items(Revision).where(col(Revision.item_kind) != STRAY)
    return len(work.rows(answers.except_(_items(CurrentRevision))))


def _items(table: type[Revision | CurrentRevision]) -> Any:
    return sql_select(
        col(table.authority),
        col(table.subject_ref),
        col(table.reader),
        col(table.item_kind),
        col(table.item_id),
    )


def last_numbers(work: UnitOfWork) -> dict[str, int]:
    """Number of the last answer of each authority."""
    statement = select(Revision.authority, func.max(col(Revision.number))).group_by(
        Revision.authority
    )
    return {authority: int(number) for authority, number in work.rows(statement)}
