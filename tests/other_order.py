"""Rows in another order than a file gives them in, wherever a query leaves their order open.

A file gives rows by an index or as they were put in, every time alike; a server gives them as it
finds them, which changes when rows are changed, and after a dump was read back. So a query that
leaves its order open, or open between rows that are alike in what it sorts by, may pass every test
on a file and answer otherwise on a server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Engine, Select, event
from sqlalchemy.sql.functions import FunctionElement


def _open_columns(statement: Select[Any]) -> list[Any]:
    """What a query may still sort by: the keys of its tables, or what it is distinct by."""
    if statement._distinct or statement._group_by_clauses:  # nothing public tells it
        columns = statement.selected_columns
        return [one for one in columns if not (isinstance(one.type, JSON) or _is_counted(one))]
    if any(_is_counted(one) for one in statement.selected_columns):
        return []
    return [column for origin in statement.get_final_froms() for column in origin.primary_key]


def _is_counted(column: Any) -> bool:
    return isinstance(getattr(column, "element", column), FunctionElement)


def _backwards(
    _connection: Any, statement: Any, multiparams: Any, params: Any, _options: Any
) -> tuple[Any, Any, Any]:
    if isinstance(statement, Select):
        statement = statement.order_by(*(one.desc() for one in _open_columns(statement)))
    return statement, multiparams, params


@contextmanager
def rows_backwards() -> Iterator[None]:
    """Meanwhile the order that a query leaves open is from the last key to the first."""
    event.listen(Engine, "before_execute", _backwards, retval=True)
    try:
        yield
    finally:
        event.remove(Engine, "before_execute", _backwards)
