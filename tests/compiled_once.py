"""SQL that is compiled once a process and not once a database, of which the tests open thousands.

SQLAlchemy keeps what it has compiled with each engine and its dialect. The dialects of SQLite's
files are all alike, so here they are one. Tests of services take a third less time by it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine

from inspect_tool.store import engine as opening

_first: list[Engine] = []


def create_alike(url: str, **settings: Any) -> Engine:
    """An engine that uses what was compiled for the first one of its kind."""
    engine = create_engine(url, **settings)
    if engine.dialect.name != "sqlite":
        return engine
    if not _first:
        _first.append(engine)
    engine.dialect = _first[0].dialect
    engine.pool._dialect = _first[0].dialect
    engine._compiled_cache = _first[0]._compiled_cache
    return engine


def share() -> None:
    """Have the tool open its databases so, in this process."""
    vars(opening)["create_engine"] = create_alike
