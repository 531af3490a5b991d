"""How a check of a document ends: its problems, and the promised exit code."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from inspect_tool.cli.context import CommandContext
from inspect_tool.errors import Problem, Severity


def print_check(
    options: CommandContext,
    file: str,
    problems: Sequence[Problem],
    *,
    digest: str,
    **facts: object,
) -> None:
    """Print what a check found; exit with 1 when the document cannot be used as it is.

    Args:
        facts: What a program is told as well.
    """
    from inspect_tool.cli.output import print_json, print_problems, say

    is_refused = any(problem.severity is Severity.REFUSED for problem in problems)
    if options.json:
        outcome = {"file": file, "holds": not is_refused, "digest": digest, "problems": problems}
        print_json({**outcome, **facts})
    else:
        print_problems(problems)
        if not is_refused:
            say(f"{file} holds. Digest {digest}")
    if is_refused:
        raise typer.Exit(1)
