"""An empty database of its own for each test of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_tool.store.database import Database
from inspect_tool.store.engine import sqlite_url
from tests.on_postgresql import Loaded, on_engine
from tests.small_review import empty_database

__all__ = ["on_engine"]  # every test runs on an engine


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "review.db"


@pytest.fixture
def database(path: Path, on_engine: Loaded | None) -> Iterator[Database]:
    path.write_bytes(empty_database())
    opened = Database(sqlite_url(path) if on_engine is None else on_engine.of_review(path.parent))
    yield opened
    opened.close()
