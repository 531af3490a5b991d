"""A process that opens untrusted files: it takes a request, sets limits and answers in lines."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TextIO, TypeAlias

from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.spreadsheet.guard import ReadLimits

Answers: TypeAlias = Callable[[Mapping[str, Any], ReadLimits], Iterable[Mapping[str, Any]]]


def run(answers: Answers) -> None:
    """Read what the request on standard input names, and answer on standard output."""
    request = json.load(sys.stdin)
    limits = ReadLimits(**request["limits"])
    set_limits(limits)
    gc.disable()  # hardly any cycles, and the process is short
    # The reader of workbooks may print; the answer must not be mixed with it.
    answer, sys.stdout = sys.stdout, sys.stderr
    try:
        for message in answers(request, limits):
            send(answer, message)
    except UnreadableFileError as error:
        send(answer, {"is": "refused", "class": type(error).__name__, "message": error.message})
    except MemoryError:
        return  # without `end`, like every other death
    send(answer, {"is": "end"})
    answer.flush()


def send(answer: TextIO, message: Mapping[str, Any]) -> None:
    """Write one message as a line."""
    answer.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")))
    answer.write("\n")
    answer.flush()


def set_limits(limits: ReadLimits) -> None:
    """Bound the memory and the processor time of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return  # Windows: the limit on time by the parent remains
    for kind, amount in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bound = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(kind, (bound, bound))
