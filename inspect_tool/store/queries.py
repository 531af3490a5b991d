"""Questions to the database that more than one service asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from inspect_tool.domain.frame.units import Eligibility
from inspect_tool.domain.records.records import ItemPlace
from inspect_tool.store import crossings, seals, word_index
from inspect_tool.store.statements import given, matching
from inspect_tool.store.tables import (
    Assignment,
    AuditEntry,
    CurrentRevision,
    DocumentVersion,
    DrawnStratum,
    DrawnUnit,
    DrawRow,
    FrameUnitRow,
    IssuedWorkbook,
    LossRow,
    Revision,
)

if TYPE_CHECKING:
    from inspect_tool.domain.audit import Head
    from inspect_tool.store.database import UnitOfWork

DRAW_IN_FORCE = (
    select(DrawRow).where(col(DrawRow.withdrawn_at).is_(None)).order_by(col(DrawRow.number).desc())
)
LOSSES = matching(select(LossRow), LossRow, ["draw_id"]).order_by(col(LossRow.number))


def frame_units(work: UnitOfWork, authority: str | None = None) -> Sequence[FrameUnitRow]:
    """Children on the frame, of one authority or all, in order of token."""
    statement = select(FrameUnitRow).order_by(FrameUnitRow.authority, FrameUnitRow.unit_id)
    if authority is not None:
        statement = statement.where(FrameUnitRow.authority == authority)
    return work.all(statement)


class FrameRow(NamedTuple):
    """A child on the frame as it is kept; a review has tens of thousands."""

    authority: str
    unit_id: str
    case_type: str
    stratum: str
    eligibility: str
    fields: Mapping[str, Any]
    is_cut: bool
    salt: str


def frame_rows(work: UnitOfWork) -> list[FrameRow]:
    """Every child on a frame, by authority and token, as plain rows."""
    statement = select(*(col(getattr(FrameUnitRow, name)) for name in FrameRow._fields)).order_by(
        FrameUnitRow.authority, FrameUnitRow.unit_id
    )
    return list(map(FrameRow._make, work.rows(statement)))


def tokens(work: UnitOfWork, authority: str) -> list[str]:
    """Tokens of the children on an authority's frame."""
    return list(work.all(select(FrameUnitRow.unit_id).where(FrameUnitRow.authority == authority)))


class EligibleUnit(NamedTuple):
    """A child who can be drawn, without anything else about the child."""

    authority: str
    unit_id: str
    stratum: str


def eligible_units(work: UnitOfWork) -> list[EligibleUnit]:
    """Every child who can be drawn, by authority and token."""
    statement = (
        select(FrameUnitRow.authority, FrameUnitRow.unit_id, FrameUnitRow.stratum)
        .where(FrameUnitRow.eligibility == Eligibility.ELIGIBLE)
        .order_by(FrameUnitRow.authority, FrameUnitRow.unit_id)
    )
    return list(map(EligibleUnit._make, work.rows(statement)))


def eligible_by_case_type(work: UnitOfWork) -> dict[tuple[str, str], int]:
    """How many children can be drawn, by authority and case type."""
    statement = (
        select(FrameUnitRow.authority, FrameUnitRow.case_type, func.count())
        .where(FrameUnitRow.eligibility == Eligibility.ELIGIBLE)
        .group_by(FrameUnitRow.authority, FrameUnitRow.case_type)
    )
    return {(authority, case_type): number for authority, case_type, number in work.rows(statement)}


def frame_units_of_draw(work: UnitOfWork, draw_id: str) -> dict[tuple[str, str], FrameUnitRow]:
    """The children whom a draw ranked, by authority and token."""
    statement = select(FrameUnitRow).join(
        DrawnUnit,
        (col(DrawnUnit.authority) == col(FrameUnitRow.authority))
        & (col(DrawnUnit.unit_id) == col(FrameUnitRow.unit_id))
        & (col(DrawnUnit.draw_id) == draw_id),
    )
    return {(row.authority, row.unit_id): row for row in work.all(statement)}


