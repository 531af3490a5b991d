"""Scales of words for shares, `templates/wording/*.yaml`."""

from __future__ import annotations

from pathlib import Path

from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.errors import CheckFailedError, Problem
from inspect_tool.readers.documents.model import read_model
from inspect_tool.readers.documents.yaml import in_order_of_lines, read_yaml


class BadWordingScaleError(CheckFailedError):
    """A wording scale has faults; the error's problems say which."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(
            f"The wording scale {file} has {len(problems)} problem(s), the first on line "
            f"{first.row}: {first.message}. Correct them, or choose another scale in the plan.",
            problems=problems,
        )


def load_wording(path: Path) -> WordingScale:
    """Read a wording scale.

    Raises:
        UnreadableFileError: There is no such file, or it cannot or must not be read.
        BadWordingScaleError: The scale has faults.
    """
    document = read_yaml(path)
    problems = document.problems
    if document.value is not None:
        read = read_model(document, WordingScale, stand_ins={})
        problems = (*problems, *(document.problem(fault) for fault in read.faults))
        if read.model is not None and not problems:
            return read.model
    raise BadWordingScaleError(path.name, in_order_of_lines(problems))
