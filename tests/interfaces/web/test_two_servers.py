"""Two servers on one PostgreSQL behind nginx, each with a folder of its own: nothing is lost.

Long, so they are done by `--whole` alone.
"""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspect_tool.services.review.sign_in import FREE_FAILURES, set_password
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import run
from tests.interfaces.test_sample_on_postgresql import kill_a_backend
from tests.interfaces.web.two_servers import Person, Served, free_ports, proxied
from tests.small_review import check_database
from tests.throw_away_server import Server, throw_away_server, why_none

PASSWORD = "marble otter seven lamps"  # noqa: S105
AT, FIELD = ("/records/ASH-001/HARM.1", "/records/BRO-001/HARM.1"), "n.HARM.1.a"
WORKERS = "inspectors"
SAVES = 16

pytestmark = [
    pytest.mark.skipif(bool(why_none()), reason=why_none() or "there is one"),
    pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx is installed"),
]


@dataclass(frozen=True)
class Team:
    """What a team has: a database, two servers, a proxy."""

    database: Server
    owner: str
    servers: tuple[Served, Served]
    port: int


@pytest.fixture
def team(shared_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    folder = Path(shutil.copytree(shared_once / "review", tmp_path / "one"))
    with ExitStack() as stack:
        database = stack.enter_context(throw_away_server())
        owner = database.new_database()
        database.do(f"create role {WORKERS} login")
        for words in (("copy", "--to", owner), ("roles", WORKERS)):
            assert run("--review", folder, "db", *words).code == 0
            monkeypatch.setenv("INSPECT_TOOL_DATABASE_URL", owner)
        workspace = Workspace.open(folder)
        with workspace.work() as work:
            for person in ("ef", "cd"):
                set_password(work, workspace.review, person=person, password=PASSWORD)
        workspace.database.close()
        (folder / "review.db").unlink()
        other = Path(shutil.copytree(folder, tmp_path / "other"))
        url = owner.replace("postgres@", f"{WORKERS}@")
        ports = free_ports(4)
        servers = (
            Served(folder, ports[0], ports[1], url),
            Served(other, ports[2], ports[3], url),
        )
        for server in servers:
            server.start()
            stack.callback(server.end)
        for server in servers:
            server.wait()
        port = stack.enter_context(proxied(tmp_path / "nginx", (ports[0], ports[2])))
        yield Team(database, owner, servers, port)


@pytest.fixture
def come() -> Iterator[Callable[[Person], Person]]:
    """Have somebody come; their browser is closed at the end."""
    with ExitStack() as stack:
        yield lambda person: stack.enter_context(closing(person))


Come = Callable[[Person], Person]


@pytest.mark.proof(part=0)
def test_no_acknowledged_save_is_lost_whatever_is_killed(team: Team, come: Come) -> None:
    people = [come(Person.at(team.port)) for _ in AT]
    assert [one.sign_in("ef", PASSWORD) for one in people] == [303] * len(people)
    kept: set[str] = set()
    failed: Counter[int] = Counter()
    lock = threading.Lock()
    disasters: dict[int, Callable[[], None]] = {
        6: lambda: _killed(team.servers[0]),
        12: lambda: kill_a_backend(team.database, team.owner),
        18: lambda: _killed(team.servers[1]),
        24: team.database.kill,
    }

    def work(number: int) -> None:
        for turn in range(SAVES):
            words = f"person {number} save {turn}"
            while not people[number].save(AT[number], FIELD, words):
                failed[number] += 1
            with lock:
                kept.add(words)
                disaster = disasters.pop(len(kept), None)
                if disaster is not None:
                    disaster()

    with ThreadPoolExecutor(len(people)) as threads:
        list(threads.map(work, range(len(people))))
    assert not disasters
    assert failed, "nobody noticed that anything was killed"
    assert len(kept) == len(people) * SAVES
    for server in team.servers:
        server.wait(restarts=True)
        workspace = Workspace.open(server.folder)
        with workspace.reading() as looking:
            rows = looking.session.connection().exec_driver_sql("select note from revision")
            assert kept <= {note for (note,) in rows}
        assert check_database(workspace).faults == ()
        workspace.database.close()


def _killed(server: Served) -> None:
    server.end()
    server.start()


@pytest.mark.proof(part=0)
def test_who_is_signed_in_and_who_must_wait_is_known_to_both(team: Team, come: Come) -> None:
    person, directly = come(Person.at(team.port)), [server.port for server in team.servers]
    assert person.sign_in("ef", PASSWORD) == 303
    for server in team.servers:  # also while the other one is gone
        server.end()
        assert person.client.get(AT[0]).status_code == 200
        server.start()
        server.wait()
    past = [come(Person.over(port)) for port in directly]
    guesses = [past[turn % 2].sign_in("cd", "wrong" * 3) for turn in range(FREE_FAILURES)]
    assert guesses == [401] * FREE_FAILURES
    assert [one.sign_in("cd", PASSWORD) for one in past] == [429, 429]
    assert person.client.post("/sign-out").status_code == 200
    assert person.client.get(AT[0]).status_code == 303