def frame_unit_named(work: UnitOfWork, draw_id: str, name: str) -> FrameUnitRow | None:
    """The child whose case has that reference in a draw, or who has that token."""
    case = work.first(
        select(DrawnUnit).where(DrawnUnit.draw_id == draw_id, DrawnUnit.case_ref == name.upper())
    )
    token = name.lower() if case is None else case.unit_id
    return work.first(select(FrameUnitRow).where(FrameUnitRow.unit_id == token))


def draw_in_force(work: UnitOfWork) -> DrawRow | None:
    """The newest commitment that was not withdrawn, drawn or not."""
    return work.first(DRAW_IN_FORCE)


def drawn_strata(
    work: UnitOfWork, draw_id: str, authority: str | None = None
) -> Sequence[DrawnStratum]:
    """Sizes of the strata of a draw, at one authority or all, in order of stratum."""
    wanted = given(draw_id=draw_id, authority=authority)
    return work.all(_drawn_strata(*wanted), **wanted)


@cache
def _drawn_strata(*names: str) -> Any:
    statement = select(DrawnStratum).order_by(DrawnStratum.authority, DrawnStratum.stratum)
    return matching(statement, DrawnStratum, names)


def drawn_units(work: UnitOfWork, draw_id: str) -> Sequence[DrawnUnit]:
    """Rows of the units of a draw, to be changed, by authority, stratum and rank."""
    return work.all(
        select(DrawnUnit)
        .where(DrawnUnit.draw_id == draw_id)
        .order_by(DrawnUnit.authority, DrawnUnit.stratum, col(DrawnUnit.rank), DrawnUnit.unit_id)
    )


def case_salts(work: UnitOfWork, authority: str | None = None) -> dict[str, str]:
    """The salt of each case of the draw in force, by reference; empty for an older one."""
    wanted = given(authority=authority)

    def find() -> dict[str, str]:
        return dict(work.rows(_case_salts(*wanted), **wanted))

    return dict(work.look(("salts", authority), frozenset({"drawn_unit"}), find))


@cache
def _case_salts(*names: str) -> Any:
    return matching(select(col(DrawnUnit.case_ref), col(DrawnUnit.salt)), DrawnUnit, names)


def losses(work: UnitOfWork, draw_id: str) -> Sequence[LossRow]:
    """Cases lost, in the order in which they were."""
    return work.all(LOSSES, draw_id=draw_id)


class AssignedRead(NamedTuple):
    """Who reads a case, as which reader."""

    authority: str
    case_ref: str
    reader: str
    inspector: str


def assignments(
    work: UnitOfWork, inspector: str | None = None, *, authority: str | None = None
) -> list[AssignedRead]:
    """Who reads what, by authority and case; of one inspector, at one authority, or all."""
    wanted = given(inspector=inspector, authority=authority)

    def find() -> list[AssignedRead]:
        return list(map(AssignedRead._make, work.rows(_assignments(*wanted), **wanted)))

    name = ("assignments", inspector, authority)
    return list(work.look(name, frozenset({"assignment"}), find))


@cache
def _assignments(*names: str) -> Any:
    statement = select(*(col(getattr(Assignment, name)) for name in AssignedRead._fields)).order_by(
        Assignment.authority, Assignment.case_ref, Assignment.reader
    )
    return matching(statement, Assignment, names)


def assignment_rows(work: UnitOfWork, authority: str) -> Sequence[Assignment]:
    """Rows of who reads what at an authority, to be changed."""
    return work.all(select(Assignment).where(Assignment.authority == authority))


def revisions_of_authority(
    work: UnitOfWork, authority: str, ref: str | None = None
) -> Sequence[Revision]:
    """Every revision of an authority's records, or of one subject there."""
    wanted = given(authority=authority, subject_ref=ref)
    return work.all(_revisions(*wanted), **wanted)


@cache
def _revisions(*names: str) -> Any:
    return matching(select(Revision), Revision, names)


