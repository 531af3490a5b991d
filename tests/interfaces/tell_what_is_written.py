"""Run `inspect-tool` and write down every file that it opens to write."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from inspect_tool.cli.main import main
from tests.interfaces.copied_process import run_copied

USUAL = 0o022  # the umask of most systems: everybody may read
written: list[str] = []


def on_file(action: str, words: tuple[Any, ...]) -> None:
    # A number is a file that is open, and written down, already.
    is_path = action == "open" and not isinstance(words[0], int)
    if is_path and words[2] & (os.O_WRONLY | os.O_RDWR):
        written.append(str(words[0]))


def run(out: str, *words: str) -> None:
    """Run a command, where everybody may read what is written unless it says otherwise."""
    os.umask(USUAL)
    # Whichever module is used here for the first time would leave its compiled code.
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.argv = ["inspect-tool", *words]
    sys.addaudithook(on_file)
    try:
        main()
    finally:
        paths = list(written)
        Path(out).write_text("\n".join(paths), encoding="utf-8")


def tell_what_is_written(*words: str | Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, which leaves the paths of what it wrote in a file."""
    return run_copied("tests.interfaces.tell_what_is_written:run", out, *words)
