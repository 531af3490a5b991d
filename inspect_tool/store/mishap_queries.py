"""Questions to the database about authorities that left, wrong facts and extra reads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from inspect_tool.store.mishap_tables import AuthorityWithdrawal, FactCorrection
from inspect_tool.store.statements import given, matching
from inspect_tool.store.tables import Assignment

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

WITHDRAWALS = select(AuthorityWithdrawal).order_by(
    AuthorityWithdrawal.authority, col(AuthorityWithdrawal.sequence)
)


def extra_reads(work: UnitOfWork) -> dict[str, str]:
    """Why each second read that was not drawn was asked for, by case."""
    statement = select(Assignment).where(Assignment.extra_because != "")
    return {row.case_ref: row.extra_because for row in work.all(statement)}


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
