"""Statements that are put together once.

Putting a statement together takes SQLAlchemy twice as long as asking it, and a page asks twenty.
Where a page asks, the statement is made once for each set of columns that have to match, under
`functools.cache`, and is given the values when it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, text, update
from sqlmodel import SQLModel, col

from inspect_tool.store.tables import SELDOM_SAID


def given(**values: object) -> dict[str, object]:
    """The values that a statement is asked with, without those that may be anything (None)."""
    return {name: value for name, value in values.items() if value is not None}


def matching(statement: Any, table: type[SQLModel], names: Iterable[str]) -> Any:
    """A statement for the rows whose columns of those names have the values given by them."""
    return statement.where(*(col(getattr(table, name)) == bindparam(name) for name in names))


@cache
def updating(table: Table, *names: str) -> Any:
    """A change of columns, of a row found by its key; values are given as `of_` and the name."""
    keys = [column.name for column in table.primary_key]
    return (
        update(table)
        .where(*(table.c[key] == bindparam(f"of_{key}") for key in keys))
        .values({name: bindparam(f"of_{name}") for name in names})
    )


def of_seldom(statement: Any) -> Any:
    """A statement for revisions of a kind in `SELDOM`, so that their index is taken."""
    return statement.where(text(f"revision.{SELDOM_SAID}"))
