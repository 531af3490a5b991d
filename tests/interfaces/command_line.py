"""Runs the command in this process, as `main` does, and keeps what it said."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from inspect_tool.cli.main import main


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and its two streams."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


def run(*words: str | Path) -> Outcome:
    """Run `inspect-tool` with these words."""
    given = tuple(str(one) for one in words)
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        patch.object(sys, "argv", ["inspect-tool", *given]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return Outcome(given, code, out.getvalue(), err.getvalue())


def refused(outcome: Outcome, code: int) -> str:
    """The one sentence or two that a command was refused with; nothing came on standard output."""
    assert outcome.code == code, outcome
    assert outcome.out == ""
    assert outcome.err.endswith(".\n"), outcome.err
    assert "Traceback" not in outcome.err
    return outcome.err
