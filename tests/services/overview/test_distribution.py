"""A review whose tables are spread over a Citus cluster, here of one machine that holds rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command

from inspect_tool.services.overview import database_check, moving
from inspect_tool.services.overview.database_check import Outside
from inspect_tool.services.review import database_care
from inspect_tool.store import distribution, migrate
from inspect_tool.store.database import Database
from inspect_tool.store.distribution import NoCitusError
from inspect_tool.store.roles import NoServerError
from inspect_tool.workspace import Workspace
from tests.interfaces.web.two_servers import free_ports
from tests.on_postgresql import Loaded
from tests.small_review import START
from tests.throw_away_server import OWNER, throw_away_server

pytestmark = [pytest.mark.one_engine("of Citus alone"), pytest.mark.journeys]
REVIEW = "review"


@pytest.fixture
def url(loaded_databases: Loaded) -> Iterator[str]:
    """The address of an empty database of one server."""
    made = loaded_databases.server.new_database()
    yield made
    loaded_databases.server.drop(made)


@pytest.fixture
def cluster(loaded_databases: Loaded) -> Iterator[str]:
    """The address of an empty database of a Citus cluster."""
    known = "select 1 from pg_available_extensions where name = 'citus'"
    if not loaded_databases.server.do(known):
        pytest.skip("there is no Citus here")
    (port,) = free_ports(1)
    settings = ("shared_preload_libraries=citus", "listen_addresses=127.0.0.1", f"port={port}")
    with throw_away_server(*settings) as server:
        address = f"host={server.folder} port={port} user={OWNER}"
        with psycopg.connect(f"{address} dbname=postgres", autocommit=True) as connection:
            connection.execute(f"create database {REVIEW} template template0 locale 'C'")
        with psycopg.connect(f"{address} dbname={REVIEW}", autocommit=True) as connection:
            connection.execute("create extension citus")
            connection.execute(f"select citus_set_coordinator_host('127.0.0.1', {port})")
            connection.execute(
                f"select citus_set_node_property('127.0.0.1', {port}, 'shouldhaveshards', true)"
            )
        yield f"{server.url(REVIEW)}&port={port}"


def copied(workspace: Workspace, to: str | Path) -> None:
    with workspace.work() as work:
        moving.copy_review(work, workspace.review, workspace.folder, str(to))


def faults(workspace: Workspace) -> list[str]:
    with workspace.reading() as work:
        return list(database_check.check_database(work, Outside((), workspace.keys)).faults)


def test_only_a_cluster_is_spread(recorded: Workspace, url: str) -> None:
    with pytest.raises(NoServerError, match="in a file"), recorded.work() as work:
        database_care.distribute(work)
    copied(recorded, url)
    on_server = recorded.with_database(url)
    with pytest.raises(NoCitusError, match="create extension citus"), on_server.work() as work:
        database_care.distribute(work)
    on_server.database.close()


def test_a_review_on_a_cluster_goes_on_and_comes_back_whole(
    recorded: Workspace, cluster: str
) -> None:
    copied(recorded, cluster)
    spread = recorded.with_database(cluster)
    said = []
    for _ in range(2):  # the second time there is nothing left to spread
        with spread.work() as work:
            said.append(database_care.distribute(work))
    assert said[0] == said[1]
    with psycopg.connect(cluster.replace("postgresql+psycopg", "postgresql")) as connection:
        found = connection.execute(
            "select partmethod::text, count(*) from pg_dist_partition group by 1 order by 1"
        ).fetchall()
        (keys,) = connection.execute(
            "select count(*) from pg_constraint where contype = 'f' "
            "and connamespace = 'public'::regnamespace and conparentid = 0"
        ).fetchone() or (0,)
    assert {kind for kind, _ in found} == {"h", "n"}  # by hash of the authority; on each whole
    assert keys > 0
    assert faults(spread) == []
    recorded.database.close()
    file = recorded.folder / "review.db"
    file.rename(recorded.folder / "before.db")
    copied(spread, file)
    spread.database.close()
    assert faults(recorded) == []


def test_new_tables_of_an_upgrade_are_spread_too(cluster: str) -> None:
    database = Database(cluster)
    with database.engine.begin() as connection:
        command.upgrade(migrate._configuration(connection), "0019")
        before = distribution.distribute(connection)
    database_care.upgrade(database, None, now=START)
    with psycopg.connect(cluster, autocommit=True) as another:
        # Citus takes it for its own as soon as it points to one that each machine has whole.
        another.execute("create table of_review (name varchar primary key references snapshot)")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "create table of_authority (authority varchar, id varchar, draw_id varchar references "
            "draw, primary key (authority, id), "
            "foreign key (authority, id) references revision (authority, id))"
        )
    for _ in range(2):
        with database.engine.begin() as connection:
            now = distribution.distribute(connection)
            kinds = connection.exec_driver_sql(
                "select logicalrelid::text, partmethod::text, repmodel::text from pg_dist_partition"
            ).all()
        assert now.by_authority == before.by_authority + 1
        assert {("of_authority", "h", "s"), ("of_review", "n", "t")} <= {*map(tuple, kinds)}
        assert {("linked_account", "n", "t"), ("evidence_file", "n", "t")} <= {*map(tuple, kinds)}
    with database.engine.begin() as connection:
        connection.exec_driver_sql("drop table of_authority, of_review")
    assert migrate.foreign_objects(database.engine) == ()
    database.close()
