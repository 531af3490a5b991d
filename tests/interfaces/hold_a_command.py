"""Run `inspect-tool` and stand still when it opens a file of that name, until a line comes in.

`python -m tests.interfaces.hold_a_command screen.css --review FOLDER …` says `held` on standard
output when it has come so far, and goes on when it reads a line from standard input.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from inspect_tool.cli.main import main


class Hold:
    """Stands still once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.was_held = False

    def on_file(self, action: str, words: tuple[Any, ...]) -> None:
        if action != "open" or self.was_held or Path(str(words[0])).name != self.name:
            return
        self.was_held = True
        sys.stdout.write("held\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    sys.addaudithook(Hold(sys.argv[1]).on_file)
    sys.argv = ["inspect-tool", *sys.argv[2:]]
    main()
