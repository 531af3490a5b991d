"""Questions to the database about what was deleted on purpose, and what stays of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func
from sqlmodel import col, select

from inspect_tool.store.tables import AuditEntry, Erasure, FrameTotal, FrameUnitRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def frame_totals(work: UnitOfWork) -> Sequence[FrameTotal]:
    """Totals of the population that were kept when the frame was cut, by authority."""
    return work.all(
        select(FrameTotal).order_by(
            FrameTotal.authority, FrameTotal.stratum, FrameTotal.field, FrameTotal.value
        )
    )


def cut_tokens(work: UnitOfWork, authority: str) -> frozenset[str]:
    """Tokens of the children whose fields were cut from an authority's frame after the draw."""
    statement = select(FrameUnitRow.unit_id).where(
        FrameUnitRow.authority == authority, col(FrameUnitRow.is_cut)
    )
    return frozenset(work.all(statement))


def cut_children(work: UnitOfWork) -> int:
    """How many children's fields were cut from the frames after the draw."""
    statement = select(func.count()).where(col(FrameUnitRow.is_cut))
    return work.first(statement) or 0


def erasures(work: UnitOfWork) -> Sequence[Erasure]:
    """What stays of children who were erased, oldest first."""
    return work.all(select(Erasure).order_by(col(Erasure.number)))


def erased_refs(work: UnitOfWork, authority: str | None = None) -> frozenset[str]:
    """References of cases that were erased, of one authority or all."""
    rows = work.look("erased", frozenset({"erasure"}), lambda: work.rows(_erased()))
    return frozenset(ref for code, ref in rows if ref and authority in (None, code))


@cache
def _erased() -> Any:
    return select(Erasure.authority, Erasure.case_ref)


def erased_tokens(work: UnitOfWork, authority: str) -> frozenset[str]:
    """Tokens of an authority's children who were erased."""
    return frozenset(row.unit_id for row in erasures(work) if row.authority == authority)


PURGE = "review.purge"
UP_TO = "answers_up_to"  # in its details: of each authority the number of the last answer
WITHOUT_A_BASE = "without_a_base"  # in its details: ids of answers made from what is gone
ERASE = "child.erase"
ACCEPT_OLDER = "database.accept-older"


def deletions(work: UnitOfWork) -> Sequence[AuditEntry]:
    """Entries of the audit trail that say what was deleted on purpose, oldest first."""
    rows = work.all(
        select(AuditEntry)
        .where(col(AuditEntry.action).in_((PURGE, ERASE)))
        .order_by(AuditEntry.stream, col(AuditEntry.sequence))
    )
    return sorted(rows, key=lambda row: int(row.details["number"]))


def without_a_base(work: UnitOfWork) -> frozenset[str]:
    """Ids of answers that were made from one that was destroyed, so that nothing checks the id."""
    return frozenset(
        name for row in deletions(work) for name in row.details.get(WITHOUT_A_BASE, ())
    )


def purged(work: UnitOfWork, name: str) -> Mapping[str, AuditEntry]:
    """Entries by which a class of things was destroyed, by authority; empty where it never was.

    What belongs to no authority has an empty code. So do what a certificate said of the time that
    an older copy of the database, which was accepted, does not know.
    """
    accepted = {
        code: row
        for row in work.all(select(AuditEntry).where(AuditEntry.action == ACCEPT_OLDER))
        for known in row.details.get("deletions", ())
        if not known["erased"] and name in known["about"]
        for code in (known["authorities"] or ("",))
    }
    return accepted | {
        code: row
        for row in deletions(work)
        if row.action == PURGE and name in row.details["classes"]
        for code in (row.details["authorities"] or ("",))
    }


def was_purged_here(work: UnitOfWork, name: str) -> bool:
    """Whether a class of things was destroyed in the time that this database knows."""
    return any(row.action == PURGE and name in row.details["classes"] for row in deletions(work))
