"""Care of a review's database: an upgrade that leaves a backup, and who may copy it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command

from inspect_tool.services.review import database_care
from inspect_tool.store import migrate, queries
from inspect_tool.store.database import Database
from inspect_tool.store.engine import sqlite_url
from inspect_tool.workspace import Workspace
from tests.small_review import START, check_database, make_review

FIRST_SCHEMA = "0001"


def of_the_first_schema(file: Path) -> Database:
    """An empty database as the first version of the tool made it, in place of any other."""
    file.unlink(missing_ok=True)
    database = Database(sqlite_url(file))
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(migrate._configuration(connection), FIRST_SCHEMA)
    return database


def schema_of(file: Path) -> str | None:
    database = Database(sqlite_url(file))
    version = migrate.schema_version(database.engine)
    database.close()
    return version


def test_an_older_database_is_copied_beside_itself_before_it_is_upgraded(tmp_path: Path) -> None:
    file = tmp_path / "review.db"
    database = of_the_first_schema(file)
    said = database_care.upgrade(database, file, now=START)
    database.close()
    assert said == f"The database has schema {migrate.NEWEST} now (it had {FIRST_SCHEMA})."
    assert schema_of(file) == migrate.NEWEST
    assert schema_of(tmp_path / f"review-before-{migrate.NEWEST}.db") == FIRST_SCHEMA


def test_a_database_of_a_server_is_upgraded_and_its_backup_left_to_the_server(
    tmp_path: Path,
) -> None:
    file = tmp_path / "stands-for-a-server.db"
    database = of_the_first_schema(file)
    database_care.upgrade(database, None, now=START)
    database.close()
    assert schema_of(file) == migrate.NEWEST
    assert [path.name for path in tmp_path.glob("review-before-*")] == []


def test_an_empty_database_is_made_without_a_backup_of_nothing(tmp_path: Path) -> None:
    file = tmp_path / "review.db"
    database = Database(sqlite_url(file))
    said = database_care.upgrade(database, file, now=START)
    database.close()
    assert said.endswith("(it had none).")
    assert [path.name for path in tmp_path.glob("review-before-*")] == []


def test_a_database_of_this_version_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "review.db"
    database = Database(sqlite_url(file))
    migrate.upgrade(database.engine)
    assert database_care.upgrade(database, file, now=START).endswith("already; nothing to do.")
    database.close()


@pytest.mark.one_engine("an older file, copied beside itself")
def test_a_review_with_an_older_database_is_refused_until_it_is_upgraded(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "review")
    of_the_first_schema(folder / "review.db").close()
    workspace = Workspace.open(folder)
    with pytest.raises(migrate.SchemaVersionError, match="db upgrade"):
        check_database(workspace)
    database_care.upgrade(workspace.database_as_found, workspace.database_file, now=START)
    workspace.database_as_found.close()
    assert check_database(Workspace.open(folder)).faults == ()


def test_an_upgrade_is_sealed_and_told_in_the_audit_trail(tmp_path: Path) -> None:
    folder = make_review(tmp_path / "review")
    database = of_the_first_schema(folder / "review.db")
    database_care.upgrade(database, folder / "review.db", now=START)
    database.close()
    workspace = Workspace.open(folder)
    with workspace.reading() as work:
        told = [(entry.stream, entry.action) for entry in queries.audit_entries(work)]
    assert told == [("review", "database.upgrade"), ("seals", "seal")]


def test_a_backup_of_an_upgrade_that_was_stopped_stays_beside_the_next(tmp_path: Path) -> None:
    file = tmp_path / "review.db"
    database = of_the_first_schema(file)
    stopped = tmp_path / f"review-before-{migrate.NEWEST}.db"
    stopped.write_bytes(b"as it was")
    database_care.upgrade(database, file, now=START)
    database.close()
    assert stopped.read_bytes() == b"as it was"
    assert schema_of(tmp_path / f"review-before-{migrate.NEWEST}-2.db") == FIRST_SCHEMA


@pytest.mark.parametrize("after", [False, True])
def test_an_upgrade_that_was_interrupted_keeps_its_copy_once_it_has_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    file = tmp_path / "review.db"
    database = of_the_first_schema(file)
    upgrade = Database.upgrade

    def interrupted(*args: Any, **more: Any) -> None:
        if after:
            upgrade(*args, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(Database, "upgrade", interrupted)
    with pytest.raises(KeyboardInterrupt):
        database_care.upgrade(database, file, now=START)
    database.close()
    copies = {path: schema_of(path) for path in tmp_path.glob("review-before-*")}
    assert list(copies.values()) == ([FIRST_SCHEMA] if after else [])
    assert schema_of(file) == (migrate.NEWEST if after else FIRST_SCHEMA)
