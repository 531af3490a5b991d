"""Questions to the database about the units that a draw ranked, as rows and not as objects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlmodel import col, select

from inspect_tool.store.statements import given, matching
from inspect_tool.store.tables import DrawnUnit, FrameUnitRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


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
