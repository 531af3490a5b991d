"""Readers of returned files in copies of a process that has them loaded.

The tool starts Python anew for every file, which takes longer than reading a test's small one. A
copy does the same from there on: it sets its limits, takes the request from a pipe, answers in
lines and can be killed. Tests of the guard itself ask for the tool's own way, by the fixture
`started_anew`.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import TYPE_CHECKING, Any

from inspect_tool.readers.spreadsheet import answering, child

if TYPE_CHECKING:
    import pytest

LOADED_BEFOREHAND = (
    "inspect_tool.readers.annex_a.child",
    "inspect_tool.readers.case_workbook.child",
    "inspect_tool.readers.word.child",
    "python_calamine",
)
_one_at_a_time = threading.Lock()


def serve(asked: socket.socket) -> None:
    """Read what is asked for in copies of this process, whose numbers are the answers."""
    for name in LOADED_BEFOREHAND:
        import_module(name)
    while True:
        words, pipes, _, _ = socket.recv_fds(asked, 65_536, 2)
        if not words:
            break
        number = os.fork()
        if not number:
            asked.close()
            _read(pipes, **json.loads(words))
        for pipe in pipes:
            os.close(pipe)
        asked.sendall(f"{number}\n".encode())
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _read(pipes: list[int], *, module: str, folder: str) -> None:
    """Be the process that the tool would have started."""
    code = 1
    with suppress(BaseException):
        os.chdir(folder)
        streams = [*pipes, os.open(os.devnull, os.O_WRONLY)]
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
        answering.run(import_module(module).answers)
        code = 0
    os._exit(code)


@cache
def _server() -> socket.socket:
    ours, theirs = socket.socketpair()
    with theirs:
        server = subprocess.Popen([sys.executable, "-m", __name__], stdin=theirs.fileno())

    def end() -> None:
        ours.close()
        server.wait()

    atexit.register(end)
    return ours


class CopiedReader:
    """As much of `Popen` as the tool uses of it."""

    def __init__(self, words: list[str], **_settings: Any) -> None:
        for_request, request = os.pipe()
        answer, for_answer = os.pipe()
        asked = json.dumps({"module": words[-1], "folder": str(Path.cwd())}).encode()
        with _one_at_a_time:
            socket.send_fds(_server(), [asked], [for_request, for_answer])
            self._number = int(_server().recv(100))
        os.close(for_request)
        os.close(for_answer)
        self.stdin, self.stdout = os.fdopen(request, "wb"), os.fdopen(answer, "rb")

    def __enter__(self) -> CopiedReader:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with suppress(BrokenPipeError):
            self.stdin.close()
        self.stdout.close()

    def kill(self) -> None:
        """End it, if it has not ended."""
        with suppress(ProcessLookupError):
            os.kill(self._number, signal.SIGKILL)


def share() -> None:
    """Have the tool read in copies, in this process."""
    vars(child)["subprocess"] = SimpleNamespace(**{**vars(subprocess), "Popen": CopiedReader})


def start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have readers started as the tool starts them, for one test."""
    monkeypatch.setitem(vars(child), "subprocess", subprocess)


if __name__ == "__main__":
    with socket.socket(fileno=os.dup(0)) as given:
        serve(given)
