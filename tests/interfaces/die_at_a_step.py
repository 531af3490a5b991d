"""Run `inspect-tool` and die at one of its steps, or write down which steps it has.

A step is a statement to the database, a commit, or a change to a file in a folder. A command dies
just before it does the step that is named, by its number or as the first of that name; with the
path of a file in place of it it dies at none, and lists its steps there.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from functools import cache
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from sqlalchemy import Engine, event

from inspect_tool.cli.main import main
from inspect_tool.workspace import Workspace, system_clock

LOADED_BEFOREHAND = (
    "inspect_tool.documents.case_workbook.workbook",
    "inspect_tool.services.overview.backup",
    "inspect_tool.services.publication.build",
    "inspect_tool.services.workbooks.take_back",
    "inspect_tool.workspace",
    "weasyprint",
)
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "open"}


class Steps:
    """Counts the steps of this process, and ends it at one of them."""

    def __init__(self, folder: str, last: str) -> None:
        self.folder = folder
        self.last = last
        self.names: list[str] = []

    def take(self, name: str) -> None:
        if self.last in (str(len(self.names)), name):
            os.kill(os.getpid(), signal.SIGKILL)
        self.names.append(name)

    def on_statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.take(" ".join(statement.split()[:3]))

    def on_commit(self, _connection: Any) -> None:
        self.take("commit")

    def on_file(self, action: str, words: tuple[Any, ...]) -> None:
        """Every change to a file is told by Python itself, whichever function makes it."""
        if action not in CHANGES or not str(words[0]).startswith(self.folder):
            return
        if action == "open" and not words[2] & (os.O_WRONLY | os.O_RDWR):
            return
        target = words[1] if action == "os.rename" else words[0]
        self.take(f"{action} {Path(str(target)).name}")


def run(hours: str, last: str, folder: str, *words: str) -> None:
    if int(hours):
        _set_the_clock(timedelta(hours=int(hours)))
    steps = Steps(folder, last)
    event.listen(Engine, "before_cursor_execute", steps.on_statement)
    event.listen(Engine, "commit", steps.on_commit)
    sys.addaudithook(steps.on_file)
    sys.argv = ["inspect-tool", *words]
    try:
        main()
    finally:
        if Path(last).is_absolute():
            Path(last).write_text("\n".join(steps.names), encoding="utf-8")


def _set_the_clock(late: timedelta) -> None:
    """Let the program's clock go wrong by so much."""
    Workspace.open.__func__.__kwdefaults__["clock"] = lambda: system_clock() + late  # type: ignore[attr-defined]


def serve() -> None:
    """Run what each line of standard input asks for in a process of its own, and say how it ended.

    A copy of this process has the program loaded already, which takes most of a second.
    """
    for name in LOADED_BEFOREHAND:
        import_module(name)
    for line in sys.stdin:
        with TemporaryFile() as said:
            child = get_context("fork").Process(target=_run_quietly, args=(said.fileno(), line))
            child.start()
            child.join()
            said.seek(0)
            answer = json.dumps([child.exitcode, said.read().decode(errors="replace")])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _run_quietly(said: int, line: str) -> None:
    for stream in (1, 2):
        os.dup2(said, stream)
    run(*json.loads(line))


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.interfaces.die_at_a_step"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # a process with threads is not copied
    )
    atexit.register(server.communicate)
    return server


def run_and_die(last: Path | int | str, folder: Path, *words: str | Path, hours: int = 0) -> int:
    """Run a command that dies at a step, or lists its steps in a file; how it ended.

    Args:
        last: Number or name of the step, or the path of the file.
        folder: Only changes to files in it are steps.
        words: What follows `inspect-tool`.
        hours: By how much its clock is wrong.
    """
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    request = [str(word) for word in (hours, last, folder, *words)]
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    code, said = json.loads(server.stdout.readline())
    assert "Traceback" not in said, said
    return int(code)


if __name__ == "__main__":
    serve()
