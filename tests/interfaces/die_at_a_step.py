"""Run `inspect-tool` and die at one of its steps, or write down which steps it has.

A step is a statement to the database, a commit, or a change to a file in the review's folder.
`python -m tests.interfaces.die_at_a_step 7 FOLDER …` dies just before it does step 7 of that
command, and with the name of a step just before the first of that name; with the path of a file in
place of the number it dies at none, and lists its steps there.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from inspect_tool.cli.main import main

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


def run(last: str, folder: str, *words: str) -> None:
    steps = Steps(folder, last)
    event.listen(Engine, "before_cursor_execute", steps.on_statement)
    event.listen(Engine, "commit", steps.on_commit)
    sys.addaudithook(steps.on_file)
    sys.argv = ["inspect-tool", "--review", folder, *words]
    try:
        main()
    finally:
        Path(last).write_text("\n".join(steps.names), encoding="utf-8")


if __name__ == "__main__":
    run(*sys.argv[1:])
