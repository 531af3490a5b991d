"""A server is spoken to only when its certificate says that it is the one that is meant."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from inspect_tool.store.database_errors import NoSafeConnectionError, said_in_words
from inspect_tool.store.engine import open_engine
from tests.interfaces.web.two_servers import NAME, free_ports, make_certificate
from tests.throw_away_server import OWNER, throw_away_server, why_none

pytestmark = [
    pytest.mark.one_engine("of PostgreSQL alone"),
    pytest.mark.journeys,
    pytest.mark.skipif(bool(why_none()), reason=why_none() or "there is a server"),
]


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a server with the certificate of that folder, which it shows from then on."""
    (port,) = free_ports(1)
    make_certificate(tmp_path)
    with throw_away_server("listen_addresses=127.0.0.1", f"port={port}") as server:
        cluster = server.folder / "cluster"
        for name in ("inspection.pem", "inspection.key"):
            made = Path(shutil.copy(tmp_path / name, cluster))
            made.chmod(0o600)
            os.chown(made, cluster.stat().st_uid, cluster.stat().st_gid)
        (cluster / "pg_hba.conf").write_text("local all all trust\nhostssl all all all trust\n")
        address = f"host={server.folder} port={port} user={OWNER} dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            for statement in (
                "alter system set ssl_cert_file = 'inspection.pem'",
                "alter system set ssl_key_file = 'inspection.key'",
                "alter system set ssl = on",
            ):
                connection.execute(statement.encode())
        assert not server.run("pg_ctl", "-w", "-m", "fast", "stop")
        assert not server.start()
        yield port


def is_safe(port: int, name: str, trusted: Path) -> bool:
    """Whether a connection to the server of that name has TLS."""
    engine = open_engine(
        f"postgresql://{OWNER}@{name}:{port}/postgres?hostaddr=127.0.0.1&sslmode=verify-full"
        f"&sslrootcert={trusted}"
    )
    asked = text("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
    with said_in_words(), engine.connect() as connection:
        told = bool(connection.execute(asked).scalar_one())
    engine.dispose()
    return told


def test_only_a_server_whose_certificate_is_right_is_spoken_to(port: int, tmp_path: Path) -> None:
    own = tmp_path / "inspection.pem"
    another = tmp_path / "another"
    another.mkdir()
    make_certificate(another)
    assert is_safe(port, NAME, own)
    for name, trusted, words in (
        ("db.example", own, "for another name than the address has"),
        (NAME, another / "inspection.pem", "of an authority that this computer does not trust"),
        (NAME, tmp_path / "no such file", "has no readable certificate of an authority"),
    ):
        with pytest.raises(NoSafeConnectionError, match=re.escape(words)):
            is_safe(port, name, trusted)
