"""Runs functions in processes of their own that have the program loaded already.

To load it anew takes most of a second of each command; a copy of a process that has done so is
there in a moment, and the commands of other tests have left nothing in it.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from functools import cache
from importlib import import_module
from multiprocessing import get_context
from typing import BinaryIO

LOADED_BEFOREHAND = (
    "inspect_tool.cli.case",
    "inspect_tool.cli.main",
    "inspect_tool.cli.output",
    "inspect_tool.cli.sample",
    "inspect_tool.documents.case_workbook.workbook",
    "inspect_tool.services.overview.backup",
    "inspect_tool.services.publication.build",
    "inspect_tool.services.workbooks.take_back",
    "inspect_tool.store.schema",
    "inspect_tool.workspace",
    "weasyprint",
)


def serve() -> None:
    """Run what each line of standard input names in a copy of this process; say how it ended."""
    for name in LOADED_BEFOREHAND:
        import_module(name)
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(_ended(*json.loads(line)))}\n")
        sys.stdout.flush()


def _ended(function: str, words: list[str]) -> tuple[int | None, str, str]:
    """The exit code, and what was said on the two streams."""
    pipes = [os.pipe() for _ in range(2)]
    child = get_context("fork").Process(target=_run, args=(pipes, function, words))
    child.start()
    for _, theirs in pipes:
        os.close(theirs)
    said: list[str] = ["", ""]

    def listen(number: int, pipe: BinaryIO) -> None:
        with pipe:
            said[number] = pipe.read().decode(errors="replace")

    ours = [os.fdopen(pipe, "rb") for pipe, _ in pipes]
    listener = threading.Thread(target=listen, args=(1, ours[1]))
    listener.start()
    listen(0, ours[0])
    listener.join()  # before the next copy is made, which would not have it
    child.join()
    return child.exitcode, said[0], said[1]


def _run(pipes: list[tuple[int, int]], function: str, words: list[str]) -> None:
    for stream, (ours, theirs) in enumerate(pipes, start=1):
        os.close(ours)
        os.dup2(theirs, stream)
        os.close(theirs)
    # Those that were copied may be of files.
    sys.stdout, sys.stderr = (os.fdopen(stream, "w", closefd=False) for stream in (1, 2))
    module, _, name = function.partition(":")
    getattr(import_module(module), name)(*words)


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # A process with threads is not copied.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": ""},
    )
    atexit.register(server.communicate)
    return server


def run_copied(function: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a function in a process of its own.

    Args:
        function: As in `module:function`.
        words: What it is called with, as texts.
    """
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    given = [str(word) for word in words]
    server.stdin.write(f"{json.dumps([function, given])}\n")
    server.stdin.flush()
    code, out, err = json.loads(server.stdout.readline())
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(given, code, out, err)


if __name__ == "__main__":
    serve()
