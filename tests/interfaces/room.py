"""Commands where there is no room: in a process whose files may not grow beyond a size."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from inspect_tool.cli.main import main
from tests.interfaces.copied_process import run_copied


def run(size: str, *words: str) -> None:
    """Run a command that can write no file longer than some bytes.

    The system refuses more with EFBIG, as it does with ENOSPC on a full disk; Python leaves out
    the signal that would end the process. No module is compiled into a file meanwhile: Python 3.11
    takes one that was cut off for whole.
    """
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    sys.argv = ["inspect-tool", *words]
    main()


def run_with_room(size: int, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command that can write no file longer than some bytes, in a process of its own."""
    return run_copied("tests.interfaces.room:run", size, *words)
