"""The recommendations, `recommendations.yaml`, read like the plan: all faults in one pass."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.domain.report.advice_checks import check_advice
from inspect_tool.domain.report.advice_document import AdviceDocument
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.documents.model import read_model
from inspect_tool.readers.documents.yaml import YamlDocument, in_order_of_lines, read_yaml


@dataclass(frozen=True)
class LoadedAdvice:
    """Recommendations as read from their file.

    Args:
        document: None when a problem is an error.
        problems: Errors (`REFUSED`) and notes (`NOTED`), in the order of their lines.
        written: The file with its lines.
    """

    document: AdviceDocument | None
    problems: tuple[Problem, ...]
    written: YamlDocument


def load_advice(path: Path, review: Review) -> LoadedAdvice:
    """Read and check recommendations.

    Raises:
        UnreadableFileError: There is no such file, or it cannot or must not be read.
    """
    written = read_yaml(path)
    if written.value is None:
        return LoadedAdvice(None, written.problems, written)
    read = read_model(written, AdviceDocument, stand_ins={})
    faults = list(read.faults)
    if read.model is not None:
        faults += [
            dataclasses.replace(fault, path=read.repairs.as_written(fault.path))
            for fault in check_advice(read.model, review)
        ]
    problems = in_order_of_lines((*written.problems, *map(written.problem, faults)))
    is_sound = not any(problem.severity is Severity.REFUSED for problem in problems)
    return LoadedAdvice(read.model if is_sound else None, problems, written)
