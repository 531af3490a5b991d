"""Tables with more columns than a terminal is wide: nothing is left out."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from itertools import pairwise

import pytest

pty = pytest.importorskip("pty")  # only POSIX has pseudo-terminals
MATRIX = """
from inspect_tool.cli.output import print_table

codes = [f"A{number:03d}" for number in range(152)]
cells = [f"{number % 13} of 12" for number in range(152)]
print_table("Criteria met", ["Criterion", "All", *codes], [["REC.1", "912 of 1824", *cells]])
"""


def on_a_terminal(code: str, *, columns: int) -> str:
    """What a program writes on a terminal of that width."""
    import fcntl
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**os.environ, "TERM": "dumb"}
    for name in ("COLUMNS", "LINES", "FORCE_COLOR"):
        environment.pop(name, None)
    process = subprocess.Popen([sys.executable, "-c", code], stdout=theirs, env=environment)
    os.close(theirs)
    said = b""
    while piece := _read(ours):
        said += piece
    os.close(ours)
    assert process.wait() == 0
    return said.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so when the program has ended
        return b""


@pytest.mark.parametrize("columns", [80, 132])
def test_a_table_of_152_authorities_is_printed_in_parts_with_every_cell(columns: int) -> None:
    said = on_a_terminal(MATRIX, columns=columns)
    lines = said.splitlines()
    assert max(map(len, lines)) <= columns
    words = said.split()
    assert [code for code in words if code.startswith("A") and code[1:].isdigit()] == [
        f"A{number:03d}" for number in range(152)
    ]
    rows = [line.split() for line in lines if line.strip().startswith("REC.1")]
    counts = [int(word) for row in rows for word, of in pairwise(row) if of == "of"]
    assert counts == [912, *(number % 13 for number in range(152))]
    assert said.count(" of 154\n") == len(rows) > 1  # the heading of each part


def test_in_a_pipe_a_table_is_as_wide_as_it_needs_to_be() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MATRIX], capture_output=True, text=True, check=True
    )
    rows = [line for line in done.stdout.splitlines() if line.strip().startswith("REC.1")]
    assert len(rows) == 1
    assert rows[0].count(" of ") == 153
    assert "part 1" not in done.stdout
