"""How much CPU each command of a whole review takes on PostgreSQL, beside a file.

The review is that of `benchmarks.growth`: 12 cases an authority, 60 questions, a tenth read twice,
three revisions an answer. Each command is run on it in a file and at once on one whose database is
on a PostgreSQL that is thrown away; there the CPU of the server's sessions is added to its own.
Prints both, and how many times the CPU of the file the server takes.

    python -m benchmarks.engines [--size 38] [--folder FOLDER]

No command should take more than 1.5 times as long. Figures need Linux, which tells the CPU of
processes that have ended. With a folder what was made stays there, but for the database of the
server.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import growth, growth_review
from tests.throw_away_server import Server, throw_away_server

ADDRESS = "INSPECT_TOOL_DATABASE_URL"
FILE, SERVER = "file", "PostgreSQL"
MOST_TIMES = 1.5
TICKS = os.sysconf("SC_CLK_TCK")
ENDED = slice(13, 15)  # user and system time of children that have ended, after the name
SHORT = 0.005


def _postmaster(server: Server) -> int:
    return int((server.folder / "cluster" / "postmaster.pid").read_text().split()[0])


def _sessions(postmaster: int) -> int:
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return sum(b"[local]" in _title(child) for child in children)


def _title(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:  # it has just ended
        return b""


def cpu_of_sessions(server: Server) -> float:
    """CPU seconds of all sessions of a server, once every one of them has ended."""
    postmaster = _postmaster(server)
    while _sessions(postmaster):
        time.sleep(SHORT)
    fields = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[ENDED])) / TICKS


@contextmanager
def address(url: str | None) -> Iterator[None]:
    """Commands that begin meanwhile find their database there; None for the file of the folder."""
    if url is None:
        yield
        return
    os.environ[ADDRESS] = url
    try:
        yield
    finally:
        del os.environ[ADDRESS]


def measured(step: growth.Step, site: growth.Site, server: Server | None) -> float:
    """CPU seconds of a step, of its commands and of the server's sessions together."""
    growth.prepare(step, site)
    before = cpu_of_sessions(server) if server else 0.0
    seconds = growth.measure(step, site).seconds
    return seconds + (cpu_of_sessions(server) - before if server else 0.0)


def compared(folder: Path, authorities: int) -> Iterator[tuple[str, str, float]]:
    """Command, engine and CPU seconds: each command in a file and at once on the server."""
    sites = {name: growth.Site(folder / name, authorities) for name in (FILE, SERVER)}
    with throw_away_server() as server:
        where = {FILE: (None, None), SERVER: (server, server.new_database())}
        for site in sites.values():
            growth_review.write_review(site.review, authorities)
        for step in growth.STEPS:
            for name, (there, url) in where.items():
                with address(url):
                    yield step.name, name, measured(step, sites[name], there)


def lines(file: dict[str, float], server: dict[str, float]) -> Iterator[str]:
    """The table, as Markdown."""
    yield "| Command | file, CPU s | PostgreSQL, CPU s | times |"
    yield "| --- | ---: | ---: | ---: |"
    for name, own in file.items():
        times = server[name] / own
        said = f"{name} (over the limit)" if times > MOST_TIMES else name
        yield f"| {said} | {own:.2f} | {server[name]:.2f} | {times:.2f} |"


def main() -> None:
    """Say each figure as it comes; then the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=38)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    costs: dict[str, dict[str, float]] = {FILE: {}, SERVER: {}}
    with tempfile.TemporaryDirectory() as temporary:
        for name, engine, seconds in compared(options.folder or Path(temporary), options.size):
            costs[engine][name] = seconds
            print(f"{engine}: {name}: {seconds:.2f} s", file=sys.stderr, flush=True)
    print("\n".join(lines(costs[FILE], costs[SERVER])))


if __name__ == "__main__":
    main()
