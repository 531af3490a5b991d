"""Questions to the database about children who were erased."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from inspect_tool.store.erasure_tables import Erasure

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


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


def erased_units(work: UnitOfWork) -> frozenset[tuple[str, str]]:
    """Authority and token of each child who was erased."""
    return frozenset((row.authority, row.unit_id) for row in erasures(work))


def erased_tokens(work: UnitOfWork, authority: str) -> frozenset[str]:
    """Tokens of an authority's children who were erased."""
    return frozenset(token for code, token in erased_units(work) if code == authority)
