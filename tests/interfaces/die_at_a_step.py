"""Run `inspect-tool` and die at one of its steps, or write down which steps it has.

A step is a statement to the database, a commit, or a change to a file in a folder. A command dies
just before it does the step that is named, by its number or as the first of that name; with the
path of a file in place of it it dies at none, and lists its steps there.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from inspect_tool.cli.main import main
from inspect_tool.workspace import Workspace, system_clock
from tests.interfaces.copied_process import run_copied

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


def run_and_die(last: Path | int | str, folder: Path, *words: str | Path, hours: int = 0) -> int:
    """Run a command that dies at a step, or lists its steps in a file; how it ended.

    Args:
        last: Number or name of the step, or the path of the file.
        folder: Only changes to files in it are steps.
        words: What follows `inspect-tool`.
        hours: By how much its clock is wrong.
    """
    return run_copied("tests.interfaces.die_at_a_step:run", hours, last, folder, *words).returncode
