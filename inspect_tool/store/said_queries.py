"""Questions to the database about what is said of records beside their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select as sql_select
from sqlmodel import col, select

from inspect_tool.store.statements import given, matching, of_seldom
from inspect_tool.store.tables import SELDOM, CurrentRevision, Revision

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

AT_ONCE = 500  # subjects in one statement


def revisions_of_kind(
    work: UnitOfWork, item_kind: str, *, authority: str | None = None, ref: str | None = None
) -> Sequence[Revision]:
    """Everything of a kind that was ever said about records, oldest first.

    Args:
        authority: About whose records; all where none is named.
        ref: About which subject; all where none is named.
    """
    wanted = given(item_kind=item_kind, authority=authority, subject_ref=ref)
    return work.all(_of_kind(item_kind in SELDOM, *wanted), **wanted)


@cache
def _of_kind(is_seldom: bool, *names: str) -> Any:
    statement = select(Revision).order_by(Revision.authority, col(Revision.number), Revision.id)
    return matching(of_seldom(statement) if is_seldom else statement, Revision, names)


def in_force_of_kind(
    work: UnitOfWork, item_kind: str, authority: str | None = None, *, ref: str | None = None
) -> Sequence[Revision]:
    """What is in force of a kind, with when it was said.

    Args:
        authority: About whose records; all where none is named.
        ref: About which subject of the authority; all where none is named.
    """
    wanted = given(item_kind=item_kind, authority=authority, subject_ref=ref)
    return work.all(_in_force_of_kind(*wanted), **wanted)


@cache
def _in_force_of_kind(*names: str) -> Any:
    statement = select(Revision).join(
        CurrentRevision,
        (col(CurrentRevision.authority) == col(Revision.authority))
        & (col(CurrentRevision.revision_id) == col(Revision.id)),
    )
    return matching(statement, CurrentRevision, names)


class KeptWording(NamedTuple):
    """What an item said at some time.

    Args:
        in_force: Id of the revision where it is in force; None otherwise.
    """

    subject_ref: str
    reader: str
    item_kind: str
    item_id: str
    number: int
    value: Any
    note: str
    in_force: str | None


WORDING: tuple[Any, ...] = (
    Revision.subject_ref,
    Revision.reader,
    Revision.item_kind,
    Revision.item_id,
    Revision.number,
    Revision.value,
    Revision.note,
    CurrentRevision.revision_id,
)


def wordings(work: UnitOfWork, refs: Iterable[str], kinds: Iterable[str]) -> Iterator[KeptWording]:
    """Everything of some kinds that records of some subjects ever said, oldest first."""
    named, wanted = sorted(set(refs)), tuple(kinds)
    for start in range(0, len(named), AT_ONCE):
        statement = (
            sql_select(*WORDING)
            .outerjoin(
                CurrentRevision,
                (col(CurrentRevision.authority) == col(Revision.authority))
                & (col(CurrentRevision.revision_id) == col(Revision.id)),
            )
            .where(
                col(Revision.subject_ref).in_(named[start : start + AT_ONCE]),
                col(Revision.item_kind).in_(wanted),
            )
            .order_by(Revision.authority, col(Revision.number), Revision.id)
        )
        for row in work.session.execute(statement):
            yield KeptWording(*row)
