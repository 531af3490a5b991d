"""Questions to the database about versions of the framework."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func
from sqlmodel import col, select

from inspect_tool.store.statements import given, matching
from inspect_tool.store.tables import Assignment, DocumentVersion, IssuedWorkbook, Revision
from inspect_tool.store.version_tables import FrameworkPublication, SubjectVersion

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

PUBLICATIONS = select(FrameworkPublication).order_by(col(FrameworkPublication.number))

_PUBLISHED = select(FrameworkPublication.version, FrameworkPublication.digest).order_by(
    col(FrameworkPublication.number)
)


def publications(work: UnitOfWork) -> Sequence[FrameworkPublication]:
    """Versions that were published, the first one first."""
    return work.all(PUBLICATIONS)


def published(work: UnitOfWork) -> tuple[tuple[str, str], ...]:
    """Version and digest of what was published, the first one first."""
    return work.look(
        "published",
        frozenset({"framework_publication"}),
        lambda: tuple((version, digest) for version, digest in work.rows(_PUBLISHED)),
    )


def kept_frameworks(work: UnitOfWork) -> list[tuple[str, str]]:
    """Digest and version of every framework that something was done under, in no order."""
    statement = select(DocumentVersion.digest, DocumentVersion.version).where(
        DocumentVersion.kind == "framework"
    )
    return [(row.digest, row.version) for row in work.rows(statement)]


def issued_digests(work: UnitOfWork) -> set[str]:
    """Digests of the frameworks that workbooks were issued under."""
    statement = select(IssuedWorkbook.framework_digest).distinct()
    return {row.framework_digest for row in work.rows(statement)}


def subject_versions(work: UnitOfWork, authority: str | None = None) -> dict[str, str]:
    """The version that each subject with one of its own is under, by reference."""
    wanted = given(authority=authority)

    def find() -> dict[str, str]:
        return dict(work.rows(_subject_versions(*wanted), **wanted))

    return dict(work.look(("pins", authority), frozenset({"subject_version"}), find))


@cache
def _subject_versions(*names: str) -> Any:
    statement = select(SubjectVersion.subject_ref, SubjectVersion.version)
    return matching(statement.order_by(col(SubjectVersion.number)), SubjectVersion, names)


def next_pin(work: UnitOfWork, authority: str, ref: str) -> int:
    """Number of a subject's next version."""
    statement = select(func.max(SubjectVersion.number)).where(
        SubjectVersion.authority == authority, SubjectVersion.subject_ref == ref
    )
    return (work.session.exec(statement).one() or 0) + 1


class AssignedAt(NamedTuple):
    """When a case was given to its reader."""

    authority: str
    case_ref: str
    inspector: str
    assigned_at: datetime


def assigned_since(work: UnitOfWork) -> list[AssignedAt]:
    """Every read of a case with when it was given to whoever has it."""
    columns = (col(getattr(Assignment, name)) for name in AssignedAt._fields)
    return list(map(AssignedAt._make, work.rows(select(*columns))))


def begun_subjects(work: UnitOfWork, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Authority and reference of every subject that anything of some kinds was recorded about."""
    statement = (
        select(Revision.authority, Revision.subject_ref)
        .where(col(Revision.item_kind).in_(kinds))
        .distinct()
        .order_by(Revision.authority, Revision.subject_ref)
    )
    return [(row.authority, row.subject_ref) for row in work.rows(statement)]
