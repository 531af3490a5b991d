"""Questions to the database about the units that a draw ranked, as rows and not as objects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlmodel import col, select

from inspect_tool.store.mishap_tables import AuthorityWithdrawal
from inspect_tool.store.statements import given, matching
from inspect_tool.store.tables import DrawnStratum, DrawnUnit, DrawRow, FrameUnitRow, LossRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


class DrawNow(NamedTuple):
    """The draw in force, as far as nearly every command asks.

    Args:
        public_seed: None while it is committed and not drawn.
    """

    draw_id: str
    public_seed: str | None


def draw_now(work: UnitOfWork) -> DrawNow | None:
    """The newest commitment that was not withdrawn, drawn or not."""
    rows = work.rows(_draw_now())
    return DrawNow._make(rows[0]) if rows else None


@cache
def _draw_now() -> Any:
    return (
        select(DrawRow.draw_id, DrawRow.public_seed)
        .where(col(DrawRow.withdrawn_at).is_(None))
        .order_by(col(DrawRow.number).desc())
        .limit(1)
    )


class DrawnOfStratum(NamedTuple):
    """How many cases of a stratum a draw gives."""

    authority: str
    stratum: str
    drawn: int


def stratum_rows(
    work: UnitOfWork, draw_id: str, authority: str | None = None
) -> list[DrawnOfStratum]:
    """How many cases each stratum gives, at one authority or all, in order of stratum."""
    wanted = given(draw_id=draw_id, authority=authority)
    return list(map(DrawnOfStratum._make, work.rows(_stratum_rows(*wanted), **wanted)))


@cache
def _stratum_rows(*names: str) -> Any:
    statement = select(*(col(getattr(DrawnStratum, name)) for name in DrawnOfStratum._fields))
    ordered = statement.order_by(DrawnStratum.authority, DrawnStratum.stratum)
    return matching(ordered, DrawnStratum, names)


def why_lost(work: UnitOfWork, draw_id: str) -> dict[tuple[str, str], str]:
    """Why each unit of a draw was lost, by authority and token; the last reason where several."""
    rows = work.rows(_losses(), draw_id=draw_id)
    return {(authority, unit_id): reason for authority, unit_id, reason in rows}


@cache
def _losses() -> Any:
    statement = select(LossRow.authority, LossRow.unit_id, LossRow.reason)
    return matching(statement.order_by(col(LossRow.number)), LossRow, ["draw_id"])


def left_now(work: UnitOfWork) -> frozenset[str]:
    """Codes of the authorities that have left the inspection."""
    newest = dict(work.rows(_withdrawals()))
    return frozenset(code for code, is_back in newest.items() if not is_back)


@cache
def _withdrawals() -> Any:
    return select(AuthorityWithdrawal.authority, AuthorityWithdrawal.is_taken_back).order_by(
        AuthorityWithdrawal.authority, col(AuthorityWithdrawal.sequence)
    )


class DrawnCase(NamedTuple):
    """A child whom a draw ranked, with what the frame says of the child."""

    authority: str
    case_ref: str
    rank: int
    case_type: str
    fields: Mapping[str, Any]


def drawn_cases(
    work: UnitOfWork, draw_id: str, authority: str | None = None, *, ref: str | None = None
) -> list[DrawnCase]:
    """The children whom a draw ranked, at one authority or all, or the one of a case."""
    wanted = given(draw_id=draw_id, authority=authority, case_ref=ref)
    return list(map(DrawnCase._make, work.rows(_drawn_cases(*wanted), **wanted)))


@cache
def _drawn_cases(*names: str) -> Any:
    tables = {"case_type": FrameUnitRow, "fields": FrameUnitRow}
    statement = select(
        *(col(getattr(tables.get(name, DrawnUnit), name)) for name in DrawnCase._fields)
    ).join(
        FrameUnitRow,
        (col(DrawnUnit.authority) == col(FrameUnitRow.authority))
        & (col(DrawnUnit.unit_id) == col(FrameUnitRow.unit_id)),
    )
    return matching(statement, DrawnUnit, names)


class RankedRow(NamedTuple):
    """A unit with its place in a draw."""

    authority: str
    unit_id: str
    stratum: str
    case_ref: str
    rank: int
    role: str
    ticket: str
    why: str


def ranked_rows(work: UnitOfWork, draw_id: str, authority: str | None = None) -> list[RankedRow]:
    """The units of a draw, at one authority or all, by authority, stratum and rank."""
    wanted = given(draw_id=draw_id, authority=authority)
    return list(map(RankedRow._make, work.rows(_ranked_rows(*wanted), **wanted)))


@cache
def _ranked_rows(*names: str) -> Any:
    statement = select(*(col(getattr(DrawnUnit, name)) for name in RankedRow._fields)).order_by(
        DrawnUnit.authority, DrawnUnit.stratum, col(DrawnUnit.rank), DrawnUnit.unit_id
    )
    return matching(statement, DrawnUnit, names)
