"""A team at work on `serve --team`: how long a save takes, and whether one is ever lost.

Simulated inspectors, each with a session and a case of their own, read a page of their case, think,
and save an answer with a note, as a page without scripts does. The server is killed once in the
middle (`kill -9`) and started again; whoever was not answered sends the same form again. With
`--postgresql` two servers on one throw-away PostgreSQL are asked in turn, and one server, one
backend and the postmaster are killed. That PostgreSQL writes each commit to the disk.

    python -m benchmarks.team [--people 200] [--minutes 10] [--postgresql [--nginx] [--standby]]
        [--folder FOLDER]

With `--nginx` the two servers stand behind it, by https and with the site of `deploy`. With
`--standby` each save waits for a second PostgreSQL, which takes over after a last kill.

Afterwards every acknowledged save is looked for in the database and `db check` is run. On SQLite
the CPU of the server for each save at saturation is set beside that of
bare commits of the same rows.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import shutil
import ssl
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from statistics import quantiles

import httpx2 as httpx

from benchmarks.growth_review import CRITERIA, TIMED
from benchmarks.team_commits import bare_commits, copy_of
from benchmarks.team_review import Inspector, make_review, sign_in_all, tool
from inspect_tool.workspace import Workspace
from tests.interfaces.test_sample_on_postgresql import kill_a_backend
from tests.interfaces.web.two_servers import HEADERS, ORIGIN, Served, free_ports, proxied
from tests.throw_away_server import Server, standby_of, throw_away_server

ASKED = tuple(one for one in CRITERIA if one not in TIMED)
AT_ONCE = 8  # forms on their way at saturation
PEOPLE_AT_SATURATION = 50
PASSED_ON = {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1"}
SECONDS_TO_RETRY = 0.5
# Of settings that are named twice the server takes the last.
DURABLE = ("fsync=on", "full_page_writes=on")
# While a standby is away each save waits for it; by itself it asks again after five seconds.
SOON_BACK = "wal_retrieve_retry_interval=200ms"
Disaster = Callable[[], None]


@dataclass
class Team:
    """What serves, what is done to it, and what was seen.

    Args:
        front: The address of the proxy before the servers; empty where they are asked themselves.
        down: When something was dead, from its kill until all servers were ready again; by the
            clock of `time.perf_counter`.
    """

    servers: Sequence[Served]
    people: Sequence[Inspector]
    front: str = ""
    down: list[tuple[float, float]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    took_while_down: list[float] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    errors: Counter[str] = field(default_factory=Counter)
    errors_while_down: Counter[str] = field(default_factory=Counter)
    is_down: bool = False
    turn: int = 0

    def next_server(self) -> str:
        """The proxy, or the servers in turn."""
        if self.front:
            return self.front
        self.turn += 1
        return f"http://127.0.0.1:{self.servers[self.turn % len(self.servers)].port}"

    def failed(self, began: float, what: str) -> None:
        """Count what was not answered as it should be."""
        (self.errors_while_down if self.was_down(began) else self.errors)[what] += 1

    def was_down(self, began: float) -> bool:
        """Whether something was dead between a moment and now."""
        return self.is_down or any(end >= began for _, end in self.down)


class Browser:
    """One inspector's browser."""

    def __init__(self, team: Team, client: httpx.AsyncClient, who: Inspector) -> None:
        self.team, self.client, self.who = team, client, who

    async def until(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        """Ask until there is an answer that is meant; its text."""
        wanted = 303 if form else 200
        while True:
            began = time.perf_counter()
            try:
                answer = await self.client.request(
                    method,
                    self.team.next_server() + path,
                    data=form,
                    headers={"cookie": self.who.cookie},
                )
            except httpx.TransportError as error:
                self.team.failed(began, type(error).__name__)
            else:
                if answer.status_code == wanted:
                    return answer.text
                self.team.failed(began, f"{method} {answer.status_code}")
            await asyncio.sleep(SECONDS_TO_RETRY)

    async def form(self, criterion: str, words: str) -> dict[str, str]:
        """Read a page; its form, filled in."""
        page = await self.until("GET", f"/records/{self.who.case}/{criterion}")
        item = f"{criterion}.b"
        base = re.search(rf'name="e\.{re.escape(item)}" value="([^"]*)"', page)
        token = re.search(r'name="token" value="([^"]*)"', page)
        assert token is not None, "no form"
        return {
            "token": token[1], "i": item, f"v.{item}": random.choice(("=yes", "=no")),  # noqa: S311
            f"n.{item}": words, f"e.{item}": unescape(base[1]) if base else "",
        }  # fmt: skip

    async def save(self, criterion: str, form: dict[str, str]) -> None:
        """Save, until it is acknowledged."""
        began = time.perf_counter()
        await self.until("POST", f"/records/{self.who.case}/{criterion}", form)
        took = time.perf_counter() - began
        team = self.team
        (team.took_while_down if team.was_down(began) else team.took).append(took)
        team.kept.add(form[f"n.{criterion}.b"])

    async def work(self, until: float, every: float) -> None:
        """Read, think and save, until the time is over."""
        number = 0
        # People do not all begin at one moment; their think times have no memory.
        await asyncio.sleep(random.uniform(0, every))  # noqa: S311
        while True:
            criterion = random.choice(ASKED)  # noqa: S311
            think = random.expovariate(1 / every)
            if time.perf_counter() + think > until:
                return
            form = await self.form(criterion, f"{self.who.id} save {number}: what the record says.")
            await asyncio.sleep(think)
            await self.save(criterion, form)
            number += 1


def kill_server(server: Served) -> None:
    """Kill a server and start it again."""
    server.end()
    server.start()


async def disasters(team: Team, seconds: float, planned: Sequence[Disaster]) -> None:
    """Do what is planned, evenly over the time."""
    for disaster in planned:
        await asyncio.sleep(seconds / (len(planned) + 1))
        began, team.is_down = time.perf_counter(), True
        await asyncio.to_thread(disaster)
        for server in team.servers:
            await asyncio.to_thread(server.wait)
        team.down.append((began, time.perf_counter()))
        team.is_down = False


def browsers(team: Team, people: Sequence[Inspector]) -> tuple[httpx.AsyncClient, list[Browser]]:
    """A client for all, and a browser for each."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    client = httpx.AsyncClient(
        headers={**HEADERS, **PASSED_ON},
        verify=trusting,
        timeout=60,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=len(people)),
    )
    return client, [Browser(team, client, one) for one in people]


async def at_work(
    team: Team, people: Sequence[Inspector], planned: Sequence[Disaster], options: Options
) -> None:
    """Everybody works; meanwhile things are killed."""
    seconds = options.minutes * 60
    client, everybody = browsers(team, people)
    async with client:
        until = time.perf_counter() + seconds
        await asyncio.gather(
            disasters(team, seconds, planned),
            *(one.work(until, options.every) for one in everybody),
        )


async def saturated(
    team: Team, people: Sequence[Inspector], before: Callable[[], None]
) -> tuple[int, float, float]:
    """Saves one after the other, some at once: how many, CPU seconds of the server, seconds."""
    client, chosen = browsers(team, people[:PEOPLE_AT_SATURATION])
    async with client:
        waiting: list[tuple[Browser, str, dict[str, str]]] = []
        for criterion in ASKED:
            for one in chosen:
                form = await one.form(criterion, f"{one.who.id} at saturation {criterion}.")
                waiting.append((one, criterion, form))
        before()
        number = len(waiting)

        async def send() -> None:
            while waiting:
                one, criterion, form = waiting.pop()
                await one.save(criterion, form)

        began, cpu = time.perf_counter(), cpu_of(team.servers)
        await asyncio.gather(*(send() for _ in range(AT_ONCE)))
        return number, cpu_of(team.servers) - cpu, time.perf_counter() - began


def cpu_of(servers: Sequence[Served]) -> float:
    """CPU seconds, user and system, of the processes of the servers."""
    total = 0
    for one in servers:
        assert one.process is not None
        told = Path(f"/proc/{one.process.pid}/stat").read_text().rpartition(")")[2].split()
        total += int(told[11]) + int(told[12])
    return total / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Options:
    """What is asked for."""

    people: int
    minutes: float
    every: float
    postgresql: bool
    nginx: bool = False
    standby: bool = False
    folder: Path | None = None


@contextmanager
def on_sqlite(folder: Path) -> Iterator[tuple[Team, list[Disaster]]]:
    """One server on the review's file."""
    people = sign_in_all(folder, ORIGIN)
    port, watch = free_ports(2)
    server = Served(folder, port, watch, f"sqlite:///{folder / 'review.db'}")
    with running([server], people) as team:
        yield team, [lambda: kill_server(server)]


@contextmanager
def databases(*, standby: bool) -> Iterator[tuple[str, list[Disaster]]]:
    """The address of an empty database on a PostgreSQL, and what is done to that."""
    with throw_away_server(*DURABLE) as first:
        url = first.new_database()
        kills: list[Disaster] = [lambda: kill_a_backend(first, url), first.kill]
        if not standby:
            yield url, kills
            return
        with standby_of(first, *DURABLE, SOON_BACK) as second:
            first.do("alter system set synchronous_standby_names = '*'")
            first.do("select pg_reload_conf()")
            either = f"{url}&host={second.folder}&target_session_attrs=read-write"
            yield either, [*kills, lambda: take_over(first, second)]


def take_over(first: Server, second: Server) -> None:
    """The first dies for good; the second, which has all that was acknowledged, goes on alone."""
    first.end()
    second.promote()


@contextmanager
def on_postgresql(
    folder: Path, *, nginx: bool, standby: bool
) -> Iterator[tuple[Team, list[Disaster]]]:
    """Two servers on one PostgreSQL that is thrown away."""
    with ExitStack() as stack:
        url, kills = stack.enter_context(databases(standby=standby))
        tool(folder, "db", "copy", "--to", url)
        os.environ["INSPECT_TOOL_DATABASE_URL"] = url
        stack.callback(os.environ.pop, "INSPECT_TOOL_DATABASE_URL")
        people = sign_in_all(folder, ORIGIN)  # sessions are not copied
        other = shutil.copytree(folder, folder.parent / "other", dirs_exist_ok=True)
        first, first_watch, second, second_watch = free_ports(4)
        servers = [
            Served(folder, first, first_watch, url),
            Served(other, second, second_watch, url),
        ]
        team = stack.enter_context(running(servers, people))
        if nginx:
            proxy = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "nginx"
            port = stack.enter_context(proxied(proxy, (first, second)))
            team.front = f"https://127.0.0.1:{port}"
        yield team, [lambda: kill_server(servers[0]), *kills]


@contextmanager
def running(servers: Sequence[Served], people: Sequence[Inspector]) -> Iterator[Team]:
    """Servers, ready, as long as the block lasts."""
    with ExitStack() as stack:
        for one in servers:
            one.start()
            stack.callback(one.end)
        for one in servers:
            one.wait()
        yield Team(servers, people)


def measure(folder: Path, options: Options) -> Team:
    """Make the review, have everybody work, and print what was seen.

    Raises:
        SystemExit: An acknowledged save is missing, or a chain is not whole.
    """
    review = folder / "review"
    if not review.exists():
        make_review(review, options.people)
    served = on_sqlite(review)
    if options.postgresql:
        served = on_postgresql(review, nginx=options.nginx, standby=options.standby)
    with served as (team, planned):
        people = team.people[: options.people]
        load = os.getloadavg()[0]
        print(f"{len(people)} inspectors, {options.minutes:g} minutes, load {load:.1f}")
        asyncio.run(at_work(team, people, planned, options))
        tell(team, options.minutes * 60)
        if not options.postgresql:
            tell_saturation(folder, team, people)
        check(review, team)
    return team


def tell_saturation(folder: Path, team: Team, people: Sequence[Inspector]) -> None:
    """Print the CPU of a save at saturation beside that of a bare commit."""
    copy, database = folder / "before.db", folder / "review" / "review.db"
    number, cpu, took = asyncio.run(saturated(team, people, lambda: copy_of(database, copy)))
    each = cpu / number * 1000
    print(f"at saturation, {number} saves: {number / took:.1f} a second, {each:.2f} ms of CPU")
    bare = bare_commits(copy, database, number)
    print(f"bare commits of the same rows: {bare:.2f} ms of CPU; {each / bare:.0f} times")


def tell(team: Team, seconds: float) -> None:
    """Print what everybody saw; load of the machine beside it."""
    points = [one * 1000 for one in quantiles(team.took or [0.0, 0.0], n=100)]
    print(f"saves acknowledged: {len(team.kept)}, {len(team.kept) / seconds:.1f} a second")
    print(
        f"p50 {points[49]:.0f}, p95 {points[94]:.0f}, p99 {points[98]:.0f} ms of {len(team.took)}"
    )
    slow = max(team.took_while_down, default=0)
    print(f"apart, while something was dead: {len(team.took_while_down)}, at most {slow:.1f} s")
    print(f"dead for {', '.join(f'{end - began:.1f} s' for began, end in team.down)}")
    print(f"errors: {dict(team.errors)}; while something was dead: {dict(team.errors_while_down)}")
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)


