"""Runs a reader in a process of its own, so that no file can harm or stop ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Timer
from typing import Any

import inspect_tool
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.spreadsheet import refusals
from inspect_tool.readers.spreadsheet.guard import MEBIBYTE, ReadLimits

# The process ends with its file, so what one sheet needed is kept for the next one and not given
# back in between, where the C library is that of GNU; others do not know these names.
KEPT_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": str(512 * MEBIBYTE),
    "MALLOC_MMAP_THRESHOLD_": str(32 * MEBIBYTE),
}


class StoppedReaderError(UnreadableFileError):
    """The process that read the file crashed or went over a limit."""

    def __init__(self, name: str, limits: ReadLimits) -> None:
        super().__init__(
            f"{name} cannot be read within {limits.memory_bytes // MEBIBYTE} MB of memory and "
            f"{limits.wall_seconds:g} seconds, most likely because a value stands far away from "
            "the list: press Ctrl+End in each sheet, delete the rows and columns out there, and "
            "save it again."
        )


def answers_of(
    module: str, request: Mapping[str, Any], *, limits: ReadLimits
) -> Iterator[dict[str, Any]]:
    """What a module answers to a request, line by line.

    Args:
        module: Module to run; it reads JSON and answers in lines of JSON, the last of which is
            `end`. A line `reading` names the file at work, whose time begins then.
        request: What to do, with the `paths` to read.

    Raises:
        UnreadableFileError: The module refused a file, or was stopped.
    """
    name = Path(request["paths"][0]).name
    has_ended = False
    refusal: UnreadableFileError | None = None
    with subprocess.Popen(  # noqa: S603 - our own module, with our own interpreter
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as process:
        timer = _stop_later(process, limits)
        try:
            for message in _messages(process, request):
                if message["is"] == "reading":
                    name = message["file"]
                    timer.cancel()
                    timer = _stop_later(process, limits)
                elif message["is"] == "refused":
                    refusal = _refusal(message)
                has_ended = has_ended or message["is"] == "end"
                yield message
        finally:
            timer.cancel()
            process.kill()
    if refusal is not None:
        raise refusal
    if not has_ended:
        raise StoppedReaderError(name, limits)


def _stop_later(process: subprocess.Popen[bytes], limits: ReadLimits) -> Timer:
    timer = Timer(limits.wall_seconds, process.kill)
    timer.daemon = True  # so that nothing waits for it at the end of the program
    timer.start()
    return timer


def _messages(
    process: subprocess.Popen[bytes], request: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    if process.stdin is None or process.stdout is None:
        return
    try:
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
    except BrokenPipeError:
        return
    for line in process.stdout:
        if line.endswith(b"\n"):  # a process that was stopped may have left half a line
            yield json.loads(line)


def _environment() -> dict[str, str]:
    """Ours, with the folder of this package first and nothing from the current folder.

    Answers are kept back until they are whole: Python without buffers loses the rest of a line when
    the process is stopped for a moment while it writes one.
    """
    package = str(Path(inspect_tool.__file__).resolve().parents[1])
    own = {"PYTHONPATH": package, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": ""}
    return {**os.environ, **own, **KEPT_MEMORY}


def _refusal(message: Mapping[str, Any]) -> UnreadableFileError:
    """The error of the same class as in the other process, with its sentence."""
    kind = getattr(refusals, str(message["class"]), UnreadableFileError)
    if not (isinstance(kind, type) and issubclass(kind, UnreadableFileError)):
        kind = UnreadableFileError
    error = kind.__new__(kind)
    UnreadableFileError.__init__(error, str(message["message"]))
    return error