def revision_rows(work: UnitOfWork, authority: str, ref: str | None = None) -> Sequence[Revision]:
    """The same as rows to be looked at, of which no objects are made."""
    wanted = given(authority=authority, subject_ref=ref)
    return work.rows(_revision_rows(*wanted), **wanted)


@cache
def _revision_rows(*names: str) -> Any:
    table = Revision.__table__  # type: ignore[attr-defined]
    return matching(select_columns(*table.columns), Revision, names)


class InForce(NamedTuple):
    """Which revision of an item is in force."""

    subject_ref: str
    reader: str
    item_kind: str
    item_id: str
    revision_id: str


def current_of_authority(work: UnitOfWork, authority: str, ref: str | None = None) -> list[InForce]:
    """Which revision of each item of an authority's records, or of one subject, is in force."""
    wanted = given(authority=authority, subject_ref=ref)
    return list(map(InForce._make, work.rows(_in_force(*wanted), **wanted)))


@cache
def _in_force(*names: str) -> Any:
    statement = select(*(col(getattr(CurrentRevision, name)) for name in InForce._fields))
    return matching(statement, CurrentRevision, names)


def put_in_force(work: UnitOfWork, authority: str, revisions: Mapping[ItemPlace, str]) -> None:
    """Make revisions the ones in force where they belong."""
    refs = {place.subject_ref for place in revisions}
    ref = next(iter(refs)) if len(refs) == 1 else None  # most are of one subject
    there = {row[:-1] for row in current_of_authority(work, authority, ref)}
    changed: list[Mapping[str, str]] = []
    new: list[Mapping[str, str]] = []
    for place, revision_id in revisions.items():
        row = InForce._make((*place, revision_id))._asdict() | {"authority": authority}
        (changed if place in there else new).append(row)
    work.update_many(CurrentRevision, changed)
    work.add_many(CurrentRevision, new)
    crossings.mark_crossed(work, authority, refs=refs)
    word_index.keep_index(work, authority, ref)


def revisions_of(work: UnitOfWork, subject_ref: str) -> Sequence[Revision]:
    """Every revision of a case, authority or interview, oldest first."""
    return work.all(
        select(Revision)
        .where(Revision.subject_ref == subject_ref)
        .order_by(col(Revision.number), Revision.id)
    )


def audit_entries(work: UnitOfWork) -> Sequence[AuditEntry]:
    """The audit trail, stream by stream, in order."""
    return work.all(select(AuditEntry).order_by(AuditEntry.stream, col(AuditEntry.sequence)))


def streams_of_entries(work: UnitOfWork) -> Sequence[str]:
    """The stream of each audit entry."""
    return work.all(select(AuditEntry.stream))


def newest_seal(work: UnitOfWork, tables: frozenset[str] = frozenset()) -> AuditEntry | None:
    """The newest sealing entry, or the newest that seals one of some tables."""
    rows = work.all(
        select(AuditEntry)
        .where(AuditEntry.stream == seals.STREAM)
        .order_by(col(AuditEntry.sequence).desc())
        .limit(None if tables else 1)
    )
    return next((row for row in rows if not tables or _seals_one_of(row, tables)), None)


def has_seal(work: UnitOfWork, head: Head) -> bool:
    """Whether the audit trail holds a seal."""
    row = work.get(AuditEntry, seals.STREAM, head.entries)
    return row is not None and row.digest == head.digest


def _seals_one_of(row: AuditEntry, tables: frozenset[str]) -> bool:
    return any(seals.Sealed.of(key).table in tables for key in row.details)


def framework_versions(work: UnitOfWork) -> set[str]:
    """Versions of the framework under which something was done."""
    statement = select(DocumentVersion).where(DocumentVersion.kind == "framework")
    return {row.version for row in work.all(statement)}


def has_issued_workbooks(work: UnitOfWork) -> bool:
    """Whether a case workbook was ever handed out."""
    return work.first(select(IssuedWorkbook).limit(1)) is not None


def has_revisions(work: UnitOfWork) -> bool:
    """Whether anybody has recorded anything."""
    return work.first(select(Revision).limit(1)) is not None
