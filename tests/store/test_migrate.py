"""The schema's version: empty databases, upgrades that fail, backups that are complete."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from inspect_tool.domain.people import KEEPER
from inspect_tool.store import migrate
from inspect_tool.store.database import Database
from inspect_tool.store.engine import sqlite_url
from inspect_tool.store.schema import whole_schema
from inspect_tool.store.tables import DocumentVersion
from inspect_tool.store.word_index import INDEX

NOW = datetime(2013, 10, 1, 9, tzinfo=UTC)
MIGRATIONS = Path(migrate.__file__).parent / "migrations"
A_BAD_MIGRATION = '''"""A migration that loses what other rows point to."""

from alembic import op

revision = "9000"
down_revision = "{newest}"


def upgrade() -> None:
    op.execute("create table extra (id integer primary key)")
    op.execute("delete from draw")
'''


def dump(path: Path) -> list[str]:
    """What makes the database again; in its own order, for a copy has indexes before triggers."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())


def set_version(database: Database, version: str) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"update alembic_version set version_num='{version}'")  # noqa: S608


def add_a_stratum_of_a_draw(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into draw (draw_id, frame_digest, plan_digest, committed_at, committed_by) "
            "values ('d', 'f', 'p', '2013-10-01', 'ef')"
        )
        connection.exec_driver_sql(
            "insert into drawn_stratum (authority, draw_id, stratum, population, drawn, reserves) "
            "values ('ASH', 'd', 's', 3, 2, 1)"
        )


def test_the_newest_version_is_the_newest_migration_of_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.NEWEST]


@pytest.mark.one_engine("of SQLite's file")
def test_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, whole_schema())
    # The index of words is no table of the code: it is made from one.
    assert {change[0] for change in found} == {"remove_table"}
    assert {change[1].name for change in found} == INDEX - {"searched_text"}


def test_a_difference_between_migrations_and_tables_would_be_seen(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("alter table loss add column extra text")
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, whole_schema()) != []


def test_an_empty_database_has_no_version_and_is_brought_to_the_newest(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "new.db"))
    assert migrate.schema_version(database.engine) is None
    migrate.check_schema(database.engine)
    migrate.upgrade(database.engine)
    assert migrate.schema_version(database.engine) == migrate.NEWEST
    migrate.check_schema(database.engine)
    database.close()


@pytest.mark.one_engine("reads the file of the database")
def test_upgrading_again_changes_nothing(database: Database, path: Path) -> None:
    before = dump(path)
    migrate.upgrade(database.engine)
    assert dump(path) == before


@pytest.mark.parametrize(
    ("version", "remedy"), [("9999", "newer version of inspect-tool"), ("0000", "db upgrade")]
)
def test_a_database_of_another_version_is_refused_with_the_remedy(
    database: Database, version: str, remedy: str
) -> None:
    set_version(database, version)
    with pytest.raises(migrate.SchemaVersionError, match=remedy) as caught:
        migrate.check_schema(database.engine)
    assert version in caught.value.message
    assert caught.value.exit_code == 3


@pytest.mark.one_engine("of SQLite's file")
def test_foreign_keys_are_on_again_after_an_upgrade(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.one_engine("of SQLite's file")
def test_an_upgrade_that_leaves_rows_pointing_nowhere_is_undone(
    database: Database, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_a_stratum_of_a_draw(database)
    before = dump(path)
    folder = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
    bad = A_BAD_MIGRATION.format(newest=migrate.NEWEST)
    (folder / "versions" / "9000_bad.py").write_text(bad)
    upgrade = command.upgrade

    def upgrade_from_copy(config: Config, revision: str) -> None:
        config.set_main_option("script_location", str(folder))
        upgrade(config, revision)

    monkeypatch.setattr(command, "upgrade", upgrade_from_copy)
    with pytest.raises(migrate.ForeignKeysBrokenError, match="undone"):
        migrate.upgrade(database.engine)
    assert dump(path) == before
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


# --- backups --------------------------------------------------------------------------------------


@pytest.mark.one_engine("of SQLite's file")
def test_a_backup_holds_what_is_still_in_the_write_ahead_log(
    database: Database, path: Path, tmp_path: Path
) -> None:
    with database.transaction(KEEPER, NOW) as work:
        work.add(DocumentVersion(kind="plan", digest="d", first_used_at=NOW, content="é"))
        work.audit("plan.use")
    copied = Path(shutil.copyfile(path, tmp_path / "copied.db"))
    assert dump(copied) != dump(path), "else this test could not fail"
    backup = tmp_path / "backup.db"
    migrate.back_up(database.engine, backup)
    assert dump(backup) == dump(path)
    assert migrate.file_faults(Database(sqlite_url(backup)).engine) == ()


@pytest.mark.one_engine("of SQLite's file")
def test_a_backup_overwrites_nothing(database: Database, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    backup.write_text("mine")
    with pytest.raises(migrate.BackupRefusedError, match="exists already"):
        migrate.back_up(database.engine, backup)
    assert backup.read_text() == "mine"


class _OtherDialect:
    name = "postgresql"


def test_a_database_that_is_no_file_has_its_own_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine("sqlite://")
    monkeypatch.setattr(engine, "dialect", _OtherDialect())
    with pytest.raises(migrate.BackupRefusedError, match="pg_dump"):
        migrate.back_up(engine, Path("nowhere.db"))
    assert migrate.file_faults(engine) == ()


# --- faults of the file ---------------------------------------------------------------------------


def test_a_sound_file_has_no_faults(database: Database) -> None:
    add_a_stratum_of_a_draw(database)
    assert migrate.file_faults(database.engine) == ()


@pytest.mark.one_engine("of SQLite's file")
def test_rows_that_point_nowhere_are_found(database: Database, path: Path) -> None:
    add_a_stratum_of_a_draw(database)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("delete from draw")  # another program has foreign keys off
    assert migrate.file_faults(database.engine) == ("1 rows point nowhere. Restore a backup.",)


@pytest.mark.one_engine("of SQLite's file")
def test_a_damaged_file_is_found(database: Database, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA writable_schema=ON")
        other.execute(
            "update sqlite_schema set rootpage=(select rootpage from sqlite_schema "
            "where name='draw') where name='loss'"
        )
    database.close()
    assert any("damaged" in one for one in migrate.file_faults(database.engine))
