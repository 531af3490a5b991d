"""What is not done on both engines says why, and what is done there cannot rely on luck."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from inspect_tool.store.database import Database
from inspect_tool.store.engine import sqlite_url
from inspect_tool.store.tables import DocumentVersion
from tests.on_postgresql import FOLDERS
from tests.other_order import rows_backwards
from tests.small_review import START, empty_database

ROOT = Path(__file__).parents[1]


def marks_of_one_engine() -> Iterator[tuple[str, ast.Call | None]]:
    """Each `one_engine` of the tests with its place; None where it is no call."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_bytes())
            called = {one.func: one for one in ast.walk(tree) if isinstance(one, ast.Call)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute) and node.attr == "one_engine":
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", called.get(node)


def test_what_is_done_on_one_engine_alone_says_why() -> None:
    found = dict(marks_of_one_engine())
    assert found
    for place, call in found.items():
        assert call is not None, f"{place} gives no reason"
        reason = [ast.literal_eval(one) for one in call.args]
        assert len(reason) == 1, f"{place} has to give one reason"
        assert len(str(reason[0]).split()) > 2, f"{place} gives no reason"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Three documents, of which two are alike in their version."""
    (tmp_path / "review.db").write_bytes(empty_database())
    database = Database(sqlite_url(tmp_path / "review.db"))
    with Session(database.engine) as session:
        for digest, version in (("a", "1"), ("b", "1"), ("c", "0")):
            session.add(
                DocumentVersion(
                    digest=digest, kind="plan", version=version, content="", first_used_at=START
                )
            )
        session.commit()
    yield database.engine
    database.close()


def test_an_order_that_is_left_open_is_from_the_last_row_to_the_first(engine: Engine) -> None:
    everything = select(DocumentVersion.digest)
    by_version = everything.order_by(col(DocumentVersion.version))
    whole = everything.order_by(col(DocumentVersion.digest))
    with rows_backwards(), Session(engine) as session:
        assert session.exec(everything).all() == ["c", "b", "a"]
        assert session.exec(by_version).all() == ["c", "b", "a"]
        assert session.exec(whole).all() == ["a", "b", "c"]
    with Session(engine) as session:
        assert session.exec(by_version).all() == ["c", "a", "b"]


def test_what_is_counted_or_told_once_stays_what_it_is(engine: Engine) -> None:
    versions = select(DocumentVersion.version, func.count()).group_by(DocumentVersion.version)
    with rows_backwards(), Session(engine) as session:
        assert session.exec(select(func.count()).select_from(DocumentVersion)).one() == 3
        assert session.exec(select(func.max(DocumentVersion.digest))).one() == "c"
        assert session.exec(select(DocumentVersion.version).distinct()).all() == ["1", "0"]
        assert session.exec(versions).all() == [("1", 2), ("0", 1)]
