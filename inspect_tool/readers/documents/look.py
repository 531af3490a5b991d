"""The look of the documents, `look.yaml`, read like the plan: all faults in one pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from inspect_tool.domain.look.look import LookDocument, look_faults
from inspect_tool.errors import CheckFailedError, Problem
from inspect_tool.readers.documents.model import read_model
from inspect_tool.readers.documents.yaml import in_order_of_lines, read_yaml


class LookFaultyError(CheckFailedError):
    """The look of the documents has faults; the error's problems say which."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        many = "1 fault" if len(problems) == 1 else f"{len(problems)} faults"
        super().__init__(
            f"{file} has {many}, the first on line {first.row}: {first.message}. Nothing was "
            "written. `report look` lists them.",
            problems=problems,
        )


def load_look(path: Path, chapters: Sequence[str]) -> LookDocument:
    """Read and check a look.

    Args:
        chapters: Names of the chapters of the narrative.

    Raises:
        UnreadableFileError: The file cannot or must not be read.
        LookFaultyError: It has faults.
    """
    written = read_yaml(path)
    problems = list(written.problems)
    if written.value is not None:
        read = read_model(written, LookDocument, stand_ins={})
        faults = list(read.faults)
        if read.model is not None:
            faults += [
                dataclasses.replace(fault, path=read.repairs.as_written(fault.path))
                for fault in look_faults(read.model, chapters)
            ]
        problems += map(written.problem, faults)
        if read.model is not None and not problems:
            return read.model
    raise LookFaultyError(path.name, in_order_of_lines(problems))
