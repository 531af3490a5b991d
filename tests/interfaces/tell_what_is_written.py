"""Run `inspect-tool` and write down every file that it opens to write.

`python -m tests.interfaces.tell_what_is_written OUT --review FOLDER …` leaves their paths in OUT.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from inspect_tool.cli.main import main

written: list[str] = []


def on_file(action: str, words: tuple[Any, ...]) -> None:
    # A number is a file that is open, and written down, already.
    is_path = action == "open" and not isinstance(words[0], int)
    if is_path and words[2] & (os.O_WRONLY | os.O_RDWR):
        written.append(str(words[0]))


if __name__ == "__main__":
    out = Path(sys.argv[1])
    sys.argv = ["inspect-tool", *sys.argv[2:]]
    sys.addaudithook(on_file)
    try:
        main()
    finally:
        paths = list(written)
        out.write_text("\n".join(paths), encoding="utf-8")
