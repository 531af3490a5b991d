"""Commands where there is no room: in a process whose files may not grow beyond a size."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path


def run_with_room(size: int, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command that can write no file longer than some bytes.

    The system refuses more with EFBIG, as it does with ENOSPC on a full disk; Python leaves out
    the signal that would end the process.
    """

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    command = [sys.executable, "-m", "inspect_tool", *map(str, words)]
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=limit,
    )
