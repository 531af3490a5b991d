"""Answers that crossed with what is in force: a mark at the item, kept by whatever moves it.

Every reading of records asks what crossed. Looking through all that was ever answered made reading
slower with each revision, so each item in force says whether there is anything beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, true
from sqlmodel import SQLModel, col, select

from inspect_tool.domain.records.records import ItemPlace
from inspect_tool.store import record_queries
from inspect_tool.store.record_queries import ANSWERS, NAMED_AT_ONCE
from inspect_tool.store.statements import given, matching
from inspect_tool.store.tables import CurrentRevision, Revision

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def crossing_revisions(work: UnitOfWork, authority: str | None = None) -> Sequence[Revision]:
    """Revisions that are not in force, and that no later one of the same reader was made from.

    They crossed with another edit. An adjudicated answer is made from both readers' answers and
    takes the place of neither.

    Args:
        authority: Whose records; all where none is named.
    """
    found: list[Revision] = []
    for code, refs in _marked(work, authority).items():
        beside = _beside(work, code, refs, _in_force(work, code, refs))
        names = [name for ids in beside.values() for name in ids]
        for some in _at_once(names):
            found += work.all(
                select(Revision).where(
                    Revision.authority == code,
                    col(Revision.id).in_(some),
                    col(Revision.item_kind).in_(ANSWERS),
                )
            )
    return sorted(
        found,
        key=lambda row: (
            row.authority,
            row.subject_ref,
            row.reader,
            row.item_id,
            row.number,
            row.id,
        ),
    )


def mark_crossed(work: UnitOfWork, authority: str, *, refs: Collection[str] | None = None) -> None:
    """Set the mark at each item where it is not what the answers say.

    Args:
        refs: Subjects whose answers were added to, moved or deleted; None for all of the authority.
    """
    work.session.flush()
    work.update_many(
        CurrentRevision,
        [
            {"authority": authority, **place._asdict(), "is_crossed": is_crossed}
            for place, is_crossed in wrongly_marked(work, authority, refs=refs).items()
        ],
    )


def wrongly_marked(
    work: UnitOfWork, authority: str, *, refs: Collection[str] | None = None
) -> dict[ItemPlace, bool]:
    """The items whose mark is not what the answers say, each with the mark that it should have.

    Args:
        refs: Whose items; None for all of the authority.
    """
    in_force = _in_force(work, authority, refs)
    beside = _beside(work, authority, refs, in_force)
    return {
        place: place in beside for place, (_, mark) in in_force.items() if mark != (place in beside)
    }


def _marked(work: UnitOfWork, authority: str | None) -> dict[str, list[str]]:
    """The subjects that have a mark, by authority."""
    wanted = given(authority=authority)
    found: dict[str, list[str]] = {}
    for code, ref in work.rows(_marked_subjects(*wanted), **wanted):
        found.setdefault(code, []).append(ref)
    return found


@cache
def _marked_subjects(*names: str) -> Any:
    statement = (
        select(CurrentRevision.authority, CurrentRevision.subject_ref)
        .where(col(CurrentRevision.is_crossed) == true())
        .distinct()
        .order_by(CurrentRevision.authority, CurrentRevision.subject_ref)
    )
    return matching(statement, CurrentRevision, names)


def _in_force(
    work: UnitOfWork, authority: str, refs: Collection[str] | None
) -> dict[ItemPlace, tuple[str, bool]]:
    """What is in force of each item, and its mark."""
    columns = ("revision_id", "is_crossed", *ItemPlace._fields)
    return {
        ItemPlace(*place): (name, mark)
        for name, mark, *place in _of_subjects(
            work, CurrentRevision, authority, refs, columns=columns
        )
    }


def _beside(
    work: UnitOfWork,
    authority: str,
    refs: Collection[str] | None,
    in_force: Mapping[ItemPlace, tuple[str, bool]],
) -> Mapping[ItemPlace, Sequence[str]]:
    """What is beside the answer in force of each item, and was not gone on from."""
    places = {
        name: ItemPlace(*place)
        for name, *place in _of_subjects(
            work, Revision, authority, refs, columns=("id", *ItemPlace._fields)
        )
    }
    followed = {
        parent
        for child, parent in _links(work, authority, refs)
        if parent in places and child in places and places[child].reader == places[parent].reader
    }
    found: dict[ItemPlace, list[str]] = {}
    for name, place in places.items():
        if name not in followed and in_force.get(place, (name, False))[0] != name:
            found.setdefault(place, []).append(name)
    return found


def _of_subjects(
    work: UnitOfWork,
    table: type[Revision | CurrentRevision],
    authority: str,
    refs: Collection[str] | None,
    *,
    columns: Sequence[str],
) -> Iterator[Sequence[Any]]:
    if refs is None:
        yield from work.rows(_columns_of(table, *columns), authority=authority)
        return
    statement = _columns_of(table, *columns, among="subject_ref")
    for some in _at_once(refs):
        yield from work.rows(statement, authority=authority, among=some)


def _links(
    work: UnitOfWork, authority: str, refs: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    """Child and parent of what an authority's answers were made from, or those about some."""
    if refs is None:
        yield from record_queries.links(work, authority)
        return
    for ref in sorted(refs):
        yield from record_queries.links(work, authority, ref)


@cache
def _columns_of(table: type[SQLModel], *columns: str, among: str = "") -> Any:
    """Columns of the rows of an authority, of all or where a column is among some values."""
    statement = select(*(col(getattr(table, name)) for name in columns))
    statement = matching(statement, table, ["authority"])
    if not among:
        return statement
    return statement.where(col(getattr(table, among)).in_(bindparam("among", expanding=True)))


def _at_once(names: Collection[str]) -> Iterator[Sequence[str]]:
    """As many as one question may name."""
    listed = sorted(names)
    for start in range(0, len(listed), NAMED_AT_ONCE):
        yield listed[start : start + NAMED_AT_ONCE]
