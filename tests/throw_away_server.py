"""A throw-away PostgreSQL for the tests: a cluster in a temporary folder, reached by a socket.

    with throw_away_server() as server:
        url = server.new_database()

The server refuses to run as root, so it is dropped to an unprivileged account there. What it keeps
is worth nothing, so nothing is synchronised to the disk.
"""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from signal import SIGKILL
from typing import Any

NAMED = "INSPECT_TOOL_PG_BIN"  # a folder with initdb and pg_ctl, where they are elsewhere
DEBIAN = Path("/usr/lib/postgresql")
OWNER = "postgres"
PREFIX = "inspect-pg-"
HELD = "owner-lives"
SETTINGS = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60")


@cache
def programs() -> Path | None:
    """The folder of the server's programs, of the newest version; None where there is none."""
    found = [Path(os.environ[NAMED])] if os.environ.get(NAMED) else []
    versions = [path for path in DEBIAN.glob("*/bin") if path.parent.name.isdigit()]
    found += sorted(versions, key=lambda path: -int(path.parent.name))
    on_path = shutil.which("initdb")
    found += [Path(on_path).resolve().parent] if on_path else []
    return next((path for path in found if (path / "initdb").exists()), None)


def why_none() -> str:
    """Why there is no server for the tests; empty where there is one."""
    if os.name == "nt":
        return "tests of PostgreSQL need sockets of a Unix system"
    if find_spec("psycopg") is None:
        return "the extra `postgres` is not installed"
    if programs() is None:
        return f"no PostgreSQL server is installed (and {NAMED} names none)"
    return ""


@dataclass(frozen=True)
class Server:
    """A running cluster.

    Args:
        folder: Where its socket is.
        more: Settings beside those of all, such as a library that is loaded.
    """

    folder: Path
    more: tuple[str, ...] = ()
    names: Iterator[int] = field(default_factory=count)

    def run(self, program: str, *words: str) -> str:
        """Run a program of the server on its cluster; what went wrong, empty where nothing did."""
        where, account = programs(), _account()
        assert where is not None, why_none()
        done = subprocess.run(
            [where / program, "-D", self.folder / "cluster", *words],
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder)},
            **account,
        )
        return done.stderr.decode(errors="replace") or "failed" if done.returncode else ""

    def start(self) -> str:
        """Start it, if it can be; what kept it."""
        here = ("listen_addresses=", f"unix_socket_directories={self.folder}")
        settings = (*SETTINGS, *here, *self.more)
        options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
        return self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def kill(self) -> None:
        """Kill the process that all others of the server come from, and start it anew."""
        self.end()
        while self.start():  # those that it left behind still notice that it is gone
            pass

    def end(self) -> None:
        """Kill it, as a machine that dies would; it stays away."""
        os.kill(int((self.folder / "cluster" / "postmaster.pid").read_text().split()[0]), SIGKILL)

    def promote(self) -> None:
        """Have a standby take changes from now on."""
        failed = self.run("pg_ctl", "-w", "promote")
        assert not failed, failed

    def url(self, database: str, *, role: str = OWNER) -> str:
        """Address of a database."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def do(self, statement: str, *, database: str = "postgres") -> list[Any]:
        """Do a statement as the owner of the cluster, and its rows if it has any."""
        import psycopg

        address = f"host={self.folder} user={OWNER} dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

    def new_database(self, template: str = "template0") -> str:
        """The address of a database of its own, empty or a copy of another one."""
        name = f"review_{os.getpid()}_{next(self.names)}"
        # By copying files where there is no log worth keeping: a third of the time.
        self.do(f"create database {name} template {template} strategy file_copy locale 'C.UTF-8'")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        self.do(f"drop database if exists {name_in(url)} with (force)")


def name_in(url: str) -> str:
    """Name of the database in an address."""
    found = re.search(r"/([a-z0-9_]+)\?", url)
    assert found is not None
    return found.group(1)


def _account() -> Mapping[str, Any]:
    """As whom the server runs: the account of the tests, but never root."""
    if os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def throw_away_server(*more: str) -> Iterator[Server]:
    """A cluster for as long as it is needed, and no longer than this process lives."""
    made = ("-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    with _cluster(more, "initdb", *made) as server:
        yield server


@contextmanager
def standby_of(primary: Server, *more: str) -> Iterator[Server]:
    """A cluster that follows another one and takes no changes, until it is promoted.

    Args:
        more: Its own settings, as of `Server`.
    """
    made = ("-U", OWNER, "-h", str(primary.folder), "-R", "-X", "stream", "-c", "fast", "--no-sync")
    with _cluster(more, "pg_basebackup", *made) as server:
        yield server


@contextmanager
def _cluster(more: tuple[str, ...], program: str, *words: str) -> Iterator[Server]:
    remove_left_behind()
    # Not in pytest's folder: the path of a socket has at most 107 characters.
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    account = _account()
    if account:
        os.chown(folder, account["user"], account["group"])

    server = Server(folder, more)
    with _owned(folder), _ended_with_this_process(folder):
        failed = server.run(program, *words) or server.start()
        assert not failed, failed
        yield server


@contextmanager
def _ended_with_this_process(folder: Path) -> Iterator[None]:
    """Have a process of its own stop the cluster and remove it when we are done, or are killed.

    It waits for the end of a pipe that nobody else writes to, in a session of its own, so that what
    ends the tests leaves it to its work.
    """
    with subprocess.Popen(
        ["sh", "-c", END, "sh", programs() or "", folder],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **_account(),
    ) as watcher:
        try:
            yield
        finally:
            watcher.communicate()


END = """
cat
"$1/pg_ctl" -D "$2/cluster" -w -m immediate stop
rm -rf "$2"
"""


@contextmanager
def _owned(folder: Path) -> Iterator[None]:
    """Hold what says that the owner of a cluster lives, which the system gives back at its end."""
    made = folder / f"{HELD}.made"
    with made.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        made.rename(folder / HELD)  # never there without being held
        yield


def remove_left_behind(base: Path | None = None) -> None:
    """Stop and remove clusters whose owner was killed together with what would have done so.

    One whose owner lives holds a lock and is left alone, and so is a folder without one.
    """
    for file in (base or Path(tempfile.gettempdir())).glob(f"{PREFIX}*/{HELD}"):
        with suppress(OSError), file.open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            Server(file.parent).run("pg_ctl", "-w", "-m", "immediate", "stop")
            shutil.rmtree(file.parent, ignore_errors=True)
