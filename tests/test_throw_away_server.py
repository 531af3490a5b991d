"""A throw-away server of the tests ends with whoever started it, and nobody else ends it."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.throw_away_server import HELD, PREFIX, remove_left_behind, why_none

ROOT = Path(__file__).parents[1]
# Says where its cluster is and who watches over it, and waits.
OWNER = """
import subprocess, sys
from tests import throw_away_server as own
started = []
class Popen(subprocess.Popen):
    def __init__(self, *words, **settings):
        super().__init__(*words, **settings)
        started.append(self.pid)
own.subprocess.Popen = Popen
with own.throw_away_server() as server:
    print(server.folder, started[0], flush=True)
    sys.stdin.read()
"""


def cluster_of(base: Path, name: str) -> Path:
    folder = base / f"{PREFIX}{name}"
    folder.mkdir()
    (folder / "kept").touch()
    return folder


def test_a_cluster_is_removed_when_its_owner_is_gone_and_left_while_it_lives(
    tmp_path: Path,
) -> None:
    lives, gone, begun = (cluster_of(tmp_path, name) for name in ("lives", "gone", "begun"))
    for folder in (lives, gone):
        (folder / HELD).touch()
    with (lives / HELD).open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        remove_left_behind(tmp_path)
        assert (lives / "kept").exists()
        assert (begun / "kept").exists()
        assert not gone.exists()


@pytest.mark.proof(part=0)  # two seconds for what bears on the tests alone
@pytest.mark.skipif(bool(why_none()), reason="needs a PostgreSQL server")
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for a process as Linux does")
def test_a_cluster_ends_with_an_owner_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        place, watcher = owner.stdout.readline().split()
        folder = Path(place)
        assert (folder / "cluster" / "postmaster.pid").exists()
        ended = os.pidfd_open(int(watcher))
        owner.send_signal(signal.SIGKILL)
    select.select([ended], [], [])
    os.close(ended)
    assert not folder.exists()
