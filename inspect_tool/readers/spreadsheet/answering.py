"""A process that opens untrusted files: it takes a request, sets limits and answers in lines.

The limit on memory is that of the process; the one on processor time begins anew with each file,
which a message `reading` announces.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from math import ceil
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
            if message["is"] == "reading":
                allow_time(limits)
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
    for kind, amount in ((resource.RLIMIT_AS, limits.memory_bytes), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        bound = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(kind, (bound, bound))
    allow_time(limits)


def allow_time(limits: ReadLimits) -> None:
    """Bound the processor time that this process may use from now on, where the system can."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    amount = ceil(used.ru_utime + used.ru_stime) + limits.cpu_seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    bound = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (bound, hard))
