"""Questions about reads handed over, losses taken back and authorities that left."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from inspect_tool.store.mishap_tables import (
    AuthorityWithdrawal,
    FactCorrection,
    HandOver,
    LossChange,
    LossListEntry,
)
from inspect_tool.store.statements import given, matching
from inspect_tool.store.tables import Assignment

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

WITHDRAWALS = select(AuthorityWithdrawal).order_by(
    AuthorityWithdrawal.authority, col(AuthorityWithdrawal.sequence)
)


def hand_overs(work: UnitOfWork, authority: str | None = None) -> Sequence[HandOver]:
    """Every read that was handed over, at one authority or all, oldest first for each read."""
    statement = select(HandOver).order_by(
        HandOver.authority, HandOver.case_ref, HandOver.reader, col(HandOver.sequence)
    )
    if authority is not None:
        statement = statement.where(HandOver.authority == authority)
    return work.all(statement)


def handed_over_by(work: UnitOfWork, inspector: str) -> Sequence[HandOver]:
    """The reads that used to be an inspector's, oldest first for each read.

    Where they came back to the inspector they are among these too: `assignments` says whose a
    read is now.
    """
    return work.all(
        select(HandOver)
        .where(HandOver.from_inspector == inspector)
        .order_by(HandOver.authority, HandOver.case_ref, HandOver.reader, col(HandOver.sequence))
    )


def next_hand_over(work: UnitOfWork, authority: str, case_ref: str, reader: str) -> int:
    """Number of the next hand-over of a read, from 1."""
    rows = hand_overs(work, authority)
    return 1 + sum((row.case_ref, row.reader) == (case_ref, reader) for row in rows)


def extra_reads(work: UnitOfWork) -> dict[str, str]:
    """Why each second read that was not drawn was asked for, by case."""
    statement = select(Assignment).where(Assignment.extra_because != "")
    return {row.case_ref: row.extra_because for row in work.all(statement)}


def loss_changes(work: UnitOfWork, draw_id: str) -> Sequence[LossChange]:
    """Losses as they were before they were taken back or corrected, in the order of that."""
    return work.all(
        select(LossChange).where(LossChange.draw_id == draw_id).order_by(col(LossChange.number))
    )


def loss_list(work: UnitOfWork, draw_id: str) -> Sequence[LossListEntry]:
    """The list of losses of a draw, in its order."""
    return work.all(
        select(LossListEntry)
        .where(LossListEntry.draw_id == draw_id)
        .order_by(col(LossListEntry.number))
    )


def withdrawals(work: UnitOfWork) -> Sequence[AuthorityWithdrawal]:
    """Every leaving of an authority and every taking back of one, oldest first for each."""
    return work.all(WITHDRAWALS)


def withdrawn_authorities(work: UnitOfWork) -> dict[str, AuthorityWithdrawal]:
    """The authorities that have left the inspection, with the row that says so."""
    newest = {row.authority: row for row in withdrawals(work)}
    return {code: row for code, row in newest.items() if not row.is_taken_back}


def fact_corrections(
    work: UnitOfWork, authority: str | None = None, ref: str | None = None
) -> Sequence[FactCorrection]:
    """The corrections of one authority, one case or all, in the order in which they were made."""
    wanted = given(authority=authority, case_ref=ref)
    return work.all(_fact_corrections(*wanted), **wanted)


@cache
def _fact_corrections(*names: str) -> Any:
    statement = select(FactCorrection).order_by(
        FactCorrection.authority, FactCorrection.case_ref, col(FactCorrection.number)
    )
    return matching(statement, FactCorrection, names)