def check(folder: Path, team: Team) -> None:
    """Look for every acknowledged save, for conflicts, and whether the chains are whole.

    Raises:
        SystemExit: Something is missing, or `db check` finds a fault.
    """
    workspace = Workspace.open(folder, person="lead")
    with workspace.reading() as work:
        rows = work.session.connection().exec_driver_sql("select note from revision")
        lost = team.kept - {note for (note,) in rows}
    workspace.database.close()
    print(f"acknowledged and not in the database: {len(lost)} of {len(team.kept)}")
    print(tool(folder, "db", "check").strip())
    print(f"conflicts: {tool(folder, 'case', 'conflicts').strip()}")
    if lost:
        raise SystemExit(1)


def main() -> None:
    """Measure what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--every", type=float, default=10, help="seconds between saves of a person")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--nginx", action="store_true", help="before the two servers")
    parser.add_argument("--standby", action="store_true", help="that takes over in the end")
    parser.add_argument("--folder", type=Path, help="where the review stays, or was made before")
    options = Options(**vars(parser.parse_args()))
    if (options.nginx or options.standby) and not options.postgresql:
        parser.error("--nginx and --standby need --postgresql")
    with tempfile.TemporaryDirectory() as base:
        measure(options.folder or Path(base), options)


if __name__ == "__main__":
    main()
